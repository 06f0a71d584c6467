"""Themes: the colours of the screen by role, read from YAML files, both those that ship and the reader's own.

Nothing here knows the screen: a role says what a colour is for, and the widgets take it from there. Colour never
carries meaning alone, so a theme can be poor but cannot hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import dist, inf
from pathlib import Path
from typing import Any, TypeAlias

from reader.story.clean import clean_line, quoted
from reader.story.yaml import Items, Node, Place, Problem, Table, Text, read_yaml, text_of, yes_or_no

DEFAULT_THEME = "dusk"
FORMAT = "diptych/theme@1"
LIMIT = 64_000
"""Bytes of a theme file."""
MOST_FILES = 200
"""Theme files read from one folder."""
LEAST_COLOURS, MOST_COLOURS = 6, 12
"""Colours for versions in one theme."""
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
"""The roles of a single colour. Beside them there is `versions`, a list."""
ANSI_COLOURS = ("default", *(f"{bright}{name}" for bright in ("", "bright_") for name in (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
)))  # fmt: skip
"""The names used in an ansi theme: the terminal's own foreground or background, and its sixteen colours."""

TEXT_CONTRAST = 4.5
"""Least contrast of text that is to be read."""
SIGN_CONTRAST = 3.0
"""Least contrast of signs, bars and lines."""
UNSHARED_CONTRAST = 2.2
"""Least contrast of unshared text to shared text, judged on screens in a dark and in a light theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours by role: `#rrggbb` in lower case, or in an ansi theme names from `ANSI_COLOURS`.

    An ansi theme leaves contrast to the terminal's palette. There `bright` is drawn bold, and `soft` and `mute` dim. A
    tint (`cursor`, `partner`, `hit`, `selection`) that is `default` is not drawn: then the bar in the margin marks a
    passage, and search hits and selections are reversed.
    """

    name: str
    """Its name in the settings: lower-case letters, digits, `-` and `_`."""
    title: str
    """What the reader is shown; the name if the file gives no title."""
    dark: bool
    ansi: bool
    background: str
    """The page."""
    panel: str
    """Header, footer, preview."""
    text: str
    """What only this version says."""
    bright: str
    """Headlines, the cursor's passage and its partner, and all text on a tint."""
    soft: str
    """What is shared."""
    mute: str
    """Signs, connectors, the status line."""
    faint: str
    """Paragraph numbers, folded lines."""
    versions: tuple[str, ...]
    """For versions A, B, C …: 6 to 12 colours. Signs, minimaps, edits at the cursor."""
    conflict: str
    cursor: str
    """Tint of the cursor's passage."""
    partner: str
    """Tint of its partner."""
    hit: str
    """Tint of a search hit."""
    selection: str
    """Tint of what was selected with the mouse."""

    def version(self, index: int) -> str:
        """The colour of the version at `index` (from 0). Colours repeat if there are more versions than colours."""
        return self.versions[index % len(self.versions)]

    @property
    def kind(self) -> str:
        """What its page is, in a word: dark, light, or yours (the terminal's own colours)."""
        return "yours" if self.ansi else "dark" if self.dark else "light"


BARE = Theme(
    name="bare",
    title="Bare (there is no theme file)",
    dark=True,
    ansi=True,
    versions=("default",) * LEAST_COLOURS,
    **dict.fromkeys(ROLES, "default"),
)
"""The theme that is used if none can be loaded."""


# Loading


Loader: TypeAlias = Callable[[Path], tuple[Theme | None, list[Problem]]]
"""Loads one theme file, as `load_theme` does."""


def find_themes(
    folders: Sequence[Path], load: Loader | None = None
) -> tuple[dict[str, tuple[Theme, Path]], list[Problem]]:
    """Find the themes of some folders: first those that ship, then the reader's own.

    Args:
        folders: Folders of theme files (`*.yaml`, `*.yml`). A folder that does not exist has none. A theme replaces
            one of the same name from an earlier folder.
        load: Loads one file; None for `load_theme`.

    Returns:
        The themes by name with their files, in order of loading, and what is wrong. A file with a fault is left out;
        one whose colours are too close to each other only causes a warning.
    """
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
    """Load one theme file, at most 64 kB. Returns the theme, or None if it has a fault, and what is wrong."""
    root, problems = read_yaml(path, limit=LIMIT)
    if root is None:
        return None, problems or [_about(path, "is empty; a theme needs a colour for each role")]
    if not isinstance(root, Table):
        return None, [*problems, root.place.problem(f"expected the roles of a theme, found {root.found()}")]
    theme = _theme(root, path.stem, problems)
    if problems or theme is None:
        return None, problems
    return theme, list(_too_close(theme, root))


