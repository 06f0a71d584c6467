"""The notes file in the hand of its reader: what is written there stays, and words come back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from reader.notes import files, save
from reader.notes.entries import Kind
from reader.notes.file_merge import KEPT, parse
from reader.notes.files import store_path
from reader.notes.save import choose_place, read_back, save_notes
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from tests.merge.made import compared
from tests.notes.kept import STORY, on

COMPARISON = compared(STORY.versions, {})
ANY_TEXT = st.text(max_size=80) | st.text("ab#>-*_`~!<>:d i\n\r\t\x85\u2028.0123", max_size=60)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[StoryNotes]:
    with Store.open(store_path()) as store:
        yield store.story(replace(STORY, home=tmp_path))


def saved(notes: StoryNotes) -> Path:
    return save_notes(notes, COMPARISON).path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_bytes().decode()
    assert text.count(before) == 1, f"{before!r} stands there once"
    path.write_bytes(text.replace(before, after).encode())


# Text of the hand's


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n\n"])
def test_text_before_between_and_after_stays_to_the_letter(
    notes: StoryNotes, newline: str, bom: str, last: str
) -> None:
    notes.add_note("One.", [on(1)])
    notes.add_note("Two.", [on(2)])
    notes.pick([on(1)])
    path = saved(notes)
    text = path.read_text("utf-8")
    text = text.replace("# Guns on the Orla\n", "# My title\n\nBefore \t all.  \n", 1)
    text = text.replace("## Notes\n", "## My notes\n\n| a | b |\n|--|--|\n", 1)
    first, second = (f"<!-- diptych:note {entry.id}" for entry in notes.entries()[:2])
    text = text.replace(second, f"Between\x85them, --- and\u2028more.\n\n{second}")
    text = text.replace("saved: ", "mine: [a, 'b']  # as I like it\n# a remark\nsaved: ")
    text = text.rstrip("\n") + "\n\nAfter all" + last
    path.write_bytes((bom + text).replace("\n", newline).encode())

    notes.add_note("Three.", [on(2)])
    assert saved(notes) == path
    now = path.read_bytes().decode()
    assert "Three." in now
    assert now.startswith(f"{bom}---{newline}# You may edit")
    for mine in (
        f"{newline}mine: [a, 'b']  # as I like it{newline}# a remark{newline}saved: ",
        f"# My title{newline}{newline}Before \t all.  {newline}",
        f"## My notes{newline}{newline}| a | b |{newline}|--|--|{newline}{newline}{first}",
        f"{newline}Between\x85them, --- and\u2028more.{newline}{newline}{second}",
    ):
        assert mine in now
    assert now.endswith(f"After all{last}".replace("\n", newline))
    if newline == "\r\n":
        assert "\n" not in now.replace("\r\n", "")
    assert saved(notes).read_bytes().decode() == now.replace(front(now), front(path.read_bytes().decode()))


def front(text: str) -> str:
    return text.split("saved: ")[1].split("program")[0]


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=ANY_TEXT, between=ANY_TEXT, after=ANY_TEXT)
def test_whatever_a_hand_writes_around_notes_is_there_after_saving(
    notes: StoryNotes, before: str, between: str, after: str
) -> None:
    mine = [text.replace("\ud800", "") for text in (before, between, after)]
    try:
        [text.encode() for text in mine]
    except UnicodeEncodeError:
        assume(False)
    assume(not any("\0" in text or "diptych:" in text for text in mine))
    path = notes.story.home / "any.md"  # type: ignore[operator]
    path.unlink(missing_ok=True)
    choose_place(notes, path)
    notes.add_note("Mine.", [on(1)])
    saved(notes)
    text = path.read_bytes().decode()
    cut = text.index("<!-- diptych:note")
    path.write_bytes(f"{text[:cut]}{mine[0]}\n{text[cut:]}{mine[1]}\n{mine[2]}".encode())
    notes.add_note("More.", [on(2)])
    assert saved(notes) == path
    now = path.read_bytes().decode()
    assert f"{text[:cut]}{mine[0]}\n"[text.index("# Guns") :] in now
    assert f"{mine[1]}\n{mine[2]}" in now
    assert "More." in now


# Words of notes


def test_words_changed_in_the_file_are_the_notes_words_and_undo_takes_them_back(notes: StoryNotes) -> None:
    note = notes.add_note("Who counted the others?", [on(1)])
    path = saved(notes)
    change(path, "Who counted the others?", "Who counted\n\n- the living\n- the dead?\n\n#casualties")
    assert read_back(notes) == 1
    (entry,) = notes.entries()
    assert (entry.id, entry.body, entry.tags) == (
        note.id,
        "Who counted\n\n- the living\n- the dead?\n\n#casualties",
        ("casualties",),
    )
    assert read_back(notes) == 0
    told = save_notes(notes, COMPARISON)
    assert (told.path, told.remark) == (path, "")
    assert path.read_text("utf-8").count("- the living") == 1
    notes.undo()
    assert notes.entries()[0].body == "Who counted the others?"


def test_saving_reads_back_too_and_says_so(notes: StoryNotes) -> None:
    notes.add_note("One.", [on(1)])
    path = saved(notes)
    change(path, "One.", "One and a half.")
    told = save_notes(notes, COMPARISON)
    assert told.remark == "1 note changed by hand in the file was read back."
    assert notes.entries()[0].body == "One and a half."


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANY_TEXT)
@example("a\x85b\r\nc\rd\te")
@example("---\nkey: NO\n...\n22:30")
@example("<!-- diptych:end -->\n<!-- diptych:note x 1.0.a.b -->")
@example("<!-- \\diptych:end -->")
@example("<<<<<<< ours\n=======\n>>>>>>> theirs")
@example("```\nnever closed")
@example("x" * 1_000_000)
def test_any_note_is_the_same_after_a_round_through_the_file(notes: StoryNotes, body: str) -> None:
    path = notes.story.home / "round.md"  # type: ignore[operator]
    path.unlink(missing_ok=True)
    choose_place(notes, path)
    note = notes.add_note(body, [on(1)])
    saved(notes)
    path.write_bytes(path.read_bytes() + b"touched")
    assert read_back(notes) == 0
    told = save_notes(notes, COMPARISON)
    assert (told.path, told.beside) == (path, None)
    assert "by hand" not in told.remark
    assert next(entry.body for entry in notes.entries() if entry.id == note.id) == body
    notes.delete(note.id)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANY_TEXT)
@example("NO")
@example("22:30")
@example("--- x")
def test_any_words_a_hand_writes_are_read_back_as_they_are(notes: StoryNotes, words: str) -> None:
    try:
        words.encode()
    except UnicodeEncodeError:
        assume(False)
    words = words.replace("\r", "").strip("\n\t ")
    assume("\0" not in words and "diptych:" not in words and words != "Unlikely words.")
    path = notes.story.home / "back.md"  # type: ignore[operator]
    path.unlink(missing_ok=True)
    choose_place(notes, path)
    note = notes.add_note("Unlikely words.", [on(1)])
    saved(notes)
    change(path, "Unlikely words.", words)
    assert read_back(notes) == 1
    assert next(entry.body for entry in notes.entries() if entry.id == note.id) == words
    notes.delete(note.id)


def test_a_note_changed_here_and_there_is_kept_twice(notes: StoryNotes) -> None:
    note = notes.add_note("One.", [on(1)])
    path = saved(notes)
    change(path, "One.", "Mine.")
    notes.edit_note(note.id, "Yours.")
    assert read_back(notes) == 0
    told = save_notes(notes, COMPARISON)
    assert told.remark == "1 part changed by hand was kept beside the new text."
    text = path.read_text("utf-8")
    assert text.index(KEPT) < text.index("Mine.") < text.index("<!-- diptych:note") < text.index("Yours.")
    assert save_notes(notes, COMPARISON).remark == ""
    assert path.read_text("utf-8").count("Mine.") == 1


def test_a_block_that_cannot_be_read_back_is_kept_and_the_new_one_stands_beside_it(notes: StoryNotes) -> None:
    notes.add_note("One.", [on(1)])
    notes.pick([on(2)])
    path = saved(notes)
    change(path, "### On A ¶2\n", "### On the second paragraph\n")
    change(path, "## Read together\n", "## What I take with me\n")
    told = save_notes(notes, COMPARISON)
    assert (told.path, told.remark) == (path, "2 parts changed by hand were kept beside the new text.")
    text = path.read_text("utf-8")
    for both in ("### On the second paragraph\n", "### On A ¶2\n", "## What I take with me\n", "## Read together\n"):
        assert both in text
    assert "[^2]: Paper A (A), ¶2" in text, "the new one's footnotes have other numbers"


def test_what_is_deleted_in_the_program_goes_and_what_the_store_never_knew_stays(
    notes: StoryNotes, tmp_path: Path
) -> None:
    gone, stays = notes.add_note("Gone.", [on(1)]), notes.add_note("Stays.", [on(2)])
    path = saved(notes)
    notes.delete(gone.id)
    saved(notes)
    text = path.read_text("utf-8")
    assert "Gone." not in text
    assert "Stays." in text
    with Store.open(tmp_path / "elsewhere.sqlite3") as other:
        elsewhere = other.story(notes.story)
        elsewhere.add_note("New.", [on(1)])
        told = save_notes(elsewhere, COMPARISON)
    assert told.remark == "1 note in the file that the store does not know was left there."
    text = path.read_text("utf-8")
    assert "Stays." in text
    assert "New." in text
    assert stays.id in text


def test_notes_stand_in_the_readers_order_once_that_was_changed(notes: StoryNotes) -> None:
    ids = [notes.add_note(f"Note {n}.", [on(1)]).id for n in range(3)]
    path = saved(notes)
    notes.put_in_order([ids[2], ids[0], ids[1]])
    saved(notes)
    assert parse(path.read_bytes()).ids == (ids[2], ids[0], ids[1])
    new = notes.add_note("Note 3.", [on(1)])
    notes.put_in_order([ids[2], new.id, ids[0], ids[1]])
    saved(notes)
    assert parse(path.read_bytes()).ids == (ids[2], new.id, ids[0], ids[1])


def test_a_note_moved_by_hand_stays_where_the_hand_put_it(notes: StoryNotes) -> None:
    first, second = notes.add_note("First.", [on(1)]), notes.add_note("Second.", [on(2)])
    path = saved(notes)
    text = path.read_text("utf-8")
    start, middle = (text.index(f"<!-- diptych:note {entry.id}") for entry in (first, second))
    path.write_text(text[:start] + text[middle:] + "\n" + text[start:middle], "utf-8")
    saved(notes)
    assert parse(path.read_bytes()).ids == (second.id, first.id)


def test_the_first_notes_and_picks_find_their_places_in_a_file_that_has_none(notes: StoryNotes) -> None:
    path = saved(notes)
    path.write_bytes(path.read_bytes() + b"\nMine.")
    notes.pick([on(1)])
    notes.add_note("Yours.", [on(2)], Kind.DOUBT)
    saved(notes)
    text = path.read_text("utf-8")
    places = [text.index(part) for part in ("# Guns", "## Read together", "Mine.", "## Notes", "### Doubt on A ¶2")]
    assert places == sorted(places)


# Files that are not touched


def broken(whole: bytes) -> dict[str, bytes]:
    return {
        "torn end": whole[: whole.rindex(b"<!-- diptych:end")],
        "torn in the front matter": whole[:90],
        "no end of the front matter": whole.replace(b"---\n# Guns", b"--\n# Guns"),
        "bad YAML": whole.replace(b"story: ", b"story: [", 1),
        "doubled keys": whole.replace(b"story: ", b"story: x\nstory: ", 1),
        "null bytes": whole + b"\0",
        "wrong encoding": whole.decode().encode("utf-16"),
        "latin-1": whole + b"caf\xe9",
        "merge markers": whole + b"<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> branch\n",
        "a mark changed": whole.replace(b"<!-- diptych:note ", b"<!-- diptych:note of mine ", 1),
        "an end without a start": whole + b"<!-- diptych:end -->\n",
        "another format": whole.replace(b"diptych/notes@1", b"diptych/notes@9"),
        "empty": b"",
        "another program's": b"# Shopping\n\n- bread\n",
    }


@pytest.mark.parametrize("fault", broken(b"<!-- diptych:end"))
def test_a_file_that_does_not_parse_is_never_overwritten(notes: StoryNotes, fault: str) -> None:
    notes.add_note("One.", [on(1)])
    notes.pick([on(1)])
    path = saved(notes)
    content = broken(path.read_bytes())[fault]
    assert content != path.read_bytes()
    path.write_bytes(content)
    notes.add_note("Two.", [on(2)])
    assert read_back(notes) == 0
    told = save_notes(notes, COMPARISON)
    assert (told.beside, told.path.name) == (path, "guns-on-the-orla.notes-2.md")
    assert told.remark.startswith("guns-on-the-orla.notes.md ")
    assert told.remark.endswith(", and was left as it is.")
    assert path.read_bytes() == content
    assert "Two." in told.path.read_text("utf-8")


def test_what_another_hand_writes_while_we_save_is_taken_up(notes: StoryNotes, monkeypatch: pytest.MonkeyPatch) -> None:
    notes.add_note("One.", [on(1)])
    path = saved(notes)
    write_whole = files.write_whole
    turns = iter(["Another hand, quickly.", ""])

    def slow(target: Path, content: bytes, still: object) -> bool:
        if words := next(turns):
            target.write_bytes(target.read_bytes() + words.encode())
        return write_whole(target, content, still)  # type: ignore[arg-type]

    monkeypatch.setattr(save, "write_whole", slow)
    notes.add_note("Two.", [on(2)])
    assert saved(notes) == path
    text = path.read_text("utf-8")
    assert "Another hand, quickly." in text
    assert "Two." in text


def test_where_the_file_lies_is_the_readers_choice_and_remembered(notes: StoryNotes, tmp_path: Path) -> None:
    notes.add_note("One.", [on(1)])
    assert save.expected_place(notes) == saved(notes)
    choose_place(notes, tmp_path / "mine.md")
    assert saved(notes) == tmp_path / "mine.md"
    with Store.open(store_path()) as store:
        again = store.story(notes.story)
        assert save.expected_place(again) == tmp_path / "mine.md"
        choose_place(again, None)
        assert saved(again).name == "guns-on-the-orla.notes.md"


def test_the_same_story_saved_twice_gives_the_same_bytes(notes: StoryNotes) -> None:
    from datetime import UTC, datetime

    notes.add_note("One.", [on(1)])
    notes.pick([on(2)])

    def now() -> datetime:
        return datetime(2031, 2, 14, tzinfo=UTC)

    path = save_notes(notes, COMPARISON, now=now).path
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    save_notes(notes, COMPARISON, now=now)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_what_was_read_back_and_taken_back_is_not_read_back_again(notes: StoryNotes) -> None:
    notes.add_note("One.", [on(1)])
    path = saved(notes)
    change(path, "One.", "One and a half.")
    assert read_back(notes) == 1
    notes.undo()
    told = save_notes(notes, COMPARISON)
    assert (told.remark, notes.entries()[0].body) == ("", "One.")
    assert "One and a half." not in path.read_text("utf-8"), "redo has it"


def test_a_note_written_on_here_after_it_was_read_back_is_no_second_wording(notes: StoryNotes) -> None:
    note = notes.add_note("One.", [on(1)])
    path = saved(notes)
    change(path, "One.", "One and a half.")
    assert read_back(notes) == 1
    notes.edit_note(note.id, "One and a half, or two.")
    assert save_notes(notes, COMPARISON).remark == ""
    assert KEPT not in path.read_text("utf-8")
