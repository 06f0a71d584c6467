"""Stories from items that come one after the other: the rules of `reader.group.grouping`, applied to what is new.

An item is known by its title and summary at first, and by the beginning of its article once that was fetched. New items
are grouped together with the items around them that the reader has not read yet, as `diptych group` would group them
all. What was read, pinned or put together by hand stays together, and takes in what is new.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from reader.group.grouping import (
    MOST,
    NEXT,
    THRESHOLD,
    TOGETHER,
    Lexicon,
    counted,
    is_function_word,
    linked,
    rarities,
    reprints_among,
    similarity,
    weights_of,
    words_of_text,
)
from reader.story.sentences import segment

WINDOW = 5 * 86_400
"""Seconds. Items that are farther apart do not tell the same story: the earthquake of last week is another one."""
RAREST = 20
"""Words of an item that others are looked up by, the rarest first."""
NEAREST = 40
"""Items that a new one is compared with, those that share the rarest words."""
MOST_AROUND = 400
"""Items that are grouped anew with those that are new, the nearest first."""
MOST_COMPARED = 24
"""Of a story that was read, so many items stand for all of it, the latest."""
TOO_SHORT = 20
"""With fewer words, it does not count that two texts are the same: two outlets can come upon the same headline."""
_QUARTER = 4
_TOLD = 0.5
"""The part of a sentence's words that a text must have to tell it."""
_COPY, _KNOWN = 0.25, 0.1
"""What a text that repeats another one counts beside one that does not, and a story that was read beside one that was
not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An item, as far as grouping is concerned."""

    number: int
    """Identifies it."""
    moment: int
    """When it was published, in seconds."""
    text: str
    """Title and summary, or the beginning of the article."""
    topic: int = 0
    """The story that it belongs to; 0 if it was not put anywhere yet."""
    fixed: bool = False
    """Whether it must stay there: the reader has read it, pinned its story, or put it there by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStory:
    """A story as the desk lists it."""

    topic: int
    """Identifies it."""
    title: str
    """Its latest headline."""
    titles: str
    """All its headlines, to be searched."""
    moment: str
    """When the latest item came: UTC, as `2031-02-14T09:12:44Z`."""
    items: int
    """How many items tell it."""
    new: int
    """How many of them were not read."""
    origins: int
    """How many of them do not repeat another one's text."""
    changed: int
    """How many of those that were read have another headline since."""
    pinned: bool
    feeds: tuple[int, ...]
    """The numbers of the feeds that tell it."""


def new_passages(known: Iterable[str], new: Iterable[str]) -> tuple[int, int]:
    """How many sentences of new texts are not told by known ones, and how many there are.

    A sentence is told if most of its words that say something stand in one of the known texts.
    """
    told = [set(words_of_text(text)) for text in known]
    fresh = every = 0
    for text in new:
        for sentence in segment(text)[1]:
            words = {word for word in words_of_text(sentence.span.of(text)) if not is_function_word(word)}
            if words:
                every += 1
                fresh += all(len(words & one) <= _TOLD * len(words) for one in told)
    return fresh, every


class Order(StrEnum):
    """How the desk puts stories in order. Pinned ones always come first."""

    WEIGHT = "most told"
    """By how many outlets tell them with words of their own, what is new to the reader before what is not. A day makes
    a story half as important."""
    LATEST = "latest"
    NEW = "most new to me"


def in_order(stories: Iterable[DeskStory], order: Order, now: datetime) -> list[DeskStory]:
    """Stories in an order; those that are equal in it by the latest item."""

    def weight(story: DeskStory) -> float:
        days = max(0.0, (now - datetime.fromisoformat(story.moment)).total_seconds() / 86_400)
        told = story.origins + _COPY * (story.items - story.origins)
        return float(told * (1 if story.new or story.changed else _KNOWN) * 0.5**days)

    by_moment = sorted(stories, key=lambda story: (story.moment, story.topic), reverse=True)
    if order is Order.WEIGHT:
        by_moment.sort(key=weight, reverse=True)
    elif order is Order.NEW:
        by_moment.sort(key=lambda story: story.new + story.changed, reverse=True)
    by_moment.sort(key=lambda story: not story.pinned)
    return by_moment


