"""Why a link is one, in plain words."""

from __future__ import annotations

from reader.align.alignment import Comparison
from reader.align.prepared import Prepared
from reader.align.why import SharedWord, Why, explain
from reader.story.version import Version


def why_lines(why: Why, left: Version, right: Version) -> list[str]:
    """A link's reasons, a line each, in the words of the versions that it was explained for.

    Their words are given as the sources have them, white space folded into single spaces.
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
    return f"{both} (in {word.sentences:,})"


def _place(version: Version, sentence: int) -> str:
    return f"{version.siglum} {version.sentences[sentence].paragraph + 1}"


def _line(text: str) -> str:
    return " ".join(text.split())
