"""From start to notes file in a real terminal, on the two given articles: real text, with all its faults."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.align.alignment import Comparison, EditOp, Link, shared_sentences
from reader.align.compare import compare
from reader.story.open import open_story
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

GIVEN = sorted((Path(__file__).resolve().parents[3] / "shared" / "seeds").glob("*.txt"))
LEFT_TEXT, RIGHT_TEXT = slice(8, 74), slice(92, 159)
"""Where the text of each pane stands on a screen of 160 columns."""
BARS = (1, 85)
"""The column of the bar left of the cursor's passage, in each pane."""

Start = Callable[..., Terminal]


@pytest.fixture(scope="module")
def given() -> Comparison:
    if len(GIVEN) != 2:
        pytest.skip(reason="the two given articles are not here: they lie in ../shared/seeds, beside the project")
    return compare(open_story(list(map(str, GIVEN))).versions)


@pytest.fixture
def articles(given: Comparison, tmp_path: Path) -> list[Path]:  # noqa: ARG001
    """The given articles, copied: notes files are written beside their sources."""
    copies = [tmp_path / path.name for path in GIVEN]
    for path, copy in zip(GIVEN, copies, strict=True):
        shutil.copyfile(path, copy)
    return copies


def compared(terminal: Terminal) -> None:
    terminal.wait_for(lambda: re.search(r"\d+ links?", terminal.lines[0]) is not None, "a count of links")


def under_bar(terminal: Terminal, side: int) -> str:
    """The text beside the bars of one pane, its white space folded."""
    part = (LEFT_TEXT, RIGHT_TEXT)[side]
    return " ".join(" ".join(line[part] for line in terminal.lines if line[BARS[side]] == "▌").split())


def opening(comparison: Comparison, version: int, sentence: int) -> str:
    """The first words of a sentence, as many as stand on a folded line too."""
    return " ".join(comparison.versions[version].sentence_text(sentence).split())[:40].rsplit(" ", 1)[0]


def arrive(terminal: Terminal, comparison: Comparison, side: int, sentence: int, said: str) -> None:
    """Wait until the cursor is on a sentence and the status line says `said` of it."""
    words = opening(comparison, side, sentence)
    terminal.wait_for(
        lambda: words in under_bar(terminal, side) and terminal.status.endswith(said),
        f"the cursor on {words!r} and {said!r} in the status line",
    )


def told_also(comparison: Comparison, side: int) -> dict[int, Link]:
    """For each sentence with a strong link, the best one."""
    links = comparison.pair(side, 1 - side).links
    best: dict[int, Link] = {}
    for link in sorted((link for link in links if link.reuse.strong), key=lambda link: -link.score):
        for sentence in link.left:
            best.setdefault(sentence, link)
    return dict(sorted(best.items()))


def said_of(comparison: Comparison, side: int, sentence: int, link: Link) -> str:
    """What the status line must say of a linked sentence; a folded one says why it is folded."""
    here, there = comparison.versions[side], comparison.versions[1 - side]
    if here.paragraphs[here.sentences[sentence].paragraph].role.aside:
        return "enter unfolds"
    place = f"{there.siglum} {there.sentences[link.right[0]].paragraph + 1}"
    ways = sum(sentence in other.left for other in comparison.pair(side, 1 - side).links if other.reuse.strong)
    moved = " · moved" if link.moved else ""
    return f"{link.reuse.value} in {place}{moved}" + (f" · +{ways - 1}" if ways > 1 else "")


@pytest.mark.slow
@pytest.mark.parametrize("side", [0, 1], ids=["first article", "second article"])
def test_every_linked_passage_is_walked_to_and_said_in_words(
    start: Start, given: Comparison, articles: list[Path], side: int
) -> None:
    terminal = start(*articles)
    compared(terminal)
    terminal.press("l" if side else "h", "g")
    links = told_also(given, side)
    assert len(links) >= 3
    first, *rest = links
    arrive(terminal, given, side, first, said_of(given, side, first, links[first]))
    for sentence in rest:
        terminal.press("}")
        arrive(terminal, given, side, sentence, said_of(given, side, sentence, links[sentence]))
    terminal.press("}")
    terminal.wait_for_text(f"no linked passage further down in {given.versions[side].siglum}")


