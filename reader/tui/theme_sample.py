"""A theme shown on a page of text: what each role is for, in the theme's own colours by ANSI codes, or plainly."""

from __future__ import annotations

from typing import NamedTuple

from reader.tui.styling import styled
from reader.tui.theme import ANSI_COLOURS, ROLES, Theme, kind

WIDTH = 76
"""Columns of the sample."""
LEFT_HALF = 50
"""Columns of its left half, the text as it is read; the right half says what it shows."""


class Piece(NamedTuple):
    """Some text in one role on another."""

    text: str
    fg: str = "text"
    bg: str = "background"
    bold: bool = False
    italic: bool = False
    underline: bool = False


SAMPLE: tuple[tuple[tuple[Piece, ...], str], ...] = (
    ((Piece(" The lamp in the harbour", "bright", "panel", bold=True),), "header: bright on panel"),
    (
        (Piece("   A ", "version:0", bold=True), Piece("Harbour Ledger", "bright", bold=True), Piece(" 9 ¶", "faint")),
        "the version that is read",
    ),
    ((Piece("   B ", "version:1", bold=True), Piece("Continental Wire", "mute")), "the one opposite: mute"),
    ((), ""),
    ((Piece("  + ", "version:0", bold=True), Piece("Nobody on the quay had seen it go out.")), "only here: text"),
    ((Piece("  = ", "mute"), Piece("It had burned for ninety years.", "soft")), "shared: soft"),
    ((Piece("  ~ ", "mute"), Piece("Boats stayed in that night.", "soft")), "reworded: soft"),
    (
        (Piece("  ! ", "conflict", bold=True), Piece("The keeper came back ", "soft"),
         Piece("at six", "conflict", bold=True, underline=True), Piece(".", "soft")),
        "conflict",
    ),
    (
        (Piece(" ▌", "bright", bold=True), Piece("~ ", "mute"), Piece("He climbed the ", "bright", "cursor"),
         Piece("ninety steps", "version:0", "cursor", underline=True), Piece(" in the dark.", "bright", "cursor")),
        "cursor: bright, edits",
    ),
    (
        (Piece(" ▌", "mute"), Piece("~ ", "mute"), Piece("In the dark he took the ", "bright", "partner"),
         Piece("stairs", "version:1", "partner", underline=True), Piece(".", "bright", "partner")),
        "partner",
    ),
    ((Piece("  · ", "faint"), Piece("Ten soups for cold days …", "faint", italic=True)), "folded: faint"),
    (
        (Piece("  = ", "mute"), Piece("The ", "soft"), Piece("lamp", "bright", "hit"), Piece(" is lit again.", "soft")),
        "hit",
    ),
    (
        (Piece("  + ", "version:0", bold=True), Piece("Who paid", "bright", "selection"), Piece(" is not known.")),
        "selection",
    ),
    ((), ""),
    ((Piece(" j k ", "bright", "panel", bold=True), Piece("passage", "mute", "panel")), "footer: mute on panel"),
)  # fmt: skip


def sample(theme: Theme, *, colours: int) -> str:
    """A page of text in the theme, and its colours by role.

    Args:
        theme: What to show.
        colours: How many colours the terminal has: 2**24, 256 or 16; 0 for a text without any control sequence. With
            sixteen, a theme of other colours than those is shown without any, by text styles.
    """
    swatch = [Piece(f" {chr(ord('A') + n)} ", f"version:{n}", bold=True) for n, _ in enumerate(theme.versions)]
    rows = [*SAMPLE, ((Piece("  "), *swatch, Piece(" ! ", "conflict", bold=True)), "versions, conflict")]
    draw = _Drawing(theme, colours)
    named = [f"  {role:10}  {getattr(theme, role)}" for role in ROLES]
    named.append(f"  {'versions':10}  {' '.join(theme.versions)}")
    head = f"{theme.name}: {theme.title} ({kind(theme)})"
    return "\n".join([head, "", *(draw.row(pieces, said) for pieces, said in rows), "", *named])


class _Drawing:
    """Draws rows with as many colours as there are."""

    def __init__(self, theme: Theme, colours: int) -> None:
        self._plain = not colours
        self._colourless = colours == 16 and not theme.ansi
        self._numbers: dict[str, int] = {}
        if colours == 256 and not theme.ansi:
            from reader.tui.palette import in_256_colours, palette

            theme = in_256_colours(theme)
            self._numbers = {entry.sent: entry.number for entry in palette()}
        self._theme = theme

    def row(self, pieces: tuple[Piece, ...], said: str) -> str:
        """A row of the sample: text at the left, what it shows at the right, on one ground from edge to edge."""
        ground = "panel" if pieces and pieces[0].bg == "panel" else "background"
        left = sum(len(piece.text) for piece in pieces)
        rest = Piece(" " * (LEFT_HALF - left) + said.ljust(WIDTH - LEFT_HALF), "mute", ground)
        if self._plain:
            return "".join(piece.text for piece in (*pieces, rest)).rstrip()
        return "".join(self._codes(piece) + piece.text for piece in (*pieces, rest)) + "\x1b[0m"

    def _codes(self, piece: Piece) -> str:
        """The control sequence (SGR, ECMA-48) that begins a piece."""
        drawn = styled(
            self._theme,
            piece.fg,
            piece.bg,
            bold=piece.bold,
            italic=piece.italic,
            underline=piece.underline,
            colourless=self._colourless,
        )
        codes = ["0"] if self._colourless else ["0", self._code(drawn.fg, 38), self._code(drawn.bg, 48)]
        flags = (drawn.bold, "1"), (drawn.dim, "2"), (drawn.italic, "3"), (drawn.underline, "4"), (drawn.reverse, "7")
        return f"\x1b[{';'.join([*codes, *(code for wanted, code in flags if wanted)])}m"

    def _code(self, colour: str, use: int) -> str:
        """A colour as text (38) or as ground (48): of 24 bits, of the 256, or one of the terminal's own."""
        if colour in self._numbers:
            return f"{use};5;{self._numbers[colour]}"
        if colour.startswith("#"):
            return f"{use};2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        number = ANSI_COLOURS.index(colour) - 1  # default, the eight, the eight bright ones
        if number < 0:
            return str(use + 1)
        return str(use - 8 + number if number < 8 else use + 52 + number - 8)
