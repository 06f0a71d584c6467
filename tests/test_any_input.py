"""Bounded fuzzing of the whole program: whatever it is given, it says what is wrong in a sentence and does not crash.

Everything random comes from seeds, so that a failure can be repeated.
"""

from __future__ import annotations

import errno
import io
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from reader.cli import main
from reader.commands.table import COMMANDS
from reader.export.notes_data import NotOursError, notes_json, read_notes_json
from reader.notes.database import StoreError
from reader.notes.files import store_path
from reader.notes.store import Store
from reader.story.contents import DOCUMENTS, ENDINGS, PAGES, read_content
from reader.story.open import open_story
from reader.story.version import SourceError
from reader.tui.config import load_config
from reader.tui.keys import default_keys
from reader.tui.theme import load_theme
from tests.notes.kept import STORY, on
from tests.story.documents import archive, docx, epub, pdf
from tests.tui.driving import THEMES

SAMPLE = "# Ferry\n\n> Two *died* on [Monday](x). &amp;\n\n<div>Tea</div>\n" * 3
SAMPLES: dict[str, Callable[[], bytes]] = {
    ".docx": lambda: docx("<w:p><w:r><w:t>Two died on Monday.</w:t></w:r></w:p>"),
    ".epub": lambda: epub({"a.xhtml": "<p>Two died on Monday.</p>"}),
    ".odt": lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a>Two died.</a>"}),
    ".pdf": lambda: pdf([]),
}
"""A document of each kind."""
STATUSES = (0, 1, 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two texts, a story file and a theme, in the current folder; standard input is empty."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.txt", "The ferry sank on Monday. Two died."), ("b.md", "# Ferry\n\nTwo died on Monday.")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "story.yaml").write_text("title: Ferry\nversions:\n  - file: a.txt\n  - file: b.md\n", "utf-8")
    shutil.copy(next(Path(__file__).parents[1].joinpath("themes").glob("*.yaml")), tmp_path / "own.yaml")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[[list[str]], None]:
    """Runs a command line, and checks that it ends in good order."""

    def run_it(arguments: list[str]) -> None:
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as ending:
            status = int(ending.code or 0)
        said = capsys.readouterr().err
        assert status in STATUSES, (arguments, status, said)
        assert "crashed" not in said, (arguments, said)
        assert "Traceback" not in said, (arguments, said)

    return run_it


@pytest.fixture
def kept_notes() -> Iterator[Store]:
    """A store with two notes."""
    with Store.open(store_path()) as store:
        notes = store.story(STORY)
        notes.add_note("Two #killed, or three?", [on(0), on(0, 1)])
        notes.add_note("=1+1", [on(1)])
        yield store


# Arguments

ODD = (
    *(
        "",
        "-",
        "--",
        ".",
        "~",
        "~nobody/x",
        "a.txt",
        "b.md",
        "story.yaml",
        "own.yaml",
        "nowhere",
        "x" * 300,
        "x" * 5_000,
    ),
    *("a.txt/x", "\x1b]0;x\x07", "\udcff", "é\u202e", "0", "-1", "9" * 5_000, "nan", "inf", "1e400", "*", "{}", "%s"),
    *(
        "a.txt#article=2",
        "a.txt#article=" + "9" * 5_000,
        "http://",
        "https://[",
        "https://a.invalid:99999/",
        "\\",
        "\n",
    ),
    *("file:///etc/passwd", "javascript:x", f"https://{'a' * 300}.invalid", "a\nb", "utf-16", "rot13", "idna", "x-y-z"),
    *("en", "zh-Hant-TW"),
)
OPTIONS = (
    *("--format", "--encoding", "--language", "--title", "--kind", "--tag", "--all", "--trust", "--fresh", "--theme"),
    *(
        "--json",
        "--why",
        "--help",
        "--watch",
        "--paste",
        "--no-mouse",
        "-h",
        "--threshold",
        "--output",
        "--dry-run",
        "--x",
    ),
    *("--from-passim", "--pair", "--notes"),
)
WORDS = (
    "list",
    "show",
    "search",
    "export",
    "import",
    "check",
    "bash",
    "json",
    "csv",
    "md",
    "html",
    "tei",
    "note",
    "colours",
    "A",
    "B",
)


