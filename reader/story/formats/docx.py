"""DOCX: the paragraphs of a Word document (ECMA-376), with all tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

import lxml.html
from lxml import etree

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import chapter_parts, parts_of
from reader.story.formats.zipped import Archive, part_at, texts_of

_DOCUMENT = "word/document.xml"
_NOTES = ("footnote", "endnote")
_IN_FORMULAS = {"den": "/", "sup": "^", "sub": "_", "rad": "√"}
"""What stands for the parts of a formula in one line."""
_LONGEST_ROW = 200
"""Code points of a row of a table from which cells with several paragraphs are no cells, but the layout of a page."""
_MOSTLY = 0.5
"""The share of a text from which it is read although it is struck."""
_UNREAD = frozenset((
    "del", "moveFrom",  # tracked changes: text that was removed or moved away
    "instrText", "delInstrText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "fldData",
))  # fmt: skip
_DEEPEST = 40
"""Tables and text boxes nested in each other."""
_MOST_BASES = 20
"""Styles that a style may be based on, one through another. A circle of them must end too."""


def parse_docx(request: Request) -> Iterator[Answer]:
    """Read a document.

    Each row of a table is a paragraph. Footnotes and endnotes come at the end. Comments, running headers and footers
    are left out, with a remark.

    Raises:
        UnreadableError: It is damaged or has no text.
    """
    document = Archive(request.data)
    main = _main_part(document)
    body = next(document.tree(main).iter("body"), None)
    if body is None:
        raise UnreadableError("has no text in it; get a new copy")
    related = _Related(document, main)
    styles = _Styles(related.tree("styles"))
    seen: Counter[str] = Counter(element.tag for element in body.iter())
    met = _Met(styles, related, keep_struck=_is_mostly_struck(body))
    parts = [*_paragraphs(body, met)]
    remarks = []
    for kind in _NOTES:
        tree = related.tree(f"{kind}s")
        if tree is None:
            continue
        # the separators between notes and text have a type
        notes = [note for note in tree.iter(kind) if note.get("type") is None]
        found = [part for note in notes for part in _paragraphs(note, met)]
        parts += found
        remarks += [f"{counted(len(notes), kind)} at the end"] if found else []
    if not any(text.strip() for text, _ in parts):
        raise UnreadableError(
            "has no text of its own, and the documents in it cannot be read; save them as files"
            if met.unread
            else "has no text in it; it may hold only pictures"
        )
    if seen["delText"] or seen["ins"] or seen["moveFrom"] or met.joined:
        remarks.append("tracked changes read as accepted")
    if met.struck:
        remarks.append(f"{counted(met.struck, 'struck passage')} left out")
    if any(_is_hidden_run(run) for run in body.iter("r")):
        remarks.append("hidden text left out")
    if met.unread:
        remarks.append(f"{counted(met.unread, 'document')} inside it left out")
    if (comments := related.tree("comments")) is not None and (count := sum(1 for _ in comments.iter("comment"))):
        remarks.append(f"{counted(count, 'comment')} left out")
    running = [name for kind in ("header", "footer") for name in related.names(kind)]
    if any(_paragraph_texts(document.tree(name), met) for name in running if name in document):
        remarks.append("running headers and footers left out")
    yield Answer(parts=parts, facts=_facts(document, styles), remarks=remarks)


def _main_part(document: Archive) -> str:
    """The name of the main part, which the relationships of the whole file tell."""
    if "_rels/.rels" in document:
        for one in document.tree("_rels/.rels").iter("Relationship"):
            if (
                one.get("Type", "").endswith("/officeDocument")
                and (name := part_at("", one.get("Target", ""))) in document
            ):
                return name
    return _DOCUMENT


class _Related:
    """The parts that belong to the main part of a document."""

    def __init__(self, document: Archive, main: str) -> None:
        self._document = document
        self.by_id: dict[str, str] = {}
        self._by_kind: dict[str, list[str]] = {}
        folder, _, name = main.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations in document:
            for one in document.tree(relations).iter("Relationship"):
                if one.get("TargetMode") != "External":
                    target = part_at("" if one.get("Target", "").startswith("/") else main, one.get("Target", ""))
                    self.by_id[one.get("Id", "")] = target
                    self._by_kind.setdefault(one.get("Type", "").rpartition("/")[2], []).append(target)
        # some programs write parts of the usual names, and no relationships
        for kind in ("styles", "footnotes", "endnotes", "comments"):
            self._by_kind.setdefault(kind, []).append(f"{folder}/{kind}.xml".lstrip("/"))
        for kind in ("header", "footer"):
            usual = [name for name in document.names(f"{folder}/{kind}".lstrip("/")) if name.endswith(".xml")]
            self._by_kind.setdefault(kind, usual)

    def names(self, kind: str) -> list[str]:
        """The parts of a kind."""
        return self._by_kind.get(kind, [])

    def tree(self, kind: str) -> Any:
        """The first part of a kind; None if there is none."""
        name = next((name for name in self.names(kind) if name in self._document), None)
        return None if name is None else self._document.tree(name)

    def read(self, identity: str) -> tuple[str, bytes]:
        """A part by the identity of its relationship: its name and its bytes. Both are empty if there is none."""
        name = self.by_id.get(identity, "")
        return (name, self._document.read(name)) if name in self._document else ("", b"")


@dataclass(slots=True)
class _Met:
    """What the walk through a document knows and has met."""

    styles: _Styles
    related: _Related
    keep_struck: bool = False
    struck: int = 0
    """Passages that are struck through, and were left out."""
    joined: int = 0
    """Paragraphs whose end was deleted."""
    unread: int = 0
    """Documents inside this one that cannot be read."""


class _Styles:
    """The styles of a document."""

    def __init__(self, tree: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self.language = ""
        if tree is not None:
            self._by_id = {style.get("styleId", ""): style for style in tree.iter("style")}
            self.language = next((lang.get("val", "") for lang in tree.iter("lang") if lang.get("val")), "")

    def role(self, paragraph: Any) -> str:
        """The role that a paragraph's style gives it; empty if only its form can tell."""
        properties = paragraph.find("pPr")
        if properties is None:
            return ""
        named = properties.find("pStyle")
        style = "" if named is None else named.get("val", "")
        outline = properties.find("outlineLvl")
        for _ in range(_MOST_BASES):
            found = self._by_id.get(style)
            name = style if found is None else getattr(found.find("name"), "attrib", {}).get("val", style)
            if name.casefold() == "title":
                return "headline"
            if name.casefold().startswith("heading") or name.casefold() == "subtitle":
                return "heading"
            if name.casefold() in ("author", "date"):
                return "date" if name.casefold() == "date" else "byline"
            if found is None:
                break
            outline = next(found.iter("outlineLvl"), None) if outline is None else outline
            above = found.find("basedOn")
            if above is None:
                break
            style = above.get("val", "")
        if outline is not None and outline.get("val", "9") in "012345678":
            return "heading"
        return "body" if properties.find("numPr") is not None else ""


