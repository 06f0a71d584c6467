"""Several articles on one page: which there are, and the one that is meant. Runs in the child process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from reader.story.article import ALL
from reader.story.formats.markup import HEADINGS, Block

LEAST = 300
"""Code points of running text from which an <article> is one and no teaser."""
LONGEST_TITLE = 80
"""Code points of a title that is taken from the first words."""
_OPENING = 40
"""Code points of a paragraph from which on a heading below it is no article's own."""

_LIVE = re.compile(r"LiveBlogPosting", re.I)


def articles_of(tree: Any, page: Sequence[Block]) -> list[Any]:
    """The articles that stand beside each other in a page of these blocks; teasers, comments and entries are none."""
    around = {id(block.element) for block in page if block.around}
    return [
        element
        for element in tree.iter("article")
        if not any(True for _ in element.iterancestors("article")) and _running_text(element, around) >= LEAST
    ]


def _running_text(element: Any, around: set[int]) -> int:
    """Code points of its paragraphs; none of what stands around an article, such as a reader's comment."""
    texts = ("".join(part.itertext()) for part in element.iter("p") if id(part) not in around)
    return sum(len(" ".join(text.split())) for text in texts)


def is_live(tree: Any) -> bool:
    """Whether a page says of its articles that they are the entries of one live report."""
    scripts = (s.text or "" for s in tree.iter("script") if s.get("type") == "application/ld+json")
    return any(map(_LIVE.search, scripts)) or any(
        _LIVE.search(element.get("itemtype") or "") for element in tree.iter("div", "section", "main", "article")
    )


def inside(blocks: Sequence[Block], articles: Sequence[Any]) -> list[list[Block]]:
    """For each of these elements the blocks that stand in it."""
    place = {element: number for number, element in enumerate(articles)}
    out: list[list[Block]] = [[] for _ in articles]
    for block in blocks:
        for element in (block.element, *block.element.iterancestors("article")):
            if (number := place.get(element)) is not None:
                out[number].append(block)
                break
    return out


def own_heading(blocks: Sequence[Block]) -> Block | None:
    """The heading of an article, given its blocks: the first one above its text."""
    for block in blocks:
        if block.element.tag in HEADINGS and not block.around:
            return block
        if block.element.tag == "p" and len(block.text.strip()) >= _OPENING and not block.around:
            break
    return None


def told_of(blocks: Sequence[Block]) -> tuple[str, int]:
    """An article's title, or else its first words, and its length in code points."""
    texts = [" ".join(block.text.split()) for block in blocks if not block.around]
    heading = own_heading(blocks)
    title = " ".join(heading.text.split()) if heading else max(texts, key=len, default="")
    return (title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"), sum(map(len, texts))


def remark_on(article: str, count: int) -> str:
    """What the reader should know of a page with several articles, of which he chose none."""
    if article == ALL:
        return f"all {count} articles on this page are shown; one alone by #article=1 … {count} after its name"
    return f"article {article} of {count} on this page is shown; another by #article=2 after its name"
