"""ODT: the paragraphs of an OpenDocument text (ISO/IEC 26300), with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import parts_of
from reader.story.formats.simplify import formula_text
from reader.story.formats.zipped import Archive, part_at, texts_of

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNREAD = frozenset(("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "scripts"))
_OTHERS = ("spreadsheet", "presentation", "drawing", "chart", "database")
_APART = frozenset(("note", "annotation", "text-box"))
"""Elements inside a paragraph that are not part of its text."""
_LONGEST_ROW = 200
"""Code points of a row of a table from which cells with several paragraphs are no cells, but the layout of a page."""
_DEEPEST = 40
"""Tables, lists and text boxes nested in each other."""
_MOST_BASES = 20
"""Styles that a style may be based on, one through another. A circle of them must end too."""


@dataclass(slots=True)
class _Met:
    """What the walk through a document knows and has met."""

    styles: dict[str, Any]
    notes: list[Any] = field(default_factory=list)
    comments: int = 0
    struck: int = 0
    """Passages that are struck through, and were left out."""


def parse_odt(request: Request) -> Iterator[Answer]:
    """Read a document.

    Each row of a table is a paragraph, a formula the line in which it would be typed. Notes come at the end. Comments,
    running headers and footers are left out, with a remark.

    Raises:
        UnreadableError: It is damaged, protected by a password, or has no text.
    """
    document = Archive(request.data)
    if _MANIFEST in document and any(True for _ in document.tree(_MANIFEST).iter("encryption-data")):
        raise UnreadableError("is protected by a password; save a copy without one")
    tree = document.tree(_CONTENT)
    body = next((text for text in tree.iter("text") if text.getparent().tag == "body"), None)
    if body is None and (other := next((kind for kind in _OTHERS if next(tree.iter(kind), None) is not None), "")):
        raise UnreadableError(f"is an OpenDocument {other}, not a text; save its text as a .txt file and name that")
    if body is None:
        raise UnreadableError("has no text in it; get a new copy")
    _write_formulas(document, body)
    shared = document.tree("styles.xml") if "styles.xml" in document else None
    styles = [style for part in (shared, tree) if part is not None for style in part.iter("style")]
    met = _Met({style.get("name", ""): style for style in styles})
    parts = [*_paragraphs(body, met)]
    notes = list(met.notes)
    for note in notes:
        parts += [part for inside in note.iter("note-body") for part in _paragraphs(inside, met)]
    if not any(text.strip() for text, _ in parts):
        raise UnreadableError("has no text in it; it may hold only pictures")
    remarks = [f"{counted(len(notes), 'note')} at the end"] if notes else []
    if any(len(changes) for changes in body.iter("tracked-changes")):
        remarks.append("tracked changes read as accepted")
    if met.struck:
        remarks.append(f"{counted(met.struck, 'struck passage')} left out")
    if met.comments:
        remarks.append(f"{counted(met.comments, 'comment')} left out")
    ends = [] if shared is None else list(shared.iter("header", "footer"))
    running = (text for part in ends for text in texts_of(part, "p", "h"))
    if any(any(map(str.isalpha, text)) for text in running):  # a page number alone is no loss
        remarks.append("running headers and footers left out")
    yield Answer(parts=parts, facts=_facts(document), remarks=remarks)


def _write_formulas(document: Archive, body: Any) -> None:
    """Give each formula, which is a document of its own, the line in which it would be typed as its text."""
    for element in body.iter("object"):
        name = part_at("", f"{element.get('href', '').removeprefix('./')}/{_CONTENT}")
        if name in document:
            formula = document.tree(name)
            if formula.tag == "math":
                element.text = formula_text(formula)


def _paragraphs(element: Any, met: _Met, depth: int = 0, listed: bool = False) -> Iterator[Part]:
    """The paragraphs below an element, in order."""
    if depth > _DEEPEST:
        return
    for child in element:
        if child.tag in ("p", "h"):
            role = _style_role(child, met.styles) or ("body" if listed else "")
            text, boxes = _paragraph_text(child, met)
            yield from parts_of(text, role)
            for box in boxes:
                yield from _paragraphs(box, met, depth + 1)
        elif child.tag == "table-row":
            cells = [
                [(text, role) for text, role in _paragraphs(cell, met, depth + 1) if text.strip()]
                for cell in child.iterchildren("table-cell")
            ]
            held = [cell for cell in cells if cell]
            several = any(len(cell) > 1 for cell in held)
            if several and (len(held) == 1 or sum(len(text) for cell in held for text, _ in cell) > _LONGEST_ROW):
                yield from (part for cell in held for part in cell)  # not a table, but the layout of a page
            else:
                yield " | ".join(" ".join(" ".join(text.split()) for text, _ in cell) for cell in held), "body"
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _paragraphs(child, met, depth + 1, listed or child.tag == "list")


def _style_role(paragraph: Any, styles: dict[str, Any]) -> str:
    """The role that a paragraph's style gives it; empty if only its form can tell."""
    name = paragraph.get("style-name", "")
    for _ in range(_MOST_BASES):
        plain = name.replace("_20_", " ").casefold()
        if plain == "title":
            return "headline"
        if plain == "subtitle":
            return "heading"
        if plain in ("author", "date"):
            return "date" if plain == "date" else "byline"
        style = styles.get(name)
        if style is None:
            break
        name = style.get("parent-style-name", "")
    return "heading" if paragraph.tag == "h" else ""


def _paragraph_text(paragraph: Any, met: _Met) -> tuple[str, list[Any]]:
    """The text of a paragraph, with a newline for each manual line break, and its text boxes. No recursion."""
    out: list[str] = [_without_newlines(paragraph.text)]
    boxes: list[Any] = []
    stack = [iter(paragraph)]
    above = [paragraph]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            done = above.pop()
            out.append(_without_newlines(done.tail) if done is not paragraph else "")
            continue
        if child.tag == "note":
            met.notes.append(child)
        met.comments += child.tag == "annotation"
        if child.tag == "text-box":
            boxes.append(child)
        struck = child.tag == "span" and _is_struck(child, met.styles)
        met.struck += struck
        if struck or child.tag in _APART or not isinstance(child.tag, str):
            out.append(_without_newlines(child.tail))
            continue
        out.append({"s": " ", "tab": " ", "line-break": "\n"}.get(child.tag, _without_newlines(child.text)))
        stack.append(iter(child))
        above.append(child)
    return "".join(out), boxes


def _is_struck(span: Any, styles: dict[str, Any]) -> bool:
    """Whether the style of a span strikes its text through."""
    style = styles.get(span.get("style-name", ""))
    properties = None if style is None else style.find("text-properties")
    return properties is not None and properties.get("text-line-through-style", "none") != "none"


def _without_newlines(text: str | None) -> str:
    """Text with spaces for its newlines, which mean no more in XML."""
    return (text or "").replace("\n", " ")


def _facts(document: Archive) -> dict[str, str]:
    if "meta.xml" not in document:
        return {}
    meta = document.tree("meta.xml")
    facts = {"title": next(texts_of(meta, "title"), ""), "language": next(texts_of(meta, "language"), "")}
    facts["author"] = next(texts_of(meta, "initial-creator"), "") or next(texts_of(meta, "creator"), "")
    facts["date"] = (next(texts_of(meta, "creation-date"), "") or next(texts_of(meta, "date"), ""))[:10]
    return facts


if __name__ == "__main__":
    run_child(parse_odt)