def _paragraphs(element: Any, met: _Met, depth: int = 0) -> Iterator[Part]:
    """The paragraphs below an element, in order."""
    if depth > _DEEPEST:
        return
    before = ""  # an initial that is set as a drop cap, or a paragraph whose end was deleted
    for child in element:
        if child.tag == "p":
            text = before + _paragraph_text(child, met)
            if _goes_on(child):
                met.joined += not _is_drop_cap(child)
                before = text
                continue
            before = ""
            yield from parts_of(text, met.styles.role(child))
            for box in _text_boxes(child):
                yield from _paragraphs(box, met, depth + 1)
        elif child.tag == "tbl":
            for row in (row for row in child if row.tag in ("tr", "sdt")):
                yield from _row(row, met, depth)
        elif child.tag == "altChunk":
            yield from _inserted(child, met)
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _paragraphs(child, met, depth + 1)
    if before.strip():
        yield before, ""


def _goes_on(paragraph: Any) -> bool:
    """Whether the next paragraph continues this one: it is a drop cap, or the mark of its end was deleted."""
    removed = paragraph.find("pPr/rPr/del") is not None or paragraph.find("pPr/rPr/moveFrom") is not None
    return removed or _is_drop_cap(paragraph)


def _is_drop_cap(paragraph: Any) -> bool:
    frame = paragraph.find("pPr/framePr")
    return frame is not None and frame.get("dropCap") in ("drop", "margin")


