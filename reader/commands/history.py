"""`diptych history`: the copies of a page or the revisions of a file, and what changed between two of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from reader.commands.opening import web_of
from reader.commands.table import add_reading_arguments
from reader.export.comparison_markdown import changed_paragraphs
from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line, one_line
from reader.story.formats.kept import kept_children
from reader.story.history import (
    Change,
    Revision,
    Row,
    at,
    change_between,
    headline_of,
    headline_text,
    moment_bounds,
    read_revision,
    revisions_of,
    row_of,
    size_text,
)
from reader.story.version import SourceError, Version
from reader.story.web.address import canonical, is_address
from reader.story.web.pages import moment_text
from reader.story.words import count_words

FORMAT = "diptych/history@1"
SUMMARY = "List the copies of a page or the revisions of a file, with what changed, and compare any two."
EXAMPLES = """\
examples:
  diptych history https://a.org/1                   the copies that are kept, with the size of each change
  diptych history chapter.md                        the revisions of a file in a git repository
  diptych history https://a.org/1 --fresh           the same, after fetching the page once more
  diptych history https://a.org/1 --open            read the last two side by side
  diptych history https://a.org/1 --open 1 4        read the first and the fourth
  diptych history https://a.org/1 --from 2031-02-10 --to 2031-02-12    print only what changed from day to day
  diptych history https://a.org/1 --least 3         leave out changes of fewer than three words
  diptych history https://a.org/1 --headlines       only the changes of the headline
  diptych history https://a.org/1 --timemap https://archive.example/timemap/link/https://a.org/1
                                                    also the copies that an archive has; --fetch compares them
  diptych history https://a.org/1 --format json     the same for a program

Words count as changed if they came or went; case, punctuation, furniture and sentences that only moved do not count.
What is left out counts in the next change that is listed. A text that did not change has no line of its own.

exit status: 0, or 2 if there is no history
"""
LAST = 50
"""Revisions that are listed unless the reader asks for more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "source",
        nargs="?",
        default="",
        metavar="SOURCE",
        help="the address of a page, or a file in git, maybe up to a revision (git:REV:PATH)",
    )
    parser.add_argument(
        "--open", nargs="*", type=int, metavar="N",
        help="read two side by side: the last two, one and the one before it, or any two, by their numbers",
    )  # fmt: skip
    parser.add_argument(
        "--timemap",
        default="",
        metavar="ADDRESS",
        help="list the copies that an archive has, too: its TimeMap (RFC 7089)",
    )
    parser.add_argument(
        "--fetch", action="store_true", help="fetch the archived copies that are listed, to compare them"
    )
    parser.add_argument("--from", dest="since", type=_date, metavar="DATE", help="print what changed since this date")
    parser.add_argument("--to", dest="until", type=_date, metavar="DATE", help="print what changed up to this date")
    parser.add_argument(
        "--least", type=_count(0), default=0, metavar="N", help="leave out changes of fewer than N words"
    )
    parser.add_argument("--headlines", action="store_true", help="list only changes of the headline")
    parser.add_argument(
        "--last", type=_count(1), default=LAST, metavar="N", help=f"how many of the latest to list (default {LAST})"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")
    add_reading_arguments(parser)


def _date(text: str) -> tuple[str, str]:
    try:
        return moment_bounds(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(least: int) -> Callable[[str], int]:
    """Make a type of argument: a whole number that is at least so large."""

    def checked(text: str) -> int:
        if not (text.isdecimal() and len(text) < 20 and int(text) >= least):
            raise argparse.ArgumentTypeError(f"expected a whole number, {least} or more, found “{text}”")
        return int(text)

    return checked


def run(options: argparse.Namespace, console: Console) -> Report:
    """Return the list, or what changed, or what is to be read."""
    try:
        with kept_children():
            history = _History(options, console)
            if options.open is not None:
                return history.opened()
            if options.since or options.until:
                return history.changes()
            return history.listed()
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])


