"""Amounts: how many of what, how exactly, and whether two of them agree.

"Dozens", "about 100 people", "at least 12", "$18.4 billion", "half an hour", "a third of the hangers" are read as
ranges of values of a dimension. Dates and times of day are read before, and left out here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reader.align.facts.fact_words import ALIKE, CASUALTIES, CURRENCY, LABELLED, MEASURES, PERSONS, QUALIFIERS, listed
from reader.align.facts.numerals import Numeral, has_numerals, numeral_at
from reader.align.facts.sides import SPACE, Place, Side
from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS

_UNIT_WORDS = 3
_THROUGH = listed("of the its their his her our these those other more further")
_PLACED = listed("near across along among amid outside inside beside behind beyond around")
"""Prepositions that say where, not what."""
_WITHIN_UNIT = SPACE + "-–'’\"”“[]"
_WEAK = {"a": 1.0, "an": 1.0, "one": 1.0, "no": 0.0, "none": 0.0}
_SCALES_OF_HEAT = listed("celsius centigrade fahrenheit c f")
_AGED = listed("man woman boy girl son daughter brother sister mother father wife husband")
"""Of whom an age is told behind a comma; of who has a name it is too."""
COUNTED = listed("count ordinal share")
"""Dimensions in which the unit says what is counted."""
_RANGES = {"about": (0.92, 1.08), "some": (0.92, 1.08), "over": (1.0, 1.5), "under": (0.5, 1.0), "": (1.0, 1.0)}
"""What a qualifier makes of a number, as shares of it: "about 50" may be 46 … 54, "more than 40" 40 … 60."""
_CLOSE = 0.05
_ROUNDED = 0.01
_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that a side states."""

    place: Place
    """Its number words, with the scale ("million")."""
    qualified: Place
    """The same with what stands before it: "more than", "about"."""
    whole: Place
    """`place` with the unit."""
    value: float
    """In the dimension's own unit; of a range, the highest."""
    low: float
    high: float
    bound: str
    """Empty, or `about`, `some`, `over`, `under`, `between`, `vague`."""
    dimension: str
    """`count`, `ordinal`, `age`, `share`, `money:` with the currency, or what is measured (`length`, `time` …)."""
    unit: tuple[str, ...]
    """What the words speak of that say what is counted, the first one nearest."""
    decimals: int = 0
    scale: float = 1.0
    """What it is told in: a million for "2.4 million", a thousand (metres) for kilometres."""
    number: float = 0.0
    """The number by itself, without its unit."""
    other: bool = False
    """It counts others than have been spoken of: "three other crews"."""
    label: bool = False
    """The number names a thing rather than counting: "room 7"."""

    @property
    def definite(self) -> bool:
        """Whether it is a number, not a word like "dozens"."""
        return self.bound != "vague"


def quantities(side: Side) -> list[Quantity]:
    """The quantities of a side in order, without those words that have been taken for dates and times."""
    out: list[Quantity] = []
    if not has_numerals(side):
        return out
    at = 0
    while at < len(side.words):
        numeral = None if at in side.taken else numeral_at(side, at)
        if numeral is None:
            at += 1
            continue
        quantity = _quantity(side, at, numeral)
        if out and _ends_range(side, out[-1], quantity):
            quantity = _range(side, out.pop(), quantity)
        out.append(quantity)
        at = max(at + numeral.length, quantity.whole[1] if quantity.dimension not in COUNTED else 0)
    return out


def weak_quantity(side: Side, at: int) -> Quantity | None:
    """An article, "one" or "none" read as a number; None where the word is something else."""
    value = _WEAK.get(side.forms[at])
    if value is None:
        return None
    place = (at, at + 1)
    unit, end = _unit(side, at + 1)
    return Quantity(place, place, (at, end), value, value, value, "", "count", unit)


