"""The brief: core, disagreements, what only one has, who is quoted, figures and days."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.export.brief import brief_html, brief_json, brief_markdown
from reader.merge.brief import Brief, brief_lines, brief_of
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.sentences import segment
from reader.story.version import Version
from tests.merge.made import made_version


def text_version(siglum: str, *paragraphs: str, date: str = "2031-02-12") -> Version:
    text = "\n\n".join(paragraphs)
    made, sentences = segment(text)
    base = made_version(siglum, [["x"]], name=f"Paper {siglum}", date=date)
    return replace(base, text=text, title=paragraphs[0], paragraphs=made, sentences=sentences, language="en")


FIRE = (
    text_version(
        "A",
        "Fire at the mill in Tarn",
        "Three people were killed when the mill in Tarn burned down on 11 February 2031.",
        "“The roof came down before the engines were there,” said Ana Kell, the mayor of Tarn.",
        "The mill had ground rye for the islands since 1788.",
    ),
    text_version(
        "B",
        "Mill burns down in Tarn",
        "Five people were killed when the mill in Tarn burned down on 11 February 2031.",
        "“The roof came down before the engines were there,” Ana Kell said.",
        "The owners, two brothers from Sorel, had bought it in the spring.",
    ),
    text_version(
        "C",
        "Deaths in Tarn mill fire",
        "Five people were killed when the mill in Tarn burned down on 11 February 2031.",
        "The mill had ground rye for the islands since 1788.",
    ),
)


@pytest.fixture(scope="module")
def fire() -> Brief:
    return brief_of(compare(FIRE))


@pytest.fixture(scope="module")
def bell() -> Comparison:
    return compare(open_story([str(shipped_stories()[1])]).versions)


def test_each_version_opens_with_its_headline_and_lead(fire: Brief) -> None:
    headlines = [opening.headline.text for opening in fire.openings if opening.headline]
    assert headlines == ["Fire at the mill in Tarn", "Mill burns down in Tarn", "Deaths in Tarn mill fire"]
    assert all(opening.lead and "people were killed" in opening.lead.text for opening in fire.openings)


def test_the_core_is_what_most_versions_tell(fire: Brief) -> None:
    assert [sorted(version for version, _ in point.told) for point in fire.core] == [[0, 1, 2], [0, 1], [0, 2]]


def test_a_disagreement_names_every_value_with_who_has_it(fire: Brief) -> None:
    [toll] = [found for found in fire.disagreements if found.kind == "differs"]
    assert [(value.node[0], value.text) for value in toll.values] == [(0, "Three"), (1, "Five"), (2, "Five")]


def test_what_one_version_alone_tells_stands_under_its_name_and_what_it_leaves_out_too(fire: Brief) -> None:
    assert any("two brothers" in point.text for point in fire.alone[1])
    assert [point.text for point in fire.omitted[1]] == ["The mill had ground rye for the islands since 1788."]
    assert any("The roof came down" in point.text for point in fire.omitted[2])


def test_a_speaker_is_one_with_office_and_without_and_the_words_of_quotations_are_counted(fire: Brief) -> None:
    [kell] = [speaker for speaker in fire.speakers if "Kell" in speaker.name]
    assert kell.words == (9, 9, 0)
    assert kell.reported == (1, 1, 0)


def test_figures_stand_side_by_side(fire: Brief) -> None:
    [killed] = [figure for figure in fire.figures if figure.of == "killed"]
    said = [[value.text for value in values] for values in killed.values]
    assert said == [["Three people"], ["Five people"], ["Five people"]]


def test_days_are_in_order_and_name_who_tells_of_them(fire: Brief) -> None:
    told = {day.when: [value.node[0] for value in day.told] for day in fire.days}
    assert list(told) == ["1788", "2031-02-11"]
    assert told["2031-02-11"] == [0, 1, 2]


def test_every_line_leads_to_the_passage_it_quotes(bell: Comparison) -> None:
    brief = brief_of(bell)
    lines = [line for line in brief_lines(brief) if line.level]
    assert all(line.node is not None for line in lines)
    for point in (*brief.core, *(point for own in brief.alone for point in own)):
        version, sentence = point.node
        first = " ".join(brief.versions[version].sentence_text(sentence).split())
        assert point.text.startswith(first)


def test_the_shipped_story_of_three_versions_tells_its_three_conflicts(bell: Comparison) -> None:
    values = [{value.text for value in found.values} for found in brief_of(bell).disagreements]
    assert {"410", "480"} in values
    assert {"Kaspar Lund", "Tobias Lund"} in values


def test_two_versions_have_no_section_of_what_is_left_out() -> None:
    titles = [line.text for line in brief_lines(brief_of(compare(FIRE[:2]))) if line.level == 0]
    assert "What both tell" in titles
    assert not any(title.startswith("Not in") for title in titles)


def test_the_markdown_and_the_page_hold_every_line_and_take_no_text_for_markup() -> None:
    hostile = text_version("B", "<b>Mill</b> *burns*", "A [link](javascript:x) & <script>alert(1)</script> stood.")
    comparison = compare([FIRE[0], hostile])
    markdown, page = brief_markdown(comparison, title="T"), brief_html(comparison, title="<T>")
    assert r"\<script\>" in markdown
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<title>&lt;T&gt;</title>" in page
    for line in brief_lines(brief_of(comparison)):
        if line.level == 0:
            assert f"## {line.text}" in markdown


def test_the_data_has_a_format_and_each_part(bell: Comparison) -> None:
    read = json.loads(brief_json(bell))
    assert read["format"] == "diptych/brief@1"
    assert [version["siglum"] for version in read["versions"]] == ["A", "B", "C"]
    assert set(read) >= {"openings", "core", "disagreements", "alone", "omitted", "speakers", "figures", "days"}
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", read["days"][0]["when"])


NAVY = (
    text_version(
        "A",
        "The frigate Halden stopped a raid in the strait on Saturday and held 23 heavily armed men and their boats.",
        "Its crew found seven AK-47 rifles and 13 loaded magazines in the dhow.",
        "In November the frigate Orre had sunk a trawler.",
    ),
    text_version(
        "B",
        "The frigate Halden stopped a raid in the strait on Saturday and held 23 piracy suspects.",
        "Its crew found seven AK-47s and 13 loaded magazines in the dhow.",
        "In November a cruise line sent its guests home by air.",
    ),
    text_version(
        "C",
        "The frigate Halden stopped a raid in the strait on Saturday and held 24 men.",
        "None of them said where they had come from.",
    ),
)


def test_a_figure_names_what_is_counted_and_not_the_word_behind_the_number() -> None:
    brief = brief_of(compare(NAVY))
    said = {value.text for figure in brief.figures for values in figure.values for value in values}
    assert {"23 heavily armed men", "23 piracy suspects", "13 loaded magazines"} <= said
    assert not said & {"23 heavily", "23 piracy", "13 loaded", "seven AK"}


def test_each_side_of_a_disagreement_is_quoted() -> None:
    lines = list(brief_lines(brief_of(compare(NAVY))))
    at = next(n for n, line in enumerate(lines) if line.text.startswith("differs: 23"))
    quoted = [line for line in lines[at + 1 : at + 3] if line.level == 2]
    assert {line.mark for line in quoted} >= {"C"}
    assert any("24 men" in line.text for line in quoted)
    assert any("held 23" in line.text for line in quoted)


def test_a_line_of_the_core_says_right_below_what_some_tell_otherwise(bell: Comparison) -> None:
    lines = list(brief_lines(brief_of(bell)))
    at = next(n for n, line in enumerate(lines) if "ten past seven" in line.text and line.level == 1)
    assert lines[at].mark == "ABC"
    assert (lines[at + 1].level, lines[at + 1].mark) == (2, "ABC")
    assert lines[at + 1].text == "! differs: ten past six (A) / ten past seven (B, C)"


def test_what_happened_on_one_day_or_in_one_month_is_told_by_who_tells_it() -> None:
    lines = list(brief_lines(brief_of(compare(NAVY))))
    at = next(n for n, line in enumerate(lines) if line.text.startswith("Nov 2031: "))
    assert (lines[at].mark, lines[at + 1].mark) == ("A", "B")
    assert "cruise line" in lines[at + 1].text


def test_nobody_is_no_source() -> None:
    assert not any("None" in speaker.name for speaker in brief_of(compare(NAVY)).speakers)


def test_a_line_of_the_core_names_only_those_who_tell_all_that_it_quotes(bell: Comparison) -> None:
    brief = brief_of(bell)
    for point in brief.core:
        version = brief.versions[point.node[0]]
        quoted = [
            s
            for s in range(point.node[1], len(version.sentences))
            if " ".join(version.sentence_text(s).split()) in point.text
        ]
        for other, _ in point.told:
            if other != point.node[0]:
                pair = bell.pair(point.node[0], other)
                linked = {s for link in pair.links if link.reuse.strong for s in link.left}
                assert set(quoted) <= linked
