"""Amounts, dates, times and names that both sides tell of one thing, and that do not agree."""

from __future__ import annotations

from reader.align.alignment import Reuse
from reader.align.facts.amounts import COUNTED, Quantity, agree, by_article
from reader.align.facts.lexicon import ROLE, Lexicon, lexicon
from reader.align.facts.names import Name, known, may_be_one, one_family
from reader.align.facts.reading import Facts
from reader.align.facts.statement import FACTS, SPACE, Found, Place, Sides, Statement
from reader.align.facts.when import (
    Date,
    bound_of,
    dates_agree,
    day_parts,
    of_saying,
    opens,
    parts_may_be_one,
    times_agree,
    unlike,
)

# When


def other_dates(sides: Sides, left: Facts, right: Facts) -> list[Found]:
    """Dates in one slot of which a part differs, or of which one tells less."""
    here, there = left.dates, right.dates

    def one_slot(one: Date, other: Date) -> bool:
        if bound_of(sides.left, one) != bound_of(sides.right, other):
            return False
        if of_saying(sides.left, one) is not of_saying(sides.right, other):
            return False
        if _other_stage(sides, one, other):
            return False
        alone = sides.reuse is Reuse.EDITED and len(here) == len(there) == 1
        moved = opens(one) is not opens(other)
        if one.vague or other.vague:
            return sides.near(one.place, other.place) >= _NEAR_VAGUE
        return (alone and moved) or sides.when(one.place, other.place)

    return [
        Found(verdict, "date", one.place, other.place)
        for one, other, verdict in unlike(here, there, dates_agree, one_slot)
    ]


_NEAR_VAGUE = 0.8


def _other_stage(sides: Sides, one: Date, other: Date) -> bool:
    """Whether two dates are of two things that come one after the other: "begins on", "ends on"."""
    stages = sides.left.lexicon.stages
    near = [
        {*side.before(date.place[0])[:2], *side.after(date.place[1])[:2]}
        for side, date in ((sides.left, one), (sides.right, other))
    ]
    return any(not near[1].isdisjoint(stages.get(word, ())) and word not in near[1] for word in near[0])


def other_times(sides: Sides, left: Facts, right: Facts) -> list[Found]:
    """Times in one slot that are not the same; where no time is told so, mornings that are evenings."""
    here, there = left.times, right.times
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
_ENOUGH = 1.5
_LINKED = {Reuse.EDITED: 0.9, Reuse.REWORDED: 0.6, Reuse.RELATED: 0.2}
_FIRM_ROLES = ("dead", "hurt", "missing", "sick", "damaged", "destroyed")
"""Roles that a count has or has not; of others, one side may not tell that the people were rescued or fled."""
_SPECIFIC = frozenset(("area", "heat", "mass", "magnitude", "speed", "volume", "power", "left", "age", "tally"))


def other_amounts(sides: Sides, left: Facts, right: Facts) -> list[Found]:
    """Numbers, quantities and sums that tell of one thing and are not the same.

    What one side says anywhere is no conflict; of the rest, the pairs that are surest go first.
    """
    here, there = list(left.quantities), list(right.quantities)
    if max(len(here), len(there)) > FACTS:
        return []
    every = list(here), list(there)
    for one in list(here):
        twin = next((other for other in there if _equal(one, other)), None)
        if twin is not None:
            here.remove(one)
            there.remove(twin)
    scored = []
    for one in here:
        for other in there:
            if (sure := evidence(sides, left, right, one, other, every)) >= _ENOUGH:
                scored.append((sure, one, other))
    out: list[Found] = []
    for _, one, other in sorted(scored, key=lambda pair: (-pair[0], pair[1].place, pair[2].place)):
        if one in here and other in there:
            here.remove(one)
            there.remove(other)
            if (verdict := agree(one, other)) != "same":
                out.append(_found(sides, verdict, one, other))
    out += _beside_articles(sides, here, there)
    out += _beside_nobody(sides, left, right)
    out += _beside_singles(sides, left, right, out)
    return out + _one_or_none(sides)


