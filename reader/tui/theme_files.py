"""The themes while the program runs: theme files that are reloaded when they change, and the theme that was chosen."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from reader.notes.files import write_whole
from reader.story.yaml import Problem, Table, Text, read_yaml
from reader.tui.theme import BARE, NAME, Theme, find_themes, load_theme, theme_files

MEMORY_LIMIT = 4_000
"""Bytes of the file that remembers the chosen theme."""
MEMORY_HEAD = """\
# Kept by Diptych: the theme chosen while reading, and the theme of the settings that it replaces.
# A new theme in config.yaml takes its place. This file may be deleted.
"""
COLOURS, FEW_COLOURS = "colours", "few_colours"
"""Kinds of terminals: many colours, or at most sixteen. They start in different themes, so each has its own choice."""

Stamp: TypeAlias = tuple[int, int, int]
"""When a file was changed (nanoseconds), its size (bytes) and its inode. A change of the text changes it."""


class ThemeFiles:
    """The themes of some folders. A file is read again if it is new or has changed.

    If a file becomes faulty, that is reported, and its theme stays as it last was.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Find the themes of these folders: those that ship, then the reader's own; see `find_themes`.

        If the reader has none, each of those that ship is read when it is asked for, which takes a tenth of the time.
        Until `reload_changed` is called, problems are then those of the files that were asked for.
        """
        self.folders = tuple(folders)
        self.themes: Mapping[str, Theme] = {BARE.name: BARE}
        """By name, in order of loading; there is always one."""
        self.problems: list[Problem] = []
        """What is wrong in the files as they are now."""
        self._read: dict[Path, tuple[Stamp, Theme | None, list[Problem]]] = {}
        self._seen: dict[Path, Stamp] | None = None
        trouble: list[Problem] = []
        own = [path for folder in self.folders[1:] for path in theme_files(folder, trouble)]
        if len(self.folders) > 1 and not own and not trouble:
            self.themes = _LazyThemes(self)
        else:
            self.reload_changed()

    @classmethod
    def of(cls, themes: Mapping[str, Theme]) -> ThemeFiles:
        """These themes, and no files."""
        made = cls(())
        made.themes = dict(themes) or made.themes
        return made

    def reload_changed(self) -> bool:
        """Read the files that have changed since the last time. Returns whether any has."""
        paths = [path for folder in self.folders for path in theme_files(folder, [])]
        seen = {path: _stamp(path) for path in paths}
        if seen == self._seen or not self.folders:
            return False
        self._seen = seen
        found, self.problems = find_themes(self.folders, self._load)
        self._read = {path: read for path, read in self._read.items() if path in seen}
        self.themes = {name: theme for name, (theme, _) in found.items()} or {BARE.name: BARE}
        return True

    def load_one(self, name: str) -> Theme | None:
        """The theme of the file in the first folder that has its name, read without the others."""
        path = self.folders[0] / f"{name}.yaml"
        theme = self._load(path)[0] if NAME.fullmatch(name) and path.is_file() else None
        return theme if theme is not None and theme.name == name else None

    def _load(self, path: Path) -> tuple[Theme | None, list[Problem]]:
        stamp = _stamp(path)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            theme, problems = load_theme(path)
            if theme is None and known is not None:
                theme = known[1]
            self._read[path] = known = stamp, theme, problems
        return known[1], list(known[2])


class _LazyThemes(Mapping[str, Theme]):
    """Themes by name, each read when it is asked for. All are read if that does not find it, or to list them."""

    def __init__(self, files: ThemeFiles) -> None:
        self._files = files

    def __getitem__(self, name: str) -> Theme:
        return self._files.load_one(name) or self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[str, Theme]:
        """Read all files, which replaces this mapping by a plain one."""
        self._files.reload_changed()
        return self._files.themes


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


class ThemeMemory:
    """Remembers the theme chosen on terminals of one kind."""

    def __init__(self, path: Path, usual: str, *, few_colours: bool = False) -> None:
        """Remember in a file.

        Args:
            path: The file; neither it nor its folder need exist.
            usual: The theme that is used if none was chosen.
            few_colours: Whether the terminal shows sixteen colours at most.
        """
        self._path = path
        self._usual = usual
        self._kind = FEW_COLOURS if few_colours else COLOURS

    def recall(self, themes: Container[str]) -> str | None:
        """The theme chosen in place of the usual one, if it (still) exists.

        A choice that replaced another usual theme is forgotten, because the settings have changed since.
        """
        kept = self._kept()
        instead_of, theme = kept.get(self._kind, ("", ""))
        if theme and instead_of != self._usual:
            del kept[self._kind]
            with suppress(OSError):
                self._write(kept)
            return None
        return theme if theme and theme in themes else None

    def keep(self, theme: str) -> str:
        """Remember a choice; the usual theme clears it. Returns what went wrong, or the empty string."""
        kept = self._kept()
        kept.pop(self._kind, None)
        if theme != self._usual:
            kept[self._kind] = self._usual, theme
        try:
            self._write(kept)
        except OSError as error:
            return f"the theme could not be remembered: {error.strerror}"
        return ""

    def _kept(self) -> dict[str, tuple[str, str]]:
        """By kind of terminal, the usual theme and the chosen one; nothing where the file makes no sense."""
        root, _ = read_yaml(self._path, limit=MEMORY_LIMIT)
        out = {}
        for kind in (COLOURS, FEW_COLOURS):
            choice = root.values.get(kind) if isinstance(root, Table) else None
            values = choice.values if isinstance(choice, Table) else {}
            names = [node.value for key in ("instead_of", "theme") if isinstance(node := values.get(key), Text)]
            if len(names) == 2 and all(map(NAME.fullmatch, names)):
                out[kind] = names[0], names[1]
        return out

    def _write(self, kept: dict[str, tuple[str, str]]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [f'{kind}:\n  instead_of: "{usual}"\n  theme: "{theme}"\n' for kind, (usual, theme) in kept.items()]
        write_whole(self._path, (MEMORY_HEAD + "".join(lines)).encode())
