"""What every command that opens sources has in common: its arguments, and how they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from reader.commands.table import ReadOptions
    from reader.report import Console
    from reader.story.story import Story
    from reader.story.web.web import Web

SOURCE = "a file, an address, a story file, a folder, or - (standard input)"


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments that say how sources are opened."""
    parser.add_argument("--encoding", help="how to decode the sources, if they say it wrong")
    parser.add_argument("--language", type=_language, help="the code of their language, if it is told wrong: de, ar")
    parser.add_argument("--fresh", action="store_true", help="fetch again the pages that there are copies of")
    parser.add_argument("--trust", action="store_true", help="let story files name what is not beside them")


def add_paste_argument(parser: argparse.ArgumentParser) -> None:
    """Give a parser the argument that makes the clipboard a source."""
    parser.add_argument("--paste", action="store_true", help="take what is on the clipboard as the first source")


def _language(code: str) -> str:
    import argparse

    from reader.story.language import tag_of

    if not tag_of(code):
        raise argparse.ArgumentTypeError(f"expected the code of a language, such as de or pt-BR, found “{code}”")
    return tag_of(code)


def named_sources(options: argparse.Namespace | ReadOptions) -> list[str]:
    """What the arguments name; where `add_paste_argument` was asked and they say so, the clipboard first."""
    from reader.story.named import CLIPBOARD

    return [CLIPBOARD, *options.sources] if getattr(options, "paste", False) else list(options.sources)


def open_sources(options: argparse.Namespace | ReadOptions, console: Console) -> Story:
    """Open the sources that the arguments name, as they say.

    Args:
        options: What `add_source_arguments` made of the arguments, and `add_paste_argument` where it was asked.
        console: Shows how far fetching pages has come, and asks.

    Raises:
        SourceError: One of them cannot be read.
    """
    from reader.story.open import open_story

    def web() -> Web:
        from reader.notes.web import web_with_copies

        return web_with_copies(fresh=options.fresh, heard=console.show)

    def ask(said: str) -> bool:
        return console.ask(f"{said}. Open it?")

    return open_story(
        named_sources(options),
        encoding=options.encoding,
        language=options.language or "",
        web=web,
        trust=options.trust or ask,
    )
