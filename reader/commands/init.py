"""`diptych init`: print a story file for sources, to keep and edit by hand."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from reader.commands.opening import open_sources, rules_of
from reader.commands.table import add_rule_arguments, add_source_arguments
from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line
from reader.story.locators import git_source, paths_of, split_article, split_git
from reader.story.open import encoding_for
from reader.story.story_file import ListedVersion, source_in, story_file_text
from reader.story.version import SourceError
from reader.story.web.address import is_address

SUMMARY = "Print a story file for sources: its title, and each version's source, name, siglum and date."
EXAMPLES = """\
examples:
  diptych init ledger.txt wire.txt > story.yaml    write a story file
  diptych init . > story.yaml                      the same for all texts in this folder
  diptych init a.txt b.txt --ignore 'page #'       and page numbers are never compared
  diptych init https://a.org/1 https://b.org/2     the same for pages
  diptych story.yaml                               read it

Sources are named relative to the current folder, so keep the story file there. Sources elsewhere are not listed: a
story file that uses files outside its own folder opens only after a question. The title and the names are guesses;
change them as you like.

exit status: 0, or 2 if a source cannot be read or is elsewhere
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, an address, or a folder")
    parser.add_argument("--title", default="", help="the story's title; guessed from the versions if not given")
    add_source_arguments(parser)
    add_rule_arguments(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """Return the story file, to be kept in the current folder."""
    try:
        story = open_sources(options, console)
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    folder = Path(os.path.realpath(Path.cwd()))
    listed, complaints = [], []
    for version, locator, path in zip(story.versions, story.locators, paths_of(story.locators), strict=True):
        named, article = split_article(version.source)
        if revision := split_git(split_article(locator)[0]):
            inside = source_in(folder, Path(revision[1]))
            source = git_source(revision[0][:16], inside) if inside else None
        else:
            source = source_in(folder, path) if path else named if is_address(named) else None
        if source is None:
            complaints.append(
                f"{clean_line(version.source)} does not lie in this folder, and a story file that uses files outside "
                "its own folder opens only after a question: change to a folder that has all sources, or copy it here"
            )
            continue
        language = version.language_set
        listed.append(
            ListedVersion(
                source=source,
                name=version.name,
                date=version.date,
                encoding=encoding_for(version.siglum, options.encoding or ""),
                article=article,
                language=language,
            )
        )
    if complaints:
        return Report(status=TROUBLE, complaints=complaints)
    text = story_file_text(options.title or story.title, listed, rules=rules_of(options))
    return Report(text, what="the story file")
