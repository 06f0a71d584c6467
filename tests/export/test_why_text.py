"""Why a link is one, in plain words."""

from __future__ import annotations

from dataclasses import replace

from reader.align.alignment import Rule
from reader.align.compare import decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.explain import Candidate, explain
from reader.align.links import Lack
from reader.align.prepared import prepare
from reader.export.why_text import ground_line, lack_line, reasons_text, why_lines
from reader.story.version import Role, Version
from tests.align.helpers import version


def test_the_reasons_stand_one_on_a_line() -> None:
    a = version("Then Dmitri Orlov,\nof Velden, shut the bridge.", "The bridge is old.")
    b = version("Rain fell.", "In Velden Dmitry Orlov shut the bridge.", siglum="B")
    prepared = prepare([a, b])
    (link,) = [link for link in decide(prepared).pairs[0].links if link.reuse.strong]
    lines = why_lines(explain(prepared, 0, 1, link), a, b)
    assert lines[0].startswith(f"Score {link.score:.2f}: words ")
    assert lines[1].startswith("Rarest shared words, of 4 sentences: ")
    assert "Dmitri / Dmitry 0.68 (in 2)" in lines[1]
    assert "bridge 0.53 (in 3)" in lines[1]
    assert lines[2] == "Ignored differences: punctuation, spelling variants, function words"
    assert lines[3] == "Same word: A: Dmitri / B: Dmitry"
    assert lines[4].startswith("Runner-up 0.")
    assert lines[4].endswith("A 2 and B 2: The bridge is old. / In Velden Dmitry Orlov shut the bridge.")


def test_punctuation_that_differs_is_listed_and_none_is_called_ignored() -> None:
    a = version("The rebels killed terrorists there.")
    b = version("The rebels killed “terrorists” there!", siglum="B")
    prepared = prepare([a, b])
    (link,) = decide(prepared).pairs[0].links
    lines = why_lines(explain(prepared, 0, 1, link), a, b)
    assert [line for line in lines if line.startswith(("Punct", "Ignored"))] == [
        "Punctuation: A: (nothing) / B: “",
        "Punctuation: A: (nothing) / B: ”",
        "Punctuation: A: . / B: !",
    ]


def test_nothing_in_common_is_said() -> None:
    a, b = version("The bridge fell."), version("It rained.", siglum="B")
    prepared = prepare([version("The bridge fell."), version("The bridge fell.", siglum="B")])
    (link,) = decide(prepared).pairs[0].links
    assert why_lines(explain(prepared, 0, 1, link), a, b)[-1] == "Runner-up: none"


def candidate(score: float, lacks: Lack | None, needed: float, value: float | None = None) -> Candidate:
    return Candidate(left=0, right=0, score=score, lacks=lacks, value=score if value is None else value, needed=needed)


def test_what_a_candidate_lacks_stands_in_one_line() -> None:
    a, b = version("The mill fell.", "Rain."), version("The bridge stood.", "Snow.", siglum="B")
    taken = candidate(0.4, Lack.RIVAL, 0.36)
    lines = {
        candidate(0.19, Lack.SCORE, 0.25): "0.19, below 0.25",
        candidate(0.25, Lack.SCORE, 0.25, value=0.2496): "0.2496, below 0.25",
        candidate(0.3, Lack.NAMES, 0.4): "0.30, below the 0.40 needed where names differ",
        candidate(0.3, Lack.PERSON, 0.5): "0.30, below the 0.50 needed where only a person is shared",
        candidate(0.3, Lack.CONTENT, 0.25): "0.30, but no content word in common",
        candidate(0.37, Lack.MARGIN, 0.36, value=0.34): "0.37, or 0.34 with its margin over its rivals, below 0.36",
        candidate(0.38, Lack.VAGUE, 0.4): "0.38, below the 0.40 needed where two versions keep each other's wording",
        replace(taken, rival=(0, 1), rival_score=0.5): "0.40, but A 1 is nearer to B 2, 0.50",
        replace(taken, rival=(0, 1), rival_score=0.38): "0.40, but A 1 has matching neighbours beside B 2, 0.38",
        replace(taken, rival=(1, 0), rival_score=0.5, rival_linked=True): "0.40, but B 1 is linked to A 2, 0.50",
        candidate(0.8, None, 0.0): "0.80, but you cut it",
    }
    assert [lack_line(candidate, a, b) for candidate in lines] == list(lines.values())


