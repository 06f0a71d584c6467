"""Versions in different languages: levelled by place and length, and what that leaves alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from reader.align.across import Text, levelled, text_of
from reader.align.alignment import Comparison, Link, Reuse, Rule
from reader.align.compare import compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.edits import Passage
from reader.align.facts.conflicts import conflicts_of, figures_across
from reader.align.facts.reading import Facts
from reader.align.prepared import prepare
from reader.align.progress import Cancelled
from reader.align.words import words_of
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role, Version
from tests.align.helpers import version
from tests.align.tongues import languages, tellings
from tests.bench.texts import made_book, retold, verses


def in_language(language: str, *paragraphs: list[str] | str, siglum: str = "A") -> Version:
    return replace(version(*paragraphs, siglum=siglum), language=language, language_known="set")


GERMAN = in_language(
    "de",
    [
        "Am Morgen des 12. März verließ das Schiff den Hafen von Orla.",
        "An Bord waren 44 Menschen, und keiner von ihnen wusste, was die Kisten enthielten, die in der Nacht"
        " verladen worden waren.",
        "Der Kapitän schwieg.",
    ],
    [
        "„Wo liegt die Insel?“",
        "Niemand antwortete ihm.",
        "Drei Tage später riss das Ruder, und das Schiff trieb ohne Steuerung nach Süden, bis ein Fischer aus Velden"
        " es fand.",
    ],
    ["Er brachte alle in Sicherheit.", "Im Laderaum standen 215 Kisten."],
)
ENGLISH = in_language(
    "en",
    [
        "On the morning of 12 March the ship left the harbour of Orla.",
        "There were 44 people on board.",
        "None of them knew what was in the crates that had been loaded during the night.",
        "The captain said nothing.",
    ],
    [
        "“Where is the island?”",
        "Nobody answered him.",
        "Three days later the rudder broke, and the ship drifted south without steering until a fisherman from Velden"
        " found it.",
    ],
    ["He brought them all to safety.", "In the hold stood 251 crates."],
    siglum="B",
)


def links_of(left: Version, right: Version) -> tuple[Link, ...]:
    return compare((left, right)).pairs[0].links


def beads(links: tuple[Link, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.left, link.right) for link in links]


def test_a_translation_is_linked_sentence_to_sentence_and_a_split_sentence_to_both_parts() -> None:
    links = links_of(GERMAN, ENGLISH)
    assert beads(links) == [((0,), (0,)), ((1,), (1, 2)), *(((n,), (n + 1,)) for n in range(2, 8))]
    assert {(link.reuse, link.rule, link.edits) for link in links} == {(Reuse.TRANSLATED, Rule.LEVEL, ())}
    assert all(0.3 <= link.score <= 1 for link in links)


def test_a_number_that_the_translation_gives_otherwise_is_a_conflict() -> None:
    conflicts = [
        (conflict.kind, conflict.about, conflict.left.of(GERMAN.text), conflict.right.of(ENGLISH.text))
        for link in links_of(GERMAN, ENGLISH)
        for conflict in link.conflicts
    ]
    assert conflicts == [("differs", "number", "215", "251")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Das Beben hatte die Stärke 6,1.", "The earthquake had a magnitude of 6.1."),
        ("Das kostet 1.500 Kronen.", "It costs 1,500 crowns."),
        ("Der Weg ist 16 Kilometer lang.", "The path is 10 miles long."),
        ("Er zahlte 3 Millionen Euro.", "He paid $3.3 million."),
        ("Der Zug fährt um 14 Uhr.", "The train leaves at 2 pm."),
        ("Zwölf Männer und 3 Frauen kamen.", "Twelve men and three women came."),
        ("Sie fanden 300 Briefe.", "They found letters from 1973 and 300 parcels."),
        ("Er war 17 Jahre alt.", "He was a teenager."),
    ],
)
def test_the_same_number_written_otherwise_is_no_conflict(one: str, other: str) -> None:
    left, right = in_language("de", [*GERMAN_SENTENCES, one]), in_language("en", [*ENGLISH_SENTENCES, other])
    (link,) = [link for link in links_of(left, right) if 3 in link.left]
    assert link.conflicts == ()


CLOCKS = [
    (("en", "The ferry left at half past four."), ("de", "Die Fähre fuhr um halb fünf los."), "halb sechs"),
    (("en", "The ferry left at 4:15."), ("de", "Die Fähre fuhr um Viertel nach vier los."), "Viertel nach fünf"),
    (("en", "The ferry left at 3:45."), ("de", "Um Viertel vor vier fuhr die Fähre los."), "Viertel vor fünf"),
    (("en", "The ferry left at 3:50."), ("de", "Die Fähre legte um zehn vor vier ab."), "zehn vor fünf"),
    (("en", "The ferry left at 16:30."), ("es", "El barco zarpó a las cuatro y media."), "cinco y media"),
    (("en", "The ferry left at 4:15."), ("es", "El barco zarpó a las cuatro y cuarto."), "cinco y cuarto"),
    (("en", "The ferry left at 3:45."), ("es", "El barco zarpó a las cuatro menos cuarto."), "cinco menos cuarto"),
    (("en", "The ferry left at 4:20."), ("es", "El barco zarpó a las cuatro y veinte."), "cinco y veinte"),
    (("en", "The ferry left at 4:30."), ("fr", "Le bac partit à quatre heures et demie."), "cinq heures et demie"),
    (("en", "The ferry left at 4:15."), ("fr", "Le bac partit à quatre heures et quart."), "cinq heures et quart"),
    (
        ("de", "Um 3.45 Uhr fuhr sie."),
        ("fr", "Il partit à quatre heures moins le quart."),
        "cinq heures moins le quart",
    ),
    (("en", "The ferry left at 4:25."), ("fr", "Le bac partit à quatre heures vingt-cinq."), "cinq heures vingt-cinq"),
]
"""One time in two languages, and an hour later in the second one's words."""
_HOURS = {"sechs": "fünf", "fünf": "vier", "cinco": "cuatro", "cinq": "quatre"}


