"""Themes: the colours of the screen by role, read from YAML files; those that ship and the reader's own alike.

Nothing here knows of the screen: a role says what a colour is for, the widgets take it from there. Colour never carries
meaning alone, so a theme can be poor but cannot hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from math import dist, inf
from pathlib import Path
from typing import NamedTuple, TypeAlias

from reader.story.clean import clean_line
from reader.story.yaml import Items, Node, Place, Problem, Table, Text, quoted, read_yaml, text_of, yes_or_no

# How far two colours stand apart


TEXT = 4.5
"""Least contrast of text that is to be read."""
SIGN = 3.0
"""Least contrast of signs, bars and lines."""


_LINEAR = tuple(n / 255 / 12.92 if n <= 10 else ((n / 255 + 0.055) / 1.055) ** 2.4 for n in range(256))
"""Of each step of sRGB its linear light (IEC 61966-2-1)."""


def linear(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` in sRGB as linear light, red, green and blue, each 0 … 1. Raises ValueError."""
    return _LINEAR[int(colour[1:3], 16)], _LINEAR[int(colour[3:5], 16)], _LINEAR[int(colour[5:7], 16)]


@lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 … 1 (WCAG 2.1)."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, 1 … 21 (WCAG 2.1); the order does not matter."""
    return ratio(luminance(one), luminance(other))


def ratio(one: float, other: float) -> float:
    """Contrast of two relative luminances, 1 … 21 (WCAG 2.1); the order does not matter."""
    return (one + 0.05) / (other + 0.05) if one > other else (other + 0.05) / (one + 0.05)


DEFAULT_THEME = "dusk"
FORMAT = "diptych/theme@1"
LIMIT = 64_000
"""Bytes of a theme file."""
LEAST_VERSIONS, MOST_VERSIONS = 6, 12
"""Colours for versions in one theme."""
MOST_FILES = 200
"""Theme files read from one folder."""

NAME = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
"""What a theme may be called."""

ROLES = (
    "background",
    "panel",
    "text",
    "bright",
    "soft",
    "mute",
    "faint",
    "conflict",
    "cursor",
    "partner",
    "hit",
    "selection",
)
"""The roles of a single colour; beside them stands `versions`, a list."""

ANSI_COLOURS = ("default", *(f"{bright}{name}" for bright in ("", "bright_") for name in (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
)))  # fmt: skip
"""The names an ansi theme is written in: the terminal's own foreground or background, and its sixteen colours."""


class Theme(NamedTuple):
    """Colours by role: `#rrggbb`, lower case; in an ansi theme names out of `ANSI_COLOURS`.

    An ansi theme leaves contrast to the terminal's palette. There `bright` is drawn bold, `soft` and `mute` are drawn
    dim, and a tint (`cursor`, `partner`, `hit`, `selection`) that is `default` is none: the bar in the margin marks a
    passage, and search hits and selections are drawn reversed.
    """

    name: str
    """What the config calls it: lower-case letters, digits, `-` and `_`."""
    title: str
    """What the reader is shown; the name where the file gives none."""
    dark: bool
    ansi: bool
    background: str
    """The page."""
    panel: str
    """Header, footer, dock."""
    text: str
    """What only this version says."""
    bright: str
    """Headlines; the cursor's passage and its partner; all that stands on a tint."""
    soft: str
    """What is shared."""
    mute: str
    """Signs, connectors, the status line."""
    faint: str
    """Paragraph numbers, folded lines."""
    versions: tuple[str, ...]
    """For versions A, B, C …: 6 to 12 colours. Signs, strips, edits at the cursor."""
    conflict: str
    cursor: str
    """Tint of the cursor's passage."""
    partner: str
    """Tint of its partner."""
    hit: str
    """Tint of a search hit."""
    selection: str
    """Tint of what the mouse has selected."""

    def version(self, index: int) -> str:
        """The colour of the version at `index` (from 0); they repeat where there are more versions than colours."""
        return self.versions[index % len(self.versions)]


BARE = Theme(
    name="bare",
    title="Bare, for want of a theme file",
    dark=True,
    ansi=True,
    versions=("default",) * LEAST_VERSIONS,
    **dict.fromkeys(ROLES, "default"),
)
"""What the reader starts with where no theme can be loaded at all."""


Loader: TypeAlias = Callable[[Path], tuple[Theme | None, list[Problem]]]
"""Loads one theme file, as `load_theme` does."""


def load_themes(folders: Sequence[Path]) -> tuple[dict[str, Theme], list[Problem]]:
    """Load the themes of some folders: those that ship first, then the reader's own.

    Args:
        folders: Each holds theme files (`*.yaml`, `*.yml`). A folder that does not exist holds none. A theme replaces
            one of the same name from an earlier folder.

    Returns:
        The themes by name, in order of loading, and what is wrong. A file with a fault is left out; one whose colours
        are too close to each other is only warned of.
    """
    found, problems = find_themes(folders)
    return {name: theme for name, (theme, _) in found.items()}, problems


