from __future__ import annotations

import colorsys
import itertools
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from reader.notes.entries import LABELS
from reader.story.yaml import Problem
from reader.tui.theme import (
    ANSI_COLOURS,
    BARE,
    DEFAULT_THEME,
    ROLES,
    TEXT_CONTRAST,
    Theme,
    contrast,
    contrasts,
    find_themes,
    label_tint,
    load_theme,
    luminance,
    styled,
)
from tests.tui.colour_vision import DEFICIENCIES, difference, seen

SHIPPED = Path(__file__).parents[2] / "themes"


def load_themes(folders: Sequence[Path]) -> tuple[dict[str, Theme], list[Problem]]:
    """The themes of some folders by name, and what is wrong."""
    found, problems = find_themes(folders)
    return {name: theme for name, (theme, _) in found.items()}, problems


THEMES, PROBLEMS = load_themes([SHIPPED])
COLOURED = [theme for theme in THEMES.values() if not theme.ansi]
SAFE = (("harbour", "chalk"), ("kiln", "clay"))
"""Those that say they are safe for colour-blind readers: pairs of a dark and a light one."""
ONE_HUE = ("phosphor", "ember")
"""Those that tell by lightness and style alone."""
NOTICED = 2.3
"""The just noticeable difference of two colours side by side (Mahy, Van Eycken, Oosterlinck: Evaluation of Uniform
Color Spaces Developed after the Adoption of CIELAB and CIELUV. Color Research and Application 19, 1994)."""

GOOD = """\
format: diptych/theme@1
title: Dusk, warm and dark
background: "#1b1917"
panel: "#24211e"
text: "#e6decf"
bright: "#fbf5ea"
soft: "#9c9283"
mute: "#93897c"
faint: "#7f766a"
versions: ["#79b4e8", "#e6a24c", "#6cc5a6", "#b9a2ea", "#c9cc6b", "#5cc8d8"]
conflict: "#f07fa8"
cursor: "#332d26"
partner: "#2a2621"
hit: "#584715"
selection: "#3d4656"
"""


