"""How real files are read: encodings, wrapped texts, PDF documents, other formats.

The sets are public and are not part of the project; each is a folder with the files as they are in their repositories:

    python tests/bench/files.py --encodings chardet/tests --texts gutenberg rfc --pdf pdf.js/test/pdfs --documents docs

The right values come from the sets (the folder of an encoded file names its encoding) or from the files' own form (the
blank lines of a wrapped text), never from the program. The files of each set are in two halves by a checksum of their
names: rules were tuned on the first and are reported on both. With PYTHONPATH set to an older checkout, it measures
that one.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from reader.story.contents import read_content
from reader.story.open import open_story
from reader.story.version import Role, SourceError, Version

HALVES = ("tuned on", "held out")
ENDS = ".!?…。！？｡।؟:;»”’\"')]"
_LANGUAGE = re.compile(
    r"-(?:croatian|czech|hungarian|polish|slovak|slovene|romanian|bulgarian|russian|arabic|greek|turkish|hebrew)$"
)
_CODECS = {
    "MacCyrillic": "mac-cyrillic", "MacRoman": "mac-roman", "IBM855": "cp855", "IBM866": "cp866", "TIS-620": "cp874",
    "Big5": "big5hkscs", "EUC-KR": "cp949", "CP949": "cp949", "GB2312": "gb18030", "SHIFT_JIS": "cp932",
    "iso-8859-1": "cp1252", "iso-8859-9": "cp1254", "ascii": "utf-8",
}  # fmt: skip
"""Python's names of encodings that chardet's folders name, the wider one where browsers read that."""


def half(path: Path) -> int:
    """Which half of a set a file is in; the editions of a book are in the same one."""
    stem = re.sub(r"-[08]$", "", path.stem.split("__")[-1])
    return zlib.crc32(stem.casefold().encode()) % 2


def files_in(folders: Iterable[Path], *endings: str) -> Iterator[Path]:
    """The files below some folders, in order, without other editions of the same text."""
    seen = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            key = re.sub(r"-[08]$", "", path.stem.split("__")[-1]).casefold(), path.parent.name
            if path.is_file() and path.suffix.lower() in (endings or (path.suffix.lower(),)):
                if not endings or key not in seen:
                    yield path
                seen.add(key)


def report(title: str, found: dict[int, Counter[str]], line: Callable[[Counter[str]], str]) -> None:
    print(title)
    for number, name in enumerate(HALVES):
        print(f"  {name}: {line(found[number])}")


# Encodings


def encodings(folder: Path) -> None:
    """How many files are read as the same text as their folder's encoding gives."""
    found = {0: Counter[str](), 1: Counter[str]()}
    for path in files_in([folder]):
        name = _LANGUAGE.sub("", path.parent.name)
        if path.parent == folder:
            continue
        data, counts = path.read_bytes(), found[half(path)]
        try:
            right = {data.decode(codec, "replace") for codec in {_CODECS.get(name, name), name}}
        except LookupError:  # Python does not know EUC-TW
            right = set()
        counts["files"] += 1
        try:
            # the text that is shown depends on the kind of file; the encoding that was used does not
            used = read_content(data, path.name, path, None).encoding
        except SourceError:
            used = ""
        counts["right"] += bool(used) and data.decode(used, "replace").removeprefix("\ufeff") in {
            text.removeprefix("\ufeff") for text in right
        }
    report("encodings", found, lambda c: f"{c['right']} of {c['files']} files right")


# Wrapped texts


def texts(folders: list[Path]) -> None:
    """How many paragraphs are cut, and how many paragraphs end inside a sentence."""
    found = {0: Counter[str](), 1: Counter[str]()}
    for path in files_in(folders, ".txt"):
        counts = found[half(path)]
        version = open_story([str(path)]).versions[0]
        own = "\n".join(" ".join(p.span.of(version.text).split()) for p in version.paragraphs)
        place = 0
        for block in prose_blocks(re.sub(r"\r\n?", "\n", path.read_text(version.encoding, errors="replace"))):
            counts["paragraphs"] += 1
            at = own.find(block, max(0, place - 20_000))
            counts["cut"] += at < 0
            place = max(place, at)
        inside, headings = ends_inside(version)
        counts["inside"] += inside
        counts["headings"] += headings
        counts["files"] += 1
    report(
        "wrapped texts",
        found,
        lambda c: (
            f"{c['files']} files, {c['paragraphs']:,} paragraphs, {c['cut'] / max(1, c['paragraphs']):.1%} cut; "
            f"{c['inside']} end inside a sentence, {c['headings']} of these as headings"
        ),
    )


