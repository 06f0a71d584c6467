"""The night train in the app, with a store in a folder of the test's own, compared by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.align.alignment import Comparison
from reader.align.prepared import Prepared
from reader.notes.store import Store
from tests.tui.helpers import snow_comparison


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that is empty at first."""
    with Store.open(tmp_path / "data" / "notes.sqlite3") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_clipboard_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer has copied stays copied."""
    monkeypatch.setattr("reader.tui.programs.find_tool", lambda: None)


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The night train's versions are compared as the helpers say, and not by the engine."""

    def decide(
        prepared: Prepared,
        **_: object,
    ) -> Comparison:
        comparison = snow_comparison(len(prepared.versions))
        assert prepared.versions == comparison.versions
        measured = {match.pair for match in prepared.matches}
        return comparison._replace(pairs=tuple(p for p in comparison.pairs if (p.left, p.right) in measured))

    monkeypatch.setattr("reader.align.compare.decide", decide)
