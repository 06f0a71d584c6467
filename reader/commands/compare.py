"""`diptych compare`: print how the versions of a story compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from reader.align.alignment import Comparison, differs
from reader.collector import no_collection
from reader.commands.opening import open_sources
from reader.commands.table import SOURCE, add_paste_argument, add_rule_arguments, add_source_arguments
from reader.export.formats import FORMATS
from reader.notes.files import config_path, is_missing, store_path
from reader.notes.store import Store, StoreError
from reader.notes.templates import templates_in_settings
from reader.report import TROUBLE, Console, Report
from reader.story.version import SourceError, Story

NOTHING_DIFFERS, SOMETHING_DIFFERS = 0, 1
SUMMARY = "Print how the versions of a story compare."
EXAMPLES = """\
examples:
  diptych compare first.txt second.txt                 what only one says and what both say, as plain text
  diptych compare first.txt second.txt --format json   the same as one JSON object
  diptych compare story.yaml --format html > page.html a page to read in a browser, to share and to print
  diptych compare story.yaml --format stats            figures; other formats are csv, md, critic and tei
  diptych compare story.yaml | less

exit status: 0 nothing differs, 1 something does, 2 trouble
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=SOURCE)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        metavar="FORMAT",
        help="; ".join(f"{form.name}: {form.summary}" for form in FORMATS.values()),
    )
    parser.add_argument("--notes", action="store_true", help="include your notes and picks in the page (html)")
    parser.add_argument("--why", action="store_true", help="explain each link after the text")
    parser.add_argument("--meaning", action="store_true", help="link by meaning, with a language model on this machine")
    add_source_arguments(parser)
    add_rule_arguments(parser)
    add_paste_argument(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """Return the comparison in the chosen format."""
    try:
        story = open_sources(options, console)
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    if len(story.versions) < 2:
        complaint = "one version cannot be compared with itself: name at least two sources"
        return Report(status=TROUBLE, complaints=[complaint])
    return compare_story(
        story, options.format, console.say, why=options.why, notes=options.notes, meaning=options.meaning
    )


def compare_story(
    story: Story,
    form: str,
    say: Callable[[str], None],
    *,
    why: bool = False,
    notes: bool = False,
    meaning: bool = False,
) -> Report:
    """Compare the versions of a story.

    Args:
        story: A story of two or more versions.
        form: The name of a format.
        say: Gets remarks on the sources, before the work begins.
        why: Whether the reasons for each link follow the text; for the format text.
        notes: Whether the page includes the reader's notes; for the format html.
        meaning: Whether to link by meaning whatever the settings say.
    """
    # The aligner takes 70 ms to import and the page 30; --help and the completions do without them.
    from reader.align.compare import decide
    from reader.align.prepared import prepare
    from reader.notes.vectors import encoder_or_remark

    for remark in story.remarks:
        say(remark)
    for version in story.versions:
        for remark in version.remarks:
            say(f"{version.siglum}, {version.source}: {remark}")
    with no_collection():
        encoder, remark = encoder_or_remark(asked=meaning)
        if remark:
            say(remark)
        prepared = prepare(story.versions, encoder=encoder)
        comparison = decide(prepared)
    for remark in comparison.remarks:
        say(remark)
    if form == "html" and notes:
        printed = _page_with_notes(story, comparison, say)
    else:
        printed = FORMATS[form].write(comparison, story.title)
    if why and form == "text":
        from reader.export.why_text import reasons_text

        printed += "\n\n" + reasons_text(prepared, comparison)
    return Report(printed, SOMETHING_DIFFERS if differs(comparison) else NOTHING_DIFFERS, what="the comparison")


def _page_with_notes(story: Story, comparison: Comparison, say: Callable[[str], None]) -> str:
    """Return the page with the reader's notes and picks. Where they cannot be read, say so and leave them out."""
    from reader.export.page import comparison_page, page_notes

    if not is_missing(store_path()):
        try:
            with Store.open(store_path()) as store:
                notes = page_notes(store.story(story), comparison, templates_in_settings(config_path())[0].labels)
            return comparison_page(comparison, title=story.title, notes=notes)
        except StoreError as error:
            say(str(error))
    return comparison_page(comparison, title=story.title)
