"""LaTeX, Org and reStructuredText, which pandoc turns into a page. It is another program, and need not be installed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import lxml.html

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.markup import chapter_parts
from reader.story.formats.simplify import remarks_on, simplify

_SHARE = 0.9
"""The share of the time that pandoc may take."""
_MISSING = re.compile(r"^\[WARNING\] Could not load include file", re.M)


def parse_by_pandoc(request: Request) -> Iterator[Answer]:
    """Read a text in UTF-8. Footnotes come at the end, formulas as TeX.

    Raises:
        UnreadableError: pandoc cannot read it, or it has no text.
    """
    command = [
        request.program,
        "--sandbox",
        "--from",
        request.form,
        "--to",
        "html5",
        "--standalone",
        "--mathjax",
        "--wrap=none",
    ]
    try:
        done = subprocess.run(
            command, input=request.data, capture_output=True, check=False, timeout=_SHARE * request.seconds
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError("takes pandoc too long; save its text as a .txt file and name that") from None
    said = done.stderr.decode(errors="replace")
    if done.returncode:
        raise UnreadableError(f"cannot be read by pandoc ({' '.join(said.split())[:120]})")
    tree = lxml.html.document_fromstring(done.stdout, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    facts = _facts(tree)
    simplified = simplify(tree)
    parts = list(_parts(tree))
    if not parts:
        raise UnreadableError("has no text in it")
    notes = sum(1 for element in tree.iter("li") if element.get("role") == "doc-endnote")
    remarks = [f"{counted(notes, 'note')} at the end"] if notes else []
    if missing := len(_MISSING.findall(said)):
        remarks.append(f"{counted(missing, 'part')} in other files left out")
    yield Answer(parts=parts, facts=facts, remarks=[*remarks, *remarks_on([simplified])])


_ROLES_OF_CLASSES = {
    "title": "headline", "subtitle": "heading", "abstract": "body", "author": "byline", "date": "date"
}  # fmt: skip


def _parts(tree: Any) -> Iterator[Part]:
    """The paragraphs of the page, with the title as its headline. Author and date under it are furniture."""
    header = next(iter(tree.xpath("//*[@id='title-block-header']")), None)
    title = ""
    if header is not None:
        for element in header:
            text = " ".join("".join(element.itertext()).split())
            kind = element.get("class") or ""
            title = text if kind == "title" else title
            yield text, _ROLES_OF_CLASSES.get(kind, "furniture")
        header.getparent().remove(header)
    for number, (text, role) in enumerate(chapter_parts(tree)):
        if not (number == 0 and role == "heading" and text.casefold() == title.casefold()):  # the title once more
            yield text, role


def _facts(tree: Any) -> dict[str, str]:
    def stated(name: str) -> str:
        return ", ".join(map(str, tree.xpath(f"//meta[@name='{name}']/@content")))

    title = " ".join("".join(tree.xpath("//h1[@class='title']//text()")).split())
    language = tree.get("lang") or ""
    return {"title": title, "author": stated("author"), "date": stated("dcterms.date"), "language": language}


if __name__ == "__main__":
    run_child(parse_by_pandoc)
