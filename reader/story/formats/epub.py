"""EPUB: the chapters of a book in their order (EPUB 2 and 3)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import chapter_parts
from reader.story.formats.simplify import Simplified, remarks_on, simplify
from reader.story.formats.zipped import Archive, part_at, texts_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_READING_SHARE = 0.75
"""The part of the time after which no further chapter is begun; the rest is for writing the answer."""
_XHTML = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")


def parse_epub(request: Request) -> Iterator[Answer]:
    """Read a book.

    A chapter without a heading of its own gets the one that the table of contents gives it. If the table itself is
    among the chapters, it is furniture. Of a book that takes too long, the first chapters are read.

    Raises:
        UnreadableError: It is damaged, locked by DRM, or has no text.
    """
    until = time.process_time() + _READING_SHARE * request.seconds
    book = Archive(request.data)
    rootfile = next(iter(book.tree(_CONTAINER).iter("rootfile")), None)
    name = "" if rootfile is None else rootfile.get("full-path", "")
    package = book.tree(name)
    items = {item.get("id"): item for item in package.iter("item")}
    spine = [items[ref.get("idref")] for ref in package.iter("itemref") if ref.get("idref") in items]
    locked = _locked(book)
    titles = _chapter_titles(book, name, items.values(), package)
    parts: list[Part] = []
    found: list[Simplified] = []
    missing = other = unread = 0
    for number, item in enumerate(spine):
        if parts and time.process_time() > until:
            unread = len(spine) - number
            break
        chapter = part_at(name, item.get("href", ""))
        if chapter in locked:
            raise UnreadableError("is locked by DRM and cannot be read; get a copy without it")
        if item.get("media-type") not in _XHTML:
            other += 1
        elif chapter not in book:
            missing += 1
        else:
            nav = "nav" in item.get("properties", "").split()
            tree = _chapter_tree(book, chapter)
            found.append(simplify(tree))
            parts += chapter_parts(tree, titles.get(chapter, ""), nav=nav)
    if not parts:
        raise UnreadableError("has no text that can be read; it may be a book of pictures")
    facts = {
        fact: next(texts_of(package, element), "")
        for fact, element in (("title", "title"), ("author", "creator"), ("date", "date"), ("language", "language"))
    }
    facts["date"] = facts["date"][:10]
    facts["author"] = ", ".join(dict.fromkeys(texts_of(package, "creator")))
    facts["site"] = next(texts_of(package, "publisher"), "")
    is_missing = "is missing" if missing == 1 else "are missing"
    remarks = [f"{counted(missing, 'part')} listed in its contents {is_missing}"] if missing else []
    remarks += [f"{counted(other, 'part')} without text left out"] if other else []
    if unread:
        remarks.append(
            f"only the first {len(spine) - unread:,} of {len(spine):,} parts are shown, as reading took too long; "
            "split the book, or save its text as a .txt file and name that"
        )
    yield Answer(parts=parts, facts=facts, remarks=[*remarks, *remarks_on(found)])


def _chapter_tree(book: Archive, name: str) -> Any:
    """Parse a chapter. If it is not valid XML, it is read as browsers read pages."""
    try:
        tree = book.tree(name)
    except UnreadableError:
        data = book.read(name)
        parser = lxml.html.HTMLParser(encoding=None if b"encoding=" in data[:200] else "utf-8")
        try:
            tree = lxml.html.document_fromstring(data, parser=parser)
        except (etree.ParserError, ValueError):
            return lxml.html.document_fromstring("<p></p>")
    return tree


def _locked(book: Archive) -> set[str]:
    """The parts that are encrypted. Fonts may be; chapters are, if DRM locks the book."""
    if _ENCRYPTION not in book:
        return set()
    return {part_at("", reference.get("URI", "")) for reference in book.tree(_ENCRYPTION).iter("CipherReference")}


def _chapter_titles(book: Archive, name: str, items: Any, package: Any) -> dict[str, str]:
    """What the table of contents calls each part; the first title if it names a part several times."""
    spine = next(package.iter("spine"), None)
    toc = "" if spine is None else spine.get("toc", "")
    titles: dict[str, str] = {}
    for item in items:
        place = part_at(name, item.get("href", ""))
        try:
            if "nav" in item.get("properties", "").split():
                found = [(link.get("href", ""), link) for link in _chapter_tree(book, place).iter("a")]
            elif item.get("id") == toc:
                points = book.tree(place).iter("navPoint")
                found = [(p.find("content").get("src", ""), p.find("navLabel")) for p in points if _is_complete(p)]
            else:
                continue
        except UnreadableError:
            continue  # the book can be read without its table of contents
        for href, named in found:
            if text := " ".join("".join(named.itertext()).split()):
                titles.setdefault(part_at(place, href), text)
    return titles


def _is_complete(point: Any) -> bool:
    return point.find("content") is not None and point.find("navLabel") is not None


if __name__ == "__main__":
    run_child(parse_epub)
