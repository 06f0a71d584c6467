"""A page that was fetched again comes beside what it was, under the same story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.story.open import latest, renewed
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
