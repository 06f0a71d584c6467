"""Finding anchors again in one text: to the letter, else by their words, else not at all.

Where the very words are gone, the places that hold the quotation's rarest words are compared with it word by word. The
best of them is taken if it is alike enough, clearly more so than the second, and does not name other numbers or other
people than the quotation does, unless its neighbours vouch for it. In the field 22 % of 20,953 web annotations no
longer attached, and an unwary fuzzy search attaches the rest wrongly; so a note in doubt is lost, and says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import takewhile
from math import log
from typing import NamedTuple

from reader.notes.anchors import CONTEXT, LOST, Anchor, Found, Place
from reader.story.folding import fold_word
from reader.story.version import Sentence, Span, Version
from reader.story.words import words_in

# Finding the very words of a quotation again


_TELLING = 40
"""Code points of quotation and agreeing context together that a moved quotation must have: `He said no.` standing
elsewhere with other neighbours may well be another's no."""
_MARGIN = 8
"""Code points of context that must agree on either side of a quotation that stands, or stood, several times, and by
which the best place must surpass the second; also what quotation and context together need to stay where they were."""
_MOST = 10_000
"""Places looked at for one quotation; one that stands oftener says nothing."""

Occurrences = Callable[[], Iterable[int]]
"""Gives the offsets where a quotation stands, in order."""


def untouched(anchor: Anchor, text: str) -> bool:
    """Whether the anchor stands where it was made, with all its context. Looks nowhere else, so it takes no time."""
    start, end = anchor.start, anchor.end
    return (
        bool(anchor.exact)
        and text[start:end] == anchor.exact
        and text[max(0, start - CONTEXT) : start] == anchor.prefix
        and text[end : end + CONTEXT] == anchor.suffix
    )


def find_exact(anchor: Anchor, text: str, occurrences: Occurrences) -> Place:
    """Where the quotation stands to the letter, if that is certain; else lost.

    Args:
        anchor: What to look for.
        text: Where to look.
        occurrences: Gives all places of the quotation in the text.
    """
    if untouched(anchor, text):
        return Place(Found.EXACT, anchor.span)
    exact = anchor.exact
    size = len(exact)
    here = _agreement(anchor, text, anchor.start) if exact and text[anchor.start : anchor.end] == exact else None
    edges = _edges(anchor.prefix + exact + anchor.suffix, len(anchor.prefix), size)
    others = [start for start in occurrences() if start != anchor.start and _edges(text, start, size) == edges]
    ranked = sorted(((_agreement(anchor, text, start), start) for start in others), key=lambda rank: -sum(rank[0]))
    if ranked:
        (before, after), at = ranked[0]
        if anchor.once and len(ranked) == 1 and here is None:
            sure = size + before + after >= _TELLING
        else:
            # Where it was made is left only for a place whose context agrees nearly as a whole.
            second = sum(ranked[1][0]) if len(ranked) > 1 else 0
            floor = 2 * CONTEXT - _MARGIN if here is not None else 0
            sure = min(before, after) >= _MARGIN and before + after >= max(floor, second + _MARGIN)
        if sure:
            return Place(Found.EXACT if max(before, after) >= _MARGIN else Found.MOVED, Span(at, at + size))
    if here is not None and size + sum(here) >= _MARGIN:
        return Place(Found.EXACT, anchor.span)
    return LOST


def scan(exact: str, text: str) -> list[int]:
    """Where a quotation stands, in order; nowhere if it stands so often that it says nothing."""
    starts: list[int] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        starts.append(start)
        if len(starts) > _MOST:
            return []
        start = text.find(exact, start + 1)
    return starts


def _edges(text: str, start: int, size: int) -> tuple[bool, bool]:
    """Whether a passage begins, and whether it ends, inside a word."""
    begin, end = (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, start + size))
    return begin, end


def _agreement(anchor: Anchor, text: str, start: int) -> tuple[int, int]:
    """Code points of context that agree before and after, counted outwards: 0 … 32 each."""
    end = start + len(anchor.exact)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return _common(anchor.prefix[::-1], before[::-1]), _common(anchor.suffix, after)


def _common(one: str, other: str) -> int:
    """Length of the common start. The edge of the text, met on both sides, counts as a whole context."""
    if one == other:
        return CONTEXT
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


# A text as the finder sees it


_DIGITS = re.compile(r"\d")