def prose_blocks(text: str) -> Iterator[str]:
    """The blocks of a text between blank lines that are prose by their form: even lines, filled but for the last."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]
    widths = sorted(len(line.strip()) for lines in blocks if len(lines) > 2 for line in lines[:-1])
    usual = widths[len(widths) * 9 // 10] if widths else 72
    for lines in blocks:
        bare = [line.strip() for line in lines if line.strip()]
        indents = {len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()}
        widest = max(map(len, bare))
        filled = all(len(line) >= 0.7 * widest for line in bare[:-1])
        if len(bare) > 1 and widest >= 0.8 * usual and filled and len(indents) == 1:
            joined = " ".join(" ".join(bare).split())
            if not re.search(r"\S {3,}\S|[|+=_-]{4}|\.{4}|(?:\. ){4}", "\n".join(bare)):
                yield joined


_RUNNING = re.compile(r"[^\W\d_A-Z]{2,}(?: |[,;.]|$)")
_LINE_OF_VERSE = 50
_CODE = re.compile(r"=|\S {3,}\S|^o |^\S+$|[<>{}|]", re.M)
"""What grammars, tables and lists of RFCs have in their lines, whose ends are no ends of sentences."""


def ends_inside(version: Version) -> tuple[int, int]:
    """How many paragraphs end without the end of a sentence before one that begins in small letters; as headings."""
    shown = [p for p in version.paragraphs if p.role is not Role.FURNITURE]
    inside = headings = 0
    for before, after in pairwise(shown):
        first, last = after.span.of(version.text), before.span.of(version.text)
        short = len(last) <= _LINE_OF_VERSE
        if last[-1] not in ENDS and _RUNNING.match(first) and not short and not _CODE.search(f"{last}\n{first}"):
            inside += 1
            headings += before.role in (Role.HEADING, Role.HEADLINE)
    return inside, headings


# PDF documents


def pdfs(folders: list[Path]) -> None:
    """Where paragraphs end, and how much of the text cannot be read."""
    found = {0: Counter[str](), 1: Counter[str]()}
    for path in files_in(folders, ".pdf"):
        counts = found[half(path)]
        counts["files"] += 1
        try:
            version = open_story([str(path)]).versions[0]
        except SourceError as error:
            counts["refused"] += 1
            if "could not be read within" in str(error):
                counts["too slow"] += 1
            continue
        unread = version.text.count("\ufffd")
        counts["junk"] += 4 * unread > len(version.text)
        words = [len(p.span.of(version.text).split()) for p in version.paragraphs]
        counts["letter a line"] += len(words) >= 20 and 2 * sum(n == 1 for n in words) > len(words)
        shown = [p for p in version.paragraphs if p.role is Role.BODY]
        for before, after in pairwise(shown):
            text = before.span.of(version.text)
            counts["ends"] += 1
            counts["inside"] += text[-1] not in ENDS and after.span.of(version.text)[0].islower()
    report(
        "PDF documents",
        found,
        lambda c: (
            f"{c['files']} files, {c['refused']} refused ({c['too slow']} too slow), {c['junk']} opened with more "
            f"than a quarter unreadable, {c['letter a line']} a word a line; {c['ends']:,} paragraph ends, "
            f"{c['inside'] / max(1, c['ends']):.1%} inside a sentence"
        ),
    )


# Other formats


def documents(folders: list[Path]) -> None:
    """How many files of each kind are read, refused, or shown with their markup."""
    found: dict[str, Counter[str]] = {}
    for path in files_in(folders):
        counts = found.setdefault(path.suffix.lower(), Counter())
        try:
            version = open_story([str(path)]).versions[0]
        except SourceError as error:
            counts["refused"] += 1
            if not re.search(
                r"has no|holds only|only attachments|damaged|password|is not|zip|Office|binary", str(error)
            ):
                print("   ", path.name[-60:], str(error).rpartition(path.name)[2][:100])
            continue
        raw = re.search(r"<[a-z]+[ >]|\\[a-z]{3,}|-->|^(?:MIME-Version|Content-Type):|=\n|#\+[A-Z]+:", version.text)
        counts["with markup" if raw else "read"] += 1
    print("documents")
    for ending, counts in sorted(found.items()):
        print(f"  {ending}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encodings", type=Path, metavar="FOLDER")
    for name in ("texts", "pdf", "documents"):
        parser.add_argument(f"--{name}", type=Path, nargs="+", metavar="FOLDER", default=[])
    options = parser.parse_args()
    if options.encodings:
        encodings(options.encodings)
    for folders, measure in ((options.texts, texts), (options.pdf, pdfs), (options.documents, documents)):
        if folders:
            measure(folders)
    return 0


if __name__ == "__main__":
    sys.exit(main())
