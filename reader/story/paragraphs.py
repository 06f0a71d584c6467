"""Paragraphs of a text in lines, and the role of a paragraph as far as its form shows it.

Only the other versions can show that a paragraph is a repeat or not part of the story, so alignment decides that
later. Until then the headline of a stray story is taken for a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reader.story.version import Furniture, Role, Span

WIDEST_WRAP = 160
"""Code points: nobody wraps lines by hand wider than this."""
NARROWEST_WRAP = 40
"""Code points: a block whose longest line is shorter was probably not wrapped; it is a list, an address or verse."""

_FILLED = 0.85
"""From this part of the width on, a line with the first word of the next one was filled: not all wrap evenly."""
_NARROW = 0.5
"""The part of the width that lines which run on in small letters must reach to be prose: a quotation, not verse."""
_SHORT = 0.6
"""Up to this part of the width, a line that ends a sentence ends a paragraph too."""
_ROOM_LEFT = 6
"""Columns that a headline leaves free behind the word that would have fitted."""
_GAP_INSIDE = re.compile(r"\S {3,}\S")
_LETTER = re.compile(r"[^\W\d_]")

_CLOSERS = "\"”’'»›)]}」』）“« \u00a0\u202f"
_TERMINALS = frozenset(".!?…。！？｡।؟‽။។៕๚๛")
_UNSTOPPED = "\u0e00-\u0eff"
"""Thai and Lao, in which no mark ends a sentence."""
_LONGEST_UNSTOPPED = 40
"""Code points of a heading in these."""
_QUOTES = "\"“”„«»‘’'「『—–-"
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_BULLET = re.compile(r"(?:[•‣◦▪●*+–—-]|\(?\d{1,3}[.)])\s")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

_STARTED = {
    Furniture.BYLINE: "by ",
    Furniture.DATE: "published|updated|posted|last",
    Furniture.MOST_READ: "most|popular|trending",
    Furniture.RELATED: "related|recommended|more|other|latest|similar|suggested|see|read|watch|you|up next|don't|don’t",
    Furniture.TAGS: "tag",
    Furniture.ADVERTISEMENT: "advertisement|sponsored|story|article",
    Furniture.SHARE: "share|print|email|e-mail|follow|like|find",
    Furniture.NEWSLETTER: "sign|subscribe|log|register",
    Furniture.COMMENTS: "join|leave|post|add|comment",
    Furniture.NAVIGATION: "click|continue|skip|back",
    Furniture.COPYRIGHT: "all rights|copyright|©",
    Furniture.CREDIT: "image|photo|picture",
    None: "accept|all|cookies",
}
"""How the phrases below begin, in small letters, and what they then are; a digit begins a number of comments."""
_KIND_OF_START = {start: kind for kind, starts in _STARTED.items() for start in starts.split("|")}
_STARTS = tuple(_KIND_OF_START)
"""Checking this first rejects other lines in a tenth of the time, and spares most texts the patterns."""
_LABEL = (
    r"(?i)(?:related|recommended|more|other|latest|popular|trending|similar|suggested)"
    r" (?:articles?|stor(?:y|ies)|news|posts?|topics?|links?|reading|coverage|content|headlines?|videos?)"
    r"|(?:see|read|watch) (?:also|more|next)|most (?:read|popular|viewed|shared)"
    r"(?: (?:in|on) [\w’' -]{1,40})?|more|you (?:may|might) (?:also )?like"
    r"|more (?:on|from|about) [\w’' -]{1,40}|recommended(?: for you)?|trending(?: now)?|up next|don['’]t miss|tags?"
)
_OTHER_FURNITURE = (
    r"(?i)advertisements?|sponsored(?: content)?|(?:story|article) continues below(?: the)?(?: ad\w*)?"
    r"|share(?: (?:this|on|via)(?: [\w’'/ ]{1,30})?)?|(?:print|e-?mail)(?: (?:this|the))?(?: (?:article|page|story))?"
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


# Paragraphs by lines


def paragraph_spans(text: str) -> list[Span]:
    """Find the paragraphs of a text whose only newline is U+000A.

    If a text was wrapped by hand, the lines of a block between blank lines are joined where they were filled; verse,
    addresses, lists and the like stay as they are. A line that is indented among others begins a paragraph.

    Returns:
        Spans in order, none empty, none beginning or ending with white space. Only white space is outside them.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]  # without the white space at their ends
    blocks = list(blocks_of(text, lines))
    if len(blocks) <= 1:
        if not _is_prose_without_gaps(text, lines):
            return lines
    elif _is_unwrapped(lines):
        return lines
    width = wrapped_width(text, blocks)
    if not width:
        return [part for block in blocks for part in _paragraphs_in(text, block)]
    return [part for block in blocks for part in _wrapped_paragraphs(text, block, width)]


