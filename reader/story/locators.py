"""Locators back to the sources they stand for, and to the story that they make."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

# Which of several articles on a page is meant


ALL = "all"
MOST = 999
"""Articles of a page that can be chosen."""
_NAMED = r"#article=([1-9]\d{0,2}|all)(?=#|\Z)"


def split_article(named: str) -> tuple[str, str]:
    """A source's name or locator without the part that says which article is meant, and that: `2`, `all` or nothing."""
    found = re.search(_NAMED, named) if "#" in named else None
    return (named[: found.start()] + named[found.end() :], found[1]) if found else (named, "")


def with_article(named: str, article: str) -> str:
    """The name of a source with what says which article is meant; the name alone where nothing does."""
    return f"{named}#article={article}" if article else named


# Where the files lie that ship with the program


_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder of files that ship, `themes` or `seeds`.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name} is missing from the installation; install diptych again")


def shipped_stories() -> list[Path]:
    """The story files that ship, in the order they are offered."""
    return sorted(shipped("seeds").glob("**/story.yaml"))


_AGED = r"(https?://[^#]*(?:#article=\w+)?)#\d{4}-\d\d-\d\dT[\d:]+Z"
"""The locator of an earlier copy of a page."""
_NUMBERED = r"(?s)(.+)#([2-9]|[1-9]\d+)"


def paths_of(locators: Sequence[str]) -> list[Path | None]:
    """The file that each locator of a story stands for, whether it is there or not; None where it is no file."""
    return [_path_of(locator, locators[:place]) for place, locator in enumerate(locators)]


def _path_of(locator: str, before: Sequence[str]) -> Path | None:
    if "#" in locator and (numbered := re.fullmatch(_NUMBERED, locator)) and numbered[1] in before:
        locator = numbered[1]  # the same file a second time
    kind, _, rest = split_article(locator)[0].partition(":")
    if kind == "file":
        return Path(rest)
    if kind == "ships":
        try:
            return shipped("seeds") / rest
        except FileNotFoundError:
            return None
    return None


def key_of(locators: Sequence[str]) -> str:
    """The key of a story whose versions have these locators, in any order."""
    return hashlib.sha256("\n".join(sorted(_identities(locators))).encode()).hexdigest()[:16]


def _identities(locators: Sequence[str]) -> list[str]:
    """What makes a story the same: its sources. An earlier copy of a page that is there too makes no other story."""
    return [told for told in locators if (page := _present(told)) == told or page not in locators]


def _present(locator: str) -> str:
    """The locator of a page itself, where this is one of an earlier copy; the locator where it is not."""
    aged = re.fullmatch(_AGED, locator) if "#" in locator else None
    return aged[1] if aged else locator
