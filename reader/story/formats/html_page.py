"""HTML: the article on a web page.

All text of the page is answered first, and then the article. trafilatura says which text belongs to the article. The
order comes from the page itself, and so does what trafilatura leaves out in between: it keeps one of twenty equal
paragraphs, and drops very short ones.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import lxml.html
from lxml import etree
from rapidfuzz import fuzz

from reader.story.formats.child import ALL_TEXT, Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import HEADINGS, Block, Layout, fold, is_sentence, lines_of
from reader.story.formats.page_blocks import (
    block_role,
    furniture_kind,
    heading_tag,
    holds_headline,
    is_caption,
    is_date_or_count,
    is_line_about,
    is_subtitle,
)
from reader.story.formats.simplify import remarks_on, simplify
from reader.story.locators import ALL
from reader.story.paragraphs import is_finished, is_furniture

STATED = "read from the article's text in the page's data for search engines, of which the page itself shows less"
STUB = "the page says that this article is not free to read in full: this may be only its beginning"

_LEAST_ARTICLE = 300
"""Code points of running text from which an <article> is an article and not a teaser."""
_LEAST_WHOLE = 1_500
"""Code points of what was found from which it is taken for the whole article, however much else is on the page."""
_LONGEST_TITLE = 80
"""Code points of a title that is taken from the first words."""
_LEAST_OPENING = 40
"""Code points of a paragraph after which no heading is an article's own."""
_LEAST_LEAD = 140
"""Code points of a paragraph above the article's text that belongs to it. A shorter one is a subtitle, which folds, or
has two sentences."""
_LEAST_CERTAIN = 20
"""Folded characters of a block from which it is recognised inside a longer line of the article."""
_LEAST_FOUND = 25
"""Folded characters of the shortest article."""
_LARGE_TABLE = 2_000
"""Cells. For twenty times as many, trafilatura took more than ten seconds."""

_LONGEST_HEADLINE = 300
"""Code points."""
_LEAST_TITLE = 8
"""Code points of a title, when a name of a site is set off from it."""
_LEAST_AGREEMENT = 0.75
"""From which a heading is the title of the page, with a word changed or a subtitle left out."""

