"""Every part of the program can be imported, also what is imported only when it is needed."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import reader


def test_every_module_can_be_imported_where_only_the_package_was_asked_for() -> None:
    """An import that is put off breaks where nobody looks: trafilatura did so without a package it does not ask for."""
    names = [module.name for module in pkgutil.walk_packages(reader.__path__, "reader.")]
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    for late in ("trafilatura", "lxml.html.clean", "lxml_html_clean", "sentencex", "platformdirs", "markdown_it"):
        import_module(late)
