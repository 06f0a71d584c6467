"""How well planted passages are found: plagdet, as the PAN competitions measure it.

    python -m tests.bench.passages

Into an article of one event go passages of an article of another, word by word, as in the part of PAN 2013 without
obfuscation: one to four, of 40 to 400 words, from any word to any word, each between two paragraphs or in the middle of
one. A fifth of the pairs has none. The same with every fifteenth word lost or replaced shows where it ends. The draw is
always the same. The texts are the reports of `events`; passages that two reports share by themselves are not marked,
and count as false.

Plagdet is F1 of characters, macro-averaged over passages, over log2(1 + granularity): how many detections there are for
each passage that is found. M. Potthast et al., "An Evaluation Framework for Plagiarism Detection", COLING 2010.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import log2
from statistics import mean
from time import perf_counter
from typing import NamedTuple

from reader.align.compare import compare
from reader.align.passages import passages
from reader.story.version import Span
from tests.align.helpers import gold, read

PAIRS = 120
LENGTHS = 40, 400
CHANGED = 15


class Planted(NamedTuple):
    """Two texts, and the passages that the first has from the second."""

    left: str
    right: str
    passages: list[tuple[Span, Span]]


def main() -> None:
    """Print precision, recall, granularity and plagdet."""
    print(
        "| passages | precision | recall | granularity | plagdet | ms a pair |\n| --- | --- | --- | --- | --- | --- |"
    )
    for name, changed in (("verbatim", 0), (f"one word in {CHANGED} changed", CHANGED)):
        cases = planted(changed=changed)
        found, took = [], []
        for case in cases:
            left, right = read(case.left), read(case.right, "B")
            (alignment,) = compare((left, right)).pairs
            start = perf_counter()
            found.append([(p.left, p.right) for p in passages(left, right, alignment)])
            took.append(perf_counter() - start)
        figures = plagdet([case.passages for case in cases], found)
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in figures)} | {1000 * mean(took):.1f} |")


def planted(*, changed: int = 0, pairs: int = PAIRS) -> list[Planted]:
    """Texts with passages of other texts in them; of `changed` words one is lost or replaced, if it is not 0."""
    draw = random.Random(1)
    texts = [(row["id"].split("_")[0], row["text"]) for row in gold("events")]
    texts = [(event, text) for event, text in texts if len(text.split()) > LENGTHS[0] * 3]
    cases = []
    for number in range(pairs):
        event, host = draw.choice(texts)
        source = draw.choice([text for other, text in texts if other != event])
        count = 0 if number % 5 == 0 else draw.randint(1, 4)
        cases.append(_plant(draw, host, source, count, changed))
    return cases


def _plant(draw: random.Random, host: str, source: str, count: int, changed: int) -> Planted:
    words = [Span(start, start + len(word)) for start, word in _places(source)]
    taken: list[Span] = []
    for _ in range(count):
        length = min(draw.randint(*LENGTHS), len(words) // (count + 1))
        first = draw.randrange(len(words) - length)
        span = Span(words[first].start, words[first + length - 1].end)
        if length >= LENGTHS[0] and not any(span.start < other.end and other.start < span.end for other in taken):
            taken.append(span)
    gaps = sorted(draw.sample([start for start, _ in _places(host)], len(taken)))
    left, at, found = "", 0, []
    for gap, span in zip(gaps, taken, strict=True):
        left += host[at:gap].rstrip() + draw.choice(("\n\n", " "))
        piece = span.of(source)
        if changed:
            own = piece.split(" ")
            for n in range(draw.randrange(changed), len(own), changed):
                own[n] = draw.choice(("", "otherwise"))
            piece = " ".join(own)
        found.append((Span(len(left), len(left) + len(piece)), span))
        left, at = left + piece + draw.choice(("\n\n", " ")), gap
    return Planted(left + host[at:], source, found)


def _places(text: str) -> list[tuple[int, str]]:
    at, out = 0, []
    for word in text.split():
        at = text.index(word, at)
        out.append((at, word))
        at += len(word)
    return out


Pairs = Sequence[Sequence[tuple[Span, Span]]]


def plagdet(true: Pairs, found: Pairs) -> tuple[float, float, float, float]:
    """Precision, recall, granularity and plagdet of the passages found in some pairs of texts."""
    precision, recall, cut = [], [], []
    for own, said in zip(true, found, strict=True):
        recall += [_covered(passage, said) for passage in own]
        precision += [_covered(passage, own) for passage in said]
        cut += [n for passage in own if (n := sum(_common(passage, other) > 0 for other in said))]
    p, r, granularity = mean(precision or [0.0]), mean(recall or [0.0]), mean(cut or [1])
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return p, r, granularity, f1 / log2(1 + granularity)


def _common(one: tuple[Span, Span], other: tuple[Span, Span]) -> int:
    """How many code points two passages have in common on both sides; 0 if they meet on one side only."""
    shared = [max(0, min(a.end, b.end) - max(a.start, b.start)) for a, b in zip(one, other, strict=True)]
    return sum(shared) if all(shared) else 0


def _covered(passage: tuple[Span, Span], others: Sequence[tuple[Span, Span]]) -> float:
    """The part of a passage, both sides together, that some others cover."""
    size = covered = 0
    for side in (0, 1):
        own = passage[side]
        marks = bytearray(own.end - own.start)
        for other in others:
            if _common(passage, other):
                start, end = max(own.start, other[side].start), min(own.end, other[side].end)
                marks[start - own.start : end - own.start] = b"\1" * (end - start)
        size, covered = size + len(marks), covered + sum(marks)
    return covered / size


if __name__ == "__main__":
    main()
