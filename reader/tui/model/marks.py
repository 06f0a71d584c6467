"""Marks: a letter for a passage, to come back to it."""

from __future__ import annotations

from reader.tui.model.jumps import before_jump, remember
from reader.tui.model.moves import visit
from reader.tui.model.reading import Reading, Spot

MARK, GO_TO_MARK = "mark", "go-to-mark"
"""What `Reading.pending` says while a letter is waited for: the actions that wait."""
LAST = "'"
"""In place of a letter: where the last jump began."""


def ask(reading: Reading, action: str) -> None:
    """`m` or `'`: wait for a letter, and say which ones are taken."""
    reading.pending = action
    taken = " ".join(sorted(reading.marks))
    if action == MARK:
        reading.message = "mark: letter?" + (f" · taken: {taken}" if taken else "") + " · esc cancels"
    else:
        reading.message = "to mark: letter?" + (f" · {taken}" if taken else "") + f" · {LAST} before the last jump"


def is_letter(character: str | None) -> bool:
    """Whether a key makes a letter that can be a mark, of whatever script."""
    return character is not None and len(character) == 1 and character.isalpha()


def set_mark(reading: Reading, letter: str) -> None:
    """Mark the passage under the cursor; the letter leaves the passage it marked before."""
    reading.marks[letter] = (reading.version, reading.sentence)
    reading.message = f"{_where(reading, reading.marks[letter])} is marked {letter} · {LAST}{letter} comes back here"


def go_to_mark(reading: Reading, letter: str) -> None:
    """Go to a marked passage, or, for `'`, to where the last jump began."""
    if letter == LAST:
        before_jump(reading)
        return
    marked = reading.marks.get(letter)
    if marked is None:
        reading.message = f"nothing is marked {letter}"
        return
    remember(reading)
    visit(reading, Spot(*marked), jump=True)


def letters_at(reading: Reading, version: int, sentence: int) -> list[str]:
    """The letters that mark a sentence, in alphabetical order."""
    return sorted(letter for letter, spot in reading.marks.items() if spot == (version, sentence))


def _where(reading: Reading, spot: tuple[int, int]) -> str:
    version = reading.story.versions[spot[0]]
    return f"{version.siglum} ¶{version.sentences[spot[1]].paragraph + 1}"
