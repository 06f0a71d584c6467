"""Measure alignment, and print the tables that docs/benchmarks.md holds.

    python -m tests.bench.align [articles] [books] [growth] [many] [hard]

`articles`: the given articles and the 39 spun pairs, beside other programs; those that are not installed are named.
`books`: the King James Version and a retelling of it, where the package that holds it is installed; else a made book.
`growth`: from 1,000 to 30,000 sentences. `many`: twelve versions, all pairs. `hard`: input that makes programs hang.

Times are the processor's: everything runs in one thread, and what else the machine does counts less.
"""

from __future__ import annotations

import gc
import importlib
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from reader.align.compare import compare
from reader.story.version import Version
from tests.align.helpers import given_articles, gold, read, sentence_pairs, version
from tests.bench.peers import PARTS, PEERS, Pair, Shares, Told
from tests.bench.texts import bible, made_book, retold, verses

GIVEN = {(0, 0), (1, 0), (14, 16), (24, 23)}
"""The sentences that the given articles share: headline and repeat, the quotation, the end of two paragraphs."""
RUNS = 5
MEGABYTES = 2_000_000


def main(parts: Sequence[str]) -> None:
    """Print the tables asked for; all of them if none is named."""
    tables = {"articles": articles, "many": many, "hard": hard, "growth": growth, "books": books}
    gc.disable()  # as the program does while it compares
    for name, table in tables.items():
        if not parts or name in parts:
            say(f"\n### {name}\n")
            table()


