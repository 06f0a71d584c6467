"""What a page says in an article and of it that is no part of the story: who wrote it, when, whether it is whole.

The short lines carry the role of furniture: they stay in place, folded, and count neither as shared nor as unique.
"""

from __future__ import annotations

import re
from typing import Any

from reader.story.formats.markup import fold

LONGEST = 160
"""Code points of such a line; what is longer is a paragraph, whatever its class says."""

STUB = "the page says that not all of this article is free to read: it may be its beginning only"

_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.I)
_CLASS = re.compile(
    r"(?:^|[\s_-])(by-?lines?|author\w*|meta|meta\w*line|datelines?|timestamp|published|updated|pub-?date|post-?date"
    r"|entry-?date|credits?|copyright|sign-?off|tags?|trust|reading-?time|\w*top-?line|kicker|overline|eyebrow)(?=$|[\s_-])",
    re.I,
)
_SIGNED = re.compile(r"(?:additional |further )?(?:reporting|writing|editing|compiled|photographs?) by\b", re.I)
_PROPERTY = frozenset(("author", "datepublished", "datemodified", "creator"))
_ASKS = ("?", "？", "؟", "?”", "?»", "?“", "? »")
_ENDS = (".", "!", "?", "…", "。", "؟", "।")


def is_stub(tree: Any) -> bool:
    """Whether a page says of itself, as search engines ask it to, that its article is not free to read."""
    scripts = tree.iter("script")
    return any(s.get("type") == "application/ld+json" and _NOT_FREE.search(s.text or "") for s in scripts)


def author_of(tree: Any, found: str) -> str:
    """The author as the page writes the name, where what was found is that name without its stops; else the found."""
    named = (meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "author")
    stated = (" ".join((meta.get("content") or "").split()) for meta in named)
    return next((name for name in stated if fold(name) == fold(found)), found)


def is_question(element: Any, text: str) -> bool:
    """Whether a paragraph is a question that somebody is asked, and no heading though it is short.

    A heading that is marked up as a paragraph is bold from end to end.
    """
    if element.tag != "p" or not text.strip().endswith(_ASKS):
        return False
    bold = sum(len(fold("".join(part.itertext()))) for part in element.iter("b", "strong"))
    return bold < len(fold(text))


def is_line_about(element: Any, text: str, author: str) -> bool:
    """Whether a short block says who wrote the article, or when, or for whom.

    Args:
        element: The innermost block element around it.
        text: The text of the block.
        author: Who wrote the article as the page says it; may be empty.
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        return False
    if _SIGNED.match(line) or _says_so(element, line):
        return True
    return bool(author) and _names(line, author)


def _says_so(element: Any, line: str) -> bool:
    """Whether the markup says so: the element's own class, or that all its text is a date or a name."""
    if element.tag == "address":
        return True
    parent = element.getparent()
    for around in (element,) if parent is None or parent.tag not in ("div", "span", "p") else (element, parent):
        named = f"{around.get('class') or ''} {around.get('id') or ''}"
        if around.tag not in ("article", "main", "body") and _CLASS.search(named):
            return around is element or len(" ".join("".join(around.itertext()).split())) <= LONGEST
    small = len(" ".join("".join(element.itertext()).split())) <= LONGEST
    marked = [
        text
        for part in (element.iter("time", "span", "a") if small else element)
        if (part.tag == "time" or part.get("rel") == "author" or (part.get("itemprop") or "").lower() in _PROPERTY)
        and (text := " ".join("".join(part.itertext()).split())) in line
    ]
    return bool(marked) and 2 * sum(map(len, marked)) > len(line)


def _names(line: str, author: str) -> bool:
    """Whether a line gives the author's name and is no sentence: `By Ines Calder, Brenna`."""
    byline = rf"(?:\S{{1,10}}\s+)?{re.escape(author)}(?:\s*[,|·–—/(].{{0,60}})?"
    return re.fullmatch(byline, line, re.I) is not None and not line.endswith(_ENDS)
