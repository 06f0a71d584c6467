"""Pages as sources of a story: read from their copies, or fetched and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from reader.story.contents import is_noise
from reader.story.decode import decode, decodes, has_mark, python_name
from reader.story.moments import utc_now
from reader.story.version import SourceError
from reader.story.web.address import Address, canonical
from reader.story.web.copies import Copies, Copy, Fetched

if TYPE_CHECKING:  # see `Web.fetch`
    from reader.story.web.fetch import Limits, Network, Subscription

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page to make a version of."""

    fetched: Fetched
    moment: str
    """When it was fetched; empty if no copy of it is kept."""
    remarks: tuple[str, ...]

    @property
    def name(self) -> str:
        """The page's name as a file. Its suffix tells its kind as the server states it."""
        path = PurePosixPath(unquote(canonical(self.fetched.final).target.partition("?")[0]))
        suffix = _SUFFIXES.get(self.fetched.media_type, "")
        if suffix == ".txt" and path.suffix.lower() not in ("", ".html", ".htm", ".xhtml"):
            suffix = ""  # servers send anything that they have no media type for as plain text
        return (path.stem if suffix else path.name).replace("/", "") + suffix or "page"

    @property
    def encoding(self) -> str:
        """The encoding to read it in, if the server is to be believed; empty if the page itself is to tell."""
        return believed_charset(self.fetched.data, self.fetched.charset)


@dataclass(slots=True, kw_only=True)
class Web:
    """Gets pages. An address that has a copy is read from it; any other is fetched."""

    copies: Copies | None = None
    """Where copies are kept; None keeps none."""
    fresh: bool = False
    """Whether to fetch even what has a copy. If that fails, the copy is read after all, with a remark."""
    progress: Callable[[str], None] | None = None
    """Called with the progress of fetching, as one line."""
    stop: threading.Event | None = None
    """Set, in any thread, when a page is no longer wanted."""
    limits: Limits | None = None
    network: Network | None = None
    proxies: bool = False
    """Whether to fetch through the proxies that the environment names, where no `network` is given."""
    now: Callable[[], datetime] = utc_now

    def moments(self, address: Address) -> tuple[str, ...]:
        """When the copies of a page were fetched, the earliest first."""
        return self.copies.moments(str(address))[::-1] if self.copies else ()

    def get(self, address: Address, moment: str = "", *, public: bool = False) -> WebPage:
        """Get a page from its latest copy, or fetch it.

        Args:
            address: Its address.
            moment: Which copy is wanted; empty for the latest.
            public: Whether it may be fetched only from public hosts, because the reader did not name it.

        Raises:
            SourceError: It cannot be read.
            Stopped: It is no longer wanted.
        """
        copy = self.copies.find(str(address), moment, self.now()) if self.copies else None
        if copy and (moment or not self.fresh):
            return _from_copy(copy)
        if moment:
            raise SourceError(
                f"there is no copy of {address} from {moment_text(moment)}; leave out what comes after “#”"
            )
        try:
            fetched = self.fetch(address, public=public or (copy is not None and copy.fetched.public))
        except SourceError as error:
            if copy is None:
                raise
            return _from_copy(copy, f" ({error})")
        return self.keep(fetched)

    def fetch(self, address: Address, *, public: bool = False, subscription: Subscription | None = None) -> Fetched:
        """Fetch a page or a feed as it is now, without keeping a copy. Raises SourceError or Stopped."""
        # urllib3 and ssl take 35 ms to import, and a page that is read from its copy needs neither.
        from reader.story.web.fetch import ProxiedNetwork, fetch

        return fetch(
            address,
            public=public,
            limits=self.limits,
            network=self.network or (ProxiedNetwork() if self.proxies else None),
            progress=self.progress,
            stop=self.stop,
            subscription=subscription,
        )

    def keep(self, fetched: Fetched) -> WebPage:
        """Keep a copy of a page that was just fetched. If that fails, a remark says so."""
        if self.copies is None:
            return WebPage(fetched, "", fetched.remarks)
        try:
            return WebPage(fetched, self.copies.keep(fetched, self.now()).moment, fetched.remarks)
        except OSError as error:
            return WebPage(fetched, "", (*fetched.remarks, f"no copy of it could be kept ({error.strerror})"))


def moment_text(moment: str) -> str:
    """A moment for people: `2031-02-14 09:12 UTC`."""
    return f"{moment[:10]} {moment[11:16]} UTC"


def believed_charset(data: bytes, charset: str) -> str:
    """The encoding that a server states, if it is to be believed; empty if the page itself is to tell.

    The page tells by a byte order mark, or by being valid UTF-8. Nor is the server believed if the bytes do not fit
    the stated encoding, or would not be text in it.
    """
    as_browsers = python_name(charset)
    if not as_browsers or has_mark(data):
        return ""
    if as_browsers in ("cp1252", "cp1254", "cp874"):  # Python reads control characters where browsers read letters
        charset = as_browsers
    try:
        if not data.isascii() and decodes(data, "utf-8") and (found := decode(data)).encoding == "utf-8" and found.sure:
            return ""
        text = decode(data, charset).text
    except ValueError:
        return ""
    return "" if is_noise(text, sure=False) else charset


def _from_copy(copy: Copy, why: str = "") -> WebPage:
    remark = f"read from a copy of {moment_text(copy.moment)}{why}"
    return WebPage(copy.fetched, copy.moment, (*copy.fetched.remarks, remark))
