"""Templates of the notes file: how notes, quotations, footnotes and differing readings are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from reader.story.clean import suggestion
from reader.story.yaml import Node, Problem, Table, Text, text_of

LONGEST = 1_000
"""Most code points of a template."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "note": ("heading", "kind", "places", "quotation", "body", "tags", "created", "modified"),
    "quotation": ("words", "siglum", "name", "author", "title", "date", "url", "place"),
    "source": ("siglum", "name", "author", "title", "date", "url", "place"),
    "footnote": ("sources",),
}
"""The fields of each template."""
_FIELD = r"\{([a-z]+)\}"
_BLANK_LINES = r"\n{3,}"


class Variants(StrEnum):
    """How readings that differ are written in running text."""

    BRACKETS = "brackets"
    """`⟨A forty ≠ B dozens⟩`: readable anywhere, for any number of versions."""
    CRITICMARKUP = "criticmarkup"
    """`{~~forty~>dozens~~}`: for tools that support it; for two versions."""


class Templates(NamedTuple):
    """How the parts of the notes file are written."""

    variants: Variants = Variants.BRACKETS
    note: str = "### {heading}\n{quotation}\n\n{body}"
    """A note. `{body}` is alone on its line, once: changes made there by hand are read back."""
    quotation: str = "> {words}"
    """A paragraph of the passages that a note is on."""
    source: str = "{name} ({siglum}), {date}, {place}"
    """Where one version tells a passage, in a footnote. A field that is empty goes with the punctuation before it."""
    footnote: str = "{sources}"
    """The text of a footnote."""

    def note_around(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """What precedes a note's body, and what follows it; no blank lines at their ends."""
        before, after = re.split(r"(?m)^[ \t]*\{body\}[ \t]*$", self.note, maxsplit=1)
        head, foot = (re.sub(_BLANK_LINES, "\n\n", fill(part, fields)).strip("\n").rstrip() for part in (before, after))
        return head, foot


def fill(template: str, fields: Mapping[str, str]) -> str:
    """A template with its fields filled in."""
    return re.sub(_FIELD, lambda found: fields.get(found[1], found[0]), template)


def fill_source(template: str, fields: Mapping[str, str]) -> str:
    """A template for a source with its fields filled in; an empty field goes with the punctuation before it."""
    empty = "|".join(name for name, value in fields.items() if not value)
    if empty:
        template = re.sub(rf"(?<![ \t])(?:[ \t]*+[,;:·—–-])?[ \t]*+\{{(?:{empty})\}}", "", template)
    return fill(template, fields).lstrip(" ,;:·—–-").rstrip(" ,;")


def read_templates(node: Node | None, problems: list[Problem]) -> Templates:
    """The `notes:` part of the config file. What is wrong in it goes to `problems`, and its default applies."""
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
        problem = _problem_of(name, text.strip("\n"), fields)
        if problem:
            problems.append(value.place.problem(problem))
        else:
            texts[name] = text.strip("\n")
    return Templates(
        variants=templates.variants,
        note=texts.get("note", templates.note),
        quotation=texts.get("quotation", templates.quotation),
        source=texts.get("source", templates.source),
        footnote=texts.get("footnote", templates.footnote),
    )


def _problem_of(name: str, template: str, fields: tuple[str, ...]) -> str:
    """What is wrong with a template; empty if nothing is."""
    for field in re.findall(_FIELD, template):
        if field not in fields:
            there = ", ".join(f"{{{one}}}" for one in fields)
            return f"there is no field {{{field}}} here{suggestion(field, fields)}; there are {there}"
    if "<!--" in template or "-->" in template:
        return "a template cannot hold comments: Diptych finds its parts of the notes file by its own"
    if name in ("footnote", "source") and "\n" in template:
        return f"a {name} is one line"
    if name == "note":
        alone = [line for line in template.split("\n") if line.strip() == "{body}"]
        if len(alone) != 1 or template.count("{body}") != 1:
            return "{body} must occur once, alone on its line: changes made there by hand are read back"
    return ""