def folder_with(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def name_of(theme: Theme) -> str:
    return theme.name


def test_the_themes_that_ship_load_without_a_word() -> None:
    assert PROBLEMS == []
    assert len(THEMES) >= 12
    assert DEFAULT_THEME in THEMES
    assert {theme.dark for theme in COLOURED} == {True, False}
    assert any(theme.ansi for theme in THEMES.values())
    assert {*itertools.chain(*SAFE), *ONE_HUE} <= set(THEMES)
    assert len({theme.title for theme in THEMES.values()}) == len(THEMES)


@pytest.mark.parametrize("theme", COLOURED, ids=name_of)
def test_everything_that_is_drawn_has_enough_contrast(theme: Theme) -> None:
    weak = [(role, ground, round(found, 2)) for role, ground, found, least in contrasts(theme) if found < least]
    assert weak == []


@pytest.mark.parametrize("theme", COLOURED, ids=name_of)
def test_folded_lines_can_be_read_by_who_wants_to(theme: Theme) -> None:
    assert contrast(theme.faint, theme.background) >= 3.8
    assert contrast(theme.faint, theme.panel) >= 3.5


@pytest.mark.parametrize("theme", COLOURED, ids=name_of)
def test_tints_can_be_seen_and_the_cursor_is_stronger_than_its_partner(theme: Theme) -> None:
    seen_at = {
        tint: contrast(getattr(theme, tint), theme.background) for tint in ("cursor", "partner", "hit", "selection")
    }
    assert seen_at["cursor"] >= 1.19
    assert 1.09 <= seen_at["partner"] < seen_at["cursor"]
    assert seen_at["hit"] >= 1.25
    assert seen_at["selection"] >= 1.25


@pytest.mark.parametrize("theme", THEMES.values(), ids=name_of)
def test_labels_have_tints_of_their_own_that_text_can_be_read_on(theme: Theme) -> None:
    tints = [label_tint(theme, label) for label in range(1, LABELS + 1)]
    if theme.ansi:
        assert all(styled(theme, "text", f"label:{label}").underline for label in range(1, LABELS + 1))
        return
    assert len({*tints, theme.background, theme.cursor, theme.partner, theme.hit}) == LABELS + 4
    for tint in tints:
        assert min(contrast(word, tint) for word in (theme.text, theme.bright, theme.conflict)) >= TEXT_CONTRAST
        assert contrast(tint, theme.background) >= 1.05


@pytest.mark.parametrize("theme", COLOURED, ids=name_of)
def test_the_shades_of_text_go_from_bright_to_faint(theme: Theme) -> None:
    shades = (theme.bright, theme.text, theme.soft, theme.faint)
    steps = [contrast(shade, theme.background) for shade in shades]
    assert steps == sorted(steps, reverse=True)


def least_difference(colours: Sequence[str], deficiency: str | None = None) -> float:
    """The difference (CIEDE2000) of the two colours that are closest to each other, as some eyes see them."""
    return min(difference(seen(a, deficiency), seen(b, deficiency)) for a, b in itertools.combinations(colours, 2))


@pytest.mark.parametrize("theme", COLOURED, ids=name_of)
def test_version_colours_and_conflict_are_told_apart(theme: Theme) -> None:
    first = (*theme.versions[:3], theme.conflict)
    assert least_difference(first) >= 5 * NOTICED
    # in one hue there are not seven shades that far apart: later versions have their letters
    assert least_difference((*theme.versions[:6], theme.conflict)) >= (2.5 if theme.name in ONE_HUE else 5) * NOTICED


@pytest.mark.parametrize("name", ONE_HUE)
def test_a_theme_of_one_hue_has_no_other(name: str) -> None:
    theme = THEMES[name]
    colours = (*(getattr(theme, role) for role in ROLES), *theme.versions)
    hues = [colorsys.rgb_to_hls(*(int(c[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0] * 360 for c in colours]
    assert max(hues) - min(hues) < 20


@pytest.mark.parametrize(("dark", "light"), SAFE)
def test_the_safe_themes_are_pairs_and_say_what_they_are(dark: str, light: str) -> None:
    assert (THEMES[dark].dark, THEMES[light].dark) == (True, False)
    said = {name for name, theme in THEMES.items() if "safe for colour-blind readers" in theme.title}
    assert said == set(itertools.chain(*SAFE))


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
@pytest.mark.parametrize("name", itertools.chain(*SAFE))
def test_colour_blind_readers_tell_three_versions_and_conflict_apart(name: str, deficiency: str | None) -> None:
    # Measured in CIEDE2000 (see colour_vision). Six times what is just noticeable side by side: the colours stand apart
    # on the screen. The words of edits and conflicts must leave the text around them, too.
    theme = THEMES[name]
    colours = (*theme.versions[:3], theme.conflict)
    assert least_difference(colours, deficiency) >= 6 * NOTICED
    words = (theme.text, theme.soft)
    apart = min(difference(seen(a, deficiency), seen(b, deficiency)) for a in colours for b in words)
    assert apart >= 5 * NOTICED


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_published_data(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)
    assert difference(other, one) == pytest.approx(expected, abs=1e-4)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_white_is_white_to_every_eye() -> None:
    for deficiency in (None, *DEFICIENCIES):
        assert seen("#ffffff", deficiency) == pytest.approx((100, 0, 0), abs=0.1)


def test_the_terminal_theme_never_draws_shared_text_in_bright_black() -> None:
    theme = THEMES["terminal"]
    assert {theme.background, theme.text, theme.bright, theme.soft, theme.mute} == {"default"}
    assert len(set(theme.versions)) >= 6
    assert set(theme.versions) <= set(ANSI_COLOURS)


def test_versions_beyond_the_colours_begin_again() -> None:
    theme = THEMES["dusk"]
    assert [theme.version(n) for n in range(12)] == [*theme.versions, *theme.versions]


def test_a_theme_takes_its_name_from_its_file_or_says_it(tmp_path: Path) -> None:
    folder_with(tmp_path, **{"My Dusk": GOOD.replace("title:", "#"), "other": "name: evening\n" + GOOD})
    themes, problems = load_themes([tmp_path])
    assert problems == []
    assert list(themes) == ["my-dusk", "evening"]
    assert themes["my-dusk"].title == "my-dusk"


@pytest.mark.parametrize(("written", "dark"), [("", True), ("dark: no\n", False), ("dark: yes\n", True)])
def test_dark_is_stated_or_seen_from_the_background(tmp_path: Path, written: str, dark: bool) -> None:
    themes, _ = load_themes([folder_with(tmp_path, own=written + GOOD)])
    assert themes["own"].dark is dark


def test_a_readers_theme_replaces_a_shipped_one_of_the_same_name(tmp_path: Path) -> None:
    folder_with(tmp_path, dusk=GOOD.replace("#e6decf", "#ffffff"), mine=GOOD)
    themes, problems = load_themes([SHIPPED, tmp_path])
    assert problems == []
    assert themes["dusk"].text == "#ffffff"
    assert set(themes) == {*THEMES, "mine"}


def test_two_themes_of_one_name_in_a_folder_are_told(tmp_path: Path) -> None:
    themes, problems = load_themes([folder_with(tmp_path, a="name: x\n" + GOOD, b="name: x\n" + GOOD)])
    assert list(themes) == ["x"]
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}{os.sep}b.yaml: another file in this folder has the theme x already"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            GOOD.replace('"#e6decf"', "red"),
            ":5:7: text: expected a colour such as “#1b1917”, found “red”; the terminal's",
        ),
        (
            GOOD.replace('"#e6decf"', "#e6decf"),
            ":5:6: text: expected a colour such as “#1b1917”, found nothing; put it",
        ),
        (GOOD.replace('"#e6decf"', "'#fff'"), ":5:7: text: expected a colour such as “#1b1917”, found “#fff”"),
        (GOOD.replace('"#e6decf"', "[a]"), ":5:7: text: expected a colour such as “#1b1917”, found a list"),
        (GOOD.replace('"#e6decf"', "'#١٢٣٤٥٦'"), ":5:7: text: expected a colour such as “#1b1917”, found “#١٢٣٤٥٦”"),
        (GOOD.replace("text:", "txet:"), ":5:1: txet: no such key; did you mean “text”?"),
        (GOOD.replace("@1", "@9"), ":1:9: format: expected “diptych/theme@1”, found “diptych/theme@9”"),
        (GOOD.replace('"#79b4e8", ', ""), ":10:11: versions: expected a list of 6 to 12 colours, found 5"),
        (GOOD.replace('"#79b4e8"', "blau"), ":10:12: versions[0]: expected a colour"),
        (GOOD + "dark: perhaps", ":16:7: dark: expected yes or no, found “perhaps”"),
        (GOOD + "ansi: yes", ":3:13: background: expected one of the terminal's colours"),
        (GOOD + 'name: "\\e[31m"', ":16:7: name: expected a name of at most 40 lower-case letters"),
        (GOOD + "name: ../dusk", ":16:7: name: expected a name of at most 40 lower-case letters"),
        ("ansi: yes", ":1:1: no colour for background, panel, text, bright, soft, mute, faint, conflict"),
        ("", ": is empty; a theme needs a colour for each role"),
        ("- a", ":1:1: expected the roles of a theme, found a list"),
        ("a: b: c", ":1:5: is not YAML"),
        ("#" * 64_001, ": is larger than 64 kB"),
        ("".join(f"k{n}: 1\n" for n in range(4000)), ": no such key: 3,990 more"),
        ("".join(f"k{n}: 1\n" for n in range(5500)), ": more than 10,000 values"),
    ],
    ids=itertools.count(),
)
def test_a_bad_theme_is_named_with_its_place_and_left_out(tmp_path: Path, text: str, expected: str) -> None:
    themes, problems = load_themes([SHIPPED, folder_with(tmp_path, bad=text, good=GOOD)])
    assert set(themes) == {*THEMES, "good"}
    told = [str(problem) for problem in problems]
    assert all(problem.startswith(f"{tmp_path}{os.sep}bad.yaml") for problem in told)
    assert any(expected in problem for problem in told), told
    assert "".join(told).isprintable()
    assert len(told) < 70


