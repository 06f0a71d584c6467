"""RTF: the paragraphs of a document in Rich Text Format. striprtf takes the text out of its control words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import destinations, rtf_to_text

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child

_GROUP = re.compile(r"\{((?:\s*\\(?:[a-z]+-?\d* ?|\*))+)")
_BRACE = re.compile(r"\\[{}\\]|[{}]")
_REMOVED = re.compile(r"\\(?:deleted|v)(?![a-z0-9])|\\(?:deleted|v)1(?!\d)")
_STRUCK = re.compile(r"\\striked?1?(?![a-z0-9]) ?")
_STRUCK_ENDS = re.compile(r"\\[{}\\]|[{}]|\\(?:striked?0|plain)(?![a-z0-9])")
_PARAGRAPH_END = re.compile(r"\\par(?:d)?(?![a-z])")
_NOTE = re.compile(r"\\footnote(?![a-z])")
_RUNNING = re.compile(r"\\(?:header|footer)[lrf]?(?![a-z])")
_INFO = re.compile(r"\{\s*+\\(title|author)\s++([^{}]*+)\}")
_CREATED = re.compile(r"\\creatim\s*\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_WORD = re.compile(r"(\{\s*(?:\\\*\s*)?)?\\(?:([a-z]{1,32})-?\d* ?|[{}\\*])", re.I)
_END_OF_CELL = re.compile(r"\\par(?=[\s}]*\\(?:nest)?cell(?![a-z]))")
_STYLE = re.compile(r"\{\s*\\s(\d+)(?!\d)[^{};]*?\s((?:heading|title)[ \d]*);", re.I)
_IN_STYLE = re.compile(r"\\s(\d+)(?!\d)( ?)")
_TITLE, _HEADING = "\ue000", "\ue001"
"""Marks of a paragraph in the style of a title or a heading. No document has these code points in its control words."""
_HEADER = re.compile(r"\\ansicpg\d+|\\uc\d+")


def parse_rtf(request: Request) -> Iterator[Answer]:
    """Read a document.

    Footnotes come at the end. Tracked deletions, struck and hidden text, headers and footers are left out.

    Raises:
        UnreadableError: It is damaged or has no text.
    """
    data = request.data
    if b"\\bin" not in data:  # bytes that stand as they are get the form that the parser decodes
        data = re.sub(rb"[\x80-\xff]", lambda found: b"\\'%02x" % found[0][0], data)
    source = data.decode("latin-1")
    body, groups = _without_groups(source)
    body, struck = _without_struck(body)
    setting = "".join(_HEADER.findall(source[:2000])) + _font_table(source)
    try:
        parts = list(_paragraphs(_text(_with_headings_marked(body))))
        notes = [
            part for note in groups["note"] for part in _paragraphs(_text(f"{{\\rtf1{setting} {_NOTE.sub('', note)}}}"))
        ]
        running = [_text(f"{{\\rtf1{setting} {_RUNNING.sub('', line)}}}") for line in groups["running"]]
        facts = _facts(source, setting)
    except (ValueError, LookupError, IndexError, TypeError) as error:
        raise UnreadableError(f"is damaged ({' '.join(str(error).split())[:80]}); get a new copy") from None
    if not parts:
        raise UnreadableError("has no text in it; it may hold only pictures")
    remarks = []
    if notes:
        remarks.append(f"{counted(len(groups['note']), 'note')} at the end")
    if groups["removed"]:
        remarks.append("deleted and hidden text left out")
    if struck:
        remarks.append(f"{counted(struck, 'struck passage')} left out")
    if any(any(map(str.isalpha, line)) for line in running):
        remarks.append("running headers and footers left out")
    yield Answer(parts=[*parts, *((text, "body") for text, _ in notes)], facts=facts, remarks=remarks)


def _with_headings_marked(source: str) -> str:
    """With a mark in each paragraph whose style is called a title or a heading."""
    start = source.find("{\\stylesheet")
    styles = source[start : _end_of_group(source, start)] if start >= 0 else ""
    marks = {number: _TITLE if name[0] in "tT" else _HEADING for number, name in _STYLE.findall(styles)}
    return _IN_STYLE.sub(lambda found: found[0] + " " * (not found[2]) + marks.get(found[1], ""), source)


def _text(source: str) -> str:
    """The text of a document. A destination is one only where a group begins; striprtf takes it for one anywhere."""

    def kept(found: re.Match[str]) -> str:
        misplaced = found[1] is None and (found[2] in destinations or found[0] == "\\*")
        return "" if misplaced else found[0]

    return str(rtf_to_text(_END_OF_CELL.sub(" ", _WORD.sub(kept, source)), errors="replace"))


def _without_groups(source: str) -> tuple[str, dict[str, list[str]]]:
    """The document without its notes, running lines and removed text, and these, each a group without its braces."""
    groups: dict[str, list[str]] = {"note": [], "removed": [], "running": []}
    out: list[str] = []
    done = 0
    for found in _GROUP.finditer(source):
        if found.start() < done:
            continue
        kinds = (("note", _NOTE), ("removed", _REMOVED), ("running", _RUNNING))
        kind = next((kind for kind, pattern in kinds if pattern.search(found[1])), "")
        if not kind:
            continue
        end = _end_of_group(source, found.start())
        groups[kind].append(source[found.start() + 1 : end - 1])
        out.append(source[done : found.start()])
        done = end
    return "".join((*out, source[done:])), groups


def _without_struck(source: str) -> tuple[str, int]:
    """The document without what is struck out, and how many passages that are. Ends of paragraphs stay."""
    out: list[str] = []
    done = count = 0
    for found in _STRUCK.finditer(source):
        if found.start() < done:
            continue
        depth, end = 0, len(source)
        for sign in _STRUCK_ENDS.finditer(source, found.end()):
            depth += {"{": 1, "}": -1}.get(sign[0], 0)
            if depth < 0 or (depth == 0 and len(sign[0]) > 2):
                end = sign.start()
                break
        out += (
            source[done : found.start()],
            *(f"{mark} " for mark in _PARAGRAPH_END.findall(source, found.end(), end)),
        )
        done = end
        count += 1
    return "".join((*out, source[done:])), count


def _end_of_group(source: str, start: int) -> int:
    """Where a group ends, behind its closing brace."""
    depth = 0
    for brace in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(source)


def _font_table(source: str) -> str:
    """The table of fonts, which tells the encoding of each; notes are decoded by it too."""
    start = source.find("{\\fonttbl")
    return source[start : _end_of_group(source, start)] if start >= 0 else ""


def _paragraphs(text: str) -> Iterator[Part]:
    """The lines of a document. A row of a table has a bar behind each cell."""
    for line in text.replace("\r", "").split("\n"):
        if line.endswith("|"):
            yield (
                " | ".join(filter(None, (" ".join(cell.strip(_TITLE + _HEADING).split()) for cell in line.split("|")))),
                "body",
            )
        elif bare := " ".join(line.replace(_TITLE, "").replace(_HEADING, "").split()):
            yield bare, "headline" if _TITLE in line else "heading" if _HEADING in line else ""


def _facts(source: str, setting: str) -> dict[str, str]:
    start = source.find("{\\info")
    info = source[start : _end_of_group(source, start)] if start >= 0 else ""
    facts = {name: " ".join(_text(f"{{\\rtf1{setting} {text}}}").split()) for name, text in _INFO.findall(info)}
    created = _CREATED.search(info)
    if created:
        facts["date"] = f"{created[1]}-{int(created[2]):02}-{int(created[3]):02}"
    return facts


if __name__ == "__main__":
    run_child(parse_rtf)
