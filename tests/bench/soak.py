"""An hour of random use in minutes: `python -m tests.bench.soak [--minutes N] [--seed S] [STORY …]`.

Keys, clicks, wheels, drags, pastes and resizes (`tests.tui.monkey`) on the stories that ship and the given articles,
over every view and dialog; a story is left and opened again every few hundred events. A person does one thing a second
at most, so 3,600 events are counted as an hour. A line for each round: what was done by then, resident memory, Python
objects, open files. Ends with status 1 at the first fault, with the events that led there.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.tui import programs
from tests.tui.driving import WIDE, reading_in, snow_app
from tests.tui.monkey import Monkey

EVENTS = 400
"""Events until a story is left and the next one opened."""
HOUR = 3600
"""Events of an hour's reading."""
GIVEN = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def resident() -> float:
    """Resident memory, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def stories(folder: Path) -> list[list[str]]:
    """Copies of the stories: notes files are written beside their sources."""
    found = []
    for path in shipped_stories():
        copy = folder / path.parent.name
        shutil.copytree(path.parent, copy)
        found.append([str(copy / path.name)])
    articles = sorted(GIVEN.glob("*.txt"))
    if articles:
        shutil.copytree(GIVEN, folder / "given")
        found.append([str(folder / "given" / article.name) for article in articles])
        found.append(found[-1][:1])
    return found


async def use(sources: list[str], store: Store, seed: int, done: Counter[str]) -> str:
    """Open a story, use it at random, leave it. Returns what went wrong, with the way there, or nothing."""
    app = snow_app(store, story=open_story(sources))
    monkey: Monkey | None = None
    try:
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            monkey = Monkey(app, pilot, seed)
            await pilot.pause()
            if seed % 3:  # now and then keys come before the versions are compared
                await app.workers.wait_for_complete()
            await monkey.act(EVENTS)
            assert monkey.over or reading_in(app)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what the soak looks for
        import traceback

        told = "".join(traceback.format_exception(error)[-12:])
        return f"{sources}, seed {seed}: {told}\nafter: {monkey.told() if monkey else 'starting'}"
    finally:
        if monkey is not None:
            done.update(monkey.done)
    if app.return_code:
        return f"{sources}, seed {seed}: exit status {app.return_code}\nafter: {monkey.told()}"
    return ""


def soak(minutes: float, seed: int, only: list[str]) -> int:
    """Use the stories until the time is over. Returns how many faults there were."""
    deadline = time.monotonic() + minutes * 60
    done: Counter[str] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(DIPTYCH_DATA=f"{name}/data", DIPTYCH_CONFIG=f"{name}/config.yaml", HOME=name)
        os.environ.update(EDITOR="true", VISUAL="true")
        quiet()
        shelf = [only] if only else stories(folder)
        print("round  events  hours  resident MB  objects  files  faults")
        with Store.open(folder / "data" / "notes.sqlite3") as store:
            turn = 0
            while time.monotonic() < deadline:
                for sources in shelf:
                    told = asyncio.run(use(sources, store, seed + turn, done))
                    turn += 1
                    if told:
                        faults += 1
                        print(told, file=sys.stderr, flush=True)
                    if time.monotonic() > deadline:
                        break
                gc.unfreeze()
                gc.collect()
                events = sum(done[kind] for kind in ("key", "mouse", "wheel", "drag", "paste", "resize"))
                files = len(list(Path("/proc/self/fd").iterdir()))
                print(
                    f"{turn // len(shelf):5}  {events:6}  {events / HOUR:5.1f}  {resident():11.1f}"
                    f"  {len(gc.get_objects()):7}  {files:5}  {faults:6}",
                    flush=True,
                )
    print(", ".join(f"{kind} {count}" for kind, count in done.most_common()))
    return faults


def quiet() -> None:
    """No other program is started, and nobody's clipboard is written."""
    vars(programs)["find_tool"] = lambda: None
    vars(programs)["open_with"] = lambda *_: ""


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("story", nargs="*", help="one story's sources, instead of those that ship")
    arguments = parser.parse_args()
    return 1 if soak(arguments.minutes, arguments.seed, arguments.story) else 0


if __name__ == "__main__":
    sys.exit(main())
