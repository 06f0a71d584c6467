"""The signs left of the text and the marks of the margin, in Unicode and in plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sign(Enum):
    """What a chunk of text is beside the version opposite."""

    PLAIN = "plain"
    """Not compared yet."""
    SHARED = "shared"
    REWORDED = "reworded"
    UNIQUE = "unique"
    CONFLICT = "conflict"
    MOVED = "moved"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class SignSet:
    """How signs and marks are written."""

    signs: dict[Sign, str]
    bar: str
    """Left of the cursor's passage and of its partners."""
    edge: str
    """Left of what one version alone has, in the merged view."""
    note: str
    pick: str
    up: str
    down: str
    variant: tuple[str, str, str]
    """Round and between the readings of the merged view."""
    ascii: bool

    def __getitem__(self, sign: Sign) -> str:
        return self.signs[sign]


UNICODE = SignSet(
    {
        Sign.PLAIN: " ",
        Sign.SHARED: "=",
        Sign.REWORDED: "~",
        Sign.UNIQUE: "+",
        Sign.CONFLICT: "!",
        Sign.MOVED: "↕",
        Sign.ASIDE: "·",
    },
    bar="▌",
    edge="▎",
    note="*",
    pick="»",
    up="▲",
    down="▼",
    variant=("⟨", "│", "⟩"),
    ascii=False,
)
ASCII = SignSet(
    {**UNICODE.signs, Sign.MOVED: "^", Sign.ASIDE: "."},
    bar="|",
    edge=":",
    note="*",
    pick=">",
    up="^",
    down="v",
    variant=("<", "|", ">"),
    ascii=True,
)
"""For terminals and fonts without the others."""

MEANINGS = {
    Sign.SHARED: "shared",
    Sign.REWORDED: "reworded",
    Sign.UNIQUE: "only here",
    Sign.CONFLICT: "conflict",
    Sign.MOVED: "moved",
    Sign.ASIDE: "not counted",
}