def grounds(*versions: Version, decisions: tuple[Decision, ...] = ()) -> dict[tuple[int, int], tuple[Rule | None, str]]:
    """For the first sentences of each link, which rule linked it and what is said of that."""
    prepared = prepare(versions)
    links = decide(prepared, decisions=decisions).pair(0, 1).links
    return {
        (link.left[0], link.right[0]): (
            link.rule,
            ground_line(link, explain(prepared, 0, 1, link, links), *versions[:2]),
        )
        for link in links
    }


def test_a_headline_and_a_lead_in_other_words_are_said_to_open_the_report_with_one_event() -> None:
    a = version(
        "Velden shelling ends after river truce",
        [
            "The guns on the river Orla fell silent on Tuesday after nine days of shelling, said officials.",
            "Ferries are to run again from Thursday.",
        ],
        "Aid workers counted 340 broken windows in Velden.",
        roles=[Role.HEADLINE],
    )
    b = version(
        "Truce holds at Velden",
        [
            "Shelling of Velden stopped after nine days, officials in Sevrin said.",
            "Ferries will run again from Thursday.",
        ],
        "Divers searched until dark.",
        siglum="B",
        roles=[Role.HEADLINE],
    )
    rule, line = grounds(a, b)[0, 0]
    assert rule is Rule.WEIGHED
    assert line.startswith(
        "Linked: taken together, what is known of them makes one statement likely; both open the report"
    )
    assert "both have Velden" in line


def test_a_sentence_that_stands_in_a_longer_one_is_said_to_do_so_seen_from_either_version() -> None:
    short = "Aid workers counted 340 broken windows in Velden."
    long = (
        "Aid workers counted 340 broken windows in Velden, and the mill, the school and both bakeries lost their roofs."
    )
    a, b = version("A bell rang at noon.", long), version("Rain fell on the quay.", short, siglum="B")
    (_, seen), (_, turned) = grounds(a, b)[1, 1], grounds(b, a)[1, 1]
    assert "; half of B 2 or more stands in A 2; both have 340 and Velden; nothing else comes near" in seen
    assert seen == turned


def test_names_and_numbers_are_named_as_each_side_writes_them() -> None:
    a = version("Rain fell on the quay.", "Out in the ice Dmitri Orlov counted twelve boats.")
    b = version("A bell rang at noon.", "Out in the ice Dmitry Orlov counted 12 boats.", siglum="B")
    assert "both have Dmitri / Dmitry, Orlov and twelve / 12" in grounds(a, b)[1, 1][1]


def test_a_number_below_nought_is_none_that_both_have() -> None:
    a = version("Rain fell on the quay.", "The glass on the pass above the hut fell to −5 degrees that night.")
    b = version("A bell rang at noon.", "The glass on the pass above the hut fell to 5 degrees that night.", siglum="B")
    line = grounds(a, b)[1, 1][1]
    assert line.startswith("Linked: ")
    assert "5" not in line


def test_each_rule_is_said_in_words() -> None:
    a = version(
        "Bread grew dear in Velden.",
        "Aid workers counted 340 broken windows in the old town of Velden, and not a single pane in the shops.",
        "The mill had lost its roof in the storm.",
        "A bell rang at noon.",
        "One of the dead was named as Pavel Lukin, a Ranger from Velden's Marsh quarter.",
    )
    b = version(
        "Bread grew dear in Velden.",
        [
            "Aid workers counted 340 broken windows in the old town of Velden.",
            "Not a single pane in the shops was broken.",
        ],
        "In the storm the mill had lost its roof.",
        "Divers searched the harbour until dark.",
        "Leader of the Rangers in Velden's Marsh quarter, Anton Breda, spoke of dozens of dead.",
        siglum="B",
    )
    told = grounds(a, b)
    assert told[0, 0] == (Rule.SAME_WORDS, "Linked: both have the same words")
    assert told[1, 1][0] is Rule.BEAD
    assert told[1, 1][1].startswith("Linked: one says what two neighbours say together; ")
    assert told[2, 3][1].startswith("Linked: each is nearest to the other; ")
    assert told[4, 5][1].startswith("Related: they tell a fact in common, each in a statement of its own")


def test_a_pinned_link_needs_no_ground() -> None:
    a, b = version("The bridge fell."), version("It rained.", siglum="B")
    pin = Decision(DecisionKind.PIN, (0, 1), (0,), (0,))
    assert grounds(a, b, decisions=(pin,)) == {(0, 0): (None, "")}


def test_the_grounds_stand_under_the_heading_of_a_link() -> None:
    a, b = version("The bridge fell."), version("The bridge fell.", siglum="B")
    prepared = prepare([a, b])
    lines = reasons_text(prepared, decide(prepared)).splitlines()
    assert lines[:2] == ["Why A 1 and B 1, verbatim:", "Linked: both have the same words"]
