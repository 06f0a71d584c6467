"""The records of what the reader keeps of a story: notes and picks, drafts, decisions, roles, and changes to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from reader.align.decisions import DecisionKind
from reader.notes.anchors import Anchor
from reader.story.version import Role

_TAG = r"(?<![\w#/&])#([\w-]*[^\W\d_][\w-]*)"
"""A number sign and a word with a letter in it, not inside a word, an address or an entity."""


class Kind(StrEnum):
    """The kind of an entry."""

    NOTE = "note"
    """The reader's words, on passages or on the story."""
    QUESTION = "question"
    """A note that asks something."""
    DOUBT = "doubt"
    """A note that doubts what the text says."""
    QUOTE = "quote"
    """A note about a passage to be quoted."""
    PICK = "pick"
    """Passages to take along, without words."""

    @property
    def written(self) -> bool:
        """Whether the entry holds the reader's words: true of every kind but a pick."""
        return self is not Kind.PICK


LABELS = 4
"""How many labels there are for picks."""
WRITTEN = tuple(kind for kind in Kind if kind.written)
"""The kinds of note, in the order in which the dialog offers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A note or a pick."""

    id: str
    """Unique, whatever the clock does."""
    kind: Kind
    body: str
    """The reader's words in Markdown, verbatim; empty for a pick."""
    anchors: tuple[Anchor, ...]
    """The passages it is on; none if it is on the story as a whole."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    modified: str
    position: int
    """Its place in the reader's list; lower comes first."""
    label: int = 0
    """Which of the reader's labels a pick has, 1 to 4; 0 if it has none."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in its body without their `#`, in order; tags that differ only in case count once."""
        found: dict[str, str] = {}
        for tag in re.findall(_TAG, self.body):
            found.setdefault(tag.casefold(), tag)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A note that is still being written."""

    id: str
    """Unique, whatever the clock does."""
    entry: str
    """The id of the note that is being edited; empty for a new note."""
    base: str
    """The body of that note when the draft was begun."""
    body: str
    """What has been written so far, verbatim."""
    anchors: tuple[Anchor, ...]
    written: str
    """When it was last written to: UTC, as `2031-02-14T09:12:44Z`."""

    def is_outdated_by(self, entry: Entry | None) -> bool:
        """Whether the note has changed since the draft was begun, so that the reader must see both."""
        return entry is not None and entry.body != self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A link that the reader pinned or cut, identified by the words of its sentences, not by their numbers."""

    id: str
    """Unique, whatever the clock does."""
    kind: DecisionKind
    here: tuple[Anchor, ...]
    """The sentences of one version, at least one."""
    there: tuple[Anchor, ...]
    """The sentences of the other version, at least one."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    position: int
    """Of two decisions that contradict each other, the one with the higher position holds."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The sentences of both versions."""
        return self.here + self.there


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRole:
    """The role that the reader gave to a paragraph, identified by the paragraph's words, not by its number."""

    id: str
    """Unique, whatever the clock does."""
    role: Role
    anchor: Anchor
    """The whole paragraph."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    position: int
    """Of two roles for the same paragraph, the one with the higher position holds."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The paragraph alone."""
        return (self.anchor,)


Subject = Entry | KeptDecision | KeptRole
"""What can be changed, undone and redone."""


class Change(NamedTuple):
    """A change to an entry, a decision or a paragraph's role."""

    verb: str
    """`add`, `edit` or `delete`."""
    before: Subject | None
    after: Subject | None

    @property
    def subject(self) -> Subject:
        """What was changed, as it was last seen: after the change, or before it if the change was a deletion."""
        subject = self.after or self.before
        assert subject is not None, "a change has a before or an after"
        return subject


class Position(NamedTuple):
    """Where the reader was."""

    front: str
    """Locator of the version that had the cursor."""
    starts: Mapping[str, int] = MappingProxyType({})
    """For each version's locator the start of the sentence under its cursor, in code points of its text."""
