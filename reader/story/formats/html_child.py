"""The child process that reads a page: `python -m reader.story.formats.html_child URL < page.html`, UTF-8.

It tells all text of the page first and then the article (`reader.story.formats.limited`). trafilatura says which text
is the article's; the order, and what it left out between (it keeps one of twenty equal paragraphs, and drops very short
ones), come from the page itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import lxml.html
from lxml import etree

from reader.story.formats.html import ALL_TEXT
from reader.story.formats.html_lines import STUB, is_line_about, is_stub
from reader.story.formats.limited import limit_this_process, tell
from reader.story.formats.markup import HEADINGS, SET_OFF, Block, blocks_of, fold, lines_of

_ARTICLE_LENGTH = 300
"""Code points of running text from which an <article> is one and no teaser."""


def main() -> None:
    """Read a page from standard input and write what was found."""
    limit_this_process()
    source = sys.stdin.buffer.read()
    tree = lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    facts = {"title": _title(tree), "language": tree.get("lang") or "", "date": _date(tree)}
    blocks = list(blocks_of(tree))
    tell(_parts(blocks, blocks), facts, [ALL_TEXT])
    remarks = _keep_first_article(tree)
    if remarks:
        blocks = list(blocks_of(tree))
    extracted = _extract(tree)
    if extracted is None:
        return
    found, told = extracted
    shown = _article(blocks, found)
    if shown:
        remarks += [STUB] if is_stub(tree) else []
        facts |= {key: value for key, value in told.items() if value}
        tell(_parts(blocks, shown, facts.get("author", "")), facts, remarks)


def _title(tree: Any) -> str:
    element = next(tree.iter("title"), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _date(tree: Any) -> str:
    """The day that a page says it was published; trafilatura takes no day that is still to come."""
    for element in tree.iter("meta", "time"):
        named = element.get("property") or element.get("name") or element.get("itemprop") or ""
        stated = element.get("content") if element.tag == "meta" else element.get("datetime")
        published = named.lower() in ("article:published_time", "date", "dc.date", "datepublished")
        if stated and (published or element.tag == "time") and (day := re.match(r"\d{4}-\d\d-\d\d", stated)):
            return day[0]
    return ""


def _extract(tree: Any) -> tuple[str, dict[str, str]] | None:
    """What trafilatura takes for the article, a paragraph a line, and what it says of it."""
    import trafilatura

    source = etree.tostring(tree, encoding="unicode", method="html")
    url = sys.argv[1] if len(sys.argv) > 1 else ""
    found = trafilatura.bare_extraction(
        source, url=url or None, favor_precision=True, include_comments=False, with_metadata=True
    )
    if found is None:
        return None
    said = found if isinstance(found, dict) else found.as_dict()
    keys = {
        "title": "title", "author": "author", "date": "date", "sitename": "site", "url": "url", "language": "language",
    }  # fmt: skip
    return said.get("text") or "", {ours: str(said.get(theirs) or "") for theirs, ours in keys.items()}


def _keep_first_article(tree: Any) -> list[str]:
    """Where a page holds several articles, take all but the first out of the tree, and say so."""
    articles = [
        element
        for element in tree.iter("article")
        if not any(True for _ in element.iterancestors("article")) and _running_text(element) >= _ARTICLE_LENGTH
    ]
    if len(articles) < 2:
        return []
    for element in articles[1:]:
        element.drop_tree()
    return [f"the page holds {len(articles)} articles: the first is shown"]


def _running_text(element: Any) -> int:
    return sum(len(" ".join("".join(paragraph.itertext()).split())) for paragraph in element.iter("p"))


def _article(blocks: Sequence[Block], found: str) -> list[Block]:
    """The blocks of the article: those that `found` holds, and what it left out among and right beside them."""
    lines = {fold(line) for line in found.split("\n")} - {""}
    whole = fold(found)
    folded = [block.folded for block in blocks]
    chosen = [
        number
        for number, text in enumerate(folded)
        if text and not blocks[number].around and (text in lines or (len(text) >= 20 and text in whole))
    ]
    if 2 * sum(len(folded[number]) for number in set(chosen)) < len(whole) or not chosen:
        return []
    region = _region([blocks[number] for number in chosen])
    beside = {blocks[number].element.getparent() for number in chosen} | {blocks[number].element for number in chosen}
    first, last = _beginning(blocks, chosen[0]), chosen[-1]
    taken = set(chosen)
    for number, block in enumerate(blocks):
        if number in taken or block.around or 2 * block.linked > len(block.text.strip()):
            continue
        near = block.element.getparent() in beside or block.element in beside
        within = region is block.element or region in block.element.iterancestors()
        if near or first <= number < chosen[0] or (chosen[0] < number < last and within):
            taken.add(number)
    return [blocks[number] for number in sorted(taken)]


def _beginning(blocks: Sequence[Block], first: int) -> int:
    """Where the article begins whose first block that is known is `first`.

    At the nearest h1 above, where both stand in one part of the page: what is between says what the article is about,
    and who wrote it.
    """
    for number in range(first, -1, -1):
        if _heading(blocks[number]) == "h1" and not blocks[number].around:
            shared = _region([blocks[number], blocks[first]])
            return first if shared.tag in ("html", "body") else number
    return first


def _region(blocks: Sequence[Block]) -> Any:
    """The innermost element that holds all of these blocks."""
    shared = [blocks[0].element, *blocks[0].element.iterancestors()]
    for block in blocks[1:]:
        own = {block.element, *block.element.iterancestors()}
        shared = [element for element in shared if element in own]
    return shared[0]


def _parts(page: Sequence[Block], shown: Sequence[Block], author: str = "") -> list[tuple[str, str]]:
    """Paragraphs and their roles. The page's first h1 is the headline, wherever on the page it stands."""
    headline = next((b for b in page if _heading(b) == "h1" and not b.around), None)
    if headline is None and shown and _heading(shown[0]):
        headline = shown[0]
    ordered = list(shown)
    if headline is not None and all(headline is not block for block in ordered):
        ordered.insert(0, headline)
    parts = []
    for block in ordered:
        tag = _heading(block)
        role = "headline" if block is headline else "heading" if tag else _role(block, author)
        parts += [(line, role) for line in lines_of(block.text, joined=bool(tag))]
    return parts


def _heading(block: Block) -> str:
    return block.element.tag if block.element.tag in HEADINGS else ""


def _role(block: Block, author: str) -> str:
    if block.around or block.element.tag == "figcaption" or is_line_about(block.element, block.text, author):
        return "furniture"
    return "body" if block.element.tag in SET_OFF else ""


if __name__ == "__main__":
    main()
