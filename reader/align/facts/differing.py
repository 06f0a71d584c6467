"""Amounts, dates, times and names that both sides tell of one thing, and that do not agree."""

from __future__ import annotations

from reader.align.alignment import Reuse
from reader.align.facts.amounts import COUNTED, Quantity, agree, by_article, quantities
from reader.align.facts.lexicon import ROLE, lexicon
from reader.align.facts.names import known, names, one_family
from reader.align.facts.statement import FACTS, SPACE, Found, Place, Sides, Statement
from reader.align.facts.when import (
    Date,
    bound_of,
    dates,
    dates_agree,
    day_parts,
    of_saying,
    opens,
    parts_may_be_one,
    times,
    times_agree,
    unlike,
)

# When


def other_dates(sides: Sides) -> list[Found]:
    """Dates in one slot of which a part differs, or of which one tells less."""
    here, there = dates(sides.left), dates(sides.right)

    def one_slot(one: Date, other: Date) -> bool:
        if bound_of(sides.left, one) != bound_of(sides.right, other):
            return False
        if of_saying(sides.left, one) is not of_saying(sides.right, other):
            return False
        alone = sides.reuse is Reuse.EDITED and len(here) == len(there) == 1
        moved = opens(one) is not opens(other)
        return (alone and moved) or sides.when(one.place, other.place)

    return [
        Found(verdict, "date", one.place, other.place)
        for one, other, verdict in unlike(here, there, dates_agree, one_slot)
    ]


def other_times(sides: Sides) -> list[Found]:
    """Times in one slot that are not the same; where no time is told so, mornings that are evenings."""
    here, there = times(sides.left), times(sides.right)
    out = []
    slots = unlike(here, there, times_agree, lambda one, other: sides.when(one.place, other.place))
    for one, other, verdict in slots:
        places = (one.place, other.place) if one.loose == other.loose else (one.qualified, other.qualified)
        out.append(Found(verdict, "time", *places))
    return out or _other_parts(sides)


def _other_parts(sides: Sides) -> list[Found]:
    return [
        Found("differs", "time", (at, at + 1), (to, to + 1))
        for at in day_parts(sides.left)
        for to in day_parts(sides.right)
        if _part_differs(sides, at, to)
    ]


def _part_differs(sides: Sides, at: int, to: int) -> bool:
    """Whether two parts of a day stand in one slot, and are not what one may call the same."""
    days = sides.left.lexicon.forms["days"]
    day = days.get(sides.left.form(at - 1))
    of_one_day = day is not None and day == days.get(sides.right.form(to - 1))
    if parts_may_be_one(sides.left.forms[at], sides.right.forms[to], of_one_day=of_one_day):
        return False
    return (of_one_day and sides.reuse.strong) or sides.snug((at, at + 1), (to, to + 1))


# Amounts

_PERSONS = lexicon("").words["persons"]
_NEAR_EDITED = 0.5
_NEAR_REWORDED = 1.0
_NEAR_COUNTED = 0.3
_CLAUSE = 6
"""How many words away from an amount a period may be named that is its own."""


def other_amounts(sides: Sides) -> list[Found]:
    """Numbers, quantities and sums that stand in one slot and are not the same.

    What one side says anywhere is no conflict; of the rest, the pairs whose slots are surest go first.
    """
    left, right = sides.left, sides.right
    here, there = quantities(left), quantities(right)
    if max(len(here), len(there)) > FACTS:
        return []
    if not here and not there:
        return _one_or_none(sides)
    alone = _counted_once(left, here) & _counted_once(right, there)
    for one in list(here):
        twin = next((other for other in there if _equal(one, other)), None)
        if twin is not None:
            here.remove(one)
            there.remove(twin)
    scored = [(_slot(one, other, sides, alone), one, other) for one in here for other in there]
    out: list[Found] = []
    for score, one, other in sorted(scored, key=lambda pair: (-pair[0], pair[1].place, pair[2].place)):
        if score and one in here and other in there:
            here.remove(one)
            there.remove(other)
            if (verdict := agree(one, other)) != "same":
                out.append(_found(verdict, one, other))
    out += _beside_articles(sides, here, there)
    return out + _one_or_none(sides)


