"""DOCX: the paragraphs of a Word document (ECMA-376), with all tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reader.story.formats.child import Answer, Part, Request, UnreadableError, counted, run_child
from reader.story.formats.markup import parts_of
from reader.story.formats.zipped import Archive, texts_of

_DOCUMENT = "word/document.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
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
    body = next(document.tree(_DOCUMENT).iter("body"), None)
    if body is None:
        raise UnreadableError("has no text in it; get a new copy")
    styles = _Styles(document.tree("word/styles.xml") if "word/styles.xml" in document else None)
    seen: Counter[str] = Counter(element.tag for element in body.iter())
    parts = [*_paragraphs(body, styles)]
    remarks = []
    for name, kind in _NOTES:
        if name not in document:
            continue
        # the separators between notes and text have a type
        notes = [note for note in document.tree(name).iter(kind) if note.get("type") is None]
        found = [part for note in notes for part in _paragraphs(note, styles)]
        parts += found
        remarks += [f"{counted(len(notes), kind)} at the end"] if found else []
    if not any(text.strip() for text, _ in parts):
        raise UnreadableError("has no text in it; it may hold only pictures")
    if seen["delText"] or seen["ins"] or seen["moveFrom"]:
        remarks.append("tracked changes read as accepted")
    if any(_is_hidden_run(run) for run in body.iter("r")):
        remarks.append("hidden text left out")
    if "word/comments.xml" in document:
        count = sum(1 for _ in document.tree("word/comments.xml").iter("comment"))
        remarks += [f"{counted(count, 'comment')} left out"] if count else []
    running = [name for name in (*document.names("word/header"), *document.names("word/footer")) if name[-4:] == ".xml"]
    if any(_paragraph_texts(document.tree(name)) for name in running):
        remarks.append("running headers and footers left out")
    yield Answer(parts=parts, facts=_facts(document, styles), remarks=remarks)


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


def _paragraphs(element: Any, styles: _Styles, depth: int = 0) -> Iterator[Part]:
    """The paragraphs below an element, in order."""
    if depth > _DEEPEST:
        return
    for child in element:
        if child.tag == "p":
            yield from parts_of(_paragraph_text(child), styles.role(child))
            for box in _text_boxes(child):
                yield from _paragraphs(box, styles, depth + 1)
        elif child.tag == "tbl":
            for row in (row for row in child if row.tag in ("tr", "sdt")):
                cells = [
                    " ".join(_paragraph_texts(cell))
                    for cell in row.iter("tc")
                    if not any(above.tag == "tc" for above in _between(cell, row))
                ]
                yield " | ".join(filter(None, cells)), "body"
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _paragraphs(child, styles, depth + 1)


def _paragraph_texts(element: Any) -> list[str]:
    """The text of all paragraphs below an element, each on one line; empty ones are left out."""
    return [text for p in element.iter("p") if (text := " ".join(_paragraph_text(p).split()))]


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


def _paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph, with a newline for each manual line break. Walks without recursion."""
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
            out.append("\N{REPLACEMENT CHARACTER}")  # a character of a symbol font
        elif child.tag == "r" and _is_hidden_run(child):
            continue
        elif isinstance(child.tag, str) and child.tag not in _UNREAD and child.tag not in ("txbxContent", "p"):
            stack.append(iter(child))
    return "".join(out)


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
