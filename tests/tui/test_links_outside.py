"""What somebody else put into a story's folder leads nowhere unasked: a link out of it is followed after a yes."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from reader.cli import main
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.sources import folders_in
from reader.story.version import SourceError
from reader.tui.screens.dialogs import ConsentDialog
from reader.tui.session.sources import Watch
from tests.tui.driving import at_rest, footer, opened, shown, snow_app
from tests.tui.helpers import snow_story


def _no(asked: list[str], said: str) -> bool:
    """Note a question, and answer no."""
    asked.append(said)
    return False


SUFFIXES = {"w": ".notes.md", "x": ".html"}


@pytest.mark.parametrize("key", SUFFIXES)
async def test_a_link_out_of_the_folder_is_written_through_only_after_a_yes_that_shows_where_it_leads(
    store: Store, tmp_path: Path, key: str
) -> None:
    home, profile = tmp_path / "story", tmp_path / ".bash_profile"
    home.mkdir()
    story = replace(snow_story(2), home=home)
    app = snow_app(store, story=story)
    async with opened(app, (200, 45)) as pilot:
        await pilot.press("p", key)
        await at_rest(app, pilot)
        (written,) = home.iterdir()
        assert written.name.endswith(SUFFIXES[key])
        written.unlink()
        written.symlink_to(profile)

        await pilot.press(key)
        await at_rest(app, pilot)
        assert isinstance(app.screen, ConsentDialog)
        assert str(profile) in shown(app).replace("\n", "")
        await pilot.press("n")
        await at_rest(app, pilot)
        assert f"nothing was written: {written.name} is a link out of its folder" in footer(app)
        assert not profile.exists()

        await pilot.press(key)
        await at_rest(app, pilot)
        await pilot.press("y")
        await at_rest(app, pilot)
        assert profile.stat().st_size > 0
        assert written.is_symlink()
        profile.unlink()
        await pilot.press(key)  # agreed once, it is not asked again
        await at_rest(app, pilot)
        assert profile.stat().st_size > 0


def test_a_link_out_of_a_folder_is_read_only_after_a_yes_that_shows_where_it_leads(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "sent"
    folder.mkdir()
    secret.write_text("The key is under the mat.\n", encoding="utf-8")
    (folder / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    (folder / "b.txt").symlink_to(secret)
    asked: list[str] = []
    with pytest.raises(SourceError, match="--trust"):
        open_story([str(folder)], trust=partial(_no, asked))
    assert asked == [f"{folder} holds links out of it, which need your consent: “b.txt” leads to {secret}"]
    opened_ = open_story([str(folder)], trust=True)
    assert [version.title for version in opened_.versions] == ["The ferry left at six.", "The key is under the mat."]
    assert open_story([str(folder / "b.txt")]).versions[0].title == "The key is under the mat.", "the reader named it"


def test_a_story_file_that_is_a_link_out_of_its_folder_is_read_only_after_a_yes(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "sent", tmp_path / "private.yaml"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    elsewhere.write_text("password: hunter2\n", encoding="utf-8")
    (folder / "story.yaml").symlink_to(elsewhere)
    with pytest.raises(SourceError) as refused:
        open_story([str(folder)])
    assert str(elsewhere) in str(refused.value)
    assert "password" not in str(refused.value)


def test_a_link_within_a_folder_is_read_like_a_file_and_so_is_a_folder_that_is_a_link(tmp_path: Path) -> None:
    folder, link = tmp_path / "texts", tmp_path / "link"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    (folder / "b.txt").symlink_to("a.txt")
    link.symlink_to(folder)
    assert len(open_story([str(link)]).versions) == 2


def test_a_watched_folder_takes_no_link_out_of_it(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "watched"
    folder.mkdir()
    secret.write_text("The key is under the mat.\n", encoding="utf-8")
    (folder / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    watch = Watch(folders_in([str(folder)]))
    (folder / "b.txt").symlink_to(secret)
    watch.look()
    assert watch.look() == []


def test_group_leaves_links_out_of_a_folder_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "sent"
    folder.mkdir()
    secret.write_text("The key is under the mat.\n", encoding="utf-8")
    (folder / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    (folder / "b.txt").symlink_to(secret)
    main(["group", str(folder), "--dry-run", "--format", "json"])
    out, error = capsys.readouterr()
    assert json.loads(out)["articles"] == 1
    assert f"is a link to {secret}, outside the folder" in error
