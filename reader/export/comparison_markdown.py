"""A comparison as Markdown: as rows of one table, and as CriticMarkup.

In the table each version has a column, and what several versions tell is one row. CriticMarkup
(http://criticmarkup.com) shows the first version with the changes that turn it into each other one. Text is escaped, so
that no sign in it is taken for markup.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from reader.align.alignment import Alignment, Comparison, EditOp, Link, Reuse, coverage, shared_sentences
from reader.export.passages import passage, percent
from reader.merge.beside import SIGNS, Sign
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Wordings
from reader.notes.markdown import critic_change, fragment, heading, inline
from reader.story.history import words_between
from reader.story.language import language_told
from reader.story.version import Role, Span, Version
from reader.story.words import words_of

ROWS_FORMAT = "diptych/rows@1"
CRITIC_FORMAT = "diptych/critic@1"


# Rows


def markdown_rows(comparison: Comparison, *, title: str = "") -> str:
    """The story told once, a row for each telling, in the order of the merged reading. The first line is the format.

    Every sentence is in exactly one row. The first column has the sign of the reading screen: `!` a conflict, `=` the
    same words, `,` the same words with other punctuation, `≈` edited, `~` reworded, `⇔` translated, `+` only in one
    version, `·` set aside.
    """
    versions = comparison.versions
    first = versions[0].title if versions else ""
    lines = [f"<!-- {ROWS_FORMAT} -->", "", heading(1, title or first), ""]
    for number, version in enumerate(versions):
        parts = [f"**{version.siglum}** {inline(version.name)}", inline(version.date), inline(version.source)]
        parts += [language_told(version), f"{percent(coverage(version, shared_sentences(comparison, number)))} shared"]
        lines.append("- " + ", ".join(part for part in parts if part))
    lines += ["", "| |" + "".join(f" {v.siglum} |" for v in versions), "| --- |" + " --- |" * len(versions)]
    wordings = Wordings(comparison)
    for telling in merged_order(comparison):
        cells = [
            inline(passage(version, own)) if own else ""
            for version, own in zip(versions, telling.sentences, strict=True)
        ]
        lines.append(f"| {_sign(comparison, wordings, telling)} |" + "".join(f" {cell} |" for cell in cells))
    return "\n".join(lines)


def _sign(comparison: Comparison, wordings: Wordings, telling: Telling) -> str:
    if wordings.conflicts(telling):
        return "!"
    if telling.shared:
        kinds = {wordings.closest(telling, v) for v in telling.versions if v != telling.host}
        if kinds == {Reuse.VERBATIM}:
            return "="
        if wordings.only_punctuation(telling):
            return ","
        if Reuse.TRANSLATED in kinds:
            return SIGNS[Sign.TRANSLATED]
        return "\\~" if Reuse.REWORDED in kinds else "≈"
    host = comparison.versions[telling.host]
    asides = [host.paragraphs[host.sentences[s].paragraph].role.aside for s in telling.sentences[telling.host]]
    return "·" if all(asides) else "\\+"


# CriticMarkup


def critic(comparison: Comparison, *, title: str = "") -> str:
    """The first version with its changes into each other one that it was compared with, a section each.

    The first line is the format. Rejecting every change of a section gives the first version's text; accepting every
    change gives each sentence of the other one, with a moved sentence where the first version has it.
    """
    versions = comparison.versions
    blocks = [f"<!-- {CRITIC_FORMAT} -->", heading(1, title or (versions[0].title if versions else ""))]
    for pair in comparison.pairs:
        if pair.left == 0:
            left, right = versions[0], versions[pair.right]
            blocks.append(heading(2, f"{left.siglum} {left.name} → {right.siglum} {right.name}"))
            blocks += [block.text for block in _section(left, right, pair)]
    return "\n\n".join(blocks)


def changed_paragraphs(comparison: Comparison, *, least: int = 0) -> list[str]:
    """The paragraphs of the first version that changed in the second, and what was added, as CriticMarkup.

    Args:
        comparison: Two versions or more.
        least: The least number of words of a paragraph that must have changed.

    Returns:
        A block for each, in order, without the format's first line. Furniture is left out.
    """
    left, right = comparison.versions[:2]
    blocks = _section(left, right, comparison.pair(0, 1), furniture=False)
    return [block.text for block in blocks if block.differs and block.words >= least]


class _Block(NamedTuple):
    """A paragraph with its changes."""

    text: str
    """CriticMarkup."""
    differs: bool
    words: int
    """How many words changed: of words that were replaced, the old ones or the new ones, whichever are more."""


def _section(left: Version, right: Version, pair: Alignment, *, furniture: bool = True) -> Iterator[_Block]:
    """The paragraphs of one section."""
    links = _chosen_links(left, right, pair)
    inside = {s for link in links.values() for s in link.left[1:]}
    told = {s for link in links.values() for s in link.right}
    additions = _additions(left, right, links, told, furniture=furniture)
    yield from additions[-1]
    for number, paragraph in enumerate(left.paragraphs):
        own = [s for s in paragraph.sentences if s not in inside]
        if own and (furniture or paragraph.role is not Role.FURNITURE):
            parts = [_linked(left, right, links[s]) if s in links else _changed(left.sentence_text(s), "") for s in own]
            before = [inline(passage(left, links[s].left if s in links else (s,))) for s in own]
            after = [inline(passage(right, links[s].right)) if s in links else "" for s in own]
            sizes = [max(words_between(words_of(old), words_of(new))) for old, new in zip(before, after, strict=True)]
            yield _Block(" ".join(parts), before != after, sum(sizes))
        yield from additions[number]


def _chosen_links(left: Version, right: Version, pair: Alignment) -> dict[int, Link]:
    """By their first left sentence the links to show. Each sentence is in at most one; the closest links come first.

    Only links whose sentences follow each other in one paragraph on each side are shown: others have no one place.
    """
    kinds = list(Reuse)
    taken: dict[int, Link] = {}
    used: tuple[set[int], set[int]] = set(), set()
    for link in sorted(pair.links, key=lambda link: (kinds.index(link.reuse), -link.score, link.left, link.right)):
        if not link.reuse.strong or used[0].intersection(link.left) or used[1].intersection(link.right):
            continue
        if _contiguous(left, link.left) and _contiguous(right, link.right):
            taken[link.left[0]] = link
            used[0].update(link.left)
            used[1].update(link.right)
    return taken


def _contiguous(version: Version, sentences: tuple[int, ...]) -> bool:
    paragraphs = {version.sentences[s].paragraph for s in sentences}
    return len(paragraphs) == 1 and sentences[-1] - sentences[0] == len(sentences) - 1


def _additions(
    left: Version, right: Version, links: dict[int, Link], told: set[int], *, furniture: bool
) -> dict[int, list[_Block]]:
    """What only the right version has, a paragraph each, by the left paragraph that it follows (-1: at the start)."""
    at = {s: left.sentences[link.left[0]].paragraph for link in links.values() if not link.moved for s in link.right}
    out: dict[int, list[_Block]] = defaultdict(list)
    here = -1
    for paragraph in right.paragraphs:
        if paragraph.role is Role.FURNITURE and not furniture:
            continue
        added = []
        for s in paragraph.sentences:
            here = max(here, at.get(s, here))
            if s not in told:
                added.append(right.sentence_text(s))
        if added:
            text = " ".join(added)
            out[here].append(_Block(_changed("", text), differs=True, words=len(words_of(text))))
    return out


def _linked(left: Version, right: Version, link: Link) -> str:
    """Both wordings of a link in one: the left one, changed word by word where that is possible."""
    here = Span(left.sentences[link.left[0]].span.start, left.sentences[link.left[-1]].span.end)
    there = Span(right.sentences[link.right[0]].span.start, right.sentences[link.right[-1]].span.end)
    if link.reuse is Reuse.VERBATIM:
        return inline(here.of(left.text))
    if link.reuse in (Reuse.REWORDED, Reuse.TRANSLATED) or not _in_order(link):
        return _changed(here.of(left.text), there.of(right.text))
    out, at = "", here.start
    for edit in link.edits:
        out += fragment(left.text[at : edit.left.start])
        own, other = edit.left.of(left.text), edit.right.of(right.text)
        if edit.op is EditOp.EQUAL:
            out += fragment(own)
        elif edit.op is EditOp.PUNCTUATION:
            out += critic_change(fragment(own), fragment(other))
        elif own:
            out += _changed(own, other)
        else:  # an insertion between words of the left version needs spaces of its own
            before = " " if out and not out.endswith((" ", "(", "“")) else ""
            after = " " if left.text[edit.left.end : edit.left.end + 1].isalnum() else ""
            out += critic_change("", f"{before}{inline(other)}{after}")
        at = max(at, edit.left.end)
    return (out + fragment(left.text[at : here.end])).strip()


def _in_order(link: Link) -> bool:
    lefts = [end for edit in link.edits for end in (edit.left.start, edit.left.end)]
    rights = [end for edit in link.edits for end in (edit.right.start, edit.right.end)]
    return lefts == sorted(lefts) and rights == sorted(rights)


def _changed(own: str, other: str) -> str:
    return critic_change(inline(own), inline(other))
