"""Books and documents for tests: written part by part, or by pandoc or Chromium from one source."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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
        pytest.skip(reason="pandoc is not installed")
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


class Put(NamedTuple):
    """A line of a PDF page: how far from the left and the lower edge it begins, in points, and in which type."""

    left: float
    bottom: float
    text: str
    size: float = 10.0
    bold: bool = False


def pdf(
    pages: Sequence[Sequence[Put] | bytes],
    info: str = "",
    trailer: str = "",
    *,
    catalog: str = "",
    stream: str = "",
    tree: str = "",
    font: str = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding",
) -> bytes:
    """A PDF document of pages 600 × 800 points, in Helvetica.

    Args:
        pages: For each page its lines, or its content as it is.
        info: What it says of itself: `/Title (…)` …
        trailer: More of its trailer.
        catalog: More of its catalog.
        stream: How the contents are packed: `/Filter …`.
        tree: More of the tree of pages.
        font: What its font is, and which letters the bytes of the text stand for.
    """
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]"
        f" {tree} >>".encode(),
        f"<< /Type /Font /Subtype /Type1 {font} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode(),
    ]
    for number, page in enumerate(pages):
        content = page if isinstance(page, bytes) else b"BT\n" + b"".join(map(_shown, page)) + b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d %s >> stream\n%s\nendstream" % (len(content), stream.encode(), content))
    out = b"%PDF-1.4\n"
    places = []
    for number, made in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (number, made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF"
    return out + head + table + end.encode()


def _shown(put: Put) -> bytes:
    text = put.text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    font = b"B" if put.bold else b"R"
    return b"/%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (font, put.size, put.left, put.bottom, text)


def by_chromium(page: str) -> bytes:
    """A page of HTML as a browser prints it, with the headers and footers that it puts around."""
    chromium = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if chromium is None:
        pytest.skip(reason="chromium is not installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        subprocess.run(
            [*command, f"--print-to-pdf={printed}", str(source)], capture_output=True, check=True, timeout=60
        )
        return printed.read_bytes()
