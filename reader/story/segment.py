"""Text becomes paragraphs and sentences, each a span of code points. Pure, and linear in the text's length."""

from __future__ import annotations

from collections.abc import Sequence

from reader.story.form import roles_by_form
from reader.story.language import primary
from reader.story.paragraphs import paragraph_spans
from reader.story.sentences import sentence_spans
from reader.story.version import Paragraph, Role, Sentence, Span


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
