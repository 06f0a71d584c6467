"""What a command has to say, for the front door to print."""

from __future__ import annotations

from dataclasses import dataclass, field

DONE, TROUBLE = 0, 2


@dataclass(slots=True)
class Report:
    """What a command has to say."""

    text: str = ""
    """For standard output."""
    status: int = DONE
    complaints: list[str] = field(default_factory=list)
    """For standard error, one message each."""
