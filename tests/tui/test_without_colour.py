"""Take all colour away: every state of the text is still told from every other, by its signs and text styles."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import pytest
from rich.segment import Segment
from textual.color import Color

from reader.tui.app_base import ColourFilter
from reader.tui.config import Config
from reader.tui.inks import Inks
from reader.tui.model.ink import Ink, Line
from reader.tui.model.lists import StoryMap
from reader.tui.model.signs import ASCII, UNICODE, SignSet
from reader.tui.model.state import LEFT, RIGHT, Reading
from reader.tui.theme import Theme
from tests.tui.driving import THEMES, opened, snow_app
from tests.tui.helpers import STRAY, frame_of, place_cursor, reading_of, shipped_story, snow_reading, text_of

BLACK = Color(0, 0, 0)


class Cell(NamedTuple):
    """What is left of a cell without colour: its character and the names of its text styles."""

    char: str
    styles: frozenset[str]


class Look(NamedTuple):
    """How a passage looks: the cell of the bar and the marks, its sign, and (as styles alone) its text."""

    mark: Cell
    sign: Cell
    text: frozenset[str]


def without_colour(segments: list[Segment]) -> list[Cell]:
    """The cells that come through the wall which takes every colour away."""
    out = []
    for segment in ColourFilter().apply(segments, BLACK):
        style = segment.style
        assert style is None or (style.color is None and style.bgcolor is None)
        names = ("bold", "dim", "italic", "underline", "reverse")
        styles = frozenset(name for name in names if style is not None and getattr(style, name))
        out += [Cell(char, styles) for char in segment.text]
    return out


def look(reading: Reading, inks: Inks, side: int, phrase: str, word: str = "") -> Look:
    """How the passage looks in whose first row the phrase stands; of its text, the phrase, or one word of that row."""
    lines = (frame_of(reading).left, frame_of(reading).right)[side]
    line: Line = next(line for line in lines if phrase in text_of(line))
    cells = without_colour(list(inks.strip(line, len(text_of(line)))))
    geometry = reading.geometry
    mark = geometry.indent if side == LEFT else 0
    start = text_of(line).index(word or phrase)
    styles = {cell.styles for cell in cells[start : start + len(word or phrase)] if cell.char != " "}
    assert len(styles) == 1, (phrase, styles)
    return Look(cells[mark], cells[mark + geometry.margin - 2], styles.pop())


def dotted(reading: Reading, inks: Inks, signs: SignSet) -> set[Cell]:
    """The cells of the gutter that are drawn of dots."""
    cells = {cell for line in frame_of(reading).gutter for cell in without_colour(list(inks.strip(line, 9)))}
    return {cell for cell in cells if cell.char in (".:" if signs.ascii else "┈┊")}


def looks_of(inks: Inks, signs: SignSet) -> dict[str, Look]:
    """Every state that a passage or a part of it can be in."""
    reading = snow_reading()
    reading.signs = signs
    place_cursor(reading, LEFT, 14)  # a sentence of the last paragraph, so that all the rest is away from the cursor
    looks = {
        "shared": look(reading, inks, LEFT, "The night train to Karst"),
        "unique": look(reading, inks, LEFT, "Nobody was badly hurt"),
        "reworded": look(reading, inks, LEFT, "A plough from Lower Vell"),
        "moved": look(reading, inks, LEFT, "The stationmaster"),
        "conflict": look(reading, inks, LEFT, "Of the 214 people", "9"),
        "aside": look(reading, inks, LEFT, "Ten soups"),
        "headline": look(reading, inks, LEFT, "Night train stands nine"),
    }
    reading.search("did not answer")
    looks["hit"] = look(reading, inks, LEFT, "did not answer")
    reading.search("")
    reading.noted, reading.picked = frozenset({(0, 2)}), frozenset({(0, 7)})
    looks["note"] = look(reading, inks, LEFT, "Nobody was badly hurt")
    looks["pick"] = look(reading, inks, LEFT, "A plough from Lower Vell")
    reading.noted = reading.picked = frozenset()
    place_cursor(reading, LEFT, 11)
    looks["cursor"] = look(reading, inks, LEFT, "The stationmaster")
    looks["edit"] = look(reading, inks, LEFT, "The stationmaster", "Tomas")
    looks["partner"] = look(reading, inks, RIGHT, "The stationmaster")
    place_cursor(reading, LEFT, STRAY)
    looks["aside under the cursor"] = look(reading, inks, LEFT, "Ten soups")
    return looks


WAYS = {
    "terminal, told nothing": Inks(THEMES["terminal"]),
    "terminal": Inks(THEMES["terminal"], colourless=True),
    "dusk": Inks(THEMES["dusk"], colourless=True),
    "paper": Inks(THEMES["paper"], colourless=True),
}


@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("inks", WAYS.values(), ids=WAYS)
def test_every_state_differs_from_every_other_without_colour(inks: Inks, signs: SignSet) -> None:
    looks = looks_of(inks, signs)
    same = [(a, b) for a, b in itertools.combinations(looks, 2) if looks[a] == looks[b]]
    assert same == []


@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("inks", WAYS.values(), ids=WAYS)
def test_what_is_only_related_is_joined_by_dots(inks: Inks, signs: SignSet) -> None:
    story, comparison = shipped_story(1)
    reading = reading_of(comparison, 130, 34, title=story.title)
    reading.signs = signs
    assert dotted(reading, inks, signs)
    pairs = (pair._replace(links=tuple(link for link in pair.links if link.reuse.strong)) for pair in comparison.pairs)
    alone = comparison._replace(pairs=tuple(pairs))
    reading = reading_of(alone, 130, 34, title=story.title)
    reading.signs = signs
    assert not dotted(reading, inks, signs)


def test_the_preview_tells_what_is_only_related_by_a_sign_of_its_own() -> None:
    reading = snow_reading(70, 24)
    place_cursor(reading, RIGHT, 1)
    assert text_of(frame_of(reading).preview[0]).startswith(" A   3 : ")
    place_cursor(reading, RIGHT, 4)
    assert text_of(frame_of(reading).preview[0]).startswith(" A   3 ! ")


STYLES: dict[str, Ink] = {
    "text": Ink("text"),
    "shared": Ink("soft"),
    "cursor": Ink("bright", "cursor"),
    "edit": Ink("version:0", "cursor", underline=True),
    "edit in a headline": Ink("version:0", "cursor", underline=True, bold=True),
    "spelled otherwise": Ink("bright", "cursor", underline=True),
    "conflict": Ink("conflict", "cursor", underline=True, bold=True),
    "hit": Ink("bright", "hit"),
    "hit on an edit": Ink("bright", "hit", underline=True),
    "folded": Ink("faint", italic=True),
}


@pytest.mark.parametrize("inks", WAYS.values(), ids=WAYS)
def test_kinds_of_words_differ_in_text_style_alone(inks: Inks) -> None:
    styles = {name: without_colour([Segment("x", inks.style(ink))])[0].styles for name, ink in STYLES.items()}
    assert styles["edit"] == styles.pop("edit in a headline")  # what is underlined in bold is a conflict
    assert len(set(styles.values())) == len(styles)


@pytest.mark.parametrize("theme", [theme for theme in THEMES.values() if not theme.ansi], ids=lambda theme: theme.name)
def test_with_colours_nothing_is_dim_or_reversed(theme: Theme) -> None:
    inks = Inks(theme)
    for ink in STYLES.values():
        style = inks.style(ink)
        assert (style.dim, style.reverse, bool(style.bold)) == (None, None, ink.bold)


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("theme", ["terminal", "dusk"])
async def test_text_styles_reach_the_terminal_and_no_colour_does(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = snow_app(config=Config(theme=theme))
    async with opened(app) as pilot:
        await pilot.press("j", "j", "j", "slash", *"plough", "enter")
        await pilot.pause()
        segments = [s for strip in app.screen._compositor.render_strips(app.size) for s in strip if s.style]
        assert {(s.style.color, s.style.bgcolor) for s in segments if s.style} == {(None, None)}

        def styled(name: str) -> str:
            return "\n".join(s.text for s in segments if s.style and getattr(s.style, name))

        assert "The night train to Karst" in styled("dim")
        assert "Nobody was badly hurt" not in styled("dim")
        assert "plough" in styled("reverse")
        assert "Night train stands nine" in styled("bold")
        assert "Ten soups" in styled("italic")


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("theme", ["terminal", "dusk"])
async def test_the_cursor_of_lists_and_fields_is_underlined_without_colour(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = snow_app(config=Config(theme=theme))

    def underlined(row: str) -> str:
        rows = app.screen._compositor.render_strips(app.size)
        strip = next(strip for strip in rows if row in strip.text)
        return "".join(segment.text for segment in strip if segment.style and segment.style.underline)

    async with opened(app) as pilot:
        assert app.no_color
        await pilot.press("c")
        await pilot.pause()
        assert THEMES[theme].title in underlined(THEMES[theme].title)
        await pilot.press("escape", "slash", "x", "y")
        await pilot.pause()
        assert underlined(" xy ") == " "


@pytest.mark.parametrize("inks", WAYS.values(), ids=WAYS)
def test_a_cell_of_the_map_keeps_its_block_under_the_cursor(inks: Inks) -> None:
    story_map = StoryMap(snow_reading())
    for _ in range(story_map.count):
        line = story_map.draw(160, 45)[2 + story_map.at - story_map.top]
        cells = without_colour(list(inks.strip(line, 160)))
        assert not [cell for cell in cells if "reverse" in cell.styles]
        story_map.move(1, 42)
