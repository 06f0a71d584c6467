"""Quotations: where they stand, and where the words of one have drifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from reader.align.alignment import EditOp, Reuse
from reader.align.edits import APART, Run, runs_of
from reader.align.facts.lexicon import Lexicon
from reader.align.facts.reading import Found, Sides
from reader.align.facts.statement import SIGNS_REACH, SPACE, Place, Statement, signs_before

_CLOSES = {"“": '”"', "„": '“”"', "«": '»"', "»": '«"', '"': '"”', "＂": "＂"}
"""The marks that close a quotation, by the mark that opens it: “…”, „…“, „…”, «…», »…«; a straight one often may."""
_ENDS = frozenset(".?!")
_LEAST = 3
"""How many words two quotations share at least, and …"""
_KEPT = 0.5
"""… which part of the shorter one."""
_FEW = 2
"""Words of a change in which a denial changes the sense; in more, it is part of what was left out."""
_SPELLED = 0.8
"""Normalised Indel similarity from which two words are one in other spelling: theatre, theater."""
_CONTRACTED = {"nt": "not", "s": "is", "re": "are", "ve": "is", "ll": "will", "d": "would", "m": "am"}
_ONE = {"has": "is", "have": "is", "had": "would"}
"""Auxiliaries that contract to the same: "it's" is "it is" or "it has"."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a quotation, as it is compared: "it's" is two."""

    form: str
    at: int
    """Which word of the side."""


_Quotation = Sequence[_Token]


def drifted_quotations(sides: Sides) -> list[Found]:
    """Quotations with other words: one conflict each, from the first changed word to the last.

    `vaguer` where one side only has fewer of them. No drift are spelling, contractions, small words, what stands in
    brackets, what another conflict tells; nor where the marks stand elsewhere (a quotation in part, the rest reported),
    or more is quoted in a sentence of its own.
    """
    here, there = _quotations(sides.left), _quotations(sides.right)
    if not here or not there:
        return []
    out: list[Found] = []
    for one in here:
        other = max(there, key=lambda theirs: _alike(one, theirs))
        if max(here, key=lambda mine: _alike(mine, other)) is one and (found := _drift(sides, one, other)):
            out.append(found)
    return out


def _alike(one: _Quotation, other: _Quotation) -> float:
    return Indel.similarity([token.form for token in one], [token.form for token in other])


def _quotations(side: Statement) -> list[_Quotation]:
    out: list[_Quotation] = []
    around = slice(max(0, side.words[0].start - SIGNS_REACH), side.words[-1].end + SIGNS_REACH)
    if _CLOSES.keys().isdisjoint(side.text[around]):
        return out
    for first, last in quoted_places(side):
        tokens: list[_Token] = []
        put_in = False
        for at in range(first, last):
            gap = side.gaps[at]
            put_in = (put_in or "[" in gap or "(" in gap) and "]" not in gap and ")" not in gap
            if not put_in:
                tokens.extend(_Token(_ONE.get(form, form), at) for form in _forms(side, at))
        if tokens:
            out.append(tokens)
    return out


def _forms(side: Statement, at: int) -> list[str]:
    """A word as it is compared: a number by its value, a contraction in full."""
    if side.words[at].number:
        return [side.words[at].key]
    raw = side.raw(at).casefold().replace("’", "'").replace("ʼ", "'")
    if raw.endswith("n't"):
        return [raw.removesuffix("n't"), "not"]
    stem, mark, tail = raw.rpartition("'")
    return [stem, _CONTRACTED[tail]] if mark and stem and tail in _CONTRACTED else [side.forms[at]]


def quoted_places(side: Statement) -> list[Place]:
    """The words between quotation marks; marks that are not closed reach to the end of what stands together."""
    out: list[Place] = []
    start, closing = 0, ""
    for at in range(len(side.words) + 1):
        signs = signs_before(side, at)
        if closing and signs == APART:
            out.append((start, at))
            closing = ""
        for n, sign in enumerate(signs):
            if not closing and _opens(side, at, n):
                start, closing = at, _CLOSES[sign]
            elif closing and sign in closing:
                if at > start:
                    out.append((start, at))
                closing = ""
    if closing and start < len(side.words):
        out.append((start, len(side.words)))
    return out


def _opens(side: Statement, at: int, n: int) -> bool:
    """Whether a sign before a word opens a quotation, given that none is open.

    A mark that can also close one belongs to a quotation that began before the statement where it touches the word
    before it only: `…stirbt der Markt“, sagte er`, `…meurt », dit-il`.
    """
    signs = signs_before(side, at)
    sign = signs[n]
    if sign not in "“«»":
        return sign in _CLOSES
    touches = signs[n + 1].isalnum() if n + 1 < len(signs) else at < len(side.words)
    return touches or (sign != "»" and (at == 0 if n == 0 else signs[n - 1] in SPACE + "(["))


