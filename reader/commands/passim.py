"""Read the clusters that passim finds (https://github.com/dasmiq/passim).

Its output is JSON lines, one for each passage: the fields of the document (`id`, `series` and more), `cluster`, `size`,
`begin`, `end`, and the passage as `text`. A run writes a folder `out.json` of files `part-*`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reader.commands.stories import Article
from reader.story.clean import clean_line
from reader.story.inputs import why_not
from reader.story.version import SourceError

LONGEST = 16 * 1024 * 1024
"""Bytes of a line, decompressed."""
MOST_COMPLAINTS = 5


def read_clusters(path: Path, complaints: list[str]) -> list[list[Article]]:
    """Return the clusters of two or more passages, each in the order of the file.

    Args:
        path: A file of JSON lines, plain or compressed by gzip or bzip2, or a folder of such files.
        complaints: A message is appended for each line that is left out.

    Raises:
        SourceError: The file cannot be read, or has no passage.
    """
    clusters: defaultdict[str, list[Article]] = defaultdict(list)
    bad = 0
    for place, line in _lines(path):
        try:
            cluster, article = _passage(line)
        except ValueError as error:
            bad += 1
            if bad <= MOST_COMPLAINTS:
                complaints.append(f"{place}: left out: {error}")
            continue
        clusters[cluster].append(article)
    if bad > MOST_COMPLAINTS:
        complaints.append(f"{bad - MOST_COMPLAINTS:,} more lines were left out")
    if not clusters:
        raise SourceError(f"{clean_line(str(path))} holds no passages that passim found; name its out.json")
    return [own for own in clusters.values() if len(own) > 1]


def _passage(line: bytes) -> tuple[str, Article]:
    """Return a cluster and its passage. Raises ValueError with a message for the reader."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(told, dict):
        raise ValueError("it is no JSON object")
    cluster, text, name = told.get("cluster"), told.get("text"), told.get("id")
    if isinstance(cluster, bool) or not isinstance(cluster, int | str):
        raise ValueError("it has no “cluster”")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("it has no “text”")
    source = _word(name)
    if not source:
        raise ValueError("it has no “id”")
    series, begin, end = _word(told.get("series")), told.get("begin"), told.get("end")
    where = f" {begin:,}–{end:,}" if _is_offset(begin) and _is_offset(end) else ""
    label = f"{series} · {source}" if series and not source.startswith(series) else source
    title = _word(told.get("title")) or " ".join(text.split()[:8])
    return str(cluster), Article(
        source=source + where, title=title, name=label + where, date=_word(told.get("date")), text=text.strip() + "\n"
    )


def _word(value: object) -> str:
    """Return a value as one line; empty if it is no text or number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return " ".join(clean_line(str(value)).split())[:200]


def _is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each line that is not blank, and its file and number."""
    try:
        files = sorted(f for f in path.iterdir() if f.is_file() and f.name[0] not in "._") if path.is_dir() else [path]
        for file in files:
            with _opened(file) as stream:
                number = 0
                while line := stream.readline(LONGEST + 1):
                    number += 1
                    shown = f"{clean_line(str(file))}:{number}"
                    if len(line) > LONGEST:
                        raise SourceError(f"{shown} is longer than {LONGEST >> 20} MB; it is no passage of passim's")
                    if line.strip():
                        yield shown, line
    except (OSError, EOFError, ValueError) as error:
        known = error if isinstance(error, OSError | ValueError) else OSError(0, "it ends too early")
        raise why_not(known, path) from None


def _opened(file: Path) -> BinaryIO:
    if not file.is_file():
        raise SourceError(f"{clean_line(str(file))} is no file; name passim's out.json, or a file of its lines")
    if file.suffix == ".gz":
        return io.BufferedReader(gzip.open(file))
    if file.suffix == ".bz2":
        return io.BufferedReader(bz2.open(file))
    return file.open("rb")
