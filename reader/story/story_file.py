"""Story files: which versions tell a story, where their sources lie, and how the reader calls them."""

from __future__ import annotations

import codecs
import os
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from reader.story.clean import clean_line, normalise
from reader.story.language import tag_of
from reader.story.locators import split_article, with_article
from reader.story.version import SourceError
from reader.story.yaml import Items, Node, Problem, Table, listing, quoted, read_yaml, text_of

FORMAT = "diptych/story@1"
LIMIT = 1_000_000
"""Bytes of a story file."""
MOST_VERSIONS = 12

_KEYS = ("format", "title", "versions")
_ENTRY_KEYS = ("source", "name", "siglum", "date", "encoding", "language", "article")


class Entry(NamedTuple):
    """What a story file says of one version."""

    source: str
    """As written there: an address of the web, or a path relative to the story file's folder."""
    name: str
    """Empty where the story file gives none."""
    siglum: str
    """A single capital; the next free one where the story file gives none."""
    date: str
    """As written there; empty where it gives none."""
    encoding: str
    """A name Python knows; empty where the story file gives none."""
    path: Path | None
    """The source; None where it is an address."""
    outside: str = ""
    """Why the source is opened only after a yes: it lies outside the story file's folder, or on a private network.
    Empty where it needs none."""
    article: str = ""
    """Which article of a page is meant: its number, or `all`; empty where the story file does not say."""
    language: str = ""
    """The code of its language; empty where the story file gives none."""


class Manifest(NamedTuple):
    """A story file, read and found sound."""

    title: str
    """Empty where the story file gives none."""
    entries: tuple[Entry, ...]
    """1 to 12, in the file's order; sigla unique."""


def read_manifest(path: Path) -> Manifest:
    """Read a story file.

    Args:
        path: The file, at most 1 MB of UTF-8. Its folder is what the sources are relative to.

    Returns:
        The story's title and its versions. Whether the sources exist is not looked at.

    Raises:
        SourceError: The file cannot be read or is not sound. The text lists what is wrong, one problem a line, each
            with file, line and column.
    """
    root, problems = read_yaml(path, limit=LIMIT)
    manifest = _manifest(root, Path(os.path.realpath(path.parent)), problems)
    if not problems and manifest is None:
        problems.append(Problem(file=clean_line(str(path)), message="is empty; a story file needs a list of versions"))
    if problems or manifest is None:
        raise SourceError(listing(problems))
    return manifest


def _manifest(root: Node | None, folder: Path, problems: list[Problem]) -> Manifest | None:
    if root is None:
        return None
    if not isinstance(root, Table):
        problems.append(
            root.place.problem(f"expected the keys of a story file (versions, title), found {root.found()}")
        )
        return None
    if stated := root.values.get("format"):
        text = text_of(stated, problems, f"“{FORMAT}”")
        if text is not None and text != FORMAT:
            problems.append(stated.place.problem(f"expected “{FORMAT}”, found {quoted(text)}"))
    problems.extend(root.unknown(_KEYS))
    return Manifest(_line(root, "title", "a title", problems), _entries(root, folder, problems))


def _entries(root: Table, folder: Path, problems: list[Problem]) -> tuple[Entry, ...]:
    if "versions" not in root.values:
        if "versions" not in root.keys:
            problems.append(root.place.problem("has no versions; a story file needs a list of them"))
        return ()
    versions = root.values["versions"]
    if not isinstance(versions, Items) or not versions.values:
        found = "an empty list" if isinstance(versions, Items) else versions.found()
        problems.append(versions.place.problem(f"expected a list of 1 to {MOST_VERSIONS} versions, found {found}"))
        return ()
    if len(versions.values) > MOST_VERSIONS:
        found = f"{len(versions.values):,}"
        problems.append(versions.place.problem(f"expected at most {MOST_VERSIONS} versions, found {found}"))
        return ()
    tables = []
    for node in versions.values:
        if isinstance(node, Table):
            tables.append(node)
        else:
            problems.append(
                node.place.problem(f"expected the keys of a version (source, name …), found {node.found()}")
            )
    sigla = _sigla(tables, problems)
    return tuple(_entry(table, siglum, folder, problems) for table, siglum in zip(tables, sigla, strict=True))


def _sigla(tables: list[Table], problems: list[Problem]) -> list[str]:
    """A siglum for each version: the one it states, else the first free capital."""
    stated: list[str] = []
    for table in tables:
        siglum = ""
        if (node := table.values.get("siglum")) is not None:
            siglum = text_of(node, problems, "a single capital letter") or ""
            if siglum and not re.fullmatch("[A-Z]", siglum):
                problems.append(node.place.problem(f"expected a single capital letter, found {quoted(siglum)}"))
                siglum = ""
            elif siglum and siglum in stated:
                taken = f"versions[{stated.index(siglum)}]"
                problems.append(node.place.problem(f"expected a letter of its own, found {siglum}, which {taken} has"))
        stated.append(siglum)
    free = (letter for letter in string.ascii_uppercase if letter not in stated)
    return [siglum or next(free) for siglum in stated]


