"""Amounts: how many of what, in which role, how exactly, and whether two of them agree.

"Dozens", "about 100 people", "at least 12", "$18.4 billion", "half an hour", "a third of the hangers", "45-35" and
"no one" are read as ranges of values of a dimension. Dates and times of day are read before, and left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reader.align.facts.lexicon import ROLE, Lexicon
from reader.align.facts.statement import SPACE, Place, Statement

# Numbers as they are told, before what they count is known

_DIGITS = re.compile(r"^\D{0,2}?(\d+(?:\.\d+)?)(k|mn?|bn|tn|st|nd|rd|th|%|‰|c|f|ft|km|kg|mph|cm|mm)?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d\d)$")
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_LONGEST = 15
"""Digits that the parts of a fraction may have."""
_HARD = frozenset(".!?;:")
_SIGNS = "-−–"
_COMPARED = {">": "over", "≥": "over", "<": "under", "≤": "under"}
"""What signs make of the number behind them."""
_NUMERATORS = frozenset("234579")
_ROUND = range(20, 100, 10)
_UNIT_WORDS = 3
_WITHIN_UNIT = SPACE + "-–'’\"”“[]"
_TALLY = 3
"""How many numbers a tally has at most: won, lost, drawn."""
_TALLY_MOST = 999
_AGES = range(1, 111)
_DIED = 6
"""How many words before "at 81" it must be told that somebody died."""
_LOST = "\ufffd"
"""Stands for a character that could not be read: "4\ufffd months" may be four and a half."""
_GROUP = 3
_BLANKS = ("\u00a0", "\u202f", " ")
_NAUTICAL = 1852.0

# What a qualifier makes of a number, as shares of it: "about 50" may be 46 … 54, "more than 40" 40 … 60.
_RANGES = {"about": (0.92, 1.08), "some": (0.92, 1.08), "over": (1.0, 1.5), "under": (0.5, 1.0), "": (1.0, 1.0)}
_CLOSE = 0.05
_ROUNDED = 0.01
_FRACTION = 0.005
_EXACT = 1e-9
COUNTED = frozenset(("count", "ordinal", "share"))
"""Dimensions in which the unit says what is counted."""
BETWEEN = "between"
"""The role of the time between two events, from whichever end it is told."""
_BEFALLEN = 6
"""How far around a count is asked what befell those who are counted: two for each content word and the first comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numeral:
    length: int
    """How many words it takes."""
    low: float
    high: float
    sort: str = "number"
    """`number`, `vague`, `times` (so many times), `ordinal`, `share` (a fraction of something) or `tally`."""
    decimals: int = 0
    scale: float = 1.0
    """What it is told in: a million for "2.4 million"."""
    suffix: str = ""
    """What is written with its digits: "k", "%", "c"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount that a statement tells."""

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
    bound: str = ""
    """Empty, or `about`, `some`, `over`, `under`, `between`, `vague`."""
    dimension: str = "count"
    """`count`, `ordinal`, `age`, `share`, `tally`, `left` (a time that is left to play), `money:` with the currency, or
    what is measured (`length`, `time` …)."""
    unit: tuple[str, ...] = ()
    """What the words speak of that say what is counted, the first one nearest; of a measure, its unit."""
    role: str = ""
    """What befell those who are counted (`dead`, `hurt` …), or what of a thing is measured (`depth`, `bail` …)."""
    decimals: int = 0
    scale: float = 1.0
    """What it is told in: a million for "2.4 million", a thousand (metres) for kilometres."""
    number: float = 0.0
    """The number by itself, without its unit."""
    tally: tuple[float, ...] = ()
    """The numbers of a score or record: 45-35, 52-3."""
    other: bool = False
    """It counts others than have been spoken of: "three other crews"."""
    part: bool = False
    """It counts some of those who have been spoken of: "including four children"."""
    label: bool = False
    """The number names a thing rather than counting: "room 7"."""
    per: str = ""
    """Of a count, the time that so many are counted in: "90,000 cars a year"."""
    article: bool = False
    """It is told by an article: "killed a child"."""
    also: Quantity | None = None
    """The same in another unit, as brackets tell it: "£1 million ($1.3 million)"."""

    @property
    def definite(self) -> bool:
        """Whether it is a number, not a word like "dozens"."""
        return self.bound != "vague"


def quantities(side: Statement) -> list[Quantity]:
    """The quantities of a statement in order, without those words that have been read as dates and times.

    Each has its role. What is nobody, and a person told by an article, are not among them.
    """
    out: list[Quantity] = []
    if not _may_have_numerals(side):
        return out
    at = 0
    while at < len(side.words):
        begins = side.words[at].number or side.of(at, *_BEGIN) or side.of(at + 1, "apart")
        numeral = _numeral_at(side, at) if begins and at not in side.taken else None
        if numeral is None:
            at += 1
            continue
        quantity = _quantity(side, at, numeral)
        if out and _ends_range(side, out[-1], quantity):
            quantity = _range(side, out.pop(), quantity)
        if out and _goes_on(side, out[-1], quantity):
            quantity = _together(out.pop(), quantity)
        if out and _is_conversion(side, out[-1], quantity):
            out[-1] = replace(out[-1], also=quantity)
        else:
            out.append(quantity)
        told = quantity.whole[1] + 2 * bool(quantity.per) if quantity.dimension not in COUNTED or quantity.per else 0
        at = max(at + max(1, numeral.length), told)
    return [_with_role(side, quantity) for quantity in out]


