"""Story files: which versions tell a story, where their sources are, and what the reader calls them."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from reader.story.clean import clean, clean_line, normalise, one_line, quoted
from reader.story.language import tag_of
from reader.story.locators import split_article, split_git, with_article
from reader.story.rules import USUAL_RULES, Rules
from reader.story.rules_file import RULE_KEYS, read_rules, rules_written
from reader.story.version import MOST_VERSIONS, SourceError, sigla_of
from reader.story.web.address import canonical, is_private
from reader.story.yaml import Items, Node, Problem, Table, Text, listing, parse_yaml, read_yaml, text_of

FORMAT = "diptych/story@1"
LIMIT = 1_000_000
"""Bytes of a story file."""
LONGEST_LINE = 300
"""Code points of a title, a name or a date that is written to a story file."""

_KEYS = ("format", "title", "versions", *RULE_KEYS)
_VERSION_KEYS = ("source", "name", "siglum", "date", "encoding", "language", "article")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVersion:
    """What a story file says about one version. What it does not say is empty."""

    source: str
    """An address of the web, a path relative to the story file's folder, or such a path with a revision in git."""
    name: str = ""
    siglum: str = ""
    """A single capital. After reading: the stated one, or the next free one."""
    date: str = ""
    encoding: str = ""
    """A name that Python knows."""
    article: str = ""
    """Which article of a page is meant: its number, or `all`."""
    language: str = ""
    """A language code."""
    path: Path | None = None
    """Set by reading: the source's file, or where it is in the work tree; None if the source is an address."""
    outside: str = ""
    """Set by reading: why the source is only opened if the reader agrees; empty if it is opened anyway."""


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story file that was read and found valid."""

    title: str
    """Empty if the story file gives none."""
    versions: tuple[ListedVersion, ...]
    """1 to 12, in the file's order; their sigla are unique."""
    rules: Rules = USUAL_RULES
    """How they are to be compared."""


# Reading


def read_story_file(path: Path) -> StoryFile:
    """Read a story file.

    Args:
        path: The file, at most 1 MB of UTF-8. The sources are relative to its folder.

    Returns:
        The story's title and its versions. Whether the sources exist is not checked.

    Raises:
        SourceError: The file cannot be read or is not valid. The message lists the problems, one per line, each with
            file, line and column.
    """
    root, problems = read_yaml(path, limit=LIMIT)
    found = _story_file(root, Path(os.path.realpath(path.parent)), problems)
    if not problems and found is None:
        message = "is empty; a story file needs a list of versions"
        problems.append(Problem(file=clean_line(str(path)), message=message))
    if problems or found is None:
        raise SourceError(listing(problems))
    return found


def read_notes_front(path: Path, front: str) -> StoryFile:
    """Read what the front matter of a notes file says of its story, as if a story file said it.

    Args:
        path: The notes file. The sources are relative to its folder.
        front: Its front matter.

    Raises:
        SourceError: It names no sources that could be opened.
    """
    shown, folder = clean_line(str(path)), Path(os.path.realpath(path.parent))
    root, _ = parse_yaml(front.encode("utf-8", "replace"), shown)
    versions = root.values.get("versions") if isinstance(root, Table) else None
    listed = []
    for siglum, about in versions.values.items() if isinstance(versions, Table) else ():
        values = about.values if isinstance(about, Table) else {}
        said = {key: node.value for key, node in values.items() if isinstance(node, Text)}
        source = said.get("source", "")
        if not source or _source_fault(source):
            raise SourceError(f"{shown} is a notes file whose version {clean_line(siglum)} names no source to open")
        named, article = split_article(source)
        listed.append(
            ListedVersion(
                source=named,
                article=article,
                name=one_line(said.get("name", "")),
                siglum=siglum if re.fullmatch("[A-Z]", siglum) else "",
                date=one_line(said.get("date", "")),
                path=None if _is_web_address(named) else _path(named, folder),
                outside=_outside(named, folder),
            )
        )
    if not 0 < len(listed) <= MOST_VERSIONS:
        raise SourceError(f"{shown} is a notes file that does not say what it was written on; name the sources")
    title = root.values.get("story") if isinstance(root, Table) else None
    return StoryFile(one_line(title.value) if isinstance(title, Text) else "", tuple(listed))


def _story_file(root: Node | None, folder: Path, problems: list[Problem]) -> StoryFile | None:
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
    title = _optional_line(root, "title", "a title", problems)
    return StoryFile(title, _versions(root, folder, problems), read_rules(root, problems))


def _versions(root: Table, folder: Path, problems: list[Problem]) -> tuple[ListedVersion, ...]:
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
    return tuple(_listed_version(table, siglum, folder, problems) for table, siglum in zip(tables, sigla, strict=True))


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
    return sigla_of(stated)


def _listed_version(table: Table, siglum: str, folder: Path, problems: list[Problem]) -> ListedVersion:
    problems.extend(table.unknown(_VERSION_KEYS))
    source, fault = "", None
    if (node := table.values.get("source")) is not None:
        source = text_of(node, problems, "a path", longest=1000) or ""
        if source and (fault := _source_fault(source)):
            problems.append(node.place.problem(fault))
    elif "source" not in table.keys:
        problems.append(table.place.problem("has no source; each version needs one"))
    return ListedVersion(
        source=source,
        name=_optional_line(table, "name", "a name", problems),
        siglum=siglum,
        date=_optional_line(table, "date", "a date", problems),
        encoding=_encoding(table.values.get("encoding"), problems),
        article=_article(table.values.get("article"), problems),
        language=_language(table.values.get("language"), problems),
        path=None if _is_web_address(source) else _path(source, folder),
        outside=_outside(source, folder) if source and not fault else "",
    )


