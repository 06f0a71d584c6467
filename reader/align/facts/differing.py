"""Amounts, dates, times and names that both sides tell of one thing, and that do not agree."""

from __future__ import annotations

from rapidfuzz.distance import Indel

from reader.align.alignment import Reuse
from reader.align.facts.amounts import BETWEEN, COUNTED, Quantity, agree, by_article, of_persons, same_unit
from reader.align.facts.attribution import Source
from reader.align.facts.lexicon import Lexicon
from reader.align.facts.names import Name, is_alias, known, may_be_one, one_family, spelled_otherwise, spelled_out
from reader.align.facts.reading import Document, Facts, Found, Sides, tells_toll
from reader.align.facts.statement import FACTS, QUOTES, SPACE, Place, Statement, signs_before
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


def other_dates(sides: Sides) -> list[Found]:
    """Dates in one slot of which a part differs, or of which one tells less."""
    here, there = (facts.dates for facts in sides.facts)

    def one_slot(one: Date, other: Date) -> bool:
        if bound_of(sides.left, one) != bound_of(sides.right, other):
            return False
        said = of_saying(sides.left, one)
        if said is not of_saying(sides.right, other):
            return False
        said = said and _same_speaker(sides, one, other)
        if _other_stage(sides, one, other):
            return False
        if (
            sides.reuse is not Reuse.EDITED
            and bool(one.year) is not bool(other.year)
            and (one.weekday or other.weekday)
        ):
            return False  # last Saturday, and a day of years ago
        alone = sides.reuse is Reuse.EDITED and len(here) == len(there) == 1
        moved = opens(one) is not opens(other)
        if one.vague or other.vague:
            return sides.near(one.place, other.place) >= _NEAR_VAGUE
        if said and dates_agree(one, other) == "vaguer":
            return True  # when one and the same said it
        return (alone and moved) or sides.when(one.place, other.place)

    return [
        Found(verdict, "date", one.place, other.place)
        for one, other, verdict in unlike(here, there, dates_agree, one_slot)
    ]


_NEAR_VAGUE = 0.5


def _same_speaker(sides: Sides, one: Date, other: Date) -> bool:
    """Whether the sources nearest to two dates are one."""
    nearest = [
        min(facts.sources, key=lambda source: abs(source.place[0] - date.place[0]), default=None)
        for facts, date in zip(sides.facts, (one, other), strict=True)
    ]
    here, there = nearest
    return here is not None and there is not None and not here.pronoun and _one_source(sides, here, there)


def _other_stage(sides: Sides, one: Date, other: Date) -> bool:
    """Whether two dates are of two things that come one after the other: "begins on", "ends on"."""
    stages = sides.left.lexicon.stages
    near = [
        {*side.before(date.place[0])[:2], *side.after(date.place[1])[:2]}
        for side, date in ((sides.left, one), (sides.right, other))
    ]
    return any(not near[1].isdisjoint(stages.get(word, ())) and word not in near[1] for word in near[0])


def other_times(sides: Sides) -> list[Found]:
    """Times in one slot that are not the same; where no time is told so, mornings that are evenings."""
    here, there = (facts.times for facts in sides.facts)
    out = []
    slots = unlike(here, there, times_agree, lambda one, other: sides.when(one.place, other.place))
    for one, other, verdict in slots:
        if one.minute == other.minute and sides.reuse is not Reuse.EDITED:
            continue  # "at 8.40", "about 8.40"
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

_NEAR_EDITED = 0.5
_NEAR_REWORDED = 1.0
_NEAR_COUNTED = 0.3
_NEAR_RELATED = 0.8
_CLAUSE = 6
"""How many words away from an amount a period may be named that is its own."""
_ENOUGH = 1.5
_SPECIFIC_EACH, _SPECIFIC_MOST = 0.1, 0.4
"""What each name and each amount counts that both sides tell, and all of them at most."""
_LINKED = 0.3
"""What it counts that two passages are linked as one statement."""
_FIRM_ROLES = frozenset(("dead", "hurt", "missing", "sick", "damaged", "destroyed", BETWEEN))
"""Roles that a count has or has not; of others, one side may not tell that the people were rescued or fled."""
_LOOSE = frozenset(("time", "length"))
"""Dimensions in which a report measures many things."""
_SPECIFIC = frozenset(("area", "heat", "mass", "magnitude", "speed", "volume", "power", "left", "age", "tally"))


