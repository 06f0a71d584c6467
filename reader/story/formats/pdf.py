"""PDF, read in a child process with limits by pdfminer.six, which is an extra (`pdf`). Imports no parser."""

from __future__ import annotations

from importlib.util import find_spec

from reader.story.formats.limited import read_document
from reader.story.page import Page
from reader.story.story import SourceError

SECONDS = 60.0
"""Wall time that reading may take: some 20 pages of print are read in a second, of 4,700 signs each."""
MODULE = "pdfminer"


def read(data: bytes, shown: str, *, seconds: float = SECONDS) -> tuple[Page, tuple[str, ...]]:
    """Read a PDF document.

    Args:
        data: All its bytes.
        shown: What it is called in a message.
        seconds: What the child process may take; what it has read by then is shown, and that is said.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read, or the extra is not installed.
    """
    if find_spec(MODULE) is None:
        raise SourceError(
            f'{shown} is a PDF document, which needs an optional part: pip install "diptych[pdf]"; '
            "or save its text as a .txt file and name that"
        )
    return read_document("reader.story.formats.pdf_child", [str(seconds)], data, shown, seconds)
