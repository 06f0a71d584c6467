"""Sources: what the reader names becomes a list of versions to read.

A name is a file, a revision of one in git, a folder, a story file, an address of the web, standard input or the
clipboard.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from reader.story.clean import clean_line
from reader.story.contents import ENDINGS
from reader.story.git import Commit, commit_of
from reader.story.inputs import why_not
from reader.story.locators import git_source, split_article, split_git
from reader.story.own_output import NOTES, OwnOutput, own_output
from reader.story.rules import USUAL_RULES, Rules
from reader.story.story_file import ListedVersion, read_notes_front, read_story_file
from reader.story.version import SourceError
from reader.story.web.address import Address, is_address, split_moment

CLIPBOARD = "clipboard:"
"""The name of the clipboard among sources."""
PASSING = frozenset({"-", CLIPBOARD})
"""Sources that leave nothing behind after they were read."""

Trust = Callable[[str], bool] | bool
"""Asks the reader whether a sentence about what leads outside is all right, or says so for all."""
_MOST_NAMED = 5
"""Files and folders that a remark names."""
_BELOW = "**"
"""After a folder's name: the texts in the folders below it, too."""
_MOST_FILES = 10_000
"""Files in a folder and those below it that are looked at."""
_STORY_FILES, _YAML = ("story.yaml", "story.yml"), (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One version still to be read. What nobody stated is empty."""

    named: str
    """As the reader or the story file named it."""
    path: Path | None = None
    """The file; None for standard input, the clipboard, and an address."""
    commit: Commit | None = None
    """The commit in git that has the file as it is meant; None for the file itself."""
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
    rules: Rules = USUAL_RULES
    """Those of the story file that lists it."""
    remarks: tuple[str, ...] = ()
    """What the reader should know about how it was found."""


class Expanded(NamedTuple):
    """What one name stands for."""

    sources: list[Source]
    title: str = ""
    """The story's title, if a story file gives one."""
    home: Path | None = None
    """The folder that holds the sources."""
    left_out: tuple[Path, ...] = ()
    """Files of a folder that Diptych wrote."""


def expand(named: str, trust: Trust, known: Callable[[str], Sequence[str]] | None = None) -> list[Expanded]:
    """Find what one name stands for.

    Args:
        named: A source as the reader names it.
        trust: Asked if a story file or a folder leads outside, as in `reader.story.open.open_story`.
        known: Gives the sources that the story with a key was opened from, so that a notes file opens its story.

    Returns:
        What it stands for; several where a notes file belongs to a story that was opened from several sources.

    Raises:
        SourceError: It does not exist, holds nothing to read, is no source, or is not trusted.
    """
    named, article = _split_unless_file(named)
    if named in ("-", CLIPBOARD):
        return [Expanded([Source(named=named, article=article)])]
    if not named:
        raise SourceError("a source without a name cannot be opened; name a file")
    if is_address(named):
        return [Expanded([page_source(named, article=article)])]
    if (revision := split_git(named)) is not None and not _exists(named):
        return [Expanded([_revision_source(*revision, article=article)])]
    path = Path(named)
    try:
        folder = folder_of(path)
        inside = _files_in(path) if folder is not None else []
    except (OSError, ValueError) as error:
        raise why_not(error, path) from None
    if folder is not None:
        return [_expand_folder(folder, inside, trust, below=folder != path)]
    if path.suffix.lower() in _YAML:
        return [_expand_listing(path, trust)]
    written = own_output(path)
    if written is None:
        return [Expanded([Source(named=named, path=path, article=article)], home=Path(os.path.realpath(path.parent)))]
    if written.what != NOTES:
        raise SourceError(
            f"{clean_line(named)} is {written.what} that Diptych wrote; open the sources that it was made from instead"
        )
    again = known(written.key) if known is not None and written.key else ()
    if not again:
        return [_expand_listing(path, trust, written)]
    return [one for source in again for one in expand(source, trust)]


def with_below(named: str) -> str:
    """The name of a folder with all folders below it: `texts/**` for `texts`; of what is no folder, its own name."""
    try:
        return str(Path(named) / _BELOW) if folder_of(Path(named)) == Path(named) else named
    except (OSError, ValueError):
        return named  # `expand` says what is wrong


def folder_of(path: Path) -> Path | None:
    """The folder that a source names, alone (`texts`) or with those below it (`texts/**`); None if it is no folder.

    Raises:
        OSError, ValueError: It cannot be one.
    """
    if path.is_dir():
        return path
    return path.parent if path.name == _BELOW and path.parent.is_dir() else None


def _expand_folder(path: Path, inside: list[Path], trust: Trust, *, below: bool) -> Expanded:
    """Find the versions in a folder, or also `below` it. Raises SourceError."""
    folder, shown = Path(os.path.realpath(path)), clean_line(str(path))
    own = [file for file in inside if file.parent == path]
    story_files = [file for file in own if file.name in _STORY_FILES]
    found = [file for file in inside if file.suffix.lower() in ENDINGS]
    left_out = tuple(file for file in found if own_output(file) is not None and not _leads_out(file, folder))
    texts = [file for file in found if file not in left_out]
    if not story_files and not texts:
        story_files = [file for file in own if file.suffix.lower() in _YAML]
        if len(story_files) > 1:
            raise SourceError(f"{shown} holds several story files; name one of them")
    outside = [(file, target) for file in story_files[:1] or texts if (target := _leads_out(file, folder))]
    links = ", ".join(f"“{clean_line(file.name)}” leads to {clean_line(str(target))}" for file, target in outside)
    _require_trust(f"{shown} holds links out of it, which need your consent: {links}", outside, trust)
    if story_files:
        return _expand_listing(story_files[0], trust)
    if not texts:
        raise SourceError(f"{shown} is a folder without a story file or a text; name files")
    stems = Counter(text.stem for text in texts)
    sources = [
        Source(
            named=str(text),
            path=text,
            name=clean_line(str(text.relative_to(path).with_suffix("")))
            if stems[text.stem] > 1 and text.parent != path
            else "",
        )
        for text in texts
    ]
    sources[0] = replace(sources[0], remarks=_passed_over(path, inside, below=below))
    return Expanded(sources, home=folder, left_out=left_out)


def folders_in(sources: Sequence[str]) -> list[Path]:
    """The folders among sources that can be watched. Raises SourceError where there is none."""
    found = []
    for path in map(Path, sources):
        if folder_of(path) is not None:
            if not texts_in(path):
                raise SourceError(f"{clean_line(str(path))} holds a story file, which says what its versions are: only "
                                  "a folder of texts can be watched")  # fmt: skip
            found.append(path)
    if not found:
        raise SourceError("--watch needs a folder of texts to watch")
    return found


def texts_in(folder: Path) -> list[Path]:
    """The files of a folder that are versions of its story, in order; none if a story file lists them.

    The folder can be named with those below it (`texts/**`). What Diptych wrote is none of them, and neither are links
    out of the folder: nobody could be asked about those.

    Raises:
        SourceError: The folder cannot be read, or is none.
    """
    try:
        inside = _files_in(folder)
        top = folder_of(folder) or folder
    except (OSError, ValueError) as error:
        raise why_not(error, folder) from None
    if any(file.name in _STORY_FILES and file.parent == top for file in inside):
        return []
    real = Path(os.path.realpath(top))
    return [
        file
        for file in inside
        if file.suffix.lower() in ENDINGS and not _leads_out(file, real) and own_output(file) is None
    ]


def _leads_out(path: Path, folder: Path) -> Path | None:
    """Where a file of a (resolved) folder really is, if it is a link out of it; None if it is in the folder."""
    real = Path(os.path.realpath(path))
    return None if real.is_relative_to(folder) else real


def _passed_over(folder: Path, inside: Sequence[Path], *, below: bool) -> tuple[str, ...]:
    """A remark on what is in a folder and is not read: files of other kinds, and folders."""
    others = [str(file.relative_to(folder)) for file in inside if file.suffix.lower() not in ENDINGS]
    folders: list[str] = []
    with suppress(OSError):
        if not below:
            folders = sorted(f"{e.name}{os.sep}" for e in folder.iterdir() if e.name[0] != "." and e.is_dir())
    if not others and not folders:
        return ()
    left = [*others, *folders]
    named = ", ".join(map(clean_line, left[:_MOST_NAMED])) + (f" … ({len(left):,})" if len(left) > _MOST_NAMED else "")
    hint = ", or use --recursive" if folders else ""
    return (f"not read from its folder: {named}; name what belongs to the story as well{hint}",)


def page_source(named: str, *, article: str = "") -> Source:
    """The source at an address of the web. Raises SourceError if no page can be fetched from there."""
    address, moment = split_moment(named)
    return Source(named=str(address), address=address, moment=moment, article=article)


def _revision_source(revision: str, path: str, *, article: str = "") -> Source:
    """The source that is a file as it was in a revision. Raises SourceError."""
    commit = commit_of(revision, Path(path))
    fixed = git_source(commit.sha[:16], path)  # `HEAD` is another commit tomorrow
    return Source(named=fixed, path=commit.path, commit=commit, article=article, date=commit.moment)


def _exists(named: str) -> bool:
    try:
        return Path(named).exists()
    except (OSError, ValueError):
        return False


def _split_unless_file(named: str) -> tuple[str, str]:
    """Take the article out of a source's name, unless a file has that very name."""
    bare, article = split_article(named)
    return (named, "") if article and _exists(named) else (bare, article)


def _files_in(path: Path) -> list[Path]:
    """The files of a folder that are not hidden, in order, or also of those below it (`texts/**`).

    Raises:
        OSError, ValueError: It cannot be read.
        SourceError: There are too many.
    """
    folder = folder_of(path)
    if folder is None or folder == path:
        return sorted(file for file in path.iterdir() if not file.name.startswith(".") and file.is_file())
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = (Path(place, name) for name in sorted(names) if not name.startswith("."))
        found += [file for file in files if file.is_file()]
        if len(found) > _MOST_FILES:
            raise SourceError(f"{clean_line(str(folder))} holds more than {_MOST_FILES:,} files; name a smaller folder")
    return found


def _expand_listing(path: Path, trust: Trust, notes: OwnOutput | None = None) -> Expanded:
    """Find the versions that a story file lists, or the front matter of a notes file. Raises SourceError."""
    listed = read_story_file(path) if notes is None else read_notes_front(path, notes.front)
    outside = [f"“{clean_line(version.source)}” {version.outside}" for version in listed.versions if version.outside]
    question = f"{clean_line(str(path))} names sources that need your consent: {', '.join(outside)}"
    trusted = _require_trust(question, outside, trust)
    return Expanded(
        [replace(_listed_source(version, public=not trusted), rules=listed.rules) for version in listed.versions],
        title=listed.title,
        home=Path(os.path.realpath(path.parent)),
    )


def _require_trust(question: str, outside: Sequence[object], trust: Trust) -> bool:
    """Return whether the reader trusts what leads outside; False where nothing does. Raises SourceError if not."""
    trusted = trust if isinstance(trust, bool) else bool(outside) and trust(question)
    if outside and not trusted:
        raise SourceError(f"{question}; if you trust it, answer yes when asked, or pass --trust")
    return trusted


def _listed_source(version: ListedVersion, *, public: bool) -> Source:
    """A source as a story file lists it. A stranger may have written the file: `public` bars private networks."""
    commit, named = None, version.source
    if (revision := split_git(named)) and version.path is not None:
        commit = commit_of(revision[0], version.path, trusted=not public)
        named = git_source(commit.sha[:16], revision[1])
    source = Source(
        named=named,
        path=commit.path if commit else version.path,
        commit=commit,
        article=version.article,
        name=version.name,
        siglum=version.siglum,
        date=version.date or (commit.moment if commit else ""),
        encoding=version.encoding,
        language=version.language,
    )
    if version.path is not None:
        return source
    address, moment = split_moment(version.source)
    return replace(source, named=str(address), address=address, moment=moment, public=public)
