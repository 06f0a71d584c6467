"""Finds places where a text that is not ours could be read as Textual's markup.

Textual's widgets take a `str` for markup: `[/b]` in it crashes the program, `[@click=…]` makes a link of it. So what
they are given is a literal of our own, a `Content` or a rich `Text`, which are shown to the letter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

WIDGETS = frozenset({
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Selection", "Tab", "TabPane", "Tree",
    "Collapsible", "Link", "Digits", "Tooltip", "Hit", "DiscoveryHit", "Select", "OptionList", "SelectionList",
    "RadioSet", "ListItem", "Input", "TextArea", "Placeholder", "Toast",
})  # fmt: skip
METHODS = frozenset({
    "notify", "add_row", "add_column", "add_columns", "add_option", "add_options", "add_leaf", "set_label",
    "from_markup",
})  # fmt: skip
ATTRIBUTES = frozenset({"border_title", "border_subtitle", "tooltip", "placeholder", "label", "loading_text"})
KEYWORDS = ATTRIBUTES | {"title", "name", "content", "prompt", "help", "label"}
PLAIN_ARGUMENT = frozenset({"Input", "TextArea"})
"""Widgets whose first argument is a text to be edited, shown to the letter; their keywords are checked."""
SAFE = frozenset({"Content", "Text", "Table", "Option", "Selection"})
"""What is shown to the letter, or is checked where it is made."""


def findings(source: str, name: str = "") -> list[str]:
    """`file:line: text` for each unsafe place."""
    tree = ast.parse(source)
    literals = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    makers = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id in SAFE
    }
    return [f"{name}:{node.lineno}: {ast.unparse(node)}" for node in _given(tree) if not _safe(node, literals, makers)]


def _given(tree: ast.AST) -> Iterator[ast.expr]:
    """Every expression that a widget is to show."""
    own = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reader.align")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in own:
            continue  # a link between sentences is no widget
        if isinstance(node, ast.Call):
            called = _name(node.func)
            plain = any(word.arg == "markup" and _is(word.value, False) for word in node.keywords)
            if plain:
                continue
            if called in WIDGETS or called in METHODS or _updates_a_widget(node):
                yield from () if called in PLAIN_ARGUMENT else node.args
                # what is put into a template of `from_markup` is shown to the letter
                yield from (word.value for word in node.keywords if word.arg in KEYWORDS and called != "from_markup")
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES for target in node.targets
        ):
            yield node.value


def _updates_a_widget(node: ast.Call) -> bool:
    """Whether it is `query_one(…).update(…)`; dicts and sets are updated by their names."""
    return isinstance(node.func, ast.Attribute) and node.func.attr == "update" and isinstance(node.func.value, ast.Call)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _safe(node: ast.expr, literals: set[str], makers: set[str]) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            return node.id in literals
        case ast.Call():
            if _name(node.func) == "from_markup":
                return bool(node.args) and isinstance(node.args[0], ast.Constant)
            return _name(node.func) in SAFE | makers or _name(node.func) in WIDGETS
        case ast.Starred(value=ast.GeneratorExp(elt=element)) | ast.Starred(value=ast.ListComp(elt=element)):
            return _safe(element, literals, makers)
        case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element):
            return _safe(element, literals, makers)
        case ast.IfExp():
            return _safe(node.body, literals, makers) and _safe(node.orelse, literals, makers)
    return False
