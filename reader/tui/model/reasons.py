"""Why the passage under the cursor is linked, or is not: what the dialog lists, and what it says of each."""

from __future__ import annotations

from reader.align.alignment import Link, Reuse
from reader.align.nearest import Candidate, likeness_between, nearest
from reader.align.prepared import Prepared
from reader.align.why import explain
from reader.export.why_text import lack_line, why_lines
from reader.story.version import Version
from reader.tui.model.decided import decided_here
from reader.tui.model.paint import visible_rows
from reader.tui.model.reading import Reading
from reader.tui.model.ties import Choice, Tie, places


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
            score = candidate.score if candidate else likeness_between(prepared, here, there, (sentence, other))
            found.append(Choice(tie, Link((sentence,), (other,), Reuse.REWORDED, score), candidate=candidate))
            listed.add(other)

    for _, other in sorted(pair for pair in own.cuts if pair[0] == sentence):
        unlinked(Tie.CUT, other)
    for candidate in nearest(prepared, here, there, sentence, beside.links, strictness=reading.strictness):
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
    """What speaks for a link and what against it, a line each."""
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
    """What comes nearest to a passage that is not linked: `nearest: B 14, 0.19, below 0.25`."""
    here, there = (reading.story.versions[n] for n in (reading.version, reading.shown[1 - reading.side]))
    place = places(there, choice.link.right)
    told = lack_line(choice.candidate, here, there) if choice.candidate else f"{choice.link.score:.2f}"
    return f"nearest: {place}, {told}"
