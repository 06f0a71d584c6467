"""Books and office documents (EPUB, DOCX, ODT), read in a child process with limits. Imports no parser."""

from __future__ import annotations

from reader.story.formats.limited import read_document
from reader.story.page import Page


def read(data: bytes, kind: str, shown: str) -> tuple[Page, tuple[str, ...]]:
    """Read a zipped document.

    Args:
        data: All its bytes.
        kind: `docx`, `epub` or `odt`.
        shown: What it is called in a message.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read.
    """
    return read_document("reader.story.formats.archive_child", [kind], data, shown)
