"""Between the reading screen and the store: what the reader decides about links, kept for the story."""

from __future__ import annotations

from collections.abc import Sequence

from reader.align.decisions import LOOSEST, STRICTEST, DecisionKind, corrected
from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.decisions import anchors_on, in_story, paragraphs_of
from reader.notes.entries import KeptDecision, KeptRole
from reader.story.version import Role
from reader.tui.model.ink import plural
from reader.tui.model.state import Reading
from reader.tui.session.notes import Keeping

# Between the reading screen and the store


def refresh_roles(keeping: Keeping, reading: Reading) -> None:
    """Let the reading have the roles as they are kept; what is not found again is left out. Raises StoreError."""
    if keeping.notes is None:
        return
    roles = {
        paragraph: kept.role
        for kept in keeping.notes.roles.all()
        for paragraph in paragraphs_of(keeping.story, kept, keeping.notes.place)
    }
    if roles != reading.roles:
        reading.roles = roles
        reading.story = keeping.story._replace(versions=corrected(keeping.story.versions, roles))


def give(keeping: Keeping, reading: Reading, paragraph: int, role: Role | None) -> str | None:
    """Give a paragraph of the cursor's version a role, or with None the one again that it was found in.

    Returns:
        What went wrong; None if it is kept.
    """
    if keeping.notes is None:
        return keeping.trouble
    story, version = keeping.story, reading.version
    try:
        known = _known(keeping, (version, paragraph))
        if role is not None:
            told = story.versions[version]
            anchor = make_anchor(told, story.locators[version], told.paragraphs[paragraph].span)
            keeping.notes.roles.give(role, anchor, known)
        elif known is not None:
            keeping.notes.roles.take_back(known)
        refresh_roles(keeping, reading)
    except (StoreError, KeyError) as error:
        return f"not kept: {error}"
    return None


def _known(keeping: Keeping, paragraph: tuple[int, int]) -> KeptRole | None:
    """What is kept of a paragraph's role: the correction that holds. Raises StoreError."""
    notes = keeping.notes
    kept = notes.roles.all() if notes else ()
    return next(
        (one for one in reversed(kept) if notes and paragraph in paragraphs_of(keeping.story, one, notes.place)), None
    )


STRICTNESS, MISSED = "strictness", "decisions missed"
"""The story's settings: how strict links are, and which decisions were said to be not found."""


def recall(keeping: Keeping, reading: Reading) -> str:
    """Take up what was decided about the story's links. Returns what is to be said: of what is not found, once."""
    if keeping.notes is None:
        return ""
    try:
        strictness = keeping.notes.setting(STRICTNESS)
        if isinstance(strictness, int) and LOOSEST <= strictness <= STRICTEST:
            reading.strictness = strictness
        lost = refresh(keeping, reading)
        said = keeping.notes.setting(MISSED)
        new = [decision for decision in lost if not isinstance(said, list) or decision.id not in said]
        if new:
            keeping.notes.keep_setting(MISSED, [decision.id for decision in lost])
    except StoreError as error:
        return str(error)
    if not new:
        return ""
    return f"{plural(len(new), 'pinned or cut link')} not found in the texts as they are now, and left out"


def refresh(keeping: Keeping, reading: Reading) -> list[KeptDecision]:
    """Let the reading have the decisions and the corrected roles as they are kept.

    Returns:
        The decisions that were not found.

    Raises:
        StoreError: They cannot be read.
    """
    if keeping.notes is None:
        return []
    refresh_roles(keeping, reading)
    found, lost = [], []
    for kept in keeping.notes.decisions.all():
        decision = in_story(keeping.story, kept, keeping.notes.place)
        if decision is None:
            lost.append(kept)
        else:
            found.append(decision)
    reading.decisions = tuple(found)
    return lost


def keep_strictness(keeping: Keeping, reading: Reading) -> str:
    """Keep how strict links are. Returns what went wrong, if anything did."""
    if keeping.notes is not None:
        try:
            keeping.notes.keep_setting(STRICTNESS, reading.strictness)
        except StoreError as error:
            return f"not kept: {error}"
    return ""


def decide(
    keeping: Keeping, reading: Reading, kind: DecisionKind, here: Sequence[int], there: Sequence[int]
) -> str | None:
    """Pin or cut a link between sentences of the cursor's version and of the one opposite.

    Returns:
        What went wrong; None if it is kept.
    """
    if keeping.notes is None:
        return keeping.trouble
    versions = reading.version, reading.shown[1 - reading.side]
    try:
        sides = (anchors_on(keeping.story, v, s) for v, s in zip(versions, (here, there), strict=True))
        keeping.notes.decisions.add(kind, *sides)
        refresh(keeping, reading)
    except StoreError as error:
        return f"not kept: {error}"
    return None


def take_back(
    keeping: Keeping, reading: Reading, kind: DecisionKind, here: Sequence[int], there: Sequence[int]
) -> str | None:
    """Take back every pin or cut between these sentences.

    Returns:
        What went wrong; None if it is kept.
    """
    if keeping.notes is None:
        return keeping.trouble
    wanted = {(i, j) for i in here for j in there}
    versions = reading.version, reading.shown[1 - reading.side]
    try:
        for kept in keeping.notes.decisions.all():
            found = in_story(keeping.story, kept, keeping.notes.place) if kept.kind is kind else None
            group = found.seen_from(*versions) if found else None
            if group and wanted & {(i, j) for i in group[0] for j in group[1]}:
                keeping.notes.decisions.take_back(kept)
        refresh(keeping, reading)
    except (StoreError, KeyError) as error:
        return f"not changed: {error}"
    return None
