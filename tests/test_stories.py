"""The given articles and the stories that ship, from file to links: what a reader of them must be shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from reader.align.alignment import Comparison, Link, Reuse
from reader.align.compare import compare
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role

SHARED = Path(__file__).resolve().parents[2] / "shared" / "seeds"
GIVEN = sorted(SHARED.glob("*.txt"))
needs_given_articles = pytest.mark.skipif(
    len(GIVEN) != 2, reason="the two given articles (../shared/seeds) are not here"
)


@cache
def compared(*sources: str) -> Comparison:
    return compare(open_story(sources).versions)


def given() -> Comparison:
    return compared(*map(str, GIVEN))


def shipped(number: int) -> Comparison:
    return compared(str(shipped_stories()[number - 1]))


def strong(comparison: Comparison, left: int = 0, right: int = 1) -> Sequence[Link]:
    return [link for link in comparison.pair(left, right).links if link.reuse.strong]


def places(
    comparison: Comparison, links: Sequence[Link], left: int = 0, right: int = 1
) -> list[tuple[list[int], list[int]]]:
    """Paragraph numbers, counted from 1, of each link's sentences."""

    def numbers(version: int, sentences: Sequence[int]) -> list[int]:
        return [comparison.versions[version].sentences[s].paragraph + 1 for s in sentences]

    return [(numbers(left, link.left), numbers(right, link.right)) for link in links]


def roles(comparison: Comparison, version: int) -> dict[str, list[int]]:
    """For each role but body, the numbers of its paragraphs, counted from 1."""
    out: dict[str, list[int]] = {}
    for number, paragraph in enumerate(comparison.versions[version].paragraphs, 1):
        if paragraph.role is not Role.BODY:
            out.setdefault(paragraph.role.value, []).append(number)
    return out


def sentence(comparison: Comparison, version: int, opening: str) -> int:
    """The sentence that begins with these words."""
    own = comparison.versions[version]
    found = [n for n in range(len(own.sentences)) if own.sentence_text(n).startswith(opening)]
    assert len(found) == 1, f"{opening!r} begins {len(found)} sentences"
    return found[0]


@needs_given_articles
def test_the_given_articles_share_the_headline_the_quotation_and_one_sentence() -> None:
    links = strong(given())
    assert places(given(), links) == [([1], [1]), ([2], [1]), ([13], [13]), ([20], [16])]
    assert [link.reuse for link in links] == [Reuse.VERBATIM, Reuse.VERBATIM, Reuse.EDITED, Reuse.VERBATIM]


@needs_given_articles
def test_the_rest_of_the_two_paragraphs_that_share_a_sentence_stays_unique() -> None:
    link = strong(given())[-1]
    for version, sentences in ((0, link.left), (1, link.right)):
        own = given().versions[version]
        (shared,) = sentences
        paragraph = own.paragraphs[own.sentences[shared].paragraph]
        assert shared == paragraph.sentences[-1]
        assert len(paragraph.sentences) > 1


@needs_given_articles
def test_the_moved_attribution_and_the_other_spelling_show_as_edits() -> None:
    left, right = given().versions
    (link,) = [link for link in strong(given()) if link.reuse is Reuse.EDITED]
    equal = " ".join(edit.left.of(left.text) for edit in link.edits if edit.op == "equal")
    assert "We only handle the data" in equal
    changed_left = " ".join(edit.left.of(left.text) for edit in link.edits if edit.op != "equal")
    changed_right = " ".join(edit.right.of(right.text) for edit in link.edits if edit.op != "equal")
    assert "Dmitri S" in changed_left
    assert "Dmitry" in changed_right


@needs_given_articles
def test_the_given_articles_have_their_roles() -> None:
    assert roles(given(), 0) == {
        "headline": [1], "repeat": [2], "stray": [11, 12], "heading": [15], "furniture": [21],
    }  # fmt: skip
    assert roles(given(), 1) == {"headline": [1], "stray": [9, 10], "heading": [12]}


@needs_given_articles
def test_the_false_friends_of_the_given_articles_are_no_conflicts() -> None:
    assert [link.conflicts for link in given().pair(0, 1).links if link.conflicts] == []


@needs_given_articles
def test_a_related_link_takes_nothing_away_from_unique() -> None:
    related = [link for link in given().pair(0, 1).links if link.reuse is Reuse.RELATED]
    shared = {s for link in strong(given()) for s in link.left}
    assert related
    assert all(not shared & set(link.left) for link in related)


def test_the_pair_that_ships_has_the_difficulties_of_the_given_one() -> None:
    story = shipped(1)
    assert roles(story, 0) == {
        "headline": [1], "repeat": [2], "stray": [8, 9], "heading": [13], "furniture": [21],
    }  # fmt: skip
    assert roles(story, 1) == {"headline": [1], "stray": [7, 8], "heading": [11]}
    found = places(story, strong(story))
    for expected in (([1], [1]), ([2], [1]), ([4], [15]), ([11], [12]), ([16], [3]), ([18], [16])):
        assert expected in found
    moved = {place for place, link in zip(map(str, found), strong(story), strict=True) if link.moved}
    assert moved == {str(([4], [15])), str(([16], [3]))}


def test_a_sentence_split_in_two_is_one_link_with_both_halves() -> None:
    story = shipped(1)
    one = sentence(story, 0, "About three hundred men")
    halves = (sentence(story, 1, "About three hundred"), sentence(story, 1, "They got as far as the sugar works"))
    assert ((one,), halves) in [(link.left, link.right) for link in strong(story)]


@pytest.mark.parametrize(
    ("left", "right", "openings"),
    [
        (0, 1, ("It weighs 410 kilograms", "The bell, which weighs 480")),
        (0, 1, ("It broke the surface", "The bell broke the surface")),
        (0, 2, ("The diver who found the bell", "Tobias Lund")),
    ],
)
def test_the_three_versions_that_disagree_are_linked_where_they_do(
    left: int, right: int, openings: tuple[str, str]
) -> None:
    story = shipped(2)
    ends = sentence(story, left, openings[0]), sentence(story, right, openings[1])
    links = strong(story, left, right)
    assert any(ends[0] in link.left and ends[1] in link.right for link in links)


def test_the_silent_change_keeps_most_and_moves_one_paragraph() -> None:
    story = shipped(3)
    links = strong(story)
    moved = [place for place, link in zip(places(story, links), links, strict=True) if link.moved]
    assert moved == [([12], [3])] * 3
    linked = {number for ends in places(story, links) for number in ends[0]}
    assert set(range(1, 14)) - linked == {8}, "the paragraph that the later version drops"
    dropped = sentence(story, 0, "Bale did not answer")
    assert all(dropped not in link.left for link in links)