def test_weak_contrast_is_a_warning_and_the_theme_still_loads(tmp_path: Path) -> None:
    text = GOOD.replace('"#9c9283"', '"#1b1917"').replace('"#79b4e8"', '"#333333"')
    themes, problems = load_themes([folder_with(tmp_path, weak=text)])
    assert list(themes) == ["weak"]
    assert all(problem.warning for problem in problems)
    told = [str(problem).removeprefix(f"{tmp_path}{os.sep}") for problem in problems]
    assert told[0].startswith("weak.yaml:7:7: soft: contrast 1.0 : 1 against background, expected at least 4.5 : 1")
    assert told[1].startswith("weak.yaml:10:12: versions[0]: contrast 1.1 : 1 against cursor, expected")
    assert len(told) == 2


def test_folders_that_are_missing_or_odd_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    os.mkfifo(tmp_path / "themes" / "pipe.yaml")
    (tmp_path / "themes" / "folder.yaml").mkdir()
    (tmp_path / "themes" / ".hidden.yaml").write_text("x")
    (tmp_path / "themes" / "notes.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    themes, problems = load_themes([SHIPPED, tmp_path / "none", tmp_path / "file", tmp_path / "themes"])
    assert themes == THEMES
    assert [Path(problem.file).name for problem in problems] == ["file", "folder.yaml", "pipe.yaml"]


def test_a_folder_full_of_themes_is_read_in_part(tmp_path: Path) -> None:
    themes, problems = load_themes([folder_with(tmp_path, **{f"t{n:03}": GOOD for n in range(210)})])
    assert len(themes) == 200
    assert "holds 210 theme files; the first 200 are read" in str(problems[0])


def test_there_is_something_to_start_with_where_no_theme_can_be_read() -> None:
    assert {getattr(BARE, role) for role in ROLES} == {"default"}
    assert list(contrasts(BARE)) == []


@pytest.mark.parametrize("theme", THEMES.values(), ids=name_of)
def test_a_theme_written_out_again_is_the_same_theme(theme: Theme, tmp_path: Path) -> None:
    values = {role: getattr(theme, role) for role in ROLES}
    values |= {"title": theme.title, "name": theme.name, "versions": list(theme.versions)}
    values |= {"dark": str(theme.dark), "ansi": str(theme.ansi)}
    path = tmp_path / "again.yaml"
    path.write_text(yaml.safe_dump(values, default_style='"'), encoding="utf-8")
    assert load_theme(path) == (theme, [])
