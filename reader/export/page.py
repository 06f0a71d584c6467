"""A comparison as one HTML file that needs nothing else: for readers without a terminal.

All text is in the page before any script runs: the rows, which are shown without a script and on paper, and the other
two views, which the script shows. The script's data are numbers and sigla only. A content security policy allows the
page its own style and script, by their digests, and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from reader.align.alignment import Alignment, Comparison, Reuse, tally
from reader.align.tellings import tellings_of
from reader.export.page_views import INKS, Marked, Marks, MergedView, PairView, escaped, json_data, lang_of
from reader.merge.beside import MEANINGS, SIGNS, Sign
from reader.notes.entries import Kind
from reader.story.clean import clean, plural

if TYPE_CHECKING:  # a page without notes needs no database
    from reader.notes.story_notes import StoryNotes

_VIEWS = (("facing", "Facing"), ("rows", "Rows"), ("merged", "Merged"))
_KEYS = (
    ("j k", "next, previous passage"),
    ("] [", "next, previous passage that only one version has"),
    ("} {", "next, previous linked passage"),
    ("!", "next conflict"),
    ("enter", "go to the partner, again to the next one; open a folded line"),
    ("backspace", "go back to where you were"),
    ("tab · h l", "the other version (shift+tab and esc leave the text)"),
    ("g G", "first, last passage"),
    ("v", "the next view: facing, rows, merged"),
    ("1 … 9", "with three or more versions: show that version opposite"),
    ("?", "these keys"),
)
_HINT = "".join(
    f"<span>{' '.join(f'<kbd>{key}</kbd>' for key in keys.split())} {what}</span>"
    for keys, what in (("j k", "passage"), ("] [", "what is new"), ("enter", "partner"), ("v", "view"), ("?", "keys"))
)
"""The most important keys, for the foot of the page."""


class QuotedPassage(NamedTuple):
    """A passage that a note or a pick is on."""

    version: int
    sentences: tuple[int, ...]
    """Where it is now; none if it is lost."""
    where: str
    """`A ¶11`; the siglum alone if it is lost."""
    words: str


class PageNote(NamedTuple):
    """A note or a pick, with its passages as they are now."""

    kind: Kind
    body: str
    passages: tuple[QuotedPassage, ...]
    label: str = ""
    """The name of a pick's label, if it has one."""


def page_notes(notes: StoryNotes, comparison: Comparison, labels: Sequence[str] = ()) -> tuple[PageNote, ...]:
    """All notes and picks of a story in the reader's order, their labels by these names. Raises StoreError."""
    locators = notes.story.locators
    out = []
    for entry in notes.entries():
        passages = []
        for anchor in entry.anchors:
            span = notes.place(anchor).span
            if span is None or anchor.locator not in locators:
                passages.append(QuotedPassage(-1, (), anchor.siglum, anchor.exact))
                continue
            number = locators.index(anchor.locator)
            version = comparison.versions[number]
            inside = version.sentences_in(span)
            where = f"{version.siglum} ¶{version.sentences[inside[0]].paragraph + 1}" if inside else version.siglum
            passages.append(QuotedPassage(number, inside, where, span.of(version.text)))
        label = labels[entry.label - 1] if 0 < entry.label <= len(labels) else ""
        out.append(PageNote(entry.kind, entry.body, tuple(passages), label))
    return tuple(out)


