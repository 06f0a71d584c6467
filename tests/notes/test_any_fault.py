"""Saving under faults at every system call: killed, or refused once or for ever, the old is there or the new, whole."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reader.notes.database import StoreError
from reader.notes.entries import Entry
from reader.notes.save import SaveError, save_notes
from reader.notes.store import Store
from tests.merge.made import compared
from tests.notes.kept import ROOT, STORY, on

CALLS = ("open", "write", "fsync", "close", "replace", "rename", "fchmod", "fchown", "unlink", "mkdir", "stat")
"""What can fail; `access` only ever says yes or no."""
COMPARISON = compared(STORY.versions, {})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    (tmp_path / "press").mkdir()
    return tmp_path / "press"


class Calls:
    """Counts the program's system calls on files, and does something at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.at = range(0)
        self.code = 0
        for name in CALLS:
            monkeypatch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            number, self.count = self.count, self.count + 1
            if number in self.at:
                raise OSError(self.code, os.strerror(self.code))
            return real(*args, **kwargs)

        return call


def saved_text(home: Path) -> str:
    return (home / "guns-on-the-orla.notes.md").read_text("utf-8")


# F2


@pytest.mark.default_cases(3)
@pytest.mark.parametrize("code", ["ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES"])
@pytest.mark.parametrize("how", ["once", "for ever"])
def test_refused_at_any_call_nothing_is_lost_and_it_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, how: str, code: str
) -> None:
    with Store.open(home.parent / "data" / "notes.sqlite3") as store:
        notes = store.story(replace(STORY, home=home))
        notes.add_note("old words", [on(1)])
        save_notes(notes, COMPARISON)
        with monkeypatch.context() as watched:
            calls = Calls(watched)
            save_notes(notes, COMPARISON)
            total = calls.count
        assert total >= 8
        for number in range(total + 1):
            old = {file.name: file.read_bytes() for file in home.iterdir()}
            notes.add_note(f"word {number}", [on(1)])
            new, refused = "", ""
            with monkeypatch.context() as watched:
                calls = Calls(watched)
                calls.code = getattr(errno, code)
                calls.at = range(number, number + 1) if how == "once" else range(number, 1_000)
                try:
                    saved = save_notes(notes, COMPARISON)
                    new = saved.path.name
                except (SaveError, StoreError) as error:
                    refused = str(error)
            assert refused or new, "it says so, or has saved"
            now = {file.name: file.read_bytes() for file in home.iterdir()}
            for name, content in old.items():
                assert now[name] == content or f"word {number}".encode() in now[name], "the old one or the new one"
            assert not [name for name in now if name.endswith(".tmp")] or how == "for ever"
            assert f"word {number}" in [entry.body for entry in notes.entries()], "the note is in the store"
            if refused:
                assert refused.endswith(".")
                assert "\n" not in refused
            for name in now:  # what a disk that fails for ever kept from being cleared away is cleared by hand here
                if name.endswith(".tmp"):
                    (home / name).unlink()
            assert f"word {number}" in save_notes(notes, COMPARISON).path.read_text("utf-8"), (
                "and the next time it works"
            )


# F1

KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from reader.notes.save import save_notes
from reader.notes.store import Store
from tests.notes.kept import STORY, on
from tests.notes.test_any_fault import CALLS, COMPARISON

home, number, after = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "after"
notes = Store.open(home.parent / "data" / "notes.sqlite3").story(replace(STORY, home=home))
print(notes.add_note(f"word {number}", [on(1)]).id, flush=True)
count = 0

def watched(real):
    def call(*args, **kwargs):
        global count
        count += 1
        if count == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **kwargs)
        if count == number and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call

for name in CALLS:
    setattr(os, name, watched(getattr(os, name)))
save_notes(notes, COMPARISON)
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_call_the_file_is_the_old_one_or_the_new_one(home: Path, moment: str) -> None:
    path = home.parent / "data" / "notes.sqlite3"
    with Store.open(path) as store:
        save_notes(store.story(replace(STORY, home=home)), COMPARISON)
    acknowledged: list[str] = []
    for number in range(1, 100):
        old = saved_text(home)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(home), str(number), moment],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
        acknowledged.append(done.stdout.strip())
        with Store.open(path) as store:
            notes = store.story(replace(STORY, home=home))
            assert [entry.id for entry in notes.entries()] == acknowledged
            assert saved_text(home) == old or f"word {number}" in saved_text(home).splitlines()
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGKILL
            saved = save_notes(notes, COMPARISON)
        assert saved.beside is None, "the file is known for ours, whichever it is"
        assert [file.name for file in home.iterdir()] == [saved.path.name], "what was left lying is cleared away"
    assert number > 8