# Numerals


_BEGIN = ("tens", "single", "vague", "often", "ordinals", "fractions", "scales", "half", "indefinite")
"""The lists with whose words a number may begin that is not told in digits."""


def _may_have_numerals(side: Statement) -> bool:
    """Whether a statement can hold a number: articles and "one" count beside another number only."""
    return side.numbers or side.has("apart", *_BEGIN[:-2])


def _exactly(length: int, value: float, sort: str = "number") -> _Numeral:
    return _Numeral(length=length, low=value, high=value, sort=sort)


def _numeral_at(side: Statement, at: int) -> _Numeral | None:
    """The number that begins at a word, if one does."""
    lex = side.lexicon
    form, key, following = side.forms[at], side.words[at].key, side.form(at + 1)
    fractions, ordinals, scales = lex.values["fractions"], lex.values["ordinals"], lex.values["scales"]
    if form in lex.vague or (side.of(at, "tens") and side.of(at + 1, "of")):
        return _vague(side, at)
    if form in lex.values["often"]:
        return _exactly(1, lex.values["often"][form], "times")
    if key.isascii() and key.isdigit() and side.of(at + 1, "times"):
        return _exactly(2, float(key), "times")
    if form in ordinals and "," not in side.gaps[at + 1]:
        return _exactly(1, ordinals[form], "ordinal")
    if side.of(at, "half"):
        if side.of(at + 1, "indefinite") and _is_scale(side, at + 2):
            return _exactly(3, 0.5 * scales[side.form(at + 2)])
        if side.of(at + 1, "of", "articles"):
            return _exactly(1, 0.5, "share")
    if side.of(at, "single") and side.of(at - 1, "indefinite"):
        return _exactly(1, 1.0)
    if side.of(at, "indefinite"):
        if following in fractions and side.of(at + 2, "of"):
            return _exactly(2, fractions[following], "share")
        if _is_scale(side, at + 1):
            return _exactly(2, scales[following])
        timed = lex.units.get(following, ("", 0.0))[0] == "time"
        before = side.of(at - 1, "half", "quarter")
        return _exactly(1, 1.0) if timed and not before else None
    if key in _NUMERATORS and following.endswith("s") and following[:-1] in fractions:
        return _exactly(2, float(key) * fractions[following[:-1]], "share")
    if form.endswith("s") and _is_vague_time(side, at):
        return _Numeral(length=0, low=2, high=_SEVERAL.get(form[:-1], 30), sort="vague")
    return _tally(side, at) or _digits_or_words(side, at)


_SEVERAL = {"moment": 10, "second": 119, "minute": 59, "hour": 30, "day": 20, "week": 10, "month": 24, "year": 40}
"""How many "minutes" may be that nobody counted."""


def _is_vague_time(side: Statement, at: int) -> bool:
    """Whether a lone unit tells a time: "minutes after", "hours later"."""
    form = side.forms[at][:-1]
    return (
        form in _SEVERAL
        and side.of(at + 1, "apart")
        and not (at and (side.words[at - 1].number or side.forms[at - 1] in side.lexicon.vague))
        and not side.of(at - 1, "articles", "owners", "of")
    )


def _is_scale(side: Statement, at: int) -> bool:
    """Whether a word is a scale in letters: "million", not the "m" of "5m"."""
    form = side.form(at)
    return form in side.lexicon.values["scales"] and len(form) > 2


def _vague(side: Statement, at: int) -> _Numeral | None:
    """Read "dozens", "a few", "hundreds of thousands"."""
    lex, form = side.lexicon, side.forms[at]
    if side.of(at, "few") and not side.of(at - 1, "indefinite"):
        return None
    low, high = lex.vague.get(form, (10.0, 99.0))
    beyond = side.form(at + 2)
    if side.of(at + 1, "of") and beyond in lex.vague and (scale := lex.values["scales"].get(beyond.removesuffix("s"))):
        return _Numeral(length=3, low=low * scale, high=high * scale, sort="vague")
    return _Numeral(length=1, low=low, high=high, sort="vague") if form in lex.vague else None


def _tally(side: Statement, at: int) -> _Numeral | None:
    """Read a score or a record: "45-35", "52-3", "212 votes to 188"; a range of counted things is none."""
    numbers = [n for n in (_plain(side, at),) if n is not None]
    end = at + 1
    while numbers and len(numbers) < _TALLY and end < len(side.words) and side.gaps[end] in _SIGNS and side.gaps[end]:
        number = _plain(side, end)
        if number is None:
            return None
        numbers.append(number)
        end += 1
    if len(numbers) > 1:
        if (end < len(side.words) and side.gaps[end] in ("-", "/")) or (at and side.gaps[at] in ("-", "/", "–")):
            return None  # a date, a telephone number, a compound
        rising = numbers[0] < numbers[1]
        if rising and len(numbers) == 2 and _counts_something(side, end):
            return None
        return _Numeral(length=end - at, low=numbers[0], high=numbers[0], sort="tally")
    if numbers and not side.of(at - 1, "between"):
        to = at + 1 if side.of(at + 1, "to") else at + 2
        against = _plain(side, to + 1) if side.of(to, "to") else None
        apart = to == at + 1 or (
            side.content(at + 1) and side.joined(at + 1) and side.forms[at + 1] not in side.lexicon.units
        )
        if against is not None and apart and numbers[0] > against and not _counts_something(side, to + 2):
            return _Numeral(length=to + 2 - at, low=numbers[0], high=numbers[0], sort="tally")
    return None


