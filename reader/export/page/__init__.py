"""A comparison as one HTML file that needs nothing else: to be sent to who has no terminal.

Everything is in it as text before any script runs: the rows for who has no script and for paper, and the other two
views, which the script shows. The data that the script gets are numbers and sigla only. A content security policy
allows the page its own style and script, by their digests, and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from reader.align.alignment import Comparison
from reader.align.tellings import tellings_of
from reader.export.page.column import data, escaped
from reader.export.page.merged import Merged
from reader.export.page.noted import Noted, marks_of, noted, notes_html
from reader.export.page.pairs import Pair
from reader.merge.beside import MEANINGS, SIGNS, Sign
from reader.story.clean import clean

__all__ = ["Noted", "comparison_page", "noted"]

_VIEWS = (("facing", "Facing"), ("rows", "Rows"), ("merged", "Merged"))
_KEYS = (
    ("j k", "next, previous passage"),
    ("] [", "next, previous of what only one version says"),
    ("} {", "next, previous linked passage"),
    ("!", "next conflict"),
    ("enter", "to the partner, again to the next one; opens a folded line"),
    ("backspace", "back where you were"),
    ("tab · h l", "the other version (shift+tab and esc leave the text)"),
    ("g G", "first, last passage"),
    ("v", "the next view: facing, rows, merged"),
    ("1 … 9", "in a story of three versions or more: that version opposite"),
    ("?", "these keys"),
)
_HINT = "".join(
    f"<span>{' '.join(f'<kbd>{key}</kbd>' for key in keys.split())} {what}</span>"
    for keys, what in (("j k", "passage"), ("] [", "what is new"), ("enter", "partner"), ("v", "view"), ("?", "keys"))
)
"""The keys that matter, for the foot of the page."""
_SIGNS = [(SIGNS[sign], called) for sign, called in {**MEANINGS, Sign.ASIDE: "not this story"}.items()]


def comparison_page(comparison: Comparison, *, title: str = "", notes: Sequence[Noted] = ()) -> str:
    """The comparison as a page, with a newline at its end.

    Each sentence of each version stands in it once a view, and once for each pair of versions where there are more
    than two.

    Args:
        comparison: What to show; pairs that were not compared are not offered.
        title: The story's title; by default that of its first version.
        notes: What of the reader's is to be shown (`noted`).
    """
    languages = tuple(version.language for version in comparison.versions)
    tellings = tellings_of(comparison) if len(comparison.versions) > 2 else None
    marks = marks_of(notes)
    pairs = [Pair(comparison, tellings, alignment, languages, marks) for alignment in comparison.pairs]
    merged = Merged(comparison, languages)
    name = escaped(title or next((version.title for version in comparison.versions), "Diptych"))
    views = [
        _view("rows", "Rows: what is linked stands level", (pair.rows(n) for n, pair in enumerate(pairs))),
        _view("facing", "Facing: each version in its own order", (pair.panes(n) for n, pair in enumerate(pairs))),
        _view("merged", "Merged: the story told once", [f'<div class="sheet">{merged.html()}</div>']),
    ]
    if notes:
        views.append(_view("notes", "Notes and picks", [f'<div class="sheet">{notes_html(notes, languages)}</div>']))
    style, script = (files(__package__).joinpath(file).read_text("utf-8") for file in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""\
<!doctype html>
<html lang="en" data-view="rows">
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
<main id="main">
{"".join(views)}
</main>
<aside id="dock" aria-label="The partner"></aside>
<footer class="foot"><p class="hint" aria-hidden="true">{_HINT}</p><p id="said" role="status"></p></footer>
{_help()}
<script type="application/json" id="data">{data(_numbers(comparison, pairs, merged))}</script>
<script>{script}</script>
</body>
</html>
"""


def _view(name: str, heading: str, parts: Any) -> str:
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
    """Which two versions are shown, where there are more."""
    if len(comparison.pairs) < 2:
        return ""
    names = [f"{escaped(v.siglum)} {escaped(v.name)}" for v in comparison.versions]
    options = "".join(
        f'<option value="{n}">{names[pair.left]} · {names[pair.right]}</option>'
        for n, pair in enumerate(comparison.pairs)
    )
    return f'<select id="pair" aria-label="The two versions shown">{options}</select>'


def _tally(comparison: Comparison) -> str:
    """How many links and conflicts there are between the two versions that are shown first."""
    links = [link for pair in comparison.pairs[:1] for link in pair.links if link.reuse.strong]
    conflicts = sum(len(link.conflicts) for link in links)
    counts = ((len(links), "link"), (conflicts, "conflict"))
    return " · ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)


def _help() -> str:
    keys = "".join(f"<dt><kbd>{escaped(key)}</kbd></dt><dd>{escaped(what)}</dd>" for key, what in _KEYS)
    signs = "".join(f"<dt>{sign}</dt><dd>{what}</dd>" for sign, what in _SIGNS)
    return (
        '<dialog id="help" aria-labelledby="help-heading"><h2 id="help-heading">Keys and signs</h2>'
        "<p>What both versions say is quiet, what one alone says is bright; the passage you are on and its partner are "
        f'lit up.</p><dl>{keys}</dl><dl class="signs">{signs}</dl>'
        '<form method="dialog"><button>Close</button></form></dialog>'
    )


def _numbers(comparison: Comparison, pairs: Sequence[Pair], merged: Merged) -> dict[str, Any]:
    """What the script must know: where sentences stand, and which are linked. No text."""
    return {
        "versions": [
            {"siglum": clean(version.siglum), "paragraphs": [s.paragraph + 1 for s in version.sentences]}
            for version in comparison.versions
        ],
        "pairs": [
            {
                "versions": pair.numbers,
                "links": [
                    [k.left, k.right, k.reuse.value, k.score, int(k.moved), bundle, [c.about for c in k.conflicts]]
                    for k, bundle in zip(pair.besides[0].links, pair.besides[0].bundles, strict=True)
                ],
            }
            for pair in pairs
        ],
        "tellings": [telling.sentences for telling in merged.tellings],
    }


def _digest(text: str) -> str:
    """How a content security policy names a text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
