"""Compare the versions of a story: align every pair, and give every paragraph its final role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from reader.align.alignment import (
    Alignment,
    Bead,
    Comparison,
    Conflict,
    Link,
    Meaning,
    Pair,
    Reuse,
    Rule,
    is_aside,
    link_order,
    pairs_of,
)
from reader.align.beads import beads_of, crossing
from reader.align.decisions import LOOSEST, STRICTEST, Corrections, Decided, Decision, decided
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.facts.conflicts import conflicts_between, conflicts_beyond_links, figures_across, same_facts
from reader.align.facts.lexicon import is_read
from reader.align.facts.reading import Beyond, Document, Facts
from reader.align.links import Evidence, agreed_pairs, choose, is_book, long_sentences, related_pairs
from reader.align.meaning import Encoder
from reader.align.prepared import Match, Prepared, prepare
from reader.align.progress import Progress, ignore, part, reported
from reader.align.roles import Telling, with_roles
from reader.align.similarity import rounded, too_long
from reader.align.thresholds import USUAL, Across, Thresholds
from reader.story.language import language_name
from reader.story.version import Role, Version

_Tellings = Callable[[int, tuple[int, ...]], Facts]
"""Gives what some sentences of a version tell as one side of a link, both by their numbers."""

_KEPT = 4096
"""How many passages are kept because the next pair of versions may ask for them; some 7 kB each."""


def compare(
    versions: Sequence[Version],
    *,
    thresholds: Thresholds = USUAL,
    encoder: Encoder | None = None,
    progress: Progress = ignore,
) -> Comparison:
    """Align every pair of versions and find out what each paragraph is for.

    Pure: the same versions give the same comparison, and swapped versions the mirrored one. Time grows with the product
    of the numbers of sentences up to 300 × 300, and above that nearly in proportion to their sum.

    Args:
        versions: Any number of them.
        thresholds: What is asked of links, if it is not the usual.
        encoder: A language model, if versions are to be linked by meaning.
        progress: Called with the part that is done, from 0 to 1. Whatever it raises ends the work; to cancel it, raise
            `reader.align.progress.Cancelled`.
    """
    prepared = prepare(versions, thresholds=thresholds, encoder=encoder, progress=part(progress, 0, 0.6))
    return decide(prepared, progress=part(progress, 0.6, 1))


def decide(
    prepared: Prepared,
    *,
    strictness: int = 0,
    decisions: Iterable[Decision] = (),
    roles: Corrections | None = None,
    progress: Progress = ignore,
) -> Comparison:
    """Choose the links among what was measured. Pure, and quick beside `prepare`, so it can be repeated.

    Args:
        prepared: What the versions share.
        strictness: Steps from −3 (more links, less sure) to +3 (fewer and surer ones).
        decisions: What the reader has pinned or cut, in the order of the decisions.
        roles: What the reader says that paragraphs are for.
        progress: Called with the part that is done; what it raises ends the work.

    Raises:
        ValueError: If `strictness` is out of range, or a decision names no sentence of one side.
        IndexError: If a decision names a sentence that is not there, or a role a paragraph that is not there.
    """
    chosen = strong_links(prepared, strictness=strictness, decisions=decisions, progress=part(progress, 0, 0.4))
    told = versions_with_roles(prepared, chosen, roles)
    tellings = _tellings_of(prepared, told)
    alignments = []
    for number, choice in enumerate(chosen):
        own = part(progress, 0.4 + 0.6 * number / len(chosen), 0.4 + 0.6 * (number + 1) / len(chosen))
        alignments.append(_alignment(choice, told, tellings, prepared.thresholds, own))
    progress(1.0)
    return Comparison(told, tuple(alignments), (*prepared.remarks, *_on_languages(told)))


def _on_languages(versions: Sequence[Version]) -> list[str]:
    """What the reader should know of languages in which facts are not read."""
    unread = [version for version in versions if version.language and not is_read(version.language)]
    what = "of facts, only what is written in digits is compared"
    return [f"{version.siglum} is in {language_name(version.language)}: {what}" for version in unread]


@dataclass(slots=True, kw_only=True)
class Choice:
    """Which sentences of two versions make the same statement."""

    match: Match
    evidence: Evidence
    """What the choice was made from: without cut pairs, and with the scores as strictness left them."""
    strong: set[Pair]
    """The pairs that make the same statement, pinned ones included."""
    rules: dict[Pair, Rule]
    """What linked each of them; pinned ones can be missing."""
    reader: Decided
    level: dict[Bead, float]
    """The beads that place and length or a language model link, and the score of each."""
    meaning: dict[Bead, Meaning]
    """What the model found in them."""


def strong_links(
    prepared: Prepared, *, strictness: int = 0, decisions: Iterable[Decision] = (), progress: Progress = ignore
) -> list[Choice]:
    """Choose the sentences that make the same statement, for each pair of versions. Arguments as for `decide`."""
    if not LOOSEST <= strictness <= STRICTEST:
        raise ValueError(f"strictness goes from {LOOSEST} to {STRICTEST}")
    made = tuple(decisions)
    chosen = []
    for number, match in enumerate(prepared.matches):
        own = part(progress, number / len(prepared.matches), (number + 1) / len(prepared.matches))
        sizes = len(match.words[0]), len(match.words[1])
        reader = decided(made, match.left, match.right, sizes)
        own(0.1)
        rules, evidence = choose(
            match.evidence,
            strictness=strictness,
            cuts=reader.cuts,
            thresholds=prepared.thresholds,
            progress=part(own, 0.1, 0.6),
        )
        # versions in one language are linked by their words first
        settled = evidence.exact if match.across else rules.keys()
        level = _level(match, reader, settled, prepared.thresholds.across, strictness)
        told = {side: {s for bead in level for s in bead[side]} for side in (0, 1)}
        # what has a translation is not linked besides by the words that two languages happen to share
        rules = {
            pair: rule
            for pair, rule in rules.items()
            if pair in settled or (pair[0] not in told[0] and pair[1] not in told[1])
        }
        rules.update(dict.fromkeys(pairs_of(level), Rule.MEANING if match.meant else Rule.LEVEL))
        strong = reader.pinned | rules.keys()
        chosen.append(
            Choice(
                match=match,
                evidence=evidence,
                strong=set(strong),
                rules=rules,
                reader=reader,
                level=level,
                meaning=_meanings(match, prepared.encoder),
            )
        )
    if len(prepared.versions) > 2:
        _add_what_third_versions_say(chosen, prepared.thresholds)
    return chosen


def _level(match: Match, reader: Decided, settled: AbstractSet[Pair], t: Across, strictness: int) -> dict[Bead, float]:
    """The beads that place and length or a language model link, if they are sure enough, and the score of each.

    Sentences that the reader pinned or that are `settled` otherwise keep the partners that gives them.
    """
    taken = [{pair[side] for told in (reader.pinned, settled) for pair in told} for side in (0, 1)]
    asked = [(one.bead, one.probability, min(1.0, max(0.0, one.cosine))) for one in match.meant]
    asked = asked or [(one.bead, one.probability, one.probability) for one in match.level]
    return {
        bead: score
        for bead, probability, score in asked
        if probability >= t.sure + t.sure_step * strictness
        and all(own.isdisjoint(sentences) for own, sentences in zip(taken, bead, strict=True))
        and reader.cuts.isdisjoint(pairs_of([bead]))
    }


def _meanings(match: Match, encoder: Encoder | None) -> dict[Bead, Meaning]:
    """What a model found in the beads that it links."""
    model = encoder.name if encoder else ""
    return {one.bead: Meaning(round(one.cosine, 2), round(one.margin, 2), model) for one in match.meant}


def versions_with_roles(
    prepared: Prepared, chosen: Iterable[Choice], roles: Corrections | None = None
) -> tuple[Version, ...]:
    """The versions with each paragraph in its final role, which depends on what is linked."""
    linked: list[set[int]] = [set() for _ in prepared.versions]
    for choice in chosen:
        linked[choice.match.left].update(i for i, _ in choice.strong)
        linked[choice.match.right].update(j for _, j in choice.strong)
    tellings = [
        Telling(version, words, frozenset(own))
        for version, words, own in zip(prepared.versions, prepared.words, linked, strict=True)
    ]
    told = with_roles(tellings, roles, prepared.thresholds.roles)
    return tuple(_with_ignored(version, number, roles or {}) for number, version in enumerate(told))


def _with_ignored(version: Version, number: int, said: Corrections) -> Version:
    """The version with the paragraphs of which nothing is compared set aside, by the reader's own rules."""
    if not version.rules.ignore:
        return version
    paragraphs = [
        replace(paragraph, role=Role.FURNITURE)
        if (number, at) not in said and version.rules.ignores(paragraph.span.of(version.text))
        else paragraph
        for at, paragraph in enumerate(version.paragraphs)
    ]
    return replace(version, paragraphs=tuple(paragraphs))


