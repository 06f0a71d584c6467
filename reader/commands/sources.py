"""What every command that opens sources has in common: its arguments, and how they are opened."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.story.story import Story
    from reader.story.web.web import Web

SOURCE = "a file, an address, a story file, a folder, or - (standard input)"


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments that say how sources are opened."""
    parser.add_argument("--encoding", help="how to decode the sources, if they say it wrong")
    parser.add_argument("--fresh", action="store_true", help="fetch again the pages that there are copies of")


def open_sources(sources: Sequence[str], options: argparse.Namespace, show: Callable[[str], None]) -> Story:
    """Open sources as the arguments say.

    Args:
        sources: What was named.
        options: What `add_source_arguments` made of the arguments.
        show: Told how far fetching pages has come, as one line.

    Raises:
        SourceError: One of them cannot be read.
    """
    from reader.story.open import open_story

    def web() -> Web:
        from reader.notes.web import web_with_copies

        return web_with_copies(fresh=options.fresh, heard=show)

    return open_story(sources, encoding=options.encoding, web=web)