def comparison_page(comparison: Comparison, *, title: str = "", notes: Sequence[PageNote] = ()) -> str:
    """The comparison as a page, with a newline at its end.

    Each sentence of each version is in it once per view, and once per pair if there are more than two versions.

    Args:
        comparison: What to show; pairs that were not compared are not offered.
        title: The story's title; by default that of its first version.
        notes: The reader's notes and picks to show (`page_notes`).
    """
    languages = tuple(version.language for version in comparison.versions)
    tellings = tellings_of(comparison) if len(comparison.versions) > 2 else None
    marks = _marks(notes)
    pairs = [PairView(comparison, tellings, alignment, languages, marks) for alignment in comparison.pairs]
    merged = MergedView(comparison, languages)
    name = escaped(title or next((version.title for version in comparison.versions), "Diptych"))
    views = [
        _view("rows", "Rows: linked passages side by side", (pair.rows(n) for n, pair in enumerate(pairs))),
        _view("facing", "Facing: each version in its own order", (pair.panes(n) for n, pair in enumerate(pairs))),
        _view("merged", "Merged: the story told once", [f'<div class="sheet">{merged.html()}</div>']),
    ]
    if notes:
        views.append(_view("notes", "Notes and picks", [f'<div class="sheet">{_notes_list(notes, languages)}</div>']))
    style, script = (files(__package__).joinpath(file).read_text("utf-8") for file in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""\
<!doctype html>
<html lang="en" data-view="rows"{' class="many"' if len(comparison.versions) > 2 else ""}>
<head>
<meta charset="utf-8">
<meta name="generator" content="diptych/page@1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{name}</title>
<style>{style}</style>
</head>
<body>
<header class="top">
<div class="name"><h1 dir="auto">{name}</h1><p id="tally">{_tally(comparison)}</p></div>
<nav aria-label="Views">{_buttons(bool(notes))}{_choice(comparison)}<button type="button" id="ask">? keys</button></nav>
</header>
{_legend(comparison)}
<main id="main">
{"".join(views)}
</main>
<aside id="dock" aria-label="The partner"></aside>
<footer class="foot"><p class="hint" aria-hidden="true">{_HINT}</p><p id="said" role="status"></p></footer>
{_help(comparison)}
<script type="application/json" id="data">{json_data(_numbers(comparison, pairs, merged))}</script>
<script>{script}</script>
</body>
</html>
"""


def _view(name: str, heading: str, parts: Iterable[str]) -> str:
    return (
        f'<section id="{name}" class="view" aria-labelledby="{name}-heading">'
        f'<h2 class="unseen" id="{name}-heading">{heading}</h2>{"".join(parts)}</section>\n'
    )


def _buttons(notes: bool) -> str:
    views = (*_VIEWS, ("notes", "Notes")) if notes else _VIEWS
    buttons = "".join(
        f'<button type="button" data-show="{view}" aria-pressed="false">{name}</button>' for view, name in views
    )
    return f'<div class="views" role="group" aria-label="View">{buttons}</div>'


def _choice(comparison: Comparison) -> str:
    """The choice of the two versions that are shown, if there are more."""
    if len(comparison.pairs) < 2:
        return ""
    names = [f"{escaped(v.siglum)} {escaped(v.name)}" for v in comparison.versions]
    options = "".join(
        f'<option value="{n}">{names[pair.left]} · {names[pair.right]}</option>'
        for n, pair in enumerate(comparison.pairs)
    )
    return f'<select id="pair" aria-label="The two versions shown">{options}</select>'


def _tally(comparison: Comparison) -> str:
    """The numbers of links and conflicts between the two versions that are shown first."""
    return _told(comparison, comparison.pairs[0]) if comparison.pairs else "0 links · 0 conflicts"


def _told(comparison: Comparison, pair: Alignment) -> str:
    """The numbers of links and conflicts between two versions: `3 links · 1 conflict`."""
    links, _, conflicts = tally(pair.links, comparison.versions[pair.left], comparison.versions[pair.right])
    counts = ((links, "link"), (conflicts, "conflict"))
    return " · ".join(plural(count, what) for count, what in counts)


def _legend(comparison: Comparison) -> str:
    """For the printed page: whose letters stand for what, and the signs. Of three versions or more all are printed."""
    versions = "".join(
        f'<li><span class="siglum v{number % INKS}">{escaped(version.siglum)}</span> '
        + escaped(", ".join(filter(None, (version.name, version.author, version.date, version.url))))
        + "</li>"
        for number, version in enumerate(comparison.versions)
    )
    if len(comparison.versions) > 2:
        letters = "".join(version.siglum for version in comparison.versions[:2])
        one, other = (escaped(version.siglum) for version in comparison.versions[:2])
        signs = [
            (escaped(letters), f"told by {one} and {other}"),
            (one, f"only in {one}"),
            (f"⟨{one} … │ {other} …⟩", "the readings that differ, each with its letters"),
            (SIGNS[Sign.CONFLICT], "they disagree on a fact"),
            (f"{other}~", f"{other} words it in its own way"),
            (SIGNS[Sign.ASIDE], "not part of the story"),
        ]
    else:
        signs = _signs(comparison)
    told = "".join(f"<span><strong>{sign}</strong> {what}</span> " for sign, what in signs)
    return f'<section class="legend" aria-label="Legend"><ul>{versions}</ul><p>{told}</p></section>'


def _signs(comparison: Comparison) -> list[tuple[str, str]]:
    """The signs beside passages and what they mean; that of translations only if there are any."""
    called = {**MEANINGS, Sign.ASIDE: "not this story"}
    if all(link.reuse is not Reuse.TRANSLATED for pair in comparison.pairs for link in pair.links):
        del called[Sign.TRANSLATED]
    return [(SIGNS[sign], meaning) for sign, meaning in called.items()]


def _help(comparison: Comparison) -> str:
    keys = "".join(f"<dt><kbd>{escaped(key)}</kbd></dt><dd>{escaped(what)}</dd>" for key, what in _KEYS)
    signs = "".join(f"<dt>{sign}</dt><dd>{what}</dd>" for sign, what in _signs(comparison))
    return (
        '<dialog id="help" aria-labelledby="help-heading"><h2 id="help-heading">Keys and signs</h2>'
        "<p>What both versions say is dimmed, what only one says is bright; the current passage and its partner are "
        f'highlighted.</p><dl>{keys}</dl><dl class="signs">{signs}</dl>'
        '<form method="dialog"><button>Close</button></form></dialog>'
    )


def _marks(entries: Sequence[PageNote]) -> Marks:
    """The notes and picks by the sentence that they are shown at: the last one of each passage."""
    found: dict[tuple[int, int], list[Marked]] = defaultdict(list)
    for number, entry in enumerate(entries, 1):
        for passage in entry.passages:
            if passage.sentences:
                found[passage.version, passage.sentences[-1]].append(Marked(number, entry.kind is Kind.PICK))
    return found


def _notes_list(entries: Sequence[PageNote], languages: tuple[str, ...]) -> str:
    """Notes and picks, each with its passages."""
    out = []
    for number, entry in enumerate(entries, 1):
        head = f"{'Pick' if entry.kind is Kind.PICK else 'Note'} {number}"
        head += f" · {escaped(entry.label)}" if entry.label else ""
        quotes = ""
        for passage in entry.passages:
            lang = languages[passage.version] if passage.sentences else ""
            lost = "" if passage.sentences else " · no longer in the text"
            go = f' data-go="{passage.version} {passage.sentences[0]}"' if passage.sentences else ""
            own = f" v{passage.version % INKS}" if passage.sentences else ""
            quotes += (
                f'<figure class="quote{own}"><blockquote {lang_of(lang)}>{escaped(passage.words)}</blockquote>'
                f"<figcaption><span{go}>{escaped(passage.where)}</span>{lost}</figcaption></figure>"
            )
        body = f'<p class="body" dir="auto">{escaped(entry.body)}</p>' if entry.body else ""
        out.append(f'<article class="note" id="note-{number}"><h3>{head}</h3>{quotes}{body}</article>')
    return "".join(out)


def _numbers(comparison: Comparison, pairs: Sequence[PairView], merged: MergedView) -> dict[str, Any]:
    """What the script must know: the sentences' paragraphs, and the links. No text."""
    return {
        "versions": [
            {"siglum": clean(version.siglum), "paragraphs": [s.paragraph + 1 for s in version.sentences]}
            for version in comparison.versions
        ],
        "pairs": [
            {
                "versions": pair.numbers,
                "tally": _told(comparison, alignment),
                "links": [
                    [k.left, k.right, k.reuse.value, k.score, int(k.moved), bundle, [c.about for c in k.conflicts]]
                    for k, bundle in zip(pair.besides[0].links, pair.besides[0].bundles, strict=True)
                ],
            }
            for pair, alignment in zip(pairs, comparison.pairs, strict=True)
        ],
        "tellings": [telling.sentences for telling in merged.tellings],
    }


def _digest(text: str) -> str:
    """The digest of a text as a content security policy writes it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