def related_links(choice: Choice, versions: Sequence[Version], thresholds: Thresholds = USUAL) -> set[Pair]:
    """The pairs of two versions, given in their final roles, that say something else about the same."""
    match = choice.match
    if match.across:  # what two languages happen to share is not enough to say what a sentence is about
        return set()
    asides = [
        {i for p in versions[number].paragraphs if p.role.aside for i in p.sentences}
        for number in (match.left, match.right)
    ]

    def aside(pair: Pair) -> bool:
        return pair[0] in asides[0] or pair[1] in asides[1]

    long = long_sentences(choice.evidence.bags, thresholds.related)
    return related_pairs(choice.evidence.similarities, choice.strong, aside, thresholds.related, long=long)


def _add_what_third_versions_say(chosen: Sequence[Choice], thresholds: Thresholds) -> None:
    """Add the pairs that third versions have linked to one another, if that and what the two share are enough."""
    partners: dict[tuple[int, int], list[tuple[int, int, float]]] = defaultdict(list)
    for choice in chosen:
        left, right = choice.match.left, choice.match.right
        similarities = choice.evidence.similarities
        for i, j in sorted(choice.strong):
            score = similarities[i, j].score if (i, j) in similarities else 1.0
            partners[left, i].append((right, j, score))
            partners[right, j].append((left, i, score))
    for choice in chosen:
        left, right = choice.match.left, choice.match.right
        support: dict[Pair, dict[int, float]] = defaultdict(dict)
        for i in range(len(choice.match.words[0])):
            for third, j, score in partners[left, i]:
                for fourth, k, other in partners[third, j] if third != right else ():
                    if fourth == right and (i, k) not in choice.strong:
                        own = support[i, k]
                        own[third] = max(own.get(third, 0.0), min(score, other))
        said = {pair: sum(scores for _, scores in sorted(own.items())) for pair, own in support.items()}
        agreed = agreed_pairs(choice.evidence, choice.strong, said, thresholds)
        choice.rules |= dict.fromkeys(agreed, Rule.THIRD)
        choice.strong |= agreed


