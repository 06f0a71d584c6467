"""Pins and cuts as they are kept, and as they are found again in texts that have changed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.decisions import Decision, DecisionKind
from reader.notes.database import Database
from reader.notes.decisions import anchor_sentences, resolve_decision
from reader.notes.entries import KeptDecision
from reader.notes.finder import find
from reader.notes.store import MIGRATIONS, Store
from reader.notes.story_notes import StoryNotes
from reader.story.version import Story
from tests.merge.made import made_story, made_version
from tests.notes.kept import STORY, on

PIN, CUT = DecisionKind.PIN, DecisionKind.CUT
TOLD = (
    ["The bridge was shelled before dawn.", "Nobody crossed it again."],
    ["Forty men did not come back.", "The mill of Velden lost its roof in the same night."],
)


def keep(story: Story, kind: DecisionKind, here: list[int], there: list[int]) -> KeptDecision:
    """A decision about the first two versions of a story."""
    return KeptDecision(
        id="x",
        kind=kind,
        here=anchor_sentences(story, 0, here),
        there=anchor_sentences(story, 1, there),
        created="",
        position=0,
    )


def found_in(story: Story, kept: KeptDecision) -> Decision | None:
    texts = dict(zip(story.locators, (version.text for version in story.versions), strict=True))
    return resolve_decision(story, kept, lambda anchor: find(anchor, texts.get(anchor.locator, "")))


def test_decisions_are_there_in_their_order_when_the_story_is_opened_again(path: Path, notes: StoryNotes) -> None:
    made = [
        notes.decisions.add(PIN, [on(1), on(2)], [on(1, 1)]),
        notes.decisions.add(CUT, [on(0)], [on(0, 1)]),
    ]
    with Store.open(path) as store:
        assert store.story(STORY).decisions.all() == tuple(made)


def test_another_story_has_decisions_of_its_own(path: Path, notes: StoryNotes) -> None:
    notes.decisions.add(CUT, [on(0)], [on(0, 1)])
    with Store.open(path) as store:
        assert store.story(made_story(STORY.versions[:1])).decisions.all() == ()


def test_a_decision_names_a_sentence_of_each_side(notes: StoryNotes) -> None:
    for here, there in (([], [on(0, 1)]), ([on(0)], [])):
        with pytest.raises(ValueError, match="at least one sentence"):
            notes.decisions.add(PIN, here, there)
    assert notes.undo() is None


def test_what_is_gone_cannot_be_taken_back(notes: StoryNotes) -> None:
    made = notes.decisions.add(PIN, [on(0)], [on(0, 1)])
    notes.decisions.take_back(made)
    with pytest.raises(KeyError):
        notes.decisions.take_back(made)


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    Database(path, MIGRATIONS[:1]).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO stories (key, title, opened) VALUES (?, 'Guns', '')", [STORY.key])
    connection.execute("INSERT INTO entries VALUES ('1', 1, 'note', 'kept', '', '', 0)")
    after = '{"id": "1", "kind": "note", "body": "kept", "anchors": [], "created": "", "modified": "", "position": 0}'
    connection.execute("INSERT INTO journal (story, verb, after) VALUES (1, 'add', ?)", [after])
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        notes = store.story(STORY)
        assert [entry.body for entry in notes.entries()] == ["kept"]
        notes.decisions.add(CUT, [on(0)], [on(0, 1)])
        assert [getattr(change.subject, "kind", "") for _ in range(2) if (change := notes.undo())] == ["cut", "note"]
        assert notes.entries() == ()


# found again


def test_a_decision_follows_its_sentences_when_their_numbers_shift() -> None:
    before = made_story([made_version("A", TOLD), made_version("B", TOLD)])
    longer = [["A line that was not there before."], *TOLD]
    after = replace(before, versions=(made_version("A", longer), before.versions[1]))
    assert found_in(after, keep(before, PIN, [1], [3])) == Decision(PIN, (0, 1), (2,), (3,))


def test_a_decision_whose_sentence_is_gone_is_none() -> None:
    before = made_story([made_version("A", TOLD), made_version("B", TOLD)])
    after = replace(before, versions=(made_version("A", TOLD[:1]), before.versions[1]))
    assert found_in(after, keep(before, PIN, [3], [3])) is None
    assert found_in(after, keep(before, PIN, [0, 3], [3])) is None
    assert found_in(after, keep(before, PIN, [0], [3])) is not None


def test_a_decision_about_a_version_that_is_not_there_is_none() -> None:
    before = made_story([made_version("A", TOLD), made_version("B", TOLD)])
    assert found_in(made_story(before.versions[:1]), keep(before, CUT, [0], [0])) is None


def test_a_sentence_that_was_divided_is_all_of_its_parts() -> None:
    joined = [[" ".join(TOLD[0])], TOLD[1]]
    before = made_story([made_version("A", joined), made_version("B", TOLD)])
    after = replace(before, versions=(made_version("A", TOLD), before.versions[1]))
    assert found_in(after, keep(before, PIN, [0], [0])) == Decision(PIN, (0, 1), (0, 1), (0,))


@given(
    st.sampled_from(DecisionKind),
    st.sets(st.integers(0, 3), min_size=1),
    st.sets(st.integers(0, 3), min_size=1),
    st.booleans(),
    st.lists(st.sampled_from(["Rain fell on the hills all week.", "Nobody said a word about it."]), max_size=3),
)
def test_what_was_decided_is_what_is_found_again(
    kind: DecisionKind, here: set[int], there: set[int], turned: bool, put_in: list[str]
) -> None:
    before = made_story([made_version("A", TOLD), made_version("B", TOLD)])
    told = [*([sentence] for sentence in put_in), *TOLD]
    after = replace(before, versions=(made_version("A", told), before.versions[1]))
    kept = keep(before, kind, sorted(here), sorted(there))
    if turned:
        kept = replace(kept, here=kept.there, there=kept.here)
    found = found_in(after, kept)
    assert found is not None
    shifted = tuple(sorted(s + len(put_in) for s in here))
    assert found.kind is kind
    assert found.seen_from(0, 1) == (shifted, tuple(sorted(there)))
