"""Word-level differences inside a link."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

from reader.align.alignment import Edit, EditOp, Reuse
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.words import Word
from reader.story.version import Span, Version

EDITED = 0.6
_LEGIBLE = 0.35
_ISLAND = 2
_COMPARED = 25_000_000
"""Word pairs up to which passages are compared word by word; that many cost some 3 MB."""

Run = tuple[EditOp, int, int, int, int]
"""What became of left words [a, b) and right words [c, d)."""


class Passage:
    """The words of one side of a link: all its sentences together, and where they do not stand side by side."""

    def __init__(self, version: Version, words: Sequence[tuple[Word, ...]], sentences: Sequence[int]) -> None:
        self.words: list[Word] = []
        self.cuts: set[int] = set()
        """Numbers of the words that a run may not reach across to: sentences that stand apart come before them."""
        spans = [version.sentences[i] for i in sentences]
        for at, (index, sentence) in enumerate(zip(sentences, spans, strict=True)):
            if at and (index != sentences[at - 1] + 1 or sentence.paragraph != spans[at - 1].paragraph):
                self.cuts.add(len(self.words))
            self.words.extend(words[index])
        self.forms = tuple(w.form for w in self.words)
        self.keys = frozenset(w.key for w in self.words)
        self.start = spans[0].span.start if spans else 0

    def span(self, first: int, last: int) -> Span:
        """The span from one word up to, not including, another; empty, behind the word before, where that is none."""
        if first == last:
            place = self.words[first - 1].end if first else self.words[0].start if self.words else self.start
            return Span(place, place)
        return Span(self.words[first].start, self.words[last - 1].end)


def reuse_of(left: Passage, right: Passage) -> Reuse:
    """How the right passage says what the left one says, given that it does.

    `edited` means that the words kept in order are at least six tenths of the mean length.
    """
    if "".join(left.forms) == "".join(right.forms):
        return Reuse.VERBATIM
    kept = Indel.normalized_similarity(left.forms, right.forms)
    return Reuse.EDITED if kept >= EDITED else Reuse.REWORDED


def edits_of(left: Passage, right: Passage, reuse: Reuse) -> tuple[Edit, ...]:
    """The edits that make the right passage of the left one, in order; together they cover every word of both.

    Indel opcodes on the folded words, one or two function words between two changes going with these: phrases, not
    confetti. Where too little of a reworded link is equal, the whole is one replacement. The same, mirrored, when the
    passages are swapped.
    """
    if not left.words and not right.words:
        return ()
    if right.forms < left.forms:
        return tuple(e.mirrored() for e in edits_of(right, left, reuse))
    whole = (0, len(left.words), 0, len(right.words))
    if reuse is Reuse.VERBATIM:
        runs: list[Run] = [(EditOp.EQUAL, *whole)]
        if left.cuts or right.cuts:
            runs = runs_of(left.forms, right.forms)
    else:
        runs = runs_of(left.forms, right.forms)
        equal = sum(b - a for op, a, b, _, _ in runs if op is EditOp.EQUAL)
        if reuse is Reuse.REWORDED and equal < _LEGIBLE * min(whole[1], whole[3]):
            runs = [(EditOp.REPLACE, *whole)]
        else:
            runs = _without_islands(runs, left.forms)
    return tuple(
        Edit(op, left.span(a, b), right.span(c, d))
        for run in runs
        for op, a, b, c, d in _cut(run, left.cuts, right.cuts)
    )


def runs_of(left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """Equal and changed runs in turn; one change where the passages are too long to look inside."""
    runs: list[Run] = []
    if len(left) * len(right) > _COMPARED:
        return [_change(0, len(left), 0, len(right))]
    for opcode in Indel.opcodes(left, right):
        a, b, c, d = opcode.src_start, opcode.src_end, opcode.dest_start, opcode.dest_end
        if opcode.tag == "equal":
            runs.append((EditOp.EQUAL, a, b, c, d))
        elif runs and runs[-1][0] is not EditOp.EQUAL:
            runs[-1] = _change(runs[-1][1], b, runs[-1][3], d)
        else:
            runs.append(_change(a, b, c, d))
    return runs


def _change(a: int, b: int, c: int, d: int) -> Run:
    op = EditOp.RIGHT if a == b else EditOp.LEFT if c == d else EditOp.REPLACE
    return op, a, b, c, d


def _without_islands(runs: Sequence[Run], forms: Sequence[str]) -> list[Run]:
    """Let short equal runs of function words go with the changes around them, unless both only take or only add."""
    out: list[Run] = []
    for at, run in enumerate(runs):
        op, a, b, _, d = run
        if out and out[-1][0] is not EditOp.EQUAL and op is not EditOp.EQUAL:
            out[-1] = _change(out[-1][1], b, out[-1][3], d)
            continue
        if op is EditOp.EQUAL and out and at + 1 < len(runs) and b - a <= _ISLAND:
            after = runs[at + 1][0]
            one_sided = out[-1][0] is after and after is not EditOp.REPLACE
            if not one_sided and all(f in FUNCTION_WORDS for f in forms[a:b]):
                out[-1] = _change(out[-1][1], b, out[-1][3], d)
                continue
        out.append(run)
    return out


def _cut(run: Run, left_cuts: set[int], right_cuts: set[int]) -> list[Run]:
    """Part a run where its sentences stand apart, so that no span takes in what lies between."""
    op, a, b, c, d = run
    lefts = [a, *sorted(k for k in left_cuts if a < k < b), b]
    rights = [c, *sorted(k for k in right_cuts if c < k < d), d]
    if len(lefts) == len(rights) == 2:
        return [run]
    if op is EditOp.EQUAL:
        steps = sorted({k - a for k in lefts} | {k - c for k in rights})
        return [(op, a + s, a + t, c + s, c + t) for s, t in pairwise(steps)]
    while len(lefts) < len(rights):
        lefts.append(b)
    while len(rights) < len(lefts):
        rights.append(d)
    pieces = zip(pairwise(lefts), pairwise(rights), strict=True)
    return [_change(*here, *there) for here, there in pieces]
