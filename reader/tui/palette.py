"""Themes on terminals of 256 colours: each role in the nearest colour there is that can still be read and told apart.

Left to itself, rich rounds each colour alone: shared text comes as near to the rest as 1.6 : 1, tints become the page's
own colour or so light that edits on them cannot be read. Here the page is chosen first, then what stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import dist, inf
from typing import NamedTuple, TypeAlias

from reader.tui.contrast import contrast, linear, luminance, ratio
from reader.tui.theme import ROLES, Theme, contrasts

CURSOR_TINT, PARTNER_TINT = 1.2, 1.06
"""Least contrast of the tints with the page: one step of grey at least."""
LOUDER = 1.2
"""How much more contrast with the page a tint may have than it has in the theme."""

HUE = 2.0
"""How much more a difference of hue counts than one of lightness: a role keeps its colour, above all."""
SHORT = 0.8
"""What falling short of a contrast by its whole costs, in the distances of Oklab."""

Lab: TypeAlias = tuple[float, float, float]


class Entry(NamedTuple):
    """A colour of the palette of xterm."""

    number: int
    colour: str
    """`#rrggbb` as the terminal shows it (by default; readers may have changed it)."""
    sent: str
    """`#rrggbb` that rich sends as this number."""
    seen: Lab
    """In Oklab, hues stretched by `HUE`: as far from others as it counts."""
    light: float
    """Relative luminance, 0 … 1."""

    def against(self, other: Entry) -> float:
        """The contrast with another colour, 1 … 21."""
        return ratio(self.light, other.light)


@cache
def palette() -> tuple[Entry, ...]:
    """The colours 16 … 255 that can be reached: a cube of six steps a side, without its greys, and a ramp of greys."""
    steps = (0, 95, 135, 175, 215, 255)
    entries = []
    for number in range(216):
        red, green, blue = (steps[number // size % 6] for size in (36, 6, 1))
        if not red == green == blue:
            colour = _hex(red, green, blue)
            entries.append(_entry(16 + number, colour, colour))
    for grey in range(26):  # rich rounds the lightness of a grey to 25ths; the terminal's own greys are others
        shown = 0 if grey == 0 else 255 if grey == 25 else 8 + 10 * (grey - 1)
        number = 16 if grey == 0 else 231 if grey == 25 else 231 + grey
        entries.append(_entry(number, _hex(*[shown] * 3), _hex(*[round(255 * grey / 25)] * 3)))
    return tuple(entries)


def in_256_colours(theme: Theme) -> Theme:
    """The theme in colours that rich sends unchanged to a terminal of 256 colours; an ansi theme as it is.

    Where the palette has no colour near enough that can be read as well as the theme's own, some contrast is given for
    the hue: at most a tenth of what `contrasts` asks for in the themes that ship.
    """
    if theme.ansi:
        return theme
    chosen: dict[str, Entry] = {}
    page = chosen["background"] = _nearest(theme.background, palette())
    chosen["panel"] = _nearest(theme.panel, [entry for entry in palette() if entry != page])
    tints = [entry for entry in palette() if entry.against(page) >= CURSOR_TINT]
    loudest = LOUDER * max(CURSOR_TINT, contrast(theme.cursor, theme.background))
    cursor = chosen["cursor"] = _nearest(theme.cursor, [e for e in tints if e.against(page) <= loudest] or tints)
    weaker = [entry for entry in palette() if PARTNER_TINT <= entry.against(page) < cursor.against(page)]
    chosen["partner"] = _nearest(theme.partner, weaker or tints)
    for tint in ("hit", "selection"):
        chosen[tint] = _nearest(getattr(theme, tint), [entry for entry in tints if entry != cursor])
    wanted: dict[str, list[tuple[str, float]]] = {}
    for role, ground, found, least in contrasts(theme):
        if (role, ground) == ("text", "soft"):  # text is chosen first
            role, ground = ground, role
        wanted.setdefault(role, []).append((ground, min(found, least)))
    versions = [f"versions[{index}]" for index in range(len(theme.versions))]
    colours = {role: getattr(theme, role) for role in ROLES} | dict(zip(versions, theme.versions, strict=True))
    coloured: list[Entry] = []
    for role in ("bright", "text", "soft", "mute", "faint", "conflict", *versions):
        grounds = [(chosen[ground], least) for ground, least in wanted[role]]
        chosen[role] = _nearest(colours[role], [entry for entry in palette() if entry not in coloured], grounds)
        if role == "conflict" or role in versions:
            coloured.append(chosen[role])
    sent = {role: chosen[role].sent for role in ROLES}
    return theme._replace(versions=tuple(chosen[role].sent for role in versions), **sent)  # type: ignore[arg-type]


def oklab(colour: str) -> Lab:
    """`#rrggbb` in Oklab, where distances are about as they are seen (Björn Ottosson, 2020)."""
    red, green, blue = linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _nearest(colour: str, entries: Sequence[Entry], grounds: Sequence[tuple[Entry, float]] = ()) -> Entry:
    """The entry nearest to a colour; one that falls short of a contrast with a ground must be so much nearer."""
    wanted = _seen(colour)
    best, least_cost = entries[0], inf
    for distance, number in sorted((dist(entry.seen, wanted), number) for number, entry in enumerate(entries)):
        if distance >= least_cost:
            break
        entry = entries[number]
        short = max((1 - entry.against(ground) / least for ground, least in grounds), default=0.0)
        cost = distance + SHORT * max(0.0, short)
        if cost < least_cost:
            best, least_cost = entry, cost
    return best


def _entry(number: int, colour: str, sent: str) -> Entry:
    return Entry(number, colour, sent, _seen(colour), luminance(colour))


def _seen(colour: str) -> Lab:
    lightness, green, blue = oklab(colour)
    return lightness, HUE * green, HUE * blue


def _hex(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"
