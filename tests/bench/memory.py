"""Memory while stories are opened one after the other: `python -m tests.bench.memory [--stories N] [--every N]`.

One app, as a reader uses it: each story is opened from the shelf, walked through in every view and with the dialogs,
given a note and a pick, and left for the shelf. The stories are made (`tests.bench.texts`) and all different, so
nothing that is kept of one serves another. A line now and then: resident memory, its ratio to that after 20 stories,
Python's objects, and the screens, widgets, readings and comparisons that are still alive.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from reader.collector import collect_less_often
from reader.notes.store import Store
from reader.story.open import open_story
from reader.tui.app import DiptychApp
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.start import NOTHING
from tests.bench.texts import made_book, retold
from tests.tui.driving import THEMES, WIDE, at_rest

WARM = 20
"""Stories after which the program has imported and cached what it uses."""
SENTENCES = 60
"""Of each version."""
WALK = (
    *("j", "j", "right_square_bracket", "enter", "v", "j", "v", "j", "v", "space", "G", "g", "p"),
    *("a", *"why this?", "ctrl+s", "A", "escape", "equals_sign", "escape", "M", "escape", "t", "escape"),
    *("slash", *"the", "enter", "escape", "question_mark", "escape", "w"),
)
"""What is done in each story."""
KINDS = ("Screen", "Widget", "Reading", "Comparison", "Story", "Session", "Prepared")


def resident() -> float:
    """Resident memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def make_stories(folder: Path, count: int, sentences: int = SENTENCES) -> list[list[str]]:
    """Write stories of two made versions. Returns the sources of each."""
    made = []
    for number in range(count):
        home = folder / f"{number:04}"
        home.mkdir(parents=True)
        book = made_book(sentences, seed=number)
        other, _ = retold(book, seed=number + 1)
        for name, told in (("first", book), ("second", other)):
            paragraphs = [" ".join(told[at : at + 3]) for at in range(0, len(told), 3)]
            text = "\n\n".join([f"Story {number}", *paragraphs])
            (home / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
        made.append([str(home / "first.txt"), str(home / "second.txt")])
    return made


async def read_all(
    store: Store, stories: list[list[str]], measured: Callable[[int], None], keys: tuple[str, ...] = WALK
) -> None:
    """Open each story from the shelf of one app, walk through it, leave it, and call `measured` with its number."""
    bookshelf = Bookshelf(store)
    for sources in reversed(stories):  # the first one is read last, so it is on top of the shelf
        bookshelf.keep(open_story(sources), sources)
    app = DiptychApp(NOTHING, Session(NOTHING, None), themes=THEMES, bookshelf=bookshelf)
    async with app.run_test(size=WIDE) as pilot:
        await at_rest(app, pilot)
        for number in range(1, len(stories) + 1):
            await _press(app, pilot, "G", "enter")
            assert isinstance(app.screen, ReadingScreen), app.screen
            await _press(app, pilot, *keys)
            await _press(app, pilot, "Q")
            measured(number)


async def _press(app: DiptychApp, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await at_rest(app, pilot)


def alive() -> Counter[str]:
    """How many objects of each of `KINDS` are alive, by the names of their classes."""
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        for parent in type(one).__mro__:
            if parent.__name__ in KINDS:
                found[parent.__name__] += 1
    return found


def main() -> int:
    """Read the arguments, and print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    arguments = parser.parse_args()
    warm = 0.0

    def measured(number: int) -> None:
        nonlocal warm
        if number == WARM:
            warm = resident()
        if number % arguments.every == 0 or number == 1:
            gc.collect()
            ratio = f"{resident() / warm:5.2f}" if warm else "    –"
            kinds = "  ".join(f"{alive()[kind]:10}" for kind in KINDS)
            print(f"{number:7}  {resident():11.1f}  {ratio}  {len(gc.get_objects()):8}  {kinds}", flush=True)

    collect_less_often()
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(DIPTYCH_DATA=f"{name}/data", DIPTYCH_CONFIG=f"{name}/config.yaml", HOME=name)
        print("stories  resident MB  ratio   objects  " + "  ".join(f"{kind:>10}" for kind in KINDS))
        stories = make_stories(Path(name) / "stories", arguments.stories, arguments.sentences)
        with Store.open(Path(name) / "data" / "notes.sqlite3") as store:
            asyncio.run(read_all(store, stories, measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