# From pairs of sentences to links


def _tellings_of(prepared: Prepared, versions: Sequence[Version]) -> _Tellings:
    @lru_cache(maxsize=_KEPT)
    def tellings(number: int, sentences: tuple[int, ...]) -> Facts:
        return Facts(Passage(versions[number], prepared.words[number], sentences))

    return tellings


def _document(version: Version, number: int, tellings: _Tellings) -> Document:
    """All that a version tells, asides left out."""

    def facts(sentence: int) -> Facts:
        return tellings(number, (sentence,))

    return Document(version, facts)


def _alignment(
    choice: Choice, versions: Sequence[Version], tellings: _Tellings, thresholds: Thresholds, progress: Progress
) -> Alignment:
    match = choice.match
    beads = _beads(choice, thresholds)
    weights = [1 + sum(len(match.words[side][s]) for side in (0, 1) for s in bead[side]) for bead in beads]
    beyond = None
    if not match.across and not is_book(*match.evidence.bags, thresholds.sizes):
        left, right = (_document(versions[number], number, tellings) for number in (match.left, match.right))
        beyond = left, right
    links = [
        _link(choice, tellings, bead, beyond, moved=moved, thresholds=thresholds)
        for bead, moved in zip(reported(beads, progress), crossing(beads, weights), strict=True)
    ]
    links = [link for link in links if not _is_look_alike(link, match.evidence.exact, choice.reader.pinned)]
    # "Posted on 3 May" is no fact of the story.
    sides = versions[match.left], versions[match.right]
    links = [replace(link, conflicts=()) if link.conflicts and is_aside(link, *sides) else link for link in links]
    related = related_links(choice, versions, thresholds)
    links += [_related_link(match, tellings, pair, beyond, thresholds) for pair in related]
    if beyond and beads:
        known = pairs_of(beads) | related | choice.reader.cuts
        links += [_told_apart(match, pair, found) for pair, found in conflicts_beyond_links(beyond, known)]
    alignment = Alignment(match.left, match.right, tuple(sorted(links, key=link_order)))
    return alignment if match.left < match.right else alignment.mirrored()


