"""What a paragraph is for, as far as comparing shows it: whether it was said before, and whether it belongs.

A unique report must never pass for a stray, so a stray has to be foreign in every respect: nobody and nothing it names
and none of the story's main words may occur in the rest of any version, and next to none of its other words. Words
alone do not tell enough: of 34 reports written to be on topic in words of their own, 26 were foreign by that measure.
So a stray must look like one, too: a headline and its teaser, and what goes on from there; a paragraph without a
headline is believed to be one only in a long story, where even a report of its own would share a word.

Measured: of 2,622 paragraphs of articles, essays and chapters one was called a stray, rightly; of the 34 reports none.
Of 45 pieces of other articles put into one, 30 were found with the headline on the line before, 21 with a blank line
between, 17 without a headline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from reader.align.decisions import Corrections, corrected
from reader.align.rarity import names_of
from reader.align.vocabulary import ANYWHERE, CALENDAR, CONTINUING, FUNCTION_WORDS
from reader.align.words import Word, stem
from reader.story.version import Role, Version

_LEAST_REPEAT = 3
"""Words."""
_LEAST_REST = (4, 12)
"""Sentences that a version, and the whole story, must have besides a stray."""
_LONG_STORY = 40
"""Sentences of all versions from which on a paragraph without a headline can be a stray."""
_LEAST_WORDS = 8
"""Words that say something, each counted once."""
_LEAST_LONE_WORDS = 12
"""The same of a stray without a headline."""
_LEAST_HEADLINE = 5
"""Words of a stray's headline: what is shorter is the heading of a section."""
_LEAST_APART = 6
"""The same where a blank line follows."""
_LONGEST_PIECE = 8
"""Paragraphs of a stray, its headline among them."""
_SECTION = frozenset({"the", "a", "an", "his", "her", "our", "their", "my", "your"})
"""Words that open the headings of sections, and hardly any headline."""
_MAIN = (3, 0.08)
"""Sentences, and the part of all, from which on a word is one of the story's main words; the larger counts."""
_MOST = 1 / 3
"""The part of a version's words from which on nothing in it is stray: then it is two stories."""

_ANYWHERE = frozenset(map(stem, ANYWHERE))


@dataclass(frozen=True, slots=True)
class Telling:
    """A version, its words, and the sentences that another version tells too."""

    version: Version
    words: tuple[tuple[Word, ...], ...]
    shared: frozenset[int]


def with_roles(tellings: Sequence[Telling], corrections: Corrections | None = None) -> tuple[Version, ...]:
    """Give each version's paragraphs their final roles. The order of the versions does not matter.

    What the form or the markup showed stays, but for `repeat` and `stray`; what the reader says stays in any case.
    """
    said = corrections or {}
    if said:
        versions = corrected([telling.version for telling in tellings], said)
        tellings = [replace(telling, version=v) for telling, v in zip(tellings, versions, strict=True)]
    subject = _Subject(tellings) if len(tellings) > 1 else None
    out = []
    for number, telling in enumerate(tellings):
        roles = [p.role for p in telling.version.paragraphs]
        for at in _repeats(telling):
            roles[at] = said.get((number, at), Role.REPEAT)
        if subject:
            for at in _strays(telling, roles, subject):
                roles[at] = said.get((number, at), Role.STRAY)
        paragraphs = zip(telling.version.paragraphs, roles, strict=True)
        out.append(replace(telling.version, paragraphs=tuple(replace(p, role=role) for p, role in paragraphs)))
    return tuple(out)


def _repeats(telling: Telling) -> list[int]:
    """The paragraphs of three or more words that stood before, word for word."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for at, paragraph in enumerate(telling.version.paragraphs):
        forms = tuple(w.form for i in paragraph.sentences for w in telling.words[i])
        if paragraph.role.aside or len(forms) < _LEAST_REPEAT:
            continue
        if forms in seen:
            found.append(at)
        seen.add(forms)
    return found


class _Subject:
    """The words of all versions: how often each is told, and which are names."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self.names = names_of([words for t in tellings for words in t.words])
        self.sentences = sum(len(t.words) for t in tellings)
        self._told = Counter(key for t in tellings for words in t.words for key in _content([words]))

    def is_foreign(
        self, sentences: Sequence[tuple[Word, ...]], *, unlike: float, own_names: int, least: int = _LEAST_WORDS
    ) -> bool:
        """Whether sentences of one version speak of something that nothing else in any version speaks of.

        Args:
            sentences: The sentences in question, by their words.
            unlike: How much of their words' weight may be told elsewhere.
            own_names: How many names they must have that are found nowhere else.
            least: How many words they must have that say something.
        """
        here = Counter(key for words in sentences for key in _content([words]))
        if len(here) < least:
            return False
        elsewhere = {key: self._told[key] - n for key, n in sorted(here.items())}
        main = max(_MAIN[0], _MAIN[1] * (self.sentences - len(sentences)))
        for key, times in elsewhere.items():
            if times and key in self.names and key not in CALENDAR and not key[0].isdigit():
                return False
            if times >= main and key not in _ANYWHERE and key not in CALENDAR and not key[0].isdigit():
                return False
        weight = {key: log(1 + self.sentences / self._told[key]) for key in elsewhere}
        common = sum(weight[key] for key, times in elsewhere.items() if times)
        own = [key for key, times in elsewhere.items() if not times and key in self.names]
        return common < unlike * sum(weight.values()) and len(own) >= own_names


