"""Pages as sources of a story: from their copies, or fetched and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

from reader.story.version import SourceError
from reader.story.web.address import Address, Network, canonical
from reader.story.web.copies import MOMENT, Copies, Copy
from reader.story.web.fetch import Fetched, Limits

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
}


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Got:
    """A page for a version."""

    fetched: Fetched
    moment: str
    """When it was fetched; empty where no copy is kept of it."""
    remarks: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the page would be called as a file: its suffix tells its kind, as the server has it."""
        path = PurePosixPath(unquote(canonical(self.fetched.final).target.partition("?")[0]))
        suffix = _SUFFIXES.get(self.fetched.media_type, "")
        if suffix == ".txt" and path.suffix.lower() not in ("", ".html", ".htm", ".xhtml"):
            suffix = ""  # what servers send as plain text for want of anything better
        return (path.stem if suffix else path.name).replace("/", "") + suffix or "page"


@dataclass(slots=True)
class Web:
    """Gets pages: an address that has a copy is read from it, any other is fetched."""

    copies: Copies | None = None
    """Where copies are kept; None keeps none."""
    fresh: bool = False
    """Whether to fetch what has a copy too. Where that fails, the copy is read after all, and that is said."""
    heard: Callable[[str], None] | None = None
    """Told how far fetching has come, as one line."""
    stop: threading.Event | None = None
    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    now: Callable[[], datetime] = utc_now

    def get(self, address: Address, moment: str = "", *, public: bool = False) -> Got:
        """A page, from its latest copy or fetched.

        Args:
            address: Where it is.
            moment: Which copy is wanted; the latest where empty.
            public: Whether it may be fetched from public hosts alone: somebody else than the reader named it.

        Raises:
            SourceError: It cannot be had.
            Stopped: It is not wanted any more.
        """
        copy = self.copies.find(str(address), moment) if self.copies else None
        if copy and (moment or not self.fresh):
            return _from(copy)
        if moment:
            raise SourceError(f"there is no copy of {address} from {told(moment)}; leave out what stands after “#”")
        try:
            fetched = self.fetch(address, public=public or (copy is not None and copy.fetched.public))
        except SourceError as error:
            if copy is None:
                raise
            return _from(copy, f" ({error})")
        return self.keep(fetched)

    def fetch(self, address: Address, *, public: bool = False) -> Fetched:
        """A page as it is now; nothing is kept of it. Raises SourceError or Stopped."""
        from reader.story.web.fetch import fetch  # the client is slow to import, and a copy needs none

        return fetch(address, public=public, limits=self.limits, network=self.network, heard=self.heard, stop=self.stop)

    def keep(self, fetched: Fetched) -> Got:
        """Keep a copy of a page that was just fetched; where that fails, a remark says so."""
        if self.copies is None:
            return Got(fetched, "", fetched.remarks)
        try:
            return Got(fetched, self.copies.keep(fetched, self.now()).moment, fetched.remarks)
        except OSError as error:
            return Got(fetched, "", (*fetched.remarks, f"no copy of it could be kept ({error.strerror})"))


def split(named: str) -> tuple[Address, str]:
    """An address as a reader or a locator names it: the page, and the moment of the copy that is meant, if any.

    Raises SourceError where it is none that can be fetched.
    """
    _, _, fragment = named.partition("#")
    return canonical(named), fragment if MOMENT.fullmatch(fragment) else ""


def told(moment: str) -> str:
    """A moment for people: `2031-02-14 09:12 UTC`."""
    return f"{moment[:10]} {moment[11:16]} UTC"


def _from(copy: Copy, why: str = "") -> Got:
    return Got(copy.fetched, copy.moment, (*copy.fetched.remarks, f"read from a copy of {told(copy.moment)}{why}"))
