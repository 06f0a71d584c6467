"""The shelf as a list: a line a story, and below it all there is to say of the one under the cursor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.cells import cell_len

from reader.export.passages import percent
from reader.notes.shelf import ShelfStory
from reader.story.clean import clean_line
from reader.story.folding import fold_text
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, clip, fit, plural, version_ink
from reader.tui.model.lists import Listing
from reader.tui.model.signs import UNICODE, SignSet
from reader.tui.model.state import Spot

READ, NOTES, PLACE = 11, 8, 10
"""Columns."""
SHARES = 22
"""Columns for what is only in each of two or three versions."""
WITH_VERSIONS, WITH_SHARES = 84, 128
"""Columns of a screen from which on the versions have a column of their own, and the shares and the place."""
LITTLE, MUCH = 16, 30
"""Rows of a screen from which on there is something, and more, below the list."""
FIRST_TIME = (
    "Nothing read yet. These stories ship with Diptych: enter reads one · o opens your own · ? shows the keys",
    "These stories ship with Diptych: enter reads one · o opens your own",
    "These ship with Diptych. enter reads, o opens your own",
)
"""What is said before anything was read, as much of it as there is room for."""
KEYS = (
    "enter read  / find  o open a path or an address  x take off  u undo  c theme  ? help  q leave",
    "enter read  / find  o open  x take off  u undo  ? help  q leave",
    "enter read  / find  o open  ? help  q leave",
)


class ShelfList(Listing):
    """The stories on the shelf: those that were read, the latest first, then those that ship."""

    def __init__(self, stories: Sequence[ShelfStory], today: date, signs: SignSet = UNICODE) -> None:
        """List stories.

        Args:
            stories: In their order.
            today: The day it is where the reader is.
            signs: How signs are written.
        """
        super().__init__()
        self._put(stories)
        self.query = ""
        self.message = ""
        """Said until the next key: in the last row, and below the list in full."""
        self.trouble = False
        """Whether the message says what went wrong."""
        self.shown = self.all
        self._today = today
        self.signs = signs

    def take(self, stories: Sequence[ShelfStory]) -> None:
        """Show other stories; the cursor stays on its own, or where it was."""
        here = self.here
        self._put(stories)
        self._show(here)

    def _put(self, stories: Sequence[ShelfStory]) -> None:
        self.all = tuple(stories)
        self._longest = max((cell_len(clean_line(story.title)) for story in self.all), default=0)

    def find(self, query: str) -> None:
        """Show only the stories in whose title, versions or sources these words stand."""
        here = self.here
        self.query = query
        self._show(here)

    def go_to(self, key: str) -> None:
        """Put the cursor on a story, if it is shown."""
        self.at = next((n for n, story in enumerate(self.shown) if story.key == key), self.at)

    @property
    def here(self) -> ShelfStory | None:
        """The story under the cursor."""
        return self.shown[self.at] if self.at < len(self.shown) else None

    def _show(self, here: ShelfStory | None) -> None:
        words = fold_text(self.query).casefold().split()
        self.shown = tuple(story for story in self.all if _holds(story, words))
        self.go_to(here.key if here else "")
        self.at = min(self.at, max(0, len(self.shown) - 1))

    # Listing

    @property
    def count(self) -> int:
        """One row a story."""
        return len(self.shown)

    @property
    def title(self) -> str:
        """How many there are, and what is shown of them."""
        read = sum(bool(story.opened) for story in self.all)
        told = f"The shelf · {plural(read, 'story')} read".replace("storys", "stories") if read else "The shelf"
        return f"{told} · {self.count} with “{clean_line(self.query)}”" if self.query.strip() else told

    @title.setter
    def title(self, _: str) -> None:
        """A listing may set its title; this one tells it from what it shows."""

    def head(self, width: int) -> Line:
        """What the columns are; before anything was read, what this is."""
        own = self.signs.own
        if not any(story.opened for story in self.all):
            said = next((line for line in FIRST_TIME if cell_len(line) <= width - 4), FIRST_TIME[-1])
            return [("    " + own(said), Ink("text", italic=True))]
        title, versions = self._widths(width)
        line = f"    {'title':<{title}} "
        line += f"{'versions':<{versions}} " if versions else ""
        line += f"{'only here':<{SHARES}} {'you were at':<{PLACE + 1}} " if width >= WITH_SHARES else ""
        return [(f"{line}{'kept':<{NOTES}} {'read':<{READ}}", Ink("mute"))]

    def _widths(self, width: int) -> tuple[int, int]:
        """Columns for the title and for the versions."""
        rest = width - 4 - 1 - NOTES - 1 - READ - 1
        if width >= WITH_SHARES:
            rest -= SHARES + 1 + PLACE + 2
        if width < WITH_VERSIONS:
            return rest, 0
        title = max(20, min(self._longest, rest // 2 if width >= WITH_SHARES else rest * 3 // 5))
        return title, rest - title - 1

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """Whether it can be read again, title, versions, what is only there, where the reader was, notes, when."""
        story = self.shown[index]
        bg = "cursor" if under else "background"
        closed, new = not story.sources, not story.opened
        title, versions = self._widths(width)
        sign, ink = ("×", "mute") if closed else ("+", "bright") if new else (" ", "text")
        line: Line = [
            (f"{self.signs.bar} " if under else "  ", Ink("bright", bg)),
            (self.signs.own(sign) + " ", Ink(ink, bg)),
            (self._cell(clean_line(story.title), title), Ink("mute" if closed else "bright", bg, bold=not closed)),
        ]
        if versions:
            line += [*fit(self._names(story, bg), versions, Ink("soft", bg), self.signs.more), (" ", Ink("soft", bg))]
        if width >= WITH_SHARES:
            line += [*fit(self._shares(story, bg), SHARES, Ink("soft", bg), self.signs.more), (" ", Ink("soft", bg))]
            line.append((self._cell(self.signs.own(_place(story, short=True)), PLACE + 1), Ink("soft", bg)))
        kept = " ".join(
            f"{sign}{n}" for sign, n in ((self.signs.note, story.notes), (self.signs.pick, story.picks)) if n
        )
        line.append((self._cell(kept, NOTES), Ink("text", bg)))
        line.append((self._cell("ships" if new else self._when(story.opened), READ), Ink("soft", bg)))
        return fit(line, width, Ink("text", bg))

    def _cell(self, text: str, width: int) -> str:
        """A text in a column, and the blank behind it."""
        shown = clip(text, width, self.signs.more)
        return shown + " " * (width - cell_len(shown) + 1)

    def _names(self, story: ShelfStory, bg: str) -> Line:
        line: Line = []
        for number, version in enumerate(story.versions):
            line.append((f"{clean_line(version.siglum)} ", Ink(version_ink(number), bg, bold=True)))
            line.append((f"{clean_line(version.name)}  ", Ink("text", bg)))
        return line

    def _shares(self, story: ShelfStory, bg: str) -> Line:
        line: Line = []
        for number, (version, share) in enumerate(zip(story.versions, story.unique, strict=False)):
            if share is not None:
                line.append((f"{clean_line(version.siglum)} ", Ink(version_ink(number), bg, bold=True)))
                line.append((f"{percent(share)}  ", Ink("text", bg)))
        return line

    def _when(self, opened: str) -> str:
        """When a story was read, as one says it: the time of today, `yesterday`, or the day."""
        try:
            moment = datetime.strptime(opened, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()
        except ValueError:
            return clean_line(opened)
        if moment.date() == self._today:
            return f"today {moment:%H:%M}"
        return "yesterday" if moment.date() == self._today - timedelta(days=1) else f"{moment:%Y-%m-%d}"

    def spot(self) -> Spot | None:
        """No place in a story: the shelf leads to stories."""
        return None

    def across(self, count: int) -> None:
        """There is nothing beside the list."""

    def status(self) -> str:
        """Where the cursor is."""
        return super().status() if self.query or self.count > 1 else ""

    # the screen

    def below(self, height: int) -> int:
        """Rows below the list."""
        return 0 if height < LITTLE else 7 if height < MUCH else 10

    def draw(self, width: int, height: int) -> list[Line]:
        """The list, below it all there is to say of the story under the cursor, and the keys or a message."""
        self.keys = next((keys for keys in KEYS if len(keys) + 12 <= width), KEYS[-1])
        below = self.below(height)
        lines = super().draw(width, height - below)
        if not self.shown and len(lines) > 3:
            lines[2] = [("    no story with these words · esc shows all", Ink("mute"))]
        if self.message:
            panel = Ink("conflict" if self.trouble else "bright", "panel", bold=True)
            said = f"! {self.message}" if self.trouble else self.message
            lines[-1] = fit([(" " + clip(said, width - 2, self.signs.more), panel)], width, panel)
        return [*lines[:-1], *self._story(width, below), lines[-1]]

    def _story(self, width: int, height: int) -> list[Line]:
        """All there is to say of the story under the cursor, or of what went wrong."""
        if not height:
            return []
        out: list[Line] = [[(self.signs.own("─" * width), Ink("faint"))]]
        story = self.here
        if self.message and cell_len(self.message) > width - 4:
            rows = wrap(self.message, 0, len(self.message), max(10, width - 6))
            ink = Ink("conflict" if self.trouble else "bright")
            out += [[("  " + self.message[start:end], ink)] for start, end in rows]
        elif story is not None:
            out += self._told(story, width, height - 1)
        blank: Line = []
        return [*out[:height], *(blank for _ in range(height - len(out)))]

    def _told(self, story: ShelfStory, width: int, height: int) -> list[Line]:
        own, more = self.signs.own, self.signs.more
        out: list[Line] = [[("  " + clip(clean_line(story.title), width - 4, more), Ink("bright", bold=True))]]
        last = own(self._last(story))
        room = height - 1 - bool(last)
        shown = len(story.versions) if len(story.versions) <= room else room - 1
        for number, version in enumerate(story.versions[:shown]):
            share = story.unique[number] if number < len(story.unique) else None
            line: Line = [(f"  {clean_line(version.siglum)}  ", Ink(version_ink(number), bold=True))]
            line.append((clean_line(version.name), Ink("text")))
            line.append((own(f"  {percent(share)} only here" if share is not None else ""), Ink("soft")))
            line.append((f"  {_home(clean_line(version.source))}", Ink("mute")))
            out.append(fit(line, width - 2, Ink(), more))
        if shown < len(story.versions):
            out.append([(own(f"     … and {len(story.versions) - shown} more"), Ink("mute"))])
        if last:
            out.append([("  " + clip(last, width - 4, more), Ink("soft"))])
        return out

    def _last(self, story: ShelfStory) -> str:
        """What the reader has of a story: where they were, and what they kept."""
        if not story.sources:
            return "× came from standard input or the clipboard: it cannot be opened again, but its notes are kept"
        parts = [f"you were at {place}" if (place := _place(story)) else ""]
        parts += [
            plural(story.notes, "note") if story.notes else "",
            plural(story.picks, "pick") if story.picks else "",
        ]
        return " · ".join(filter(None, parts)) or ("" if story.opened else "+ not read yet: it ships with Diptych")


def _holds(story: ShelfStory, words: Sequence[str]) -> bool:
    told = [story.title, *(f"{version.name} {version.source}" for version in story.versions)]
    text = fold_text(" ".join(told)).casefold()
    return all(word in text for word in words)


def _place(story: ShelfStory, *, short: bool = False) -> str:
    """Where the reader was: `A ¶11 of 42`."""
    if story.place is None:
        return ""
    siglum, paragraph, paragraphs = story.place
    return f"{clean_line(siglum)} ¶{paragraph}" + (f"/{paragraphs}" if short else f" of {paragraphs}")


def _home(path: str) -> str:
    home = str(Path.home()) + os.sep
    return "~/" + path[len(home) :] if path.startswith(home) else path
