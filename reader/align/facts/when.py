"""When: dates, days told by their distance, seasons, times of day, spells of a game; and whether two of them agree."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from reader.align.facts.amounts import is_left
from reader.align.facts.statement import Place, Statement

# Dates

_YEARS = range(1000, 2100)
_YEAR = re.compile(r"^\d{4}$")
_DAY_OF_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")
_TWO_DIGITS = re.compile(r"^\d{1,2}$")
_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")
_SAID = 3
"""How many words ahead of a date, or behind one that opens its sentence, a verb of saying may stand that it dates."""
_WEEK = 7
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PAST, _FUTURE = "past", "future"
_SUMMER = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date as far as it is told; parts that are not told are None."""

    place: Place
    weekday: str | None = None
    """The day's English name, or `weekend`."""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    either: bool = False
    """Whether day and month may be meant the other way round: 03/05/2031."""
    season: str | None = None
    told_year: str | None = None
    """`last`, `this` or `next`, of "last year", "this summer"."""
    vague: str = ""
    """`past` for "recently", `future` for "soon"; nothing else is told then."""
    relative: bool = False
    """Told by its distance from a day that is not known: "yesterday"."""


def dates(side: Statement) -> list[Date]:
    """The dates of a statement, in order. Their words are taken: they are no numbers."""
    out: list[Date] = []
    if not side.numbers and not side.has("days", "months", "seasons", "lately", "soon", "years_told", "relative_days"):
        return out
    at = 0
    while at < len(side.words):
        date = None
        if side.of(at, "days", "months") or side.forms[at][0].isdigit():
            date = _date(side, at)
        if date is None and side.lists[at]:
            date = _other(side, at)
        if date is not None:
            out.append(date)
        at = date.place[1] if date is not None else at + 1
    side.taken.update(at for date in out for at in range(*date.place))
    return out


def _other(side: Statement, at: int) -> Date | None:
    """A day told by its distance, a season, "recently", "soon"."""
    lex, place = side.lexicon, (at, at + 1)
    form = side.forms[at]
    if form in lex.values["relative_days"]:
        return _resolved(side, place, int(lex.values["relative_days"][form]))
    if side.of(at, "lately"):
        return Date(place=place, vague=_PAST)
    if side.of(at, "years_told") and side.of(at + 1, "year", "seasons"):
        season = None if side.of(at + 1, "year") else side.form(at + 1)
        return Date(place=(at, at + 2), season=season, told_year=form)
    if side.of(at, "seasons") and side.of(at - 1, "articles", "year_sure") and not side.of(at + 1, "of"):
        return Date(place=place, season=form)
    if side.of(at, "soon") and not side.of(at + 1, "not_soon"):
        return Date(place=place, vague=_FUTURE)
    return None


def _resolved(side: Statement, place: Place, distance: int) -> Date:
    """The day that lies so many days from the source's date."""
    match = _ISO.match(side.date)
    if match is None:
        return Date(place=place, relative=True)
    year, month, day = (int(part) for part in match.groups())
    day += distance
    if day < 1:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        day += calendar.monthrange(year, month)[1]
    elif day > (last := calendar.monthrange(year, month)[1]):
        year, month, day = (year, month + 1, day - last) if month < 12 else (year + 1, 1, day - last)
    return Date(place=place, day=day, month=month, year=year)


def _date(side: Statement, start: int) -> Date | None:
    """The longest date that begins at a word: "Tuesday, 3 October", "March 12, 2029", "2031-05-03", "1911"."""
    if numeric := _in_digits(side, start):
        return numeric
    weekday = _weekday(side, start)
    at = end = start + 1 if weekday else start
    while weekday and side.of(at, "within_weekday"):
        at += 1
    day, month = _day_of_month(side, at), None
    month_at = at + (2 if side.of(at + 1, "of") else 1)
    if day:
        month = _month(side, month_at, with_day=True)
        end = month_at + 1 if month else end
    else:
        day = _day_of_month(side, at + 1) if not side.gaps[min(at + 1, len(side.words))].strip(" .\u00a0") else None
        month = _month(side, at, with_day=bool(day))
        end = at + (2 if day else 1) if month else end
    year_at = end + 1 if month and side.of(end, "of") and _YEAR.match(side.form(end + 1)) else end
    year = _year(side, year_at, sure=True) if month else None if weekday else _year(side, start, sure=False)
    if year:
        end = year_at + 1
    if not (weekday or month or year):
        return None
    return Date(place=(start, end), weekday=weekday, day=day if month else None, month=month, year=year)


