"""Why a link is one, in plain words."""

from __future__ import annotations

from reader.align.alignment import Comparison
from reader.align.explain import Candidate, Lacks, SharedWord, Why, explain
from reader.align.prepared import Prepared
from reader.story.version import Version


def why_lines(why: Why, left: Version, right: Version) -> list[str]:
    """A link's reasons, a line each, in the words of the versions that it was explained for.

    Their words are given as the sources have them, white space folded into single spaces; behind each shared one its
    weight (1 is a word that stands in one sentence alone) and in how many sentences it stands.
    """
    lines = [f"Score {why.score:.2f}: words {why.words:.2f}, order {why.order:.2f}, spelling {why.spelling:.2f}"]
    if why.shared:
        told = ", ".join(_shared(word) for word in why.shared)
        lines.append(f"Rarest shared words, of {why.sentences:,} sentences: {told}")
    else:
        lines.append("Rarest shared words: none")
    if why.overlooked:
        lines.append(f"Taken for no difference: {', '.join(why.overlooked)}")
    lines += [f"One word: {left.siglum}: {_line(x)} / {right.siglum}: {_line(y)}" for x, y in why.variants]
    if why.rival:
        rival = why.rival
        places = f"{_place(left, rival.left)} and {_place(right, rival.right)}"
        lines.append(
            f"Runner-up {rival.score:.2f}, {places}: {_line(left.sentence_text(rival.left))} / "
            f"{_line(right.sentence_text(rival.right))}"
        )
    else:
        lines.append("Runner-up: none")
    return lines


def lack_line(candidate: Candidate, left: Version, right: Version) -> str:
    """Why a pair is no link: `0.19, below 0.25`. Its versions are those that it was looked for in."""
    score, needed = f"{candidate.score:.2f}", f"{candidate.needed:.2f}"
    if candidate.lacks is Lacks.CONTENT:
        return f"{score}, but no word in common that says something"
    if candidate.lacks is Lacks.NAMES:
        return f"{score}, below the {needed} that two with different names need"
    if candidate.lacks is Lacks.LEAD:
        return f"{score}, below {needed}, with too little lead over its rivals"
    if candidate.rival is not None:
        here, there = candidate.rival
        version, sentence = (right, there) if here == candidate.left else (left, here)
        nearer = _place(right, candidate.right) if version is left else _place(left, candidate.left)
        how = "is linked to" if candidate.rival_linked else "is nearer to"
        return f"{score}, but {nearer} {how} {_place(version, sentence)}, {candidate.rival_score:.2f}"
    return f"{score}, below {needed}"


def reasons_text(prepared: Prepared, comparison: Comparison) -> str:
    """Why each link of a comparison is one: a heading a link, its reasons below. No newline at the end."""
    blocks = []
    for pair in comparison.pairs:
        left, right = comparison.versions[pair.left], comparison.versions[pair.right]
        for link in pair.links:
            why = explain(prepared, pair.left, pair.right, link)
            heading = f"Why {_place(left, link.left[0])} and {_place(right, link.right[0])}, {link.reuse.value}:"
            blocks.append("\n".join([heading, *why_lines(why, left, right)]))
    return "\n\n".join(blocks)


def _shared(word: SharedWord) -> str:
    left, right = _line(word.left), _line(word.right)
    both = left if left.casefold() == right.casefold() else f"{left} / {right}"
    return f"{both} {word.weight:.2f} (in {word.sentences:,})"


def _place(version: Version, sentence: int) -> str:
    return f"{version.siglum} {version.sentences[sentence].paragraph + 1}"


def _line(text: str) -> str:
    return " ".join(text.split())
