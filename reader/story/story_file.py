"""Writing story files, as `reader.story.manifest` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from reader.story.clean import clean_line, normalise
from reader.story.manifest import FORMAT, MOST_VERSIONS

LONGEST_LINE = 300
"""Code points of a title, a name or a date that a story file may have."""
_SIGLA = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Listed:
    """A version as a story file lists it. What is empty is left out."""

    source: str
    """An address, or relative to the story file's folder, as `source_in` gives it."""
    name: str = ""
    date: str = ""
    encoding: str = ""
    article: str = ""
    language: str = ""


def story_file(title: str, versions: Sequence[Listed], *, remarks: Iterable[str] = ()) -> str:
    """The text of a story file.

    Args:
        title: The story's title; may be empty.
        versions: 1 to 12 of them, in the order of their sigla.
        remarks: Lines that stand above as comments.

    Raises:
        ValueError: There are no versions, or more than 12.
    """
    if not 0 < len(versions) <= MOST_VERSIONS:
        raise ValueError(f"a story file has 1 to {MOST_VERSIONS} versions, not {len(versions)}")
    told: dict[str, object] = {"format": FORMAT}
    if line := _line(title):
        told["title"] = line
    told["versions"] = [
        {key: value for key, value in _entry(siglum, version) if value}
        for siglum, version in zip(_SIGLA, versions, strict=False)
    ]
    body = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1_000_000)
    return "".join(f"# {clean_line(remark)}\n" for remark in remarks) + body


def source_in(folder: Path, path: Path) -> str | None:
    """How a story file in `folder` names a source; None if it may not: it lies outside, or cannot be written as text.

    Args:
        folder: A resolved path.
        path: A resolved path, for a link that leads out of the folder is one that a story file does not follow.
    """
    if not path.is_relative_to(folder) or path == folder:
        return None
    source = path.relative_to(folder).as_posix()
    try:
        source.encode()
    except UnicodeEncodeError:
        return None
    # what could be taken for an address, standard input or a home folder is a path with this in front
    return f"./{source}" if ":" in source or source[0] in "-~" else source


def _entry(siglum: str, version: Listed) -> Iterable[tuple[str, str]]:
    yield "siglum", siglum
    yield "source", version.source
    yield "name", _line(version.name)
    yield "date", _line(version.date)
    yield "encoding", version.encoding
    yield "article", version.article
    yield "language", version.language


def _line(text: str) -> str:
    line = " ".join(clean_line(normalise(text)[0]).replace("\n", " ").split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
