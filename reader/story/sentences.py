"""Sentences of a paragraph.

sentencex finds the ends; around it stand small rules for what it does not see. It keeps a quotation of several
sentences whole, so quotation marks and brackets are blanked before it looks. What that costs is mended here: closing
marks stay with their sentence, and a quotation's `?` or `!` before its attribution ends nothing.

Measured on 244 paragraphs of news whose sentences were marked by hand (225 boundaries inside them): precision 1.00 and
recall .98; sentencex alone .92 and .78, syntok 1.4 .99 and .98 in nine times the time. On 2,718 boundaries of student
essays, .986 and .997, the false ones where the space after a full stop is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sentencex import get_sentence_boundaries

from reader.story.language import primary
from reader.story.paragraphs import paragraph_spans, roles_by_form
from reader.story.version import Paragraph, Role, Sentence, Span

_BLANKED = re.compile(r"""["“”„‟«»‹›「」『』()\[\]{}（）\n]""")
_SURROGATE = "[\ud800-\udfff]"
_AND_SO_ON = r"\betc(?=\.\s+[A-ZÀ-ÖØ-Þ])"
"""sentencex takes the next word for a name that the abbreviation belongs to, as in "Dr. Brown", unless it knows it."""
_APOSTROPHE = re.compile(r"['‘’‚]")
_EDGE_APOSTROPHE = re.compile(r"(?<!\w)['‘’‚]|['‘’](?!\w)")

_CLOSING = re.compile(
    r"""(?: [)\]}"”’'›」』）]      # closing marks
          | [“«‘](?=[\s,]|\Z)     # … and marks that close in German or Danish
          | \s?»(?=[\s,]|\Z)
          | \[\d{1,3}\]           # a reference
        )*""",
    re.VERBOSE,
)
_ONE_SENTENCE = re.compile(r'[\n "-\-/->@-~\u00a0À-ɏ‘-„«»–—]*+[.!?]?+\W*+')
"""What holds no mark within that ends a sentence in any language sentencex knows, those of `_MORE_ENDS` aside."""
_MORE_ENDS = frozenset({"el", "hy"})
"""Languages in which `;` or `:` ends a sentence."""
_WINDOW = 8_000
_LOOKAHEAD = 400
"""Code points at the end of a window in which a boundary is left to the next."""
_SPACES = re.compile(r"\s*")
_OPENING = re.compile(r"\W{0,8}")
_RUN_ON = r"[^\W\d_]+[\s,’']"
_ATTRIBUTION = r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|tells|wrote|writes|added|replied|shouted)\b"
_AFTER_HOUR = (
    r"(?:[A-Z]{1,3}T|GMT|UTC|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*)\b"
)
_INK = re.compile(r"[^\W_]")
"""A letter or a digit."""
_LIST_NUMBER = re.compile(r"\W?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]")


def sentence_spans(text: str, paragraph: Span, language: str = "en") -> Sequence[Span]:
    """Give the sentences of one paragraph, in order.

    Args:
        text: The version's text.
        paragraph: A span of it that neither begins nor ends with white space.
        language: The code of a language, without its region; of one that sentencex does not know it uses general rules.

    Returns:
        Spans into `text`, none empty; what stands between them is white space. One sentence is `paragraph` itself.
    """
    # headings, captions, verses: many paragraphs are one sentence, and this is told in a twentieth of the time
    if language not in _MORE_ENDS and _ONE_SENTENCE.fullmatch(text, paragraph.start, paragraph.end):
        return (paragraph,)
    spans = []
    start = paragraph.start
    for end, following in _kept(paragraph.of(text), language):
        spans.append(Span(start, paragraph.start + end))
        start = paragraph.start + following
    spans.append(Span(start, paragraph.end))
    return spans


def _kept(piece: str, language: str) -> Iterator[tuple[int, int]]:
    """The boundaries that hold: where a sentence ends, where the next begins."""
    start = 0
    waiting: tuple[int, int] | None = None
    for end, following in _candidates(piece, language):
        if waiting is not None and _has_word(piece, waiting[1], end):
            yield waiting
            start, waiting = waiting[1], None
        if _LIST_NUMBER.fullmatch(piece, start, end) is None:
            waiting = end, following  # holds unless what follows is punctuation alone
    if waiting is not None and _has_word(piece, waiting[1], len(piece)):
        yield waiting


