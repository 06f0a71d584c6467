"""The two articles the project began with: what is linked, and what each paragraph is for."""

from __future__ import annotations

from reader.align.alignment import EditOp, Reuse, coverage, shared_sentences
from reader.align.compare import compare
from reader.story.version import Role
from tests.align.helpers import given_articles


def test_exactly_the_shared_sentences_are_linked() -> None:
    strong = [link for link in compare(given_articles()).pairs[0].links if link.reuse.strong]
    assert [(link.left, link.right, link.reuse) for link in strong] == [
        ((0,), (0,), Reuse.VERBATIM),  # the headline
        ((1,), (0,), Reuse.VERBATIM),  # its repeat
        ((14,), (16,), Reuse.EDITED),  # the quotation
        ((24,), (23,), Reuse.VERBATIM),  # the sentence at the end of two different paragraphs
    ]
    assert not any(link.moved for link in strong)


def test_the_moved_attribution_shows_word_by_word() -> None:
    left, right = given_articles()
    (link,) = [link for link in compare([left, right]).pairs[0].links if link.reuse is Reuse.EDITED]
    told = [(e.op, len(e.left.of(left.text).split()), len(e.right.of(right.text).split())) for e in link.edits]
    assert told == [
        (EditOp.EQUAL, 10, 10),  # the quotation
        (EditOp.MOVED, 2, 0),  # the office
        (EditOp.VARIANT, 2, 1),  # the given name in its two spellings, an initial with one
        (EditOp.EQUAL, 1, 1),  # the name
        (EditOp.MOVED, 0, 3),  # the office, with an article
        (EditOp.REPLACE, 2, 6),  # to whom he spoke
    ]


def test_related_links_are_few_and_without_strays() -> None:
    comparison = compare(given_articles())
    related = [link for link in comparison.pairs[0].links if link.reuse is Reuse.RELATED]
    assert len(related) <= 3
    for version, own in zip(comparison.versions, ([k.left for k in related], [k.right for k in related]), strict=True):
        assert not any(version.paragraphs[version.sentences[i].paragraph].role.aside for group in own for i in group)


def test_no_conflict_is_seen_between_different_things() -> None:
    assert not [c for link in compare(given_articles()).pairs[0].links for c in link.conflicts]


def test_each_paragraph_has_its_role() -> None:
    left, right = compare(given_articles()).versions
    special = [
        [(n, p.role) for n, p in enumerate(version.paragraphs) if p.role is not Role.BODY] for version in (left, right)
    ]
    assert special[0] == [
        (0, Role.HEADLINE),
        (1, Role.REPEAT),
        (10, Role.STRAY),
        (11, Role.STRAY),
        (14, Role.HEADING),
        (20, Role.FURNITURE),
    ]
    assert special[1] == [(0, Role.HEADLINE), (8, Role.STRAY), (9, Role.STRAY), (11, Role.HEADING)]


def test_most_of_both_is_unique() -> None:
    comparison = compare(given_articles())
    for number, version in enumerate(comparison.versions):
        assert 0.05 < coverage(version, shared_sentences(comparison, number)) < 0.15
