"""What is left of a crash: a report in a file, and a message that says where it lies.

Neither holds a local variable: they hold the reader's notes, and a report is made to be sent to somebody.
"""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path

from reader import __version__
from reader.notes.places import data_folder
from reader.notes.whole_file import write_whole
from reader.story.clean import clean, clean_line

LONGEST = 200
"""Code points of an error's own words that stand in the message; the report has them all."""


def report_path() -> Path:
    """The file of the last crash's report."""
    return data_folder() / "crash.log"


def told(error: BaseException) -> str:
    """Write the report of an error, and say what happened in a few lines without any control character.

    Returns:
        What went wrong, where, and where the report lies; the report itself where it could not be written.
    """
    report = _report(error)
    what = clean_line("".join(traceback.format_exception_only(error)).strip())[:LONGEST]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    said = f"Diptych has a fault and had to end: {what}{clean_line(where)}\n"
    try:
        path = report_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, report.encode("utf-8", "replace"))
    except (OSError, RuntimeError):  # RuntimeError: no home folder is known
        return f"{said}Please report this:\n\n{report}"
    return f"{said}Please look through the report and send it: {clean_line(str(path))}\n"


def _report(error: BaseException) -> str:
    """Where the program was, and on what kind of machine."""
    python = f"Python {platform.python_version()} on {sys.platform}"
    return clean(f"Diptych {__version__}, {python}\n\n" + "".join(traceback.format_exception(error)))
