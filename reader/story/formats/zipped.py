"""Files that are zip archives (books, office documents): their parts, read by name, within limits, never to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from reader.story.formats.child import UnreadableError

MOST_PARTS = 20_000
LARGEST = 64 << 20
"""Bytes that may be unpacked from one file, all its parts together."""


class Archive:
    """The parts of a file. Reading them raises UnreadableError."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableError(f"is damaged ({_short(error)}); get a new copy") from None
        if len(parts) > MOST_PARTS:
            raise UnreadableError(f"has {len(parts):,} parts, more than any document needs, and was not read")
        self._parts = {part.filename: part for part in parts}
        self._left = LARGEST

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self, prefix: str) -> list[str]:
        """The parts whose names begin with `prefix`, in order."""
        return sorted(name for name in self._parts if name.startswith(prefix))

    def read(self, name: str) -> bytes:
        """Unpack a part."""
        part = self._parts.get(name)
        if part is None:
            raise UnreadableError(f"has no {name} in it; get a new copy")
        if part.flag_bits & 1:
            raise UnreadableError("is protected by a password; save a copy without one")
        try:
            with self._zip.open(part) as file:
                data = file.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableError(f"is damaged in {name} ({_short(error)}); get a new copy") from None
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError(f"holds more than {LARGEST >> 20} MB, the most that is unpacked; save only its text")
        return data

    def tree(self, name: str) -> Any:
        """Parse a part as XML. Its elements have no namespaces; entities and comments are removed."""
        try:
            return without_namespaces(etree.fromstring(self.read(name), _strict_parser()))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableError(f"is damaged in {name} ({_short(error)}); get a new copy") from None


def part_at(name: str, href: str) -> str:
    """The part that `href` in the part `name` refers to. It never leads out of the file."""
    path = unquote(href.partition("#")[0])
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    return joined.lstrip("/")


def texts_of(tree: Any, *names: str) -> Iterator[str]:
    """The text of each element with one of these names, with single spaces; empty ones are left out."""
    for element in tree.iter(*names):
        if text := " ".join("".join(element.itertext()).split()):
            yield text


def _strict_parser() -> etree.XMLParser:
    """A parser that fetches nothing and expands no entity that a file defines."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def without_namespaces(root: Any) -> Any:
    """The same tree, with the local names of its elements and attributes."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element.tag).localname
            for key in [key for key in element.attrib if key.startswith("{")]:
                plain = etree.QName(key).localname
                element.set(plain, element.get(plain, element.attrib[key]))
    return root


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__
