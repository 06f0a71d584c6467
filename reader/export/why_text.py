"""Why passages are linked, and why others are not, in words."""

from __future__ import annotations

from collections.abc import Iterable

from reader.align.alignment import Comparison, Link, Reuse, Rule
from reader.align.explain import Candidate, Ground, SharedWord, Why, explain
from reader.align.links import Lack
from reader.align.prepared import Prepared
from reader.export.passages import NOTHING, location, single_spaced
from reader.story.clean import clean_line
from reader.story.version import Version

_RULES = {
    Rule.SAME_WORDS: "both have the same words",
    Rule.BEST: "each is nearest to the other",
    Rule.LEFT_OVER: "each is nearest to the other of those without a nearer partner",
    Rule.ORDER: "the passages beside them are linked",
    Rule.BEAD: "one says what two neighbours say together",
    Rule.REPEAT: "they say again what a link says",
    Rule.PART: "one stands in the other, besides what else it tells",
    Rule.ANSWER: "one says in a few words what stands in a partner of the sentence before it",
    Rule.WEIGHED: "taken together, what is known of them makes one statement likely",
    Rule.THIRD: "a third version says what both say",
    Rule.LEVEL: "they are level by place and length",
    Rule.MEANING: "a language model finds one meaning in them",
    Rule.FACT: "they tell a fact in common, each in a statement of its own",
    Rule.TOLL: "they give different figures for one event",
}
_NAMES = 3
"""How many shared names and numbers are listed as what speaks for a link."""
_MINUS = frozenset("-−–")


def link_lines(prepared: Prepared, left: int, right: int, link: Link, links: Iterable[Link] = ()) -> list[str]:
    """Why a link is one, a line for each reason; none for a translation that the reader pinned.

    Where a translation was told by its place or its meaning, no words were compared, so the score says all there is.

    Args:
        prepared: The versions, as they were compared.
        left: Index of the version that the link's left sentences are in.
        right: Index of the version that the link's right sentences are in.
        link: A link between the two, or any two passages given as one (a pin).
        links: All links between the two, to see what is linked beside it.

    Raises:
        KeyError: If the versions were not compared.
    """
    if link.reuse is not Reuse.TRANSLATED or link.rule not in (Rule.LEVEL, Rule.MEANING, None):
        why, versions = explain(prepared, left, right, link, links), (prepared.versions[left], prepared.versions[right])
        return [*filter(None, [ground_line(link, why, *versions)]), *why_lines(why, *versions)]
    if link.rule is None:
        return []
    lines = [f"Linked: {_RULES[link.rule]}"]
    if link.meaning is None:
        return [*lines, f"Score {link.score:.2f}, its probability among all ways to set the two versions level"]
    found = link.meaning
    return [*lines, f"Cosine {found.cosine:.2f}, {found.margin:.2f} above the next; model {clean_line(found.model)}"]


def ground_line(link: Link, why: Why, left: Version, right: Version) -> str:
    """Which rule linked two passages, and what speaks for that: `Linked: each is nearest to the other; …`.

    Empty for a link that the reader made.
    """
    if link.rule is None:
        return ""
    here, there = location(left, [link.left[0]]), location(right, [link.right[0]])
    if why.lighter:
        here, there = there, here
    names = [_written(word) for word in why.shared if word.name and not _of_other_sign(word)][:_NAMES]
    words = {
        Ground.OPENING: "both open the report with the same event",
        Ground.PART: f"half of {here} or more stands in {there}",
        Ground.NAMES: f"both have {', '.join(names[:-1])} and {names[-1]}"
        if names[1:]
        else f"both have {''.join(names)}",
        Ground.BESIDE: "passages beside them are linked",
        Ground.APART: "nothing else comes near",
    }
    told = [words[ground] for ground in why.grounds if ground is not Ground.NAMES or names]
    return f"{'Linked' if link.reuse.strong else 'Related'}: {'; '.join([_RULES[link.rule], *told])}"