def say(line: str) -> None:
    """Print a line of a table."""
    print(line, flush=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def f1(said: set[Pair], true: set[Pair]) -> str:
    """Precision, recall and F1 as cells of a table."""
    right = len(said & true)
    parts = right / len(said) if said else 0.0, right / len(true) if true else 0.0, 2 * right / (len(said) + len(true))
    return " | ".join(f"{x:.3f}" for x in parts)


def articles() -> None:
    """Time and F1 on short pairs, Diptych beside the others."""
    given = given_articles()
    rows = list(gold("spun"))
    pairs = [(given[0], given[1], GIVEN)]
    pairs += [(version(*r["a"]), version(*r["b"], siglum="B"), {(i, j) for i, j in r["links"]}) for r in rows]
    say("| program | given articles, ms | F1 | spun pairs, ms each | P | R | F1 | linked from |")
    say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    times = [min(timed(partial(compare, (a, b))) for _ in range(RUNS)) for a, b, _ in pairs]
    links = [sentence_pairs(compare((a, b)).pairs[0].links) for a, b, _ in pairs]
    _row("**Diptych**, with edits and roles", times, links, pairs, "")
    for name, (module, find) in PEERS.items():
        try:
            importlib.import_module(module)
        except ImportError as error:
            say(f"| {name} | not installed ({error.name} is missing) | | | | | | |")
            continue
        told = [(Told(a), Told(b)) for a, b, _ in pairs]
        found: list[Shares] = []
        times = []
        for a, b in told:
            start = time.process_time()
            found.append(find(a, b))
            times.append(time.process_time() - start)
        best = max(PARTS, key=lambda part: _total(found[1:], pairs[1:], part))
        _row(name, times, [{p for p, x in shares.items() if x >= best} for shares in found], pairs, f"{best:.1f}")


def _total(found: Sequence[Shares], pairs: Sequence[tuple[Version, Version, set[Pair]]], part: float) -> float:
    said = [{p for p, share in shares.items() if share >= part} for shares in found]
    right = sum(len(s & true) for s, (_, _, true) in zip(said, pairs, strict=True))
    return 2 * right / max(1, sum(map(len, said)) + sum(len(true) for _, _, true in pairs))


def _row(
    name: str,
    times: Sequence[float],
    links: Sequence[set[Pair]],
    pairs: Sequence[tuple[Version, Version, set[Pair]]],
    part: str,
) -> None:
    said = {(n, *p) for n, own in enumerate(links[1:]) for p in own}
    true = {(n, *p) for n, (_, _, own) in enumerate(pairs[1:]) for p in own}
    right = len(said & true)
    spun = f"{right / max(1, len(said)):.3f} | {right / len(true):.3f} | {2 * right / (len(said) + len(true)):.3f}"
    first = 2 * len(links[0] & GIVEN) / max(1, len(links[0]) + len(GIVEN))
    given, each = 1000 * times[0], 1000 * statistics.median(times[1:])
    say(f"| {name} | {given:.1f} | {first:.2f} | {each:.1f} | {spun} | {part} |")


def books() -> None:
    """Time, memory and F1 on two whole books."""
    book = bible()
    name = "King James Version and a retelling" if book else "a made book and a retelling"
    say("| texts | sentences | seconds | GB at most | P | R | F1 |")
    say("| --- | --- | --- | --- | --- | --- | --- |")
    book = book or made_book(31_000)
    for title, order in ((name, False), ("the same, shuffled", True)):
        told, sources = retold(book)
        if order:
            turned = sorted(range(len(told)), key=lambda n: (n * 7919) % len(told))
            told, sources = [told[n] for n in turned], [sources[n] for n in turned]
        left, right = verses(book, "A"), verses(told, "B")
        start = time.process_time()
        links = compare((left, right)).pairs[0].links
        seconds = time.process_time() - start
        true = {(i, j) for j, i in enumerate(sources)}
        cells = (
            f"{len(book):,} × {len(told):,} | {seconds:.1f} | {_gigabytes():.2f} | {f1(sentence_pairs(links), true)}"
        )
        say(f"| {title} | {cells} |")


def growth() -> None:
    """How time grows with length: t(2n) / t(n)."""
    book = bible() or made_book(30_000)
    say("| sentences on each side | seconds | times the half |")
    say("| --- | --- | --- |")
    before = 0.0
    for size in (1_000, 2_000, 4_000, 8_000, 16_000, 30_000):
        told, _ = retold(book[:size])
        left, right = verses(book[:size], "A"), verses(told, "B")
        seconds = min(timed(partial(compare, (left, right))) for _ in range(3 if size < 10_000 else 1))
        factor = f"{seconds / before:.2f}" if before else ""
        say(f"| {size:,} | {seconds:.2f} | {factor}{' (for 1.875)' if size == 30_000 else ''} |")
        before = seconds


def many() -> None:
    """Twelve versions of forty sentences, all 66 pairs."""
    book = made_book(40)
    versions = [verses(retold(book, replaced=0.2, seed=n)[0], siglum) for n, siglum in enumerate("ABCDEFGHIJKL")]
    say("| versions | pairs | seconds |\n| --- | --- | --- |")
    say(f"| 12 of 40 sentences | 66 | {min(timed(partial(compare, versions)) for _ in range(3)):.2f} |")


def hard() -> None:
    """Input that no reader has, and that must not make the program hang."""
    soup = " ".join(made_book(MEGABYTES // 110, seed=2)).replace(".", "").lower()
    cases: dict[str, tuple[str, str]] = {
        "two unrelated paragraphs of 2 MB": (
            " ".join(made_book(MEGABYTES // 110, seed=1)),
            " ".join(made_book(MEGABYTES // 110, seed=2)).translate(str.maketrans("bdfgklmnprst", "cdhjqwxyzvvv")),
        ),
        "two sentences of 2 MB in the same words": (soup, " ".join(reversed(soup.split()))),
        "2 MB of a": ("a" * MEGABYTES, "a" * (MEGABYTES - 1)),
        "2 MB of ab": ("ab" * (MEGABYTES // 2), "ba" * (MEGABYTES // 2)),
        "2 MB of a b": ("a b " * (MEGABYTES // 4), "b a " * (MEGABYTES // 4)),
        "100,000 equal lines": ("And the river runs on.\n" * 100_000, "And the river runs on.\n" * 99_999),
    }
    say("| texts | sentences | seconds to compare | links | remarks |\n| --- | --- | --- | --- | --- |")
    for name, (a, b) in cases.items():
        left, right = read(a, "A"), read(b, "B")
        start = time.process_time()
        comparison = compare((left, right))
        seconds = time.process_time() - start
        sizes = f"{len(left.sentences):,} × {len(right.sentences):,}"
        remarks = "; ".join(comparison.remarks)
        say(f"| {name} | {sizes} | {seconds:.1f} | {len(comparison.pairs[0].links):,} | {remarks} |")


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576


if __name__ == "__main__":
    main(sys.argv[1:])
