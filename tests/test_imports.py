"""How the modules of the package import each other. import-linter keeps the order of the rooms; this is the rest."""

from __future__ import annotations

import ast
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import reader

ROOT = Path(__file__).resolve().parents[1]
MOST_LATE_IMPORTS = 44
"""Imports in functions. Each needs a reason: see `docs/contributing.md`."""
MODULES = {
    ".".join(parts[:-1] if parts[-1] == "__init__" else parts): path
    for path in sorted((ROOT / "reader").rglob("*.py"))
    for parts in [path.relative_to(ROOT).with_suffix("").parts]
}


class Import(NamedTuple):
    """What a statement imports."""

    of: tuple[str, ...]
    """Modules of ours by their whole names, others by their first."""
    line: int
    in_function: bool


class Reader(ast.NodeVisitor):
    """Finds the imports of a module, wherever they stand, and whether a name depends on TYPE_CHECKING."""

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.has_false_base = False
        self._functions = 0

    def visit_Import(self, node: ast.Import) -> None:
        self._found([name.name for name in node.names], node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        assert node.module, "a relative import"
        names = [f"{node.module}.{name.name}" for name in node.names]
        self._found([name if name in MODULES else node.module for name in names], node.lineno)

    def _found(self, names: list[str], line: int) -> None:
        of = tuple(dict.fromkeys(name if name in MODULES else name.partition(".")[0] for name in names))
        self.imports.append(Import(of, line, self._functions > 0))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._functions += 1
        self.generic_visit(node)
        self._functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_If(self, node: ast.If | ast.IfExp) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" and node.orelse:
            self.has_false_base = True
        self.generic_visit(node)

    visit_IfExp = visit_If  # noqa: N815


@cache
def read() -> dict[str, Reader]:
    """What is in each module."""
    found = {name: Reader() for name in MODULES}
    for name, path in MODULES.items():
        found[name].visit(ast.parse(path.read_text("utf-8")))
    return found


def graph() -> dict[str, set[str]]:
    """What each module imports of the package: when it is loaded, in functions, and for type checkers alone."""
    return {
        name: {other for one in module.imports for other in one.of if other in MODULES}
        for name, module in read().items()
    }


def circles(edges: dict[str, set[str]]) -> Iterator[list[str]]:
    """The strongly connected components with more than one module (Tarjan 1972), or with one that imports itself."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []

    def visit(name: str) -> Iterator[list[str]]:
        number[name] = lowest[name] = len(number)
        path.append(name)
        for other in edges[name]:
            if other not in number:
                yield from visit(other)
            if other in path:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == number[name]:
            component = path[path.index(name) :]
            del path[path.index(name) :]
            if len(component) > 1 or name in edges[name]:
                yield sorted(component)

    for name in edges:
        if name not in number:
            yield from visit(name)


def test_circles_are_found() -> None:
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"e"}, "f": {"a"}})) == [
        ["a", "b", "c"],
        ["e"],
    ]


def test_no_modules_import_each_other_in_a_circle_not_even_for_types() -> None:
    assert list(circles(graph())) == []


def test_few_imports_are_put_off_until_a_function_runs() -> None:
    late = [
        f"{name}:{one.line}"
        for name, module in read().items()
        for one in module.imports
        if one.in_function and any(other.partition(".")[0] not in sys.stdlib_module_names for other in one.of)
    ]
    assert len(late) <= MOST_LATE_IMPORTS, late


def test_a_class_has_the_same_base_for_type_checkers_and_when_it_runs() -> None:
    """`Part = Screen if TYPE_CHECKING else object` promises attributes that nothing gives."""
    assert [name for name, module in read().items() if module.has_false_base] == []


def test_every_module_can_be_imported_where_only_the_package_was_asked_for() -> None:
    """An import that is put off breaks where nobody looks: trafilatura did so without a package it does not ask for."""
    names = [module.name for module in pkgutil.walk_packages(reader.__path__, "reader.")]
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    for late in ("trafilatura", "lxml.html.clean", "lxml_html_clean", "sentencex", "platformdirs", "markdown_it"):
        import_module(late)
