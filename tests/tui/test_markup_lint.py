from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.markup_lint import findings

TUI = Path(__file__).parents[2] / "reader" / "tui"
FILES = sorted(TUI.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TUI)))
def test_no_text_can_be_read_as_markup(path: Path) -> None:
    assert findings(path.read_text("utf-8"), path.name) == []


@pytest.mark.parametrize(
    "unsafe",
    [
        "Static(title)",
        "Static(f'Note on {title}')",
        "Static('Note on ' + title)",
        "Label(str(error))",
        "Button(version.name)",
        "Option(theme.title, id=theme.name)",
        "OptionList(*[theme.title for theme in themes])",
        "dialog.border_title = title",
        "dialog.border_subtitle = f'{title}'",
        "widget.tooltip = title",
        "Input(placeholder=title)",
        "self.notify(message)",
        "self.notify(message, title=title)",
        "self.notify('kept', title=title)",
        "self.query_one(Static).update(title)",
        "table.add_row(title)",
        "tree.root.add_leaf(title)",
        "Content.from_markup(title)",
        "Static(Content.from_markup(f'[b]{title}'))",
        "Static(TITLE)",
        "Static('a' if x else title)",
        "Collapsible(title=title)",
    ],
)
def test_the_check_finds_what_it_is_for(unsafe: str) -> None:
    assert len(findings(unsafe)) >= 1


@pytest.mark.parametrize(
    "safe",
    [
        "Static('Keys and signs')",
        "Static(Content(title))",
        "Static(Content(f'Note on {title}'))",
        "HINT = 'esc leaves'\nStatic(HINT)",
        "def table() -> Table: ...\nStatic(table())",
        "OptionList(*(Option(Content(theme.title), id=theme.name) for theme in themes))",
        "dialog.border_title = Content(title)",
        "self.notify(message, markup=False)",
        "self.notify('kept')",
        "TextArea(body, id='note-body')",
        "Input(value, placeholder='search')",
        "values.update({title: 1})",
        "table.add_row(Text(title), Text('a'))",
        "Content.from_markup('[b]$title', title=title)",
        "node.label = None",
    ],
)
def test_the_check_lets_through_what_is_safe(safe: str) -> None:
    assert findings(safe) == []