def find_themes(
    folders: Sequence[Path], load: Loader | None = None
) -> tuple[dict[str, tuple[Theme, Path]], list[Problem]]:
    """As `load_themes`, with the file that each theme is from; `load` stands in for `load_theme`."""
    themes: dict[str, tuple[Theme, Path]] = {}
    problems: list[Problem] = []
    for folder in folders:
        here: dict[str, tuple[Theme, Path]] = {}
        for path in theme_files(folder, problems):
            theme, found = (load or load_theme)(path)
            problems.extend(found)
            if theme is not None and theme.name in here:
                problems.append(_about(path, f"another file in this folder has the theme {theme.name} already"))
            elif theme is not None:
                here[theme.name] = theme, path
        themes.update(here)
    return themes, problems


def load_theme(path: Path) -> tuple[Theme | None, list[Problem]]:
    """Load one theme file, at most 64 kB. Returns the theme, or None where it has a fault, and what is wrong."""
    root, problems = read_yaml(path, limit=LIMIT)
    if root is None:
        return None, problems or [_about(path, "is empty; a theme needs a colour for each role")]
    if not isinstance(root, Table):
        return None, [*problems, root.place.problem(f"expected the roles of a theme, found {root.found()}")]
    theme = _theme(root, path.stem, problems)
    if problems or theme is None:
        return None, problems
    return theme, list(_too_close(theme, root))


def contrasts(theme: Theme) -> Iterator[tuple[str, str, float, float]]:
    """Pairs of colours that must stand apart: role, role it is drawn on, contrast, least contrast.

    What is read needs 4.5 : 1, numbers and folded lines 3 : 1; unshared text must be 2.2 : 1 brighter (or darker) than
    shared text, or the eye does not see which is which (judged on screens in a dark and in a light theme).
    Nothing for an ansi theme, whose colours are the terminal's.
    """
    if theme.ansi:
        return
    words = [("conflict", theme.conflict)]
    words += [(f"versions[{index}]", colour) for index, colour in enumerate(theme.versions)]
    plain = [("text", theme.text), ("bright", theme.bright)]
    quiet = [("soft", theme.soft), ("mute", theme.mute)]
    for ground in ("background", "panel"):
        for role, colour in (*plain, *quiet, *words):
            yield role, ground, contrast(colour, getattr(theme, ground)), TEXT
        yield "faint", ground, contrast(theme.faint, getattr(theme, ground)), SIGN
    for tint in ("cursor", "partner"):
        for role, colour in (*plain, *words):
            yield role, tint, contrast(colour, getattr(theme, tint)), TEXT
        yield "mute", tint, contrast(theme.mute, getattr(theme, tint)), SIGN
    for tint in ("hit", "selection"):
        yield "bright", tint, contrast(theme.bright, getattr(theme, tint)), TEXT
    yield "text", "soft", contrast(theme.text, theme.soft), 2.2


def kind(theme: Theme) -> str:
    """What a theme's page is, in a word: dark, light, or yours (the terminal's own colours)."""
    return "yours" if theme.ansi else "dark" if theme.dark else "light"


def theme_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The theme files of a folder by name, the first 200; what keeps them from being read goes to `problems`."""
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(_about(folder, f"cannot be read: {error.strerror}"))
        return []
    if len(paths) > MOST_FILES:
        problems.append(_about(folder, f"holds {len(paths):,} theme files; the first {MOST_FILES} are read"))
    return paths[:MOST_FILES]


def _theme(root: Table, stem: str, problems: list[Problem]) -> Theme | None:
    """The theme that a file's table makes, or None where something is wrong in it."""
    problems.extend(root.unknown(("format", "name", "title", "dark", "ansi", "versions", *ROLES)))
    if (stated := root.values.get("format")) is not None and _string(stated) != FORMAT:
        problems.append(stated.place.problem(f"expected “{FORMAT}”, found {stated.found()}"))
    name = _name(root, stem, problems)
    ansi = yes_or_no(root.values.get("ansi"), problems)
    dark = yes_or_no(root.values.get("dark"), problems)
    title = text_of(root.values["title"], problems, "a title", longest=80) if "title" in root.values else name
    colours = {role: _colour(root.values[role], bool(ansi), problems) for role in ROLES if role in root.values}
    versions = _versions(root.values["versions"], bool(ansi), problems) if "versions" in root.values else ()
    if missing := [role for role in (*ROLES, "versions") if role not in root.keys]:
        problems.append(root.place.problem(f"no colour for {', '.join(missing)}"))
    if problems or title is None:
        return None
    if dark is None:
        dark = bool(ansi) or luminance(colours["background"]) < 0.18
    return Theme(name=name, title=clean_line(title), dark=dark, ansi=bool(ansi), versions=versions, **colours)


