"""`diptych notes`: list, show, search, export, import and check the notes of all stories."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from reader import __version__
from reader.commands.opening import open_sources
from reader.commands.table import add_source_arguments
from reader.export.notes_data import LARGEST, NotOursError, is_ours, notes_csv, notes_json, read_notes_json
from reader.export.other_notes import OtherNote, place_notes, read_other_notes
from reader.export.references import bibtex, csl_json
from reader.notes.anchors import Fate
from reader.notes.database import StoreError
from reader.notes.entries import LABELS, Entry, Kind
from reader.notes.files import config_path, is_missing, store_path
from reader.notes.library import KeptStory, Library
from reader.notes.sources import reopen
from reader.notes.store import Store
from reader.notes.templates import Templates, templates_in_settings
from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean, clean_line, plural
from reader.story.moments import utc_now
from reader.story.version import SourceError, Story, Version

# `show` imports the aligner when it runs: the other commands do not need it, and it takes 60 ms.

Say = Callable[[str], None]
FOUND, NOTHING = 0, 1
SHOWN = 72
"""Code points of a note or a quotation that a line shows."""
STORY_HELP = "a story: its number in the list, the start of its key, or words of its title"
SUMMARY = "The notes and picks of all stories."
EXAMPLES = """\
examples:
  diptych notes list                          the stories that have notes
  diptych notes show orla                     the notes of one story, as Markdown
  diptych notes search casualt* "the bridge"  search all notes, and the passages they are on
  diptych notes export --format json > notes.json
  diptych notes export orla --format csl-json > sources.json
  diptych notes export orla --label 1         only what you gave the first label
  diptych notes import notes.json             import notes; none is imported twice
  diptych notes import "My Clippings.txt" book.epub   highlights from a Kindle, placed in the book
  diptych notes check                         open the sources again and check whether all passages are still there

exit status: 0 something was found (check: every passage is where it was), 1 nothing was (some are not), 2 trouble
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""

    def command(name: str, about: str, run_it: Callable[..., int], example: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=about,
            description=about[0].upper() + about[1:] + ".",
            epilog=f"example:\n  diptych notes {example}\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run_it)
        return made

    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command("list", "list the stories that have notes", _list, "list")
    shown = command("show", "show one story's notes as Markdown", _show, "show orla")
    shown.add_argument("story", metavar="STORY", help=STORY_HELP)
    search = command("search", "search all notes and the passages they are on", _search, 'search casualt* "the bridge"')
    search.add_argument("words", nargs="+", metavar="WORD", help='a word, the start of one (wor*), or "words together"')
    search.add_argument("--kind", choices=[kind.value for kind in Kind], help="only entries of this kind")
    search.add_argument("--tag", help="only entries with this tag")
    search.add_argument("--label", metavar="LABEL", help="only picks with this label: 1 to 4, or its name")
    export = command("export", "print the notes of stories, or of all stories", _export, "export --format csv")
    export.add_argument("stories", nargs="*", metavar="STORY", help=STORY_HELP)
    export.add_argument(
        "--format",
        choices=("md", "json", "csv", "csl-json", "bibtex"),
        default="md",
        help="md (default), json (W3C Web Annotation) or csv; csl-json or bibtex for the sources as references",
    )
    export.add_argument(
        "--label", metavar="LABEL", help="only the picks with this label: 1 to 4, or its name in the settings"
    )
    take = command(
        "import",
        "import notes: our own JSON, W3C web annotations, Hypothesis's JSON, or Kindle's “My Clippings.txt”",
        _import,
        "import clippings.txt book.epub",
    )
    take.add_argument("file", metavar="FILE", help="the file, or - (standard input)")
    take.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="where other programs' notes are to be placed; without any, in the stories that were read before",
    )
    add_source_arguments(take)
    check = command("check", "open the sources again and check whether all passages are there", _check, "check orla")
    check.add_argument("stories", nargs="*", metavar="STORY", help=STORY_HELP)
    check.add_argument("--all", action="store_true", help="also list passages that are where they were")


def run(options: argparse.Namespace, console: Console) -> Report:
    """Run the command. It prints as it goes: many stories have many notes."""
    return Report(status=_run(options, console))


def _run(options: argparse.Namespace, console: Console) -> int:
    say = console.say
    if options.command != "import" and is_missing(store_path()):
        say("no notes are kept yet")
        return NOTHING
    try:
        with Store.open(store_path()) as store:
            if options.command == "import":
                status = _import(store, options, console)
            else:
                status = int(options.run(store.library(), options, say))
            for row, why in store.damaged.items():
                say(f"a row of the store cannot be read, and was left as it is: {row}: {why}")
            return status
    except StoreError as error:
        say(str(error))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        say(f"the output could not be written: {error.strerror}")
    return TROUBLE