def _in_digits(side: Statement, at: int) -> Date | None:
    """Read 2031-05-03, 03/05/2031, 3.5.2031."""
    forms = side.forms[at : at + 3]
    if len(forms) == 3 and side.gaps[at + 1] == side.gaps[at + 2] and side.gaps[at + 1] in ("-", "/"):
        if _YEAR.match(forms[0]) and all(_TWO_DIGITS.match(form) for form in forms[1:]):
            return _ordered((at, at + 3), int(forms[2]), int(forms[1]), int(forms[0]))
        if _YEAR.match(forms[2]) and all(_TWO_DIGITS.match(form) for form in forms[:2]):
            return _ordered((at, at + 3), int(forms[0]), int(forms[1]), int(forms[2]), either=True)
    parts = side.forms[at].split(".")
    if len(parts) == 3 and _YEAR.match(parts[2]) and all(_TWO_DIGITS.match(part) for part in parts[:2]):
        return _ordered((at, at + 1), int(parts[0]), int(parts[1]), int(parts[2]))
    return None


def _ordered(place: Place, day: int, month: int, year: int, *, either: bool = False) -> Date | None:
    if either and month > 12 >= day:
        day, month, either = month, day, False
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Date(place=place, day=day, month=month, year=year, either=either and day <= 12 and day != month)


def _weekday(side: Statement, at: int) -> str | None:
    name = side.lexicon.forms["days"].get(side.forms[at])
    proper = name == "weekend" or side.raw(at)[0].isupper() or side.lexicon.code != "en"
    return name if name and proper else None


def _day_of_month(side: Statement, at: int) -> int | None:
    match = _DAY_OF_MONTH.match(side.form(at))
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _month(side: Statement, at: int, *, with_day: bool) -> int | None:
    """The month a word names; "may" and "march" only where they cannot be anything else."""
    form = side.form(at)
    months = side.lexicon.values["months"]
    if form not in months:
        return None
    raw = side.raw(at)
    if not (raw[0].isupper() or side.lexicon.code not in ("en", "de")) or raw[1:].isupper():
        return None  # "may", "APR"
    doubtful = side.of(at, "doubtful_months") and not with_day
    if doubtful and not side.of(at - 1, "when") and not _year(side, at + 1, sure=True):
        return None
    return int(months[form])


def _year(side: Statement, at: int, *, sure: bool) -> int | None:
    """The year a word names; a number of four digits is one behind "in", "of" …, unless something is counted."""
    form = side.form(at)
    if not _YEAR.match(form) or int(form) not in _YEARS or side.raw(at) != form:
        return None
    if not sure and not side.of(at - 1, "year_sure"):
        counts = side.joined(at + 1) and (side.form(at + 1).endswith("s") or side.concept(at + 1) in _persons(side))
        if counts or not side.of(at - 1, "when", "season_words"):
            return None
    return int(form)


def _persons(side: Statement) -> frozenset[str]:
    return side.lexicon.words["persons"]


def bound_of(side: Statement, date: Date) -> str:
    """What makes a date an end of something: "until Monday" and "since Tuesday" are not one slot."""
    at = date.place[0] - 1
    return side.form(at) if side.of(at, "bounds") else ""


