"""Stories told in several languages: joined by vectors, here those of a dictionary of a few words."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from reader.group.across import Beginning, beginning_of, in_several_languages, joined_across, similarity
from reader.group.grouping import Group, Reprint
from reader.story.locators import shipped_stories
from reader.story.open import open_story

MEANINGS = (
    ("ferry", "fähre", "ferry"),
    ("burned", "brannte", "brûlé"),
    ("sunday", "sonntag", "dimanche"),
    ("harbour", "hafen", "port"),
    ("bridge", "brücke", "pont"),
    ("closed", "gesperrt", "fermé"),
    ("crack", "riss", "fissure"),
    ("market", "markt", "marché"),
)
LANGUAGES = ("en", "de", "fr")
FERRY, BRIDGE = range(2)


def vectors(texts: Sequence[str]) -> list[list[float]]:
    """A direction for each meaning, and a little of one of its own for each text."""
    out = []
    for text in texts:
        words = text.casefold().split()
        own = [float(any(word in meant for word in words)) for meant in MEANINGS]
        noise = [((crc32(f"{text} {n}".encode()) % 200) - 100) / 1000 for n in range(8)]
        out.append(own + noise)
    return out


def telling(story: int, language: str) -> Beginning:
    """Four sentences on the ferry that burned, or on the bridge that is closed."""
    at = LANGUAGES.index(language)
    words = [meant[at] for meant in MEANINGS[4 * story : 4 * story + 4]]
    return Beginning(language, tuple(f"{one} {other}" for one, other in zip(words, words[1:] + words[:1], strict=True)))


def articles(groups: Sequence[Group]) -> list[tuple[int, ...]]:
    return [group.articles for group in groups]


def test_tellings_of_one_event_in_three_languages_become_one_story_and_those_of_another_do_not() -> None:
    told = [telling(story, language) for language in LANGUAGES for story in (FERRY, BRIDGE)]
    found = joined_across((), told, vectors)
    assert articles(found) == [(0, 2, 4), (1, 3, 5)]
    assert all(0.25 <= group.similarity <= 1 for group in found)


def test_a_group_found_by_words_stays_whole_and_keeps_its_reprints() -> None:
    told = [telling(FERRY, "en"), telling(FERRY, "en"), telling(FERRY, "de"), telling(BRIDGE, "de")]
    group = Group((0, 1), (Reprint(1, 0, 0.95),), 0.9)
    (found,) = joined_across((group,), told, vectors)
    assert (found.articles, found.reprints) == ((0, 1, 2), (Reprint(1, 0, 0.95),))


def test_two_stories_with_a_language_in_common_are_never_tied_by_a_third() -> None:
    """By their words the two English articles were no story."""
    told = [telling(FERRY, "en"), telling(FERRY, "en"), telling(FERRY, "de")]
    (found,) = joined_across((), told, vectors)
    assert len(found.articles) == 2
    assert 2 in found.articles


def test_an_article_in_no_known_language_or_without_a_sentence_is_left_alone() -> None:
    told = [telling(FERRY, "en"), telling(FERRY, "de")._replace(language=""), Beginning("fr", ())]
    assert joined_across((), told, vectors) == ()
    assert joined_across((), [], vectors) == ()


def test_the_similarity_is_the_same_both_ways() -> None:
    one, other = vectors(telling(FERRY, "en").sentences), vectors(telling(BRIDGE, "de").sentences[:3])
    assert similarity(one, other) == similarity(other, one)


def test_what_is_compared_of_an_article_are_its_first_sentences_and_its_language() -> None:
    path = next(path for path in shipped_stories() if "mail-sack" in str(path))
    told = [beginning_of(version) for version in open_story([str(path)]).versions]
    assert [beginning.language for beginning in told] == ["en", "de", "fr"]
    assert {len(beginning.sentences) for beginning in told} == {8}
    assert in_several_languages(told)
    assert not in_several_languages(told[:1] * 2)
