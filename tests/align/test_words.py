"""Which words are the same word, and which speak of the same thing."""

from __future__ import annotations

import pytest

from reader.align.vocabulary import stem
from reader.align.words import words_of
from reader.story.folding import fold_word
from tests.align.helpers import version


def keys(sentence: str) -> list[str]:
    return [word.key for word in words_of(version(sentence))[0] if word.key]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don’t", "don't"),
        ("U.S.", "US"),
        ("1,500", "1500"),
        ("STRASSE", "straße"),
        ("nai\u0308ve", "naïve"),
        ("ﬁnding", "finding"),
        ("Peter’s", "peters"),
        ("٢٥", "25"),
        ("२५", "25"),
        ("２５", "25"),
        ("١٬٥٠٠", "1500"),
        ("محمّلة", "محملة"),
        ("مـحـمـد", "محمد"),
        ("ज़्यादा", "ज\u093c\u094dयादा"),
    ],
)
def test_case_apostrophes_and_encoding_make_no_other_word(one: str, other: str) -> None:
    assert fold_word(one) == fold_word(other)


@pytest.mark.parametrize(("one", "other"), [("6.1", "61"), ("2,5", "25"), ("9:25", "925"), ("25", "twenty")])
def test_what_changes_a_number_makes_another_word(one: str, other: str) -> None:
    assert fold_word(one) != fold_word(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("twenty-five men", "25 men"),
        ("two hundred boats", "200 boats"),
        ("three thousand four hundred", "3,400"),
        ("the 10th of May", "the 10 of May"),
        ("the United States", "the U.S."),
        ("the USA", "the U.S."),
        ("on Feb. 7", "on February 7"),
        ("Tomás", "Tomas"),
        ("إلى أورلا", "الى اورلا"),
        ("the bridge's piers", "the bridges pier"),
        ("an AK-47", "an AK 47"),
        ("they were harassing", "they were harassed"),
        ("the fourth of the twenty-first games", "the 4th of the 21st games"),
        ("four fires", "fourth fire"),
        ("No one came.", "Nobody came."),
        ("No-one came.", "Nobody came."),
        ("everybody knew somebody", "everyone knew someone"),
    ],
)
def test_ways_of_writing_one_thing_share_a_key(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a second or the first", "a 2 or the 1"),
        ("the 1980s", "the 1980"),
        ("a 4G line", "a 4 line"),
        ("tell us more", "tell US more"),
        ("one of them", "1 of them"),
        ("a march", "a May"),
        ("the news", "the new"),
    ],
)
def test_things_that_only_look_alike_do_not(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@pytest.mark.parametrize(
    ("one", "number"),
    [
        ("$400m", "400"),
        ("£4.5bn", "4.5"),
        ("10km", "10"),
        ("5pm", "5"),
        ("3ft", "3"),
        ("1980s", "1980s"),
        ("747s", "747s"),
    ],
)
def test_a_number_with_what_it_counts_in_one_word_has_the_key_of_the_number(one: str, number: str) -> None:
    assert number in keys(f"They had {one} of it.")


def test_a_currency_or_percent_sign_belongs_to_its_number() -> None:
    forms = [[w.form for w in words_of(version(s))[0]] for s in ("It cost $5, or 3%.", "It cost €5, or 3.")]
    assert forms[0] == ["it", "cost", "$5", "or", "3%"]
    assert forms[1] == ["it", "cost", "€5", "or", "3"]


def test_capitals_tell_names_only_where_spelling_asks_for_none() -> None:
    told = words_of(version('Guns fell silent when "Stop" came from Orlov.', "Guns Fall Silent On The Orla"))
    assert {w.form: w.capital for w in told[0]}["orlov"] is True
    assert {w.form: w.capital for w in told[0]}["silent"] is False
    assert {w.form: w.capital for w in told[0]}["guns"] is None
    assert {w.form: w.capital for w in told[0]}["stop"] is None
    assert {w.capital for w in told[1]} == {None}


@pytest.mark.parametrize("word", ["", "s", "is", "ss", "ing", "bed", "gas", "news", "sly"])
def test_short_words_survive_stemming(word: str) -> None:
    assert len(stem(word)) >= min(len(word), 2)


@pytest.mark.parametrize(
    ("sentence", "syllables"),
    [
        ("วันศุกร์นี้", "วั น ศุ กร์ นี้"),
        ("เธอไปแล้ว 12", "เธ อ ไป แล้ ว 12"),
        ("ວັນສຸກ", "ວັ ນ ສຸ ກ"),
        ("ស្ពានបិទ", "ស្ពា ន បិ ទ"),
        ("ပိတ်ခဲ့သည်", "ပိတ် ခဲ့ သည်"),
    ],
)
def test_scripts_without_spaces_are_compared_by_their_syllables(sentence: str, syllables: str) -> None:
    (words,) = words_of(version(sentence))
    assert [sentence[word.start : word.end] for word in words] == syllables.split()


def test_each_ideograph_is_compared_as_a_word() -> None:
    assert keys("東京都") == ["東", "京", "都"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("thou hast spoken unto thy brother", "you have spoken to your brother"),
        ("he liveth and believeth", "he lives and believes"),
        ("the teeth beneath Nazareth", "the teeth beneath Nazareth"),
    ],
)
def test_old_english_forms_speak_of_what_the_new_ones_do(old: str, new: str) -> None:
    told = [[w.key for w in words_of(version(text))[0]] for text in (old, new)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“We only count our own,” the minister said.", "the minister said"),
        ("The bridge fell at noon, said Dmitry Orlov, a spokesman.", "said Dmitry Orlov a spokesman"),
        ("The minister told a briefing: “We only count our own.”", ""),
        ("Orlov, told of the count, said nothing and left the room by the back door before anybody could ask him.", ""),
        ("She said nothing.", ""),
        ("“No,” he said.", ""),
        ("Alma Reyk, a councillor, said that nobody had asked about the cost.", "Alma Reyk a councillor said that"),
        ("The mayor said the bridge would stay shut until May.", "The mayor said"),
        ("The keeper who said he was ill kept the bell at home for a year.", ""),
        ("The angel said to them, Rise and take the road to the hills.", ""),
        ("He took the lamp and said that he would go.", ""),
    ],
)
def test_words_about_the_speaker_are_known(sentence: str, speaker: str) -> None:
    (words,) = words_of(version(sentence))
    assert [w.form for w in words if w.speaker] == speaker.lower().split()


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("travelled", "traveled"),
        ("signalling", "signaling"),
        ("theatre", "theater"),
        ("centred", "centered"),
        ("colourful", "colorful"),
        ("apologised", "apologized"),
        ("analyse", "analyze"),
        ("aeroplanes", "airplanes"),
        ("grey", "gray"),
    ],
)
def test_british_and_american_spellings_are_one_word(british: str, american: str) -> None:
    assert keys(british) == keys(american)


@pytest.mark.parametrize(
    ("one", "other"), [("filled", "filed"), ("billing", "biling"), ("hour", "hor"), ("four", "for")]
)
def test_other_words_do_not_become_one_by_that(one: str, other: str) -> None:
    assert keys(one) != keys(other)
