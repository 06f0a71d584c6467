"""Words as comparing sees them: a form that tells whether they are the same word, a key that tells what they are about.

There are two foldings, because there are two questions. *Is it the same word?* ignores case, apostrophes and how a
character is encoded, and nothing else: that decides `verbatim` and what edits show. *Is it about the same thing?* also
ignores accents, inflection, old forms ("thou hast" for "you have"), thousands separators, "U.S." for "USA" and
"twenty-five" for "25": that decides what is linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from text_to_num import text2num

from reader.align.numbering import numbering_of
from reader.align.progress import Progress, ignore, reported
from reader.align.vocabulary import (
    CALENDAR,
    FUNCTION_WORDS,
    ITEM,
    OLD_FORMS,
    ORDINALS,
    SAME_WORDS,
    SHORT_FORMS,
    TENS,
    UNITS,
    american,
    stem,
)
from reader.story.folding import APOSTROPHES, fold_word, without_marks
from reader.story.rules import USUAL_RULES
from reader.story.version import Sentence, Span, Version
from reader.story.words import words_by_sentence

_PART = re.compile("[^-]+")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)$")
_MEASURED = re.compile(
    r"(\d[\d.]*)(?:m|mn|bn|tn|k|mm|cm|km|kg|lbs?|ft|mph|kph|kmh|am|pm|hp|kb|mb|gb|tb|kw|mw|gw|kwh|mhz|ghz)"
)
"""A number with what it counts in one word: 400m, 10km, 5pm."""
_JOINT = frozenset({"united", "hundred", *UNITS, *TENS, *ORDINALS} - {"first", "second"})
"""Words that can share one key with the next. Alone, "second" can be a time, and "first" says as little as "one"."""
_SIGNS = frozenset("-−+–")
_DASHES = frozenset("–")
"""Signs that are a minus only before a temperature or a share: elsewhere they are dashes."""
_OPENING = " \t\n\u00a0\u202f([{\"'“‘«„,;:"
"""What may stand before the sign of a number."""
_BLANKS = frozenset(" \u00a0\u202f")
_BEHIND = frozenset("+#")
_OPERATORS = {
    **{sign: sign for sign in "<>=≤≥≠≈±×÷"},
    **{">=": "≥", "<=": "≤", "!=": "≠", "=>": "≥", "=<": "≤"},
}
_LONGEST_OPERATOR = 6
_IN_ADDRESS = "._%+-"
_IN_URL = "/:?#[]@!$&'()*,;=~"
_ENDS_ADDRESS = frozenset(".,;:!?)'")
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\U0001f000-\U0001f1e5\U0001f200-\U0001faff\u2600-\u2604\u2607-\u26ff\u2705\u2714\u2716\u274c\u2753-\u2755\u2764]"
    "[\ufe0f\u200d\u2640\u2642\U0001f3fb-\U0001f3ff\U0001f300-\U0001faff]*"
)
"""Emoji and flags, but for the stars and flowers that part sections."""
_CURRENCY = frozenset("$€£¥₹₽₩₪₺₴")
_PER_CENT = frozenset("%‰")
_OPENERS = frozenset("\"'“”‘’«»„‚(‹›[:—–")
"""After one of these a capital is due, and says nothing of a name."""
_TITLE_CASE = 0.7
"""The part of a sentence's longer words that have a capital if it is set in Title Case."""

_SAYING = r"(?:said|says|told|tells|adds|added|asked|wrote|writes|explained|insisted|noted|according)"
_AFTER_QUOTATION = re.compile(r'["”»][^"“”«»]*$')
_AFTER_COMMA = re.compile(rf",\s++(?={_SAYING}\b)")
_NOT_IN_ATTRIBUTION = re.compile('[“”«»:"]')
_SAID = re.compile(rf"\b{_SAYING}\b")
_SAID_FIRST = re.compile(
    r"\b(?:said|says|added|adds|insisted|explained|noted)\b(?: that\b|:)?+(?! (?:to|unto|nothing)\b|,)"
)
_NO_SPEAKER = re.compile(r"\b(?:who|which|that|when|as|if|what)\b|\b(?:and|he|she|they|it|i|we|you|then) $", re.I)
_LONGEST_ATTRIBUTION = 14
"""Words about the speaker at most."""
_SHORTEST_STATEMENT = 15
"""Code points that stand before them at least."""
_REACH = 240
"""Code points from the end of a sentence in which they are looked for."""

