"""The desk as a list: a line for each story, and below it what each outlet says of the one under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from rich.cells import cell_len

from reader.desk.feeds import Feed, Kind
from reader.desk.store import KeptItem
from reader.desk.stories import DeskStory, Order, in_order, new_passages
from reader.story.clean import plural
from reader.story.folding import fold_text
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, clip, fit, version_ink
from reader.tui.model.lists import StoryListing
from reader.tui.model.search import query_words
from reader.tui.model.signs import UNICODE, SignSet

AGE, NEW = 6, 7
"""Columns for how old the latest item is, and for what is new."""
TOLD = 22
"""Columns for how many outlets and origins there are."""
WITH_TOLD, WITH_OUTLETS = 76, 120
"""Widths of the screen from which there is a column for these numbers, and one for the outlets' names."""
OUTLETS = 34
INKS = 12
"""Colours for outlets."""
KEYS = (
    "enter read  r mark read  / find  f filter  # tag  s order  p pin  F ask feeds  ? help  q leave",
    "enter read  r mark read  / find  f filter  F ask feeds  ? help  q leave",
    "enter read  F ask feeds  ? help  q leave",
)
NOTHING = "nothing is followed yet: a follows a feed, or “diptych feeds import” takes over a list"
NO_NEWS = "no story yet: F asks the feeds"


