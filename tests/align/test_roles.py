"""What each paragraph is for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from reader.align.alignment import differs, tally
from reader.align.compare import compare
from reader.align.passages import passages
from reader.story.version import Furniture, Role, Version
from tests.align.helpers import gold, read, version

WIRE = """Guns on the Orla fall silent

The guns on the river Orla fell silent on Tuesday after nine days of shelling, the ministry in Sevrin said.

“We only keep figures for our own soldiers,” said Dmitry Orlov, the ministry's spokesman. He left at once.

Velden, the largest town on the Orla, had been without light since the shelling began. People cooked in the yards.

The ministry in Sevrin said that ferries on the Orla would run again from Thursday. The bridge at Velden stays shut.

Aid workers counted 340 broken windows in the old town of Velden. The hospital alone lost sixty.
"""

LEDGER = """Velden wakes to a quiet river

Nine days of shelling ended on Tuesday when the guns on the Orla fell silent.

The mayor of Velden, Ana Brandt, asked the ministry in Sevrin for glass and candles. She was promised both.

{insert}At the ferry landing two boats were being caulked. The Orla ran high and brown under the bridge of Velden.

Nobody in Velden had slept, the baker said, and nobody had bought cake. Bread was gone by six in the morning.
"""

HEADED_STRAY = """Pop singer cancels tour over broken toe
Mirelle Faro slipped on a stage ladder in Lisbon and will rest for a month. Tickets for Porto can be returned.

"""
LONE_STRAY = """Shares in Autonova rose four percent after the carmaker and Takeda Electric announced a battery plant.

"""
UNIQUE = """Three cousins, Feld and Mares, drove cattle over the hills to Kessel; no truck went near the Orla.

