"""Places where the two sides of a link state a fact differently.

Facts with places, no verdicts. Few and sure: a conflict needs two facts of one sort in one slot. Comparing any two
numbers of linked sentences was right in two or three of ten to seventeen cases on real news: other quantities of one
unit, other events, parts of a whole. `tests/align/conflicts.jsonl` holds cases of each, with and without a conflict.

| kind | about | the two sides … |
| --- | --- | --- |
| `differs` | `number` `quantity` `money` `date` `time` `name` `quotation` `statement` | cannot both be right |
| `vaguer` | the same, but for names | can both be right, one says it less exactly or leaves words of it out |
| `source` | `attribution` | name different sources, or one names none |
| `negated` | `statement` | one denies what the other states, or says that the opposite came of it |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from reader.align.alignment import Conflict, Reuse
from reader.align.edits import Passage
from reader.align.facts.differing import (
    other_amounts,
    other_dates,
    other_names,
    other_sources,
    other_times,
    other_tolls,
    told_otherwise,
)
from reader.align.facts.negation import degrees_of_harm, denials
from reader.align.facts.quotations import drifted_quotations
from reader.align.facts.reading import Beyond, Facts, Found, Sides
from reader.align.facts.statement import Place, Statement
from reader.story.language import primary
from reader.story.version import Span

_FIGURES = ("number", "quantity", "money")
_ALWAYS = (other_dates, other_times, other_amounts)


def conflicts_of(left: Passage, right: Passage, reuse: Reuse) -> tuple[Conflict, ...]:
    """The conflicts between the two passages of a link, in the left one's order; see `conflicts_between`."""
    return conflicts_between(Facts(left), Facts(right), reuse)


def conflicts_between(left: Facts, right: Facts, reuse: Reuse, beyond: Beyond | None = None) -> tuple[Conflict, ...]:
    """The conflicts between what the two passages of a link tell, in the left one's order.

    None where both have the same words, and none in passages of more than 400 words. Mirrored when the passages are
    swapped. 0.1 to 0.3 ms for two sentences of 25 words.

    Args:
        left: What the left passage tells.
        right: What the right one does.
        reuse: How the link says what it says. In a related link names, denials and quotations are not compared.
        beyond: All that the two versions tell: what the other one says elsewhere is no conflict.
    """
    here, there = left.statement, right.statement
    if here.forms == there.forms or not here.words or not there.words:
        return ()
    if not left.readable or not right.readable:
        return ()
    if there.forms < here.forms:
        turned = conflicts_between(right, left, reuse, beyond and beyond[::-1])
        return _sorted(conflict.mirrored() for conflict in turned)
    sides = Sides(left, right, reuse, beyond)
    for search in _ALWAYS:
        sides.tell(search(sides))
    sides.tell(other_sources(sides))
    if reuse.strong:
        sides.tell(other_names(sides))
        sides.tell(denials(sides))
        sides.tell(degrees_of_harm(sides))
        sides.tell(drifted_quotations(sides))
    return _sorted(_conflict(left, right, found) for found in _of_one_day(sides))


def figures_across(left: Facts, right: Facts) -> tuple[Conflict, ...]:
    """The one number that two passages in different languages do not agree in, if they agree in all others.

    Nothing else is compared word by word across languages. Told is only what cannot be another way to say the same: a
    number in other units, scaled by thousands, or on another clock is none, and no sum of money, which may be in
    another currency. A time of day is one number; of half a thing more or less, nothing is told. Mirrored when the
    passages are swapped.
    """
    if not left.readable or not right.readable:
        return ()
    numbers = [_numbers(facts) for facts in (left, right)]
    rest = [
        [place for place, values in own if not any(values & there for _, there in other)]
        for own, other in (numbers, numbers[::-1])
    ]
    if len(rest[0]) != 1 or len(rest[1]) != 1 or len(numbers[0]) != len(numbers[1]):
        return ()
    values = [dict(own)[place] for own, (place,) in zip(numbers, rest, strict=True)]
    if any(_may_be_one(one, other) for one in values[0] for other in values[1]):
        return ()
    if any(_beside_half(facts.statement, place) for facts, (place,) in zip((left, right), rest, strict=True)):
        return ()
    spans = [
        Span(facts.statement.words[first].start, facts.statement.words[last - 1].end)
        for facts, ((first, last),) in zip((left, right), rest, strict=True)
    ]
    return (Conflict("differs", "number", spans[0], spans[1]),)


_POINT_LANGUAGES = frozenset(("en", "zh", "ja", "ko", "th", "he", "hi", "ur", "bn", "ta", "te", "ml", "kn", "gu", "pa"))
"""Languages that write 1.5 for one and a half; the others write 1,5."""
_UNITS = (1.609, 0.3048, 0.9144, 2.54, 0.4536, 0.4047, 3.785, 4.546, 2.59)
"""Miles, feet, yards, inches, pounds, acres, gallons and square miles in metric units."""
_YEARS = (543, 582, 622)
"""How far other calendars are from ours."""


