"""The shelf as a list: a line for each story, and below the list the details of the one under the cursor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.cells import cell_len

from reader.export.passages import percent
from reader.notes.library import ShelfStory
from reader.story.clean import clean_line, plural
from reader.tui.model.ink import Ink, Line, clip, fit, version_ink
from reader.tui.model.lists import StoryListing
from reader.tui.model.search import has_words, query_words
from reader.tui.model.signs import UNICODE, SignSet

READ, NOTES, PLACE = 11, 8, 10
"""Columns."""
SHARES = 22
"""Columns for the part that is only in each of two or three versions."""
WITH_VERSIONS, WITH_SHARES = 84, 128
"""Widths of the screen from which there is a column for versions, and columns for shares and place."""
FIRST_TIME = (
    "Nothing read yet. These stories ship with Diptych: enter reads one · o opens your own · ? shows the keys",
    "These stories ship with Diptych: enter reads one · o opens your own",
    "These ship with Diptych. enter reads, o opens your own",
)
"""Shown before anything was read, as much as there is room for."""
KEYS = (
    "enter read  / find  o open a path or an address  n news  d take off  u undo  c theme  ? help  q leave",
    "enter read  / find  o open  n news  d take off  u undo  ? help  q leave",
    "enter read  / find  o open  ? help  q leave",
)


class ShelfList(StoryListing):
    """The stories on the shelf: first those that were read, the latest first, then those that ship."""

    def __init__(self, stories: Sequence[ShelfStory], today: date, signs: SignSet = UNICODE) -> None:
        """List stories.

        Args:
            stories: In their order.
            today: The reader's date.
            signs: How signs are written.
        """
        super().__init__(signs)
        self.all = tuple(stories)
        self.shown = self.all
        self._today = today

    def set_stories(self, stories: Sequence[ShelfStory]) -> None:
        """Show other stories; the cursor stays on its story, or where it was."""
        here = self.here
        self.all = tuple(stories)
        self._filter(here)

    def find(self, query: str) -> None:
        """Show only stories whose title, versions or sources contain all words of a query."""
        here = self.here
        self.query = query
        self._filter(here)

    def go_to(self, key: str) -> None:
        """Put the cursor on a story, if it is shown."""
        self.at = next((n for n, story in enumerate(self.shown) if story.key == key), self.at)

    @property
    def here(self) -> ShelfStory | None:
        """The story under the cursor."""
        return self.shown[self.at] if self.at < len(self.shown) else None

    def _filter(self, here: ShelfStory | None) -> None:
        words = query_words(self.query)
        self.shown = tuple(story for story in self.all if has_words(_searched(story), words))
        self.go_to(here.key if here else "")
        self.at = min(self.at, max(0, len(self.shown) - 1))

    # the list

    @property
    def count(self) -> int:
        """One row for each story."""
        return len(self.shown)

    @property
    def title(self) -> str:
        """How many there are, and what is shown of them."""
        read = sum(bool(story.opened) for story in self.all)
        total = f"The shelf · {plural(read, 'story')} read".replace("storys", "stories") if read else "The shelf"
        return f"{total} · {self.count} with “{clean_line(self.query)}”" if self.query.strip() else total

    def keys(self, width: int) -> str:
        """What the keys do, as much as there is room for."""
        return next((keys for keys in KEYS if len(keys) + 12 <= width), KEYS[-1])

    def head(self, width: int) -> Line:
        """What the columns are; before anything was read, what this list is."""
        if not any(story.opened for story in self.all):
            said = next((line for line in FIRST_TIME if cell_len(line) <= width - 4), FIRST_TIME[-1])
            return [("    " + self.signs.own(said), Ink("text", italic=True))]
        title, versions = self._widths(width)
        line = f"    {'title':<{title}} "
        line += f"{'versions':<{versions}} " if versions else ""
        line += f"{'only here':<{SHARES}} {'you were at':<{PLACE + 1}} " if width >= WITH_SHARES else ""
        return [(f"{line}{'kept':<{NOTES}} {'read':<{READ}}", Ink("mute"))]

    def _widths(self, width: int) -> tuple[int, int]:
        """Columns for the title and for the versions."""
        rest = max(0, width - 4 - 1 - NOTES - 1 - READ - 1)
        if width >= WITH_SHARES:
            rest -= SHARES + 1 + PLACE + 2
        if width < WITH_VERSIONS:
            return rest, 0
        longest = max((cell_len(clean_line(story.title)) for story in self.all), default=0)
        title = max(20, min(longest, rest // 2 if width >= WITH_SHARES else rest * 3 // 5))
        return title, rest - title - 1

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """State, title, versions, shares, where the reader was, notes and picks, when it was read."""
        story = self.shown[index]
        bg = "cursor" if under else "background"
        soft = Ink("soft", bg)
        closed, new = not story.sources, not story.opened
        title, versions = self._widths(width)
        sign, ink = ("×", "mute") if closed else ("+", "bright") if new else (" ", "text")
        line: Line = [
            (f"{self.signs.bar} " if under else "  ", Ink("bright", bg)),
            (self.signs.own(sign) + " ", Ink(ink, bg)),
            (self._cell(clean_line(story.title), title), Ink("mute" if closed else "bright", bg, bold=not closed)),
        ]
        if versions:
            line += [*fit(self._names(story, bg), versions, soft, self.signs.more), (" ", soft)]
        if width >= WITH_SHARES:
            line += [*fit(self._shares(story, bg), SHARES, soft, self.signs.more), (" ", soft)]
            line.append((self._cell(self.signs.own(_place(story, short=True)), PLACE + 1), soft))
        kept = " ".join(
            f"{sign}{n}" for sign, n in ((self.signs.note, story.notes), (self.signs.pick, story.picks)) if n
        )
        line.append((self._cell(kept, NOTES), Ink("text", bg)))
        line.append((self._cell("ships" if new else self._when(story.opened), READ), soft))
        return fit(line, width, Ink("text", bg))

    def _cell(self, text: str, width: int) -> str:
        """A text in a column, and the blank after it."""
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
        """When a story was read, in a few characters: `today 10:12`, `yesterday`, or the date."""
        try:
            moment = datetime.strptime(opened, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()
        except ValueError:
            return clean_line(opened)
        if moment.date() == self._today:
            return f"today {moment:%H:%M}"
        return "yesterday" if moment.date() == self._today - timedelta(days=1) else f"{moment:%Y-%m-%d}"

    def status(self) -> str:
        """Where the cursor is."""
        return super().status() if self.query or self.count > 1 else ""

    def not_found(self) -> str:
        """Said where no story is shown."""
        return "" if self.shown else "no story with these words · esc shows all"

    # below the list

    def draw_details(self, width: int, rows: int) -> list[Line]:
        """Title, versions with their sources, and what the reader has of the story under the cursor."""
        if (story := self.here) is None:
            return []
        own, more = self.signs.own, self.signs.more
        out: list[Line] = [[("  " + clip(clean_line(story.title), width - 4, more), Ink("bright", bold=True))]]
        last = own(self._kept(story))
        room = rows - 1 - bool(last)
        shown = len(story.versions) if len(story.versions) <= room else room - 1
        for number, version in enumerate(story.versions[:shown]):
            share = story.unique[number] if number < len(story.unique) else None
            line: Line = [(f"  {clean_line(version.siglum)}  ", Ink(version_ink(number), bold=True))]
            line.append((clean_line(version.name), Ink("text")))
            line.append((own(f"  {percent(share)} only here" if share is not None else ""), Ink("soft")))
            line.append((f"  {_from_home(clean_line(version.source))}", Ink("mute")))
            out.append(fit(line, width - 2, Ink(), more))
        if shown < len(story.versions):
            out.append([(own(f"     … and {len(story.versions) - shown} more"), Ink("mute"))])
        if last:
            out.append([("  " + clip(last, width - 4, more), Ink("soft"))])
        return out

    def _kept(self, story: ShelfStory) -> str:
        """What the reader has of a story: the place, notes and picks."""
        if not story.sources:
            return "× came from standard input or the clipboard: it cannot be opened again, but its notes are kept"
        parts = [f"you were at {place}" if (place := _place(story)) else ""]
        parts += [plural(n, word) if n else "" for n, word in ((story.notes, "note"), (story.picks, "pick"))]
        return " · ".join(filter(None, parts)) or ("" if story.opened else "+ not read yet: it ships with Diptych")


def _searched(story: ShelfStory) -> str:
    """The text that the list is searched in."""
    return " ".join([story.title, *(f"{version.name} {version.source}" for version in story.versions)])


def _place(story: ShelfStory, *, short: bool = False) -> str:
    """Where the reader was: `A ¶11 of 42`, or `A ¶11/42`."""
    if story.place is None:
        return ""
    siglum, paragraph, paragraphs = story.place
    return f"{clean_line(siglum)} ¶{paragraph}" + (f"/{paragraphs}" if short else f" of {paragraphs}")


def _from_home(path: str) -> str:
    """A path with `~` for the reader's home folder."""
    home = str(Path.home()) + os.sep
    return "~/" + path[len(home) :] if path.startswith(home) else path
