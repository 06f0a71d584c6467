"""Jupyter notebooks: their Markdown, and their code as text that is set off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reader.story.clean import counted, normalise
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markdown import markdown_page


def parse_notebook(request: Request) -> Iterator[Answer]:
    """Read a notebook. Outputs are left out, with a remark.

    Raises:
        UnreadableError: It is damaged or has no text.
    """
    try:
        notebook = json.loads(request.data)
    except (ValueError, RecursionError):
        raise UnreadableError("is a notebook that is damaged (no valid JSON); get a new copy") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict):  # the third version had worksheets of cells
        sheets = notebook.get("worksheets")
        cells = [cell for sheet in sheets for cell in sheet.get("cells", [])] if isinstance(sheets, list) else None
    if not isinstance(cells, list):
        raise UnreadableError("is no notebook, although its name says so")
    parts: list[Part] = []
    outputs = 0
    headline = False
    for cell in (cell for cell in cells if isinstance(cell, dict)):
        text = _text(cell.get("source", cell.get("input")))
        if cell.get("cell_type") == "markdown":
            for part, role in _markdown(text):
                role = "heading" if role == "headline" and headline else role
                headline = headline or role == "headline"
                parts.append((part, role))
        elif text.strip():
            parts += [(line, "body") for line in text.split("\n") if line.strip()]
        outputs += len(cell.get("outputs") or ())
    if not parts:
        raise UnreadableError("has no text in it")
    yield Answer(
        parts=parts, facts=_facts(notebook), remarks=[f"{counted(outputs, 'output')} left out"] if outputs else []
    )


def _text(source: Any) -> str:
    """The text of a cell, which is stored as a whole or line by line."""
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _markdown(text: str) -> Iterator[Part]:
    page = markdown_page(normalise(text)[0])
    for span, role in zip(page.paragraphs, page.stated, strict=True):
        yield span.of(page.text), str(role or "")


def _facts(notebook: dict[str, Any]) -> dict[str, str]:
    about = notebook.get("metadata")
    about = about if isinstance(about, dict) else {}
    authors = about.get("authors")
    names = [one.get("name", "") for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
    title = about.get("title")
    return {"title": title if isinstance(title, str) else "", "author": ", ".join(filter(None, map(str, names)))}


if __name__ == "__main__":
    run_child(parse_notebook)