def of_saying(side: Statement, date: Date) -> bool:
    """Whether a date tells when something was said: "said late on Monday"."""
    first, near = date.place[0], max(0, date.place[0] - _SAID)
    speech = side.lexicon.words["speech"] | side.lexicon.words["sayings"]
    if opens(date):
        return not speech.isdisjoint(side.forms[date.place[1] : date.place[1] + _SAID])
    return not speech.isdisjoint(side.forms[near:first]) and not any("," in gap for gap in side.gaps[near + 1 : first])


def opens(date: Date) -> bool:
    """Whether a date opens its statement, and so tells of the whole: "On Friday, the ferry sank"."""
    return date.place[0] <= 1


def dates_agree(one: Date, other: Date) -> str:
    """How two dates go together: `same`, `vaguer`, `differs`, or nothing where they tell different parts."""
    if one.relative or other.relative:
        return "same" if one.relative and other.relative else ""
    if one.vague or other.vague:
        if one.vague and other.vague:
            return "same" if one.vague == other.vague else ""
        return "vaguer"
    if (one.either and not other.either) or (other.either and not one.either):
        turned = replace(one, day=one.month, month=one.day, either=False)
        if dates_agree(turned, replace(other, either=False)) == "same":
            return "same"
    one, other = _with_weekday(one, other), _with_weekday(other, one)
    pairs = (
        (one.season, other.season),
        (one.told_year, other.told_year),
        (one.weekday, other.weekday),
        (one.day, other.day),
        (one.month, other.month),
        (one.year, other.year),
    )
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return ""
    days = {one.weekday, other.weekday}
    if "weekend" in days and len(days - {None}) > 1:
        return "vaguer" if days <= {"saturday", "sunday", "weekend"} else "differs"
    if any(a != b for a, b in both):
        return "differs"
    if (one.season is None) is not (other.season is None):
        return "vaguer" if one.told_year or one.year else ""
    return "same" if _told(one) == _told(other) else "vaguer"


def _with_weekday(date: Date, other: Date) -> Date:
    """A date in full with its weekday, where the other one tells a weekday alone."""
    if date.weekday or not (date.day and date.month and date.year) or not other.weekday or other.day:
        return date
    if date.day > calendar.monthrange(date.year, date.month)[1]:
        return date
    return replace(date, weekday=_WEEKDAYS[calendar.weekday(date.year, date.month, date.day)])


def _told(date: Date) -> tuple[bool, bool]:
    """Whether a day, and whether a month is told: a month without its day is vaguer, a year without its month too."""
    return date.day is not None or date.weekday is not None, date.month is not None or date.weekday is not None


# Times of day

_CLOCK = re.compile(r"^(\d{1,2})[.:](\d{2})(am|pm)?$")
_HALF_DAY, _HALF_HOUR = 720, 30
_LOOSE = 20
"""Minutes that "shortly before" and "about" may be off."""
_SAME_PARTS = frozenset(
    frozenset(pair) for pair in (("evening", "night"), ("morning", "night"), ("afternoon", "evening"))
)
"""What one may call evening the other may call night; and a night has its early morning, but for one weekday's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time of day."""

    place: Place
    qualified: Place
    """With "about", "shortly before"."""
    minute: int
    """Since midnight or, for the second half of the day, since noon."""
    half: int | None
    """0 before noon, 1 after; None where that is not told."""
    loose: bool
    """Whether it is told as near a time."""


@dataclass(frozen=True, slots=True)
class _Read:
    minute: int
    end: int
    half: int | None = None
    sure: bool = True
    """Whether the words can mean nothing but a time."""


def times(side: Statement) -> list[Time]:
    """The times of day of a statement in order, outside of its dates. Their words are taken."""
    out: list[Time] = []
    if not side.numbers and not side.has("named_times", "day_parts"):
        return out
    at = 0
    while at < len(side.words):
        read = None if at in side.taken else _time(side, at)
        start, loose = _loosely(side, at) if read else (at, False)
        if read is None or not (read.sure or loose or side.of(at - 1, "before_time")):
            at += 1
            continue
        half = read.half if read.half is not None else _half_told_after(side, read.end)
        out.append(
            Time(
                place=(at, read.end),
                qualified=(start, read.end),
                minute=read.minute % _HALF_DAY,
                half=half,
                loose=loose,
            )
        )
        at = read.end
    side.taken.update(at for time in out for at in range(*time.qualified))
    return out