def _found(verdict: str, one: Quantity, other: Quantity) -> Found:
    counted = one.dimension in ("count", "ordinal", "age", "tally", "magnitude")
    about = "number" if counted else "money" if one.dimension.startswith("money") else "quantity"
    places = one.place, other.place
    if one.tally and len(one.tally) == len(other.tally) and one.place[1] - one.place[0] == len(one.tally):
        apart = [n for n, pair in enumerate(zip(one.tally, other.tally, strict=True)) if pair[0] != pair[1]]
        if len(apart) == 1 and other.place[1] - other.place[0] == len(other.tally):
            places = tuple((q.place[0] + apart[0], q.place[0] + apart[0] + 1) for q in (one, other))
    if one.definite and other.definite and one.bound != other.bound:
        places = one.qualified, other.qualified
    if one.dimension != other.dimension or (
        one.dimension not in (*COUNTED, "age") and one.unit and other.unit and one.unit != other.unit
    ):
        places = one.whole, other.whole
    return Found(verdict, about, *places)


def _equal(one: Quantity, other: Quantity) -> bool:
    """Whether one amount explains the other, wherever it stands."""
    if one.dimension != other.dimension:
        return 0 < one.number == other.number and "count" in (one.dimension, other.dimension)
    if one.tally or other.tally:
        return agree(one, other) == "same"
    return (one.value == other.value and one.bound == other.bound) or (
        same_unit(one, other) is not False and agree(one, other) == "same"
    )


def _slot(one: Quantity, other: Quantity, sides: Sides, alone: set[str]) -> float:
    """How sure it is that two amounts stand in one slot; 0 where it is not."""
    unit = same_unit(one, other)
    if unit is False:
        told_apart = (
            0 < one.number == other.number and one.dimension != other.dimension and _family(one) == _family(other)
        )
        return 2.0 if told_apart and sides.reuse.strong and sides.snug(one.whole, other.whole) else 0.0
    if not _told_alike(sides, one, other):
        return 0.0
    befell = one.role if one.dimension in ("count", "ordinal") else ""
    if one.role != other.role and (befell or other.dimension in ("count", "ordinal") or (one.role and other.role)):
        return 0.0
    if _manner(sides.left, one) != _manner(sides.right, other):
        return 0.0
    if unit is None and not (_of_persons(one) and _of_persons(other)):
        return 0.0
    near = sides.near(one.whole, other.whole)
    if not sides.reuse.strong:
        return 1 + near if befell and (unit or near >= _NEAR_REWORDED or befell in alone) else 0.0
    edited = sides.reuse is Reuse.EDITED
    if (edited or near >= _NEAR_EDITED) and sides.snug(one.place, other.place):
        return 3 + near
    if unit:
        counted = one.dimension in COUNTED and one.unit
        if not (edited or counted or _spoken_of(sides, one, other)):
            return 0.0
        return 1 + near if befell or near >= (_NEAR_EDITED if edited else _NEAR_REWORDED) else 0.0
    return 0.5 + near if befell and (near >= _NEAR_COUNTED or befell in alone) else 0.0


def same_unit(one: Quantity, other: Quantity) -> bool | None:
    """Whether two amounts are of one thing; None where one of them does not say."""
    if one.dimension != other.dimension or one.other != other.other:
        return False
    if one.dimension not in COUNTED:
        return True
    if one.label or other.label:
        return one.label == other.label or None
    if not one.unit or not other.unit:
        return True if one.dimension == "share" else None
    if one.unit[0] in other.unit or other.unit[0] in one.unit:
        return True
    first = {one.unit[0], other.unit[0]}
    return None if first & _PERSONS and any(word.startswith(ROLE) for word in first) else False