_NUMBER_WORDS = {
    "de": r"(ein|zwei|zwo|drei|vier|fünf|sech|sieb|acht|neun|zehn|elf|zwölf|hundert|tausend)",
    "fr": r"(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante|soixante|huitante|nonante|cents?$|mille$)",
    "es": r"(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci|veint|treinta"
    r"|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|quinient|setecient|novecient|mil$)",
}
"""How words begin that may be numbers, in the languages in which text2num is asked."""
_LONGEST_NUMBER = 7
"""The words that a number takes at most: "quatre vingt dix sept mille deux cents"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sentence, or the part of one between hyphens."""

    start: int
    end: int
    """Half-open range of code points in the version's text. A currency or percent sign beside a number is in it."""
    form: str
    """The word itself, but for case, apostrophes and encoding. Never empty."""
    key: str
    """What it is about. Empty where an earlier word stands for it too ("five" in "twenty-five")."""
    capital: bool | None
    """Whether its capital letter says that it is a name; None where the place explains the capital."""
    speaker: bool = False
    """Whether it is about who said the rest of the sentence."""
    written: str = ""
    """How it is written, where the reader's rules show that though it makes no difference."""

    @property
    def number(self) -> bool:
        """Whether the word is a number."""
        return self.key[:1].isdigit()


def words_of(version: Version, *, progress: Progress = ignore) -> tuple[tuple[Word, ...], ...]:
    """The words of each sentence of a version. A sentence without any ("* * *") gives an empty tuple."""
    spans = words_by_sentence(version)
    language = version.language.partition("-")[0]
    found = (
        _words(version.text, sentence, own, language)
        for sentence, own in zip(reported(version.sentences, progress), spans, strict=True)
    )
    found = (_with_numbering(version, sentence, own) for sentence, own in enumerate(found))
    return tuple(found) if version.rules == USUAL_RULES else tuple(_by_rules(version, found))


def attribution_start(sentence: str) -> int:
    """Where the words about the speaker begin, in code points; the sentence's length if it does not end with any.

    They follow a quotation and have a verb of saying among them (`” the minister said.`), or they begin with such a
    verb after a comma (`…, said the minister.`).
    """
    begin = max(_SHORTEST_STATEMENT, len(sentence) - _REACH)
    plain = max((mark.end() for mark in _NOT_IN_ATTRIBUTION.finditer(sentence, begin)), default=begin)
    for pattern, first in ((_AFTER_QUOTATION, begin), (_AFTER_COMMA, plain)):
        match = pattern.search(sentence, first)
        if match is not None:
            rest = sentence[match.start() + 1 :]
            if _SAID.search(rest) and len(rest.split()) <= _LONGEST_ATTRIBUTION:
                return match.start() + 1
    return len(sentence)


def attribution_end(sentence: str) -> int:
    """Where the words about the speaker end that open a sentence, in code points; 0 if it opens with none.

    They end with a verb of saying (`The minister said that …`, `Ana Kell, the mayor, said …`).
    """
    verb = _SAID_FIRST.search(sentence, 0, _REACH)
    if verb is None or len(sentence) - verb.end() < _SHORTEST_STATEMENT:
        return 0
    subject = sentence[: verb.start()]
    if not subject.strip() or _NOT_IN_ATTRIBUTION.search(subject) or _NO_SPEAKER.search(subject):
        return 0
    turned = subject.rstrip().endswith(",") and subject.count(",") == 1  # "The bridge fell, said the minister …"
    return 0 if turned or len(subject.split()) > _LONGEST_ATTRIBUTION else verb.end()


