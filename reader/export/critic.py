"""A comparison as CriticMarkup (http://criticmarkup.com): the first version, and what makes each other one of it.

Rejecting every change gives the first version's text; accepting every change gives each sentence of the other one, a
moved one where the first version has it. Text is escaped as Markdown, so that no sign in it is taken for a change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reader.align.alignment import Alignment, Comparison, EditOp, Link, Reuse
from reader.notes.markdown import fragment, heading, inline
from reader.story.version import Span, Version

FORMAT = "diptych/critic@1"


def critic(comparison: Comparison, *, title: str = "") -> str:
    """The first version against each other one it was compared with, a section each; the first line says the format."""
    versions = comparison.versions
    blocks = [f"<!-- {FORMAT} -->", heading(1, title or (versions[0].title if versions else ""))]
    for pair in comparison.pairs:
        if pair.left == 0:
            left, right = versions[0], versions[pair.right]
            blocks.append(heading(2, f"{left.siglum} {left.name} → {right.siglum} {right.name}"))
            blocks += _changed(left, right, pair)
    return "\n\n".join(blocks)


def _changed(left: Version, right: Version, pair: Alignment) -> Iterator[str]:
    """The paragraphs of one section."""
    links = _chosen(left, right, pair)
    inside = {s for link in links.values() for s in link.left[1:]}
    told = {s for link in links.values() for s in link.right}
    behind = _behind(left, right, links, told)
    yield from behind[-1]
    for number, paragraph in enumerate(left.paragraphs):
        if parts := [
            _link(left, right, links[s]) if s in links else _changed_into(left.sentence_text(s), "")
            for s in paragraph.sentences
            if s not in inside
        ]:
            yield " ".join(parts)
        yield from behind[number]


def _chosen(left: Version, right: Version, pair: Alignment) -> dict[int, Link]:
    """By their first left sentence, links that each sentence is in at most one of: the closest first.

    Only those whose sentences follow each other in one paragraph on each side: others have no one place.
    """
    kinds = list(Reuse)
    taken: dict[int, Link] = {}
    used: tuple[set[int], set[int]] = set(), set()
    for link in sorted(pair.links, key=lambda link: (kinds.index(link.reuse), -link.score, link.left, link.right)):
        if not link.reuse.strong or used[0].intersection(link.left) or used[1].intersection(link.right):
            continue
        if _together(left, link.left) and _together(right, link.right):
            taken[link.left[0]] = link
            used[0].update(link.left)
            used[1].update(link.right)
    return taken


def _together(version: Version, sentences: tuple[int, ...]) -> bool:
    paragraphs = {version.sentences[s].paragraph for s in sentences}
    return len(paragraphs) == 1 and sentences[-1] - sentences[0] == len(sentences) - 1


def _behind(left: Version, right: Version, links: dict[int, Link], told: set[int]) -> dict[int, list[str]]:
    """What only the right version has, by the left paragraph it stands behind (-1: before all), a paragraph each."""
    at = {s: left.sentences[link.left[0]].paragraph for link in links.values() if not link.moved for s in link.right}
    out: dict[int, list[str]] = defaultdict(list)
    here = -1
    for paragraph in right.paragraphs:
        added = []
        for s in paragraph.sentences:
            here = max(here, at.get(s, here))
            if s not in told:
                added.append(right.sentence_text(s))
        if added:
            out[here].append(_changed_into("", " ".join(added)))
    return out


def _link(left: Version, right: Version, link: Link) -> str:
    """Both tellings in one: the left one, with its words changed where that can be said word by word."""
    here = Span(left.sentences[link.left[0]].span.start, left.sentences[link.left[-1]].span.end)
    there = Span(right.sentences[link.right[0]].span.start, right.sentences[link.right[-1]].span.end)
    if link.reuse is Reuse.VERBATIM:
        return inline(here.of(left.text))
    if link.reuse is Reuse.REWORDED or not _in_order(link):
        return _changed_into(here.of(left.text), there.of(right.text))
    out, place = "", here.start
    for edit in link.edits:
        out += fragment(left.text[place : edit.left.start])
        own, other = edit.left.of(left.text), edit.right.of(right.text)
        if edit.op is EditOp.EQUAL:
            out += fragment(own)
        elif own:
            out += _changed_into(own, other)
        else:  # put between words of the left version: kept apart from both
            before = " " if out and not out.endswith((" ", "(", "“")) else ""
            after = " " if left.text[edit.left.end : edit.left.end + 1].isalnum() else ""
            out += f"{{++{before}{inline(other)}{after}++}}"
        place = max(place, edit.left.end)
    return (out + fragment(left.text[place : here.end])).strip()


def _in_order(link: Link) -> bool:
    lefts = [end for edit in link.edits for end in (edit.left.start, edit.left.end)]
    rights = [end for edit in link.edits for end in (edit.right.start, edit.right.end)]
    return lefts == sorted(lefts) and rights == sorted(rights)


def _changed_into(own: str, other: str) -> str:
    own, other = inline(own), inline(other)
    if own and other:
        return f"{{~~{own}~>{other}~~}}"
    return f"{{--{own}--}}" if own else f"{{++{other}++}}" if other else ""
