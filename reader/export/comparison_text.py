"""A comparison as plain text, to be read from top to bottom: by a screen reader, in a log, through grep.

One passage is one line and says itself which version and paragraph it stands in. Nothing is drawn, coloured, wrapped or
set in columns, and what the program adds is ASCII. What somebody who has read one version wants to know comes first:
where the versions contradict each other, then what each one alone says, then what they share and in which words they
differ, and last what was left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.align.alignment import (
    Alignment,
    Comparison,
    Conflict,
    Edit,
    EditOp,
    Link,
    Reuse,
    Status,
    coverage,
    shared_sentences,
    statuses,
)
from reader.export.passages import one_line, percent, place, said, words_of
from reader.story.clean import clean_line
from reader.story.language import language_told
from reader.story.version import Role, Version
from reader.story.words import count_words

_ASIDES = {
    Role.REPEAT: "said before in this version",
    Role.STRAY: "not this story",
    Role.FURNITURE: "furniture of the page",
}

_REUSES = {
    Reuse.VERBATIM: "the same words",
    Reuse.EDITED: "edited",
    Reuse.REWORDED: "reworded",
    Reuse.RELATED: "related",
}

_KINDS = {
    "differs": "",
    "vaguer": ", one vaguer than the other",
    "source": ", from another source",
    "negated": ", one denies it",
}


def comparison_text(comparison: Comparison, *, title: str = "") -> str:
    """The comparison in plain words, without a newline at its end.

    Every sentence of every version stands in it at least once, its white space folded into single spaces; one that
    another version has in the same words is given as that version has it.

    Args:
        comparison: What to tell.
        title: The story's title; by default that of its first version.
    """
    if not comparison.versions:
        return "Nothing to compare: there is no version."
    blocks = [[one_line(title or comparison.versions[0].title)], _head(comparison), *_conflicts(comparison)]
    blocks += [_only_in(comparison, index) for index in range(len(comparison.versions))]
    blocks += [_shared(comparison, pair) for pair in comparison.pairs]
    blocks += [_related(comparison), _left_out(comparison)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(comparison: Comparison) -> list[str]:
    """The versions, and how much there is of what."""
    versions = comparison.versions
    lines = []
    for index, version in enumerate(versions):
        words = sum(count_words(version))
        parts = [f"Version {version.siglum}: {one_line(version.name)}", one_line(version.date), language_told(version)]
        parts += [_count(len(version.paragraphs), "paragraph"), _count(words, "word")]
        if len(versions) > 1:
            parts.append(f"{percent(coverage(version, shared_sentences(comparison, index)))} shared")
        lines.append(", ".join(part for part in parts if part))
    links = [link for pair in comparison.pairs for link in pair.links]
    strong = sum(link.reuse.strong for link in links)
    conflicts = sum(len(link.conflicts) for link in links)
    lines.append(f"{_count(strong, 'link')}, {len(links) - strong} related, {_count(conflicts, 'conflict')}")
    lines.append(f"{versions[0].siglum} 2 means version {versions[0].siglum}, paragraph 2.")
    return lines


def _conflicts(comparison: Comparison) -> Iterator[list[str]]:
    """A heading, and a block for each link that holds conflicts."""
    found = [(pair, link) for pair in comparison.pairs for link in pair.links if link.conflicts]
    if found:
        yield [f"Conflicts: {sum(len(link.conflicts) for _, link in found)}"]
    for pair, link in found:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        yield [*(_conflict(conflict, left, right, link) for conflict in link.conflicts), *_both(left, right, link)]


def _conflict(conflict: Conflict, left: Version, right: Version, link: Link) -> str:
    kind = _KINDS.get(conflict.kind, f", {clean_line(conflict.kind)}")
    said = f"{left.siglum}: {words_of(left, conflict.left)} / {right.siglum}: {words_of(right, conflict.right)}"
    return f"Conflict, {clean_line(conflict.about)}{kind}, {_places(left, right, link)}: {said}"


def _only_in(comparison: Comparison, index: int) -> list[str]:
    """What one version alone says, a line for each paragraph."""
    version = comparison.versions[index]
    name = f"Only in {version.siglum}"
    if not version.sentences:
        return [f"{name}: nothing, since this version is empty"]
    status = statuses(version, shared_sentences(comparison, index))
    lines = [f"{name}, {one_line(version.name)}: {_count(status.count(Status.UNIQUE), 'sentence')}"]
    for number, paragraph in enumerate(version.paragraphs, start=1):
        if unique := [sentence for sentence in paragraph.sentences if status[sentence] is Status.UNIQUE]:
            lines.append(f"{name} {number}: {said(version, unique)}")
    return lines


def _shared(comparison: Comparison, pair: Alignment) -> list[str]:
    """What two versions both say: in the same words, one line; else both tellings and what differs."""
    left, right = comparison.versions[pair.left], comparison.versions[pair.right]
    links = [link for link in pair.links if link.reuse.strong]
    lines = [f"Shared by {left.siglum} and {right.siglum}: {_count(len(links), 'link')}"]
    for link in links:
        also = (", moved" if link.moved else "") + (", conflict" if link.conflicts else "")
        head = f"Shared, {_REUSES[link.reuse]}{also}, {_places(left, right, link)}:"
        if link.reuse is Reuse.VERBATIM:
            lines.append(f"{head} {said(left, link.left)}")
        else:
            lines += [head, *_both(left, right, link), *_edits(left, right, link)]
    return lines


def _edits(left: Version, right: Version, link: Link) -> list[str]:
    """What differs inside a link, a line for each difference; none where nothing is left equal."""
    if all(edit.op.changes for edit in link.edits):
        return []
    shown = (
        edit for edit in link.edits if edit.op is not EditOp.EQUAL and (edit.op is not EditOp.MOVED or len(edit.left))
    )
    return [f"Differs: {_edit(left, right, edit)}" for edit in shown]


def _edit(left: Version, right: Version, edit: Edit) -> str:
    if edit.op is EditOp.LEFT:
        return f"only {left.siglum} has: {words_of(left, edit.left)}"
    if edit.op is EditOp.RIGHT:
        return f"only {right.siglum} has: {words_of(right, edit.right)}"
    if edit.op is EditOp.MOVED:
        return f"in another place: {words_of(left, edit.left)}"
    spelled = "spelled otherwise, " if edit.op is EditOp.VARIANT else ""
    return f"{spelled}{left.siglum}: {words_of(left, edit.left)} / {right.siglum}: {words_of(right, edit.right)}"


def _related(comparison: Comparison) -> list[str]:
    """Passages about the same fact or event that do not say the same: both count as unique."""
    lines = []
    for pair in comparison.pairs:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        for link in pair.links:
            if not link.reuse.strong:
                lines += [f"Related, {_places(left, right, link)}:", *_both(left, right, link)]
    return ["Related: the same fact or event, another statement", *lines] if lines else []


def _left_out(comparison: Comparison) -> list[str]:
    """The paragraphs that count neither as shared nor as unique, a line for each."""
    lines = [
        f"Left out, {_ASIDES[paragraph.role]}, {version.siglum} {number}: {said(version, paragraph.sentences)}"
        for version in comparison.versions
        for number, paragraph in enumerate(version.paragraphs, start=1)
        if paragraph.role.aside
    ]
    return [f"Left out: {_count(len(lines), 'paragraph')}", *lines] if lines else []


def _both(left: Version, right: Version, link: Link) -> list[str]:
    """Both tellings, a line each."""
    return [
        f"{place(left, link.left)}: {said(left, link.left)}",
        f"{place(right, link.right)}: {said(right, link.right)}",
    ]


def _places(left: Version, right: Version, link: Link) -> str:
    return f"{place(left, link.left)} and {place(right, link.right)}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
