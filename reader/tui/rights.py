"""What the reader at the screen may do on the machine that Diptych runs on.

Screens ask this object and nothing else. At a terminal everything is allowed. A page that `diptych serve` shows can be
anybody's: its reader gets the stories that were named on the command line, and takes files home as downloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

OWN_NOTES = "DIPTYCH_MY_NOTES"
"""The environment variable by which `diptych serve --my-notes` tells the program that it may use the owner's notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The rights of one reader."""

    opens_sources: bool
    """Whether other stories, paths and addresses can be opened, and pages fetched again."""
    writes_files: bool
    """Whether notes and pages are written on this machine; if not, they are sent to the reader as downloads."""
    runs_programs: bool
    """Whether other programs can be started here: an editor, a browser, a clipboard tool."""
    remembers: bool
    """Whether choices beyond the story, such as the theme, are remembered here."""
    own_notes: bool
    """Whether notes go to the owner's store; if not, to the store of guests."""

    def refusal(self, action: str) -> str:
        """Why an action of the reading screen is not possible; empty if it is."""
        missing = _NEEDED.get(action)
        return "" if missing is None or getattr(self, missing) else _REFUSALS[missing]


OWNER = Rights(opens_sources=True, writes_files=True, runs_programs=True, remembers=True, own_notes=True)
"""The reader at the terminal."""
GUEST = Rights(opens_sources=False, writes_files=False, runs_programs=False, remembers=False, own_notes=False)
"""A reader whom `diptych serve` lets in."""

_NEEDED = {
    "shelf": "opens_sources",
    "open": "opens_sources",
    "fetch-again": "opens_sources",
    "history": "opens_sources",
    "earlier-text": "opens_sources",
    "later-text": "opens_sources",
    "save-notes-as": "writes_files",
    "edit-notes": "runs_programs",
    "open-source": "runs_programs",
}
"""For an action of the reading screen, the right that it needs."""
_REFUSALS = {
    "opens_sources": "a served page shows only the story it was started with",
    "writes_files": "a served page writes no files: w sends the notes file as a download",
    "runs_programs": "a served page starts no other programs",
}


def rights_of(environment: Mapping[str, str], *, served: bool) -> Rights:
    """Return the rights of the reader of this process.

    Args:
        environment: The process's environment variables.
        served: Whether the screen goes to a browser.
    """
    return replace(GUEST, own_notes=environment.get(OWN_NOTES) == "1") if served else OWNER
