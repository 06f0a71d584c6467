"""Word-level differences inside a link."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from reader.align.alignment import Edit, EditOp, Reuse
from reader.align.clauses import with_moved
from reader.align.facts.fact_words import ALIKE
from reader.align.limits import similarity, too_long
from reader.align.runs import Run, change, runs_of
from reader.align.variants import Unit, tokens_of, units_of
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.words import Word
from reader.story.version import Span, Version

APART = ".\n\n"
"""Stands for what lies between two sentences that are not neighbours."""
EDITED = 0.6
_LEGIBLE = 0.35
"""The part of the shorter side that must be left equal for a reworded link's words to be told apart."""
_PHRASE = 2
"""The mean number of words that what is kept of a reworded link must stand in."""
_NEARLY_ALL = 0.75
_ISLAND = 2


class Passage:
    """The words of one side of a link: all its sentences together, and where they do not stand side by side.

    What is worked out of them is kept, for a sentence that is linked in many pairs of versions is asked in each.
    """

    def __init__(self, version: Version, words: Sequence[tuple[Word, ...]], sentences: Sequence[int]) -> None:
        self.text = version.text
        self.words: list[Word] = []
        self.cuts: set[int] = set()
        """Numbers of the words that a run may not reach across to: sentences that stand apart come before them."""
        spans = [version.sentences[i] for i in sentences]
        for at, (index, sentence) in enumerate(zip(sentences, spans, strict=True)):
            if at and (index != sentences[at - 1] + 1 or sentence.paragraph != spans[at - 1].paragraph):
                self.cuts.add(len(self.words))
            self.words.extend(words[index])
        self.forms = tuple(w.form for w in self.words)
        self.start = spans[0].span.start if spans else 0

    @cached_property
    def joined(self) -> str:
        """The forms in one string: equal passages have the same words, however these are parted."""
        return "".join(self.forms)

    @cached_property
    def units(self) -> list[Unit]:
        """The words, those that tell one number together as one."""
        return units_of(self.words, self.text)

    @cached_property
    def gaps(self) -> list[str]:
        """What stands before each word, and after the last; a full stop where a sentence apart begins or ends."""
        gaps = [".", *(self.text[a.end : b.start] for a, b in pairwise(self.words)), "."]
        for cut in self.cuts:
            gaps[cut] = APART
        return gaps

    @cached_property
    def concepts(self) -> list[str]:
        """What each word speaks of."""
        return [ALIKE.get(w.form) or ALIKE.get(w.key, w.key) for w in self.words]

    @cached_property
    def known(self) -> frozenset[str]:
        """What any word speaks of."""
        return frozenset(self.concepts)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The forms, in no order."""
        return frozenset(self.forms)

    @cached_property
    def numbers(self) -> bool:
        """Whether it has a number."""
        return any(w.number for w in self.words)

    def span(self, first: int, last: int) -> Span:
        """The span from one word up to, not including, another; empty, behind the word before, where that is none.

        An initial's full stop goes with it: "Dmitri S." and not "Dmitri S".
        """
        if first == last:
            place = self.words[first - 1].end if first else self.words[0].start if self.words else self.start
            return Span(place, place)
        end = self.words[last - 1].end
        if last < len(self.words) and len(self.words[last - 1].form) == 1 and self.text[end - 1 : end + 1].isupper():
            end += self.text[end] == "."
        return Span(self.words[first].start, end)


def reuse_of(left: Passage, right: Passage) -> Reuse:
    """How the right passage says what the left one says, given that it does.

    `edited` means that the words kept in order are at least six tenths of the mean length; a word or name that is only
    written otherwise is kept.
    """
    if left.joined == right.joined:
        return Reuse.VERBATIM
    if similarity(left.forms, right.forms) >= EDITED:
        return Reuse.EDITED
    if too_long(left.forms, right.forms):
        return Reuse.REWORDED
    if right.forms < left.forms:
        left, right = right, left
    here, there = tokens_of(left.units, right.units)
    return Reuse.EDITED if similarity(here, there) >= EDITED else Reuse.REWORDED


def edits_of(left: Passage, right: Passage, reuse: Reuse) -> tuple[Edit, ...]:
    """The edits that make the right passage of the left one, in order; together they cover every word of both.

    Indel opcodes on the folded words, spellings of one word counting as equal. One or two function words between two
    changes go with these: phrases, not confetti. Words that a change takes away here and another adds there have moved.
    Where too little of a reworded link is kept, or the passages are too long, the whole is one replacement. The same,
    mirrored, when the passages are swapped.
    """
    if not left.words and not right.words:
        return ()
    turned = right.forms < left.forms
    if turned:
        left, right = right, left
    if reuse is not Reuse.VERBATIM and too_long(left.forms, right.forms):
        runs = [change(0, len(left.words), 0, len(right.words))]
    elif reuse is not Reuse.VERBATIM:
        runs = _compared(left, right, reuse)
    elif left.cuts or right.cuts:
        runs = runs_of(left.forms, right.forms)
    else:
        runs = [(EditOp.EQUAL, 0, len(left.words), 0, len(right.words))]
    if left.cuts or right.cuts:
        runs = [part for run in runs for part in _cut(run, left.cuts, right.cuts)]
    edits = (Edit(op, left.span(a, b), right.span(c, d)) for op, a, b, c, d in runs)
    return tuple(edit.mirrored() for edit in edits) if turned else tuple(edits)


def _compared(left: Passage, right: Passage, reuse: Reuse) -> list[Run]:
    """What became of the words of two passages that do not say the same in the same words."""
    here, there = left.units, right.units
    left_tokens, right_tokens = tokens_of(here, there)
    runs = _slid(runs_of(left_tokens, right_tokens), left_tokens, right_tokens)
    runs = _without_islands(runs, left_tokens)
    runs = with_moved(runs, left_tokens, right_tokens, here, there, sure=reuse is Reuse.REWORDED)
    if reuse is Reuse.REWORDED and not _legible(runs, left_tokens, right_tokens):
        return [change(0, len(left.words), 0, len(right.words))]
    runs = with_variants(runs, here, there)
    lefts, rights = (
        [*(u.first for u in units), len(words)] for units, words in ((here, left.words), (there, right.words))
    )
    return [(op, lefts[a], lefts[b], rights[c], rights[d]) for op, a, b, c, d in runs]


def _legible(runs: Sequence[Run], left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether enough of a reworded link is kept, in phrases or nearly all of one side, to tell its words apart."""
    every, kept, phrases = [0, 0], [0, 0], [0, 0]
    for op, a, b, c, d in runs:
        if not op.changes:
            for side, words in enumerate((left[a:b], right[c:d])):
                every[side] += len(words)
                if any(w not in FUNCTION_WORDS for w in words):
                    kept[side] += len(words)
                    phrases[side] += 1
    sizes = len(left), len(right)
    if any(k >= _NEARLY_ALL * size for k, size in zip(every, sizes, strict=True)):
        return True
    return min(kept) >= _LEGIBLE * min(sizes) and all(k >= _PHRASE * p for k, p in zip(kept, phrases, strict=True))


