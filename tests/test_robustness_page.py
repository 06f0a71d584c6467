"""The page that says which test shows what: each test it names exists, and it leaves out no case."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "robustness.md"
ALL = {*(f"T{n}" for n in range(1, 16)), *(f"M{n}" for n in range(1, 7)), *(f"U{n}" for n in range(1, 11))}
"""The cases of the terminal, of markup and of the screen: each has a test, or an exception with its reason."""
ROW = re.compile(r"\| ([A-Z]\d+) \| .+? \| (.+) \|")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def cases() -> dict[str, str]:
    """What the page says of each case."""
    return {row[1]: row[2] for line in PAGE.read_text(encoding="utf-8").splitlines() if (row := ROW.fullmatch(line))}


def names_in(path: Path) -> set[str]:
    """The tests, and the classes with tests in them, of a file."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return found | {
        target.id for n in body if isinstance(n, ast.Assign) for target in n.targets if isinstance(target, ast.Name)
    }


def test_every_case_of_terminal_markup_and_screen_is_shown_or_excepted() -> None:
    said = cases()
    assert sorted(ALL - said.keys()) == []
    assert [case for case, how in said.items() if not TEST.search(how) and "**Exception:** " not in how] == []


def test_every_test_that_is_named_exists() -> None:
    named = {test for how in cases().values() for test in TEST.findall(how)}
    files = {file for file, _ in named}
    known = {(file, name) for file in files if (ROOT / file).is_file() for name in names_in(ROOT / file)}
    assert sorted(named - known) == []
