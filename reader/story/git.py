"""Revisions of a file in a git repository, read through the `git` program.

A repository may come from anybody, and its configuration names programs for git to start: pagers, diff drivers,
filters, hooks, monitors. So git is only asked for what starts none of them, with those switched off all the same,
without the network, and with limits of time and size. Nothing in a repository is changed.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

from reader.story.clean import clean_line, one_line, quoted
from reader.story.inputs import LARGEST, too_large
from reader.story.locators import git_source
from reader.story.moments import stamp
from reader.story.version import SourceError

MOST = 5000
"""Revisions of one file."""
_SECONDS = 20.0
"""How long git may take to answer."""
_LONGEST_LOG = 16 * 1024 * 1024
"""Bytes of what git says of revisions."""
_KEPT = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH"}
"""Environment variables that git heeds and that may stay. A git that started us has set others for itself."""
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",  # no object that is missing is fetched
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_OPTIONS = (
    "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
    "-c", "safe.bareRepository=explicit", "-c", "log.showSignature=false", "-c", "log.showRoot=true",
)  # fmt: skip
_LONGEST_LINE = 200
"""Code points of a commit's subject and of its author's name."""
_SAID = "%x00%H%x00%ct%x00%an%x00%s"
"""How git is to tell of a commit. With `-z`, the file's name follows after another null character and a line break."""
_PARTS = 6
"""How many parts that makes: nothing, name, date, author, subject, file. None of them can hold a null character."""
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit, and where it has the file."""

    sha: str
    """In full."""
    moment: str
    """When it was made: UTC, as `2031-02-14T09:12:44Z`."""
    author: str
    subject: str
    path: Path
    """Where the file would be in the work tree; earlier revisions may have it elsewhere. Absolute."""

    @property
    def short(self) -> str:
        """The beginning of the name, as git shows it."""
        return self.sha[:7]

    @property
    def named(self) -> str:
        """The file's path as a reader would write it: from the present folder, if it is in there."""
        path = os.path.relpath(self.path)
        return str(self.path) if path.startswith(os.pardir) else path

    @property
    def source(self) -> str:
        """What opens this revision of the file."""
        return git_source(self.sha[:16], self.named)


class _GitError(Exception):
    """Git gave no answer. The text is what it said, in English."""


def commit_of(revision: str, path: Path, *, trusted: bool = True) -> Commit:
    """The commit that a revision names.

    Args:
        revision: As git takes it: `HEAD~2`, a branch, a tag, the beginning of a commit's name.
        path: A file in the repository, which need not exist any more.
        trusted: Whether the reader named it. A stranger's folder can hold a repository that leads to one elsewhere.

    Raises:
        SourceError: There is no such repository or revision, it is not trusted, or git cannot be asked.
    """
    path, folder = _real(path)
    root = _root(folder, path)
    if not trusted:
        _require_at_home(folder, root)
    try:
        sha = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        said = _git(folder, "log", "-1", "--encoding=UTF-8", f"--format={_SAID}", sha.decode().strip(), "--")
    except (_GitError, ValueError):
        raise SourceError(
            f"{quoted(revision)} is no revision in {clean_line(str(root))}; `git log` lists them"
        ) from None
    return next(_commits(said, root, path))


def read_revision(commit: Commit) -> bytes:
    """The file as it was in a commit. Raises SourceError."""
    shown = clean_line(f"{commit.path} in {commit.short}")
    folder = _real(commit.path)[1]
    try:
        listed = _git(folder, "ls-tree", "-z", "-l", "--full-tree", commit.sha, "--", _in_tree(commit.path, folder))
        if not listed:
            raise SourceError(
                f"{clean_line(str(commit.path))} is not in revision {commit.short}; "
                f"`diptych history` lists the revisions of a file, each with the name it had then"
            )
        mode, kind, blob, size = listed.partition(b"\t")[0].decode("ascii").split()
        if kind != "blob" or mode == "120000":
            what = {"tree": "a folder", "commit": "another repository"}.get(kind, "a link")
            raise SourceError(f"{shown} is {what}, not a text file; name a file")
        if int(size) > LARGEST:
            raise too_large(shown)
        data = _git(folder, "cat-file", "blob", blob, limit=LARGEST)
    except (_GitError, ValueError) as error:
        raise SourceError(f"{shown} cannot be read: git says “{clean_line(str(error))}”") from None
    if data.startswith(_POINTER):
        raise SourceError(f"{shown} is kept by Git LFS, and only its pointer is here; check it out, and name the file")
    return data