def _list(library: Library, _: argparse.Namespace, say: Say) -> int:
    stories = library.stories()
    if not stories:
        say("no notes are kept yet")
        return NOTHING
    for number, story in enumerate(stories, 1):
        sigla = " ".join(f"{version.siglum} {version.name}," for version in story.versions).rstrip(",")
        count = f"{plural(story.notes, 'note')}, {plural(story.picks, 'pick')}"
        about = f"{clean_line(story.title)} · {count} · {clean_line(sigla)}"
        _print(f"{number:>3}  {story.key[:8]}  {story.opened[:10]}  {about}")
    return FOUND


def _show(library: Library, options: argparse.Namespace, say: Say) -> int:
    found = _named(library, [options.story], say)
    if found is None:
        return TROUBLE
    return _markdown(library, found, say)


def _search(library: Library, options: argparse.Namespace, say: Say) -> int:
    label = _label(options.label, say)
    if label is None:
        return TROUBLE
    words = [f'"{word}"' if " " in word else word for word in options.words]
    status = NOTHING
    for story, entry in library.search(" ".join(words)):
        if options.kind not in (None, entry.kind.value) or label not in (0, entry.label):
            continue
        if options.tag and options.tag.lstrip("#").casefold() not in {tag.casefold() for tag in entry.tags}:
            continue
        sigla = " ".join(dict.fromkeys(anchor.siglum for anchor in entry.anchors)) or "the story"
        _print(f"{clean_line(story.title)} · {entry.kind.value} on {clean_line(sigla)} · {entry.created[:10]}")
        for text in filter(None, [entry.body, *(f"“{anchor.exact}”" for anchor in entry.anchors[:1])]):
            _print(f"  {_short(text)}")
        status = FOUND
    return status


def _export(library: Library, options: argparse.Namespace, say: Say) -> int:
    found = _named(library, options.stories, say)
    if found is None:
        return TROUBLE
    if not found:
        say("no notes are kept yet")
        return NOTHING
    label = _label(options.label, say)
    if label is None:
        return TROUBLE
    entries = {story.key: [e for e in library.notes_of(story).entries() if label in (0, e.label)] for story in found}
    if label:
        found = [story for story in found if entries[story.key]]
        if not found:
            say("nothing has this label")
            return NOTHING
    if options.format == "md":
        return _markdown(library, found, say, entries)
    if options.format in ("csl-json", "bibtex"):
        return _references(library, found, options.format, say)
    chosen = [(story, entries[story.key]) for story in found]
    if options.format == "json":
        _write(notes_json(chosen))
    else:
        _write_cleaned(notes_csv(chosen))
    return FOUND


def _import(store: Store, options: argparse.Namespace, console: Console) -> int:
    say, library = console.say, store.library()
    shown = "standard input" if options.file == "-" else clean_line(options.file)
    try:
        if options.file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin is not None else b""
        else:
            with Path(options.file).open("rb") as file:
                data = file.read(LARGEST + 1)
        others = () if is_ours(data) else read_other_notes(data)
        stories = [] if others else read_notes_json(data)
    except (OSError, ValueError) as error:
        say(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}")
        return TROUBLE
    except NotOursError as error:
        say(f"nothing was imported from {shown}: {error}")
        return TROUBLE
    if others:
        try:
            return _import_others(store, others, options, console)
        except SourceError as error:
            say(f"nothing was imported from {shown}: {error}")
            return TROUBLE
    kept = differing = total = 0
    for story, entries in stories:
        new, unlike = library.take(story, entries)
        kept, differing, total = kept + new, differing + unlike, total + len(entries)
    _print(f"{kept} of {total} imported; {total - kept} were here already")
    if differing:
        say(f"{differing} of those here already have different words here, which were kept")
    return FOUND if kept else NOTHING


def _import_others(store: Store, notes: Sequence[OtherNote], options: argparse.Namespace, console: Console) -> int:
    """Take in what another program wrote: placed where its words are found, the rest kept and listed. SourceError."""
    library = store.library()
    opened = [open_sources(options, console)] if options.sources else []
    for story in opened:
        store.story(story)
    taken = place_notes(notes, opened or _reopened(library, console.say), utc_now(), alone=bool(opened))
    kept, places = 0, []
    for one in taken:
        kept += library.take(one.story, one.entries)[0]
        counts = [f"{count} in {clean_line(siglum)}" for siglum, count in sorted(one.placed.items())]
        counts += [f"{len(one.on_whole)} on the story"] if one.on_whole else []
        if told := ", ".join(counts):
            places.append(f"placed in {clean_line(one.story.title)}: {told}")
    _print(f"{kept} of {len(notes)} imported; {len(notes) - kept} were here already")
    for line in places:
        _print(line)
    for one in taken:
        if one.unplaced:
            _print(f"not placed, kept with {clean_line(one.story.title)}: {len(one.unplaced)}")
        for entry in one.unplaced:
            _print(f"  “{_short(entry.anchors[0].exact)}”{_words(entry)}")
    return FOUND if kept else NOTHING


