"""The set-up for git in the guide, in a real repository: `git difftool` and `git diff` open Diptych for prose."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.story.test_git import Repository
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.slow]

FIRST = "# The bell of Orsk\n\nThe bell rang at four on Monday.\n\nSnow kept the ferry in the harbour.\n"
SECOND = FIRST.replace("at four", "at five")


def block_about(words: str) -> list[str]:
    """The lines of the guide's block of shell commands that holds these words."""
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    return next(block for block in blocks if words in block).splitlines()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    made = Repository(tmp_path / "press")
    made.commit("Report", chapter_md=FIRST)
    made.commit("Correct the hour", chapter_md=SECOND)
    monkeypatch.chdir(made.folder)
    return made


def set_up(lines: list[str]) -> str:
    """Carry out all lines but the last, which is returned."""
    *settings, last = lines
    for line in settings:
        subprocess.run(["/bin/sh", "-c", line], check=True)
    return last


@pytest.mark.parametrize("words", ["difftool.diptych.cmd", "diff.prose.command"])
def test_git_opens_diptych_as_the_guide_says(
    repository: Repository, start: Callable[..., Terminal], words: str
) -> None:
    line = set_up(block_about(words))
    terminal = start(command=["/bin/sh", "-c", line])
    terminal.wait_for_text("rang at four", "rang at five", "? help")
    terminal.press("q")
    assert terminal.end() == 0
    assert repository.git("status", "--porcelain", "chapter.md") == ""


def test_through_a_pager_the_comparison_is_printed_and_diff_external_works_too(repository: Repository) -> None:
    set_up(block_about("diff.prose.command"))
    driver = repository.git("config", "--file", os.environ["GIT_CONFIG_GLOBAL"], "diff.prose.command").strip()
    (repository.folder / ".gitattributes").unlink()
    subprocess.run(["git", "config", "--global", "diff.external", driver], check=True)
    subprocess.run(["git", "config", "--global", "--remove-section", "diff.prose"], check=True)
    run = subprocess.run(["git", "diff", "HEAD~1"], check=True, capture_output=True, text=True)
    assert "Conflict, time, A 2 and B 2: A: four / B: five" in run.stdout
    repository.commit("Add another", another_md=FIRST)
    run = subprocess.run(["git", "diff", "HEAD~1"], check=True, capture_output=True, text=True)
    assert "Only in B 2: The bell rang at four on Monday." in run.stdout
    run = subprocess.run(["git", "diff", "HEAD", "HEAD~1"], check=True, capture_output=True, text=True)
    assert "Only in A 2: The bell rang at four on Monday." in run.stdout


def test_git_opens_diptych_for_a_file_that_is_new_gone_or_renamed(
    repository: Repository, start: Callable[..., Terminal]
) -> None:
    line = set_up(block_about("difftool.diptych.cmd")).partition(" HEAD~1")[0]
    repository.git("mv", "chapter.md", "bell.md")
    repository.commit("Rename", bell_md=SECOND.replace("on Monday", "on Tuesday"))
    for revisions, said in (("HEAD~1", "on Monday"), ("HEAD~1 -- bell.md", "null"), ("-R HEAD~1 -- bell.md", "null")):
        terminal = start(command=["/bin/sh", "-c", f"{line} {revisions}"])
        terminal.wait_for_text(said, "on Tuesday", "? help")
        terminal.press("q")
        assert terminal.end() == 0


def test_two_revisions_are_read_side_by_side_from_the_history(
    repository: Repository, start: Callable[..., Terminal]
) -> None:
    repository.git("mv", "chapter.md", "bell.md")
    repository.commit("Rename")
    terminal = start("history", "bell.md", "--open", "1", "2")
    terminal.wait_for_text("rang at four", "rang at five", "chapter · ", "? help")
    terminal.press("q")
    assert terminal.end() == 0


def test_the_history_of_a_file_is_walked_while_it_is_read(
    repository: Repository, start: Callable[..., Terminal]
) -> None:
    (repository.folder / "chapter.md").write_text(SECOND.replace("on Monday", "on Tuesday"), "utf-8")
    terminal = start("chapter.md")
    terminal.wait_for_text("on Tuesday", "? help")
    terminal.press("T")
    terminal.wait_for_text("How A has changed", "Correct the hour", "not committed · here")
    terminal.press("k", "\r")
    terminal.wait_for_text("on Monday", "on Tuesday", "A′ beside A: +1 -1 words")
    terminal.press("<")
    terminal.wait_for_text("rang at four", "rang at five")
    terminal.press("q")
    assert terminal.end() == 0
