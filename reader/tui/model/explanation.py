"""Why the passage under the cursor is linked, or is not: the choices in the dialog, and the reasons for each."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from reader.align.alignment import Link, Reuse
from reader.align.decisions import LOOSEST, STRICTEST
from reader.align.explain import Candidate, explain, nearest, score_between
from reader.align.prepared import Prepared
from reader.export.why_text import lack_line, link_lines, why_lines
from reader.story.clean import plural
from reader.story.version import Version
from reader.tui.model.pane import visible_rows
from reader.tui.model.state import Reading


class Relation(Enum):
    """What an opposite passage is to the one under the cursor."""

    PINNED = "pinned"
    LINKED = "linked"
    RELATED = "related"
    CUT = "cut"
    NEAR = "near"
    """Not linked, but among the most similar."""
    OTHER = "other"
    """On screen, and neither linked nor near."""

    @property
    def linked(self) -> bool:
        """Whether it makes the passage shared."""
        return self in (Relation.PINNED, Relation.LINKED)


class Choice(NamedTuple):
    """An opposite passage that the one under the cursor is linked to, or could be."""

    relation: Relation
    link: Link
    """The link, or what it would be; `left` is in the cursor's version."""
    candidate: Candidate | None = None

    @property
    def label(self) -> str:
        """The relation in a word or two, with the score."""
        score = f"{self.link.score:.2f}"
        if self.relation is Relation.CUT:
            return f"cut {score}"
        if self.relation.linked:
            return f"{self.link.reuse_words} {score}" + (" pinned" if self.relation is Relation.PINNED else "")
        if self.relation is Relation.OTHER and not self.link.score:
            return "–"
        return f"related {score}" if self.relation is Relation.RELATED else score

    @property
    def offer(self) -> str:
        """What `L` does to it."""
        effects = {Relation.PINNED: "removes the pin", Relation.LINKED: "cuts", Relation.CUT: "removes the cut"}
        return effects.get(self.relation, "pins")


def choices(reading: Reading, prepared: Prepared) -> tuple[Choice, ...]:
    """The opposite passages, each once: links (strong ones first), cut ones, the nearest, the rest of the screen.

    Args:
        reading: What is read and where; the versions on screen were compared.
        prepared: What was measured of them.

    Raises:
        KeyError: If the versions on screen were not measured.
    """
    here, there = reading.version, reading.shown[1 - reading.side]
    beside, sentence, own = reading.beside(reading.side), reading.sentence, reading.decisions_on_screen()
    found = []
    for index in beside.links_of(sentence):
        link = beside.links[index]
        relation = Relation.LINKED if link.reuse.strong else Relation.RELATED
        found.append(Choice(Relation.PINNED if (link.left, link.right) in own.pins else relation, link))
    listed = {s for choice in found for s in choice.link.right}

    def add_unlinked(relation: Relation, other: int, candidate: Candidate | None = None) -> None:
        if other not in listed:
            score = candidate.score if candidate else score_between(prepared, here, there, (sentence, other))
            found.append(
                Choice(relation, Link(left=(sentence,), right=(other,), reuse=Reuse.REWORDED, score=score), candidate)
            )
            listed.add(other)

    for _, other in sorted(pair for pair in own.cuts if pair[0] == sentence):
        add_unlinked(Relation.CUT, other)
    near = nearest(
        prepared,
        here,
        there,
        sentence,
        beside.links,
        strictness=reading.strictness,
        decisions=reading.decisions,
    )
    for candidate in near:
        add_unlinked(Relation.NEAR, candidate.right, candidate)
    for other in sentences_opposite(reading):
        add_unlinked(Relation.OTHER, other)
    return tuple(found)


def sentences_opposite(reading: Reading) -> list[int]:
    """The sentences of the opposite version that its pane shows, or would show, in their order."""
    side = 1 - reading.side
    return sorted(visible_rows(reading.flow(side), reading.window(side)))


def reasons(reading: Reading, prepared: Prepared, choice: Choice) -> list[str]:
    """Why two passages are linked or not, a line for each reason."""
    here, there = reading.version, reading.shown[1 - reading.side]
    versions = reading.story.versions[here], reading.story.versions[there]
    links = reading.beside(reading.side).links
    if choice.candidate is None and choice.relation in (Relation.LINKED, Relation.RELATED):
        return link_lines(prepared, here, there, choice.link, links)
    lines = []
    if choice.relation is Relation.PINNED:
        lines.append("You pinned it.")
    elif choice.relation is Relation.CUT:
        lines.append("You cut it.")
    elif choice.candidate is not None:
        lines.append(f"No link: {lack_line(choice.candidate, *versions)}")
    elif prepared.match(here, there).across:
        lines.append("No link: by place and length they are not level")
    else:
        lines.append("No link: " + ("next to nothing in common" if not choice.link.score else "others are nearer"))
    if prepared.match(here, there).across and choice.candidate is None:
        return lines  # no words are compared across languages
    return lines + why_lines(explain(prepared, here, there, choice.link, links), *versions)


def nearest_line(reading: Reading, choice: Choice) -> str:
    """The most similar passage to one that is not linked: `nearest: B 14, 0.19, below 0.25`."""
    here, there = (reading.story.versions[n] for n in (reading.version, reading.shown[1 - reading.side]))
    place = paragraph_range(there, choice.link.right)
    said = lack_line(choice.candidate, here, there) if choice.candidate else f"{choice.link.score:.2f}"
    return f"nearest: {place}, {said}"


def paragraph_range(version: Version, sentences: tuple[int, ...]) -> str:
    """Where sentences stand: `B 4`, or `B 4–6`."""
    first, last = (version.sentences[s].paragraph + 1 for s in (sentences[0], sentences[-1]))
    return f"{version.siglum} {first}" + (f"–{last}" if last != first else "")


def quotation(version: Version, sentences: tuple[int, ...]) -> str:
    """The words of sentences on one line."""
    return " ".join(" ".join(version.sentence_text(s).split()) for s in sentences)


# The number and the strictness of links


def count_links(reading: Reading) -> tuple[int, int]:
    """How many strong and how many related links there are between the versions on screen."""
    counted = reading.beside(reading.side).tally
    return counted.links, counted.related


def describe_counts(before: tuple[int, int], after: tuple[int, int]) -> str:
    """How the number of links changed: `7 links, 2 more · related 5`."""
    (had, _), (strong, related) = before, after
    said = plural(strong, "link")
    if strong != had:
        said += f", {abs(strong - had)} {'more' if strong > had else 'fewer'}"
    return f"{said} · related {related}"


def change_strictness(reading: Reading, steps: int) -> bool:
    """Make links stricter, or looser if `steps` is negative. Returns whether that changed anything."""
    wanted = max(LOOSEST, min(STRICTEST, reading.strictness + steps))
    if wanted == reading.strictness:
        reading.message = f"links cannot be {'stricter' if steps > 0 else 'looser'} than this"
        return False
    reading.strictness = wanted
    return True