class Folded:
    """The words of a text in order, and where each form stands. Offsets are code points, places are word numbers."""

    def __init__(self, text: str) -> None:
        """Take a text apart: 0.6 s for 2 MB."""
        self.text = text
        spans = words_in(text)
        self.starts = [span.start for span in spans]
        self.ends = [span.end for span in spans]
        numbers: dict[str, int] = {}
        forms: dict[str, int] = {}
        self.forms: list[int] = []
        """The number of each word's form."""
        for start, end in zip(self.starts, self.ends, strict=True):
            word = text[start:end]
            number = forms.get(word)
            if number is None:
                number = forms[word] = numbers.setdefault(fold_word(word), len(numbers))
            self.forms.append(number)
        self.number_of = numbers
        self.places: list[list[int]] = [[] for _ in numbers]
        """For each form the words that have it, in order."""
        for place, number in enumerate(self.forms):
            self.places[number].append(place)
        self._most = log(1 + max(1, len(self.forms)))
        self.weights = [log(1 + len(self.forms) / len(places)) / self._most for places in self.places]
        """For each form how much it says: 1 for a word that stands once, towards 0 the oftener it stands."""

    def weight(self, form: int) -> float:
        """How much a word says; one that does not stand in the text says the most."""
        return 1.0 if form < 0 else self.weights[form]

    def known(self, words: Sequence[str]) -> list[int]:
        """The numbers of folded words; below zero, each its own, for those that do not stand in the text."""
        new: dict[str, int] = {}
        return [self.number_of.get(word, -1 - new.setdefault(word, len(new))) for word in words]


def facts(text: str, start: int = 0, end: int | None = None) -> tuple[set[str], set[str]]:
    """The numbers and the names in a part of a text, folded.

    A name is a word with a capital letter that does not begin a sentence or a quotation.
    """
    numbers, names = set[str](), set[str]()
    for span in words_in(text, start, end):
        word = span.of(text)
        if _DIGITS.search(word):
            numbers.add(fold_word(word))
        elif (
            word[0].isupper()
            and (before := text[start : span.start].rstrip(" "))
            and before[-1] not in ".!?…:“‘\"'«„(\n"
        ):
            names.add(fold_word(word))
    return numbers, names


FLOORS = (0.9, 0.85, 0.75)
"""How alike a changed passage must be at least, 0 … 1: if neither neighbour is the same, if one is, if both are.

On drafts whose true places people marked, 0.46 % of all notes were put where nobody linked them, and 99.5 % were found
of those whose sentence had at most a fifth of its words changed. With 0.85 for the first it is 0.74 % and 99.7 %, and
97 % instead of 91 % of such sentences in essays that were shuffled as well.
"""
MARGIN = 0.1
"""How much more alike than the second best place it must be."""
_SAME = 0.6
"""The part of a context's weight that must stand there for the neighbour to be the same."""
_CONTEXT = 0.2
"""What the same neighbours add to the likeness by which places are ranked, for each side."""
_ENOUGH = 2.0
"""The weight of kept words that a passage needs, in words that stand once, if its neighbours do not vouch for it."""
_RARE, _OFTEN = 8, 500
"""The rarest words of a quotation that are looked up, and how often one may stand at most to be so."""
_PLACES = 4
"""Places compared word by word."""
_LONGEST = 300
"""Words of a quotation that is compared as a whole; of a longer one …"""
_END = 100
"""… the words of its head and of its tail."""
_SPELLING = 0.75
"""How alike two spellings of one name are: Dmitri and Dmitry."""
_REWORDED = 6
"""Words at the beginning or the end of a sentence that may be others altogether."""
_MARKS = 8
"""Punctuation marks at most that go with a passage's first and last word."""
_BREAK = re.compile(r"(?:[.!?…:][\"'”’»)\]]*\s*|\n\s*)\Z")
"""What stands before a sentence."""


class _Quotation(NamedTuple):
    """What is looked for, as words."""

    forms: list[int]
    weights: list[float]
    before: list[int]
    """The words before it."""
    after: list[int]
    whole: tuple[bool, bool]
    """Whether it began, and whether it ended, where a sentence does."""
    marks: tuple[bool, bool]
    """Whether it began, and whether it ended, with punctuation."""


