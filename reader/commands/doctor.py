"""`diptych doctor`: check the terminal, the optional parts, the files and the settings. It changes nothing."""

from __future__ import annotations

import argparse
import json
import locale
import os
import platform
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from reader import __version__
from reader.notes.database import StoreError
from reader.notes.files import config_path, copies_folder, data_folder, state_path, store_path
from reader.notes.store import Store
from reader.report import DONE, TROUBLE, Console, Report, colours_of
from reader.story.clean import clean_line
from reader.story.locators import shipped, shipped_stories
from reader.tui.config import load_config, themes_folder
from reader.tui.keys import default_keys
from reader.tui.model.layout import FACING_WIDTH, MIN_HEIGHT, MIN_WIDTH
from reader.tui.programs import TOOLS, find_tool
from reader.tui.theme import find_themes

FORMAT = "diptych/doctor@1"
SUMMARY = "Check what this terminal can do, which optional parts are installed, where the files are, and what is wrong."
EXAMPLES = """\
examples:
  diptych doctor                  ok, missing or wrong for each thing, and what to do
  diptych doctor | grep wrong     only what is wrong
  diptych doctor --format json    the same for a program

Nothing is changed: the store is checked from end to end; settings and themes are read.

exit status: 0 if nothing is wrong (optional parts can be missing), else 2
"""
OK, MISSING, WRONG = "ok", "missing", "wrong"
MOST_ROWS = 20
"""Damaged rows of the store that are named."""
OPTIONAL = {
    "pdf": "reading PDF documents",
    "serve": "`diptych serve`, reading in a browser",
    "meaning": "links by meaning",
}
"""What each optional part of the installation is for, by its name."""


class Finding(NamedTuple):
    """One line of the report."""

    state: str
    """OK, MISSING or WRONG."""
    about: str
    said: str
    advice: str = ""
    """What to do if something is missing or wrong."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")


def run(options: argparse.Namespace, _: Console) -> Report:
    """Return a report of all checks."""
    parts: dict[str, Callable[[], Iterator[Finding]]] = {
        "program": _program,
        "optional parts": _optional,
        "terminal": lambda: _terminal(os.environ),
        "files": _files,
        "notes": _notes,
        "what they say": _settings,
    }
    found = {name: [Finding(*map(clean_line, finding)) for finding in part()] for name, part in parts.items()}
    wrong = any(finding.state == WRONG for findings in found.values() for finding in findings)
    if options.format == "json":
        told = {name: [finding._asdict() for finding in findings] for name, findings in found.items()}
        text = json.dumps({"format": FORMAT, "sound": not wrong, "parts": told}, ensure_ascii=False, indent=1)
    else:
        text = _as_text(found)
    return Report(text, TROUBLE if wrong else DONE, what="what was found")


def _as_text(found: Mapping[str, list[Finding]]) -> str:
    width = max(len(finding.about) for findings in found.values() for finding in findings)
    lines = []
    for name, findings in found.items():
        lines += ["", name]
        for state, about, said, advice in findings:
            lines.append(f"  {state:<8}{about:<{width}}  {said}{f'; {advice}' if advice else ''}")
    return "\n".join(lines[1:])


# The program and its parts


def _program() -> Iterator[Finding]:
    yield Finding(OK, "diptych", f"{__version__}, in {Path(__file__).resolve().parents[1]}")
    yield Finding(OK, "python", f"{platform.python_version()}, {sys.executable}")
    yield Finding(OK, "sqlite", sqlite3.sqlite_version)
    needed = [needed for needed, extra in _requirements() if not extra]
    if not needed:
        yield Finding(WRONG, "libraries", "the installation does not list its libraries", "install diptych again")
    for requirement in needed:
        yield _library(requirement, WRONG, "install diptych again")


def _optional() -> Iterator[Finding]:
    for requirement, extra in _requirements():
        if extra not in ("", "dev"):
            purpose = OPTIONAL.get(extra, f"the optional part {extra}")
            finding = _library(requirement, MISSING, f"for {purpose}: pip install '.[{extra}]' in the clone")
            yield finding._replace(about=f"{extra}: {finding.about}")
    git = shutil.which("git")
    advice = "" if git else "for revisions of files (`diptych history`, git:REV:PATH): install it"
    yield Finding(OK if git else MISSING, "git", git or "is not installed", advice)


def _requirements() -> Iterator[tuple[str, str]]:
    """Yield each requirement of the installation, as `lxml>=5`, and the optional part it is of, or an empty string."""
    try:
        needed = metadata.requires("diptych") or []
    except metadata.PackageNotFoundError:
        return
    for requirement in sorted(needed, key=str.lower):
        what, _, marker = requirement.partition(";")
        extra = re.search(r"""extra\s*==\s*["']([^"']+)""", marker)
        yield what.strip(), extra[1] if extra else ""


def _library(requirement: str, otherwise: str, advice: str) -> Finding:
    """Check that a library is installed and not older than its requirement says."""
    name = re.split(r"[^\w.-]", requirement)[0]
    least = re.search(r">=\s*([\d.]+)", requirement)
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(otherwise, name, "is not installed", advice)
    if least and _numbers(there) < _numbers(least[1]):
        return Finding(otherwise, name, f"{there} is too old, {least[1]} is needed", advice)
    return Finding(OK, name, there)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("+")[0])[:3])


# The terminal