class _History:
    """The revisions of the source that the arguments name, the earliest first."""

    def __init__(self, options: argparse.Namespace, console: Console) -> None:
        """Find the revisions. Raises SourceError."""
        self._options, self._console = options, console
        self._web = web_of(options, console)
        self._named = options.source or options.timemap
        self._public = False
        self._revisions = revisions_of(options.source, self._web, console.say) if options.source else []
        self._web.fresh = False
        self._name_options_for_pages()
        if options.timemap:
            self._revisions = sorted([*self._archived(), *self._revisions], key=lambda revision: revision.moment)
        if not self._revisions:
            raise SourceError("nothing is named: name the address of a page, a file in a git repository, or --timemap")

    def _name_options_for_pages(self) -> None:
        """Say which of the options given do nothing for a file."""
        options = self._options
        given = {"--fresh": options.fresh, "--fetch": options.fetch and not options.timemap}
        idle = [option for option, is_given in given.items() if is_given]
        if idle and options.source and not is_address(options.source):
            verb = "is" if len(idle) == 1 else "are"
            self._console.say(f"{' and '.join(idle)} {verb} for pages: nothing is fetched for {_shown(options.source)}")

    def _archived(self) -> list[Revision]:
        """The copies that an archive has. Raises SourceError."""
        from reader.story.web.timemap import archived_copies, host_of  # 50 ms, as for fetching

        found = archived_copies(self._options.timemap, self._web)
        for remark in found.remarks:
            self._console.say(remark)
        self._public = found.public
        return [
            Revision(
                source=str(memento.address),
                moment=memento.moment,
                label=host_of(memento),
                here=bool(self._web.moments(memento.address)),
            )
            for memento in found.mementos
        ]

    # the list

    def listed(self) -> Report:
        """The list of revisions."""
        options, console = self._options, self._console
        count = len(self._revisions)
        first = max(0, count - options.last)
        chosen = self._revisions[max(0, first - 1) :]  # the one before tells what the first one changed
        read = [0]

        def reading(revision: Revision) -> Version | None:
            console.progress(read[0] / len(chosen), "reading")
            read[0] += 1
            return self._read(revision) if revision.here or options.fetch else None

        rows: list[Row] = []
        hidden = 0
        report = Report(what="the history")
        found = row_of(chosen, reading, first=max(1, first), least=options.least, headlines=options.headlines)
        for row in found:
            if isinstance(row, SourceError):
                report.complaints.append(str(row))
                continue
            hidden += row.hidden
            if row.number > first or row.again:
                rows.append(row)
        if not rows and not hidden:
            raise SourceError(report.complaints[-1])
        if first:
            report.complaints.append(f"the latest {count - first:,} of {count:,} are listed; --last {count} lists all")
        if options.format == "json":
            report.text = _json({"source": _shown(self._named), "revisions": [_row_data(row) for row in rows]})
        else:
            left_out = _left_out(hidden, headlines=options.headlines)
            report.text = "\n".join([*_table(self._named, rows), *left_out])
        return report

    # two of them

    def opened(self) -> Report:
        """Two of them, to be read side by side."""
        options = self._options
        if options.since or options.until:
            pair = self._between()
        elif len(self._revisions) < 2:
            raise SourceError(f"there is only one text of {_shown(self._named)}: it has none to stand beside")
        else:
            numbers = options.open or [len(self._revisions)]
            if len(numbers) > 2:
                raise SourceError("--open takes at most two numbers")
            if wrong := [number for number in numbers if not 1 <= number <= len(self._revisions)]:
                raise SourceError(f"there is no number {wrong[0]}: they go from 1 to {len(self._revisions):,}")
            first, second = numbers if len(numbers) == 2 else sorted((max(1, numbers[0] - 1), max(2, numbers[0])))
            pair = self._revisions[first - 1], self._revisions[second - 1]
        for revision in pair:
            self._fetch(revision)
        named = {"--encoding": options.encoding, "--language": options.language}
        given = [f"{option}={value}" for option, value in named.items() if value]
        return Report(read=[*given, *(one.source for one in pair)])

    def changes(self) -> Report:
        """What changed between two dates."""
        from reader.align.compare import compare  # 70 ms, which the list does without

        options = self._options
        before, after = self._between()
        old, new = (replace(self._read(one), siglum=siglum) for one, siglum in ((before, "A"), (after, "B")))
        change = change_between(old, new)
        passages = [] if options.headlines else changed_paragraphs(compare([old, new]), least=options.least)
        report = Report(what="the changes")
        if options.format == "json":
            data = {"source": _shown(self._named), "from": _revision_data(before), "to": _revision_data(after)}
            report.text = _json({**data, **_change_data(change), "changes": passages})
            return report
        lines = [f"{_when(before)} -> {_when(after)}: {size_text(change)}"]
        if change.headline:
            lines.append(headline_text(change.headline))
        if before == after:
            lines = [f"{_when(before)}: one text, nothing changed between these dates"]
        elif not passages and not change.headline:
            lines.append("nothing as large as that changed" if change.size else "the same words")
        report.text = "\n\n".join(["\n".join(lines), *passages])
        return report

    def _between(self) -> tuple[Revision, Revision]:
        """What there was when the first date began, and what there was when the last one ended."""
        since, until = self._options.since, self._options.until
        if since and until and since[0] > until[1]:
            raise SourceError(
                f"--from is later than --to: {moment_text(since[0])}, {moment_text(until[1])}; change their places"
            )
        first = min(self._revisions, key=lambda revision: revision.moment)
        if until and first.moment > until[1]:
            raise SourceError(
                f"there was no text of {_shown(self._named)} by {moment_text(until[1])}; the first is of {_when(first)}"
            )
        before = at(self._revisions, since[0]) if since else self._revisions[0]
        after = at(self._revisions, until[1]) if until else self._revisions[-1]
        return before, after

    def _fetch(self, revision: Revision) -> None:
        """Keep a copy of a page of an archive. As a TimeMap chose it, it may not lead into one's own network."""
        if not revision.here:
            self._web.get(canonical(revision.source), public=self._public)

    def _read(self, revision: Revision) -> Version:
        self._fetch(revision)
        return read_revision(revision, self._web, encoding=self._options.encoding, language=self._options.language)


