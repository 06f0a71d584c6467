"""What versions share, measured once. What of it makes a link is decided afterwards, as often as wanted."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from reader.align.across import Levelled, in_different_languages, levelled, text_of
from reader.align.alignment import Bead, Pair
from reader.align.links import Evidence, Opening, is_book
from reader.align.meaning import Encoder, EncoderError, Meant, Vectors, meant
from reader.align.measure import measured, measured_again
from reader.align.progress import Progress, ignore, part
from reader.align.rarity import Bag, weigh
from reader.align.similarity import Similarity, similarity_of
from reader.align.spelling import Words, with_joint_keys
from reader.align.thresholds import USUAL, Sizes, Thresholds
from reader.align.vocabulary import FUNCTION_WORDS, ITEM
from reader.align.words import words_of
from reader.story.rules import USUAL_RULES, merged
from reader.story.version import Role, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How similar the sentences of two versions are.

    Equal rivals are settled by their order, so two versions are always matched the same way round, by their texts. That
    makes the comparison the same when they are swapped. `left` can therefore be the later version.
    """

    left: int
    """Index into `Prepared.versions`."""
    right: int
    """Index into `Prepared.versions`."""
    words: tuple[Words, Words]
    evidence: Evidence
    split: tuple[Bead, ...]
    """Sentences that are two to twelve in the other version, in the same words; their pairs are `exact`."""
    across: bool = False
    """Whether the versions are in different languages."""
    level: tuple[Levelled, ...] = ()
    """Sentences that translate each other, as far as their order and their lengths show it."""
    meant: tuple[Meant, ...] = ()
    """Sentences that mean the same, as a language model finds."""

    @property
    def pair(self) -> tuple[int, int]:
        """The two versions, the earlier one first."""
        return min(self.left, self.right), max(self.left, self.right)

    @property
    def similarities(self) -> Mapping[Pair, Similarity]:
        """The pairs that share anything to speak of."""
        return self.evidence.similarities

    def bag(self, side: int, sentences: Sequence[int]) -> Bag:
        """Some sentences of the left (0) or the right (1) version, weighed as one."""
        bags = self.evidence.bags[side]
        return self.evidence.rarity.bag(tuple(key for s in sentences for key in bags[s].keys))

    def similarity(self, bead: Bead, thresholds: Thresholds = USUAL) -> Similarity | None:
        """How similar the two sides of a link are, each side's sentences taken as one; None for next to nothing."""
        left, right = bead
        if len(left) == len(right) == 1:
            return self.similarities.get((left[0], right[0]))
        return similarity_of(self.evidence.rarity, self.bag(0, left), self.bag(1, right), thresholds=thresholds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Versions, and how similar the sentences of each two of them are."""

    versions: tuple[Version, ...]
    words: tuple[Words, ...]
    """For each version."""
    matches: tuple[Match, ...] = ()
    """One for each pair of versions that was measured, in the order of `itertools.combinations`."""
    remarks: tuple[str, ...] = ()
    """What was too large to be compared as usual, in words for the reader."""
    thresholds: Thresholds = field(default=USUAL, repr=False)
    """What they were measured by, and what links are decided by."""
    encoder: Encoder | None = field(default=None, repr=False)
    """What gives sentences vectors, if they are linked by meaning."""

    def match(self, one: int, other: int) -> Match:
        """The match of two versions, whichever way round. Raises KeyError if the two were not measured."""
        for match in self.matches:
            if match.pair == (min(one, other), max(one, other)):
                return match
        raise KeyError((one, other))

    def only(self, one: int, other: int) -> Prepared:
        """The same as if no other two versions had been measured. Raises KeyError if these were not."""
        return replace(self, matches=(self.match(one, other),))


def prepare(
    versions: Sequence[Version],
    *,
    thresholds: Thresholds = USUAL,
    encoder: Encoder | None = None,
    progress: Progress = ignore,
) -> Prepared:
    """Measure how similar the sentences of each two versions are: the slow part of comparing them.

    Raises whatever `progress` raises: that cancels it.
    """
    prepared = begun(versions, thresholds=thresholds, encoder=encoder, progress=part(progress, 0, 0.2))
    pairs = list(combinations(range(len(versions)), 2))
    for number, pair in enumerate(pairs):
        own = part(progress, 0.2 + 0.8 * number / len(pairs), 0.2 + 0.8 * (number + 1) / len(pairs))
        prepared = with_pair(prepared, *pair, progress=own)
    return prepared


def begun(
    versions: Sequence[Version],
    *,
    thresholds: Thresholds = USUAL,
    encoder: Encoder | None = None,
    progress: Progress = ignore,
) -> Prepared:
    """The versions with their words, and no two of them measured yet; `with_pair` measures two of them."""
    rules = merged(version.rules for version in versions) if versions else USUAL_RULES
    versions = [version if version.rules == rules else replace(version, rules=rules) for version in versions]
    words = []
    for number, version in enumerate(versions):
        own = part(progress, number / len(versions), (number + 1) / len(versions))
        words.append(words_of(version, progress=own))
    sizes = [[len(own) for own in told] for told in words]
    remarks = _remarks([version.siglum for version in versions], sizes, thresholds.sizes)
    return Prepared(
        versions=tuple(versions), words=tuple(words), remarks=remarks, thresholds=thresholds, encoder=encoder
    )


def with_pair(prepared: Prepared, one: int, other: int, *, progress: Progress = ignore) -> Prepared:
    """The same with two versions measured. The order in which pairs are added makes no difference."""
    left, right = sorted((one, other), key=lambda number: (_rank(prepared.versions[number]), number))
    asked = prepared.encoder is not None
    match = _match(prepared, left, right, part(progress, 0, 0.2) if asked else progress)
    if asked:
        prepared, match = _with_meaning(prepared, match, part(progress, 0.2, 1))
    matches = [known for known in prepared.matches if known.pair != match.pair]
    return replace(prepared, matches=tuple(sorted([*matches, match], key=lambda known: known.pair)))


def _with_meaning(prepared: Prepared, match: Match, progress: Progress) -> tuple[Prepared, Match]:
    """The match with what the model finds in it. What keeps the model from it is a remark."""
    encoder, t = prepared.encoder, prepared.thresholds
    if encoder is None or not (match.across or encoder.always):
        progress(1.0)
        return prepared, match
    versions = prepared.versions[match.left], prepared.versions[match.right]
    sizes = [len(version.sentences) for version in versions]
    whole = max(1, sum(sizes))
    sigla = sorted(version.siglum for version in versions)
    if max(sizes) > t.meaning.sentences:
        many = f"{sigla[0]} and {sigla[1]} have up to {max(sizes):,} sentences, and {encoder.name} reads"
        told = "they are linked by place and length alone" if match.across else "they are not linked by meaning"
        return _remarked(prepared, f"{many} {t.meaning.sentences:,} at most: {told}"), match
    texts = [text_of(version, words) for version, words in zip(versions, match.words, strict=True)]
    try:
        rows = [
            encoder.vectors(
                [version.sentence_text(at) for at in range(size)],
                part(progress, 0.9 * sum(sizes[:side]) / whole, 0.9 * sum(sizes[: side + 1]) / whole),
            )
            for side, (version, size) in enumerate(zip(versions, sizes, strict=True))
        ]
    except EncoderError as error:
        return _remarked(prepared, f"not linked by meaning: {error}"), match
    vectors = Vectors.of(rows[0], rows[1], (texts[0], texts[1]))
    found = meant((texts[0], texts[1]), vectors, t.across, t.meaning, progress=part(progress, 0.9, 1))
    return prepared, replace(match, meant=tuple(found))


def _remarked(prepared: Prepared, remark: str) -> Prepared:
    return prepared if remark in prepared.remarks else replace(prepared, remarks=(*prepared.remarks, remark))


def _rank(version: Version) -> tuple[str, list[tuple[int, int]]]:
    return version.text, [(s.span.start, s.span.end) for s in version.sentences]


def _match(prepared: Prepared, left: int, right: int, progress: Progress) -> Match:
    thresholds = prepared.thresholds
    here, there = prepared.words[left], prepared.words[right]
    progress(0.0)
    large = _too_large([len(own) for own in here], [len(own) for own in there], thresholds.sizes)
    blank: tuple[Words, Words] = ((),) * len(here), ((),) * len(there)
    if not large and len(here) * len(there) <= thresholds.sizes.all_pairs:
        here, there = with_joint_keys(here, there, (prepared.versions[left].text, prepared.versions[right].text))
    weighed = blank if large else (here, there)
    rarity, left_bags, right_bags = weigh(*weighed, thresholds=thresholds, progress=part(progress, 0, 0.2))
    progress(0.2)
    similarities: dict[Pair, Similarity] = {}
    if not large and _share_a_word(here, there):
        similarities = measured(rarity, left_bags, right_bags, thresholds=thresholds, progress=part(progress, 0.2, 0.6))
    left_forms, right_forms = _joined(here), _joined(there)
    exact = exact_pairs(left_forms, right_forms, similarities)
    settled = {i for i, _ in exact}, {j for _, j in exact}
    split: list[Bead] = [
        ((i,), tuple(parts)) for i, parts in split_sentences(left_forms, _without_numbering(there), settled[0])
    ]
    split += [(tuple(parts), (j,)) for j, parts in split_sentences(right_forms, _without_numbering(here), settled[1])]
    if not large:
        settled = settled[0] | {i for own, _ in split for i in own}, settled[1] | {j for _, own in split for j in own}
        split += [((i,), parts) for i, parts in itemised(here, there, settled)]
        split += [(parts, (j,)) for j, parts in itemised(there, here, settled[::-1])]
    exact |= {(i, j) for lefts, rights in split for i in lefts for j in rights}
    signs = _signs(prepared.versions[left], here), _signs(prepared.versions[right], there)
    exact |= wordless_pairs(*signs, exact)
    versions = prepared.versions[left], prepared.versions[right]
    across = in_different_languages(*versions, (here, there), thresholds.across)
    if similarities and not across and is_book(left_bags, right_bags, thresholds.sizes):
        again = part(progress, 0.7, 1)
        similarities = measured_again(
            rarity, left_bags, right_bags, similarities, exact, thresholds=thresholds, progress=again
        )
    bags = left_bags, right_bags
    openings = _opening(prepared.versions[left]), _opening(prepared.versions[right])
    evidence = Evidence(similarities=similarities, exact=frozenset(exact), rarity=rarity, bags=bags, openings=openings)
    match = Match(left=left, right=right, words=(here, there), evidence=evidence, split=tuple(sorted(split)))
    if not across:
        return match
    texts = [text_of(version, words) for version, words in zip(versions, match.words, strict=True)]
    level = () if large else levelled(texts[0], texts[1], thresholds.across, progress=part(progress, 0.6, 1))
    return replace(match, across=True, level=tuple(level))


def _opening(version: Version) -> Opening:
    heads = {
        sentence
        for paragraph in version.paragraphs[:_HEADINGS]
        if paragraph.role in (Role.HEADLINE, Role.HEADING)
        for sentence in paragraph.sentences
    }
    text = [paragraph.sentences[0] for paragraph in version.paragraphs if paragraph.sentences]
    return heads, [sentence for sentence in text if sentence not in heads][:2]


def _joined(words: Words) -> list[str]:
    return ["".join(w.form for w in sentence) for sentence in words]


def _without_numbering(words: Words) -> list[str]:
    """Each sentence in one string, as `_joined` has it, without the letter or number that marks it as an item."""
    return ["".join(w.form for w in sentence if w.key != ITEM) for sentence in words]


def _signs(version: Version, words: Words) -> list[str]:
    """The sentences that say nothing, without white space; empty strings for the others.

    One sign stands for whatever only numbers what follows: "§ 4."
    """
    return [
        ITEM * all(w.key == ITEM for w in own) if own else "".join(version.sentence_text(i).split())
        for i, own in enumerate(words)
    ]


def _share_a_word(left: Words, right: Words) -> bool:
    there = {w.form for sentence in right for w in sentence}
    return any(w.form in there for sentence in left for w in sentence)


# What is too large


def _too_large(left: Sequence[int], right: Sequence[int], t: Sizes) -> bool:
    """Whether two versions are too large to be compared by what they say, given the lengths of their sentences."""
    return sum(left) + sum(right) > t.version_words


def _remarks(sigla: Sequence[str], lengths: Sequence[Sequence[int]], t: Sizes) -> tuple[str, ...]:
    """What the reader should know of versions that are too large, given how many words each sentence has."""
    out = []
    for siglum, own in zip(sigla, lengths, strict=True):
        long = [number for number, words in enumerate(own, 1) if words > t.sentence_words]
        if long:
            which = f"sentence {long[0]:,} has" if len(long) == 1 else f"{len(long):,} sentences have"
            out.append(
                f"{siglum}: {which} more than {t.sentence_words:,} words and may not have been compared word by word"
            )
    for (here, left), (there, right) in combinations(zip(sigla, lengths, strict=True), 2):
        if _too_large(left, right, t):
            out.append(f"{here} and {there} have more than {t.version_words:,} words: only what is equal is linked")
    return tuple(out)


# Sentences in the same words


_EVERY = 64
"""Pairs of copies of one text up to which each copy is linked to each."""
_HEADINGS = 3
"""Paragraphs at the start of a version that can be its headline and what stands under it."""
_PARTS = 12
"""Sentences that one sentence of the other version can hold in the same words."""
_TRIED = 8
"""Places at which such a row of sentences is tried."""
_LEAST_ITEMS = 2
"""Items of a list that a sentence holds at least."""
_LEAST_LISTING = 6
"""Words of such a sentence at least, function words aside."""
_ITEM_SHARE = 0.6
"""The part of an item's words that the sentence has, …"""
_LISTED_SHARE = 0.7
"""… and the part of the sentence's words that the items have together."""
_OPENING = 8
"""Code points by which sentences are looked up that another can begin with."""
_CONTEXTS = ((-1, 1), (-1,), (1,), ())


def exact_pairs(left: Sequence[str], right: Sequence[str], similarities: Mapping[Pair, Similarity]) -> set[Pair]:
    """Pair the sentences that are equal; each is given as its words' forms in one string, without white space.

    Copies of one text are told apart by their neighbours: by equal ones, else by similar ones. The rest is paired in
    order if there are as many on both sides; else each is linked to each (up to 64 pairs for one text; beyond that in
    order, and the last one takes the surplus). Empty strings are never paired.
    """
    pairs: set[Pair] = set()
    for context in _CONTEXTS:
        done_left, done_right = {i for i, _ in pairs}, {j for _, j in pairs}
        for all_here, all_there in _copies(left, right, context):
            here = [i for i in all_here if i not in done_left]
            there = [j for j in all_there if j not in done_right]
            if not context and 1 < len(here) * len(there) <= _EVERY:
                told = _told_apart(here, there, similarities)
                pairs |= told
                here = [i for i in here if all(i != x for x, _ in told)]
                there = [j for j in there if all(j != y for _, y in told)]
            if len(here) == len(there):
                pairs.update(zip(here, there, strict=True))
    done_left, done_right = {i for i, _ in pairs}, {j for _, j in pairs}
    for here, there in _copies(left, right, ()):
        over_left = [i for i in here if i not in done_left]
        over_right = [j for j in there if j not in done_right]
        if over_left or over_right:
            pairs.update(_each_to_each(over_left or here, over_right or there))
    return pairs


def split_sentences(left: Sequence[str], right: Sequence[str], skip: set[int]) -> list[tuple[int, range]]:
    """The left sentences, those in `skip` aside, that two to twelve right ones in a row have in the same words."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(right):
        places[text].append(j)
    lengths: dict[str, set[int]] = defaultdict(set)
    for text in places:
        lengths[text[:_OPENING]].add(len(text))
    short = sorted({len(text) for text in places if 0 < len(text) < _OPENING})
    long = {opening: sorted(own) for opening, own in lengths.items() if len(opening) == _OPENING}
    found = []
    for i, text in enumerate(left):
        if i in skip:
            continue
        every = (*short, *long.get(text[:_OPENING], ()))
        firsts = [j for n in every[: bisect_left(every, len(text))] for j in places.get(text[:n], ())[:_TRIED]]
        for j in firsts:
            length = at = 0
            while at < _PARTS and j + at < len(right) and right[j + at] and text.startswith(right[j + at], length):
                length, at = length + len(right[j + at]), at + 1
            if length == len(text):
                found.append((i, range(j, j + at)))
                break
    return found


def itemised(left: Words, right: Words, settled: tuple[set[int], set[int]]) -> list[tuple[int, tuple[int, ...]]]:
    """The left sentences of which right ones, numbered and in a row, hold one clause each.

    The sentence that opens the list ("A permit may be withdrawn if:") goes with it. A third of the words may be others.

    Args:
        left: The words of the sentences of one version.
        right: Those of the other.
        settled: The sentences of either that have a partner in the same words.
    """
    content = [[w.key for w in sentence if w.key and w.key not in FUNCTION_WORDS] for sentence in left]
    places: dict[str, list[int]] = defaultdict(list)
    for i, keys in enumerate(content):
        if i not in settled[0] and len(keys) >= _LEAST_LISTING:
            for key in set(keys):
                places[key].append(i)
    found = []
    taken: set[int] = set()
    for run in _numbered_runs(right):
        items = [j for j in run if j not in settled[1]]
        own = {
            j: {w.key for w in right[j] if w.key and w.key not in FUNCTION_WORDS}
            for j in (*items, run[0] - 1)
            if j >= 0
        }
        counts = Counter(i for j in items for key in own[j] for i in places.get(key, ())[:_TRIED])
        best = min(counts, key=lambda i: (-counts[i], i), default=None)
        if best is None or best in taken:
            continue
        whole = set(content[best])
        parts = [j for j in items if own[j] and _ITEM_SHARE * len(own[j]) <= len(own[j] & whole)]
        if sum(j in items for j in parts) >= _LEAST_ITEMS:  # then the others say more of what they tell
            parts = [j for j in items if 3 * len(own[j] & whole) > len(own[j])]
        opening = run[0] - 1
        if opening >= 0 and opening not in settled[1] and 2 * len(own[opening] & whole) >= len(own[opening]) > 0:
            parts.insert(0, opening)
        told = set().union(*(own[j] for j in parts)) if parts else set()
        if sum(j in items for j in parts) >= _LEAST_ITEMS and len(whole & told) >= _LISTED_SHARE * len(whole):
            taken.add(best)
            found.append((best, tuple(parts)))
    return found


def _numbered_runs(sentences: Words) -> Iterator[range]:
    """The longest rows of two to twelve sentences that begin with a number or letter in a list."""
    first = 0
    numbered = [bool(own) and own[0].key == ITEM for own in sentences]
    for at, is_item in enumerate([*numbered, False]):
        if not is_item:
            if _LEAST_ITEMS <= at - first <= _PARTS:
                yield range(first, at)
            first = at + 1


def wordless_pairs(left: Sequence[str], right: Sequence[str], pairs: set[Pair]) -> set[Pair]:
    """Pair the sentences without words ("* * *") that follow or precede a pair; given as signs, and "" where words are.

    Two versions without any words are paired if they are equal altogether.
    """
    if list(left) == list(right) and all(left):
        return {(i, i) for i in range(len(left))}
    found: set[Pair] = set()
    for step in (1, -1):
        for i, j in sorted(pairs, reverse=step < 0):
            i, j = i + step, j + step
            while 0 <= i < len(left) and 0 <= j < len(right) and left[i] and left[i] == right[j]:
                found.add((i, j))
                i, j = i + step, j + step
    return found


def _copies(left: Sequence[str], right: Sequence[str], context: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """The places of each text that both sides have with the same neighbours; `context` says which count."""
    places: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate((left, right)):
        padded = ["\0", *side, "\0"]
        for at, key in enumerate(zip(side, *(padded[1 + d : 1 + d + len(side)] for d in context), strict=True)):
            if key[0]:
                places[key][number].append(at)
    return [(here, there) for here, there in places.values() if here and there]


def _told_apart(here: Sequence[int], there: Sequence[int], similarities: Mapping[Pair, Similarity]) -> set[Pair]:
    """The pairs of copies whose neighbours are more similar than those of any rival on either side."""
    value = {
        (i, j): sum(similarities[p].score for p in ((i - 1, j - 1), (i + 1, j + 1)) if p in similarities)
        for i in here
        for j in there
    }
    return {
        (i, j)
        for (i, j), v in value.items()
        if v > max([w for (x, y), w in value.items() if (x == i) != (y == j)], default=0.0)
    }


def _each_to_each(here: Sequence[int], there: Sequence[int]) -> Iterable[Pair]:
    if len(here) * len(there) <= _EVERY:
        return [(i, j) for i in here for j in there]
    length = max(len(here), len(there))
    return [(here[min(k, len(here) - 1)], there[min(k, len(there) - 1)]) for k in range(length)]
