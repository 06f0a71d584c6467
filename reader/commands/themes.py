"""`diptych themes`: list the themes, check a theme file, or print a sample of a theme."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line, quoted, suggestion
from reader.story.locators import shipped
from reader.story.yaml import Problem, listing
from reader.tui.config import themes_folder
from reader.tui.theme import (
    ANSI_COLOURS,
    ROLES,
    Theme,
    contrasts,
    find_themes,
    in_256_colours,
    load_theme,
    palette,
    styled,
)

SUMMARY = "List the themes, check a theme file, or print a page of text in a theme."
EXAMPLES = """\
examples:
  diptych themes                     list the themes: name, dark or light, where from, title
  diptych themes check mine.yaml     print what is wrong in a theme file, and its contrasts
  diptych themes preview fjord       show a theme; a file name works, too
  diptych --theme fjord story.yaml   read in a theme

To make a theme of your own, put a file into the folder themes beside config.yaml. While the list of themes is open
(key c), the file is read again whenever you save it.

exit status: 0, or 2 if a theme is wrong or missing
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    actions.add_parser("list", help="list the themes (the default)")
    check = actions.add_parser("check", help="print what is wrong in theme files, and their contrasts")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    preview = actions.add_parser("preview", help="print a page of text in a theme")
    preview.add_argument("theme", metavar="NAME", help="a theme's name, or a theme file")


def run(options: argparse.Namespace, console: Console) -> Report:
    """Return the list, the check or the sample."""
    if options.action == "check":
        return _check(options.files)
    if options.action == "preview":
        return _preview(options.theme, console.colours)
    return _list()


def all_themes() -> tuple[dict[str, tuple[Theme, Path]], list[Problem]]:
    """Return the themes that ship and the reader's own, with their files, and what is wrong in the latter."""
    return find_themes([shipped("themes"), themes_folder()])


