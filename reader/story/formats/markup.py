"""The text of a tree of HTML or XHTML in the blocks that a reader sees. Nothing here is recursive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from reader.story.formats.child import Part
from reader.story.paragraphs import is_finished, is_label, paragraph_spans

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
    r"|see-also|lire-aussi|a-lire|leggi-anche|lee-tambien|pull-?quote|footer|menu|hatnote|infobox|navbox|catlinks"
    r"|toc|noprint|modal|pop-?up|lightbox|scrim)"
    r"(?=$|[\s_-])",
    re.I,
)
_KINDS_AROUND = {
    "related": "related", "recirc": "related", "more-": "related", "read-": "related", "also-": "related",
    "see-": "related", "lire-": "related", "a-lire": "related", "leggi-": "related", "lee-": "related",
    "most-read": "most read", "shar": "share", "social": "share", "newsletter": "newsletter",
    "subscribe": "newsletter", "paywall": "newsletter", "comment": "comments", "ad": "advertisement",
    "sponsor": "advertisement", "nav": "navigation", "menu": "navigation", "breadcrumb": "navigation",
    "catlink": "tags", "toc": "contents",
}  # fmt: skip
"""What kind of furniture is in boilerplate whose name begins so."""
_LEAST_SENTENCE = 50
"""Code points of a sentence that is told from a headline by its full stop."""


@dataclass(slots=True)
class Block:
    """A stretch of text between two block boundaries."""

    element: Any
    """The innermost block element around it."""
    place: int
    """The number of that element in `Layout.elements`."""
    text: str
    linked: int
    """How many of its code points are in links."""
    around: str = ""
    """The name of the boilerplate that it is in, the innermost that says its kind: `nav`, `related`; else empty."""
    aside: bool = False
    """Whether it stands amid an article and is no part of it."""

    _folded: str | None = None

    @property
    def folded(self) -> str:
        """The text for comparing."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    @property
    def boilerplate(self) -> bool:
        """Whether it is in boilerplate around an article."""
        return bool(self.around)

    @property
    def folds(self) -> bool:
        """Whether it is shown as furniture."""
        return self.boilerplate or self.aside

    @property
    def is_linked(self) -> bool:
        """Whether most of it is links, as in a menu. A whole sentence that is one link is told like any other."""
        return 2 * self.linked > len(self.text.strip()) and not (
            self.element.tag != "li" and is_sentence(self.text) and self.element.getparent() is not None
        )


