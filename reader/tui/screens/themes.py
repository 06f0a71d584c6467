"""The dialog in which a theme is chosen; each is shown when the cursor is on it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content, Span
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.story.yaml import Problem
from reader.tui.model.ink import clip
from reader.tui.screens.dialogs import Dialog
from reader.tui.theme import Theme
from reader.tui.widgets import Choices

WIDEST = 76
"""Columns of the dialog; the rest of the screen shows the theme."""
LOOK_EVERY = 1.0
"""Seconds after which the theme files are looked at again while the dialog is open."""
MOST_PROBLEMS = 4
"""Problems shown, the faults before mere warnings."""
SWATCH = (" A", " B", " C", " !", " ")
"""The text that shows the colours of three versions and of conflicts."""
ASIDE = 20
"""Columns beside a theme's title: whether it is dark, its colours, the list's own edges."""
AROUND = 5
"""Rows beside the list and the problems: two edges, what is typed, the folder, and one left blank."""
COMMANDS = "jkq"
"""Letters that are keys as long as nothing is typed; then they are letters like the others."""


class ThemeDialog(Dialog[str]):
    """Lists the themes: `enter` keeps the one under the cursor, `esc` goes back to the one before; typing filters.

    Returns what is to be said of the choice. A theme file that is saved meanwhile is read and shown at once.
    """

    HELP_OF: ClassVar = (
        "Themes",
        (
            ("j k ↓ ↑", "To the next and the previous theme, and see it."),
            ("enter", "Keep the theme, next time too."),
            ("a … z", "Type to filter the themes; backspace takes a letter back."),
            ("esc q", "Go back to the theme before."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape", "leave", "back", show=False),
        Binding("q", "leave", "back", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
        Binding("backspace", "shorten", show=False),
    ]

    def __init__(self, before: Theme) -> None:
        super().__init__()
        self._before = before
        self._wanted = ""
        """What is typed: words that must occur in a theme's name, its title, or in dark and light."""
        self._listed: list[Theme] = []

    def compose(self) -> ComposeResult:
        """What is typed, one line a theme, what is wrong, and what the keys do."""
        own = self.app.signs.own
        with Vertical(id="theme-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Theme")
            dialog.border_subtitle = Content(own("enter keeps, next time too · esc goes back"))
            yield Static(id="theme-filter")
            yield Choices(id="theme-list")
            yield Static(id="theme-problems")
            yield Static(id="theme-folder")

    def on_mount(self) -> None:
        """Begin at the present theme, with the files as they are now."""
        self.app.theme_files.reload_changed()
        self._fill(self._before.name)
        self.query_one(OptionList).focus()
        self.set_interval(LOOK_EVERY, self.look_again)

    def on_resize(self) -> None:
        """As much of the titles as there is room for."""
        self._fill(self.app.current.name)

    def look_again(self) -> None:
        """Show what has changed in the theme files."""
        if self.app.theme_files.reload_changed():
            self._fill(self.app.current.name)

    # the list

    def _fill(self, name: str) -> None:
        """List the themes that are wanted, with the cursor on one of this name, or else on the first."""
        own = self.app.signs.own
        themes = sorted(self.app.themes.values(), key=lambda theme: (theme.ansi, not theme.dark, theme.title))
        self._listed = [theme for theme in themes if _matches(theme, self._wanted)]
        width = min(WIDEST, int(self.app.size.width * 0.96)) - 4 - ASIDE
        listing = self.query_one(OptionList)
        listing.clear_options()
        for theme in self._listed:
            listing.add_option(_option(theme, width, self.app.signs.more))
        names = [theme.name for theme in self._listed]
        if names:
            listing.highlighted = names.index(name) if name in names else 0
        typed = f"showing “{self._wanted}” · {len(names)} of {len(themes)} · esc shows all"
        hint = "j k see the next one · type to filter"
        self.query_one("#theme-filter", Static).update(Content(own(typed if self._wanted else hint)))
        folders = self.app.theme_files.folders
        said = f"your own, seen as you save them: {_short(str(folders[-1]))}/*.yaml" if folders else ""
        said = clip(own(said), width + ASIDE, self.app.signs.more)
        self.query_one("#theme-folder", Static).update(Content(said))
        self._tell(self.app.theme_files.problems, width + ASIDE)

    def _tell(self, problems: list[Problem], width: int) -> None:
        """Name what is wrong in the files, by file, line, column and key; the list takes the rows that are left."""
        told = [_brief(problem) for problem in sorted(problems, key=lambda problem: problem.warning)]
        if len(told) > MOST_PROBLEMS:
            told[MOST_PROBLEMS - 1 :] = [f"… and {len(told) - MOST_PROBLEMS + 1} more"]
        lines = [row for line in told for row in Content(self.app.signs.own(line)).wrap(width)]
        field = self.query_one("#theme-problems", Static)
        field.update(Content("\n").join(lines))
        field.display = bool(lines)
        room = int(self.app.size.height * 0.9) - AROUND - len(lines)
        self.query_one(OptionList).styles.max_height = max(1, room)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the theme."""
        theme = self.app.themes.get(event.option.id or "")
        if theme is not None and theme != self.app.current:
            self.app.use_theme(theme)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep the theme, for the next start too."""
        theme = self.app.themes.get(event.option.id or "", self.app.current)
        memory = self.app.theme_memory
        trouble = memory.keep(theme.name) if memory is not None else "nothing remembers it"
        self.dismiss(f"{theme.title} · {trouble or 'remembered for the next start'}")

    # keys

    def type_ahead(self, text: str) -> bool:
        """Filter by what is typed. Returns whether the key was taken for that."""
        if not self._wanted and (text in COMMANDS or text.isspace()):
            return False
        self._wanted += text
        self._fill(self.app.current.name)
        return True

    def action_shorten(self) -> None:
        """Take back the last letter typed."""
        self._wanted = self._wanted[:-1]
        self._fill(self.app.current.name)

    def action_step(self, count: int) -> None:
        """`j` and `k` as everywhere."""
        listing = self.query_one(OptionList)
        (listing.action_cursor_down if count > 0 else listing.action_cursor_up)()

    def action_leave(self) -> None:
        """Show all themes again if there was something typed; else go back to the theme before."""
        if self._wanted:
            self._wanted = ""
            self._fill(self.app.current.name)
            return
        self.app.use_theme(self.app.themes.get(self._before.name, self._before))
        self.dismiss("")


def _matches(theme: Theme, wanted: str) -> bool:
    told = f"{theme.name} {theme.title} {theme.kind}".casefold()
    return all(word in told for word in wanted.casefold().split())


def _option(theme: Theme, width: int, more: str) -> Option:
    """A theme's title, whether it is dark or light, and its colours on its own page."""
    title = clip(theme.title, width, more)
    text = f"{title}{' ' * (width - cell_len(title))}  {theme.kind:5}  "
    page = _colour(theme.background)
    spans = []
    for sign, colour in zip(SWATCH, (*theme.versions[:3], theme.conflict, theme.text), strict=True):
        spans.append(Span(len(text), len(text) + len(sign), Style(background=page, foreground=_colour(colour))))
        text += sign
    return Option(Content(text, spans), id=theme.name)


def _colour(name: str) -> Color:
    return Color.parse(name if name.startswith("#") else f"ansi_{name}")


def _brief(problem: Problem) -> str:
    """A problem with its file's name alone: the folder is named below."""
    return str(problem).removeprefix(str(Path(problem.file).parent) + "/")


def _short(folder: str) -> str:
    home = str(Path.home())
    return "~" + folder[len(home) :] if folder.startswith(home + "/") else folder