def _plain(side: Statement, at: int) -> float | None:
    """A small whole number at a word, without any sign or unit."""
    if not 0 <= at < len(side.words) or at in side.taken or not side.words[at].number:
        return None
    key, raw = side.words[at].key, side.raw(at)
    ok = key.isascii() and key.isdigit() and (raw.isdigit() or raw.isalpha()) and float(key) <= _TALLY_MOST
    return float(key) if ok and side.form(at + 1) not in side.lexicon.values["scales"] else None


def _counts_something(side: Statement, end: int) -> bool:
    """Whether a word that could be counted follows a number."""
    if end >= len(side.words) or side.gaps[end].strip(_WITHIN_UNIT):
        return False
    return side.of(end, "percent") or side.concept(end) in side.lexicon.words["people"] or _measure(side, end) != ""


def _digits_or_words(side: Statement, at: int) -> _Numeral | None:
    lex, form, key = side.lexicon, side.forms[at], side.words[at].key
    length, suffix, decimals = 1, "", 0
    scales = lex.values["scales"]
    if form[0].isalpha():
        if not (key.isascii() and key.isdigit()):
            return None
        value, length = _told_in_words(side, at)
    else:
        raw = side.raw(at)
        if clock := _CLOCK.match(raw):
            if not is_left(side, at + 1):
                return None
            seconds = 60.0 * int(clock[1]) + int(clock[2])
            return _exactly(1, seconds, "left")
        fraction = _VULGAR.get(raw[-1], 0.0)
        digits, length = _digits(side, at, form if not fraction else raw[:-1] or "0")
        match = _DIGITS.match(digits)
        if not match or side.text[side.words[at].end : side.words[at].end + 1] == _LOST:
            return None
        value, suffix = float(match[1]) + fraction, match[2] or ""
        decimals = len(match[1].partition(".")[2])
    if suffix in ("st", "nd", "rd", "th"):
        return _exactly(length, value, "ordinal")
    more = _and_a_fraction(side, at + length)
    if more:
        length, value = length + more[0], value + more[1]
    if suffix == "mm" and _is_money(side, at):
        scale, suffix = 1e6, ""  # "$200MM"
    else:
        scale = scales.get(suffix, 1.0)
    after = side.form(at + length)
    if _is_scale(side, at + length) or (after in scales and not side.raw(at)[0].isalnum()):
        scale, length = scale * scales[after], length + 1
    if _is_negative(side, at):
        value = -value
    return _Numeral(length=length, low=value * scale, high=value * scale, decimals=decimals, scale=scale, suffix=suffix)


_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


def _digits(side: Statement, at: int, form: str) -> tuple[str, int]:
    """A number in digits as English writes it, and how many words it takes: "14 000,5" is 14000.5 in French."""
    lists, length = side.lexicon.words, 1
    if lists["spaced_thousands"] and form.isdigit() and len(form) <= _GROUP:
        while (
            at + length < len(side.words)
            and side.gaps[at + length] in _BLANKS
            and len(side.raw(at + length).partition(",")[0]) == _GROUP
            and side.forms[at + length][:_GROUP].isdigit()
        ):
            form += side.forms[at + length]
            length += 1
    if lists["decimal_comma"]:
        form = _THOUSANDS.sub("", form).replace(",", ".")
    return form, length


def _is_money(side: Statement, at: int) -> bool:
    """Whether a currency stands before a number, or before the one that it ends a range with: "$140-150MM"."""
    currency = side.lexicon.forms["currency"]
    ranged = at > 0 and side.gaps[at].strip(SPACE) in tuple(_SIGNS)
    return any(char in currency for char in side.raw(at) + (side.raw(at - 1) if ranged else ""))


def _is_negative(side: Statement, at: int) -> bool:
    """Whether a number is below nought: "−5", "minus 5"."""
    return side.of(at - 1, "minus") or side.forms[at][0] == "-"