def theme_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The theme files of a folder by name, the first 200. If they cannot be read, the reason goes to `problems`."""
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
    """The theme in a file's table, or None if something in it is wrong."""
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
    """The theme's name: the stated one, or else the file's."""
    node = root.values.get("name")
    name = text_of(node, problems, "a name") if node is not None else stem.lower().replace(" ", "-")
    if name is not None and not NAME.fullmatch(name):
        place = node.place if node is not None else root.place
        expected = "a name of at most 40 lower-case letters, digits, - and _"
        problems.append(place.problem(f"expected {expected}, found {quoted(name)}"))
    return name or ""


def _colour(node: Node, ansi: bool, problems: list[Problem]) -> str:
    """A colour as this kind of theme writes it; the empty string, and a problem, if it is none."""
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
    if not isinstance(node, Items) or not LEAST_COLOURS <= count <= MOST_COLOURS:
        found = f"{count:,}" if isinstance(node, Items) else node.found()
        problems.append(
            node.place.problem(f"expected a list of {LEAST_COLOURS} to {MOST_COLOURS} colours, found {found}")
        )
        return ()
    return tuple(_colour(value, ansi, problems) for value in node.values)


def _string(node: Node) -> str:
    return node.value if isinstance(node, Text) else ""


def _about(path: Path, message: str) -> Problem:
    return Problem(file=clean_line(str(path)), message=message)


# Contrast


def contrasts(theme: Theme) -> Iterator[tuple[str, str, float, float]]:
    """Pairs of colours that must stand apart: role, role it is drawn on, contrast, least contrast.

    Text needs 4.5 : 1, numbers and folded lines 3 : 1. Unshared text must be 2.2 : 1 brighter (or darker) than shared
    text, or the eye does not see which is which. Nothing for an ansi theme, whose colours are the terminal's.
    """
    if theme.ansi:
        return
    words = [("conflict", theme.conflict)]
    words += [(f"versions[{index}]", colour) for index, colour in enumerate(theme.versions)]
    plain = [("text", theme.text), ("bright", theme.bright)]
    quiet = [("soft", theme.soft), ("mute", theme.mute)]
    for ground in ("background", "panel"):
        for role, colour in (*plain, *quiet, *words):
            yield role, ground, contrast(colour, getattr(theme, ground)), TEXT_CONTRAST
        yield "faint", ground, contrast(theme.faint, getattr(theme, ground)), SIGN_CONTRAST
    for tint in ("cursor", "partner"):
        for role, colour in (*plain, *words):
            yield role, tint, contrast(colour, getattr(theme, tint)), TEXT_CONTRAST
        yield "mute", tint, contrast(theme.mute, getattr(theme, tint)), SIGN_CONTRAST
    for tint in ("hit", "selection"):
        yield "bright", tint, contrast(theme.bright, getattr(theme, tint)), TEXT_CONTRAST
    yield "text", "soft", contrast(theme.text, theme.soft), UNSHARED_CONTRAST


def _too_close(theme: Theme, root: Table) -> Iterator[Problem]:
    """A warning for each role that is too close to something it is drawn on, naming the worst case."""
    worst: dict[str, tuple[float, str]] = {}
    for role, ground, found, least in contrasts(theme):
        if found < least and found / least < worst.get(role, (1.0, ""))[0]:
            worst[role] = found / least, f"contrast {found:.1f} : 1 against {ground}, expected at least {least:.1f} : 1"
    for role, (_, message) in worst.items():
        yield _place(root, role).problem(message, warning=True)


def _place(root: Table, role: str) -> Place:
    """Where in the file a role's colour stands."""
    versions = root.values["versions"]
    if role in root.values or not isinstance(versions, Items):
        return root.values[role].place
    return versions.values[int(role.removeprefix("versions[").removesuffix("]"))].place


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, 1 … 21 (WCAG 2.1), in either order."""
    return ratio(luminance(one), luminance(other))


def ratio(one: float, other: float) -> float:
    """Contrast of two relative luminances, 1 … 21 (WCAG 2.1), in either order."""
    return (one + 0.05) / (other + 0.05) if one > other else (other + 0.05) / (one + 0.05)


@lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 … 1 (WCAG 2.1)."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` in sRGB as linear light: red, green and blue, each 0 … 1. Raises ValueError."""
    return _LINEAR[int(colour[1:3], 16)], _LINEAR[int(colour[3:5], 16)], _LINEAR[int(colour[5:7], 16)]


