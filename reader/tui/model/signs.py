"""The signs beside the text and in the margin, in Unicode and in plain ASCII.

This module does not import rich, so that commands without a screen can name the signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reader.merge.beside import SIGNS, Sign


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignSet:
    """How signs and marks are written."""

    signs: Mapping[Sign, str]
    bar: str
    """Left of the cursor's passage."""
    partner_bar: str
    """Left of its partners; drawn in a quieter ink."""
    edge: str
    """In the merged view, left of text that only one version has."""
    note: str
    pick: str
    hit: str
    """Marks a search hit."""
    up: str
    down: str
    variant: tuple[str, str, str]
    """Around and between the readings of a variant in the merged view."""
    more: str
    """Stands for text that was cut off."""
    ascii: bool

    def __getitem__(self, sign: Sign) -> str:
        return self.signs[sign]

    def own(self, text: str) -> str:
        """Write the program's own text in this set's characters. Text from sources is never passed here."""
        return text.translate(_TO_ASCII) if self.ascii else text

    def key(self, text: str) -> str:
        """Write a key. In ASCII an arrow becomes its name, since `v` would look like the letter."""
        return self.own(text.translate(_ARROW_NAMES) if self.ascii else text)


_TO_ASCII = str.maketrans("·…¶“”‘’′—–×↓↑←→─┈»⟨⟩│", "|~P\"\"'''--xv^<>-.><>|")
"""One character for one, so that no measured width changes."""

_ARROW_NAMES = str.maketrans({"↓": "down", "↑": "up", "←": "left", "→": "right"})

UNICODE = SignSet(
    signs=SIGNS,
    bar="▌",
    partner_bar="▌",
    edge="▎",
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
    signs={**SIGNS, Sign.EDITED: "%", Sign.TRANSLATED: "&", Sign.MOVED: "^", Sign.ASIDE: "."},
    bar="|",
    partner_bar="[",
    edge=":",
    note="*",
    pick=">",
    hit="#",
    up="^",
    down="v",
    variant=("<", "|", ">"),
    more="~",
    ascii=True,
)
"""For terminals and fonts without the Unicode signs."""
