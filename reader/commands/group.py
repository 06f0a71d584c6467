"""`diptych group`: find which articles tell the same story, and write a story file for each group."""

from __future__ import annotations

import argparse
import json
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from reader.align.meaning import EncoderError
from reader.commands.passim import read_clusters
from reader.commands.stories import Article, FoundStory, found_story, write_story
from reader.group.across import ENCODING, MOST, beginning_of, in_several_languages, joined_across
from reader.group.grouping import (
    THRESHOLD,
    Group,
    Lexicon,
    Reprint,
    group,
    reprints_among,
    words_of_article,
    words_of_text,
)
from reader.group.spark import Reading, SparkError, group_files
from reader.notes.vectors import encoder_or_remark
from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line, counted
from reader.story.contents import ENDINGS
from reader.story.formats.kept import kept_children
from reader.story.inputs import why_not
from reader.story.open import open_story
from reader.story.own_output import own_output
from reader.story.version import SourceError

FORMAT = "diptych/groups@1"
SUMMARY = "Find which articles tell the same story, and write a story file for each group."
EXAMPLES = f"""\
examples:
  diptych group articles/                      write the story files into articles/ itself
  diptych group articles/ --dry-run            only print what would be found
  diptych group *.txt --output stories/        write into another folder, with copies of the articles
  diptych group articles/ --format json        the same for a program
  diptych group --from-passim out.json -o s/   story files for the clusters of passim
  diptych group articles/ --engine spark       the same groups by a Spark job, for collections of many thousands

How it is decided: two articles are compared by their first 250 words, those at the beginning counted more. Rare words
count more; words such as “the” do not count. The similarity is a number from 0 (no common words) to 1 (the same words).
Two groups become one as long as every two of their articles reach --threshold ({THRESHOLD}). Articles on other events
stay below .05, reports of one event reach .1 to .4, rewrites .4 to .9. Raise the threshold if different stories on one
subject end up together (.2 for drafts by several writers); lower it if a story is split.

Articles in different languages share names and figures at most. With the optional part for meaning (pip install
'.[meaning]' in the clone) a language model on this machine compares the sentences that they begin with; “alike” is then
how near these are in meaning.

An article most of whose words (80 %) stand in another one in the same runs of five is that one's text: “B is A's text,
97 %”. Story files list it after the originals, so that five outlets with one source are seen as one.

Files that cannot be read are named and left out. No file is overwritten.

exit status: 0, or 2 if nothing could be read or a file could not be written
"""
_READING = 0.75
"""Reading, as a portion of all work."""