_LINEAR = tuple(n / 255 / 12.92 if n <= 10 else ((n / 255 + 0.055) / 1.055) ** 2.4 for n in range(256))
"""The linear light of each step of sRGB (IEC 61966-2-1)."""


# How a role is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """Colours as the theme writes them (`#rrggbb`, or a name from `ANSI_COLOURS`), and text styles."""

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

    Where colours are the terminal's (an ansi theme) or are removed, text styles replace them: quiet text is dim,
    bright text under the cursor bold; edits are underlined and never bold (only conflicts are underlined and bold),
    names in another spelling underlined and dim; search hits and the minimap's thumb are reversed.

    Args:
        theme: Whose colours.
        fg: The role of the text: that of a single colour, or `version:N` for the colour of version N.
        bg: The role of what it stands on; `thumb` is that of the minimap.
        bold: Whether it is bold in any theme.
        italic: Whether it is italic in any theme.
        underline: Whether it is underlined in any theme.
        colourless: Whether no colour will reach the terminal (NO_COLOR).
    """
    by_style = theme.ansi or colourless
    ground = colour_of(theme, bg)
    edit = by_style and underline and fg != "conflict" and bg != "hit"
    quiet = by_style and (fg in ("soft", "mute") or (colourless and fg == "faint") or (edit and fg == "bright"))
    lit = by_style and fg == "bright" and bg != "partner"
    return Styled(
        fg=colour_of(theme, fg),
        bg=ground,
        bold=(bold or lit) and not edit,
        dim=quiet,
        italic=italic,
        underline=underline or (by_style and bg.startswith("label:")),
        # a tint that is not drawn must still be visible
        reverse=by_style and bg in ("hit", "selection", "thumb") and (colourless or ground == "default"),
    )


def colour_of(theme: Theme, role: str) -> str:
    """The colour that a theme has for a role."""
    if role.startswith("version:"):
        return theme.version(int(role.removeprefix("version:")))
    if role.startswith("label:"):
        return label_tint(theme, int(role.removeprefix("label:")))
    return str(getattr(theme, "partner" if role == "thumb" else role))


_TINTS = (0.36, 0.3, 0.25, 0.2, 0.16, 0.12, 0.08)
"""How much of a colour a label's tint may hold, the strongest first."""


@lru_cache(maxsize=64)
def label_tint(theme: Theme, label: int) -> str:
    """The tint of what has a label: the page with as much of a version's colour as text on it allows.

    The colours are those of versions C to F, which few stories show. An ansi theme has none: there it is underlined.
    """
    if theme.ansi:
        return theme.background
    colour = theme.version(label + 1)
    tints = (_mixed(theme.background, colour, share) for share in _TINTS)
    words = (theme.text, theme.bright, theme.conflict)
    legible = (tint for tint in tints if all(contrast(word, tint) >= TEXT_CONTRAST for word in words))
    return next(legible, theme.background)


def _mixed(ground: str, colour: str, share: float) -> str:
    """A colour between two of the form `#rrggbb`: `share` of the second one."""
    pairs = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return _hex(*(round(first + (second - first) * share) for first, second in pairs))


# Terminals of 256 colours

CURSOR_TINT, PARTNER_TINT = 1.2, 1.06
"""Least contrast of the tints with the page: at least one step of grey."""
MOST_TINT = 1.2
"""By this factor at most a tint may have more contrast with the page than in the theme."""
HUE_WEIGHT = 2.0
"""How much more a difference of hue counts than one of lightness: a role should keep its colour above all."""
CONTRAST_WEIGHT = 0.8
"""What it costs to miss a contrast completely, in distances of Oklab."""

Lab: TypeAlias = tuple[float, float, float]
"""Lightness, green–red and blue–yellow in Oklab."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaletteColour:
    """A colour of xterm's palette."""

    number: int
    colour: str
    """`#rrggbb` as the terminal shows it by default; readers may have changed it."""
    sent: str
    """`#rrggbb` that rich sends as this number."""
    lab: Lab
    """In Oklab, with hues weighted."""
    luminance: float
    """Relative luminance, 0 … 1."""

    def against(self, other: PaletteColour) -> float:
        """The contrast with another colour, 1 … 21."""
        return ratio(self.luminance, other.luminance)