def _terminal(environment: Mapping[str, str]) -> Iterator[Finding]:
    term = environment.get("TERM", "")
    if term in ("", "dumb"):
        advice = "set TERM, or use `diptych compare` and `diptych notes`, which need no screen"
        yield Finding(WRONG, "TERM", f"{term or 'not set'}: this terminal cannot show the reading screen", advice)
    else:
        yield Finding(OK, "TERM", term)
    yield _size()
    yield _colours(environment)
    yield _encoding(environment)
    yield from _clipboard(environment)
    if term == "linux":
        yield Finding(MISSING, "mouse", "this console sends no mouse", "every key works without one")
    else:
        yield Finding(OK, "mouse", "clicks, the wheel and dragging; --no-mouse leaves them to the terminal")


def _size() -> Finding:
    for stream in (1, 2, 0):
        try:
            columns, rows = os.get_terminal_size(stream)
        except OSError:
            continue
        said = f"{columns} × {rows}"
        if columns < MIN_WIDTH or rows < MIN_HEIGHT:
            advice = f"make it {MIN_WIDTH} × {MIN_HEIGHT} or more"
            return Finding(WRONG, "size", f"{said} is too small for the reading screen", advice)
        if columns < FACING_WIDTH:
            return Finding(
                OK, "size", f"{said}: one pane, with the partner below; two panes from {FACING_WIDTH} columns on"
            )
        return Finding(OK, "size", said)
    return Finding(MISSING, "size", "there is no terminal here", "run doctor in the terminal you read in")


def _colours(environment: Mapping[str, str]) -> Finding:
    if environment.get("NO_COLOR"):
        return Finding(OK, "colours", "none, as NO_COLOR asks: signs and text styles say all of it")
    count = colours_of(environment)
    if count >= 1 << 24:
        return Finding(OK, "colours", "16 million")
    advice = "if the terminal shows more, set COLORTERM=truecolor"
    if count == 256:
        return Finding(OK, "colours", f"256: themes use the nearest ones; {advice}")
    return Finding(MISSING, "colours", f"{count or 'none'}: Diptych starts in the theme `terminal`", advice)


def _encoding(environment: Mapping[str, str]) -> Finding:
    stated = next((f"{key}={environment[key]}" for key in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(key)), "")
    encoding = locale.getencoding().lower()
    said = f"{stated or 'no locale is set'}, {encoding}"
    if encoding.replace("-", "") == "utf8":
        return Finding(OK, "letters", said)
    advice = "set LANG=C.UTF-8, or `ascii: yes` in the settings if the terminal shows ASCII only"
    return Finding(MISSING, "letters", said, advice)


def _clipboard(environment: Mapping[str, str]) -> Iterator[Finding]:
    tool = find_tool(environment)
    if tool is not None:
        yield Finding(OK, "clipboard", f"{tool.name}, and the terminal's own (OSC 52)")
    else:
        names = ", ".join(tool.name for tool in TOOLS)
        said = "no tool found: only the terminal's own way (OSC 52) is left, which some terminals refuse"
        yield Finding(MISSING, "clipboard", said, f"install one of {names}")
    if environment.get("TMUX"):
        yield Finding(OK, "tmux", "passes OSC 52 on if tmux.conf has `set -g set-clipboard on`")


# The files


def _files() -> Iterator[Finding]:
    try:
        yield Finding(OK, "stories", f"{len(shipped_stories())} ship, in {shipped('seeds')}")
        yield Finding(OK, "themes", f"{len(find_themes([shipped('themes')])[0])} ship, in {shipped('themes')}")
    except FileNotFoundError as error:
        yield Finding(WRONG, "what ships", str(error))
    yield _place("settings", config_path(), "none yet: the defaults apply")
    yield _place("your themes", themes_folder(), "none yet")
    yield _place("theme chosen", state_path(), "none yet: the settings decide")
    yield _place("pages fetched", copies_folder(), "no copies yet")
    yield _writable(data_folder())


def _place(about: str, path: Path, otherwise: str) -> Finding:
    return Finding(OK, about, str(path) if os.path.lexists(path) else f"{path} ({otherwise})")


def _writable(folder: Path) -> Finding:
    """Check that notes can be saved: in the folder, or in the nearest one above it that exists."""
    nearest = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return Finding(OK, "data folder", str(folder) if nearest == folder else f"{folder} (created by the first note)")
    what = "cannot be written to" if nearest.is_dir() else "is no folder"
    advice = "make it writable, or set DIPTYCH_DATA to another folder"
    return Finding(WRONG, "data folder", f"{folder}: {nearest} {what}", advice)


def _notes() -> Iterator[Finding]:
    path = store_path()
    if not os.path.lexists(path):
        yield Finding(OK, "store", f"{path} (none yet: created when a story is first opened)")
        return
    try:
        stories, entries, damaged = Store.examine(path)
    except StoreError as error:
        yield Finding(WRONG, "store", str(error))
        return
    for row in damaged[:MOST_ROWS]:
        advice = "it stays in the store as it is, and the others stand; a copy of the store may have it whole"
        yield Finding(WRONG, "row", f"cannot be read: {row}", advice)
    if damaged:
        more = f", of which {MOST_ROWS} are named" if len(damaged) > MOST_ROWS else ""
        said = f"{path}: stories: {stories:,}, notes and picks: {entries:,}; rows that cannot be read: {len(damaged):,}"
        yield Finding(WRONG, "store", said + more)
        return
    yield Finding(OK, "store", f"{path}: sound; stories: {stories:,}, notes and picks: {entries:,}")


def _settings() -> Iterator[Finding]:
    try:
        themes, problems = find_themes([shipped("themes"), themes_folder()])
    except FileNotFoundError:  # reported with the files
        themes, problems = find_themes([themes_folder()])
    _, faults = load_config(config_path(), actions=default_keys(), themes=themes)
    for about, found in (("settings", faults), ("themes", problems)):
        if not found:
            yield Finding(OK, about, "no errors")
        for problem in found:
            yield Finding(MISSING if problem.warning else WRONG, about, str(problem))
