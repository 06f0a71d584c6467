"""Commands whose sources are addresses: pages are fetched once, kept, and read from their copies after that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.cli import main
from reader.story.open import open_story
from tests.story.server import Server, answer, served

FERRY = "The old ferry makes its last journey on Friday, with the captain who has steered it for thirty years."
TOLL = "No toll is asked until spring, said the mayor, who had cut a ribbon of blue silk before the first cart came."
CROWD = "By the evening four hundred people had crossed the bridge, most of them children with paper flags."


def article(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = "<head><title>Bridge</title><meta property='og:site_name' content='Harbour Ledger'></head>"
    return answer(f"<html>{head}<body><article><h1>Bridge</h1>{body}</article></body></html>")


@pytest.fixture
def server() -> Iterator[Server]:
    with served({"/a": article(FERRY, TOLL), "/b": article(TOLL, CROWD)}) as running:
        yield running


def test_addresses_are_compared_and_copies_make_the_second_time_quiet_of_the_network(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compare", server.url("/a"), server.url("/b"), "--format", "json"]
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    versions = json.loads(out)["versions"]
    assert [version["source"] for version in versions] == [server.url("/a"), server.url("/b")]
    assert err == ""
    assert main(arguments) == 1
    again, err = capsys.readouterr()
    assert again == out
    assert err.count("read from a copy of 2") == 2
    assert len(server.requests) == 2


@pytest.mark.slow
def test_fresh_fetches_again_and_falls_back_to_the_copy(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["compare", server.url("/a"), server.url("/b")]
    main(arguments)
    server.answers["/a"] = article(FERRY, TOLL, CROWD)
    server.answers["/b"] = answer("", status="403 Forbidden")
    capsys.readouterr()
    assert main([*arguments, "--fresh"]) == 1
    out, err = capsys.readouterr()
    assert CROWD in out
    assert f"B, {server.url('/b')}: read from a copy of 2" in err
    assert "(403)" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("file:///etc/passwd", "only addresses that begin with http:// or https:// are"),
        ("http://127.0.0.1:{port}/none", "has no such page (404)"),
        ("http://127.0.0.1:{port}/\x1b]0;x\x07", "an address cannot contain such characters"),
    ],
)
def test_n1_n5_what_cannot_be_fetched_is_one_clear_line_and_status_2(
    server: Server, named: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", named.replace("{port}", str(server.port)), server.url("/b")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("diptych: ")
    assert err.rstrip("\n").isprintable()


def test_n1_an_option_is_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "-oX", "a.txt"]) == 2
    assert "-oX" in capsys.readouterr().err
    assert main(["compare", "--", "-oX", "a.txt"]) == 2
    assert "-oX does not exist" in capsys.readouterr().err


def test_init_lists_addresses_as_they_are(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wire.txt").write_text("The bridge.\n", "utf-8")
    assert main(["init", server.url("/a"), "wire.txt"]) == 0
    printed = capsys.readouterr().out
    assert f"source: {server.url('/a')}\n" in printed
    assert "name: Harbour Ledger" in printed


def test_without_what_gets_pages_nothing_is_fetched(server: Server) -> None:
    with pytest.raises(Exception, match="no pages are fetched here"):
        open_story([server.url("/a")])
    assert server.requests == []
