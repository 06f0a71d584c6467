"""What the reader says that paragraphs are for: it stands against whatever the source and the comparison say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reader.story.version import Role, Version

Corrections = Mapping[tuple[int, int], Role]
"""Roles by the index of the version, and that of the paragraph in it."""


def corrected(versions: Sequence[Version], corrections: Corrections) -> tuple[Version, ...]:
    """The versions with the roles that the reader gave; those without any are the same objects.

    Raises:
        IndexError: If a correction is about a version or a paragraph that is not there.
    """
    out = list(versions)
    for (number, at), role in sorted(corrections.items()):
        paragraphs = list(out[number].paragraphs)
        paragraphs[at] = replace(paragraphs[at], role=role)
        out[number] = out[number]._replace(paragraphs=tuple(paragraphs))
    return tuple(out)