Progress = Callable[[float, str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("sources", nargs="*", metavar="FOLDER|FILE", help="articles, and folders of articles")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="where to write; the folder of the articles if not given"
    )
    parser.add_argument("-n", "--dry-run", action="store_true", help="write no story files")
    parser.add_argument(
        "--threshold", type=_part, default=THRESHOLD, metavar="X",
        help=f"the least similarity of two articles that tell one story, 0 to 1 (default {THRESHOLD})",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")
    parser.add_argument("--encoding", help="the encoding of the articles, where the detected one is wrong")
    parser.add_argument(
        "--from-passim", type=Path, metavar="FILE", help="clusters that passim found, in place of articles"
    )
    parser.add_argument(
        "--engine", choices=("embedded", "spark"), default="embedded",
        help="embedded (default), or spark for collections larger than one machine; the groups are the same",
    )  # fmt: skip
    parser.add_argument(
        "--master", default="", metavar="URL",
        help="the Spark cluster, such as spark://host:7077; without it what Spark's settings say, or local[*]",
    )  # fmt: skip


def run(options: argparse.Namespace, console: Console) -> Report:
    """Find the groups, write their story files, and return what was found."""
    report, progress = Report(what="the groups"), console.progress
    try:
        if options.from_passim:
            stories, alone, count = _from_passim(options, report)
        else:
            stories, alone, count = _from_articles(options, report, console)
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[*report.complaints, str(error)])
    written: list[Path | None] = [None] * len(stories)
    if not options.dry_run and stories:
        try:
            folder = _output(options)
            for number, story in enumerate(stories):
                written[number] = write_story(story, folder)
                progress((number + 1) / len(stories), "writing")
        except OSError as error:
            where = clean_line(str(error.filename or options.output or ""))
            report.complaints.append(f"{where} cannot be written: {clean_line(error.strerror or str(error))}")
            report.status = TROUBLE
    tell = _as_json if options.format == "json" else _as_text
    report.text = tell(stories, written, alone, count, options.threshold)
    return report


def _part(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("expected a number above 0 and up to 1")
    return value


# Input


def _from_articles(
    options: argparse.Namespace, report: Report, console: Console
) -> tuple[list[FoundStory], list[Article], int]:
    if not options.sources:
        raise SourceError("nothing to group: name a folder of articles, or files")
    files = list(_files(options.sources, report, console.show))
    by = _with_spark if options.engine == "spark" else _embedded
    told, found = by(files, options, console.progress)
    report.complaints += [f"left out: {one}" for one in told if isinstance(one, str)]
    articles = [one for one in told if isinstance(one, Article)]
    if not articles:
        raise SourceError("none of it could be read as an article; name text files, or a folder of them")
    found = _across_languages(articles, found, report, console.progress)
    stories = [found_story(g.articles, articles, _copies(g.reprints), g.similarity) for g in found]
    together = {article for g in found for article in g.articles}
    return stories, [a for number, a in enumerate(articles) if number not in together], len(articles)


def _across_languages(
    articles: Sequence[Article], found: tuple[Group, ...], report: Report, progress: Progress
) -> tuple[Group, ...]:
    """The groups, with those as one that tell one event in different languages, where a model can tell."""
    beginnings = [article.beginning for article in articles]
    if not in_several_languages(beginnings):
        return found
    encoder, remark = encoder_or_remark()
    if encoder is not None and len(articles) > MOST:
        encoder, remark = (
            None,
            f"of more than {MOST:,} articles, those in different languages are compared by words alone",
        )
    if encoder is None:
        report.complaints += [remark] if remark else []
        return found
    what = f"comparing languages by {clean_line(encoder.name)}"
    try:
        return joined_across(
            found,
            beginnings,
            lambda texts: encoder.vectors(texts, lambda part: progress(part * ENCODING, what)),
            progress=lambda part: progress(part, what),
        )
    except EncoderError as error:
        report.complaints.append(f"articles in different languages are compared by words alone: {error}")
        return found


Told = tuple[Sequence[Article | str], tuple[Group, ...]]
"""For each file the article, or why it cannot be read; and the groups of the articles."""


def _embedded(files: Sequence[str], options: argparse.Namespace, progress: Progress) -> Told:
    """Group on this machine alone."""
    lexicon = Lexicon()
    told: list[Article | str] = []
    words: list[array[int]] = []
    for number, reading in enumerate(_readings(files, options.encoding or "")):
        told.append(reading.told)
        if reading.words is not None:
            words.append(lexicon.number(reading.words))
        progress((number + 1) / len(files) * _READING, "reading")
    found = group(
        words,
        lexicon.function_words,
        threshold=options.threshold,
        progress=lambda part: progress(_READING + part * (1 - _READING), "comparing"),
    )
    return told, found


def _with_spark(files: Sequence[str], options: argparse.Namespace, progress: Progress) -> Told:
    """Group with Spark."""
    progress(0.0, "starting Spark")
    try:
        return group_files(
            files,
            partial(_readings, encoding=options.encoding or ""),
            threshold=options.threshold,
            master=options.master,
            progress=lambda part: progress(part, "grouping"),
        )
    except SparkError as error:
        raise SourceError(str(error)) from error


def _readings(files: Iterable[str], encoding: str) -> Iterator[Reading[Article | str]]:
    """Read articles one after the other."""
    with kept_children():
        for path in files:
            try:
                version = open_story([path], encoding=encoding or None).versions[0]
            except SourceError as error:
                yield Reading(str(error), None)
                continue
            words = words_of_article(version)
            article = Article(
                source=path,
                title=version.title,
                name=version.name,
                date=version.date,
                words=len(words),
                path=Path(os.path.realpath(path)),
                encoding=encoding,
                beginning=beginning_of(version),
            )
            yield Reading(article, words)


def _from_passim(options: argparse.Namespace, report: Report) -> tuple[list[FoundStory], list[Article], int]:
    if options.sources:
        raise SourceError("name either articles or --from-passim, not both")
    stories = []
    clusters = read_clusters(options.from_passim, report.complaints)
    for passages in clusters:
        lexicon = Lexicon()
        words = [lexicon.number(words_of_text(passage.text)) for passage in passages]
        own = range(len(passages))
        stories.append(found_story(own, passages, _copies(reprints_among(own, words)), None))
    return stories, [], sum(map(len, clusters))


def _copies(reprints: Sequence[Reprint]) -> dict[int, tuple[int, float]]:
    return {reprint.article: (reprint.of, reprint.part) for reprint in reprints}


_SHOWN = 40
"""Code points of a folder's name that fit into the line of progress."""


def _files(sources: Sequence[str], report: Report, show: Callable[[str], None]) -> Iterator[str]:
    """Yield each file once: files by name, and articles in folders and below, without hidden files."""
    seen: set[str] = set()
    ours: list[str] = []
    for named in sources:
        top = os.path.realpath(named)
        if not os.path.isdir(named):  # noqa: PTH112 (Path would turn an empty name into the current folder)
            found = [named]
        else:
            found = []
            for folder, folders, names in os.walk(named, onerror=lambda e: _unread(e, report)):
                show(f"looking for articles · {len(found):,} so far · {clean_line(folder)[-_SHOWN:]}")
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                found += [
                    str(Path(folder) / name)
                    for name in sorted(names)
                    if Path(name).suffix.lower() in ENDINGS and not name.startswith(".")
                ]
        for path in found:
            real = os.path.realpath(path) if path else path
            if real in seen:
                continue
            seen.add(real)
            if found != [named] and not Path(real).is_relative_to(top):
                out = f"{clean_line(path)} is a link to {clean_line(real)}, outside the folder: name it to include it"
                report.complaints.append(f"left out: {out}")
            elif own_output(Path(path)) is not None:
                ours.append(clean_line(path))
            else:
                yield path
    if ours:
        it = "it" if len(ours) == 1 else "them"
        report.complaints.append(f"left out, because Diptych wrote {it}: {', '.join(ours)}")


def _unread(error: OSError, report: Report) -> None:
    report.complaints.append(f"left out: {why_not(error, Path(str(error.filename)))}")


def _output(options: argparse.Namespace) -> Path:
    """Return the folder to write into, created if needed. Raises OSError."""
    folder: Path = options.output or Path()
    if options.output is None and options.sources:
        homes = [s if os.path.isdir(s) else os.path.dirname(s) for s in map(os.path.abspath, options.sources)]  # noqa: PTH112, PTH120
        folder = Path(os.path.commonpath(homes))
    folder.mkdir(parents=True, exist_ok=True)
    return Path(os.path.realpath(folder))


# Output


def _as_text(
    stories: Sequence[FoundStory],
    written: Sequence[Path | None],
    alone: Sequence[Article],
    count: int,
    threshold: float,
) -> str:
    lines = [
        f"{counted(len(stories), 'story', 'stories')} among {counted(count, 'article')}"
        f" · {len(alone):,} alone · threshold {threshold:g}"
    ]
    for story, path in zip(stories, written, strict=True):
        counts = f"{len(story.tellings)} articles, {counted(story.origins, 'origin')}"
        alike = "" if story.alike is None else f", alike {story.alike:.2f}"
        lines += ["", f"{clean_line(story.title) or 'without a title'}  ({counts}{alike})"]
        for telling in story.tellings:
            said = f"  {telling.said}" if telling.said else ""
            lines.append(f"  {telling.siglum or '·'}  {clean_line(telling.article.source)}{said}")
        if path is not None:
            lines.append(f"  → {clean_line(str(path))}")
    return "\n".join(lines)


def _as_json(
    stories: Sequence[FoundStory],
    written: Sequence[Path | None],
    alone: Sequence[Article],
    count: int,
    threshold: float,
) -> str:
    groups = [
        {
            "title": clean_line(story.title),
            "alike": None if story.alike is None else round(story.alike, 3),
            "origins": story.origins,
            "story_file": None if path is None else clean_line(str(path)),
            "articles": [
                {
                    **_told(telling.article),
                    "siglum": telling.siglum,
                    "reprint": {"of": telling.origin, "part": round(telling.part, 3)} if telling.origin else None,
                }
                for telling in story.tellings
            ],
        }
        for story, path in zip(stories, written, strict=True)
    ]
    told = {
        "format": FORMAT,
        "threshold": threshold,
        "articles": count,
        "groups": groups,
        "alone": list(map(_told, alone)),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _told(article: Article) -> dict[str, object]:
    return {
        "source": clean_line(article.source),
        "title": clean_line(article.title),
        "name": clean_line(article.name),
        "date": clean_line(article.date),
    }