def _quantity(side: Side, first: int, numeral: Numeral) -> Quantity:
    last = first + numeral.length
    place = (first, last)
    if numeral.sort == "times":
        return Quantity(place, place, place, numeral.low, numeral.low, numeral.high, "", "count", ("time",))
    unit, end = _unit(side, last)
    if numeral.sort == "ordinal":
        return Quantity(place, place, place, numeral.low, numeral.low, numeral.high, "", "ordinal", unit)
    dimension, factor, unit, end = _dimension(side, place, numeral, unit, end)
    more = 0.0
    if side.forms[end : end + 3] == ("and", "a", "half"):
        place, end, more = (first, end + 3), end + 3, 0.5 * factor  # "a year and a half"
    if numeral.sort == "share" and dimension != "share":
        place = (first, end)  # "half an hour"
    if dimension == "heat" and side.form(end) in _SCALES_OF_HEAT:
        if side.forms[end][0] == "f":
            factor, more = 5 / 9, -160 / 9
        unit, end = (side.forms[end][0],), end + 1
    low, high = numeral.low * factor + more, numeral.high * factor + more
    if numeral.sort == "vague":
        return Quantity(place, place, (first, end), high, low, high, "vague", dimension, unit)
    start, bound = _qualifier(side, first)
    least, most = _RANGES[bound]
    return Quantity(
        place,
        (start, place[1]),
        (first, end),
        high,
        low * least,
        high * most,
        bound,
        dimension,
        unit,
        numeral.decimals,
        numeral.scale * factor,
        numeral.high,
        side.form(last) == "other",
        _is_label(side, first),
    )


def _dimension(
    side: Side, place: Place, numeral: Numeral, unit: tuple[str, ...], end: int
) -> tuple[str, float, tuple[str, ...], int]:
    """What a number measures, how many of the dimension's own unit its unit is, the unit, and where that ends."""
    first, last = place
    raw = side.raw(first)
    if _is_age(side, place):
        return "age", 1.0, ("year",), last
    if raw[0] in CURRENCY:
        return "money:" + CURRENCY[raw[0]], 1.0, (), last
    if raw[-1] in "%‰":
        return "share", 0.01 if raw[-1] == "%" else 0.001, unit, end
    if side.form(last) in ("percent", "pc") or (side.form(last) == "per" and side.form(last + 1) == "cent"):
        return "share", 0.01, *_unit(side, last + (1 if side.form(last) != "per" else 2))
    at = last + 1 if numeral.sort == "share" and side.form(last) in ("a", "an", "the") else last
    measure = _single(side.form(at))
    named = MEASURES.get(measure)
    if named is None or side.gaps[at].strip(SPACE + "-–"):
        return ("share" if numeral.sort == "share" else "count"), 1.0, unit, end
    dimension, factor = named
    end = at + 1
    if dimension == "time" and side.form(end) == "old":
        return "age", factor / MEASURES["year"][1], (measure,), end + 1
    if dimension == "money":
        dimension = f"money:{measure}"
    if side.form(end) in ("a", "an", "per") and _single(side.form(end + 1)) in MEASURES:
        dimension, end = f"{dimension} a {_single(side.form(end + 1))}", end + 2
    return dimension, factor, (measure,), end


def _is_age(side: Side, place: Place) -> bool:
    """Whether a number by itself is somebody's age: "aged 37", "at the age of 37", "Holm, 44,"."""
    first, last = place
    if side.form(first - 1) == "aged" or side.forms[max(0, first - 2) : first] == ("age", "of"):
        return True
    if not side.raw(first).isdigit() or last - first > 1 or len(side.raw(first)) > 2 or first == 0:
        return False
    apart = "," in side.gaps[first] and side.gaps[last].strip(SPACE)[:1] in (",", ".")
    return apart and (side.words[first - 1].capital is True or side.forms[first - 1] in _AGED)


def _single(form: str) -> str:
    """A unit's singular."""
    return form.removesuffix("s") if form.removesuffix("s") in MEASURES else ALIKE.get(form, form)