USUAL: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (("a.txt", "b.md"), ("story.yaml",)),
    "compare": (("a.txt", "b.md"), ("story.yaml",), ("--format", "json", "a.txt", "b.md"), ("--why", "a.txt", "b.md")),
    "completions": (("bash",), ("zsh",)),
    "group": ((".",), ("a.txt", "b.md"), ("--dry-run", ".")),
    "init": (("a.txt", "b.md"),),
    "notes": (("list",), ("show", "1"), ("search", "two"), ("export",), ("check",), ("import", "a.txt")),
    "themes": (("list",), ("check", "own.yaml"), ("show", "dusk")),
}
"""Arguments that are right; odd ones come among them."""


@pytest.mark.slow
@pytest.mark.usefixtures("folder", "kept_notes")
@pytest.mark.parametrize("name", ["", *(command.name for command in COMMANDS if command.name != "serve")])
def test_no_arguments_crash_a_command(name: str, run: Callable[[list[str]], None]) -> None:
    chance = random.Random(name)
    for _ in range(300):
        given = list(chance.choice(USUAL.get(name, ((),)))) if chance.random() < 0.7 else []
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(given) + 1)
            option = chance.choice(OPTIONS)
            odd = chance.choice((chance.choice(ODD), chance.choice(WORDS)))
            given[at:at] = chance.choice(([odd], [option], [option, odd], [f"{option}={odd}"]))
        run([name, *given] if name else given)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", [["notes", "list"], ["notes", "export"], ["compare", "a.txt", "b.md"], ["doctor"]])
