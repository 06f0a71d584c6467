"""Keys as people write them, put into the names Textual has for them.

Textual takes any name a binding has and never calls the ones no terminal sends. Here a name is understood or refused,
so that a misspelt key in the config is told and not merely dead.
"""

from __future__ import annotations

import string
import unicodedata

from reader.story.strict_yaml import quoted, suggestion

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
