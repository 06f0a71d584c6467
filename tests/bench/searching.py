"""How long a letter typed into the search line takes on a long story: `python -m tests.bench.searching`.

Two made books of 20,000 paragraphs (about 1.9 MB each, half of them with accents). Printed for each query as it grows:
milliseconds to find it in both, to go to the first hit, and to draw the frame, each the median of 5.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from reader.align.alignment import Alignment, Comparison
from reader.story.version import Version
from reader.tui.model import seeking
from reader.tui.model.frame import draw
from reader.tui.model.state import Reading
from tests.bench.texts import made_book, verses
from tests.merge.made import made_story

PARAGRAPHS = 20_000
QUERIES = ("e", "th", "the", "the st", "the str", "zzz", "É")


def book(siglum: str, seed: int) -> Version:
    """A made book, one sentence a paragraph; the second half is written with accents."""
    told = made_book(PARAGRAPHS, seed)
    half = PARAGRAPHS // 2
    return verses([*told[:half], *(line.replace("e", "é") for line in told[half:])], siglum)


def milliseconds(act: Callable[[], object], runs: int = 5) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    versions = (book("A", 1), book("B", 2))
    reading = Reading(made_story(versions, title="t"))
    reading.resize(160, 45)
    reading.set_comparison(Comparison(versions, (Alignment(0, 1, ()),)))
    size = sum(len(version.text) for version in versions)
    began = time.perf_counter()
    reading.search("x")
    print(f"{size / 1e6:.1f} MB; the first letter, with folding: {1000 * (time.perf_counter() - began):.0f} ms")
    print("query      hits     find  first hit    frame   (ms)")
    for query in QUERIES:
        found = milliseconds(lambda query=query: reading.search(query))  # type: ignore[misc]
        gone = milliseconds(lambda: seeking.seek_hit(reading, 1, include_here=True))
        drawn = milliseconds(lambda: draw(reading, ()))
        hits = sum(map(len, reading.hits.values()))
        print(f"{query:8} {hits:7} {found:8.1f} {gone:10.2f} {drawn:8.1f}")


if __name__ == "__main__":
    main()
