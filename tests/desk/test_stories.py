"""Which items become one story, in what order they may come, and what the reader's own decisions keep together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

import pytest

from reader.desk.feeds import Feed, Item
from reader.desk.refresh import refresh, regroup
from reader.desk.store import DeskStore
from reader.desk.stories import WINDOW, Stories, Telling, new_passages
from tests.align.helpers import SHARED
from tests.desk.test_refresh import asking, follow
from tests.desk.world import OUTLETS, REPORTS, World

FERRY = (
    "Ferry Halmar sinks off Salna, 40 missing",
    "Forty missing as ferry Halmar goes down off Salna",
    "Divers reach sunken ferry Halmar off Salna, forty missing",
)
CHESS = ("Girl of nine beats chess champion Varga", "Champion Varga loses to a girl of nine at chess")


def tellings(*texts: str, first: int = 1, moment: int = 0) -> list[Telling]:
    return [Telling(number=n, moment=moment, text=text) for n, text in enumerate(texts, first)]


def parts(stories: Stories, numbers: Sequence[int]) -> set[frozenset[int]]:
    found = defaultdict(set)
    for number in numbers:
        found[stories.topic_of(number)].add(number)
    return set(map(frozenset, found.values()))


def stories_told(desk: DeskStore) -> dict[str, set[int]]:
    """By the name that the world has for a story, the stories that the desk made of its reports."""
    names = {report.path: report.story for report in REPORTS}
    found = defaultdict(set)
    for kept in desk.items():
        path = "/" + kept.item.address.split("/", 3)[3]
        found[names[path]].add(kept.topic)
    return found


def test_items_that_tell_one_story_are_put_together_however_they_come() -> None:
    every = tellings(*FERRY, *CHESS)
    for seed in range(6):
        order = list(every)
        Random(seed).shuffle(order)
        stories = Stories()
        for telling in order:
            stories.add([telling])
        assert parts(stories, range(1, 6)) == {frozenset({1, 2, 3}), frozenset({4, 5})}


def test_what_was_put_together_is_added_to_in_the_same_way_after_a_restart() -> None:
    first = Stories()
    topics = first.add(tellings(*FERRY[:2], *CHESS))
    known = [
        Telling(number=t.number, moment=0, text=t.text, topic=topics[t.number]) for t in tellings(*FERRY[:2], *CHESS)
    ]
    again, new = Stories(known), tellings(FERRY[2], first=5)
    assert first.add(new) == again.add(new) == {5: topics[1]}


def test_an_event_of_last_week_is_another_one() -> None:
    quake = "Earthquake shakes Orla, roof of a school falls"
    stories = Stories()
    stories.add(tellings(quake) + tellings(quake, first=2, moment=WINDOW + 1) + tellings(quake, first=3, moment=60))
    assert parts(stories, [1, 2, 3]) == {frozenset({1, 3}), frozenset({2})}


def test_what_the_reader_has_read_stays_where_it_is_and_what_is_new_joins_it() -> None:
    read = [
        Telling(number=n, moment=0, text=text, topic=1, fixed=True) for n, text in enumerate([*FERRY[:2], *CHESS], 1)
    ]
    moved = Stories(read).add(tellings(FERRY[2], first=9))
    assert moved.keys() == {9}


def test_items_that_the_reader_split_are_not_put_together_again() -> None:
    stories = Stories(splits=[(1, 2)])
    stories.add(tellings(*FERRY[:2]))
    assert stories.topic_of(1) != stories.topic_of(2)
    moved = stories.add(tellings(FERRY[2], first=3))
    assert moved[3] in (stories.topic_of(1), stories.topic_of(2))
    assert stories.topic_of(1) != stories.topic_of(2)


def test_a_story_splits_when_the_articles_turn_out_to_tell_two() -> None:
    headlines = tellings("Dam at Korvel cracks: valley to be evacuated", "Dam at Korvel cracks as valley is evacuated")
    stories = Stories()
    stories.add(headlines)
    assert stories.topic_of(1) == stories.topic_of(2)
    articles = [
        "Engineers found cracks in the western wall of the dam above Korvel. Eleven thousand people had to leave.",
        "Mira Holt, nine, beat the champion Ilona Varga in 41 moves at the open chess tournament in Tarn on Sunday.",
    ]
    fetched = [Telling(number=n, moment=0, text=text, topic=stories.topic_of(n)) for n, text in enumerate(articles, 1)]
    assert len(stories.add(fetched)) == 1
    assert stories.topic_of(1) != stories.topic_of(2)


def test_texts_that_are_the_same_have_one_origin_and_headlines_alone_tell_nothing() -> None:
    text = (
        "The ferry Halmar sank four miles off Salna before dawn on Monday with 212 people aboard, the coast guard "
        "said. Forty were still missing at noon."
    )
    stories = Stories()
    stories.add([*tellings(text, f"SALNA, Monday. {text}", "Divers reach the ferry Halmar off Salna, forty missing")])
    (topic,) = {stories.topic_of(number) for number in (1, 2, 3)}
    assert stories.origins([topic]) in ({1: 2, 2: 0, 3: 0}, {1: 0, 2: 1, 3: 0})
    short = Stories()
    short.add(tellings(FERRY[0], FERRY[0]))
    assert short.origins([short.topic_of(1)]) == {1: 0, 2: 0}


def test_new_passages_are_sentences_that_no_text_that_was_read_tells() -> None:
    known = ["The ferry Halmar sank off Salna. Forty people are missing."]
    new = ["Off Salna the ferry Halmar sank on Monday. Its bow door had been repaired in the yard at Korvel."]
    assert new_passages(known, new) == (1, 2)
    assert new_passages(known, known) == (0, 2)
    assert new_passages([], known) == (2, 2)


def pair_f1(topics: Sequence[int], events: Sequence[str]) -> float:
    pairs = list(combinations(range(len(topics)), 2))
    said = [topics[a] == topics[b] for a, b in pairs]
    true = [events[a] == events[b] for a, b in pairs]
    both = sum(s and t for s, t in zip(said, true, strict=True))
    return 2 * both / (sum(said) + sum(true))


@pytest.mark.skipif(not (SHARED / "gold" / "events.jsonl").exists(), reason="the articles of known events are not here")
@pytest.mark.parametrize(("words", "at_once", "least"), [(45, 1, 0.8), (45, 60, 0.85), (90, 1, 0.88)])
def test_reports_of_known_events_are_put_together_as_they_come(words: int, at_once: int, least: float) -> None:
    """By the beginning, as in a feed. The thresholds of grouping were chosen on these articles."""
    lines = (SHARED / "gold" / "events.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    order = list(range(len(rows)))
    Random(1).shuffle(order)
    stories = Stories()
    for start in range(0, len(order), at_once):
        stories.add(
            Telling(number=n + 1, moment=0, text=" ".join("\n".join(rows[n]["text"].split("\n\n")[:2]).split()[:words]))
            for n in order[start : start + at_once]
        )
    assert pair_f1([stories.topic_of(n + 1) for n in range(len(rows))], [row["event"] for row in rows]) >= least


# in the store


def test_over_a_week_each_story_of_the_world_is_one_story_on_the_desk(desk: DeskStore, news: World) -> None:
    follow(desk, news, *OUTLETS)
    for day in range(7):
        news.day = day
        refresh(desk, desk.feeds(), asking(news))
        regroup(desk)
    told = stories_told(desk)
    for story in ("dam", "chess", "budget", "tremor", "tremor-again", "whale", "bread"):
        assert len(told[story]) == 1, story
    assert len(told["ferry"]) <= 2  # one report is in another language
    assert len(set.union(*told.values())) == sum(map(len, told.values()))
    assert regroup(desk) == 0
    copies = [kept.origin for kept in desk.of_topics(told["ferry"]) if kept.origin]
    assert len(copies) == 2  # three outlets print the same words
    assert len(set(copies)) == 1


def test_what_was_read_is_not_moved_and_what_was_pinned_takes_in_more(desk: DeskStore, news: World) -> None:
    follow(desk, news, *OUTLETS)
    refresh(desk, desk.feeds(), asking(news))
    regroup(desk)
    first = {kept.number: kept.topic for kept in desk.items()}
    desk.mark_read(first)
    (ferry,) = stories_told(desk)["ferry"]
    desk.pin([kept.number for kept in desk.of_topics([ferry])])
    for day in range(1, 3):
        news.day = day
        refresh(desk, desk.feeds(), asking(news))
        regroup(desk)
    assert {kept.number: kept.topic for kept in desk.items() if kept.number in first} == first
    assert len(desk.of_topics([ferry])) >= 6
    assert all(kept.pinned for kept in desk.of_topics([ferry]))


def test_a_decision_of_the_reader_is_kept_and_can_be_taken_back(desk: DeskStore, news: World) -> None:
    news.day = 3
    follow(desk, news, *OUTLETS)
    refresh(desk, desk.feeds(), asking(news))
    regroup(desk)

    def topics() -> dict[int, int]:
        return {kept.number: kept.topic for kept in desk.items()}

    before = topics()
    told = stories_told(desk)
    (dam,), (chess,) = told["dam"], told["chess"]
    split = next(kept.number for kept in desk.of_topics([dam]))
    decisions = [desk.split(split)]
    assert topics()[split] != dam
    decisions.append(desk.join([kept.number for kept in desk.of_topics([chess])], dam))
    assert stories_told(desk)["chess"] == {dam}
    apart = topics()
    again = [kept.number for kept in desk.items() if kept.topic == dam or kept.number == split]
    regroup(desk, again)
    assert topics() == apart
    for decision in reversed(decisions):
        desk.take_back(decision)
    assert topics() == before
    assert desk.splits() == ()
    assert not any(telling.fixed for telling in desk.told(before))


def test_two_desks_that_group_at_once_leave_no_item_without_a_story(desk: DeskStore) -> None:
    feed = desk.add(Feed(number=0, address="https://ledger.example/rss"))
    moment = datetime(2031, 2, 10, tzinfo=UTC)
    desk.read(
        feed,
        [
            Item(
                key=str(n),
                address="",
                title=f"{FERRY[n % 3]} {n % 7}",
                published=f"{moment + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}",
            )
            for n in range(60)
        ],
    )
    new = desk.ungrouped()
    moved = Stories().add([Telling(number=kept.number, moment=0, text=kept.text) for kept in new])
    regroup(desk)
    before = {kept.number: kept.topic for kept in desk.items()}
    desk.settle({}, moved, {})  # the other desk is late
    assert {kept.number: kept.topic for kept in desk.items()} == before
    assert 0 not in before.values()
