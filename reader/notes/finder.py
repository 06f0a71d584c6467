"""Finding anchors again in a text: by their exact words, else by similar words, else not at all.

If the exact words are gone, the places that hold the quotation's rarest words are compared with it word by word. The
best of them is taken if it is similar enough, clearly better than the second best, and names no other numbers or
people than the quotation does, unless its neighbours confirm it. In the field 22 % of 20,953 web annotations no longer
attached, and a careless fuzzy search attaches the rest to the wrong passage; so a note in doubt is reported as lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from math import log

from rapidfuzz.distance import Indel

from reader.notes.anchors import CONTEXT, LOST, Anchor, Fate, Finding, untouched
from reader.story.folding import fold_word
from reader.story.version import Sentence, Span, Version
from reader.story.words import words_in

# Thresholds of the search for the exact words, in code points.

_TELLING = 40
"""Length of quotation and matching context together from which a quotation that occurs once may have moved: `He said
no.` among other neighbours may well be someone else's no."""
_MARGIN = 8
"""Context that must match on each side of a quotation that occurs, or occurred, several times, and the margin by which
the best place must beat the second; also the least length of quotation and context together that stays in place."""
_MOST = 10_000
"""Occurrences of a quotation that are examined; one that is more frequent identifies nothing."""

# Thresholds of the search for similar words.

FLOORS = (0.9, 0.85, 0.75)
"""Least similarity of a changed passage, 0 … 1: if neither neighbour is the same, if one is, if both are.

On drafts whose true places people marked, 0.46 % of all notes were put where nobody linked them, and 99.5 % were found
of those whose sentence had at most a fifth of its words changed. With 0.85 for the first it is 0.74 % and 99.7 %, and
97 % instead of 91 % of such sentences in essays that were also shuffled.
"""
MARGIN = 0.1
"""By how much its rank must exceed that of the second best place."""
_SAME = 0.6
"""Part of a context's weight that must be beside a place for that neighbour to count as the same."""
_CONTEXT = 0.2
"""What an unchanged neighbour adds to the rank of a place, for each side."""
_ENOUGH = 2.0
"""Weight of kept words, counted in words that occur once, that a passage needs if its neighbours do not confirm it."""
_RARE, _OFTEN = 8, 500
"""How many of a quotation's rarest words are looked up, and how often such a word may occur."""
_PLACES = 4
"""Places that are compared word by word."""
_LONGEST = 300
"""Words of a quotation that is compared as a whole. Of a longer one only the two ends are compared, …"""
_END = 100
"""… with this many words each."""
_SPELLING = 0.75
"""Least similarity of two spellings of one name, such as Dmitri and Dmitry."""
_REWORDED = 6
"""Words at the beginning or end of a sentence that may have been replaced."""
_MARKS = 8
"""Most punctuation marks that are taken along with a passage's first and last word."""

_INSIDE = re.compile(r"['’ʼ＇\u00ad\u200b-\u200d\u2060]")
"""Apostrophes and joiners: they belong to how a word is written, not to which word it is."""
_DIGITS = re.compile(r"\d")


@lru_cache(maxsize=16)
def _finder(text: str) -> Finder:
    return Finder(text)


def find(anchor: Anchor, text: str) -> Finding:
    """Find an anchor in a text. What was worked out about the last sixteen texts is kept."""
    return _finder(text).find(anchor)


def finder_of(version: Version) -> Finder:
    """A finder for a version's text that knows its sentences."""
    return Finder(version.text, version.sentences)