def other_amounts(sides: Sides) -> list[Found]:
    """Numbers, quantities and sums that tell of one thing and are not the same.

    What one side says anywhere is no conflict; of the rest, the pairs that are surest go first.
    """
    here, there = (list(facts.quantities) for facts in sides.facts)
    if max(len(here), len(there)) > FACTS:
        return []
    every = list(here), list(there)
    for one in list(here):
        twin = next((other for other in there if _equal(sides.left.lexicon, one, other)), None)
        if twin is not None:
            here.remove(one)
            there.remove(twin)
    here, there = _without_sums(here, there), _without_sums(there, here)
    if sides.beyond:
        here = [one for one in here if not sides.beyond[1].tells(one)]
        there = [other for other in there if not sides.beyond[0].tells(other)]
    scored = [
        (sure, one, other) for one in here for other in there if (sure := evidence(sides, one, other, every)) >= _ENOUGH
    ]
    out: list[Found] = []
    for _, one, other in sorted(scored, key=lambda pair: (-pair[0], pair[1].place, pair[2].place)):
        if one in here and other in there:
            here.remove(one)
            there.remove(other)
            verdict = agree(one, other)
            if verdict != "same" and not (_is_hedge(one, other) and sides.reuse is not Reuse.EDITED):
                out.append(_found(sides, verdict, one, other))
    out += _beside_articles(sides, here, there)
    out += _beside_nobody(sides)
    out += _beside_singles(sides, out)
    return out + _one_or_none(sides)


