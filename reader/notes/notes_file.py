"""The notes file: what the reader picked, told once with its sources, and what they wrote. Rendering only: no I/O.

It is made to be edited by hand. What Diptych writes into it stands between marks, which are HTML comments; `blocks`
knows them, finds them again and leaves everything else as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reader.align.alignment import Comparison
from reader.notes.anchors import Found
from reader.notes.entries import Entry, Kind, stamp
from reader.notes.markdown import Templates, body, fill, heading, inline, paragraph_lines, scalar
from reader.notes.together import Together, place_of, siglum_of, source_of
from reader.story.clean import clean_line
from reader.story.version import Story

FORMAT = "diptych/notes@1"


@dataclass(frozen=True, slots=True)
class NotePart:
    """A note as it stands in the file."""

    id: str
    head: str
    """What stands before the reader's words."""
    body: str
    """The reader's words."""
    foot: str = ""
    """What stands behind them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """All that Diptych has to say in the notes file."""

    front: tuple[tuple[str, str], ...]
    """Each key of the front matter with its lines."""
    title: str
    together: str
    """The merged reading of what was picked, with its heading; empty where nothing was."""
    notes: tuple[NotePart, ...]
    """In the reader's order."""


def parts_of(
    story: Story,
    comparison: Comparison,
    entries: Sequence[Entry],
    *,
    saved: datetime,
    program: str,
    templates: Templates | None = None,
    taken: frozenset[int] = frozenset(),
) -> Parts:
    """All that stands in the notes file; the same for the same arguments.

    Args:
        story: The story. Its locators tell which version an anchor is on.
        comparison: Its versions as compared. Pairs that are missing count as not yet compared.
        entries: Notes and picks, in the reader's order.
        saved: When it is saved.
        program: The program and its version.
        templates: How its parts are written.
        taken: Numbers of footnotes that stand elsewhere in the file.
    """
    templates = templates or Templates()
    picks = [entry for entry in entries if entry.kind is Kind.PICK]
    read = Together(story, comparison, templates).told(picks, taken) if picks else []
    return Parts(
        front=tuple(_front_matter(story, comparison, stamp(saved), program)),
        title=heading(1, story.title),
        together="\n\n".join([heading(2, "Read together"), *read]) if read else "",
        notes=tuple(_note(story, comparison, entry, templates) for entry in entries if entry.kind.written),
    )


def _front_matter(story: Story, comparison: Comparison, saved: str, program: str) -> list[tuple[str, str]]:
    versions = []
    for version in comparison.versions:
        about = {
            "name": clean_line(version.name),
            "title": clean_line(version.title) if version.title != version.name else "",
            "source": version.source,
            "date": version.date,
            "sha256": version.sha256,
        }
        pairs = ", ".join(f"{key}: {scalar(value)}" for key, value in about.items() if value)
        versions.append(f"  {scalar(version.siglum)}: {{{pairs}}}")
    return [
        ("format", f"format: {FORMAT}"),
        ("key", f"key: {scalar(story.key)}"),
        ("story", f"story: {scalar(clean_line(story.title))}"),
        ("versions", "\n".join(["versions:", *versions]) if versions else "versions: {}"),
        ("saved", f"saved: {saved}"),
        ("program", f"program: {scalar(program)}"),
    ]


def _note(story: Story, comparison: Comparison, entry: Entry, templates: Templates) -> NotePart:
    """A note's heading, what it is on, and the reader's words."""
    labels: dict[str, None] = {}
    quotations: dict[str, tuple[str, str, str]] = {}
    for anchor in entry.anchors:
        index, place = place_of(story, comparison, anchor)
        siglum = siglum_of(story, comparison, anchor)
        name = clean_line(comparison.versions[index].name) if index is not None else siglum
        if index is None or place.span is None:
            label = f"{siglum} ({Found.LOST.value})"
        else:
            label = source_of(comparison.versions[index], [place.span])
            if place.found is not Found.EXACT:
                label += f" ({place.found.value})"
        labels[label] = None
        quotations.setdefault(anchor.exact, (siglum, name, label))
    quoted = []
    for text, (siglum, name, label) in quotations.items():
        words = text if len(quotations) == 1 else f"{siglum}: {text}"
        about = {"siglum": siglum, "name": inline(name), "place": label}
        quoted += [fill(templates.quotation, {**about, "words": part}) for part in paragraph_lines(words)]
    places = " · ".join(labels) or "the story"
    kind = "On" if entry.kind is Kind.NOTE else f"{entry.kind.value.capitalize()} on"
    between = "\n>\n" if templates.quotation.startswith(">") else "\n\n"
    head, foot = templates.note_around(
        {
            "heading": f"{kind} {places}",
            "kind": entry.kind.value,
            "places": places,
            "quotation": between.join(quoted),
            "tags": " ".join(f"#{tag}" for tag in entry.tags),
            "created": entry.created,
            "modified": entry.modified,
        }
    )
    return NotePart(entry.id, head, body(entry.body), foot)
