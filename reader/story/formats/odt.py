"""ODT: the paragraphs of an OpenDocument text (ISO/IEC 26300), as they read with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reader.story.formats.limited import Part, counted
from reader.story.formats.markup import told_lines
from reader.story.formats.zipped import Archive, BrokenFileError, texts

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNREAD = frozenset(("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "scripts"))
_APART = frozenset(("note", "annotation", "text-box"))
"""What stands inside a paragraph and is none of its text."""
_DEEPEST = 40
"""Tables, lists and text boxes inside each other."""


@dataclass(slots=True)
class _Read:
    """What has been met on the way."""

    styles: dict[str, Any]
    notes: list[Any] = field(default_factory=list)
    comments: int = 0


def read(document: Archive) -> tuple[list[Part], dict[str, str], list[str]]:
    """Read a document: its paragraphs with their roles, what it says of itself, and what the reader should know.

    A row of a table is a paragraph. Notes stand at the end; comments, running headers and footers are left out, and
    that is said. Raises BrokenFileError where it is no document that can be read.
    """
    if _MANIFEST in document and any(True for _ in document.tree(_MANIFEST).iter("encryption-data")):
        raise BrokenFileError("is behind a password; save a copy without one")
    tree = document.tree(CONTENT)
    body = next((text for text in tree.iter("text") if text.getparent().tag == "body"), None)
    if body is None:
        raise BrokenFileError("has no text in it; get it again")
    shared = document.tree("styles.xml") if "styles.xml" in document else None
    styles = [style for part in (shared, tree) if part is not None for style in part.iter("style")]
    met = _Read({style.get("name", ""): style for style in styles})
    parts = [*_blocks(body, met)]
    notes = list(met.notes)
    for note in notes:
        parts += [part for inside in note.iter("note-body") for part in _blocks(inside, met)]
    if not any(text.strip() for text, _ in parts):
        raise BrokenFileError("has no text in it; it may hold pictures alone")
    remarks = [f"{counted(len(notes), 'note')} at the end"] if notes else []
    if any(len(changes) for changes in body.iter("tracked-changes")):
        remarks.append("tracked changes read as accepted")
    if met.comments:
        remarks.append(f"{counted(met.comments, 'comment')} left out")
    ends = [] if shared is None else list(shared.iter("header", "footer"))
    running = (text for part in ends for text in texts(part, "p", "h"))
    if any(any(map(str.isalpha, text)) for text in running):  # a page's number alone is no loss
        remarks.append("running headers and footers left out")
    return parts, _facts(document), remarks


def _blocks(element: Any, met: _Read, depth: int = 0, listed: bool = False) -> Iterator[Part]:
    """The paragraphs below an element, in order."""
    if depth > _DEEPEST:
        return
    for child in element:
        if child.tag in ("p", "h"):
            role = _role(child, met.styles) or ("body" if listed else "")
            text, boxes = _text(child, met)
            yield from told_lines(text, role)
            for box in boxes:
                yield from _blocks(box, met, depth + 1)
        elif child.tag == "table-row":
            cells = [
                " ".join(" ".join(text.split()) for text, _ in _blocks(cell, met, depth + 1))
                for cell in child.iterchildren("table-cell")
            ]
            yield " | ".join(filter(None, cells)), "body"
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _blocks(child, met, depth + 1, listed or child.tag == "list")


def _role(paragraph: Any, styles: dict[str, Any]) -> str:
    """The role that a paragraph's style gives it; empty where its form must tell."""
    name = paragraph.get("style-name", "")
    for _ in range(20):  # a style is based on another, and that on another; a circle must end too
        plain = name.replace("_20_", " ").casefold()
        if plain == "title":
            return "headline"
        if plain == "subtitle":
            return "heading"
        if plain in ("author", "date"):
            return "furniture"
        style = styles.get(name)
        if style is None:
            break
        name = style.get("parent-style-name", "")
    return "heading" if paragraph.tag == "h" else ""


def _text(paragraph: Any, met: _Read) -> tuple[str, list[Any]]:
    """What a paragraph says, a newline where a line is broken by hand, and the text boxes on it. No recursion."""
    out: list[str] = [_spaced(paragraph.text)]
    boxes: list[Any] = []
    stack = [iter(paragraph)]
    above = [paragraph]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            done = above.pop()
            out.append(_spaced(done.tail) if done is not paragraph else "")
            continue
        if child.tag == "note":
            met.notes.append(child)
        met.comments += child.tag == "annotation"
        if child.tag == "text-box":
            boxes.append(child)
        if child.tag in _APART or not isinstance(child.tag, str):
            out.append(_spaced(child.tail))
            continue
        out.append({"s": " ", "tab": " ", "line-break": "\n"}.get(child.tag, _spaced(child.text)))
        stack.append(iter(child))
        above.append(child)
    return "".join(out), boxes


def _spaced(text: str | None) -> str:
    """Text in which a newline is no more than a space."""
    return (text or "").replace("\n", " ")


def _facts(document: Archive) -> dict[str, str]:
    if "meta.xml" not in document:
        return {}
    meta = document.tree("meta.xml")
    facts = {"title": next(texts(meta, "title"), ""), "language": next(texts(meta, "language"), "")}
    facts["author"] = next(texts(meta, "initial-creator"), "") or next(texts(meta, "creator"), "")
    facts["date"] = (next(texts(meta, "creation-date"), "") or next(texts(meta, "date"), ""))[:10]
    return facts
