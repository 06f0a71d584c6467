"""Facts that the two sides of a link state differently."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.align.alignment import Conflict, Reuse, weightiest
from reader.align.compare import compare
from reader.align.edits import Passage, reuse_of
from reader.align.facts.conflicts import conflicts_of
from reader.align.facts.quotations import quoted_places
from reader.align.facts.statement import Statement
from reader.align.words import words_of
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Span, Version
from tests.align.helpers import align, given_articles, gold, version

Text = str | list[str]
Facts = list[tuple[str, str, str, str]]

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("conflicts.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Pairs of sentences with the conflicts that a reader sees in them; `missed` where we are known to see none of them,
and `false` with what we are known to see that is none."""
IDS = [case["case"] for case in CASES]

LINE = """Dozens of about 100 at least twelve people were killed injured in Velden Ostrel on Tuesday 3 October May 2030
not never failed to act said denied confirmed the ministry Jon Petrie Ruth Pell according “ ” " ten past six p.m. noon
$5 million €5 13.5 % kilograms half an hour one none a child , . ; who [ ] unsafe safe hundreds thousands between and
several allegedly 1,503 1,500 second third morning evening weekend nobody don't it's — 東京 *"""
WORDS = LINE.split()
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join), min_size=1, max_size=3)


def passage(text: Text, siglum: str) -> tuple[Version, Passage]:
    told = version([text] if isinstance(text, str) else text, siglum=siglum)
    return told, Passage(told, words_of(told), range(len(told.sentences)))


def conflicts(left: Text, right: Text, reuse: Reuse | None = None) -> Facts:
    """The conflicts of a link between two texts; its reuse is by its words unless given."""
    (a, here), (b, there) = passage(left, "A"), passage(right, "B")
    found = conflicts_of(here, there, reuse or reuse_of(here, there))
    return [(c.kind, c.about, c.left.of(a.text), c.right.of(b.text)) for c in found]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_each_case_has_its_conflicts_and_no_other(case: dict[str, Any]) -> None:
    expected = [] if case.get("missed") else [tuple(conflict) for conflict in case["conflicts"]]
    expected += [tuple(conflict) for conflict in case.get("false", ())]
    assert sorted(conflicts(case["a"], case["b"])) == sorted(expected)


def test_few_cases_are_missed_and_few_conflicts_are_none() -> None:
    with_conflicts = sum(bool(case["conflicts"]) for case in CASES)
    assert sum(bool(case.get("missed")) for case in CASES) <= 0.05 * with_conflicts
    assert sum(len(case.get("false", ())) for case in CASES) <= 0.03 * with_conflicts


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_swapped_sides_give_the_mirrored_conflicts(case: dict[str, Any]) -> None:
    turned = [(kind, about, right, left) for kind, about, left, right in conflicts(case["b"], case["a"])]
    assert sorted(turned) == sorted(conflicts(case["a"], case["b"]))


@settings(max_examples=settings().max_examples * 4, deadline=None)
@given(texts, texts, st.sampled_from(list(Reuse)))
def test_any_words_give_mirrored_conflicts_inside_their_sentences(
    left: list[str], right: list[str], reuse: Reuse
) -> None:
    (a, here), (b, there) = passage(left, "A"), passage(right, "B")
    found = conflicts_of(here, there, reuse)
    turned = tuple(sorted((c.mirrored() for c in conflicts_of(there, here, reuse)), key=lambda c: (c.left, c.right)))
    assert sorted(turned, key=repr) == sorted(found, key=repr)
    for told, spans in ((a, [c.left for c in found]), (b, [c.right for c in found])):
        for span in spans:
            assert told.sentences[0].span.start <= span.start <= span.end <= told.sentences[-1].span.end


@settings(max_examples=100, deadline=None)
@given(texts)
def test_the_same_words_hold_no_conflict(text: list[str]) -> None:
    here, there = passage(text, "A")[1], passage([t.upper() for t in text], "B")[1]
    assert here.forms != there.forms or conflicts_of(here, there, Reuse.VERBATIM) == ()


def test_an_empty_side_holds_no_conflict() -> None:
    assert conflicts("* * *", "Forty men crossed.", Reuse.EDITED) == []


def test_sentences_that_stand_apart_do_not_lend_each_other_their_words() -> None:
    told = version(["Forty men crossed the Orla.", "A dog barked.", "They had no lamps."], siglum="A")
    other = version("Sixty men crossed the Orla and had no lamps.", siglum="B")
    here, there = Passage(told, words_of(told), (0, 2)), Passage(other, words_of(other), (0,))
    (found,) = conflicts_of(here, there, Reuse.EDITED)
    assert (found.left.of(told.text), found.right.of(other.text)) == ("Forty", "Sixty")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("The quake killed 11 people.", "Nine people died in the quake.", [("differs", "number", "11", "Nine")]),
        ("The quake shook 11 villages.", "Nine villages felt the quake.", []),
        ("The quake came on Monday.", "On Tuesday the quake came.", []),
        ("The quake killed 11, police said.", "The quake killed 11, the army said.", []),
    ],
)
def test_in_a_related_link_only_the_toll_is_compared(left: str, right: str, expected: Facts) -> None:
    assert conflicts(left, right, Reuse.RELATED) == expected