def _content(sentences: Iterable[tuple[Word, ...]]) -> set[str]:
    """The keys that say what sentences speak of."""
    return {w.key for words in sentences for w in words if len(w.key) > 1 and w.key not in FUNCTION_WORDS}


def _strays(telling: Telling, roles: Sequence[Role], subject: _Subject) -> list[int]:
    """The paragraphs that are no part of the story; none if they would be more than a third of the version."""
    version = telling.version
    found: list[int] = []
    for at in range(len(version.paragraphs)):
        if at in found:
            continue
        if roles[at] is Role.HEADING and at + 1 < len(roles) and roles[at + 1] is Role.BODY:
            pieces = _piece(telling, roles, at, subject)
        elif roles[at] is Role.BODY and subject.sentences >= _LONG_STORY and not _goes_on(telling, at):
            lone = _is_foreign(telling, [at], subject, unlike=0.2, own_names=2, least=_LEAST_LONE_WORDS)
            pieces = [at] if lone else []
        else:
            continue
        found.extend(pieces)
    foreign = sum(len(telling.words[i]) for at in found for i in version.paragraphs[at].sentences)
    return found if foreign <= _MOST * sum(len(words) for words in telling.words) else []


def _piece(telling: Telling, roles: Sequence[Role], at: int, subject: _Subject) -> list[int]:
    """The paragraphs of the stray whose headline is paragraph `at`; none if it is no stray.

    Its teaser is one of them, and what goes on from there: each naming somebody whom those before it name.
    """
    version = telling.version
    headline, teaser = version.paragraphs[at], version.paragraphs[at + 1]
    words = [w.form for i in headline.sentences for w in telling.words[i]]
    tight = version.text[headline.span.end : teaser.span.start].count("\n") < 2
    if len(words) < (_LEAST_HEADLINE if tight else _LEAST_APART) or words[0] in _SECTION:
        return []
    end = at + 2
    while end < len(roles) and roles[end] is Role.BODY and end - at < _LONGEST_PIECE:
        if _names(telling, range(at, end), subject).isdisjoint(_names(telling, [end], subject)):
            break
        end += 1
    unlike, own_names = (0.4, 0) if tight else (0.2, 1)
    for last in range(end, at + 1, -1):
        pieces = list(range(at, last))
        if _is_foreign(telling, pieces, subject, unlike=unlike, own_names=own_names, least=_LEAST_WORDS):
            return pieces
    return []


def _names(telling: Telling, paragraphs: Sequence[int], subject: _Subject) -> set[str]:
    content = _content(telling.words[i] for p in paragraphs for i in telling.version.paragraphs[p].sentences)
    return {key for key in content if key in subject.names and key not in CALENDAR and not key[0].isdigit()}


def _is_foreign(
    telling: Telling, paragraphs: Sequence[int], subject: _Subject, *, unlike: float, own_names: int, least: int
) -> bool:
    """Whether paragraphs speak of something else, no other version tells them, and enough is left without them."""
    sentences = [i for p in paragraphs for i in telling.version.paragraphs[p].sentences]
    rest = len(telling.words) - len(sentences), subject.sentences - len(sentences)
    return (
        telling.shared.isdisjoint(sentences)
        and all(left >= enough for left, enough in zip(rest, _LEAST_REST, strict=True))
        and subject.is_foreign([telling.words[i] for i in sentences], unlike=unlike, own_names=own_names, least=least)
    )


def _goes_on(telling: Telling, at: int) -> bool:
    """Whether a paragraph opens like one that goes on from the one before: with a quotation, or a word like "they"."""
    paragraph = telling.version.paragraphs[at]
    words = [w for i in paragraph.sentences[:1] for w in telling.words[i]]
    if not words:
        return True
    return words[0].form in CONTINUING or telling.version.text[paragraph.span.start] in "\"'“‘«„‹"
