"""Paragraphs of a plain text, and the role of a paragraph as far as its form shows it.

Only the other versions can show that a paragraph is a repeat or not part of the story, so alignment decides that
later. Until then the headline of a stray story is taken for a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reader.story.clean import clean
from reader.story.version import Page, Role, Span

WIDEST_WRAP = 160
"""Code points: nobody wraps lines by hand wider than this."""
NARROWEST_WRAP = 40
"""Code points: a block whose longest line is shorter was probably not wrapped; it is a list, an address or verse."""

_CLOSERS = "\"”’'»›)]}」』）“« \u00a0\u202f"
_TERMINALS = frozenset(".!?…。！？｡।؟‽")
_QUOTES = "\"“”„«»‘’'「『—–-"
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_BULLET = re.compile(r"(?:[•‣◦▪●*+–—-]|\(?\d{1,3}[.)])\s")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

_STARTED = (
    "related|recommended|more|other|latest|popular|trending|similar|suggested|see|read|watch|most|you|up next|don't"
    "|don’t|tag|advertisement|sponsored|story|article|share|print|email|e-mail|follow|like|find|sign|subscribe|log"
    "|register|join|leave|post|add|comment|click|continue|skip|back|accept|all|cookies|copyright|©|image|photo"
    "|picture|by |published|updated|last"
)
_STARTS = tuple(_STARTED.split("|"))
"""How the phrases below begin, in small letters, unless they begin with a digit. Checking this first rejects other
lines in a tenth of the time, and spares most texts the patterns."""
_LABEL = (
    r"(?i)(?:related|recommended|more|other|latest|popular|trending|similar|suggested)"
    r" (?:articles?|stor(?:y|ies)|news|posts?|topics?|links?|reading|coverage|content|headlines?|videos?)"
    r"|(?:see|read|watch) (?:also|more|next)|most (?:read|popular|viewed|shared)|you (?:may|might) (?:also )?like"
    r"|more (?:on|from|about) [\w’' -]{1,40}|recommended(?: for you)?|trending(?: now)?|up next|don['’]t miss|tags?"
)
_OTHER_FURNITURE = (
    r"(?i)advertisements?|sponsored(?: content)?|(?:story|article) continues below(?: the)?(?: ad\w*)?"
    r"|share(?: (?:this|on|via)(?: [\w’'/ ]{1,30})?)?|print(?: this)?(?: (?:article|page|story))?|e-?mail(?: this)?"
    r"|(?:follow|like|find) us(?: on [\w, ]{1,40})?|(?:sign|signing) up(?: (?:for|to|now|here)\b.{0,50})?"
    r"|subscribe(?: (?:to|now|today|for)\b.{0,50})?|log ?in|sign in|register(?: now)?"
    r"|join the (?:conversation|discussion)"
    r"|(?:leave|post|add) a (?:comment|reply)|(?:\d+ )?comments?(?: \(?\d+\)?)?|click here\b.{0,40}|continue reading"
    r"|skip to (?:main )?content|back to top|(?:accept )?(?:all )?cookies|(?:all rights reserved|copyright|©)\b.{0,60}"
    r"|(?:image|photo|picture)(?: (?:credit|source|copyright))?s?: .{1,50}"
)
_LEAD_IN = r"(?i)(?:read|see|watch)(?: more| also| next)?: .{1,120}|(?:more|related): .{1,120}"
_BYLINE = (
    r"By [A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|and|de|van|von)){1,6}(?:, [\w ]{2,40})?"
    r"|(?:Published|Updated|Last updated|Posted)(?: (?:on|at))?:? .{0,20}\d.{0,30}"
)

_LONGEST_HEADLINE = (25, 200)
_LONGEST_HEADING = (14, 90)
_LONGEST_QUESTION = (15, 110)
_LONGEST_FURNITURE = (9, 80)
"""Words, code points."""
_LONGEST_SPECIAL = 140
"""Code points: longer than any heading, any furniture and any match of `_LEAD_IN`."""


# Paragraphs of a plain text


def plain_page(source: str) -> Page:
    """Read a plain text.

    Args:
        source: The text, normalised, not yet clean.

    Returns:
        A page whose text is the source's own, code point for code point, with a space for each newline inside a
        paragraph.
    """
    text = clean(source)
    paragraphs = tuple(paragraph_spans(text))
    pieces: list[str] = []
    last = 0
    for span in paragraphs:
        if text.find("\n", span.start, span.end) >= 0:
            pieces += (text[last : span.start], span.of(text).replace("\n", " "))
            last = span.end
    joined = "".join((*pieces, text[last:]))
    return Page(text=joined, paragraphs=paragraphs, roles=(None,) * len(paragraphs))


def paragraph_spans(text: str) -> list[Span]:
    """Find the paragraphs of a text whose only newline is U+000A.

    Returns:
        Spans in order, none empty, none beginning or ending with white space. Only white space is outside them.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]  # without the white space at their ends
    blocks = list(_blocks(text, lines))
    if len(blocks) <= 1:
        if not _is_prose_without_gaps(text, lines):
            return lines
    elif _is_unwrapped(lines):
        return lines
    wrapped = [line for block in blocks if len(block) > 2 and _is_wrapped(text, block) for line in block]
    room = max((len(line) for line in wrapped or lines if len(line) <= WIDEST_WRAP), default=NARROWEST_WRAP)
    return [part for block in blocks for part in _paragraphs_in(text, block, room, page_is_wrapped=bool(wrapped))]