def test_what_differs_weighs_more_than_what_is_vaguer() -> None:
    kinds = ("vaguer", "source", "negated", "differs", "vaguer")
    told = [Conflict(kind, str(n), Span(n, n), Span(n, n)) for n, kind in enumerate(kinds)]
    assert [c.about for c in weightiest(told)] == ["3", "2", "1", "0", "4"]


def strong_conflicts(left: Version, right: Version) -> Facts:
    links = [link for link in align(left, right) if link.reuse.strong]
    return [(c.kind, c.about, c.left.of(left.text), c.right.of(right.text)) for link in links for c in link.conflicts]


@pytest.mark.parametrize(
    ("story", "left", "right", "expected"),
    [
        (0, 0, 1, [
            ("vaguer", "number", "forty", "Dozens"),
            ("source", "attribution", "provincial interior ministry", "Anton Rezha"),
        ]),
        (1, 0, 1, [("differs", "time", "ten past six", "ten past seven"), ("differs", "quantity", "410", "480")]),
        (1, 0, 2, [
            ("differs", "time", "ten past six", "ten past seven"),
            ("differs", "name", "Kaspar Lund", "Tobias Lund"),
        ]),
        (1, 1, 2, [("differs", "quantity", "480", "410"), ("differs", "name", "Kaspar Lund", "Tobias Lund")]),
        (2, 0, 1, [
            ("vaguer", "number", "three", "several"),
            ("negated", "statement", "failed to act", "act"),
            ("differs", "number", "38", "28"),
            ("source", "attribution", "Greta Sandys", "person familiar with the building"),
            ("vaguer", "quotation", "we told them again at Christmas, and what we got was a bucket", ""),
        ]),
    ],
)  # fmt: skip
def test_the_stories_that_ship_disagree_where_they_were_made_to(
    story: int, left: int, right: int, expected: Sequence[tuple[str, str, str, str]]
) -> None:
    versions = open_story([str(shipped_stories()[story])]).versions
    assert strong_conflicts(versions[left], versions[right]) == expected


def test_the_false_friends_of_the_given_articles_are_no_conflicts() -> None:
    assert [c for link in compare(given_articles()).pairs[0].links for c in link.conflicts] == []


def test_numbers_that_people_marked_in_real_news_are_found_where_they_are_linked() -> None:
    found = right = 0
    for row in gold("news"):
        marked = {(i, j) for i, j, *_ in row["conflicts"]}
        for link in align(version(*row["a"]), version(*row["b"], siglum="B")):
            for conflict in link.conflicts:
                if conflict.about in ("number", "quantity", "money", "date", "time"):
                    found += 1
                    right += (link.left[0], link.right[0]) in marked
    assert found >= 1
    assert right >= 0.75 * found


def test_essays_revised_by_their_authors_hold_next_to_no_conflict() -> None:
    links = conflicting = 0
    for row in list(gold("drafts"))[:30]:
        for link in align(version(*row["a"]), version(*row["b"], siglum="B")):
            if link.reuse in (Reuse.EDITED, Reuse.REWORDED):
                links += 1
                conflicting += bool(link.conflicts)
    assert conflicting <= 0.02 * links


@pytest.mark.timeout(20)
def test_tables_and_pages_without_a_full_stop_are_passed_over() -> None:
    numbers = " ".join(str(n) for n in range(10, 300))
    assert conflicts(f"The numbers were {numbers}.", f"The numbers are {numbers[5:]}.", Reuse.EDITED) == []
    page = "Nobody said on Monday that 40 men had crossed " * 400
    assert conflicts(page, page.replace("40", "60"), Reuse.EDITED) == []


def test_a_link_is_searched_at_once() -> None:
    work = [(passage(case["a"], "A")[1], passage(case["b"], "B")[1]) for case in CASES]
    reuses = [reuse_of(*sides) for sides in work]
    times = []
    for _ in range(3):
        start = time.process_time()
        for sides, reuse in zip(work, reuses, strict=True):
            conflicts_of(*sides, reuse)
        times.append(time.process_time() - start)
    assert min(times) < 0.001 * len(work)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("„Die Brücke hält noch“, sagte Vera Lenz.", ["die brücke hält noch"]),
        ("»Die Brücke hält noch«, sagte Vera Lenz.", ["die brücke hält noch"]),
        ("„Most wytrzyma”, powiedziała Vera Lenz.", ["most wytrzyma"]),
        ("“The bridge still holds,” said Vera Lenz, “and it will.”", ["the bridge still holds", "and it will"]),
        ("Vera Lenz a dit «\u00a0non\u00a0» deux fois.", ["non"]),
        ("Sie sagte: „Ja.“ Dann schwieg sie. „Nein“, sagte er.", ["ja", "nein"]),
        ("Die Brücke hält noch“, sagte Vera Lenz.", []),
        ("Die Brücke hält noch«, sagte Vera Lenz.", []),
        ("Le pont tient encore », a dit Vera Lenz.", []),
    ],
)
def test_a_quotation_ends_with_a_mark_that_closes_its_own(text: str, quoted: list[str]) -> None:
    side = Statement(passage(text, "A")[1])
    assert [" ".join(side.forms[first:last]) for first, last in quoted_places(side)] == quoted
