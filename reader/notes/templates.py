"""Templates of the notes file: how notes, quotations, footnotes and differing readings are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from reader.story.clean import clean_line, suggestion
from reader.story.yaml import Items, Node, Problem, Table, Text, settings_in, text_of

LONGEST = 1_000
"""Most code points of a template."""
LONGEST_LABEL = 30
"""Most code points of a label's name."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "note": ("heading", "kind", "places", "quotation", "body", "tags", "created", "modified"),
    "quotation": ("words", "siglum", "name", "author", "title", "date", "url", "place"),
    "source": ("siglum", "name", "author", "title", "date", "url", "place"),
    "footnote": ("sources", "label"),
}
"""The fields of each template."""
_FIELD = r"\{([a-z]+)\}"
_NO_LABEL = r"(?<![ \t])(?:[ \t]*+[,;:·—–-])?[ \t]*+\{label\}"
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
    footnote: str = "{sources} · {label}"
    """The text of a footnote. `{label}` goes with the punctuation before it if what was picked has no label."""
    labels: tuple[str, ...] = ("label 1", "label 2", "label 3", "label 4")
    """What the four labels of picks are called."""

    def label(self, number: int) -> str:
        """What a label is called; empty for 0."""
        return self.labels[number - 1] if 0 < number <= len(self.labels) else ""

    def note_around(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """What precedes a note's body, and what follows it; no blank lines at their ends."""
        before, after = re.split(r"(?m)^[ \t]*\{body\}[ \t]*$", self.note, maxsplit=1)
        head, foot = (re.sub(_BLANK_LINES, "\n\n", fill(part, fields)).strip("\n").rstrip() for part in (before, after))
        return head, foot


def fill(template: str, fields: Mapping[str, str]) -> str:
    """A template with its fields filled in."""
    return re.sub(_FIELD, lambda found: fields.get(found[1], found[0]), template)


def fill_footnote(template: str, sources: str, label: str) -> str:
    """A template for a footnote with its fields filled in."""
    template = template if label else re.sub(_NO_LABEL, "", template)
    return fill(template, {"sources": sources, "label": label})


def fill_source(template: str, fields: Mapping[str, str]) -> str:
    """A template for a source with its fields filled in; an empty field goes with the punctuation before it."""
    empty = "|".join(name for name, value in fields.items() if not value)
    if empty:
        template = re.sub(rf"(?<![ \t])(?:[ \t]*+[,;:·—–-])?[ \t]*+\{{(?:{empty})\}}", "", template)
    return fill(template, fields).lstrip(" ,;:·—–-").rstrip(" ,;")


def templates_in_settings(path: Path) -> tuple[Templates, list[Problem]]:
    """The templates in a settings file, and what is wrong with it. Without a file they are the usual ones."""
    problems: list[Problem] = []
    root = settings_in(path)
    return read_templates(root.values.get("notes") if root is not None else None, problems), problems


def read_templates(node: Node | None, problems: list[Problem]) -> Templates:
    """The `notes:` part of the config file. What is wrong in it goes to `problems`, and its default applies."""
    templates = Templates()
    if node is None or (isinstance(node, Text) and not node.value):
        return templates
    if not isinstance(node, Table):
        problems.append(node.place.problem(f"expected settings such as “variants: brackets”, found {node.found()}"))
        return templates
    problems.extend(node.unknown(("variants", "labels", *FIELDS), "setting of the notes file"))
    if (variants := node.values.get("variants")) is not None:
        known = [kind.value for kind in Variants]
        word = variants.value.strip().lower() if isinstance(variants, Text) else ""
        if word in known:
            templates = templates._replace(variants=Variants(word))
        else:
            problems.append(variants.place.problem(f"expected {' or '.join(known)}, found {variants.found()}"))
    if (labels := node.values.get("labels")) is not None:
        templates = templates._replace(labels=_labels(labels, templates.labels, problems))
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
        labels=templates.labels,
        note=texts.get("note", templates.note),
        quotation=texts.get("quotation", templates.quotation),
        source=texts.get("source", templates.source),
        footnote=texts.get("footnote", templates.footnote),
    )


def _labels(node: Node, usual: tuple[str, ...], problems: list[Problem]) -> tuple[str, ...]:
    """The names of the labels; those that are not given keep their usual names."""
    values = node.values if isinstance(node, Items) else ()
    names = [clean_line(value.value).strip() for value in values if isinstance(value, Text)]
    if not names or len(names) < len(values) or len(names) > len(usual):
        problems.append(node.place.problem(f"expected a list of 1 to {len(usual)} names, found {node.found()}"))
        return usual
    for value, name in zip(values, names, strict=True):
        if not name or len(name) > LONGEST_LABEL or name.isdigit():
            problems.append(
                value.place.problem(f"expected a name of at most {LONGEST_LABEL} characters that is no number")
            )
            return usual
    if len({name.casefold() for name in names}) < len(names):
        problems.append(node.place.problem("two labels have the same name"))
        return usual
    return (*names, *usual[len(names) :])


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
