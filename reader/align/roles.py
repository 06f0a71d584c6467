"""What paragraphs are for, as far as comparing shows it: which are said again, and which are no part of the story.

A report that only one version has must never pass for a stray. So a stray has to be foreign in every respect: nobody
and nothing that it names and none of the story's main words may occur in the rest of any version, and next to none of
its other words. Words alone are not enough: of 34 reports written on the story's subject in words of their own, 26 were
foreign by that measure. So a stray must also look like one: a headline, its teaser, and what goes on from there. A
paragraph without a headline is believed to be one only in a long story, where even a report of its own would share a
word.

Measured while the rule was made: of 2,622 paragraphs of articles, essays and chapters one was called a stray, rightly;
of the 34 reports none. Of 45 pieces of other articles put into one, 30 were found with the headline on the line before,
21 with an empty line between, 17 without a headline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from reader.align.decisions import Corrections, corrected
from reader.align.rarity import names_of
from reader.align.thresholds import USUAL, Roles
from reader.align.vocabulary import ANYWHERE, CALENDAR, CONTINUING, FUNCTION_WORDS, stem
from reader.align.words import Word
from reader.story.version import Role, Version

_SECTION = frozenset({"the", "a", "an", "his", "her", "our", "their", "my", "your"})
"""Words that open the headings of sections, and hardly any headline."""
_ANYWHERE = frozenset(map(stem, ANYWHERE))
_OPENING_QUOTES = "\"'“‘«„‹"


@dataclass(frozen=True, slots=True)
class Telling:
    """A version, its words, and the sentences that another version says too."""

    version: Version
    words: tuple[tuple[Word, ...], ...]
    shared: frozenset[int]


def with_roles(
    tellings: Sequence[Telling], corrections: Corrections | None = None, t: Roles = USUAL.roles
) -> tuple[Version, ...]:
    """Give each version's paragraphs their final roles. The order of the versions makes no difference.

    Roles from the form or the markup stay unless comparing shows a repeat or a stray. What the reader says always
    stays.
    """
    said = corrections or {}
    if said:
        versions = corrected([telling.version for telling in tellings], said)
        tellings = [replace(telling, version=v) for telling, v in zip(tellings, versions, strict=True)]
    subjects = _subjects(tellings, t)
    out = []
    for number, (telling, subject) in enumerate(zip(tellings, subjects, strict=True)):
        roles = [p.role for p in telling.version.paragraphs]
        for at in _repeats(telling, t.repeat):
            roles[at] = said.get((number, at), Role.REPEAT)
        if subject:
            for at in _Strays(telling, roles, subject, t).found():
                roles[at] = said.get((number, at), Role.STRAY)
        paragraphs = zip(telling.version.paragraphs, roles, strict=True)
        out.append(replace(telling.version, paragraphs=tuple(replace(p, role=role) for p, role in paragraphs)))
    return tuple(out)


def _subjects(tellings: Sequence[Telling], t: Roles) -> list[_Subject | None]:
    """For each version what all in its language are about; None where it is the only one.

    Words of another language would make every paragraph foreign.
    """
    known = {telling.version.language.partition("-")[0] for telling in tellings} - {""}
    if len(known) < 2:
        return [_Subject(tellings, t) if len(tellings) > 1 else None] * len(tellings)
    out: list[_Subject | None] = []
    for telling in tellings:
        own = telling.version.language.partition("-")[0]
        fellows = [other for other in tellings if other.version.language.partition("-")[0] == own]
        out.append(_Subject(fellows, t) if own and len(fellows) > 1 else None)
    return out


def _repeats(telling: Telling, least: int) -> list[int]:
    """The paragraphs of `least` or more words that stood before, word for word."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for at, paragraph in enumerate(telling.version.paragraphs):
        forms = tuple(w.form for i in paragraph.sentences for w in telling.words[i])
        if paragraph.role.aside or len(forms) < least:
            continue
        if forms in seen:
            found.append(at)
        seen.add(forms)
    return found


def _content(sentences: Iterable[tuple[Word, ...]]) -> set[str]:
    """The keys of sentences that say what they are about."""
    return {w.key for words in sentences for w in words if len(w.key) > 1 and w.key not in FUNCTION_WORDS}