@pytest.mark.parametrize("named", ["x" * 5_000, "/" + "x" * 300, "a.txt", "~nobody/x"], ids=range(4))
def test_any_data_folder_is_reported_or_used(
    command: list[str], named: str, run: Callable[[list[str]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", named)
    run(command)
    monkeypatch.setenv("DIPTYCH_CONFIG", named)
    run(command)


# Files


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, cut out, doubled or replaced by random ones."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(5)
        if kind == 0 and made:
            made[at % len(made)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del made[at : at + chance.randint(1, 40)]
        elif kind == 2:
            made[at:at] = chance.randbytes(chance.randint(1, 20))
        elif kind == 3:
            made[at:at] = made[at : at + chance.randint(1, 60)] * chance.randint(1, 3)
        else:
            made[at:at] = chance.choice(
                (b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\x85", b"\xe2\x80", b"<!--", b"&#" + b"9" * 5_000 + b";")
            )
    return bytes(made)


def any_files(chance: random.Random, samples: list[bytes], count: int) -> Iterator[bytes]:
    """Spoiled files, random bytes, and those after a byte order mark."""
    for _ in range(count):
        kind = chance.randrange(6)
        if kind == 0:
            yield chance.randbytes(chance.randrange(400))
        elif kind == 1:
            yield b"\xef\xbb\xbf" + chance.randbytes(chance.randrange(4))
        else:
            yield spoiled(chance.choice(samples), chance)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ENDINGS)
def test_any_bytes_are_read_or_refused(suffix: str) -> None:
    chance = random.Random(suffix)
    make = SAMPLES.get(suffix, SAMPLE.encode)
    in_child = suffix in (*DOCUMENTS, *PAGES)
    for data in any_files(chance, [make()], 8 if in_child else 400):
        with suppress(SourceError):
            read_content(data, "x" + suffix, Path("x" + suffix), None)


@pytest.mark.slow
def test_any_bytes_in_a_file_of_settings_are_reported(folder: Path) -> None:
    chance = random.Random(1)
    settings = b"theme: dusk\nascii: false\nwidth: 70\nnotes:\n  note: |\n    {body}\nkeys:\n  quit: [q, Q]\n"
    files = [settings, (folder / "own.yaml").read_bytes(), (folder / "story.yaml").read_bytes()]
    for data in any_files(chance, files, 1_000):
        path = folder / "any.yaml"
        path.write_bytes(data)
        load_config(path, actions=default_keys(), themes=THEMES)
        load_theme(path)
        with suppress(SourceError):
            open_story([str(path)])


@pytest.mark.slow
def test_any_bytes_in_the_store_are_reported_or_salvaged(kept_notes: Store, tmp_path: Path) -> None:
    chance = random.Random(2)
    kept_notes.close()
    whole = store_path().read_bytes()
    for number in range(200):
        path = tmp_path / str(number) / "notes.sqlite3"
        path.parent.mkdir()
        made = bytearray(whole)
        for _ in range(chance.choice((1, 1, 8, 60))):
            at = chance.randrange(len(made))
            made[at : at + chance.choice((1, 1, 40))] = chance.randbytes(1)
        path.write_bytes(bytes(made))
        with suppress(StoreError):
            store, _ = Store.open_or_salvage(path)
            store.close()


# JSON and YAML of the right shape

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1e400,
    10**400,
    "",
    "\ud800",
    "x" * 5_000,
    [],
    [[]],
    {},
    {"a": []},
    ["TextQuoteSelector"],
)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of a value of JSON: the list or object that it is in, and its index or name."""
    for at in range(len(value)) if isinstance(value, list) else list(value) if isinstance(value, dict) else ():
        yield value, at
        yield from places_in(value[at])


@pytest.mark.slow
def test_json_of_the_right_shape_with_wrong_types_is_refused(
    folder: Path, kept_notes: Store, run: Callable[[list[str]], None]
) -> None:
    (story,) = kept_notes.library().stories()
    page = notes_json([(story, kept_notes.library().notes_of(story).entries())])
    number = 0
    for place in range(sum(1 for _ in places_in(json.loads(page)))):
        for wrong in WRONG:
            value = json.loads(page)
            inside, at = next(one for n, one in enumerate(places_in(value)) if n == place)
            inside[at] = wrong
            data = json.dumps(value).encode("utf-8", "surrogatepass")
            try:
                read_notes_json(data)
            except NotOursError:
                continue
            number += 1
            if number % 7 == 0:
                (folder / "x.json").write_bytes(data)
                run(["notes", "import", "x.json"])
                run(["notes", "list"])
    for format_ in ("md", "json", "csv"):
        run(["notes", "export", "--format", format_])


# Numbers


@pytest.mark.parametrize("digits", [17, 400, 5_000])
def test_numbers_of_any_length_are_compared(digits: int, folder: Path, run: Callable[[list[str]], None]) -> None:
    nines, zeros = "9" * digits, "0" * digits
    said = (
        "At {0} o'clock, {0} people died on {0} March {0}. In {0} it was ${0} million, {0}.{0} %, {0} times. "
        "The {0}th girl, aged {0}, {0}/{0} and {0}-{0}/{0} of it, {0}½, {0}:{0}, {0}-{0}-{0}, {0}.{0}.{0} and {0}%."
    )
    (folder / "a.txt").write_text(said.format(nines), "utf-8")
    (folder / "b.txt").write_text(said.format(zeros + "12") + " " + said.format("1"), "utf-8")
    for format_ in ("text", "json", "md", "csv", "html", "tei"):
        run(["compare", "--format", format_, "a.txt", "b.txt"])


FAILING = """
import sys
from importlib.machinery import SourceFileLoader
module, number = sys.argv[1], int(sys.argv[2])
real = SourceFileLoader.get_data
def failing(self, path):
    if path.replace("\\\\", "/").rpartition("/")[2].startswith(module + "."):
        raise OSError(number, "the disk fails", path)
    return real(self, path)
SourceFileLoader.get_data = failing
sys.argv[:3] = ["diptych"]
from reader.__main__ import main
sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("module", ["cli", "clean", "compare", "alignment", "comparison_text", "unlike", "stats"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_while_a_part_is_loaded_is_reported(module: str, number: int, folder: Path) -> None:
    command = [sys.executable, "-c", FAILING, module, str(number), "compare", "a.txt", "b.md"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in ended.stderr
    assert "crashed" not in ended.stderr
    assert ended.returncode in (0, 1) or ("load" in ended.stderr and ended.stderr.count("\n") == 1), ended.stderr
