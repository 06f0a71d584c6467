"""Which theme was chosen while reading: kept for the next start, until the settings name another one.

It is kept in the data folder and not written into `config.yaml`, which is the reader's own hand's.
"""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from reader.notes.whole_file import write_whole
from reader.story.strict_yaml import Table, Text, read_yaml
from reader.tui.theme import NAME

LIMIT = 4_000
"""Bytes of the file."""
HEAD = """\
# Kept by Diptych: the theme chosen while reading, and the theme of the settings that it stands in for.
# A new theme in config.yaml takes its place. This file may be deleted.
"""
COLOURS, FEW_COLOURS = "colours", "few_colours"
"""Terminals of many colours and those of sixteen or none begin in different themes, so each has a choice of its own."""


class ThemeMemory:
    """Remembers the theme chosen on terminals of one kind."""

    def __init__(self, path: Path, usual: str, *, few_colours: bool = False) -> None:
        """Remember in a file.

        Args:
            path: The file; neither it nor its folder need exist.
            usual: The theme the reader would start in had none been chosen.
            few_colours: Whether the terminal shows sixteen colours at most.
        """
        self._path = path
        self._usual = usual
        self._kind = FEW_COLOURS if few_colours else COLOURS

    def recall(self, themes: Container[str]) -> str | None:
        """The theme chosen in place of the usual one, if there is (still) such a theme.

        What stood in for another usual theme is forgotten: since then the settings were changed.
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
        """Remember a choice; choosing the usual theme forgets it. Returns what went wrong, or the empty string."""
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
        """What the file says, by kind of terminal: the usual theme and the chosen one. Nothing where it is no good."""
        root, _ = read_yaml(self._path, limit=LIMIT)
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
        write_whole(self._path, (HEAD + "".join(lines)).encode())
