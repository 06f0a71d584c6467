"""Counts: a number typed before a movement says how many times; a number alone names a version.

The digits have two meanings. A number waits for what follows: a movement is made that many times; `enter`, a pause or
any other key puts the version of that number opposite, if there is one that is not on screen already.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.model import finding, jumps, moves
from reader.tui.model.commands import half_page, page
from reader.tui.model.reading import Reading

MOST = 9999
"""The greatest count; what is typed beyond it changes nothing."""

COUNTED: dict[str, Callable[[Reading, int], None]] = {
    "next-passage": moves.step,
    "previous-passage": lambda r, n: moves.step(r, -n),
    "next-paragraph": moves.step_paragraph,
    "previous-paragraph": lambda r, n: moves.step_paragraph(r, -n),
    "line-down": moves.scroll,
    "line-up": lambda r, n: moves.scroll(r, -n),
    "page-down": lambda r, n: moves.scroll(r, n * page(r)),
    "page-up": lambda r, n: moves.scroll(r, -n * page(r)),
    "half-page-down": lambda r, n: moves.scroll(r, n * half_page(r)),
    "half-page-up": lambda r, n: moves.scroll(r, -n * half_page(r)),
    "first": jumps.to_paragraph,
    "last": jumps.to_paragraph,
    "back": jumps.back,
    "forward": jumps.forward,
    "next-shown": finding.seek_shown,
    "previous-shown": lambda r, n: finding.seek_shown(r, -n),
    "next-linked": finding.seek_linked,
    "previous-linked": lambda r, n: finding.seek_linked(r, -n),
    "next-conflict": finding.seek_conflict,
    "next-hit": finding.seek_hit,
    "previous-hit": lambda r, n: finding.seek_hit(r, -n),
}
"""The actions that take a count, and what they do with it; `5g` and `5G` go to paragraph 5."""


def add_digit(reading: Reading, digit: str) -> None:
    """Take one more digit of a number, and say what it can become."""
    typed = reading.pending + digit
    if int(typed) <= MOST:
        reading.pending = typed
    version = named_version(reading)
    siglum = "" if version is None else reading.story.versions[version].siglum
    names = f" · enter: {siglum} opposite" if siglum else ""
    reading.message = f"{reading.pending} · a movement follows, {reading.pending} times{names}"


def named_version(reading: Reading) -> int | None:
    """The version that the number typed so far would put opposite; None if there is none, or it is on screen."""
    version = int(reading.pending) - 1 if reading.pending.isdecimal() else -1
    return version if 0 <= version < len(reading.story.versions) and version not in reading.shown else None


def is_count(reading: Reading) -> bool:
    """Whether a number waits for what follows."""
    return reading.pending.isdecimal()


def make(reading: Reading, action: str) -> bool:
    """Make a movement as often as the number says. Returns whether the action is one; if not, nothing is done."""
    if action not in COUNTED:
        return False
    count, reading.pending, reading.message = int(reading.pending), "", ""
    COUNTED[action](reading, count)
    return True


def settle(reading: Reading, *, asked: bool = False) -> None:
    """No movement followed: put the version of that number opposite.

    Args:
        reading: The state to change.
        asked: Whether the reader asked for it, and so is told why it cannot be done.
    """
    number, version = int(reading.pending), named_version(reading)
    reading.pending = reading.message = ""
    if asked or version is not None:
        moves.put_opposite(reading, number - 1)
