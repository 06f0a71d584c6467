"""Text into Markdown and YAML, so that it reads as it stood and acts as nothing.

Escaped is what CommonMark (https://spec.commonmark.org/0.31.2/), GitHub's tables and strikethrough, pandoc's Markdown
(footnotes, mathematics, sub- and superscript, definition lists, line blocks) or CriticMarkup would read as markup.
CriticMarkup is read by search, without regard to backslashes, so its signs are parted rather than only preceded by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from reader.story.clean import clean
from reader.story.yaml import Node, Problem, Table, Text, suggestion, text_of

_SPACE = re.compile(r"\s+")
_ALWAYS = re.compile(r"[\\`*_\[<>~|^{}]|&(?=#?\w+;)")
_CRITIC = re.compile(r"(\\\{)([-+=])")
"""An opening brace, already escaped, before what CriticMarkup may have there (`~` and `>` are escaped anyway)."""
_DOLLAR = re.compile(r"(?<=\S)\$(?!\d)")
"""A dollar sign that could end a formula; where none can end, none begins."""
_LINE_START = re.compile(r"[#+=\-:]|(?:\(?(?:\d+|[a-z]+|@\w*|#)|\(?[A-Z]+(?=\)))[.)](?=\s|$)")
"""What makes a block of a line: headings, rules, underlines, lists (pandoc's lettered ones too), definitions."""
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_PLAIN = re.compile(r"(?:[^\W\d_]|/\w)[\w./()-]*(?: [\w./()-]+)*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
_DIGEST = re.compile(r"(?=.*[abcdf])[0-9a-f]{64}")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_YAML_ESCAPED = re.compile(r"[\"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|[^\x00-\uffff]")


def fragment(text: str) -> str:
    """A part of a passage as Markdown for the middle of a line; each run of white space becomes one space."""
    text = _ALWAYS.sub(r"\\\g<0>", _SPACE.sub(" ", clean(text)))
    return _DOLLAR.sub(r"\\$", _CRITIC.sub(r"\1\\\2", text))


def inline(text: str) -> str:
    """A passage as Markdown for the middle of a line, without white space around it."""
    return fragment(text).strip()


def line(text: str) -> str:
    """A passage as Markdown for a line of its own."""
    return line_start(inline(text))


def line_start(markdown: str) -> str:
    """Escape what would make a block of another kind of a line that is otherwise Markdown."""
    found = _LINE_START.match(markdown)
    if found is None:
        return markdown
    at = found.end() - 1
    return f"{markdown[:at]}\\{markdown[at:]}"


def heading(level: int, text: str) -> str:
    """A heading of this level; number signs at its end stay part of it."""
    return "#" * level + " " + re.sub(r"(?=#+$)", r"\\", inline(text), count=1)


def paragraph_lines(text: str) -> list[str]:
    """A passage as Markdown for lines of their own, one a paragraph."""
    return [line(part) for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]


def body(text: str) -> str:
    """The reader's own Markdown as they wrote it, but for control characters; no fence or comment is left open."""
    text = _ACTING.sub(lambda found: clean(found[0]), re.sub(r"\r\n?", "\n", text)).strip("\n").rstrip()
    fence = ""
    for written in text.split("\n"):
        found = _FENCE.match(written)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and written.strip() == found[1]:
            fence = ""
    if fence:
        return f"{text}\n{fence}"
    return f"{text}\n-->" if text.rfind("<!--") > text.rfind("-->") else text


def scalar(text: str) -> str:
    """A YAML scalar that is read back as this text: plain where it may be (dates too), else in double quotes."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    if plain or _DATE.fullmatch(text) or _DIGEST.fullmatch(text):
        return text
    return f'"{_YAML_ESCAPED.sub(_yaml_escape, text)}"'


def _yaml_escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in '"\\':
        return "\\" + char
    if "\ud800" <= char <= "\udfff":
        return "\\uFFFD"
    if char.isprintable() and ord(char) > 0xFFFF:
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"


# How the parts of the notes file are written


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