def _candidates(piece: str, language: str) -> Iterator[tuple[int, int]]:
    blanked = _BLANKED.sub(" ", piece).replace("…", ".")
    if not blanked.isprintable():
        blanked = re.sub(_SURROGATE, "\N{REPLACEMENT CHARACTER}", blanked)
    # looked for in every paragraph, these two took a third of the time to open a text
    if _APOSTROPHE.search(blanked):
        blanked = _EDGE_APOSTROPHE.sub(" ", blanked)
    if "etc." in blanked:
        blanked = re.sub(_AND_SO_ON, "ecc", blanked)
    if language != "en":
        pass

        if language in ENDING:
            word, other = ENDING[language]
            blanked = word.sub(other, blanked)
    last = 0
    for boundary in _raw_boundaries(blanked, language):
        stop = last + len(blanked[last:boundary].rstrip())
        if stop == last:
            continue
        last = boundary
        closing = _CLOSING.match(piece, stop)
        end = closing.end() if closing else stop
        spaces = _SPACES.match(piece, end)
        following = spaces.end() if spaces else end
        if following < len(piece) and _ends_here(piece, stop, end, following, language):
            yield end, following
            last = max(last, following)


def _raw_boundaries(blanked: str, language: str) -> Iterator[int]:
    """Where sentencex sees sentences begin, the first aside.

    It is quadratic where no spaces part sentences, so it is given a window at a time, each beginning at a boundary of
    the one before.
    """
    begin = 0
    while begin < len(blanked):
        window = blanked[begin : begin + _WINDOW]
        more = begin + _WINDOW < len(blanked)
        limit = len(window) - _LOOKAHEAD if more else len(window)
        starts = [found["start_index"] for found in get_sentence_boundaries(language, window)]
        starts = [begin + start for start in starts if 0 < start < limit]
        yield from starts
        if not more:
            return
        begin = starts[-1] if starts else begin + limit


def _ends_here(piece: str, stop: int, end: int, following: int, language: str) -> bool:
    """Whether a sentence ends at `end`, whose closing marks begin at `stop`, though the next begins at `following`."""
    mark, closed = piece[stop - 1], end > stop
    if following == end and mark in ".!?":  # no space: `the end.The next` is one, `www.AMD.com` is none
        return piece[max(0, stop - 3) : stop - 1].islower() and re.compile(_RUN_ON).match(piece, following) is not None
    opening = _OPENING.match(piece, following)
    at = opening.end() if opening else following
    if language != "en":
        pass

        if goes_on(language, piece, stop, closed, at, following):
            return False
    if piece[at : at + 1].islower() and (closed or mark == "…" or piece[stop - 2 : stop] == ".."):
        return False
    if closed and mark in "?!" and at == following and re.compile(_ATTRIBUTION).match(piece, at):
        return False
    return not (
        piece[max(0, stop - 4) : stop].lower().endswith(("a.m.", "p.m.")) and re.compile(_AFTER_HOUR).match(piece, at)
    )


def _has_word(piece: str, start: int, end: int) -> bool:
    return _INK.search(piece, start, end) is not None


# Where a sentence of a language other than English goes on


