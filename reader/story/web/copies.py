"""Pages as they were fetched, and the dated copies that are kept of them, so that a story opens without the network.

A copy is one file, `FOLDER/KEY/MOMENT.page`: a line of JSON with what is known about the page, then the page's bytes.
It is never changed. If the page reads differently later, that is a further copy. Of one page at most `MOST` copies and
`LARGEST_ROW` bytes are kept: beyond that the oldest go, but never the first, the latest, or one that a note quotes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from reader.story.inputs import read_file
from reader.story.moments import stamp, utc_now
from reader.story.version import SourceError
from reader.story.web.address import MOMENT

FORMAT = "diptych/copy@1"
MOST = 500
"""Copies of one page."""
LARGEST_ROW = 100 * 1024 * 1024
"""Bytes of all copies of one page."""

Quoted = Callable[[str, Sequence[str]], Collection[str] | None]
"""Of the copies of an address, given by their moments, those that something kept is on; None if that is not known."""


def none_quoted(_: str, __: Sequence[str]) -> Collection[str]:
    """For copies that no notes are on."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as the server sent it."""

    address: str
    """The address that was asked for, in its canonical form."""
    final: str
    """The address that redirects led to, or the same."""
    data: bytes
    media_type: str
    """In small letters; empty if the server states none."""
    charset: str
    """As the server states it, which may be wrong; empty if it states none."""
    remarks: tuple[str, ...] = ()
    """What the reader should know."""
    public: bool = False
    """Whether all hosts on the way were on the public internet. If so, it is never fetched from anywhere else."""
    archived: str = ""
    """When an archive took it, as `2031-02-14T09:12:44Z`, if the server is one (Memento-Datetime, RFC 7089)."""
    etag: str = ""
    """What the server calls this state of the page (RFC 9110, 8.8); empty if it says nothing. Not kept with a copy, and
    neither is what follows."""
    modified: str = ""
    """When it was last changed, as the server writes it; empty if it says nothing."""
    moved: str = ""
    """The address that permanent redirects say to use from now on; empty if there is none."""
    unchanged: bool = False
    """Whether the server says that nothing has changed since the state that was named; then there are no data."""

    @property
    def host(self) -> str:
        """The host that was asked for."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was."""

    fetched: Fetched
    moment: str
    """When it was fetched, as `2031-02-14T09:12:44Z`."""


class Copies:
    """The copies that are kept in one folder."""

    def __init__(
        self,
        folder: Path,
        write: Callable[[Path, bytes], object],
        quoted: Quoted = none_quoted,
        *,
        most: int = MOST,
        largest: int = LARGEST_ROW,
    ) -> None:
        """Keep copies in a folder.

        Args:
            folder: It need not exist yet.
            write: Writes a whole file, or raises OSError.
            quoted: Tells which copies may not be removed. Asked only when there are too many.
            most: How many copies of one page may be kept.
            largest: How many bytes they may take together.
        """
        self._folder = folder
        self._write = write
        self._quoted = quoted
        self._most, self._largest = most, largest

    def moments(self, address: str) -> tuple[str, ...]:
        """When the copies of an address (canonical) were fetched, the latest first."""
        found: list[str] = []
        with suppress(OSError):
            names = [file.stem for file in self._place(address).glob("*.page")]
            found = sorted((moment for name in names if MOMENT.fullmatch(moment := _moment(name))), reverse=True)
        return tuple(found)

    def find(self, address: str, moment: str = "", now: datetime | None = None) -> Copy | None:
        """The latest copy of an address, or the one of a moment; None if there is none that is intact.

        A copy from more than a day after `now` was made while the clock was wrong. It is the latest only if there is no
        other. A shorter lead is left alone: two clocks may differ by hours, and time passes it soon.
        """
        latest = stamp((now or utc_now()) + timedelta(days=1))
        moments = self.moments(address)
        for kept in sorted(moments, key=lambda one: (one <= latest, one), reverse=True):
            if moment in ("", kept) and (copy := self._read(address, kept)):
                return copy
        return None

    def keep(self, fetched: Fetched, now: datetime) -> Copy:
        """Keep a page that was just fetched, unless it equals the latest copy byte for byte. Raises OSError."""
        if (latest := self.find(fetched.address, now=now)) and latest.fetched.data == fetched.data:
            return latest
        self._place(fetched.address).mkdir(parents=True, exist_ok=True, mode=0o700)
        head = {
            "format": FORMAT,
            "address": fetched.address,
            "final": fetched.final,
            "media_type": fetched.media_type,
            "charset": fetched.charset,
            "remarks": fetched.remarks,
            "public": fetched.public,
            "sha256": hashlib.sha256(fetched.data).hexdigest(),
            **({"archived": fetched.archived} if fetched.archived else {}),
        }
        while (file := self._file(fetched.address, moment := stamp(now))).exists():
            now += timedelta(seconds=1)
        self._write(file, json.dumps(head).encode() + b"\n" + fetched.data)
        self._remove_beyond(fetched.address)
        return Copy(fetched, moment)

    def _remove_beyond(self, address: str) -> None:
        """Remove the oldest copies beyond the bound, but the first, the latest, and those that something is on."""
        moments = self.moments(address)[::-1]
        sizes = {}
        for moment in moments:
            with suppress(OSError):  # another program may just have removed it
                sizes[moment] = self._file(address, moment).stat().st_size
        if len(sizes) <= self._most and sum(sizes.values()) <= self._largest:
            return
        if (quoted := self._quoted(address, moments)) is None:
            return
        for moment in moments[1:-1]:
            if len(sizes) <= self._most and sum(sizes.values()) <= self._largest:
                return
            if moment in sizes and moment not in quoted:
                with suppress(OSError):
                    self._file(address, moment).unlink(missing_ok=True)
                    del sizes[moment]

    def _place(self, address: str) -> Path:
        return self._folder / hashlib.sha256(address.encode()).hexdigest()[:32]

    def _file(self, address: str, moment: str) -> Path:
        return self._place(address) / f"{moment.replace(':', '')}.page"

    def _read(self, address: str, moment: str) -> Copy | None:
        """A copy, if it is intact and is of that address."""
        try:
            line, _, data = read_file(self._file(address, moment)).partition(b"\n")
            head = json.loads(line)
            expected = (FORMAT, address, hashlib.sha256(data).hexdigest())
            if (head["format"], head["address"], head["sha256"]) != expected:
                return None
            fetched = Fetched(
                address=address,
                final=str(head["final"]),
                data=data,
                media_type=str(head["media_type"]),
                charset=str(head["charset"]),
                remarks=tuple(map(str, head["remarks"])),
                public=head["public"] is True,
                archived=archived if MOMENT.fullmatch(archived := str(head.get("archived", ""))) else "",
            )
        except (SourceError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return Copy(fetched, moment)


def _moment(stem: str) -> str:
    """The moment that a file is named by. Its name has no colons, which some file systems do not allow."""
    return re.sub(r"T(\d\d)(\d\d)(\d\d)Z$", r"T\1:\2:\3Z", stem)
