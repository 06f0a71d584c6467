"""A comparison as plain text, to be read from top to bottom: by a screen reader, in a log, through grep.

Each passage is one line that says which version and paragraph it is in. Nothing is drawn, coloured, wrapped or set in
columns, and what the program adds is ASCII. First comes what somebody who has read one version wants to know: where the
versions contradict each other, then what only one of them says, then what they share and how the words differ, and
last what was left out of the comparison.
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
    is_aside,
    shared_sentences,
    statuses,
    tally,
)
from reader.export.passages import location, passage, percent, words
from reader.story.clean import clean_line, counted, one_line
from reader.story.language import language_told
from reader.story.version import Role, Version
from reader.story.words import count_words

_ASIDES = {
    Role.REPEAT: "said before in this version",
    Role.STRAY: "not this story",
    Role.FURNITURE: "page furniture",
}

_REUSES = {
    Reuse.VERBATIM: "the same words",
    Reuse.EDITED: "edited",
    Reuse.REWORDED: "reworded",
    Reuse.TRANSLATED: "translated",
    Reuse.RELATED: "related",
}

_KINDS = {
    "differs": "",
    "vaguer": ", one vaguer than the other",
    "source": ", from another source",
    "negated": ", one denies it",
}


def comparison_text(comparison: Comparison, *, title: str = "") -> str:
    """The comparison as plain text, without a newline at its end.

    It holds every sentence of every version at least once, with single spaces; of sentences in the same words only one
    version's is given.

    Args:
        comparison: What to write.
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
    """The versions, and the numbers of links and conflicts."""
    versions = comparison.versions
    lines = []
    for index, version in enumerate(versions):
        size = sum(count_words(version))
        parts = [f"Version {version.siglum}: {one_line(version.name)}", one_line(version.date), language_told(version)]
        parts += [counted(len(version.paragraphs), "paragraph"), counted(size, "word")]
        if len(versions) > 1:
            parts.append(f"{percent(coverage(version, shared_sentences(comparison, index)))} shared")
        lines.append(", ".join(part for part in parts if part))
    tallies = [tally(pair.links, versions[pair.left], versions[pair.right]) for pair in comparison.pairs]
    links, related, conflicts = (sum(each[at] for each in tallies) for at in range(3))
    lines.append(f"{counted(links, 'link')}, {related} related, {counted(conflicts, 'conflict')}")
    lines.append(f"{versions[0].siglum} 2 means version {versions[0].siglum}, paragraph 2.")
    if rules := versions[0].rules.lines():
        lines.append(f"Your rules: {'; '.join(map(clean_line, rules))}")
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
    readings = f"{left.siglum}: {words(left, conflict.left)} / {right.siglum}: {words(right, conflict.right)}"
    of = f", {clean_line(conflict.of)}" if conflict.of else ""
    return f"Conflict, {clean_line(conflict.about)}{kind}, {_locations(left, right, link)}: {readings}{of}"


def _only_in(comparison: Comparison, index: int) -> list[str]:
    """What only one version says, a line for each paragraph."""
    version = comparison.versions[index]
    name = f"Only in {version.siglum}"
    if not version.sentences:
        return [f"{name}: nothing, since this version is empty"]
    status = statuses(version, shared_sentences(comparison, index))
    lines = [f"{name}, {one_line(version.name)}: {counted(status.count(Status.UNIQUE), 'sentence')}"]
    for number, paragraph in enumerate(version.paragraphs, start=1):
        if unique := [sentence for sentence in paragraph.sentences if status[sentence] is Status.UNIQUE]:
            lines.append(f"{name} {number}: {passage(version, unique)}")
    return lines


def _shared(comparison: Comparison, pair: Alignment) -> list[str]:
    """What two versions both say: one line if the words are the same, else both wordings and how they differ."""
    left, right = comparison.versions[pair.left], comparison.versions[pair.right]
    links = [link for link in pair.links if link.reuse.strong and not _leads_out(link, left, right)]
    lines = [f"Shared by {left.siglum} and {right.siglum}: {counted(tally(pair.links, left, right).links, 'link')}"]
    for link in links:
        reuse = "the same words, other punctuation" if link.only_punctuation else _REUSES[link.reuse]
        also = ", said again" if is_aside(link, left, right) else ""
        also += (", moved" if link.moved else "") + (", conflict" if link.conflicts else "")
        head = f"Shared, {reuse}{also}, {_locations(left, right, link)}:"
        if link.reuse is Reuse.VERBATIM:
            lines.append(f"{head} {passage(left, link.left)}")
        else:
            lines += [head, *_both(left, right, link), *_edits(left, right, link)]
    return lines


def _leads_out(link: Link, left: Version, right: Version) -> bool:
    """Whether a side of a link is named below, among what is left out."""
    roles = {left.role_of(link.left[0]), right.role_of(link.right[0])}
    return not roles.isdisjoint((Role.STRAY, Role.FURNITURE))


def _edits(left: Version, right: Version, link: Link) -> list[str]:
    """The differences within a link, a line each; none if no words are equal."""
    if all(edit.op.changes for edit in link.edits):
        return []
    shown = (
        edit for edit in link.edits if edit.op is not EditOp.EQUAL and (edit.op is not EditOp.MOVED or len(edit.left))
    )
    return [f"Differs: {_edit(left, right, edit)}" for edit in shown]


def _edit(left: Version, right: Version, edit: Edit) -> str:
    if edit.op is EditOp.LEFT:
        return f"only {left.siglum} has: {words(left, edit.left)}"
    if edit.op is EditOp.RIGHT:
        return f"only {right.siglum} has: {words(right, edit.right)}"
    if edit.op is EditOp.MOVED:
        return f"in another place: {words(left, edit.left)}"
    how = {EditOp.VARIANT: "spelled differently, ", EditOp.PUNCTUATION: "punctuation, "}.get(edit.op, "")
    return f"{how}{left.siglum}: {words(left, edit.left)} / {right.siglum}: {words(right, edit.right)}"


def _related(comparison: Comparison) -> list[str]:
    """Passages that are near in what they are about and say different things; both count as unique."""
    lines = []
    for pair in comparison.pairs:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        for link in pair.links:
            if not link.reuse.strong:
                also = ", conflict" if link.conflicts else ""
                lines += [f"Related{also}, {_locations(left, right, link)}:", *_both(left, right, link)]
    return ["Related: near in what they are about, but another statement", *lines] if lines else []


def _left_out(comparison: Comparison) -> list[str]:
    """The paragraphs that count neither as shared nor as unique, a line each."""
    lines = [
        f"Left out, {_ASIDES[paragraph.role]}, {version.siglum} {number}: {passage(version, paragraph.sentences)}"
        for version in comparison.versions
        for number, paragraph in enumerate(version.paragraphs, start=1)
        if paragraph.role.aside
    ]
    return [f"Left out: {counted(len(lines), 'paragraph')}", *lines] if lines else []


def _both(left: Version, right: Version, link: Link) -> list[str]:
    """Both wordings, a line each."""
    return [
        f"{location(left, link.left)}: {passage(left, link.left)}",
        f"{location(right, link.right)}: {passage(right, link.right)}",
    ]


def _locations(left: Version, right: Version, link: Link) -> str:
    return f"{location(left, link.left)} and {location(right, link.right)}"
