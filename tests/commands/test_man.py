"""The manual page: made from the parsers, current in docs/, and sound roff."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reader.commands.man import manual_page
from reader.commands.table import COMMANDS, command_parser, read_parser

PAGE = Path(__file__).resolve().parents[2] / "docs" / "diptych.1"


def test_the_page_in_docs_is_the_one_that_the_parsers_make() -> None:
    assert PAGE.read_text("utf-8") == manual_page() + "\n", "make it anew: diptych man > docs/diptych.1"


def test_every_command_and_option_is_in_the_page() -> None:
    page = manual_page()
    for command in COMMANDS:
        assert f".SS \\fBdiptych {command.name}\\fR\n" in page
    helps = "".join(parser.format_help() for parser in (read_parser(), *map(command_parser, COMMANDS)))
    listed = re.findall(r"^  (-.*?)(?:  |$)", helps, re.MULTILINE)
    flags = {word for entry in listed for word in re.findall(r"(?<!\w)-[\w-]+", entry)} - {"-h", "--help"}
    assert len(flags) >= 20
    for flag in flags:
        assert flag.replace("-", "\\-") in page


def test_the_page_is_the_same_in_every_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    page = manual_page()
    monkeypatch.setenv("COLUMNS", "40")
    assert manual_page() == page


def test_mandoc_finds_no_error_in_it() -> None:
    if not shutil.which("mandoc"):
        pytest.skip(reason="mandoc is not installed")
    done = subprocess.run(["mandoc", "-T", "lint", str(PAGE)], capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if "STYLE" not in line and "missing date" not in line]
    assert found == []


def test_groff_sets_it_and_keeps_what_roff_could_take_for_its_own() -> None:
    if not shutil.which("groff"):
        pytest.skip(reason="groff is not installed")
    done = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-P-cbou", str(PAGE)], capture_output=True, check=True)
    assert done.stderr == b""
    told = " ".join(done.stdout.decode().split())
    assert "diptych compare first.txt second.txt --format json" in told
    assert "“B is A's text, 97 %”" in told
    assert "ctrl+n \\ Go forward again" in told
