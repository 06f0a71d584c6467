"""The web as the reader has it: what was fetched once is kept in their data folder."""

from __future__ import annotations

import threading
from collections.abc import Callable

from reader.notes.files import copies_folder, write_whole
from reader.story.web.copies import Copies
from reader.story.web.pages import Web


def web_with_copies(
    *, fresh: bool = False, heard: Callable[[str], None] | None = None, stop: threading.Event | None = None
) -> Web:
    """What gets pages, and keeps copies of them.

    Args:
        fresh: Whether to fetch also what there is a copy of.
        heard: Told how far fetching has come, as one line.
        stop: Set when a page is not wanted any more.
    """
    return Web(copies=Copies(copies_folder(), write_whole), fresh=fresh, progress=heard, stop=stop)
