"""What the reader names, one by one: files, folders, story files and addresses become sources still to be read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.story.clean import clean_line
from reader.story.contents import ENDINGS
from reader.story.locators import split_article
from reader.story.sources import why_not
from reader.story.version import SourceError

if TYPE_CHECKING:  # most stories need nothing of the web
    from reader.story.story_file import Entry
    from reader.story.web.address import Address

CLIPBOARD = "clipboard:"
"""How the clipboard is named among sources."""

_STORY_FILES, _YAML = ("story.yaml", "story.yml"), (".yaml", ".yml")
_ADDRESS = r"(?i)[A-Za-z][A-Za-z0-9+.-]*://|(?:about|blob|data|javascript|mailto|view-source):"


class Source(NamedTuple):
    """One version still to be read. What the story file does not say is empty."""

    named: str
    """As the reader or the story file named it."""
    path: Path | None
    """None for standard input, and for an address."""
    name: str = ""
    siglum: str = ""
    date: str = ""
    encoding: str = ""
    address: Address | None = None
    moment: str = ""
    """Which copy of the address is meant; the latest where empty."""
    public: bool = False
    """Whether the address may lead to public hosts alone."""
    article: str = ""
    """Which article of a page is meant; empty where nothing says so."""
    language: str = ""


def texts_in(folder: Path) -> list[Path]:
    """The files of a folder that are versions of its story, in their order; none where a story file names them.

    Raises:
        SourceError: It cannot be looked into, or is no folder.
    """
    try:
        inside = sorted(entry for entry in folder.iterdir() if _is_shown_file(entry))
    except (OSError, ValueError) as error:
        raise why_not(error, folder) from None
    if any(entry.name in _STORY_FILES for entry in inside):
        return []
    return [entry for entry in inside if entry.suffix.lower() in ENDINGS]


def is_address(named: str) -> bool:
    """Whether a source is named by an address of whatever kind, and not by a path."""
    return ":" in named and re.match(_ADDRESS, named) is not None


def expand(named: str, trust: Callable[[str], bool] | bool) -> tuple[str, Path | None, list[Source]]:
    """What one source stands for: a story's title where it gives one, the folder it lies in, its versions."""
    named, article = _named_article(named)
    if named in ("-", CLIPBOARD):
        return "", None, [Source(named, None, article=article)]
    if not named:
        raise SourceError("a source without a name cannot be opened; name a file")
    if is_address(named):
        return "", None, [page_source(named, Source(named, None, article=article))]
    path = Path(named)
    try:
        is_folder = path.is_dir()
        inside = sorted(entry for entry in path.iterdir() if _is_shown_file(entry)) if is_folder else []
    except (OSError, ValueError) as error:
        raise why_not(error, path) from None
    if not is_folder:
        if path.suffix.lower() in _YAML:
            return _expand_story_file(path, trust)
        return "", Path(os.path.realpath(path.parent)), [Source(named, path, article=article)]
    story_files = [entry for entry in inside if entry.name in _STORY_FILES]
    texts = [entry for entry in inside if entry.suffix.lower() in ENDINGS]
    if not story_files and not texts:
        story_files = [entry for entry in inside if entry.suffix.lower() in _YAML]
        if len(story_files) > 1:
            raise SourceError(f"{clean_line(named)} holds several story files; name one of them")
    if story_files:
        return _expand_story_file(story_files[0], trust)
    if not texts:
        raise SourceError(f"{clean_line(named)} is a folder without a story file, text or Markdown in it; name files")
    return "", Path(os.path.realpath(path)), [Source(str(text), text) for text in texts]


def _named_article(named: str) -> tuple[str, str]:
    """A source's name, and which of its articles is meant; a file may be called so itself."""
    bare, article = split_article(named)
    with suppress(OSError, ValueError):
        if article and Path(named).exists():
            return named, ""
    return bare, article


def _is_shown_file(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file()


def _expand_story_file(path: Path, trust: Callable[[str], bool] | bool) -> tuple[str, Path, list[Source]]:
    from reader.story.story_file import read_manifest  # with it comes the YAML parser, which plain texts do without

    manifest = read_manifest(path)
    outside = [f"“{clean_line(entry.source)}” {entry.outside}" for entry in manifest.entries if entry.outside]
    said = f"{clean_line(str(path))} names what is not beside it: {', '.join(outside)}"
    trusted = trust if isinstance(trust, bool) else bool(outside) and trust(said)
    if outside and not trusted:
        raise SourceError(f"{said}; if you trust it, say yes where you are asked, or --trust")
    return (
        manifest.title,
        Path(os.path.realpath(path.parent)),
        [_listed(entry, public=not trusted) for entry in manifest.entries],
    )


def _listed(entry: Entry, *, public: bool) -> Source:
    """A source as a story file lists it: what a stranger may have written reaches no private network."""
    known = Source(
        entry.source, entry.path, entry.name, entry.siglum, entry.date, entry.encoding,
        article=entry.article, language=entry.language,
    )  # fmt: skip
    return known if entry.path is not None else page_source(entry.source, known, public=public)


def page_source(named: str, known: Source | None = None, *, public: bool = False) -> Source:
    """A source that is named by an address. Raises SourceError."""
    from reader.story.web.web import split

    address, moment = split(named)
    known = known or Source(named, None)
    return known._replace(named=str(address), address=address, moment=moment, public=public)
