"""Which passages are shown, and where `]` goes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from reader.align.alignment import Status
from reader.merge.beside import Beside

if TYPE_CHECKING:
    from reader.tui.model.merged import MergedSheet


class Filter(Enum):
    """Which passages are shown, and where `]` goes."""

    ALL = "all"
    ONLY_HERE = "only here"
    SHARED = "shared"
    MOVED = "moved"
    CONFLICTS = "conflicts"
    NEW = "new to me"


HIDDEN_LABELS = {
    Filter.ONLY_HERE: "told by both",
    Filter.SHARED: "only here",
    Filter.MOVED: "in their place",
    Filter.CONFLICTS: "without conflict",
    Filter.NEW: "known",
}
"""What the passages that a filter hides have in common."""


def matches(beside: Beside, sentence: int, wanted: Filter) -> bool:
    """Whether a passage is what a filter shows; with `ALL`, what `]` goes to: what this version adds."""
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return beside.statuses[sentence] is Status.UNIQUE
    if wanted is Filter.SHARED:
        return sentence in beside.strong
    if wanted is Filter.MOVED:
        return any(beside.links[i].moved for i in beside.strong_of(sentence))
    return sentence in beside.disputed


def told_as(sheet: MergedSheet, telling: int, wanted: Filter) -> bool:
    """Whether a telling of the merged reading is what a filter shows; with `ALL`, what `]` goes to: additions."""
    told = sheet.tellings[telling]
    if sheet.fold_of(told):
        return False
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return not told.shared
    if wanted is Filter.SHARED:
        return told.shared
    return sheet.wordings.moved(told) if wanted is Filter.MOVED else sheet.wordings.conflicts(told)
