"""What a passage opposite is to the one under the cursor: linked, pinned, related, cut, near, or nothing to it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from reader.align.alignment import Link
from reader.story.version import Version

if TYPE_CHECKING:  # what finds candidates takes long to import, and is needed when the reader asks
    from reader.align.nearest import Candidate


class Tie(Enum):
    """What a passage opposite is to the one under the cursor."""

    PINNED = "pinned"
    LINKED = "linked"
    RELATED = "related"
    CUT = "cut"
    NEAR = "near"
    """Not linked, but among the likeliest."""
    OTHER = "other"
    """On screen, and neither linked nor near."""

    @property
    def linked(self) -> bool:
        """Whether it makes the passage shared."""
        return self in (Tie.PINNED, Tie.LINKED)


class Choice(NamedTuple):
    """A passage opposite that the one under the cursor is linked to, or could be."""

    tie: Tie
    link: Link
    """The link, or what it would be; `left` is in the cursor's version."""
    candidate: Candidate | None = None

    @property
    def label(self) -> str:
        """What it is, in a word or two, with the score."""
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
        return {Tie.PINNED: "takes the pin back", Tie.LINKED: "cuts", Tie.CUT: "takes the cut back"}.get(
            self.tie, "pins"
        )


def places(version: Version, sentences: tuple[int, ...]) -> str:
    """Where sentences stand: `B 4`, or `B 4–6`."""
    first, last = (version.sentences[s].paragraph + 1 for s in (sentences[0], sentences[-1]))
    return f"{version.siglum} {first}" + (f"–{last}" if last != first else "")


def quotation(version: Version, sentences: tuple[int, ...]) -> str:
    """The words of sentences on one line."""
    return " ".join(" ".join(version.sentence_text(s).split()) for s in sentences)