class _Candidate(NamedTuple):
    """A place that was compared."""

    first: int
    """The place's first word and, not included, its last."""
    last: int
    likeness: float
    kept: float
    """The weight of the words that both have in one order."""
    same: bool
    """Whether all words are the same, in the same order."""
    before: float
    """How much of the context before stands there, 0 … 1."""
    after: float

    @property
    def rank(self) -> float:
        return self.likeness + _CONTEXT * (self.before + self.after)

    @property
    def neighbours(self) -> int:
        """On how many sides the neighbour is the same."""
        return (self.before >= _SAME) + (self.after >= _SAME)

    @property
    def vouched(self) -> bool:
        """Whether its neighbours on both sides are the same."""
        return self.neighbours == 2


class Finder:
    """Finds anchors in one text. What it needs to know of the text is worked out when it is first needed."""

    def __init__(self, text: str, sentences: Sequence[Sentence] = ()) -> None:
        """Look in `text`; a changed sentence is found as a whole where its `sentences` are given, in order."""
        self.text = text
        self._sentences = sentences
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._folded: Folded | None = None

    def quickly(self, anchor: Anchor) -> Place | None:
        """Where the anchor stands if nothing changed there; None if it must be looked for."""
        return Place(Found.EXACT, anchor.span) if untouched(anchor, self.text) else None

    def find(self, anchor: Anchor) -> Place:
        """Where the anchor stands now. Some 0.5 ms, after 0.6 s for the first that changed in a text of 2 MB."""
        if place := self.quickly(anchor):
            return place
        place = find_exact(anchor, self.text, lambda: self._occurrences(anchor))
        return place if place.span is not None or not self.text else self._find_changed(anchor)

    @property
    def _words(self) -> Folded:
        if self._folded is None:
            self._begins = [sentence.span.start for sentence in self._sentences]
            self._ends = [sentence.span.end for sentence in self._sentences]
            self._folded = Folded(self.text)
        return self._folded

    def _occurrences(self, anchor: Anchor) -> Iterable[int]:
        """Where the quotation stands to the letter: by its rarest word, or by reading the text if it cuts a word."""
        exact, around = anchor.exact, anchor.prefix + anchor.exact + anchor.suffix
        begin, end = len(anchor.prefix), len(anchor.prefix) + len(exact)
        spans = words_in(around)
        inside = [span for span in spans if span.start >= begin and span.end <= end]
        cut = any(span.start < edge < span.end for span in spans for edge in (begin, end))
        if cut or not inside or len(self.text) < _OFTEN:
            return scan(exact, self.text)
        words = self._words
        forms = words.known([fold_word(span.of(around)) for span in inside])
        if min(forms) < 0:
            return ()
        rarest = min(range(len(forms)), key=lambda at: len(words.places[forms[at]]))
        if len(words.places[forms[rarest]]) > _OFTEN:
            return scan(exact, self.text)
        offset = inside[rarest].start - begin
        starts = (words.starts[place] - offset for place in words.places[forms[rarest]])
        return [start for start in starts if start >= 0 and self.text.startswith(exact, start)]

    # changed

    def _find_changed(self, anchor: Anchor) -> Place:
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
        if best.same and (best.vouched or (anchor.once and best.kept >= _ENOUGH)):
            known = max(best.before, best.after) >= _SAME or start == anchor.start
            return Place(Found.EXACT if known else Found.MOVED, Span(start, end))
        if best.likeness < FLOORS[best.neighbours]:
            return LOST
        if not best.vouched and (best.kept < _ENOUGH or not anchor.once):
            return LOST
        if not best.vouched and not agree(anchor.exact, self.text[start:end]):
            return LOST
        return Place(Found.CHANGED, Span(start, end))

    def _find_long(self, anchor: Anchor, spans: Sequence[Span]) -> Place:
        """A long quotation: its head and its tail, which must stand about as far from each other as they did."""
        head, tail = spans[_END].start, spans[-_END].start
        first = anchor._replace(
            end=anchor.start + head, exact=anchor.exact[:head], suffix=anchor.exact[head : head + CONTEXT]
        )
        last = anchor._replace(
            start=anchor.start + tail, exact=anchor.exact[tail:], prefix=anchor.exact[tail - CONTEXT : tail]
        )
        begin, end = self.find(first).span, self.find(last).span
        if begin is None or end is None or not 0.5 <= (end.end - begin.start) / len(anchor.exact) <= 2:
            return LOST
        span = Span(begin.start, end.end)
        same = [fold_word(s.of(anchor.exact)) for s in spans] == [
            fold_word(s.of(self.text)) for s in words_in(self.text, span.start, span.end)
        ]
        return Place(Found.EXACT if same else Found.CHANGED, span)

    def _quotation(self, anchor: Anchor, exact: Sequence[str]) -> _Quotation:
        words = self._words
        forms = words.known(exact)
        return _Quotation(
            forms,
            [words.weight(form) for form in forms],
            words.known(_context(anchor.prefix, 0)),
            words.known(_context(anchor.suffix, -1)),
            (
                not anchor.prefix.strip() or bool(_BREAK.search(anchor.prefix)),
                not anchor.suffix.strip() or anchor.suffix.startswith("\n") or bool(_BREAK.search(anchor.exact)),
            ),
            (_is_mark(anchor.exact[0]), _is_mark(anchor.exact[-1])),
        )

    def _windows(self, quotation: _Quotation) -> list[tuple[int, int]]:
        """The parts of the text that hold most of the quotation's rarest words about where they should be."""
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
        """The part of a window that is most like the quotation, and how much so."""
        from rapidfuzz.distance import Indel  # not needed where nothing changed, and so not at the start

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
            begin + first,
            begin + last,
            2 * common / (sum(quotation.weights) + sum(weights[first:last])),
            common,
            same is not None,
            self._agreement(quotation.before, begin + first - 1, -1),
            self._agreement(quotation.after, begin + last, 1),
        )

    def _agreement(self, context: Sequence[int], place: int, step: int) -> float:
        """The part of a context's weight that stands beside a place; all of it where the text ends for both."""
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
        """The nearest edge of a sentence, so many words back or ahead at most; else the offset itself."""
        after = bisect_left(edges, offset)
        near = []
        for edge in edges[max(0, after - 1) : after + 1]:
            words = self._count(min(edge, offset), max(edge, offset))
            if words <= (back if edge < offset else ahead):
                near.append((words, edge))
        return min(near, default=(0, offset))[1]

    def _count(self, start: int, end: int) -> int:
        """The words between two offsets."""
        return bisect_left(self._words.starts, end) - bisect_left(self._words.starts, start)


