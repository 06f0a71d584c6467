"""A comparison in figures, as aligned text and as JSON (`diptych/stats@1`)."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any

from reader.align.alignment import (
    Alignment,
    Comparison,
    EditOp,
    Reuse,
    Status,
    is_aside,
    shared_sentences,
    statuses,
)
from reader.align.passages import passages
from reader.story.clean import one_line
from reader.story.folding import fold_word
from reader.story.version import Span, Version
from reader.story.words import count_words, words_by_sentence

FORMAT = "diptych/stats@1"
_COVERAGES = ("whole", "body", "told")
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1
"""Of the rolling sum (Rabin and Karp)."""
_CLOSES = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "「": "」", "『": "』", '"': '"', "＂": "＂"}
"""The marks that close a quotation, by the mark that opens it. In German and Danish, guillemets point inwards."""


def stats(comparison: Comparison) -> dict[str, Any]:
    """The figures as plain data.

    For each version: its words, and how many of them are in shared, unique and aside sentences. For each pair:

    - the links by reuse, `translated` only if there are any; those to and from asides are left out, here and below;
    - the share of each version's words that the other one has, of all its words (`whole`), of those that are not aside
      (`body`), and of those that are also outside quotation marks (`told`);
    - how many passages of thirty words and more both have in the same words, and the words in them;
    - the longest run of words that both have;
    - Kendall's tau-b of the order of the strong links, None for fewer than two;
    - how many links differ in punctuation (`differ`), and in nothing else (`alone`);
    - the conflicts by kind and by what they are about.
    """
    return {
        "format": FORMAT,
        "versions": [_version(comparison, number) for number in range(len(comparison.versions))],
        "pairs": [_pair(comparison, pair) for pair in comparison.pairs],
    }


def stats_json(comparison: Comparison) -> str:
    """The figures as one JSON object."""
    return json.dumps(stats(comparison), ensure_ascii=False)


def stats_text(comparison: Comparison) -> str:
    """The figures as aligned text; the first line is the format."""
    data = stats(comparison)
    head = ["version", "words", "shared", "unique", "aside", "name"]
    rows = [[v["siglum"], *(f"{v[key]:,}" for key in head[1:5]), one_line(v["name"])] for v in data["versions"]]
    lines = [FORMAT, "", *_aligned([head, *rows])]
    for pair in data["pairs"]:
        a, b = pair["left"], pair["right"]
        longest = pair["longest_shared"]
        tau = pair["order"]["tau"]
        figures = [
            ["links", ", ".join(f"{number} {kind}" for kind, number in pair["links"].items())],
            [f"{a} in {b}", _covered(pair["coverage"], "left")],
            [f"{b} in {a}", _covered(pair["coverage"], "right")],
            [
                "order",
                "fewer than two links"
                if tau is None
                else f"{tau:+.2f} (Kendall's tau-b), {pair['order']['moved']} moved",
            ],
            ["passages", f"{pair['passages']['number']} of 30 words and more, {pair['passages']['words']:,} words"],
            ["longest", f"{longest['words']} words: {one_line(longest['text'])}" if longest["words"] else "0 words"],
            [
                "marks",
                f"{pair['punctuation']['differ']} differ in punctuation, {pair['punctuation']['alone']} in it alone",
            ],
            ["conflicts", ", ".join(f"{n} {kind}" for kind, n in pair["conflicts"]["kinds"].items()) or "0"],
            ["about", ", ".join(f"{n} {kind}" for kind, n in pair["conflicts"]["about"].items()) or "-"],
        ]
        lines += ["", f"{a} and {b}", *(f"  {name:<10} {figure}" for name, figure in figures)]
    return "\n".join(lines)


def _covered(coverage: dict[str, dict[str, float]], side: str) -> str:
    whole, body, told = (coverage[name][side] for name in _COVERAGES)
    return f"{whole:.1%} of all words, {body:.1%} without asides, {told:.1%} also without quotations"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell if at == len(row) - 1 else cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _version(comparison: Comparison, number: int) -> dict[str, Any]:
    version = comparison.versions[number]
    words: Counter[Status] = Counter()
    for status, count in zip(
        statuses(version, shared_sentences(comparison, number)), count_words(version), strict=True
    ):
        words[status] += count
    return {
        "siglum": version.siglum,
        "name": version.name,
        "words": words.total(),
        **{status.value: words[status] for status in Status},
    }


def _pair(comparison: Comparison, pair: Alignment) -> dict[str, Any]:
    left, right = comparison.versions[pair.left], comparison.versions[pair.right]
    sides = [_coverages(comparison, pair.left, pair.right), _coverages(comparison, pair.right, pair.left)]
    counted = [link for link in pair.links if not is_aside(link, left, right)]
    strong = [link for link in counted if link.reuse.strong]
    conflicts = [conflict for link in counted for conflict in link.conflicts]
    tau = kendall_tau([(link.left[0], link.right[0]) for link in strong])
    reuses = Counter(link.reuse for link in counted)
    span, words = longest_shared(left, right)
    copied = passages(left, right, pair)
    return {
        "left": left.siglum,
        "right": right.siglum,
        "links": {kind.value: reuses[kind] for kind in Reuse if kind is not Reuse.TRANSLATED or reuses[kind]},
        "coverage": {
            name: {"left": round(sides[0][at], 4), "right": round(sides[1][at], 4)}
            for at, name in enumerate(_COVERAGES)
        },
        "passages": {"number": len(copied), "words": sum(passage.words for passage in copied)},
        "longest_shared": {"words": words, "left": [span.start, span.end], "text": span.of(left.text)},
        "order": {"tau": None if tau is None else round(tau, 4), "moved": sum(link.moved for link in strong)},
        "punctuation": {
            "differ": sum(any(edit.op is EditOp.PUNCTUATION for edit in link.edits) for link in strong),
            "alone": sum(link.only_punctuation for link in strong),
        },
        "conflicts": {
            "kinds": dict(sorted(Counter(c.kind for c in conflicts).items())),
            "about": dict(sorted(Counter(c.about for c in conflicts).items())),
        },
    }


def _coverages(comparison: Comparison, number: int, opposite: int) -> list[float]:
    """The share of a version's words that the other one has: of all, without asides, also without quotations."""
    version = comparison.versions[number]
    shared = shared_sentences(comparison, number, opposite)
    words = count_words(version)
    body = [s for s, sentence in enumerate(version.sentences) if not version.paragraphs[sentence.paragraph].role.aside]
    parts = []
    for sentences, counts in ((range(len(words)), words), (body, words), (body, count_unquoted(version))):
        total = sum(counts[s] for s in sentences)
        parts.append(sum(counts[s] for s in sentences if s in shared) / total if total else 0.0)
    return parts


