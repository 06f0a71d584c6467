"""Print how F1 on the gold moves when one threshold of the aligner is varied.

    python -m tests.bench.vary strong.total                 # over a range around its value
    python -m tests.bench.vary strong.total .3 .33 .36 .4   # at these values
    python -m tests.bench.vary related                      # all thresholds of a stage
    python -m tests.bench.vary ranges [related]             # in which range no set loses more than a point

The stages and their fields are those of `reader.align.thresholds`. The gold lies in `../shared/gold`; its own sentences
are compared, in this process, so figures differ a little from those of `score.py`, which reads the texts as the program
does. Books have no gold: for what only they use, a made book and its retelling stand in.

Every text here was looked at while the thresholds were chosen. What is printed says how sensitive a threshold is, not
how well it does on other texts.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any, NamedTuple

from reader.align.compare import related_links, strong_links, versions_with_roles
from reader.align.prepared import Prepared, prepare
from reader.align.thresholds import USUAL, Thresholds
from tests.align.helpers import gold, version
from tests.bench.texts import made_book, retold, verses

Pairs = set[tuple[int, int]]

TIERS = {
    "news": ("strong", "all"),
    "facts": ("all",),
    "reports": ("strong", "all"),
    "rewrites": ("strong", "all"),
    "spun": ("strong",),
    "verses": ("strong",),
    "drafts": ("strong",),
}
"""The gold sets, and the tiers that their labels are good for; those that take the least time first."""
WITHIN = 0.01
"""How much F1 of any set may fall inside a range."""
STEPS = (0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.4, 2.0)
"""The values that are tried, as parts of a threshold's own value."""
MEASURED = ("names", "weighing", "candidates", "order")
"""Stages that decide what is measured, so that the texts must be measured anew for each value."""
IN_BOOKS = ("candidates", "order")
"""Stages that only books use."""
NOT_LINKED_BY = ("sizes", "edits", "roles", "weights")
"""Stages that F1 says nothing about: how large texts may be, how links are told, strays, and what is learnt."""
BOOK = 1_000


class Task(NamedTuple):
    """Two texts, and which of their sentences people link."""

    versions: tuple[Any, Any]
    strong: Pairs
    every: Pairs
    moot: Pairs
    """Sentences that are the same and that people left unlinked: counted neither way."""


def main(arguments: Sequence[str]) -> None:
    """Print a table for each threshold asked for, or their ranges."""
    gc.disable()  # as the program does while it compares
    names = [argument for argument in arguments if argument != "ranges" and not re.match(r"[\d.]+$", argument)]
    values = [float(argument) for argument in arguments if re.match(r"[\d.]+$", argument)]
    every = [field for stage in fields(USUAL) if stage.name not in NOT_LINKED_BY for field in _fields(stage.name)]
    chosen = [field for field in every if any(field == name or field.startswith(f"{name}.") for name in names)]
    if not chosen and (names or "ranges" not in arguments):
        sys.exit(f"name a threshold or a stage of them: {' '.join(every)}")
    if "ranges" in arguments:
        print("| threshold | value | no set loses more than a point |\n| --- | --- | --- |")
        for field in chosen or every:
            _say_range(field)
    else:
        for field in chosen:
            _say_table(field, values or _values_of(field))


def _say_table(field: str, values: Sequence[float]) -> None:
    own = _value_of(field)
    print(f"\n### {field}, {own:g}\n")
    header: list[str] = []
    for value in values:
        scores = dict(scores_with(field, value))
        if not header:
            header = list(scores)
            print(f"| value | {' | '.join(header)} |\n|{' --- |' * (len(header) + 1)}")
        told = f"**{value:g}**" if value == own else f"{value:g}"
        print(f"| {told} | {' | '.join(f'{scores[name]:.3f}' for name in header)} |", flush=True)


