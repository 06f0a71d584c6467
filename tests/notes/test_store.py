"""The store: what was acknowledged is on disk, whole, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.notes.anchors import Fate, make_anchor
from reader.notes.entries import Kind, Position
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.version import Span, Story
from tests.merge.made import made_story, made_version
from tests.notes.kept import STORY, A, B, on, reopened


def test_what_was_kept_is_there_when_the_story_is_opened_again(path: Path, notes: StoryNotes) -> None:
    note = notes.add_note("Who counted? #casualties", [on(1), on(1, 1)])
    pick = notes.pick([on(2)])
    whole = notes.add_note("On the story as a whole.")
    again = reopened(path)
    assert again.entries() == (note, pick, whole)
    assert [entry.kind for entry in again.entries()] == [Kind.NOTE, Kind.PICK, Kind.NOTE]
    assert again.entries()[0].anchors == (on(1), on(1, 1))


def test_versions_named_the_other_way_round_are_the_same_story(path: Path, notes: StoryNotes) -> None:
    notes.add_note("Kept.", [on(1)])
    other = Story(
        title=STORY.title, versions=(B, A), locators=(STORY.locators[1], STORY.locators[0]), key=STORY.key, home=None
    )
    again = reopened(path, other)
    assert [entry.body for entry in again.entries()] == ["Kept."]
    assert again.place(on(1)).fate is Fate.EXACT


def test_another_story_has_notes_of_its_own(path: Path, notes: StoryNotes) -> None:
    notes.add_note("Kept here.")
    other = reopened(path, made_story([A], title="Another"))
    assert other.entries() == ()
    assert other.undo() is None
    with pytest.raises(KeyError):
        other.delete(notes.entries()[0].id)


def test_tags_are_read_from_the_body(notes: StoryNotes) -> None:
    note = notes.add_note(
        "# Not a heading tag\n#casualties #Casualties x#no (#orla-bridge) &#8217; #7 http://a/b#c #2nd"
    )
    assert note.tags == ("casualties", "orla-bridge", "2nd")


def test_a_pick_is_found_by_its_passage(notes: StoryNotes) -> None:
    assert notes.picked(on(1)) is None
    pick = notes.pick([on(1), on(1, 1)])
    assert notes.picked(on(1)) == pick
    assert notes.picked(on(1, 1)) == pick
    assert notes.picked(on(2)) is None
    notes.delete(pick.id)
    assert notes.picked(on(1)) is None


def test_a_pick_is_found_where_its_passage_moved_to(path: Path, notes: StoryNotes) -> None:
    notes.pick([on(2)])
    longer = made_version(
        "A",
        [
            ["Guns on the Orla"],
            ["A wholly new paragraph."],
            *[["The bridge was shelled before dawn.", "Nobody crossed it again."]],
        ],
    )
    changed = Story(title=STORY.title, versions=(longer, B), locators=STORY.locators, key=STORY.key, home=None)
    again = reopened(path, changed)
    moved = make_anchor(longer, STORY.locators[0], longer.sentences[3].span)
    assert again.place(on(2)).fate is Fate.EXACT
    assert again.picked(moved) is not None


def test_a_pick_needs_a_passage(notes: StoryNotes) -> None:
    with pytest.raises(ValueError, match="passage"):
        notes.pick([])


def test_the_text_behind_a_note_outlives_the_source(path: Path, notes: StoryNotes) -> None:
    note = notes.add_note("Kept.", [on(1)])
    changed = Story(
        title=STORY.title,
        versions=(made_version("A", [["All is new."]]), B),
        locators=STORY.locators,
        key=STORY.key,
        home=None,
    )
    again = reopened(path, changed)
    assert again.place(note.anchors[0]).fate is Fate.LOST
    assert again.text_behind(note.anchors[0]) == A.text
    assert again.text_behind(on(1, 1)) is None, "no note was made on it"


def test_positions_marks_and_settings_are_kept(path: Path, notes: StoryNotes) -> None:
    assert notes.position() is None
    assert notes.setting("view") is None
    notes.keep_position(Position(STORY.locators[1], {STORY.locators[0]: 17, STORY.locators[1]: 18}))
    notes.mark("b", on(1))
    notes.mark("a", on(2))
    notes.mark("b", on(1, 1))
    notes.keep_setting("view", "rows")
    notes.keep_setting("folded", [1, 2])
    again = reopened(path)
    assert again.position() == Position(STORY.locators[1], {STORY.locators[0]: 17, STORY.locators[1]: 18})
    assert again.marks() == {"a": on(2), "b": on(1, 1)}
    assert list(again.marks()) == ["a", "b"]
    assert (again.setting("view"), again.setting("folded")) == ("rows", [1, 2])


def test_the_shelf_knows_the_stories_latest_first(path: Path) -> None:
    moments = iter(datetime(2031, 2, 14, 9, minute, tzinfo=UTC) for minute in range(60))
    with Store.open(path, now=lambda: next(moments)) as store:
        store.story(STORY)
        other = made_story([B], title="Another")
        store.story(other)
        store.story(STORY)
        assert [(known.title, known.opened) for known in store.shelf().stories()] == [
            ("Guns on the Orla", "2031-02-14T09:02:00Z"),
            ("Another", "2031-02-14T09:01:00Z"),
        ]
        assert [version.locator for version in store.shelf().stories()[0].versions] == list(STORY.locators)


@pytest.mark.parametrize("step", [timedelta(0), timedelta(hours=-1)], ids=["the clock stands", "the clock runs back"])
def test_order_and_ids_do_not_hang_on_the_clock(path: Path, step: timedelta) -> None:
    moment = datetime(2031, 2, 14, 9, tzinfo=UTC)

    def now() -> datetime:
        nonlocal moment
        moment += step
        return moment

    with Store.open(path, now=now) as store:
        notes = store.story(STORY)
        made = [notes.add_note(f"note {number}") for number in range(20)]
        assert list(notes.entries()) == made
        assert len({entry.id for entry in made}) == 20


def test_times_are_utc(path: Path) -> None:
    moment = datetime(2031, 2, 14, 11, 12, 44, 999, tzinfo=timezone(timedelta(hours=2)))
    with Store.open(path, now=lambda: moment) as store:
        entry = store.story(STORY).add_note("x")
    assert entry.created == entry.modified == "2031-02-14T09:12:44Z"


# Any text


BODIES = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=50),
    st.text("\x85\r\n\t\0 -.:#'\"", max_size=30),
    st.sampled_from(
        ["", "---", "...", "NO", "22:30", "\x85", "a\r\nb\rc\n", "\0", "x\0y", "\ud800", "😀\udfff", "x" * 1_000_000]
    ),
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=BODIES)
def test_any_text_is_kept_to_the_letter(tmp_path: Path, body: str) -> None:
    path = tmp_path / "any.sqlite3"
    with Store.open(path) as store:
        notes = store.story(STORY)
        note = notes.add_note("first")
        edited = notes.edit_note(note.id, body)
        added = notes.add_note(body)
    with Store.open(path) as store:
        notes = store.story(STORY)
        assert [entry.body for entry in notes.entries()][-2:] == [body, body]
        notes.delete(added.id)
        undone = notes.undo()
        assert undone is not None
        assert undone.before == added
        assert notes.entries()[-2:] == (edited, added)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(), min_size=1, max_size=80), name=st.text(st.characters(), max_size=20))
def test_any_quotation_and_any_name_is_kept_to_the_letter(tmp_path: Path, text: str, name: str) -> None:
    version = made_version("A", [[text]], name=name, source="x" + name)
    story = made_story([version], title=name)
    anchor = make_anchor(version, story.locators[0], Span(0, len(text)))
    with Store.open(tmp_path / "any.sqlite3") as store:
        notes = store.story(story)
        note = notes.add_note(name, [anchor])
        notes.mark("a", anchor)
        assert notes.entries()[-1] == note
        assert notes.marks() == {"a": anchor}
        assert notes.text_behind(anchor) == text
        assert notes.place(anchor).fate is Fate.EXACT
        notes.delete(note.id)
        notes.undo()
        assert notes.entries()[-1] == note


def test_the_copies_of_a_page_that_something_kept_is_on_are_known(path: Path) -> None:
    page, other = "https://ledger.example/bridge", "https://ledger.example/ferry"
    moments = [f"2031-02-{day}T12:00:00Z" for day in range(10, 18)]
    story = replace(STORY, locators=(f"{page}#{moments[1]}", page))
    noon_of_the_13th = datetime(2031, 2, 13, 13, 30, tzinfo=UTC)
    with Store.open(path, now=lambda: noon_of_the_13th) as store:
        notes = store.story(story)
        assert store.library().quoted_copies(page, moments) == frozenset()
        notes.add_note("Kept on an earlier copy.", [make_anchor(A, story.locators[0], A.sentences[1].span)])
        notes.pick([make_anchor(B, page, B.sentences[1].span)])
        assert store.library().quoted_copies(page, moments) == {moments[1], moments[3]}
        notes.mark("a", make_anchor(A, f"{page}#{moments[6]}", A.sentences[1].span))
        assert store.library().quoted_copies(page, moments) == {moments[1], moments[3], moments[6]}
        assert store.library().quoted_copies(other, moments) == frozenset()
