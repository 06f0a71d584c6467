"""Rules of the project that no tool checks: what commands import, what the documentation names, how code is written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from reader.export.formats import FORMATS

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text("utf-8")
STORY = ROOT / "seeds" / "1-guns-on-the-orla" / "story.yaml"

HEADLESS = {
    "--version": ["--version"],
    "--help": ["--help"],
    "compare --help": ["compare", "--help"],
    "notes --help": ["notes", "--help"],
    "compare --why": ["compare", str(STORY), "--why"],
    **{f"compare, {name}": ["compare", str(STORY), "--format", name] for name in FORMATS},
    "completions": ["completions", "zsh"],
    "doctor": ["doctor"],
    "group": ["group", str(STORY.parent), "--dry-run"],
    "feeds list": ["feeds", "list"],
    "feeds --help": ["feeds", "--help"],
    "group --help": ["group", "--help"],
    "init --help": ["init", "--help"],
    "themes --help": ["themes", "--help"],
    "man": ["man"],
    "serve --help": ["serve", "--help"],
    "themes": ["themes"],
    "themes check": ["themes", "check", str(ROOT / "themes" / "dusk.yaml")],
    "themes preview": ["themes", "preview", "terminal"],
}
"""Commands that show no screen."""

WATCHED = """
import sys
sys.argv = ["diptych", *sys.argv[1:]]
from reader.cli import main
try:
    main()
except SystemExit:
    pass
found = sorted({name.split(".")[0] for name in sys.modules} & {"textual", "rich"})
print("imported:", *found, file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", HEADLESS.values(), ids=HEADLESS)
def test_a_command_without_a_screen_imports_neither_textual_nor_rich(arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stdout
    assert run.stderr.splitlines()[-1:] == ["imported:"]


def test_the_first_picture_waits_for_no_aligner_dialog_or_notes_file() -> None:
    """Each of these takes 3 ms or more (`tests.bench.start`), and what is drawn first needs none of them."""
    later = {
        "rapidfuzz",
        "reader.align.links",
        "reader.export.page",
        "reader.notes.finder",
        "reader.notes.save",
        "reader.story.formats.sandbox",
        "reader.story.web.copies",
        "reader.tui.model.gutter",
        "reader.tui.model.merged",
        "reader.tui.screens.actions",
        "reader.tui.screens.dialogs",
    }
    assert loaded("import reader.cli, reader.read, reader.tui.start") & later == set()
    rare = {"reader.story.formats.sandbox", "reader.tui.model.merged"}
    assert loaded("import reader.read, reader.tui.screens.actions") >= later - rare, "a name is out of date"


def test_arguments_are_parsed_without_what_opens_sources() -> None:
    assert loaded("import reader.cli") & {"yaml", "sentencex", "reader.story.open", "sqlite3"} == set()


def loaded(code: str) -> set[str]:
    """The modules that a program has loaded after some code."""
    program = f"{code}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "page", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda page: page.name
)
def test_what_a_page_of_the_docs_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    named = [ROOT / path for path in re.findall(r"`((?:reader|tests|docs|themes|seeds)/[\w./-]*)`", text)]
    named += [page.parent / path for path in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text)]
    assert [path for path in named if not path.exists()] == []


def test_the_rooms_are_told_as_they_are_held() -> None:
    (rooms,) = re.findall(r"^`(story ← .*)`$", CONTRIBUTING, re.MULTILINE)
    assert f"Arrows run one way: {rooms}" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_folder_of_the_package_is_described() -> None:
    folders = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "reader").rglob("*.py")}
    described = set(re.findall(r"^\| `(reader/[\w/]+)` \|", CONTRIBUTING, re.MULTILINE))
    assert described == folders - {"reader"}


def test_no_statement_has_numbered_placeholders() -> None:
    """Python 3.14 refuses them where values come in order; 3.12 warns, 3.11 says nothing."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "reader" / "notes").rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"[=(,] ?\?\d", line)
    ]
    assert found == []


def test_a_remark_to_be_done_later_has_an_owner() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("reader", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(f"# {word}" in line for word in words)
    ]
    assert found == []


def test_no_test_replaces_a_private_name_of_the_program() -> None:
    """What a test replaces has to be there after the next change, too."""
    private = re.compile(r"""setattr\(\s*(?:["']reader\.[\w.]*\._\w+["']|[\w.]+,\s*["']_[A-Za-z]\w*["'])""")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if private.search(path.read_text("utf-8"))
    }
    assert found <= {
        "tests/tui/test_no_room.py",  # counts how often Textual lays a screen out
    }
