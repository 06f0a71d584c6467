"""How the parts of the notes file are written: templates that the config file may give.

A template is text with named fields in braces. Nothing in it is evaluated, and what fills a field is not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from reader.story.strict_yaml import Node, Problem, Table, Text, suggestion, text_of

LONGEST = 1_000
"""Code points of a template."""
_FIELD = r"\{([a-z]+)\}"
_BLANK_LINES = r"\n{3,}"


class Variants(StrEnum):
    """How readings that differ are written in the line."""

    BRACKETS = "brackets"
    """`⟨A forty ≠ B dozens⟩`: reads well anywhere, and takes as many versions as there are."""
    CRITICMARKUP = "criticmarkup"
    """`{~~forty~>dozens~~}`: for tools that know it; of two versions."""


FIELDS: Mapping[str, tuple[str, ...]] = {
    "note": ("heading", "kind", "places", "quotation", "body", "tags", "created", "modified"),
    "quotation": ("words", "siglum", "name", "place"),
    "footnote": ("sources",),
}
"""The fields of each template."""


class Templates(NamedTuple):
    """How the notes file is written."""

    variants: Variants = Variants.BRACKETS
    note: str = "### {heading}\n{quotation}\n\n{body}"
    """A note. `{body}` stands alone on its line, once: what the hand changes there is read back."""
    quotation: str = "> {words}"
    """Each paragraph of what a note is on."""
    footnote: str = "{sources}"
    """What stands behind a footnote's number."""

    def note_around(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """What stands before a note's words, and what behind them; no blank lines at their ends."""
        before, after = re.split(r"(?m)^[ \t]*\{body\}[ \t]*$", self.note, maxsplit=1)
        head, foot = (re.sub(_BLANK_LINES, "\n\n", fill(part, fields)).strip("\n").rstrip() for part in (before, after))
        return head, foot


def fill(template: str, fields: Mapping[str, str]) -> str:
    """A template with its fields filled in."""
    return re.sub(_FIELD, lambda found: fields.get(found[1], found[0]), template)


def read_templates(node: Node | None, problems: list[Problem]) -> Templates:
    """The `notes:` part of the config file; what is wrong in it is named with its place and stays as by default."""
    templates = Templates()
    if node is None or (isinstance(node, Text) and not node.value):
        return templates
    if not isinstance(node, Table):
        problems.append(node.place.problem(f"expected settings such as “variants: brackets”, found {node.found()}"))
        return templates
    problems.extend(node.unknown(("variants", *FIELDS), "setting of the notes file"))
    if (variants := node.values.get("variants")) is not None:
        known = [kind.value for kind in Variants]
        word = variants.value.strip().lower() if isinstance(variants, Text) else ""
        if word in known:
            templates = templates._replace(variants=Variants(word))
        else:
            problems.append(variants.place.problem(f"expected {' or '.join(known)}, found {variants.found()}"))
    texts = {}
    for name, fields in FIELDS.items():
        value = node.values.get(name)
        text = None if value is None else text_of(value, problems, "a template", longest=LONGEST)
        if value is None or text is None:
            continue
        wrong = _wrong(name, text.strip("\n"), fields)
        if wrong:
            problems.append(value.place.problem(wrong))
        else:
            texts[name] = text.strip("\n")
    return Templates(
        templates.variants,
        texts.get("note", templates.note),
        texts.get("quotation", templates.quotation),
        texts.get("footnote", templates.footnote),
    )


def _wrong(name: str, template: str, fields: tuple[str, ...]) -> str:
    """What is wrong with a template; nothing where nothing is."""
    for field in re.findall(_FIELD, template):
        if field not in fields:
            there = ", ".join(f"{{{one}}}" for one in fields)
            return f"there is no field {{{field}}} here{suggestion(field, fields)}; there are {there}"
    if "<!--" in template or "-->" in template:
        return "a template holds no comments: the notes file is found again by its own"
    if name == "footnote" and "\n" in template:
        return "a footnote is one line"
    if name == "note":
        alone = [line for line in template.split("\n") if line.strip() == "{body}"]
        if len(alone) != 1 or template.count("{body}") != 1:
            return "{body} must stand once, alone on its line: what is changed there by hand is read back"
    return ""