def _entry(table: Table, siglum: str, folder: Path, problems: list[Problem]) -> Entry:
    problems.extend(table.unknown(_ENTRY_KEYS))
    source, fault = "", None
    if (node := table.values.get("source")) is not None:
        source = text_of(node, problems, "a path", longest=1000) or ""
        if source and (fault := _source_fault(source)):
            problems.append(node.place.problem(fault))
    elif "source" not in table.keys:
        problems.append(table.place.problem("has no source; each version needs one"))
    return Entry(
        source=source,
        name=_line(table, "name", "a name", problems),
        siglum=siglum,
        date=_line(table, "date", "a date", problems),
        encoding=_encoding(table.values.get("encoding"), problems),
        path=None if _is_address(source) else _path(source, folder),
        outside=_outside(source, folder) if source and not fault else "",
        article=_article(table.values.get("article"), problems),
        language=_language(table.values.get("language"), problems),
    )


def _is_address(source: str) -> bool:
    return re.match("https?://", source, re.I) is not None


def _path(source: str, folder: Path) -> Path:
    return Path.home() / source[2:] if source.startswith("~/") else folder / source


def _source_fault(source: str) -> str | None:
    """Why a source cannot be taken, in words that say what can be done; None where it can."""
    shown = quoted(source)
    if "\0" in source:
        return f"expected a path, found {shown}, which no file can be called"
    if re.match("[a-z][a-z0-9+.-]*://|(data|file|javascript|mailto):", source.lower()):
        return _address_fault(source)
    if source == "-":
        return "expected a file, found “-” (standard input)"
    if Path(source).suffix.lower() in (".yaml", ".yml"):
        return f"expected an article, found {shown}, which looks like another story file"
    return None


def _outside(source: str, folder: Path) -> str:
    """Why a source is opened only after a yes; empty where it needs none.

    A story file may come from anybody, so by itself it reaches nothing outside its own folder: not by an absolute path,
    not by `..`, not by a link. Nor does it reach the reader's own network; where a host's name leads there, that shows
    when it is looked up.
    """
    if _is_address(source):
        from reader.story.web.address import canonical, is_private

        return "is an address on your own network" if is_private(canonical(source).host) else ""
    path = _path(source, folder)
    if not Path(os.path.normpath(path)).is_relative_to(folder):
        return "lies outside the story's folder"
    return "" if Path(os.path.realpath(path)).is_relative_to(folder) else "is a link out of the story's folder"


def _address_fault(source: str) -> str | None:
    """Why an address cannot be fetched; None where it can."""
    from reader.story.web.address import canonical

    try:
        canonical(source)
    except SourceError as error:
        return f"expected a file, or the address of a page, but {error}"
    return None


def _line(table: Table, key: str, expected: str, problems: list[Problem]) -> str:
    """An optional line of text, clean; empty where the table has none, or none that is sound."""
    node = table.values.get(key)
    if node is None:
        return ""
    text = text_of(node, problems, expected)
    return " ".join(clean_line(text).split()) if text is not None else ""


def _article(node: Node | None, problems: list[Problem]) -> str:
    """Which article of a page is meant: a number from 1 on, or `all`; empty where nothing sound says so."""
    if node is None:
        return ""
    expected = "the number of an article on the page, or all"
    text = text_of(node, problems, expected)
    if text is not None and not split_article(with_article("", text))[1]:
        problems.append(node.place.problem(f"expected {expected}, found {quoted(text)}"))
    return text or ""


def _language(node: Node | None, problems: list[Problem]) -> str:
    """The code of a language, or the empty string."""
    if node is None:
        return ""
    expected = "the code of a language such as de or pt-BR"
    code = text_of(node, problems, expected)
    if code is not None and not tag_of(code):
        problems.append(node.place.problem(f"expected {expected}, found {quoted(code)}"))
    return tag_of(code or "")


def _encoding(node: Node | None, problems: list[Problem]) -> str:
    """The name of a text encoding, or the empty string."""
    if node is None:
        return ""
    expected = "an encoding such as utf-8 or cp1252"
    name = text_of(node, problems, expected)
    if name is None:
        return ""
    if not _known_encoding(name):
        problems.append(node.place.problem(f"expected {expected}, found {quoted(name)}"))
    return name


def _known_encoding(name: str) -> bool:
    """Whether Python reads text in this encoding (codecs such as base64 and zip are none)."""
    try:
        codecs.lookup(name)
        b"a".decode(name)
    except UnicodeDecodeError:  # it is one, only "a" is no whole character in it: UTF-16
        return True
    except (LookupError, ValueError):
        return False
    return True


# Writing story files


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
    if line := _one_line(title):
        told["title"] = line
    told["versions"] = [
        {key: value for key, value in _entry_lines(siglum, version) if value}
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


def _entry_lines(siglum: str, version: Listed) -> Iterable[tuple[str, str]]:
    yield "siglum", siglum
    yield "source", version.source
    yield "name", _one_line(version.name)
    yield "date", _one_line(version.date)
    yield "encoding", version.encoding
    yield "article", version.article
    yield "language", version.language


def _one_line(text: str) -> str:
    line = " ".join(clean_line(normalise(text)[0]).replace("\n", " ").split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
