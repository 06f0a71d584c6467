"""Every action a key can do, declared once: bindings, footer, help, palette and the config's checks all read this."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reader.merge.beside import MEANINGS, Sign
from reader.story.folding import fold_text
from reader.story.yaml import quoted, suggestion
from reader.tui.model.filters import Filter
from reader.tui.model.signs import SignSet

# Keys as people write them


_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In Textual's order."""

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Unicode names that Textual replaces."""

_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    **_RENAMED,
}

_MOVES = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete")
_FUNCTIONS = tuple(f"f{number}" for number in range(1, 25))
_NAMED = ("escape", "enter", "tab", "backspace", "space", *_MOVES, *_FUNCTIONS)

_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""Keys that share their byte with another one (ASCII control characters)."""


def key_name(written: str) -> str:
    """Textual's name of a key that is written as its character (`]`, `J`) or by name (`ctrl+d`, `pagedown`).

    Raises:
        ValueError: No key is called that, or no terminal sends it. The text is part of a sentence for the reader.
    """
    *prefix, base = [*written[:-2].split("+"), "+"] if written.endswith("++") else _split(written)
    modifiers = {part.strip().lower() for part in prefix}
    if len(modifiers) < len(prefix) or not modifiers.issubset(_MODIFIERS):
        raise ValueError(
            f"{quoted(written)} has a part before “+” that is none of {', '.join(_MODIFIERS)}, or has it twice"
        )
    base = base.strip()
    if len(base) != 1:
        base = _named(base, written)
    elif not base.isprintable() or base.isspace():
        raise ValueError(f"{quoted(written)} is no key that can be typed")
    elif base.isupper() and "ctrl" in modifiers:
        raise ValueError(f"{quoted(written)} cannot be told from “{written.lower()}” by a terminal; write that")
    elif base.isupper() and modifiers:
        modifiers.add("shift")
        base = base.lower()
    elif modifiers == {"shift"} and len(base.upper()) == 1 and base.upper() != base:
        return base.upper()
    elif modifiers == {"shift"}:
        raise ValueError(f"{quoted(written)} is sent as the character it makes; write that character")
    else:
        base = _character_name(base)
    return "+".join([*sorted(modifiers), base])


def doubt(name: str) -> str:
    """Why many terminals do not send a key of this (Textual's) name as such; empty where all do."""
    *modifiers, base = name.split("+")
    if name in _SENT_AS:
        return f"“{name}” arrives as {_SENT_AS[name]} in most terminals"
    known = {
        (): True,
        ("ctrl",): base in (*string.ascii_lowercase, *string.digits, *_MOVES, *_FUNCTIONS)
        or base in ("backslash", "right_square_bracket", "circumflex_accent", "underscore"),
        ("shift",): base in (*_MOVES, "tab"),
        ("ctrl", "shift"): base in _MOVES,
        ("alt",): len(base) == 1,
        ("alt", "shift"): len(base) == 1,
    }
    return "" if known.get(tuple(modifiers), False) else f"“{name}” is sent by few terminals only"


def _split(written: str) -> list[str]:
    return written.split("+") if written != "+" else ["+"]


def _named(base: str, written: str) -> str:
    """Textual's name for a key written by name. Raises ValueError."""
    base = base.lower().replace("-", "_").replace(" ", "_")
    base = _ALIASES.get(base, base)
    if base in _NAMED or base in _PUNCTUATION:
        return base
    raise ValueError(f"no key is called {quoted(written)}{suggestion(base, (*_NAMED, *_PUNCTUATION))}")