def _blocks(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of lines without a blank line between them."""
    block: list[Span] = []
    for line in lines:
        if block and text.count("\n", block[-1].end, line.start) > 1:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _is_unwrapped(lines: Sequence[Span]) -> bool:
    """Whether most of the text is in lines too long to have been wrapped. Then each newline ends a paragraph."""
    sizes = [line.end - line.start for line in lines]
    return 2 * sum(size for size in sizes if size > WIDEST_WRAP) > sum(sizes)


def _is_prose_without_gaps(text: str, lines: Sequence[Span]) -> bool:
    """Whether lines without a blank one between them are clearly wrapped prose: sentences run on over their ends."""
    running = any(not is_finished(before.of(text)) and text[after.start].islower() for before, after in pairwise(lines))
    return running and _is_wrapped(text, lines)


def _is_wrapped(text: str, block: Sequence[Span]) -> bool:
    """Whether a block's lines break where a line of its width would: the next line's first word did not fit.

    A line that ends a sentence may be shorter, because it may end a paragraph.
    """
    width = max(map(len, block))
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    inner = list(pairwise(block))
    full = sum(_is_full(text, line, after, width) or is_finished(line.of(text)) for line, after in inner)
    running = any(_is_full(text, line, after, width) and not is_finished(line.of(text)) for line, after in inner)
    return running and full * 4 >= len(inner) * 3


def _is_full(text: str, line: Span, after: Span, width: int) -> bool:
    first_word = after.of(text).split(maxsplit=1)[0]
    return len(line) + 1 + len(first_word) > width


def _paragraphs_in(text: str, block: Sequence[Span], room: int, *, page_is_wrapped: bool) -> Iterator[Span]:
    """The paragraphs of one block. `room` is the width of the page's lines."""
    if is_label(block[0].of(text)):
        yield from block
        return
    if len(block) > 1 and _is_headline_over(text, block, room):
        yield block[0]
        block = block[1:]
    wrapped = page_is_wrapped or _is_wrapped(text, block)
    width = max(room if page_is_wrapped else 0, *map(len, block), 0)
    # in a wrapped block, a dash at the start of a line is a list item only if the first line starts with one
    items = not wrapped or _BULLET.match(block[0].of(text)) is not None
    start = block[0].start
    for line, after in pairwise(block):
        ends = is_finished(line.of(text)) and not (wrapped and _is_full(text, line, after, width))
        if ends or len(line) > WIDEST_WRAP or (items and _BULLET.match(after.of(text))):
            yield Span(start, line.end)
            start = after.start
    yield Span(start, block[-1].end)


def _is_headline_over(text: str, block: Sequence[Span], room: int) -> bool:
    """Whether a block's first line is a headline over the teaser that follows.

    A headline has no full stop, and its teaser begins and ends like a sentence. The teaser's first word would have
    fitted on the headline's line, so the line was not wrapped there.
    """
    line, after, last = block[0], block[1], block[-1]
    headline, teaser = line.of(text), after.of(text)
    return (
        not is_finished(headline)
        and headline[-1] not in ",;-–—"
        and len(line) <= WIDEST_WRAP
        and not _is_full(text, line, after, max(room, *map(len, block[1:])))
        and not teaser.lstrip("\"“‘'«„([")[:1].islower()
        and _BULLET.match(teaser) is None
        and is_finished(last.of(text))
    )


# Roles by form


def roles_by_form(paragraphs: Sequence[str], sentences: Sequence[int], stated: Sequence[Role | None]) -> list[Role]:
    """Give each paragraph the role that its form shows.

    Args:
        paragraphs: Their texts, in order.
        sentences: How many sentences each has.
        stated: The role that its source's markup gives it, or None.

    Returns:
        `HEADLINE` (at most one), `HEADING`, `FURNITURE` or `BODY` for each.
    """
    longest = _LONGEST_SPECIAL  # most paragraphs of a book are longer, so they can only be body
    roles = [
        role
        if role is Role.BODY or (len(text) > longest and text[0].isalnum()) or not is_furniture(text)
        else Role.FURNITURE
        for text, role in zip(paragraphs, stated, strict=True)
    ]
    for index in _links_under_labels(paragraphs, roles):
        roles[index] = Role.FURNITURE
    headline_wanted = Role.HEADLINE not in roles
    out = []
    for text, count, role in zip(paragraphs, sentences, roles, strict=True):
        if role is None and headline_wanted and _is_headline(text, count, alone=len(paragraphs) == 1):
            role = Role.HEADLINE
        elif role is None:
            role = Role.HEADING if len(text) <= longest and _is_heading(text, count) else Role.BODY
        headline_wanted = headline_wanted and role is Role.FURNITURE
        out.append(role)
    return out


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence does, apart from closing marks."""
    return text.rstrip(_CLOSERS)[-1:] in _TERMINALS


def is_label(text: str) -> bool:
    """Whether a line announces links to other pages: `Related Articles`, `Read more` and the like."""
    return re.fullmatch(_LABEL, text.strip(" :»›>…|")) is not None


def is_furniture(text: str) -> bool:
    """Whether a paragraph belongs to the page and not to the story, judging by its phrase and its shape."""
    if _LETTER_OR_DIGIT.search(text) is None:
        return True  # a rule, a row of stars
    if len(text) > _LONGEST_SPECIAL:
        return False
    bare = text.strip(" :»›>…|.[]()")
    if not (bare[:1].isdecimal() or bare.casefold().startswith(_STARTS)):
        return False
    if re.fullmatch(_LEAD_IN, text):
        return not is_finished(text)
    short = _within(text, _LONGEST_FURNITURE)
    return short and any(re.fullmatch(pattern, bare) for pattern in (_LABEL, _OTHER_FURNITURE, _BYLINE))


def _links_under_labels(paragraphs: Sequence[str], roles: Sequence[Role | None]) -> Iterator[int]:
    """The paragraphs that are two or more headlines in a row under a label such as `Related Articles`."""
    if Role.FURNITURE not in roles:
        return
    run: list[int] = []
    under_label = False
    for index, text in enumerate(paragraphs):
        if under_label and roles[index] is None and _is_heading(text, 1):
            run.append(index)
            continue
        if len(run) > 1:
            yield from run
        run = []
        under_label = roles[index] is Role.FURNITURE and is_label(text)
    if len(run) > 1:
        yield from run


def _is_headline(text: str, sentences: int, *, alone: bool) -> bool:
    if is_finished(text):
        return not alone and sentences == 1 and text[-1] in "?!" and _within(text, _LONGEST_QUESTION)
    return text[-1] not in ",;:" and _within(text, _LONGEST_HEADLINE)


def _is_heading(text: str, sentences: int) -> bool:
    if text[0] in _QUOTES:
        return False  # speech, or an item of a list
    if is_finished(text):
        return text[-1] in "?？؟" and sentences == 1 and _within(text, _LONGEST_QUESTION)
    return text[-1] not in ",;:" and not text.startswith(("•", "‣", "*")) and _within(text, _LONGEST_HEADING)


def _within(text: str, limits: tuple[int, int]) -> bool:
    words, length = limits
    return len(text) <= length and len(text.split()) <= words
