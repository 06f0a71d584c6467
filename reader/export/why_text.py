"""Why sentences are linked, or not linked, in plain words."""

from __future__ import annotations

from reader.align.alignment import Comparison
from reader.align.explain import Candidate, Lacks, SharedWord, Why, explain
from reader.align.prepared import Prepared
from reader.export.passages import location, single_spaced
from reader.story.version import Version


def why_lines(why: Why, left: Version, right: Version) -> list[str]:
    """The reasons of a link, a line each.

    Words are given as the sources have them, with single spaces. Each shared word is followed by its weight (1 for a
    word that is in one sentence only) and the number of sentences that it is in.

    Args:
        why: The reasons.
        left: The left version of those that the link was explained for.
        right: The right one.
    """
    lines = [f"Score {why.score:.2f}: words {why.words:.2f}, order {why.order:.2f}, spelling {why.spelling:.2f}"]
    if why.shared:
        words = ", ".join(_shared(word) for word in why.shared)
        lines.append(f"Rarest shared words, of {why.sentences:,} sentences: {words}")
    else:
        lines.append("Rarest shared words: none")
    if why.overlooked:
        lines.append(f"Ignored differences: {', '.join(why.overlooked)}")
    lines += [
        f"Same word: {left.siglum}: {single_spaced(x)} / {right.siglum}: {single_spaced(y)}" for x, y in why.variants
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
    """Why two sentences are not linked: `0.19, below 0.25`. The versions are those of the candidate."""
    score, needed = f"{candidate.score:.2f}", f"{candidate.needed:.2f}"
    if candidate.lacks is Lacks.CONTENT:
        return f"{score}, but no content word in common"
    if candidate.lacks is Lacks.NAMES:
        return f"{score}, below the {needed} that different names require"
    if candidate.lacks is Lacks.LEAD:
        return f"{score}, below {needed}, with too small a margin over its rivals"
    if candidate.rival is not None:
        here, there = candidate.rival
        version, sentence = (right, there) if here == candidate.left else (left, here)
        nearer = location(right, [candidate.right]) if version is left else location(left, [candidate.left])
        how = "is linked to" if candidate.rival_linked else "is nearer to"
        return f"{score}, but {nearer} {how} {location(version, [sentence])}, {candidate.rival_score:.2f}"
    return f"{score}, below {needed}"


def reasons_text(prepared: Prepared, comparison: Comparison) -> str:
    """The reasons of each link of a comparison, below a heading for each link; no newline at the end."""
    blocks = []
    for pair in comparison.pairs:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        for link in pair.links:
            why = explain(prepared, pair.left, pair.right, link)
            places = f"{location(left, link.left[:1])} and {location(right, link.right[:1])}"
            heading = f"Why {places}, {link.reuse.value}:"
            blocks.append("\n".join([heading, *why_lines(why, left, right)]))
    return "\n\n".join(blocks)


def _shared(word: SharedWord) -> str:
    left, right = single_spaced(word.left), single_spaced(word.right)
    both = left if left.casefold() == right.casefold() else f"{left} / {right}"
    return f"{both} {word.weight:.2f} (in {word.sentences:,})"