def _name(root: Table, stem: str, problems: list[Problem]) -> str:
    """The theme's name: the one it states, else the file's."""
    node = root.values.get("name")
    name = text_of(node, problems, "a name") if node is not None else stem.lower().replace(" ", "-")
    if name is not None and not NAME.fullmatch(name):
        place = node.place if node is not None else root.place
        expected = "a name of at most 40 lower-case letters, digits, - and _"
        problems.append(place.problem(f"expected {expected}, found {quoted(name)}"))
    return name or ""


def _colour(node: Node, ansi: bool, problems: list[Problem]) -> str:
    """A colour in the theme's own manner of writing; the empty string, with a problem, where it is none."""
    value = _string(node).strip().lower()
    if value in ANSI_COLOURS if ansi else re.fullmatch("#[0-9a-f]{6}", value):
        return value
    expected = "one of the terminal's colours (default, red, bright_blue …)" if ansi else "a colour such as “#1b1917”"
    hint = ""
    if isinstance(node, Text) and not value:
        hint = "; put it in quotes, since a # after a space begins a comment"
    elif not ansi and value in ANSI_COLOURS:
        hint = "; the terminal's colours need a theme with “ansi: yes”"
    problems.append(node.place.problem(f"expected {expected}, found {node.found()}{hint}"))
    return ""


def _versions(node: Node, ansi: bool, problems: list[Problem]) -> tuple[str, ...]:
    count = len(node.values) if isinstance(node, Items) else 0
    if not isinstance(node, Items) or not LEAST_VERSIONS <= count <= MOST_VERSIONS:
        found = f"{count:,}" if isinstance(node, Items) else node.found()
        problems.append(
            node.place.problem(f"expected a list of {LEAST_VERSIONS} to {MOST_VERSIONS} colours, found {found}")
        )
        return ()
    return tuple(_colour(value, ansi, problems) for value in node.values)


def _too_close(theme: Theme, root: Table) -> Iterator[Problem]:
    """A warning for each role that is too close to something it is drawn on; the worst case of each."""
    worst: dict[str, tuple[float, str]] = {}
    for role, ground, found, least in contrasts(theme):
        if found < least and found / least < worst.get(role, (1.0, ""))[0]:
            worst[role] = found / least, f"contrast {found:.1f} : 1 against {ground}, expected at least {least:.1f} : 1"
    for role, (_, message) in worst.items():
        yield _place(root, role).problem(message, warning=True)


def _place(root: Table, role: str) -> Place:
    versions = root.values["versions"]
    if role in root.values or not isinstance(versions, Items):
        return root.values[role].place
    return versions.values[int(role.removeprefix("versions[").removesuffix("]"))].place


def _string(node: Node) -> str:
    return node.value if isinstance(node, Text) else ""


def _about(path: Path, message: str) -> Problem:
    return Problem(file=clean_line(str(path)), message=message)


# How a role is drawn in a theme


class Styled(NamedTuple):
    """Colours as a theme has them (`#rrggbb`, or a terminal's colour by name) and text styles."""

    fg: str
    bg: str
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


def styled(
    theme: Theme,
    fg: str,
    bg: str,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    colourless: bool = False,
) -> Styled:
    """How text in one role on another is drawn.

    Where colours are the terminal's (an ansi theme) or are taken away, text styles tell instead: quiet text is dim,
    what is bright and under the cursor bold, edits are underlined and never bold (underlined in bold are conflicts
    alone), names spelled otherwise underlined and dim, search hits and the strip's thumb reversed.

    Args:
        theme: Whose colours.
        fg: The role of the text: a single colour's, or `version:N` for the colour of version N.
        bg: The role of what it stands on; `thumb` is that of the strip at a pane's edge.
        bold: Whether it is bold in any theme; so for the next two.
        italic: As `bold`.
        underline: As `bold`.
        colourless: Whether no colour will reach the terminal (NO_COLOR).
    """
    by_style = theme.ansi or colourless
    ground = colour_of(theme, bg)
    edit = by_style and underline and fg != "conflict" and bg != "hit"
    quiet = by_style and (fg in ("soft", "mute") or (colourless and fg == "faint") or (edit and fg == "bright"))
    lit = by_style and fg == "bright" and bg != "partner"
    return Styled(
        colour_of(theme, fg),
        ground,
        bold=(bold or lit) and not edit,
        dim=quiet,
        italic=italic,
        underline=underline,
        # a tint that is not there must still be seen
        reverse=by_style and bg in ("hit", "selection", "thumb") and (colourless or ground == "default"),
    )


def colour_of(theme: Theme, role: str) -> str:
    """The colour that a theme has for a role."""
    if role.startswith("version:"):
        return theme.version(int(role.removeprefix("version:")))
    return str(getattr(theme, "partner" if role == "thumb" else role))


# Themes on terminals of 256 colours


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
