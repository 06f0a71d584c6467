"""What the markup of a page says about its words: hidden, struck, a reading, a formula, the number of a note.

A reader does not read these as words of the text, or reads them otherwise than they are marked up. So the tree is
changed before its text is taken. Nothing here is recursive, apart from formulas, which have a greatest depth.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from typing import Any, NamedTuple

import lxml.html
from lxml import etree

from reader.story.clean import counted

_LEAST_RUNNING = 60
"""Code points of a stretch of text from which it counts as running text, and not as a menu or a label."""
_LONGEST_MARK = 12
"""Code points of the number of a note, or of a page."""
_DEEPEST_FORMULA = 40

_HIDDEN_CLASS = re.compile(
    r"(?:[\w:-]*[_:])?(?:(?:u|is|h|util|g)-)*"
    r"(?:sr-only|screen-?reader(?:-?(?:text|only))?|visually-?hidden|element-invisible|assistive-text|a11y-hidden)",
    re.I,
)
_NOT_DISPLAYED = re.compile(r"display:none")
_NOT_VISIBLE = re.compile(
    r"visibility:hidden|font-size:0(?:px|em|rem|pt|%)?(?![\d.])"
    r"|position:(?:absolute|fixed);(?:[^;]*;){0,8}(?:left|top|right):-\d{3,}|(?:left|top):-\d{4,}px|clip:rect\([01]"
)
_TRANSPARENT = re.compile(r"(?<![\w-])opacity:0(?:\.0+)?(?![\d.])")
"""Hidden; but many pages let their text fade in by a script."""
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]{0,80}line-through")
_EDIT_CLASSES = frozenset(("mw-editsection", "mw-revision", "mw-cite-backlink", "Inline-Template", "mw-jump-link"))
"""Classes of MediaWiki for what is between the words of an article and is none of them."""
_PAGE_CLASSES = frozenset(("pagenum", "pageno", "page-num", "pagebreak", "page-break"))
_PAGE_KINDS = frozenset(("pagebreak", "doc-pagebreak"))
_NOTE_KINDS = frozenset(("noteref", "doc-noteref", "backlink", "doc-backlink"))
_NOTE_CLASS = re.compile(r"foot-?note|end-?note|note-?ref|fn-?ref|back-?(?:link|ref)|reversefootnote|cite_ref", re.I)
_MARK = re.compile(r"[\[(]?\s*(?:(?:note |nb )?\d{1,4}|[a-z]{1,3}|[*†‡§¶#]{1,4})\s*[\])]?\.?", re.I)
_BRACKETED = re.compile(r"\[\s*(?:(?:note |nb )?\d{1,4}|[*†‡§])\s*\]", re.I)
_BACK = re.compile(r"[↩↑⏎⤴^︎️\s]+|(?:back|return|jump up)(?: to (?:the )?(?:content|text|top))?", re.I)
_ENTITY = re.compile(r"&(?:[lr][sd]quo|[bs]bquo|[lr]aquo|[mn]dash|hellip|nbsp|#8[0-9]{3}|#x20[0-9a-f]{2});")
_LITERAL = frozenset(("code", "pre", "kbd", "samp", "tt", "script", "style", "textarea"))
_LEAST_ESCAPED = 3
"""Entities. An article on HTML may name one or two."""
_TEX = re.compile(r"math/(?:tex|asciimath)|application/x-(?:tex|latex)", re.I)
_FORMULA_CLASSES = frozenset(("mwe-math-element", "katex", "katex-display"))
_RENDERED_CLASSES = frozenset((
    "MathJax", "MathJax_Display", "MathJax_Preview", "MathJax_SVG", "MathJax_SVG_Display", "MathJax_CHTML",
    "katex-html",
))  # fmt: skip
_TEMPLATES = frozenset(("text/template", "text/x-template", "text/html"))
_LEAST_TEMPLATE = 300
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))


class Simplified(NamedTuple):
    """What was found in a tree, and is no longer in it."""

    struck: int
    readings: int
    notes: Sequence[Any]
    """The elements of the notes whose numbers were taken out of the text."""


def remarks_on(found: Sequence[Simplified]) -> list[str]:
    """What the reader should know of what was taken out of a page, or of the chapters of a book."""
    struck, readings = sum(part.struck for part in found), sum(part.readings for part in found)
    said = [f"{counted(struck, 'struck passage')} left out"] if struck else []
    if readings:
        said.append(f"{counted(readings, 'reading')} of characters (ruby) left out")
    return said


def simplify(tree: Any) -> Simplified:
    """Change a tree of HTML or XHTML so that its text is what is read.

    * What is hidden is removed, and so are struck text, the readings of characters (ruby), numbers of notes and of
      pages, and links to edit. What holds most of the page's running text is never taken for hidden or struck.
    * A formula becomes its TeX, or the line in which it would be typed.
    * The page inside an `<iframe srcdoc>` takes the place of the frame.
    * Quotation marks, dashes and spaces that were escaped twice, so that a browser shows `&ldquo;`, are what they mean.
    """
    _open_frames(tree)
    _unescape_twice(tree)
    _write_formulas(tree)
    found, whole = _found(tree)
    sizes = {kind: sum(size for _, k, size in found if k == kind) for kind in ("hidden", "dim", "faded", "struck")}
    if kept := {kind for kind, size in sizes.items() if (10 if kind == "faded" else 2) * size > whole > 0}:
        found, _ = _found(tree, kept)
    targets: list[str] = []
    counts = {"struck": 0, "reading": 0}
    for element, kind, _ in found:
        if kind == "note":
            targets += _targets(element)
        elif kind in counts and "".join(element.itertext()).strip():
            counts[kind] += 1
        drop(element)
    known = {name: element for element in tree.iter() if (name := _name(element))} if targets else {}
    notes = [known[target] for target in dict.fromkeys(targets) if target in known]
    return Simplified(counts["struck"], counts["reading"], notes)


def drop(element: Any, text: str = "") -> None:
    """Take an element out of its tree, and put a text in its place."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    text += element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    parent.remove(element)