def figures(one: tuple[str, str], other: tuple[str, str]) -> list[tuple[str, str]]:
    """The figures that two sentences disagree in, each given with its language."""
    told = [in_language(*side) for side in (one, other)]
    left, right = (Facts(Passage(own, words_of(own), range(1))) for own in told)
    found = figures_across(left, right)
    turned = [conflict.mirrored() for conflict in figures_across(right, left)]
    assert list(found) == turned
    return [(c.left.of(told[0].text), c.right.of(told[1].text)) for c in found]


@pytest.mark.parametrize(("one", "other", "later"), CLOCKS)
def test_a_time_of_day_is_one_number_as_each_language_tells_it(
    one: tuple[str, str], other: tuple[str, str], later: str
) -> None:
    code, text = other
    assert figures(one, other) == []
    (told,) = [later.replace(after, before, 1) for after, before in _HOURS.items() if after in later.split()]
    assert told in text
    ((_, conflicting),) = figures(one, (code, text.replace(told, later)))
    assert conflicting == later


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("um halb fünf", "um 16.30 Uhr", []),
        ("um 4:15 Uhr", "um Viertel nach vier", []),
        ("um 16.30 Uhr", "um 16.45 Uhr", [("16.30 Uhr", "16.45 Uhr")]),
        ("um halb fünf", "um halb sechs", [("halb fünf", "halb sechs")]),
    ],
)
def test_german_times_are_compared_with_their_minutes(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    told = [in_language("de", f"Die Fähre nach Velden fuhr {time} los.") for time in (one, other)]
    left, right = (Passage(own, words_of(own), range(1)) for own in told)
    found = conflicts_of(left, right, Reuse.EDITED)
    assert [(c.left.of(told[0].text), c.right.of(told[1].text)) for c in found] == expected
    assert {c.about for c in found} <= {"time"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("en", "Some 2.5 years went by on the island."), ("es", "Pasaron dos años y medio en la isla.")),
        (("en", "The ferry left at half two."), ("es", "El barco zarpó a las 14:30.")),
        (("en", "They rowed for 3.5 hours."), ("es", "Remaron tres horas y media.")),
    ],
)
def test_a_number_beside_a_half_conflicts_with_none_in_another_language(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert figures(one, other) == []


GERMAN_SENTENCES = ["Am Montag fuhr der Kahn nach Velden.", "Wer hat ihn gesehen?", "Der Bäcker Paul Winter schwieg."]
ENGLISH_SENTENCES = ["On Monday the barge went to Velden.", "Who has seen it?", "The baker Paul Winter said nothing."]


@pytest.mark.parametrize("told", [0, 1])
@pytest.mark.default_cases(1)
def test_one_event_told_in_one_order_is_linked_in_any_two_languages(told: int) -> None:
    right = found = true = 0
    for one, other in combinations(languages(), 2):
        here, there = tellings(one)[told], tellings(other)[told]
        said = {
            (a, b)
            for link in links_of(here.version, there.version)
            for i in link.left
            for j in link.right
            for a in here.numbered(i)
            for b in there.numbered(j)
        }
        wanted = {(number, number) for number, _, _ in here.sentences if number != "+"}
        said -= {("+", "+")}
        right, found, true = right + len(said & wanted), found + len(said), true + len(wanted)
    assert right / found >= 0.97
    assert right / true >= 0.97


def test_texts_that_have_nothing_to_do_with_each_other_are_not_linked() -> None:
    strangers = [tellings(language)[0].version for language in ("ru", "ja", "fr", "fi")]
    assert all(not links_of(GERMAN, stranger) for stranger in strangers)
    assert not links_of(tellings("es")[1].version, ENGLISH)


STRANGERS = (
    (
        [
            "Bakery moves",
            "The bakery will leave the square in spring.",
            "Its owner did not say why.",
            "Who follows her?",
        ],
        [
            "Cloche fêlée",
            "La cloche a été descendue en juin 1931.",
            "Neuf hommes la portaient.",
            "Qui paiera 4200 francs ?",
        ],
    ),
    (
        ["The lamp on the pier is out.", "Two boats ran aground last night.", "No harbour master was on duty."],
        ["Im Garten wachsen wieder Äpfel.", "Die Kinder holten 70 Körbe ab.", "Kein Nachbar wollte sie kaufen."],
    ),
    (
        ["A fox was seen in the library.", "It slept between the atlases."],
        ["El tren salió con nieve en el techo.", "Nadie lo esperaba ya."],
    ),
)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_short_strangers_of_one_layout_are_not_linked(one: list[str], other: list[str]) -> None:
    """That paragraphs begin together, and that a question faces a question, is no sign of a translation."""
    assert not links_of(in_language("en", *one), in_language("fr", *other, siglum="B"))


def pieces(told: Version, size: int, layout: str) -> list[Version]:
    """All runs of so many sentences of a version, in one paragraph or each in one of its own."""
    texts = [told.sentence_text(n) for n in range(len(told.sentences))]
    runs = [texts[first : first + size] for first in range(len(texts) - size + 1)]
    return [in_language(told.language, *(run if layout == "each" else [run]), siglum=told.siglum) for run in runs]


def linked(left: Version, right: Version) -> set[tuple[int, int]]:
    here, there = (text_of(own, words_of(own)) for own in (left, right))
    return {(i, j) for one in levelled(here, there) if one.probability >= 0.3 for i in one.bead[0] for j in one.bead[1]}


@pytest.mark.parametrize("layout", ["each", "together"])
def test_pieces_of_two_stories_are_linked_in_no_more_than_one_sentence_of_a_hundred(layout: str) -> None:
    story = next(path.parent for path in shipped_stories() if "mail-sack" in str(path))
    observer, kurier = open_story([str(story / name) for name in ("observer.txt", "kurier.txt")]).versions
    pairs = [(observer, tellings(language)[0].version) for language in ("de", "fr", "es", "ru", "it", "fi", "ja")]
    pairs += [(kurier, tellings(language)[1].version) for language in ("fr", "es", "sw")]
    wrong = sentences = 0
    for left, right in pairs:
        for size in (2, 3, 4, 6, 8, 10):
            for one, other in zip(pieces(left, size, layout), reversed(pieces(right, size, layout)), strict=False):
                wrong += len({i for i, _ in linked(one, other)})
                sentences += size
    assert sentences > 1000
    assert wrong <= 0.01 * sentences


@pytest.mark.parametrize("layout", ["each", "together"])
def test_pieces_of_a_translation_keep_their_links(layout: str) -> None:
    right = found = true = 0
    for one, other in (("de", "fr"), ("es", "ru"), ("ja", "it"), ("ar", "fi"), ("hi", "sw"), ("he", "zh")):
        left, there = (tellings(language)[0].version for language in (one, other))
        for size in (6, 8):
            for here, beside in zip(pieces(left, size, layout), pieces(there, size, layout), strict=True):
                said, wanted = linked(here, beside), {(n, n) for n in range(size)}
                right, found, true = right + len(said & wanted), found + len(said), true + len(wanted)
    assert right >= 0.98 * true
    assert right >= 0.99 * found


def test_three_sentences_are_linked_in_order_by_their_names_and_out_of_order_by_those_alone() -> None:
    german = [
        "Am 14. Juli kam Hanne Uhl nach Tornau.",
        "Sie brachte 38 Bilder von Karel Moos mit.",
        "Im Saal der Gemeinde Velden hängen sie bis 1950.",
    ]
    english = [
        "Hanne Uhl came to Tornau on 14 July.",
        "She brought 38 pictures by Karel Moos with her.",
        "They hang in the hall of the parish of Velden until 1950.",
    ]
    left = in_language("de", *german)
    assert beads(links_of(left, in_language("en", *english, siglum="B"))) == [((n,), (n,)) for n in range(3)]
    turned = in_language("en", *reversed(english), siglum="B")
    assert not linked(left, turned)
    assert beads(links_of(left, turned)) == [((n,), (2 - n,)) for n in range(3)]


def test_an_event_told_in_another_order_is_not_linked_paragraph_to_paragraph() -> None:
    wrong = 0
    for one, other in (("de", "es"), ("fr", "it"), ("ru", "de"), ("ar", "es"), ("fi", "hi")):
        here, there = tellings(one)[0].version, tellings(other)[1].version
        left, right = pieces(here, len(here.sentences), "each"), pieces(there, len(there.sentences), "each")
        wrong += len(linked(left[0], right[0]))
    assert wrong == 0


def test_what_only_one_version_has_stays_alone() -> None:
    both = [tellings(language)[0].version for language in ("de", "fr")]
    german, french = ([own.sentence_text(n) for n in range(len(own.sentences))] for own in both)
    added = [
        *french[:5],
        "Le musée de la rive nord a ouvert ses portes à tous ceux qui avaient manqué le dernier train pour rentrer.",
        "Il pleuvait.",
        "Un remorqueur a ramené la drague au chantier où on l’avait construite bien des années plus tôt.",
        *french[5:],
    ]
    links = links_of(in_language("de", german), in_language("fr", added, siglum="B"))
    assert {j for link in links for j in link.right} == {*range(5), *range(8, len(added))}


def test_swapped_versions_give_the_mirrored_links() -> None:
    assert compare((ENGLISH, GERMAN)).pairs[0].links == compare((GERMAN, ENGLISH)).pairs[0].mirrored().links


def test_what_the_reader_pins_and_cuts_goes_before_place_and_length() -> None:
    prepared = prepare((GERMAN, ENGLISH))
    pin = Decision(DecisionKind.PIN, (0, 1), (3,), (0,))
    cut = Decision(DecisionKind.CUT, (0, 1), (5,), (6,))
    links = decide(prepared, decisions=(pin, cut)).pairs[0].links
    level = beads(tuple(link for link in links if link.rule is Rule.LEVEL))
    assert ((3,), (0,)) in beads(links)
    assert all(3 not in left and 0 not in right for left, right in level)
    assert ((5,), (6,)) not in beads(links)


def test_more_strictness_asks_for_more() -> None:
    left, right = tellings("he")[0].version, tellings("ja")[0].version
    prepared = prepare((left, right))
    numbers = [len(decide(prepared, strictness=step).pairs[0].links) for step in (-3, 0, 3)]
    assert numbers == sorted(numbers, reverse=True)


def test_one_language_is_compared_as_ever() -> None:
    """What is level is not even looked for, so nothing can change."""
    left, right = tellings("de")
    (match,) = prepare((left.version, right.version)).matches
    assert not match.across
    assert match.level == ()
    plain = [replace(told.version, language="", language_known="") for told in (left, right)]
    (match,) = prepare(plain).matches
    assert not match.across


def test_a_language_that_is_not_known_is_told_by_its_words() -> None:
    left, right = tellings("sw")[0].version, tellings("en" if "en" in languages() else "fr")[0].version
    (match,) = prepare((replace(left, language="", language_known=""), right)).matches
    assert match.across
    assert len(match.level) >= 8


def test_no_paragraph_is_a_stray_because_it_is_in_another_language() -> None:
    versions = [tellings(language)[0].version for language in ("de", "fr", "ru")]
    for told in compare(versions).versions:
        assert {paragraph.role for paragraph in told.paragraphs} <= {Role.HEADLINE, Role.HEADING, Role.BODY}


def test_words_of_a_name_in_another_script_are_the_same() -> None:
    russian = in_language("ru", ["Анна Брандт ждала.", "Пауль Винтер ушёл."])
    german = in_language("de", ["Anna Brandt wartete.", "Paul Winter ging."])
    keys = [text_of(own, words_of(own)).keys for own in (russian, german)]
    assert "=brandt" in {key.replace("^", "=") for key in keys[0][0] & keys[1][0]}


def test_levelling_can_be_cancelled() -> None:
    def stop(done: float) -> None:
        if done > 0.1:
            raise Cancelled

    texts = [text_of(own, words_of(own)) for own in (GERMAN, ENGLISH)]
    with pytest.raises(Cancelled):
        levelled(texts[0], texts[1], progress=stop)


def told_in_code(book: list[str]) -> list[str]:
    """A book in another language: other words of about the same lengths."""
    return [" ".join(word[::-1] + "u" * (len(word) % 2) for word in sentence.split()) for sentence in book]


@pytest.mark.slow
def test_a_book_with_chapters_missing_is_levelled_in_a_band() -> None:
    book = made_book(3000)
    other = told_in_code(book)
    del other[400:700]
    texts: list[Text] = []
    for siglum, told in (("A", book), ("B", other)):
        own = verses(told, siglum)
        texts.append(text_of(own, words_of(own)))
    found = {one.bead for one in levelled(texts[0], texts[1]) if one.probability >= 0.3}
    true = {((n,), (n if n < 400 else n - 300,)) for n in range(3000) if not 400 <= n < 700}
    assert len(found & true) >= 0.97 * max(len(found), len(true))


def test_versions_of_three_languages_are_compared_pair_by_pair() -> None:
    versions = [tellings(language)[0].version for language in ("de", "fr", "ru")]
    comparison: Comparison = compare(versions)
    assert all(len([link for link in pair.links if link.reuse is Reuse.TRANSLATED]) >= 8 for pair in comparison.pairs)


def test_a_retelling_in_one_language_has_no_translations() -> None:
    book = made_book(60)
    links = links_of(verses(book, "A"), verses(retold(book)[0], "B"))
    assert links
    assert all(link.reuse is not Reuse.TRANSLATED for link in links)