@pytest.mark.slow
@pytest.mark.parametrize("size", [512, 4096])
def test_a_log_torn_anywhere_holds_every_change_that_is_whole_in_it(tmp_path: Path, size: int) -> None:
    """What a power cut can leave of the store: the log up to some byte, or with nothing but zeroes behind it."""
    path, log = tmp_path / "notes.sqlite3", tmp_path / "notes.sqlite3-wal"
    store = Store.open(path)
    notes = store.story(STORY)
    made: list[Entry] = []
    ends = []
    for number in range(6):
        made.append(notes.add_note(f"note {number} " * 40, [on(1)]))
        ends.append(log.stat().st_size)
    whole, base = log.read_bytes(), path.read_bytes()
    for number, cut in enumerate(range(ends[0], len(whole) + 1, 997 * size // 512)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "notes.sqlite3").write_bytes(base)
        (folder / "notes.sqlite3-wal").write_bytes(whole[:cut] + bytes(number % 2 * size))
        with Store.open(folder / "notes.sqlite3") as again:
            there = list(again.story(STORY).entries())
        assert there == made[: len(there)]
        assert len(there) >= sum(end <= cut for end in ends)
    store.close()


# F3


def room_for(kilobytes: int, folder: Path) -> bool:
    """Mount a small file system, if that is allowed here."""
    tool = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    return tool is not None and subprocess.run([tool, *options], capture_output=True, check=False).returncode == 0


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if not room_for(256, folder):
        pytest.skip(reason="mounting a file system is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_full_file_system_what_was_kept_stays_and_no_more_is_claimed(small: Path) -> None:
    with Store.open(small / "notes.sqlite3") as store:
        notes = store.story(STORY)
        kept: list[Entry] = []
        refused = ""
        while not refused and len(kept) < 1_000:
            try:
                kept.append(notes.add_note(f"note {len(kept)} " * 200, [on(1)]))
            except StoreError as error:
                refused = str(error)
        assert "full" in refused or "refuses" in refused
        assert list(notes.entries()) == kept
    with Store.open(small / "notes.sqlite3") as store:
        assert list(store.story(STORY).entries()) == kept


def test_a_file_that_may_not_grow_stays_as_it_was(home: Path) -> None:
    """`ulimit -f`: the limit is met in the middle of writing."""
    with Store.open(home.parent / "data" / "notes.sqlite3") as store:
        notes = store.story(replace(STORY, home=home))
        notes.add_note("first")
        save_notes(notes, COMPARISON)
        old = saved_text(home)
        notes.add_note("long " * 4_000)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024, before[1]))
        try:
            with pytest.raises((SaveError, StoreError)):
                save_notes(notes, COMPARISON)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        assert saved_text(home) == old
        assert [file.name for file in home.iterdir()] == ["guns-on-the-orla.notes.md"]
        save_notes(notes, COMPARISON)
        assert "long long" in saved_text(home)


# F5


def test_a_link_into_another_file_system_stays_and_its_target_is_written(home: Path) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == home.stat().st_dev or not os.access(other, os.W_OK):
        pytest.skip(reason="there is no second file system here that may be written to")
    target = other / f"diptych-{os.getpid()}.md"
    link = home / "guns-on-the-orla.notes.md"
    link.symlink_to(target)
    try:
        with Store.open(home.parent / "data" / "notes.sqlite3") as store:
            notes = store.story(replace(STORY, home=home))
            for body in ("first", "second"):  # dangling, then there
                notes.add_note(body)
                assert save_notes(notes, COMPARISON, agreed=target).path == link
                assert link.is_symlink()
                assert body in target.read_text("utf-8")
    finally:
        with suppress(FileNotFoundError):
            target.unlink()


# F6


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser is not held to modes")
def test_a_folder_for_reading_only_sends_the_file_to_the_data_folder(home: Path) -> None:
    home.chmod(0o555)
    try:
        with Store.open(home.parent / "data" / "notes.sqlite3") as store:
            saved = save_notes(store.story(replace(STORY, home=home)), COMPARISON)
        assert saved.path.parent == home.parent / "data" / "notes"
        assert str(home) in saved.remark
    finally:
        home.chmod(0o755)


# F18


def test_what_went_to_the_data_folder_is_found_again_there(home: Path) -> None:
    home.chmod(0o555)  # by its mode, which the superuser should respect too
    try:
        for body in ("first", "second"):
            with Store.open(home.parent / "data" / "notes.sqlite3") as store:
                notes = store.story(replace(STORY, home=home))
                notes.add_note(body)
                saved = save_notes(notes, COMPARISON)
            assert (saved.path.parent, saved.beside) == (home.parent / "data" / "notes", None)
        assert "first" in saved.path.read_text("utf-8")
        assert "second" in saved.path.read_text("utf-8")
        assert [file.name for file in saved.path.parent.iterdir()] == [saved.path.name]
    finally:
        home.chmod(0o755)


# F9


@pytest.mark.parametrize("what", ["deleted", "folder", "pipe"])
def test_a_notes_file_that_goes_while_it_is_open_costs_nothing(home: Path, what: str) -> None:
    with Store.open(home.parent / "data" / "notes.sqlite3") as store:
        notes = store.story(replace(STORY, home=home))
        notes.add_note("kept")
        path = save_notes(notes, COMPARISON).path
        path.unlink()
        if what == "folder":
            path.mkdir()
        elif what == "pipe":
            os.mkfifo(path)
        saved = save_notes(notes, COMPARISON)
        assert "kept" in saved.path.read_text("utf-8")
        assert saved.beside == (None if what == "deleted" else path)
        assert what != "pipe" or stat.S_ISFIFO(path.stat().st_mode)


def test_the_faults_are_told_without_the_notes_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(home.parent / "data" / "notes.sqlite3") as store:
        notes = store.story(replace(STORY, home=home))
        notes.add_note("in confidence")
        with monkeypatch.context() as watched:
            calls = Calls(watched)
            calls.code, calls.at = errno.ENOSPC, range(1_000)
            with pytest.raises((SaveError, StoreError)) as caught:
                save_notes(notes, COMPARISON)
    assert "in confidence" not in json.dumps(str(caught.value))
