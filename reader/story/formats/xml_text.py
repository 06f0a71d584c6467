"""Texts in XML: FictionBook (.fb2), TEI, and feeds of articles (RSS, Atom)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import lxml.html
from lxml import etree

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import blocks_of, parts_of
from reader.story.formats.zipped import texts_of, without_namespaces

_FB2_PARAGRAPHS = frozenset(("p", "v", "text-author", "date", "subtitle", "td", "th"))
_FB2_UNREAD = frozenset(("image", "binary", "stylesheet"))
_FB2_NOTES = ("notes", "comments", "footnotes")

_TEI_UNREAD = frozenset((
    "pb", "cb", "gb", "fw", "milestone", "del", "sic", "orig", "abbr", "rdg", "note", "figure", "graphic", "teiHeader",
    "facsimile", "standOff", "surplus", "index", "speaker", "handShift", "media",
))  # fmt: skip
"""Elements whose text is not the text: page breaks, running heads, what was deleted, what an editor has corrected."""
_TEI_BLOCKS = frozenset((
    "p", "ab", "l", "head", "item", "label", "row", "trailer", "salute", "signed", "dateline", "opener", "closer",
    "byline", "docTitle", "titlePart", "docAuthor", "docDate", "docImprint", "epigraph", "argument", "stage",
    "castItem", "quote", "bibl",
))  # fmt: skip
_TEI_FRONT = {
    "docTitle": "furniture", "titlePart": "furniture", "docAuthor": "byline", "docDate": "date",
    "docImprint": "furniture", "byline": "byline", "trailer": "furniture",
}  # fmt: skip
"""Elements that stand around a text, and what they are."""
_TEI_ALTERNATIVES = {"sic": "corr", "orig": "reg", "abbr": "expan"}
"""What an editor writes for an element beside it in a `choice`."""


def parse_xml_text(request: Request) -> Iterator[Answer]:
    """Read a text in XML, in UTF-8.

    Raises:
        UnreadableError: It is damaged, has no text, or no such article.
    """
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever it states: the parent has decoded it
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=True,  # books hold their pictures in one element each; the process has a limit of memory
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(request.data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise UnreadableError("is damaged (no valid XML); get a new copy")
    root = without_namespaces(root)
    damaged = any(error.level >= 2 and error.domain_name != "NAMESPACE" for error in parser.error_log)
    read = _READERS.get(root.tag)
    if read is None:
        raise UnreadableError(f"is XML of a kind that is not read ({root.tag}); save its text as a .txt file")
    answer = read(root, request)
    if not any(text.strip() for text, _ in answer.parts):
        raise UnreadableError("has no text in it")
    remarks = (*answer.remarks, "damaged XML: what could be read is shown") if damaged else answer.remarks
    yield replace(answer, parts=_with_headline(answer.parts, answer.facts.get("title", "")), remarks=remarks)


def _with_headline(parts: Sequence[Part], title: str) -> list[Part]:
    """Make the first heading the headline if it is the title."""
    first = next((n for n, (_, role) in enumerate(parts) if role == "heading"), None)
    return [
        (text, "headline" if number == first and text.casefold() == title.casefold() else role)
        for number, (text, role) in enumerate(parts)
    ]


# FictionBook


def _fictionbook(root: Any, _: Request) -> Answer:
    about = root.find("description/title-info")
    bodies = list(root.iterchildren("body"))
    notes = [body for body in bodies if body.get("name") in _FB2_NOTES]
    parts = [part for body in bodies if body not in notes for part in _fb2_parts(body)]
    noted = [(text, role or "body") for body in notes for text, role in _fb2_parts(body) if role != "heading"]
    remarks = [f"{counted(sum(1 for body in notes for _ in body.iter('section')), 'note')} at the end"] if noted else []
    facts: dict[str, str] = {}
    if about is not None:
        author = about.find("author")
        names = [] if author is None else list(texts_of(author, "first-name", "middle-name", "last-name", "nickname"))
        facts = {
            "title": next(texts_of(about, "book-title"), ""),
            "author": " ".join(names),
            "language": next(texts_of(about, "lang"), ""),
            "date": next((date.get("value") or "".join(date.itertext()) for date in about.iter("date")), ""),
        }
    return Answer(parts=[*parts, *noted], facts=facts, remarks=remarks)


def _fb2_parts(body: Any) -> Iterator[Part]:
    for element in body.iter(*_FB2_PARAGRAPHS):
        if any(above.tag in _FB2_PARAGRAPHS for above in element.iterancestors()):
            continue
        above = {parent.tag for parent in element.iterancestors()}
        if "title" in above or element.tag == "subtitle":
            role = "heading"
        else:
            role = "body" if above & {"poem", "epigraph", "cite", "table"} or element.tag != "p" else ""
        text = _text(
            element, lambda inner: inner.tag in _FB2_UNREAD or (inner.tag == "a" and inner.get("type") == "note")
        )
        if text:
            yield text, role


# TEI


def _tei(root: Any, _: Request) -> Answer:
    header = root.find("teiHeader")
    facts: dict[str, str] = {"language": root.get("lang") or ""}
    if header is not None:
        statement = header.find("fileDesc/titleStmt")
        if statement is not None:
            facts["title"] = next(texts_of(statement, "title"), "")
            facts["author"] = ", ".join(texts_of(statement, "author"))
        facts["language"] = facts["language"] or next((one.get("ident") or "" for one in header.iter("language")), "")
        facts["date"] = next((date.get("when") or "" for date in header.iter("date")), "")
    texts = [text for text in root.iter("text") if not any(above.tag == "text" for above in text.iterancestors())]
    parts = [part for text in texts for part in _tei_parts(text)]
    notes = [
        (note, "body") for text in texts for element in text.iter("note") if (note := _text(element, _is_not_text))
    ]
    return Answer(
        parts=[*parts, *notes], facts=facts, remarks=[f"{counted(len(notes), 'note')} at the end"] if notes else []
    )


def _tei_parts(text: Any) -> Iterator[Part]:
    speaker = ""
    for element in text.iter(*_TEI_BLOCKS, "speaker"):
        if element.tag == "speaker":
            speaker = _text(element, lambda _: False).rstrip(".: ")
            continue
        inside = {above.tag for above in element.iterancestors()}
        if not inside.isdisjoint({"note", "figure", "fw"}) or _holds_blocks(element):
            continue
        if element.tag == "row":
            said = " | ".join(filter(None, (_text(cell, _is_not_text) for cell in element.iterchildren("cell"))))
        else:
            said = _text(element, _is_not_text)
        if not said:
            continue
        if element.tag == "head":
            role = "heading"
        elif element.tag in _TEI_FRONT:
            role = _TEI_FRONT[element.tag]
        else:
            role = "" if element.tag == "p" and inside.isdisjoint({"list", "quote", "sp"}) else "body"
        if speaker and "sp" in inside and element.tag != "stage":
            said, speaker = f"{speaker}. {said}", ""
        yield said, role


def _holds_blocks(element: Any) -> bool:
    """Whether the text of an element is in blocks inside it."""
    return any(
        inner.tag in _TEI_BLOCKS for inner in element.iterdescendants() if inner.tag not in ("quote", "stage", "bibl")
    )


def _is_not_text(element: Any) -> bool:
    if element.tag not in _TEI_UNREAD:
        return False
    wanted = _TEI_ALTERNATIVES.get(element.tag)
    if wanted is None:
        return True
    parent = element.getparent()  # alone, a form is all that there is
    return parent is not None and parent.tag == "choice" and parent.find(wanted) is not None


# Feeds


def _feed(root: Any, request: Request) -> Answer:
    items = list(root.iter("item", "entry")) or list(root.iter("channel"))
    if not items:
        raise UnreadableError("is a feed without articles")
    wanted = request.article
    if not wanted and all(role for _, role in _item_parts(items[0], "headline")):
        wanted = "all"  # headlines alone: one of them says nothing
    if wanted.isdecimal() and int(wanted) > len(items):
        raise UnreadableError(f"has {counted(len(items), 'article')}, and no number {wanted}")
    chosen = items if wanted == "all" else [items[int(wanted) - 1 if wanted.isdecimal() else 0]]
    parts = [part for item in chosen for part in _item_parts(item, "heading" if len(chosen) > 1 else "headline")]
    first = chosen[0]
    facts = {
        "title": next(texts_of(first, "title"), ""),
        "author": next(texts_of(first, "creator", "author"), ""),
        "date": next(map(_day, texts_of(first, "pubDate", "published", "updated", "date")), ""),
        "site": next(texts_of(root, "title"), ""),
        "url": next((link.get("href") or (link.text or "").strip() for link in first.iter("link")), ""),
    }
    several = len(items) > 1
    remarks = []
    if several and not wanted:
        remarks.append(f"article 1 of {len(items):,} in this feed is shown; for another, add #article=2 to its name")
    return Answer(
        parts=parts,
        facts=facts,
        remarks=remarks,
        articles=[(next(texts_of(item, "title"), ""), sum(len(t) for t, _ in _item_parts(item, ""))) for item in items]
        if several
        else (),
        article=(wanted or "1") if several else "",
    )


def _item_parts(item: Any, role: str) -> Iterator[Part]:
    if title := next(texts_of(item, "title"), ""):
        yield title, role
    held = [element for element in item if element.tag in ("encoded", "content", "description", "summary")]
    texts = ["".join(element.itertext()) for element in held]
    text = max(texts, key=len, default="")
    if not text.strip():
        return
    try:
        tree = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return
    for block in blocks_of(tree):
        yield from parts_of(block.text, "heading" if block.element.tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "")


def _day(stated: str) -> str:
    if re.match(r"\d{4}-\d\d-\d\d", stated):
        return stated[:10]
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _text(element: Any, unread: Callable[[Any], bool]) -> str:
    """The text of an element with single spaces, without the elements that are not read. Walks without recursion."""
    out: list[str] = [element.text or ""]
    stack = [iter(element)]
    above = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            done = above.pop()
            out.append((done.tail or "") if done is not element else "")
        elif not isinstance(child.tag, str) or unread(child):
            out.append(("" if child.get("break") == "no" else " " if child.tag == "lb" else "") + (child.tail or ""))
        else:
            if child.tag in ("lb", "empty-line") and child.get("break") != "no":
                out.append(" ")
            out.append(child.text or "")
            stack.append(iter(child))
            above.append(child)
    return " ".join("".join(out).split())


_READERS: dict[str, Callable[[Any, Request], Answer]] = {
    "FictionBook": _fictionbook,
    "TEI": _tei,
    "TEI.2": _tei,
    "teiCorpus": _tei,
    "rss": _feed,
    "RDF": _feed,
    "feed": _feed,
}


if __name__ == "__main__":
    run_child(parse_xml_text)
