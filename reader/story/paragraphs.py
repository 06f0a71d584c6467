"""Paragraphs of a plain text, from its lines alone.

Blank lines part paragraphs. Lines that stand together are one paragraph where they were wrapped by hand or by a mail
program, and several where each is a paragraph of its own, as on pages copied from the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reader.story.form import is_finished, is_label
from reader.story.version import Span

WIDEST_WRAP = 160
"""Code points: nobody wraps lines by hand wider than this."""
NARROWEST_WRAP = 40
"""Code points: a block whose longest line is shorter was hardly wrapped; it is a list, an address, verse."""

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_BULLET = re.compile(r"(?:[•‣◦▪●*+–—-]|\(?\d{1,3}[.)])\s")


def paragraph_spans(text: str) -> list[Span]:
    """Find the paragraphs of a text whose only newline is U+000A.

    Returns:
        Spans in order, none empty, none beginning or ending with white space; outside them is nothing but white space.
    """
    lines = list(_lines(text))
    blocks = list(_blocks(text, lines))
    if len(blocks) <= 1:
        if not _is_prose_without_gaps(text, lines):
            return lines
    elif _is_unwrapped(lines):
        return lines
    wrapped = [line for block in blocks if len(block) > 2 and _is_wrapped(text, block) for line in block]
    room = max((len(line) for line in wrapped or lines if len(line) <= WIDEST_WRAP), default=NARROWEST_WRAP)
    return [part for block in blocks for part in _parts(text, block, room, page_is_wrapped=bool(wrapped))]


def _lines(text: str) -> Iterator[Span]:
    """The lines that hold more than white space, without the white space at their ends."""
    for match in _LINE.finditer(text):
        yield Span(*match.span())


def _blocks(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Lines in runs without a blank line between them."""
    block: list[Span] = []
    for line in lines:
        if block and text.count("\n", block[-1].end, line.start) > 1:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _is_unwrapped(lines: Sequence[Span]) -> bool:
    """Whether most of the page stands in lines too long to have been wrapped: then each newline ends a paragraph."""
    sizes = [line.end - line.start for line in lines]
    return 2 * sum(size for size in sizes if size > WIDEST_WRAP) > sum(sizes)


def _is_prose_without_gaps(text: str, lines: Sequence[Span]) -> bool:
    """Whether lines without any blank one between them are wrapped prose beyond doubt: sentences run on over them."""
    running = any(not is_finished(before.of(text)) and text[after.start].islower() for before, after in pairwise(lines))
    return running and _is_wrapped(text, lines)


def _is_wrapped(text: str, block: Sequence[Span]) -> bool:
    """Whether the lines of a block break where a line of its width would: the next line's first word had no room.

    A line that ends a sentence may be shorter, for it may end a paragraph.
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


def _parts(text: str, block: Sequence[Span], room: int, *, page_is_wrapped: bool) -> Iterator[Span]:
    """The paragraphs of one block; `room` is the width that the page's lines have."""
    if is_label(block[0].of(text)):
        yield from block
        return
    if len(block) > 1 and _is_headline_over(text, block, room):
        yield block[0]
        block = block[1:]
    wrapped = page_is_wrapped or _is_wrapped(text, block)
    width = max(room if page_is_wrapped else 0, *map(len, block), 0)
    items = not wrapped or _BULLET.match(block[0].of(text)) is not None  # else a dash was wrapped to a line's beginning
    start = block[0].start
    for line, after in pairwise(block):
        ends = is_finished(line.of(text)) and not (wrapped and _is_full(text, line, after, width))
        if ends or len(line) > WIDEST_WRAP or (items and _BULLET.match(after.of(text))):
            yield Span(start, line.end)
            start = after.start
    yield Span(start, block[-1].end)


def _is_headline_over(text: str, block: Sequence[Span], room: int) -> bool:
    """Whether a block's first line is a headline, and what stands on the next line its teaser.

    A headline has no full stop, its teaser begins and ends like a sentence, and there was room on the headline's line
    for the next word, so that it was not wrapped there.
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
