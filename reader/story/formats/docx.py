"""DOCX: the paragraphs of a Word document (ECMA-376), as they read with all changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reader.story.formats.limited import Part, counted
from reader.story.formats.markup import told_lines
from reader.story.formats.zipped import Archive, BrokenFileError, texts

DOCUMENT = "word/document.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_UNREAD = frozenset((
    "del", "moveFrom",  # tracked changes: what was taken out, and where from
    "instrText", "delInstrText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "fldData",
))  # fmt: skip
_DEEPEST = 40
"""Tables and text boxes inside each other."""


def read(document: Archive) -> tuple[list[Part], dict[str, str], list[str]]:
    """Read a document: its paragraphs with their roles, what it says of itself, and what the reader should know.

    A row of a table is a paragraph. Footnotes and endnotes stand at the end; comments, running headers and footers are
    left out, and that is said. Raises BrokenFileError where it is no document that can be read.
    """
    body = next(document.tree(DOCUMENT).iter("body"), None)
    if body is None:
        raise BrokenFileError("has no text in it; get it again")
    styles = _Styles(document.tree("word/styles.xml") if "word/styles.xml" in document else None)
    seen: Counter[str] = Counter(element.tag for element in body.iter())
    parts = [*_blocks(body, styles)]
    remarks = []
    for name, kind in _NOTES:
        if name not in document:
            continue
        # those that separate notes from the text have a type
        notes = [note for note in document.tree(name).iter(kind) if note.get("type") is None]
        found = [part for note in notes for part in _blocks(note, styles)]
        parts += found
        remarks += [f"{counted(len(notes), kind)} at the end"] if found else []
    if not any(text.strip() for text, _ in parts):
        raise BrokenFileError("has no text in it; it may hold pictures alone")
    if seen["delText"] or seen["ins"] or seen["moveFrom"]:
        remarks.append("tracked changes read as accepted")
    if any(_is_hidden(run) for run in body.iter("r")):
        remarks.append("hidden text left out")
    if "word/comments.xml" in document:
        count = sum(1 for _ in document.tree("word/comments.xml").iter("comment"))
        remarks += [f"{counted(count, 'comment')} left out"] if count else []
    running = [name for name in (*document.names("word/header"), *document.names("word/footer")) if name[-4:] == ".xml"]
    if any(_lines(document.tree(name)) for name in running):
        remarks.append("running headers and footers left out")
    return parts, _facts(document, styles), remarks


class _Styles:
    """What the styles of a document are for."""

    def __init__(self, tree: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self.language = ""
        if tree is not None:
            self._by_id = {style.get("styleId", ""): style for style in tree.iter("style")}
            self.language = next((lang.get("val", "") for lang in tree.iter("lang") if lang.get("val")), "")

    def role(self, paragraph: Any) -> str:
        """The role that a paragraph's style gives it; empty where its form must tell."""
        properties = paragraph.find("pPr")
        if properties is None:
            return ""
        named = properties.find("pStyle")
        style = "" if named is None else named.get("val", "")
        outline = properties.find("outlineLvl")
        for _ in range(20):  # a style is based on another, and that on another; a circle must end too
            found = self._by_id.get(style)
            name = style if found is None else getattr(found.find("name"), "attrib", {}).get("val", style)
            if name.casefold() == "title":
                return "headline"
            if name.casefold().startswith("heading") or name.casefold() == "subtitle":
                return "heading"
            if name.casefold() in ("author", "date"):
                return "furniture"
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


def _blocks(element: Any, styles: _Styles, depth: int = 0) -> Iterator[Part]:
    """The paragraphs below an element, in order."""
    if depth > _DEEPEST:
        return
    for child in element:
        if child.tag == "p":
            role = styles.role(child)
            yield from told_lines(_text(child), role)
            for box in _boxes(child):
                yield from _blocks(box, styles, depth + 1)
        elif child.tag == "tbl":
            for row in (row for row in child if row.tag in ("tr", "sdt")):
                cells = [
                    " ".join(_lines(cell))
                    for cell in row.iter("tc")
                    if not any(above.tag == "tc" for above in _between(cell, row))
                ]
                yield " | ".join(filter(None, cells)), "body"
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _blocks(child, styles, depth + 1)


def _lines(element: Any) -> list[str]:
    """The text of all paragraphs below an element, each on one line; the empty ones left out."""
    return [text for p in element.iter("p") if (text := " ".join(_text(p).split()))]


def _boxes(paragraph: Any) -> list[Any]:
    """The text boxes that hang on a paragraph, each once: what stands for programs that know none is no other text."""
    return [
        box
        for box in paragraph.iter("txbxContent")
        if not any(above.tag in ("Fallback", "txbxContent") for above in _between(box, paragraph))
    ]


def _between(element: Any, top: Any) -> Iterator[Any]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _text(paragraph: Any) -> str:
    """What a paragraph says, a newline where a line is broken by hand. Walks without recursion."""
    out: list[str] = []
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
            out.append("\N{REPLACEMENT CHARACTER}")  # a sign of a font of its own
        elif child.tag == "r" and _is_hidden(child):
            continue
        elif isinstance(child.tag, str) and child.tag not in _UNREAD and child.tag not in ("txbxContent", "p"):
            stack.append(iter(child))
    return "".join(out)


def _is_hidden(run: Any) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and vanish.get("val", "1") not in ("0", "false")


def _facts(document: Archive, styles: _Styles) -> dict[str, str]:
    facts = {"language": styles.language}
    if "docProps/core.xml" in document:
        core = document.tree("docProps/core.xml")
        facts["title"], facts["author"] = (next(texts(core, name), "") for name in ("title", "creator"))
        facts["date"] = next(texts(core, "created"), "")[:10]
        facts["language"] = next(texts(core, "language"), "") or facts["language"]
    return facts
