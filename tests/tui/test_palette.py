"""Themes on terminals of 256 colours."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color, ColorSystem

from reader.tui.theme import ROLES, Theme, contrast, contrasts, in_256_colours, oklab, palette
from tests.tui.colour_vision import difference, seen
from tests.tui.driving import THEMES, opened, snow_app

COLOURED = [theme for theme in THEMES.values() if not theme.ansi]
SHOWN = {entry.sent: entry.colour for entry in palette()}
"""What the terminal makes of what is sent."""


def shown(theme: Theme) -> Theme:
    """The theme as a terminal of 256 colours shows it."""
    fitted = in_256_colours(theme)
    roles: dict[str, Any] = {role: SHOWN[getattr(fitted, role)] for role in ROLES}
    return replace(fitted, versions=tuple(SHOWN[colour] for colour in fitted.versions), **roles)


def test_rich_sends_each_colour_as_the_number_it_is_meant_for() -> None:
    sent = {entry.number: Color.parse(entry.sent).downgrade(ColorSystem.EIGHT_BIT).number for entry in palette()}
    assert all(number == wanted for wanted, number in sent.items())
    assert len(sent) == 240 - 4  # the cube's greys are left to the ramp, which has black and white too


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_what_is_read_keeps_nine_tenths_of_its_contrast(theme: Theme) -> None:
    weak = [(role, ground, found) for role, ground, found, least in contrasts(shown(theme)) if found < 0.88 * least]
    assert weak == []


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_shared_text_stays_quieter_and_tints_stay_tints(theme: Theme) -> None:
    there = shown(theme)
    assert contrast(there.text, there.soft) >= 2.1
    assert 1.2 <= contrast(there.cursor, there.background) <= 1.25 * contrast(theme.cursor, theme.background)
    assert 1.06 <= contrast(there.partner, there.background) < contrast(there.cursor, there.background)
    assert len({there.background, there.cursor, there.partner, there.hit}) == 4


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_versions_and_conflict_stay_apart(theme: Theme) -> None:
    there = shown(theme)
    colours = (*there.versions[:3], there.conflict)
    least = min(difference(seen(a), seen(b)) for a, b in itertools.combinations(colours, 2))
    assert least >= (8 if theme.name in ("phosphor", "ember") else 20)


def test_rich_alone_would_lose_what_is_kept_here() -> None:
    rounded = {
        name: [Color.parse(c).downgrade(ColorSystem.EIGHT_BIT).number for c in (theme.partner, theme.background)]
        for name, theme in THEMES.items()
        if not theme.ansi
    }
    assert any(partner == background for partner, background in rounded.values())


def test_a_theme_of_the_terminals_own_colours_stays_as_it_is() -> None:
    assert in_256_colours(THEMES["terminal"]) is THEMES["terminal"]


colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(ROLES, colours)), st.lists(colours, min_size=6, max_size=12))
def test_any_theme_at_all_can_be_fitted(roles: dict[str, Any], versions: list[str]) -> None:
    theme = replace(THEMES["dusk"], versions=tuple(versions), **roles)
    fitted = in_256_colours(theme)
    assert {getattr(fitted, role) for role in ROLES} | set(fitted.versions) <= set(SHOWN)
    assert in_256_colours(theme) == fitted


def test_lightness_is_that_of_the_published_data() -> None:
    # Ottosson, A perceptual color space for image processing (2020): white is (1, 0, 0)
    assert oklab("#ffffff") == pytest.approx((1, 0, 0), abs=1e-3)
    assert oklab("#000000") == (0, 0, 0)
    assert oklab("#ff0000") == pytest.approx((0.628, 0.2249, 0.1258), abs=1e-3)


async def test_the_screen_is_drawn_in_the_palette_and_the_choice_goes_by_name() -> None:
    app = snow_app(palette=True)
    async with opened(app) as pilot:
        assert app.inks.theme == in_256_colours(THEMES["dusk"])
        await pilot.press("c")
        await pilot.pause()
        await pilot.press(*"fjord", "enter")
        await pilot.pause()
        assert (app.theme, app.current) == ("fjord", THEMES["fjord"])
        styles = [s.style for strip in app.screen._compositor.render_strips(app.size) for s in strip if s.style]
        drawn = {color.name for style in styles for color in (style.color, style.bgcolor) if color is not None}
        assert drawn <= set(SHOWN)