class Shown(StrEnum):
    """Which stories are listed."""

    ALL = "all"
    NEW = "new to me"
    SEVERAL = "told by several"
    CHANGED = "headline changed"
    PINNED = "pinned"


Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet. Feeds of one site are one outlet."""

    key: str
    name: str


def outlet_of(feed: Feed) -> Outlet:
    """The outlet that a feed belongs to."""
    host = "" if feed.kind is Kind.FOLDER else urlsplit(feed.home or feed.address).netloc.removeprefix("www.")
    path = urlsplit(feed.home).path.strip("/") if feed.home else feed.address
    return Outlet(f"{host} {path}" if host else feed.address, feed.name)


class DeskList(StoryListing):
    """The stories on the desk."""

    MUCH_BELOW = 12

    def __init__(self, feeds: Sequence[Feed], stories: Sequence[DeskStory], now: datetime, signs: SignSet = UNICODE):
        """List stories.

        Args:
            feeds: All that is followed.
            stories: What their items tell, in any order.
            now: The time, for ages; with the reader's zone.
            signs: How signs are written.
        """
        super().__init__(signs)
        self.order, self.only, self.tag = Order.WEIGHT, Shown.ALL, ""
        self.marked: set[int] = set()
        """Stories that the reader marked to put them into another one."""
        self.details: Mapping[int, Sequence[KeptItem]] = {}
        """By story its items, of those that were looked at."""
        self.item = 0
        """Which item of the story under the cursor is chosen."""
        self._now = now
        self._folded: dict[str, str] = {}
        self._sorted: dict[Order, list[DeskStory]] = {}
        self.shown: list[DeskStory] = []
        self.take(feeds, stories, now)

    def take(self, feeds: Sequence[Feed], stories: Sequence[DeskStory], now: datetime) -> None:
        """List other stories; the cursor stays on its story."""
        self.feeds = {feed.number: feed for feed in feeds}
        self._outlets = {feed.number: outlet_of(feed) for feed in feeds}
        self._names = {feed.number: fold_text(feed.name).casefold() for feed in feeds}
        self.all = list(stories)
        self.details, self._sorted, self._now = {}, {}, now
        known = self._folded
        self._folded = {}
        for story in self.all:  # now, and not when the first letter of a query is typed
            self._folded[story.titles] = known.get(story.titles) or fold_text(story.titles).casefold()
        self._filter()

    def replace(self, stories: Mapping[int, DeskStory | None]) -> None:
        """List what some stories have become, where they stand; None takes one out."""
        self.all = [now for story in self.all if (now := stories.get(story.topic, story)) is not None]
        known = {story.topic for story in self.all}
        fresh = [story for topic, story in stories.items() if story is not None and topic not in known]
        self.all += fresh
        self.details = {topic: items for topic, items in self.details.items() if topic not in stories}
        self._sorted = {}
        self.shown = [now for story in self.shown if (now := stories.get(story.topic, story)) is not None]
        self.shown[self.at + 1 : self.at + 1] = fresh
        self.at = min(self.at, max(0, len(self.shown) - 1))

    # what is shown

    def next_order(self) -> str:
        """Put the stories in the next order. Returns what it is."""
        self.order = _following(self.order)
        self._filter()
        self.at = 0
        return f"in order: {self.order}"

    def next_filter(self) -> str:
        """Show the next kind of story. Returns what it is."""
        self.only = _following(self.only)
        self._filter()
        return f"shown: {self.only}"

    def next_tag(self) -> str:
        """Show only what feeds with the next tag tell. Returns what it is."""
        tags = sorted({tag for feed in self.feeds.values() for tag in feed.tags})
        if not tags:
            return "no feed has a tag: diptych feeds tag FEED TAG"
        self.tag = tags[0] if not self.tag else "" if self.tag == tags[-1] else tags[tags.index(self.tag) + 1]
        self._filter()
        return f"shown: #{self.tag}" if self.tag else "shown: all tags"

    def find(self, query: str) -> None:
        """Show only stories that have all words of a query in their headlines or the names of their outlets."""
        self.query = query
        self._filter()

    def go_to(self, topic: int) -> None:
        """Put the cursor on a story, if it is shown."""
        self.at = next((n for n, story in enumerate(self.shown) if story.topic == topic), self.at)

    @property
    def here(self) -> DeskStory | None:
        """The story under the cursor."""
        return self.shown[self.at] if self.at < len(self.shown) else None

    @property
    def items(self) -> Sequence[KeptItem]:
        """Its items, the latest first, if they are known."""
        return self.details.get(self.here.topic, ()) if self.here else ()

    @property
    def chosen(self) -> KeptItem | None:
        """The item that is chosen among them."""
        return self.items[min(self.item, len(self.items) - 1)] if self.items else None

    def _filter(self) -> None:
        here = self.here
        words = [(word, {n for n, name in self._names.items() if word in name}) for word in query_words(self.query)]
        if self.order not in self._sorted:
            self._sorted[self.order] = in_order(self.all, self.order, self._now)
        self.shown = [s for s in self._sorted[self.order] if self._is_shown(s) and self._has(s, words)]
        self.at, self.item = min(self.at, max(0, len(self.shown) - 1)), 0
        if here is not None:
            self.go_to(here.topic)

    def _is_shown(self, story: DeskStory) -> bool:
        if self.tag and not any(self.tag in self.feeds[n].tags for n in story.feeds if n in self.feeds):
            return False
        match self.only:
            case Shown.NEW:
                return story.new > 0 or story.changed > 0
            case Shown.SEVERAL:
                return len(story.feeds) > 1 and len(self.outlets(story)) > 1
            case Shown.CHANGED:
                return story.changed > 0
            case Shown.PINNED:
                return story.pinned
            case _:
                return True

    def _has(self, story: DeskStory, words: Sequence[tuple[str, Set[int]]]) -> bool:
        """Whether a story has all words, each given with the feeds whose name has it."""
        if not words:
            return True
        if (titles := self._folded.get(story.titles)) is None:
            self._folded[story.titles] = titles = fold_text(story.titles).casefold()
        return all(word in titles or not feeds.isdisjoint(story.feeds) for word, feeds in words)

    def outlets(self, story: DeskStory) -> list[Outlet]:
        """The outlets that tell a story."""
        return list({o.key: o for n in story.feeds if (o := self._outlets.get(n)) is not None}.values())

    # the list

    @property
    def count(self) -> int:
        """One row for each story."""
        return len(self.shown)

    @property
    def title(self) -> str:
        """How many stories there are, and what is shown of them."""
        new = sum(story.new > 0 for story in self.all)
        parts = [f"The desk · {self.count:,} of {len(self.all):,} stories · {new:,} with news", str(self.order)]
        parts += [self.only.value] if self.only is not Shown.ALL else []
        parts += [f"#{self.tag}"] if self.tag else []
        parts += [f"with “{self.query}”"] if self.query.strip() else []
        return " · ".join(parts)

    def keys(self, width: int) -> str:
        """What the keys do, as much as there is room for."""
        return next((keys for keys in KEYS if len(keys) + 16 <= width), KEYS[-1])

    def head(self, width: int) -> Line:
        """What the columns are; what to do where there is nothing."""
        if not self.all:
            return [("    " + self.signs.own(NO_NEWS if self.feeds else NOTHING), Ink("text", italic=True))]
        line = f"    {'story':<{self._title_width(width)}}"
        line += f"{'outlets':<{OUTLETS}}" if width >= WITH_OUTLETS else ""
        line += f"{'told by':<{TOLD}}" if width >= WITH_TOLD else ""
        return [(f"{line}{'new':<{NEW}}{'age':<{AGE}}", Ink("mute"))]

    def _title_width(self, width: int) -> int:
        return max(
            10, width - 4 - NEW - AGE - (TOLD if width >= WITH_TOLD else 0) - (OUTLETS if width >= WITH_OUTLETS else 0)
        )

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """State, headline, outlets, how many tell it, what is new, how old."""
        story = self.shown[index]
        bg = "cursor" if under else "background"
        soft, fresh = Ink("soft", bg), story.new > 0 or story.changed > 0
        state = "»" if story.topic in self.marked else "*" if story.pinned else "+" if fresh else " "
        title = self._title_width(width)
        line: Line = [
            (f"{self.signs.bar} " if under else "  ", Ink("bright", bg)),
            (self.signs.own(state) + " ", Ink("bright" if fresh else "text", bg, bold=True)),
            (self._cell(story.title, title), Ink("bright" if fresh else "text", bg, bold=fresh)),
        ]
        if width >= WITH_OUTLETS:
            line += fit(self._outlet_names(story, bg), OUTLETS - 1, soft, self.signs.more)
            line.append((" ", soft))
        if width >= WITH_TOLD:
            line.append((self._cell(self.signs.own(self._told(story)), TOLD), soft))
        line.append((self._cell(str(story.new) if story.new else self.signs.own("·"), NEW), Ink("text", bg)))
        line.append((self._cell(self._age(story.moment), AGE), soft))
        return fit(line, width, Ink("text", bg), self.signs.more)

    def _cell(self, text: str, width: int) -> str:
        shown = clip(text, width - 1, self.signs.more)
        return shown + " " * (width - cell_len(shown))

    def _outlet_names(self, story: DeskStory, bg: str) -> Line:
        return [(f"{outlet.name}  ", Ink("text", bg)) for outlet in self.outlets(story)]

    def _told(self, story: DeskStory) -> str:
        """`5 outlets, 2 origins`; `1 outlet`."""
        outlets = plural(len(self.outlets(story)), "outlet")
        copied = story.items - story.origins
        return f"{outlets}, {plural(story.origins, 'origin')}" if copied else outlets

    def _age(self, moment: str) -> str:
        """`12 min`, `5 h`, `3 d`; the date of what is older than 99 days."""
        passed = self._now - datetime.fromisoformat(moment)
        if passed < timedelta(hours=1):
            return f"{max(0, int(passed.total_seconds() // 60))} min"
        if passed < timedelta(days=1):
            return f"{int(passed.total_seconds() // 3600)} h"
        return f"{passed.days} d" if passed.days < 100 else f"{moment[2:7]}"

    def summary(self, story: DeskStory) -> str:
        """A story in a line: `3 sources · 1 new · Harbour Ledger changed its headline`."""
        parts = [plural(story.items, "source")]
        copies = story.items - story.origins
        parts += [f"{copies} {'repeats' if copies == 1 else 'repeat'} another"] if copies else []
        parts += [f"{story.new} new{self._passages(story)}"] if story.new else []
        own = [kept for kept in self.details.get(story.topic, ()) if _has_changed(kept)]
        names = list(dict.fromkeys(self.name(kept) for kept in own))
        its = "its headline" if len(names) == 1 else "their headlines"
        parts += [f"{', '.join(names)} changed {its}"] if names else []
        return " · ".join(parts)

    def _passages(self, story: DeskStory) -> str:
        """` (2 of 5 passages new to you)`, where something of the story was read."""
        items = self.details.get(story.topic, ())
        known, new = ([kept.text for kept in items if bool(kept.read) is read] for read in (True, False))
        if not known or not new:
            return ""
        fresh, every = new_passages(known, new)
        return f" ({fresh} of {every} passages new to you)" if every else ""

    def name(self, kept: KeptItem) -> str:
        """The outlet of an item."""
        return self.feeds[kept.feed].name if kept.feed in self.feeds else "?"

    def move(self, count: int, body: int) -> None:
        """Move the cursor; the first item of another story is chosen."""
        before = self.at
        super().move(count, body)
        self.item = self.item if self.at == before else 0

    def across(self, count: int) -> None:
        """Choose another item of the story."""
        self.item = max(0, min(self.item + count, len(self.items) - 1))

    # what stands around

    def not_found(self) -> str:
        """Said where no story is shown."""
        return "no such story · esc shows all" if self.all and not self.shown else ""

    def draw_details(self, width: int, rows: int) -> list[Line]:
        """The items of the story under the cursor."""
        if (story := self.here) is None:
            return []
        said = self.signs.own(self.summary(story))
        head: Line = [("  " + clip(said, width - 4, self.signs.more), Ink("bright", bold=True))]
        return [head, *self._items(width, rows - 1)]

    def _items(self, width: int, rows: int) -> list[Line]:
        """The items, with the chosen one among them, and below them its summary if there is room."""
        items = self.items
        if not items or rows <= 0:
            return []
        chosen = min(self.item, len(items) - 1)
        room = rows - 1 if rows > 3 else rows
        first = max(0, min(chosen - room // 2, len(items) - room))
        lines = [
            self._item(n, items[n], width, chosen=n == chosen) for n in range(first, min(len(items), first + room))
        ]
        if rows > len(lines) and items[chosen].item.summary:
            broken = wrap(text := items[chosen].item.summary, 0, len(text), max(10, width - 8))
            lines += [[("      " + text[start:end], Ink("soft"))] for start, end in broken[: rows - len(lines)]]
        return lines

    def _item(self, number: int, kept: KeptItem, width: int, *, chosen: bool) -> Line:
        """An item: whether it is new, when it came, its outlet, its headline, and what the headline was before."""
        own, new = self.signs.own, not kept.read
        sign = "=" if kept.origin else "+" if new else " "
        line: Line = [
            (f" {self.signs.bar if chosen else ' '} {own(sign)} ", Ink("bright", bold=True)),
            (f"{self._age(kept.moment):>6}  ", Ink("mute")),
            (f"{clip(self.name(kept), 24, self.signs.more)}  ", Ink(version_ink(number % INKS), bold=True)),
            (kept.item.title, Ink("bright" if new else "text", bold=chosen)),
        ]
        if kept.earlier:
            line.append((own(f"  was: {kept.earlier[-1].title}"), Ink("soft", italic=True)))
        return fit(line, width, Ink(), self.signs.more)


def _following(choice: Choice) -> Choice:
    """The next one of its kind."""
    every = list(type(choice))
    return every[(every.index(choice) + 1) % len(every)]


def _has_changed(kept: KeptItem) -> bool:
    """Whether an item has another headline since it was read, or since it came if it was not."""
    return bool(kept.changed) and kept.changed > kept.read
