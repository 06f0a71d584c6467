"""How well notes are found again: `python -m tests.bench.anchors [JSONL …]`.

A first draft is annotated at every sentence, and each note is looked for in the next draft (human links tell where
it should be). Then a made book of 2 MB is changed, and a thousand notes are looked for in it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import Indel

from reader.notes.anchors import Fate, make_anchor
from reader.notes.finder import Finder, finder_of
from reader.story.version import Version
from tests.bench.texts import made_book
from tests.merge.made import made_version

DRAFTS = Path(__file__).resolve().parents[3] / "shared" / "gold" / "drafts.jsonl"
STANDS = 0.8
"""A sentence still stands if at most a fifth of its words changed: were put in, taken out or replaced."""


def pairs(path: Path) -> Iterator[tuple[Version, Version, dict[int, set[int]]]]:
    """The pairs of a gold set, with the true sentences of the second draft for each one of the first."""
    for line in path.read_text("utf-8").splitlines():
        pair = json.loads(line)
        links: dict[int, set[int]] = {}
        for i, j in pair["links"]:
            links.setdefault(i, set()).add(j)
        yield made_version("A", pair["a"]), made_version("B", pair["b"]), links


def changed_words(old: str, new: str) -> float:
    """The part of a sentence's words that changed: the word edits (one replaced is one) over the words it had."""
    a, b = old.casefold().split(), new.casefold().split()
    kept = Indel.similarity(a, b) / 2
    return (max(len(a), len(b)) - kept) / max(1, len(a))


def judged(before: Version, after: Version, links: dict[int, set[int]]) -> Iterator[tuple[str, Fate, bool, int]]:
    """For each sentence: right, wrong, lost or unjudged; how it was found; whether it still stands; its number.

    A found sentence is right if most of what was found lies in a sentence that people linked it to. People mark a moved
    sentence as deleted and added: where the very words stand, one without any link is not judged.
    """
    finder = finder_of(after)
    texts = [after.sentence_text(j) for j in range(len(after.sentences))]
    for i, sentence in enumerate(before.sentences):
        quotation = before.sentence_text(i)
        true = links.get(i, set())
        stands = any(changed_words(quotation, texts[j]) <= 1 - STANDS for j in true)
        place = finder.find(make_anchor(before, "file:/a", sentence.span))
        if place.span is None:
            yield "lost", place.fate, stands, i
            continue
        span = place.span
        covers = [min(s.span.end, span.end) - max(s.span.start, span.start) for s in after.sentences]
        hit = max(range(len(covers)), key=covers.__getitem__)
        unlinked = not true and place.fate is not Fate.CHANGED
        yield "unjudged" if unlinked else "right" if hit in true else "wrong", place.fate, stands, i


def measure_drafts(path: Path) -> None:
    """Print how many notes were found right, found wrong and lost, and of those whose sentence stands."""
    verdicts: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    standing: Counter[str] = Counter()
    for before, after, links in pairs(path):
        for verdict, found, stands, _ in judged(before, after, links):
            verdicts[verdict] += 1
            ways[found.value] += 1
            standing[verdict] += stands
    total, stood = verdicts.total(), standing.total()
    print(f"{path.stem}: {total} notes", *(f"{key} {n} ({n / total:.2%})" for key, n in sorted(verdicts.items())))
    print("  ", *(f"{key} {n}" for key, n in sorted(ways.items())))
    print(f"   of {stood} whose sentence stands: right {standing['right'] / max(1, stood):.2%}", dict(standing))


def measure_speed() -> None:
    """Print how long a thousand notes take in a text of 2 MB whose every sentence lost a word."""
    sentences = made_book(14_000)
    book = made_version("A", [sentences[n : n + 5] for n in range(0, len(sentences), 5)])
    step = len(book.sentences) // 1000
    anchors = [make_anchor(book, "file:/a", book.sentences[n * step].span) for n in range(1000)]
    text = "\n\n".join(
        " ".join(" ".join((w := s.split(" "))[: len(w) // 2] + w[len(w) // 2 + 1 :]) for s in sentences[n : n + 5])
        for n in range(0, len(sentences), 5)
    )
    start = time.perf_counter()
    finder = Finder(text)
    found = Counter(finder.find(anchor).fate.value for anchor in anchors)
    print(
        f"1,000 notes in a changed text of {len(text) / 1e6:.1f} MB: {time.perf_counter() - start:.2f} s", dict(found)
    )


def main() -> None:
    """Print all."""
    for path in map(Path, sys.argv[1:] or [str(DRAFTS)]):
        measure_drafts(path)
    measure_speed()


if __name__ == "__main__":
    main()