def _unit(side: Side, at: int) -> tuple[tuple[str, ...], int]:
    """What is counted: the content words that follow a number, and where the first of them ends."""
    out: list[str] = []
    end = at
    while at < len(side.words) and len(out) < _UNIT_WORDS and not side.gaps[at].strip(_WITHIN_UNIT):
        form = side.forms[at]
        if out or form not in _THROUGH:
            if (
                form in FUNCTION_WORDS
                or form in _PLACED
                or form in CALENDAR
                or (side.words[at].number and form[0].isdigit())
            ):
                break
            out.append(side.concepts[at])
            end = end if len(out) > 1 else at + 1
        at += 1
    return tuple(out), end


def _qualifier(side: Side, first: int) -> tuple[int, str]:
    """Where what stands before a number begins, and what it does."""
    for length in (3, 2, 1):
        start = first - length
        words = tuple(side.forms[max(0, start) : first])
        if start >= 0 and words in QUALIFIERS and all(side.joined(at) for at in range(start + 1, first + 1)):
            return start, QUALIFIERS[words]
    return first, ""


def _is_label(side: Side, first: int) -> bool:
    """Whether a number names: "Flight 212", "room 7", "MiG-29"."""
    if first == 0 or side.gaps[first].strip(SPACE + "-") or not side.raw(first)[0].isdigit():
        return False
    name = side.raw(first - 1)
    return side.forms[first - 1] in LABELLED or (name[0].isupper() and len(name) <= 4 and "-" in side.gaps[first])


def _ends_range(side: Side, one: Quantity, other: Quantity) -> bool:
    """Whether two numbers are the ends of a range: "between 20 and 30", "20 to 30"."""
    joint = one.place[1]
    if one.value >= other.value or other.place[0] - joint != 1 or not one.definite or not other.definite:
        return False
    between = side.form(one.place[0] - 1) == "between"
    return side.forms[joint] == "to" or (side.forms[joint] == "and" and between)


def _range(side: Side, one: Quantity, other: Quantity) -> Quantity:
    start = one.place[0] - (side.form(one.place[0] - 1) in ("between", "from"))
    place = (start, other.place[1])
    return replace(other, place=place, qualified=place, whole=(start, other.whole[1]), low=one.low, bound="between")


def agree(one: Quantity, other: Quantity) -> str:
    """How two amounts of one slot go together: `same`, `vaguer` or `differs`.

    "Some" before a number takes nothing away from it; "about 40" and "at least 40" are vaguer than 40. Two numbers
    without a qualifier are one, told less exactly, if the one is the other rounded (1,503 and 1,500; 2.38 and 2.4
    billion). Units that differ are converted, up to five in a hundred.
    """
    if one.dimension != other.dimension:
        return "differs"
    if one.dimension not in COUNTED and one.unit != other.unit and _within(one, other, _CLOSE):
        return "same"
    bounds = {one.bound, other.bound}
    if one.definite and other.definite:
        plain = bounds <= {"", "some"}
        if _within(one, other, _EXACT):
            return "same" if plain or bounds == {"about", "some"} or bounds.isdisjoint(("", "some")) else "vaguer"
        if bounds == {""}:
            return "vaguer" if _rounded(one, other) or _rounded(other, one) else "differs"
        if bounds <= {"about", "some"}:
            return "vaguer" if _within(one, other, _CLOSE) else "differs"
        if len(bounds) == 1 and bounds != {"between"}:
            return "differs"
    elif one.bound == other.bound and (one.low, one.high) == (other.low, other.high):
        return "same"
    return "vaguer" if one.low <= other.high and other.low <= one.high else "differs"


def _within(one: Quantity, other: Quantity, share: float) -> bool:
    return abs(one.value - other.value) <= share * max(abs(one.value), abs(other.value))


def _rounded(exact: Quantity, rounded: Quantity) -> bool:
    """Whether one number is the other in fewer digits."""
    if rounded.decimals < exact.decimals:
        return abs(exact.value - rounded.value) <= 0.5 * 10.0**-rounded.decimals * rounded.scale + _EXACT
    hundreds = rounded.value >= 100 and rounded.value % 100 == 0 and exact.value % 100 != 0
    return hundreds and _within(exact, rounded, _ROUNDED)


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
    return None if first & PERSONS and first & CASUALTIES else False