def _and_a_fraction(side: Statement, at: int) -> tuple[int, float] | None:
    """Read the rest of "four and a half", "2-1/2", "two and a quarter": how many words, and what they add."""
    fractions = side.lexicon.values["fractions"]
    if side.of(at, "and") and side.of(at + 1, "indefinite") and side.form(at + 2) in fractions:
        return 3, fractions[side.form(at + 2)]
    if at < len(side.words) and side.gaps[at] in ("/", "⁄"):
        whole, over = side.words[at - 1].key, side.words[at].key
        if (
            over in ("2", "3", "4")
            and whole.isdigit()
            and 1 < len(whole) <= _LONGEST
            and 0 < int(whole[-1]) < int(over)
        ):
            return 1, int(whole[:-1]) + int(whole[-1]) / int(over) - int(whole)  # "41/2 months", said without a blank
    if at + 1 < len(side.words) and side.gaps[at] in ("-", " ") and side.gaps[at + 1] in ("/", "⁄"):
        one, other = side.words[at].key, side.words[at + 1].key
        if one.isascii() and other.isascii() and one.isdigit() and other.isdigit() and len(other) <= _LONGEST:
            return (2, float(one) / float(other)) if 0 < float(one) < float(other) else None
    return None


def _told_in_words(side: Statement, at: int) -> tuple[float, int]:
    """The value of a number in words, and how many they are; with what "and" adds: "two hundred and five"."""
    value, end = float(side.words[at].key), _end(side, at)
    most = {"hundred": 100, "thousand": 1000}.get(side.form(end - 1), 10 if value in _ROUND else 0)
    if most and side.of(end, "and") and end + 1 < len(side.words):
        rest = side.words[end + 1].key
        if rest.isascii() and rest.isdigit() and side.forms[end + 1].isalpha() and 0 < float(rest) < most:
            value, end = value + float(rest), _end(side, end + 1)
    return value, end - at


def _end(side: Statement, at: int) -> int:
    """Where the words that a number is told in end: those after its first have no key of their own."""
    at += 1
    while at < len(side.words) and not side.words[at].key:
        at += 1
    return at


# What a number counts or measures


def _quantity(side: Statement, first: int, numeral: _Numeral) -> Quantity:
    lex = side.lexicon
    last = first + numeral.length
    place = (first, max(last, first + 1))
    if numeral.sort == "times":
        return Quantity(
            place=place, qualified=place, whole=place, value=numeral.low, low=numeral.low, high=numeral.high,
            unit=("time",),
        )  # fmt: skip
    if numeral.sort == "tally":
        numbers = tuple(n for at in range(first, last) if (n := _plain(side, at)) is not None)
        return Quantity(
            place=place, qualified=place, whole=place, value=numbers[0], low=numbers[0], high=numbers[0],
            dimension="tally", tally=numbers, number=numbers[0],
        )  # fmt: skip
    unit, end = _unit(side, last)
    if numeral.sort == "ordinal":
        return Quantity(
            place=place, qualified=place, whole=place, value=numeral.low, low=numeral.low, high=numeral.high,
            dimension="ordinal", unit=unit,
        )  # fmt: skip
    dimension, factor, unit, end = _dimension(side, place, numeral, unit, end)
    per = ""
    if dimension == "count":
        if not unit and side.of(first - 1, "of") and side.content(first - 2) and not side.of(first - 2, "sums"):
            unit = (side.concepts[first - 2],)  # "a crew of six"
        if not unit and side.of(last, "of") and last + 1 < len(side.words) and side.words[last + 1].number:
            unit = _unit(side, last + 2)[0]  # "187 of 369 punches"
        if unit and side.of(end, "per") and side.lexicon.units.get(_measure(side, end + 1), ("",))[0] == "time":
            per = _measure(side, end + 1)
    more = 0.0
    if numeral.length and side.of(end, "and") and side.of(end + 1, "indefinite") and side.of(end + 2, "half"):
        place, end, more = (first, end + 3), end + 3, 0.5 * factor  # "a year and a half"
    if numeral.sort == "share" and dimension != "share":
        place = (first, end)  # "half an hour"
    if dimension == "heat":
        scale = lex.forms["heat"].get(numeral.suffix) or lex.forms["heat"].get(side.form(end), "")
        if scale == "fahrenheit":
            factor, more = 5 / 9, -160 / 9
        if scale:
            unit, end = (scale[0],), end + (side.form(end) in lex.forms["heat"])
    low, high = numeral.low * factor + more, numeral.high * factor + more
    other = side.of(last, "others") or side.of(first - 1, "others")
    if numeral.sort == "vague":
        if not numeral.length:
            place = (first, first + 1)
        return Quantity(
            place=place, qualified=place, whole=(first, end), value=high, low=low, high=high, bound="vague",
            dimension=dimension, unit=unit, other=other, part=_is_part(side, first, last),
        )  # fmt: skip
    start, bound = _qualifier(side, first)
    bound = bound or _COMPARED.get(side.forms[first][0], "")
    if bound == "over" and first - start == 1 and dimension == "time":
        start, bound = first, ""  # "in a week", not "more than a week": $160 million over eight years
    least, most = _RANGES[bound]
    least, most = (least, most) if high >= 0 else (most, least)
    return Quantity(
        place=place,
        qualified=(start, place[1]),
        whole=(first, end),
        value=high,
        low=low * least,
        high=high * most,
        bound=bound,
        dimension=dimension,
        unit=unit,
        decimals=numeral.decimals,
        scale=numeral.scale * factor,
        number=numeral.high,
        other=other,
        part=dimension == "count" and (_is_part(side, start, last) or side.of(end, "during")),
        label=_is_label(side, first),
        per=per,
    )


