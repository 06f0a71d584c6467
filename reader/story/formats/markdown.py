"""Markdown: the text as a reader sees it, without the marks. markdown-it-py, which comes with textual, parses it.

Short texts are read in this process. A long one can take minutes, so it is read in a child process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.story.clean import clean_block
from reader.story.formats.child import Answer, Request, run_child
from reader.story.plain import plain_page
from reader.story.version import Furniture, Page, Role, page_of

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n((?:(?!---[ \t]*$|\.\.\.[ \t]*$).*\n){0,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M
)
_TOML_FRONT_MATTER = re.compile(r"\+\+\+[ \t]*\n((?:(?!\+\+\+[ \t]*$).*\n){0,100}?)\+\+\+[ \t]*(?:\n|\Z)", re.M)
_TOML_FIELD = re.compile(r"(title|author|date)[ \t]*=[ \t]*(\S.*)")
_FIELD = re.compile(r"(title|author|date):[ \t]+(\S.*)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_LINE_BREAK = re.compile(r"<br\b|</(?:p|div|li|tr|h[1-6])\b", re.IGNORECASE)
_DEEPEST = 30
"""Quotations and lists nested in each other. The parser leaves out anything deeper."""


def markdown_page(source: str) -> Page:
    """Read a Markdown text (CommonMark, with tables and strikethrough).

    Args:
        source: The text, normalised, not yet clean.

    Returns:
        A page with a paragraph for each block that a reader sees: headings in their roles; list items, quotations,
        code and table rows as body. Title, author and date come from simple front matter in YAML or TOML, which is not
        shown.
    """
    found = _read(source)
    if found is None:
        return plain_page(source)  # better its marks than no text
    fields, parts = found
    return page_of(parts, **fields)


def parse_markdown(request: Request) -> Iterator[Answer]:
    """Read a Markdown text in the child process; without an answer if its marks are nested too deeply."""
    found = _read(request.data.decode("utf-8", "surrogatepass"))
    if found is not None:
        fields, parts = found
        yield Answer(parts=[(text, role.value if role else "") for text, role in parts], facts=fields)


def _read(source: str) -> tuple[dict[str, str], list[tuple[str, Role | Furniture | None]]] | None:
    """The front matter and the paragraphs; None if marks are nested too deeply for the parser."""
    fields, body = _front_matter(source)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # The parser would turn a zero byte into U+FFFD, which does not say what it was.
    tokens = parser.parse(body.replace("\0", "\N{SYMBOL FOR NULL}"))
    parts = list(_headline_first(list(_paragraphs(tokens))))
    deep = max((token.level for token in tokens), default=0) >= _DEEPEST - 2
    return None if deep and not any(text.strip() for text, _ in parts) else (fields, parts)


def _front_matter(source: str) -> tuple[dict[str, str], str]:
    """The useful `key: value` lines of the front matter, and the text below it."""
    found, pattern = _FRONT_MATTER.match(source), _FIELD
    if found is None:
        found, pattern = _TOML_FRONT_MATTER.match(source), _TOML_FIELD
    if found is None:
        return {}, source
    fields = {}
    for line in found[1].splitlines():
        if field := pattern.fullmatch(line.rstrip()):
            value = clean_block(field[2]).strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            if value[:1] not in ("|", ">", "[", "{", "&", "*", "!"):  # YAML that is more than a plain line
                fields[field[1]] = value
    return fields, source[found.end() :]


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[str, Role | Furniture | None, str]]:
    """For each block that holds text: the text, the role that its markup gives, and the tag if it is a heading."""
    inside = 0  # lists and quotations around the block
    row: list[str] | None = None
    tag = ""
    for token in tokens:
        if token.type in ("list_item_open", "blockquote_open"):
            inside += 1
        elif token.type in ("list_item_close", "blockquote_close"):
            inside -= 1
        elif token.type == "heading_open":
            tag = token.tag
        elif token.type == "heading_close":
            tag = ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield " | ".join(row or ()), Role.BODY, ""
            row = None
        elif token.type == "inline":
            text = clean_block("".join(_visible_text(token.children or ())))
            if row is not None:
                row.append(text.strip())
            elif tag:
                yield text, Role.HEADING, tag
            elif _only_images(token.children or ()):
                yield text, Furniture.CAPTION, ""
            else:
                yield text, Role.BODY if inside else None, ""
        elif token.type in ("fence", "code_block"):
            yield clean_block(token.content), Role.BODY, ""
        elif token.type == "html_block":
            for text in _LINE_BREAK.sub("\0\\g<0>", token.content).split("\0"):
                yield clean_block(_without_tags(text)), None, ""


def _headline_first(
    parts: list[tuple[str, Role | Furniture | None, str]],
) -> Iterator[tuple[str, Role | Furniture | None]]:
    """Make the first h1 the headline; without one, a heading at the very top."""
    headline = next((n for n, (_, _, tag) in enumerate(parts) if tag == "h1"), None)
    if headline is None and parts and parts[0][2]:
        headline = 0
    for number, (text, role, _) in enumerate(parts):
        yield text, Role.HEADLINE if number == headline else role


def _visible_text(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of inline tokens. An image is represented by its alternative text."""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _visible_text(token.children or ())
        elif token.type == "html_inline":
            yield " " if _LINE_BREAK.match(token.content) else ""
        else:
            yield token.content


def _only_images(tokens: Sequence[Token]) -> bool:
    shown = [
        t
        for t in tokens
        if t.type not in ("softbreak", "hardbreak", "link_open", "link_close") and (t.content or t.tag)
    ]
    return bool(shown) and all(token.type == "image" or not token.content.strip() for token in shown)


def _without_tags(text: str) -> str:
    """HTML without its tags and comments. A comment that never ends is not one, so that no text is lost."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join(_TAG.sub("", piece) for piece in (*pieces, text[at:]))


if __name__ == "__main__":
    run_child(parse_markdown)
