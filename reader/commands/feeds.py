"""`diptych feeds`: follow feeds, pages and folders, ask them for news, and exchange lists with other readers."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from reader.desk.feeds import Feed, Kind, read_opml, tags_of, write_opml
from reader.desk.refresh import Asking, find_feed, is_dead, named_feeds, refresh, regroup
from reader.desk.store import DeskStore
from reader.notes.database import StoreError
from reader.notes.files import store_path
from reader.notes.sources import web_with_copies
from reader.notes.store import Store
from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line, counted
from reader.story.inputs import read_file
from reader.story.moments import utc_now
from reader.story.version import SourceError
from reader.story.web.address import canonical, is_address

FORMAT = "diptych/feeds@1"
SUMMARY = "Follow feeds, pages and folders, and ask them for news."
EXAMPLES = """\
examples:
  diptych feeds add https://ledger.example/          follow a feed, or the feed that a page names
  diptych feeds add --page https://ledger.example/a  follow the changes of a page
  diptych feeds add ~/articles --tag drafts          follow a folder: each text in it is news
  diptych feeds list                                 what is followed, what it is tagged with, what is wrong
  diptych feeds tag https://ledger.example/rss world give it these tags and no others
  diptych feeds remove https://ledger.example/rss    follow it no more, and forget its items
  diptych feeds import feeds.opml                    take in the list of another reader
  diptych feeds export > feeds.opml                  the list for another reader
  diptych feeds refresh                              ask all that are due; says nothing if all is well
  diptych feeds refresh "Harbour Ledger"             ask one now

RSS, Atom, RDF and JSON Feed are read. A server is asked for one feed at a time, a second apart, and sends it only if it
has changed. If it asks to be left alone for a while (Retry-After), it is; if it fails, it is asked less and less often;
a feed that it says is gone for good is not asked again. --force asks at once those that would be asked later.

For a systemd timer or cron: diptych feeds refresh. It prints one line on standard error for each feed that failed.

exit status: 0; 1 if some feeds could not be read; 2 if none could, or for any other trouble
"""
SOME_FAILED = 1
"""The exit status where some feeds could be read and others not."""
_LONGEST_FILE = 5_000_001
"""Bytes of a list of feeds that are read; one more than are accepted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add = actions.add_parser("add", help="follow feeds, pages that name their feed, or folders")
    add.add_argument("feeds", nargs="+", metavar="FEED|FOLDER", help="an address, or a folder")
    add.add_argument("--page", action="store_true", help="follow the changes of the page itself, not of a feed")
    add.add_argument("--tag", action="append", default=[], metavar="TAG", help="tag it; may be repeated")
    listing = actions.add_parser("list", help="what is followed (the default)")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")
    tag = actions.add_parser("tag", help="give a feed tags, in place of those it has")
    tag.add_argument("feed", metavar="FEED", help="its address or its title")
    tag.add_argument("tags", nargs="*", metavar="TAG", help="none takes all tags away")
    for name, about in (("remove", "follow them no more"), ("hide", "leave them out of the desk, but ask them"),
                        ("show", "show them on the desk again")):  # fmt: skip
        actions.add_parser(name, help=about).add_argument("feeds", nargs="+", metavar="FEED", help="address or title")
    actions.add_parser("import", help="take in a list of feeds (OPML)").add_argument("file", type=Path, metavar="FILE")
    actions.add_parser("export", help="print the list of feeds (OPML)")
    refresh = actions.add_parser("refresh", help="ask feeds for news")
    refresh.add_argument("feeds", nargs="*", metavar="FEED", help="address or title; all that are due if not given")
    refresh.add_argument("--force", action="store_true", help="ask also those that were to be left alone for a while")


def run(options: argparse.Namespace, console: Console) -> Report:
    """Do what is asked, and report what came of it."""
    actions: dict[str, Callable[[argparse.Namespace, Console, DeskStore], Report]] = {
        "add": _add,
        "tag": _tag,
        "remove": _remove,
        "hide": _hide,
        "show": _hide,
        "import": _import,
        "export": _export,
        "refresh": _refresh,
    }
    try:
        with Store.open(store_path()) as store:
            return actions.get(options.action or "list", _list)(options, console, DeskStore(store))
    except (StoreError, SourceError) as error:
        return Report(status=TROUBLE, complaints=[str(error)])


def asking_of(console: Console) -> Asking:
    """How feeds are asked from the command line."""

    def heard(done: int, of: int, name: str) -> None:
        console.show(f"{clean_line(name)[:40]} · {done + 1} of {of}")

    return Asking(web=web_with_copies(fresh=True), now=utc_now, heard=heard)


# Following


def _add(options: argparse.Namespace, console: Console, desk: DeskStore) -> Report:
    report = Report(what="what is followed now")
    lines = []
    for named in options.feeds:
        try:
            lines.append(_follow(named, tags_of(options.tag), console, desk, page=options.page))
        except SourceError as error:
            report.complaints.append(str(error))
            report.status = TROUBLE
    console.show("putting news into stories")
    regroup(desk)
    report.text = "\n".join(lines)
    return report


