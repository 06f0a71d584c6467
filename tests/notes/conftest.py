from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from tests.notes.kept import REOPENED, STORY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite3"


@pytest.fixture
def notes(path: Path) -> Iterator[StoryNotes]:
    with Store.open(path) as store:
        yield store.story(STORY)


@pytest.fixture(autouse=True)
def _close_what_was_reopened() -> Iterator[None]:
    yield
    while REOPENED:
        REOPENED.pop().close()
