"""Saving the notes file: the old one or the new one, whole, and never over what another hand wrote."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notes.file_merge import parse
from reader.notes.files import data_folder, notes_folder, store_path, write_whole
from reader.notes.save import (
    LeadsOutsideError,
    Saved,
    SaveError,
    default_place,
    notes_text,
    read_back,
    save_notes,
    slug,
)
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.notes.templates import Templates
from reader.story.moments import utc_now
from reader.story.version import Story
from tests.merge.made import compared
from tests.notes.kept import ROOT, STORY, on

COMPARISON = compared(STORY.versions, {})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def notes(home: Path) -> Iterator[StoryNotes]:
    with Store.open(store_path()) as store:
        yield store.story(replace(STORY, home=home))


def in_folder(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# Where


def test_it_lies_beside_the_sources_under_the_storys_name(notes: StoryNotes, home: Path) -> None:
    notes.add_note("Mine.", [on(1)])
    saved = save_notes(notes, COMPARISON)
    assert saved == Saved(home / "guns-on-the-orla.notes.md")
    assert "Mine." in saved.path.read_text("utf-8")
    assert in_folder(home) == ["guns-on-the-orla.notes.md"]


def test_a_story_without_a_home_has_its_file_in_the_data_folder(data: Path) -> None:
    with Store.open(store_path()) as store:
        saved = save_notes(store.story(STORY), COMPARISON)
    assert saved == Saved(data / "notes" / f"guns-on-the-orla-{STORY.key}.notes.md")
    assert stat.S_IMODE((data / "notes").stat().st_mode) == 0o700


def test_stories_of_one_name_never_share_a_file_in_the_data_folder() -> None:
    assert default_place(STORY, None) != default_place(replace(STORY, key="another"), None)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_where_the_sources_folder_cannot_be_written_it_goes_to_the_data_folder_and_says_so(
    notes: StoryNotes, home: Path, data: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    refuse(monkeypatch, "open", code, lambda path, *_: str(path).startswith(str(home)))
    saved = save_notes(notes, COMPARISON)
    assert saved.path.parent == data / "notes"
    assert str(home) in saved.remark
    assert in_folder(home) == []


def test_a_folder_for_reading_only_is_not_even_tried(
    notes: StoryNotes, home: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != home and access(path, mode))
    saved = save_notes(notes, COMPARISON)
    assert saved.path.parent == data / "notes"
    assert str(home) in saved.remark


def test_the_reader_may_name_another_place(notes: StoryNotes, tmp_path: Path) -> None:
    saved = save_notes(notes, COMPARISON, place=tmp_path / "mine.md")
    assert saved == Saved(tmp_path / "mine.md")


@given(st.text(max_size=300))
def test_any_title_makes_a_safe_name(title: str) -> None:
    name = slug(title)
    assert 0 < len(name.encode()) <= 86
    assert (Path("/notes") / f"{name}.notes.md").resolve().parent == Path("/notes")
    assert name.strip(".-") == name
    assert not any(char.isspace() or not char.isprintable() or char in '/\\:*?"<>|' for char in name)
    assert slug(name) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Guns on the Orla", "guns-on-the-orla"),
        ("../../.bashrc", "bashrc"),
        ("/etc/passwd", "etc-passwd"),
        ("..", "story"),
        ("", "story"),
        ("CON", "story-con"),
        ("lpt1", "story-lpt1"),
        ("a\0b\x1b[31m\u202eevil", "a-b-31m-evil"),
        ("-rf", "rf"),
        ("é" * 300, "é" * 40),
        ("e\u0301", "é"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("\ud800", "story"),
    ],
)
def test_hard_titles(title: str, name: str) -> None:
    assert slug(title) == name


# Another hand


def test_our_own_file_is_written_anew(notes: StoryNotes, home: Path) -> None:
    save_notes(notes, COMPARISON)
    notes.add_note("More.")
    saved = save_notes(notes, COMPARISON)
    assert saved.beside is None
    assert "More." in saved.path.read_text("utf-8")
    assert in_folder(home) == ["guns-on-the-orla.notes.md"]


def test_it_is_known_for_ours_in_the_next_session_too(notes: StoryNotes) -> None:
    save_notes(notes, COMPARISON)
    with Store.open(store_path()) as store:
        assert save_notes(store.story(notes.story), COMPARISON).beside is None


def test_what_another_hand_changed_stays_whatever_size_and_time_say(notes: StoryNotes, home: Path) -> None:
    path = save_notes(notes, COMPARISON).path
    before = path.stat()
    text = path.read_text("utf-8").replace("# Guns on", "# guns ON")
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size, "neither size nor time tells"
    for body in ("First.", "Second."):
        notes.add_note(body)
        assert save_notes(notes, COMPARISON).path == path
        assert body in path.read_text("utf-8")
    assert "# guns ON the Orla\n" in path.read_text("utf-8")
    assert in_folder(home) == ["guns-on-the-orla.notes.md"]


def test_a_file_we_never_wrote_is_left(notes: StoryNotes, home: Path) -> None:
    theirs = home / "guns-on-the-orla.notes.md"
    theirs.write_bytes(b"")
    said = "guns-on-the-orla.notes.md has no front matter, and was left as it is."
    assert save_notes(notes, COMPARISON) == Saved(home / "guns-on-the-orla.notes-2.md", beside=theirs, remark=said)
    assert theirs.read_bytes() == b""


def test_two_stories_of_one_name_in_one_folder_do_not_share_a_file(notes: StoryNotes, home: Path) -> None:
    other = Story(
        title=STORY.title, versions=STORY.versions, locators=("file:/a", "file:/b"), key="another key", home=home
    )
    first = save_notes(notes, COMPARISON)
    with Store.open(store_path()) as store:
        second = save_notes(store.story(other), COMPARISON)
    assert (second.path.name, second.beside) == ("guns-on-the-orla.notes-2.md", first.path)
    assert "holds the notes of another story" in second.remark
    assert save_notes(notes, COMPARISON) == first


def test_a_file_that_was_deleted_is_written_again(notes: StoryNotes) -> None:
    path = save_notes(notes, COMPARISON).path
    path.unlink()
    assert save_notes(notes, COMPARISON) == Saved(path)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_left(notes: StoryNotes, home: Path, make: Callable[[Path], None]) -> None:
    path = home / "guns-on-the-orla.notes.md"
    make(path)
    said = "guns-on-the-orla.notes.md is not a file, and was left as it is."
    assert save_notes(notes, COMPARISON) == Saved(home / "guns-on-the-orla.notes-2.md", beside=path, remark=said)


def test_a_file_made_read_only_is_left(notes: StoryNotes) -> None:
    path = save_notes(notes, COMPARISON).path
    path.chmod(0o444)
    assert save_notes(notes, COMPARISON).beside == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_a_change_at_the_last_moment_is_noticed(notes: StoryNotes, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_notes(notes, COMPARISON).path
    sync = os.fsync

    def changed_while_syncing(handle: int) -> None:
        sync(handle)
        path.write_text("by hand")

    monkeypatch.setattr(os, "fsync", changed_while_syncing)
    saved = save_notes(notes, COMPARISON)
    assert saved.beside == path
    assert path.read_text() == "by hand"
    assert in_folder(home) == ["guns-on-the-orla.notes-2.md", "guns-on-the-orla.notes.md"]


# Whole or not at all


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for there in (True, False):
        target = tmp_path / "elsewhere" / f"target-{there}.md"
        if there:
            target.write_text("old")
        link = tmp_path / f"link-{there}.md"
        link.symlink_to(target)
        assert write_whole(link, b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o666])
def test_the_mode_of_a_file_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "notes.md"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_the_user_gives_new_files(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "notes.md", b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "notes.md").stat().st_mode) == 0o640


def refuse(
    monkeypatch: pytest.MonkeyPatch, call: str, code: int, when: Callable[..., bool] = lambda *_, **__: True
) -> None:
    """Let a system call fail with an error, each time `when` says so of its arguments."""
    real = getattr(os, call)

    def refusing(*args: Any, **kwargs: Any) -> Any:
        if when(*args):
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    monkeypatch.setattr(os, call, refusing)


FAULTS = [errno.ENOSPC, errno.EIO, errno.EDQUOT]


@pytest.mark.parametrize("code", FAULTS, ids=lambda code: errno.errorcode[code])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "replace", "fchmod"])
def test_whichever_call_fails_the_old_file_stays_and_nothing_is_left_lying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "notes.md"
    path.write_text("old")
    with monkeypatch.context() as faulty:
        refuse(faulty, call, code)
        with pytest.raises(OSError, match=os.strerror(code)):
            write_whole(path, b"new")
    assert path.read_text() == "old"
    assert in_folder(tmp_path) == ["notes.md"]


def test_a_disk_that_takes_little_at_a_time_gets_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:7])))
    write_whole(tmp_path / "notes.md", b"0123456789" * 10)
    assert (tmp_path / "notes.md").read_bytes() == b"0123456789" * 10


def test_after_the_file_took_its_name_a_fault_is_a_remark(notes: StoryNotes, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "fsync", errno.EIO, lambda handle: stat.S_ISDIR(os.fstat(handle).st_mode))
    saved = save_notes(notes, COMPARISON)
    assert saved.path.exists()
    assert "power cut" in saved.remark


def test_a_full_disk_is_one_clear_sentence_and_the_old_file_stays(
    notes: StoryNotes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_notes(notes, COMPARISON).path
    old = path.read_bytes()
    notes.add_note("More.")
    with monkeypatch.context() as faulty:
        refuse(faulty, "write", errno.ENOSPC)
        with pytest.raises(SaveError, match=r"could not be saved: No space left on device.*safe in the store"):
            save_notes(notes, COMPARISON)
    assert path.read_bytes() == old
    assert in_folder(home) == [path.name]
    assert save_notes(notes, COMPARISON) == Saved(path), "and is still known for ours"


KILLED = """
import os, signal, sys
from pathlib import Path
from reader.notes.files import write_whole

