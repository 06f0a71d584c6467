"""Times of day: what each side says, and where the two differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.align.facts.fact_words import DAY_NAMES, listed
from reader.align.facts.sides import Found, Place, Side, Sides
from reader.align.facts.unlike import unlike
from reader.align.vocabulary import FUNCTION_WORDS

_AT = listed("at until till before after around past since from")
_MAY_PRECEDE = _AT | listed("by about towards toward and to between a")
_PARTS = {"morning": 0, "afternoon": 1, "evening": 1, "night": 1}
_SAME_PARTS = frozenset(
    frozenset(pair) for pair in (("evening", "night"), ("morning", "night"), ("afternoon", "evening"))
)
"""What one may call evening the other may call night; and a night has its early morning, but for one weekday's."""
_DATED = listed("the this that late early last")
_NAMED = {"noon": (720, 1), "midday": (720, 1), "midnight": (0, 0)}
_STARTS = frozenset(_NAMED) | frozenset(_PARTS)
_CLOCK = re.compile(r"^(\d{1,2})[.:](\d{2})$")
_LOOSELY = frozenset(("shortly before", "shortly after", "just before", "just after", "soon after"))
_ROUGHLY = listed("about around nearly almost roughly")
_LOOSE = 20
"""Minutes that "shortly before" and "about" may be off."""
_HALF_DAY = 720


@dataclass(frozen=True, slots=True)
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


def other_times(sides: Sides) -> list[Found]:
    """Times in one slot that are not the same; where no time is told so, mornings that are evenings."""
    here, there = times(sides.left), times(sides.right)
    for side, own in ((sides.left, here), (sides.right, there)):
        side.taken.update(at for time in own for at in range(*time.qualified))
    out = []
    for one, other, verdict in unlike(here, there, agree, lambda one, other: sides.when(one.place, other.place)):
        places = (one.place, other.place) if one.loose == other.loose else (one.qualified, other.qualified)
        out.append(Found(verdict, "time", *places))
    return out or _other_parts(sides)


def times(side: Side) -> list[Time]:
    """The times of day of a side in order, outside of its dates."""
    out: list[Time] = []
    if not side.numbers and _STARTS.isdisjoint(side.vocabulary):
        return out
    at = 0
    while at < len(side.words):
        read = None if at in side.taken else _time(side, at)
        start, loose = _loosely(side, at) if read else (at, False)
        if read is None or not (read.sure or loose or side.form(at - 1) in _MAY_PRECEDE):
            at += 1
            continue
        half = read.half if read.half is not None else _half_told_after(side, read.end)
        out.append(Time((at, read.end), (start, read.end), read.minute % _HALF_DAY, half, loose))
        at = read.end
    return out


def _time(side: Side, at: int) -> _Read | None:
    form = side.forms[at]
    if form in _NAMED:
        minute, half = _NAMED[form]
        return _Read(minute, at + 1, half)
    if not side.words[at].number and form not in ("half", "quarter"):
        return None
    if side.form(at + 1) in ("past", "to") and (read := _past_or_to(side, at)):
        return read
    return _clock(side, at)


def _past_or_to(side: Side, at: int) -> _Read | None:
    """Read "half past nine", "ten to six"; "to" only where a time is due."""
    minutes = {"half": 30, "quarter": 15}.get(side.forms[at]) or _whole(side, at, 29)
    hour = _whole(side, at + 2, 12)
    if not minutes or not hour:
        return None
    if side.forms[at + 1] == "past":
        return _Read(60 * hour + minutes, at + 3)
    return _Read(60 * hour - minutes, at + 3) if side.form(at - 1) in _MAY_PRECEDE and minutes < 30 else None