class _Subject:
    """What all versions are about: how many sentences have each word, and which words are names."""

    def __init__(self, tellings: Sequence[Telling], t: Roles) -> None:
        self.names = names_of([words for telling in tellings for words in telling.words])
        self.sentences = sum(len(telling.words) for telling in tellings)
        self._told = Counter(key for telling in tellings for words in telling.words for key in _content([words]))
        self._t = t

    def named_in(self, sentences: Iterable[tuple[Word, ...]]) -> set[str]:
        """The names in some sentences, days, months and numbers aside."""
        return {key for key in _content(sentences) if key in self.names and _names_something(key)}

    def is_foreign(self, sentences: Sequence[tuple[Word, ...]], *, common: float, own_names: int, least: int) -> bool:
        """Whether sentences of one version are about something that nothing else in any version is about.

        Args:
            sentences: The sentences in question, by their words.
            common: The part of their words' weight that may be told elsewhere.
            own_names: How many names they must have that are found nowhere else.
            least: How many content words they must have.
        """
        here = Counter(key for words in sentences for key in _content([words]))
        if len(here) < least:
            return False
        elsewhere = {key: self._told[key] - n for key, n in sorted(here.items())}
        main = max(self._t.main, self._t.main_share * (self.sentences - len(sentences)))
        for key, times in elsewhere.items():
            if _names_something(key) and ((times and key in self.names) or (times >= main and key not in _ANYWHERE)):
                return False
        weight = {key: log(1 + self.sentences / self._told[key]) for key in elsewhere}
        told = sum(weight[key] for key, times in elsewhere.items() if times)
        own = [key for key, times in elsewhere.items() if not times and key in self.names]
        return told < common * sum(weight.values()) and len(own) >= own_names


def _names_something(key: str) -> bool:
    return key not in CALENDAR and not key[0].isdigit()


class _Strays:
    """Looks for the strays of one version."""

    def __init__(self, telling: Telling, roles: Sequence[Role], subject: _Subject, t: Roles) -> None:
        self._telling = telling
        self._version = telling.version
        self._roles = roles
        self._subject = subject
        self._t = t

    def found(self) -> list[int]:
        """The paragraphs that are no part of the story; none if they would be too large a part of the version."""
        found: list[int] = []
        for at in range(len(self._roles)):
            if at not in found:
                found.extend(self._from(at))
        foreign = sum(len(words) for words in self._words(found))
        return found if foreign <= self._t.most * sum(map(len, self._telling.words)) else []

    def _from(self, at: int) -> list[int]:
        """The paragraphs of the stray that begins at a paragraph; none if none does."""
        t, roles = self._t, self._roles
        if roles[at] is Role.HEADING and at + 1 < len(roles) and roles[at + 1] is Role.BODY:
            return self._piece(at)
        if roles[at] is not Role.BODY or self._subject.sentences < t.long_story or self._goes_on(at):
            return []
        lone = self._is_foreign([at], common=t.common_apart, own_names=t.lone_names, least=t.lone_words)
        return [at] if lone else []

    def _piece(self, at: int) -> list[int]:
        """The paragraphs of the stray whose headline is paragraph `at`; none if it is no stray.

        Its teaser is one of them, and what goes on from there: each naming somebody whom those before it name.
        """
        t, roles, version = self._t, self._roles, self._version
        headline, teaser = version.paragraphs[at], version.paragraphs[at + 1]
        words = [w.form for own in self._words([at]) for w in own]
        tight = version.text[headline.span.end : teaser.span.start].count("\n") < 2
        if len(words) < (t.headline if tight else t.headline_apart) or words[0] in _SECTION:
            return []
        end = at + 2
        while end < len(roles) and roles[end] is Role.BODY and end - at < t.paragraphs:
            before, own = (self._subject.named_in(self._words(part)) for part in (range(at, end), [end]))
            if before.isdisjoint(own):
                break
            end += 1
        common, names = (t.common, 0) if tight else (t.common_apart, t.names_apart)
        for last in range(end, at + 1, -1):
            piece = list(range(at, last))
            if self._is_foreign(piece, common=common, own_names=names, least=t.words):
                return piece
        return []

    def _is_foreign(self, paragraphs: Sequence[int], *, common: float, own_names: int, least: int) -> bool:
        """Whether paragraphs are about something else, no other version says them, and enough is left without them."""
        sentences = [i for p in paragraphs for i in self._version.paragraphs[p].sentences]
        return (
            self._telling.shared.isdisjoint(sentences)
            and len(self._telling.words) - len(sentences) >= self._t.version_rest
            and self._subject.sentences - len(sentences) >= self._t.story_rest
            and self._subject.is_foreign(self._words(paragraphs), common=common, own_names=own_names, least=least)
        )

    def _words(self, paragraphs: Iterable[int]) -> list[tuple[Word, ...]]:
        """The sentences of paragraphs, by their words."""
        return [self._telling.words[i] for p in paragraphs for i in self._version.paragraphs[p].sentences]

    def _goes_on(self, at: int) -> bool:
        """Whether a paragraph opens as one that goes on from the one before: with a quotation, or with "they"."""
        paragraph = self._version.paragraphs[at]
        words = [w for i in paragraph.sentences[:1] for w in self._telling.words[i]]
        if not words:
            return True
        return words[0].form in CONTINUING or self._version.text[paragraph.span.start] in _OPENING_QUOTES