def _found(tree: Any, kept: Set[str] = frozenset()) -> tuple[list[tuple[Any, str, int]], int]:
    """The outermost elements to remove, each with its kind and its running text, and the running text of the page."""
    found: list[tuple[Any, str, int]] = []
    begun: list[tuple[str, int]] = []
    whole = unseen = around = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            kind = _kind(element, name)
            begun.append(("" if kind in kept else kind, whole))
            around += bool(begun[-1][0])
            unseen += name in _UNSEEN
            text = element.text
        else:
            kind, before = begun.pop()
            unseen -= name in _UNSEEN
            around -= bool(kind)
            if kind and not around:
                found.append((element, kind, whole - before))
            text = element.tail
        if text and not unseen and (length := len(text.strip())) >= _LEAST_RUNNING:
            whole += length
    return found, whole


def _kind(element: Any, name: str) -> str:
    """What an element is, if it is to be removed: hidden, dim, faded, struck, reading, note or mark."""
    if name in ("rt", "rp", "rtc"):
        return "reading" if name == "rt" else "mark"
    if name in ("del", "s", "strike"):
        return "struck"
    if name == "a" and _is_note_mark(element):
        return "note"
    attributes = element.attrib
    if not attributes or name in ("html", "body", "meta", "script", "link"):
        return ""
    if "hidden" in attributes:
        return "hidden"
    if style := attributes.get("style"):
        style = re.sub(r"\s+", "", style).lower()
        if _NOT_DISPLAYED.search(style):
            return "hidden"
        if _NOT_VISIBLE.search(style):
            return "dim"
        if _TRANSPARENT.search(style):
            return "faded"
        if _STRUCK_STYLE.search(style):
            return "struck"
    classes = (attributes.get("class") or "").split()
    if any(map(_HIDDEN_CLASS.fullmatch, classes)):
        return "dim"
    if not _EDIT_CLASSES.isdisjoint(classes):
        return "mark"
    kinds = {*(attributes.get("type") or "").split(), *(attributes.get("role") or "").split()}
    kinds.update((attributes.get("epub:type") or "").split())
    if not _PAGE_KINDS.isdisjoint(kinds) or not _PAGE_CLASSES.isdisjoint(classes):
        return "mark" if len("".join(element.itertext()).strip()) <= _LONGEST_MARK else ""
    return ""


def _name(element: Any) -> str:
    return (element.get("id") or element.get("name") or "") if isinstance(element.tag, str) else ""


# Notes


def _is_note_mark(link: Any) -> bool:
    """Whether a link is the number of a note, or leads back from the note. Neither is a word of the text."""
    kinds = {
        *(link.get("type") or "").split(),
        *(link.get("role") or "").split(),
        *(link.get("epub:type") or "").split(),
    }
    if not _NOTE_KINDS.isdisjoint(kinds):
        return True
    if "#" not in (link.get("href") or ""):
        return False
    text = "".join(link.itertext()).strip()
    if len(text) > _LONGEST_MARK and not _BACK.fullmatch(text):
        return False
    raised = any(part is not None and part.tag == "sup" for part in (link.getparent(), *link))
    named = _NOTE_CLASS.search(f"{link.get('class') or ''} {link.get('rel') or ''} {link.get('id') or ''}") is not None
    if not text:
        return raised
    if _BACK.fullmatch(text):
        return named or not text[0].isalpha()
    if (raised or named) and _MARK.fullmatch(text):
        return True
    return link.get("href", "").startswith("#") and _BRACKETED.fullmatch(text) is not None


def _targets(link: Any) -> Iterator[str]:
    """The name that a note's number leads to. A link back leads to the text and not to a note."""
    text = "".join(link.itertext()).strip()
    if text and not _BACK.fullmatch(text):
        yield (link.get("href") or "").rpartition("#")[2]