def _drift(sides: Sides, one: _Quotation, other: _Quotation) -> Found | None:
    runs = runs_of([token.form for token in one], [token.form for token in other])
    kept = sum(run[2] - run[1] for run in runs if run[0] is EditOp.EQUAL)
    shorter = min(len(one), len(other))
    before = sides.left.form(one[0].at - 1)
    if kept == 0 and sides.reuse is Reuse.EDITED and max(len(one), len(other)) <= _LEAST:
        return _replaced(sides, one, other)
    in_place = before == sides.right.form(other[0].at - 1) and (
        (kept == shorter and before != "")
        or (sides.reuse is Reuse.EDITED and (before != "" or kept >= _KEPT * max(len(one), len(other))))
    )
    if kept == 0 or not (in_place or (kept >= _LEAST and kept >= _KEPT * shorter)):
        return None
    changes = [run for run in runs if run[0] is not EditOp.EQUAL and _matters(sides, one, other, run)]
    if not changes:
        return None
    a, b, c, d = changes[0][1], changes[-1][2], changes[0][3], changes[-1][4]
    small = [token.form for _, p, q, r, s in changes if q - p + s - r <= _FEW for token in (*one[p:q], *other[r:s])]
    negators = sides.left.lexicon.words["negators"]
    fewer = {run[0] for run in changes} in ({EditOp.LEFT}, {EditOp.RIGHT}) and negators.isdisjoint(small)
    return Found("vaguer" if fewer else "differs", "quotation", _place(one, a, b), _place(other, c, d))


def _replaced(sides: Sides, one: _Quotation, other: _Quotation) -> Found | None:
    """Other words in the place of a short quotation: "worrying", "lethal"."""
    places = _place(one, 0, len(one)), _place(other, 0, len(other))
    alike = len(one) == len(other) and all(map(_spelled_alike, one, other))
    lex = sides.left.lexicon
    if alike or not (_says(lex, one) and _says(lex, other) and sides.snug(*places)):
        return None
    return Found("differs", "quotation", *places)


def _place(tokens: _Quotation, first: int, last: int) -> Place:
    if first < last:
        return tokens[first].at, tokens[last - 1].at + 1
    at = tokens[first - 1].at + 1 if first else tokens[0].at
    return at, at


def _matters(sides: Sides, one: _Quotation, other: _Quotation, run: Run) -> bool:
    """Whether a change makes a quotation say something else, or less."""
    _, a, b, c, d = run
    gone, come = one[a:b], other[c:d]
    new = [
        [token for token in tokens if token.at not in told]
        for told, tokens in ((sides.told[0], gone), (sides.told[1], come))
    ]
    lex = sides.left.lexicon
    if not _says(lex, new[0]) and not _says(lex, new[1]):
        return False
    if len(new[0]) == len(new[1]) and all(map(_spelled_alike, new[0], new[1])):
        return False
    if _opens_sentence(sides.left, gone) or _opens_sentence(sides.right, come):
        return False
    if _told_outside(sides.right, gone, other) and _told_outside(sides.left, come, one):
        return False
    return (_says(lex, gone) and _says(lex, come)) or not _marked_elsewhere(sides, one, other, run)


def _says(lex: Lexicon, tokens: _Quotation) -> bool:
    """Whether words say something: others than small ones."""
    function, telling = lex.words["function"], lex.words["telling"] | lex.words["negators"]
    return any(token.form not in function or token.form in telling for token in tokens)


def _spelled_alike(one: _Token, other: _Token) -> bool:
    return one.form[0] == other.form[0] and Indel.normalized_similarity(one.form, other.form) >= _SPELLED


def _opens_sentence(side: Statement, tokens: _Quotation) -> bool:
    """Whether words open a sentence of their own: what else was said, not other words for it."""
    return bool(tokens) and tokens[0].at > 0 and not _ENDS.isdisjoint(side.gaps[tokens[0].at])


def _told_outside(side: Statement, tokens: _Quotation, quotation: _Quotation) -> bool:
    """Whether a side has words, small ones aside, outside of its quotation."""
    inside = {token.at for token in quotation}
    forms = {form for at, form in enumerate(side.forms) if at not in inside}
    return all(token.form in forms for token in tokens if token.form not in side.lexicon.words["function"])


def _marked_elsewhere(sides: Sides, one: _Quotation, other: _Quotation, run: Run) -> bool:
    """Whether words are missing at an end of a quotation because the other side's marks stand elsewhere."""
    _, a, b, c, d = run
    if a == c == 0:
        return _before(sides.left, one) != _before(sides.right, other)
    if b == len(one) and d == len(other):
        return sides.left.form(one[-1].at + 1) != sides.right.form(other[-1].at + 1)
    return False


def _before(side: Statement, quotation: _Quotation) -> str:
    """The word before a quotation; empty where it opens a sentence."""
    at = quotation[0].at
    return side.form(at - 1) if at and "." not in side.gaps[at] else ""
