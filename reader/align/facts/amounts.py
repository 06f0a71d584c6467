"""Where the two sides of a link give different numbers for one thing."""

from __future__ import annotations

from reader.align.alignment import Reuse
from reader.align.facts.fact_words import AUXILIARIES, CASUALTIES, DEATH, PERSONS, listed
from reader.align.facts.quantities import COUNTED, Quantity, agree, quantities, same_unit, weak_quantity
from reader.align.facts.sides import FACTS, SPACE, Found, Place, Side, Sides

_NEAR_EDITED = 0.5
_NEAR_REWORDED = 1.0
_NEAR_COUNTED = 0.3
_MANNERS = listed(
    "below above off from long deep high wide away ago later earlier north south east west old tall thick apart"
)

_TAKEN = listed("lose claim price")
_SUMS = listed("total sum crowd group number")
_PERIODS = listed("spring summer autumn winter week month quarter year decade century")
_PERIOD = listed("last this next previous past in since the")
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
    counted = one.dimension in ("count", "ordinal", "age")
    about = "number" if counted else "money" if one.dimension.startswith("money") else "quantity"
    places = one.place, other.place
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
    befell = _befell(sides.left, one)
    if befell != _befell(sides.right, other) or _manner(sides.left, one) != _manner(sides.right, other):
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


def _told_alike(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether two amounts may say one thing, by the words beside them.

    By how much, from how much and how much are three things; so are this year's figure and last week's, and how many
    came from a town of so many.
    """
    left, right = sides.left, sides.right
    for word in ("by", "from"):
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


def _whole(side: Side, quantity: Quantity) -> str:
    """What consists of so many, and is no sum or crowd of just these: "a town of 40,000 people"; empty if nothing."""
    at = quantity.qualified[0] - 2
    if at < 0 or side.form(at + 1) != "of" or not side.content(at) or side.forms[at] in _SUMS:
        return ""
    return side.concepts[at]


def _periods(side: Side, quantity: Quantity) -> frozenset[str]:
    """The periods that a clause with an amount names: "since last week", "in the spring", "a year earlier"."""
    first, last = quantity.whole
    while first > 0 and quantity.whole[0] - first < _CLAUSE and not side.gaps[first].strip(SPACE):
        first -= 1
    while last < len(side.words) and last - quantity.whole[1] < _CLAUSE and not side.gaps[last].strip(SPACE):
        last += 1
    return frozenset(
        side.concepts[at]
        for at in (*range(first, quantity.whole[0]), *range(quantity.whole[1], last))
        if side.concepts[at] in _PERIODS and (side.form(at - 1) in _PERIOD or side.form(at + 1) in ("earlier", "ago"))
    )


def _family(quantity: Quantity) -> str:
    """The dimension without the currency, and without what a rate is told for: "litres a day"."""
    return quantity.dimension.partition(":")[0].partition(" a ")[0]


def _befell(side: Side, quantity: Quantity) -> str:
    """What befell those who are counted (killed, hurt, held, missing), by the nearest such word; empty if nothing."""
    if quantity.dimension not in ("count", "ordinal"):
        return ""
    before, after = side.before(quantity.qualified[0]), side.after(quantity.whole[1])
    near = (*quantity.unit[:2], *before[:1], *after[:1], *before[1:2], *after[1:2], *before[2:3])
    if not quantity.unit and side.form(quantity.whole[1]) in AUXILIARIES:
        near = (*after[:1], *near)  # "112 were injured"
    if "life" in near and not _TAKEN.isdisjoint(near):
        return DEATH  # "lost their lives", "claimed 21 lives"
    return next((concept for concept in near if concept in CASUALTIES), "")


def _counted_once(side: Side, every: list[Quantity]) -> set[str]:
    """What befell people of one count only."""
    befell = [_befell(side, quantity) for quantity in every if _of_persons(quantity)]
    return {what for what in befell if what and befell.count(what) == 1}


def _manner(side: Side, quantity: Quantity) -> str:
    """What a measure measures, as the word after it tells: "10 kilometres below", "two years later"."""
    after = side.form(quantity.whole[1])
    return after if quantity.dimension not in ("count", "ordinal") and after in _MANNERS else ""


def _of_persons(quantity: Quantity) -> bool:
    """Whether a number counts people, as far as it says."""
    return not quantity.unit or quantity.unit[0] in PERSONS or quantity.unit[0] in CASUALTIES or quantity.label


def _beside_articles(sides: Sides, here: list[Quantity], there: list[Quantity]) -> list[Found]:
    """A number beside an article in the same slot: six children and a child."""
    out = []
    for numbers, opposite, turned in ((here, sides.right, False), (there, sides.left, True)):
        for quantity in numbers:
            if quantity.dimension != "count" or not quantity.unit:
                continue
            for at in range(len(opposite.words)):
                weak = weak_quantity(opposite, at)
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
        and left.form(at + 1) == right.form(to + 1) == "of"
        and sides.snug((at, at + 1), (to, to + 1))
    ]