class Stories:
    """The stories that some items tell."""

    def __init__(self, tellings: Iterable[Telling] = (), splits: Iterable[tuple[int, int]] = ()) -> None:
        """Take in items that are in stories already.

        Args:
            tellings: The items; the later ones last.
            splits: Pairs of items that the reader split: they are never put into one story again.
        """
        self._lexicon = Lexicon()
        self._tellings: dict[int, Telling] = {}
        self._words: dict[int, array[int]] = {}
        self._ignored: Set[int] = frozenset()
        self._spread = Counter[int]()
        self._index: defaultdict[int, list[int]] = defaultdict(list)
        self._topics: defaultdict[int, set[int]] = defaultdict(set)
        self._weights: dict[int, dict[int, float]] = {}
        self._rarity: Mapping[int, float] = {}
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in splits:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._take(tellings)

    def add(self, tellings: Iterable[Telling]) -> dict[int, int]:
        """Put new items into stories, and those whose texts have changed.

        Returns:
            The story of each item that was put anywhere else than it was. A story has the number of an item that it
            held when it began, and keeps it.
        """
        new = self._take(tellings)
        if not new:
            return {}
        near = self._near(new)
        around = self._around(new, near)
        units, fixed = self._units(around)
        pairs = self._pairs(around, near, units, fixed)
        groups = linked(units, pairs, lambda one, other: self._likeness(units, fixed, one, other), THRESHOLD)
        return self._named([[item for unit in group for item in units[unit]] for group in groups], fixed)

    def topic_of(self, number: int) -> int:
        """The story of an item."""
        return self._tellings[number].topic

    def origins(self, topics: Iterable[int]) -> dict[int, int]:
        """For each item of some stories the one whose text it repeats; 0 if it is an origin itself."""
        out: dict[int, int] = {}
        for topic in topics:
            # Of equal texts the earliest counts as the origin.
            own = sorted(self._topics[topic], key=lambda n: (self._tellings[n].moment, n))
            out |= dict.fromkeys(own, 0)
            words = [self._words[number] for number in own]
            long = [place for place, told in enumerate(words) if len(told) >= TOO_SHORT]
            out |= {own[found.article]: own[found.of] for found in reprints_among(long, words)}
        return out

    # what is known of items

    def _take(self, tellings: Iterable[Telling]) -> list[int]:
        """Take items in, or their new texts. Returns their numbers."""
        taken = list(tellings)
        for telling in taken:
            self._forget(telling.number)
            words = self._lexicon.number(words_of_text(telling.text))
            self._words[telling.number] = words
            self._tellings[telling.number] = telling
            if telling.topic:
                self._topics[telling.topic].add(telling.number)
        self._ignored = self._lexicon.function_words
        for telling in taken:
            kinds = self._kinds(telling.number)
            self._spread.update(kinds)
            for word in kinds:
                self._index[word].append(telling.number)
        self._weights = {}
        self._rarity = rarities(self._spread.values(), len(self._tellings))
        return [telling.number for telling in taken]

    def _forget(self, number: int) -> None:
        known = self._tellings.pop(number, None)
        if known is None:
            return
        self._topics[known.topic].discard(number)
        kinds = self._kinds(number)
        self._spread.subtract(kinds)
        for word in kinds:
            self._index[word].remove(number)

    def _kinds(self, number: int) -> Set[int]:
        """The words of an item that count, each once."""
        return set(self._words[number][:MOST]) - self._ignored

    def _weighed(self, number: int) -> dict[int, float]:
        if (known := self._weights.get(number)) is None:
            counts = counted(self._words[number], self._ignored)
            self._weights[number] = known = weights_of(counts, self._spread, self._rarity)
        return known

    def _similarity(self, one: int, other: int) -> float:
        """The similarity of two items; 0 if they cannot tell the same story."""
        one, other = min(one, other), max(one, other)
        if abs(self._tellings[one].moment - self._tellings[other].moment) > WINDOW:
            return 0.0
        if other in self._apart.get(one, ()):
            return 0.0
        return similarity(self._weighed(one), self._weighed(other))

    # what is around new items

    def _near(self, new: Sequence[int]) -> dict[tuple[int, int], float]:
        """The pairs of a new item and another one that are similar enough to tell the same story."""
        found: dict[tuple[int, int], float] = {}
        for number in new:
            shared: defaultdict[int, float] = defaultdict(float)
            times = Counter[int]()
            rarest = sorted(self._kinds(number), key=lambda word: (self._spread[word], word))
            for word in [word for word in rarest if self._spread[word] > 1][:RAREST]:
                others = self._index[word][-NEXT:] if len(self._index[word]) > NEXT else self._index[word]
                times.update(others)
                for other in others:
                    shared[other] += self._rarity[self._spread[word]]
            shared.pop(number, None)
            likely = [other for other in shared if times[other] >= TOGETHER]
            for other in sorted(likely, key=lambda other: (-shared[other], other))[:NEAREST]:
                pair = min(number, other), max(number, other)
                if pair not in found and (score := self._similarity(*pair)) >= THRESHOLD:
                    found[pair] = score
        return found

    def _around(self, new: Sequence[int], near: Mapping[tuple[int, int], float]) -> list[int]:
        """New items and those of the stories that they may belong to, at most `MOST_AROUND` of these."""
        reached: dict[int, None] = dict.fromkeys(new)
        most = len(reached) + max(MOST_AROUND, 4 * len(new))
        for pair in sorted(near, key=lambda pair: (-near[pair], pair)):
            for number in pair:
                own = self._topics.get(self._tellings[number].topic) or {number}
                if number not in reached and len(reached) < most:
                    reached |= dict.fromkeys(sorted(own))
        return sorted(reached)

    def _units(self, around: Sequence[int]) -> tuple[dict[int, list[int]], frozenset[int]]:
        """What is put together: items one by one, and as a whole what must stay together, under its first item.

        Returns:
            The items of each unit, and the units that must keep their stories.
        """
        units: dict[int, list[int]] = {}
        first: dict[int, int] = {}
        for number in around:
            telling = self._tellings[number]
            if telling.fixed and telling.topic:
                units.setdefault(first.setdefault(telling.topic, number), []).append(number)
            else:
                units[number] = [number]
        return units, frozenset(first.values())

    def _pairs(
        self,
        around: Sequence[int],
        near: Mapping[tuple[int, int], float],
        units: Mapping[int, Sequence[int]],
        fixed: Set[int],
    ) -> list[tuple[float, int, int]]:
        """The pairs of units that are similar enough, as `linked` takes them."""
        unit_of = {number: unit for unit, own in units.items() for number in own}
        wanted = {tuple(sorted((unit_of[one], unit_of[two]))) for one, two in near if one in unit_of and two in unit_of}
        topics: defaultdict[int, list[int]] = defaultdict(list)
        for number in around:
            if self._tellings[number].topic:
                topics[self._tellings[number].topic].append(unit_of[number])
        for own in topics.values():
            wanted |= set(combinations(sorted(set(own)), 2))
        scored = [(self._likeness(units, fixed, one, two), one, two) for one, two in sorted(wanted) if one != two]
        return [pair for pair in scored if pair[0] >= THRESHOLD]

    def _likeness(self, units: Mapping[int, Sequence[int]], fixed: Set[int], one: int, other: int) -> float:
        """How similar two units are. What must stay where it is does not join each other.

        Of a story that must stay, a quarter of the items may be less similar: it grew while it was told, and what is
        new need not resemble all of it.
        """
        if one in fixed and other in fixed:
            return 0.0
        scores = sorted(
            self._similarity(left, right)
            for left in units[one][-MOST_COMPARED:]
            for right in units[other][-MOST_COMPARED:]
        )
        if any(right in self._apart.get(left, ()) for left in units[one] for right in units[other]):
            return 0.0
        return scores[len(scores) // _QUARTER]

    def _named(self, groups: list[list[int]], fixed: Set[int]) -> dict[int, int]:
        """Give each group the number of its story, and keep it. Returns the items that are elsewhere now."""
        inside = {number for group in groups for number in group}
        used = {topic for topic, own in self._topics.items() if own - inside}
        moved: dict[int, int] = {}

        def claims(group: Sequence[int]) -> tuple[bool, int, int]:
            return not any(number in fixed for number in group), -len(group), min(group)

        for group in sorted(groups, key=claims):
            held = Counter(self._tellings[n].topic for n in group if self._tellings[n].topic)
            kept = [self._tellings[n].topic for n in group if self._tellings[n].fixed and self._tellings[n].topic]
            wanted = kept or sorted(held, key=lambda topic: (-held[topic], topic))
            free = (topic for topic in [*wanted, *sorted(group), *(-n for n in sorted(group))] if topic not in used)
            topic = next(free, wanted[0] if wanted else group[0])
            used.add(topic)
            for number in group:
                known = self._tellings[number]
                if known.topic != topic:
                    moved[number] = topic
        for number, topic in moved.items():
            known = self._tellings[number]
            self._topics[known.topic].discard(number)
            self._topics[topic].add(number)
            self._tellings[number] = Telling(
                number=number, moment=known.moment, text=known.text, topic=topic, fixed=known.fixed
            )
        return moved
