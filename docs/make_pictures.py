"""Makes the pictures of README and docs, and the gallery, from the program: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import NamedTuple

from reader.story.locators import shipped, shipped_stories
from reader.story.open import open_story
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.session.notes import Session
from reader.tui.theme_files import ThemeFiles

FOLDER = Path(__file__).parent
GALLERY = FOLDER / "gallery.md"
GUNS, BELL, CEILING, SACK = range(4)
"""The stories that ship."""


class Picture(NamedTuple):
    """What a picture shows."""

    path: str
    """Below `docs`."""
    story: int
    size: tuple[int, int]
    """Columns and rows."""
    keys: tuple[str, ...]
    """What is pressed first."""
    caption: str
    theme: str = "dusk"
    ascii: bool = False


PICTURES = (
    Picture("screen.svg", BELL, (120, 36), ("}",) * 3, "Face to face: what both say is quiet, what one alone says is "
            "bright; the cursor's passage and its partner are lit up, with the words that differ."),
    Picture("gallery/few-links.svg", GUNS, (160, 45), ("}",) * 2, "Two reports that share little, at 160 columns."),
    Picture("gallery/rows.svg", CEILING, (140, 40), ("v", "}", "}"), "Rows (`v`): a report and its later, silently "
            "changed version, what is linked level with each other."),
    Picture("gallery/merged.svg", BELL, (110, 40), ("v", "v", "!", "enter"), "Merged (`v` `v`): the story told once, "
            "whose each passage is at the left, readings in the line; `enter` shows what each version says."),
    Picture("gallery/languages.svg", SACK, (140, 36), ("v", "!"), "Across languages, in rows: what says the same in "
            "another language is translated (`⇔`), and figures that differ are a conflict."),
    Picture("gallery/map.svg", BELL, (140, 36), ("M", "j", "j", "l"), "The map (`M`): which version tells what, and in "
            "which order."),
    Picture("gallery/outline.svg", GUNS, (100, 30), ("t", "j", "j"), "The outline (`t`): how long each part is, and "
            "how much of it only this version has."),
    Picture("gallery/why.svg", CEILING, (120, 36), ("}", "}", "="), "Why this link (`=`), with what comes nearest; `L` "
            "pins and cuts."),
    Picture("gallery/search.svg", BELL, (120, 30), ("/", *"bell"), "Searching all versions, as one types."),
    Picture("gallery/narrow.svg", BELL, (70, 24), ("}",) * 3, "One pane at 70 columns, the partner below."),
    Picture("gallery/paper.svg", CEILING, (120, 30), ("!", "!"), "A light theme: paper.", theme="paper"),
    Picture("gallery/harbour.svg", BELL, (120, 30), ("!",), "Safe for colour-blind readers: harbour.", theme="harbour"),
    Picture("gallery/night.svg", BELL, (120, 30), ("!",), "High contrast: night.", theme="night"),
    Picture("gallery/phosphor.svg", BELL, (120, 30), ("!",), "One hue alone: phosphor.", theme="phosphor"),
    Picture("gallery/ascii.svg", BELL, (100, 30), ("!",), "In ASCII, with the terminal's own sixteen colours.",
            theme="terminal", ascii=True),
)  # fmt: skip


async def drawn(picture: Picture) -> str:
    """A picture as SVG. The same on every machine."""
    story = open_story([str(shipped_stories()[picture.story])])
    themes = ThemeFiles([shipped("themes")]).themes
    config = Config(theme=picture.theme, ascii=picture.ascii)
    app = DiptychApp(story, Session(story, None), config=config, themes=themes)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press(*picture.keys)
        await pilot.pause()
        return own_fonts(app.export_screenshot(title="Diptych"))


def own_fonts(svg: str) -> str:
    """The picture in the viewer's own monospaced font: without the web fonts it would ask a third party for."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")


def gallery() -> str:
    """The page that shows all pictures."""
    parts = ["# Gallery\n", "Made from the program by `python docs/make_pictures.py`; a test keeps it current.\n"]
    parts += [f"{picture.caption}\n\n![]({picture.path})\n" for picture in PICTURES]
    return "\n".join(parts)


async def main() -> None:
    """Write all of it."""
    (FOLDER / "gallery").mkdir(exist_ok=True)
    for picture in PICTURES:
        (FOLDER / picture.path).write_text(await drawn(picture), encoding="utf-8")
    GALLERY.write_text(gallery(), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
