"""Two lists of words beside each other: what is equal, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from reader.align.alignment import EditOp
from reader.align.limits import too_long

Run = tuple[EditOp, int, int, int, int]
"""What became of left words [a, b) and right words [c, d)."""


def runs_of(left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """Equal and changed runs in turn; one change where the passages are too long to look inside."""
    runs: list[Run] = []
    if too_long(left, right):
        return [change(0, len(left), 0, len(right))]
    for opcode in Indel.opcodes(left, right):
        a, b, c, d = opcode.src_start, opcode.src_end, opcode.dest_start, opcode.dest_end
        if opcode.tag == "equal":
            runs.append((EditOp.EQUAL, a, b, c, d))
        elif runs and runs[-1][0] is not EditOp.EQUAL:
            runs[-1] = change(runs[-1][1], b, runs[-1][3], d)
        else:
            runs.append(change(a, b, c, d))
    return runs


def change(a: int, b: int, c: int, d: int) -> Run:
    """The run that left words [a, b) and right words [c, d) are if they are not the same."""
    op = EditOp.RIGHT if a == b else EditOp.LEFT if c == d else EditOp.REPLACE
    return op, a, b, c, d
