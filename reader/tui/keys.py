"""Every action that a key can do, declared once: bindings, footer, help, palette and settings are read from here."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reader.merge.beside import MEANINGS, Sign
from reader.notes.entries import LABELS
from reader.story.clean import quoted, suggestion
from reader.story.version import MOST_VERSIONS
from reader.tui.model.filters import Filter
from reader.tui.model.search import has_words, query_words
from reader.tui.model.signs import SignSet

UNBOUND = "unbound"
"""A key that no keyboard has: Textual's key map cannot remove a binding, only give it another key."""


# The actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a key can do in the reading screen."""

    id: str
    """Its name in the settings under `keys:`. Either `model.commands` or the screen knows what it does."""
    keys: tuple[str, ...]
    """Default keys, as Textual names them."""
    group: str
    """The heading under which the help lists it."""
    label: str
    """In a word or two, for footer and palette."""
    help: str
    """In a sentence."""


def _group(name: str, *rows: tuple[str, str, str, str]) -> tuple[Action, ...]:
    """The actions under one heading of the help, each given as id, default keys with blanks between, label and help."""
    return tuple(
        Action(id=action, keys=tuple(keys.split()), group=name, label=label, help=help_)
        for action, keys, label, help_ in rows
    )


DISPLAY = "Display"

ACTIONS: tuple[Action, ...] = (
    *_group(
        "Moving",
        ("next-passage", "j", "next passage", "Go to the next passage."),
        ("previous-passage", "k", "previous passage", "Go to the previous passage."),
        ("next-paragraph", "J", "next paragraph", "Go to the next paragraph."),
        ("previous-paragraph", "K", "previous paragraph", "Go to the previous paragraph."),
        ("line-down", "down", "line down", "Scroll one line down."),
        ("line-up", "up", "line up", "Scroll one line up."),
        ("page-down", "space pagedown", "page down", "Scroll a page down."),
        ("page-up", "b pageup", "page up", "Scroll a page up."),
        ("half-page-down", "ctrl+d", "half page down", "Scroll half a page down."),
        ("half-page-up", "ctrl+u", "half page up", "Scroll half a page up."),
        ("first", "g home", "first passage", "Go to the first passage."),
        ("last", "G end", "last passage", "Go to the last passage."),
        ("partner", "enter", "partner", "Go to the passage's partner, level with it; again, to the next one, then "
         "back. Opens a folded line."),
        ("back", "backspace ctrl+o", "back", "Go back to where the last jump began."),
        ("forward", "ctrl+n backslash", "forward", "Go forward again, to where the last step back began."),
        ("mark", "m", "mark", "Mark this passage with the letter typed next; marks are kept."),
        ("go-to-mark", "apostrophe", "go to mark", "Go to the passage marked with the letter typed next; press it "
         "twice to go to where the last jump began."),
        ("other-version", "tab", "other side", "Go to the version opposite."),
        ("left-version", "h left", "left pane", "Go to the left pane."),
        ("right-version", "l right", "right pane", "Go to the right pane."),
    ),
    *_group(
        "Finding",
        ("next-shown", "right_square_bracket", "next new", "Go to the next passage that the filter shows; without a "
         "filter, to the next one that only this version has."),
        ("previous-shown", "left_square_bracket", "previous new", "Go to the previous passage that the filter shows, "
         "or that only this version has."),
        ("next-linked", "right_curly_bracket", "next linked", "Go to the next passage that the other version tells "
         "too."),
        ("previous-linked", "left_curly_bracket", "previous linked", "Go to the previous passage that the other "
         "version tells too."),
        ("next-conflict", "exclamation_mark", "next conflict", "Go to the next place where the versions disagree on a "
         "fact."),
        ("search", "slash", "search", "Search all versions as you type; esc clears."),
        ("next-hit", "n", "next hit", "Go to the next search hit, through all versions."),
        ("previous-hit", "N", "previous hit", "Go to the previous search hit."),
        ("clear", "escape", "clear", "Clear the search and the message."),
    ),
    *_group(
        DISPLAY,
        ("map", "M", "map", "Show who tells what, and in which order."),
        ("brief", "B", "brief", "Show the story on one page: what most versions tell, where they disagree, what only "
         "one has, who is quoted, figures and days."),
        ("outline", "t", "outline", "Show the parts of this version, their size, and what only it has."),
        ("filter", "ampersand", "filter", "Choose which passages are shown: all, only here, shared, moved, conflicts, "
         "new to me. Press enter at once to switch between all and only here."),
        ("view", "v", "view", "Take the next view: facing, rows (linked passages side by side), merged (the story told "
         "once). In merged, enter shows what each version says there."),
        ("lead", "V", "lead", "In rows and merged, follow the order of the other version."),
        ("follow", "S", "panes follow", "Choose how the opposite pane follows the cursor's: by the rule (partners "
         "level), by the same number of lines, not at all, or by place (level by order and length). "
         "In rows, what is linked stands level, or the same place."),
        ("view-facing", "", "view: facing", "Show each version in its own order and pane."),
        ("view-rows", "", "view: rows", "Show linked passages side by side."),
        ("view-merged", "", "view: merged", "Show the story told once."),
        ("even-brightness", "H", "even brightness", "Show shared text as bright as the rest, or quiet again."),
        ("why", "equals_sign", "why this link", "Say why this passage is linked, or what comes nearest to it; pin or "
         "cut from there."),
        ("pin-or-cut", "L", "pin or cut", "Cut this passage's link; without one, choose a passage to pin it to. "
         "u undoes."),
        ("role", "d", "what it is for", "Drop this paragraph (it folds, as furniture does), bring it back, or make it "
         "a heading. u undoes."),
        ("article", "D", "which article", "Choose another article of the page that this version came from, if it holds "
         "several; the choice is kept for the story."),
        ("looser", "left_parenthesis", "looser links", "Show more links, less certain ones."),
        ("stricter", "right_parenthesis", "stricter links", "Show fewer links, more certain ones."),
        ("next-opposite", "0", "next version opposite", "Put the next version into the other pane."),
        ("wider", "plus", "wider text", "Make the text wider, by four columns."),
        ("narrower", "minus", "narrower text", "Make the text narrower, by four columns."),
        ("panes", "vertical_line", "one pane or two", "Show one pane instead of two, or two instead of one; again, as "
         "many as there is room for."),
        ("zen", "Z", "only the text", "Show only the text, or everything again."),
        ("where", "ctrl+g", "where", "Say what the passage is, also while only the text is shown."),
        ("theme", "c", "theme", "Choose a theme, seeing each one as you go."),
    ),
    *_group(
        "Notes and files",
        ("read", "r", "read", "Mark this passage as read, or as not read; if only new passages are shown, go to the "
         "next."),
        ("read-version", "R", "all read", "Mark this whole version as read: what only repeats it elsewhere is known. "
         "Again, take that back."),
        ("note", "a", "note", "Write a note on this passage or on the selection, or continue the one there is."),
        ("note-on-story", "s", "note on the story", "Write a note on the story as a whole."),
        ("notes", "A", "all notes", "List all notes and picks, to find, edit, delete, reorder or visit them."),
        ("pick", "p", "pick", "Pick this passage, or what is selected, into the notes; again, take it out."),
        ("pick-every", "P", "pick every telling", "Pick this passage in every version that tells it, as one pick; "
         "again, take it out."),
        ("undo", "u", "undo", "Undo the last note, pick, pin, cut or role."),
        ("redo", "ctrl+r", "redo", "Redo what was undone."),
        ("save-notes", "w", "save notes", "Write the notes file, and say where."),
        ("save-notes-as", "W", "save notes as", "Choose where the notes file is kept, and write it there."),
        ("edit-notes", "e", "edit notes", "Save the notes file and edit it in $EDITOR."),
        ("export", "x", "export a page", "Write the comparison as a page for a browser, and say where."),
        ("export-with-notes", "X", "export with notes", "Write the same page with your notes and picks in it."),
        ("open", "o", "open", "Open another story: paths (tab completes them), addresses, a story file or a folder."),
        ("open-source", "O", "open source", "Open this version's source in another program, after showing what that "
         "is."),
        ("fetch-again", "F f5", "fetch again", "Fetch this version's page again; if it has changed, the new text is "
         "put beside this one."),
        ("history", "T", "history", "Show how this version's source has changed: the copies of its page, or its "
         "revisions in git, with dates and sizes of change. enter sets one beside the present text."),
        ("earlier-text", "less_than_sign", "earlier text", "Set the text that the source had before beside this one."),
        ("later-text", "greater_than_sign", "later text", "Set the text that the source had after this one beside it."),
        ("copy", "y", "copy", "Copy this passage, or what the mouse selected, with its source."),
        ("copy-both", "Y", "copy both", "Copy both tellings of this passage, each with its source."),
    ),
    *_group(
        "Program",
        ("palette", "colon ctrl+p", "commands", "Find any command by its name."),
        ("help", "question_mark f1", "help", "Show the keys and the signs."),
        ("shelf", "Q", "shelf", "Go to the shelf: recently read stories, those that ship with Diptych, and your own."),
        ("quit", "q ctrl+c", "leave", "Leave; everything is kept."),
    ),
)  # fmt: skip