def _clock(side: Side, at: int) -> _Read | None:
    """Read "4:30 p.m.", "22:00", "six o'clock", and a bare hour behind "at" that counts nothing."""
    match = _CLOCK.match(side.forms[at])
    if match:
        hour, minute, sure = int(match[1]), int(match[2]), ":" in side.forms[at]
    else:
        hour, minute, sure = _whole(side, at, 24) or 0, 0, False
    if not 0 <= hour <= 24 or minute > 59 or not (match or hour):
        return None
    end = at + 1
    if side.form(end) == "oclock":
        return _Read(60 * hour, end + 1)
    if side.form(end) in ("am", "pm"):
        return _Read(60 * (hour % 12) + minute, end + 1, int(side.forms[end] == "pm"))
    if hour > 12 or (match and hour == 0):
        return _Read(60 * hour + minute, end, int(12 < hour < 24), sure) if match else None
    if not sure and (side.form(at - 1) not in _AT or not _nothing_counted(side, end)):
        return None
    return _Read(60 * hour + minute, end, None, sure)


def _nothing_counted(side: Side, end: int) -> bool:
    """Whether what follows a number is nothing that it could count."""
    if end >= len(side.words) or not side.joined(end):
        return True
    after = side.forms[end]
    return after != "of" and (after in FUNCTION_WORDS or after in DAY_NAMES or after in _PARTS)


def _whole(side: Side, at: int, most: int) -> int | None:
    """A whole number from 1 to `most` at a word."""
    if not 0 <= at < len(side.words) or not side.words[at].number:
        return None
    key, raw = side.words[at].key, side.raw(at)
    if not (key.isascii() and key.isdigit() and (raw.isalpha() or raw.isdigit())):
        return None
    return int(key) if 1 <= int(key) <= most else None


def _half_told_after(side: Side, at: int) -> int | None:
    """The half of the day that follows a time: "in the evening", "on Tuesday morning"."""
    while at < len(side.words) and (side.forms[at] in ("in", "the", "on", "at") or side.forms[at] in DAY_NAMES):
        at += 1
    return _PARTS.get(side.form(at))


def _loosely(side: Side, at: int) -> tuple[int, bool]:
    """Where "about" or "shortly before" begins ahead of a time, and whether it does."""
    if f"{side.form(at - 2)} {side.form(at - 1)}" in _LOOSELY:
        return at - 2, True
    return (at - 1, True) if side.form(at - 1) in _ROUGHLY else (at, False)


def agree(one: Time, other: Time) -> str:
    """How two times go together: `same`, `vaguer` or `differs`; on a clock of twelve hours where a half is not told."""
    known = one.half is not None and other.half is not None
    around = 2 * _HALF_DAY if known else _HALF_DAY
    apart = one.minute - other.minute + (_HALF_DAY * ((one.half or 0) - (other.half or 0)) if known else 0)
    apart = min(apart % around, -apart % around)
    if one.loose == other.loose:
        return "same" if apart == 0 else "differs"
    return "vaguer" if apart <= _LOOSE else "differs"


def _other_parts(sides: Sides) -> list[Found]:
    return [
        Found("differs", "time", (at, at + 1), (to, to + 1))
        for at in _parts(sides.left)
        for to in _parts(sides.right)
        if _part_differs(sides, at, to)
    ]


def _part_differs(sides: Sides, at: int, to: int) -> bool:
    """Whether two parts of a day stand in one slot, and are not what one may call the same."""
    one, other = sides.left.forms[at], sides.right.forms[to]
    day = DAY_NAMES.get(sides.left.form(at - 1))
    of_one_day = day is not None and day == DAY_NAMES.get(sides.right.form(to - 1))
    pair = frozenset((one, other))
    if one == other or (pair in _SAME_PARTS and not (of_one_day and "morning" in pair)):
        return False
    return (of_one_day and sides.reuse.strong) or sides.snug((at, at + 1), (to, to + 1))


def _parts(side: Side) -> list[int]:
    """The words "morning", "evening" … that date something."""
    return [
        at
        for at, form in enumerate(side.forms)
        if form in _PARTS and at not in side.taken and (side.form(at - 1) in DAY_NAMES or side.form(at - 1) in _DATED)
    ]