def evidence(
    sides: Sides, left: Facts, right: Facts, one: Quantity, other: Quantity, every: tuple[list[Quantity], list[Quantity]]
) -> float:
    """How much speaks for it that two amounts tell of one thing; 0 if something rules it out."""
    unit = same_unit(left.statement.lexicon, one, other)
    if unit is False:
        return 2.0 if _told_in_another_unit(sides, one, other) else 0.0
    if one.part is not other.part or not _told_alike(sides, one, other):
        return 0.0
    counted = one.dimension in ("count", "ordinal")
    same_role = bool(one.role) and one.role == other.role
    if one.role != other.role:
        firm = _FIRM_ROLES if counted else ("",)
        if (one.role and other.role) or (counted and (one.role in firm or other.role in firm or not unit)):
            return 0.0
    if not same_role and _manner(sides.left, one) != _manner(sides.right, other):
        return 0.0
    if one.dimension == "age" and not _one_person(sides, one, other):
        return 0.0
    if unit is None and not (_of_persons(one) and _of_persons(other)):
        return 0.0
    near = sides.near(one.whole, other.whole)
    sure = _LINKED[sides.reuse] + same_role
    in_place = sides.reuse is Reuse.EDITED or (sides.reuse.strong and near >= _NEAR_EDITED)
    if in_place and sides.snug(one.place, other.place):
        return sure + 1.0 + near
    if unit is None and not one.role:
        return 0.0
    if one.dimension == "ordinal":
        if near < _NEAR_EDITED:
            return 0.0
    elif counted or one.dimension == "share":
        generic = not one.unit or not other.unit or one.unit[0] in _PERSONS
        sure += 0.0 if unit is None else 0.3 if generic else 0.6
    else:
        sure += 0.6 if one.dimension in _SPECIFIC else 0.3
    sure += min(1.0, 0.5 * near)
    if all(sum(_comparable(own, q) for q in qs) == 1 for own, qs in zip((one, other), every, strict=True)):
        sure += 0.4
    return sure - _strangers(sides, left, right, one, other)