OPPOSITE = tuple(
    Action(
        id=f"opposite-{n}",
        keys=(str(n),) if n < 10 else (),
        group=DISPLAY,
        label=f"version {n} opposite",
        help=f"Put version {n} into the other pane.",
    )
    for n in range(1, MOST_VERSIONS + 1)
)
"""One action for each digit, all shown as one line in the help. Those without a digit are in the palette."""

SHOWING = tuple(
    Action(id="show-" + kind.value.replace(" ", "-"), keys=(), group=DISPLAY, label=f"show: {kind.value}", help=help_)
    for kind, help_ in (
        (Filter.ALL, "Show all passages."),
        (Filter.ONLY_HERE, "Show what only this version tells."),
        (Filter.SHARED, "Show what the version opposite tells too."),
        (Filter.MOVED, "Show what stands elsewhere in the version opposite."),
        (Filter.CONFLICTS, "Show where the versions disagree on a fact."),
        (Filter.NEW, "Show what was neither read nor told by what was read."),
    )
)
"""One action for each filter, without a default key: for the palette, and to be bound in the settings."""


def palette_actions(versions: int) -> tuple[Action, ...]:
    """The actions that the palette offers for a story of some number of versions."""
    own = tuple(action for action in (*ACTIONS, *SHOWING) if action.id != "palette")
    return own + (OPPOSITE[:versions] if versions > 2 else ())