def _numbers(facts: Facts) -> list[tuple[Place, frozenset[float]]]:
    """The numbers of a passage from 2 on, by their place, each with the values that it can have.

    Half past two is 2.30 and 14.30, in whatever words.
    """
    statement = facts.statement
    timed = [time for time in facts.times if time.minute % 60]
    within = {at: time for time in timed for at in range(*time.place)}
    point = primary(statement.passage.language) in _POINT_LANGUAGES
    out = []
    for at, word in enumerate(statement.words):
        if (time := within.get(at)) is not None:
            if at == time.place[0]:
                hour, minute = divmod(time.minute, 60)
                out.append((time.place, frozenset(float(f"{h}.{minute:02}") for h in (hour, hour + 12))))
        elif word.number:
            written = word.form.strip("<>=≤≥≈±-+%‰")
            values = _values(written if written[:1].isdigit() else word.key, point=point) or _values(
                word.key, point=True
            )
            if values and max(values) >= 2:
                out.append(((at, at + 1), values))
    return out


def _beside_half(statement: Statement, place: Place) -> bool:
    """Whether a half or a quarter is told beside a number that is no time: "dos años y medio", "half two"."""
    first, last = place
    if last > first + 1:
        return False
    return any(statement.of(at, "half", "quarter") for at in range(first - _NEAR, last + _NEAR))


def _values(written: str, *, point: bool) -> frozenset[float]:
    """What a number can mean: "1.500" is 1500 where the comma parts decimals, else 1.5; nothing if it is none."""
    parts = written.replace(",", ".").split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return frozenset()
    if len(parts) == 1:
        return frozenset({float(parts[0])})
    thousands = all(len(part) == 3 for part in parts[1:])
    if len(parts) > 2:
        return frozenset({float("".join(parts))}) if thousands else frozenset()
    decimal = ("." in written) is point
    return frozenset({float("".join(parts)) if thousands and not decimal else float(".".join(parts))})


def _may_be_one(one: float, other: float) -> bool:
    """Whether two numbers can be the same in other units, on another scale, or on another clock or calendar."""
    low, high = sorted((one, other))
    ratio = high / low
    scaled = any(abs(ratio / factor - 1) < _ROUNDED for factor in (*_UNITS, *(1 / u for u in _UNITS), 1e3, 1e6, 1e9))
    degrees = any(abs(a * 1.8 + 32 - b) <= 2 for a, b in ((low, high), (high, low)))
    return scaled or degrees or ratio > _FAR or high - low == 12 or high - low in _YEARS


_ROUNDED = 0.02
_NEAR = 3
"""How many words from a number a half may be told that is part of it."""
_FAR = 20
"""How many times one number of a thing is another at most; what is further apart counts other things."""


def conflicts_beyond_links(
    beyond: Beyond, linked: Set[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[Conflict, ...]]]:
    """Conflicts between sentences that are not linked, for each pair of sentences: tolls of what both versions tell of.

    One of the two opens its version, and both tell of the same year or of none: so the event is the same.

    Args:
        beyond: All that the two versions tell.
        linked: The pairs of sentences that are linked; they are left out.
    """
    left, right = beyond
    for i in left.with_tolls:
        for j in right.with_tolls:
            opens = i in left.opening or j in right.opening
            if opens and (i, j) not in linked and left.days[i] == right.days[j]:
                sides = Sides(left.facts(i), right.facts(j), Reuse.RELATED, beyond)
                found = other_tolls(sides)
                if found:
                    yield (i, j), _sorted(_conflict(*sides.facts, one) for one in found)


def same_facts(left: Facts, right: Facts, reuse: Reuse) -> list[tuple[Place, Place]]:
    """Words of the two passages of a link that tell one thing in two ways: 3 May 2031 and 2031-05-03."""
    return told_otherwise(Sides(left, right, reuse))


def _conflict(left: Facts, right: Facts, found: Found) -> Conflict:
    here, there = left.statement.passage.span(*found.left), right.statement.passage.span(*found.right)
    return Conflict(found.kind, found.about, here, there, found.of)


def _of_one_day(sides: Sides) -> list[Found]:
    """What was found, but for another day's figure: a date and an amount that both differ, among other words."""
    apart = [f for f in sides.found if f.kind == "differs" and not sides.snug(f.left, f.right)]
    days, figures = ([f for f in apart if f.about in about] for about in (("date",), _FIGURES))
    return [f for f in sides.found if not (days and figures and f in (*days, *figures))]


def _sorted(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    return tuple(sorted(set(conflicts), key=lambda c: (c.left, c.right, c.kind, c.about, c.of)))
