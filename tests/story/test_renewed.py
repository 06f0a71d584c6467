"""A page that was fetched again comes beside what it was, under the same story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.story.locators import source_of
from reader.story.open import Text, latest, renewed, with_texts
from reader.story.sentences import segment
from reader.story.version import Story, Version, next_siglum, page_of

LEDGER, WIRE = "https://ledger.example/a", "https://wire.example/b"
MONDAY, TUESDAY, FRIDAY = "2031-02-10T12:00:00Z", "2031-02-11T08:30:59Z", "2031-02-14T09:00:00Z"


def version(siglum: str, source: str, text: str, name: str = "Ledger") -> Version:
    page = page_of([(text, None)])
    paragraphs, sentences = segment(page.text, page.paragraphs, page.roles)
    return Version(
        siglum=siglum,
        name=name,
        source=source,
        title="Bridge",
        text=page.text,
        paragraphs=paragraphs,
        sentences=sentences,
        sha256="5b1f",
    )


STORY = Story(
    title="The bridge",
    versions=(version("A", LEDGER, "It opened."), version("B", WIRE, "It fell.", "Wire")),
    locators=(LEDGER, WIRE),
    key="k",
    home=None,
)
NEW = version("A′", LEDGER, "It opened late.")


def test_the_new_text_takes_the_address_and_the_one_before_says_when_it_was() -> None:
    story = renewed(STORY, 0, NEW, MONDAY, TUESDAY)
    assert story.key == STORY.key
    assert story.locators == (f"{LEDGER}#{MONDAY}", LEDGER, WIRE)
    assert [v.siglum for v in story.versions] == ["A", "A′", "B"]
    assert [v.name for v in story.versions] == ["Ledger · 2031-02-10 12:00", "Ledger · 2031-02-11 08:30", "Wire"]
    assert [v.text for v in story.versions] == ["It opened.", "It opened late.", "It fell."]


def test_a_third_text_has_two_primes_and_only_one_date() -> None:
    story = renewed(STORY, 0, NEW, MONDAY, TUESDAY)
    newest = latest(story, 0)
    assert newest == latest(story, 1) == 1
    siglum = next_siglum(story.versions[1].siglum, [v.siglum for v in story.versions])
    story = renewed(story, 1, replace(NEW, siglum=siglum, name=story.versions[1].name), TUESDAY, FRIDAY)
    assert story.locators == (f"{LEDGER}#{MONDAY}", f"{LEDGER}#{TUESDAY}", LEDGER, WIRE)
    assert [v.siglum for v in story.versions] == ["A", "A′", "A′′", "B"]
    assert [v.name for v in story.versions][2] == "Ledger · 2031-02-14 09:00"


def test_an_earlier_copy_that_was_named_alone_stays_what_it_is() -> None:
    alone = replace(STORY, locators=(f"{LEDGER}#{MONDAY}", WIRE))
    assert latest(alone, 0) == 0
    assert renewed(alone, 0, NEW, TUESDAY, FRIDAY).locators == (f"{LEDGER}#{MONDAY}", LEDGER, WIRE)


def test_a_text_without_a_copy_has_a_locator_too() -> None:
    story = renewed(STORY, 0, NEW, "", "")
    assert story.locators == (f"{LEDGER}#5b1f", LEDGER, WIRE)
    assert [v.name for v in story.versions] == ["Ledger", "Ledger", "Wire"]


@pytest.mark.parametrize("source", ["a.txt", "-", "standard input"])
def test_only_pages_can_be_fetched_again(source: str) -> None:
    assert latest(replace(STORY, versions=(version("A", source, "x"), STORY.versions[1])), 0) is None


def test_several_texts_of_a_source_take_the_place_of_those_that_it_has() -> None:
    monday, tuesday = version("A", LEDGER, "It will open."), version("A", LEDGER, "It opens.")
    texts = [Text(monday, f"{LEDGER}#{MONDAY}", MONDAY), Text(STORY.versions[0], LEDGER, FRIDAY)]
    story = with_texts(STORY, [0], texts)
    assert story.key == STORY.key
    assert story.locators == (f"{LEDGER}#{MONDAY}", LEDGER, WIRE)
    assert [v.siglum for v in story.versions] == ["A", "A′", "B"]
    assert [v.name for v in story.versions] == ["Ledger · 2031-02-10 12:00", "Ledger · 2031-02-14 09:00", "Wire"]
    texts = [texts[0], Text(tuesday, f"{LEDGER}#{TUESDAY}", TUESDAY), Text(story.versions[1], LEDGER, FRIDAY)]
    story = with_texts(story, [0, 1], texts)
    assert [v.siglum for v in story.versions] == ["A", "A′", "A′′", "B"]
    assert [v.text for v in story.versions] == ["It will open.", "It opens.", "It opened.", "It fell."]
    back = with_texts(story, [0, 1, 2], [Text(story.versions[2], LEDGER)])
    assert back.locators == STORY.locators
    assert [v.siglum for v in back.versions] == ["A", "B"]


@pytest.mark.parametrize(
    ("locator", "source"),
    [
        (f"{LEDGER}#{MONDAY}", LEDGER),
        (f"{LEDGER}#article=2#{MONDAY}", f"{LEDGER}#article=2"),
        (f"{LEDGER}#{MONDAY}#article=2", f"{LEDGER}#article=2"),
        (LEDGER, LEDGER),
        (f"{LEDGER}#article=all", f"{LEDGER}#article=all"),
        ("file:/press/a.md#2", "file:/press/a.md#2"),
        (f"git:{'1a' * 20}:/press/a.md", "file:/press/a.md"),
        ("sha256:5b1f", "sha256:5b1f"),
    ],
)
def test_the_source_of_an_earlier_text_is_known_by_its_locator(locator: str, source: str) -> None:
    assert source_of(locator) == source
