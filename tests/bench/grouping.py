"""Measure grouping, and print the tables that docs/benchmarks.md holds.

    python -m tests.bench.grouping [events] [known] [growth] [minhash] [spark]

`events`: reports whose event is known, two confusable events a topic: pairs, beside plain tf-idf with complete linkage.
`known`: texts of which it is known what they tell (the gold sets): precision and recall of pairs by threshold.
`growth`: 1,000, 3,000 and 10,000 made articles of 600 words in files, grouped by the command as a reader would.
`spark`: 100,000 such articles, grouped by Spark on this machine; only if it is named, for it takes an hour.
`minhash`: what MinHash with locality-sensitive hashing would give to look at, beside the index of rare words.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import accumulate, chain, combinations, pairwise
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from reader.group.grouping import THRESHOLD, Lexicon, WeighedArticles, group, words_of_text
from tests.align.helpers import SHARED
from tests.bench.texts import made_book, retold

Pair = tuple[int, int]
SETS = ("drafts", "news", "rewrites", "verses")
WORDS = 600
TELLINGS = 5
ROWS = ((1, 256), (2, 128), (3, 64), (4, 64))
"""Rows in a band, and hashes in all."""


def main(parts: Sequence[str]) -> None:
    """Print the tables asked for; all of them if none is named."""
    tables = {"events": events, "known": known, "minhash": minhash, "growth": growth, "spark": spark}
    for name, table in tables.items():
        if name in parts or (not parts and name != "spark"):
            print(f"\n### {name}\n")
            table()


def labelled() -> tuple[list[str], list[str]]:
    """Texts, and what each tells: the essays by student, news and rewrites by event, chapters by name."""
    texts: dict[str, str] = {}
    for name in SETS:
        for line in (SHARED / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            story = f"{name}/{row['id'].rsplit('/', 1)[-1] if name == 'drafts' else row['id']}"
            for side in "ab":
                texts.setdefault("\n\n".join(" ".join(p) for p in row[side]), story)
    return list(texts), list(texts.values())


class Reports(NamedTuple):
    """Reports of known events."""

    texts: list[str]
    labels: list[str]

    @property
    def topics(self) -> list[str]:
        """The number that an event's name begins with; events of one number are alike."""
        return ["".join(c for c in label if c.isdigit()) for label in self.labels]

    def of(self, topics: Set[str]) -> Reports:
        """Those of some topics."""
        own = [n for n, topic in enumerate(self.topics) if topic in topics]
        return Reports([self.texts[n] for n in own], [self.labels[n] for n in own])

    def some(self, chance: random.Random, most: int) -> Reports:
        """So many of them at most."""
        own = sorted(chance.sample(range(len(self.texts)), min(most, len(self.texts))))
        return Reports([self.texts[n] for n in own], [self.labels[n] for n in own])


Grouping = Callable[[Sequence[str], float], set[Pair]]
"""Puts texts together by a threshold, and answers the pairs."""


