"""The sources that the arguments name, opened."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from reader.commands.table import ReadOptions
from reader.notes.files import config_path
from reader.report import Console
from reader.story.open import open_story
from reader.story.rules import Rules, merged
from reader.story.rules_file import rules_in_settings
from reader.story.sources import CLIPBOARD, with_below
from reader.story.version import Story

if TYPE_CHECKING:
    from reader.story.web.pages import Web


def named_sources(options: argparse.Namespace | ReadOptions) -> list[str]:
    """Return the sources that the arguments name, the clipboard first where `--paste` was given.

    With `--recursive`, a folder's name says so (`texts/**`), so that the shelf opens it again in the same way.
    """
    named = list(map(with_below, options.sources)) if options.recursive else list(options.sources)
    return [CLIPBOARD, *named] if getattr(options, "paste", False) else named


def open_sources(options: argparse.Namespace | ReadOptions, console: Console) -> Story:
    """Open the sources that the arguments name.

    Args:
        options: Parsed by a parser with `add_source_arguments`, and maybe `add_paste_argument`.
        console: Shows the progress of fetching, and asks whether to trust a story file.

    Raises:
        SourceError: A source cannot be read.
    """

    def known(key: str) -> Sequence[str]:
        return _kept().sources_known(key)  # type: ignore[no-any-return]

    def ask(said: str) -> bool:
        return console.ask(f"{said}. Open it?")

    return open_story(
        named_sources(options),
        encoding=options.encoding,
        language=options.language or "",
        web=lambda: web_of(options, console),
        trust=options.trust or ask,
        rules=merged([rules_of(options), settings_rules()]),
        known=known,
    )


def web_of(options: argparse.Namespace | ReadOptions, console: Console) -> Web:
    """The web, with the copies that are kept.

    Args:
        options: Parsed by a parser with `add_reading_arguments`.
        console: Shows the progress of fetching.
    """
    return _kept().web_with_copies(fresh=options.fresh, heard=console.show)  # type: ignore[no-any-return]


def _kept() -> ModuleType:
    from reader.notes import sources  # 60 ms, for addresses and notes files alone

    return sources


def settings_rules() -> Rules:
    """The rules in the settings."""
    return rules_in_settings(config_path())


def rules_of(options: argparse.Namespace | ReadOptions) -> Rules:
    """The rules that the options state; none for a command without these options."""
    return Rules(
        ignore=tuple(getattr(options, "ignore", None) or ()),
        same=tuple(getattr(options, "same", None) or ()),
        case=getattr(options, "case", False),
        punctuation=getattr(options, "punctuation", True),
    )


def rule_arguments(rules: Rules) -> list[str]:
    """Return the options that state these rules."""
    out = [f"--ignore={pattern}" for pattern in rules.ignore]
    out += [f"--same={one}={other}" for one, other in rules.same]
    return [*out, *(["--case"] if rules.case else []), *([] if rules.punctuation else ["--no-punctuation"])]