def _dimension(
    side: Statement, place: Place, numeral: _Numeral, unit: tuple[str, ...], end: int
) -> tuple[str, float, tuple[str, ...], int]:
    """What a number measures, how many of the dimension's own unit its unit is, the unit, and where that ends."""
    lex = side.lexicon
    first, last = place[0], place[0] + numeral.length
    raw = side.raw(first)
    if _is_age(side, (first, last)):
        return "age", 1.0, ("year",), last
    currency = lex.forms["currency"]
    if numeral.length and _is_money(side, first):
        signed = raw if not currency.keys().isdisjoint(raw) else side.raw(first - 1)
        return "money:" + next(currency[char] for char in signed if char in currency), 1.0, (), last
    if raw[-1] in "%‰":
        return "share", 0.01 if raw[-1] == "%" else 0.001, unit, end
    if numeral.length and (cents := _percent(side, last)):
        return "share", 0.01, *_unit(side, cents)
    if "°" in side.gaps[last] and side.form(last) in lex.forms["heat"]:
        return "heat", 1.0, ("c",), last
    if numeral.suffix in lex.forms["heat"] or (side.of(first - 1, "minus") and not unit):
        return "heat", 1.0, ("c",), last
    at = last + 1 if numeral.sort == "share" and side.of(last, "articles") else last
    if numeral.sort == "left":
        return "left", 1.0, ("minute",), last + (_measure(side, last) != "")
    if side.of(at, "square", "nautical") and lex.units.get(_measure(side, at + 1), ("", 0.0))[0] == "length":
        measure = _measure(side, at + 1)
        if side.of(at, "nautical"):
            return "length", _NAUTICAL, (measure,), at + 2
        return "area", lex.units[measure][1] ** 2, (measure,), at + 2
    measure = numeral.suffix if numeral.suffix in lex.units else _measure(side, at)
    named = lex.units.get(measure)
    if named is None or (not numeral.suffix and numeral.length and side.gaps[at].strip(SPACE + "-–°º")):
        if _is_magnitude(side, (first, last)):
            return "magnitude", 1.0, (), last
        return ("share" if numeral.sort == "share" else "count"), 1.0, unit, end
    dimension, factor = named
    end = at if numeral.suffix else at + 1
    if dimension == "time":
        if side.of(end, "old"):
            return "age", factor / lex.units["year"][1], (measure,), end + 1
        if is_left(side, end):
            return "left", factor, (measure,), end + 1
    if dimension == "money":
        dimension = f"money:{measure}"
    slashed = end < len(side.words) and side.gaps[end] == "/"
    if slashed or side.of(end, "per"):
        beyond = end if slashed else end + 1
        timed = {"h": "hour", "s": "second"}.get(side.form(beyond), _measure(side, beyond))
        if dimension == "length" and timed == "hour":
            return "speed", factor / 1000, (measure,), beyond + 1
        if timed in lex.units:
            dimension, end = f"{dimension} a {timed}", beyond + 1
    return dimension, factor, (measure,), end


def is_left(side: Statement, end: int) -> bool:
    """Whether what precedes is a time left to play: "5:12 to play", "6:00 minutes remaining"."""
    end += _measure(side, end) != "" and side.lexicon.units[_measure(side, end)][0] == "time"
    return side.of(end, "remaining") or (side.of(end, "to") and side.of(end + 1, "to_play"))


def _percent(side: Statement, at: int) -> int:
    """Where "percent" or "per cent" ends that follows a number; 0 where none does."""
    if side.of(at, "percent"):
        return at + 1
    return at + 2 if side.of(at, "per") and side.of(at + 1, "cent") else 0


def _measure(side: Statement, at: int) -> str:
    """The unit that a word names, in the singular; empty where it names none."""
    form = side.form(at)
    units = side.lexicon.units
    if form.removesuffix("s") in units:
        return form.removesuffix("s")
    alike = side.lexicon.forms["alike"].get(form, form)
    return alike if alike in units else ""


def _is_magnitude(side: Statement, place: Place) -> bool:
    """Whether a number is that of an earthquake: "magnitude 6.4", "6.4-magnitude", "a magnitude of 6.4"."""
    first, last = place
    before = range(max(0, first - 5), first)
    return side.of(last, "magnitude") or ("." in side.raw(first) and any(side.of(at, "magnitude") for at in before))


def _is_age(side: Statement, place: Place) -> bool:
    """Whether a number by itself is somebody's age: "aged 37", "a girl of seven", "died at 81", "Holm, 44,"."""
    first, last = place
    key = side.words[first].key
    if last - first != 1 or not (key.isascii() and key.isdigit()) or float(key) not in _AGES:
        return False
    if side.of(first - 1, "aging") or (side.of(first - 2, "age") and side.of(first - 1, "of")):
        return True
    alone = last >= len(side.words) or bool(side.gaps[last].strip(SPACE)) or not side.content(last)
    if not alone or _measure(side, last) or _percent(side, last):
        return False
    if side.of(first - 1, "turning"):
        return True
    if side.of(first - 1, "of") and side.of(first - 2, "aged"):
        return True
    if side.of(first - 1, "at") and side.forms[last : last + 1] != ("percent",):
        return ROLE + "dead" in side.concepts[max(0, first - _DIED) : first]
    if not side.raw(first).isdigit() or len(side.raw(first)) > 2 or first == 0:
        return False
    closed = side.gaps[last].strip(SPACE)[:1] in (",", ".", ")", "—", "–")
    if closed and side.of(first - 1, "being"):
        return not side.lexicon.words["people"].isdisjoint(side.concepts[:first]) or side.of(first - 2, "relative")
    if "," in side.gaps[first]:
        named = side.words[first - 1].capital is True or side.of(first - 1, "aged")
        return named and (closed or side.of(last, "and"))
    return False


