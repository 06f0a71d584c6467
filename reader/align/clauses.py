"""Words that stand elsewhere inside a link: "spokesman X told …" beside "X, the spokesman, said …"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from reader.align.alignment import EditOp
from reader.align.runs import Run, change
from reader.align.variants import Unit
from reader.align.vocabulary import FUNCTION_WORDS

_ARTICLES = frozenset({"the", "a", "an"})
_PLACES = 8
"""Places of one word up to which it is asked whether it moved: what stands everywhere moved nowhere."""


class _Block(NamedTuple):
    """Left words [left, left + length) that stand on the right from `right` on."""

    said: int
    """How many of them are no function words."""
    length: int
    left: int
    right: int


def with_moved(
    runs: Sequence[Run],
    left: Sequence[str],
    right: Sequence[str],
    left_units: Sequence[Unit],
    right_units: Sequence[Unit],
    *,
    sure: bool,
) -> list[Run]:
    """Take out of the changed runs what stands in both sides, at different places.

    Two words that say something and stand together have moved; a single one has if it is a name or a number, if it
    stands beside what moved, or if it is all that one side has there. An article before what moved goes along, an
    initial inside it too. Each side's words become a run of their own, whose other side is empty.

    Args:
        runs: Equal and changed runs in turn.
        left: What the left words are compared by.
        right: What the right words are compared by.
        left_units: The left words.
        right_units: The right words.
        sure: Whether a single word must be a name or a number.
    """
    changed = [run for run in runs if run[0] is not EditOp.EQUAL]
    here = {i: (a, b) for _, a, b, _, _ in changed for i in range(a, b)}
    there = {j: (c, d) for _, _, _, c, d in changed for j in range(c, d)}
    if not here or not there:
        return list(runs)
    moved: tuple[set[int], set[int]] = set(), set()
    for block in sorted(_blocks(here, there, left, right), key=lambda b: (-b.said, -b.length, b.left, b.right)):
        lefts, rights = (range(start, start + block.length) for start in (block.left, block.right))
        if not (moved[0].isdisjoint(lefts) and moved[1].isdisjoint(rights)):
            continue
        if (
            block.said > 1
            or any(
                _names(unit)
                for unit in (*left_units[lefts.start : lefts.stop], *right_units[rights.start : rights.stop])
            )
            or not moved[0].isdisjoint((lefts.start - 1, lefts.stop))
            or not moved[1].isdisjoint((rights.start - 1, rights.stop))
            or (not sure and (_is_all(lefts, here[block.left], left) or _is_all(rights, there[block.right], right)))
        ):
            moved[0].update(lefts)
            moved[1].update(rights)
    for own, around, words, units in ((moved[0], here, left, left_units), (moved[1], there, right, right_units)):
        own |= {i - 1 for i in own if around.get(i - 1) == around[i] and words[i - 1] in _ARTICLES}
        own |= {i for i in around if units[i].initial and i - 1 in own and i + 1 in own}
    out: list[Run] = []
    for run in runs:
        for part in [run] if run[0] is EditOp.EQUAL else _parted(run, moved, left, right):
            if out and out[-1][0] is part[0] is EditOp.EQUAL:
                part = (EditOp.EQUAL, out[-1][1], part[2], out.pop()[3], part[4])
            out.append(part)
    return out


def _names(unit: Unit) -> bool:
    return unit.form not in FUNCTION_WORDS and (unit.name or unit.key[:1].isdigit())


def _is_all(block: range, run: tuple[int, int], words: Sequence[str]) -> bool:
    """Whether a run has no more than function words besides the block."""
    return all(i in block or words[i] in FUNCTION_WORDS for i in range(*run))


def _blocks(
    here: dict[int, tuple[int, int]], there: dict[int, tuple[int, int]], left: Sequence[str], right: Sequence[str]
) -> set[_Block]:
    """The longest stretches of words that both sides have in their changed runs, each inside one run."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in there:
        if right[j] not in FUNCTION_WORDS:
            places[right[j]].append(j)
    found: set[_Block] = set()
    for i in here:
        own = places.get(left[i], ())
        for j in own if len(own) <= _PLACES else ():
            back = 0
            while i - back > here[i][0] and j - back > there[j][0] and left[i - back - 1] == right[j - back - 1]:
                back += 1
                if left[i - back] not in FUNCTION_WORDS:
                    break
            if back and left[i - back] not in FUNCTION_WORDS:
                continue  # the stretch was found from that word on
            length = said = 0
            for n in range(min(here[i][1] - i, there[j][1] - j) + back):
                if left[i - back + n] != right[j - back + n]:
                    break
                if left[i - back + n] not in FUNCTION_WORDS:
                    # what comes last says something: "on Tuesday", not "Tuesday in"
                    length, said = n + 1, said + 1
            found.add(_Block(said, length, i - back, j - back))
    return found


def _parted(run: Run, moved: tuple[set[int], set[int]], left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """A changed run as what moved and what did not, in order; what did not is paired in turn."""
    _, a, b, c, d = run
    if not moved[0] and not moved[1]:
        return _peeled(a, b, c, d, left, right)
    lefts, rights = _stretches(a, b, moved[0]), _stretches(c, d, moved[1])
    out: list[Run] = []
    i, j = a, c
    while lefts or rights:
        if lefts and lefts[0][0]:
            out.append((EditOp.MOVED, i, lefts[0][1], j, j))
            i = lefts.pop(0)[1]
        elif rights and rights[0][0]:
            out.append((EditOp.MOVED, i, i, j, rights[0][1]))
            j = rights.pop(0)[1]
        else:
            to_left = lefts.pop(0)[1] if lefts else i
            to_right = rights.pop(0)[1] if rights else j
            out.extend(_peeled(i, to_left, j, to_right, left, right))
            i, j = to_left, to_right
    return out


def _peeled(a: int, b: int, c: int, d: int, left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """A change, and before and behind it what turned out to be equal once the moved words between were gone."""
    if a == b or c == d or (left[a] != right[c] and left[b - 1] != right[d - 1]):
        return [change(a, b, c, d)] if a < b or c < d else []
    most = min(b - a, d - c)
    before = next((n for n in range(most) if left[a + n] != right[c + n]), most)
    behind = next((n for n in range(most - before) if left[b - n - 1] != right[d - n - 1]), most - before)
    runs = [
        (EditOp.EQUAL, a, a + before, c, c + before),
        change(a + before, b - behind, c + before, d - behind),
        (EditOp.EQUAL, b - behind, b, d - behind, d),
    ]
    return [run for run in runs if run[1] < run[2] or run[3] < run[4]]


def _stretches(start: int, end: int, moved: set[int]) -> list[tuple[bool, int]]:
    """A range parted where moved words begin and end: whether each part moved, and where it ends."""
    out: list[tuple[bool, int]] = []
    for i in range(start, end):
        if out and out[-1][0] == (i in moved):
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i in moved, i + 1))
    return out
