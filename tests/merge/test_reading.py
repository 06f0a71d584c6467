"""The merged reading's order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Comparison, Link, Reuse
from reader.merge.reading import Telling, merged_order
from tests.merge.made import compared, link, made_version

Links = Mapping[tuple[int, int], Sequence[Link]]


def names(shape: Sequence[int], siglum: str) -> list[list[str]]:
    """Paragraphs of that many sentences, each sentence named by siglum and index."""
    made, number = [], 0
    for count in shape:
        made.append([f"{siglum}{number + i}." for i in range(count)])
        number += count
    return made


def comparison_of(shapes: Sequence[Sequence[int]], links: Links) -> Comparison:
    versions = [made_version("ABC"[v], names(shape, "abc"[v])) for v, shape in enumerate(shapes)]
    return compared(versions, links)


def told(comparison: Comparison, lead: int = 0) -> str:
    """The order as one line: sentences of a telling joined by =, paragraphs parted by |."""
    out: list[str] = []
    last = -1
    for telling in merged_order(comparison, lead):
        if telling.paragraph != last:
            out.append("|")
            last = telling.paragraph
        out.append("=".join(f"{'abc'[v]}{s}" for v, own in enumerate(telling.sentences) for s in own))
    return " ".join(out[1:])


CASES = [
    ("nothing shared: the other version follows as a whole", [[1, 2], [1, 1]], {}, "a0 | a1 a2 | b0 | b1"),
    (
        "an addition stands behind what precedes it",
        [[1, 1, 1], [1, 1, 1]],
        {(0, 1): [link(0, 0), link(2, 2)]},
        "a0=b0 | b1 | a1 | a2=b2",
    ),
    (
        "an addition never splits a paragraph of the leading version",
        [[3], [1, 1, 1]],
        {(0, 1): [link(0, 0), link(2, 2)]},
        "a0=b0 a1 a2=b2 | b1",
    ),
    (
        "a moved link is no landmark",
        [[1, 1, 1], [1, 1, 1, 1]],
        {(0, 1): [link(0, 0), link(1, 3), link(2, 1, moved=True)]},
        "a0=b0 | b2 | a1=b3 | a2=b1",
    ),
    (
        "what opens the other version stands before its first landmark, behind the leading opening",
        [[1, 1, 1], [1, 1, 1]],
        {(0, 1): [link(2, 2)]},
        "a0 | a1 | b0 | b1 | a2=b2",
    ),
    ("… even where the landmark is the opening itself", [[1, 1], [1, 1]], {(0, 1): [link(0, 1)]}, "a0=b1 | b0 | a1"),
    ("a doubled headline is one telling", [[1, 1, 1], [1]], {(0, 1): [link(0, 0), link(1, 0)]}, "a0=a1=b0 | a2"),
    (
        "a headline a little like the first sentence stays apart from it",
        [[1, 1], [1, 1]],
        {(0, 1): [link(0, 0), link(0, 1, Reuse.REWORDED), link(1, 1, Reuse.VERBATIM)]},
        "a0=b0 | a1=b1",
    ),
    ("n : m is one telling", [[2, 1], [1, 1]], {(0, 1): [link((0, 1), 0)]}, "a0=a1=b0 | b1 | a2"),
    (
        "related links bind nothing",
        [[1, 1], [1, 1]],
        {(0, 1): [link(0, 1, Reuse.RELATED), link(0, 0, Reuse.VERBATIM)]},
        "a0=b0 | b1 | a1",
    ),
    (
        "three versions: a chain of links is one telling",
        [[1, 1], [1, 1], [1, 1]],
        {(0, 1): [link(0, 0)], (1, 2): [link(0, 0), link(1, 1)]},
        "a0=b0=c0 | b1=c1 | a1",
    ),
    (
        "three versions: an addition finds its place beside another version's addition",
        [[1, 1], [1, 1, 1], [1, 1, 1]],
        {(0, 1): [link(0, 0)], (0, 2): [link(0, 0)], (1, 2): [link(1, 1)]},
        "a0=b0=c0 | b1=c1 | c2 | b2 | a1",
    ),
    (
        "one paragraph of additions is torn only where a landmark stands between",
        [[1, 1], [2, 3]],
        {(0, 1): [link(0, 0), link(1, 3)]},
        "a0=b0 | b1 | b2 | a1=b3 | b4",
    ),
]


@pytest.mark.parametrize(("shapes", "links", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_story_is_told_once(shapes: Sequence[Sequence[int]], links: Links, expected: str) -> None:
    assert told(comparison_of(shapes, links)) == expected


def test_any_version_can_lead() -> None:
    comparison = comparison_of([[1, 1, 1], [1, 1]], {(0, 1): [link(0, 0), link(2, 1)]})
    assert told(comparison, lead=1) == "a0=b0 | a1 | a2=b1"
    assert [t.host for t in merged_order(comparison, lead=1)] == [1, 0, 1]


def test_a_telling_knows_its_versions() -> None:
    comparison = comparison_of([[2], [1]], {(0, 1): [link(1, 0)]})
    alone, both = merged_order(comparison)
    assert (alone.versions, alone.shared) == ((0,), False)
    assert (both.versions, both.shared) == ((0, 1), True)


def test_an_empty_version_and_no_version_are_told_too() -> None:
    assert told(comparison_of([[], [1, 1]], {})) == "b0 | b1"
    assert merged_order(Comparison((), ())) == ()


def test_a_version_that_is_not_there_cannot_lead() -> None:
    with pytest.raises(IndexError):
        merged_order(comparison_of([[1], [1]], {}), lead=2)


def test_pairs_not_yet_compared_count_as_unlinked() -> None:
    comparison = comparison_of([[1], [1]], {})
    assert told(Comparison(comparison.versions, ())) == "a0 | b0"


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """Any shape of up to three versions, with any links between them."""
    shapes = draw(st.lists(st.lists(st.integers(1, 3), max_size=5), min_size=1, max_size=3))
    links: dict[tuple[int, int], list[Link]] = {}
    for left in range(len(shapes)):
        for right in range(left + 1, len(shapes)):
            if sum(shapes[left]) and sum(shapes[right]):
                some = st.builds(
                    link,
                    st.sets(st.integers(0, sum(shapes[left]) - 1), min_size=1, max_size=2).map(sorted),
                    st.sets(st.integers(0, sum(shapes[right]) - 1), min_size=1, max_size=2).map(sorted),
                    st.sampled_from(Reuse),
                    moved=st.booleans(),
                )
                links[left, right] = draw(st.lists(some, max_size=6))
    return comparison_of(shapes, links)


@given(comparisons(), st.integers(0, 2))
def test_every_sentence_stands_in_exactly_one_telling(comparison: Comparison, lead: int) -> None:
    order = merged_order(comparison, min(lead, len(comparison.versions) - 1))
    stands = sorted((v, s) for telling in order for v, own in enumerate(telling.sentences) for s in own)
    assert stands == [(v, s) for v, version in enumerate(comparison.versions) for s in range(len(version.sentences))]
    assert all(telling.sentences[telling.host] for telling in order)
    assert [t.paragraph for t in order] == sorted(t.paragraph for t in order)


@given(comparisons(), st.integers(0, 2))
def test_the_leading_version_keeps_its_order_and_its_paragraphs(comparison: Comparison, lead: int) -> None:
    lead = min(lead, len(comparison.versions) - 1)
    order = merged_order(comparison, lead)
    firsts = [telling.sentences[lead][0] for telling in order if telling.sentences[lead]]
    assert firsts == sorted(firsts)
    for telling in order:
        assert (telling.host == lead) == bool(telling.sentences[lead])
    paragraphs: dict[int, set[tuple[int, int]]] = {}
    for telling in order:
        own = telling.sentences[telling.host][0]
        source = comparison.versions[telling.host].sentences[own].paragraph
        paragraphs.setdefault(telling.paragraph, set()).add((telling.host, source))
    assert all(len(sources) == 1 for sources in paragraphs.values()), "a merged paragraph comes from one paragraph"


@given(comparisons())
def test_a_strong_links_ends_part_only_where_both_versions_tell_both(comparison: Comparison) -> None:
    where: dict[tuple[int, int], Telling] = {}
    for telling in merged_order(comparison):
        where.update({(v, s): telling for v, own in enumerate(telling.sentences) for s in own})
    for pair in comparison.pairs:
        for found in pair.links:
            if found.reuse.strong:
                lefts = [where[pair.left, s] for s in found.left]
                rights = [where[pair.right, s] for s in found.right]
                assert all(end is ends[0] for ends in (lefts, rights) for end in ends)
                assert lefts[0] is rights[0] or {pair.left, pair.right} <= {*lefts[0].versions} & {*rights[0].versions}


@pytest.mark.slow
def test_the_order_does_not_hang_on_the_hash_seed() -> None:
    code = (
        "from tests.merge.test_reading import CASES, comparison_of, told\n"
        "print([told(comparison_of(shapes, links)) for _, shapes, links, _ in CASES])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(outputs) == 1