def _reopened(library: Library, say: Say) -> Iterator[Story]:
    """The stories that were read before, the latest first, each opened when it is asked for."""
    from reader.notes.sources import reopen

    for known in library.known():
        opened = reopen(known, library.notes_of(known), copies=True)
        for remark in opened.remarks:
            say(remark)
        if opened.story.versions:
            yield opened.story


def _check(library: Library, options: argparse.Namespace, say: Say) -> int:
    found = _named(library, options.stories, say)
    if found is None:
        return TROUBLE
    status = FOUND
    for story in found:
        opened = reopen(story, library.notes_of(story), copies=False)
        for remark in opened.remarks:
            say(remark)
        notes = library.notes_of(story, opened.story)
        counts = dict.fromkeys(Fate, 0)
        lines = []
        for entry in notes.entries():
            for anchor in entry.anchors:
                fate = notes.place(anchor).fate
                counts[fate] += 1
                if fate is not Fate.EXACT or options.all:
                    lines.append(
                        f"  {fate.value:<8} {clean_line(anchor.siglum)}  “{_short(anchor.exact)}”{_words(entry)}"
                    )
        told = ", ".join(f"{count} {fate.value}" for fate, count in counts.items() if count) or "nothing on passages"
        _print(f"{clean_line(story.title)}: {told}")
        for line in lines:
            _print(line)
        if any(count for fate, count in counts.items() if fate is not Fate.EXACT):
            status = NOTHING
    return status


# Helpers of several commands


def _named(library: Library, names: Sequence[str], say: Say) -> list[KeptStory] | None:
    """The stories that are named, or all of them; None, with a message, if a name matches none or several."""
    stories = library.stories()
    if not names:
        return list(stories)
    out = []
    for name in names:
        fit = [story for number, story in enumerate(stories, 1) if name == str(number) or name == story.key]
        fit = fit or [story for story in stories if len(name) >= 4 and story.key.startswith(name)]
        fit = fit or [story for story in stories if name.casefold() in story.title.casefold()]
        if len(fit) != 1:
            titles = ", ".join(f"“{clean_line(story.title)}” ({story.key[:8]})" for story in fit[:5])
            say(
                f"{clean_line(name)} matches {len(fit)} stories: {titles}"
                if fit
                else f"no story with notes matches {clean_line(name)}"
            )
            return None
        out += fit
    return list({story.key: story for story in out}.values())


def _markdown(
    library: Library, stories: Sequence[KeptStory], say: Say, chosen: Mapping[str, Sequence[Entry]] | None = None
) -> int:
    """Print the notes files of stories, one after the other; of the chosen entries by the story's key, if given."""
    from reader.align.compare import compare
    from reader.notes.file_merge import fresh
    from reader.notes.notes_file import parts_of

    for number, story in enumerate(stories):
        opened = reopen(story, library.notes_of(story), copies=True)
        for remark in opened.remarks:
            say(remark)
        entries = library.notes_of(story).entries() if chosen is None else chosen[story.key]
        comparison = compare(opened.story.versions)
        parts = parts_of(
            opened.story,
            comparison,
            entries,
            saved=utc_now(),
            program=f"diptych {__version__}",
            templates=_templates(say),
        )
        _write(("\n" if number else "") + fresh(parts))
    return FOUND


def _references(library: Library, stories: Sequence[KeptStory], form: str, say: Say) -> int:
    """Print the sources of stories as references."""
    versions: list[Version] = []
    for story in stories:
        opened = reopen(story, library.notes_of(story), copies=True)
        for remark in opened.remarks:
            say(remark)
        versions += opened.story.versions
    _write((bibtex if form == "bibtex" else csl_json)(versions))
    return FOUND


def _label(named: str | None, say: Say) -> int | None:
    """The number of a label that is given by number or name; 0 if none is; None, with a message, if there is none."""
    if named is None:
        return 0
    names = _templates(say).labels
    numbers = [str(number) for number in range(1, LABELS + 1)]
    called = [*numbers, *(name.casefold() for name in names)]
    if named.strip().casefold() in called:
        return called.index(named.strip().casefold()) % LABELS + 1
    say(f"no label is called {clean_line(named)}: there are 1 to {LABELS}, called {', '.join(names)}")
    return None


def _templates(say: Say) -> Templates:
    """The reader's templates for the notes file."""
    templates, problems = templates_in_settings(config_path())
    for problem in problems:
        say(str(problem))
    return templates


def _words(entry: Entry) -> str:
    return f" — {_short(entry.body)}" if entry.body.strip() else ""


def _short(text: str) -> str:
    """A text on one line, shortened."""
    line = clean_line(" ".join(text.split()))
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _print(line: str) -> None:
    _write(line + "\n")


def _write(text: str) -> None:
    """Print text that may hold anything."""
    _write_cleaned(clean(text))


def _write_cleaned(text: str) -> None:
    """Print text whose parts were cleaned: lines of a CSV end with CR LF, which cleaning would make visible."""
    if sys.stdout is None:
        raise OSError(9, "standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(text)
