"""How a role is drawn in a theme: its colours, and the text styles that speak where colours do not."""

from __future__ import annotations

from typing import NamedTuple

from reader.tui.theme import Theme


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