def _list() -> Report:
    found, problems = all_themes()
    own = themes_folder()
    rows = [
        (name, theme.kind, clean_line(str(path)) if path.parent == own else "ships", theme.title)
        for name, (theme, path) in sorted(found.items())
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [
        "  ".join([*(part.ljust(width) for part, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    return Report("\n".join(lines), what="the themes", complaints=[str(problem) for problem in problems])


def _check(files: list[Path]) -> Report:
    """Report what is wrong in each file, and for each role the contrast nearest to its limit."""
    report = Report(what="the themes")
    told: list[str] = []
    for path in files:
        theme, problems = load_theme(path)
        if theme is None:
            report.status = TROUBLE
            told.append(listing(problems))
            continue
        weak = f"{len(problems)} of its roles too weak" if problems else "nothing wrong"
        told.append(f"{clean_line(str(path))}: {theme.name}, {theme.title} ({theme.kind}): {weak}")
        told += [f"  {problem}" for problem in problems]
        told += ["  contrasts are those of the terminal's own colours" if theme.ansi else _contrasts(theme)]
    report.text = "\n".join(told)
    return report


def _contrasts(theme: Theme) -> str:
    tightest: dict[str, tuple[float, str, float, float]] = {}
    for role, ground, found, least in contrasts(theme):
        entry = (found / least, ground, found, least)
        # Text is also compared with shared text, which has a limit of its own.
        key = "text beside soft" if (role, ground) == ("text", "soft") else role
        tightest[key] = min(tightest.get(key, entry), entry)
    return "\n".join(
        f"  {'!' if share < 1 else ' '} {role:16} {found:5.1f} : 1 on {ground:10}  at least {least:.1f}"
        for role, (share, ground, found, least) in tightest.items()
    )


def _preview(name: str, colours: int) -> Report:
    path = Path(name)
    found, _ = all_themes()
    if name in found:
        return Report(sample(found[name][0], colours=colours), what="the theme")
    if path.suffix not in (".yaml", ".yml") and not path.is_file():
        return Report(status=TROUBLE, complaints=[f"no theme is called {quoted(name)}{suggestion(name, found)}"])
    theme, problems = load_theme(path)
    complaints = [str(problem) for problem in problems]
    if theme is None:
        return Report(status=TROUBLE, complaints=complaints)
    return Report(sample(theme, colours=colours), what="the theme", complaints=complaints)


# The sample


WIDTH = 76
"""Columns of the sample."""
LEFT_HALF = 50
"""Columns of its left half, the text as it is read; the right half says what it shows."""


class Piece(NamedTuple):
    """Text in the colour of one role on the colour of another."""

    text: str
    fg: str = "text"
    bg: str = "background"
    style: str = ""
    """Any of bold, italic and underline."""


SAMPLE: tuple[tuple[tuple[Piece, ...], str], ...] = (
    ((Piece(" The lamp in the harbour", "bright", "panel", style="bold"),), "header: bright on panel"),
    (
        (Piece("   A ", "version:0", style="bold"), Piece("Harbour Ledger", "bright", style="bold"),
         Piece(" 9 ¶", "faint")),
        "the version that is read",
    ),
    ((Piece("   B ", "version:1", style="bold"), Piece("Continental Wire", "mute")), "the one opposite: mute"),
    ((), ""),
    ((Piece("  + ", "version:0", style="bold"), Piece("Nobody on the quay had seen it go out.")), "only here: text"),
    ((Piece("  = ", "mute"), Piece("It had burned for ninety years.", "soft")), "shared: soft"),
    ((Piece("  ~ ", "mute"), Piece("Boats stayed in that night.", "soft")), "reworded: soft"),
    (
        (Piece("  ! ", "conflict", style="bold"), Piece("The keeper came back ", "soft"),
         Piece("at six", "conflict", style="bold underline"), Piece(".", "soft")),
        "conflict",
    ),
    (
        (Piece(" ▌", "bright", style="bold"), Piece("~ ", "mute"), Piece("He climbed the ", "bright", "cursor"),
         Piece("ninety steps", "version:0", "cursor", style="underline"), Piece(" in the dark.", "bright", "cursor")),
        "cursor: bright, edits",
    ),
    (
        (Piece(" ▌", "mute"), Piece("~ ", "mute"), Piece("In the dark he took the ", "bright", "partner"),
         Piece("stairs", "version:1", "partner", style="underline"), Piece(".", "bright", "partner")),
        "partner",
    ),
    ((Piece("  · ", "faint"), Piece("Ten soups for cold days …", "faint", style="italic")), "folded: faint"),
    (
        (Piece("  = ", "mute"), Piece("The ", "soft"), Piece("lamp", "bright", "hit"), Piece(" is lit again.", "soft")),
        "hit",
    ),
    (
        (Piece("  + ", "version:0", style="bold"), Piece("Who paid", "bright", "selection"), Piece(" is not known.")),
        "selection",
    ),
    ((), ""),
    ((Piece(" j k ", "bright", "panel", style="bold"), Piece("passage", "mute", "panel")), "footer: mute on panel"),
)  # fmt: skip


def sample(theme: Theme, *, colours: int) -> str:
    """Return a page of text in a theme, and its colours by role.

    Args:
        theme: The theme to show.
        colours: How many colours the terminal shows: 2**24, 256 or 16; 0 for text without control sequences. With 16,
            a theme of other colours is shown by text styles alone.
    """
    swatch = [Piece(f" {chr(ord('A') + n)} ", f"version:{n}", style="bold") for n, _ in enumerate(theme.versions)]
    rows = [*SAMPLE, ((Piece("  "), *swatch, Piece(" ! ", "conflict", style="bold")), "versions, conflict")]
    draw = _Drawing(theme, colours)
    named = [f"  {role:10}  {getattr(theme, role)}" for role in ROLES]
    named.append(f"  {'versions':10}  {' '.join(theme.versions)}")
    head = f"{theme.name}: {theme.title} ({theme.kind})"
    return "\n".join([head, "", *(draw.row(pieces, said) for pieces, said in rows), "", *named])


class _Drawing:
    """Draws rows in the colours that the terminal shows."""

    def __init__(self, theme: Theme, colours: int) -> None:
        self._plain = not colours
        self._colourless = colours == 16 and not theme.ansi
        self._numbers: dict[str, int] = {}
        if colours == 256 and not theme.ansi:
            theme = in_256_colours(theme)
            self._numbers = {entry.sent: entry.number for entry in palette()}
        self._theme = theme

    def row(self, pieces: tuple[Piece, ...], said: str) -> str:
        """Return a row of the sample: text at the left, what it shows at the right, on one background."""
        ground = "panel" if pieces and pieces[0].bg == "panel" else "background"
        left = sum(len(piece.text) for piece in pieces)
        rest = Piece(" " * (LEFT_HALF - left) + said.ljust(WIDTH - LEFT_HALF), "mute", ground)
        if self._plain:
            return "".join(piece.text for piece in (*pieces, rest)).rstrip()
        return "".join(self._codes(piece) + piece.text for piece in (*pieces, rest)) + "\x1b[0m"

    def _codes(self, piece: Piece) -> str:
        """Return the control sequence (SGR, ECMA-48) before a piece."""
        drawn = styled(
            self._theme,
            piece.fg,
            piece.bg,
            bold="bold" in piece.style,
            italic="italic" in piece.style,
            underline="underline" in piece.style,
            colourless=self._colourless,
        )
        codes = ["0"] if self._colourless else ["0", self._code(drawn.fg, 38), self._code(drawn.bg, 48)]
        flags = (drawn.bold, "1"), (drawn.dim, "2"), (drawn.italic, "3"), (drawn.underline, "4"), (drawn.reverse, "7")
        return f"\x1b[{';'.join([*codes, *(code for wanted, code in flags if wanted)])}m"

    def _code(self, colour: str, use: int) -> str:
        """Return the SGR code of a colour as text (use 38) or as background (use 48)."""
        if colour in self._numbers:
            return f"{use};5;{self._numbers[colour]}"
        if colour.startswith("#"):
            return f"{use};2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        number = ANSI_COLOURS.index(colour) - 1  # default, the eight, the eight bright ones
        if number < 0:
            return str(use + 1)
        return str(use - 8 + number if number < 8 else use + 52 + number - 8)
