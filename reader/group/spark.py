"""Grouping as a PySpark job, for collections that one machine does not hold: the same stages, the same groups.

Each stage is a function of `reader.group.grouping`; this file only says how the data goes from one to the next.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from reader.group.grouping import (
    NEXT,
    SAME,
    TOGETHER,
    Group,
    Reprint,
    beginning_alike,
    components,
    cosine,
    counted,
    is_function_word,
    linked,
    rarities,
    reprints_among,
    similarity,
    stories,
    weightiest,
    weights_of,
)
from reader.story.clean import clean_line

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

Told = TypeVar("Told")
Weights = dict[str, float]
Pair = tuple[int, int]

PER_CELL = 4_000
"""About 100 MB for each side."""
_DEFAULTS = {
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.memory": "4g",
}
"""Settings of Spark where the reader has none."""


class SparkError(Exception):
    """Spark cannot run. The text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Told]):
    """What came of reading a file."""

    told: Told
    """What the caller wants to know of it."""
    words: Sequence[str] | None
    """Its words in order, as `words_of_article` gives them; None if it could not be read."""


def group_files(
    files: Sequence[str],
    read: Callable[[Iterable[str]], Iterator[Reading[Told]]],
    *,
    threshold: float,
    master: str = "",
    per_cell: int = PER_CELL,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[list[Told], tuple[Group, ...]]:
    """Read files and find out which tell the same story, as `reader.group.grouping.group` does.

    Args:
        files: Where the files are; every worker must find them there.
        read: Reads files in their order. It is sent to the workers.
        threshold: The similarity that two articles must have, 0 … 1.
        master: Address of the cluster; if empty, what Spark's own settings say, or else all cores of this machine.
        per_cell: How many articles are on a side of a cell. All pairs form a square; each task compares the pairs of
            one cell of it, and holds the articles of its two sides.
        progress: Called with the part that is done, 0 … 1.

    Returns:
        What was told of each file, and the groups. The articles in them are the files that could be read, in order.

    Raises:
        SparkError: PySpark or Java is missing, or the job failed.
    """
    try:
        # An extra, which takes half a second to import.
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
    except ImportError:
        raise SparkError("the engine “spark” needs PySpark: pip install 'diptych[spark]'") from None
    conf = SparkConf().setAppName("diptych group")
    if master:
        conf.setMaster(master)
    for key, value in _DEFAULTS.items():
        conf.setIfMissing(key, value)
    try:
        context = SparkContext(conf=conf)
    except (PySparkException, Py4JError, OSError) as error:
        raise SparkError(f"Spark does not start; it needs Java 17 or later: {_in_a_line(error)}") from error
    if context.master.startswith("local") and context.pythonExec == "python3":
        context.pythonExec = sys.executable  # the Python that has this package; PYSPARK_PYTHON names another one
    try:
        return _grouped(context, files, read, threshold, per_cell, progress)
    except (PySparkException, Py4JError) as error:
        raise SparkError(f"the Spark job failed: {_in_a_line(error)}") from error
    finally:
        context.stop()


def _in_a_line(error: Exception) -> str:
    """What a reader is told of an error: the line with the worker's exception, or else the first. Spark logs it all."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    of_worker = (line for line in lines if line.partition(": ")[0].isidentifier())
    return clean_line(next(of_worker, lines[0]))


def _grouped(
    context: SparkContext,
    files: Sequence[str],
    read: Callable[[Iterable[str]], Iterator[Reading[Told]]],
    threshold: float,
    per_cell: int,
    progress: Callable[[float], None],
) -> tuple[list[Told], tuple[Group, ...]]:
    slices = max(context.defaultParallelism, len(files) // 1_000)

    def read_all(numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Reading[Told]]]:
        own = list(numbered)
        return zip([number for number, _ in own], read(path for _, path in own), strict=True)

    readings = context.parallelize(list(enumerate(files)), slices).mapPartitions(read_all).cache()
    was_read = readings.map(lambda item: (item[0], item[1].told, item[1].words is not None)).collect()
    was_read.sort(key=lambda item: item[0])
    read_files = [number for number, _, readable in was_read if readable]
    numbers = context.broadcast({file: number for number, file in enumerate(read_files)})
    words = readings.filter(lambda item: item[0] in numbers.value).map(
        lambda item: (numbers.value[item[0]], list(item[1].words or ()))
    )
    progress(0.4)

    counts = words.mapValues(lambda own: counted(own, set(filter(is_function_word, own)))).cache()
    weights, tops = _weighed(context, counts)
    same = _compared(weights, tops, cosine, SAME, per_cell)
    homes = components(len(read_files), ((one, other) for _, one, other in same.collect()))
    progress(0.6)

    again = context.broadcast({article for article, home in enumerate(homes) if article != home})
    weights, tops = _weighed(context, counts.filter(lambda item: item[0] not in again.value))
    near = _compared(weights, tops, similarity, threshold, per_cell).cache()
    chains = context.broadcast(components(len(read_files), ((one, other) for _, one, other in near.collect())))
    progress(0.8)

    members = weights.map(lambda item: (chains.value[item[0]], item))
    edges = near.map(lambda edge: (chains.value[edge[1]], edge))
    alike = context.broadcast(beginning_alike(homes))
    found = members.cogroup(edges).flatMap(
        lambda item: _stories_of(dict(item[1][0]), list(item[1][1]), alike.value, threshold)
    )
    groups = found.collect()
    progress(0.9)

    group_of = context.broadcast({article: number for number, (own, _) in enumerate(groups) for article in own})
    texts = words.filter(lambda item: item[0] in group_of.value).map(lambda item: (group_of.value[item[0]], item))
    reprints = dict(texts.groupByKey().mapValues(lambda own: _reprints_of(dict(own))).collect())
    progress(1.0)
    out = [Group(tuple(own), reprints[number], mean) for number, (own, mean) in enumerate(groups)]
    return [told for _, told, _ in was_read], tuple(sorted(out, key=lambda found: found.articles))


def _weighed(
    context: SparkContext, counts: RDD[tuple[int, Weights]]
) -> tuple[RDD[tuple[int, Weights]], RDD[tuple[int, list[str]]]]:
    """The words of each article with their weights, and those that are in the index."""
    seen = counts.flatMap(
        lambda item: [(word, (1, (item[0], place))) for place, word in enumerate(item[1])]
    ).reduceByKey(lambda one, other: (one[0] + other[0], min(one[1], other[1])))
    often = seen.filter(lambda item: item[1][0] > 1).collectAsMap()
    spread = context.broadcast({word: number for word, (number, _) in often.items()})
    order = context.broadcast({word: first for word, (_, first) in often.items()})
    rarity = context.broadcast(rarities(spread.value.values(), counts.count()))
    weights = counts.mapValues(lambda own: weights_of(own, spread.value, rarity.value)).cache()
    return weights, weights.mapValues(lambda own: weightiest(own, spread.value, order.value))


def _compared(
    weights: RDD[tuple[int, Weights]],
    tops: RDD[tuple[int, list[str]]],
    measure: Callable[[Weights, Weights], float],
    least: float,
    per_cell: int,
) -> RDD[tuple[float, int, int]]:
    """The pairs of articles that share words in the index and reach a measure: it, the lower and the higher number."""
    few = dict(tops.mapValues(len).filter(lambda item: item[1] < TOGETHER).collect())
    index = tops.flatMap(lambda item: [(word, item[0]) for word in item[1]]).groupByKey()
    pairs = (
        index.flatMap(lambda item: _neighbours(sorted(item[1])))
        .map(lambda pair: (pair, 1))
        .reduceByKey(lambda one, other: one + other)
        .filter(lambda item: item[1] >= min(TOGETHER, few.get(item[0][0], TOGETHER)))
        .keys()
    )
    sides = weights.count() // per_cell + 1
    into_cells = weights.flatMap(lambda item: [(_cell(item[0], side, sides), item) for side in range(sides)])
    cells = pairs.map(lambda pair: (_cell(pair[0], pair[1], sides), pair)).cogroup(into_cells)
    return cells.flatMap(lambda item: _scores(item[1][0], dict(item[1][1]), measure, least))


def _neighbours(articles: Sequence[int]) -> Iterator[Pair]:
    for place, article in enumerate(articles):
        yield from ((article, other) for other in articles[place + 1 : place + 1 + NEXT])


def _cell(one: int, other: int, sides: int) -> Pair:
    one, other = one % sides, other % sides
    return (one, other) if one <= other else (other, one)


def _scores(
    pairs: Iterable[Pair], weights: dict[int, Weights], measure: Callable[[Weights, Weights], float], least: float
) -> Iterator[tuple[float, int, int]]:
    for one, other in pairs:
        if (score := measure(weights[one], weights[other])) >= least:
            yield score, one, other


def _stories_of(
    weights: dict[int, Weights], near: Sequence[tuple[float, int, int]], alike: dict[int, list[int]], threshold: float
) -> list[tuple[list[int], float]]:
    """The groups among articles that a chain of similar pairs joins."""

    def similarity_of(one: int, other: int) -> float:
        return similarity(weights[min(one, other)], weights[max(one, other)])

    return list(stories(linked(sorted(weights), near, similarity_of, threshold), alike, similarity_of))


def _reprints_of(texts: dict[int, list[str]]) -> tuple[Reprint, ...]:
    return reprints_among(texts, texts)