def blocks_of(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
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


def wrapped_width(text: str, blocks: Sequence[Sequence[Span]]) -> int:
    """The column at which the lines of a text were wrapped by hand; 0 if they were not."""
    edges = sorted(
        edge
        for block in blocks
        if len(block) > 2 and _is_wrapped(text, block)
        for edge in [max(_column(text, line.start) + len(line) for line in block)]
        for _ in block
    )
    return edges[len(edges) * 9 // 10] if edges else 0


def _is_wrapped(text: str, block: Sequence[Span]) -> bool:
    """Whether a block's lines break where a line of its width would: the next line's first word did not fit.

    A line that ends a sentence may be shorter, because it may end a paragraph. The lines of verse begin with capitals.
    """
    ends = [_column(text, line.start) + len(line) for line in block]
    width = max(ends)
    if not NARROWEST_WRAP <= max(map(len, block)) <= WIDEST_WRAP:
        return False
    inner = list(zip(ends, block, block[1:], strict=False))
    fits = [end + 1 + _first_word(text, after) <= width for end, _, after in inner]
    running = any(not fit and not is_finished(line.of(text)) for fit, (_, line, _) in zip(fits, inner, strict=True))
    broken = sum(fit and not is_finished(line.of(text)) for fit, (_, line, _) in zip(fits, inner, strict=True))
    return running and broken * 4 <= len(inner) and not _looks_like_verse(text, block)


def _looks_like_verse(text: str, block: Sequence[Span]) -> bool:
    """Whether nearly all lines but the first begin with a capital letter, as wrapped prose does not."""
    first = [char for line in block[1:] if (char := _first_letter(text, line))]
    cased = [char for char in first if char.islower() or char.isupper()]
    return len(cased) > 2 and 5 * sum(map(str.islower, cased)) < len(cased)


def _wrapped_paragraphs(text: str, block: Sequence[Span], width: int) -> Iterator[Span]:
    """The paragraphs of one block of a text that was wrapped at a column."""
    if is_label(block[0].of(text)):
        yield from block
        return
    if len(block) > 1 and _is_headline_over(text, block, width):
        yield block[0]
        block = block[1:]
    if not _is_prose(text, block, width):
        yield from _single_lines(text, block, width)
        return
    indents = [_column(text, line.start) for line in block]
    usual = Counter(indents[1:] or indents).most_common(1)[0][0]
    items = _BULLET.match(block[0].of(text)) is not None
    start = block[0].start
    for number, (line, after) in enumerate(pairwise(block)):
        ended = is_finished(line.of(text)) or not _is_filled(text, line, after, width)
        outdented = usual > indents[number + 1] == indents[0] and len(block) > 2
        indented = indents[number + 1] > usual and (ended or indents[number + 1] == indents[0])
        short = is_finished(line.of(text)) and _column(text, line.end) < _SHORT * width
        begins = _first_letter(text, after).isupper() or not text[after.start].isalpha()
        item = items and _BULLET.match(after.of(text)) is not None
        if len(line) > WIDEST_WRAP or item or (begins and ((ended and outdented) or indented or short)):
            yield Span(start, line.end)
            start = after.start
    yield Span(start, block[-1].end)


def _single_lines(text: str, block: Sequence[Span], width: int) -> Iterator[Span]:
    """The lines of a block that is not prose, as they stand; a long one that clearly goes on in the next is joined."""
    start = block[0].start
    for line, after in pairwise(block):
        long = _SHORT * width <= len(line) <= WIDEST_WRAP
        if not (long and text[after.start].islower() and not is_finished(line.of(text))) or _is_table(
            text, (line, after)
        ):
            yield Span(start, line.end)
            start = after.start
    yield Span(start, block[-1].end)


def _is_table(text: str, lines: Sequence[Span]) -> bool:
    """Whether more than half of some lines have a gap as between the columns of a table."""
    return 2 * sum(_GAP_INSIDE.search(line.of(text)) is not None for line in lines) >= len(lines)


def _is_prose(text: str, block: Sequence[Span], width: int) -> bool:
    """Whether a block of a text that was wrapped at a column is prose.

    Its lines are filled, or run on in small letters. Lines that end a sentence may be shorter. A table is no prose.
    """
    inner = list(pairwise(block))
    if not inner:
        return True
    if _looks_like_verse(text, block) or _is_table(text, block):
        return False
    filled = sum(_is_filled(text, line, after, width) for line, after in inner)
    ends = sum(is_finished(line.of(text)) for line, _ in inner)
    running = sum(text[after.start].islower() and not is_finished(line.of(text)) for line, after in inner)
    if 2 * filled >= len(inner) and 4 * (filled + ends) >= 3 * len(inner):
        return True
    return 2 * running >= len(inner) and max(_column(text, line.end) for line in block) >= _NARROW * width


def _is_filled(text: str, line: Span, after: Span, width: int) -> bool:
    """Whether the first word of the next line would hardly have fitted on a line that may end at `width`."""
    return _column(text, line.start) + len(line) + 1 + _first_word(text, after) > _FILLED * width


def _first_word(text: str, line: Span) -> int:
    """The length of a line's first word."""
    return len(line.of(text).split(maxsplit=1)[0])


def _first_letter(text: str, line: Span) -> str:
    """The first letter of a line; empty if it has none."""
    found = _LETTER.search(text, line.start, line.end)
    return found[0] if found else ""


def _column(text: str, place: int) -> int:
    """The column of a place in its line."""
    return place - text.rfind("\n", 0, place) - 1


def _paragraphs_in(text: str, block: Sequence[Span]) -> Iterator[Span]:
    """The paragraphs of one block of a text that was not wrapped by hand."""
    if is_label(block[0].of(text)):
        yield from block
        return
    if len(block) > 1 and _is_headline_over(text, block, max(map(len, block))):
        yield block[0]
        block = block[1:]
    if _looks_like_verse(text, block) and max(map(len, block)) <= WIDEST_WRAP:
        yield from block
        return
    wrapped = _is_wrapped(text, block) if len(block) > 1 else False
    width = max(map(len, block))
    # in a wrapped block, a dash at the start of a line is a list item only if the first line starts with one
    items = not wrapped or _BULLET.match(block[0].of(text)) is not None
    start = block[0].start
    for line, after in pairwise(block):
        full = len(line) + 1 + _first_word(text, after) > width
        ends = is_finished(line.of(text)) and not (wrapped and full)
        if ends or len(line) > WIDEST_WRAP or (items and _BULLET.match(after.of(text))):
            yield Span(start, line.end)
            start = after.start
    yield Span(start, block[-1].end)


def _is_headline_over(text: str, block: Sequence[Span], width: int) -> bool:
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
        and _column(text, line.start) + len(line) + 1 + _first_word(text, after) <= width - _ROOM_LEFT
        and not teaser.lstrip("\"“'‘«„([")[:1].islower()
        and _BULLET.match(teaser) is None
        and is_finished(last.of(text))
    )


# Roles by form


def roles_by_form(
    paragraphs: Sequence[str], sentences: Sequence[int], stated: Sequence[Role | Furniture | None]
) -> list[tuple[Role, Furniture | None]]:
    """Give each paragraph the role that its form shows.

    Args:
        paragraphs: Their texts, in order.
        sentences: How many sentences each has.
        stated: The role, or the kind of furniture, that its source's markup gives it, or None.

    Returns:
        `HEADLINE` (at most one), `HEADING`, `FURNITURE` or `BODY` for each, and what kind of furniture it is.
    """
    longest = _LONGEST_SPECIAL  # most paragraphs of a book are longer, so they can only be body
    roles = [
        Role.FURNITURE
        if isinstance(role, Furniture)
        else role
        if role is Role.BODY or (len(text) > longest and text[0].isalnum()) or not is_furniture(text)
        else Role.FURNITURE
        for text, role in zip(paragraphs, stated, strict=True)
    ]
    for index in _links_under_labels(paragraphs, roles):
        roles[index] = Role.FURNITURE
    headline_wanted = Role.HEADLINE not in roles
    out: list[tuple[Role, Furniture | None]] = []
    label: Furniture | None = None
    for text, count, role, said in zip(paragraphs, sentences, roles, stated, strict=True):
        if role is None and headline_wanted and _is_headline(text, count, alone=len(paragraphs) == 1):
            role = Role.HEADLINE
        elif role is None:
            role = Role.HEADING if len(text) <= longest and _is_heading(text, count) else Role.BODY
        headline_wanted = headline_wanted and (role is Role.FURNITURE or _LETTER.search(text) is None)
        kind: Furniture | None = None
        if role is Role.FURNITURE:
            kind = said if isinstance(said, Furniture) else kind_by_form(text) or label
        label = kind if kind is label or (kind is not None and is_label(text)) else None
        out.append((role, kind))
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


def kind_by_form(text: str) -> Furniture | None:
    """What kind of furniture a paragraph is, judging by its phrase; None if it does not show it."""
    if not is_furniture(text):
        return None
    bare = text.strip(" :»›>…|.[]()").casefold()
    if bare[:1].isdecimal():
        return Furniture.COMMENTS
    return next((kind for start, kind in _KIND_OF_START.items() if bare.startswith(start)), None)


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
    if _LETTER.search(text) is None:
        return False  # the number of a page
    if is_finished(text):
        return not alone and sentences == 1 and text[-1] in "?!" and _within(text, _LONGEST_QUESTION)
    return text[-1] not in ",;:" and _within(text, _LONGEST_HEADLINE)


def _is_heading(text: str, sentences: int) -> bool:
    if text[0] in _QUOTES:
        return False  # speech, or an item of a list
    if is_finished(text):
        return text[-1] in "?？؟" and sentences == 1 and _within(text, _LONGEST_QUESTION)
    if len(text) > _LONGEST_UNSTOPPED and re.match(f"[{_UNSTOPPED}]", text[-1]):
        return False
    return text[-1] not in ",;:" and not text.startswith(("•", "‣", "*")) and _within(text, _LONGEST_HEADING)


def _within(text: str, limits: tuple[int, int]) -> bool:
    words, length = limits
    return len(text) <= length and len(text.split()) <= words