def _told_in_another_unit(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether the same number stands in the same place with another unit or currency: £40 and €40."""
    same = 0 < one.number == other.number and one.dimension != other.dimension and _family(one) == _family(other)
    return same and sides.reuse.strong and sides.snug(one.whole, other.whole)


def _comparable(one: Quantity, other: Quantity) -> bool:
    return one.dimension == other.dimension and (
        one.dimension not in ("count", "ordinal") or one.unit[:1] == other.unit[:1]
    )


def _strangers(sides: Sides, left: Facts, right: Facts, one: Quantity, other: Quantity) -> float:
    """What is taken off because what stands around two amounts names other people, places or years."""
    here, there = _names_around(left, one), _names_around(right, other)
    off = 0.0
    if here and there:
        off += -0.3 if any(may_be_one(sides.left, a, b) for a in here for b in there) else 1.0
    years = _year_of(left, one), _year_of(right, other)
    if years[0] != years[1]:
        off += 1.0 if all(years) else 0.3
    if _is_bygone(sides.left, one) is not _is_bygone(sides.right, other):
        off += 0.8
    return off


def _names_around(facts: Facts, quantity: Quantity) -> list[Name]:
    """The names in an amount's clause; where it has none, the nearest before it in the statement."""
    first, last = facts.statement.clause(quantity.whole)
    names = [*_opening(facts.statement), *facts.names]
    inside = [name for name in names if first <= name.place[0] < last]
    return inside or [name for name in names if name.place[0] < first][-1:]


def _opening(side: Statement) -> list[Name]:
    """A word that opens a statement and may be a name: "Velm had 80 millimetres of rain"."""
    if len(side.words) > 1 and side.words[0].capital is None and side.of(1, "auxiliaries") and side.content(0):
        return [Name((0, 1), side.forms[:1])]
    return []


_COMMA = 5
"""How many words a comma counts for where it is asked which year is nearest."""


def _year_of(facts: Facts, quantity: Quantity) -> int | None:
    """The year that is named nearest to an amount."""
    gaps = facts.statement.gaps

    def distance(date: Date) -> int:
        first, last = min(date.place[1], quantity.whole[1]), max(date.place[0], quantity.whole[0])
        return last - first + _COMMA * sum(not gap.isspace() and gap.strip() != "-" for gap in gaps[first : last + 1])

    years = [date for date in facts.dates if date.year]
    return min(years, key=distance).year if years else None


def _is_bygone(side: Statement, quantity: Quantity) -> bool:
    """Whether a figure is of what was before: "a year earlier", "it used to cost", "the old bridge", "14 so far"."""
    first, last = side.clause(quantity.whole)
    words = range(first, last)
    apart = quantity.dimension == "time" and side.of(quantity.whole[1], "apart")
    return any(
        (side.of(at, "bygone") and not (apart and at == quantity.whole[1])) or side.of(at, "cumulative", "each")
        for at in words
    )


_GENDERS = ({"man", "boy", "his", "he", "son", "husband", "father"}, {"woman", "girl", "her", "she", "daughter"})


def _one_person(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether two ages may be of one person: a name or a word for who they are is near both."""
    near = [
        {*side.before(age.whole[0])[:3], *side.after(age.whole[1])[:3]}
        for side, age in ((sides.left, one), (sides.right, other))
    ]
    if not near[0].isdisjoint(near[1]):
        return True
    nominal = [
        age.whole[1] >= len(side.forms) or not side.content(age.whole[1]) or side.gaps[age.whole[1]].strip(SPACE + "-")
        for side, age in ((sides.left, one), (sides.right, other))
    ]
    return sides.reuse.strong and any(nominal) and not all(nominal)


def _found(sides: Sides, verdict: str, one: Quantity, other: Quantity) -> Found:
    counted = one.dimension in ("count", "ordinal", "age", "tally", "magnitude")
    about = "number" if counted else "money" if one.dimension.startswith("money") else "quantity"
    places = one.place, other.place
    apart = [n for n, (a, b) in enumerate(zip(one.tally, other.tally, strict=False)) if a != b]
    if len(apart) == 1 and len(one.tally) == len(other.tally):
        at, to = (
            [word for word in range(*told.place) if side.words[word].number][apart[0]]
            for side, told in ((sides.left, one), (sides.right, other))
        )
        places = (at, at + 1), (to, to + 1)
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
        same_unit(lexicon(""), one, other) is not False and agree(one, other) == "same"
    )


def same_unit(lex: Lexicon, one: Quantity, other: Quantity) -> bool | None:
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
    kinds = lex.forms["kinds"]
    if any(kinds.get(a, "-") == kinds.get(b, "") for a in one.unit[:2] for b in other.unit[:2]):
        return True
    first = {one.unit[0], other.unit[0]}
    if first & _PERSONS and any(word.startswith(ROLE) for word in first):
        return None
    return None if one.role and one.role == other.role and all(map(_of_persons, (one, other))) else False


def _told_alike(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether two amounts may say one thing, by the words beside them.

    By how much, from how much and how much are three things; so are this year's figure and last week's, and how many
    came from a town of so many.
    """
    left, right = sides.left, sides.right
    if one.per != other.per and one.per and other.per:
        return False
    if one.dimension != "count":
        for word in left.lexicon.words["changes"]:
            if (left.form(one.qualified[0] - 1) == word) is not (right.form(other.qualified[0] - 1) == word):
                return False
    elif _is_against(left, one) is not _is_against(right, other):
        return False
    periods = _periods(left, one), _periods(right, other)
    if all(periods) and periods[0].isdisjoint(periods[1]):
        return False
    if one.dimension != "count":
        return True
    wholes = _whole(left, one), _whole(right, other)
    return wholes[0] in (wholes[1], "", *right.known) and wholes[1] in (wholes[0], "", *left.known)


def _is_against(side: Statement, quantity: Quantity) -> bool:
    """Whether so many were against something."""
    return any(side.of(at, "against") for at in range(quantity.whole[1], quantity.whole[1] + 3))


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


def _manner(side: Statement, quantity: Quantity) -> str:
    """What a measure measures, as the word after it tells: "10 kilometres below", "two years later"."""
    at = quantity.whole[1]
    return side.form(at) if quantity.dimension not in ("count", "ordinal") and side.of(at, "manners") else ""


def _of_persons(quantity: Quantity) -> bool:
    """Whether a number counts people, as far as it says."""
    unit = quantity.unit[:1]
    return not unit or unit[0] in _PERSONS or unit[0].startswith(ROLE) or quantity.label


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


def _beside_nobody(sides: Sides, left: Facts, right: Facts) -> list[Found]:
    """Some beside none: who were hurt beside nobody, three accidents beside no accidents."""
    out = []
    for one, other, turned in ((left, right, False), (right, left, True)):
        for none in one.nobodies:
            some = [q for q in (*other.quantities, *other.singles) if _is_some(one, none, q) and not q.part]
            if not some or any(_is_some(one, none, q) for q in (*one.quantities, *one.singles)):
                continue
            if any(none.role == q.role and (none.role or none.unit[:1] == q.unit[:1]) for q in other.nobodies):
                continue
            if none.role or (len(some) == 1 and sides.reuse.strong):
                out.append(Found("differs", "number", *_turned(turned, none.place, some[0].place)))
    return out[:1]


def _is_some(facts: Facts, none: Quantity, quantity: Quantity) -> bool:
    """Whether an amount counts some of what an amount of nought says there is none of."""
    if quantity.dimension != "count" or quantity.value <= 0:
        return False
    if none.role:
        return none.role == quantity.role
    return quantity.unit[:1] == none.unit[:1] and not quantity.other


def _beside_singles(sides: Sides, left: Facts, right: Facts, told: list[Found]) -> list[Found]:
    """A count of those whom something befell beside one person told by an article: 11 dead, and a child killed."""
    out = []
    taken = [{at for found in told for at in range(*place(found))} for place in (_left, _right)]
    for one, other, turned in ((left, right, False), (right, left, True)):
        for single in one.singles:
            if single.part or any(q.role == single.role for q in one.quantities):
                continue
            counts = [
                q
                for q in other.quantities
                if q.dimension == "count" and q.role == single.role and not q.part and q.low > 1
            ]
            if any(q.role == single.role for q in other.singles) or len(counts) != 1 or counts[0].other:
                continue
            many = counts[0]
            places = _turned(turned, single.place, many.place)
            spoken = any(not taken[side].isdisjoint(range(*place)) for side, place in enumerate(places))
            ours = (single, many) if not turned else (many, single)
            if not spoken and (sides.reuse.strong or sides.near(*places) >= _NEAR_COUNTED):
                if _strangers(sides, left, right, *ours) < 1.0 and _of_persons_at_all(left, many):
                    out.append(Found("differs", "number", *places))
    return out[:1]


def _of_persons_at_all(facts: Facts, quantity: Quantity) -> bool:
    people = facts.statement.lexicon.words["people"]
    return _of_persons(quantity) or not people.isdisjoint(quantity.unit[:2])


def _left(found: Found) -> Place:
    return found.left


def _right(found: Found) -> Place:
    return found.right


def _turned(turned: bool, one: Place, other: Place) -> tuple[Place, Place]:
    return (other, one) if turned else (one, other)


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


def other_names(sides: Sides, left: Facts, right: Facts) -> list[Found]:
    """Names that cannot be one: another given name before the same surname, or one put exactly for the other."""
    here, there = left.names, right.names
    if max(len(here), len(there)) > FACTS:
        return []
    out = [
        Found("differs", "name", one.place, other.place)
        for one in here
        if not known(sides.left, one, there, sides.right) and sides.told[0].isdisjoint(range(*one.place))
        for other in there
        if not known(sides.right, other, here, sides.left)
        and sides.told[1].isdisjoint(range(*other.place))
        and (one_family(one, other) or sides.snug(one.place, other.place))
        and sides.left.of(one.place[0] - 1, "kin") is sides.right.of(other.place[0] - 1, "kin")
        and _was_before(sides.left, one) is _was_before(sides.right, other)
    ]
    out = [f for f in out if sum(f.left == other.left or f.right == other.right for other in out) == 1]
    return out or _other_bodies(sides)


def _was_before(side: Statement, name: Name) -> bool:
    """Whether somebody held an office before: "the former mayor, Ilse Brandt"."""
    return any(side.of(at, "bygone") for at in range(max(0, name.place[0] - 3), name.place[0]))


_TAIL = 2
"""How many words that say something two bodies have in common behind another first word."""


def _other_bodies(sides: Sides) -> list[Found]:
    """Bodies with another kind of name and the same rest: the Campaign and the Committee to Re-elect the President."""
    out = []
    for at in _bodies(sides.left, sides.right):
        for to in _bodies(sides.right, sides.left):
            same = 0
            while (
                at + 1 + same < len(sides.left.forms)
                and sides.left.form(at + 1 + same) == sides.right.form(to + 1 + same)
                and sides.left.joined(at + 1 + same) is sides.right.joined(to + 1 + same)
            ):
                same += 1
            said = sum(sides.left.content(k) for k in range(at + 1, at + 1 + same))
            if said >= _TAIL and sides.left.of(at + 1, "prepositions", "of", "to"):
                out.append(Found("differs", "name", (at, at + 1), (to, to + 1)))
    return out[:1]


def _bodies(side: Statement, other: Statement) -> list[int]:
    """The words that begin a body's name which the other side has not."""
    return [
        at
        for at, form in enumerate(side.forms)
        if side.of(at, "bodies") and side.raw(at)[0].isupper() and form not in other.vocabulary
    ]
