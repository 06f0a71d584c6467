from __future__ import annotations

from pathlib import Path

import pytest

from reader.story.language import direction_of, guess, language_name, language_of, language_told, tag_of
from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.align.tongues import languages, tellings

OTHERS = {
    "en": "The bell was lifted out of the water, and the crowd that had come to see it was quiet for a while.",
    "pt": "A ponte está fechada desde segunda-feira, e não se sabe quando os carros poderão passar outra vez por ela.",
    "nl": "De brug is sinds maandag dicht, en niemand weet wanneer het verkeer er weer over kan rijden.",
    "sv": "Bron har varit stängd sedan i måndags, och ingen vet när bilarna kan köra över den igen.",
    "da": "Broen har været lukket siden mandag, og ingen ved, hvornår bilerne igen kan køre over den.",
    "pl": "Most jest zamknięty od poniedziałku i nikt nie wie, kiedy samochody będą mogły przez niego przejechać.",
    "cs": "Most je od pondělí uzavřen a nikdo neví, kdy po něm budou moci auta znovu jezdit.",
    "tr": "Köprü pazartesi gününden beri kapalı ve arabaların ne zaman geçebileceği henüz belli değil.",
    "hu": "A híd hétfő óta le van zárva, és senki sem tudja, hogy mikor mehetnek át rajta újra az autók.",
    "ro": "Podul este închis de luni și nimeni nu știe când vor putea mașinile să treacă din nou pe el.",
    "id": "Jembatan itu ditutup sejak hari Senin dan belum ada yang tahu kapan mobil akan bisa lewat lagi.",
    "uk": "Міст закрито з понеділка, і ніхто не знає, коли по ньому знову зможуть їздити машини.",
    "bg": "Мостът е затворен от понеделник и никой не знае кога колите ще могат да минават по него.",
    "fa": "پل از دوشنبه بسته است و هیچ کس نمی‌داند که خودروها کی دوباره از آن می‌گذرند.",
    "ur": "پل پیر سے بند ہے اور کسی کو معلوم نہیں کہ گاڑیاں اس پر سے کب گزریں گی۔",
    "mr": "पूल सोमवारपासून बंद आहे आणि त्यावरून गाड्या केव्हा जातील हे कोणालाही माहीत नाही.",
    "el": "Η γέφυρα είναι κλειστή από τη Δευτέρα.",
    "ko": "다리는 월요일부터 닫혀 있다.",
    "th": "สะพานปิดตั้งแต่วันจันทร์",
}
UNLISTED = [
    "Mae'r bont ar gau ers dydd Llun, a does neb yn gwybod pryd y bydd ceir yn cael croesi unwaith eto.",
    "Zubia astelehenetik itxita dago, eta inork ez daki noiz pasatu ahal izango diren autoak berriro.",
    "Sild on suletud pärast õnnetust. Politsei sõnul hukkus kaks inimest ja mitu sai vigastada.",
]


def stated(
    code: str, words: str = "Die Brücke ist noch nicht offen, und der Rat will erst im Mai darüber reden. "
) -> str:
    body = f"<h1>Orla</h1><p>{words * 5}</p><p>{words}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{code}"><head><title>Orla</title></head><body><article>{body}</article></body>'
    )


def opened(folder: Path, name: str, text: str, language: str = "") -> Version:
    (folder / name).write_text(text, encoding="utf-8")
    return open_story([str(folder / name)], language=language).versions[0]


@pytest.mark.parametrize("language", [code for code in languages() if code != "sw"])
def test_a_text_of_some_sentences_tells_its_language(language: str) -> None:
    assert [guess(told.version.text) for told in tellings(language)] == [language, language]


@pytest.mark.parametrize("language", OTHERS)
def test_one_sentence_of_usual_length_tells_most_languages(language: str) -> None:
    assert guess(OTHERS[language]) == language


@pytest.mark.parametrize(
    "text", [*UNLISTED, *(t.version.text for t in tellings("sw")), "Bell 12 Velden", "", "3.5 – 7"]
)
def test_an_unlisted_language_is_not_taken_for_another(text: str) -> None:
    assert guess(text) == ""


def test_almost_no_short_sentence_is_taken_for_another_language() -> None:
    """A sentence alone often tells nothing; then that is said."""
    told = [
        (code, guess(version.version.text[span.start : span.end]))
        for code in languages()
        for version in tellings(code)
        for _, _, span in version.sentences
    ]
    right = sum(code == found for code, found in told)
    wrong = [(code, found) for code, found in told if found and code != found]
    assert right >= 0.65 * len(told)
    assert len(wrong) <= 1, wrong


def test_the_language_that_the_reader_sets_overrides_all_others() -> None:
    assert language_of(OTHERS["nl"], chosen="af", stated="de") == ("af", "set")


def test_a_stated_language_is_believed_unless_the_words_contradict_it(tmp_path: Path) -> None:
    version = opened(tmp_path, "a.html", stated("de-AT"))
    assert (version.language, version.language_known) == ("de-AT", "stated")
    assert language_of("Bell 12 Velden", stated="cy") == ("cy", "stated")
    assert language_of(OTHERS["pt"], stated="gl") == ("gl", "stated"), "Galician is none that a guess can find"


def test_a_page_that_states_the_language_of_its_template_is_not_believed(tmp_path: Path) -> None:
    version = opened(tmp_path, "a.html", stated("en-US"))
    assert (version.language, version.language_known) == ("de", "guessed")


def test_the_language_is_unknown_without_any_evidence() -> None:
    assert language_of("Bell 12 Velden") == ("", "")
    assert language_of("Bell 12 Velden", stated="x-default") == ("", "")


def test_versions_of_one_story_can_be_in_several_languages(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(tellings("ru")[0].version.text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(tellings("de")[1].version.text, encoding="utf-8")
    assert [v.language for v in open_story([str(tmp_path)]).versions] == ["ru", "de"]


def test_a_story_file_sets_the_language_of_a_version(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bell 12 Velden", encoding="utf-8")
    (tmp_path / "story.yaml").write_text(
        "versions: [{source: a.txt, language: pt_br}, {source: a.txt, language: no}]", encoding="utf-8"
    )
    versions = open_story([str(tmp_path)]).versions
    assert [(v.language, v.language_known, v.language_set) for v in versions] == [
        ("pt-BR", "set", "pt-BR"),
        ("no", "set", "no"),
    ]
    assert [v.language for v in open_story([str(tmp_path)], language="cy").versions] == ["cy", "cy"]


def test_an_invalid_language_code_in_a_story_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text("versions: [{source: a.txt, language: german}]", encoding="utf-8")
    with pytest.raises(SourceError, match="expected the code of a language such as de or pt-BR, found “german”"):
        open_story([str(tmp_path)])


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("de", "de"),
        ("en_us", "en-US"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("de_DE.UTF-8", "de-DE"),
        ("deutsch", ""),
        ("", ""),
    ],
)
def test_language_codes_are_written_in_one_way(code: str, tag: str) -> None:
    assert tag_of(code) == tag


def test_a_language_is_told_in_words(tmp_path: Path) -> None:
    assert language_told(opened(tmp_path, "a.html", stated("de-AT"))) == "German, AT (stated)"
    assert language_told(opened(tmp_path, "b.txt", "Bell 12 Velden")) == ""
    assert [language_name("sw"), language_name("tlh")] == ["Swahili", "tlh"]
    assert [direction_of(code) for code in ("ar-EG", "de", "")] == ["rtl", "auto", "auto"]
