"""`diptych completions`: what bash, zsh and fish offer with the scripts."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from reader.cli import main
from reader.commands.completions import SHELLS
from reader.commands.table import COMMANDS, Command, command_parser, read_parser
from reader.story.locators import shipped

FILES = ("first.txt", "second story.txt", "odd*name.txt", "folder/")
PATH = f"{Path(sys.executable).parent}:/usr/bin:/bin"
"""Where the shells find `diptych`."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with some files."""
    for name in FILES:
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    return tmp_path


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completions", shell]) == 0
    return capsys.readouterr().out


def needs(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(reason=f"{shell} is not installed")


def bash_offers(script: str, here: Path, typed: str) -> set[str]:
    """The words that bash puts into the line, without the backslashes it needs there."""
    asked = f"""{script}
        COMP_LINE={shlex.quote(typed)}; COMP_POINT={len(typed)}; COMP_TYPE=9
        _python_argcomplete diptych; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", asked],
        cwd=here,
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return {shlex.split(line)[0] for line in done.stdout.splitlines() if line}


def fish_offers(script: str, here: Path, typed: str) -> set[str]:
    asked = f"{script}\ncomplete -C {shlex.quote(typed)}\n"
    done = subprocess.run(
        ["fish", "--no-config", "-c", asked],
        cwd=here,
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return {line.split("\t")[0] for line in done.stdout.splitlines()}


def zsh_offers(script: str, here: Path, typed: str) -> set[str]:
    """What zsh lists: it completes only at a prompt, so it is given one. It lists what it would else just insert."""
    (here / ".zshrc").write_text(
        "autoload -Uz compinit && compinit -u -D\n"
        "zstyle ':completion:*' list-prompt ''\nzstyle ':completion:*' verbose no\n"
        "zstyle ':completion:*' list-packed no\nzstyle ':completion:*' list-rows-first no\n"
        "LISTMAX=0; PS1='@> '; unsetopt beep zle_bracketed_paste prompt_cr prompt_sp always_last_prompt list_types\n"
        "bindkey '^X' list-choices\n" + script,
        "utf-8",
    )
    child = pexpect.spawn(
        "zsh",
        ["-i", "-d"],
        cwd=str(here),
        env={"ZDOTDIR": str(here), "TERM": "dumb", "PATH": PATH, "HOME": str(here), "LC_ALL": "C.UTF-8"},
        dimensions=(60, 60),
        encoding="utf-8",
        timeout=60,
    )
    try:
        child.expect_exact("@> ")
        child.send(typed)
        child.expect_exact(typed)
        child.send("\x18")
        child.expect_exact("@> ")
        return {word for line in child.before.splitlines() for word in re.split(r"\s{2,}| -- ", line.strip()) if word}
    finally:
        child.close(force=True)


OFFERS: dict[str, Callable[[str, Path, str], set[str]]] = {"bash": bash_offers, "fish": fish_offers, "zsh": zsh_offers}
CASES = [
    ("diptych ", {"compare", "notes", "themes", "doctor", "first.txt"}, {"list", "json"}),
    ("diptych comp", {"compare", "completions"}, {"notes", "first.txt"}),
    ("diptych first.txt ", {"first.txt"}, {"compare", "notes"}),
    ("diptych compare ", {"first.txt"}, {"compare", "list"}),
    ("diptych compare --f", {"--format"}, {"--notes"}),
    ("diptych compare first.txt --", {"--why", "--notes", "--encoding"}, {"--theme", "first.txt"}),
    ("diptych compare --format ", {"json", "html", "tei", "stats-json"}, {"first.txt", "pdf"}),
    ("diptych compare --format=st", {"stats", "stats-json"}, {"json", "first.txt"}),
    ("diptych --theme ", {"dusk", "fjord"}, {"first.txt", "compare"}),
    ("diptych notes ", {"list", "search", "check"}, {"compare", "first.txt"}),
    ("diptych notes search --kind ", {"question", "pick"}, {"list", "first.txt"}),
    ("diptych notes export --format ", {"md", "csv"}, {"tei"}),
    ("diptych themes preview ", {"dusk", "terminal"}, {"first.txt"}),
    ("diptych themes check ", {"first.txt"}, {"dusk"}),
    ("diptych completions ", {"bash", "zsh", "fish"}, {"first.txt"}),
    ("diptych group -o ", {"folder"}, {"first.txt"}),
]


@pytest.mark.default_cases(15)
@pytest.mark.parametrize("shell", OFFERS)
@pytest.mark.parametrize(("typed", "offered", "not_offered"), CASES, ids=[case[0] for case in CASES])
def test_a_shell_offers_what_fits_and_nothing_else(
    shell: str, here: Path, capsys: pytest.CaptureFixture[str], typed: str, offered: set[str], not_offered: set[str]
) -> None:
    needs(shell)
    found = OFFERS[shell](script(shell, capsys), here, typed)
    plain = {word.removeprefix("--format=").rstrip("/") for word in found}
    assert offered <= plain
    assert not not_offered & plain


@pytest.mark.parametrize("name", ["second story.txt", "odd*name.txt"])
def test_bash_offers_names_of_files_as_they_are(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    needs("bash")
    (here / "odd-and-name.txt").touch()
    assert bash_offers(script("bash", capsys), here, f"diptych {name[:3]}") >= {name}


def test_a_theme_of_ones_own_is_offered(here: Path, capsys: pytest.CaptureFixture[str], own_folders: Path) -> None:
    needs("bash")
    (own_folders / "themes").mkdir()
    shutil.copy(shipped("themes") / "dusk.yaml", own_folders / "themes" / "tarn.yaml")
    assert "tarn" in bash_offers(script("bash", capsys), here, "diptych --theme ")


@pytest.mark.parametrize("command", [None, *COMMANDS], ids=lambda command: command.name if command else "read")
def test_every_option_is_offered(here: Path, capsys: pytest.CaptureFixture[str], command: Command | None) -> None:
    needs("bash")
    parser = command_parser(command) if command else read_parser()
    listed = re.findall(r"^  (-.*?)(?:  |$)", parser.format_help(), re.MULTILINE)
    flags = {word for entry in listed for word in re.findall(r"(?<!\w)-[\w-]+", entry)}
    assert "--help" in flags
    typed = " ".join(filter(None, ["diptych", command.name if command else "", "-"]))
    assert bash_offers(script("bash", capsys), here, typed) >= flags


def test_every_shell_that_the_help_names_is_tried() -> None:
    assert set(SHELLS) == set(OFFERS)
