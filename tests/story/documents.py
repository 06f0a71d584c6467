"""Books and documents for tests: written part by part, or by pandoc from one source."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping

import pytest

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTAINER = '<container><rootfiles><rootfile full-path="in/book.opf"/></rootfiles></container>'
SOURCE = """\
---
title: The weir at Holm
author: [Ines Tarn, Paul Oder]
date: 2031-03-04
lang: en-GB
publisher: Holm Courier
---

# What happened

The weir gave way at *half past four*.[^1] Nobody stood on it.

> “It sang first,” said the miller.

## What was lost

- Two boats
- A shed

| Boat | Owner |
|------|-------|
| Ida  | Reim  |
| Otto | Falk  |

The river ran\\
brown and wide\\
past the mill.

[^1]: By the clock of the church, which is slow.
"""
TOLD = [
    ("heading", "What happened"),
    ("body", "The weir gave way at half past four. Nobody stood on it."),
    ("body", "“It sang first,” said the miller."),
    ("heading", "What was lost"),
    ("body", "Two boats"),
    ("body", "A shed"),
    ("body", "Boat | Owner"),
    ("body", "Ida | Reim"),
    ("body", "Otto | Falk"),
    ("body", "The river ran"),
    ("body", "brown and wide"),
    ("body", "past the mill."),
    ("body", "By the clock of the church, which is slow."),
]
"""Role and text of each paragraph of `SOURCE` below its front matter; the note stands at the end."""


def by_pandoc(form: str) -> bytes:
    """`SOURCE` as a file of some format."""
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    command = ["pandoc", "--from", "markdown", "--to", form, "--standalone", "--output", "-"]
    return subprocess.run(command, input=SOURCE.encode(), capture_output=True, check=True).stdout


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document: what stands in its body, and parts by their names in the folder `word`, without `.xml`."""
    return archive(
        {
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **{f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}">{part}</w:{name}>' for name, part in parts.items()},
        }
    )


def epub(chapters: Mapping[str, str], *, metadata: str = "", items: str = "", **parts: str) -> bytes:
    """A book: for each name of a chapter its XHTML; more of its package, and more parts by name."""
    listed = "".join(f'<item id="c{n}" href="{c}" media-type="application/xhtml+xml"/>' for n, c in enumerate(chapters))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "in/book.opf": f'<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata}</metadata>'
            f"<manifest>{listed}{items}</manifest><spine toc='ncx'>{spine}</spine></package>",
            **{f"in/{name}": chapter for name, chapter in chapters.items()},
            **parts,
        }
    )
