"""Story files for groups of articles."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.group.across import NOTHING, Beginning
from reader.story.clean import clean_line
from reader.story.story_file import ListedVersion, source_in, story_file_text
from reader.story.version import MOST_VERSIONS

LONGEST_NAME = 48
"""Code points of a story's title that its file name keeps."""
MARK = "written by diptych group; change it as you like, it is not overwritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of a story, or a passage of one."""

    source: str
    """The file as the reader named it, or the passage's origin. Not cleaned."""
    title: str
    name: str
    date: str = ""
    words: int = 0
    path: Path | None = None
    """Resolved; None if the article is not a file."""
    text: str = ""
    """The text, if the article is not a file."""
    encoding: str = ""
    beginning: Beginning = NOTHING
    """What of it is compared with articles in other languages."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An article's place in a story."""

    article: Article
    siglum: str
    """Empty beyond the twelfth version, which the story file names in a comment."""
    origin: str = ""
    """The siglum of the article that it reprints; empty if it is an original."""
    part: float = 0.0
    """The portion of its words that the original has, 0 … 1."""

    @property
    def said(self) -> str:
        """Return `B is A's text, 97 %`, or an empty string."""
        return (
            f"{self.siglum or 'it'} is {self.origin}'s text, {self.part:.0%}".replace("%", " %") if self.origin else ""
        )


@dataclass(frozen=True, slots=True)
class FoundStory:
    """Articles that tell one story, the originals first."""

    title: str
    tellings: tuple[Telling, ...]
    alike: float | None
    """Their similarity, 0 … 1; None if it is not known."""

    @property
    def origins(self) -> int:
        """Return how many of them are originals."""
        return sum(not telling.origin for telling in self.tellings)


def found_story(
    own: Sequence[int], articles: Sequence[Article], copies: dict[int, tuple[int, float]], alike: float | None
) -> FoundStory:
    """Return a story as it is shown and written: originals by date and given order, then reprints likewise.

    Args:
        own: The story's articles, as indexes of `articles`.
        articles: All articles.
        copies: For each reprint, the index of its original and the portion of its words that the original has.
        alike: The similarity of the articles, if it is known.
    """
    order = sorted(own, key=lambda a: (a in copies, articles[a].date or "~", own.index(a)))
    sigla = {a: chr(ord("A") + place) if place < MOST_VERSIONS else "" for place, a in enumerate(order)}
    tellings = []
    for a in order:
        of, part = copies.get(a, (-1, 0.0))
        origin = sigla.get(of, "") or (articles[of].name if a in copies else "")
        tellings.append(Telling(articles[a], sigla[a], origin, part))
    title = next((t.article.title for t in tellings if t.article.title), "")
    return FoundStory(title, tuple(tellings), alike)


def write_story(story: FoundStory, folder: Path) -> Path:
    """Write a story file into a folder. If an article is elsewhere, write copies of all articles beside it.

    No file is overwritten. A file with the same content is left as it is; otherwise a number is added to the name.

    Args:
        story: The story.
        folder: An existing folder, resolved.

    Returns:
        The story file; in a subfolder of its own if articles were copied.

    Raises:
        OSError: A file cannot be written.
    """
    kept = story.tellings[:MOST_VERSIONS]
    name = f"story-{file_name(story.title)}".rstrip("-")
    sources = [source_in(folder, t.article.path) if t.article.path else None for t in kept]
    if None not in sources:
        text = _text(story, [source or "" for source in sources])
        path = _free(folder, name, ".yaml", lambda path: _says(path, text))
        if not path.exists():
            _write_new(path, text)
        return path
    names = _names_of_copies(kept)
    text = _text(story, names)
    home = _free(folder, name, "", lambda path: _says(path / "story.yaml", text))
    if not home.exists():
        home.mkdir()
        for telling, copy in zip(kept, names, strict=True):
            if telling.article.path is None:
                _write_new(home / copy, telling.article.text)
            else:
                shutil.copyfile(telling.article.path, home / copy)
        _write_new(home / "story.yaml", text)
    return home / "story.yaml"


def file_name(title: str) -> str:
    """Return a file name that every file system takes: letters and digits of the title, in lower case."""
    plain = unicodedata.normalize("NFKC", clean_line(title)).casefold()
    words = re.findall(r"[^\W_]+", plain)
    name = "-".join(words)[: LONGEST_NAME + 1]
    return name.rpartition("-")[0] or name[:LONGEST_NAME] if len(name) > LONGEST_NAME else name


def _text(story: FoundStory, sources: Sequence[str]) -> str:
    listed, remarks = [], [MARK]
    counts = f"{len(story.tellings)} articles, {story.origins} {'origin' if story.origins == 1 else 'origins'}"
    remarks.append(counts if story.alike is None else f"{counts}, alike {story.alike:.2f}")
    for number, telling in enumerate(story.tellings):
        article = telling.article
        if telling.said:
            remarks.append(telling.said if telling.siglum else f"{article.source}: {telling.said}")
        elif not telling.siglum:
            remarks.append(f"{article.source}: left out, a story has at most {MOST_VERSIONS} versions")
        if number < len(sources):
            name = article.name + (f" ({telling.said.partition(' is ')[2]})" if telling.said else "")
            listed.append(
                ListedVersion(source=sources[number], name=name, date=article.date, encoding=article.encoding)
            )
    return story_file_text(story.title, listed, remarks=remarks)


def _names_of_copies(tellings: Sequence[Telling]) -> list[str]:
    """Return file names that differ even if case is ignored."""
    out = []
    for telling in tellings:
        path = telling.article.path
        stem = file_name(path.stem if path else telling.article.name) or "text"
        ending = path.suffix.lower() if path and re.fullmatch(r"\.[A-Za-z0-9]{1,8}", path.suffix) else ".txt"
        out.append(f"{telling.siglum.lower()}-{stem}{ending}")
    return out


def _free(folder: Path, name: str, ending: str, is_same: Callable[[Path], bool]) -> Path:
    """Return the first of `name`, `name-2` … that does not exist, or already has our content."""
    number, path = 1, folder / f"{name}{ending}"
    while (path.exists() or path.is_symlink()) and not is_same(path):
        number += 1
        path = folder / f"{name}-{number}{ending}"
    return path


def _says(path: Path, text: str) -> bool:
    try:
        return path.is_file() and path.read_text("utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _write_new(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
