"""What a block of a page is: a heading, a caption, a byline, an appeal, or text; as its markup and its words say.

A block is judged alone here. Whether it belongs to the article is told where the article is found (`html_page`).
"""

from __future__ import annotations

import re
from typing import Any

from reader.story.formats.markup import HEADINGS, SET_OFF, Block, fold, is_sentence, kind_around
from reader.story.paragraphs import is_furniture, kind_by_form

_LONGEST_LINE_ABOUT = 160
"""Code points of a line about the article. Anything longer is a paragraph, whatever its class says."""
_LONGEST_DATE = 60
"""Code points of a line with nothing but a date, a time, or a count."""
_ABOUT_CLASS = re.compile(
    r"(?:^|[\s_-])(by-?lines?|author[^\W_]*|meta|meta[^\W_]*line|datelines?|timestamp|published|updated|pub-?date|post-?date"
    r"|entry-?date|post-?info|(?=[^\W_]*caption)[^\W_]++|credits?|copyright|sign-?off|tags?|trust|(?:estimated-)?read(?:ing)?-?time|[^\W_]*top-?line|kicker|overline|eyebrow)(?=$|[\s_-])",
    re.I,
)
_TITLES = frozenset(("caption", "legend", "dt", "summary"))
"""Elements that give a title to a table, a group or a paragraph."""
_HEADING_CLASS = re.compile(r"(?:^|[\s_-])(?:sub-?|cross-?|inter-?)?(?:head(?:ing|line|er)?|title)(?=$|[\s_-])", re.I)
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-]|[a-z])(?:caption|gallery|slide-?show|credits?|carousel)(?=$|[\s_-]|[A-Z])", re.I
)
_KINDS_BY_CLASS = (
    ("credit", "credit"), ("copyright", "credit"), ("caption", "caption"), ("gallery", "caption"), ("slide", "caption"),
    ("carousel", "caption"), ("byline", "byline"), ("by-line", "byline"), ("author", "byline"), ("sign", "byline"),
    ("dateline", "date"), ("date", "date"), ("time", "date"), ("published", "date"), ("tag", "tags"),
)  # fmt: skip
"""What kind of furniture it is whose class matches `_ABOUT_CLASS` or `_CAPTION_CLASS` and has this in it."""
_SUBTITLE_CLASS = re.compile(
    r"(?:^|[\s_-]|[a-z])(?:[Ss]ub-?(?:head|headline|heading|title)|[Dd]ek|[Dd]eck|[Ss]ummary)(?=$|[\s_-]|[A-Z])"
)
_CAPTION_DEPTH = 4
_APPEAL = re.compile(
    r"\b(?:in|to|into) your (?:in-?box|mailbox|e-?mail)\b|\b(?:paid|free) subscriber\b"
    r"|\bsubscribe for (?:free|only|just)\b"
    r"|^(?:please )?(?:subscribe|sign up|sign in|register)\b.{0,60}\b(?:now|here|today|to|for)\b"
    r"|^(?:get|receive)\b.{0,80}\bnews-?letters?\b|^join \S+ for free\b"
    r"|^(?:follow|like|find) (?:us|me|him|her|them|\S+(?: \S+)?) on"
    r" (?:twitter|facebook|instagram|x\b|youtube|linkedin|tiktok)"
    r"|^(?:published|posted|filed) (?:in|under)\b.{1,40}$|^(?:listen|follow)$"
    r"|^\d{1,3} min(?:ute)?s?(?: of)? read(?:ing)?(?: time)?$",
    re.I,
)
_LONGEST_APPEAL = 240
_DATE_OR_COUNT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|^\W*\d+(?: \w+){0,2}\W*$")
_ADDRESS = re.compile(r"https?://|www\.")
_SIGNED = re.compile(
    r"(?:additional |further )?(?:reporting|writing|editing|compiled|photographs?) by\b"
    r"|(?:sources?|quellen?|fuentes?|fontes?): .{1,60}(?<![.!?])$",
    re.I,
)
_CREDITED = re.compile(
    r"\W{0,3}(?:(?:image|photo|picture|video)s?\W{1,3})?(?:credits?|courtesy)\b|[(\s]{0,2}©|(?:foto|фото|写真|사진|照片)s?\s?[:：]",
    re.I,
)
"""The beginning of a line that says whose a picture is."""
_ABOUT_PROPERTIES = frozenset(("author", "datepublished", "datemodified", "creator"))
_QUESTION_ENDS = ("?", "？", "؟", "?”", "?»", "?“", "? »")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟", "।")


def block_role(block: Block, author: str, *, titled: bool) -> str:
    """The role of a block that is not a heading by its tag; empty if its form is to tell.

    Args:
        block: The block.
        author: The article's author as the page states it; may be empty.
        titled: Whether the article has a headline. Then a short line is a heading only if it is set as one.
    """
    element, text = block.element, " ".join(block.text.split())
    if block.folds or element.tag == "figcaption" or is_line_about(element, text, author) or _is_appeal(text):
        return "furniture"
    if 3 * block.linked >= 2 * len(text) and not is_sentence(text) and not _ADDRESS.search(text):
        return "furniture"
    if element.tag in SET_OFF or _is_question(element, text):
        return "body"
    if not titled or is_sentence(text) or holds_headline(element) or _is_set_as_heading(element, text):
        return ""
    return "furniture" if is_furniture(text) else "body"


