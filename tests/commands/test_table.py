"""How the arguments are read where no command is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.commands.opening import named_sources
from reader.commands.table import ReadOptions, read_options, read_parser


@given(st.lists(st.text(min_size=1).filter(lambda word: not word.startswith("-"))))
def test_without_options_the_parser_would_say_the_same(sources: list[str]) -> None:
    parsed = read_parser().parse_args(["--", *sources], ReadOptions())

    said = read_options(sources)

    names = [name for name in vars(ReadOptions) if not name.startswith("_")]
    assert [getattr(said, name) for name in names] == [getattr(parsed, name) for name in names]


def test_what_is_not_said_is_what_the_parser_takes_for_granted() -> None:
    usual = vars(read_parser().parse_args([]))

    assert {name: getattr(read_options([]), name) for name in usual} == usual


def test_an_option_that_is_none_ends_with_a_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options(["a.txt", "--colour\x1b[2J"])

    assert "unrecognized arguments: --colour␛[2J" in capsys.readouterr().err


def test_a_folder_is_named_with_those_below_it_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    named = [str(tmp_path), str(tmp_path / "a.txt"), "https://a.example/b"]

    assert named_sources(read_options(["--recursive", *named])) == [str(tmp_path / "**"), *named[1:]]
    assert named_sources(read_options(named)) == named
