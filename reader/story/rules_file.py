"""The reader's own rules in a story file or in the settings: `ignore`, `same`, `case`, `punctuation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from reader.story.rules import MOST_RULES, USUAL_RULES, Rules, ignore_rule, same_rule
from reader.story.yaml import Items, Problem, Table, settings_in, text_of, yes_or_no

RULE_KEYS = ("ignore", "same", "case", "punctuation")
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


def rules_written(rules: Rules) -> dict[str, object]:
    """Rules as `read_rules` reads them; what is as usual is left out."""
    written: dict[str, object] = {}
    if rules.ignore:
        written["ignore"] = list(rules.ignore)
    if rules.same:
        written["same"] = [f"{one} = {other}" for one, other in rules.same]
    if rules.case:
        written["case"] = True
    if not rules.punctuation:
        written["punctuation"] = False
    return written


def rules_kept(values: object) -> Rules:
    """Rules as `rules_written` gave them; what is wrong in them is left out."""
    said = values if isinstance(values, dict) else {}
    return Rules(
        ignore=tuple(_right(said.get("ignore"), ignore_rule)),
        same=tuple(_right(said.get("same"), same_rule)),
        case=said.get("case") is True,
        punctuation=said.get("punctuation") is not False,
    )


def _right(texts: object, rule: Callable[[str], _Rule]) -> Iterator[_Rule]:
    for text in texts[:MOST_RULES] if isinstance(texts, list) else ():
        if isinstance(text, str):
            with suppress(ValueError):
                yield rule(text)


def rules_in_settings(path: Path) -> Rules:
    """The rules in the settings; none where there are no settings. What is wrong there is told when they are loaded."""
    root = settings_in(path)
    return read_rules(root, []) if root is not None else USUAL_RULES


def proxy_in_settings(path: Path) -> bool:
    """Whether the settings say that the proxies are to be used which the environment names."""
    root = settings_in(path)
    return bool(yes_or_no(root.values.get("proxy"), [])) if root is not None else False


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
