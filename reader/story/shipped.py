"""Where the files lie that ship with the program: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder of files that ship, `themes` or `seeds`.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name} is missing from the installation; install diptych again")


def shipped_stories() -> list[Path]:
    """The story files that ship, in the order they are offered."""
    return sorted(shipped("seeds").glob("**/story.yaml"))
