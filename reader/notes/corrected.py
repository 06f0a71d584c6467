"""The roles that the reader gave to paragraphs, in the store, and found again in the texts as they are now."""

from __future__ import annotations

from collections.abc import Callable

from reader.notes.anchors import Anchor, Place
from reader.notes.database import Row, number_of, text_of
from reader.notes.entries import Change, KeptRole, stamp
from reader.notes.journal import packed_anchor, unpacked_anchor
from reader.notes.story_table import StoryTable
from reader.story.story import Story
from reader.story.version import Role


class StoryRoles(StoryTable):
    """The roles that were corrected in one story. Every method may raise StoreError."""

    TABLE = "roles"

    def all(self) -> tuple[KeptRole, ...]:
        """The corrections in the order in which they were made."""
        rows = self._database.rows(
            "SELECT id, role, anchor, created, position FROM roles WHERE story = ? ORDER BY position, created, id",
            self._number,
        )
        return tuple(_kept(row) for row in rows)

    def give(self, role: Role, anchor: Anchor, instead: KeptRole | None = None) -> KeptRole:
        """Give a paragraph a role, in place of the one that the reader gave it before, if any."""
        with self._database.change():
            if instead is not None and self._has(instead.id):
                made = instead._replace(role=role, anchor=anchor)
                self._journal.record(Change("edit", instead, made))
            else:
                made = KeptRole(self._new_id(), role, anchor, stamp(self._now()), self._next_position())
                self._journal.record(Change("add", None, made))
            self.put(made)
        return made

    def take_back(self, kept: KeptRole) -> None:
        """Let a paragraph have the role again that it was found in. Raises KeyError if that is so already."""
        with self._database.change():
            if not self._has(kept.id):
                raise KeyError(kept.id)
            self.remove(kept)
            self._journal.record(Change("delete", kept, None))

    def put(self, kept: KeptRole) -> None:
        """Have exactly this correction under its id. Inside `Database.change`; the journal is not told."""
        self.remove(kept)
        self._database.run(
            "INSERT INTO roles (id, story, role, anchor, created, position) VALUES (?, ?, ?, ?, ?, ?)",
            kept.id,
            self._number,
            kept.role.value,
            packed_anchor(kept.anchor),
            kept.created,
            kept.position,
        )

    def remove(self, kept: KeptRole) -> None:
        """Have no correction under its id. Inside `Database.change`; the journal is not told."""
        self._delete(kept.id)


def paragraphs_of(story: Story, kept: KeptRole, place: Callable[[Anchor], Place]) -> tuple[tuple[int, int], ...]:
    """The paragraphs that a correction is about, as version and paragraph.

    Args:
        story: The story as it was opened.
        kept: The correction.
        place: Where an anchor stands in the present text.

    Returns:
        Empty if its words are not found again with certainty; all of them if the paragraph is divided by now. Of a
        paragraph that was joined to another, so that the words are less than half of it, none.
    """
    span = place(kept.anchor).span
    if span is None or kept.anchor.locator not in story.locators:
        return ()
    number = story.locators.index(kept.anchor.locator)
    out = []
    for at, paragraph in enumerate(story.versions[number].paragraphs):
        common = min(paragraph.span.end, span.end) - max(paragraph.span.start, span.start)
        if common > 0 and 2 * common >= len(paragraph.span):
            out.append((number, at))
    return tuple(out)


def _kept(row: Row) -> KeptRole:
    id_, role, anchor, created = (text_of(value) for value in row[:4])
    return KeptRole(id_, Role(role), unpacked_anchor(anchor), created, number_of(row[4]))
