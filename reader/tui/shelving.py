"""Between the screens and the shelf: what stands there, how a story is opened from it, and what is kept of that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.notes.database import StoreError
from reader.notes.shelf import OFF, OPENED_FROM, ShelfStory, lasting, shipped_shelf
from reader.notes.store import Store
from reader.notes.templates import Templates
from reader.story.story import SourceError, Story
from reader.tui.keeping import Keeping

if TYPE_CHECKING:
    from reader.story.web.web import Web


class Wanted(NamedTuple):
    """What is to be opened."""

    sources: tuple[str, ...]
    encoding: str = ""
    language: str = ""
    """As a code; both empty where none was named."""
    trusted: bool = False
    """Whether its story file may name what is not beside it."""


class NeedsTrustError(SourceError):
    """A story file names what lies outside its folder, and nobody said yes to that yet."""


class Shelving:
    """Keeps what the reader opens on the shelf, and says what stands there."""

    def __init__(self, store: Store | None, trouble: str = "", templates: Templates | None = None) -> None:
        """Keep in `store`; without one, say `trouble`, and show what ships."""
        self.trouble = trouble
        self._store = store
        self._templates = templates

    def keep(
        self, story: Story, sources: Sequence[str] = (), encoding: str = "", language: str = ""
    ) -> tuple[Keeping, list[str]]:
        """Keep a story that was opened just now.

        Args:
            story: The story.
            sources: What it was opened with, to be opened with again; nothing where that is not known.
            encoding: The encoding that was named then.
            language: The code of the language that was.

        Returns:
            What keeps it, and what the reader should know of it.
        """
        keeping = Keeping(story, self._store, self.trouble)
        if self._templates is not None:
            keeping.templates = self._templates
        if keeping.setting(OFF):
            keeping.keep_setting(OFF, value=False)
        said = {"sources": list(lasting(sources)), "encoding": encoding, "language": language}
        if sources and keeping.setting(OPENED_FROM) != said:
            keeping.keep_setting(OPENED_FROM, said)
        remarks: list[str] = []
        if any(version.articles for version in story.versions):
            from reader.tui.articles import recalled  # few pages hold several

            keeping, troubles = recalled(keeping)
            remarks += troubles
        if any(locator.startswith(("http://", "https://")) for locator in story.locators):
            from reader.tui.renewing import with_noted_copies  # the pages of the web alone need it

            keeping = with_noted_copies(keeping)
        remarks += [f"{v.siglum}, {v.source}: {remark}" for v in keeping.story.versions for remark in v.remarks]
        return keeping, remarks

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


def open_wanted(wanted: Wanted, heard: Callable[[str], None], stop: threading.Event) -> Story:
    """Open what the reader wants, in whatever thread.

    Args:
        wanted: What to open.
        heard: Told how far fetching pages has come.
        stop: Set when it is not wanted any more.

    Raises:
        NeedsTrustError: Its story file names what is not beside it.
        SourceError: It cannot be read.
        Stopped: It is not wanted any more.
    """
    from reader.story.open import open_story

    asked: list[str] = []

    def web() -> Web:
        from reader.notes.web import web_with_copies

        return web_with_copies(heard=heard, stop=stop)

    def trust(said: str) -> bool:
        asked.append(said)
        return wanted.trusted

    try:
        encoding, language = wanted.encoding or None, wanted.language
        return open_story(wanted.sources, encoding=encoding, language=language, web=web, trust=trust)
    except SourceError as error:
        if asked and not wanted.trusted:
            raise NeedsTrustError(asked[-1]) from None
        raise SourceError(str(error)) from None


def sources_in(typed: str) -> tuple[str, ...]:
    """The sources in a line that was typed or pasted: one path, or several, quoted as in a shell where they need be."""
    whole = _at_home(typed.strip())
    with suppress(OSError, ValueError):
        if whole and Path(whole).exists():
            return (whole,)
    try:
        import shlex

        parts = shlex.split(typed)
    except ValueError:  # a quotation mark that is never closed
        parts = typed.split()
    return tuple(map(_at_home, parts))


def _at_home(named: str) -> str:
    """A path that begins with `~`, as the shell would have it."""
    try:
        return str(Path(named).expanduser()) if named.startswith("~") else named
    except RuntimeError:  # nobody of that name
        return named
