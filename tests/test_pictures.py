"""The pictures in README and docs show what the program shows now."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
MAKER = runpy.run_path(str(DOCS / "make_pictures.py"))
RENEW = "renew it: python docs/make_pictures.py"


@pytest.mark.default_cases(2)
@pytest.mark.parametrize("picture", MAKER["PICTURES"], ids=lambda picture: picture.path)
async def test_each_picture_is_what_the_program_shows(picture: Any) -> None:
    assert await MAKER["drawn"](picture) == (DOCS / picture.path).read_text("utf-8"), RENEW


def test_the_gallery_shows_every_picture() -> None:
    assert MAKER["gallery"]() == MAKER["GALLERY"].read_text("utf-8"), RENEW
