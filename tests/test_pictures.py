"""The picture in the README is what the program shows now."""

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


async def test_the_picture_in_the_readme_is_what_the_program_shows() -> None:
    maker = runpy.run_path(str(DOCS / "make_pictures.py"))
    shown = await maker["screen"]()
    assert shown == maker["SCREEN"].read_text("utf-8"), "renew it: python docs/make_pictures.py"
