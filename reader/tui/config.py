"""The reader's settings, from `config.yaml`. A bad value is reported with its place, and the rest still loads."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from reader.notes.files import config_path
from reader.notes.meaning import MeaningSettings, read_meaning
from reader.notes.templates import Templates, read_templates
from reader.story.clean import quoted, suggestion
from reader.story.rules_file import RULE_KEYS, read_rules
from reader.story.yaml import SETTINGS_LIMIT, Items, Node, Place, Problem, Table, Text, read_yaml, text_of, yes_or_no
from reader.tui.keys import key_name, key_warning
from reader.tui.theme import DEFAULT_THEME

NARROWEST, WIDEST = 20, 120
"""Columns that a line of text may take."""
MOST_KEYS = 8
"""Keys of one action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The reader's settings. What the file does not say, or gets wrong, has the default."""

    theme: str = DEFAULT_THEME
    text_width: int = 72
    """The most columns a line of text takes, 20 … 120."""
    even_brightness: bool = False
    """Whether shared text is as bright as the rest, for readers who have read neither version."""
    ascii: bool = False
    """Whether signs and lines are drawn in ASCII, for terminals and fonts without the Unicode signs."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys, as Textual names them, of each action that is rebound; an empty tuple for one that is unbound."""
    proxy: bool = False
    """Whether pages and feeds are fetched through the proxies that the environment names."""
    notes: Templates = field(default_factory=Templates)
    """How the notes file is written."""
    meaning: MeaningSettings = field(default_factory=MeaningSettings)
    """When and with what model sentences are linked by meaning."""


def themes_folder() -> Path:
    """The folder of the reader's own themes: `themes` beside the config file."""
    return config_path().parent / "themes"


def load_config(
    path: Path, *, actions: Mapping[str, tuple[str, ...]], themes: Collection[str] | None = None
) -> tuple[Config, list[Problem]]:
    """Load the reader's settings.

    Args:
        path: The file, at most 64 kB of YAML. It need not exist.
        actions: For each action that can be rebound, its default keys.
        themes: The names of the themes that exist; None to accept any name.

    Returns:
        The settings, and what is wrong in the file. A warning changes nothing; after any other problem the setting that
        it names has its default.
    """
    if not os.path.lexists(path):
        return Config(), []
    root, problems = read_yaml(path, limit=SETTINGS_LIMIT)
    if root is None:
        return Config(), problems
    if not isinstance(root, Table):
        problem = root.place.problem(f"expected settings such as “theme: dusk”, found {root.found()}")
        return Config(), [*problems, problem]
    problems.extend(root.unknown([*(setting.name for setting in fields(Config)), *RULE_KEYS], "setting"))
    read_rules(root, problems)  # they are read again where sources are opened; here what is wrong is told
    values = root.values
    usual = Config()
    config = Config(
        theme=_theme(values.get("theme"), themes, problems) or usual.theme,
        text_width=_width(values.get("text_width"), problems) or usual.text_width,
        even_brightness=yes_or_no(values.get("even_brightness"), problems) or usual.even_brightness,
        ascii=yes_or_no(values.get("ascii"), problems) or usual.ascii,
        proxy=yes_or_no(values.get("proxy"), problems) or usual.proxy,
        notes=read_templates(values.get("notes"), problems),
        meaning=read_meaning(values.get("meaning"), problems),
        keys=_keys(values.get("keys"), actions, problems),
    )
    return config, problems


def _theme(node: Node | None, themes: Collection[str] | None, problems: list[Problem]) -> str | None:
    if node is None or (name := text_of(node, problems, "the name of a theme")) is None:
        return None
    if themes is None or name in themes:
        return name
    problems.append(node.place.problem(f"no theme is called {quoted(name)}{suggestion(name, themes)}"))
    return None


def _width(node: Node | None, problems: list[Problem]) -> int | None:
    if node is None:
        return None
    text = node.value.strip() if isinstance(node, Text) else ""
    if re.fullmatch("[0-9]{1,4}", text) and NARROWEST <= int(text) <= WIDEST:
        return int(text)
    problems.append(node.place.problem(f"expected a number from {NARROWEST} to {WIDEST}, found {node.found()}"))
    return None


