"""One version beside another, passage by passage, as HTML."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from reader.align.alignment import Reuse
from reader.merge.bands import chunks_of
from reader.merge.beside import MEANINGS, SIGNS, Beside, Sign, clipped, edits_in, label, named, readable
from reader.story.clean import clean
from reader.story.language import direction_of
from reader.story.version import Role, Span, Version

# The one way in which text comes into the page


def escaped(text: str) -> str:
    """A text for the page, between tags or in a quoted attribute; what could act or hide is shown instead."""
    return html.escape(clean(text), quote=True)


def lang_of(code: str) -> str:
    """The attributes of an element that say which language its words are in, and which way they are written."""
    return f'lang="{escaped(code)}" dir="{direction_of(code)}"'


def data(value: Any) -> str:
    """A value as JSON for a data block: no `<` in it, so that it cannot end the element it stands in."""
    packed = json.dumps(value, separators=(",", ":"))
    return packed.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


INKS = 6
"""Colours for versions that the style sheet has."""
LINE = 62
"""Code points that stand in a line of text, roughly: how high a paragraph is guessed to be before it is seen."""
HIGHEST = 24
"""Lines that the style sheet has a height for."""


class Marked(NamedTuple):
    """A note or a pick on a passage."""

    number: int
    """Which one, counted from 1."""
    picked: bool


Marks = Mapping[tuple[int, int], Sequence[Marked]]
"""For a version and a sentence, the notes and picks on it."""


class Column:
    """Writes passages of one version in the light of another."""

    def __init__(self, beside: Beside, number: int, versions: Sequence[Version], marks: Marks, ink: int) -> None:
        """Of version `number` of all the story's `versions`, in its own colour `ink`."""
        self.beside = beside
        self.number = number
        self.ink = ink
        self.versions = versions
        self.marks = marks
        self._paragraph = -1

    def passages(self, sentences: Sequence[int], *, numbered: bool = True) -> str:
        """Sentences that stand below each other: a linked one begins a line, others flow together.

        Args:
            sentences: Ascending indexes.
            numbered: Whether the first of a paragraph carries its number, unless the one before it did.
        """
        return "".join(
            self._chunk(range(first, last + 1), numbered) for first, last in chunks_of(self.beside, tuple(sentences))
        )

    def folded(self, sentences: Sequence[int], called: str) -> str:
        """Sentences that are no part of the story, as one line."""
        words = " ".join(escaped(self.beside.version.sentence_text(s)) for s in sentences)
        keys = " ".join(map(str, sentences))
        return (
            f'<span class="k aside">{_sign(Sign.ASIDE, self.ink)}<span class="s fold" data-s="{keys}">{words}</span>'
            f' <span class="label">{called}</span></span>'
        )

    def paragraph_of(self, sentence: int) -> int:
        """The index of a sentence's paragraph."""
        return self.beside.version.sentences[sentence].paragraph

    def tag(self, sentences: Sequence[int]) -> str:
        """The element that sentences stand in: a headline or heading is one."""
        roles = {self.beside.version.paragraphs[self.paragraph_of(s)].role for s in sentences}
        return {Role.HEADLINE: "h4", Role.HEADING: "h5"}.get(roles.pop(), "p") if len(roles) == 1 else "p"

    def _chunk(self, sentences: Sequence[int], numbered: bool) -> str:
        sign = self.beside.sign(sentences[0])
        number = ""
        paragraph = self.paragraph_of(sentences[0])
        if numbered and paragraph != self._paragraph:
            number = f'<span class="no" aria-hidden="true">{paragraph + 1}</span>'
        self._paragraph = paragraph
        others = self.beside.tellers.get(sentences[0], ())
        kind = sign.value + (" also" if others else "")
        also = ""
        if others:
            said = escaped(f"also in {named(self.versions, others)}")
            also = f' <span class="o" role="img" aria-label="{said}">{escaped(label(self.versions, others))}</span>'
        text = " ".join(map(self._sentence, sentences))
        return f'<span class="k {kind}">{number}{_sign(sign, self.ink)}{text}{also}</span> '

    def _sentence(self, sentence: int) -> str:
        beside = self.beside
        links = [beside.links[i] for i in beside.strong_of(sentence)]
        kind = "" if links else " u"
        if links and all(link.reuse is Reuse.REWORDED for link in links):
            kind = " re"
        if sentence in beside.disputed:
            kind += " disputed"
        marks = "".join(
            f'<a class="mk" href="#note-{mark.number}" aria-label="{"pick" if mark.picked else "note"} {mark.number}">'
            f"{'»' if mark.picked else '*'}</a>"
            for mark in self.marks.get((self.number, sentence), ())
        )
        return f'<span class="s{kind}" data-s="{sentence}">{"".join(self._words(sentence))}</span>{marks}'

    def _words(self, sentence: int) -> Iterator[str]:
        """A sentence's text with what differs in it set apart."""
        beside, own = self.beside, self.beside.version.sentences[sentence].span
        links = [beside.links[i] for i in beside.strong_of(sentence)]
        disputed = clipped(tuple(c.left for link in links for c in link.conflicts if len(c.left)), own)
        edited, spelled = edits_in(beside, sentence) if links and readable(beside, sentence) else ((), ())
        layers = (("c", disputed), ("e", edited), ("p", spelled))
        cuts = sorted({own.start, own.end, *(at for _, spans in layers for s in spans for at in (s.start, s.end))})
        runs: list[tuple[str, Span]] = []
        for start, end in pairwise(cuts):
            kind = next((kind for kind, spans in layers if any(s.start <= start and end <= s.end for s in spans)), "")
            if runs and runs[-1][0] == kind:
                runs[-1] = kind, Span(runs[-1][1].start, end)
            else:
                runs.append((kind, Span(start, end)))
        for kind, span in runs:
            words = escaped(span.of(beside.version.text))
            tag = "strong" if kind == "c" else "span"
            yield f'<{tag} class="{kind}">{words}</{tag}>' if kind else words


def lines(size: int) -> str:
    """The class of what is about so many code points long: how many lines it takes."""
    return f"n{min(HIGHEST, 1 + size // LINE)}"


def _sign(sign: Sign, ink: int) -> str:
    char, called = SIGNS[sign], MEANINGS.get(sign, "")
    own = f" v{ink}" if sign is Sign.UNIQUE else ""
    return f'<span class="g{own}" role="img" aria-label="{called}">{char}</span>' if called else ""
