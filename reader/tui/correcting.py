"""Between the reading screen and the store: what the reader says that paragraphs are for, kept for the story."""

from __future__ import annotations

from reader.align.corrections import corrected
from reader.notes.anchors import make_anchor
from reader.notes.corrected import paragraphs_of
from reader.notes.database import StoreError
from reader.notes.entries import KeptRole
from reader.story.version import Role
from reader.tui.keeping import Keeping
from reader.tui.model.reading import Reading


def refresh(keeping: Keeping, reading: Reading) -> None:
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
        refresh(keeping, reading)
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