def _is_web_address(source: str) -> bool:
    return re.match("https?://", source, re.I) is not None


def _path(source: str, folder: Path) -> Path:
    source = revision[1] if (revision := split_git(source)) else source
    return Path.home() / source[2:] if source.startswith("~/") else folder / source


def _source_fault(source: str) -> str | None:
    """Why a source cannot be used, in words that say what can be done; None if it can."""
    shown = quoted(source)
    if "\0" in source:
        return f"expected a path, found {shown}, which cannot be the name of a file"
    if re.match("[a-z][a-z0-9+.-]*://|(data|file|javascript|mailto):", source.lower()):
        try:
            canonical(source)
        except SourceError as error:
            return f"expected a file, or the address of a page, but {error}"
        return None
    if source == "-":
        return "expected a file, found “-” (standard input)"
    if Path(source).suffix.lower() in (".yaml", ".yml"):
        return f"expected an article, found {shown}, which looks like another story file"
    return None


def _outside(source: str, folder: Path) -> str:
    """Why a source is only opened if the reader agrees; empty if it is opened anyway.

    A story file may come from anybody, so by itself it reaches nothing outside its own folder: not by an absolute path,
    not by `..`, not by a link. Nor does it reach the reader's own network. Whether a public host name leads there shows
    when it is looked up.
    """
    if _is_web_address(source):
        return "is an address on your own network" if is_private(canonical(source).host) else ""
    path = _path(source, folder)
    if not Path(os.path.normpath(path)).is_relative_to(folder):
        return "lies outside the story's folder"
    return "is a link out of the story's folder" if leads_to(path, folder) else ""


def leads_to(path: Path, folder: Path) -> Path | None:
    """Where a path really leads, if that is outside a (resolved) folder; None if it is inside."""
    real = Path(os.path.realpath(path))
    return None if real.is_relative_to(folder) else real


def _optional_line(table: Table, key: str, expected: str, problems: list[Problem]) -> str:
    """An optional line of text, clean; empty if the table has none, or none that is valid."""
    node = table.values.get(key)
    if node is None:
        return ""
    text = text_of(node, problems, expected)
    return one_line(text) if text is not None else ""


def _article(node: Node | None, problems: list[Problem]) -> str:
    """Which article of a page is meant: a number from 1, or `all`; empty if nothing valid says so."""
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
    if not _is_text_encoding(name):
        problems.append(node.place.problem(f"expected {expected}, found {quoted(name)}"))
    return name


def _is_text_encoding(name: str) -> bool:
    """Whether Python reads text in this encoding. Codecs such as base64 and zip are not text encodings."""
    try:
        codecs.lookup(name)
        b"a".decode(name)
    except UnicodeDecodeError:  # a text encoding in which "a" is not a whole character, such as UTF-16
        return True
    except (LookupError, ValueError):
        return False
    return True


# Writing


def story_file_text(
    title: str, versions: Sequence[ListedVersion], *, rules: Rules = USUAL_RULES, remarks: Iterable[str] = ()
) -> str:
    """The text of a story file.

    Args:
        title: The story's title; may be empty.
        versions: 1 to 12 of them, in the order of their sigla. Sources are as `source_in` gives them.
        rules: What is compared in another way than usual.
        remarks: Lines that stand above as comments.

    Raises:
        ValueError: There are no versions, or more than 12.
    """
    if not 0 < len(versions) <= MOST_VERSIONS:
        raise ValueError(f"a story file has 1 to {MOST_VERSIONS} versions, not {len(versions)}")
    root: dict[str, object] = {"format": FORMAT}
    if line := _cut_line(title):
        root["title"] = line
    root |= rules_written(rules)
    root["versions"] = [
        {key: value for key, value in _version_values(siglum, version) if value}
        for siglum, version in zip(sigla_of([version.siglum for version in versions]), versions, strict=True)
    ]
    body = yaml.dump(root, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    for char in sorted(_hidden(body)):
        body = body.replace(char, f"\\U{ord(char):08x}")
    return "".join(f"# {clean_line(remark)}\n" for remark in remarks) + body


class _Dumper(yaml.SafeDumper):
    """Writes texts that hold hidden characters, such as U+202E, in double quotes, in which these can be escaped."""

    def represent_text(self, text: str) -> yaml.Node:
        """Return the scalar of a text."""
        return self.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _hidden(text) else None)


_Dumper.add_representer(str, _Dumper.represent_text)


def _hidden(text: str) -> set[str]:
    """The characters in a text that could act on a terminal or hide text."""
    return {char for char in set(text) - {"\n", "\t"} if clean(char) != char}


def source_in(folder: Path, path: Path) -> str | None:
    """How a story file in `folder` names a source; None if it is outside the folder or its name is not valid text.

    Args:
        folder: A resolved path.
        path: A resolved path, because a story file does not follow a link that leads out of the folder.
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


def _version_values(siglum: str, version: ListedVersion) -> Iterator[tuple[str, str]]:
    yield "siglum", siglum
    yield "source", version.source
    yield "name", _cut_line(version.name)
    yield "date", _cut_line(version.date)
    yield "encoding", version.encoding
    yield "article", version.article
    yield "language", version.language


def _cut_line(text: str) -> str:
    line = one_line(normalise(text)[0])
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