@pytest.mark.slow
@pytest.mark.parametrize("side", [0, 1], ids=["first article", "second article"])
def test_every_passage_only_here_is_walked_to(start: Start, given: Comparison, articles: list[Path], side: int) -> None:
    terminal = start(*articles)
    compared(terminal)
    version = given.versions[side]
    shared = shared_sentences(given, side)
    unique = [
        n for n, s in enumerate(version.sentences) if n not in shared and not version.paragraphs[s.paragraph].role.aside
    ]
    assert len(unique) > 15
    terminal.press("l" if side else "h", "g")
    for sentence in unique:
        terminal.press("]")
        words = opening(given, side, sentence)
        terminal.wait_for(
            lambda words=words: words in under_bar(terminal, side) and f"only in {version.siglum}" in terminal.status,  # type: ignore[misc]
            f"the cursor on {words!r} and “only in {version.siglum}”",
        )
    terminal.press("]")
    terminal.wait_for_text(f"no passage only here further down in {version.siglum}")


def test_the_partner_is_level_with_a_linked_passage(start: Start, given: Comparison, articles: list[Path]) -> None:
    terminal = start(*articles)
    compared(terminal)
    edited = next(link for link in given.pair(0, 1).links if link.edits and link.reuse.value == "edited")
    terminal.press("}", "}")
    arrive(terminal, given, 0, edited.left[0], said_of(given, 0, edited.left[0], edited))
    first_rows = [next(y for y, line in enumerate(terminal.lines) if line[bar] == "▌") for bar in BARS]
    assert first_rows[0] == first_rows[1]
    assert opening(given, 1, edited.right[0]) in under_bar(terminal, 1)
    for side, bar in enumerate(BARS):
        changed = [
            getattr(edit, ("left", "right")[side])
            for edit in edited.edits
            if edit.op.changes or edit.op is EditOp.VARIANT
        ]
        words = {word for span in changed for word in span.of(given.versions[side].text).split()}
        marked = terminal.styled("underscore", bar, bar + 74).split()
        assert words
        assert words & set(marked) == words, "the words that differ are underlined"


def test_notes_are_written_saved_and_there_again(start: Start, given: Comparison, articles: list[Path]) -> None:
    sources = [path.read_bytes() for path in articles]
    terminal = start(*articles)
    compared(terminal)
    terminal.press("}", "}")
    quoted = next(link for link in given.pair(0, 1).links if link.reuse.value == "edited").left[0]
    links = told_also(given, 0)
    said = said_of(given, 0, quoted, links[quoted])
    arrive(terminal, given, 0, quoted, said)
    terminal.press("a")
    terminal.wait_for_text("Note on A ¶", "ctrl+s")
    terminal.press("Who counted the others? #casualties")
    terminal.wait_for_text("#casualties")
    terminal.press("\x13")
    terminal.wait_for_text("note kept on A ¶")
    terminal.press("]", "p")
    terminal.wait_for_text("picked A ¶")
    picked = next(n for n in range(quoted + 1, 99) if n not in links)
    terminal.press("w")
    terminal.wait_for_text("saved ", ".notes.md")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before

    (notes_file,) = articles[0].parent.glob("*.notes.md")
    written = notes_file.read_text(encoding="utf-8")
    assert written.startswith("---\n")
    assert "\nformat: diptych/notes@1\n" in written
    assert "Who counted the others? #casualties" in written
    for sentence in (quoted, picked):
        assert opening(given, 0, sentence) in " ".join(written.split())
    assert str(notes_file.name) in terminal.raw.decode()
    assert [path.read_bytes() for path in articles] == sources

    again = start(*articles)
    compared(again)
    again.wait_for_text("picked · only in A")
    assert opening(given, 0, picked) in under_bar(again, 0)
    again.press("{")
    arrive(again, given, 0, quoted, f"noted · {said}")
    again.press("a")
    again.wait_for_text("Who counted the others? #casualties")
    again.press("\x1b")
    again.wait_for(lambda: "Note on A" not in again.text, "the dialog gone")
    again.press("q")
    assert again.end() == 0


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(("columns", "rows"), [(60, 15), (80, 24), (100, 30), (240, 70)])
def test_it_works_in_a_terminal_of_any_size(start: Start, pair: tuple[Path, Path], columns: int, rows: int) -> None:
    terminal = start(*pair, columns=columns, rows=rows)
    compared(terminal)
    terminal.wait_for(lambda: "B 1" in terminal.status, "the partner in the status line")
    terminal.press("]")
    terminal.wait_for(lambda: "only in A" in terminal.status, "“only in A” in the status line")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before


def test_a_terminal_too_small_says_what_is_needed(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, columns=50, rows=12)
    terminal.wait_for_text("needs 60 × 15")
    terminal.press("q")
    assert terminal.end() == 0
