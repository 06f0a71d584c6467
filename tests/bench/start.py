"""How long the program takes to start, beside what it stands on: `python -m tests.bench.start`.

First paint: from starting the process in a pseudo-terminal of 160 × 45 to the first bytes that hold the story's
headline; a bare Textual program is timed to the first bytes that hold its only word. Processor time is that of the
main thread, as Linux counts it. Runs alternate, so that a busy machine slows both; medians of 20 after one run each
to warm up. Links: from the first paint of the two given articles until the header tells how many links there are.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import pexpect

from reader.align.compare import compare
from reader.story.locators import shipped_stories
from reader.story.open import open_story

RUNS = 20
COLUMNS, ROWS = 160, 45
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App[None]):
    def compose(self):
        yield Static("BAREHELLO")
Bare().run()
"""
FIRST = str(shipped_stories()[0])
HEADLINE = b"Volunteers from Salna"
STORIES = {
    "compare first story": [FIRST],
    "compare given articles": sorted(
        map(str, (Path(__file__).resolve().parents[3] / "shared" / "seeds").glob("*.txt"))
    ),
}
"""What is compared in process; the given articles lie beside the project, or are left out."""


def environment(folder: str) -> dict[str, str]:
    """The reader's things and compiled modules in a folder of the measurement's own, as after an installation."""
    own = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {
        **own,
        "TERM": "xterm-256color",
        "DIPTYCH_DATA": f"{folder}/data",
        "DIPTYCH_CONFIG": f"{folder}/config.yaml",
        "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
    }


class Start(NamedTuple):
    """What it took until something was on screen, in milliseconds."""

    wall: float
    processor: float
    """Of the main thread, if nothing else is said."""


def first_paint(arguments: list[str], sign: bytes, folder: str) -> Start:
    """Start a program in a pseudo-terminal until it shows `sign`."""
    start = time.perf_counter()
    child = pexpect.spawn(sys.executable, arguments, dimensions=(ROWS, COLUMNS), env=environment(folder), timeout=20)
    child.expect_exact(sign)
    took = time.perf_counter() - start
    os.kill(child.pid, signal.SIGSTOP)  # what it does after the paint is not asked for
    ran = int(Path(f"/proc/{child.pid}/schedstat").read_text("ascii").split()[0])
    end(child)
    return Start(took * 1e3, ran / 1e6)


def links_after(sources: list[str], folder: str) -> Start:
    """From the first paint of some sources until the screen tells how many links there are; all threads together."""
    arguments = ["-m", "reader", *sources]
    child = pexpect.spawn(sys.executable, arguments, dimensions=(ROWS, COLUMNS), env=environment(folder), timeout=20)
    child.expect_exact(b"comparing")
    start, ran = time.perf_counter(), ran_so_far(child.pid)
    child.expect(rb"\d links")
    took = time.perf_counter() - start
    os.kill(child.pid, signal.SIGSTOP)
    ran = ran_so_far(child.pid) - ran
    end(child)
    return Start(took * 1e3, ran)


def end(child: pexpect.spawn[bytes]) -> None:
    """End a program, stopped or not, and wait for its end: on a busy machine that takes a while."""
    child.kill(signal.SIGKILL)
    child.wait()
    child.close()


def ran_so_far(process: int) -> float:
    """Milliseconds of processor time of all threads that a process has now."""
    return (
        sum(int(task.read_text("ascii").split()[0]) for task in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e6
    )


def process(arguments: list[str], folder: str) -> float:
    """Milliseconds that a whole Python process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment(folder))
    return (time.perf_counter() - start) * 1000


T = TypeVar("T")


def in_turns(one: Callable[[], T], other: Callable[[], T]) -> tuple[list[T], list[T]]:
    """What two measurements give, taken in turns."""
    one(), other()
    pairs = [(one(), other()) for _ in range(RUNS)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def comparing(sources: list[str]) -> float:
    """The median of milliseconds that comparing some opened sources takes, once everything is imported."""
    versions = open_story(sources).versions
    compare(versions)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        compare(versions)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print the table, and how busy the machine is: beside other programs, all processor times are longer."""
    print(f"load at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = in_turns(
            lambda: first_paint(["-m", "reader", str(shipped_stories()[0])], HEADLINE, folder),
            lambda: first_paint(["-c", BARE], b"BAREHELLO", folder),
        )
        given = STORIES["compare given articles"] or STORIES["compare first story"]
        links = [links_after(given, folder) for _ in range(RUNS + 1)][1:]
        versions, pythons = in_turns(
            lambda: process(["-m", "reader", "--version"], folder), lambda: process(["-c", "pass"], folder)
        )
    for what in Start._fields:
        own, other = (statistics.median(getattr(start, what) for start in starts) for starts in (ours, bare))
        print(f"first paint, {what:<9} {own:6.0f} ms   bare Textual program {other:6.0f} ms   {own - other:+.0f} ms")
    for what in Start._fields:
        after = statistics.median(getattr(start, what) for start in links)
        print(f"links after it, {what:<9}{after:5.0f} ms")
    version, python = statistics.median(versions), statistics.median(pythons)
    print(
        f"--version              {version:6.0f} ms   bare Python          {python:6.0f} ms   {version - python:+.0f} ms"
    )
    for name, sources in STORIES.items():
        if sources:
            print(f"{name:<22} {comparing(sources):6.1f} ms in process")


if __name__ == "__main__":
    main()
