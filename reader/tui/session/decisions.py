"""What the reader decides about links and the roles of paragraphs, kept for the story.

The functions change both the store and the `Reading`, and say what went wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reader.align.decisions import LOOSEST, STRICTEST, DecisionKind, corrected
from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.decisions import anchor_sentences, resolve_decision, resolve_role
from reader.notes.entries import KeptDecision, KeptRole
from reader.story.clean import plural
from reader.story.version import Role
from reader.tui.model.state import Reading
from reader.tui.session.notes import Session

STRICTNESS, MISSED = "strictness", "decisions missed"
"""The story's settings: how strict links are, and which decisions the reader was told are not found."""


def recall(session: Session, reading: Reading) -> None:
    """Take up what was decided about the story's links. The reading says once what is not found."""
    if session.notes is None:
        return
    try:
        strictness = session.notes.setting(STRICTNESS)
        if isinstance(strictness, int) and LOOSEST <= strictness <= STRICTEST:
            reading.strictness = strictness
        lost = refresh(session, reading)
        said = session.notes.setting(MISSED)
        new = [decision for decision in lost if not isinstance(said, list) or decision.id not in said]
        if new:
            session.notes.keep_setting(MISSED, [decision.id for decision in lost])
            count = plural(len(new), "pinned or cut link")
            reading.message = f"{count} not found in the texts as they are now, and left out"
    except StoreError as error:
        reading.message = str(error)


def refresh(session: Session, reading: Reading) -> list[KeptDecision]:
    """Give the reading the decisions and corrected roles that the store holds.

    Returns:
        The decisions that were not found.

    Raises:
        StoreError: They cannot be read.
    """
    if session.notes is None:
        return []
    _refresh_roles(session, reading)
    found, lost = [], []
    for kept in session.notes.decisions.all():
        decision = resolve_decision(session.story, kept, session.notes.place)
        if decision is None:
            lost.append(kept)
        else:
            found.append(decision)
    reading.decisions = tuple(found)
    return lost


def keep_strictness(session: Session, reading: Reading) -> str:
    """Keep how strict links are. Returns what went wrong, if anything did."""
    if session.notes is not None:
        try:
            session.notes.keep_setting(STRICTNESS, reading.strictness)
        except StoreError as error:
            return f"not kept: {error}"
    return ""


def decide(
    session: Session, reading: Reading, kind: DecisionKind, here: Sequence[int], there: Sequence[int]
) -> str | None:
    """Pin or cut a link between sentences of the cursor's version and of the one opposite.

    Returns:
        What went wrong; None if it is kept.
    """
    if session.notes is None:
        return session.trouble
    versions = reading.version, reading.shown[1 - reading.side]
    try:
        sides = (anchor_sentences(session.story, v, s) for v, s in zip(versions, (here, there), strict=True))
        session.notes.decisions.add(kind, *sides)
        refresh(session, reading)
    except StoreError as error:
        return f"not kept: {error}"
    return None


def take_back(
    session: Session, reading: Reading, kind: DecisionKind, here: Sequence[int], there: Sequence[int]
) -> str | None:
    """Take back every pin or cut between these sentences.

    Returns:
        What went wrong; None if it is kept.
    """
    if session.notes is None:
        return session.trouble
    wanted = {(i, j) for i in here for j in there}
    versions = reading.version, reading.shown[1 - reading.side]
    try:
        for kept in session.notes.decisions.all():
            found = resolve_decision(session.story, kept, session.notes.place) if kept.kind is kind else None
            group = found.seen_from(*versions) if found else None
            if group and wanted & {(i, j) for i in group[0] for j in group[1]}:
                session.notes.decisions.take_back(kept)
        refresh(session, reading)
    except (StoreError, KeyError) as error:
        return f"not changed: {error}"
    return None


# Roles


def give_role(session: Session, reading: Reading, paragraph: int, role: Role | None) -> str | None:
    """Give a paragraph of the cursor's version a role, or with None the role that it was found in.

    Returns:
        What went wrong; None if it is kept.
    """
    if session.notes is None:
        return session.trouble
    story, version = session.story, reading.version
    try:
        known = _kept_role(session, (version, paragraph))
        if role is not None:
            told = story.versions[version]
            anchor = make_anchor(told, story.locators[version], told.paragraphs[paragraph].span)
            session.notes.roles.give(role, anchor, known)
        elif known is not None:
            session.notes.roles.take_back(known)
        _refresh_roles(session, reading)
    except (StoreError, KeyError) as error:
        return f"not kept: {error}"
    return None


def _refresh_roles(session: Session, reading: Reading) -> None:
    """Give the reading the roles that the store holds, without those not found again. Raises StoreError."""
    if session.notes is None:
        return
    roles = {
        paragraph: kept.role
        for kept in session.notes.roles.all()
        for paragraph in resolve_role(session.story, kept, session.notes.place)
    }
    if roles != reading.roles:
        reading.roles = roles
        reading.story = replace(session.story, versions=corrected(session.story.versions, roles))


def _kept_role(session: Session, paragraph: tuple[int, int]) -> KeptRole | None:
    """What is kept of a paragraph's role: the correction that holds. Raises StoreError."""
    notes = session.notes
    kept = notes.roles.all() if notes else ()
    return next(
        (one for one in reversed(kept) if notes and paragraph in resolve_role(session.story, one, notes.place)), None
    )
