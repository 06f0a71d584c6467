"""Days, months and years: what each side says of when, and where the two differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.align.alignment import Reuse
from reader.align.facts.fact_words import DAY_NAMES, MONTH_NUMBERS, PERSONS, SPEECH, WHEN, listed
from reader.align.facts.sides import Found, Place, Side, Sides
from reader.align.facts.unlike import unlike

_STARTS = frozenset(DAY_NAMES) | frozenset(MONTH_NUMBERS)
_YEARS = range(1000, 2100)
_YEAR = re.compile(r"^\d{4}$")
_DAY_OF_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")
_WEEKEND = listed("saturday sunday weekend")
_BOUNDS = listed("before after until till since by from")
_SAID = 3
"""How many words ahead of a date, or behind one that opens its sentence, a verb of saying may stand that it dates."""
_SEASONS = listed("spring summer autumn winter year the")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is told; parts that are not told are None."""

    place: Place
    weekday: str | None = None
    """The day's name, or `weekend`."""
    day: int | None = None
    month: int | None = None
    year: int | None = None


def other_dates(sides: Sides) -> list[Found]:
    """Dates in one slot of which a part differs, or of which one tells less."""
    here, there = dates(sides.left), dates(sides.right)
    for side, own in ((sides.left, here), (sides.right, there)):
        side.taken.update(at for date in own for at in range(*date.place))

    def one_slot(one: Date, other: Date) -> bool:
        if _bound(sides.left, one) != _bound(sides.right, other):
            return False
        if _of_saying(sides.left, one) is not _of_saying(sides.right, other):
            return False
        alone = sides.reuse is Reuse.EDITED and len(here) == len(there) == 1
        moved = _opens(one) is not _opens(other)
        return (alone and moved) or sides.when(one.place, other.place)

    return [
        Found(verdict, "date", one.place, other.place) for one, other, verdict in unlike(here, there, agree, one_slot)
    ]


def _bound(side: Side, date: Date) -> str:
    """What makes a date an end of something: "until Monday" and "since Tuesday" are not one slot."""
    before = side.form(date.place[0] - 1)
    return before if before in _BOUNDS else ""


def _of_saying(side: Side, date: Date) -> bool:
    """Whether a date tells when something was said: "said late on Monday"."""
    first, near = date.place[0], max(0, date.place[0] - _SAID)
    if _opens(date):
        return not SPEECH.isdisjoint(side.forms[date.place[1] : date.place[1] + _SAID])
    return not SPEECH.isdisjoint(side.forms[near:first]) and not any("," in gap for gap in side.gaps[near + 1 : first])


def _opens(date: Date) -> bool:
    """Whether a date opens its statement, and so tells of the whole: "On Friday, the ferry sank"."""
    return date.place[0] <= 1


def dates(side: Side) -> list[Date]:
    """The dates of a side, in order."""
    out: list[Date] = []
    if not side.numbers and _STARTS.isdisjoint(side.vocabulary):
        return out
    at = 0
    while at < len(side.words):
        form = side.forms[at]
        date = _date(side, at) if form in DAY_NAMES or form in MONTH_NUMBERS or form[0].isdigit() else None
        if date is not None:
            out.append(date)
        at = date.place[1] if date is not None else at + 1
    return out


def _date(side: Side, start: int) -> Date | None:
    """The longest date that begins at a word: "Tuesday, 3 October", "March 12, 2029", "May 2030", "1911"."""
    weekday = _weekday(side, start)
    at = end = start + 1 if weekday else start
    while weekday and side.form(at) in ("the", "on"):
        at += 1
    day, month = _day_of_month(side, at), None
    month_at = at + (2 if side.form(at + 1) == "of" else 1)
    if day:
        month = _month(side, month_at, with_day=True)
        end = month_at + 1 if month else end
    else:
        day = _day_of_month(side, at + 1) if not side.gaps[min(at + 1, len(side.words))].strip(" .\u00a0") else None
        month = _month(side, at, with_day=bool(day))
        end = at + (2 if day else 1) if month else end
    year = _year(side, end, sure=True) if month else None if weekday else _year(side, start, sure=False)
    if year:
        end += 1
    if not (weekday or month or year):
        return None
    return Date((start, end), weekday, day if month else None, month, year)


def _weekday(side: Side, at: int) -> str | None:
    name = DAY_NAMES.get(side.forms[at])
    return name if name and (name == "weekend" or side.raw(at)[0].isupper()) else None


def _day_of_month(side: Side, at: int) -> int | None:
    match = _DAY_OF_MONTH.match(side.form(at))
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _month(side: Side, at: int, *, with_day: bool) -> int | None:
    """The month a word names; "may" and "march" only where they cannot be anything else."""
    form = side.form(at)
    if form not in MONTH_NUMBERS or not side.raw(at)[0].isupper():
        return None
    doubtful = form in ("may", "march", "mar") and not with_day
    if doubtful and side.form(at - 1) not in WHEN and not _year(side, at + 1, sure=True):
        return None
    return MONTH_NUMBERS[form]


def _year(side: Side, at: int, *, sure: bool) -> int | None:
    """The year a word names; a number of four digits is one behind "in", "of" …, unless something is counted."""
    form = side.form(at)
    if not _YEAR.match(form) or int(form) not in _YEARS or side.raw(at) != form:
        return None
    before = side.form(at - 1)
    if not sure and before not in ("in", "since"):
        counts = side.joined(at + 1) and (side.form(at + 1).endswith("s") or side.concepts[at + 1] in PERSONS)
        if counts or (before not in WHEN and before not in _SEASONS):
            return None
    return int(form)


def agree(one: Date, other: Date) -> str:
    """How two dates go together: `same`, `vaguer`, `differs`, or nothing where they tell different parts."""
    pairs = ((one.weekday, other.weekday), (one.day, other.day), (one.month, other.month), (one.year, other.year))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return ""
    days = {one.weekday, other.weekday}
    if "weekend" in days and len(days - {None}) > 1:
        return "vaguer" if days <= _WEEKEND else "differs"
    if any(a != b for a, b in both):
        return "differs"
    return "same" if _told(one) == _told(other) else "vaguer"


def _told(date: Date) -> tuple[bool, bool]:
    """Whether a day, and whether a month is told: a month without its day is vaguer, a year without its month too."""
    return date.day is not None or date.weekday is not None, date.month is not None or date.weekday is not None
