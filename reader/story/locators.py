"""Locators: names of sources that stay valid from run to run.

The locator of a version is one of

- `file:` and an absolute path,
- `ships:` and a path inside the folder of stories that ship with the program,
- `git:`, the full name of a commit, `:` and an absolute path: the file as it was then,
- an address of the web in its canonical form; `#` and a moment after it mean the copy made then,
- `sha256:` and the digest of what came from standard input or the clipboard.

`#article=2` or `#article=all` in it says which of several articles on a page is meant. If a locator occurs several
times in a story, `#2` and so on number the later ones.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ALL = "all"
"""Instead of an article's number: all articles of the page."""

_ARTICLE = r"#article=([1-9]\d{0,2}|all)(?=#|\Z)"
_EARLIER_COPY = r"(https?://[^#]*)#\d{4}-\d\d-\d\dT[\d:]+Z"
_GIT = r"(?s)git:((?:[^:{}]|\{[^{}]*\})+):(.+)"
_EARLIER_REVISION = r"(?s)git:[0-9a-f]{40,64}:(.+)"
_NUMBERED = r"(?s)(.+)#([2-9]|[1-9]\d+)"
_PACKAGE = Path(__file__).resolve().parent.parent


# Files that ship with the program


def shipped(name: str) -> Path:
    """The folder of files that ship with the program, `themes` or `seeds`.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name} is missing from the installation; install diptych again")


def shipped_stories() -> list[Path]:
    """The story files that ship with the program, in the order they are offered."""
    return sorted(shipped("seeds").glob("**/story.yaml"))


def is_shipped(path: Path) -> bool:
    """Whether a resolved path lies in the folder of stories that ship with the program."""
    try:
        return path.is_relative_to(shipped("seeds"))
    except FileNotFoundError:
        return False


# Which of several articles on a page is meant


def split_article(named: str) -> tuple[str, str]:
    """Take the article out of a source's name or locator. Return the rest, and `2`, `all` or the empty string."""
    found = re.search(_ARTICLE, named) if "#" in named else None
    return (named[: found.start()] + named[found.end() :], found[1]) if found else (named, "")


def with_article(named: str, article: str) -> str:
    """Add to a source's name or locator which article is meant; nothing if `article` is empty."""
    return f"{named}#article={article}" if article else named


# Revisions of a file in git


def git_source(revision: str, path: str) -> str:
    """The name of a source that is a file as it was in a revision: `git:1a2b3c4:docs/guide.md`."""
    return f"git:{revision}:{path}"


def split_git(named: str) -> tuple[str, str] | None:
    """The revision and the path in a source's name or locator; None if it is no revision in git.

    The revision may hold a colon in braces: `git:HEAD@{2031-02-14 09:12}:guide.md`.
    """
    found = re.fullmatch(_GIT, named) if named.startswith("git:") else None
    return (found[1], found[2]) if found else None


# Making locators, and finding what they stand for


def locator_of(
    *, path: Path | None, address: str = "", moment: str = "", article: str = "", sha256: str = "", commit: str = ""
) -> str:
    """The locator of a source.

    Args:
        path: The file; None if it is none.
        address: The page's canonical address; empty if it is none.
        moment: Which copy of the page is meant; empty for the latest.
        article: Which article on the page is meant; empty if nothing says so.
        sha256: The digest of the source's bytes.
        commit: The full name of the commit that has the file so; empty for the file itself.
    """
    if commit and path is not None:
        place = git_source(commit, _as_text(Path(os.path.realpath(path))))
    elif address:
        place = f"{address}#{moment}" if moment else address
    elif path is None:
        place = f"sha256:{sha256}"
    else:
        real = Path(os.path.realpath(path))
        if (ships := _as_it_ships(real, sha256)) is not None:
            place = f"ships:{ships.as_posix()}"
        else:
            place = "file:" + _as_text(real)
    return with_article(place, article)


def _as_text(path: Path) -> str:
    """A path as text: a file name need not be UTF-8, but locators are kept in text files."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _as_it_ships(path: Path, sha256: str) -> Path | None:
    """Where a file is in the folder of stories that ship; None if it is not from there.

    A copy of such a story counts as the story itself, as long as the file and the story file beside it are unchanged.
    """
    try:
        folder = shipped("seeds")
    except FileNotFoundError:
        return None
    if path.is_relative_to(folder):
        return path.relative_to(folder)
    ships = Path(path.parent.name, path.name)
    try:
        manifests = [home / "story.yaml" for home in (path.parent, folder / path.parent.name)]
        same = all(manifest.is_file() for manifest in manifests) and (
            manifests[0].read_bytes() == manifests[1].read_bytes()
            and hashlib.sha256((folder / ships).read_bytes()).hexdigest() == sha256
        )
    except OSError:
        return None
    return ships if same else None


def numbered(locators: Iterable[str]) -> tuple[str, ...]:
    """Number the locators that occur again, from `#2`."""
    taken: list[str] = []
    for locator in locators:
        number, name = 1, locator
        while name in taken:
            number += 1
            name = f"{locator}#{number}"
        taken.append(name)
    return tuple(taken)


def paths_of(locators: Sequence[str]) -> list[Path | None]:
    """The file that each locator of a story stands for, whether it exists or not; None if it is not a file."""
    return [_path_of(locator, locators[:place]) for place, locator in enumerate(locators)]


def key_of(locators: Sequence[str]) -> str:
    """The key of a story: the same for the same sources in any order.

    An earlier copy of a page does not count if the page itself is there too, nor does an earlier revision of a file.
    """
    counted = [locator for locator in locators if (page := source_of(locator)) == locator or page not in locators]
    return hashlib.sha256("\n".join(sorted(counted)).encode()).hexdigest()[:16]


def _path_of(locator: str, before: Sequence[str]) -> Path | None:
    if "#" in locator and (again := re.fullmatch(_NUMBERED, locator)) and again[1] in before:
        locator = again[1]  # the same file a second time
    kind, _, rest = split_article(locator)[0].partition(":")
    if kind == "file":
        return Path(rest)
    if kind == "ships":
        try:
            return shipped("seeds") / rest
        except FileNotFoundError:
            return None
    return None


def source_of(locator: str) -> str:
    """The locator of the page or file itself if this is one of an earlier copy or revision; else the same."""
    if locator.startswith("git:") and (revision := re.fullmatch(_EARLIER_REVISION, locator)):
        return f"file:{revision[1]}"
    page, article = split_article(locator)
    found = re.fullmatch(_EARLIER_COPY, page) if "#" in page else None
    return with_article(found[1], article) if found else locator
