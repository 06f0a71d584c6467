from __future__ import annotations

from collections.abc import Iterator

import pytest

from reader.desk.store import DeskStore
from reader.notes.files import store_path
from reader.notes.store import Store
from tests.desk.world import World, world


@pytest.fixture
def news() -> Iterator[World]:
    """The world of news, served, on its first day."""
    with world() as made:
        yield made


@pytest.fixture
def desk(news: World) -> Iterator[DeskStore]:
    """The desk of a reader who lives in that world."""
    with Store.open(store_path(), now=news.now) as store:
        yield DeskStore(store, news.now)
