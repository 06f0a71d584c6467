"""The journal of a story: what was changed, in one row whatever it was, so that it can be undone and done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reader.align.decisions import DecisionKind
from reader.notes.anchors import Anchor
from reader.notes.database import Database, number_of, text_of
from reader.notes.entries import Change, Entry, KeptDecision, KeptRole, Kind, Subject
from reader.story.version import Role

_SUBJECTS = {Entry: "entry", KeptDecision: "decision", KeptRole: "role"}
_UNDOABLE = 1_000
"""Changes of a story kept to be undone."""


class Journal:
    """Records changes, and finds the next one to undo or redo. Every method runs inside `Database.change`."""

    def __init__(self, database: Database, story: int) -> None:
        """The journal of the story with this number."""
        self._database = database
        self._story = story

    def record(self, change: Change) -> None:
        """Write a change down. What was undone before can be redone no longer."""
        self._database.run("DELETE FROM journal WHERE story = ? AND undone", self._story)
        self._database.run(
            "INSERT INTO journal (story, verb, before, after, subject) VALUES (?, ?, ?, ?, ?)",
            self._story,
            change.verb,
            _packed(change.before),
            _packed(change.after),
            _SUBJECTS[type(change.entry)],
        )
        self._database.run(
            "DELETE FROM journal WHERE story = ? AND id NOT IN "
            "(SELECT id FROM journal WHERE story = ? ORDER BY id DESC LIMIT ?)",
            self._story,
            self._story,
            _UNDOABLE,
        )

    def take(self, *, undone: bool) -> Change | None:
        """The change to take back (`undone`: the latest that stands) or to make again (the first that was undone).

        It counts as undone, or as made, from now on. None if there is none.
        """
        order = "NOT undone ORDER BY id DESC" if undone else "undone ORDER BY id"
        rows = self._database.rows(
            f"SELECT id, verb, before, after, subject FROM journal WHERE story = ? AND {order} LIMIT 1", self._story
        )
        if not rows:
            return None
        number, verb, before, after, subject = rows[0]
        self._database.run("UPDATE journal SET undone = ? WHERE id = ?", int(undone), number_of(number))
        unpacked: Callable[[dict[str, Any]], Subject] = {"decision": _decision, "role": _role}.get(
            text_of(subject), _entry
        )
        return Change(
            text_of(verb), *(unpacked(json.loads(text_of(x))) if x is not None else None for x in (before, after))
        )


def packed_anchor(anchor: Anchor) -> str:
    """An anchor as JSON."""
    return json.dumps(anchor._asdict())


def unpacked_anchor(packed: str) -> Anchor:
    """An anchor from JSON."""
    return Anchor(**json.loads(packed))


def packed_anchors(anchors: tuple[Anchor, ...]) -> str:
    """Anchors as JSON."""
    return json.dumps([anchor._asdict() for anchor in anchors])


def unpacked_anchors(packed: str) -> tuple[Anchor, ...]:
    """Anchors from JSON."""
    return _anchors(json.loads(packed))


def _packed(subject: Subject | None) -> str | None:
    return None if subject is None else json.dumps(_by_name(subject))


def _by_name(value: object) -> object:
    """A value as JSON is to have it: its fields by name, and so those of the anchors in it."""
    if isinstance(value, Entry | KeptDecision | KeptRole | Anchor):
        return {name: _by_name(field) for name, field in value._asdict().items()}
    return [_by_name(item) for item in value] if isinstance(value, tuple) else value


def _entry(kept: dict[str, Any]) -> Entry:
    return Entry(**{**kept, "kind": Kind(kept["kind"]), "anchors": _anchors(kept["anchors"])})


def _decision(kept: dict[str, Any]) -> KeptDecision:
    sides = {side: _anchors(kept[side]) for side in ("here", "there")}
    return KeptDecision(**{**kept, **sides, "kind": DecisionKind(kept["kind"])})


def _role(kept: dict[str, Any]) -> KeptRole:
    return KeptRole(**{**kept, "role": Role(kept["role"]), "anchor": Anchor(**kept["anchor"])})


def _anchors(kept: list[dict[str, Any]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(**anchor) for anchor in kept)