def furniture_kind(block: Block, author: str, *, above: bool) -> str:
    """What kind of furniture a block is; empty if nothing says it.

    Args:
        block: A block that folds.
        author: The article's author as the page states it; may be empty.
        above: Whether it is above the text of the article, where a short line with a day says when that was published.
    """
    line = " ".join(block.text.split())
    if (phrase := kind_by_form(line)) is not None:
        return phrase.value
    if len(line) <= _LONGEST_LINE_ABOUT and (_SIGNED.match(line) or _CREDITED.match(line)):
        return "credit"
    if _is_appeal(line):
        said = line.casefold()
        if said.startswith(("get", "receive", "join", "subscribe", "sign", "register", "please")) or "subscri" in said:
            return "newsletter"
        return "share" if said.startswith(("follow", "like", "find")) else _kind_by_markup(block.element, line)
    if kind := _kind_by_markup(block.element, line):
        return kind
    if author and _is_byline(line, author):
        return "byline"
    if kind := kind_around(block.around):
        return kind
    if above and is_date_or_count(line) and re.search(r"\b(?:19|20)\d\d\b|\d[:.h]\d\d", line):
        return "date"
    return "links" if block.is_linked and not block.around else ""


def heading_tag(block: Block) -> str:
    """The tag of a block that is a heading by it, `h1` to `h6`; else empty."""
    return block.element.tag if block.element.tag in HEADINGS else ""


def is_line_about(element: Any, text: str, author: str) -> bool:
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


def is_caption(element: Any) -> bool:
    """Whether an element is what a page says under a picture."""
    for outer, _ in zip((element, *element.iterancestors()), range(_CAPTION_DEPTH), strict=False):
        if outer.tag in ("figcaption", "figure"):
            return True
        if outer.tag in ("article", "main", "body") or outer.tag == "td":
            return False
        if _CAPTION_CLASS.search(f"{outer.get('class') or ''} {outer.get('id') or ''}"):
            return True
    return False


def is_subtitle(element: Any) -> bool:
    """Whether the class of an element, or of the one right around it, says that it stands under a headline."""
    parent = element.getparent()
    named = " ".join(part.get("class") or "" for part in (element, parent) if part is not None)
    return _SUBTITLE_CLASS.search(named) is not None


def is_date_or_count(text: str) -> bool:
    """Whether a short line gives a date, a time, or a number of something, such as minutes or comments."""
    line = " ".join(text.split())
    return len(line) <= _LONGEST_DATE and _DATE_OR_COUNT.search(line) is not None


def holds_headline(element: Any) -> bool:
    """Whether an h1 is right in an element, with which its loose text then belongs."""
    return element.tag not in ("article", "main", "body") and any(child.tag == "h1" for child in element)


def _kind_by_markup(element: Any, line: str) -> str:
    """The kind of furniture that the innermost elements around a line say; empty if they do not."""
    for outer, _ in zip((element, *element.iterancestors()), range(_CAPTION_DEPTH), strict=False):
        if outer.tag in ("article", "main", "body", "td"):
            break
        named = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        found = _ABOUT_CLASS.search(named)
        found = found if outer is element or (found and _is_short(outer)) else None
        found = found or _CAPTION_CLASS.search(named)
        name = found[0].lower() if found else ""
        kind = next((kind for part, kind in _KINDS_BY_CLASS if part in name), "")
        if kind and (kind != "date" or any(map(str.isdigit, line))):
            return kind
        if outer.tag in ("figcaption", "figure"):
            return "caption"
    if element.tag == "address":
        return "byline"
    stated = {"time": "", "author": ""}
    for part in element.iter("time", "a", "span") if _is_short(element) else ():
        text = " ".join("".join(part.itertext()).split())
        if part.tag == "time" or (part.get("itemprop") or "").lower().startswith("date"):
            stated["time"] += text
        elif part.get("rel") == "author" or (part.get("itemprop") or "").lower() in ("author", "creator"):
            stated["author"] += text
    if 2 * max(map(len, stated.values())) <= len(line):
        return ""
    return "date" if len(stated["time"]) > len(stated["author"]) else "byline"


def _is_set_as_heading(element: Any, text: str) -> bool:
    """Whether a line is a heading by its tag or class, or is bold from end to end."""
    if element.tag in _TITLES or _HEADING_CLASS.search(element.get("class") or ""):
        return True
    bold = sum(len(fold("".join(part.itertext()))) for part in element.iter("b", "strong"))
    return bold >= len(fold(text)) > 0


def _is_appeal(text: str) -> bool:
    """Whether a paragraph asks its reader to subscribe, or to read on somewhere else."""
    return len(text) <= _LONGEST_APPEAL and _APPEAL.search(text) is not None


def _is_question(element: Any, text: str) -> bool:
    """Whether a paragraph is a question in an interview, and not a heading although it is short.

    A heading that is marked up as a paragraph is bold from end to end.
    """
    if element.tag != "p" or not text.strip().endswith(_QUESTION_ENDS):
        return False
    bold = sum(len(fold("".join(part.itertext()))) for part in element.iter("b", "strong"))
    return bold < len(fold(text))


def _is_marked_as_about(element: Any, line: str) -> bool:
    """Whether the markup says so: the element's own class, or that most of its text is a date or a name."""
    if element.tag == "address":
        return True
    parent = element.getparent()
    for outer in (element,) if parent is None or parent.tag not in ("div", "span", "p") else (element, parent):
        named = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        if outer.tag not in ("article", "main", "body") and _ABOUT_CLASS.search(named):
            return outer is element or _is_short(outer)
    small = _is_short(element)
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
    if author.casefold() not in line.casefold():
        return False
    named = re.fullmatch(rf"(?:\S{{1,10}}\s++)?{re.escape(author)}(?:\s*+[,|·–—/(].{{0,60}})?", line, re.I)
    return named is not None and not line.endswith(_SENTENCE_ENDS)


def _is_short(element: Any) -> bool:
    """Whether the text of an element is no longer than a line about the article."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > _LONGEST_LINE_ABOUT:
            return False
    return True