def _is_look_alike(link: Link, exact: AbstractSet[Pair], pinned: AbstractSet[Pair]) -> bool:
    """Whether a link joins to a sentence that has its very words elsewhere one that says them of something else.

    "In Sorel, twelve people died" is no edited "In Tarn, twelve people died" where that stands there too.
    """
    if len(link.left) != 1 or len(link.right) != 1 or all(conflict.kind != "differs" for conflict in link.conflicts):
        return False
    pair = (link.left[0], link.right[0])
    return pair not in exact and pair not in pinned and any(i == pair[0] or j == pair[1] for i, j in exact)


def _beads(choice: Choice, thresholds: Thresholds) -> list[Bead]:
    """The strong links as beads: what the reader pinned, what was split, and the rest as it joins."""
    evidence, reader = choice.match.evidence, choice.reader
    whole = [*reader.pins, *reader.without_decided(choice.match.split), *choice.level]
    rest = choice.strong - pairs_of(whole)
    joined: list[Bead] = []
    for bead in beads_of(rest, evidence.exact, evidence.similarities, evidence.rarity, thresholds.beads):
        pairs = pairs_of([bead])
        if pairs.isdisjoint(reader.cuts):
            joined.append(bead)
        else:
            joined.extend(((i,), (j,)) for i, j in sorted(pairs & rest))
    return sorted([*whole, *joined])


def _rule_of(choice: Choice, bead: Bead) -> Rule | None:
    """What linked the sentences of a bead: the rule of its pairs that was asked last."""
    if bead in choice.reader.pins:
        return None
    asked = list(Rule)
    own = [choice.rules[pair] for pair in pairs_of([bead]) if pair in choice.rules]
    return max(own, key=asked.index, default=None)


def _link(
    choice: Choice,
    tellings: _Tellings,
    bead: Bead,
    beyond: Beyond | None,
    *,
    moved: bool,
    thresholds: Thresholds,
) -> Link:
    match = choice.match
    told = tellings(match.left, bead[0]), tellings(match.right, bead[1])
    here, there = (facts.statement.passage for facts in told)
    reuse = reuse_of(here, there, thresholds=thresholds)
    near = match.similarity(bead, thresholds)
    score = 1.0 if here.joined == there.joined else rounded(near.score if near else 0.0)
    rule = _rule_of(choice, bead)
    meaning = choice.meaning.get(bead) if rule is Rule.MEANING else None
    if match.across and reuse is Reuse.REWORDED:
        return Link(
            left=bead[0],
            right=bead[1],
            reuse=Reuse.TRANSLATED,
            score=rounded(choice.level[bead]) if bead in choice.level else score,
            moved=moved,
            conflicts=figures_across(*told),
            rule=rule,
            meaning=meaning,
        )
    settled = reuse is Reuse.VERBATIM or too_long(here.forms, there.forms, thresholds.sizes)
    return Link(
        left=bead[0],
        right=bead[1],
        reuse=reuse,
        score=max(score, rounded(choice.level.get(bead, 0.0))),
        moved=moved,
        edits=edits_of(here, there, reuse, same=() if settled else same_facts(*told, reuse), thresholds=thresholds),
        conflicts=() if settled else conflicts_between(*told, reuse, beyond),
        rule=rule,
        meaning=meaning,
    )


def _related_link(match: Match, tellings: _Tellings, pair: Pair, beyond: Beyond | None, thresholds: Thresholds) -> Link:
    left, right = (pair[0],), (pair[1],)
    here, there = tellings(match.left, left), tellings(match.right, right)
    long = too_long(here.statement.forms, there.statement.forms, thresholds.sizes)
    return Link(
        left=left,
        right=right,
        reuse=Reuse.RELATED,
        score=rounded(match.similarities[pair].fact_score),
        conflicts=() if long else conflicts_between(here, there, Reuse.RELATED, beyond),
        rule=Rule.FACT,
    )


def _told_apart(match: Match, pair: Pair, conflicts: tuple[Conflict, ...]) -> Link:
    """A related link between two sentences that are not similar enough for one, but tell another toll of the event."""
    near = match.similarities.get(pair)
    return Link(
        left=(pair[0],),
        right=(pair[1],),
        reuse=Reuse.RELATED,
        score=rounded(near.fact_score if near else 0.0),
        conflicts=conflicts,
        rule=Rule.TOLL,
    )