def _without_sums(amounts: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """The amounts but for those that are the sum of others, or parts of such a sum: seven and five, twelve."""

    def alike(one: Quantity, other: Quantity) -> bool:
        return one.dimension == other.dimension == "count" and (
            one.role == other.role if one.role else one.unit[:1] == other.unit[:1] != ()
        )

    sums = [q for q in amounts if sum(alike(q, other) for other in others) > 1]
    sums = [q for q in sums if q.value == sum(other.value for other in others if alike(q, other))]
    parts = [q for q in amounts if sum(alike(q, own) for own in amounts) > 1]
    total = {
        id(q)
        for q in parts
        for other in others
        if alike(q, other) and other.value == sum(p.value for p in parts if alike(p, q))
    }
    return [q for q in amounts if q not in sums and id(q) not in total]


def other_tolls(sides: Sides) -> list[Found]:
    """The surest conflict between two sentences that are not linked: of tolls, and of times between events."""
    some = [facts.quantities for facts in sides.facts]
    kept = {
        place
        for quantities in some
        for quantity in quantities
        if tells_toll(quantity)
        for place in (quantity.place, quantity.qualified, quantity.whole)
    }
    kept |= {told.place for facts in sides.facts for told in (*facts.singles, *facts.nobodies) if told.role}
    return [found for found in other_amounts(sides) if found.left in kept and found.right in kept][:1]


def evidence(sides: Sides, one: Quantity, other: Quantity, every: tuple[list[Quantity], list[Quantity]]) -> float:
    """How much speaks for it that two amounts tell of one thing; 0 if something rules it out."""
    lex, edited = sides.left.lexicon, sides.reuse is Reuse.EDITED
    unit = same_unit(lex, one, other)
    if unit is False:
        return 2.0 if _told_in_another_unit(sides, one, other) else 0.0
    if one.part is not other.part or not _told_alike(sides, one, other):
        return 0.0
    counted = one.dimension in ("count", "ordinal")
    same_role = bool(one.role) and one.role == other.role
    if one.role != other.role:
        firm = not _FIRM_ROLES.isdisjoint((one.role, other.role))
        if (one.role and other.role) or firm or (counted and not unit):
            return 0.0
    if (edited or not same_role) and _manner(sides.left, one) != _manner(sides.right, other):
        return 0.0
    if not edited and _other_time(sides, one, other):
        return 0.0
    if one.dimension == "age" and not _one_person(sides, one, other):
        return 0.0
    if unit is None and not all(of_persons(lex, told) for told in (one, other)):
        return 0.0
    near = sides.near(one.whole, other.whole)
    sure = sides.likeness + (_LINKED if sides.reuse.strong else 0.0) + same_role
    sure += min(_SPECIFIC_MOST, _SPECIFIC_EACH * sides.specifics)
    in_place = edited or (sides.reuse.strong and near >= _NEAR_EDITED)
    if in_place and sides.snug(one.place, other.place):
        return sure + 1.0 + near
    if unit is None and not one.role:
        return 0.0
    if not _described(sides.left, one).issubset(sides.right.concepts) or not _described(sides.right, other).issubset(
        sides.left.concepts
    ):
        return 0.0
    if one.tally and not _one_state(one, other):
        return 0.0
    loose = one.dimension in _LOOSE or one.dimension.startswith("money")
    if loose and not edited and not same_role and sides.near(one.whole, other.whole, names=False) < _NEAR_COUNTED:
        return 0.0
    if one.role == BETWEEN and _event_of(sides.left, one).isdisjoint(_event_of(sides.right, other)):
        return 0.0
    if one.dimension == "left" and near < _NEAR_COUNTED:
        return 0.0
    by_itself = (same_role and (counted or one.tally)) or one.role == BETWEEN or one.dimension in ("age", "left")
    if not sides.reuse.strong and not by_itself and near < _NEAR_RELATED:
        return 0.0
    if one.unit[:1] and one.unit[0] in lex.words["statistics"] and not edited and not _of_one(sides, one, other):
        return 0.0
    if one.dimension == "ordinal":
        if sides.near(one.whole, other.whole, names=False) < _NEAR_EDITED:
            return 0.0
    elif counted or one.dimension == "share":
        generic = not one.unit or not other.unit or one.unit[0] in lex.words["persons"]
        same_noun = generic or one.unit[0] in other.unit or other.unit[0] in one.unit
        sure += 0.0 if unit is None else 0.6 if same_noun and not generic else 0.3
    else:
        sure += 0.6 if one.dimension in _SPECIFIC else 0.3
    sure += min(1.0, 0.5 * near)
    if all(sum(_comparable(own, q) for q in qs) == 1 for own, qs in zip((one, other), every, strict=True)):
        sure += 0.4
    return sure - _strangers(sides, one, other)


def _described(side: Statement, quantity: Quantity) -> set[str]:
    """What a time before a noun describes: the child of "their 12 week unborn child"."""
    last = quantity.whole[1]
    singular = quantity.number > 1 and quantity.unit[:1] == (side.form(last - 1),)
    if quantity.dimension != "time" or not singular:
        return set()
    return set(side.after(last, names=False)[-1:])


def _event_of(side: Statement, quantity: Quantity) -> set[str]:
    """The event that a time is counted from: "after she had been escorted out", "escorted ten minutes earlier"."""
    last = quantity.whole[1]
    behind = side.of(last, "counted_from") or not side.of(last, "apart")
    return set((side.after if behind else side.before)(last + 1 if behind else quantity.qualified[0], names=False))


def _one_state(one: Quantity, other: Quantity) -> bool:
    """Whether two tallies may be of one moment: a number of theirs is the same, in its place."""
    return len(one.tally) == len(other.tally) and any(a == b for a, b in zip(one.tally, other.tally, strict=True))


def _is_hedge(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are the same number, and one of them "about" so many."""
    same = abs(one.value - other.value) <= 1e-9 * abs(one.value)
    return same and not one.tally and {one.bound, other.bound} <= {"", "about", "some"}


def _told_in_another_unit(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether the same number stands in the same place with another unit or currency: £40 and €40."""
    same = 0 < one.number == other.number and one.dimension != other.dimension and _family(one) == _family(other)
    return same and sides.reuse.strong and sides.snug(one.whole, other.whole)


def _comparable(one: Quantity, other: Quantity) -> bool:
    return one.dimension == other.dimension and (
        one.dimension not in ("count", "ordinal") or one.unit[:1] == other.unit[:1]
    )


def _of_one(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether the clauses of two amounts name the same: the player whose points they are."""
    here, there = (_names_around(facts, told) for facts, told in zip(sides.facts, (one, other), strict=True))
    return any(may_be_one(sides.left, a, b) for a in here for b in there)


def _strangers(sides: Sides, one: Quantity, other: Quantity) -> float:
    """What is taken off because what stands around two amounts names other people, places or years."""
    left, right = sides.facts
    here, there = _names_around(left, one), _names_around(right, other)
    off = 0.0
    if here and there:
        apart = 0.3 if one.dimension == "left" else 1.0
        off += -0.3 if any(may_be_one(sides.left, a, b) for a in here for b in there) else apart
    years = _year_of(left, one), _year_of(right, other)
    if years[0] != years[1]:
        surely = None not in years or not sides.reuse.strong or one.role in _FIRM_ROLES
        off += 1.0 if surely else 0.3
    return off


def _other_time(sides: Sides, one: Quantity, other: Quantity) -> bool:
    """Whether one amount is of now and the other of before, of what may be, of another part of the day or the game."""
    for tells in (_is_bygone, _is_possible):
        if tells(sides.left, one) is not tells(sides.right, other):
            return True
    parts = _day_parts(sides.left, one), _day_parts(sides.right, other)
    if all(parts) and parts[0].isdisjoint(parts[1]):
        return True
    spells = _spells(sides.left, one), _spells(sides.right, other)
    return all(spells) and spells[0].isdisjoint(spells[1])


def _is_possible(side: Statement, quantity: Quantity) -> bool:
    """Whether a figure may be, and is not: "he faces up to 25 years"."""
    first = quantity.qualified[0]
    return any(side.of(at, "possible") for at in range(max(0, first - _POSSIBLE), first))


_POSSIBLE = 4


def _day_parts(side: Statement, quantity: Quantity) -> set[str]:
    """The parts of the day that an amount's clause names."""
    return {
        side.forms[at]
        for at in range(*side.clause(quantity.whole))
        if side.forms[at] in side.lexicon.values["day_parts"]
    }


def _spells(side: Statement, quantity: Quantity) -> set[tuple[float, str]]:
    """Which set, round or quarter an amount's clause names; none for the one that is the amount itself."""
    if quantity.dimension == "ordinal":
        return set()
    ordinals = side.lexicon.values["ordinals"]
    return {
        (ordinals[side.forms[at]], side.forms[at + 1])
        for at in range(*side.clause(quantity.whole))
        if side.forms[at] in ordinals and side.of(at + 1, "spells")
    }


def _names_around(facts: Facts, quantity: Quantity) -> list[Name]:
    """The names in an amount's clause; where it has none, the nearest before it in the statement."""
    first, last = facts.statement.clause(quantity.whole)
    names = [*_opening(facts.statement), *facts.names]
    inside = [name for name in names if first <= name.place[0] < last]
    return inside or [name for name in names if name.place[0] < first][-1:]


def _opening(side: Statement) -> list[Name]:
    """A word that opens a statement and may be a name: "Velm had 80 millimetres of rain", "Okoro scored 29 points"."""
    if len(side.words) < 2 or side.words[0].capital is not None or not side.content(0) or side.words[1].capital:
        return []
    verb = side.of(1, "auxiliaries", "speech") or side.forms[1].endswith("ed")
    return [Name((0, 1), side.forms[:1])] if verb and not side.forms[0].endswith("s") else []


_COMMA = 5
"""How many words a comma counts for where it is asked which year is nearest."""


def _year_of(facts: Facts, quantity: Quantity) -> int | None:
    """The year that is named nearest to an amount; 0 for "last year"."""
    gaps = facts.statement.gaps

    def distance(date: Date) -> int:
        first, last = min(date.place[1], quantity.whole[1]), max(date.place[0], quantity.whole[0])
        return last - first + _COMMA * sum(not gap.isspace() and gap.strip() != "-" for gap in gaps[first : last + 1])

    years = [
        date
        for date in facts.dates
        if (date.year or date.told_year == "last") and not facts.statement.of(date.place[0] - 1, "of")
    ]
    return min(years, key=distance).year or 0 if years else None


def _is_bygone(side: Statement, quantity: Quantity) -> bool:
    """Whether a figure is of what was before: "a year earlier", "it used to cost", "the old bridge", "14 so far"."""
    first, last = side.clause(quantity.whole)
    words = range(first, last)
    apart = quantity.dimension == "time" and side.of(quantity.whole[1], "apart")
    return any(
        (side.of(at, "bygone") and not (apart and at == quantity.whole[1]) and "-" not in side.gaps[at])
        or side.of(at, "cumulative", "each")
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
    whole = places == (one.whole, other.whole)
    return Found(verdict, about, *places, "" if whole and one.unit else _what(sides, one, other))


_BEFELL = {"dead": "killed", "sick": "taken ill"}
_DIMENSIONS = {"age": "age", "magnitude": "magnitude", "tally": "score", "left": "left to play"}
_LONGEST_UNIT = 3
_JOINS = " -‑–\u00a0"
"""What joins an amount and its unit: "a five-year term"."""


def _what(sides: Sides, one: Quantity, other: Quantity) -> str:
    """What two amounts are of, as `Conflict.of` has it: the same from either side."""
    lex = sides.left.lexicon
    if one.dimension == other.dimension == "count" and (role := one.role or other.role):
        told = _BEFELL.get(role, role)
        things = [
            _unit_text(side, q) for side, q in ((sides.left, one), (sides.right, other)) if not of_persons(lex, q)
        ]
        return f"{min(things, key=_shortest)} {told}" if things and all(things) else told
    if one.dimension in _DIMENSIONS:
        return _DIMENSIONS[one.dimension]
    units = [text for side, q in ((sides.left, one), (sides.right, other)) if (text := _unit_text(side, q))]
    role = one.role if one.role == other.role != BETWEEN else ""
    return min(units, key=_shortest, default=role)


def _shortest(text: str) -> tuple[int, str]:
    return len(text), text


def _unit_text(side: Statement, quantity: Quantity) -> str:
    """The unit as it is written, where it stands behind the number and no longer than three words.

    A noun before a plural goes with it: "plaster panels".
    """
    first, last = quantity.place[1], quantity.whole[1]
    if quantity.dimension == "count" and 0 < last < len(side.words) and side.joined(last) and side.content(last):
        last += side.form(last).endswith("s") and not side.form(last - 1).endswith("s")
    if not 0 < last - first <= _LONGEST_UNIT:
        return ""
    return " ".join(side.text[side.words[first - 1].end : side.words[last - 1].end].strip(_JOINS).split())


def _equal(lex: Lexicon, one: Quantity, other: Quantity) -> bool:
    """Whether one amount explains the other, wherever it stands."""
    if one.dimension != other.dimension:
        return 0 < one.number == other.number and "count" in (one.dimension, other.dimension)
    if one.tally or other.tally:
        return agree(one, other) == "same"
    return (one.value == other.value and one.bound == other.bound) or (
        same_unit(lex, one, other) is not False and agree(one, other) == "same"
    )


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
    elif _is_against(left, one) is not _is_against(right, other) or {
        _preposition(left, one),
        _preposition(right, other),
    } == {"from", "to"}:
        return False
    if one.dimension.startswith("money") and _is_in_cash(left, one) is not _is_in_cash(right, other):
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


def _preposition(side: Statement, quantity: Quantity) -> str:
    return side.form(quantity.qualified[0] - 1)


def _is_in_cash(side: Statement, quantity: Quantity) -> bool:
    """Whether a sum is what is paid in cash."""
    return any(
        side.of(at, "cash") and not (side.of(at + 1, "and") and side.of(at + 2, "shares"))
        for at in range(quantity.whole[1], quantity.whole[1] + 4)
    )


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


def _beside_articles(sides: Sides, here: list[Quantity], there: list[Quantity]) -> list[Found]:
    """A number beside an article in the same slot: six children and a child."""
    out = []
    for numbers, own, opposite, turned in (
        (here, sides.left, sides.right, False),
        (there, sides.right, sides.left, True),
    ):
        for quantity in numbers:
            if quantity.dimension != "count" or not quantity.unit:
                continue
            for at in range(len(opposite.words)):
                weak = by_article(opposite, at)
                if (
                    weak is None
                    or opposite.of(at + 1, "of") is not own.of(quantity.whole[0] + 1, "of")
                    or weak.unit[:1] != quantity.unit[:1]
                    or agree(quantity, weak) != "differs"
                ):
                    continue
                places: tuple[Place, Place] = (weak.place, quantity.place) if turned else (quantity.place, weak.place)
                wholes = (weak.whole, quantity.whole) if turned else (quantity.whole, weak.whole)
                if sides.snug(*wholes):
                    out.append(Found("differs", "number", *places))
    return out


def _beside_nobody(sides: Sides) -> list[Found]:
    """Some beside none: who were hurt beside nobody, three accidents beside no accidents."""
    out = []
    for one, other, turned in _both_ways(sides):
        for none in one.nobodies:
            some = [q for q in (*other.quantities, *other.singles) if _is_some(none, q) and not q.part]
            if not some or any(_is_some(none, q) for q in (*one.quantities, *one.singles)):
                continue
            if any(none.role == q.role and (none.role or none.unit[:1] == q.unit[:1]) for q in other.nobodies):
                continue
            if none.role or (len(some) == 1 and sides.reuse.strong):
                places = _turned(turned, none.place, some[0].place)
                out.append(Found("differs", "number", *places, _BEFELL.get(none.role, none.role)))
    return out[:1]


def _is_some(none: Quantity, quantity: Quantity) -> bool:
    """Whether an amount counts some of what an amount of nought says there is none of."""
    if quantity.dimension != "count" or quantity.value <= 0:
        return False
    if none.role:
        return none.role == quantity.role
    return quantity.unit[:1] == none.unit[:1] and not quantity.other


def _beside_singles(sides: Sides, told: list[Found]) -> list[Found]:
    """A count of those whom something befell beside one person told by an article: 11 dead, and a child killed."""
    out = []
    taken = [{at for found in told for at in range(*place(found))} for place in (_left, _right)]
    for one, other, turned in _both_ways(sides):
        for single in one.singles:
            if single.part or any(q.role == single.role for q in one.quantities):
                continue
            counts = [
                q
                for q in other.quantities
                if q.dimension == "count" and q.role == single.role and not q.part and not q.other and q.low > 1
            ]
            if any(q.role == single.role for q in other.singles) or not counts:
                continue
            if sides.beyond and sides.beyond[turned].tells(max(counts, key=lambda count: count.low)):
                continue
            many = max(counts, key=lambda count: (count.low, count.place))
            places = _turned(turned, single.place, many.place)
            spoken = any(not taken[side].isdisjoint(range(*place)) for side, place in enumerate(places))
            ours = (single, many) if not turned else (many, single)
            near = sides.reuse.strong or sides.beyond or sides.near(*places) >= _NEAR_COUNTED
            if near and not spoken and _strangers(sides, *ours) < 1.0 and _of_persons_at_all(sides.left, many):
                out.append(Found("differs", "number", *places, _BEFELL.get(single.role, single.role)))
    return out[:1]


def _both_ways(sides: Sides) -> tuple[tuple[Facts, Facts, bool], tuple[Facts, Facts, bool]]:
    left, right = sides.facts
    return (left, right, False), (right, left, True)


def _of_persons_at_all(side: Statement, quantity: Quantity) -> bool:
    people = side.lexicon.words["people"]
    return of_persons(side.lexicon, quantity) or not people.isdisjoint(quantity.unit[:2])


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


def other_names(sides: Sides) -> list[Found]:
    """Names that cannot be one: another given name before the same surname, or one put exactly for the other."""
    here, there = (facts.names for facts in sides.facts)
    if max(len(here), len(there)) > FACTS:
        return []
    saying = [
        {at for source in facts.sources if _is_close(source) for at in range(*source.clause)} for facts in sides.facts
    ]
    out = [
        Found("differs", "name", one.place, other.place)
        for one in here
        if sides.told[0].isdisjoint(range(*one.place))
        for other in there
        if sides.told[1].isdisjoint(range(*other.place))
        and (_are_two(sides, one, other) or _misspelled(sides, one, other))
        and _was_before(sides.left, one) is _was_before(sides.right, other)
        and saying[0].isdisjoint(range(*one.place)) is saying[1].isdisjoint(range(*other.place))
    ]
    if sides.beyond:
        left, right = (document.vocabulary for document in sides.beyond)
        both = left & right
        out = [f for f in out if not all(both.issuperset(_told(side, place)) for side, place in _sides_of(sides, f))]
    out = [f for f in out if sum(f.left == other.left or f.right == other.right for other in out) == 1]
    return out or _other_bodies(sides)


def _are_two(sides: Sides, one: Name, other: Name) -> bool:
    """Whether two names that only one side has cannot be one and stand for each other."""
    here, there = (facts.names for facts in sides.facts)
    if known(sides.left, one, there, sides.right) or known(sides.right, other, here, sides.left):
        return False
    if sides.left.of(one.place[0] - 1, "kin") is not sides.right.of(other.place[0] - 1, "kin"):
        return False
    return one_family(one, other) or _in_place(sides, one, other)


def _misspelled(sides: Sides, one: Name, other: Name) -> bool:
    """Whether a given name stands in two spellings before one surname, and neither version has both of them."""
    if not spelled_otherwise(sides.left, one, other):
        return False
    spelled = {one.parts[0], other.parts[0]}
    here, there = (
        (document.vocabulary for document in sides.beyond)
        if sides.beyond
        else (sides.left.vocabulary, sides.right.vocabulary)
    )
    return not spelled <= here and not spelled <= there


def _in_place(sides: Sides, one: Name, other: Name) -> bool:
    """Whether one name stands exactly where the other does; in a rewording, beside something that both say."""
    if not sides.snug(one.place, other.place):
        return False
    return sides.reuse is Reuse.EDITED or sides.near(one.place, other.place, names=False) >= _NEAR_EDITED


def _is_close(source: Source) -> bool:
    """Whether a source stands beside its verb: "Coroner Gary Hargrove said"."""
    return source.clause[1] - source.clause[0] <= source.place[1] - source.place[0] + 1


def _was_before(side: Statement, name: Name) -> bool:
    """Whether somebody held an office before: "the former mayor, Ilse Brandt"."""
    return any(side.of(at, "bygone") for at in range(max(0, name.place[0] - 3), name.place[0]))


def _sides_of(sides: Sides, found: Found) -> tuple[tuple[Statement, Place], tuple[Statement, Place]]:
    return (sides.left, found.left), (sides.right, found.right)


def _told(side: Statement, place: Place) -> set[str]:
    return {side.forms[at] for at in range(*place)}


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


# Who says so

_REST = 0.75
"""How alike the sides must be but for the source (normalised Indel similarity of words), that one was dropped."""


def other_sources(sides: Sides) -> list[Found]:
    """Where the two sides name different sources, or one of them none; at most one.

    Sources that may be one count as the same: a pronoun, an office without a name, a spokesman of the body, words in
    common. A dropped source is told only where the sides otherwise agree nearly word for word.
    """
    here, there = (list(facts.sources) for facts in sides.facts)
    for one in here:
        for other in there:
            if (places := _one_of(sides, one, other)) is not None:
                return [Found("source", "attribution", *places)]
    for one in list(here):
        twin = next((other for other in there if _one_source(sides, one, other)), None)
        if twin is not None:
            here.remove(one)
            there.remove(twin)
    if not sides.reuse.strong:
        return []
    if len(here) == len(there) == 1:
        one, other = here[0], there[0]
        if _apart(one, other) and _unknown(one, sides.right) and _unknown(other, sides.left):
            return [Found("source", "attribution", one.place, other.place)]
    elif len(here) + len(there) == 1:
        turned = not here
        (source,) = here or there
        own, opposite = sides.facts[::-1] if turned else sides.facts
        if sides.beyond and not _is_missed(source, sides.beyond[0 if turned else 1]):
            return []
        if _dropped(source, own.statement, opposite):
            at = _standing(source, own.statement, opposite.statement)
            places = source.place, (at, at)
            return [Found("source", "attribution", *(places[::-1] if turned else places))]
    return []


_TOGETHER = 3
"""How many words that say something two related statements share of which one has two sources and one only one."""


def _one_of(sides: Sides, one: Source, other: Source) -> tuple[Place, Place] | None:
    """Where one side names several persons for it and the other only some of them: "Dahl and Weir said", "Weir"."""
    here, there = _persons(sides.left, one), _persons(sides.right, other)
    few, many = sorted(({sides.left.forms[at] for at in here}, {sides.right.forms[at] for at in there}), key=len)
    if not few or not few < many:
        return None
    common = sides.left.known & sides.right.known - few - many
    said = sum(word not in sides.left.lexicon.empty and not word[:1].isdigit() for word in common)
    if not sides.reuse.strong and said < _TOGETHER:
        return None
    return (here[0], here[-1] + 1), (there[0], there[-1] + 1)


def _persons(side: Statement, source: Source) -> list[int]:
    """The last names of the persons that a source is, beside its verb, by their words; none where others are named."""
    first, last = source.place
    ahead = source.clause[1] > last or first > source.clause[0] + 2
    at = source.clause[1] - 2 if ahead else first
    step = -1 if ahead else 1
    while ahead and at > source.clause[0] and side.of(at, "beside_verb", "auxiliaries"):
        at -= 1
    out: list[int] = []
    while 0 <= at < len(side.words) and (side.raw(at)[0].isupper() or (out and side.of(at, "and"))):
        closes = at + 1 >= len(side.words) or side.of(at + 1, "and") or not side.joined(at + 1)
        named = side.raw(at)[0].isupper() and not side.of(at, "titles")
        if named and (closes or not side.raw(at + 1)[0].isupper()):
            out.append(at)
        if step < 0 and not side.joined(at):
            break
        at += step
        if step > 0 and at < len(side.words) and not side.joined(at):
            break
    titled = {side.of(at - 1, "titles") for at in out}
    return sorted(out) if len(titled) < 2 else []


def _one_source(sides: Sides, one: Source, other: Source) -> bool:
    side = sides.left
    if one.hearsay or other.hearsay:
        return one.hearsay and other.hearsay
    if one.person and other.person:
        return any(may_be_one(side, a, b) for a in one.names for b in other.names)
    shared = one.words & other.words
    unnamed = side.lexicon.words["unnamed"]
    if bool(one.names) is not bool(other.names) and (one.words ^ other.words) & unnamed:
        shared &= unnamed  # whose name is kept back is not told by the place they both know
    if one.pronoun or other.pronoun or shared:
        return True
    if _is_spelled_out(sides.left, one, sides.right) or _is_spelled_out(sides.right, other, sides.left):
        return True
    return any(may_be_one(side, a, b) for a in one.names for b in other.names)


def _is_spelled_out(side: Statement, source: Source, other: Statement) -> bool:
    """Whether the other side has in full what a source has as an acronym: "DA", district attorney."""
    function = other.lexicon.words["function"]
    return any(
        side.raw(at).isupper() and spelled_out(side.forms[at], other.forms, function) for at in range(*source.place)
    )


def _apart(one: Source, other: Source) -> bool:
    """Whether two sources cannot be one."""
    if one.hearsay or other.hearsay or one.bodies & other.bodies:
        return False
    if (one.names and other.names) or one.unnamed or other.unnamed:
        return True
    if one.somebody is not other.somebody and one.described is not other.described:
        return True
    if any(source.anybody and not source.names for source in (one, other)):
        return False
    if one.names or other.names:
        return (one if one.names else other).described
    return bool(one.bodies and other.bodies)


def _unknown(source: Source, other: Statement) -> bool:
    """Whether a statement without that source does not speak of it either."""
    return bool(source.names) or other.known.isdisjoint(source.unnamed or source.words)


def _dropped(source: Source, own: Statement, facts: Facts) -> bool:
    """Whether the other side says the same without the source."""
    other = facts.statement
    if source.pronoun or not source.words.isdisjoint(other.known) or facts.sources:
        return False
    if any(not QUOTES.isdisjoint(signs) for signs in (signs_before(other, at) for at in range(len(other.words) + 1))):
        return False  # a quotation has a source, if not here
    first, last = source.clause
    rest = [form for at, form in enumerate(own.forms) if not first <= at < last and not own.of(at, "speech")]
    return Indel.normalized_similarity(rest, other.forms) >= _REST


def _is_missed(source: Source, document: Document) -> bool:
    """Whether a version that names sources never speaks of this one, so that it is not merely told once for all."""
    told = {part for name in source.names for part in name.parts} or source.words
    return document.attributes and document.vocabulary.isdisjoint(told)


def _standing(source: Source, own: Statement, other: Statement) -> int:
    """Where a source would stand on the side that drops it: behind the word that goes before it."""
    first = source.clause[0]
    if first == 0:
        return 0
    places = [at + 1 for at, form in enumerate(other.forms) if form == own.forms[first - 1]]
    return places[-1] if places else len(other.words)


# What both sides tell, in two ways


def told_otherwise(sides: Sides) -> list[tuple[Place, Place]]:
    """Words of both sides that tell one thing in two ways: a date in digits, a range with a dash, an acronym."""
    left, right = sides.facts
    if not left.readable or not right.readable:
        return []
    lex = sides.left.lexicon
    out = [
        (one.place, other.place)
        for one in left.dates
        for other in right.dates
        if dates_agree(one, other) == "same" and (one.day or one.told_year) and not one.relative
    ]
    out += [
        (one.place, other.place) for one in left.times for other in right.times if times_agree(one, other) == "same"
    ]
    out += [
        (one.place, other.place)
        for one in left.quantities
        for other in right.quantities
        if one.bound == other.bound
        and one.dimension == other.dimension
        and same_unit(lex, one, other)
        and (one.low, one.high) == (other.low, other.high)
    ]
    out += [
        (_with_titles(sides.left, one), _with_titles(sides.right, other))
        for one in left.names
        for other in right.names
        if is_alias(sides.left, one, other)
    ]
    told = [((a, b), (c, d)) for (a, b), (c, d) in out if sides.left.forms[a:b] != sides.right.forms[c:d]]
    lefts, rights = [here for here, _ in told], [there for _, there in told]
    return [(here, there) for here, there in told if lefts.count(here) == rights.count(there) == 1]


def _with_titles(side: Statement, name: Name) -> Place:
    first, last = name.place
    while first > 0 and side.of(first - 1, "titles") and side.raw(first - 1)[0].isupper() and side.joined(first):
        first -= 1
    while side.of(first, "articles"):
        first += 1
    return first, last