# Printing


def _table(named: str, rows: Sequence[Row]) -> list[str]:
    """The lines of the list: what it is of, one for each row, and one for each change of the headline."""
    width = max((len(str(row.number)) for row in rows), default=0)
    headlines = (headline_of(row.version) for row in rows if row.version)
    lines = [next(filter(None, headlines), _shown(named))]
    sizes = [size_text(row.change) if row.change else _words(row.version) for row in rows]
    room = max(map(len, sizes), default=0)
    for row, size in zip(rows, sizes, strict=True):
        revision = row.revision
        about = one_line(
            " ".join(filter(None, [revision.label, revision.subject, revision.author and f"({revision.author})"]))
        )
        earlier = f"named {one_line(clean_line(revision.name))}" if revision.name else ""
        said = [about, earlier, f"unchanged until {moment_text(row.again[-1])}" if row.again else ""]
        line = f"{row.number:>{width}}  {_when(revision)}  {size:<{room}}  {'; '.join(filter(None, said))}"
        lines.append(line.rstrip())
        if row.change and row.change.headline:
            lines.append(" " * (width + 2) + headline_text(row.change.headline))
    return lines


def _left_out(hidden: int, *, headlines: bool) -> list[str]:
    """A line on how many changes are not listed; none if there are none."""
    change, verb = ("change", "is") if hidden == 1 else ("changes", "are")
    what = f"{change} of the text alone" if headlines else f"smaller {change}"
    return [f"{hidden:,} {what} {verb} not listed"] if hidden else []


def _words(version: Version | None) -> str:
    return f"{sum(count_words(version)):,} words" if version else "not fetched"


def _when(revision: Revision) -> str:
    return moment_text(revision.moment)


def _shown(named: str) -> str:
    return clean_line(named)


def _json(data: dict[str, object]) -> str:
    return json.dumps({"format": FORMAT, **data}, ensure_ascii=False, indent=1)


def _revision_data(revision: Revision) -> dict[str, object]:
    told = {"label": revision.label, "subject": revision.subject, "author": revision.author}
    said = {key: value for key, value in told.items() if value}
    return {"moment": revision.moment, "source": clean_line(revision.source), **said}


def _change_data(change: Change | None) -> dict[str, object]:
    titles = change.headline if change else None
    return {
        "added": change.added if change else None,
        "removed": change.removed if change else None,
        "headline": {"from": titles[0], "to": titles[1]} if titles else None,
    }


def _row_data(row: Row) -> dict[str, object]:
    version = row.version
    return {
        "number": row.number,
        **_revision_data(row.revision),
        "title": one_line(version.title) if version else None,
        "words": sum(count_words(version)) if version else None,
        **_change_data(row.change),
        "again": list(row.again),
    }