def _unit(side: Statement, at: int, *, bare: bool = False) -> tuple[tuple[str, ...], int]:
    """What is counted: the content words that follow a number, and where the first of them ends.

    Bare, the words begin where they stand, whatever is before them.
    """
    out: list[str] = []
    end = at
    function, calendar = side.lexicon.words["function"], side.lexicon.forms["days"]
    first = at if bare else -1
    while at < len(side.words) and len(out) < _UNIT_WORDS and (at == first or not side.gaps[at].strip(_WITHIN_UNIT)):
        form = side.forms[at]
        if out or not side.of(at, "through"):
            if (
                form in function
                or side.of(at, "places")
                or form in calendar
                or form in side.lexicon.values["months"]
                or (side.words[at].number and form[0].isdigit())
            ):
                break
            out.append(side.concepts[at])
            end = end if len(out) > 1 else at + 1
        at += 1
    return tuple(out), end


def _qualifier(side: Statement, first: int) -> tuple[int, str]:
    """Where what stands before a number begins, and what it does."""
    if side.of(first - 1, "minus"):
        first -= 1
    for length in (3, 2, 1):
        start = first - length
        words = tuple(side.forms[max(0, start) : first])
        joined = start >= 0 and all(side.joined(at) for at in range(start + 1, first + 1))
        if joined and words in side.lexicon.qualifiers:
            return start, side.lexicon.qualifiers[words]
    return first, ""


def _is_label(side: Statement, first: int) -> bool:
    """Whether a number names: "Flight 212", "room 7", "MiG-29"."""
    if first == 0 or side.gaps[first].strip(SPACE + "-") or not side.raw(first)[0].isdigit():
        return False
    name = side.raw(first - 1)
    return side.of(first - 1, "labelled") or (name[0].isupper() and len(name) <= 4 and "-" in side.gaps[first])


def _is_part(side: Statement, start: int, last: int) -> bool:
    """Whether an amount is part of another that has been told: "including four", "four of those", "of whom four"."""
    if any(side.of(at, "parts") for at in range(max(0, start - 2), start)):
        return True
    if side.form(start - 1) in side.lexicon.values["ordinals"]:
        return True  # "the first two games"
    whole = side.of(start - 1, "of") and start > 1 and side.words[start - 2].number  # "of 369 punches"
    return whole or (side.of(last, "of") and side.of(last + 1, "whole"))


def _ends_range(side: Statement, one: Quantity, other: Quantity) -> bool:
    """Whether two numbers are the ends of a range: "between 20 and 30", "20 to 30", "10–12 people"."""
    joint = one.place[1]
    if one.value >= other.value or not one.definite or not other.definite or one.tally or other.tally:
        return False
    if other.place[0] == joint:
        return side.gaps[joint].strip(SPACE) in tuple(_SIGNS)
    if other.place[0] - joint != 1:
        return False
    between = side.of(one.place[0] - 1, "between")
    return side.of(joint, "to") or (side.of(joint, "and") and between)


def _range(side: Statement, one: Quantity, other: Quantity) -> Quantity:
    start = one.place[0] - side.of(one.place[0] - 1, "between")
    place = (start, other.place[1])
    told_once = one.scale == 1 and one.number < other.number  # the scale or the unit: "$140-150 million", "5 to 10 km"
    low = one.number * other.scale if told_once else one.low
    return replace(
        other, place=place, qualified=place, whole=(start, other.whole[1]), low=low, bound="between", label=False
    )


def _goes_on(side: Statement, one: Quantity, other: Quantity) -> bool:
    """Whether a smaller unit goes on with a measure: "23 days, four hours and 11 minutes", "1 m 86 cm"."""
    same = one.dimension == other.dimension or (one.dimension, other.dimension) == ("time", "left")
    if not same or one.dimension not in ("time", "length", "mass") or not one.definite or not other.unit:
        return False
    at, to = one.whole[1], other.qualified[0]
    units = side.lexicon.units
    smaller = units[other.unit[0]][1] < units[one.unit[0]][1] and other.value < units[one.unit[0]][1]
    between = at == to or (to == at + 1 and side.of(at, "and"))
    return (
        smaller
        and between
        and all(side.gaps[k].strip(SPACE) in ("", ",") for k in range(at, to + 1))
        and other.definite
    )


def _together(one: Quantity, other: Quantity) -> Quantity:
    place = (one.place[0], other.whole[1])
    return replace(
        other, place=place, qualified=(one.qualified[0], place[1]), whole=place, value=one.value + other.value,
        low=one.low + other.low, high=one.high + other.high, bound=one.bound,
        unit=one.unit,
    )  # fmt: skip


