"""What the help says: the keys of where one stands, from the declarations themselves, to be searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reader.merge.beside import MEANINGS, Sign
from reader.tui.actions import ACTIONS, OPPOSITE, SHOWING, display
from reader.tui.model.search import fold
from reader.tui.model.signs import SignSet

IDEA = (
    "What both versions say is quiet, what one alone says is bright. The passage under the cursor and its partner are "
    "lit up, with the words that differ underlined."
)
NUMBERS = (
    "A number and a movement (5j, 3], 5G): so many times, or to that paragraph. A number alone puts that version into "
    "the other pane, at once with enter, or after a moment."
)
TELLERS = (
    "Right of the text: which versions besides the one opposite tell a passage, or how many. A quiet + with letters: "
    "not in the one opposite."
)
MOUSE = (
    ("click", "Put the cursor on a passage."),
    ("wheel", "Scroll both panes."),
    ("drag", "Select text of one version and copy it, unwrapped."),
    ("ctrl+c", "Copy what is selected; without a selection, leave."),
)


class Entry(NamedTuple):
    """One line of the help."""

    group: str
    """The heading it stands under."""
    keys: str
    """As people write them, with blanks between; a dash for none."""
    text: str
    name: str = ""
    """What else it is found by: the action's id and label."""


def written(keys: Iterable[str]) -> str:
    """Keys as people write them; a dash for an action that has none."""
    return " ".join(display(key) for key in keys) or "–"


def reading_help(keys: Mapping[str, tuple[str, ...]], signs: SignSet) -> list[Entry]:
    """Every action of the reading screen with the keys it has now, the mouse, and what the signs mean."""
    out = [Entry("The idea", "", IDEA)]
    for action in ACTIONS:
        bound = written(keys.get(action.id, ()))
        out.append(Entry(action.group, bound, action.help, f"{action.id} {action.label}"))
        if action.id == "filter":
            shown = (other for other in SHOWING if keys.get(other.id))
            out += [Entry(action.group, written(keys[other.id]), other.help, other.id) for other in shown]
            digits = "".join(written(keys[other.id]) for other in OPPOSITE if keys.get(other.id))
            out.append(Entry(action.group, digits, NUMBERS, "count times version opposite"))
    out += [Entry("The mouse", gesture, text) for gesture, text in MOUSE]
    out += [Entry("Signs", signs[sign], meaning) for sign, meaning in MEANINGS.items()]
    out += [Entry("Signs", signs.note, "a note of yours"), Entry("Signs", signs.pick, "picked into the notes")]
    beside = signs[Sign.ASIDE] + "C"
    out.append(Entry("Signs", beside, TELLERS))
    out.append(Entry("Gutter", "─ ┈", "Lines join what is linked; dotted ones what is only related."))
    out.append(Entry("Gutter", f"12{signs.down}", "The paragraph of a partner that is off screen."))
    return out


def dialog_help(title: str, keys: Sequence[tuple[str, str]]) -> list[Entry]:
    """The keys of a dialog, as they are declared there."""
    return [Entry(title, written_keys, text) for written_keys, text in keys]


def find_entries(entries: Sequence[Entry], query: str) -> list[Entry]:
    """The entries that hold every word of a query, folded as search folds; a key that is named stands alone."""
    words = fold(query).lower().split()
    if not words:
        return list(entries)
    asked = query.strip()
    named = [entry for entry in entries if asked in entry.keys.split()]
    if named:
        return named
    return [entry for entry in entries if all(word in fold(" ".join(entry)).lower() for word in words)]
