"""The store, killed or refused at the system calls that SQLite itself makes, which only a tracer can reach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reader.notes.store import Store
from tests.notes.kept import ROOT, STORY, on

WRITER = """
import sys
from pathlib import Path
from reader.notes.database import StoreError
from reader.notes.store import Store
from tests.notes.kept import STORY, on
try:
    with Store.open(Path(sys.argv[1])) as store:
        notes = store.story(STORY)
        for number in range(3):
            try:
                print(notes.add_note(f"note {number} " * 50, [on(1)]).id, flush=True)
            except StoreError as error:
                print("refused:", error, flush=True)
except StoreError as error:
    print("refused:", error, flush=True)
"""
"""Creates a store, keeps three notes in it, tidies up."""
SOME = {"pwrite64": 12, "fdatasync": 1, "ftruncate": 1, "unlink": 1}
"""The calls that change something, and which of them are tried: each, or each twelfth."""


def traced(path: Path, injection: str) -> tuple[list[str], str, int]:
    """Run the writer under a tracer. Returns what it acknowledged, all it said, and its exit status."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={injection.split(':')[0]}"]
    done = subprocess.run(
        [*command, "-e", f"inject={injection}", sys.executable, "-c", WRITER, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = done.stdout.splitlines()
    return [line for line in lines if len(line) == 32 and line.isalnum()], done.stdout + done.stderr, done.returncode


def may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(not may_trace(), reason="there is no strace here, or it may not trace")


def kept_after(path: Path) -> list[str]:
    """What the next start finds, and that it can go on."""
    with Store.open(path) as store:
        notes = store.story(STORY)
        there = [entry.id for entry in notes.entries()]
        assert all(entry.body in {f"note {n} " * 50 for n in range(3)} for entry in notes.entries())
        added = notes.add_note("more", [on(2)])
        assert notes.entries()[-1] == added
    return there


@pytest.mark.slow
@pytest.mark.parametrize("call", SOME)
def test_killed_at_a_call_of_the_database_what_was_acknowledged_is_there(tmp_path: Path, call: str) -> None:
    for number in range(1, 1_000, SOME[call]):
        path = tmp_path / str(number) / "notes.sqlite3"
        acknowledged, _, status = traced(path, f"{call}:signal=SIGKILL:when={number}")
        there = kept_after(path)
        assert there[: len(acknowledged)] == acknowledged
        assert len(there) <= len(acknowledged) + 1, "at most the note that was being kept"
        if status == 0:
            assert len(acknowledged) == 3
            break
    assert number > 1


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("fault", ["error=EIO:when={}", "error=ENOSPC:when={}+"], ids=["once", "for ever"])
@pytest.mark.parametrize(("call", "step"), [("pwrite64", 20), ("fdatasync", 2)])
def test_refused_at_a_call_of_the_database_it_is_said_and_nothing_acknowledged_is_missing(
    tmp_path: Path, call: str, step: int, fault: str
) -> None:
    refusals = 0
    for number in range(1, 1_000, step):
        path = tmp_path / str(number) / "notes.sqlite3"
        acknowledged, said, status = traced(path, f"{call}:{fault.format(number)}")
        assert "Traceback" not in said
        assert status == 0
        assert set(acknowledged) <= set(kept_after(path))
        refusals += "refused: The notes in " in said
        if len(acknowledged) == 3 and "refused" not in said:
            break
    assert refusals
