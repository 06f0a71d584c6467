"""The text of a tree of HTML or XHTML in the blocks that a reader sees. Nothing here is recursive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from reader.story.formats.child import Part
from reader.story.paragraphs import paragraph_spans

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SET_OFF = frozenset(("li", "blockquote", "pre", "tr", "dd"))
"""Blocks that are not headings, whatever their form."""

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset((
    "script", "style", "template", "noscript", "head", "title", "svg", "math", "iframe", "object", "select",
    "option", "textarea", "button", "input", "audio", "video", "canvas", "datalist",
))  # fmt: skip
_BOILERPLATE = frozenset(("nav", "aside", "footer", "form", "dialog"))
_BOILERPLATE_CLASS = re.compile(
    r"(?:^|[\s_-])(related|recirc\w*|share|sharing|social|promo\w*|newsletter|subscribe|cookie\w*|consent|advert\w*"
    r"|ads?|sponsor\w*|breadcrumbs?|comments?|sidebar|paywall|more-stories|most-read|read-more|also-read|read-also"
    r"|see-also|lire-aussi|a-lire|leggi-anche|lee-tambien|pull-?quote|footer|menu)"
    r"(?=$|[\s_-])",
    re.I,
)
_MOST_MEASURED = 200
"""Elements of one page whose text is counted, so that the time stays proportional to the page's length."""


@dataclass(slots=True)
class Block:
    """A stretch of text between two block boundaries."""

    element: Any
    """The innermost block element around it."""
    text: str
    linked: int
    """How many of its code points are in links."""
    boilerplate: bool
    """Whether it is in boilerplate around an article: navigation, related links, a form."""

    @property
    def folded(self) -> str:
        """The text for comparing."""
        return fold(self.text)


def blocks_of(tree: Any) -> Iterator[Block]:
    """The text of a page in the page's order, in the blocks that a reader sees."""
    stack: list[tuple[Any, bool]] = []  # the block elements around, and whether each is in boilerplate
    pieces: list[str] = []
    linked = hidden = links = 0
    is_wrapper = _Wrappers(tree)

    def block() -> Iterator[Block]:
        nonlocal linked
        text = "".join(pieces)
        if stack and not text.isspace() and text:
            yield Block(stack[-1][0], text, linked, stack[-1][1])
        pieces.clear()
        linked = 0

    def take(text: str | None, preformatted: bool = False) -> None:
        nonlocal linked
        if text and not hidden:
            shown = text if preformatted else re.sub(r"\s+", " ", text)
            pieces.append(shown)
            linked += len(shown.strip()) if links else 0

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event in ("comment", "pi"):
            take(element.tail)
            continue
        if event == "start":
            if name in _UNSEEN or _is_hidden(element):
                hidden += 1
            elif name in _BLOCKS:
                yield from block()
                above = stack[-1][1] if stack else False
                stack.append((element, above or (_is_boilerplate(element) and not is_wrapper(element))))
            elif name == "br":
                pieces.append("\n")
            elif name in _CELLS and "".join(pieces).strip():
                pieces.append(" | ")
            links += name == "a"
            take(element.text, name == "pre")
        else:
            if name in _UNSEEN or _is_hidden(element):
                hidden -= 1
            elif name in _BLOCKS:
                yield from block()
                stack.pop()
            links -= name == "a"
            take(element.tail)


def lines_of(text: str, *, joined: bool) -> Iterator[str]:
    """The paragraphs of a block. Without `joined`, lines broken by <br> are separated if they were not wrapped."""
    if joined or "\n" not in text:
        yield text.replace("\n", " ")
    else:
        yield from (span.of(text).replace("\n", " ") for span in paragraph_spans(text))


def parts_of(text: str, role: str) -> list[Part]:
    """The paragraphs of a block with their roles. Lines of verse are not headings."""
    lines = list(lines_of(text, joined=role in ("headline", "heading")))
    return [(line, role or ("body" if len(lines) > 1 else "")) for line in lines]


def fold(text: str) -> str:
    """Text for comparing: only letters and digits, because trafilatura drops joiners and moves spaces."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_hidden(element: Any) -> bool:
    if element.tag in ("html", "body"):
        return False
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _is_boilerplate(element: Any) -> bool:
    if element.tag in _BOILERPLATE:
        return True
    if element.tag in ("html", "body", "main", "article"):
        return False
    return _BOILERPLATE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


class _Wrappers:
    """Recognises elements that hold most of a page, such as a form around everything: these are not boilerplate."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._whole = -1
        self._left = _MOST_MEASURED

    def __call__(self, element: Any) -> bool:
        if element.tag in ("nav", "aside", "footer") or not self._left:
            return False
        self._left -= 1
        if self._whole < 0:
            self._whole = _text_length(self._tree)
        return 2 * _text_length(element) > self._whole


def _text_length(element: Any) -> int:
    """The code points of text in an element, without scripts and the like."""
    shown = (part for part in element.iter() if isinstance(part.tag, str) and part.tag not in _UNSEEN)
    return sum(len((part.text or "").strip()) + len((part.tail or "").strip()) for part in shown)


# Chapters of books, and documents that another program turned into a page


def chapter_parts(tree: Any, title: str = "", *, nav: bool = False) -> Iterator[Part]:
    """The paragraphs of a chapter with their roles.

    Args:
        tree: The chapter.
        title: What the table of contents calls it, which is its heading if it has none; empty if it is not listed.
        nav: Whether the chapter is the table of contents itself, which is furniture.
    """
    blocks = list(blocks_of(tree))
    if title and blocks and not nav and not any(block.element.tag in HEADINGS for block in blocks):
        first = " ".join(blocks[0].text.split())
        if first.casefold() != title.casefold():
            yield title, "heading"
    for block in blocks:
        tag = block.element.tag
        heading = tag in HEADINGS or " ".join(block.text.split()).casefold() == title.casefold() != ""
        lines = list(lines_of(block.text, joined=heading))
        if nav or _is_frame(block.element) or (not heading and _is_front(block.element)):
            role = "furniture"
        elif heading:
            role = "heading"
        else:
            role = "body" if tag in SET_OFF or len(lines) > 1 else ""  # lines of verse are no headings
        for line in lines:
            yield line, role


def without_note_links(tree: Any) -> None:
    """Remove the numbers of notes, and the links that lead back from them."""
    for link in list(tree.iter("a")):
        if _refers_to_note(link):
            for child in list(link):
                link.remove(child)
            link.text = None


def _refers_to_note(link: Any) -> bool:
    """Whether a link is the number of a note, or leads back from the note. Neither is a word of the text."""
    kinds = f"{link.get('type') or ''} {link.get('role') or ''}".split()
    if not {"noteref", "backlink", "doc-noteref", "doc-backlink"}.isdisjoint(kinds):
        return True
    text = "".join(link.itertext()).strip(" []()*†‡")
    return (not text or text.isdigit()) and any(
        element is not None and element.tag == "sup" for element in (link.getparent(), *link)
    )


def _is_frame(element: Any) -> bool:
    """Whether an element is in the header or the licence that Project Gutenberg puts around its books."""
    return any("pg-boilerplate" in (above.get("class") or "").split() for above in (element, *element.iterancestors()))


def _is_front(element: Any) -> bool:
    """Whether an element is on a title page."""
    return any("titlepage" in (above.get("type") or "").split() for above in (element, *element.iterancestors()))
