"""Whatever keys are pressed, in whatever order: the cursor is on screen, and every line is as wide as its part."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from reader.align.alignment import Comparison
from reader.story.version import Story
from reader.tui.model.commands import MOVES
from reader.tui.model.flow import Position, Scrollable, TextRow
from reader.tui.model.frame import draw
from reader.tui.model.ink import width_of
from reader.tui.model.layout import Mode
from reader.tui.model.merged import MergedRow
from reader.tui.model.navigation import go_to_cell
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, made_version
from tests.tui.helpers import KEYS, SIZES, given_story, reading_of, shipped_story, snow_comparison, snow_story

PARTS = ("header", "left_minimap", "left", "gutter", "right", "right_minimap", "preview", "footer")
Opened = tuple[Story, Comparison]
STORIES: dict[str, Callable[[], Opened]] = {
    "first": lambda: shipped_story(0),
    "second": lambda: shipped_story(1),
    "third": lambda: shipped_story(2),
    "given": given_story,
    "snow": lambda: (snow_story(3), snow_comparison(3)),
    "wide": lambda: wide_story(),
}
TYPED = ("", "the", "snow", "[", "雪", "zzz")


def wide_story() -> Opened:
    """Characters of two cells, of none, and words that no row can hold."""
    from tests.merge.made import link, made_story

    a = made_version(
        "A", [["雪が降った。" * 9, "e\u0301" * 90], ["🙂👩‍👩‍👧" * 30], ["wort" * 60, "a b\u200b c"]], name="新聞"
    )
    b = made_version("B", [["雪が降った。" * 9], ["x"], ["日本語とEnglishの混ざった文。" * 12]], name="🗞" * 40)
    links = [link(0, 0), link(2, 2), link(3, 1)]
    return made_story((a, b), title="雪" * 80), compared((a, b), {(0, 1): links})


def check(reading: Reading) -> None:
    """What holds after every key."""
    geometry = reading.geometry
    frame = draw(reading, KEYS)
    for part in PARTS:
        for line in getattr(frame, part):
            assert width_of(line) == geometry.columns(part), (part, line)
    if geometry.mode is Mode.TOO_SMALL:
        return
    panes = (frame.left, frame.gutter, frame.right) if geometry.mode is Mode.FACING else (frame.left,)
    assert [len(part) for part in panes] == [geometry.body] * len(panes)
    assert len(frame.preview) == geometry.preview
    assert len(frame.header) == 2
    assert len(frame.footer) == 1
    assert 0 <= reading.sentence < len(reading.beside(reading.side).version.sentences)
    if reading.in_rows:
        assert reading.tops[LEFT] == reading.tops[RIGHT]
    shown: Scrollable[MergedRow] | Scrollable[TextRow]
    shown = reading.sheet() if reading.merged else reading.flow(reading.side)
    top = reading.sheet_top if reading.merged else reading.tops[reading.side]
    first, last = cursor_span(reading)
    seen = shown.distance(top, first, 10_000), shown.distance(top, last, 10_000)
    assert seen[0] < geometry.body, seen
    assert seen[1] >= 0, seen
    if not 0 <= seen[0] <= seen[1] < geometry.body:
        # a passage that is long, or one of several of which none is wholly on screen
        assert shown.distance(first, last, 10_000) >= geometry.body // 2 or none_whole(reading), seen


def none_whole(reading: Reading) -> bool:
    """Whether no passage is wholly on screen: in merged, no telling; else, none of the cursor's version."""
    height = reading.geometry.body
    shown: Scrollable[MergedRow] | Scrollable[TextRow]
    if reading.merged:
        shown, top = reading.sheet(), reading.sheet_top
        spans = [reading.sheet().span(telling) for telling in range(len(reading.sheet().tellings))]
    else:
        flow = reading.flow(reading.side)
        shown, top = flow, reading.tops[reading.side]
        spans = [flow.span(sentence) for sentence in range(len(flow.beside.version.sentences))]
    return not any(top <= first and shown.distance(top, last, 2 * height) < height for first, last in spans)


def cursor_span(reading: Reading) -> tuple[Position, Position]:
    """First and last row of the cursor's passage."""
    if reading.merged:
        return reading.sheet().span(reading.telling)
    return reading.flow(reading.side).span(reading.sentence)


@pytest.mark.default_cases(6)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", STORIES)
def test_any_walk_keeps_the_cursor_on_screen_and_every_line_its_width(name: str, size: tuple[int, int]) -> None:
    _, comparison = STORIES[name]()
    for seed in range(3):
        dice = random.Random(f"{name} {size} {seed}")
        reading = reading_of(comparison, *size, before=seed == 2)
        walked: list[str] = []
        for number in range(70):
            walked.append(dice.choice([*MOVES, "partner", "partner", "resize", "search", "point"]))
            if walked[-1] == "resize":
                reading.resize(*dice.choice([*SIZES, (59, 45), (20, 5)]))
                reading.resize(*size)
            elif walked[-1] == "search":
                reading.search(dice.choice(TYPED))
            elif walked[-1] == "point":
                side = dice.choice([LEFT, RIGHT]) if reading.geometry.mode is Mode.FACING else reading.side
                go_to_cell(reading, side, dice.randrange(reading.geometry.body), dice.randrange(70))
                reading.resize(*size)  # a click scrolls nothing, so the passage may begin above
            else:
                MOVES[walked[-1]](reading)
            if number == 30:
                reading.set_comparison(comparison)
                continue
            try:
                check(reading)
            except (AssertionError, LookupError) as error:
                raise AssertionError(f"{error} after {walked[-5:]}") from error


@pytest.mark.parametrize("texts", [[[], []], [[["One."]], []], [[], [["One."]]]], ids=["both", "right", "left"])
def test_empty_versions_can_be_walked(texts: list[list[list[str]]]) -> None:
    a, b = (made_version(siglum, text) for siglum, text in zip("AB", texts, strict=True))
    reading = reading_of(compared((a, b), {}), 160, 30)
    for name in (*MOVES, *MOVES):
        MOVES[name](reading)
        frame = draw(reading, KEYS)
        assert all(width_of(line) == reading.geometry.columns(part) for part in PARTS for line in getattr(frame, part))


def test_one_version_alone_can_be_walked() -> None:
    version = snow_comparison().versions[0]
    reading = reading_of(compared([version], {}), 100, 30)
    for name in (*MOVES, *MOVES):
        MOVES[name](reading)
        check(reading)
    assert reading.tops[RIGHT] == Position(0, 0)