def find_actions(actions: Sequence[Action], query: str) -> list[Action]:
    """The actions that hold every word of a query, in name or help; those whose name begins with it first."""
    words, asked = query_words(query), query.strip().casefold()
    found = [action for action in actions if has_words(f"{action.label} {action.help} {action.id}", words)]
    return sorted(found, key=lambda action: _rank(action.label.casefold(), asked, words))


def _rank(label: str, asked: str, words: Sequence[str]) -> int:
    """How far down an action of this name stands among those that were found, from 0."""
    return 0 if label.startswith(asked) else 1 if has_words(label, words) else 2


def default_keys() -> dict[str, tuple[str, ...]]:
    """For each action id its default keys: what the settings may rebind."""
    return {action.id: action.keys for action in (*ACTIONS, *OPPOSITE, *SHOWING)}


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
"""Keys that share their byte with another key (ASCII control characters)."""
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
"""How keys are written for people, if not by their name."""


def key_name(written: str) -> str:
    """Textual's name of a key that is written as its character (`]`, `J`) or by name (`ctrl+d`, `pagedown`).

    Raises:
        ValueError: There is no such key, or no terminal sends it. The text is part of a sentence for the reader.
    """
    *prefix, base = [*written[:-2].split("+"), "+"] if written.endswith("++") else _split(written)
    modifiers = {part.strip().lower() for part in prefix}
    if len(modifiers) < len(prefix) or not modifiers.issubset(_MODIFIERS):
        raise ValueError(
            f"{quoted(written)} has a part before “+” that is none of {', '.join(_MODIFIERS)}, or has it twice"
        )
    base = base.strip()
    if len(base) != 1:
        base = _named_key(base, written)
    elif not base.isprintable() or base.isspace():
        raise ValueError(f"{quoted(written)} is not a key that can be typed")
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