def commits_of(path: Path, revision: str = "HEAD") -> list[Commit]:
    """The commits that changed a file, the earliest first, also where it had another name; at most `MOST`.

    Args:
        path: The file, which need not exist any more.
        revision: The last revision that counts.

    Raises:
        SourceError: It is in no repository, in none of its commits, or git cannot be asked.
    """
    path, folder = _real(path)
    root = _root(folder, path)
    last = commit_of(revision, path)
    try:
        said = _git(
            folder, "log", "-z", "--follow", "--no-merges", "--no-ext-diff", "--no-textconv", "--name-only",
            "--diff-filter=d", "--no-relative", "--no-color", "-M", "--encoding=UTF-8",
            f"--max-count={MOST}", f"--format={_SAID}", last.sha, "--", os.path.relpath(path, folder),
        )  # fmt: skip
    except _GitError as error:
        raise SourceError(f"{clean_line(str(path))} has no history: git says “{clean_line(str(error))}”") from None
    if found := list(_commits(said, root, path)):
        return found[::-1]
    if not path.exists():
        raise SourceError(f"{clean_line(str(path))} does not exist, and git knows no revision of it; check the path")
    raise SourceError(f"{clean_line(str(path))} has no revision in git yet; commit it first")


def _commits(said: bytes, root: Path, path: Path) -> Iterator[Commit]:
    """The commits that git tells of in the form `_SAID`, maybe each with the file's name.

    Raises:
        SourceError: Git told something else, or a date beyond the calendar.
    """
    parts = [os.fsdecode(part) for part in said.split(b"\0")]
    for start in range(0, len(parts) - _PARTS + 2, _PARTS):
        _, sha, seconds, author, subject, *rest = parts[start : start + _PARTS]
        try:
            int(sha, 16)
            moment = stamp(datetime.fromtimestamp(int(seconds), UTC))
        except (ValueError, OverflowError, OSError):
            raise SourceError(f"commit {clean_line(sha[:7])} has no date that can be read") from None
        name = rest[0].removeprefix("\n") if rest else ""
        yield Commit(
            sha=sha,
            moment=moment,
            author=_short(author),
            subject=_short(subject),
            path=root / name if name else path,
        )


def _short(text: str) -> str:
    """What a commit says, on one line that fits on a screen or two."""
    line = one_line(text[: 4 * _LONGEST_LINE])
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1].rstrip() + "…"


def _real(path: Path) -> tuple[Path, Path]:
    """A file's path without links, and the folder to ask git in: the nearest that exists. Raises SourceError."""
    try:
        real = Path(os.path.realpath(path))
        return real, next(folder for folder in real.parents if folder.is_dir())
    except (OSError, ValueError, StopIteration):
        raise SourceError(f"{clean_line(str(path))} is not a valid path; check it") from None


def _root(folder: Path, path: Path) -> Path:
    """The top folder of the repository that a folder is in. Raises SourceError."""
    try:
        return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n")))
    except _GitError as error:
        if "dubious ownership" in str(error):
            raise SourceError(
                f"git does not trust the repository of {clean_line(str(path))}, because it belongs to somebody else; "
                "if you do, add it to safe.directory in git's settings"
            ) from None
        hint = "" if os.path.exists(path) else "; check the path"  # noqa: PTH110  the name may be too long for a file
        raise SourceError(f"{clean_line(str(path))} is in no git repository{hint}") from None


def _require_at_home(folder: Path, root: Path) -> None:
    """Raise SourceError if a repository is not kept in `.git` of its own top folder."""
    home = os.path.join(os.path.realpath(root), ".git")  # noqa: PTH118  a link there would be followed
    try:
        places = _git(folder, "rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir").splitlines()
    except _GitError:
        places = []
    if [os.path.realpath(os.fsdecode(place)) for place in places] != [home, home]:
        raise SourceError(f"the repository of {clean_line(str(root))} is kept elsewhere; if you trust it, pass --trust")


def _in_tree(path: Path, folder: Path) -> str:
    """A file's name in the repository, with slashes."""
    return path.relative_to(os.path.realpath(_root(folder, path))).as_posix()


def _git(folder: Path, *arguments: str, limit: int = _LONGEST_LOG) -> bytes:
    """What git answers in a folder.

    Raises:
        _GitError: It fails, takes too long, or says too much.
        SourceError: It is not installed.
    """
    environment = {name: value for name, value in os.environ.items() if name in _KEPT or not name.startswith("GIT_")}
    try:
        process = subprocess.Popen(
            ["git", "-C", str(folder), *_OPTIONS, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | _ENVIRONMENT,
            start_new_session=True,
        )
    except ValueError as error:  # a null character
        raise _GitError(str(error)) from None
    except OSError:
        raise SourceError("git is not installed, or cannot be started; install it to read revisions") from None
    late = Timer(_SECONDS, _kill, [process])
    late.start()
    try:
        with process:
            data = process.stdout.read(limit + 1) if process.stdout else b""
            if len(data) > limit:
                _kill(process)
            said = process.stderr.read(1000) if process.stderr else b""  # were it a flood, git would wait, and be late
    except BaseException:
        _kill(process)
        raise
    finally:
        late.cancel()
    if len(data) > limit:
        raise _GitError(f"it is larger than {limit >> 20} MB")
    if process.returncode:
        raise _GitError(said.decode(errors="replace").strip() or "nothing within its time")
    return data


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End git and whatever it started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
