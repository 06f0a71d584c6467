"""`diptych desk`: the stories of the feeds that are followed, on the screen or printed."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime

from reader.desk.store import DeskStore
from reader.desk.stories import DeskStory, Order, in_order
from reader.notes.database import StoreError
from reader.notes.files import store_path
from reader.notes.store import Store
from reader.read import require_terminal, screen_starter
from reader.report import TROUBLE, Console, Report
from reader.story.clean import plural
from reader.story.version import SourceError

FORMAT = "diptych/desk@1"
SUMMARY = "Show the stories that the feeds you follow tell, each once."
EXAMPLES = """\
examples:
  diptych desk                   the stories; enter fetches the articles of one and opens it
  diptych desk --format text     print them: the latest headline, who tells it, how much is new
  diptych desk --new --format json    those with news, for a program

Items are put together by title and summary as they come, and by their articles once these were fetched; items more than
five days apart are not. “diptych feeds add” follows a feed, “diptych feeds refresh” asks them all.

exit status: 0, or 2 if the store cannot be read or the terminal cannot show the screen
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=("screen", "text", "json"), default="screen",
                        help="screen (default), or print text or json")  # fmt: skip
    parser.add_argument("--new", action="store_true", help="print only stories with something new")
    parser.add_argument("--tag", metavar="TAG", help="print only what feeds with this tag tell")
    parser.add_argument("--order", choices=("told", "latest", "new"), default="told", help="what is printed first")
    parser.add_argument("--theme", help="the theme to start with")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def run(options: argparse.Namespace, console: Console) -> Report:
    """Show the desk until the reader leaves, or return it as text."""
    try:
        if options.format != "screen":
            return _printed(options)
        if os.environ.get("TERM", "dumb") in ("", "dumb"):
            console.say("this terminal cannot show the desk (TERM is dumb or not set): printing it")
            return _printed(options)
        require_terminal(())
    except (StoreError, SourceError) as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    return Report(status=screen_starter()(None, desk=True, theme=options.theme, mouse=not options.no_mouse))


def _printed(options: argparse.Namespace) -> Report:
    order = {"told": Order.WEIGHT, "latest": Order.LATEST, "new": Order.NEW}[options.order]
    with Store.open(store_path()) as store:
        desk = DeskStore(store)
        feeds = {feed.number: feed for feed in desk.feeds() if not feed.hidden}
        tagged = {number for number, feed in feeds.items() if not options.tag or options.tag.lstrip("#") in feed.tags}
        stories = in_order(desk.stories(feeds), order, datetime.now(UTC))
        names = {number: feed.name for number, feed in feeds.items()}
    shown = [s for s in stories if tagged & set(s.feeds) and (s.new or s.changed or not options.new)]
    if options.format == "json":
        told = {"format": FORMAT, "stories": [_told(story, names) for story in shown]}
        return Report(json.dumps(told, ensure_ascii=False, indent=1), what="the desk")
    if not shown:
        return Report("no story: diptych feeds add ADDRESS, then diptych feeds refresh", what="the desk")
    return Report("\n".join(_line(story, names) for story in shown), what="the desk")


def _line(story: DeskStory, names: dict[int, str]) -> str:
    outlets = [names[number] for number in story.feeds if number in names]
    counts = [plural(story.items, "source")]
    counts += [plural(story.origins, "origin")] if story.origins < story.items else []
    counts += [f"{story.new} new"] if story.new else []
    counts += [f"{story.changed} changed"] if story.changed else []
    pin = "* " if story.pinned else ""
    return f"{pin}{story.title}\n    {' · '.join(counts)} · {story.moment[:10]} · {', '.join(outlets)}"


def _told(story: DeskStory, names: dict[int, str]) -> dict[str, object]:
    return {
        "title": story.title,
        "headlines": story.titles.split("\n"),
        "latest": story.moment,
        "sources": story.items,
        "origins": story.origins,
        "new": story.new,
        "changed": story.changed,
        "pinned": story.pinned,
        "outlets": [names[number] for number in story.feeds if number in names],
    }
