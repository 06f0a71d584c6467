"""The brief: what several versions tell of one event, on one page. No I/O, and no words but the versions' own.

Everything in it comes from the comparison and from the facts that are read for it: what most versions tell, what they
disagree on, what only one has, who is quoted, the figures and the days. Each line names the place it leads to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.align.edits import Passage
from reader.align.facts.amounts import BETWEEN, Quantity
from reader.align.facts.attribution import Source
from reader.align.facts.names import Name
from reader.align.facts.quotations import quoted_places
from reader.align.facts.reading import Facts
from reader.align.facts.statement import Place
from reader.align.facts.when import Date
from reader.align.tellings import Node
from reader.align.words import words_of
from reader.merge.reading import Telling, merged_order
from reader.story.clean import plural
from reader.story.folding import fold_text
from reader.story.language import primary
from reader.story.version import Role, Span, Version

CORE = 12
"""Most passages of the core."""
ALONE = 7
"""Most passages of each version that only it has, and that it leaves out."""
FIGURES = 15
"""Most rows of figures."""
SPEAKERS = 15
DAYS = 15
OPENING = 3
"""Sentences that open a version; the figures in them are in the brief, whoever else has them."""
_LONGEST_NOUN = 6
"""Words after a number among which its noun is looked for."""
_PLURALS = frozenset(
    {"people", "men", "women", "children", "police", "crew", "staff", "troops", "feet", "teeth", "dead"}
)
"""Nouns that count several without an s."""
_NOBODY_KNOWN = frozenset(
    {"none", "nobody", "no", "some", "many", "most", "others", "one", "few", "all", "both", "each", "several"}
)
"""Words that begin what is written for a source, and name nobody."""
_FACT = 2
"""How many words a number or a name weighs as much as; so does a word that the shared part of the story has too."""
_NO_FIGURES = frozenset({"ordinal", "tally", "left", "time"})
"""Amounts of these dimensions are no figures unless it is known what of a thing they measure."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHEN = r"(\d{4})?-?(?:(\d\d)(?:-(\d\d))?)?"
_ROLE_WORDS = {"dead": "killed", "hurt": "injured"}
"""How a role is told, if not by its name."""
_MOST_VALUES = {"count": 3}
"""Most values that one version gives of one thing; where it gives more, they are of several things. Else 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A passage of the brief."""

    text: str
    """The words of the version it is quoted from, on one line."""
    node: Node
    """That version, and the first sentence."""
    told: tuple[Node, ...]
    """Every version that tells it, with its first sentence there."""
    weight: int
    """How much it says: its words, and more for numbers and names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a version says of something."""

    text: str
    node: Node
    number: str = ""
    """In a story of several languages, the number that it is, in digits: `zwei` is the two that `two` is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What versions tell differently of one thing."""

    kind: str
    """As `Conflict.kind_words`: differs, vaguer, who said it, said and denied."""
    of: str
    """What it is about, in a word or two; may be empty."""
    values: tuple[Value, ...]
    """At least one for each version that says something, in the order of the versions."""
    point: Point
    """The passage it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody whom versions name for what is said."""

    name: str
    """As it is first written."""
    words: tuple[int, ...]
    """For each version, how many words it quotes directly."""
    reported: tuple[int, ...]
    """For each version, how many of its sentences name this source, quoted or not."""
    nodes: tuple[Node, ...]
    """Those sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount that versions give."""

    of: str
    """What it is of."""
    values: tuple[tuple[Value, ...], ...]
    """For each version what it says, each value once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that is told of."""

    when: str
    """`2031-02-13`, `2031-02`, `2031`; without the year `02-13`."""
    told: tuple[Value, ...]
    """For each version that tells of it, its first sentence that does."""
    events: tuple[tuple[int, ...], ...]
    """The indexes of `told`, those together that tell the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a version opens; None for what it does not have."""

    headline: Value | None
    lead: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What several versions tell of one event. Tuples of one entry a version are in the order of the versions."""

    versions: tuple[Version, ...]
    openings: tuple[Opening, ...]
    core: tuple[Point, ...]
    """What most versions tell, in the order of the merged reading."""
    disagreements: tuple[Disagreement, ...]
    alone: tuple[tuple[Point, ...], ...]
    """For each version what only it has, the weightiest first."""
    omitted: tuple[tuple[Point, ...], ...]
    """For each version what at least two others tell and it does not, in the order of the merged reading."""
    speakers: tuple[Speaker, ...]
    """Who is quoted most first."""
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    """In order; those without a year last."""


def brief_of(comparison: Comparison) -> Brief:
    """The brief of a comparison. A version's asides count for nothing.

    Time: the facts of each sentence are read, some 0.2 ms a sentence.
    """
    return _Maker(comparison).brief()


class _Maker:
    """Reads each sentence's facts once, and puts the parts together."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._versions = comparison.versions
        self._facts: dict[Node, Facts] = {}
        for number, version in enumerate(self._versions):
            words = words_of(version)
            for paragraph in version.paragraphs:
                if not paragraph.role.aside:
                    for sentence in paragraph.sentences:
                        if words[sentence]:
                            self._facts[number, sentence] = Facts(Passage(version, words, (sentence,)))
        self._subject: frozenset[str] = frozenset()
        """What the openings, and the passages that several versions tell, speak of."""
        self._linked: dict[Node, set[int]] = defaultdict(set)
        """For each sentence the versions with a sentence that is linked to it."""
        for pair in comparison.pairs:
            for link in pair.links:
                if link.reuse.strong:
                    for s in link.left:
                        self._linked[pair.left, s].add(pair.right)
                    for s in link.right:
                        self._linked[pair.right, s].add(pair.left)
        self._tellings = [t for t in merged_order(comparison) if any(node in self._facts for node in _nodes(t))]

    def brief(self) -> Brief:
        """The whole brief."""
        everyone = len(self._versions)
        told = (node for t in self._tellings for node in _nodes(t) if t.shared or node[1] < OPENING)
        self._subject = frozenset(
            concept for node in told if node in self._facts for concept in self._content(self._facts[node])
        )
        most = max(2, everyone // 2 + 1)
        passages = [t for t in self._tellings if not self._is_heading(t)]
        core = [point for t in passages if len((point := self._point(t)).told) >= most]
        missing = [
            [self._point(t) for t in passages if v not in t.versions and len(t.versions) >= 2] for v in range(everyone)
        ]
        alone = [[self._point(t) for t in passages if t.versions == (v,)] for v in range(everyone)]
        return Brief(
            versions=self._versions,
            openings=tuple(self._opening(number) for number in range(everyone)),
            core=_weightiest(core, CORE),
            disagreements=tuple(self._disagreements()),
            alone=tuple(tuple(sorted(own, key=lambda point: -point.weight)[:ALONE]) for own in alone),
            omitted=tuple(_weightiest(points, ALONE) for points in missing),
            speakers=tuple(self._speakers()),
            figures=tuple(self._figures()),
            days=tuple(self._days()),
        )

    # passages

    def _is_heading(self, telling: Telling) -> bool:
        """Whether only headlines and headings tell it."""
        return all(self._versions[v].role_of(s) in (Role.HEADLINE, Role.HEADING) for v, s in _nodes(telling))

    def _point(self, telling: Telling) -> Point:
        """A telling in the wording that says the most, of those in the first version's language if there are any.

        Of several sentences those count, next to each other, that the most versions tell; who tells only the others is
        not named.
        """
        own: dict[int, list[int]] = {}
        for v in telling.versions:
            known = [s for s in telling.sentences[v] if (v, s) in self._facts]
            if known:
                widest = max((self._linked[v, s] for s in known), key=len)
                same = [s for s in known if self._linked[v, s] == widest]
                place = self._versions[v].sentences
                own[v] = [
                    s for n, s in enumerate(same) if s == same[0] + n and place[s].paragraph == place[same[0]].paragraph
                ]
        weights = {v: sum(self._weight((v, s)) for s in sentences) for v, sentences in own.items()}
        first = primary(self._versions[0].language)
        best = max(
            weights,
            key=lambda v: (
                len(set.union(*(self._linked[v, s] for s in own[v]))),
                primary(self._versions[v].language) == first,
                weights[v],
                -v,
            ),
        )
        tellers = {best}.union(*(self._linked[best, s] for s in own[best]))
        return Point(
            text=_passage(self._versions[best], own[best]),
            node=(best, own[best][0]),
            told=tuple((v, own[v][0]) for v in sorted(tellers) if v in own),
            weight=weights[best],
        )

    def _weight(self, node: Node) -> int:
        facts = self._facts[node]
        content = self._content(facts)
        known = sum(concept in self._subject for concept in set(content))
        return len(content) + _FACT * (len(facts.names) + len(facts.quantities) + len(facts.dates) + known)

    def _content(self, facts: Facts) -> list[str]:
        statement = facts.statement
        return [concept for at, concept in enumerate(statement.concepts) if statement.content(at)]

    def _opening(self, number: int) -> Opening:
        headline = lead = None
        version = self._versions[number]
        for paragraph in version.paragraphs:
            if paragraph.role.aside or not paragraph.sentences:
                continue
            value = Value(text=_line(version, paragraph.span), node=(number, paragraph.sentences[0]))
            if paragraph.role is Role.HEADLINE and headline is None:
                headline = value
            elif paragraph.role is Role.BODY:
                first = paragraph.sentences[0]
                lead = Value(text=_line(version, version.sentences[first].span), node=(number, first))
                break
        return Opening(headline=headline, lead=lead)

    # disagreements

    def _disagreements(self) -> Iterator[Disagreement]:
        """The conflicts of all pairs, those of one thing together, in the order of the merged reading."""
        groups: list[dict[tuple[int, Span], None]] = []
        about: list[tuple[str, str]] = []
        for pair in self._comparison.pairs:
            for link in pair.links:
                for conflict in link.conflicts:
                    sides = [(pair.left, conflict.left), (pair.right, conflict.right)]
                    found = next((n for n, group in enumerate(groups) if any(side in group for side in sides)), None)
                    if found is None:
                        groups.append({})
                        about.append((conflict.kind_words, conflict.of))
                        found = len(groups) - 1
                    groups[found].update(dict.fromkeys(sides))
        place = {node: number for number, telling in enumerate(self._tellings) for node in _nodes(telling)}
        placed = []
        for group, (kind, of) in zip(groups, about, strict=True):
            values = tuple(
                Value(
                    text=_line(self._versions[v], span),
                    node=(v, self._versions[v].sentence_at(span.start)),
                    number=self._number(v, span),
                )
                for v, span in sorted(group, key=lambda side: (side[0], side[1]))
            )
            at = min((place[value.node] for value in values if value.node in place), default=None)
            if at is not None:
                point = self._point(self._tellings[at])
                placed.append((at, Disagreement(kind=kind, of=of, values=values, point=point)))
        for _, disagreement in sorted(placed, key=lambda item: item[0]):
            yield disagreement

    def _number(self, number: int, span: Span) -> str:
        """The number that a span is, in digits, if the story is told in several languages; else nothing."""
        facts = self._facts.get((number, self._versions[number].sentence_at(span.start)))
        if facts is None or len({primary(version.language) for version in self._versions}) < 2:
            return ""
        words = (word for word in facts.statement.words if word.number)
        return next((word.key for word in words if (word.start, word.end) == (span.start, span.end)), "")

    # who is quoted

    def _speakers(self) -> list[Speaker]:
        """The sources by their names; who has none, by their office. A pronoun stands for the one named just before."""
        named: dict[str, str] = {}
        found: dict[str, list[tuple[Node, int]]] = defaultdict(list)
        for number in range(len(self._versions)):
            before: tuple[int, int, str] | None = None
            for node in self._of(number):
                sentence, facts = node[1], self._facts[node]
                paragraph = self._versions[number].sentences[sentence].paragraph
                key = ""
                for source in facts.sources:
                    if source.pronoun:
                        near = before is not None and before[0] == sentence - 1 and before[1] == paragraph
                        key = before[2] if near and before is not None else ""
                    elif shown := self._source_name(facts, source):
                        name = _own_name(facts, source)
                        key = name.parts[-1] if name is not None else _without_article(shown)
                        named.setdefault(key, shown)
                    if key:
                        break
                if key:
                    before = (sentence, paragraph, key)
                    quoted = sum(last - first for first, last in quoted_places(facts.statement))
                    found[key].append((node, quoted))
        out = []
        for key, said in found.items():
            words, times = [0] * len(self._versions), [0] * len(self._versions)
            for (version, _), quoted in said:
                words[version] += quoted
                times[version] += 1
            nodes = tuple(node for node, _ in said)
            out.append(Speaker(name=named[key], words=tuple(words), reported=tuple(times), nodes=nodes))
        out.sort(key=lambda speaker: (-sum(map(bool, speaker.reported)), -sum(speaker.words), -sum(speaker.reported)))
        return out[:SPEAKERS]

    def _source_name(self, facts: Facts, source: Source) -> str:
        """How a source is written; empty where nobody is named."""
        if source.hearsay or source.somebody or not (source.words or source.names):
            return ""
        name = _own_name(facts, source)
        shown = _words(facts, source.place if name is None else name.place)
        return "" if name is None and shown.casefold().split()[:1][0] in _NOBODY_KNOWN else shown

    # figures and days

    def _figures(self) -> list[Figure]:
        """Amounts by what they are of; those that several versions give, or that open one."""
        rows: dict[tuple[str, str], list[list[Value]]] = {}
        labels: dict[tuple[str, str], str] = {}
        opening: set[tuple[str, str]] = set()
        for number in range(len(self._versions)):
            for place, node in enumerate(self._of(number)):
                facts = self._facts[node]
                for quantity in (*facts.quantities, *facts.nobodies):
                    key = _figure_key(quantity)
                    if not all(key):
                        continue
                    first, last = _with_qualifier(quantity)
                    last = _head_noun(facts, quantity, last)
                    value = Value(text=_words(facts, (first, last)), node=node)
                    row = rows.setdefault(key, [[] for _ in self._versions])[number]
                    if all(value.text.casefold() != other.text.casefold() for other in row):
                        row.append(value)
                    unit = _words(facts, (quantity.place[1], max(last, quantity.whole[1])))
                    labels.setdefault(key, _ROLE_WORDS.get(quantity.role, quantity.role) or unit)
                    if place < OPENING:
                        opening.add(key)
        kept = [
            key
            for key, row in rows.items()
            if (key in opening or sum(map(bool, row)) > 1)
            and max(map(len, row)) <= _MOST_VALUES.get("count" if key[1] != key[0] else key[0], 1)
        ]
        kept.sort(key=lambda key: (-sum(map(bool, rows[key])), key not in opening))
        return [Figure(of=labels[key] or key[1], values=tuple(map(tuple, rows[key]))) for key in kept[:FIGURES]]

    def _days(self) -> list[Day]:
        """The days that are told of, each with the first sentence of each version that does."""
        days: dict[tuple[int, int, int], dict[int, Value]] = defaultdict(dict)
        for node, facts in self._facts.items():
            for told in facts.dates:
                key = _day_key(told, self._versions[node[0]])
                if key is not None:
                    span = self._versions[node[0]].sentences[node[1]].span
                    days[key].setdefault(node[0], Value(text=_line(self._versions[node[0]], span), node=node))
        ordered = sorted(days, key=lambda key: (key[0] == 0, key))
        telling = {node: number for number, told in enumerate(self._tellings) for node in _nodes(told)}
        out = []
        for key in ordered[:DAYS]:
            values = tuple(days[key][version] for version in sorted(days[key]))
            events: dict[int, list[int]] = {}
            for at, value in enumerate(values):
                events.setdefault(telling[value.node], []).append(at)
            out.append(Day(when=_day_name(key), told=values, events=tuple(map(tuple, events.values()))))
        return out

    def _of(self, number: int) -> list[Node]:
        return [node for node in self._facts if node[0] == number]


def _nodes(telling: Telling) -> list[Node]:
    return [(version, sentence) for version, own in enumerate(telling.sentences) for sentence in own]


def _weightiest(points: Sequence[Point], most: int) -> tuple[Point, ...]:
    """The weightiest points, in the order they had."""
    kept = {id(point) for point in sorted(points, key=lambda point: -point.weight)[:most]}
    return tuple(point for point in points if id(point) in kept)


def _passage(version: Version, sentences: Iterable[int]) -> str:
    return " ".join(_line(version, version.sentences[sentence].span) for sentence in sentences)


def _line(version: Version, span: Span) -> str:
    return " ".join(span.of(version.text).split())


def _words(facts: Facts, place: Place) -> str:
    """Words of a statement as they are written, on one line."""
    statement, (first, last) = facts.statement, place
    if first >= last:
        return ""
    return " ".join(statement.text[statement.words[first].start : statement.words[last - 1].end].split())


def _own_name(facts: Facts, source: Source) -> Name | None:
    """The name that a source bears, as in "Major Ana Kell"; None for "the parish of New Sallow"."""
    last = source.names[-1] if source.names else None
    if last is None or last.place[1] != source.place[1]:
        return None
    before = range(source.place[0], last.place[0])
    return last if all(facts.statement.of(at, "titles") for at in before) else None


def _without_article(shown: str) -> str:
    words = fold_text(shown).casefold().split()
    return " ".join(words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words)


def _figure_key(quantity: Quantity) -> tuple[str, str]:
    """What makes two amounts figures of one thing; an empty part if that is not known."""
    counted = quantity.unit or not quantity.definite or quantity.whole != quantity.place
    unclear = quantity.label or quantity.other or quantity.part or quantity.role == BETWEEN or not counted
    if unclear or (quantity.dimension in _NO_FIGURES and not quantity.role):
        return "", ""
    if quantity.role or quantity.dimension == "count":
        return quantity.dimension, quantity.role or next(iter(quantity.unit), "")
    return quantity.dimension, quantity.dimension


def _with_qualifier(quantity: Quantity) -> Place:
    return min(quantity.qualified[0], quantity.whole[0]), max(quantity.qualified[1], quantity.whole[1])


def _head_noun(facts: Facts, quantity: Quantity, end: int) -> int:
    """Where the words end that say what is counted: "23 heavily armed pirates", not "23 heavily". In English alone."""
    statement, start = facts.statement, quantity.place[1]
    if quantity.dimension != "count" or quantity.value == 1 or not statement.passage.language.startswith("en"):
        return end
    for at in range(start, min(start + _LONGEST_NOUN, len(statement.words))):
        if at > start and statement.gaps[at].strip(" -–\n"):
            break
        form = statement.forms[at]
        if form[:1].isdigit() and not form.endswith("s") and statement.gaps[at] != "-":
            break
        if (
            form in _PLURALS
            or form.endswith("men")
            or (form.endswith("s") and not form.endswith("ss") and len(form) > 2)
        ):
            return max(end, at + 1)
    return end


def _day_key(told: Date, version: Version) -> tuple[int, int, int] | None:
    """Year, month and day, 0 for what is not known; None for what is no day of a calendar."""
    if told.vague or told.either or told.season or (told.month is None and told.year is None):
        return None
    year = told.year or 0
    if not year and told.month is not None:
        stated = re.match(r"\d{4}(?=-\d\d)", version.date)
        year = int(stated[0]) if stated else 0
    return year, told.month or 0, (told.day or 0) if told.month else 0


def _day_name(key: tuple[int, int, int]) -> str:
    year, month, day = key
    parts = [f"{year:04}" if year else "", f"{month:02}" if month else "", f"{day:02}" if day else ""]
    return "-".join(filter(None, parts))


# The brief as lines


class BriefLine(NamedTuple):
    """A line of the brief as it is shown everywhere."""

    text: str
    """May be a source's text, clean."""
    level: int = 1
    """0 for a heading, 1 for a line, 2 for what belongs to the line above."""
    mark: str = ""
    """The sigla of the versions that tell it."""
    node: Node | None = None
    """The version and the sentence that it leads to."""


def brief_lines(brief: Brief) -> Iterator[BriefLine]:
    """The brief as lines, section by section; what has no lines has no heading."""
    names = [version.siglum for version in brief.versions]
    several = len(names) > 2
    sections: list[tuple[str, Iterable[BriefLine]]] = [
        ("How each opens", _opening_lines(brief)),
        ("What most tell" if several else "What both tell", _core_lines(brief)),
        ("What they disagree on", _disagreement_lines(brief)),
    ]
    for number, version in enumerate(brief.versions):
        title = f"Only in {version.siglum}, {version.name}"
        sections.append((title, (_point_line(names, point) for point in brief.alone[number])))
    if several:
        for number, version in enumerate(brief.versions):
            title = f"Not in {version.siglum}, {version.name}"
            sections.append((title, (_point_line(names, point) for point in brief.omitted[number])))
    sections += [
        ("Who is quoted", _speaker_lines(brief)),
        ("Figures", _figure_lines(brief)),
        ("Days", _day_lines(brief)),
    ]
    for title, found in sections:
        lines = list(found)
        if lines:
            yield BriefLine(title, 0)
            yield from lines


def _point_line(names: Sequence[str], point: Point) -> BriefLine:
    return BriefLine(point.text, 1, "".join(names[version] for version, _ in point.told), point.node)


def _core_lines(brief: Brief) -> Iterator[BriefLine]:
    """What most tell, and right below each passage what some of them tell otherwise."""
    for point in brief.core:
        yield _point_line([version.siglum for version in brief.versions], point)
        for disagreement in brief.disagreements:
            if any(value.node in point.told for value in disagreement.values):
                line = _values_line(brief, disagreement)
                yield line._replace(text=f"! {line.text}", level=2)


def _opening_lines(brief: Brief) -> Iterator[BriefLine]:
    for version, opening in zip(brief.versions, brief.openings, strict=True):
        if opening.headline is not None:
            yield BriefLine(opening.headline.text, 1, version.siglum, opening.headline.node)
        if opening.lead is not None:
            headed = opening.headline is not None
            yield BriefLine(opening.lead.text, 2 if headed else 1, "" if headed else version.siglum, opening.lead.node)


def _values_line(brief: Brief, disagreement: Disagreement) -> BriefLine:
    """Which version says what: `differs: ten past six (A) / ten past seven (B, C)`."""
    told: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for value in disagreement.values:
        sigla = told.setdefault(shown.setdefault(value.number or value.text, value.text or "nothing"), [])
        if (siglum := brief.versions[value.node[0]].siglum) not in sigla:
            sigla.append(siglum)
    values = " / ".join(f"{text} ({', '.join(sigla)})" for text, sigla in told.items())
    mark = "".join(dict.fromkeys(brief.versions[value.node[0]].siglum for value in disagreement.values))
    of = f" {disagreement.of}" if disagreement.of else ""
    return BriefLine(f"{disagreement.kind}: {values}{of}", 1, mark, disagreement.values[0].node)


def _disagreement_lines(brief: Brief) -> Iterator[BriefLine]:
    for disagreement in brief.disagreements:
        yield _values_line(brief, disagreement)
        shown: dict[str, Node] = {}
        for value in disagreement.values:
            shown.setdefault(value.text, value.node)
        for number, sentence in dict.fromkeys(shown.values()):
            version = brief.versions[number]
            said = _line(version, version.sentences[sentence].span)
            yield BriefLine(said, 2, version.siglum, (number, sentence))


def _speaker_lines(brief: Brief) -> Iterator[BriefLine]:
    for speaker in brief.speakers:
        told = []
        for version, words, times in zip(brief.versions, speaker.words, speaker.reported, strict=True):
            if words:
                told.append(f"{version.siglum} {plural(words, 'word')}")
            elif times:
                told.append(f"{version.siglum} reported")
        mark = "".join(v.siglum for v, times in zip(brief.versions, speaker.reported, strict=True) if times)
        yield BriefLine(f"{speaker.name}: {', '.join(told)}", 1, mark, speaker.nodes[0])


def _figure_lines(brief: Brief) -> Iterator[BriefLine]:
    for figure in brief.figures:
        told, mark = [], ""
        for version, values in zip(brief.versions, figure.values, strict=True):
            if values:
                told.append(f"{version.siglum} {', '.join(value.text for value in values)}")
                mark += version.siglum
        first = next(value for values in figure.values for value in values)
        yield BriefLine(f"{figure.of}: {' · '.join(told)}", 1, mark, first.node)


def _day_lines(brief: Brief) -> Iterator[BriefLine]:
    for day in brief.days:
        for number, event in enumerate(day.events):
            mark = "".join(brief.versions[day.told[at].node[0]].siglum for at in event)
            first = day.told[event[0]]
            when = "" if number else f"{_when_told(day.when)}: "
            yield BriefLine(when + first.text, 2 if number else 1, mark, first.node)


def _when_told(when: str) -> str:
    """A day as people write it: `13 Feb 2031`, `Feb 2031`, `13 Feb`, `Feb`, `2031`."""
    found = re.fullmatch(_WHEN, when)
    if found is None:
        return when
    year, month, day = found.groups("")
    return " ".join(filter(None, (day.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year)))
