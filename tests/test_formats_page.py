"""docs/formats.md tells the truth: its examples are what the program reads and writes, its lists are whole."""

from __future__ import annotations

import json
import re
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reader.commands import doctor, group, history
from reader.export import comparison_json, comparison_markdown, links_csv, notes_data, stats, tei
from reader.notes import notes_file
from reader.notes.store import MIGRATIONS
from reader.story import story_file
from reader.story.web import copies
from reader.tui import theme
from reader.tui.config import load_config
from reader.tui.keys import default_keys
from reader.tui.theme import load_theme

DOCS = Path(__file__).resolve().parents[1] / "docs"
MAKER = runpy.run_path(str(DOCS / "make_examples.py"))
PAGE = (DOCS / "formats.md").read_text("utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The files that the page shows."""
    MAKER["write_files"](PAGE, tmp_path)
    return tmp_path


def test_each_example_is_what_the_program_writes() -> None:
    assert MAKER["renewed"](PAGE) == PAGE, "renew it: python docs/make_examples.py"


def test_the_settings_have_no_fault(files: Path) -> None:
    config, problems = load_config(files / "config.yaml", actions=default_keys(), themes=["paper"])
    assert problems == []
    assert (config.theme, config.text_width, config.keys["next-passage"]) == ("paper", 66, ("j", "n"))


def test_the_settings_in_the_guide_have_no_fault(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(# config.*?)^```$", (DOCS / "guide.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "config.yaml").write_text(block, "utf-8")
    assert load_config(tmp_path / "config.yaml", actions=default_keys(), themes=["paper"])[1] == []


def test_the_theme_has_no_fault_and_contrast_enough(files: Path) -> None:
    loaded, problems = load_theme(files / "tarn.yaml")
    assert loaded is not None
    assert problems == []


def test_every_format_is_named() -> None:
    written: tuple[Any, ...] = (comparison_json, doctor, group, history, links_csv, stats, tei)
    read: tuple[Any, ...] = (copies, story_file, notes_file, theme)
    formats = [module.FORMAT for module in (*written, *read)]
    formats += [comparison_markdown.ROWS_FORMAT, comparison_markdown.CRITIC_FORMAT]
    for name in formats:
        assert f"`{name}`" in PAGE


def test_every_key_of_the_comparison_and_of_the_figures_is_told(files: Path) -> None:
    schema = json.loads((DOCS / "comparison.schema.json").read_text("utf-8"))
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert set(_names(schema)) <= told
    figures = MAKER["_printed"]("diptych compare story.yaml --format stats-json", files)
    pair = json.loads(figures)["pairs"][0]
    assert {*json.loads(figures)["versions"][0], *pair, *pair["coverage"], *pair["order"]} <= told
    assert set(notes_data.COLUMNS) <= told


def _names(schema: object) -> Iterator[str]:
    """The names of all properties in a JSON Schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from _names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _names(value)


def test_every_table_of_the_store_is_told() -> None:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in (statement for migration in MIGRATIONS for statement in migration):
            made.execute(statement)
        tables = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told == {name for name in tables if not name.startswith(("sqlite_", "words_"))}
