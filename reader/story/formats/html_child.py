"""The child process that reads a page: `python -m reader.story.formats.html_child [ARTICLE] < page.html`, UTF-8.

It tells all text of the page first and then the article (`reader.story.formats.limited`). trafilatura says which text
is the article's; the order, and what it left out between (it keeps one of twenty equal paragraphs, and drops very short
ones), come from the page itself.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Sequence
from typing import Any

import lxml.html
from lxml import etree

from reader.story.formats.children import ALL_TEXT
from reader.story.formats.limited import limit_this_process, tell, tell_error
from reader.story.formats.markup import HEADINGS, SET_OFF, Block, blocks_of, fold, lines_of
from reader.story.locators import ALL

# Several articles on one page


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


# What a page says in an article and of it that is no part of the story


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


_LARGE_TABLE = 2_000
"""Cells. Twenty times as many took trafilatura more than ten seconds."""


def main() -> None:
    """Read a page from standard input and write what was found."""
    limit_this_process()
    source = sys.stdin.buffer.read()
    tree = lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    facts = {"title": _title(tree), "language": tree.get("lang") or "", "date": _date(tree)}
    page = list(blocks_of(tree))
    headline = next((b for b in page if _heading(b) == "h1" and not b.around), None)
    tell(_parts(page, headline), facts, [ALL_TEXT])
    several = articles_of(tree, page)
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted.isdecimal() and int(wanted) > max(1, len(several)):
        tell_error(
            f"holds {len(several)} articles: there is no number {wanted}" if several[1:] else "holds one article"
        )
        return
    if len(several) < 2:
        extracted = _extract(tree)
        if extracted and (shown := _article(page, extracted[0])):
            facts |= extracted[1]
            tell(_parts(shown, headline, facts.get("author", "")), facts, [STUB] if is_stub(tree) else [])
        return
    article = wanted or (ALL if is_live(tree) else "1")
    own = inside(page, several)
    if article == ALL:
        shown = [block for blocks in own for block in blocks if 2 * block.linked <= len(block.text)]
        first = page.index(next(block for block in shown if not block.around))
        shown = [block for block in page[_beginning(page, first) : first] if not block.around] + shown
        facts |= (_extract(tree) or ("", {}))[1]
    else:
        shown, headline = _chosen(tree, page, headline, several, int(article) - 1, own, facts)
    parts = _parts(shown, headline, facts.get("author", ""))
    remarks = [] if wanted else [remark_on(article, len(several))]  # who chose knows
    remarks += [STUB] if is_stub(tree) else []
    tell(parts, facts, remarks, articles=[told_of(blocks) for blocks in own], article=article)


def _chosen(
    tree: Any,
    page: Sequence[Block],
    headline: Block | None,
    several: Sequence[Any],
    number: int,
    blocks: Sequence[list[Block]],
    facts: dict[str, str],
) -> tuple[list[Block], Block | None]:
    """The blocks of one of several articles, and its headline. The facts become its own; the others leave the tree."""
    own = blocks[number]
    heading, day = own_heading(own), _date(several[number])
    others = [element for element in several if element is not several[number]]
    if heading is None and number == 0:  # what stands above it on the page is its headline, then
        away = {id(block) for other in blocks[1:] for block in other}
        own, heading = [block for block in page if id(block) not in away], headline
    for element in others:
        element.drop_tree()
    extracted = _extract(tree)
    if extracted:
        facts |= extracted[1]
    if heading is not None and heading is not headline:
        facts["title"], facts["date"] = " ".join(heading.text.split()), day or facts["date"]
    shown = _article(own, extracted[0]) if extracted else []
    shown = shown or [block for block in own if not block.around and 2 * block.linked <= len(block.text)]
    place = next((n for n, block in enumerate(own) if block is heading), len(own))
    above = [block for block in own[place:] if not block.around and 2 * block.linked <= len(block.text)]
    missing = above[: next((n for n, block in enumerate(above) if any(block is b for b in shown)), 0)]
    wanted = {id(block) for block in (*missing, *shown)}
    return [block for block in own if id(block) in wanted], heading


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

    source = etree.tostring(_without_large_tables(tree), encoding="unicode", method="html")
    found = trafilatura.bare_extraction(source, favor_precision=True, include_comments=False, with_metadata=True)
    if found is None:
        return None
    said = found if isinstance(found, dict) else found.as_dict()
    keys = {
        "title": "title", "author": "author", "date": "date", "sitename": "site", "url": "url", "language": "language",
    }  # fmt: skip
    facts = {ours: str(said[theirs]) for theirs, ours in keys.items() if said.get(theirs)}
    if "author" in facts:
        facts["author"] = author_of(tree, facts["author"])
    return said.get("text") or "", facts


def _is_large(table: Any) -> bool:
    """Whether a table has so many cells that trafilatura would need more than its time for them."""
    return sum(1 for _ in table.iter("td", "th")) > _LARGE_TABLE


def _without_large_tables(tree: Any) -> Any:
    """The tree, or a copy of it without its large tables; their rows come from the page itself."""
    if not any(_is_large(table) for table in tree.iter("table")):
        return tree
    tree = copy.deepcopy(tree)
    for table in [table for table in tree.iter("table") if _is_large(table)]:
        if table.getparent() is not None:
            table.drop_tree()
    return tree


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
    # a table whose rows were not asked about is beside the article's paragraphs where it stands as one of them
    tables = (table for table in _root(region).iter("table") if _is_large(table) and table.getparent() in beside)
    beside |= {part for table in tables for part in (table, *table.iterchildren("tbody"))}
    first, last = _beginning(blocks, chosen[0]), chosen[-1]
    taken = set(chosen)
    for number, block in enumerate(blocks):
        near = block.element.getparent() in beside or block.element in beside
        amid = first <= number < last and (region is block.element or region in block.element.iterancestors())
        elsewhere = block.around or 2 * block.linked > len(block.text.strip())
        amid = amid and not (elsewhere and region.tag in ("html", "body"))  # all of the page is no article
        if number in taken or not (amid or first <= number < chosen[0] or (near and not elsewhere)):
            continue
        block.around = elsewhere  # in the midst of the text it keeps its place, as furniture
        taken.add(number)
    return [blocks[number] for number in sorted(taken)]


def _root(element: Any) -> Any:
    return element.getroottree().getroot()


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


def _parts(shown: Sequence[Block], headline: Block | None, author: str = "") -> list[tuple[str, str]]:
    """Paragraphs and their roles. The headline comes first where it stands elsewhere on the page."""
    if headline is None and shown and _heading(shown[0]):
        headline = shown[0]
    ordered = list(shown)
    if headline is not None and all(headline is not block for block in ordered):
        ordered.insert(0, headline)
    parts = []
    for block in ordered:
        tag = _heading(block)
        role = "headline" if block is headline else "heading" if tag and not block.around else _role(block, author)
        parts += [(line, role) for line in lines_of(block.text, joined=bool(tag))]
    return parts


def _heading(block: Block) -> str:
    return block.element.tag if block.element.tag in HEADINGS else ""


def _role(block: Block, author: str) -> str:
    element = block.element
    if block.around or element.tag == "figcaption" or is_line_about(element, block.text, author):
        return "furniture"
    if element.tag in SET_OFF or is_question(element, block.text):
        return "body"
    return "furniture" if 3 * block.linked >= 2 * len(block.text.strip()) else ""


if __name__ == "__main__":
    main()