def key_warning(name: str) -> str:
    """Why many terminals do not send a key of this (Textual's) name; empty if all do."""
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


def key_label(key: str) -> str:
    """A key as people write it: `]` for `right_square_bracket`."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, KEY_NAMES.get(name) or typed_character(name) or name])


def key_labels(keys: Iterable[str]) -> str:
    """Keys as people write them, with blanks between; a dash if there are none."""
    return " ".join(key_label(key) for key in keys) or "–"


def typed_character(name: str) -> str:
    """The character that the key of this (Textual's) name types without modifiers; empty if it is not visible."""
    if len(name) > 1:
        try:
            name = _PUNCTUATION.get(name) or unicodedata.lookup(name.replace("_", " "))
        except KeyError:
            return ""
    return name if name.isprintable() and not name.isspace() else ""


def _split(written: str) -> list[str]:
    return written.split("+") if written != "+" else ["+"]


def _named_key(base: str, written: str) -> str:
    """Textual's name for a key written by name. Raises ValueError."""
    base = base.lower().replace("-", "_").replace(" ", "_")
    base = _ALIASES.get(base, base)
    if base in _NAMED or base in _PUNCTUATION:
        return base
    raise ValueError(f"no key is called {quoted(written)}{suggestion(base, (*_NAMED, *_PUNCTUATION))}")


def _character_name(character: str) -> str:
    """Textual's name for the key of a character: letters and digits themselves, the rest by its Unicode name."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


_PUNCTUATION = {_character_name(character): character for character in string.punctuation}


# The help

EXAMPLES = {
    Sign.VERBATIM: "“The bell rang at four.” stands in both.",
    Sign.PUNCTUATED: "“The bell rang at four.” · “The bell rang – at four!”",
    Sign.EDITED: "“The bell rang at four.” · “The old bell rang at four.”",
    Sign.REWORDED: "“The bell rang at four.” · “At 4 a.m. the bell was heard.”",
    Sign.TRANSLATED: "“The bell rang at four.” · “Die Glocke schlug um vier.”",
    Sign.UNIQUE: "“It had hung there since 1702.” stands in this version alone.",
    Sign.CONFLICT: "“The bell rang at four.” · “The bell rang at five.”",
    Sign.MOVED: "both say it, the version opposite in another place.",
    Sign.ASIDE: "said above in the same version, or no part of the story. It folds to one line; enter opens it.",
}
"""What each sign is for, by an example."""
FIRST = "The first keys"
FIRST_KEYS = (
    (("next-passage", "previous-passage"), "The next passage, the one before."),
    (("partner",), "To the same passage in the other version, and back."),
    (("next-shown",), "On to what only this version tells."),
    (("next-conflict",), "On to where the versions disagree."),
    (("other-version",), "To the other side."),
    (("view",), "The other views: linked passages side by side, or the story told once."),
    (("why",), "Why this passage is linked."),
    (("pick", "note"), "Pick the passage into your notes; write a note on it."),
    (("save-notes",), "Write the notes file, to quote from."),
    (("search",), "Search all versions."),
    (("palette", "help"), "Find any command; these keys and signs."),
    (("quit",), "Leave; everything is kept."),
)
"""The dozen keys that a new reader needs, by their actions."""
RELATED = (
    "Lines join what is linked; dotted ones what is only related: “The bell rang at four.” · “Nobody in town slept "
    "after that bell.”"
)
NUMBERS = (
    "A number before a movement (5j, 3], 5G) repeats it, or goes to that paragraph. A number alone puts that version "
    "into the other pane, at once with enter, or after a moment."
)
LABELLED = (
    "Pick this passage with that label: a tint and a number in the margin. The settings name the labels, and the notes "
    "file shows them."
)
TELLERS = (
    "Right of the text: which versions besides the one opposite tell a passage, or how many. A quiet + with letters: "
    "not in the version opposite."
)
MOUSE = (
    ("click", "Put the cursor on a passage."),
    ("wheel", "Scroll both panes."),
    ("drag", "Select text of one version and copy it, unwrapped."),
    ("ctrl+c", "Copy what is selected; without a selection, leave."),
)


class HelpEntry(NamedTuple):
    """One line of the help."""

    group: str
    """The heading it stands under."""
    keys: str
    """As people write them, with blanks between; a dash for none."""
    text: str
    name: str = ""
    """What else it is found by: the action's id and label."""


def reading_help(keys: Mapping[str, tuple[str, ...]], signs: SignSet) -> list[HelpEntry]:
    """The signs with an example each, the first keys, then every action with its present keys, and the mouse."""
    out = [HelpEntry("Signs", signs[sign], f"{meaning}: {EXAMPLES[sign]}") for sign, meaning in MEANINGS.items()]
    out += [
        HelpEntry(
            "Signs", f"{signs.note} {signs.pick} 1", "a note of yours · picked into the notes · picked, with label 1"
        )
    ]
    out.append(HelpEntry("Signs", signs[Sign.ASIDE] + "C", TELLERS))
    out.append(HelpEntry("Signs", "─ ┈", RELATED))
    out.append(HelpEntry("Signs", f"12{signs.down}", "The paragraph of a partner that is off screen."))
    for ids, text in FIRST_KEYS:
        first = [key_label(keys[action][0]) for action in ids if keys.get(action)]
        if first:
            out.append(HelpEntry(FIRST, " ".join(first), text))
    for action in ACTIONS:
        bound = key_labels(keys.get(action.id, ()))
        out.append(HelpEntry(action.group, bound, action.help, f"{action.id} {action.label}"))
        if action.id == "pick" and keys.get("pick"):
            pick = key_label(keys["pick"][0])
            out.append(HelpEntry(action.group, f"{pick} 1 … {LABELS}", LABELLED, "label highlight colour"))
        if action.id == "filter":
            shown = (other for other in SHOWING if keys.get(other.id))
            out += [HelpEntry(action.group, key_labels(keys[other.id]), other.help, other.id) for other in shown]
            digits = "".join(key_labels(keys[other.id]) for other in OPPOSITE if keys.get(other.id))
            out.append(HelpEntry(action.group, digits, NUMBERS, "count times version opposite"))
    out += [HelpEntry("The mouse", gesture, text) for gesture, text in MOUSE]
    return out


def welcome_lines(
    keys: Mapping[str, tuple[str, ...]], signs: SignSet, width: int, *, across: bool = False
) -> list[str]:
    """What a reader sees at the first start: the signs, and the first keys. A sign stays with what it means.

    Args:
        keys: For each action its keys.
        signs: How signs are written.
        width: Columns of a line.
        across: Whether the versions are in several languages: then the sign of translations is among the signs.
    """

    def labelled(*pairs: tuple[str, str]) -> list[str]:
        return [f"{key_label(keys[action][0])} {label}" for action, label in pairs if keys.get(action)]

    shown = (sign for sign in MEANINGS if across or sign is not Sign.TRANSLATED)
    parts = [
        [f"{signs[sign]} {MEANINGS[sign]}" for sign in shown],
        labelled(
            ("next-passage", "next"), ("partner", "partner"), ("next-shown", "what is new"),
            ("next-conflict", "conflicts"), ("view", "other views"),
        ),
        labelled(
            ("pick", "pick"), ("note", "note"), ("save-notes", "save notes"), ("help", "all keys"), ("quit", "leave"),
        ),
    ]  # fmt: skip
    lines = []
    for part in parts:
        line = ""
        for item in part:
            longer = f"{line}   {item}" if line else item  # not with dots between: a dot is one of the signs
            if line and len(longer) > width:
                lines.append(line)
                longer = item
            line = longer
        lines.append(line)
    return lines


def dialog_help(title: str, keys: Sequence[tuple[str, str]]) -> list[HelpEntry]:
    """The keys of a dialog, as they are declared there."""
    return [HelpEntry(title, labels, text) for labels, text in keys]


def find_entries(entries: Sequence[HelpEntry], query: str) -> list[HelpEntry]:
    """The entries that contain every word of a query. If the query is a key, only that key's."""
    words, asked = query_words(query), query.strip()
    if words and (named := [entry for entry in entries if asked in entry.keys.split() and entry.group != FIRST]):
        return named
    return [entry for entry in entries if has_words(" ".join(entry), words)]