def _is_conversion(side: Statement, one: Quantity, other: Quantity) -> bool:
    """Whether brackets tell an amount again in another unit: "£1 million ($1.3 million)"."""
    at = other.qualified[0]
    opened = side.gaps[at].rstrip(SPACE).endswith(("(", "["))
    return (
        opened
        and one.whole[1] == at
        and one.dimension not in COUNTED
        and one.dimension.partition(":")[0] == other.dimension.partition(":")[0]
    )


# The role of an amount


def _with_role(side: Statement, quantity: Quantity) -> Quantity:
    persons = quantity.dimension in ("count", "ordinal")
    role = befell(side, quantity) if persons else _measured(side, quantity)
    return replace(quantity, role=role) if role else quantity


def befell(side: Statement, quantity: Quantity) -> str:
    """What befell those who are counted, by the nearest such word: `dead`, `hurt` …; empty if nothing."""
    first, last = quantity.qualified[0], quantity.whole[1]
    before, after = side.before(first), side.after(last)
    lists = side.lexicon.words
    if "life" in (*quantity.unit[:2], *before[:2], *after[:2]) and not lists["taken"].isdisjoint(
        (*before[:3], *after[:2])
    ):
        return "dead"  # "lost their lives", "claimed 21 lives"
    if not quantity.unit and side.of(first - 1, "amounting") and (toll := _toll(side, first)):
        return toll
    thing = quantity.unit and quantity.unit[0] not in lists["people"] and not quantity.unit[0].startswith(ROLE)
    near = [(0, word) for word in quantity.unit[1:2] if thing] or [(0, word) for word in quantity.unit[:2]]
    near += _outwards(side, first, -1) + _outwards(side, last, 1, 0 if side.of(last, "auxiliaries") else 2)
    most = 2 if thing else _BEFALLEN
    roles = sorted((cost, n, word) for n, (cost, word) in enumerate(near) if cost <= most and word.startswith(ROLE))
    return roles[0][2][1:] if roles else ""


def _outwards(side: Statement, at: int, step: int, cost: int = 1) -> list[tuple[int, str]]:
    """The content words from a place outwards, with what their distance costs: 2 a word, and 2 for the first comma."""
    out: list[tuple[int, str]] = []
    at = at if step > 0 else at - 1
    crossed = False
    while 0 <= at < len(side.words) and cost <= _BEFALLEN:
        gap = side.gaps[at if step > 0 else at + 1]
        if not _HARD.isdisjoint(gap):
            break
        if "," in gap and not crossed:
            cost, crossed = cost + 2, True
        if side.content(at):
            out.append((cost, side.concepts[at]))
            cost += 2
        at += step
    return out


def _toll(side: Statement, at: int) -> str:
    """The role of a toll that a number is told of after it: "the death toll … has risen to 16"."""
    while at > 0 and not side.gaps[at].strip(SPACE):
        at -= 1
        if side.concepts[at].startswith(ROLE):
            return side.concepts[at][1:]
    return ""


def _measured(side: Statement, quantity: Quantity) -> str:
    """In which role a thing is measured, by the nearest word that tells it; how long before or after, by the next."""
    first, last = quantity.whole
    if quantity.tally and side.gaps[first].endswith("("):
        return "record"  # "the Chiefs (2-13)"
    if quantity.dimension == "time":
        for at in (last, first - 1):
            if side.of(at, "apart"):
                return BETWEEN if side.of(at, "between_two") else side.form(at)
    roles = side.lexicon.roles.get(quantity.dimension.partition(":")[0])
    if not roles:
        return ""
    before, after = side.before(quantity.qualified[0]), side.after(quantity.whole[1])
    near = [told(at) for at in (last, first - 1, first - 2, last + 1) for told in (side.form, side.concept)]
    for rank in range(max(len(before), len(after))):
        near += [*after[rank : rank + 1], *before[rank : rank + 1]]
    return next((roles[concept] for concept in near if concept in roles), "")


def nobodies(side: Statement) -> Iterator[Quantity]:
    """Where a statement tells of none: "no one was hurt", "without injuries", "unhurt", "no accidents".

    Each is an amount of nought. Of nobody it has the role; of things, what they are.
    """
    lex = side.lexicon
    if not side.has("no", "nobody", "without", "spared"):
        return
    for at, form in enumerate(side.forms):
        if form in lex.forms["spared"]:
            if not lex.words["everyone"].isdisjoint(side.forms[:at]):
                yield _none((at, at + 1), lex.forms["spared"][form])
            continue
        alone = side.of(at, "nobody") or (side.of(at, "no") and side.of(at + 1, "one"))
        if not alone and not side.of(at, "no", "without"):
            continue
        last = at + (2 if side.of(at, "no") and side.of(at + 1, "one") else 1)
        if tuple(side.forms[at : at + 3]) in lex.qualifiers:
            continue  # "no fewer than"
        unit, end = _unit(side, last)
        near = [*unit, *side.after(last)[:3]]
        role = next((concept[1:] for concept in near if concept.startswith(ROLE)), "")
        end = min(end if not alone else last, len(side.words))
        if not alone and side.of(end - 1, "harm"):
            yield _none((at, end), "dead")
            yield _none((at, end), "hurt")
        elif role and (alone or side.concept(last).startswith(ROLE) or side.concept(last) in lex.words["people"]):
            yield _none((at, end), role)
        elif unit and not alone:
            yield replace(_none((at, end), ""), unit=unit)


