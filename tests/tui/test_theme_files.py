"""Theme files that change, and the memory of the theme that was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.story.locators import shipped
from reader.tui.config import Config
from reader.tui.start import choose_theme
from reader.tui.theme import BARE
from reader.tui.theme_files import ThemeFiles, ThemeMemory
from tests.tui.driving import THEMES

DUSK = (shipped("themes") / "dusk.yaml").read_text("utf-8")


def test_nothing_is_read_again_while_nothing_has_changed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DUSK)
    files = ThemeFiles([tmp_path])
    before = files.themes["a"]
    assert not files.reload_changed()
    (tmp_path / "b.yaml").write_text(DUSK)
    assert files.reload_changed()
    assert list(files.themes) == ["a", "b"]
    assert files.themes["a"] is before


def test_a_broken_file_is_told_of_and_its_theme_stays_until_the_file_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(DUSK)
    files = ThemeFiles([tmp_path])
    good = files.themes["a"]
    path.write_text(DUSK + "oops: [")
    assert files.reload_changed()
    assert files.themes == {"a": good}
    assert [problem.line > 0 for problem in files.problems] == [True]
    path.write_text(DUSK.replace("#e6decf", "#ffffff"))
    assert files.reload_changed()
    assert files.themes["a"].text == "#ffffff"
    assert files.problems == []
    path.unlink()
    assert files.reload_changed()
    assert files.themes == {BARE.name: BARE}


def test_a_theme_that_ships_is_read_without_the_others_where_the_reader_has_none(tmp_path: Path) -> None:
    files = ThemeFiles([shipped("themes"), tmp_path])
    assert files.themes["fjord"] == THEMES["fjord"]
    assert len(files._read) == 1
    assert "no-such-theme" not in files.themes
    assert files.themes == THEMES


def test_a_folder_that_cannot_be_read_is_told_of_at_once(tmp_path: Path) -> None:
    (tmp_path / "themes").write_text("no folder")
    files = ThemeFiles([shipped("themes"), tmp_path / "themes"])
    assert "cannot be read" in str(files.problems[0])
    assert files.themes == THEMES


def test_a_damaged_theme_that_ships_is_told_of_once_it_was_asked_for(tmp_path: Path) -> None:
    for folder in ("ships", "own"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ships" / "dusk.yaml").write_text("ansi: perhaps")
    (tmp_path / "ships" / "fjord.yaml").write_text(DUSK)
    files = ThemeFiles([tmp_path / "ships", tmp_path / "own"])
    assert "dusk" not in files.themes
    assert files.problems


def test_each_theme_that_ships_is_called_as_its_file_is() -> None:
    assert list(THEMES) == sorted(path.stem for path in shipped("themes").glob("*.yaml"))


def test_a_file_that_was_never_good_gives_no_theme(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("ansi: perhaps")
    files = ThemeFiles([shipped("themes"), tmp_path])
    assert files.themes == THEMES
    assert files.problems


def test_a_readers_theme_takes_the_place_of_one_that_ships_and_gives_it_back(tmp_path: Path) -> None:
    files = ThemeFiles([shipped("themes"), tmp_path])
    (tmp_path / "dusk.yaml").write_text(DUSK.replace("#e6decf", "#ffffff"))
    files.reload_changed()
    assert files.themes["dusk"].text == "#ffffff"
    (tmp_path / "dusk.yaml").unlink()
    files.reload_changed()
    assert files.themes == THEMES


# what was chosen


def test_a_choice_holds_until_the_settings_name_another_theme(tmp_path: Path) -> None:
    path = tmp_path / "data" / "state.yaml"
    assert ThemeMemory(path, "dusk").recall(THEMES) is None
    assert ThemeMemory(path, "dusk").keep("fjord") == ""
    assert ThemeMemory(path, "dusk").recall(THEMES) == "fjord"
    assert ThemeMemory(path, "paper").recall(THEMES) is None
    assert ThemeMemory(path, "dusk").recall(THEMES) is None  # forgotten, not only passed over


def test_choosing_the_theme_of_the_settings_forgets_the_choice(tmp_path: Path) -> None:
    path = tmp_path / "state.yaml"
    ThemeMemory(path, "dusk").keep("fjord")
    ThemeMemory(path, "dusk").keep("dusk")
    assert ThemeMemory(path, "dusk").recall(THEMES) is None
    assert "fjord" not in path.read_text()


def test_terminals_of_few_colours_have_a_choice_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "state.yaml"
    many, few = ThemeMemory(path, "dusk"), ThemeMemory(path, "terminal", few_colours=True)
    many.keep("fjord")
    few.keep("phosphor")
    assert (many.recall(THEMES), few.recall(THEMES)) == ("fjord", "phosphor")


def test_a_theme_that_is_gone_is_not_recalled(tmp_path: Path) -> None:
    path = tmp_path / "state.yaml"
    ThemeMemory(path, "dusk").keep("mine")
    assert ThemeMemory(path, "dusk").recall(THEMES) is None
    assert ThemeMemory(path, "dusk").recall({*THEMES, "mine"}) == "mine"


@pytest.mark.parametrize(
    "text",
    ["", "[", "colours: fjord", "colours: {theme: fjord}", "colours: [a]", "colours: {theme: [], instead_of: dusk}",
     "colours: {instead_of: dusk, theme: ../fjord}", "x" * 5000, "\x00"],
)  # fmt: skip
def test_a_memory_that_makes_no_sense_is_none_and_is_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.yaml"
    path.write_text(text)
    memory = ThemeMemory(path, "dusk")
    assert memory.recall({*THEMES, "../fjord"}) is None
    assert memory.keep("fjord") == ""
    assert memory.recall(THEMES) == "fjord"


def test_a_memory_that_cannot_be_written_says_so_and_forgets_in_silence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert ThemeMemory(tmp_path / "file" / "state.yaml", "dusk").keep("fjord").startswith("the theme could not be")
    assert ThemeMemory(tmp_path / "file" / "state.yaml", "dusk").recall(THEMES) is None


def test_a_theme_that_was_asked_for_and_is_not_there_is_named() -> None:
    config, complaint = choose_theme(Config(), THEMES, "duks")
    assert config.theme == "dusk"
    assert "there is no theme 'duks'; there are: chalk" in complaint