call, after = sys.argv[2], sys.argv[3] == "after"
real = getattr(os, call)

def killed(*args, **kwargs):
    if after:
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(os, call, killed)
write_whole(Path(sys.argv[1]), b"new" * 1000)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["write", "fsync", "close", "replace"])
def test_killed_at_any_call_it_is_the_old_file_or_the_new_one(tmp_path: Path, call: str, moment: str) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), call, moment], cwd=ROOT, check=False, timeout=30)
    assert done.returncode == -9
    new = (call, moment) == ("replace", "after")
    assert path.read_bytes() == (b"new" * 1000 if new else b"old")
    write_whole(path, b"next")
    assert in_folder(tmp_path) == ["notes.md"], "what the killed one left was cleared away"


def test_the_temporary_file_of_a_running_process_is_not_touched(tmp_path: Path) -> None:
    theirs = tmp_path / f".notes.md.{os.getppid()}.0123abcd.tmp"
    alike = tmp_path / ".notes.md.backup.tmp"
    for file in (theirs, alike):
        file.write_text("theirs")
    write_whole(tmp_path / "notes.md", b"new")
    assert in_folder(tmp_path) == sorted([theirs.name, alike.name, "notes.md"])


def test_the_sources_are_not_touched(notes: StoryNotes, home: Path) -> None:
    """A source that bears the notes file's own name is another hand's file."""
    source = home / "guns-on-the-orla.notes.md"
    source.write_text("A source.")
    save_notes(notes, COMPARISON)
    assert source.read_text() == "A source."


