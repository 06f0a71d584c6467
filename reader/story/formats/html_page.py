"""HTML: the article on a web page.

All text of the page is answered first, and then the article. trafilatura says which text belongs to the article. The
order comes from the page itself, and so does what trafilatura leaves out in between: it keeps one of twenty equal
paragraphs, and drops very short ones.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from reader.story.formats.child import ALL_TEXT, Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import HEADINGS, SET_OFF, Block, blocks_of, fold, lines_of
from reader.story.locators import ALL

STUB = "the page says that this article is not free to read in full: this may be only its beginning"

_LEAST_ARTICLE = 300
"""Code points of running text from which an <article> is an article and not a teaser."""
_LONGEST_TITLE = 80
"""Code points of a title that is taken from the first words."""
_LEAST_OPENING = 40
"""Code points of a paragraph after which no heading is an article's own."""
_LONGEST_LINE_ABOUT = 160
"""Code points of a line about the article. Anything longer is a paragraph, whatever its class says."""
_LEAST_CERTAIN = 20
"""Folded characters of a block from which it is recognised inside a longer line of the article."""
_LARGE_TABLE = 2_000
"""Cells. For twenty times as many, trafilatura took more than ten seconds."""

_LIVE = re.compile(r"LiveBlogPosting", re.I)
_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.I)
_ABOUT_CLASS = re.compile(
    r"(?:^|[\s_-])(by-?lines?|author[^\W_]*|meta|meta[^\W_]*line|datelines?|timestamp|published|updated|pub-?date|post-?date"
    r"|entry-?date|credits?|copyright|sign-?off|tags?|trust|reading-?time|[^\W_]*top-?line|kicker|overline|eyebrow)(?=$|[\s_-])",
    re.I,
)
_SIGNED = re.compile(r"(?:additional |further )?(?:reporting|writing|editing|compiled|photographs?) by\b", re.I)
_ABOUT_PROPERTIES = frozenset(("author", "datepublished", "datemodified", "creator"))
_QUESTION_ENDS = ("?", "？", "؟", "?”", "?»", "?“", "? »")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟", "।")
_FACTS = {
    "title": "title", "author": "author", "date": "date", "sitename": "site", "url": "url", "language": "language",
}  # fmt: skip
"""What trafilatura calls a fact, and what we call it."""


@dataclass(frozen=True, slots=True)
class _Article:
    """What was found to show of a page."""

    blocks: Sequence[Block]
    headline: Block | None
    facts: dict[str, str]


def parse_html(request: Request) -> Iterator[Answer]:
    """Read a page in UTF-8. There is one answer with all its text and, if there is an article, one with the article.

    Raises:
        UnreadableError: The page has no such article.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(request.data, parser=parser)
    facts = {"title": _title(tree), "language": tree.get("lang") or "", "date": _date(tree)}
    page = list(blocks_of(tree))
    headline = next((block for block in page if _heading(block) == "h1" and not block.boilerplate), None)
    whole = _Article(page, headline, facts)
    yield Answer(parts=_parts(whole), facts=facts, remarks=[ALL_TEXT])
    elements = _article_elements(tree, page)
    wanted = request.article
    if wanted.isdecimal() and int(wanted) > max(1, len(elements)):
        several = len(elements) > 1
        raise UnreadableError(
            f"has {len(elements)} articles, and no number {wanted}" if several else "has only one article"
        )
    if len(elements) < 2:
        if (only := _single(tree, whole)) is not None:
            yield Answer(parts=_parts(only), facts=only.facts, remarks=_stub_remark(tree))
        return
    article = wanted or (ALL if _is_live(tree) else "1")
    own = _blocks_inside(page, elements)
    found = _all(tree, whole, own) if article == ALL else _one_of(tree, whole, elements, own, int(article) - 1)
    remarks = [] if wanted else [_remark_on(article, len(elements))]
    yield Answer(
        parts=_parts(found),
        facts=found.facts,
        remarks=[*remarks, *_stub_remark(tree)],
        articles=[_title_and_length(blocks) for blocks in own],
        article=article,
    )


def _single(tree: Any, page: _Article) -> _Article | None:
    """The only article of a page; None if it is not found."""
    extracted = _extract(tree)
    if not extracted or not (shown := _blocks_of_article(page.blocks, extracted[0])):
        return None
    return _Article(shown, page.headline, page.facts | extracted[1])


def _all(tree: Any, page: _Article, own: Sequence[Sequence[Block]]) -> _Article:
    """All articles of a page, from the page's heading on."""
    shown = [block for blocks in own for block in blocks if 2 * block.linked <= len(block.text)]
    first = page.blocks.index(next(block for block in shown if not block.boilerplate))
    above = [block for block in page.blocks[_beginning(page.blocks, first) : first] if not block.boilerplate]
    extracted = _extract(tree)
    return _Article(above + shown, page.headline, page.facts | (extracted[1] if extracted else {}))