class Finder:
    """Finds anchors in one text. What it needs to know about the text is worked out at the first need."""

    def __init__(self, text: str, sentences: Sequence[Sentence] = ()) -> None:
        """Search `text`. With its `sentences`, in order, a changed sentence is found as a whole."""
        self.text = text
        self._sentences = sentences
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._index: _WordIndex | None = None

    def find(self, anchor: Anchor) -> Finding:
        """Search for an anchor: 0.5 ms, after 0.6 s for the first one that changed in a text of 2 MB."""
        if finding := untouched(anchor, self.text):
            return finding
        finding = _find_exact(anchor, self.text, lambda: self._occurrences(anchor))
        return finding if finding.span is not None or not self.text else self._find_changed(anchor)

    @property
    def _words(self) -> _WordIndex:
        if self._index is None:
            self._begins = [sentence.span.start for sentence in self._sentences]
            self._ends = [sentence.span.end for sentence in self._sentences]
            self._index = _WordIndex(self.text)
        return self._index

    def _occurrences(self, anchor: Anchor) -> Iterable[int]:
        """Where the exact quotation occurs: found by its rarest word, or by reading the text if it cuts a word."""
        exact, around = anchor.exact, anchor.prefix + anchor.exact + anchor.suffix
        begin, end = len(anchor.prefix), len(anchor.prefix) + len(exact)
        spans = words_in(around)
        inside = [span for span in spans if span.start >= begin and span.end <= end]
        cut = any(span.start < edge < span.end for span in spans for edge in (begin, end))
        if cut or not inside or len(self.text) < _OFTEN:
            return _scan(exact, self.text)
        words = self._words
        forms = words.numbers_of([fold_word(span.of(around)) for span in inside])
        if min(forms) < 0:
            return ()
        rarest = min(range(len(forms)), key=lambda at: len(words.places[forms[at]]))
        if len(words.places[forms[rarest]]) > _OFTEN:
            return _scan(exact, self.text)
        offset = inside[rarest].start - begin
        starts = (words.starts[place] - offset for place in words.places[forms[rarest]])
        return [start for start in starts if start >= 0 and self.text.startswith(exact, start)]

    # Changed passages

    def _find_changed(self, anchor: Anchor) -> Finding:
        spans = words_in(anchor.exact)
        if len(spans) > _LONGEST:
            return self._find_long(anchor, spans)
        quotation = self._quotation(anchor, [fold_word(span.of(anchor.exact)) for span in spans])
        found = [self._compare(quotation, *window) for window in self._windows(quotation)]
        ranked = sorted((candidate for candidate in found if candidate), key=lambda c: (-c.rank, c.first))
        if not ranked:
            return LOST
        best = ranked[0]
        rivals = (other for other in ranked[1:] if other.last <= best.first or other.first >= best.last)
        second = next(rivals, None)
        if second is not None and best.rank - second.rank < MARGIN:
            return LOST
        start, end = self._snapped(quotation, best)
        if best.same and (best.confirmed or (anchor.once and best.kept >= _ENOUGH)):
            in_place = max(best.before, best.after) >= _SAME or start == anchor.start
            return Finding(Fate.EXACT if in_place else Fate.MOVED, Span(start, end))
        if best.similarity < FLOORS[best.neighbours]:
            return LOST
        if not best.confirmed and (best.kept < _ENOUGH or not anchor.once):
            return LOST
        if not best.confirmed and not agree(anchor.exact, self.text[start:end]):
            return LOST
        return Finding(Fate.CHANGED, Span(start, end))

    def _find_long(self, anchor: Anchor, spans: Sequence[Span]) -> Finding:
        """Find a long quotation by its head and tail, which must be about as far apart as they were."""
        head, tail = spans[_END].start, spans[-_END].start
        first = replace(
            anchor, end=anchor.start + head, exact=anchor.exact[:head], suffix=anchor.exact[head : head + CONTEXT]
        )
        last = replace(
            anchor, start=anchor.start + tail, exact=anchor.exact[tail:], prefix=anchor.exact[tail - CONTEXT : tail]
        )
        begin, end = self.find(first).span, self.find(last).span
        if begin is None or end is None or not 0.5 <= (end.end - begin.start) / len(anchor.exact) <= 2:
            return LOST
        span = Span(begin.start, end.end)
        same = [fold_word(s.of(anchor.exact)) for s in spans] == [
            fold_word(s.of(self.text)) for s in words_in(self.text, span.start, span.end)
        ]
        return Finding(Fate.EXACT if same else Fate.CHANGED, span)

    def _quotation(self, anchor: Anchor, exact: Sequence[str]) -> _Quotation:
        words = self._words
        forms = words.numbers_of(exact)
        starts_sentence = not anchor.prefix.strip() or _ends_sentence(anchor.prefix)
        ends_sentence = not anchor.suffix.strip() or anchor.suffix.startswith("\n") or _ends_sentence(anchor.exact)
        return _Quotation(
            forms=forms,
            weights=[words.weight(form) for form in forms],
            before=words.numbers_of(_context_words(anchor.prefix, 0)),
            after=words.numbers_of(_context_words(anchor.suffix, -1)),
            whole=(starts_sentence, ends_sentence),
            marks=(_is_mark(anchor.exact[0]), _is_mark(anchor.exact[-1])),
        )

    def _windows(self, quotation: _Quotation) -> list[tuple[int, int]]:
        """The parts of the text that hold most of the quotation's rarest words, about where each should be."""
        words, size = self._words, len(quotation.forms)
        known = [at for at, form in enumerate(quotation.forms) if form >= 0 and len(words.places[form]) <= _OFTEN]
        rarest = sorted(known, key=lambda at: (-quotation.weights[at], at))[:_RARE]
        votes = sorted(
            (place - at, quotation.weights[at]) for at in rarest for place in words.places[quotation.forms[at]]
        )
        reach = size // 2 + 3
        sums: list[tuple[float, int, int]] = []
        last, total = 0, 0.0
        for begin, weight in votes:
            while last < len(votes) and votes[last][0] <= begin + reach:
                total += votes[last][1]
                last += 1
            sums.append((total, begin, votes[last - 1][0]))
            total -= weight
        taken: list[tuple[int, int]] = []
        for _, begin, end in sorted(sums, key=lambda item: (-item[0], item[1])):
            window = max(0, begin - reach), min(len(words.forms), end + size + reach)
            if all(abs(window[0] - other[0]) > reach for other in taken):
                taken.append(window)
                if len(taken) == _PLACES:
                    break
        return taken

    def _compare(self, quotation: _Quotation, begin: int, end: int) -> _Candidate | None:
        """The part of a window that is most similar to the quotation, with its similarity."""
        words, forms = self._words, quotation.forms
        window = words.forms[begin:end]
        weights = [words.weights[form] for form in window]
        same = _equal_part(forms, window)
        if same:
            first, last = same
            common = sum(weights[first:last])
        else:
            gain = [-weight / 2 for weight in weights]
            kept = [0.0] * len(window)
            for code in Indel.opcodes(forms, window):
                if code.tag == "equal":
                    for at in range(code.dest_start, code.dest_end):
                        gain[at] = kept[at] = weights[at]
            first, last = _best_part(gain)
            common = sum(kept[first:last])
        if first == last:
            return None
        return _Candidate(
            first=begin + first,
            last=begin + last,
            similarity=2 * common / (sum(quotation.weights) + sum(weights[first:last])),
            kept=common,
            same=same is not None,
            before=self._context_match(quotation.before, begin + first - 1, -1),
            after=self._context_match(quotation.after, begin + last, 1),
        )

    def _context_match(self, context: Sequence[int], place: int, step: int) -> float:
        """The part of a context's weight that is beside a place; all of it where the text ends for both."""
        words = self._words
        at_edge = not 0 <= place < len(words.forms)
        if not context or at_edge:
            return float(not context and at_edge)
        reach = 2 * len(context) + 2
        beside = words.forms[place : place + reach] if step > 0 else words.forms[max(0, place - reach + 1) : place + 1]
        weights = [words.weight(form) for form in context]
        return sum(weight for form, weight in zip(context, weights, strict=True) if form in beside) / sum(weights)

    def _snapped(self, quotation: _Quotation, found: _Candidate) -> tuple[int, int]:
        """Offsets of a place: with the punctuation at its ends, and as whole sentences where the quotation was."""
        start, end = self._words.starts[found.first], self._words.ends[found.last - 1]
        least = min(_REWORDED, (found.last - found.first) // 4)
        if quotation.whole[0] and not found.same:
            start = self._nearest(self._begins, start, _REWORDED, least)
        if quotation.whole[1] and not found.same:
            end = self._nearest(self._ends, end, least, _REWORDED)
        if quotation.marks[0]:
            start -= sum(1 for _ in takewhile(_is_mark, self.text[max(0, start - _MARKS) : start][::-1]))
        if quotation.marks[1]:
            end += sum(1 for _ in takewhile(_is_mark, self.text[end : end + _MARKS]))
        return start, end

    def _nearest(self, edges: Sequence[int], offset: int, back: int, ahead: int) -> int:
        """The nearest sentence edge, at most so many words back or ahead; if there is none, the offset itself."""
        after = bisect_left(edges, offset)
        near = []
        for edge in edges[max(0, after - 1) : after + 1]:
            words = self._count_words(min(edge, offset), max(edge, offset))
            if words <= (back if edge < offset else ahead):
                near.append((words, edge))
        return min(near, default=(0, offset))[1]

    def _count_words(self, start: int, end: int) -> int:
        """The number of words between two offsets."""
        return bisect_left(self._words.starts, end) - bisect_left(self._words.starts, start)


class _WordIndex:
    """The words of a text in order, and the places of each folded form.

    Offsets are code points, places are word numbers, forms are numbers too.
    """

    def __init__(self, text: str) -> None:
        """Index a text: 0.6 s for 2 MB."""
        self.text = text
        spans = words_in(text)
        self.starts = [span.start for span in spans]
        self.ends = [span.end for span in spans]
        self._number_of: dict[str, int] = {}
        number_of_spelling: dict[str, int] = {}
        self.forms: list[int] = []
        """The form of each word."""
        for start, end in zip(self.starts, self.ends, strict=True):
            word = text[start:end]
            number = number_of_spelling.get(word)
            if number is None:
                number = self._number_of.setdefault(fold_word(word), len(self._number_of))
                number_of_spelling[word] = number
            self.forms.append(number)
        self.places: list[list[int]] = [[] for _ in self._number_of]
        """For each form the words that have it, in order."""
        for place, number in enumerate(self.forms):
            self.places[number].append(place)
        most = log(1 + max(1, len(self.forms)))
        self.weights = [log(1 + len(self.forms) / len(places)) / most for places in self.places]
        """How much each form identifies: 1 for a word that occurs once, less the more often it occurs."""

    def weight(self, form: int) -> float:
        """The weight of a form; one that does not occur in the text weighs the most."""
        return 1.0 if form < 0 else self.weights[form]

    def numbers_of(self, words: Sequence[str]) -> list[int]:
        """The forms of folded words; words that do not occur in the text get negative numbers of their own."""
        new: dict[str, int] = {}
        return [self._number_of.get(word, -1 - new.setdefault(word, len(new))) for word in words]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quotation:
    """A quotation as the word search sees it: folded forms of an index."""

    forms: list[int]
    weights: list[float]
    before: list[int]
    """The words before it."""
    after: list[int]
    whole: tuple[bool, bool]
    """Whether it began, and whether it ended, where a sentence does."""
    marks: tuple[bool, bool]
    """Whether it began, and whether it ended, with punctuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A place that was compared with the quotation."""

    first: int
    """The place's first word and, excluded, its last."""
    last: int
    similarity: float
    kept: float
    """The weight of the words that both have in the same order."""
    same: bool
    """Whether all words are the same, in the same order."""
    before: float
    """How much of the context before the quotation is there, 0 … 1."""
    after: float

    @property
    def rank(self) -> float:
        return self.similarity + _CONTEXT * (self.before + self.after)

    @property
    def neighbours(self) -> int:
        """On how many sides the neighbour is the same."""
        return (self.before >= _SAME) + (self.after >= _SAME)

    @property
    def confirmed(self) -> bool:
        """Whether the neighbours on both sides are the same."""
        return self.neighbours == 2


# Words


def agree(old: str, new: str) -> bool:
    """Whether two wordings name no other numbers and no other people; what one of them omits does not matter."""
    for was, now in zip(_numbers_and_names(old), _numbers_and_names(new), strict=True):
        gone, come = was - now, now - was
        if gone and come and not all(any(_same_name(one, other) for other in come) for one in gone):
            return False
    return True


def _numbers_and_names(text: str) -> tuple[set[str], set[str]]:
    """The numbers and the names in a text, folded.

    A name is a word with a capital letter that does not begin a sentence or a quotation.
    """
    numbers, names = set[str](), set[str]()
    for span in words_in(text):
        word = span.of(text)
        if _DIGITS.search(word):
            numbers.add(fold_word(word))
        elif word[0].isupper() and (before := text[: span.start].rstrip(" ")) and before[-1] not in ".!?…:“‘\"'«„(\n":
            names.add(fold_word(word))
    return numbers, names


def _same_name(one: str, other: str) -> bool:
    return one.isalpha() and Indel.normalized_similarity(one[:40], other[:40]) >= _SPELLING


def _context_words(text: str, outer: int) -> list[str]:
    """The folded words of a context without the outer one (0, the first, or -1, the last) where it may be cut off."""
    spans = words_in(text)
    if len(text) == CONTEXT and spans and (spans[0].start == 0 if outer == 0 else spans[-1].end == len(text)):
        del spans[outer]
    return [fold_word(span.of(text)) for span in spans]


def _is_mark(char: str) -> bool:
    """Whether a character is punctuation: neither letter nor digit nor white space."""
    return not char.isalnum() and not char.isspace()


def _best_part(gain: Sequence[float]) -> tuple[int, int]:
    """The stretch with the greatest sum (Kadane's algorithm), half-open; empty if no sum is above zero."""
    best, first, last, total, begin = 0.0, 0, 0, 0.0, 0
    for at, value in enumerate(gain):
        if total <= 0:
            total, begin = 0.0, at
        total += value
        if total > best:
            best, first, last = total, begin, at + 1
    return first, last


def _equal_part(forms: Sequence[int], window: Sequence[int]) -> tuple[int, int] | None:
    """Where the forms occur in a window in unbroken order; None if they do not."""
    size, at = len(forms), -1
    with suppress(ValueError):
        while True:
            at = window.index(forms[0], at + 1)
            if window[at : at + size] == forms:
                return at, at + size
    return None


# The exact words


def _find_exact(anchor: Anchor, text: str, occurrences: Callable[[], Iterable[int]]) -> Finding:
    """Find the exact quotation, if its place is certain.

    Args:
        anchor: What to search for; not untouched.
        text: Where to search.
        occurrences: Gives the offsets of all occurrences of the quotation in the text, in order.
    """
    exact = anchor.exact
    size = len(exact)
    here = _agreement(anchor, text, anchor.start) if exact and text[anchor.start : anchor.end] == exact else None
    edges = _cut_words(anchor.prefix + exact + anchor.suffix, len(anchor.prefix), size)
    others = [start for start in occurrences() if start != anchor.start and _cut_words(text, start, size) == edges]
    ranked = sorted(((_agreement(anchor, text, start), start) for start in others), key=lambda rank: -sum(rank[0]))
    if ranked:
        (before, after), at = ranked[0]
        if anchor.once and len(ranked) == 1 and here is None:
            sure = size + before + after >= _TELLING
        else:
            # The original offset is given up only for a place whose context matches almost entirely.
            second = sum(ranked[1][0]) if len(ranked) > 1 else 0
            floor = 2 * CONTEXT - _MARGIN if here is not None else 0
            sure = min(before, after) >= _MARGIN and before + after >= max(floor, second + _MARGIN)
        if sure:
            return Finding(Fate.EXACT if max(before, after) >= _MARGIN else Fate.MOVED, Span(at, at + size))
    if here is not None and size + sum(here) >= _MARGIN:
        return Finding(Fate.EXACT, anchor.span)
    return LOST


def _scan(exact: str, text: str) -> list[int]:
    """Where a quotation occurs, in order; nowhere if it occurs too often to identify anything."""
    starts: list[int] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        starts.append(start)
        if len(starts) > _MOST:
            return []
        start = text.find(exact, start + 1)
    return starts


def _cut_words(text: str, start: int, size: int) -> tuple[bool, bool]:
    """Whether a passage begins, and whether it ends, inside a word."""
    begin, end = (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, start + size))
    return begin, end


def _agreement(anchor: Anchor, text: str, start: int) -> tuple[int, int]:
    """Code points of context that match before and after a place, counted outwards: 0 … 32 each."""
    end = start + len(anchor.exact)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return _common_start(anchor.prefix[::-1], before[::-1]), _common_start(anchor.suffix, after)


def _common_start(one: str, other: str) -> int:
    """Length of the common start. Where both texts end together, it counts as a whole context."""
    if one == other:
        return CONTEXT
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _ends_sentence(text: str) -> bool:
    """Whether a sentence ends where a text does: after its mark and what closes it, or at the end of a line."""
    ink = text.rstrip()
    return "\n" in text[len(ink) :] or ink.rstrip("\"'”’»)]").endswith((".", "!", "?", "…", ":"))