def _row(row: Any, met: _Met, depth: int) -> Iterator[Part]:
    """A row of a table as one line; the paragraphs of its cells if the table is the layout of a page."""
    cells = [cell for cell in row.iter("tc") if not any(above.tag == "tc" for above in _between(cell, row))]
    texts = [texts for cell in cells if (texts := _paragraph_texts(cell, met))]
    several = any(len(text) > 1 for text in texts)
    if several and (len(texts) == 1 or sum(len(one) for text in texts for one in text) > _LONGEST_ROW):
        for cell in cells:
            yield from _paragraphs(cell, met, depth + 1)
    elif texts:
        yield " | ".join(" ".join(text) for text in texts), "body"


def _inserted(chunk: Any, met: _Met) -> Iterator[Part]:
    """The paragraphs of a page or a text that was put into a document as a whole."""
    name, data = met.related.read(chunk.get("id", ""))
    ending = name.rpartition(".")[2].casefold()
    if ending in ("mht", "mhtml"):
        page = next((part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"), None)
        payload = None if page is None else page.get_payload(decode=True)
        data, ending = (payload, "html") if isinstance(payload, bytes) else (b"", "")
    if ending in ("html", "htm", "xhtml") and data.strip():
        try:
            yield from chapter_parts(lxml.html.document_fromstring(data))
        except (etree.ParserError, ValueError):
            met.unread += 1
    elif ending == "txt":
        for line in data.decode("utf-8", errors="replace").splitlines():
            yield line, ""
    else:
        met.unread += 1


def _paragraph_texts(element: Any, met: _Met) -> list[str]:
    """The text of all paragraphs below an element, each on one line; empty ones are left out."""
    return [text for p in element.iter("p") if (text := " ".join(_paragraph_text(p, met).split()))]


def _text_boxes(paragraph: Any) -> list[Any]:
    """The text boxes that are anchored in a paragraph, without the fallbacks that repeat them for other programs."""
    return [
        box
        for box in paragraph.iter("txbxContent")
        if not any(above.tag in ("Fallback", "txbxContent") for above in _between(box, paragraph))
    ]


def _between(element: Any, top: Any) -> Iterator[Any]:
    """The elements around `element` that are inside `top`."""
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _paragraph_text(paragraph: Any, met: _Met) -> str:
    """The text of a paragraph, with a newline for each manual line break. Walks without recursion."""
    out: list[str] = []
    was_struck = False
    stack = [iter(paragraph)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == "t":
            out.append(child.text or "")
        elif child.tag == "tab":
            out.append(" ")
        elif child.tag in ("br", "cr"):
            out.append(" " if child.get("type") in ("page", "column") else "\n")
        elif child.tag == "noBreakHyphen":
            out.append("\N{NON-BREAKING HYPHEN}")
        elif child.tag == "sym":
            out.append("\N{REPLACEMENT CHARACTER}")  # a character of a symbol font
        elif child.tag == "r" and _is_hidden_run(child):
            continue
        elif child.tag == "r" and not met.keep_struck and _is_struck(child):
            met.struck += not was_struck
            was_struck = True
        elif isinstance(child.tag, str) and child.tag not in _UNREAD and child.tag not in ("txbxContent", "p"):
            was_struck = was_struck and child.tag != "r"
            out.append(_IN_FORMULAS.get(child.tag, ""))
            stack.append(iter(child))
    return "".join(out)


def _is_struck(run: Any) -> bool:
    """Whether a run is struck through, once or twice."""
    marks = (run.find("rPr/strike"), run.find("rPr/dstrike"))
    return any(mark is not None and mark.get("val", "1") not in ("0", "false", "off") for mark in marks)


def _is_mostly_struck(body: Any) -> bool:
    """Whether so much of a document is struck through that it must be meant to be read."""
    lengths = {True: 0, False: 0}
    for run in body.iter("r"):
        lengths[_is_struck(run)] += sum(len(text.text or "") for text in run.iter("t"))
    return lengths[True] > _MOSTLY * (lengths[True] + lengths[False])


def _is_hidden_run(run: Any) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and vanish.get("val", "1") not in ("0", "false")


def _facts(document: Archive, styles: _Styles) -> dict[str, str]:
    facts = {"language": styles.language}
    if "docProps/core.xml" in document:
        core = document.tree("docProps/core.xml")
        facts["title"], facts["author"] = (next(texts_of(core, name), "") for name in ("title", "creator"))
        facts["date"] = next(texts_of(core, "created"), "")[:10]
        facts["language"] = next(texts_of(core, "language"), "") or facts["language"]
    return facts


if __name__ == "__main__":
    run_child(parse_docx)