def _slid(runs: Sequence[Run], left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """Let a word or two that stand alone before a one-sided change join the same words at its end.

    Of "the old mill of the town" beside "the town", "the old mill of" is what is only there, not "old mill of the".
    """
    out: list[Run] = []
    for at, (op, a, b, c, d) in enumerate(runs):
        followed = at + 1 < len(runs)
        if op in (EditOp.LEFT, EditOp.RIGHT) and out and followed and (len(out) == 1 or out[-2][0].changes):
            _, before_a, _, before_c, _ = out[-1]
            n = a - before_a
            words, first, last = (left, a, b) if op is EditOp.LEFT else (right, c, d)
            if (
                out[-1][0] is EditOp.EQUAL
                and n <= min(_ISLAND, last - first)
                and words[first - n : first] == words[last - n : last]
            ):
                out.pop()
                run = change(before_a, b - n, before_c, d - n)
                if out:
                    run = change(out[-1][1], b - n, out.pop()[3], d - n)
                out += [run, (EditOp.EQUAL, b - n, b, d - n, d)]
                continue
        if op is EditOp.EQUAL and out and out[-1][0] is EditOp.EQUAL:
            a, c = out[-1][1], out.pop()[3]
        out.append((op, a, b, c, d))
    return out


def _without_islands(runs: Sequence[Run], forms: Sequence[str]) -> list[Run]:
    """Let short equal runs of function words go with the changes around them, unless both only take or only add."""
    out: list[Run] = []
    for at, run in enumerate(runs):
        op, a, b, _, d = run
        if out and out[-1][0] is not EditOp.EQUAL and op is not EditOp.EQUAL:
            out[-1] = change(out[-1][1], b, out[-1][3], d)
            continue
        if op is EditOp.EQUAL and out and at + 1 < len(runs) and b - a <= _ISLAND:
            after = runs[at + 1][0]
            one_sided = out[-1][0] is after and after is not EditOp.REPLACE
            if not one_sided and all(f in FUNCTION_WORDS for f in forms[a:b]):
                out[-1] = change(out[-1][1], b, out[-1][3], d)
                continue
        out.append(run)
    return out


def with_variants(runs: Sequence[Run], left: Sequence[Unit], right: Sequence[Unit]) -> list[Run]:
    """Set apart, among what is equal, what is written otherwise; initials go with the name that they stand in."""
    parted: list[Run] = []
    for op, a, b, c, d in runs:
        if op is not EditOp.EQUAL:
            parted.append((op, a, b, c, d))
            continue
        if all(ours.form == theirs.form for ours, theirs in zip(left[a:b], right[c:d], strict=True)):
            parted.append((op, a, b, c, d))
            continue
        for n in range(b - a):
            same = EditOp.EQUAL if left[a + n].form == right[c + n].form else EditOp.VARIANT
            if n and parted[-1][0] is same:
                parted[-1] = (same, parted[-1][1], a + n + 1, parted[-1][3], c + n + 1)
            else:
                parted.append((same, a + n, a + n + 1, c + n, c + n + 1))
    out: list[Run] = []
    for at, run in enumerate(parted):
        op, a, b, c, d = run
        follows = at + 1 < len(parted) and _begins_with_name(parted[at + 1], left, right)
        if follows and op.changes and _are_initials(left[a:b], right[c:d]):
            if a < b and c < d:
                out.append((EditOp.VARIANT, a, b, c, d))
                continue
            before = out[-1] if out else run
            if before[0] in (EditOp.EQUAL, EditOp.VARIANT) and left[before[2] - 1].upper and right[before[4] - 1].upper:
                out[-1:] = _with_last(before, b, d)
                continue
        out.append(run)
    return out


def _begins_with_name(run: Run, left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    return run[0] in (EditOp.EQUAL, EditOp.VARIANT) and left[run[1]].upper and right[run[3]].upper


def _are_initials(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Whether one side has nothing but initials, and the other nothing or a name that begins with the first of them."""
    for short, long in ((left, right), (right, left)):
        if short and all(u.initial for u in short):
            return not long or (len(long) == 1 and long[0].upper and long[0].form[0] == short[0].form)
    return False


def _with_last(run: Run, b: int, d: int) -> list[Run]:
    """Let a variant that reaches to left word b and right word d begin with the last word of a run before it."""
    op, a, last, c, right_last = run
    if op is EditOp.VARIANT or last - a == 1:
        return [(EditOp.VARIANT, a, b, c, d)]
    return [(op, a, last - 1, c, right_last - 1), (EditOp.VARIANT, last - 1, b, right_last - 1, d)]


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
    parts = [change(*here, *there) for here, there in pieces]
    return [(op, *part[1:]) for part in parts] if op is EditOp.MOVED else parts
