"""Sources: what the reader names becomes a list of versions to read.

A name is a file, a folder, a story file, an address of the web, standard input or the clipboard.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.story.clean import clean_line
from reader.story.contents import ENDINGS
from reader.story.inputs import why_not
from reader.story.locators import split_article
from reader.story.version import SourceError
from reader.story.web.address import Address, is_address, split_moment

if TYPE_CHECKING:  # see `_expand_story_file`
    from reader.story.story_file import ListedVersion

CLIPBOARD = "clipboard:"
"""The name of the clipboard among sources."""
PASSING = frozenset({"-", CLIPBOARD})
"""Sources that leave nothing behind after they were read."""

_MOST_NAMED = 5
"""Files and folders that a remark names."""
_STORY_FILES, _YAML = ("story.yaml", "story.yml"), (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One version still to be read. What nobody stated is empty."""

    named: str
    """As the reader or the story file named it."""
    path: Path | None = None
    """The file; None for standard input, the clipboard, and an address."""
    address: Address | None = None
    moment: str = ""
    """Which copy of the address is meant; empty for the latest."""
    public: bool = False
    """Whether the address may lead only to public hosts."""
    article: str = ""
    """Which article of a page is meant; empty if nothing says so."""
    name: str = ""
    siglum: str = ""
    date: str = ""
    encoding: str = ""
    language: str = ""
    remarks: tuple[str, ...] = ()
    """What the reader should know about how it was found."""


def expand(named: str, trust: Callable[[str], bool] | bool) -> tuple[str, Path | None, list[Source]]:
    """Find what one name stands for.

    Args:
        named: A source as the reader names it.
        trust: Asked if a story file names something outside its folder, as in `reader.story.open.open_story`.

    Returns:
        The story's title if a story file gives one, the folder that holds the sources, and the sources.

    Raises:
        SourceError: It does not exist, holds nothing to read, or is not trusted.
    """
    named, article = _split_unless_file(named)
    if named in ("-", CLIPBOARD):
        return "", None, [Source(named=named, article=article)]
    if not named:
        raise SourceError("a source without a name cannot be opened; name a file")
    if is_address(named):
        return "", None, [page_source(named, article=article)]
    path = Path(named)
    try:
        is_folder = path.is_dir()
        inside = _files_in(path) if is_folder else []
    except (OSError, ValueError) as error:
        raise why_not(error, path) from None
    if not is_folder:
        if path.suffix.lower() in _YAML:
            return _expand_story_file(path, trust)
        return "", Path(os.path.realpath(path.parent)), [Source(named=named, path=path, article=article)]
    story_files = [file for file in inside if file.name in _STORY_FILES]
    texts = [file for file in inside if file.suffix.lower() in ENDINGS]
    if not story_files and not texts:
        story_files = [file for file in inside if file.suffix.lower() in _YAML]
        if len(story_files) > 1:
            raise SourceError(f"{clean_line(named)} holds several story files; name one of them")
    if story_files:
        return _expand_story_file(story_files[0], trust)
    if not texts:
        raise SourceError(f"{clean_line(named)} is a folder without a story file or a text; name files")
    sources = [Source(named=str(text), path=text) for text in texts]
    sources[0] = replace(sources[0], remarks=_passed_over(path, inside))
    return "", Path(os.path.realpath(path)), sources


def texts_in(folder: Path) -> list[Path]:
    """The files of a folder that are versions of its story, in order; none if a story file lists them.

    Raises:
        SourceError: The folder cannot be read, or is none.
    """
    try:
        inside = _files_in(folder)
    except (OSError, ValueError) as error:
        raise why_not(error, folder) from None
    if any(file.name in _STORY_FILES for file in inside):
        return []
    return [file for file in inside if file.suffix.lower() in ENDINGS]


def _passed_over(folder: Path, inside: Sequence[Path]) -> tuple[str, ...]:
    """A remark on what is in a folder and is not read: files of other kinds, and folders."""
    others = [file.name for file in inside if file.suffix.lower() not in ENDINGS]
    try:
        others += sorted(
            f"{item.name}{os.sep}" for item in folder.iterdir() if not item.name.startswith(".") and item.is_dir()
        )
    except OSError:
        return ()
    if not others:
        return ()
    named = ", ".join(map(clean_line, others[:_MOST_NAMED])) + (" …" if len(others) > _MOST_NAMED else "")
    return (f"not read from its folder: {named}; name what belongs to the story as well",)


def page_source(named: str, *, article: str = "") -> Source:
    """The source at an address of the web. Raises SourceError if no page can be fetched from there."""
    address, moment = split_moment(named)
    return Source(named=str(address), address=address, moment=moment, article=article)


def _split_unless_file(named: str) -> tuple[str, str]:
    """Take the article out of a source's name, unless a file has that very name."""
    bare, article = split_article(named)
    with suppress(OSError, ValueError):
        if article and Path(named).exists():
            return named, ""
    return bare, article


def _files_in(folder: Path) -> list[Path]:
    """The files of a folder that are not hidden, in order. Raises OSError, ValueError."""
    return sorted(file for file in folder.iterdir() if not file.name.startswith(".") and file.is_file())


def _expand_story_file(path: Path, trust: Callable[[str], bool] | bool) -> tuple[str, Path, list[Source]]:
    # The YAML parser takes 20 ms to import, and most sources are plain texts.
    from reader.story.story_file import read_story_file

    listed = read_story_file(path)
    outside = [f"“{clean_line(version.source)}” {version.outside}" for version in listed.versions if version.outside]
    question = f"{clean_line(str(path))} names sources that need your consent: {', '.join(outside)}"
    trusted = trust if isinstance(trust, bool) else bool(outside) and trust(question)
    if outside and not trusted:
        raise SourceError(f"{question}; if you trust it, answer yes when asked, or pass --trust")
    return (
        listed.title,
        Path(os.path.realpath(path.parent)),
        [_listed_source(version, public=not trusted) for version in listed.versions],
    )


def _listed_source(version: ListedVersion, *, public: bool) -> Source:
    """A source as a story file lists it. A stranger may have written the file: `public` bars private networks."""
    source = Source(
        named=version.source,
        path=version.path,
        article=version.article,
        name=version.name,
        siglum=version.siglum,
        date=version.date,
        encoding=version.encoding,
        language=version.language,
    )
    if version.path is not None:
        return source
    address, moment = split_moment(version.source)
    return replace(source, named=str(address), address=address, moment=moment, public=public)
