"""Where the reader's things lie."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "DIPTYCH_DATA"
"""The environment variable that names another data folder."""


def data_folder() -> Path:
    """The folder of the store: `$DIPTYCH_DATA`, or the user's data folder as the platform has it (XDG on Linux).

    It may not be there yet.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("diptych", appauthor=False)


def store_path() -> Path:
    """The store's database."""
    return data_folder() / "notes.sqlite3"


def notes_folder() -> Path:
    """The folder for notes files that cannot lie beside their sources."""
    return data_folder() / "notes"


def copies_folder() -> Path:
    """The folder of the copies of fetched pages."""
    return data_folder() / "copies"


def state_path() -> Path:
    """The file of what the program remembers of the last time, other than notes: the theme that was chosen."""
    return data_folder() / "state.yaml"


def config_path() -> Path:
    """Where the config file lies: what `DIPTYCH_CONFIG` says, else the user's configuration folder."""
    if stated := os.environ.get("DIPTYCH_CONFIG"):
        return Path(stated)
    import platformdirs

    return platformdirs.user_config_path("diptych", appauthor=False) / "config.yaml"