def count_unquoted(version: Version) -> list[int]:
    """The number of words of each sentence that are outside quotation marks.

    A quotation that is not closed in its paragraph extends to the paragraph's end, as it does when it continues in the
    next one. Single marks count where they cannot be apostrophes: opening before a word and not inside one, closing
    after one.
    """
    quoted = [span for paragraph in version.paragraphs for span in _quotations(version.text, paragraph.span)]
    counts, at = [], 0
    for words in words_by_sentence(version):
        outside = 0
        for word in words:
            while at < len(quoted) and quoted[at].end <= word.start:
                at += 1
            outside += at == len(quoted) or word.start < quoted[at].start
        counts.append(outside)
    return counts


def _quotations(text: str, within: Span) -> Iterator[Span]:
    """The quotations in a paragraph, in order; one inside another is part of it."""
    start, closing = 0, ""
    for at in range(within.start, within.end):
        sign = text[at]
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if closing:
            if sign in closing and not (sign == "’" and behind.isalnum()):
                yield Span(start, at + 1)
                closing = ""
        elif sign in _CLOSES and not (sign in "‘»" and before.isalnum()):
            start, closing = at, _CLOSES[sign]
    if closing:
        yield Span(start, within.end)


def kendall_tau(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Kendall's tau-b, -1 … 1: 1 if both orders are the same, -1 if one is the reverse of the other.

    After M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945). None if it is not defined:
    for fewer than two pairs, or if one side is all ties.
    """
    ordered = sorted(pairs)
    seen: list[int] = []
    balance = 0
    at = 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        for _, second in ordered[at:end]:
            balance += bisect_left(seen, second) - (len(seen) - bisect_right(seen, second))
        for _, second in ordered[at:end]:
            insort(seen, second)
        at = end
    every = len(pairs) * (len(pairs) - 1) // 2
    ties = [sum(n * (n - 1) // 2 for n in Counter(pair[side] for pair in pairs).values()) for side in (0, 1)]
    free = (every - ties[0]) * (every - ties[1])
    return balance / sqrt(free) if free else None


def longest_shared(left: Version, right: Version) -> tuple[Span, int]:
    """The longest run of folded words that both versions have: its first place in the left one, and its words."""
    spans = [span for sentence in words_by_sentence(left) for span in sentence]
    here = [fold_word(span.of(left.text)) for span in spans]
    there = [fold_word(span.of(right.text)) for sentence in words_by_sentence(right) for span in sentence]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(here + there), 1)}
    ours, theirs = [numbers[word] for word in here], [numbers[word] for word in there]
    low, high, found = 0, min(len(ours), len(theirs)), 0
    while low < high:  # a shared run of n words holds one of n - 1
        length = (low + high + 1) // 2
        at = _first_common(ours, theirs, length)
        if at is None:
            high = length - 1
        else:
            low, found = length, at
    return (Span(spans[found].start, spans[found + low - 1].end), low) if low else (Span(0, 0), 0)


def _first_common(ours: Sequence[int], theirs: Sequence[int], length: int) -> int | None:
    """The first place of a run of this length in `ours` that `theirs` has too; runs are looked up by a rolling sum."""
    places: dict[int, list[int]] = {}
    for at, key in enumerate(_rolled(theirs, length)):
        places.setdefault(key, []).append(at)
    for at, key in enumerate(_rolled(ours, length)):
        for other in places.get(key, ())[:1]:
            if ours[at : at + length] == theirs[other : other + length]:
                return at
    return None


def _rolled(numbers: Sequence[int], length: int) -> list[int]:
    top = pow(_BASE, length - 1, _MODULUS)
    key, out = 0, []
    for at, number in enumerate(numbers):
        if at >= length:
            key -= numbers[at - length] * top
        key = (key * _BASE + number) % _MODULUS
        if at >= length - 1:
            out.append(key)
    return out
