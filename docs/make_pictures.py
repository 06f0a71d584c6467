"""Makes the pictures of README and docs from the program itself: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from reader.story.open import open_story
from reader.story.shipped import shipped, shipped_stories
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.keeping import Keeping
from reader.tui.theme import load_themes

FOLDER = Path(__file__).parent
SCREEN = FOLDER / "screen.svg"
SIZE = (120, 36)
"""Columns and rows of the picture."""
KEYS = ("}",) * 3
"""To a passage that stands elsewhere in the other version, between two conflicts."""


async def screen(theme: str = "dusk") -> str:
    """The second story that ships, face to face, as an SVG picture. The same on every machine."""
    story = open_story([str(shipped_stories()[1])])
    themes, _ = load_themes([shipped("themes")])
    app = DiptychApp(story, Keeping(story, None), config=Config(theme=theme), themes=themes)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press(*KEYS)
        await pilot.pause()
        return own_fonts(app.export_screenshot(title="Diptych"))


def own_fonts(svg: str) -> str:
    """The picture in the viewer's own monospaced font: without the web fonts it would ask a third party for."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")


if __name__ == "__main__":
    SCREEN.write_text(asyncio.run(screen()), encoding="utf-8")