def _one_of(
    tree: Any, page: _Article, elements: Sequence[Any], own: Sequence[Sequence[Block]], number: int
) -> _Article:
    """One of several articles. The others are taken out of the tree."""
    blocks: Sequence[Block] = own[number]
    heading, day = _own_heading(blocks), _date(elements[number])
    if heading is None and number == 0:  # then what stands above it on the page is its headline
        others = {id(block) for other in own[1:] for block in other}
        blocks, heading = [block for block in page.blocks if id(block) not in others], page.headline
    for element in elements:
        if element is not elements[number]:
            element.drop_tree()
    extracted = _extract(tree)
    facts = page.facts | (extracted[1] if extracted else {})
    if heading is not None and heading is not page.headline:
        facts["title"], facts["date"] = " ".join(heading.text.split()), day or facts["date"]
    shown = _blocks_of_article(blocks, extracted[0]) if extracted else []
    shown = shown or [block for block in blocks if _is_text(block)]
    place = next((n for n, block in enumerate(blocks) if block is heading), len(blocks))
    below_heading = [block for block in blocks[place:] if _is_text(block)]
    first = next((n for n, block in enumerate(below_heading) if any(block is other for other in shown)), 0)
    kept = {id(block) for block in (*below_heading[:first], *shown)}
    return _Article([block for block in blocks if id(block) in kept], heading, facts)


def _is_text(block: Block) -> bool:
    return not block.boilerplate and 2 * block.linked <= len(block.text)


# Facts