def _follow(named: str, tags: tuple[str, ...], console: Console, desk: DeskStore, *, page: bool) -> str:
    """Follow one feed, page or folder. Returns what to say. Raises SourceError."""
    known = {feed.address for feed in desk.feeds()}
    if is_address(named) and not page:
        console.show(f"asking {clean_line(named)[:60]}")
        found, items, remarks = find_feed(named, asking_of(console))
        for remark in remarks:
            console.say(f"{found.name} {remark}")
        kept = desk.add(replace(found, tags=tags))
        desk.claim(kept)
        desk.read(replace(found, number=kept.number), items)
        again = " already" if found.address in known else ""
        return f"{found.name} is followed{again} · {counted(len(items), 'item')} · {found.address}"
    if is_address(named):
        feed = Feed(number=0, address=str(canonical(named)), kind=Kind.PAGE, tags=tags)
    elif page:
        raise SourceError(f"{clean_line(named)} is no address; --page follows a page of the web")
    elif Path(named).is_dir():
        feed = Feed(number=0, address=os.path.realpath(named), kind=Kind.FOLDER, title=Path(named).name, tags=tags)
    else:
        raise SourceError(
            f"{clean_line(named)} is neither an address nor a folder, so it cannot be followed; addresses begin with "
            "https:// or http://"
        )
    kept = desk.add(feed)
    came = refresh(desk, [kept], asking_of(console), force=True)
    if came.faults and feed.address not in known:
        desk.remove(kept)
        raise SourceError(came.faults[0].said)
    (kept,) = (one for one in desk.feeds() if one.number == kept.number)
    return f"{clean_line(kept.name)} is followed{' already' if feed.address in known else ''} · {kept.address}"


def _named(desk: DeskStore, names: Sequence[str], report: Report) -> list[Feed]:
    """The feeds that are named. Complains of those that are not followed."""
    found, unknown = named_feeds(desk.feeds(), names)
    report.complaints += unknown
    report.status = TROUBLE if unknown else report.status
    return found


def _tag(options: argparse.Namespace, _: Console, desk: DeskStore) -> Report:
    report = Report()
    for feed in _named(desk, [options.feed], report):
        desk.set_tags(feed, tags_of(options.tags))
    return report


def _remove(options: argparse.Namespace, _: Console, desk: DeskStore) -> Report:
    report = Report(what="what is followed no more")
    lines = [
        f"{clean_line(feed.name)} is followed no more · {counted(desk.remove(feed), 'item')} forgotten"
        for feed in _named(desk, options.feeds, report)
    ]
    report.text = "\n".join(lines)
    return report


def _hide(options: argparse.Namespace, _: Console, desk: DeskStore) -> Report:
    report = Report()
    for feed in _named(desk, options.feeds, report):
        desk.set_hidden(feed.number, hidden=options.action == "hide")
    return report


# Lists


def _list(options: argparse.Namespace, _: Console, desk: DeskStore) -> Report:
    feeds, counts = desk.feeds(), desk.counts()
    if getattr(options, "format", "text") == "json":
        told = {"format": FORMAT, "feeds": [_told(feed, counts.get(feed.number, (0, 0))) for feed in feeds]}
        return Report(json.dumps(told, ensure_ascii=False, indent=1), what="the feeds")
    if not feeds:
        return Report("nothing is followed yet: diptych feeds add ADDRESS", what="the feeds")
    return Report("\n".join(_line(feed, *counts.get(feed.number, (0, 0))) for feed in feeds), what="the feeds")


def _line(feed: Feed, items: int, unread: int) -> str:
    parts = [
        f"{unread:5,} of {items:,} new" if items else "    0",
        clean_line(feed.name),
        " ".join(f"#{tag}" for tag in feed.tags),
        "hidden" if feed.hidden else "",
        clean_line(feed.address) if feed.title else "",
    ]
    line = "  ".join(filter(None, parts))
    if not feed.trouble:
        return line
    sign = "gone" if feed.gone else "dead?" if is_dead(feed, utc_now()) else "failing"
    return f"{line}\n       {sign} since {feed.since[:10]}: {clean_line(feed.trouble)}"


def _told(feed: Feed, counts: tuple[int, int]) -> dict[str, object]:
    return {
        "address": feed.address,
        "kind": feed.kind.value,
        "title": feed.title,
        "home": feed.home,
        "tags": list(feed.tags),
        "hidden": feed.hidden,
        "items": counts[0],
        "new": counts[1],
        "asked": feed.asked,
        "answered": feed.answered,
        "failures": feed.failures,
        "failing_since": feed.since,
        "trouble": feed.trouble,
        "gone": feed.gone,
    }


def _import(options: argparse.Namespace, _: Console, desk: DeskStore) -> Report:
    found, complaints = read_opml(read_file(options.file), clean_line(str(options.file)))
    if not found:
        said = f"{clean_line(str(options.file))} lists no feed that can be followed"
        return Report(complaints=[*complaints, said], status=TROUBLE)
    known = {feed.address for feed in desk.feeds()}
    for feed in found:
        desk.add(feed)
    new = sum(feed.address not in known for feed in found)
    text = f"{new:,} of {counted(len(found), 'feed')} {'is' if len(found) == 1 else 'are'} new"
    text += "; “diptych feeds refresh” asks for their news" if new else ""
    return Report(text, what="what was taken in", complaints=complaints, status=SOME_FAILED if complaints else 0)


def _export(_: argparse.Namespace, __: Console, desk: DeskStore) -> Report:
    return Report(write_opml(desk.feeds()), what="the list of feeds")


# Refreshing


def _refresh(options: argparse.Namespace, console: Console, desk: DeskStore) -> Report:
    report = Report()
    feeds = _named(desk, options.feeds, report) if options.feeds else list(desk.feeds())
    came = refresh(desk, feeds, asking_of(console), force=options.force or bool(options.feeds))
    regroup(desk, heard=lambda left: console.show(f"putting news into stories · {left:,} left"))
    report.complaints += [fault.said for fault in came.faults]
    failed = sum(fault.failed for fault in came.faults)
    if failed:
        report.status = TROUBLE if failed == came.asked else SOME_FAILED
    return report
