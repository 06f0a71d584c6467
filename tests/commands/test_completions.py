"""`diptych completions`: what the shells themselves offer with the scripts; and that the scripts know every command."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from reader.cli import main
from reader.commands.completions import SHELLS, shapes
from reader.commands.table import COMMANDS
from reader.story.locators import shipped

FILES = ("first.txt", "second story.txt", "odd*name.txt", "folder/")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with some files, and in it the three scripts."""
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
    words = shlex.split(typed) + ([""] if typed.endswith(" ") else [])
    words = [part for word in words for part in re.split("(=)", word) if part or word == ""]  # as readline cuts them
    asked = f"""{script}
        COMP_WORDS=({" ".join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}
        _diptych 2>/dev/null; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "--norc", "-c", asked], cwd=here, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.splitlines())


def fish_offers(script: str, here: Path, typed: str) -> set[str]:
    asked = f"{script}\ncomplete -C {shlex.quote(typed)}\n"
    done = subprocess.run(["fish", "--no-config", "-c", asked], cwd=here, capture_output=True, text=True, check=True)
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
        env={"ZDOTDIR": str(here), "TERM": "dumb", "PATH": "/usr/bin:/bin", "HOME": str(here), "LC_ALL": "C.UTF-8"},
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


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = script(shell, capsys)
    assert {shape.path[0] for shape in shapes() if shape.path} == {command.name for command in COMMANDS}
    for shape in shapes():
        for option in shape.options:
            for flag in option.flags:
                assert flag in told or (
                    shell == "fish" and f" -{'l' if flag[1] == '-' else 's'} {flag.strip('-')}" in told
                )