def _time(side: Statement, at: int) -> _Read | None:
    form = side.forms[at]
    named = side.lexicon.values["named_times"]
    if form in named:
        return _Read(int(named[form]), at + 1, int(named[form] > 0))
    if side.of(at, "half_to") and side.joined(at + 1) and (hour := _whole(side, at + 1, 12)):
        return _Read(60 * hour - _HALF_HOUR, at + 2)
    if not side.words[at].number and not side.of(at, "half", "quarter"):
        return None
    if side.of(at + 1, "past", "to", "past_hour", "to_hour") and (read := _past_or_to(side, at)):
        return read
    return _with_minutes(side, at) or _clock(side, at)


def _past_or_to(side: Statement, at: int) -> _Read | None:
    """Read "half past nine", "ten to six", "Viertel nach drei"; "to" and "nach" only where a time is due."""
    minutes, hour = _minutes(side, at), _whole(side, at + 2, 12)
    if not minutes or not hour:
        return None
    if side.of(at + 1, "past"):
        return _Read(60 * hour + minutes, at + 3)
    due = side.of(at - 1, "before_time")
    if side.of(at + 1, "past_hour", "to_hour"):
        due = side.of(at, "quarter") or (due and _nothing_counted(side, at + 3))
    if not due or minutes == _HALF_HOUR:
        return None
    return _Read(60 * hour + (minutes if side.of(at + 1, "past_hour") else -minutes), at + 3)


def _minutes(side: Statement, at: int) -> int | None:
    """The minutes that a word tells: a half, a quarter, or a number below 30."""
    return _HALF_HOUR if side.of(at, "half") else 15 if side.of(at, "quarter") else _whole(side, at, _HALF_HOUR - 1)


def _with_minutes(side: Statement, at: int) -> _Read | None:
    """Read an hour with its minutes behind it: "las tres y cuarto", "trois heures moins le quart"."""
    lists = side.lexicon.words
    hour, end = _whole(side, at, 12), at + 1
    if not lists["less_hour"] or not hour or not side.of(at - 1, "before_time"):
        return None
    if lists["hour_named"] and not side.of(end, "hour_named"):
        return None
    end += bool(lists["hour_named"])
    less = side.of(end, "less_hour")
    end += less or side.of(end, "and")
    end += less and side.of(end, "articles")
    minutes = _minutes(side, end)
    if end == at + 1 or not minutes or not all(map(side.joined, range(at + 1, end + 1))):
        return None
    counted = side.words[end].number
    end += 1
    while end < len(side.words) and not side.words[end].key:
        end += 1  # "vingt-cinq"
    if counted and not (_nothing_counted(side, end) or side.of(end, "of")):
        return None
    return _Read(60 * hour + (-minutes if less else minutes), end)


def _clock(side: Statement, at: int) -> _Read | None:
    """Read "4:30 p.m.", "22:00", "six o'clock", and a bare hour behind "at" that counts nothing."""
    match = _CLOCK.match(side.forms[at])
    end = at + 1
    if match:
        hour, minute, sure = int(match[1]), int(match[2]), ":" in side.forms[at]
        if is_left(side, end):
            return None
    else:
        hour, minute, sure = _whole(side, at, 24) or 0, 0, False
    if not 0 <= hour <= 24 or minute > 59 or not (match or hour):
        return None
    if side.of(end, "oclock"):
        return _Read(60 * hour + minute, end + 1, int(12 < hour < 24) if hour > 12 or hour == 0 else None)
    half = match[3] if match and match[3] else side.form(end) if side.of(end, "half_day") else ""
    if half:
        end += not (match and match[3])
        return _Read(60 * (hour % 12) + minute, end, int(half == "pm"))
    if hour > 12 or (match and hour == 0):
        return _Read(60 * hour + minute, end, int(12 < hour < 24), sure) if match else None
    if not sure and (not side.of(at - 1, "at_time") or not _nothing_counted(side, end)):
        return None
    return _Read(60 * hour + minute, end, None, sure)


