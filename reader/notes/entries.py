"""Entries: what the reader wrote or picked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from reader.align.decisions import DecisionKind
from reader.notes.anchors import Anchor
from reader.story.version import Role

_TAG = r"(?<![\w#/&])#([\w-]*[^\W\d_][\w-]*)"
"""A number sign and a word with a letter in it, not inside a word, an address or an entity."""


class Kind(StrEnum):
    """What an entry is."""

    NOTE = "note"
    """The reader's words, on passages or on the story."""
    QUESTION = "question"
    """Words that ask something."""
    DOUBT = "doubt"
    """Words that doubt what is told."""
    QUOTE = "quote"
    """Words about a passage that is to be quoted."""
    PICK = "pick"
    """Passages to carry away, without words."""

    @property
    def written(self) -> bool:
        """Whether it holds words of the reader's: any kind but a pick."""
        return self is not Kind.PICK


WRITTEN = tuple(kind for kind in Kind if kind.written)
"""The kinds of note, in the order in which the dialog offers them."""


class Entry(NamedTuple):
    """A note or a pick, as it is kept."""

    id: str
    """Unique, whatever the clock does."""
    kind: Kind
    body: str
    """The reader's words in Markdown, to the letter; empty for a pick."""
    anchors: tuple[Anchor, ...]
    """The passages it is on; none if it is on the story as a whole."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    modified: str
    position: int
    """Its place in the reader's list; lower comes first."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in its body without their `#`, in order, each once whatever its case."""
        found: dict[str, str] = {}
        for tag in re.findall(_TAG, self.body):
            found.setdefault(tag.casefold(), tag)
        return tuple(found.values())


class KeptDecision(NamedTuple):
    """A link that the reader pinned or cut, as it is kept: by the words of its sentences, not by their numbers."""

    id: str
    """Unique, whatever the clock does."""
    kind: DecisionKind
    here: tuple[Anchor, ...]
    """The sentences of one version, at least one."""
    there: tuple[Anchor, ...]
    """The sentences of the other, at least one."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    position: int
    """Its turn: of two that contradict each other, the one with the higher position holds."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The sentences of both versions."""
        return self.here + self.there


class KeptRole(NamedTuple):
    """What the reader says that a paragraph is for, as it is kept: by the paragraph's words, not by its number."""

    id: str
    """Unique, whatever the clock does."""
    role: Role
    anchor: Anchor
    """The whole paragraph."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    position: int
    """Its turn: of two about the same paragraph, the one with the higher position holds."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The paragraph alone."""
        return (self.anchor,)


Subject = Entry | KeptDecision | KeptRole
"""What a change can be to."""


class Change(NamedTuple):
    """A change to an entry, to a decision or to a paragraph's role, which can be undone and redone."""

    verb: str
    """`add`, `edit` or `delete`."""
    before: Subject | None
    after: Subject | None

    @property
    def entry(self) -> Subject:
        """What was changed as it was last seen: after the change, or before it if the change deleted it."""
        entry = self.after or self.before
        assert entry is not None, "a change has a before or an after"
        return entry


class Position(NamedTuple):
    """Where the reader was."""

    front: str
    """Locator of the version the cursor was in."""
    starts: Mapping[str, int] = MappingProxyType({})
    """For each version's locator, where the sentence under its cursor begins, in code points of its text."""


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is kept and written: UTC, to the second, as `2031-02-14T09:12:44Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