@cache
def palette() -> tuple[PaletteColour, ...]:
    """The colours from 16 to 255 that can be reached: a cube of six steps without its greys, and a ramp of greys."""
    steps = (0, 95, 135, 175, 215, 255)
    colours = []
    for number in range(216):
        red, green, blue = (steps[number // size % 6] for size in (36, 6, 1))
        if not red == green == blue:
            colour = _hex(red, green, blue)
            colours.append(_palette_colour(16 + number, colour, colour))
    for grey in range(26):  # rich rounds the lightness of a grey to 25ths; the terminal's own greys differ
        shown = 0 if grey == 0 else 255 if grey == 25 else 8 + 10 * (grey - 1)
        number = 16 if grey == 0 else 231 if grey == 25 else 231 + grey
        colours.append(_palette_colour(number, _hex(*[shown] * 3), _hex(*[round(255 * grey / 25)] * 3)))
    return tuple(colours)


def in_256_colours(theme: Theme) -> Theme:
    """The theme in colours that rich sends unchanged to a terminal of 256 colours; an ansi theme as it is.

    If the palette has no colour near enough with the theme's own contrast, some contrast is given up for the hue: in
    the themes that ship at most a tenth of what `contrasts` asks for.
    """
    if theme.ansi:
        return theme
    chosen: dict[str, PaletteColour] = {}
    page = chosen["background"] = _nearest(theme.background, palette())
    chosen["panel"] = _nearest(theme.panel, [colour for colour in palette() if colour != page])
    tints = [colour for colour in palette() if colour.against(page) >= CURSOR_TINT]
    most = MOST_TINT * max(CURSOR_TINT, contrast(theme.cursor, theme.background))
    cursor = chosen["cursor"] = _nearest(theme.cursor, [c for c in tints if c.against(page) <= most] or tints)
    weaker = [colour for colour in palette() if PARTNER_TINT <= colour.against(page) < cursor.against(page)]
    chosen["partner"] = _nearest(theme.partner, weaker or tints)
    for tint in ("hit", "selection"):
        chosen[tint] = _nearest(getattr(theme, tint), [colour for colour in tints if colour != cursor])
    wanted: dict[str, list[tuple[str, float]]] = {}
    for role, ground, found, least in contrasts(theme):
        if (role, ground) == ("text", "soft"):  # text is chosen first
            role, ground = ground, role
        wanted.setdefault(role, []).append((ground, min(found, least)))
    versions = [f"versions[{index}]" for index in range(len(theme.versions))]
    colours = {role: getattr(theme, role) for role in ROLES} | dict(zip(versions, theme.versions, strict=True))
    taken: list[PaletteColour] = []
    for role in ("bright", "text", "soft", "mute", "faint", "conflict", *versions):
        grounds = [(chosen[ground], least) for ground, least in wanted[role]]
        chosen[role] = _nearest(colours[role], [colour for colour in palette() if colour not in taken], grounds)
        if role == "conflict" or role in versions:
            taken.append(chosen[role])
    sent: dict[str, Any] = {role: chosen[role].sent for role in ROLES}
    return replace(theme, versions=tuple(chosen[role].sent for role in versions), **sent)


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


def _nearest(
    colour: str, candidates: Sequence[PaletteColour], grounds: Sequence[tuple[PaletteColour, float]] = ()
) -> PaletteColour:
    """The candidate nearest to a colour; missing a contrast with a ground counts as distance."""
    wanted = _weighted_lab(colour)
    best, least_cost = candidates[0], inf
    for distance, number in sorted((dist(found.lab, wanted), number) for number, found in enumerate(candidates)):
        if distance >= least_cost:
            break
        found = candidates[number]
        missing = max((1 - found.against(ground) / least for ground, least in grounds), default=0.0)
        cost = distance + CONTRAST_WEIGHT * max(0.0, missing)
        if cost < least_cost:
            best, least_cost = found, cost
    return best


def _palette_colour(number: int, colour: str, sent: str) -> PaletteColour:
    return PaletteColour(
        number=number, colour=colour, sent=sent, lab=_weighted_lab(colour), luminance=luminance(colour)
    )


def _weighted_lab(colour: str) -> Lab:
    lightness, green, blue = oklab(colour)
    return lightness, HUE_WEIGHT * green, HUE_WEIGHT * blue


def _hex(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"
