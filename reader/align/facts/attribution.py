"""Who says so: the sources that a statement names."""

from __future__ import annotations

from dataclasses import dataclass

from reader.align.facts.names import Name
from reader.align.facts.statement import QUOTES, SPACE, Place, Statement
from reader.align.vocabulary import CALENDAR

_LONGEST = 8
_REACH = 14
_WITHIN_PHRASE = SPACE + "-’'"


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody whom a statement names for what it says."""

    place: Place
    clause: Place
    """With the verb: what goes when the source is dropped."""
    words: frozenset[str] = frozenset()
    """What its words speak of, those of its office and of a description after a comma too."""
    bodies: frozenset[str] = frozenset()
    """Bodies that it may speak for."""
    names: tuple[Name, ...] = ()
    described: bool = False
    pronoun: bool = False
    somebody: bool = False
    """Somebody of whom no name, no office and no body is told: "a trader"."""
    hearsay: bool = False
    """"Allegedly": somebody, not named."""
    unnamed: frozenset[str] = frozenset()
    """Those of its words that say that its name is kept back: "a witness"."""
    anybody: bool = False
    """Whether it may be any other that is named: "officials", "a spokesman"."""

    @property
    def person(self) -> bool:
        """Whether a name alone says who it is, and not "a spokesman for" what has a name."""
        return [name.place for name in self.names] == [self.place]


def sources(side: Statement, known: list[Name]) -> list[Source]:
    """The sources of a statement, in order, given its names."""
    out: list[Source] = []
    lex = side.lexicon
    if not side.has("speech", "speech_at_end", "hearsay", "led_in"):
        return out
    for at, form in enumerate(side.forms):
        if side.of(at, "hearsay"):
            out.append(Source((at, at + 1), (at, at + 1), frozenset((form,)), hearsay=True))
            continue
        led = lex.forms["led_in"].get(form)
        if led is not None and led in ("", side.form(at + 1)):
            behind = at + (2 if led else 1)
            place, verb = _after(side, behind), (at, behind)
        elif _says(side, at) and not side.of(at - 1, "passive") and not (at and side.raw(at)[0].isupper()):
            place, verb = _subject(side, at), (at, at + 1)
        else:
            continue
        if place is not None:
            out.append(_source(side, place, (min(place[0], verb[0]), max(place[1], verb[1])), known))
    return out


def _says(side: Statement, at: int) -> bool:
    """Whether a word is a verb of saying; some are only where they end the statement: "…, the court found."."""
    return side.of(at, "speech") or (side.of(at, "speech_at_end") and at == len(side.words) - 1)


def _source(side: Statement, place: Place, clause: Place, known: list[Name]) -> Source:
    description = _description(side, place[1], opening=clause[0] == 0)
    around = [*range(*place), *description, *_office(side, place[0])]
    lists, speakers = side.lexicon.words, side.lexicon.forms["speakers"]
    anybody = lists["anybody"]
    forms = frozenset(side.forms[at] for at in around)
    bodies = frozenset(speakers[form] for form in forms if form in speakers)
    own = side.forms[slice(*place)]
    words = frozenset(side.concepts[at] for at in around if side.content(at) or side.forms[at] in anybody)
    told = tuple(name for name in known if name.place[0] < place[1] and place[0] < name.place[1])
    somebody = side.of(place[0] - 1, "any_source") and not (told or bodies or forms & anybody)
    return Source(
        place,
        clause,
        words | (forms & lists["unnamed"]),
        bodies,
        told,
        bool(description or bodies),
        own[-1] in lists["subjects"]
        or (own[0] in lists["owners"] and not (own[0] in lists["his"] and bodies))
        or all(f in lists["pronouns"] or f in lists["function"] - anybody for f in own),
        somebody=somebody,
        unnamed=forms & lists["unnamed"],
        anybody=not words.isdisjoint(anybody),
    )


def _office(side: Statement, at: int) -> list[int]:
    """The titles before a name."""
    out = []
    while at > 0 and side.of(at - 1, "titles") and side.joined(at):
        at -= 1
        out.append(at)
    return out


def _description(side: Statement, at: int, *, opening: bool) -> list[int]:
    """The words that describe a source after a comma: ", who leads the Salt Riders,".

    After a source that opens its sentence an article more likely begins the statement.
    """
    if at >= len(side.words) or "," not in side.gaps[at] or not QUOTES.isdisjoint(side.gaps[at]):
        return []
    if not side.of(at, *(("relative",) if opening else ("relative", "articles", "owners"))):
        return []
    out: list[int] = []
    for place in range(at, min(len(side.words), at + _LONGEST)):
        if side.of(place, "speech") or (place > at and side.gaps[place].strip(_WITHIN_PHRASE)):
            break
        out.append(place)
    return out


def _subject(side: Statement, verb: int) -> Place | None:
    """Who says what a verb of saying says: before it, or behind it where something else stands before."""
    found = _before(side, verb)
    if found is None and side.gaps[verb].strip(SPACE) and not side.of(verb + 1, "that"):
        found = _after(side, verb + 1)
    return found


def _before(side: Statement, verb: int) -> Place | None:
    """The subject right before a verb, across a description between commas where there is one."""
    last = verb - 1
    while last >= 0 and side.joined(last + 1) and (side.of(last, "beside_verb") or _is_adverb(side, last)):
        last -= 1
    gap = side.gaps[last + 1]
    if last < 0 or (gap.strip(SPACE) and gap.strip(SPACE) != ","):
        return None
    if "," in gap:
        last = _before_description(side, last)
        if last < 0:
            return None
    last = _before_relative(side, last)
    first = last
    while (
        first > 0
        and last - first < _LONGEST
        and not side.gaps[first].strip(_WITHIN_PHRASE)
        and not side.of(first - 1, "clause")
    ):
        first -= 1
    return _trimmed(side, first, last + 1)


def _is_adverb(side: Statement, at: int) -> bool:
    """Whether a word ends like an adverb, and is not "the assembly", "his family"."""
    return side.forms[at].endswith("ly") and not side.of(at - 1, "articles", "owners")


def _before_description(side: Statement, last: int) -> int:
    """The last word of a subject that descriptions between commas part from its verb; -1 where there is none.

    The nearest comma that a name stands before; of several, the one behind the name itself, not its office.
    """
    comma = _comma(side, last)
    while comma > 0 and not side.raw(comma - 1)[0].isupper() and (before := _comma(side, comma - 1)):
        comma = before
    before = _comma(side, comma - 1) if comma > 0 else 0
    if before and side.raw(before)[0].isupper() and side.raw(before - 1)[0].isupper():
        comma = before
    return comma - 1


def _before_relative(side: Statement, last: int) -> int:
    """The last word of a subject ahead of what tells about it: "a trader who saw it"."""
    for at in range(last, max(0, last - _LONGEST), -1):
        if side.gaps[at].strip(_WITHIN_PHRASE):
            break
        if side.of(at, "who"):
            return at - 1
    return last


def _comma(side: Statement, last: int) -> int:
    """The nearest word, at or before a word, that a comma inside the clause stands before; 0 where none does."""
    for at in range(last, max(0, last - _REACH), -1):
        if "," in side.gaps[at]:
            return at if QUOTES.isdisjoint(side.gaps[at]) else 0
    return 0


def _after(side: Statement, first: int) -> Place | None:
    """The source behind "according to" or a verb that comes first."""
    end = first
    while end < len(side.words) and end - first < _LONGEST:
        form, gap = side.forms[end], side.gaps[end]
        if end > first and (gap.strip(_WITHIN_PHRASE + ".") or ("." in gap and len(side.forms[end - 1]) > 2)):
            break
        name = side.words[end].capital is True
        if form in CALENDAR or (
            not name and side.of(end, "function", "clause") and not side.of(end, "inside", "owners")
        ):
            break
        if end > first and side.of(end, "behind") and not side.of(end - 1, "familiar"):
            break
        end += 1
    while end > first and side.of(end - 1, "inside"):
        end -= 1
    return _trimmed(side, first, end)


def _trimmed(side: Statement, first: int, last: int) -> Place | None:
    """A noun phrase alone: what stands before its article belongs to the sentence."""
    for at in range(last - 1, first, -1):
        if side.of(at, "articles", "owners") and not side.of(at - 1, "inside", "owners"):
            first = at
            break
    if first < last and side.of(first, "prepositions"):
        first += 1
        while first < last and (side.forms[first] in CALENDAR or side.words[first].number):
            first += 1
    while first < last and (side.of(first, "articles") or side.forms[first] in CALENDAR):
        first += 1
    return (first, last) if 0 < last - first <= _LONGEST else None