_BEFORE: Final = {
    "de": "bzw ca dr evtl fa hl hr inkl nr prof st vgl",
    "es": "art avda dr dra excmo núm p pág págs sr sra srta sta sto ud uds vol",
    "fr": "cf dr fig mgr mlle mme p pp st ste",
    "it": "art avv cap cfr dott fig ing pag pagg prof sig sigg vol",
    "ru": "акад им напр пл проф рис см ул",
    "ar": "أ د م ص",
    "fa": "د ص",
    "ur": "ڈاکٹر",
    "hi": "डॉ पं प्रो मो रु",
}
"""Abbreviations behind which a sentence goes on: titles, measures, references."""
_SHORT = {language: frozenset(words.split()) for language, words in _BEFORE.items()}
ENDING: Final = {
    "es": (re.compile(r"\bno(?=\.\s+[A-ZÀ-ÖØ-Þ¿¡])"), "ni"),
    "it": (re.compile(r"\becc(?=\.\s+[A-ZÀ-ÖØ-Þ])"), "era"),
}
"""Words that sentencex takes for abbreviations though sentences end with them, and others as long that it does not."""
_WORD_BEFORE = re.compile(r"[^\s.,;:!?()«»„“”\"'’-]{1,12}\Z")
_LONGEST_SHORT = 4
"""Letters of a word that may be an abbreviation, where a small letter follows its full stop."""
_ORDINAL = re.compile(
    r"\b(?:de[rnms]|die|das|[av]m|im|vom|zu[mr]|beim|jede[rnms]?|ihre?[rnms]?|seine?[rnms]?|[IVX]+\.?|und)\s\d{1,2}\Z",
    re.I,
)
_INITIAL = re.compile(r"(?<![^\W_])[А-ЯЁІЇЄҐ]\Z")
_SAYING = re.compile(
    r"[^。！？“”「」\n]{0,16}(?:说|說|道|问|問|喊|叫|答|称|稱|表示|指出|抱怨|感叹)[^。！？“”「」\n]{0,4}[。！？，：]"
)
_LOOKED_BACK = 24


def goes_on(language: str, piece: str, stop: int, closed: bool, at: int, following: int) -> bool:
    """Whether a sentence goes on behind a mark.

    Args:
        language: The code of a language, without its region.
        piece: The paragraph.
        stop: Behind the mark.
        closed: Whether closing marks follow it.
        at: Where the next letter or digit stands.
        following: Where the next sentence would begin, opening marks included.
    """
    mark, small = piece[stop - 1], piece[at : at + 1].islower()
    if language == "zh" and closed and mark in "。！？!?":
        return _SAYING.match(piece, following) is not None
    if language == "ja" and closed:
        return piece.startswith(("と", "って"), following)
    if mark in "?!" and small and piece[following] in "—–-":
        return True
    if mark != "." or closed:
        return False
    before = piece[max(0, stop - 1 - _LOOKED_BACK) : stop - 1]
    found = _WORD_BEFORE.search(before)
    word = found[0] if found else ""
    if small and (word.isdigit() or len(word) <= _LONGEST_SHORT):
        return True
    if word.lower() in _SHORT.get(language, ()):
        return True
    return bool((language == "de" and _ORDINAL.search(before)) or _INITIAL.search(before))


# Text becomes paragraphs and sentences


def segment(
    text: str,
    paragraphs: Sequence[Span] | None = None,
    roles: Sequence[Role | None] | None = None,
    *,
    language: str = "en",
) -> tuple[tuple[Paragraph, ...], tuple[Sentence, ...]]:
    """Find the paragraphs and sentences of a text.

    Args:
        text: Clean text; U+000A is its only newline.
        paragraphs: Its paragraphs where the format knows them, in order, without white space at their ends; found
            from the lines where None.
        roles: For each of `paragraphs` the role that markup gives it, or None for what its form shows.
        language: A language code, for abbreviations; where nothing tells it, English ones are looked for.

    Returns:
        The paragraphs and, through all of them, the sentences. Nothing overlaps, no span is empty,
        and all that stands outside the sentences is white space.
    """
    spans = paragraph_spans(text) if paragraphs is None else paragraphs
    spoken = primary(language) or "en"
    sentences: list[Sentence] = []
    ranges = []
    first = 0
    for number, span in enumerate(spans):
        sentences += [Sentence(sentence, number) for sentence in sentence_spans(text, span, spoken)]
        ranges.append(range(first, first := len(sentences)))
    found = roles_by_form(
        [span.of(text) for span in spans], [len(r) for r in ranges], [None] * len(spans) if roles is None else roles
    )
    return tuple(map(Paragraph, spans, found, ranges)), tuple(sentences)