def _say_range(field: str) -> None:
    """Print the widest range around a threshold's value in which no set loses more than `WITHIN`."""
    own = _value_of(field)
    base = dict(scores_with(field, own))

    def holds(value: float) -> bool:
        return all(base[name] - score <= WITHIN for name, score in scores_with(field, value))

    values = _values_of(field)
    low = high = own
    for value in sorted((v for v in values if v < own), reverse=True):
        if not holds(value):
            break
        low = value
    for value in sorted(v for v in values if v > own):
        if not holds(value):
            break
        high = value
    ends = [f"{'≤ ' if low == min(values) else ''}{low:g}", f"{'≥ ' if high == max(values) else ''}{high:g}"]
    print(f"| {field} | {own:g} | {ends[0]} … {ends[1]} |", flush=True)


def scores_with(field: str, value: float) -> Iterator[tuple[str, float]]:
    """F1 of each set and tier with one threshold at another value, set by set."""
    stage, _, name = field.partition(".")
    own: Any = getattr(USUAL, stage)
    kind = type(getattr(own, name))
    thresholds = replace(USUAL, **{stage: replace(own, **{name: kind(value)})})
    for told in ["book"] if stage in IN_BOOKS else TIERS:
        anew = stage in MEASURED and thresholds != USUAL
        for tier, score in _scores(told, thresholds, anew=anew).items():
            yield f"{told} {tier}", score


@cache
def _scores(name: str, thresholds: Thresholds, *, anew: bool) -> dict[str, float]:
    counts = {tier: [0, 0] for tier in TIERS.get(name, ("strong",))}
    for task, prepared in zip(_tasks(name), _anew(name, thresholds) if anew else _measured(name), strict=True):
        told = replace(prepared, thresholds=thresholds)
        (choice,) = chosen = strong_links(told)
        turned = choice.match.left != 0
        for tier, tally in counts.items():
            said = set(choice.strong)
            if tier == "all":
                said |= related_links(choice, versions_with_roles(told, chosen), thresholds)
            said = {(pair[::-1] if turned else pair) for pair in said} - task.moot
            true = task.strong if tier == "strong" else task.every
            tally[0] += len(said & true)
            tally[1] += len(said) + len(true)
    return {tier: 2 * right / every for tier, (right, every) in counts.items()}


@cache
def _tasks(name: str) -> tuple[Task, ...]:
    if name == "book":
        told = made_book(BOOK)
        again, sources = retold(told)
        true = {(i, j) for j, i in enumerate(sources)}
        return (Task((verses(told, "A"), verses(again, "B")), true, true, set()),)
    tasks = []
    for row in gold(name):
        strong = {(i, j) for i, j in row["links"]}
        every = strong | {(i, j) for i, j in row.get("related", ())}
        sides = tuple([re.sub(r"\W+", "", s).lower() for p in row[side] for s in p] for side in "ab")
        same = {(i, j) for i, x in enumerate(sides[0]) for j, y in enumerate(sides[1]) if x == y}
        tasks.append(Task((version(*row["a"]), version(*row["b"], siglum="B")), strong, every, same - every))
    return tuple(tasks)


@cache
def _measured(name: str) -> tuple[Prepared, ...]:
    return tuple(_anew(name, USUAL))


def _anew(name: str, thresholds: Thresholds) -> Iterator[Prepared]:
    return (prepare(task.versions, thresholds=thresholds) for task in _tasks(name))


def _fields(stage: str) -> list[str]:
    return [f"{stage}.{field.name}" for field in fields(getattr(USUAL, stage))]


def _value_of(field: str) -> float:
    stage, _, name = field.partition(".")
    return float(getattr(getattr(USUAL, stage), name))


def _values_of(field: str) -> list[float]:
    """Values around a threshold's own, from half to double; whole numbers for a number of things, parts up to 1."""
    stage, _, name = field.partition(".")
    own = getattr(getattr(USUAL, stage), name)
    values = {own * step for step in STEPS}
    if isinstance(own, int):
        return sorted({max(1, round(value)) for value in values} | {max(1, own + step) for step in (-1, 0, 1)})
    return sorted({round(min(value, 1.0) if own <= 1 else value, 4) for value in values})


if __name__ == "__main__":
    main(sys.argv[1:])