def _keys(
    node: Node | None, actions: Mapping[str, tuple[str, ...]], problems: list[Problem]
) -> Mapping[str, tuple[str, ...]]:
    """The rebindings that are valid and clash with nothing."""
    if node is None or (isinstance(node, Text) and not node.value):
        return {}
    if not isinstance(node, Table):
        problems.append(node.place.problem(f"expected actions and their keys, found {node.found()}"))
        return {}
    problems.extend(node.unknown(actions, "action"))
    wanted: dict[str, tuple[str, ...]] = {}
    for action, value in node.values.items():
        if action in actions and (keys := _key_list(value, problems)) is not None:
            wanted[action] = keys
    return _without_clashes(wanted, {action: value.place for action, value in node.values.items()}, actions, problems)


def _key_list(node: Node, problems: list[Problem]) -> tuple[str, ...] | None:
    """The keys of one action; empty for `none` or an empty list; None if none of its keys is valid."""
    expected = "keys such as “j, down”, or none"
    if isinstance(node, Items):
        parts = [(value.place, value.value) for value in node.values if isinstance(value, Text)]
        if len(parts) < len(node.values) or len(parts) > MOST_KEYS:
            problems.append(node.place.problem(f"expected a list of at most {MOST_KEYS} keys"))
            return None
    elif (text := text_of(node, problems, expected)) is None:
        return None
    elif text.strip().lower() == "none":
        return ()
    else:
        written = [","] if text.strip() == "," else text.split(",")
        if len(written) > MOST_KEYS:
            problems.append(node.place.problem(f"expected at most {MOST_KEYS} keys, found {len(written)}"))
            return None
        parts = [(node.place, part) for part in written]
    keys = [key for place, part in parts if (key := _key(place, part.strip(), problems)) is not None]
    return tuple(dict.fromkeys(keys)) if keys or not parts else None


def _key(place: Place, written: str, problems: list[Problem]) -> str | None:
    if not written:
        problems.append(place.problem("expected a key, found nothing; the comma's own name is “comma”"))
        return None
    try:
        name = key_name(written)
    except ValueError as error:
        problems.append(place.problem(str(error)))
        return None
    if reason := key_warning(name):
        problems.append(place.problem(reason, warning=True))
    return name


def _without_clashes(
    wanted: dict[str, tuple[str, ...]],
    places: Mapping[str, Place],
    actions: Mapping[str, tuple[str, ...]],
    problems: list[Problem],
) -> dict[str, tuple[str, ...]]:
    """The rebindings without those that take a key from another action.

    An action that is left out gets its default keys back, and another action may have been given one of those. So this
    repeats until nothing clashes. Actions that share a default key, on different screens, may keep sharing it.
    """
    wanted = dict(wanted)
    defaults = {action: tuple(_normal(key) for key in keys) for action, keys in actions.items()}
    while clash := _first_clash(wanted, defaults):
        action, key, other = clash
        del wanted[action]
        message = f"“{key}” is a key of {other} already; rebind that too, or choose another key"
        problems.append(places[action].problem(message))
    return wanted


def _first_clash(
    wanted: Mapping[str, tuple[str, ...]], defaults: Mapping[str, tuple[str, ...]]
) -> tuple[str, str, str] | None:
    """An action whose new keys clash, the key, and the action that has it already; None if nothing clashes."""
    owners: dict[str, str] = {}
    for action, keys in defaults.items():
        if action not in wanted:
            for key in keys:
                owners.setdefault(key, action)
    for action, keys in wanted.items():
        for key in keys:
            owner = owners.get(key)
            if owner is not None and not (key in defaults[action] and key in defaults[owner]):
                return action, key, owner
            owners.setdefault(key, action)
    return None


def _normal(key: str) -> str:
    """A default key as `key_name` writes it; unchanged if that does not know it."""
    try:
        return key_name(key)
    except ValueError:
        return key