@lru_cache(maxsize=16)
def _finder(text: str) -> Finder:
    return Finder(text)


def find(anchor: Anchor, text: str) -> Place:
    """Where an anchor stands in a text; what was worked out for the text is kept for the next one."""
    return _finder(text).find(anchor)


def finder_of(version: Version) -> Finder:
    """A finder for the text of a version, which knows its sentences."""
    return Finder(version.text, version.sentences)


def agree(old: str, new: str) -> bool:
    """Whether two tellings name no other numbers and no other people: what one leaves out or adds is no matter."""
    for was, now in zip(facts(old), facts(new), strict=True):
        gone, come = was - now, now - was
        if gone and come and not all(any(_alike(one, other) for other in come) for one in gone):
            return False
    return True


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import Indel  # as above

    return one.isalpha() and Indel.normalized_similarity(one[:40], other[:40]) >= _SPELLING


def _best_part(gain: Sequence[float]) -> tuple[int, int]:
    """The stretch with the greatest sum (Kadane), as a half-open range; empty if none is above zero."""
    best, first, last, total, begin = 0.0, 0, 0, 0.0, 0
    for at, value in enumerate(gain):
        if total <= 0:
            total, begin = 0.0, at
        total += value
        if total > best:
            best, first, last = total, begin, at + 1
    return first, last


def _equal_part(forms: Sequence[int], window: Sequence[int]) -> tuple[int, int] | None:
    """Where the very words stand in a window, if they do."""
    size, at = len(forms), -1
    with suppress(ValueError):
        while True:
            at = window.index(forms[0], at + 1)
            if window[at : at + size] == forms:
                return at, at + size
    return None


def _is_mark(char: str) -> bool:
    """Whether a character is punctuation, as opposed to a letter, a digit or white space."""
    return not char.isalnum() and not char.isspace()


def _context(text: str, outer: int) -> list[str]:
    """The words of a context; the outer one (0, the first, or -1, the last) may be cut off, and says nothing."""
    spans = words_in(text)
    if len(text) == CONTEXT and spans and (spans[0].start == 0 if outer == 0 else spans[-1].end == len(text)):
        del spans[outer]
    return [fold_word(span.of(text)) for span in spans]
