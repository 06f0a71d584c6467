"""Private names of Textual's: used in `reader.tui.terminal` alone, and never taken for something else by accident."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

import reader.tui

MODULES = [module.name for module in pkgutil.walk_packages(reader.tui.__path__, "reader.tui.") if not module.ispkg]
TERMINAL = "reader.tui.terminal"


def source_of(name: str) -> ast.Module:
    file = importlib.import_module(name).__file__
    assert file
    return ast.parse(Path(file).read_text("utf-8"))


def private_names(tree: ast.AST) -> set[str]:
    """Methods of a class, and attributes of `self`, that begin with one underscore."""
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            names.add(node.attr)
    return {name for name in names if name.startswith("_") and not name.startswith("__")}


@cache
def private_names_of(cls: type) -> frozenset[str]:
    return frozenset(private_names(ast.parse(dedent(inspect.getsource(cls)))))


def classes_of_textual(name: str) -> Iterator[tuple[ast.ClassDef, list[type]]]:
    """The classes of a module that derive from Textual's, each with those of Textual's."""
    module = importlib.import_module(name)
    for node in source_of(name).body:
        if isinstance(node, ast.ClassDef):
            bases = [base for base in getattr(module, node.name).__mro__ if base.__module__.startswith("textual.")]
            if bases:
                yield node, bases


@pytest.mark.parametrize("name", [name for name in MODULES if name != TERMINAL])
def test_no_class_has_a_private_name_that_its_base_of_textuals_has(name: str) -> None:
    shared = {
        f"{node.name}.{private}": base.__name__
        for node, bases in classes_of_textual(name)
        for base in bases
        for private in private_names(node) & private_names_of(base)
    }
    assert shared == {}


@pytest.mark.parametrize("name", [name for name in MODULES if name != TERMINAL])
def test_no_private_module_of_textuals_is_imported(name: str) -> None:
    imported = [
        node.module
        for node in ast.walk(source_of(name))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.") and "._" in str(node.module)
    ]
    assert imported == []