def _nothing_counted(side: Statement, end: int) -> bool:
    """Whether what follows a number is nothing that it could count."""
    if end >= len(side.words) or not side.joined(end):
        return True
    lex, after = side.lexicon, side.forms[end]
    counted = (
        after not in lex.words["function"] and after not in lex.forms["days"] and after not in lex.values["day_parts"]
    ) and not side.of(end, "bounds")
    return not side.of(end, "of") and not counted


def _whole(side: Statement, at: int, most: int) -> int | None:
    """A whole number from 1 to `most` at a word."""
    if not 0 <= at < len(side.words) or not side.words[at].number:
        return None
    key, raw = side.words[at].key, side.raw(at)
    if not (key.isascii() and key.isdigit() and (raw.isalpha() or raw.isdigit())):
        return None
    number = float(key)  # `int` refuses more than 4,300 digits
    return int(number) if 1 <= number <= most else None


def _half_told_after(side: Statement, at: int) -> int | None:
    """The half of the day that follows a time: "in the evening", "on Tuesday morning"."""
    lex = side.lexicon
    while at < len(side.words) and (side.of(at, "in_day") or side.forms[at] in lex.forms["days"]):
        at += 1
    half = lex.values["day_parts"].get(side.form(at))
    return None if half is None else int(half)


def _loosely(side: Statement, at: int) -> tuple[int, bool]:
    """Where "about" or "shortly before" begins ahead of a time, and whether it does."""
    if side.of(at - 2, "loosely") and side.of(at - 1, "before_after"):
        return at - 2, True
    return (at - 1, True) if side.of(at - 1, "roughly") else (at, False)


def times_agree(one: Time, other: Time) -> str:
    """How two times go together: `same`, `vaguer` or `differs`; on a clock of twelve hours where a half is not told."""
    known = one.half is not None and other.half is not None
    around = 2 * _HALF_DAY if known else _HALF_DAY
    apart = one.minute - other.minute + (_HALF_DAY * ((one.half or 0) - (other.half or 0)) if known else 0)
    apart = min(apart % around, -apart % around)
    if one.loose == other.loose:
        return "same" if apart == 0 else "differs"
    return "vaguer" if apart <= _LOOSE else "differs"


def day_parts(side: Statement) -> list[int]:
    """The words "morning", "evening" … that date something, outside of dates and times."""
    lex = side.lexicon
    return [
        at
        for at, form in enumerate(side.forms)
        if form in lex.values["day_parts"]
        and at not in side.taken
        and (side.form(at - 1) in lex.forms["days"] or side.of(at - 1, "dated"))
    ]


def parts_may_be_one(one: str, other: str, *, of_one_day: bool) -> bool:
    """Whether what one calls evening the other may call night; of one weekday, a night is no morning."""
    pair = frozenset((one, other))
    return one == other or (pair in _SAME_PARTS and not (of_one_day and "morning" in pair))


# Facts of one sort on the two sides

Fact = TypeVar("Fact")


def unlike(
    here: Sequence[Fact],
    there: Sequence[Fact],
    agree: Callable[[Fact, Fact], str],
    one_slot: Callable[[Fact, Fact], bool],
) -> Iterator[tuple[Fact, Fact, str]]:
    """Facts of the two sides that stand in one slot and do not agree, with the verdict; each fact once.

    What one side says anywhere is not told against the other.
    """
    left, right = list(here), list(there)
    for one in here:
        twin = next((other for other in right if agree(one, other) == "same"), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    for one in left:
        for other in right:
            if (verdict := agree(one, other)) not in ("", "same") and one_slot(one, other):
                yield one, other, verdict
                right.remove(other)
                break