def _told_alike(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether two amounts may say one thing, by the words beside them.

    By how much, from how much and how much are three things; so are this year's figure and last week's, and how many
    came from a town of so many.
    """
    left, right = sides.left, sides.right
    for word in left.lexicon.words["changes"]:
        if (left.form(one.qualified[0] - 1) == word) is not (right.form(other.qualified[0] - 1) == word):
            return False
    periods = _periods(left, one), _periods(right, other)
    if all(periods) and periods[0].isdisjoint(periods[1]):
        return False
    if one.dimension != "count":
        return True
    wholes = _whole(left, one), _whole(right, other)
    return wholes[0] in (wholes[1], "", *right.known) and wholes[1] in (wholes[0], "", *left.known)


def _spoken_of(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether each side speaks of what the other one's amount is told of: the nearest word before it, or behind."""
    for side, there, amount in ((sides.left, sides.right, one), (sides.right, sides.left, other)):
        near = side.before(amount.qualified[0])[:1] or side.after(amount.whole[1])[:1]
        if there.known.isdisjoint(near):
            return False
    return True


def _whole(side: Statement, quantity: Quantity) -> str:
    """What consists of so many, and is no sum or crowd of just these: "a town of 40,000 people"; empty if nothing."""
    at = quantity.qualified[0] - 2
    if at < 0 or not side.of(at + 1, "of") or not side.content(at) or side.of(at, "sums"):
        return ""
    return side.concepts[at]


def _periods(side: Statement, quantity: Quantity) -> frozenset[str]:
    """The periods that a clause with an amount names: "since last week", "in the spring", "a year earlier"."""
    first, last = quantity.whole
    while first > 0 and quantity.whole[0] - first < _CLAUSE and not side.gaps[first].strip(SPACE):
        first -= 1
    while last < len(side.words) and last - quantity.whole[1] < _CLAUSE and not side.gaps[last].strip(SPACE):
        last += 1
    return frozenset(
        side.concepts[at]
        for at in (*range(first, quantity.whole[0]), *range(quantity.whole[1], last))
        if side.concepts[at] in side.lexicon.words["periods"]
        and (side.of(at - 1, "period_before") or side.of(at + 1, "period_after"))
    )


def _family(quantity: Quantity) -> str:
    """The dimension without the currency, and without what a rate is told for: "litres a day"."""
    return quantity.dimension.partition(":")[0].partition(" a ")[0]


def _counted_once(side: Statement, every: list[Quantity]) -> set[str]:
    """What befell people of one count only."""
    roles = [quantity.role for quantity in every if _of_persons(quantity) and quantity.dimension in ("count", "ordinal")]
    return {what for what in roles if what and roles.count(what) == 1}


def _manner(side: Statement, quantity: Quantity) -> str:
    """What a measure measures, as the word after it tells: "10 kilometres below", "two years later"."""
    at = quantity.whole[1]
    return side.form(at) if quantity.dimension not in ("count", "ordinal") and side.of(at, "manners") else ""


def _of_persons(quantity: Quantity) -> bool:
    """Whether a number counts people, as far as it says."""
    return not quantity.unit or quantity.unit[0] in _PERSONS or quantity.unit[0].startswith(ROLE) or quantity.label


def _beside_articles(sides: Sides, here: list[Quantity], there: list[Quantity]) -> list[Found]:
    """A number beside an article in the same slot: six children and a child."""
    out = []
    for numbers, opposite, turned in ((here, sides.right, False), (there, sides.left, True)):
        for quantity in numbers:
            if quantity.dimension != "count" or not quantity.unit:
                continue
            for at in range(len(opposite.words)):
                weak = by_article(opposite, at)
                if weak is None or weak.unit[:1] != quantity.unit[:1] or agree(quantity, weak) != "differs":
                    continue
                places: tuple[Place, Place] = (weak.place, quantity.place) if turned else (quantity.place, weak.place)
                wholes = (weak.whole, quantity.whole) if turned else (quantity.whole, weak.whole)
                if sides.snug(*wholes):
                    out.append(Found("differs", "number", *places))
    return out


def _one_or_none(sides: Sides) -> list[Found]:
    """One of the pilots against none of them."""
    left, right = sides.left, sides.right
    if "none" not in left.vocabulary | right.vocabulary or "one" not in left.vocabulary | right.vocabulary:
        return []
    return [
        Found("differs", "number", (at, at + 1), (to, to + 1))
        for at, here in enumerate(left.forms)
        for to, there in enumerate(right.forms)
        if {here, there} == {"one", "none"}
        and left.of(at + 1, "of")
        and right.of(to + 1, "of")
        and sides.snug((at, at + 1), (to, to + 1))
    ]


# Names


def other_names(sides: Sides) -> list[Found]:
    """Names that cannot be one: another given name before the same surname, or one put exactly for the other."""
    left, right = sides.left, sides.right
    here, there = names(left), names(right)
    if max(len(here), len(there)) > FACTS:
        return []
    out = [
        Found("differs", "name", one.place, other.place)
        for one in here
        if not known(left, one, there, right) and sides.told[0].isdisjoint(range(*one.place))
        for other in there
        if not known(left, other, here, left)
        and sides.told[1].isdisjoint(range(*other.place))
        and (one_family(one, other) or sides.snug(one.place, other.place))
    ]
    return [f for f in out if sum(f.left == other.left or f.right == other.right for other in out) == 1]
