"""Places where the two sides of a link state a fact differently.

Few and sure: a number or a day in the same slot of the same statement. Comparing any two numbers of linked sentences
was right in two or three of ten to seventeen cases on real news: other quantities of one unit, other events.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.align.alignment import Conflict, EditOp, Reuse
from reader.align.edits import Passage, Run, runs_of
from reader.align.vocabulary import DAYS, FUNCTION_WORDS, MONTHS
from reader.align.words import Word
from reader.story.version import Span

_YEARS = range(1000, 2100)


def conflicts_of(left: Passage, right: Passage, reuse: Reuse) -> tuple[Conflict, ...]:
    """The conflicts between the two passages of a link, in the left one's order.

    A slot is the same if it is one word between equal words, or, where most words were kept, if the same unit follows.
    """
    if right.forms < left.forms:
        return tuple(sorted((c.mirrored() for c in conflicts_of(right, left, reuse)), key=lambda c: (c.left, c.right)))
    runs = runs_of(left.forms, right.forms)
    found = []
    for at, run in enumerate(runs):
        slot = _slot(runs, at, left.words, right.words, reuse) if run[0] is EditOp.REPLACE else None
        if slot:
            here, there = slot
            about = _about(here, there)
            if about and here.key not in right.keys and there.key not in left.keys:
                found.append(Conflict("differs", about, Span(here.start, here.end), Span(there.start, there.end)))
    return tuple(found)


def _slot(
    runs: Sequence[Run], at: int, left: Sequence[Word], right: Sequence[Word], reuse: Reuse
) -> tuple[Word, Word] | None:
    """The words of a replaced run that stand in one slot, if any do."""
    _, a, b, c, d = runs[at]
    here, there = [w for w in left[a:b] if w.key], [w for w in right[c:d] if w.key]
    if not here or not there:
        return None
    followed = at + 1 < len(runs)
    alone = len(here) == len(there) == 1 and (at > 0 or followed)
    unit = followed and left[b].form not in FUNCTION_WORDS
    if reuse is Reuse.EDITED and (alone or unit):
        return here[-1], there[-1]
    return (here[0], there[0]) if alone and at > 0 and followed else None


def _about(here: Word, there: Word) -> str:
    """What two words in one slot disagree about; empty where they do not."""
    if here.key == there.key:
        return ""
    if any(here.key in names and there.key in names for names in (DAYS, MONTHS)):
        return "date"
    if not (here.number and there.number):
        return ""
    if all(w.form.isdigit() and int(w.form) in _YEARS and len(w.form) == 4 for w in (here, there)):
        return "date"
    return "time" if ":" in here.form and ":" in there.form else "number"
