"""Why the passage under the cursor is linked or not: what the dialog lists, and what it says about each entry."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from reader.align.alignment import Comparison, Link, Reuse
from reader.align.decisions import LOOSEST, STRICTEST, Decided, decided
from reader.align.explain import Candidate, explain, nearest, score_between
from reader.align.prepared import Prepared
from reader.export.why_text import lack_line, why_lines
from reader.story.version import Version
from reader.tui.model.ink import plural
from reader.tui.model.pane import visible_rows
from reader.tui.model.state import Reading

# What a passage opposite is to the one under the cursor


class Tie(Enum):
    """What a passage opposite is to the one under the cursor."""

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
        """Whether the tie makes the passage shared."""
        return self in (Tie.PINNED, Tie.LINKED)


class Choice(NamedTuple):
    """A passage opposite that the one under the cursor is linked to, or could be."""

    tie: Tie
    link: Link
    """The link, or what it would be; `left` is in the cursor's version."""
    candidate: Candidate | None = None

    @property
    def label(self) -> str:
        """The tie in a word or two, with the score."""
        score = f"{self.link.score:.2f}"
        if self.tie is Tie.CUT:
            return f"cut {score}"
        if self.tie.linked:
            return f"{self.link.reuse.value} {score}" + (" pinned" if self.tie is Tie.PINNED else "")
        if self.tie is Tie.OTHER and not self.link.score:
            return "–"
        return f"related {score}" if self.tie is Tie.RELATED else score

    @property
    def offer(self) -> str:
        """What `L` does to it."""
        return {Tie.PINNED: "removes the pin", Tie.LINKED: "cuts", Tie.CUT: "removes the cut"}.get(self.tie, "pins")


def places(version: Version, sentences: tuple[int, ...]) -> str:
    """The paragraphs of sentences: `B 4`, or `B 4–6`."""
    first, last = (version.sentences[s].paragraph + 1 for s in (sentences[0], sentences[-1]))
    return f"{version.siglum} {first}" + (f"–{last}" if last != first else "")


def quotation(version: Version, sentences: tuple[int, ...]) -> str:
    """The words of sentences on one line."""
    return " ".join(" ".join(version.sentence_text(s).split()) for s in sentences)


# What the reader decided about links


def decided_here(reading: Reading) -> Decided:
    """The decisions about the versions on screen, as seen from the one that the cursor is in."""
    here, there = reading.version, reading.shown[1 - reading.side]
    sizes = len(reading.story.versions[here].sentences), len(reading.story.versions[there].sentences)
    return decided(reading.decisions, here, there, sizes)


def is_pinned(reading: Reading, link: Link) -> bool:
    """Whether a link, as seen from the cursor's version, is one that the reader pinned."""
    return bool(reading.decisions) and (link.left, link.right) in decided_here(reading).pins


def count_links(reading: Reading) -> tuple[int, int]:
    """How many strong and how many related links there are between the versions on screen."""
    links = reading.beside(reading.side).links
    strong = sum(link.reuse.strong for link in links)
    return strong, len(links) - strong


def tell_counts(before: tuple[int, int], after: tuple[int, int]) -> str:
    """How the number of links changed: `7 links, 2 more · related 5`."""
    (had, _), (strong, related) = before, after
    told = plural(strong, "link")
    if strong != had:
        told += f", {abs(strong - had)} {'more' if strong > had else 'fewer'}"
    return f"{told} · related {related}"


def stricter(reading: Reading, steps: int) -> bool:
    """Make links stricter, or looser if `steps` is negative. Returns whether that changed anything."""
    wanted = max(LOOSEST, min(STRICTEST, reading.strictness + steps))
    if wanted == reading.strictness:
        reading.message = f"links cannot be {'stricter' if steps > 0 else 'looser'} than this"
        return False
    reading.strictness = wanted
    return True


def with_pair_of(known: Comparison | None, found: Comparison) -> Comparison:
    """A comparison with the pairs that were compared anew in place of the old ones; the others stay as they were."""
    if known is None:
        return found
    pairs = {(pair.left, pair.right): pair for pair in (*known.pairs, *found.pairs)}
    return Comparison(found.versions, tuple(pairs[key] for key in sorted(pairs)), found.remarks)


def choices(reading: Reading, prepared: Prepared) -> tuple[Choice, ...]:
    """The passages opposite, each once: links, the strong ones first; cut ones; the nearest; the rest of the screen.

    Args:
        reading: What is read and where; the versions on screen were compared.
        prepared: What was measured of them.

    Raises:
        KeyError: If the versions on screen were not measured.
    """
    here, there = reading.version, reading.shown[1 - reading.side]
    beside, sentence, own = reading.beside(reading.side), reading.sentence, decided_here(reading)
    found = []
    for index in beside.links_of(sentence):
        link = beside.links[index]
        tie = Tie.LINKED if link.reuse.strong else Tie.RELATED
        found.append(Choice(Tie.PINNED if (link.left, link.right) in own.pins else tie, link))
    listed = {s for choice in found for s in choice.link.right}

    def unlinked(tie: Tie, other: int, candidate: Candidate | None = None) -> None:
        if other not in listed:
            score = candidate.score if candidate else score_between(prepared, here, there, (sentence, other))
            link = Link(left=(sentence,), right=(other,), reuse=Reuse.REWORDED, score=score)
            found.append(Choice(tie, link, candidate))
            listed.add(other)

    for _, other in sorted(pair for pair in own.cuts if pair[0] == sentence):
        unlinked(Tie.CUT, other)
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
        unlinked(Tie.NEAR, candidate.right, candidate)
    for other in on_screen_opposite(reading):
        unlinked(Tie.OTHER, other)
    return tuple(found)


def on_screen_opposite(reading: Reading) -> list[int]:
    """The sentences of the version opposite that its pane shows, or would show, in their order."""
    side = 1 - reading.side
    flow = reading.flow(side)
    return sorted(visible_rows(flow, flow.window(reading.tops[side], reading.geometry.body)))


def reasons(reading: Reading, prepared: Prepared, choice: Choice) -> list[str]:
    """Why two passages are linked or not, a line for each reason."""
    here, there = reading.version, reading.shown[1 - reading.side]
    versions: tuple[Version, Version] = reading.story.versions[here], reading.story.versions[there]
    lines = []
    if choice.tie is Tie.PINNED:
        lines.append("You pinned it.")
    elif choice.tie is Tie.CUT:
        lines.append("You cut it.")
    elif choice.candidate is not None:
        lines.append(f"No link: {lack_line(choice.candidate, *versions)}")
    elif choice.tie is Tie.OTHER:
        lines.append("No link: " + ("next to nothing in common" if not choice.link.score else "others are nearer"))
    return lines + why_lines(explain(prepared, here, there, choice.link), *versions)


def nearest_line(reading: Reading, choice: Choice) -> str:
    """The most similar passage to one that is not linked: `nearest: B 14, 0.19, below 0.25`."""
    here, there = (reading.story.versions[n] for n in (reading.version, reading.shown[1 - reading.side]))
    place = places(there, choice.link.right)
    told = lack_line(choice.candidate, here, there) if choice.candidate else f"{choice.link.score:.2f}"
    return f"nearest: {place}, {told}"
