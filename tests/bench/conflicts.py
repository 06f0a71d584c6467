"""Measure the conflicts that are told, against those that people marked or that we wrote.

    python -m tests.bench.conflicts [--part work|kept|all] [--links given|gold] [--show] [SET …]

Sets: `pairs` (one part of `tests/align/conflict_pairs.jsonl`), `reports` and `news` (the gold beside this checkout).
A sentence pair of ours is taken as a link, of the kind that its words make it; short passages are compared whole. With
`--links gold` the gold's own links are used instead of those the program finds: what is still missed then is not the
fault of the links. A conflict is right if its places touch both phrases, as in `score_conflicts.py`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reader.align.alignment import Conflict, Reuse
from reader.align.compare import compare
from reader.align.edits import Passage, reuse_of
from reader.align.facts.conflicts import conflicts_between, conflicts_beyond_links, conflicts_of
from reader.align.facts.reading import Document, Facts
from reader.align.words import words_of
from reader.story.version import Version
from tests.align.helpers import gold, version

PAIRS = Path(__file__).parents[1] / "align" / "conflict_pairs.jsonl"


class Case(NamedTuple):
    """Two texts, what was told of them and what should be."""

    name: str
    left: Version
    right: Version
    told: list[Conflict]
    marked: list[tuple[str, str, str, str]]
    """Kind, about, phrase on the left, phrase on the right."""
    places: list[tuple[int, int] | None]
    """The sentences of each marked conflict, where they are known."""


def main() -> None:
    """Print a line for each set, and with `--show` what was missed and what is false."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sets", nargs="*", default=["pairs", "reports", "news"])
    parser.add_argument("--part", default="work", choices=("work", "kept", "all"))
    parser.add_argument("--links", default="given", choices=("given", "gold"))
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    for name in options.sets:
        cases = own(options.part) if name == "pairs" else of_gold(name, from_gold=options.links == "gold")
        print(measured(name, cases, show=options.show))


def own(part: str = "work") -> Iterator[Case]:
    """The pairs that we wrote, those of one part."""
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if part not in ("all", row["part"]):
            continue
        whole = isinstance(row["a"], list) or isinstance(row["b"], list)
        left, right = (_version(row[side], siglum) for side, siglum in (("a", "A"), ("b", "B")))
        told = _compared(left, right) if whole else _linked(left, right)
        marked = [(kind, about, a, b) for kind, about, a, b in row["conflicts"]]
        yield Case(row["case"], left, right, told, marked, [None] * len(marked))


def of_gold(name: str, *, from_gold: bool = False) -> Iterator[Case]:
    """The pairs of a gold set."""
    for row in gold(name):
        left, right = version(*row["a"]), version(*row["b"], siglum="B")
        told = _with_links(left, right, row) if from_gold else _compared(left, right)
        marked = [(kind, "", a, b) for _, _, kind, a, b in row["conflicts"]]
        yield Case(row["id"], left, right, told, marked, [(i, j) for i, j, *_ in row["conflicts"]])


def _version(text: str | list[str], siglum: str) -> Version:
    return version([text] if isinstance(text, str) else text, siglum=siglum)


def _linked(left: Version, right: Version) -> list[Conflict]:
    here, there = (Passage(v, words_of(v), range(len(v.sentences))) for v in (left, right))
    return list(conflicts_of(here, there, reuse_of(here, there)))


def _compared(left: Version, right: Version) -> list[Conflict]:
    return [c for link in compare((left, right)).pairs[0].links for c in link.conflicts]


def _with_links(left: Version, right: Version, row: dict[str, Any]) -> list[Conflict]:
    """The conflicts that would be told if exactly the links were found that people marked."""
    here, there = (
        [Facts(Passage(version, words, (n,))) for n in range(len(version.sentences))]
        for version, words in ((left, words_of(left)), (right, words_of(right)))
    )
    beyond = Document(left, here.__getitem__), Document(right, there.__getitem__)
    strong, related = ({(i, j) for i, j in row[name]} for name in ("links", "related"))
    out: list[Conflict] = []
    for i, j in sorted(strong | related):
        passages = here[i].statement.passage, there[j].statement.passage
        reuse = reuse_of(*passages) if (i, j) in strong else Reuse.RELATED
        if reuse is not Reuse.VERBATIM:
            out += conflicts_between(here[i], there[j], reuse, beyond)
    for _, found in conflicts_beyond_links(beyond, strong | related):
        out += found
    return out


def measured(name: str, cases: Iterable[Case], *, show: bool = False) -> str:
    """Precision and recall of what was told, as a line."""
    told = right = marked = found = kinds = alarms = clean = 0
    for case in cases:
        hit: set[int] = set()
        clean += not case.marked
        alarms += bool(case.told) and not case.marked
        for conflict in case.told:
            told += 1
            good = [
                k
                for k, (_, _, a, b) in enumerate(case.marked)
                if _touches(case.left, conflict.left, a, case.places[k], 0)
                and _touches(case.right, conflict.right, b, case.places[k], 1)
            ]
            kinds += any(case.marked[k][0] == conflict.kind for k in good if k not in hit)
            hit.update(good)
            right += bool(good)
            if show and not good:
                print(
                    f"FALSE {case.name}: {conflict.kind} {conflict.about} "
                    f"{conflict.left.of(case.left.text)!r} / {conflict.right.of(case.right.text)!r}"
                )
                print(f"   A: {_around(case.left, conflict.left.start)}")
                print(f"   B: {_around(case.right, conflict.right.start)}")
        marked += len(case.marked)
        found += len(hit)
        if show:
            for k, mark in enumerate(case.marked):
                if k not in hit:
                    print(f"MISSED {case.name}: {' '.join(mark[:2])} {mark[2]!r} / {mark[3]!r}")
                    print(f"   A: {_sentence(case.left, mark[2], case.places[k], 0)}")
                    print(f"   B: {_sentence(case.right, mark[3], case.places[k], 1)}")
    p, r = right / told if told else 0.0, found / marked if marked else 0.0
    return (
        f"{name:8} P {p:.3f} ({right}/{told}) R {r:.3f} ({found}/{marked}) F1 {2 * p * r / (p + r or 1):.3f}"
        f"  same kind {kinds}/{found}  clean texts with a conflict {alarms}/{clean}"
    )


def _places(told: Version, phrase: str, at: tuple[int, int] | None, side: int) -> list[int]:
    """Where a phrase stands: in the sentence that was marked, else anywhere."""
    span = told.sentences[at[side]].span if at else None
    text, start = (span.of(told.text), span.start) if span else (told.text, 0)
    out, found = [], text.find(phrase)
    while found >= 0:
        out.append(start + found)
        found = -1 if at else text.find(phrase, found + 1)
    return out


def _touches(told: Version, span: Any, phrase: str, at: tuple[int, int] | None, side: int) -> bool:
    return any(span.start < start + len(phrase) and span.end > start for start in _places(told, phrase, at, side))


def _around(told: Version, offset: int) -> str:
    return next((s.span.of(told.text) for s in told.sentences if s.span.start <= offset <= s.span.end), told.text[:80])


def _sentence(told: Version, phrase: str, at: tuple[int, int] | None, side: int) -> str:
    places = _places(told, phrase, at, side)
    return _around(told, places[0]) if places else "?"


if __name__ == "__main__":
    main()
