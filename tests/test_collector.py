"""Comparing leaves the garbage collector as it found it."""

from __future__ import annotations

import gc

import pytest

from reader.align.compare import compare
from reader.align.progress import Cancelled
from reader.collector import MANY, no_collection
from tests.align.helpers import read


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_as_before_when_comparing_is_given_up(running: bool) -> None:
    left, right = read("The mill burned.", "A"), read("The mill burned down.", "B")
    seen = []

    def give_up(_: float) -> None:
        seen.append(gc.isenabled())
        raise Cancelled

    before = gc.isenabled()
    (gc.enable if running else gc.disable)()
    try:
        with pytest.raises(Cancelled), no_collection():
            compare((left, right), progress=give_up)
        after = gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()
    assert seen == [False]
    assert after is running


@pytest.mark.parametrize("much", [False, True])
def test_the_collector_leaves_alone_what_comparing_a_book_made(much: bool) -> None:
    gc.collect()
    gc.enable()
    before = gc.get_freeze_count()
    try:
        with no_collection():
            made: list[list[int]] = [[] for _ in range(MANY + 100 if much else 100)]
        assert (gc.get_freeze_count() - before >= len(made)) is much
    finally:
        gc.unfreeze()