def _character_name(character: str) -> str:
    """What Textual calls the key of a character: letters and digits themselves, the rest by its Unicode name."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


_PUNCTUATION = {_character_name(character): character for character in string.punctuation}


def character_of(name: str) -> str:
    """What the key of this (Textual's) name types, without modifiers; empty where that is nothing that shows."""
    if len(name) > 1:
        try:
            name = _PUNCTUATION.get(name) or unicodedata.lookup(name.replace("_", " "))
        except KeyError:
            return ""
    return name if name.isprintable() and not name.isspace() else ""


KEY_NAMES = {
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "right_curly_bracket": "}",
    "left_curly_bracket": "{",
    "exclamation_mark": "!",
    "ampersand": "&",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "plus": "+",
    "minus": "-",
    "underscore": "_",
    "backslash": "\\",
    "at": "@",
    "apostrophe": "'",
    "vertical_line": "|",
    "equals_sign": "=",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "escape": "esc",
}
"""How keys are written for people, where that is not their name."""


UNBOUND = "unbound"
"""A key no keyboard has: Textual's key map cannot take a binding away, only give it another key."""


class Action(NamedTuple):
    """Something a key can do in the reading screen."""

    id: str
    """What the config's `keys:` calls it: a move of `model.commands`, or else a method of the screen."""
    keys: tuple[str, ...]
    """Default keys, as Textual names them."""
    group: str
    """Under which heading the help lists it."""
    label: str
    """In a word or two, for footer and palette."""
    help: str
    """In a sentence."""


MOST_VERSIONS = 12
"""Versions that can be put opposite by their number."""
MOVE, LOOK, FIND, KEEP, PROGRAM = "Moving", "Looking", "Finding", "Session", "The program"

ACTIONS: tuple[Action, ...] = (
    Action("next-passage", ("j",), MOVE, "next passage", "To the next passage."),
    Action("previous-passage", ("k",), MOVE, "previous passage", "To the previous passage."),
    Action("next-paragraph", ("J",), MOVE, "next paragraph", "To the next paragraph."),
    Action("previous-paragraph", ("K",), MOVE, "previous paragraph", "To the previous paragraph."),
    Action("line-down", ("down",), MOVE, "line down", "Scroll one line down."),
    Action("line-up", ("up",), MOVE, "line up", "Scroll one line up."),
    Action("page-down", ("space", "pagedown"), MOVE, "page down", "Scroll a page down."),
    Action("page-up", ("b", "pageup"), MOVE, "page up", "Scroll a page up."),
    Action("half-page-down", ("ctrl+d",), MOVE, "half page down", "Scroll half a page down."),
    Action("half-page-up", ("ctrl+u",), MOVE, "half page up", "Scroll half a page up."),
    Action("first", ("g", "home"), MOVE, "first passage", "To the first passage."),
    Action("last", ("G", "end"), MOVE, "last passage", "To the last passage."),
    Action("partner", ("enter",), MOVE, "partner", "To the passage's partner, level with it; again, to the next one, "
           "then back. Opens a folded line."),
    Action("back", ("backspace", "ctrl+o"), MOVE, "back", "Back to where the last jump began."),
    Action("forward", ("ctrl+n", "backslash"), MOVE, "forward", "Forward again, to where the last step back began."),
    Action("mark", ("m",), MOVE, "mark", "Mark this passage with the letter typed next; marks are kept."),
    Action("go-to-mark", ("apostrophe",), MOVE, "go to mark", "To the passage marked with the letter typed next; "
           "twice, to where the last jump began."),
    Action("other-version", ("tab",), MOVE, "other side", "To the version opposite."),
    Action("left-version", ("h", "left"), MOVE, "left pane", "To the left pane."),
    Action("right-version", ("l", "right"), MOVE, "right pane", "To the right pane."),
    Action("next-shown", ("right_square_bracket",), FIND, "next new", "To the next passage that the filter shows; "
           "without a filter, to the next that only this version has."),
    Action("previous-shown", ("left_square_bracket",), FIND, "previous new", "To the previous passage "
           "that the filter shows, or that only this version has."),
    Action("next-linked", ("right_curly_bracket",), FIND, "next linked", "To the next passage the other version "
           "tells too."),
    Action("previous-linked", ("left_curly_bracket",), FIND, "previous linked", "To the previous passage "
           "the other version tells too."),
    Action("next-conflict", ("exclamation_mark",), FIND, "next conflict", "To the next place where the versions "
           "disagree on a fact."),
    Action("search", ("slash",), FIND, "search", "Search all versions as you type; esc clears."),
    Action("next-hit", ("n",), FIND, "next hit", "To the next search hit, through all versions."),
    Action("previous-hit", ("N",), FIND, "previous hit", "To the previous search hit."),
    Action("clear", ("escape",), FIND, "clear", "Clear search and message."),
    Action("map", ("M",), LOOK, "map", "Who tells what, and in which order."),
    Action("outline", ("t",), LOOK, "outline", "The parts of this version, their size, and what only it has."),
    Action("filter", ("ampersand",), LOOK, "filter", "Choose which passages are shown: all, only here, shared, moved, "
           "conflicts, new to me. Enter at once goes back and forth between all and only here."),
    Action("view", ("v",), LOOK, "view", "The next view: facing, rows (what is linked stands level), merged (the story "
           "told once). In merged, enter shows what each version says there."),
    Action("lead", ("V",), LOOK, "lead", "In rows and merged: the other version's order leads."),
    Action("follow", ("S",), LOOK, "panes follow", "How the pane opposite follows the cursor's: by the rule (partners "
           "level), by the same number of lines, not at all."),
    Action("view-facing", (), LOOK, "view: facing", "Each version in its own order and pane."),
    Action("view-rows", (), LOOK, "view: rows", "Linked passages level with each other."),
    Action("view-merged", (), LOOK, "view: merged", "The story told once."),
    Action("even-brightness", ("H",), LOOK, "even brightness", "Show shared text as bright as the rest, or quiet "
           "again."),
    Action("why", ("equals_sign",), LOOK, "why this link", "Say why this passage is linked, or what comes nearest to "
           "it; pin or cut from there."),
    Action("pin-or-cut", ("L",), LOOK, "pin or cut", "Cut this passage's link; without one, choose a passage to pin it "
           "to. u undoes."),
    Action("role", ("d",), LOOK, "what it is for", "Drop this paragraph (it folds, as furniture does), bring it back, "
           "or make it a heading. u undoes."),
    Action("article", ("D",), LOOK, "which article", "Choose another article of the page that this version came from, "
           "where it holds several; it is kept for the story."),
    Action("looser", ("left_parenthesis",), LOOK, "looser links", "Link more, less surely."),
    Action("stricter", ("right_parenthesis",), LOOK, "stricter links", "Link less, more surely."),
    Action("next-opposite", ("0",), LOOK, "next version opposite", "Put the next version into the other pane."),
    Action("wider", ("plus",), LOOK, "wider text", "A wider text, by four columns."),
    Action("narrower", ("minus",), LOOK, "narrower text", "A narrower text, by four columns."),
    Action("panes", ("vertical_line",), LOOK, "one pane or two", "One pane where there would be two, or two where "
           "there would be one; again, as there is room."),
    Action("zen", ("Z",), LOOK, "only the text", "Only the text, without all that stands around it; or that again."),
    Action("where", ("ctrl+g",), LOOK, "where", "Say of the passage what it is, also where only the text is shown."),
    Action("theme", ("c",), LOOK, "theme", "Choose a theme, seeing each one as you go."),
    Action("read", ("r",), KEEP, "read", "This passage was read, or was not; where only what is new is shown, to the "
           "next."),
    Action("read-version", ("R",), KEEP, "all read", "This whole version was read: what only repeats it elsewhere is "
           "known. Again, to take that back."),
    Action("note", ("a",), KEEP, "note", "Write a note on this passage, or on what is selected, or go on with the one "
           "there is."),
    Action("note-on-story", ("s",), KEEP, "note on the story", "Write a note on the story as a whole."),
    Action("notes", ("A",), KEEP, "all notes", "List all notes and picks: find, edit, delete, put in order, go there."),
    Action("pick", ("p",), KEEP, "pick", "Pick this passage, or what is selected, into the notes; again, take it out."),
    Action("pick-every", ("P",), KEEP, "pick every telling", "Pick this passage in every version that tells it, as one "
           "pick; again, take it out."),
    Action("undo", ("u",), KEEP, "undo", "Undo the last note, pick, pin, cut or role."),
    Action("redo", ("ctrl+r",), KEEP, "redo", "Do again what was undone."),
    Action("save-notes", ("w",), KEEP, "save notes", "Write the notes file, and say where."),
    Action("save-notes-as", ("W",), KEEP, "save notes as", "Say where the notes file is to lie, and write it there."),
    Action("edit-notes", ("e",), KEEP, "edit notes", "Save the notes file and edit it in $EDITOR."),
    Action("export", ("x",), KEEP, "export a page", "Write the comparison as a page for a browser, and say where."),
    Action("export-with-notes", ("X",), KEEP, "export with notes", "The same page with your notes and picks in it."),
    Action("open-source", ("o",), KEEP, "open source", "Open this version's source in a program of its own, after "
           "showing what that is."),
    Action("fetch-again", ("F", "f5"), KEEP, "fetch again", "Fetch this version's page again; if it reads otherwise, "
           "the new text comes beside this one."),
    Action("copy", ("y",), KEEP, "copy", "Copy this passage, or what the mouse selected, with its source."),
    Action("copy-both", ("Y",), KEEP, "copy both", "Copy both tellings of this passage, each with its source."),
    Action("palette", ("colon", "ctrl+p"), PROGRAM, "commands", "Find any command by its name."),
    Action("help", ("question_mark", "f1"), PROGRAM, "help", "Show the keys and the signs."),
    Action("shelf", ("Q",), PROGRAM, "shelf", "To the shelf: the stories read lately, those that ship, and your own."),
    Action("quit", ("q", "ctrl+c"), PROGRAM, "leave", "Leave; everything is kept."),
)  # fmt: skip

OPPOSITE = tuple(
    Action(f"opposite-{n}", (str(n),) if n < 10 else (), LOOK, f"version {n} opposite",
           f"Put version {n} into the other pane.")
    for n in range(1, MOST_VERSIONS + 1)
)  # fmt: skip
"""Digits: one action each, shown as one line in the help. What no digit is left for is in the palette, and `0` comes
there too."""

SHOWING = tuple(
    Action("show-" + kind.value.replace(" ", "-"), (), LOOK, f"show: {kind.value}", help_)
    for kind, help_ in (
        (Filter.ALL, "Show all passages."),
        (Filter.ONLY_HERE, "Show what only this version tells."),
        (Filter.SHARED, "Show what the version opposite tells too."),
        (Filter.MOVED, "Show what stands elsewhere in the version opposite."),
        (Filter.CONFLICTS, "Show where the versions disagree on a fact."),
        (Filter.NEW, "Show what is neither read nor told by what was read."),
    )
)
"""One action for each filter, without a key of its own: for the palette, and to be bound by who wants to."""


def display(key: str) -> str:
    """A key as people write it: `]` for `right_square_bracket`."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, KEY_NAMES.get(name) or character_of(name) or name])


def commands(versions: int) -> tuple[Action, ...]:
    """What the palette offers for a story of so many versions."""
    own = tuple(action for action in (*ACTIONS, *SHOWING) if action.id != "palette")
    return own + (OPPOSITE[:versions] if versions > 2 else ())


def default_keys() -> dict[str, tuple[str, ...]]:
    """For each action id its default keys: what the config file may rebind."""
    return {action.id: action.keys for action in (*ACTIONS, *OPPOSITE, *SHOWING)}


# What the help says


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
    words = fold_text(query).lower().split()
    if not words:
        return list(entries)
    asked = query.strip()
    named = [entry for entry in entries if asked in entry.keys.split()]
    if named:
        return named
    return [entry for entry in entries if all(word in fold_text(" ".join(entry)).lower() for word in words)]
