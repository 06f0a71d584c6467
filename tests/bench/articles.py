"""How well articles are found on real web pages: `python -m tests.bench.articles FOLDER`.

FOLDER holds checkouts of three public collections, of which none is part of this project:

* `bench`: github.com/scrapinghub/article-extraction-benchmark, 181 pages whose articles people have marked;
* `trafilatura`: github.com/adbar/trafilatura, 990 pages with passages that belong to the article or do not;
* `readability`: github.com/mozilla/readability, 130 pages with the titles that are expected;
* `js`, if it is there: a folder in which npm has installed `jsdom` and `@mozilla/readability`.

Every second page, in the order of their names, is for tuning, the others are for reporting: `--half tuning`. F1 and
accuracy are the benchmark's own (its `evaluate.py`): F1 of the mean precision and the mean recall of runs of four
words, each page's weighed by their number; accuracy is the share of pages without any wrong word. Of our pages, body
and headings are counted, without the headline.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import trafilatura
from lxml import etree, html

from reader.story.decode import decode, stated_charset
from reader.story.formats.child import Request, UnreadableError
from reader.story.formats.html_page import parse_html
from reader.story.formats.kept import kept_children
from reader.story.formats.sandbox import page_in
from reader.story.open import open_story
from reader.story.sentences import segment
from reader.story.version import Role

RUN = 4
"""Words in a run."""
IN_FOLDER = 50
"""Pages of the folder whose cost is measured."""
JS = """
const {JSDOM} = require("jsdom"), {Readability} = require("@mozilla/readability");
let text = "";
process.stdin.on("data", part => text += part);
process.stdin.on("end", () => {
  const out = JSON.parse(text).map(page => {
    try {
      const found = new Readability(new JSDOM(page, {url: "https://page.example/"}).window.document).parse();
      return found ? found.textContent : "";
    } catch { return ""; }
  });
  process.stdout.write(JSON.stringify(out));
});
"""


class Sample(NamedTuple):
    """A page and what people said about it."""

    name: str
    source: str
    article: str | None = None
    """Its whole article."""
    within: Sequence[str] = ()
    """Passages that belong to it."""
    without: Sequence[str] = ()
    """Passages that do not."""
    title: str = ""


class Shown(NamedTuple):
    """What we show of a page."""

    parts: Sequence[tuple[str, Role]]
    remarks: Sequence[str]

    def text(self, *roles: Role) -> str:
        """Its paragraphs in these roles, each on a line."""
        return "\n".join(text for text, role in self.parts if role in roles)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("tuning", "reporting", "both"), default="both")
    parser.add_argument("--only", choices=("bench", "trafilatura", "readability"))
    parser.add_argument("--ours", action="store_true", help="ask no other program")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write what went wrong to a file, as JSON lines")
    options = parser.parse_args()
    halves = {"tuning": ("tuning",), "reporting": ("reporting",), "both": ("tuning", "reporting")}[options.half]
    wanted = [options.only] if options.only else ["bench", "trafilatura", "readability"]
    errors: list[dict[str, object]] = []
    if "bench" in wanted:
        _measure_cost(_samples(options.folder, "bench")[:IN_FOLDER])
    for half in halves:
        print(f"\n{half} half")
        for collection in wanted:
            samples = _samples(options.folder, collection)[0 if half == "tuning" else 1 :: 2]
            MEASURES[collection](samples, options.folder / "js", options.ours, errors)
    if options.errors:
        options.errors.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in errors), "utf-8")


# The collections


def _samples(folder: Path, collection: str) -> list[Sample]:
    """The pages of a collection, in the order of their names."""
    samples = {"bench": _marked, "trafilatura": _annotated, "readability": _titled}[collection](folder / collection)
    return sorted(samples, key=lambda sample: sample.name)


def _marked(folder: Path) -> Iterator[Sample]:
    for name, truth in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        source = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8")
        yield Sample(name, source, article=truth.get("articleBody", ""))


def _annotated(folder: Path) -> Iterator[Sample]:
    tests = folder / "tests"
    for said in json.loads((tests / "evaldata.json").read_text("utf-8")).values():
        file = next(path for place in ("cache", "eval") if (path := tests / place / said["file"]).exists())
        yield Sample(said["file"], _decoded(file.read_bytes()), within=said["with"], without=said["without"])


def _titled(folder: Path) -> Iterator[Sample]:
    for page in (folder / "test" / "test-pages").iterdir():
        stated = json.loads((page / "expected-metadata.json").read_text("utf-8"))
        expected = html.fromstring((page / "expected.html").read_text("utf-8"))
        source = _decoded((page / "source.html").read_bytes())
        yield Sample(page.name, source, article=_lines(expected, "p"), title=stated["title"])


def _decoded(data: bytes) -> str:
    try:
        return decode(data, stated_charset(data) or None).text
    except ValueError:
        return decode(data).text


# The programs


def ours(source: str) -> Shown:
    """What we show of a page; without its limits and in this process, which saves a child for each."""
    answer = None
    try:
        for found in parse_html(Request(source.replace("\0", "").encode("utf-8", errors="replace"), 60)):
            answer = found if found.parts or answer is None else answer
    except UnreadableError:
        pass
    if answer is None:
        return Shown((), ())
    page = page_in(answer)
    paragraphs, _ = segment(page.text, page.paragraphs, page.stated, language=page.language)
    return Shown([(part.span.of(page.text), part.role) for part in paragraphs], answer.remarks)


def _trafilatura(sources: Sequence[str]) -> list[str]:
    return [trafilatura.extract(source, include_comments=False) or "" for source in sources]


def _readability(sources: Sequence[str]) -> list[str]:
    reader: Any = importlib.import_module("readability")  # pip install readability-lxml
    return [_readable(reader, source) for source in sources]


def _readable(reader: Any, source: str) -> str:
    try:
        found = html.fromstring(reader.Document(source).summary(html_partial=True))
    except (reader.readability.Unparseable, ValueError, etree.ParserError):
        return ""
    return _lines(found, "p", "li", "h2", "h3", "h4", "pre", "td")


def _lines(tree: Any, *tags: str) -> str:
    return "\n".join(" ".join(part.itertext()) for part in tree.iter(*tags))


def _readability_js(folder: Path) -> Callable[[Sequence[str]], list[str]]:
    def read(sources: Sequence[str]) -> list[str]:
        command = ["node", "--max-old-space-size=3000", "-e", JS]
        run = subprocess.run(command, input=json.dumps(sources).encode(), capture_output=True, cwd=folder, check=True)
        return list(json.loads(run.stdout))

    return read


def _peers(js: Path) -> dict[str, Callable[[Sequence[str]], list[str]]]:
    peers = {"trafilatura": _trafilatura, "readability-lxml": _readability}
    if find_spec("readability") is None:
        del peers["readability-lxml"]
    return peers | ({"readability.js": _readability_js(js)} if js.is_dir() else {})


# The measures


def _measure_cost(samples: Sequence[Sample]) -> None:
    """How long opening a folder of pages takes, in seconds of the processor, beside trafilatura alone.

    Both in turn, twice, because the processor is not equally fast all the time. Ours is with all that `open_story`
    does, in this process and in its child; trafilatura's without its import.
    """
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{sample.name}.html" for sample in samples]
        for path, sample in zip(paths, samples, strict=True):
            path.write_text(sample.source, "utf-8")
        for _ in range(2):
            begun = _processor()
            with kept_children():
                for path in paths:
                    open_story([str(path)])
            ours_took, begun = _processor() - begun, _processor()
            for path in paths:
                trafilatura.bare_extraction(path.read_text("utf-8"), include_comments=False, with_metadata=True)
            alone = _processor() - begun
            print(f"{len(paths)} pages: {ours_took:.2f} s, trafilatura {alone:.2f} s, {ours_took / alone:.1f} times")


def _processor() -> float:
    """Seconds of the processor that this process and its children have used; of a child when it has ended."""
    return sum(os.times()[:4])


def _measure_marked(samples: Sequence[Sample], js: Path, alone: bool, errors: list[dict[str, object]]) -> None:
    begun = time.perf_counter()
    shown = [ours(sample.source) for sample in samples]
    spent = time.perf_counter() - begun
    print(f"  articles of {len(samples)} pages      F1   precision  recall  accuracy   ms a page")
    _print_scores("ours", samples, [found.text(Role.BODY, Role.HEADING) for found in shown], spent)
    for name, read in ({} if alone else _peers(js)).items():
        begun = time.perf_counter()
        texts = read([sample.source for sample in samples])
        _print_scores(name, samples, texts, time.perf_counter() - begun)
    paragraphs = foreign = headings = folded = lost = 0
    for sample, found in zip(samples, shown, strict=True):
        truth = sample.article or ""
        own = [(text, role) for text, role in found.parts if role in (Role.BODY, Role.HEADING)]
        alien = [(text, role) for text, role in own if not _is_from(text, truth)]
        paragraphs, foreign = paragraphs + len(own), foreign + len(alien)
        headings += sum(role is Role.HEADING for _, role in alien)
        good = [line for line in truth.split("\n") if line.strip()]
        aside = found.text(Role.FURNITURE, Role.HEADLINE)
        away = [line for line in good if not _is_from(line, found.text(Role.BODY, Role.HEADING))]
        lost += len(away)
        whole = 2 * sum(map(len, away)) > sum(map(len, good))
        folded += whole
        headline = found.text(Role.HEADLINE)
        errors.append(
            {"page": sample.name, "exact": _words(found.text(Role.BODY, Role.HEADING)) == _words(truth), "alien": alien,
             "away": [(line, _is_from(line, aside)) for line in away], "folded": whole, "headline": headline,
             "title": (re.findall(r"(?is)<title[^>]*>(.*?)</title", sample.source) or [""])[0].strip(),
             "remarks": found.remarks}
        )  # fmt: skip
    print(f"  paragraphs that are furniture: {foreign} of {paragraphs}, {headings} of them as headings")
    print(
        f"  paragraphs of the articles that are folded or gone: {lost}; pages with most of their article so: {folded}"
    )


def _measure_annotated(samples: Sequence[Sample], js: Path, alone: bool, errors: list[dict[str, object]]) -> None:
    begun = time.perf_counter()
    shown = [ours(sample.source) for sample in samples]
    spent = time.perf_counter() - begun
    print(f"  passages of {len(samples)} pages      F1   precision  recall  accuracy   ms a page")
    _print_passages("ours", samples, [found.text(Role.BODY, Role.HEADING, Role.HEADLINE) for found in shown], spent)
    for name, read in ({} if alone else _peers(js)).items():
        begun = time.perf_counter()
        texts = read([sample.source for sample in samples])
        _print_passages(name, samples, texts, time.perf_counter() - begun)
    folded = []
    for sample, found in zip(samples, shown, strict=True):
        text, all_of_it = (_plain(found.text(*roles)) for roles in ((Role.BODY, Role.HEADING, Role.HEADLINE), Role))
        gone = [passage for passage in sample.within if _plain(passage) not in text]
        if len(gone) == len(sample.within) and any(_plain(passage) in all_of_it for passage in gone):
            folded.append(sample.name)
        errors.append(
            {"page": sample.name, "gone": [(passage, _plain(passage) in all_of_it) for passage in gone],
             "alien": [passage for passage in sample.without if _plain(passage) in text],
             "folded": sample.name in folded, "remarks": found.remarks, "headline": found.text(Role.HEADLINE)}
        )  # fmt: skip
    print(f"  pages whose article is folded as a whole: {len(folded)}")


def _measure_titled(samples: Sequence[Sample], js: Path, alone: bool, errors: list[dict[str, object]]) -> None:
    shown = [ours(sample.source) for sample in samples]
    texts = [found.text(Role.BODY, Role.HEADING) for found in shown]
    print(f"  Mozilla's {len(samples)} pages       F1   precision  recall  accuracy   ms a page")
    _print_scores("ours", samples, texts, 0)
    for name, read in ({} if alone else _peers(js)).items():
        _print_scores(name, samples, read([sample.source for sample in samples]), 0)
    right = 0
    for sample, found, text in zip(samples, shown, texts, strict=True):
        headline = found.text(Role.HEADLINE)
        same = bool(headline) and (
            _folded(headline) in _folded(sample.title) or _folded(sample.title) in _folded(headline)
        )
        right += same
        scores = _score(sample.article or "", text)
        errors.append({"page": sample.name, "headline": headline, "title": sample.title, "scores": scores})
    print(f"  headlines that agree with the expected titles: {right} of {len(samples)}")


MEASURES = {"bench": _measure_marked, "trafilatura": _measure_annotated, "readability": _measure_titled}


def _print_scores(name: str, samples: Sequence[Sample], texts: Sequence[str], spent: float) -> None:
    scores = [_score(sample.article or "", text) for sample, text in zip(samples, texts, strict=True)]
    precision = mean(p for p, _ in scores if p is not None)
    recall = mean(r for _, r in scores if r is not None)
    same = mean(_words(sample.article or "") == _words(text) for sample, text in zip(samples, texts, strict=True))
    _print_line(name, precision, recall, same, spent / len(samples))


def _score(truth: str, text: str) -> tuple[float | None, float | None]:
    """Precision and recall of runs of words; None for what the benchmark leaves out of its mean."""
    true, found = Counter(_runs(truth)), Counter(_runs(text))
    shared = sum((true & found).values())
    return (shared / found.total() if found else None), (shared / true.total() if true else None)


def _print_passages(name: str, samples: Sequence[Sample], texts: Sequence[str], spent: float) -> None:
    good = bad = missed = avoided = 0
    for sample, text in zip(samples, map(_plain, texts), strict=True):
        got = sum(_plain(passage) in text for passage in sample.within)
        wrong = sum(_plain(passage) in text for passage in sample.without)
        good, missed = good + got, missed + len(sample.within) - got
        bad, avoided = bad + wrong, avoided + len(sample.without) - wrong
    precision, recall = good / (good + bad), good / (good + missed)
    right = (good + avoided) / (good + bad + missed + avoided)
    _print_line(name, precision, recall, right, spent / len(samples))


def _print_line(name: str, precision: float, recall: float, accuracy: float, seconds: float) -> None:
    f1 = 2 * precision * recall / (precision + recall)
    print(f"    {name:<22} {f1:.3f}      {precision:.3f}   {recall:.3f}     {accuracy:.3f}   {1000 * seconds:6.0f}")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))) if words else ()


def _is_from(text: str, source: str) -> bool:
    """Whether at least half of a text's runs of words are in another text."""
    words = _words(text)
    if len(words) < RUN:
        return " ".join(words) in " ".join(_words(source))
    known = set(_runs(source))
    return 2 * sum(run in known for run in _runs(text)) >= len(words) - RUN + 1


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


if __name__ == "__main__":
    main()
