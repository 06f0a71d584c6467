"""Copies of pages, kept with their dates, so that a story opens without the network.

A copy is one file, `FOLDER/KEY/MOMENT.page`: a line of JSON that tells what it is, and the page's bytes. It is never
changed; a page that reads otherwise later is a further copy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from reader.story.sources import read_file
from reader.story.version import SourceError
from reader.story.web.fetch import Fetched

FORMAT = "diptych/copy@1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""How a moment is written: UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was."""

    fetched: Fetched
    moment: str
    """When it was fetched, as `2031-02-14T09:12:44Z`."""


class Copies:
    """The copies that are kept in one folder."""

    def __init__(self, folder: Path, write: Callable[[Path, bytes], object]) -> None:
        """Keep copies in `folder`, which need not be there yet; `write` writes a file whole, or raises OSError."""
        self._folder = folder
        self._write = write

    def moments(self, address: str) -> tuple[str, ...]:
        """When the copies of an address (canonical) were fetched, the latest first."""
        found: list[str] = []
        with suppress(OSError):
            names = [file.stem for file in self._place(address).glob("*.page")]
            found = sorted((moment for name in names if MOMENT.fullmatch(moment := _moment(name))), reverse=True)
        return tuple(found)

    def find(self, address: str, moment: str = "") -> Copy | None:
        """The latest copy of an address, or the one of a moment; None where there is none that is whole."""
        for kept in self.moments(address):
            if moment in ("", kept) and (copy := self._read(address, kept)):
                return copy
        return None

    def keep(self, fetched: Fetched, now: datetime) -> Copy:
        """Keep a page as it was just fetched, unless it is the latest copy to the byte. Raises OSError."""
        if (latest := self.find(fetched.address)) and latest.fetched.data == fetched.data:
            return latest
        place = self._place(fetched.address)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = {
            "format": FORMAT,
            "address": fetched.address,
            "final": fetched.final,
            "media_type": fetched.media_type,
            "charset": fetched.charset,
            "remarks": fetched.remarks,
            "public": fetched.public,
            "sha256": hashlib.sha256(fetched.data).hexdigest(),
        }
        while (file := self._file(fetched.address, moment := f"{now:%Y-%m-%dT%H:%M:%SZ}")).exists():
            now += timedelta(seconds=1)
        self._write(file, json.dumps(told).encode() + b"\n" + fetched.data)
        return Copy(fetched, moment)

    def _place(self, address: str) -> Path:
        return self._folder / hashlib.sha256(address.encode()).hexdigest()[:32]

    def _file(self, address: str, moment: str) -> Path:
        return self._place(address) / f"{moment.replace(':', '')}.page"

    def _read(self, address: str, moment: str) -> Copy | None:
        """A copy, if it is whole and what it is said to be."""
        try:
            head, _, data = read_file(self._file(address, moment)).partition(b"\n")
            told = json.loads(head)
            sound = (told["format"], told["address"], told["sha256"]) == (
                FORMAT,
                address,
                hashlib.sha256(data).hexdigest(),
            )
            final, media_type, charset = (str(told[key]) for key in ("final", "media_type", "charset"))
            remarks, public = tuple(map(str, told["remarks"])), told["public"] is True
            fetched = Fetched(address, final, data, media_type, charset, remarks, public)
        except (SourceError, ValueError, KeyError, TypeError):
            return None
        return Copy(fetched, moment) if sound else None


def _moment(stem: str) -> str:
    """The moment that a file is named by: colons are no part of a file's name everywhere."""
    return re.sub(r"T(\d\d)(\d\d)(\d\d)Z$", r"T\1:\2:\3Z", stem)
