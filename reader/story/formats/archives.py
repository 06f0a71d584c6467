"""Books and office documents (EPUB, DOCX, ODT), read in a child process with limits. Imports no parser."""

from __future__ import annotations

from reader.story.formats.limited import SECONDS, ask_child, page_told
from reader.story.page import Page
from reader.story.story import SourceError


def read(data: bytes, kind: str, shown: str, *, seconds: float = SECONDS) -> tuple[Page, tuple[str, ...]]:
    """Read a zipped document.

    Args:
        data: All its bytes.
        kind: `docx`, `epub` or `odt`.
        shown: What it is called in a message.
        seconds: What the child process may take.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read.
    """
    told = ask_child("reader.story.formats.archive_child", [kind], data, seconds)
    if told is None:
        raise SourceError(
            f"{shown} could not be read within {seconds:g} seconds and the memory that a document may take; "
            "save its text as a .txt or .md file and name that"
        )
    if why := told.get("error"):
        raise SourceError(f"{shown} {why}")
    return page_told(told), tuple(told["remarks"])
