"""The map and the outline: every passage a row, every version a column, and every row leads somewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reader.align.alignment import Reuse, Status
from reader.story.version import Role
from reader.story.words import count_words
from reader.tui.model.ink import width_of
from reader.tui.model.lists import Listing, Outline, StoryMap, parts_of
from reader.tui.model.signs import ASCII
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.tui.helpers import place_cursor, reading_of, shipped_story, snow_comparison

MADE: dict[str, Callable[[Reading], Listing]] = {"map": StoryMap, "outline": Outline}


def bell(width: int = 140) -> Reading:
    return reading_of(shipped_story(1)[1], width, 40)


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (70, 24), (60, 15)], ids=str)
@pytest.mark.parametrize("name", MADE)
def test_a_list_fills_the_screen_whatever_row_is_under_the_cursor(name: str, size: tuple[int, int]) -> None:
    listing = MADE[name](reading_of(shipped_story(1)[1], *size))
    width, height = size
    for step in (0, 3, 1000, -2, -1000, 7):
        listing.move(step, height - 3)
        lines = listing.draw(width, height)
        assert len(lines) == height
        assert all(width_of(line) == width for line in lines)
        assert listing.top <= listing.at < listing.top + height - 3
        assert 0 <= listing.at < listing.count
        assert listing.spot() is not None


def test_the_map_says_of_each_version_how_it_tells_a_passage() -> None:
    story_map = StoryMap(reading_of(snow_comparison(3), 160, 45))
    by_text = {
        story_map.versions[t.host].sentence_text(t.sentences[t.host][0])[:20]: [
            story_map.cell(t, version) for version in range(3)
        ]
        for t in story_map.tellings
    }
    assert by_text["Nobody was badly hur"] == [Reuse.VERBATIM, None, Reuse.VERBATIM]
    assert by_text["The railway had been"] == [Reuse.VERBATIM, Reuse.REWORDED, None]
    assert by_text["I was on that train "] == [None, None, Reuse.VERBATIM]


def test_the_map_folds_what_is_no_part_of_the_story_and_does_not_count_it() -> None:
    reading = reading_of(shipped_story(0)[1], 160, 60)
    story_map = StoryMap(reading)
    rows = ["".join(text for text, _ in line) for line in story_map.draw(160, 80)]
    (folded,) = [row for row in rows if "Balloon with six guests" in row]
    assert "not this story" in folded
    assert not any("The pilot had been aiming" in row and "█" in row for row in rows)
    story_map.at = next(n for n in range(story_map.count) if story_map.rows[n].aside)
    assert "not counted" in story_map.status()
    assert story_map.spot() is not None
    story_map.at = story_map.count
    story_map.move(0, 50)
    while story_map.rows[story_map.at].aside:
        story_map.move(-1, 50)
    assert f"{len(story_map.tellings)} of {len(story_map.tellings)} " in story_map.status()


def test_the_map_begins_where_the_reader_is_and_leads_to_the_version_of_the_column() -> None:
    reading = bell()
    link = next(link for link in reading.beside(LEFT).links if link.reuse.strong)
    place_cursor(reading, LEFT, link.left[0])
    story_map = StoryMap(reading)
    assert story_map.spot() == (0, link.left[0])
    story_map.across(1)
    spot = story_map.spot()
    assert spot is not None
    assert spot.version == 1
    assert spot.sentence in link.right


def test_the_map_leads_to_what_is_related_where_a_version_does_not_tell_it() -> None:
    story_map = StoryMap(reading_of(snow_comparison(2), 160, 45))
    for number, telling in enumerate(story_map.tellings):
        if story_map.cell(telling, 0) is Reuse.RELATED:
            story_map.at, story_map.column = number, 0
            assert story_map.spot() == (0, 3)
            assert "related" in story_map.status()
            return
    pytest.fail("nothing related on the map")


def test_brackets_go_to_what_one_version_alone_has() -> None:
    story_map = StoryMap(bell())
    story_map.at = 0
    met = []
    for _ in range(story_map.count):
        before = story_map.at
        story_map.skip(1)
        if story_map.at == before:
            break
        met.append(story_map.at)
    assert met == [n for n, t in enumerate(story_map.tellings) if n and not t.shared]


def test_the_map_has_no_asides_and_the_orders_of_versions_only_where_there_is_room() -> None:
    wide, narrow = StoryMap(bell(140)), StoryMap(bell(70))
    for telling in wide.tellings:
        roles = {
            wide.versions[v].paragraphs[wide.versions[v].sentences[s].paragraph].role
            for v in telling.versions
            for s in telling.sentences[v]
        }
        assert not all(role.aside for role in roles)
    assert any(ord(char) > 0x2800 for line in wide.draw(140, 40) for text, _ in line for char in text)
    assert not any(ord(char) > 0x2800 for line in narrow.draw(70, 24) for text, _ in line for char in text)


def test_in_ascii_the_map_is_drawn_in_ascii() -> None:
    reading = bell()
    reading.signs = ASCII
    drawn = {char for line in StoryMap(reading).draw(140, 40) for text, _ in line for char in text if char in "█▄░⠂⠐▌"}
    assert drawn == set()


@pytest.mark.parametrize("side", [LEFT, RIGHT])
def test_the_outline_counts_the_words_of_each_part_and_those_only_here(side: int) -> None:
    reading = bell()
    beside = reading.beside(side)
    version = beside.version
    sizes = count_words(version)
    paragraphs = [part for part in parts_of(beside) if not part.heading]
    body = [p for p in version.paragraphs if p.role is Role.BODY]
    assert len(paragraphs) == len(body)
    for part, paragraph in zip(paragraphs, body, strict=True):
        assert part.words == sum(sizes[s] for s in paragraph.sentences)
        alone = [s for s in paragraph.sentences if beside.statuses[s] is Status.UNIQUE]
        assert part.unique == sum(sizes[s] for s in alone)


def test_a_heading_counts_what_stands_under_it() -> None:
    parts = parts_of(reading_of(snow_comparison(), 140, 40).beside(LEFT))
    at = next(n for n, part in enumerate(parts) if part.title == "What happens now?")
    assert parts[at].words == 3 + sum(part.words for part in parts[at + 1 :])


def test_the_outline_shows_the_version_opposite_and_back() -> None:
    outline = Outline(bell())
    before = outline.title
    outline.across(1)
    assert outline.title != before
    spot = outline.spot()
    assert spot is not None
    assert spot.version == 1
    outline.across(1)
    assert outline.title == before
