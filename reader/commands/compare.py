"""`diptych compare`: print how the versions of a story compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.commands.table import SOURCE, add_paste_argument, add_source_arguments, open_sources
from reader.export.formats import FORMATS
from reader.report import TROUBLE, Console, Report
from reader.story.version import SourceError, Story

if TYPE_CHECKING:
    from reader.align.alignment import Comparison
    from reader.export.page import PageNote

NOTHING_DIFFERS, SOMETHING_DIFFERS = 0, 1
SUMMARY = "Print how the versions of a story compare."
EXAMPLES = """\
examples:
  diptych compare first.txt second.txt                 what each adds, what both say, in plain lines
  diptych compare first.txt second.txt --format json   the same as one JSON object
  diptych compare story.yaml --format html > page.html a page to read in a browser, to share and to print
  diptych compare story.yaml --format stats            figures; csv, md, critic and tei are there too
  diptych compare story.yaml | less

exit status: 0 nothing differs, 1 something does, 2 trouble
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=SOURCE)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="; ".join(f"{f.name}: {f.summary}" for f in FORMATS.values()),
    )
    parser.add_argument("--notes", action="store_true", help="put your notes and picks into the page (html)")
    parser.add_argument("--why", action="store_true", help="say after the text why each link is one")
    add_source_arguments(parser)
    add_paste_argument(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """The comparison in the format asked for."""
    try:
        story = open_sources(options, console)
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    if len(story.versions) < 2:
        complaint = "one version cannot be compared with itself: name at least two sources"
        return Report(status=TROUBLE, complaints=[complaint])
    return compare_story(story, options.format, console.say, why=options.why, notes=options.notes)


def compare_story(
    story: Story, form: str, say: Callable[[str], None], *, why: bool = False, notes: bool = False
) -> Report:
    """Compare the versions of a story.

    Args:
        story: What tells it.
        form: The name of a format.
        say: Told what there is to remark on the sources, before the work begins.
        why: Whether reasons follow the text.
        notes: Whether the page has the reader's notes in it.
    """
    from reader.align.alignment import differs
    from reader.align.compare import decide
    from reader.align.prepared import prepare

    for version in story.versions:
        for remark in version.remarks:
            say(f"{version.siglum}, {version.source}: {remark}")
    prepared = prepare(story.versions)
    comparison = decide(prepared)
    if form == "html" and notes:
        from reader.export.page import comparison_page

        printed = comparison_page(comparison, title=story.title, notes=_noted(story, comparison, say))
    else:
        printed = FORMATS[form].write(comparison, story.title)
    if why and form == "text":
        from reader.export.why_text import reasons_text

        printed += "\n\n" + reasons_text(prepared, comparison)
    return Report(printed, SOMETHING_DIFFERS if differs(comparison) else NOTHING_DIFFERS, what="the comparison")


def _noted(story: Story, comparison: Comparison, say: Callable[[str], None]) -> tuple[PageNote, ...]:
    """What the reader noted and picked; nothing, and a word about it, where the notes cannot be read."""
    from reader.export.page import page_notes
    from reader.notes.files import store_path
    from reader.notes.store import Store, StoreError

    if not store_path().exists():
        return ()
    try:
        with Store.open(store_path()) as store:
            return page_notes(store.story(story), comparison)
    except StoreError as error:
        say(str(error))
        return ()