def _title(tree: Any) -> str:
    element = next(tree.iter("title"), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _date(tree: Any) -> str:
    """The day that a page says it was published. trafilatura does not take a day in the future."""
    for element in tree.iter("meta", "time"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        stated = element.get("content") if element.tag == "meta" else element.get("datetime")
        published = name.lower() in ("article:published_time", "date", "dc.date", "datepublished")
        if stated and (published or element.tag == "time") and (day := re.match(r"\d{4}-\d\d-\d\d", stated)):
            return day[0]
    return ""


def _author(tree: Any, found: str) -> str:
    """The author as the page writes the name, if what was found is that name without punctuation."""
    named = (meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "author")
    stated = (" ".join((meta.get("content") or "").split()) for meta in named)
    return next((name for name in stated if fold(name) == fold(found)), found)


def _stub_remark(tree: Any) -> list[str]:
    """A remark if the page says, as search engines ask it to, that its article is not free to read."""
    scripts = tree.iter("script")
    stub = any(s.get("type") == "application/ld+json" and _NOT_FREE.search(s.text or "") for s in scripts)
    return [STUB] if stub else []


# The blocks of an article


def _extract(tree: Any) -> tuple[str, dict[str, str]] | None:
    """What trafilatura takes for the article, a paragraph per line, and the facts that it finds."""
    # trafilatura takes 150 ms to import; it is imported when all text has been answered, in case it runs out of time.
    import trafilatura

    source = etree.tostring(_without_large_tables(tree), encoding="unicode", method="html")
    found = trafilatura.bare_extraction(source, favor_precision=True, include_comments=False, with_metadata=True)
    if found is None:
        return None
    said = found if isinstance(found, dict) else found.as_dict()
    facts = {ours: str(said[theirs]) for theirs, ours in _FACTS.items() if said.get(theirs)}
    if "author" in facts:
        facts["author"] = _author(tree, facts["author"])
    return said.get("text") or "", facts


def _without_large_tables(tree: Any) -> Any:
    """The tree, or a copy of it without its large tables, whose rows come from the page itself."""
    if not any(_is_large(table) for table in tree.iter("table")):
        return tree
    tree = copy.deepcopy(tree)
    for table in [table for table in tree.iter("table") if _is_large(table)]:
        if table.getparent() is not None:
            table.drop_tree()
    return tree


def _is_large(table: Any) -> bool:
    """Whether a table has so many cells that trafilatura would run out of time."""
    return sum(1 for _ in table.iter("td", "th")) > _LARGE_TABLE


def _blocks_of_article(blocks: Sequence[Block], found: str) -> list[Block]:
    """The blocks that `found` holds, and those between or right beside them that it left out; none if it is unclear."""
    lines = {fold(line) for line in found.split("\n")} - {""}
    whole = fold(found)
    folded = [block.folded for block in blocks]
    chosen = [
        number
        for number, text in enumerate(folded)
        if text
        and not blocks[number].boilerplate
        and (text in lines or (len(text) >= _LEAST_CERTAIN and text in whole))
    ]
    if 2 * sum(len(folded[number]) for number in set(chosen)) < len(whole) or not chosen:
        return []
    region = _region([blocks[number] for number in chosen])
    beside = {blocks[number].element.getparent() for number in chosen} | {blocks[number].element for number in chosen}
    # a large table, which trafilatura was not given, belongs to the article if it stands beside its paragraphs
    tables = (table for table in _root(region).iter("table") if _is_large(table) and table.getparent() in beside)
    beside |= {part for table in tables for part in (table, *table.iterchildren("tbody"))}
    first, last = _beginning(blocks, chosen[0]), chosen[-1]
    taken = set(chosen)
    for number, block in enumerate(blocks):
        near = block.element.getparent() in beside or block.element in beside
        amid = first <= number < last and (region is block.element or region in block.element.iterancestors())
        boilerplate = block.boilerplate or 2 * block.linked > len(block.text.strip())
        amid = amid and not (boilerplate and region.tag in ("html", "body"))  # the whole page is not an article
        if number in taken or not (amid or first <= number < chosen[0] or (near and not boilerplate)):
            continue
        block.boilerplate = boilerplate  # in the middle of the text it keeps its place, as furniture
        taken.add(number)
    return [blocks[number] for number in sorted(taken)]


def _beginning(blocks: Sequence[Block], first: int) -> int:
    """Where the article begins whose first known block is `first`.

    That is the nearest h1 above, if both are in one part of the page: what is in between says what the article is
    about, and who wrote it.
    """
    for number in range(first, -1, -1):
        if _heading(blocks[number]) == "h1" and not blocks[number].boilerplate:
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


def _root(element: Any) -> Any:
    return element.getroottree().getroot()


# Several articles on one page


def _article_elements(tree: Any, page: Sequence[Block]) -> list[Any]:
    """The articles that stand beside each other on a page, without teasers, comments and entries of other articles."""
    boilerplate = {id(block.element) for block in page if block.boilerplate}
    return [
        element
        for element in tree.iter("article")
        if not any(True for _ in element.iterancestors("article"))
        and _running_text(element, boilerplate) >= _LEAST_ARTICLE
    ]


def _running_text(element: Any, boilerplate: set[int]) -> int:
    """Code points of an element's paragraphs, not counting boilerplate such as a reader's comment."""
    texts = ("".join(part.itertext()) for part in element.iter("p") if id(part) not in boilerplate)
    return sum(len(" ".join(text.split())) for text in texts)


def _is_live(tree: Any) -> bool:
    """Whether a page says that its articles are the entries of one live report."""
    scripts = (s.text or "" for s in tree.iter("script") if s.get("type") == "application/ld+json")
    return any(map(_LIVE.search, scripts)) or any(
        _LIVE.search(element.get("itemtype") or "") for element in tree.iter("div", "section", "main", "article")
    )


def _blocks_inside(blocks: Sequence[Block], elements: Sequence[Any]) -> list[list[Block]]:
    """For each of these elements the blocks in it."""
    place = {element: number for number, element in enumerate(elements)}
    out: list[list[Block]] = [[] for _ in elements]
    for block in blocks:
        for element in (block.element, *block.element.iterancestors("article")):
            if (number := place.get(element)) is not None:
                out[number].append(block)
                break
    return out


def _own_heading(blocks: Sequence[Block]) -> Block | None:
    """The heading of an article: the first one above its text."""
    for block in blocks:
        if block.element.tag in HEADINGS and not block.boilerplate:
            return block
        if block.element.tag == "p" and len(block.text.strip()) >= _LEAST_OPENING and not block.boilerplate:
            break
    return None


def _title_and_length(blocks: Sequence[Block]) -> tuple[str, int]:
    """An article's title, or its first words, and its length in code points."""
    texts = [" ".join(block.text.split()) for block in blocks if not block.boilerplate]
    heading = _own_heading(blocks)
    title = " ".join(heading.text.split()) if heading else max(texts, key=len, default="")
    return (title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"), sum(map(len, texts))


def _remark_on(article: str, count: int) -> str:
    """What a reader who chose no article should know about a page with several."""
    if article == ALL:
        return f"all {count} articles on this page are shown; for one of them, add #article=1 … {count} to its name"
    return f"article {article} of {count} on this page is shown; for another, add #article=2 to its name"


# Roles


def _parts(article: _Article) -> list[Part]:
    """Paragraphs and their roles. The headline comes first if it is elsewhere on the page."""
    blocks, headline = list(article.blocks), article.headline
    if headline is None and blocks and _heading(blocks[0]):
        headline = blocks[0]
    if headline is not None and all(headline is not block for block in blocks):
        blocks.insert(0, headline)
    parts = []
    for block in blocks:
        if block is headline:
            role = "headline"
        elif _heading(block) and not block.boilerplate:
            role = "heading"
        else:
            role = _block_role(block, article.facts.get("author", ""))
        parts += [(line, role) for line in lines_of(block.text, joined=bool(_heading(block)))]
    return parts


def _heading(block: Block) -> str:
    return block.element.tag if block.element.tag in HEADINGS else ""


def _block_role(block: Block, author: str) -> str:
    element = block.element
    if block.boilerplate or element.tag == "figcaption" or _is_line_about(element, block.text, author):
        return "furniture"
    if element.tag in SET_OFF or _is_question(element, block.text):
        return "body"
    return "furniture" if 3 * block.linked >= 2 * len(block.text.strip()) else ""


def _is_question(element: Any, text: str) -> bool:
    """Whether a paragraph is a question in an interview, and not a heading although it is short.

    A heading that is marked up as a paragraph is bold from end to end.
    """
    if element.tag != "p" or not text.strip().endswith(_QUESTION_ENDS):
        return False
    bold = sum(len(fold("".join(part.itertext()))) for part in element.iter("b", "strong"))
    return bold < len(fold(text))


def _is_line_about(element: Any, text: str, author: str) -> bool:
    """Whether a short block says who wrote the article, or when, or for whom.

    Args:
        element: The innermost block element around it.
        text: The text of the block.
        author: The article's author as the page states it; may be empty.
    """
    line = " ".join(text.split())
    if not line or len(line) > _LONGEST_LINE_ABOUT:
        return False
    if _SIGNED.match(line) or _is_marked_as_about(element, line):
        return True
    return bool(author) and _is_byline(line, author)


def _is_marked_as_about(element: Any, line: str) -> bool:
    """Whether the markup says so: the element's own class, or that most of its text is a date or a name."""
    if element.tag == "address":
        return True
    parent = element.getparent()
    for outer in (element,) if parent is None or parent.tag not in ("div", "span", "p") else (element, parent):
        named = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        if outer.tag not in ("article", "main", "body") and _ABOUT_CLASS.search(named):
            return outer is element or len(" ".join("".join(outer.itertext()).split())) <= _LONGEST_LINE_ABOUT
    small = len(" ".join("".join(element.itertext()).split())) <= _LONGEST_LINE_ABOUT
    marked = [
        text
        for part in (element.iter("time", "span", "a") if small else element)
        if (
            part.tag == "time"
            or part.get("rel") == "author"
            or (part.get("itemprop") or "").lower() in _ABOUT_PROPERTIES
        )
        and (text := " ".join("".join(part.itertext()).split())) in line
    ]
    return bool(marked) and 2 * sum(map(len, marked)) > len(line)


def _is_byline(line: str, author: str) -> bool:
    """Whether a line gives the author's name and is not a sentence: `By Ines Calder, Brenna`."""
    named = re.fullmatch(rf"(?:\S{{1,10}}\s++)?{re.escape(author)}(?:\s*+[,|·–—/(].{{0,60}})?", line, re.I)
    return named is not None and not line.endswith(_SENTENCE_ENDS)


if __name__ == "__main__":
    run_child(parse_html)