# The reader's own rules


def _with_numbering(version: Version, sentence: int, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a sentence; what numbers it has a key that says so, and is about nothing."""
    span = numbering_of(version, sentence)
    if span is None:
        return words
    return tuple(replace(w, key=ITEM, capital=None) if span.start <= w.start < span.end else w for w in words)


def _by_rules(version: Version, sentences: Iterable[tuple[Word, ...]]) -> Iterator[tuple[Word, ...]]:
    """The words without those that are ignored, and with one form for those that count as the same."""
    text, rules = version.text, version.rules
    same = [(_forms(side), other) for one, other in rules.same for side in (one, other)]
    for sentence, words in zip(version.sentences, sentences, strict=True):
        ignored = rules.ignored(text, sentence.span.start, sentence.span.end)
        out = [w for w in words if not any(start < w.end and w.start < end for start, end in ignored)]
        if rules.case:
            out = [replace(w, written=text[w.start : w.end]) for w in out]
        for forms, other in same:
            out = _with_same(out, forms, other)
        yield tuple(out)


def _forms(words: str) -> tuple[str, ...]:
    return tuple(fold_word(word) for word in re.findall(r"\w+", words))


def _with_same(words: list[Word], forms: tuple[str, ...], other: str) -> list[Word]:
    """The words with those that have these forms in a row as one word, with the form and the key of another."""
    out: list[Word] = []
    at = 0
    form = "".join(_forms(other))
    while at < len(words):
        last = at + len(forms)
        if tuple(word.form for word in words[at:last]) == forms:
            key = _key(other, form) if other.isalnum() else form
            written = " ".join(word.written or word.form for word in words[at:last])
            out.append(replace(words[at], end=words[last - 1].end, form=form, key=key, written=written))
            at = last
        else:
            out.append(words[at])
            at += 1
    return out


# From a sentence to its words


def _words(text: str, sentence: Sentence, spans: Sequence[Span], language: str) -> tuple[Word, ...]:
    pieces = _with_symbols(text, sentence.span, _pieces(text, spans))
    title = _is_title_case([raw for _, _, raw in pieces])
    whole = sentence.span.of(text)
    opening = sentence.span.start + attribution_end(whole)
    speaker = sentence.span.end if opening > sentence.span.start else sentence.span.start + attribution_start(whole)
    out: list[Word] = []
    before = sentence.span.start
    for at, (start, end, raw) in enumerate(pieces):
        gap, floor, before = text[before:start], max(before, out[-1].end if out else 0), end
        address = "@" in raw or "://" in raw
        form = raw.casefold() if address else fold_word(raw)
        if not form:
            continue
        key = form if address else _key(raw, form)
        # a capital is due where a sentence, a quotation, a parenthesis or a clause after a colon opens
        due = title or at == 0 or (gap != " " and not _OPENERS.isdisjoint(gap))
        capital = None if due else raw[0].isupper()
        last = pieces[at + 1][0] if at + 1 < len(pieces) else sentence.span.end
        start, end, form = _with_signs(text, (floor, last), start, end, form)
        out.append(
            Word(start=start, end=end, form=form, key=key, capital=capital, speaker=not opening <= start < speaker)
        )
    found = tuple(out)
    return _with_foreign_numbers(found, language) if language in _NUMBER_WORDS else _with_joint_keys(found)


def _pieces(text: str, words: Sequence[Span]) -> list[tuple[int, int, str]]:
    """Where words begin and end, and each as it is written.

    The parts of a word are several words: "AK-47" is compared as "AK" and "47", because others write "AK 47".
    """
    out: list[tuple[int, int, str]] = []
    for span in words:
        start, end = span.start, span.end
        raw = text[start:end]
        if "-" in raw:
            out += [(start + m.start(), start + m.end(), m[0]) for m in _PART.finditer(raw)]
        else:
            out.append((start, end, raw))
    return out


def _is_title_case(words: list[str]) -> bool:
    """Whether a sentence is set in Title Case or CAPITALS, so that its capitals say nothing."""
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    return len(long) > 2 and sum([w[0].isupper() for w in long]) > _TITLE_CASE * len(long)


def _with_symbols(text: str, sentence: Span, pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Put in emoji and flags as words of their own, and join the parts of an address of mail or the web."""
    whole = sentence.of(text)
    if not whole.isascii():
        found = [(sentence.start + m.start(), sentence.start + m.end(), m[0]) for m in _EMOJI.finditer(whole)]
        pieces = sorted([*pieces, *found]) if found else pieces
    if "@" not in whole and "://" not in whole:
        return pieces
    out: list[tuple[int, int, str]] = []
    addresses = _addresses(whole, sentence.start)
    for piece in pieces:
        span = next((span for span in addresses if span.start <= piece[0] and piece[1] <= span.end), None)
        if span is None:
            out.append(piece)
        elif not out or out[-1][0] != span.start:
            out.append((span.start, span.end, span.of(text)))
    return out


def _addresses(text: str, offset: int) -> list[Span]:
    """Where addresses stand in a text: around each "@" and "://" as far as an address goes."""
    out: list[Span] = []
    for mark in ("@", "://"):
        at = text.find(mark)
        while at > 0:
            first, last = at, at + len(mark)
            while first > 0 and (text[first - 1].isalnum() or text[first - 1] in _IN_ADDRESS):
                first -= 1
            closed = _IN_ADDRESS if mark == "@" else _IN_ADDRESS + _IN_URL
            while last < len(text) and (text[last].isalnum() or text[last] in closed):
                last += 1
            while text[last - 1] in _ENDS_ADDRESS:
                last -= 1
            if first < at and last > at + len(mark):
                out.append(Span(offset + first, offset + last))
            at = text.find(mark, max(last, at + 1))
    return out


def _with_signs(text: str, around: tuple[int, int], start: int, end: int, form: str) -> tuple[int, int, str]:
    """Take the signs that change what a word says into it: −5, $5, 5 %, > 12, C++.

    Args:
        text: The text.
        around: Where the word before ends and the word behind begins; or the sentence.
        start: Where the word begins.
        end: Where it ends.
        form: Its form.
    """
    floor, ceiling = around
    if form[0].isdigit():
        if start > floor and text[start - 1] in _CURRENCY:
            start, form = start - 1, text[start - 1] + form
        behind = end + (text[end : end + 1] in _BLANKS and end + 1 < ceiling)
        if behind < ceiling and text[behind] in _PER_CENT:
            end, form = behind + 1, form + text[behind]
        elif behind < ceiling and text[behind] in _CURRENCY and not text[behind + 1 : behind + 2].isdigit():
            end, form = behind + 1, text[behind] + form
        if start > floor and text[start - 1] in _SIGNS and not text[floor : start - 1].strip(_OPENING):
            sign = "+" if text[start - 1] == "+" else "-"
            apart = start - 1 > floor or floor == 0 or not text[floor - 1].isalnum()
            if apart and (text[start - 1] not in _DASHES or text[end : end + 3].strip()[:1] in ("°", *_PER_CENT)):
                start, form = start - 1, sign + form
    elif end < ceiling and text[end] in _BEHIND and form.isalpha():
        last = end
        while last < ceiling and text[last] in _BEHIND:
            last += 1
        if last == len(text) or not text[last].isalnum():
            form, end = form + text[end:last], last
    operator = text[floor:start].strip() if start - floor <= _LONGEST_OPERATOR else ""
    if operator in _OPERATORS:
        start = text.index(operator[0], floor)
        form = _OPERATORS[operator] + form
    return start, end, form


# From a word to its key


@lru_cache(maxsize=16384)
def _key(raw: str, form: str) -> str:
    if form[0].isdigit():
        key = _ORDINAL.sub(r"\1", form).replace(":", ".").replace(",", ".")
        measured = _MEASURED.fullmatch(key)
        return measured[1] if measured else key
    if form in ("us", "usa") and raw[1:2] != "s":
        return "usa"
    if raw[0].isupper() and form in SHORT_FORMS:
        return SHORT_FORMS[form]
    plain = without_marks(form)
    if raw[-2:-1] in APOSTROPHES and plain.endswith("s"):
        plain = plain[:-1]
    plain = _modern(plain) if raw[0].islower() else OLD_FORMS.get(plain, plain)
    plain = american(SAME_WORDS.get(plain, plain))
    return plain if plain in FUNCTION_WORDS or plain in CALENDAR else stem(plain)


def _modern(word: str) -> str:
    """An old form of an English word as it is written today: "unto" → "to", "believeth" → "believes"."""
    if len(word) > 4 and word.endswith("eth") and word[-4] != "e":
        return OLD_FORMS.get(word, word[:-2] + "s")
    return OLD_FORMS.get(word, word)


def _with_joint_keys(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give number words their value ("two hundred five" → 205), and "United States" the key of "U.S.".

    A lone "one" is no number, and "no one" is nobody.
    """
    forms = [w.form for w in words]
    if _JOINT.isdisjoint(forms):
        return words
    out, at = list(words), 0
    while at < len(out):
        if forms[at : at + 2] == ["united", "states"]:
            out[at : at + 2] = replace(words[at], key="usa"), replace(words[at + 1], key="")
            at += 2
            continue
        if forms[at : at + 2] == ["no", "one"]:
            out[at : at + 2] = replace(words[at], key="nobody"), replace(words[at + 1], key="")
            at += 2
            continue
        value, length = _number_at(forms, at)
        if length and (length > 1 or forms[at] != "one"):
            out[at] = replace(words[at], key=str(value))
            for k in range(at + 1, at + length):
                out[k] = replace(words[k], key="")
        at += max(length, 1)
    return tuple(out)


def _with_foreign_numbers(words: tuple[Word, ...], language: str) -> tuple[Word, ...]:
    """Give numbers that are told in words their value, as `_with_joint_keys` does, in other languages."""
    begins = re.compile(_NUMBER_WORDS[language]).match
    if not any(begins(word.form) for word in words):
        return words
    out, at = list(words), 0
    while at < len(out):
        length, value = 1, 0
        for end in range(at + 1, min(len(out), at + _LONGEST_NUMBER) + 1) if begins(words[at].form) else ():
            try:
                value = int(text2num(" ".join(word.form for word in words[at:end]), language))
            except ValueError:
                continue
            length = end - at
        if value > 1:
            out[at] = replace(words[at], key=str(value))
            for k in range(at + 1, at + length):
                out[k] = replace(words[k], key="")
        at += length
    return tuple(out)


def _number_at(forms: Sequence[str], at: int) -> tuple[int, int]:
    """The value of the number that starts at a word, and how many words it takes; (0, 0) if none does."""
    total = part = length = 0
    for n in range(at, len(forms)):  # no slice: a sentence can have a million words
        form, last = forms[n], part % 100
        if form in TENS and not last:
            part += TENS[form]
        elif form in UNITS and (not last or (last >= 20 and last % 10 == 0 and 0 < UNITS[form] < 10)):
            part += UNITS[form]
        elif form in ORDINALS and (
            (not last and form not in ("first", "second")) or (last >= 20 and last % 10 == 0 and ORDINALS[form] < 10)
        ):
            return total + part + ORDINALS[form], length + 1
        elif form == "hundred" and (0 < part < 100 or not length):
            part = max(part, 1) * 100
        elif form == "thousand" and 0 < part < 1000 and not total:
            total, part = 1000 * part, 0
        else:
            break
        length += 1
    return total + part, length
