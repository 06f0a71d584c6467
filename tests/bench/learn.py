"""Learn the weights of `reader.align.weights` from the gold, and measure the links by topics left out of the fit.

    python -m tests.bench.learn            # F1 of each set, cross-validated, beside two plain programs
    python -m tests.bench.learn weights    # the table of weights, learnt from all of it
    python -m tests.bench.learn many       # F1 of pairs of reports beside up to three more on their event

Texts are read as the program reads them, and sentences are matched by their letters, as `score.py` of the gold does.
`marked.jsonl` holds links in 38 more pairs of the reports of `events`, marked by us: where sentences begin, counted in
letters without white space. They are learnt from and not counted among the gold.

Ten folds; a topic, an essay writer or a pair is in one of them with all its texts. The other thresholds were chosen on
all sets but `reports` and the pairs marked by us; those two alone show how links do on texts that were not seen.
"""

from __future__ import annotations

import gc
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from math import exp, log, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from reader.align.compare import related_links, strong_links, versions_with_roles
from reader.align.links import Decoding, strong_pairs
from reader.align.prepared import Prepared, prepare
from reader.align.thresholds import USUAL, Thresholds
from reader.align.weights import Signs, Weights
from reader.story.version import Version
from tests.align.helpers import gold, read

SETS = {
    "news": 1.0,
    "reports": 1.0,
    "marked": 1.0,
    "rewrites": 1.0,
    "facts": 0.0,
    "verses": 0.3,
    "spun": 0.3,
    "drafts": 0.1,
}
"""The sets, and what a pair of sentences of each counts in the fit. Summaries have no strong tier."""
FOLDS = 10
PRIOR = 0.6
"""The variance of a weight, for signs with a variance of 1."""
DRAWS = 1_000
OFF = replace(USUAL, weighed=replace(USUAL.weighed, likely=2.0))
"""Without the weighed decision."""

Pair = tuple[int, int]
Said = set[tuple[int | None, int | None]]
Counts = tuple[int, int, int]
"""Right, said, true."""


class Task(NamedTuple):
    """Two texts of a set, and which of their sentences people link."""

    name: str
    topic: str
    prepared: Prepared
    owners: tuple[list[set[int]], list[set[int]]]
    """For each sentence of the program, those of the gold."""
    strong: set[Pair]
    every: set[Pair]
    bare: tuple[list[str], list[str]]
    """The letters and digits of the gold's sentences, in small letters."""

    def same(self, i: int, j: int) -> bool:
        """Whether two sentences are the same but for case and punctuation."""
        return self.bare[0][i] == self.bare[1][j]