_SEPARATOR = re.compile(r"(?<!\s)\s++[-–—|·•»«:]++\s++|(?<!\s)\s*+\|\s*+")
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|page|story)[_-]?(?:title|headline|heading)(?=$|[\s_-])", re.I
)
_LIVE = re.compile(r"LiveBlogPosting", re.I)
_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.I)
_CONTENT_CLASS = re.compile(r"(?:^|\s)(?:entry|(?:entry|post|article|story)-?_?(?:content|body|text))(?=$|\s)", re.I)
_BESIDE_CLASS = re.compile(r"(?:^|\s)(?:sidebar|widget)(?=$|\s)", re.I)
_AFTER_AUTHOR = re.compile(r"(?<!\s)\s++(?:on\s++)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
"""The day that trafilatura can take for a part of the author's name."""
_SENTENCE_END_WITHIN = re.compile(r"[^\W\d_]{3}[.!?…][”»\"')]?\s+[“«\"'¿¡(]?[^\W\d_]")
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
    may_be_links: bool = False
    """Whether paragraphs that are nothing but links belong to it, because no article with running text was found."""


def parse_html(request: Request) -> Iterator[Answer]:
    """Read a page in UTF-8. There is one answer with all its text and, if there is an article, one with the article.

    Raises:
        UnreadableError: The page has no such article.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(request.data, parser=parser)
    revised = _revision(tree)
    facts = {"title": _title(tree), "language": tree.get("lang") or "", "date": revised or _date(tree)}
    simplified = simplify(tree)
    layout = Layout(tree)
    layout.mark_boilerplate([_running_text(block) for block in layout.blocks])
    page = layout.blocks
    headline = _headline(tree, page)
    facts["title"] = _without_site(facts, headline)
    whole = _Article(page, headline, facts, may_be_links=True)
    yield Answer(parts=_parts(whole), facts=facts, remarks=[ALL_TEXT, *remarks_on([simplified])])
    elements = _article_elements(tree, page)
    wanted = request.article
    if wanted.isdecimal() and int(wanted) > max(1, len(elements)):
        several = len(elements) > 1
        raise UnreadableError(
            f"has {len(elements)} articles, and no number {wanted}" if several else "has only one article"
        )
    if len(elements) < 2:
        only = _single(tree, layout, whole, simplified.notes)
        stated = _stated_article(tree, only or _Article((), headline, facts))
        if stated is not None:
            yield stated
        elif only is not None:
            remarks = [*_stub_remark(tree), *_gap_remark(page, only.blocks), *remarks_on([simplified])]
            told = only.facts | ({"date": revised} if revised else {})
            yield Answer(parts=_parts(only), facts=told, remarks=remarks)
        return
    article = wanted or (ALL if _is_live(tree) else "1")
    own = _blocks_inside(page, elements)
    found = _all(tree, whole, own) if article == ALL else _one_of(tree, layout, whole, elements, own, int(article) - 1)
    remarks = [] if wanted else [_remark_on(article, len(elements))]
    yield Answer(
        parts=_parts(found),
        facts=found.facts,
        remarks=[*remarks, *_stub_remark(tree), *remarks_on([simplified])],
        articles=[_title_and_length(blocks) for blocks in own],
        article=article,
    )


def _single(tree: Any, layout: Layout, page: _Article, notes: Sequence[Any]) -> _Article | None:
    """The only article of a page, with its notes at the end; None if it is not found."""
    running = sum(_running_text(block) for block in page.blocks if not block.boilerplate)
    extracted = _extract(tree)
    if extracted and len(extracted[0]) < _LEAST_WHOLE and 2 * len(extracted[0]) < running:
        wider = _extract(tree, precise=False)
        extracted = wider if wider and len(wider[0]) >= 2 * len(extracted[0]) else extracted
    if not extracted or not (shown := _blocks_of_article(layout, page.blocks, extracted[0], page.headline)):
        return None
    facts = page.facts | extracted[1]
    facts["title"] = _without_site(facts, page.headline)
    told = [block for block in shown if _running_text(block) and not block.folds]
    if not told and running >= _LEAST_ARTICLE:
        return None  # a table or a calendar
    columns = [column for block in told if (column := _column_beside(block.element)) is not None]
    if len(columns) == len(told) > 0:  # what was found is beside the article, such as the news of another site
        content = [b for b in page.blocks if _is_in_content(b.element) and _column_beside(b.element) not in columns]
        if content:
            return _Article(content, page.headline, facts, may_be_links=True)
    return _Article(_notes_last(page.blocks, shown, notes), page.headline, facts)


def _notes_last(blocks: Sequence[Block], shown: Sequence[Block], notes: Sequence[Any]) -> list[Block]:
    """An article's blocks, then the notes that its text refers to. Lists of sources fold, as on Wikipedia."""
    if not notes:
        return list(shown)
    places = set(notes)
    own = [block for block in blocks if not places.isdisjoint((block.element, *block.element.iterancestors()))]
    for block in own:
        block.aside = any("references" in (e.get("class") or "").split() for e in block.element.iterancestors("ol"))
    known = {id(block) for block in own}
    return [block for block in shown if id(block) not in known] + own


def _stated_article(tree: Any, found: _Article) -> Answer | None:
    """The article as the page states it for search engines, if its own text has clearly less; else None."""
    title, stated = max(_stated_articles(tree), key=lambda found: len(found[1]), default=("", ""))
    body = [block for block in found.blocks if not block.folds and block is not found.headline]
    if len(fold(stated)) < max(_LEAST_CERTAIN, 1.5 * sum(len(block.folded) for block in body)):
        return None
    paragraphs = [line for line in map(str.strip, stated.split("\n")) if line]
    known = fold(stated)
    if body and 2 * sum(len(block.folded) for block in body if block.folded in known) < sum(
        len(b.folded) for b in body
    ):
        return None  # it is about something else
    headline = [] if found.headline is None else [(" ".join(found.headline.text.split()), "headline")]
    title = title or found.facts.get("title", "")
    parts = [*(headline or ([(title, "headline")] if title else [])), *((line, "body") for line in paragraphs)]
    return Answer(parts=parts, facts={**found.facts, "title": title}, remarks=[STATED])


def _stated_articles(tree: Any) -> Iterator[tuple[str, str]]:
    """Headlines and texts of the articles in the page's data for search engines (JSON-LD), a paragraph per line."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or "articleBody" not in (script.text or ""):
            continue
        with suppress(ValueError, RecursionError):
            left = [json.loads(script.text, strict=False)]
            while left:
                part = left.pop()
                left += part if isinstance(part, list) else part.values() if isinstance(part, dict) else ()
                if isinstance(part, dict) and isinstance(body := part.get("articleBody"), str) and body.strip():
                    headline = part.get("headline")
                    yield html.unescape(headline) if isinstance(headline, str) else "", _plain_text(body)


def _plain_text(body: str) -> str:
    """A text that may hold markup, or entities for it."""
    if not re.search(r"</?[a-zA-Z][^<>]*>", unescaped := html.unescape(body)):
        return unescaped
    tree = lxml.html.document_fromstring(f"<div>{unescaped}</div>")
    return "\n".join(" ".join(block.text.split()) for block in Layout(tree).blocks)


def _gap_remark(blocks: Sequence[Block], shown: Sequence[Block]) -> list[str]:
    """A remark on running text that is on the page, but not in what was taken for its article."""
    known = {id(block) for block in shown if not block.folds}
    inside = sum(_running_text(block) for block in blocks if id(block) in known)
    outside = sum(_running_text(block) for block in blocks if id(block) not in known and not block.boilerplate)
    if outside < _LEAST_ARTICLE or 2 * outside < inside:
        return []
    return [
        f"{outside:,} characters of running text on this page are outside the article that was found, which has "
        f"{inside:,}; if something is missing, save the text of the page as a .txt file and name that"
    ]


def _all(tree: Any, page: _Article, own: Sequence[Sequence[Block]]) -> _Article:
    """All articles of a page, from the page's heading on."""
    shown = [block for blocks in own for block in blocks if not block.is_linked]
    first = page.blocks.index(next(block for block in shown if not block.folds))
    above = [block for block in page.blocks[_beginning(page.blocks, first, page.headline) : first] if not block.folds]
    extracted = _extract(tree)
    return _Article(above + shown, page.headline, page.facts | (extracted[1] if extracted else {}))


def _one_of(
    tree: Any, layout: Layout, page: _Article, elements: Sequence[Any], own: Sequence[Sequence[Block]], number: int
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
    shown = _blocks_of_article(layout, blocks, extracted[0], heading) if extracted else []
    shown = shown or [block for block in blocks if _is_text(block)]
    place = next((n for n, block in enumerate(blocks) if block is heading and not block.boilerplate), len(blocks))
    below_heading = [block for block in blocks[place:] if _is_text(block)]
    first = next((n for n, block in enumerate(below_heading) if any(block is other for other in shown)), 0)
    kept = {id(block) for block in (*below_heading[:first], *shown)}
    return _Article([block for block in blocks if id(block) in kept], heading, facts)


def _is_text(block: Block) -> bool:
    return not block.boilerplate and not block.is_linked


def _running_text(block: Block) -> int:
    """Code points of a block of running text; 0 for a menu or a label."""
    return len(block.text) if is_sentence(block.text) and not block.is_linked else 0


# The headline


def _headline(tree: Any, blocks: Sequence[Block]) -> Block | None:
    """The heading that agrees with the title of the page; without one, the first h1."""
    short = [block for block in blocks if len(block.text) <= _LONGEST_HEADLINE]
    headings = [block for block in short if not block.boilerplate]
    titles = [fold(title) for title in _titles(tree)]
    in_boilerplate = [block for block in short if block.boilerplate and heading_tag(block) == "h1"]
    for candidates in (headings, in_boilerplate):  # a header can be named after the links to share that are in it
        best, most = None, 0.0
        for block in candidates:
            tag = heading_tag(block)
            if not tag and not _is_titled(block.element):
                continue
            text = block.folded
            score = max((_agreement(text, title) for title in titles), default=0.0) + (0.02 if tag == "h1" else 0.0)
            if text and score > most:
                best, most = block, score
        if best is not None and most >= _LEAST_AGREEMENT:
            return best
    site = fold(_meta(tree, "og:site_name"))
    firsts = [block for block in headings if heading_tag(block) == "h1"] or in_boilerplate
    return next((block for block in firsts if block.folded != site), firsts[0] if firsts else None)


def _titles(tree: Any) -> list[str]:
    """The titles that a page gives itself, without the name of the site as far as it is set off."""
    whole = [_meta(tree, "og:title"), _meta(tree, "twitter:title"), _title(tree)]
    parts = [part for title in whole[-1:] for part in _SEPARATOR.split(title) if len(part) >= _LEAST_TITLE]
    return [*filter(None, whole), *([max(parts, key=len)] if len(parts) > 1 else [])]


def _agreement(text: str, title: str) -> float:
    """How well a heading agrees with a title, 0 to 1. Both are folded."""
    return fuzz.ratio(text, title) / 100


def _is_titled(element: Any) -> bool:
    return element.get("itemprop") == "headline" or _TITLE_CLASS.search(element.get("class") or "") is not None


def _without_site(facts: dict[str, str], headline: Block | None) -> str:
    """The page's title without the name of its site: `Bridge opens - Harbour Ledger`."""
    title = facts.get("title", "")
    said = "" if headline is None else " ".join(headline.text.split())
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    if said and fold(said) != fold(title) and fold(said) in fold(title) and 2 * len(said) > len(title):
        return said
    names = {fold(facts.get("site", "")), fold(_host(facts.get("url", "")))} - {""}
    for end in (pieces[-1], pieces[0]):
        if fold(end) in names:
            return title.removesuffix(end).removeprefix(end).strip(" -–—|·»:")
    return title


def _host(address: str) -> str:
    host = address.partition("//")[2].partition("/")[0].removeprefix("www.")
    return host.rpartition(".")[0]


def _meta(tree: Any, name: str) -> str:
    found = (
        meta.get("content") or "" for meta in tree.iter("meta") if name in (meta.get("property"), meta.get("name"))
    )
    return " ".join(next(found, "").split())


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


def _revision(tree: Any) -> str:
    """The moment of the revision that a page of MediaWiki shows, if it is an old one; empty for the latest.

    It is `2030-05-03 09:30` if the page writes it in English, and else as the page writes it.
    """
    for element in tree.iter("span"):
        if element.get("id") == "mw-revision-date":
            said = " ".join("".join(element.itertext()).split())
            with suppress(ValueError):
                said = f"{datetime.strptime(said, '%H:%M, %d %B %Y'):%Y-%m-%d %H:%M}"
            return said
    return ""


def _author(tree: Any, found: str) -> str:
    """The author as the page writes the name, if what was found is that name without punctuation."""
    named = (meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "author")
    stated = (" ".join((meta.get("content") or "").split()) for meta in named)
    return next((name for name in stated if fold(name) == fold(found)), _AFTER_AUTHOR.split(found, 1)[0] or found)


def _stub_remark(tree: Any) -> list[str]:
    """A remark if the page says, as search engines ask it to, that its article is not free to read."""
    scripts = tree.iter("script")
    stub = any(s.get("type") == "application/ld+json" and _NOT_FREE.search(s.text or "") for s in scripts)
    return [STUB] if stub else []


# The blocks of an article


def _extract(tree: Any, *, precise: bool = True) -> tuple[str, dict[str, str]] | None:
    """What trafilatura takes for the article, a paragraph per line, and the facts that it finds."""
    # trafilatura takes 150 ms to import; it is imported when all text has been answered, in case it runs out of time.
    from trafilatura import bare_extraction

    source = etree.tostring(_without_large_tables(tree), encoding="unicode", method="html")
    found = bare_extraction(source, favor_precision=precise, include_comments=False, with_metadata=True)
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


def _blocks_of_article(layout: Layout, blocks: Sequence[Block], found: str, headline: Block | None) -> list[Block]:
    """The blocks that `found` holds, and those between or right beside them that it left out; none if it is unclear.

    Only some of these belong to the article. The others keep their place, as furniture.
    """
    lines = {fold(line) for line in found.split("\n")} - {""}
    whole = fold(found)
    own = {id(block) for block in blocks}
    weights = [
        len(text)
        if id(block) in own
        and (text := block.folded)
        and (text in lines or (len(text) >= _LEAST_CERTAIN and text in whole))
        else 0
        for block in layout.blocks
    ]
    if len(whole) < _LEAST_FOUND or 2 * sum(weights) < len(whole):
        return []
    layout.mark_boilerplate(weights)
    held = {id(block) for block, weight in zip(layout.blocks, weights, strict=True) if weight}
    chosen = [n for n, block in enumerate(blocks) if id(block) in held and not block.boilerplate]
    if not chosen:
        return []
    at = next((n for n in chosen if blocks[n] is headline), chosen[0])
    below = [n for n in chosen if n >= at]
    if 2 * sum(len(blocks[n].folded) for n in below) > sum(len(blocks[n].folded) for n in chosen):
        chosen = below  # what stands above the headline is a teaser with its words
    chosen = sorted({*chosen, *_further_chunks(blocks, chosen)})
    region = _region([blocks[number] for number in chosen])
    around = {blocks[number].element.getparent() for number in chosen}
    beside = around | {blocks[number].element for number in chosen}
    # a large table, which trafilatura was not given, belongs to the article if it stands beside its paragraphs
    tables = (table for table in _root(region).iter("table") if _is_large(table) and table.getparent() in beside)
    rows = {part for table in tables for part in (table, *table.iterchildren("tbody"))}
    first, last = _beginning(blocks, chosen[0], headline), chosen[-1]
    taken = set(chosen)
    for number, block in enumerate(blocks):
        near = not {block.element, block.element.getparent()}.isdisjoint(beside | rows)
        amid = first <= number < last and (region is block.element or region in block.element.iterancestors())
        boilerplate = block.boilerplate or block.is_linked
        amid = amid and not (boilerplate and region.tag in ("html", "body"))  # the whole page is not an article
        if number in taken or not (amid or first <= number < chosen[0] or (near and not boilerplate)):
            continue
        in_table = not {block.element, block.element.getparent()}.isdisjoint(rows)
        within, above = chosen[0] < number < last, first < number < chosen[0]
        belongs = in_table or _belongs(block, around, within=within, above=above)
        block.aside = boilerplate or not belongs
        taken.add(number)
    told: set[str] = set()
    for block in (blocks[n] for n in sorted(taken)):
        if _is_ingredient(block.element):
            block.aside = block.folded in told  # a page for two widths of a window has its list twice
            told.add(block.folded)
    captions = [blocks[n] for n in taken if is_caption(blocks[n].element)]
    if 3 * sum(len(block.text) for block in captions) < sum(len(blocks[n].text) for n in chosen):
        for block in captions:
            block.aside = True
    else:  # it is a series of pictures, told in their captions
        for block in captions:
            block.aside = block.aside and (block.boilerplate or not (_running_text(block) or heading_tag(block)))
    found_length = sum(_running_text(blocks[number]) for number in chosen)
    passed_over = [b for n in taken if (b := blocks[n]).aside and not b.boilerplate and not is_caption(b.element)]
    if 2 * sum(map(_running_text, passed_over)) > found_length:  # trafilatura found a part of it, as in a forum
        for block in passed_over:
            block.aside = not _running_text(block)
    return [blocks[number] for number in sorted(taken)]


def _further_chunks(blocks: Sequence[Block], chosen: Sequence[int]) -> list[int]:
    """The paragraphs of further chunks of the article, if trafilatura found one of several.

    Some pages put an article into several elements of one class, with advertisements between them.
    """
    kinds = {
        (parent.tag, name)
        for n in chosen
        if (parent := blocks[n].element.getparent()) is not None and (name := parent.get("class"))
    }
    known = set(chosen)
    further = [
        n
        for n, block in enumerate(blocks)
        if n not in known
        and block.element.tag == "p"
        and not block.boilerplate
        and _running_text(block)
        and (parent := block.element.getparent()) is not None
        and (parent.tag, parent.get("class")) in kinds
    ]
    found, more = (sum(_running_text(blocks[n]) for n in numbers) for numbers in (chosen, further))
    return further if 2 * more > found else []


def _belongs(block: Block, around: Set[Any], *, within: bool, above: bool) -> bool:
    """Whether a block that trafilatura left out belongs to the article all the same.

    Args:
        block: A block that is not boilerplate by its markup.
        around: The elements in which the article's blocks stand.
        within: Whether there are blocks of the article above it and below it.
        above: Whether it is between the headline and the first block of the article.
    """
    element, parent = block.element, block.element.getparent()
    if is_caption(element):
        return False
    lead = above and element.tag != "li" and not is_subtitle(element)
    if lead and is_sentence(block.text) and not is_line_about(element, block.text, ""):
        long = element.tag not in HEADINGS and len(block.text.strip()) >= _LEAST_LEAD
        if long or _SENTENCE_END_WITHIN.search(block.text):
            return True  # the lead
    if element in around:  # loose text between the paragraphs, or a line beside the headline
        return is_sentence(block.text) or holds_headline(element)
    if is_line_about(element, block.text, "") or is_furniture(" ".join(block.text.split())):
        return False
    if parent not in around:
        wrapped = (within or element.tag == "li") and parent is not None and parent.getparent() in around
        return wrapped and is_sentence(block.text)
    if element.tag in HEADINGS:
        return within
    return within or is_finished(block.text.strip())


def _beginning(blocks: Sequence[Block], first: int, headline: Block | None) -> int:
    """Where the article begins whose first known block is `first`.

    That is its headline or the nearest h1 above, if both are in one part of the page: what is in between says what the
    article is about, and who wrote it.
    """
    for number in range(first, -1, -1):
        block = blocks[number]
        if (block is headline or heading_tag(block) == "h1") and not block.boilerplate:
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
        and _text_in_paragraphs(element, boilerplate) >= _LEAST_ARTICLE
    ]


def _text_in_paragraphs(element: Any, boilerplate: set[int]) -> int:
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
        if block.element.tag in HEADINGS and not block.folds:
            return block
        if block.element.tag == "p" and len(block.text.strip()) >= _LEAST_OPENING and not block.folds:
            break
    return None


def _title_and_length(blocks: Sequence[Block]) -> tuple[str, int]:
    """An article's title, or its first words, and its length in code points."""
    texts = [" ".join(block.text.split()) for block in blocks if not block.folds]
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
    if headline is None and blocks and heading_tag(blocks[0]):
        headline = blocks[0]
    if headline is not None and all(headline is not block for block in blocks):
        blocks.insert(0, headline)
    said = "" if headline is None else headline.folded
    author = article.facts.get("author", "")
    parts = []
    begun = False
    for block in blocks:
        begun = begun or (not block.folds and is_sentence(block.text))
        if block is headline:
            role = "headline"
        elif said and not begun and not heading_tag(block) and is_date_or_count(block.text):
            role = "furniture"
        elif said and block.folded == said:
            role = "furniture"  # the same headline for a wider window, or over a gallery
        elif heading_tag(block) and not block.folds:
            role = "furniture" if block.element.getparent().tag == "a" else "heading"
        elif article.may_be_links and not block.boilerplate and _is_in_content(block.element):
            role = "body"  # even one that is nothing but a link: there is no more of this article
        else:
            role = block_role(block, author, titled=headline is not None)
        if role == "furniture":
            role = furniture_kind(block, author, above=not begun) or role
        parts += [(line, role) for line in lines_of(block.text, joined=bool(heading_tag(block)))]
    return parts


def _column_beside(element: Any) -> Any:
    """The outermost element around this one that is named as a column beside the article; None without one."""
    found = None
    for outer in element.iterancestors("div"):
        if _BESIDE_CLASS.search(f"{outer.get('class') or ''} {outer.get('id') or ''}"):
            found = outer
    return found


def _is_in_content(element: Any) -> bool:
    """Whether an element is a paragraph right in what the page calls the content of an article."""
    outer = element.getparent()
    if element.tag != "p" or outer is None:
        return False
    return outer.get("itemprop") == "articleBody" or _CONTENT_CLASS.search(outer.get("class") or "") is not None


def _is_ingredient(element: Any) -> bool:
    """Whether an item of a list is something that a recipe needs. trafilatura leaves out lists of such short items."""
    return element.tag == "li" and (element.get("itemprop") or "").lower() == "recipeingredient"


_USUAL_PAGE = b"""<!doctype html><html lang="en"><head><title>Onslow ferry to stop - Harbour Ledger</title>
<meta property="og:title" content="Onslow ferry to stop"><meta property="og:site_name" content="Harbour Ledger">
<meta name="author" content="Ines Calder"><link rel="canonical" href="https://hl.example/news/ferry">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-02-14T09:12:44Z",
"author": {"@type": "Person", "name": "Ines Calder"}, "publisher": {"name": "Harbour Ledger"}}</script></head>
<body><nav><ul><li><a href="/">Home</a><li><a href="/news">News</a></ul></nav><article class="post">
<h1>Onslow ferry to stop</h1><p class="byline">By Ines Calder, <time datetime="2019-02-14">14 February 2019</time></p>
<figure><img src="boat.jpg" alt=""><figcaption>The boat in 2018.</figcaption></figure>
<p>The ferry at Onslow will stop running on Friday after forty years, the <b>harbour council</b> said on Monday.</p>
<p>Mara Pell, who has steered the boat since 1991, learnt of it <a href="/news/pell">from a newspaper</a>.</p>
<h2>What comes next</h2><p>A bridge two kilometres upstream is to be widened by the spring of next year.</p>
<ul><li>The boat is to be sold.<li>A museum in Tarn has asked for its engine, which is older than the boat.</ul>
<blockquote>Nobody rang me, and I would have told them about the schoolchildren.</blockquote>
<table><tr><th>Year<th>Fares<tr><td>2018<td>1.2</table></article>
<div class="related"><a href="/news/bridge">Bridge contract is late</a></div><footer>All rights reserved</footer>
</body></html>"""


def _warm_up() -> None:
    """Read a page of the usual kind, which imports trafilatura and what that needs, and compiles the patterns."""
    for _ in parse_html(Request(_USUAL_PAGE, 1)):
        pass


if __name__ == "__main__":
    run_child(parse_html, _warm_up)