def singles(side: Statement) -> Iterator[Quantity]:
    """Persons told by an article or "one" whom something befell: "killed a child", "one worker was hurt"."""
    lex = side.lexicon
    if not any(concept.startswith(ROLE) for concept in side.known):
        return
    for at in range(len(side.forms)):
        if not side.of(at, "indefinite", "one") and not (at == 0 or side.gaps[at].strip(SPACE + "-")):
            continue
        bare = not side.of(at, "indefinite", "one")
        first = at if bare else at + 1
        unit = _unit(side, first, bare=bare)[0]
        if not unit or side.of(at + 1, "others") or side.words[first].number:
            continue
        person = next((n for n, word in enumerate(unit) if word in lex.words["people"]), None)
        if person is None or side.form(first + person).endswith("s") or (bare and not _is_headed(side, first, person)):
            continue
        place = (at, first + person + 1)
        quantity = Quantity(
            place=place, qualified=place, whole=place, value=1.0, low=1.0, high=1.0, unit=(unit[person],),
            article=True, part=_is_part(side, at, at),
        )  # fmt: skip
        role = befell(side, quantity)
        if role:
            yield replace(quantity, role=role)


def _is_headed(side: Statement, first: int, person: int) -> bool:
    """Whether a person without an article is told in a headline: "child dead as quake hits"."""
    at = first + person + 1
    return (
        side.concept(at).startswith(ROLE) and side.forms[at] == side.words[at].form and not side.of(at, "auxiliaries")
    )


def _none(place: Place, role: str) -> Quantity:
    return Quantity(place=place, qualified=place, whole=place, value=0.0, low=0.0, high=0.0, role=role)


def by_article(side: Statement, at: int) -> Quantity | None:
    """An article, "one" or "none" read as a number; None where the word is something else."""
    if side.of(at, "indefinite") or side.of(at, "one"):
        value = 1.0
    elif side.of(at, "no", "nobody"):
        value = 0.0
    else:
        return None
    place = (at, at + 1)
    unit, end = _unit(side, at + 1)
    return Quantity(
        place=place, qualified=place, whole=(at, end), value=value, low=value, high=value, unit=unit, article=True
    )


# Whether two amounts are of one thing, and agree


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
    if first & lex.words["persons"] and any(word.startswith(ROLE) for word in first):
        return None
    return None if one.role and one.role == other.role and of_persons(lex, one) and of_persons(lex, other) else False


def of_persons(lex: Lexicon, quantity: Quantity) -> bool:
    """Whether a number counts people, as far as it says."""
    unit = quantity.unit[:1]
    return not unit or unit[0] in lex.words["persons"] or unit[0].startswith(ROLE) or quantity.label


def agree(one: Quantity, other: Quantity) -> str:
    """How two amounts of one thing go together: `same`, `vaguer` or `differs`.

    "Some" before a number takes nothing away from it; "about 40" and "at least 40" are vaguer than 40. Two numbers
    without a qualifier are one, told less exactly, if the one is the other rounded (1,503 and 1,500; 2.38 and 2.4
    billion). Units that differ are converted, up to five in a hundred.
    """
    if one.also or other.also:
        pairs = [(a, b) for a in (one, one.also) for b in (other, other.also) if a and b and a.dimension == b.dimension]
        verdicts = {agree(replace(a, also=None), replace(b, also=None)) for a, b in pairs}
        return next((verdict for verdict in ("same", "vaguer") if verdict in verdicts), "differs")
    if one.dimension != other.dimension:
        return "differs"
    if one.tally or other.tally:
        return "same" if one.tally == other.tally or one.tally == other.tally[::-1] else "differs"
    if one.dimension not in COUNTED and one.unit != other.unit and _within(one, other, _CLOSE):
        return "same"
    if one.dimension == "share" and min(one.number, other.number) < 1 and abs(one.value - other.value) <= _FRACTION:
        return "same"  # two thirds, 67 percent
    bounds = {one.bound, other.bound}
    if one.definite and other.definite:
        plain = bounds <= {"", "some"}
        if _within(one, other, _EXACT):
            if bounds == {"over", "under"}:
                return "differs"
            if bounds == {"between"}:
                return "same" if abs(one.low - other.low) <= _EXACT else "vaguer"
            return "same" if plain or len(bounds) == 1 or bounds == {"about", "some"} else "vaguer"
        if bounds == {""}:
            return "vaguer" if _rounded(one, other) or _rounded(other, one) else "differs"
        if bounds <= {"about", "some"}:
            return "vaguer" if _within(one, other, _CLOSE) else "differs"
        if len(bounds) == 1 and bounds != {"between"}:
            return "differs"
    elif one.bound == other.bound and one.low <= other.high and other.low <= one.high:
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
