"""Text in Markdown and YAML that reads as it was written and is never taken for markup.

Escaped is what CommonMark (https://spec.commonmark.org/0.31.2/), GitHub's tables and strikethrough, pandoc's Markdown
(footnotes, mathematics, subscript and superscript, definition lists, line blocks) or CriticMarkup would read as markup.
CriticMarkup is found by pattern matching that ignores backslashes, so its signs are separated, not only escaped.
"""

from __future__ import annotations

import re

from reader.story.clean import clean

_SPACE = re.compile(r"\s+")
_ALWAYS = re.compile(r"[\\`*_\[<>~|^{}]|&(?=#?\w+;)")
_CRITIC = re.compile(r"(\\\{)([-+=])")
"""An opening brace, already escaped, before a sign that makes CriticMarkup of it (`~` and `>` are escaped anyway)."""
_DOLLAR = re.compile(r"(?<=\S)\$(?!\d)|\$(?=\()")
"""A dollar sign that could end a formula (where none can end, none begins), or begin a command of a shell."""
_LINE_START = re.compile(r"[#+=\-:]|(?:\(?(?:\d+|[a-z]+|@\w*|#)|\(?[A-Z]+(?=\)))[.)](?=\s|$)")
"""What makes a line a block: headings, rules, underlines, lists (pandoc's lettered ones too), definitions."""
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")

_PLAIN = re.compile(r"(?:[^\W\d_]|/\w)[\w./()-]*(?: [\w./()-]+)*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
_DIGEST = re.compile(r"(?=.*[abcdf])[0-9a-f]{64}")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_YAML_ESCAPED = re.compile(r"[\"\\$`\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|[^\x00-\uffff]")


def fragment(text: str) -> str:
    """Part of a passage as Markdown within a line; each run of white space becomes one space."""
    text = _ALWAYS.sub(r"\\\g<0>", _SPACE.sub(" ", clean(text)))
    return _DOLLAR.sub(r"\\$", _CRITIC.sub(r"\1\\\2", text))


def inline(text: str) -> str:
    """A passage as Markdown within a line, without white space around it."""
    return fragment(text).strip()


def line(text: str) -> str:
    """A passage as Markdown for a line of its own."""
    return line_start(inline(text))


def line_start(markdown: str) -> str:
    """Escape the start of a line that is otherwise Markdown, so that it makes no heading, list or other block."""
    found = _LINE_START.match(markdown)
    if found is None:
        return markdown
    at = found.end() - 1
    return f"{markdown[:at]}\\{markdown[at:]}"


def heading(level: int, text: str) -> str:
    """A heading of this level; number signs at its end stay part of it."""
    shown = inline(text)
    bare = shown.rstrip("#")
    return "#" * level + " " + (shown if bare == shown else bare + "\\" + shown[len(bare) :])


def paragraph_lines(text: str) -> list[str]:
    """A passage as Markdown for lines of their own, one for each paragraph."""
    return [line(part) for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]


def critic_change(old: str, new: str) -> str:
    """A change in CriticMarkup between two pieces of Markdown; an empty one makes it an insertion or a deletion."""
    if old and new:
        return f"{{~~{old}~>{new}~~}}"
    return f"{{--{old}--}}" if old else f"{{++{new}++}}" if new else ""


def body(text: str) -> str:
    """The reader's own Markdown as they wrote it, without control characters; an open fence or comment is closed."""
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
    """A YAML scalar that is read back as this text: plain where it may be, dates included, else in double quotes.

    `$` and the backtick are escaped too: what is in double quotes then does nothing in a shell either, should the file
    ever be taken for a script.
    """
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
