"""The reader's own rules in a story file or in the settings: `ignore`, `same`, `case`, `punctuation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from reader.story.rules import MOST_RULES, USUAL_RULES, Rules, ignore_rule, same_rule
from reader.story.yaml import Items, Problem, Table, read_yaml, text_of, yes_or_no

RULE_KEYS = ("ignore", "same", "case", "punctuation")
_SETTINGS_LIMIT = 64_000
"""Bytes."""
_Rule = TypeVar("_Rule")


def read_rules(root: Table, problems: list[Problem]) -> Rules:
    """The rules that a file's table states; each that is wrong adds a problem and is left out."""
    punctuation = yes_or_no(root.values.get("punctuation"), problems)
    return Rules(
        ignore=tuple(_each(root, "ignore", ignore_rule, "a pattern such as “[#]”", problems)),
        same=tuple(_each(root, "same", same_rule, "a rule such as “Peking = Beijing”", problems)),
        case=bool(yes_or_no(root.values.get("case"), problems)),
        punctuation=True if punctuation is None else punctuation,
    )


def rules_in_settings(path: Path) -> Rules:
    """The rules in the settings; none where there are no settings. What is wrong there is told when they are loaded."""
    try:
        if not path.exists():
            return USUAL_RULES
    except OSError:  # a name that is too long, say
        return USUAL_RULES
    root, _ = read_yaml(path, limit=_SETTINGS_LIMIT)
    return read_rules(root, []) if isinstance(root, Table) else USUAL_RULES


def _each(
    root: Table, key: str, rule: Callable[[str], _Rule], expected: str, problems: list[Problem]
) -> Iterator[_Rule]:
    node = root.values.get(key)
    if node is None:
        return
    nodes = node.values if isinstance(node, Items) else (node,)
    if len(nodes) > MOST_RULES:
        problems.append(node.place.problem(f"expected at most {MOST_RULES} rules, found {len(nodes):,}"))
        return
    for one in nodes:
        text = text_of(one, problems, expected)
        if text is None:
            continue
        try:
            yield rule(text)
        except ValueError as error:
            problems.append(one.place.problem(str(error)))
