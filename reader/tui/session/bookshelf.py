"""The shelf: the stories that the reader has opened, and those that ship."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reader.notes.database import StoreError
from reader.notes.library import OFF_SHELF, OPENED_FROM, ShelfStory, lasting, shipped_shelf
from reader.notes.store import Store
from reader.notes.templates import Templates
from reader.story.own_output import own_output
from reader.story.rules import USUAL_RULES, Rules
from reader.story.rules_file import rules_written
from reader.story.version import Story
from reader.tui.session.notes import Session


class Bookshelf:
    """The stories that the reader has opened, and those that ship."""

    def __init__(self, store: Store | None, trouble: str = "", templates: Templates | None = None) -> None:
        """Keep the shelf in `store`; without one, it shows what ships, and `trouble`."""
        self.trouble = trouble
        self._store = store
        self._templates = templates

    def keep(
        self,
        story: Story,
        sources: Sequence[str] = (),
        encoding: str = "",
        language: str = "",
        rules: Rules = USUAL_RULES,
    ) -> tuple[Session, list[str]]:
        """Put a story that was just opened on the shelf.

        Args:
            story: The story.
            sources: What it was opened with, to open it again; empty where that is not known.
            encoding: The encoding named for them.
            language: The code of the language named for them.
            rules: How the reader asked for the versions to be compared, beside what settings and story files say.

        Returns:
            A session for it, and remarks for the reader.
        """
        session = Session(story, self._store, self.trouble)
        if self._templates is not None:
            session.templates = self._templates
        if session.setting(OFF_SHELF):
            session.keep_setting(OFF_SHELF, value=False)
        said: dict[str, object] = {"sources": list(lasting(sources)), "encoding": encoding, "language": language}
        if rules != USUAL_RULES:
            said["rules"] = rules_written(rules)
        by_notes = any(own_output(Path(named)) for named in sources)  # which asks here what its sources are
        if sources and not by_notes and session.setting(OPENED_FROM) != said:
            session.keep_setting(OPENED_FROM, said)
        remarks = list(filter(None, [*story.remarks, session.join_whole()]))
        pages = any(locator.startswith(("http://", "https://")) for locator in story.locators)
        if pages or any(version.articles for version in story.versions) or session.noted_revisions():
            from reader.tui.session.sources import as_it_was  # pages: 10 ms that files do without

            session, troubles = as_it_was(session)
            remarks += troubles
        remarks += [f"{v.siglum}, {v.source}: {remark}" for v in session.story.versions for remark in v.remarks]
        return session, remarks

    @property
    def store(self) -> Store | None:
        """Where the shelf is kept; None if it cannot be opened."""
        return self._store

    def stories(self) -> tuple[ShelfStory, ...]:
        """The stories that were read, the latest first, then those that ship."""
        read: tuple[ShelfStory, ...] = ()
        try:
            read = self._store.shelf().stories() if self._store else ()
        except StoreError as error:
            self.trouble = str(error)
        return (*read, *shipped_shelf(read))

    def take_off(self, story: ShelfStory) -> str:
        """Take a story off the shelf. Returns what went wrong, or nothing."""
        return self._change(lambda store: store.shelf().take_off(story.key))

    def put_back(self, story: ShelfStory) -> str:
        """Put it back. Returns what went wrong, or nothing."""
        return self._change(lambda store: store.shelf().put_back(story.key))

    def _change(self, change: Callable[[Store], None]) -> str:
        if self._store is None:
            return self.trouble
        try:
            change(self._store)
        except StoreError as error:
            return str(error)
        return ""
