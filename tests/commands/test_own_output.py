"""What Diptych wrote is never a version of a story: folders leave it out and say so, a notes file opens its story."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from reader.align.compare import compare
from reader.cli import main
from reader.export.page import comparison_page
from reader.notes.anchors import make_anchor
from reader.notes.files import store_path
from reader.notes.save import save_notes
from reader.notes.sources import sources_known
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.sources import folders_in
from reader.story.version import SourceError
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.sources import Watch

BELL = (
    "The bell of Orsk\n\nThe sexton counted {count} strokes on Monday, and wrote that down in the tower's book.\n\n"
    "Snow kept the ferry in the {place} harbour until the evening, when the wind turned.\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two tellings in a folder, and all that Diptych writes beside them. It is the current folder."""
    folder = tmp_path / "bell"
    folder.mkdir()
    for name, count, place in (("a", "eleven", "old"), ("b", "twelve", "new")):
        (folder / f"{name}.txt").write_text(BELL.format(count=count, place=place), encoding="utf-8")
    monkeypatch.chdir(folder)
    sources = ["a.txt", "b.txt"]
    story = open_story(sources)
    comparison = compare(story.versions)
    with Store.open(store_path()) as store:
        session, _ = Bookshelf(store).keep(story, sources)
        notes = session.notes
        assert notes is not None
        notes.add_note(
            "Who counted?", [make_anchor(story.versions[0], story.locators[0], story.versions[0].sentences[1].span)]
        )
        save_notes(notes, comparison)
    (folder / "the-bell.html").write_text(comparison_page(comparison, title=story.title), encoding="utf-8")
    (folder / "rows.md").write_text("<!-- diptych/rows@1 -->\n\n# The bell\n", encoding="utf-8")
    return folder


def _no(asked: list[str], said: str) -> bool:
    """Note a question, and answer no."""
    asked.append(said)
    return False


OURS = ["rows.md", "the-bell-of-orsk.notes.md", "the-bell.html"]


def test_a_folder_leaves_out_what_diptych_wrote_and_says_so_once(folder: Path) -> None:
    story = open_story([str(folder)])
    assert [version.source for version in story.versions] == [str(folder / "a.txt"), str(folder / "b.txt")]
    assert story.remarks == (f"left out, because Diptych wrote them: {', '.join(OURS)}",)
    with Store.open(store_path()) as store:
        _, remarks = Bookshelf(store).keep(story, [str(folder)])
    assert remarks.count(story.remarks[0]) == 1


def test_compare_leaves_it_out_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(folder), "--format", "json"]) == 1
    out, error = capsys.readouterr()
    assert len(json.loads(out)["versions"]) == 2
    assert error == f"diptych: left out, because Diptych wrote them: {', '.join(OURS)}\n"


def test_group_leaves_it_out_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["group", str(folder), "--dry-run", "--format", "json"]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out)["articles"] == 2
    assert error.count("left out") == 1
    assert all(name in error for name in OURS)


def test_a_watched_folder_does_not_see_it_come(folder: Path) -> None:
    watch = Watch(folders_in([str(folder)]))
    (folder / "more.notes.md").write_text("---\nformat: diptych/notes@1\n---\n", encoding="utf-8")
    (folder / "c.txt").write_text(BELL.format(count="ten", place="old"), encoding="utf-8")
    watch.look()
    assert [path.name for path in watch.look()] == ["c.txt"]


def test_a_notes_file_that_is_named_opens_the_story_it_belongs_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = folder / "the-bell-of-orsk.notes.md"
    monkeypatch.chdir(folder.parent)
    moved = folder.parent / "handed-on.md"
    moved.write_bytes(notes.read_bytes())
    story = open_story([str(folder / "a.txt"), str(folder / "b.txt")])
    for named in (notes, moved):
        opened = open_story([str(named)], known=sources_known)
        assert (opened.key, opened.locators) == (story.key, story.locators)
        with Store.open(store_path()) as store:
            Bookshelf(store).keep(opened, [str(named)])
        assert sources_known(story.key) == (str(folder / "a.txt"), str(folder / "b.txt")), "it can be opened again"


def test_where_the_store_does_not_know_the_story_the_file_itself_says_what_it_was_written_on(folder: Path) -> None:
    (opened, again) = (open_story([str(folder / name)]) for name in ("the-bell-of-orsk.notes.md", "."))
    assert [version.name for version in opened.versions] == ["a", "b"]
    assert opened.locators == again.locators
    assert opened.title == "The bell of Orsk"


def test_a_notes_file_of_a_stranger_reaches_no_further_than_a_story_file(folder: Path) -> None:
    path = folder / "theirs.md"
    path.write_text(
        '---\nformat: diptych/notes@1\nkey: "0123456789abcdef"\nversions:\n'
        "  A: {source: a.txt}\n  B: {source: /etc/passwd}\n  C: {source: 'http://192.168.0.1/'}\n---\n",
        encoding="utf-8",
    )
    asked: list[str] = []
    with pytest.raises(SourceError, match="need your consent"):
        open_story([str(path)], trust=partial(_no, asked), known=sources_known)
    assert "“/etc/passwd” lies outside the story's folder" in asked[0]
    assert "“http://192.168.0.1/” is an address on your own network" in asked[0]


@pytest.mark.parametrize(
    "versions", ["", "versions: 1\n", "versions: {A: 1}\n", "versions: {A: {source: '-'}}\n", "versions: [\n"]
)
def test_a_notes_file_that_names_no_sources_is_refused_in_one_sentence(tmp_path: Path, versions: str) -> None:
    path = tmp_path / "torn.md"
    path.write_text(f"---\nformat: diptych/notes@1\n{versions}---\n", encoding="utf-8")
    with pytest.raises(SourceError, match="is a notes file"):
        open_story([str(path)])


def test_a_page_that_is_named_says_what_it_is(folder: Path) -> None:
    with pytest.raises(
        SourceError, match=r"the-bell.html is a page with a comparison that Diptych wrote; open the sources"
    ):
        open_story([str(folder / "the-bell.html")])


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: On diptych/notes@1\n---\n\nWords.\n",
        "The page says diptych/page@1.\n",
        "---\nformat: x\n---\nWords.\n",
    ],
)
def test_a_text_about_diptych_is_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "about.md"
    path.write_text(text, encoding="utf-8")
    assert len(open_story([str(path)]).versions) == 1