def reports(part: str = "whole") -> Reports:
    """The reports of `events` in the gold, whole or their first two paragraphs."""
    lines = (SHARED / "gold" / "events.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    texts = [row["text"] if part == "whole" else "\n\n".join(row["text"].split("\n\n")[:2]) for row in rows]
    return Reports(texts, [row["event"] for row in rows])


def ours(texts: Sequence[str], threshold: float) -> set[Pair]:
    """The pairs that grouping puts together."""
    return said_pairs(*read(texts), threshold)


def plain(texts: Sequence[str], threshold: float) -> set[Pair]:
    """Cosine of the tf-idf of words and pairs of words, complete linkage: what one would write first."""
    counts = []
    for text in texts:
        words = re.findall(r"\w+", text.casefold())
        counts.append(Counter([*words, *map(" ".join, pairwise(words))]))
    spread = Counter(chain.from_iterable(counts))
    vectors = []
    for own in counts:
        weights = {w: (1 + log(n)) * (log((1 + len(texts)) / (1 + spread[w])) + 1) for w, n in own.items()}
        length = sqrt(sum(x * x for x in weights.values())) or 1.0
        vectors.append({w: x / length for w, x in weights.items()})
    groups = {n: [n] for n in range(len(texts))}
    near: dict[Pair, float] = {}
    for i, j in combinations(range(len(texts)), 2):
        short, long = sorted((vectors[i], vectors[j]), key=len)
        if (score := sum(x * long[w] for w, x in short.items() if w in long)) >= threshold:
            near[i, j] = score
    while near:
        i, j = max(near, key=lambda pair: (near[pair], pair))
        groups[i] += groups.pop(j)
        least = {k: min(near.get(_ordered(i, k), 0.0), near.get(_ordered(j, k), 0.0)) for k in groups if k != i}
        near = {pair: score for pair, score in near.items() if not {i, j} & set(pair)}
        near |= {_ordered(i, k): score for k, score in least.items() if score >= threshold}
    return {_ordered(i, j) for own in groups.values() for i, j in combinations(own, 2)}


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def events() -> None:
    """Pairs of reports: all together, in folders of one to ten topics, and by topics left out of the choice."""
    print("| reports | program | threshold | P | R | F1 |\n| --- | --- | --- | --- | --- | --- |")
    for part in ("whole", "openings"):
        everything = reports(part)
        for name, by, thresholds in (
            ("Diptych", ours, (THRESHOLD, 0.05, 0.06, 0.09, 0.1)),
            ("tf-idf, complete linkage", plain, (0.055, 0.03, 0.04, 0.06, 0.08)),
        ):
            counts = _counts(everything, by, thresholds[0])
            print(f"| {part} | {name} | {thresholds[0]} | {_f1(*counts)} |")
            small = _in_folders(everything, by, thresholds[0])
            print(f"| {part}, folders of 1 to 10 topics | {name} | {thresholds[0]} | | | {small:.3f} |")
            found = _left_out(everything, by, thresholds)
            print(f"| {part}, topics left out of the choice of threshold | {name} | | {_f1(*found)} |")


def _counts(found: Reports, by: Grouping, threshold: float) -> tuple[int, int, int]:
    """Pairs that are right, wrong and missed."""
    said, true = by(found.texts, threshold), true_pairs(found.labels)
    return len(said & true), len(said - true), len(true - said)


def _in_folders(everything: Reports, by: Grouping, threshold: float) -> float:
    """The mean F1 of 40 folders of one to ten topics, every third one with 5 to 50 of their reports."""
    chance = random.Random(5)
    found = []
    for number in range(40):
        folder = everything.of(set(chance.sample(sorted(set(everything.topics)), chance.randint(1, 10))))
        if number % 3 == 0:
            folder = folder.some(chance, chance.randint(5, 50))
        right, wrong, missed = _counts(folder, by, threshold)
        found.append(2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0)
    return sum(found) / len(found)


def _left_out(everything: Reports, by: Grouping, thresholds: Sequence[float]) -> tuple[int, int, int]:
    """Pairs in each fifth of the topics, with the threshold that is best for the other topics."""
    topics = sorted(set(everything.topics))
    random.Random(7).shuffle(topics)
    total = [0, 0, 0]
    for fold in range(5):
        own = set(topics[fold::5])
        others = everything.of(set(topics) - own)

        def f1(threshold: float, others: Reports = others) -> float:
            right, wrong, missed = _counts(others, by, threshold)
            return 2 * right / max(1, 2 * right + wrong + missed)

        counts = _counts(everything.of(own), by, max(thresholds, key=f1))
        total = [one + other for one, other in zip(total, counts, strict=True)]
    return total[0], total[1], total[2]


def true_pairs(labels: Sequence[str]) -> set[Pair]:
    """Each two that tell the same."""
    return {(i, j) for j in range(len(labels)) for i in range(j) if labels[i] == labels[j]}


def read(texts: Sequence[str]) -> tuple[list[array[int]], frozenset[int]]:
    """Texts as numbers."""
    lexicon = Lexicon()
    return [lexicon.number(words_of_text(text)) for text in texts], lexicon.function_words


def said_pairs(articles: Sequence[array[int]], dull: Set[int], threshold: float) -> set[Pair]:
    """Each two that grouping puts together."""
    groups = group(articles, dull, threshold=threshold)
    return {(i, j) for g in groups for i in g.articles for j in g.articles if i < j}


def known() -> None:
    """Precision and recall of pairs, together and in collections of five, at several thresholds."""
    texts, labels = labelled()
    true = true_pairs(labels)
    print(f"{len(texts)} texts, {len(set(labels))} stories, {len(true)} pairs\n")
    print("| threshold | P | R | F1 | in collections of 5: P | R | F1 |\n| --- | --- | --- | --- | --- | --- | --- |")
    articles, dull = read(texts)
    small = list(_collections(texts, labels))
    for threshold in (0.08, 0.15, 0.18, 0.2, 0.22, 0.25, 0.3):
        said = said_pairs(articles, dull, threshold)
        right = wrong = missed = 0
        for chosen, told in small:
            found, wanted = said_pairs(*read(chosen), threshold), true_pairs(told)
            right, wrong = right + len(found & wanted), wrong + len(found - wanted)
            missed += len(wanted - found)
        every = _f1(len(said & true), len(said - true), len(true - said))
        print(f"| {threshold} | {every} | {_f1(right, wrong, missed)} |")


def _collections(texts: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    chance = random.Random(1)
    for _ in range(100):
        stories = chance.sample(sorted(set(labels)), 4)
        own = [i for i, label in enumerate(labels) if label in stories]
        chosen = chance.sample(own, 5)
        yield [texts[i] for i in chosen], [labels[i] for i in chosen]


def _f1(right: int, wrong: int, missed: int) -> str:
    told = right / max(1, right + wrong), right / max(1, right + missed), 2 * right / (2 * right + wrong + missed)
    return " | ".join(f"{x:.3f}" for x in told)


def minhash() -> None:
    """How many pairs each way gives to look at, and how many of the true ones are among them."""
    texts, labels = labelled()
    true = true_pairs(labels)
    articles, dull = read(texts)
    print("| way | seconds | pairs to look at | true pairs among them |\n| --- | --- | --- | --- |")
    start = time.process_time()
    rare = WeighedArticles(articles, dull)
    found = set(rare.candidates(lambda _: None))
    _told("rare words in an inverted index", start, found, true)
    for rows, hashes in ROWS:
        start = time.process_time()
        found = _by_minhash(articles, rows, hashes)
        _told(f"MinHash, {hashes} hashes, bands of {rows}", start, found, true)


def _told(way: str, start: float, found: set[Pair], true: set[Pair]) -> None:
    seconds = time.process_time() - start
    print(f"| {way} | {seconds:.2f} | {len(found):,} | {len(found & true) / len(true):.3f} |")


def _by_minhash(articles: Sequence[array[int]], rows: int, hashes: int) -> set[Pair]:
    """The pairs that share a band of their signatures of word pairs (Broder 1997; Leskovec et al., ch. 3)."""
    chance = random.Random(1)
    prime = (1 << 61) - 1
    salts = [(chance.randrange(1, prime), chance.randrange(prime)) for _ in range(hashes)]
    bands: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for number, words in enumerate(articles):
        kinds = set(words)
        signature = [min((a * word + b) % prime for word in kinds) for a, b in salts]
        for band in range(0, hashes, rows):
            bands[band, tuple(signature[band : band + rows])].append(number)
    return {(a, b) for own in bands.values() for b in own for a in own if a < b}


def growth() -> None:
    """Seconds and memory of the whole command: reading files, grouping, writing story files."""
    _costs(1_000, 3_000, 10_000)


def spark() -> None:
    """The same by the other engine, in seconds alone."""
    _costs(1_000, 10_000, 100_000, engine="spark")


def _costs(*counts: int, engine: str = "embedded") -> None:
    print("| articles | groups | seconds | processor | GB at most | pairs: P | R | F1 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            labels = _write(Path(folder) / "in", count)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.monotonic()
            command = [sys.executable, "-m", "reader", "group", "in", "--format", "json", "--engine", engine]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env=_environment())
            seconds = time.monotonic() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            told = json.loads(run.stdout)
            said = {
                (a, b)
                for g in told["groups"]
                for a in (_number(x["source"]) for x in g["articles"])
                for b in (_number(x["source"]) for x in g["articles"])
                if a < b
            }
            true = true_pairs_by(labels)
            figures = _f1(len(said & true), len(said - true), len(true - said))
            most = after.ru_maxrss / 1_048_576
            cost = f"{spent:.1f} | {most:.2f}" if engine == "embedded" else "| "  # Spark's processes are not ours
            print(f"| {count:,} | {len(told['groups']):,} | {seconds:.1f} | {cost} | {figures} |")


def true_pairs_by(labels: Sequence[int]) -> set[Pair]:
    """As `true_pairs`, for many."""
    homes: defaultdict[int, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        homes[label].append(number)
    return {(a, b) for own in homes.values() for b in own for a in own if a < b}


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin"}


def _number(source: str) -> int:
    return int(Path(source).stem)


def _write(folder: Path, count: int) -> list[int]:
    """Made articles of words as frequent as words are (Zipf): a sixth of the stories told five times.

    Of these five, two are retold, a third of their words being others, and two are reprints that were cut.
    """
    folder.mkdir()
    chance = random.Random(count)
    words = sorted({word for sentence in made_book(40_000, seed=2) for word in re.findall(r"\w+", sentence.lower())})
    words = [f"{one}{other}" for one in words[::40] for other in words[::40]]
    chance.shuffle(words)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    labels: list[int] = []
    story = 0
    while len(labels) < count:
        names = chance.choices(words, k=12)  # what this story is about; others may be about some of it
        drawn = chance.choices(words, cum_weights=weights, k=WORDS)
        for place in range(0, WORDS, 12):
            drawn[place] = chance.choice(names)
        told = [" ".join(drawn[at : at + 20]).capitalize() + "." for at in range(0, WORDS, 20)]
        tellings = [told]
        if story % 6 == 0:
            tellings += [retold(told, seed=story + n)[0] for n in range(2)]
            tellings += [told[: len(told) * 9 // 10], told[2:]]
        for telling in tellings[: count - len(labels)]:
            (folder / f"{len(labels):05}.txt").write_text("\n\n".join(telling) + "\n", "utf-8")
            labels.append(story)
        story += 1
    return labels


if __name__ == "__main__":
    main(sys.argv[1:])
