"""The reader's notes and picks on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.export.page.column import INKS, Marked, Marks, escaped, lang_of
from reader.notes.entries import Kind
from reader.notes.story_notes import StoryNotes


class Quoted(NamedTuple):
    """A passage that a note or a pick is on."""

    version: int
    sentences: tuple[int, ...]
    """Where it stands now; none if it is lost."""
    where: str
    """`A ¶11`; the siglum alone if it is lost."""
    words: str


class Noted(NamedTuple):
    """A note or a pick, with where it stands now."""

    kind: Kind
    body: str
    passages: tuple[Quoted, ...]


def noted(notes: StoryNotes, comparison: Comparison) -> tuple[Noted, ...]:
    """All notes and picks of a story in the reader's order. Raises StoreError."""
    locators = notes.story.locators
    out = []
    for entry in notes.entries():
        passages = []
        for anchor in entry.anchors:
            span = notes.place(anchor).span
            if span is None or anchor.locator not in locators:
                passages.append(Quoted(-1, (), anchor.siglum, anchor.exact))
                continue
            number = locators.index(anchor.locator)
            version = comparison.versions[number]
            inside = version.sentences_in(span)
            where = version.sentence_label(inside[0]) if inside else version.siglum
            passages.append(Quoted(number, inside, where, span.of(version.text)))
        out.append(Noted(entry.kind, entry.body, tuple(passages)))
    return tuple(out)


def marks_of(entries: Sequence[Noted]) -> Marks:
    """What stands beside which sentence: at the last one of each passage."""
    found: dict[tuple[int, int], list[Marked]] = defaultdict(list)
    for number, entry in enumerate(entries, 1):
        for passage in entry.passages:
            if passage.sentences:
                found[passage.version, passage.sentences[-1]].append(Marked(number, entry.kind is Kind.PICK))
    return found


def notes_html(entries: Sequence[Noted], languages: tuple[str, ...]) -> str:
    """A list of them, each with the passages it is on."""
    out = []
    for number, entry in enumerate(entries, 1):
        head = f"{'Pick' if entry.kind is Kind.PICK else 'Note'} {number}"
        quotes = ""
        for passage in entry.passages:
            lang = languages[passage.version] if passage.sentences else ""
            lost = "" if passage.sentences else " · no longer in the text"
            go = f' data-go="{passage.version} {passage.sentences[0]}"' if passage.sentences else ""
            own = f" v{passage.version % INKS}" if passage.sentences else ""
            quotes += (
                f'<figure class="quote{own}"><blockquote {lang_of(lang)}>{escaped(passage.words)}</blockquote>'
                f"<figcaption><span{go}>{escaped(passage.where)}</span>{lost}</figcaption></figure>"
            )
        body = f'<p class="body" dir="auto">{escaped(entry.body)}</p>' if entry.body else ""
        out.append(f'<article class="note" id="note-{number}"><h3>{head}</h3>{quotes}{body}</article>')
    return "".join(out)