def why_lines(why: Why, left: Version, right: Version) -> list[str]:
    """What a link is based on, a line each; `left` and `right` are the versions that it was explained for.

    Words are quoted as the sources have them, with single spaces. Behind each shared word stand its weight (1 is a word
    that stands in one sentence alone) and in how many sentences it stands.
    """
    lines = [f"Score {why.score:.2f}: words {why.words:.2f}, order {why.order:.2f}, spelling {why.spelling:.2f}"]
    if why.shared:
        told = ", ".join(_shared(word) for word in why.shared)
        lines.append(f"Rarest shared words, of {why.sentences:,} sentences: {told}")
    else:
        lines.append("Rarest shared words: none")
    if why.overlooked:
        lines.append(f"Ignored differences: {', '.join(why.overlooked)}")
    lines += [
        f"Same word: {left.siglum}: {single_spaced(x)} / {right.siglum}: {single_spaced(y)}" for x, y in why.variants
    ]
    lines += [
        f"Punctuation: {left.siglum}: {single_spaced(x) or NOTHING} / {right.siglum}: {single_spaced(y) or NOTHING}"
        for x, y in why.punctuation
    ]
    if why.rival:
        rival = why.rival
        places = f"{location(left, [rival.left])} and {location(right, [rival.right])}"
        lines.append(
            f"Runner-up {rival.score:.2f}, {places}: {single_spaced(left.sentence_text(rival.left))} / "
            f"{single_spaced(right.sentence_text(rival.right))}"
        )
    else:
        lines.append("Runner-up: none")
    return lines


def lack_line(candidate: Candidate, left: Version, right: Version) -> str:
    """Why a pair is no link: `0.19, below 0.25`. Its versions are those that it was looked for in."""
    score, value, needed = _score(candidate.score), _score(candidate.value), _score(candidate.needed)
    match candidate.lacks:
        case Lack.CONTENT:
            return f"{score}, but no content word in common"
        case Lack.NAMES:
            return f"{value}, below the {needed} needed where names differ"
        case Lack.PERSON:
            return f"{value}, below the {needed} needed where only a person is shared"
        case Lack.MARGIN:
            return f"{score}, or {value} with its margin over its rivals, below {needed}"
        case Lack.VAGUE:
            return f"{value}, below the {needed} needed where two versions keep each other's wording"
        case Lack.RIVAL if candidate.rival is not None:
            here, there = candidate.rival
            version, sentence = (right, there) if here == candidate.left else (left, here)
            nearer = location(right, [candidate.right]) if version is left else location(left, [candidate.left])
            if candidate.rival_linked:
                how = "is linked to"
            elif candidate.rival_score >= candidate.score:
                how = "is nearer to"
            else:
                how = "has matching neighbours beside"
            return f"{score}, but {nearer} {how} {location(version, [sentence])}, {_score(candidate.rival_score)}"
        case None:
            return f"{score}, but you cut it"
    return f"{value}, below {needed}"


def reasons_text(prepared: Prepared, comparison: Comparison) -> str:
    """What each link of a comparison is based on, under a heading for each link. No newline at the end."""
    blocks = []
    for pair in comparison.pairs:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        for link in pair.links:
            heading = (
                f"Why {location(left, [link.left[0]])} and {location(right, [link.right[0]])}, {link.reuse_words}:"
            )
            blocks.append("\n".join([heading, *link_lines(prepared, pair.left, pair.right, link, pair.links)]))
    return "\n\n".join(blocks)


def _shared(word: SharedWord) -> str:
    return f"{_written(word)} {word.weight:.2f} (in {word.sentences:,})"


def _written(word: SharedWord) -> str:
    """A shared word as both sides write it, or each of them."""
    left, right = single_spaced(word.left), single_spaced(word.right)
    return left if left.casefold() == right.casefold() else f"{left} / {right}"


def _of_other_sign(word: SharedWord) -> bool:
    """Whether a number is below nought on one side only: it weighs as one, but is no number that both have."""
    return (word.left[:1] in _MINUS) is not (word.right[:1] in _MINUS)


def _score(value: float) -> str:
    """A score with two decimals, or with as many as it has."""
    return f"{value:.2f}" if round(value, 2) == value else str(value)