"""

DATA = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))


def roles(ledger: str) -> list[Role]:
    return [p.role for p in compare([read(WIRE, "A"), read(ledger, "B")]).versions[1].paragraphs]


def test_a_piece_about_something_else_under_its_own_headline_is_stray() -> None:
    told = roles(LEDGER.format(insert=HEADED_STRAY))
    assert told == [Role.HEADLINE, Role.BODY, Role.BODY, Role.STRAY, Role.STRAY, Role.BODY, Role.BODY]


def test_in_a_short_story_a_paragraph_without_a_headline_is_no_stray() -> None:
    assert Role.STRAY not in roles(LEDGER.format(insert=LONE_STRAY))


def test_a_unique_report_is_no_stray() -> None:
    assert Role.STRAY not in roles(LEDGER.format(insert=UNIQUE))


def test_what_another_version_tells_too_is_no_stray() -> None:
    wire, ledger = WIRE + "\n" + LONE_STRAY, LEDGER.format(insert=LONE_STRAY)
    for told in compare([read(wire, "A"), read(ledger, "B")]).versions:
        assert Role.STRAY not in [p.role for p in told.paragraphs]


def test_one_version_alone_has_no_strays() -> None:
    (told,) = compare([read(LEDGER.format(insert=HEADED_STRAY))]).versions
    assert Role.STRAY not in [p.role for p in told.paragraphs]


def test_two_stories_that_have_nothing_in_common_are_not_strays_to_each_other() -> None:
    other = HEADED_STRAY.replace("\n", "\n\n") * 2 + LONE_STRAY
    for told in compare([read(WIRE, "A"), read(other, "B")]).versions:
        assert Role.STRAY not in [p.role for p in told.paragraphs]


def test_roles_do_not_depend_on_the_order_of_the_versions() -> None:
    texts = [WIRE, LEDGER.format(insert=HEADED_STRAY), LEDGER.format(insert=LONE_STRAY)]
    told = [read(text, siglum) for text, siglum in zip(texts, "ABC", strict=True)]
    forward, backward = compare(told).versions, compare(told[::-1]).versions
    assert forward == backward[::-1]


@pytest.mark.parametrize("again", ["Guns on the Orla fall silent", "GUNS ON THE ORLA FALL SILENT!"])
def test_a_headline_that_stands_again_is_a_repeat(again: str) -> None:
    told = compare([version("Guns on the Orla fall silent", again, "It rained."), version("It rained.", siglum="B")])
    assert [p.role for p in told.versions[0].paragraphs] == [Role.BODY, Role.REPEAT, Role.BODY]


def test_short_answers_that_recur_are_no_repeats() -> None:
    told = compare([version("Is it over?", "No.", "Will it end?", "No."), version("It rained.", siglum="B")])
    assert Role.REPEAT not in [p.role for p in told.versions[0].paragraphs]


def test_furniture_stays_furniture() -> None:
    furniture = [Role.FURNITURE, Role.FURNITURE]
    told = compare([version("Read more about it here", "Read more about it here", roles=furniture), version("Rain.")])
    assert [p.role for p in told.versions[0].paragraphs] == furniture


FERRY = "The ferry at Onslow will stop running on Friday after forty years, the harbour council said."
UPDATED = ("Updated on 14 March 2019 at 9.30 by the newsroom of the Harbour Ledger in Onslow on the river Sorel", "17")


def updated(text: str, siglum: str, role: Role) -> Version:
    return version(FERRY, text, siglum=siglum, roles=[Role.BODY, role])


def test_furniture_contradicts_nothing_and_is_counted_nowhere() -> None:
    later = UPDATED[0].replace("14", UPDATED[1])
    for roles, conflicts in (((Role.BODY, Role.BODY), 1), ((Role.FURNITURE, Role.FURNITURE), 0)):
        told = compare([updated(UPDATED[0], "A", roles[0]), updated(later, "B", roles[1])])
        (pair,) = told.pairs
        here, there = told.versions
        counted = tally(pair.links, here, there)
        assert (counted.links, counted.conflicts) == (1 + conflicts, conflicts)
        assert sum(len(link.conflicts) for link in pair.links) == conflicts


def test_words_of_furniture_are_in_no_passage() -> None:
    said = " ".join([FERRY, FERRY.replace("ferry", "boat"), UPDATED[0]])
    for role, number in ((Role.BODY, 1), (Role.FURNITURE, 0)):
        left, right = (version("One thing.", said, siglum=siglum, roles=[Role.BODY, role]) for siglum in "AB")
        told = compare([left, right])
        here, there = told.versions
        assert len(passages(here, there, told.pairs[0])) == number


def test_the_number_of_a_printed_page_is_no_difference_and_other_furniture_is() -> None:
    for kind, different in ((Furniture.RUNNING_HEAD, False), (Furniture.RELATED, True), (None, True)):
        paged = updated("[Pg 12]", "A", Role.FURNITURE)
        last = replace(paged.paragraphs[1], kind=kind)
        told = compare([replace(paged, paragraphs=(paged.paragraphs[0], last)), version(FERRY, siglum="B")])
        assert differs(told) is different


@pytest.mark.parametrize("name", ["news", "rewrites", "facts"])
def test_no_paragraph_of_real_articles_that_is_on_topic_is_called_stray(name: str) -> None:
    called = 0
    for row in gold(name):
        versions = version(*row["a"]), version(*row["b"], siglum="B")
        called += sum(p.role is Role.STRAY for told in compare(versions).versions for p in told.paragraphs)
    assert called <= (name == "rewrites")  # one of these is shuffled with foreign paragraphs


def told_roles(story: dict[str, str]) -> dict[str, list[Role]]:
    told = compare([read(text, siglum) for siglum, text in story.items()]).versions
    return {version.siglum: [p.role for p in version.paragraphs] for version in told}


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["insert"][:40])
def test_what_is_put_into_a_story_gets_its_role(case: dict[str, Any]) -> None:
    story: dict[str, str] = DATA["stories"][case["story"]]
    plain = told_roles(story)
    paragraphs = story[case["in"]].strip().split("\n\n")
    at = case["before"] if case["before"] >= 0 else len(paragraphs)
    text = "\n\n".join([*paragraphs[:at], case["insert"], *paragraphs[at:]])
    roles = [Role.BODY if case.get("missed") else Role(role) for role in case["roles"]]
    plain[case["in"]][at:at] = roles
    assert told_roles({**story, case["in"]: text}) == plain


def test_the_stories_as_they_are_have_nothing_beside_them() -> None:
    for story in DATA["stories"].values():
        for roles in told_roles(story).values():
            assert roles == [Role.HEADLINE] + [Role.BODY] * (len(roles) - 1)


def test_in_a_long_story_a_paragraph_that_names_only_strangers_is_stray() -> None:
    rows = [row for row in gold("news") if len([s for side in "ab" for p in row[side] for s in p]) >= 40]
    for row in rows:
        called = compare([version(*row["a"], [LONE_STRAY.strip()]), version(*row["b"], siglum="B")]).versions
        strays = [[n for n, p in enumerate(told.paragraphs) if p.role is Role.STRAY] for told in called]
        assert strays in ([[len(row["a"])], []], [[], []])  # found or not, and nothing else with it