# Pages inside the page


def _open_frames(tree: Any) -> None:
    """Put the text of frames and templates in its place, if a browser with scripts shows it there.

    That is `<iframe srcdoc>`, and a template or `<noscript>` with more running text than the rest of the page.
    """
    for frame in list(tree.iter("iframe")):
        _open(frame, frame.get("srcdoc") or "")
    sources = [
        (script, script.text or "")
        for script in tree.iter("script")
        if (script.get("type") or "").lower() in _TEMPLATES and len(script.text or "") >= _LEAST_TEMPLATE
    ]
    scriptless = [
        element
        for element in tree.iter("noscript")
        if len(element) and len("".join(element.itertext()).strip()) >= _LEAST_RUNNING
    ]
    if not sources and not scriptless:
        return
    shown = _found(tree)[1]
    for script, source in sources:
        if len(source) > 2 * shown:
            _open(script, source)
    for element in scriptless:
        element.tag = "div"
        if 2 * (_found(element)[1]) <= shown:
            element.tag = "noscript"


def _open(element: Any, source: str) -> None:
    with suppress(etree.ParserError, ValueError):
        inner = lxml.html.document_fromstring(source.strip()) if source.strip() else None
        body = None if inner is None else next(inner.iter("body"), None)
        if body is not None and element.getparent() is not None:
            body.tag, body.tail = "div", element.tail
            element.getparent().replace(element, body)


# Entities


def _unescape_twice(tree: Any) -> None:
    """Read entities of punctuation that the page holds as text, if there are several and so it is a fault."""
    escaped: list[tuple[Any, str]] = []
    number = 0
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _LITERAL:
            continue
        for part, name in ((element, "text"), *((child, "tail") for child in element)):
            if "&" in (text := getattr(part, name) or "") and (found := _ENTITY.findall(text)):
                escaped.append((part, name))
                number += len(found)
    if number < _LEAST_ESCAPED:
        return
    for part, name in escaped:
        setattr(part, name, _ENTITY.sub(lambda found: html.unescape(found[0]), getattr(part, name)))


# Formulas


def _write_formulas(tree: Any) -> None:
    """Write formulas as text, and remove the drawings of them."""
    scripts = [script for script in tree.iter("script") if _TEX.match(script.get("type") or "")]
    outer = [e for e in tree.iter("span", "div", "mjx-container") if _is_drawn(e, bool(scripts))]
    for element in outer:
        math = next(element.iter("math"), None)
        image = next(element.iter("img"), None)
        text = formula_text(math) if math is not None else "" if image is None else _bare(image.get("alt") or "")
        drop(element, text)
    for script in scripts:
        drop(script, (script.text or "").strip())
    for math in list(tree.iter("math")):
        drop(math, formula_text(math))
    for image in list(tree.iter("img")):
        if not {"tex", "latex", "mwe-math-fallback-image-inline"}.isdisjoint((image.get("class") or "").split()):
            drop(image, _bare(image.get("alt") or ""))


def _is_drawn(element: Any, scripted: bool) -> bool:
    classes = (element.get("class") or "").split()
    if element.tag == "mjx-container" or not _FORMULA_CLASSES.isdisjoint(classes):
        return True
    return scripted and not _RENDERED_CLASSES.isdisjoint(classes)


def formula_text(math: Any) -> str:
    """A formula in MathML as TeX if it says so itself, or else in a line: `E=mc^2`, `(a+b)/2`."""
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower() and (note.text or "").strip():
            return _bare(note.text)
    if (math.get("alttext") or "").strip():
        return _bare(math.get("alttext"))
    return _linear(math, 0)


def _bare(tex: str) -> str:
    """TeX without the wrapper that MediaWiki adds."""
    tex = " ".join(tex.split())
    wrapped = re.fullmatch(r"\{\\(?:displaystyle|textstyle) ?(.*?) ?\}", tex)
    return wrapped[1] if wrapped else tex


def _linear(element: Any, depth: int) -> str:
    if depth > _DEEPEST_FORMULA:
        return "".join("".join(element.itertext()).split())
    name = element.tag if isinstance(element.tag, str) else ""
    if name in ("annotation", "annotation-xml"):
        return ""
    parts = [_linear(child, depth + 1) for child in element]
    own = " ".join((element.text or "").split())
    if not parts:
        return own
    if name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if name in ("msup", "mover") and len(parts) == 2:
        return f"{_grouped(parts[0])}^{_grouped(parts[1])}"
    if name in ("msub", "munder") and len(parts) == 2:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}"
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if name == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if name == "mroot" and len(parts) == 2:
        return f"root({parts[0]}, {parts[1]})"
    if name == "mtr":
        return ", ".join(parts)
    if name == "mtable":
        return "; ".join(parts)
    return own + "".join(parts)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"