def main(arguments: Sequence[str]) -> None:
    """Print the figures, or the weights."""
    gc.disable()
    tasks = [task for name in SETS for task in tasks_of(name)]
    if "weights" in arguments:
        weights = learnt([row for task in tasks for row in rows_of(task)])
        print(f"{weights.bias:7}  bias")
        for sign, weight in weights.signs._asdict().items():
            print(f"{weight:7}  {sign}")
        return
    if "many" in arguments:
        many([task for task in tasks if task.topic.startswith("event ")])
        return
    numbers = {topic: n % FOLDS for n, topic in enumerate(shuffled({task.topic for task in tasks}))}
    rows = [rows_of(task) for task in tasks]
    told: dict[str, dict[str, list[tuple[int, tuple[Counts, Counts, Counts]]]]] = defaultdict(lambda: defaultdict(list))
    for fold in range(FOLDS):
        known = [row for task, own in zip(tasks, rows, strict=True) for row in own if numbers[task.topic] != fold]
        thresholds = replace(USUAL, weights=learnt(known))
        for task in tasks:
            if numbers[task.topic] == fold:
                told["Diptych"][task.name].append((fold, counts(task, *links_of(task, thresholds))))
                told["without the weighed decision"][task.name].append((fold, counts(task, *links_of(task, OFF))))
                for name, similarity in (("token_set_ratio ≥ 58", ratios), ("trigram tf-idf ≥ .3", cosines)):
                    told[name][task.name].append((fold, counts(task, mutual(similarity(task)), set())))
    print("| texts | program | strong P / R / F1 | 95 % | at least related P | all F1 | 95 % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in SETS:
        for program, by_set in told.items():
            strong, every, fact = ([own[tier] for _, own in by_set[name]] for tier in (0, 1, 2))
            p, r, f = prf(total(strong))
            print(
                f"| {name} | {program} | {p:.3f} / {r:.3f} / {f:.3f} | {interval(strong)} "
                f"| {prf(total(fact))[0]:.3f} | {prf(total(every))[2]:.3f} | {interval(every)} |"
            )
    print("\npeople who marked eight pairs of reports twice agree at F1 .94 (strong) and .96 (all)")
    folds = [[own[0] for at, own in told["Diptych"]["reports"] if at == fold] for fold in range(FOLDS)]
    print("reports, strong F1 by fold:", " ".join(f"{prf(total(own))[2]:.2f}" for own in folds if own))


def many(tasks: Sequence[Task]) -> None:
    """Print strong F1 of pairs of reports by themselves, and beside up to three more reports on their event.

    The weights have seen all of them.
    """
    texts = [(row["id"].split("_")[0], row["text"]) for row in gold("events")]
    told: dict[str, dict[str, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        own = {bare(version.text) for version in task.prepared.versions}
        more = [text for event, text in texts if f"event {event}" == task.topic and bare(text) not in own][:3]
        beside = prepare([*task.prepared.versions, *(read(text, "CDE"[n]) for n, text in enumerate(more))])
        chosen = next(choice for choice in strong_links(beside) if choice.match.pair == (0, 1))
        turn = chosen.match.left == 1
        pairs = {pair[::-1] if turn else pair for pair in chosen.strong}
        told["beside others"][task.name].append(counts(task, pairs, set())[0])
        told["alone"][task.name].append(counts(task, links_of(task, USUAL)[0], set())[0])
    for name, by_set in told.items():
        for set_name, own_counts in by_set.items():
            p, r, f = prf(total(own_counts))
            print(f"| {set_name} | {name} | {p:.3f} / {r:.3f} / {f:.3f} |")


def bare(text: str) -> str:
    """The beginning of a text without white space, to recognise it."""
    return "".join(text.split())[:200]


def tasks_of(name: str) -> Iterator[Task]:
    """The pairs of a set, read as the program reads them."""
    for row in marked() if name == "marked" else gold(name):
        sides = [[list(p) for p in row[side]] for side in "ab"]
        flat = [[s for p in side for s in p] for side in sides]
        versions = [
            read("\n\n".join(" ".join(p) for p in side) + "\n", siglum)
            for side, siglum in zip(sides, "AB", strict=True)
        ]
        strong = {(i, j) for i, j in row["links"]}
        topic = re.findall(r"\d+", row["id"])[-1] if name in ("spun", "drafts") else row["id"]
        if found := re.search(r"(\d+)_\w+\|", row["id"]):
            topic = f"event {found[1]}"
        if name == "facts":
            topic = row["id"].split("/")[0]
        here, there = ([re.sub(r"\W+", "", s).lower() for s in side] for side in flat)
        yield Task(
            name,
            topic,
            prepare(versions),
            (owners(versions[0], flat[0]), owners(versions[1], flat[1])),
            strong,
            strong | {(i, j) for i, j in row.get("related", ())},
            (here, there),
        )


def marked() -> Iterator[dict[str, Any]]:
    """The pairs marked by us, as the gold has them."""
    texts = {row["id"]: row["text"] for row in gold("events")}
    with Path(__file__).with_name("marked.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            out: dict[str, Any] = {"id": f"{row['a']}|{row['b']}"}
            starts = []
            for side in "ab":
                version = read(texts[row[side]])
                out[side] = [[version.sentence_text(s) for s in p.sentences] for p in version.paragraphs]
                starts.append([len("".join(version.text[: s.span.start].split())) for s in version.sentences])
            for tier in ("links", "related"):
                out[tier] = [[nearest(own, at) for own, at in zip(starts, pair, strict=True)] for pair in row[tier]]
            yield out


def nearest(starts: Sequence[int], at: int) -> int:
    """The sentence that begins at or before a place."""
    return max(n for n, start in enumerate(starts) if start <= at)


def owners(version: Version, sentences: Sequence[str]) -> list[set[int]]:
    """For each of the program's sentences, those of the gold that it covers by half of either one's letters."""
    ends = list(accumulate(len("".join(sentence.split())) for sentence in sentences))
    spans = list(zip([0, *ends], ends, strict=False))
    out = []
    for own in version.sentences:
        start = len("".join(version.text[: own.span.start].split()))
        end = start + len("".join(own.span.of(version.text).split()))
        both = [(n, min(end, y) - max(start, x), min(end - start, y - x)) for n, (x, y) in enumerate(spans)]
        out.append({n for n, common, shorter in both if common > 0 and common * 2 >= shorter})
    return out


def links_of(task: Task, thresholds: Thresholds) -> tuple[set[Pair], set[Pair]]:
    """The strong and the related pairs of the program's sentences."""
    told = replace(task.prepared, thresholds=thresholds)
    (choice,) = chosen = strong_links(told)
    related = related_links(choice, versions_with_roles(told, chosen), thresholds)
    return turned(task, choice.strong), turned(task, related)


def turned(task: Task, pairs: Iterable[Pair]) -> set[Pair]:
    """Pairs of a match as left and right of the task."""
    return {pair[::-1] if task.prepared.matches[0].left else pair for pair in pairs}


def counts(task: Task, strong: set[Pair], related: set[Pair]) -> tuple[Counts, Counts, Counts]:
    """What is right of strong pairs, of all, and of strong pairs if the same fact in another statement is right too."""
    said = [of_gold(task, strong, task.strong), of_gold(task, strong | related, task.every)]
    return tally(said[0], task.strong), tally(said[1], task.every), tally(of_gold(task, strong, task.every), task.every)


def of_gold(task: Task, pairs: Iterable[Pair], true: set[Pair]) -> Said:
    """The pairs of the gold's sentences that pairs of the program's say; (i, None) for one that is linked in vain."""
    out: Said = set()
    for x, y in pairs:
        here, there = task.owners[0][x], task.owners[1][y]
        block = {(i, j) for i in here for j in there}
        if len(block) == 1:
            out |= block
            continue
        right = block & true
        out |= right | {(i, None) for i in here - {i for i, _ in right}}
        out |= {(None, j) for j in there - {j for _, j in right}}
    return {(i, j) for i, j in out if i is None or j is None or (i, j) in task.every or not task.same(i, j)}


def tally(said: Said, true: set[Pair]) -> Counts:
    """How many are right, said and true."""
    return len(said & true), len(said), len(true)


def total(counted: Iterable[Counts]) -> Counts:
    """The sum of some counts."""
    right, said, true = (sum(column) for column in zip(*counted, strict=True))
    return right, said, true


def prf(counted: Counts) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right, said, true = counted
    return right / max(1, said), right / max(1, true), 2 * right / max(1, said + true)


def interval(counted: Sequence[Counts]) -> str:
    """The middle 95 % of F1 when the pairs of texts are drawn again with replacement."""
    draw = random.Random(1)
    found = sorted(prf(total(draw.choices(counted, k=len(counted))))[2] for _ in range(DRAWS))
    return f"{found[DRAWS // 40]:.2f} … {found[-DRAWS // 40]:.2f}"


def shuffled(topics: Iterable[str]) -> list[str]:
    """Topics in an order that has nothing to do with them, always the same."""
    out = sorted(topics)
    random.Random(1).shuffle(out)
    return out


# The fit


class Row(NamedTuple):
    """A pair of sentences."""

    signs: Signs
    linked: bool
    weight: float


def rows_of(task: Task) -> list[Row]:
    """The pairs that the rules link, and those that the weighed decision is asked about, with what people say of them.

    Each pair is taken as if it were not linked: what else is linked beside it, or to its sentences, is as it is.
    """
    if SETS[task.name] == 0:
        return []
    evidence = task.prepared.matches[0].evidence
    linked = strong_pairs(evidence, thresholds=OFF)
    decoding = Decoding(evidence, linked=linked)
    rows = []
    for pair in evidence.similarities:
        if pair in evidence.exact or not (pair in linked or decoding.is_weighed(pair)):
            continue
        ((x, y),) = turned(task, [pair])
        block = {(i, j) for i in task.owners[0][x] for j in task.owners[1][y]}
        if block & task.every or not any(task.same(i, j) for i, j in block):
            others = Decoding(evidence, linked=linked.keys() - {pair}) if pair in linked else decoding
            rows.append(Row(others.signs(pair), bool(block & task.strong), SETS[task.name]))
    return rows


def learnt(rows: Sequence[Row]) -> Weights:
    """Fit a logistic model with a normal prior by Newton's method, and give its weights for signs as they are."""
    size = len(Signs._fields)
    mean = [sum(row.signs[k] for row in rows) / len(rows) for k in range(size)]
    spread = [sqrt(sum((row.signs[k] - mean[k]) ** 2 for row in rows) / len(rows)) or 1.0 for k in range(size)]
    scaled = [[1.0, *((x - m) / s for x, m, s in zip(row.signs, mean, spread, strict=True))] for row in rows]
    beta = [0.0] * (size + 1)
    for _ in range(7):
        gradient = [0.0, *(-b / PRIOR for b in beta[1:])]
        hessian = [[(1 / PRIOR if a == b > 0 else 0.0) for b in range(size + 1)] for a in range(size + 1)]
        for row, x in zip(rows, scaled, strict=True):
            p = 1 / (1 + exp(-max(-30.0, min(30.0, sum(map(float.__mul__, beta, x))))))
            miss, curve = row.weight * (row.linked - p), row.weight * p * (1 - p)
            for a, value in enumerate(x):
                gradient[a] += miss * value
                if curve > 1e-5:
                    part, line = curve * value, hessian[a]
                    for b in range(a, size + 1):
                        line[b] += part * x[b]
        for a in range(size + 1):
            for b in range(a):
                hessian[a][b] = hessian[b][a]
        beta = [b + step for b, step in zip(beta, solved(hessian, gradient), strict=True)]
    signs = [b / s for b, s in zip(beta[1:], spread, strict=True)]
    bias = beta[0] - sum(w * m for w, m in zip(signs, mean, strict=True))
    return Weights(round(bias, 3), Signs(*(round(w, 3) for w in signs)))


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a system of linear equations whose matrix is positive definite, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for k, row in enumerate(rows):
        for other in rows[k + 1 :]:
            factor = other[k] / row[k]
            for c in range(k, len(row)):
                other[c] -= factor * row[c]
    out = [0.0] * len(rows)
    for k in reversed(range(len(rows))):
        out[k] = (rows[k][-1] - sum(rows[k][c] * out[c] for c in range(k + 1, len(rows)))) / rows[k][k]
    return out


# Plain programs


def sentences(task: Task) -> tuple[list[str], list[str]]:
    """The texts of the program's sentences."""
    left, right = (
        [version.sentence_text(n) for n in range(len(version.sentences))] for version in task.prepared.versions
    )
    return left, right


def ratios(task: Task) -> dict[Pair, float]:
    """`token_set_ratio` of all pairs, those from 58 on."""
    left, right = sentences(task)
    found = {(i, j): fuzz.token_set_ratio(x, y) for i, x in enumerate(left) for j, y in enumerate(right)}
    return {pair: value for pair, value in found.items() if value >= 58}


def cosines(task: Task) -> dict[Pair, float]:
    """The cosine of tf-idf vectors of character trigrams, from .3 on."""
    bags = [[Counter(s[n : n + 3].lower() for n in range(len(s) - 2)) for s in side] for side in sentences(task)]
    seen = Counter(gram for side in bags for bag in side for gram in bag)
    size = sum(map(len, bags))
    vectors = [[{g: n * log(1 + size / seen[g]) for g, n in bag.items()} for bag in side] for side in bags]
    norms = [[sqrt(sum(v * v for v in vector.values())) or 1.0 for vector in side] for side in vectors]
    found = {}
    for i, x in enumerate(vectors[0]):
        for j, y in enumerate(vectors[1]):
            value = sum(v * y.get(g, 0.0) for g, v in x.items()) / (norms[0][i] * norms[1][j])
            if value >= 0.3:
                found[i, j] = value
    return found


def mutual(value: dict[Pair, float]) -> set[Pair]:
    """The pairs that are the best of their row and column."""
    best: dict[tuple[int, int], float] = {}
    for pair, own in value.items():
        for place in enumerate(pair):
            best[place] = max(best.get(place, 0.0), own)
    return {pair for pair, own in value.items() if all(own == best[place] for place in enumerate(pair))}


if __name__ == "__main__":
    main(sys.argv[1:])
