"""A small story to keep notes of, for tests."""

from __future__ import annotations

from pathlib import Path

from reader.notes.anchors import Anchor, make_anchor
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.version import Story
from tests.merge.made import made_story, made_version

ROOT = Path(__file__).parents[2]

A = made_version("A", [["Guns on the Orla"], ["The bridge was shelled before dawn.", "Nobody crossed it again."]])
B = made_version("B", [["Guns on the Orla"], ["Forty men did not come back."]])
STORY = made_story([A, B])


def on(sentence: int, version: int = 0) -> Anchor:
    made = STORY.versions[version]
    return make_anchor(made, STORY.locators[version], made.sentences[sentence].span)


REOPENED: list[Store] = []


def reopened(path: Path, story: Story = STORY) -> StoryNotes:
    """The story's notes through a connection of their own, as another reader would see them."""
    REOPENED.append(Store.open(path))
    return REOPENED[-1].story(story)
