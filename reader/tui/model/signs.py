"""The signs left of the text and the marks of the margin, in Unicode and in plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass

from reader.merge.beside import SIGNS, Sign


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SignSet:
    """How signs and marks are written."""

    signs: dict[Sign, str]
    bar: str
    """Left of the cursor's passage."""
    edge: str
    """Left of what one version alone has, in the merged view."""
    partner_bar: str
    """Left of its partners; drawn quieter."""
    note: str
    pick: str
    hit: str
    """Where something stands that was searched for."""
    up: str
    down: str
    variant: tuple[str, str, str]
    """Round and between the readings of the merged view."""
    more: str
    """After what was cut."""
    ascii: bool

    def __getitem__(self, sign: Sign) -> str:
        return self.signs[sign]

    def own(self, text: str) -> str:
        """A text of the program's own making, written in the characters of this set; sources keep theirs."""
        return text.translate(_IN_ASCII) if self.ascii else text

    def key(self, text: str) -> str:
        """A key as it is written: an arrow by its name, lest it be taken for the letter that looks like one."""
        return self.own(text.translate(_ARROWS) if self.ascii else text)


_IN_ASCII = str.maketrans("·…¶“”‘’′—–×↓↑←→─┈»⟨⟩│", "|~P\"\"'''--xv^<>-.><>|")
"""One for one, so that nothing that was measured before changes its width."""

_ARROWS = str.maketrans({"↓": "down", "↑": "up", "←": "left", "→": "right"})

UNICODE = SignSet(
    SIGNS,
    bar="▌",
    edge="▎",
    partner_bar="▌",
    note="*",
    pick="»",
    hit="•",
    up="▲",
    down="▼",
    variant=("⟨", "│", "⟩"),
    more="…",
    ascii=False,
)
ASCII = SignSet(
    {**UNICODE.signs, Sign.MOVED: "^", Sign.ASIDE: "."},
    bar="|",
    edge=":",
    partner_bar="[",
    note="*",
    pick=">",
    hit="#",
    up="^",
    down="v",
    variant=("<", "|", ">"),
    more="~",
    ascii=True,
)
"""For terminals and fonts without the others."""
