"""How the screen keeps up with long texts: `python -m tests.bench.screen [PARAGRAPHS …]` (200 and 20,000).

Two made versions of as many paragraphs (`texts.made_book` and its retelling), 150 bytes each. In process: what a key
costs from the press to the strips that Textual sends, on a screen of 160 × 45; in a pseudo-terminal: starting, bytes,
and keys pressed while the versions are still being compared. Comparing 20,000 paragraphs takes a minute or more.
Starting, and what is measured in process, is processor time; keys in a pseudo-terminal are timed by the clock.
"""

from __future__ import annotations

import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pexpect

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.collector import no_collection
from reader.merge.beside import Beside, facing
from reader.story.locators import shipped
from reader.story.open import open_story
from reader.tui.inks import Inks
from reader.tui.model.commands import MOVES
from reader.tui.model.frame import draw
from reader.tui.model.state import Reading
from reader.tui.screens.reading_view import PARTS
from reader.tui.theme import load_theme
from tests.bench.start import COLUMNS, ROWS, environment, first_paint
from tests.bench.texts import made_book, retold

KEYS = ("next-passage", "page-down", "next-shown", "next-linked", "other-version", "partner", "last", "first")
PRESSES = 200
STARTS = 5
QUIET = 0.25
"""Seconds without output after which a frame is taken for sent."""
MEMORY = """
import os, sys
import reader.tui.start
from reader.story.open import open_story
from reader.tui.model.frame import draw
from reader.tui.model.state import Reading
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
before = resident()
reading = Reading(open_story(sys.argv[1:]))
reading.resize(160, 45)
draw(reading, ())
print(resident() - before)
"""


def told(folder: Path, paragraphs: int) -> list[str]:
    """Two versions as files."""
    book = made_book(paragraphs)
    files = []
    for name, sentences in (("a", book), ("b", retold(book)[0])):
        files.append(folder / f"{name}{paragraphs}.txt")
        files[-1].write_text("\n\n".join(sentences) + "\n", "utf-8")
    return [str(file) for file in files]


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of processor time that a call takes."""
    start = time.thread_time()
    call()
    return (time.thread_time() - start) * 1000


def figures(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):7.1f}, 95 % {ordered[int(len(ordered) * 0.95)]:7.1f} ms"


class Screen:
    """The reading screen without Textual: its model, and the strips made of each frame."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.themes = [theme for path in sorted(shipped("themes").glob("*.yaml")) if (theme := load_theme(path)[0])]
        self.inks = Inks(self.themes[0])
        self.story = open_story(sources)
        self.reading = Reading(self.story)

    def show(self) -> None:
        """Draw a frame and make its strips."""
        frame = draw(self.reading, ())
        for part in PARTS:
            columns = self.reading.geometry.columns(part)
            for line in getattr(frame, part):
                self.inks.strip(line, columns)

    def compared(self, comparison: Comparison, besides: Mapping[tuple[int, int], tuple[Beside, Beside]]) -> None:
        """Take the alignment."""
        self.reading.set_comparison(comparison, besides=besides)
        self.show()

    def size(self, columns: int, rows: int) -> None:
        """Take another size."""
        self.reading.resize(columns, rows)
        self.show()

    def press(self, key: str) -> None:
        """What a key does, to the finished frame."""
        MOVES[key](self.reading)
        self.show()

    def theme(self, number: int) -> None:
        """Take another theme."""
        self.inks = Inks(self.themes[number % len(self.themes)])
        self.show()


def in_process(sources: Sequence[str], row: Callable[[str, str], None]) -> None:
    """Measure what needs no terminal."""
    row("open the sources", f"{timed(lambda: open_story(sources)):7.1f} ms")
    screen = Screen(sources)
    row("first layout and frame", f"{timed(lambda: screen.size(COLUMNS, ROWS)):7.1f} ms")
    start = time.thread_time()
    with no_collection():
        comparison = compare(screen.story.versions)
        besides = {(0, 1): facing(screen.story.versions, comparison, None, 0, 1)}
    row("compare (in the background)", f"{time.thread_time() - start:7.1f} s")
    row("links appear", f"{timed(lambda: screen.compared(comparison, besides)):7.1f} ms")
    keys = [key for key in KEYS for _ in range(PRESSES // len(KEYS))]
    row("keys, all kinds", figures([timed(partial(screen.press, key)) for key in keys]))
    row("key `j`", figures([timed(partial(screen.press, "next-passage")) for _ in range(PRESSES)]))
    row("resize", figures([timed(partial(screen.size, COLUMNS - n % 7, ROWS)) for n in range(1, 20)]))
    row("theme", figures([timed(partial(screen.theme, n)) for n in range(20)]))
    row("search, each letter", figures([timed(partial(screen.reading.search, "strai"[:n])) for n in range(1, 6)]))
    row("next hit", figures([timed(partial(screen.press, "next-hit")) for _ in range(20)]))


def memory(sources: Sequence[str]) -> str:
    """How much more is resident once a story is on screen, beside its size."""
    run = subprocess.run([sys.executable, "-c", MEMORY, *sources], check=True, capture_output=True, text=True)
    size = sum(Path(source).stat().st_size for source in sources)
    return f"{int(run.stdout) / 1e6:7.1f} MB, {int(run.stdout) / size:.1f} × the text"


def sent(child: pexpect.spawn[bytes], key: str) -> tuple[float, int]:
    """Press a key: milliseconds to the first bytes of its frame, and how many bytes the frame has."""
    start = time.perf_counter()
    child.send(key)
    count, first = 0, 0.0
    while select.select([child.child_fd], [], [], QUIET if count else 5.0)[0]:
        first = first or (time.perf_counter() - start) * 1000
        count += len(os.read(child.child_fd, 1 << 16))
    return first, count


def in_terminal(sources: Sequence[str], sign: bytes, folder: str, row: Callable[[str, str], None]) -> None:
    """Measure the program itself in a pseudo-terminal."""
    starts = [first_paint(["-m", "reader", *sources], sign, folder) for _ in range(STARTS + 1)][1:]
    row("start to first paint", f"{statistics.median(start.processor for start in starts):7.1f} ms of processor time")
    child = pexpect.spawn(
        sys.executable, ["-m", "reader", *sources], dimensions=(ROWS, COLUMNS), env=environment(folder), timeout=60
    )
    child.expect_exact(sign)
    while select.select([child.child_fd], [], [], 1.0)[0]:
        os.read(child.child_fd, 1 << 16)
    child.delaybeforesend = None  # pexpect would wait 50 ms before each key
    frames = [sent(child, key) for key in "jjjkkk" * 8]
    row("key `j` in the terminal", figures([first for first, _ in frames]))
    row("bytes of such a frame", f"{statistics.median(count for _, count in frames):7.0f} at the median")
    child.close(force=True)


def main() -> None:
    """Print a table for each number of paragraphs."""
    for paragraphs in [int(word) for word in sys.argv[1:]] or [200, 20_000]:
        with tempfile.TemporaryDirectory() as folder:
            sources = told(Path(folder), paragraphs)
            size = sum(Path(source).stat().st_size for source in sources)
            print(f"\n{paragraphs:,} paragraphs in two versions, {size / 1e6:.1f} MB")
            sign = Path(sources[0]).read_bytes()[:12]

            def row(name: str, figure: str) -> None:
                print(f"  {name:<28}{figure}", flush=True)

            in_terminal(sources, sign, folder, row)
            row("resident beyond a start", memory(sources))
            in_process(sources, row)


if __name__ == "__main__":
    main()
