"""Saved pages in the shapes of real sites are read back to the word; what is no part of the article is told from it.

Beside each page lies what it holds, as a reader would copy it out: `paragraphs` is all that is not furniture, in order,
with its role; `furniture` is what must be there too, marked so: bylines, captions, related links amid the text.
"""

from functools import cache
from pathlib import Path

import pytest
import yaml

from reader.notes.sources import web_with_copies
from reader.story.contents import read_content
from reader.story.open import open_story
from reader.story.version import Role, Version
from tests.story.server import answer, served

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
FACTS = ("title", "author", "site", "date", "url")


@cache
def opened(path: Path) -> Version:
    return open_story([str(path)]).versions[0]


def expected(path: Path) -> dict:  # type: ignore[type-arg]
    return dict(yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8")))


@pytest.mark.default_cases(4)
@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_saved_page_is_read_back_to_the_word(path: Path) -> None:
    version, wanted = opened(path), expected(path)
    told = [(p.role.value, p.span.of(version.text)) for p in version.paragraphs]
    assert [part for part in told if part[0] != Role.FURNITURE.value] == [
        (role, text) for part in wanted["paragraphs"] for role, text in part.items()
    ]
    kept = [text for role, text in told if role == Role.FURNITURE.value]
    assert [line for line in wanted.get("furniture", ()) if line not in kept] == []


@pytest.mark.default_cases(4)
@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_saved_page_says_what_it_is(path: Path) -> None:
    version, wanted = opened(path), expected(path)
    assert {fact: getattr(version, fact) for fact in FACTS} == {fact: wanted.get(fact, "") for fact in FACTS}
    assert [remark for remark in wanted.get("remarks", ()) if remark not in version.remarks] == []
    assert read_content(path.read_bytes(), path.name, path, None).page.language == wanted.get("language", "")


def test_every_page_has_its_reading_beside_it() -> None:
    assert len(PAGES) >= 13
    assert [path.name for path in PAGES if not path.with_suffix(".yaml").is_file()] == []


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_that_is_fetched_reads_as_the_same_page_saved(path: Path) -> None:
    with served({"/page": answer(path.read_bytes())}) as server:
        fetched = open_story([server.url("/page")], web=web_with_copies).versions[0]
    saved = opened(path)
    assert (fetched.text, fetched.paragraphs, fetched.title) == (saved.text, saved.paragraphs, saved.title)