class Layout:
    """The text of a page, in the page's order and in the blocks that a reader sees."""

    def __init__(self, tree: Any) -> None:
        self.blocks: list[Block] = []
        self.elements: list[Any] = []
        """The block elements that hold text, and those around them, outer before inner."""
        self._parents: list[int] = []
        """For each of them the number of the one around it; -1 for the outermost."""
        self._read(tree)

    def _read(self, tree: Any) -> None:
        stack: list[int] = []
        pieces: list[str] = []
        linked = hidden = links = 0

        def end_block() -> None:
            nonlocal linked
            text = "".join(pieces)
            if stack and not text.isspace() and text:
                self.blocks.append(Block(self.elements[stack[-1]], stack[-1], text, linked))
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
                if name in _UNSEEN:
                    hidden += 1
                elif name in _BLOCKS:
                    end_block()
                    self._parents.append(stack[-1] if stack else -1)
                    stack.append(len(self.elements))
                    self.elements.append(element)
                elif name == "br":
                    pieces.append("\n")
                elif name in _CELLS and "".join(pieces).strip():
                    pieces.append(" | ")
                links += name == "a"
                take(element.text, name == "pre")
            else:
                if name in _UNSEEN:
                    hidden -= 1
                elif name in _BLOCKS:
                    end_block()
                    stack.pop()
                links -= name == "a"
                take(element.tail)

    def mark_boilerplate(self, weights: Sequence[int]) -> None:
        """Mark the blocks in elements that are named or classed as boilerplate.

        Args:
            weights: For each block how much of the article is in it. An element that holds more than half of the
                article is not boilerplate around it, whatever its name says: `sidebar-layout`, `no-share`. Nor are
                elements of one name that hold as much together, such as the `comment`s of a live report.
        """
        held = [0] * len(self.elements)
        for block, weight in zip(self.blocks, weights, strict=True):
            held[block.place] += weight
        for number in range(len(held) - 1, 0, -1):
            if self._parents[number] >= 0:
                held[self._parents[number]] += held[number]
        whole = sum(weights)
        names = [
            "" if 2 * weight > whole else _boilerplate_name(element)
            for element, weight in zip(self.elements, held, strict=True)
        ]
        self._mark_lists_below(names, held)
        by_name: dict[str, int] = {}
        for number in self._outermost(names):
            by_name[names[number]] = by_name.get(names[number], 0) + held[number]
        names = ["" if 2 * by_name.get(name, 0) > whole else name for name in names]
        marked: list[str] = []
        for name, parent in zip(names, self._parents, strict=True):
            outer = marked[parent] if parent >= 0 else ""
            marked.append(name if kind_around(name) or not outer else outer)
        for block in self.blocks:
            block.around = marked[block.place]

    def _mark_lists_below(self, names: list[str], held: Sequence[int]) -> None:
        """Name each list right below a heading that announces links to other articles after that heading."""
        labels = {
            element: names[number] or "related"
            for number, element in enumerate(self.elements)
            if element.tag in HEADINGS
            and (kind_around(names[number]) in ("related", "most read") or is_label("".join(element.itertext())))
        }
        for number, element in enumerate(self.elements) if labels else ():
            if element.tag in ("ul", "ol") and not names[number] and 2 * held[number] <= sum(held[:1]):
                names[number] = labels.get(element.getprevious(), "")

    def _outermost(self, names: Sequence[str]) -> Iterator[int]:
        """The elements with a name that are in no other element with a name."""
        within: list[bool] = []
        for number, (name, parent) in enumerate(zip(names, self._parents, strict=True)):
            above = parent >= 0 and within[parent]
            within.append(above or bool(name))
            if name and not above:
                yield number


def blocks_of(tree: Any) -> Sequence[Block]:
    """The text of a page in the page's order, in the blocks that a reader sees."""
    return Layout(tree).blocks


def is_sentence(text: str) -> bool:
    """Whether a text is at least one whole sentence of some length, and not a label or a headline."""
    text = text.strip()
    return len(text) >= _LEAST_SENTENCE and is_finished(text)


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
    return "".join(filter(str.isalnum, text.casefold()))


def _boilerplate_name(element: Any) -> str:
    """The part of an element's tag, class or id that names boilerplate; empty if none does."""
    if element.tag in _BOILERPLATE:
        return str(element.tag)
    if element.tag in ("html", "body", "main", "article"):
        return ""
    if element.get("aria-hidden") == "true":
        return "aria-hidden"
    found = _BOILERPLATE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    return found[1].lower().removesuffix("s") if found else ""


def kind_around(name: str) -> str:
    """The kind of furniture in boilerplate of a name; empty if that does not say it."""
    return next((kind for start, kind in _KINDS_AROUND.items() if name.startswith(start)), "")


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
        if nav or _is_frame(block.element):
            role = "contents" if nav else "licence"
        elif not heading and _is_front(block.element):
            role = "furniture"
        elif heading:
            role = "heading"
        else:
            role = "body" if tag in SET_OFF or len(lines) > 1 else ""  # lines of verse are no headings
        for line in lines:
            yield line, role


def _is_frame(element: Any) -> bool:
    """Whether an element is in the header or the licence that Project Gutenberg puts around its books."""
    return any("pg-boilerplate" in (above.get("class") or "").split() for above in (element, *element.iterancestors()))


def _is_front(element: Any) -> bool:
    """Whether an element is on a title page."""
    return any("titlepage" in (above.get("type") or "").split() for above in (element, *element.iterancestors()))
