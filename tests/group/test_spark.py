"""The Spark engine gives the groups of the embedded one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

import pytest

from reader.group.grouping import THRESHOLD, Lexicon, group, words_of_text
from reader.group.spark import Reading, SparkError, group_files
from tests.align.helpers import gold
from tests.bench.grouping import reports
from tests.group.test_grouping import shipped_texts

pytest.importorskip("pyspark", reason="the extra “spark” is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.timeout(600),
]


def test_the_groups_are_those_of_the_embedded_engine() -> None:
    """Also with reports that begin alike, with unreadable files among them, and in many cells."""
    next(gold("events"))  # skips where the sets are not
    texts = [*reports().texts[:200], *shipped_texts()]
    texts += [f"{text}\n\nOne more line." for text in texts[::10]] + ["", "one two three"]
    files = [str(n) if n % 7 else "unreadable" for n in range(len(texts))]

    def read(paths: Iterable[str]) -> Iterator[Reading[str]]:
        for path in paths:
            readable = path != "unreadable"
            yield Reading(path, words_of_text(texts[int(path)]) if readable else None)

    told, found = group_files(files, read, threshold=THRESHOLD, master="local[2]", per_cell=50)

    lexicon = Lexicon()
    words = [lexicon.number(words_of_text(text)) for n, text in enumerate(texts) if n % 7]
    expected = group(words, lexicon.function_words)
    assert told == files
    assert found == expected
    assert len(found) > 15
    assert any(g.reprints for g in found)


def test_what_fails_in_a_worker_is_told_in_a_sentence() -> None:
    def read(paths: Iterable[str]) -> Iterator[Reading[str]]:
        raise ZeroDivisionError(str(list(paths)))

    with pytest.raises(SparkError, match=r"^the Spark job failed: ZeroDivisionError: \['a.txt', 'b.txt'\]$"):
        group_files(["a.txt", "b.txt"], read, threshold=THRESHOLD, master="local[1]")
