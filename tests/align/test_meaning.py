"""Links by meaning, with a model made for the test: it knows what the sentences of `languages` say by their numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from reader.align.alignment import Link, Reuse, Rule
from reader.align.compare import compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.meaning import EncoderError
from reader.align.prepared import prepare
from reader.align.progress import Cancelled, Progress, ignore
from reader.align.thresholds import USUAL
from reader.story.version import Version
from tests.align.helpers import version
from tests.align.tongues import Told, languages, tellings

WIDTH = 64


def direction(seed: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A direction that is always the same for a word, and nearly at right angles to those of others."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    return np.random.default_rng(number).normal(size=WIDTH)


@dataclass
class Made:
    """A model that gives the same direction to what says the same, and a part of its own to each sentence."""

    meanings: dict[str, set[str]]
    always: bool = False
    name: str = "made 1.0"
    asked: list[str] = field(default_factory=list)

    def vectors(self, texts: Sequence[str], progress: Progress = ignore) -> Sequence[Sequence[float]]:
        progress(0.5)
        self.asked += texts
        return [self._vector(text).tolist() for text in texts]

    def _vector(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        common, own = 3 * direction("the event"), 0.5 * direction(text)
        said = [direction(meaning) for meaning in sorted(self.meanings.get(text, {text}))]
        return np.asarray(common + own + sum(said))


def model_of(*told: Told, always: bool = False) -> Made:
    meanings = {}
    for one in told:
        for index in range(len(one.version.sentences)):
            text = one.version.sentence_text(index)
            meanings[text] = {text if number == "+" else number for number in one.numbered(index)}
    return Made(meanings, always)


def said(links: Sequence[Link], left: Told, right: Told) -> set[tuple[str, str]]:
    return {
        (a, b)
        for link in links
        if link.reuse.strong
        for i in link.left
        for j in link.right
        for a in left.numbered(i)
        for b in right.numbered(j)
    }


def wanted(told: Told) -> set[tuple[str, str]]:
    return {(number, number) for number, _, _ in told.sentences if number != "+"}


@pytest.mark.parametrize(("one", "other"), [("de", "ru"), ("fr", "zh"), ("sw", "ar")])
def test_what_means_the_same_is_linked_in_any_order(one: str, other: str) -> None:
    left, right = tellings(one)[0], tellings(other)[1]
    links = compare((left.version, right.version), encoder=model_of(left, right)).pairs[0].links
    assert said(links, left, right) == wanted(left)
    told = [link for link in links if link.reuse is Reuse.TRANSLATED]
    assert {link.rule for link in told} == {Rule.MEANING}
    assert all(link.meaning and link.meaning.model == "made 1.0" and link.edits == () for link in told)
    assert all(link.meaning and link.score == link.meaning.cosine and link.meaning.margin > 0 for link in told)


def test_swapped_versions_give_the_mirrored_links() -> None:
    left, right = tellings("de")[0], tellings("ru")[1]
    model = model_of(left, right)
    there = compare((left.version, right.version), encoder=model).pairs[0]
    assert compare((right.version, left.version), encoder=model).pairs[0].links == there.mirrored().links


def test_texts_that_mean_nothing_in_common_are_not_linked() -> None:
    left = tellings("fi")[0]
    others = [replace(tellings("he")[1].version, language="he")]
    model = Made({})
    assert all(not compare((left.version, other), encoder=model).pairs[0].links for other in others)


def test_one_language_is_linked_by_meaning_only_on_request_and_after_its_words() -> None:
    left, right = tellings("ru")
    plain = compare((left.version, right.version))
    model = model_of(left, right)
    assert compare((left.version, right.version), encoder=model).pairs == plain.pairs
    assert model.asked == []
    links = compare((left.version, right.version), encoder=model_of(left, right, always=True)).pairs[0].links
    assert said(links, left, right) == wanted(left)
    strong = [link for link in links if link.reuse.strong and link.rule is not Rule.MEANING]
    by_words = [(link.left, link.right, link.reuse) for link in strong]
    assert by_words == [(link.left, link.right, link.reuse) for link in plain.pairs[0].links if link.reuse.strong]
    (found,) = [link for link in links if link.rule is Rule.MEANING]
    assert found.reuse is Reuse.REWORDED


def test_a_sentence_that_is_two_in_the_other_version_is_linked_to_both() -> None:
    german = [f"Satz Nummer {number} steht hier." for number in "abcdefgh"]
    english = [f"Sentence {number} is here, and it is long enough." for number in "abcdefghi"]
    meanings = {text: {str(n)} for n, text in enumerate(german)}
    meanings |= {text: {str(n)} for n, text in enumerate(english)}
    # what the fourth German sentence says is in two English ones
    meanings[german[3]] = {"3", "8"}
    english[7], english[8] = "The third part of it, told apart.", "And the rest of it, told behind."
    meanings |= {english[3]: {"none"}, english[7]: {"3"}, english[8]: {"8"}, german[7]: {"seven"}}
    told = [english[n] for n in [6, 0, 1, 7, 8, 5, 2, 4, 3]]
    left = replace(version(*german), language="de")
    right = replace(version(*told, siglum="B"), language="en")
    links = compare((left, right), encoder=Made(meanings)).pairs[0].links
    assert ((3,), (3, 4)) in [(link.left, link.right) for link in links]


def test_what_the_reader_cut_is_not_linked_by_meaning() -> None:
    left, right = tellings("es")[0], tellings("ja")[1]
    prepared = prepare((left.version, right.version), encoder=model_of(left, right))
    first = decide(prepared).pairs[0].links[0]
    cut = Decision(DecisionKind.CUT, (0, 1), first.left, first.right)
    links = decide(prepared, decisions=[cut]).pairs[0].links
    assert (first.left, first.right) not in [(link.left, link.right) for link in links]


@dataclass
class Broken(Made):
    """A model that fails."""

    def vectors(self, texts: Sequence[str], progress: Progress = ignore) -> Sequence[Sequence[float]]:
        super().vectors(texts, progress)
        raise EncoderError("the model cannot be loaded")


def test_without_the_model_versions_are_level_and_the_reader_is_told() -> None:
    left, right = tellings("de")[0].version, tellings("fr")[0].version
    comparison = compare((left, right), encoder=Broken({}))
    assert comparison.remarks[0] == "not linked by meaning: the model cannot be loaded"
    assert {link.rule for link in comparison.pairs[0].links} == {Rule.LEVEL}


def test_too_many_sentences_are_left_to_place_and_length_and_the_reader_is_told() -> None:
    few = replace(USUAL, meaning=replace(USUAL.meaning, sentences=5))
    left, right = tellings("de")[0], tellings("fr")[0]
    model = model_of(left, right)
    comparison = compare((left.version, right.version), encoder=model, thresholds=few)
    assert comparison.remarks == (
        "A and A have up to 10 sentences, and made 1.0 reads 5 at most: they are linked by place and length alone",
    )
    assert model.asked == []


def test_reading_by_the_model_can_be_cancelled() -> None:
    def stop(done: float) -> None:
        if done > 0.3:
            raise Cancelled

    left, right = tellings("de")[0], tellings("fr")[0]
    with pytest.raises(Cancelled):
        prepare((left.version, right.version), encoder=model_of(left, right), progress=stop)


def test_every_language_has_two_tellings() -> None:
    assert len(languages()) == 12


def test_versions_of_one_or_two_sentences_are_not_linked_by_meaning() -> None:
    def short(language: str, *texts: str) -> Version:
        return replace(version(*texts), language=language)

    assert not prepare((short("de", "Es regnet."), short("fr", "Il pleut.")), encoder=Made({})).matches[0].meant