# Places


def test_the_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", "~/here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / "here"
    assert (store_path().parent, notes_folder().parent) == (data_folder(), data_folder())
    assert not data_folder().exists(), "asking creates nothing"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_otherwise_it_is_the_xdg_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "diptych"


# Links


@pytest.mark.parametrize("there", [True, False])
def test_a_link_to_another_folder_is_followed_only_after_the_reader_agreed(
    notes: StoryNotes, home: Path, tmp_path: Path, there: bool
) -> None:
    notes.add_note("Mine.")
    target, link = tmp_path / ".profile", home / "guns-on-the-orla.notes.md"
    if there:
        target.write_bytes(b"umask 022\n")
    link.symlink_to(target)
    with pytest.raises(LeadsOutsideError, match=r"is a link to .*, outside its folder: nothing was written") as refused:
        save_notes(notes, COMPARISON)
    assert refused.value.target == target
    assert (target.read_bytes() if there else target.exists()) == (b"umask 022\n" if there else False)
    if there:
        saved = save_notes(notes, COMPARISON, agreed=target)
        assert saved.beside == link, "what is no notes file is left as it is, even after a yes"
        assert target.read_bytes() == b"umask 022\n"
        return
    assert save_notes(notes, COMPARISON, agreed=target).path == link
    assert save_notes(notes, COMPARISON).path == link, "agreed once, it is not asked again"
    link.unlink()
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LeadsOutsideError):
        save_notes(notes, COMPARISON)


def test_a_link_to_another_folder_is_not_read_back_either(notes: StoryNotes, tmp_path: Path) -> None:
    note = notes.add_note("Mine.")
    path = save_notes(notes, COMPARISON).path
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text(path.read_text("utf-8").replace("Mine.", "Theirs."), "utf-8")
    path.unlink()
    path.symlink_to(elsewhere)
    assert read_back(notes) == 0
    assert [entry.body for entry in notes.entries() if entry.id == note.id] == ["Mine."]


def test_a_link_within_the_folder_is_followed_without_a_question(notes: StoryNotes, home: Path) -> None:
    (home / "guns-on-the-orla.notes.md").symlink_to("mine.md")
    assert save_notes(notes, COMPARISON).path == home / "guns-on-the-orla.notes.md"
    assert "format: diptych/notes@1" in (home / "mine.md").read_text("utf-8")


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize(
    "title", ["$(touch run)", "`touch run`", 'x"; touch run; "', "'$(touch run)'", "a $(touch run) b"]
)
def test_the_front_matter_does_nothing_in_a_shell(notes: StoryNotes, tmp_path: Path, shell: str, title: str) -> None:
    if not shutil.which(shell):
        pytest.skip(reason=f"there is no {shell} here")
    versions = tuple(replace(version, title=title, name=title) for version in STORY.versions)
    story = replace(notes.story, title=title, versions=versions)
    with Store.open(store_path()) as store:
        text = notes_text(store.story(story), compared(versions, {}), Templates(), utc_now())
    assert parse(text.encode()).values["story"] == title
    subprocess.run([shell], input=text.encode(), cwd=tmp_path, capture_output=True, check=False)
    assert not (tmp_path / "run").exists()
