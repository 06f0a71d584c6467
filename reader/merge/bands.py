"""Two versions in bands: linked sentences stand level, and what only one version has stands beside nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from reader.align.alignment import Alignment, Bead, Comparison, Link, Reuse
from reader.merge.beside import Beside
from reader.merge.reading import Telling, merged_order
from reader.story.version import Paragraph, Role

FOLD_LABELS = {Role.STRAY: "not this story", Role.REPEAT: "said above", Role.FURNITURE: "furniture"}
"""How a folded paragraph that is no part of the story is labelled."""
_MOST_KINDS = 2
"""Kinds of furniture that a folded line names, as there is little room."""

Run = tuple[int, ...]
"""Sentences of one version that stand below each other in one cell of the view."""


class Cell(NamedTuple):
    """What one version has in a band."""

    sentences: Run
    fold: str
    """The label of the folded line; empty for text."""
    filtered: bool = False
    """Whether the filter folded it."""


def fold_label(paragraphs: Iterable[Paragraph]) -> str:
    """What a folded line is called: the kinds of its furniture as far as they are known, or why else it is folded.

    Args:
        paragraphs: The paragraphs that it stands for, all of one role that is aside.
    """
    told = list(paragraphs)
    kinds = list(dict.fromkeys(paragraph.furniture for paragraph in told))
    named = [kind for kind in kinds if kind][:_MOST_KINDS]
    if not named:
        return FOLD_LABELS[told[0].role]
    return ", ".join(named if len(named) == len(kinds) else [*named, "other"])


Band = tuple[Cell | None, Cell | None]
"""What stands level: a link, or a run that only one version has, with None opposite."""


def bands_of(
    besides: tuple[Beside, Beside],
    lead: int,
    hidden: Callable[[int, int], bool] | None,
    label: str,
    level: Sequence[Bead] = (),
) -> list[Band]:
    """The bands of two versions in the order of the leading one. Every sentence of both stands in one band.

    Args:
        besides: Each version in the light of the other.
        lead: The leading version, 0 or 1.
        hidden: Whether the filter hides a sentence, given its side and index; None shows all.
        label: The label of hidden passages.
        level: What stands level by its place, in order, instead of what is linked.
    """
    versions = besides[0].version, besides[1].version
    links = tuple(Link(left=left, right=right, reuse=Reuse.TRANSLATED, score=0.0) for left, right in level)
    comparison = Comparison(versions, (Alignment(0, 1, links or besides[0].links),))
    out: list[Band] = []
    between: tuple[list[Cell], list[Cell]] = [], []

    def pack() -> None:
        for side in (lead, 1 - lead):
            out.extend(_alone(cell, side) for cell in _runs(besides[side], between[side]))
            between[side].clear()

    for telling in merged_order(comparison, lead):
        told, aside = _parted(besides, telling)
        if told[0] and told[1] and not (hidden and all(hidden(side, s) for side in (0, 1) for s in told[side])):
            pack()
            out.append((Cell(told[0], ""), Cell(told[1], "")))
        else:
            for side in (0, 1):
                for sentence in told[side]:
                    away = hidden is not None and hidden(side, sentence)
                    between[side].append(Cell((sentence,), label if away else "", away))
        for side in (0, 1):
            between[side].extend(Cell((s,), FOLD_LABELS[_role(besides[side], s)]) for s in aside[side])
    pack()
    return out


def _alone(cell: Cell, side: int) -> Band:
    """A band of one version's cell."""
    return (None, cell) if side else (cell, None)


def _role(beside: Beside, sentence: int) -> Role:
    return beside.version.paragraphs[beside.version.sentences[sentence].paragraph].role


def _parted(besides: tuple[Beside, Beside], telling: Telling) -> tuple[tuple[Run, Run], tuple[Run, Run]]:
    """The sentences of a telling that are part of the story, and those that are not."""

    def those(side: int, aside: bool) -> Run:
        return tuple(s for s in telling.sentences[side] if _role(besides[side], s).aside is aside)

    return (those(0, False), those(1, False)), (those(0, True), those(1, True))


def _runs(beside: Beside, cells: Sequence[Cell]) -> Iterator[Cell]:
    """Join cells that follow each other: text paragraph by paragraph, folded lines of one kind as one."""

    def kind(cell: Cell) -> tuple[str, bool, int]:
        paragraph = -1 if cell.fold else beside.version.sentences[cell.sentences[0]].paragraph
        return cell.fold, cell.filtered, paragraph

    version = beside.version
    for (fold, filtered, _), group in groupby(cells, kind):
        sentences = tuple(s for cell in group for s in cell.sentences)
        if fold and not filtered:
            fold = fold_label(version.paragraphs[version.sentences[s].paragraph] for s in sentences)
        yield Cell(sentences, fold, filtered)


def opened(
    besides: tuple[Beside, Beside], bands: Sequence[Band], unfolded: tuple[Collection[int], Collection[int]]
) -> list[Band]:
    """The bands with the folded lines open that the reader has opened, given by their first sentences."""
    out: list[Band] = []
    for band in bands:
        if not any(c and c.fold and c.sentences[0] in unfolded[side] for side, c in enumerate(band)):
            out.append(band)
            continue
        for side, cell in enumerate(band):  # a folded line has nothing opposite
            runs = _runs(besides[side], [Cell((s,), "") for s in cell.sentences]) if cell else ()
            out.extend(_alone(run, side) for run in runs)
    return out


def chunks_of(beside: Beside, sentences: Run) -> Iterator[tuple[int, int]]:
    """The runs of sentences that flow together, as first and last: a linked sentence stands alone.

    Unlinked ones that follow each other flow together if the same other versions tell them.
    """
    first = last = sentences[0]
    for sentence in sentences[1:]:
        if sentence == last + 1 and beside.flow_together(last, sentence):
            last = sentence
            continue
        yield first, last
        first = last = sentence
    yield first, last
