"""`diptych desk` without a screen: the stories as text and as JSON."""

from __future__ import annotations

import json

import pytest

from reader.cli import main
from reader.desk.refresh import regroup
from reader.desk.store import DeskStore
from tests.desk.test_refresh import ask, follow
from tests.desk.world import World


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["desk", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.fixture
def full(desk: DeskStore, news: World) -> DeskStore:
    """The desk on the second day, with the stories of four outlets."""
    follow(desk, news, "wire", "post", "ledger", "gazette")
    for news.day in (0, 1):
        ask(desk, news)
        regroup(desk)
    return desk


def test_an_empty_desk_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--format", "text") == ("no story: diptych feeds add ADDRESS, then diptych feeds refresh\n")


@pytest.mark.usefixtures("full")
def test_the_stories_are_printed_with_their_outlets_and_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--format", "text")
    assert len(text.splitlines()) == 6
    assert "    3 sources · 2 origins · 3 new · 2031-02-10 · " in text
    told = json.loads(printed(capsys, "--format", "json", "--order", "latest"))
    assert told["format"] == "diptych/desk@1"
    assert told["stories"][0]["title"] == "Cracks found in Korvel dam, valley warned"
    ferry = next(story for story in told["stories"] if story["sources"] == 3)
    assert set(ferry["outlets"]) == {"Continental Wire", "Morning Post of Orla", "Harbour Ledger"}
    assert "Death toll in Halmar sinking rises to nine" in ferry["headlines"]


def test_what_was_read_and_other_tags_can_be_left_out(capsys: pytest.CaptureFixture[str], full: DeskStore) -> None:
    gazette = next(feed for feed in full.feeds() if "Gazette" in feed.title)
    full.set_tags(gazette, ["valley"])
    assert printed(capsys, "--format", "text", "--tag", "#valley").startswith("Cracks found in Korvel dam")
    full.mark_read(kept.number for kept in full.items())
    assert printed(capsys, "--format", "text", "--new").startswith("no story")


def test_a_terminal_that_cannot_show_the_desk_prints_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert main(["desk"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("no story")
    assert err == "diptych: this terminal cannot show the desk (TERM is dumb or not set): printing it\n"
