"""What becomes of the items of a feed, and of lists of feeds, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.desk.feeds import Feed, Item, Kind, feeds_named, items_of, keyed, moment_of, read_opml, tags_of, write_opml
from reader.story.clean import clean_line, normalise, one_line
from reader.story.formats.child import Answer, Request, UnreadableError
from reader.story.formats.feed import MOST_ITEMS, parse_feed
from reader.story.version import SourceError

NOW = datetime(2031, 2, 14, 9, 0, tzinfo=UTC)
BASE = "https://ledger.example/news/feed.xml"


def read(data: bytes | str, media_type: str = "application/rss+xml") -> Answer:
    raw = data.encode() if isinstance(data, str) else data
    (answer,) = parse_feed(Request(raw, 10, form=media_type, base=BASE))
    return answer


def items(inside: str) -> tuple[Item, ...]:
    return items_of(read(f'<rss version="2.0"><channel><title>T</title>{inside}</channel></rss>'), NOW)


def test_titles_and_summaries_lose_their_markup_and_keep_their_signs() -> None:
    (item,) = items(
        "<item><title>&lt;b&gt;Ferry&lt;/b&gt; &amp;amp; dam: 5 &lt; 6</title>"
        "<description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;two&lt;/p&gt;</description></item>"
    )
    assert (item.title, item.summary) == ("Ferry & dam: 5 < 6", "One two")


def test_relative_links_lead_where_the_feed_is_and_what_is_no_page_leads_nowhere() -> None:
    found = items(
        "<item><title>a</title><link>../ferry.html</link></item><item><title>b</title><link>/dam</link></item>"
        "<item><title>c</title><link>javascript:alert(1)</link></item><item><title>d</title></item>"
        "<item><title>e</title><link>https://user@ledger.example/</link></item>"
    )
    assert [item.address for item in found] == ["https://ledger.example/ferry.html", "https://ledger.example/dam",
                                                "", "", ""]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("Mon, 10 Feb 2031 08:00:00 +0200", "2031-02-10T06:00:00Z"),
        ("2031-02-10T06:00:00Z", "2031-02-10T06:00:00Z"),
        ("Mon, 10 Feb 2099 08:00:00 GMT", ""),
        ("Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_date_counts_unless_it_is_in_the_future_before_the_web_or_none(stated: str, published: str) -> None:
    (item,) = items(f"<item><title>a</title><pubDate>{stated}</pubDate></item>")
    assert item.published == published
    assert moment_of(item.published, "2031-02-14T09:00:00Z") == (published or "2031-02-14T09:00:00Z")


def test_an_item_without_a_title_is_called_by_its_first_words_and_an_empty_one_is_left_out() -> None:
    found = items(
        "<item><description>The ferry Halmar sank</description></item><item><link>/x</link></item><item></item>"
        "<item><title>  </title></item>"
    )
    assert [item.title for item in found] == ["The ferry Halmar sank", "https://ledger.example/x"]


def test_items_without_ids_are_known_by_their_addresses_or_else_by_their_words() -> None:
    first = items("<item><title>a</title><link>/1</link></item><item><title>b</title></item>")
    again = items("<item><title>b</title></item><item><title>changed</title><link>/1</link></item>")
    assert {item.key for item in first} == {item.key for item in again}


def test_items_that_share_an_id_stay_the_same_items_in_any_order_and_when_some_are_gone() -> None:
    three = items("".join(f"<item><guid>same</guid><title>{n}</title><link>/{n}</link></item>" for n in "abc"))
    known = {item.key: item.address for item in keyed(three, {})}
    assert len(known) == 3
    for order in permutations(three):
        for count in (1, 2, 3):
            found = keyed(order[:count], known)
            assert {item.key: item.address for item in found}.items() <= known.items()
            assert len(found) == count


def test_an_item_whose_address_changes_stays_the_same_item() -> None:
    (item,) = items("<item><guid>1</guid><title>a</title><link>/new</link></item>")
    assert [one.key for one in keyed([item], {item.key: "https://ledger.example/old"})] == [item.key]


def test_an_encoding_that_is_stated_wrongly_is_found_out() -> None:
    text = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Küste</title></channel></rss>'
    assert read(text.encode("latin-1"), "application/rss+xml; charset=utf-8").facts["title"] == "Küste"
    assert read(text.encode("utf-8"), "text/plain; charset=latin-1").facts["title"] == "Küste"


def test_a_broken_feed_gives_the_items_that_can_be_read_and_says_so() -> None:
    answer = read("<rss version='2.0'><channel><title>T & T</title><item><title>one</title></item>"
                  "<item><title>two</title></item></channel></rss>")  # fmt: skip
    assert [entry["title"] for entry in answer.items] == ["one", "two"]
    assert answer.remarks[0].startswith("is damaged (line ")


def test_a_huge_feed_gives_its_first_items_and_says_so() -> None:
    many = "".join(f"<item><title>{n}</title></item>" for n in range(MOST_ITEMS + 5))
    answer = read(f"<rss version='2.0'><channel><title>T</title>{many}</channel></rss>")
    assert len(answer.items) == MOST_ITEMS
    assert answer.remarks == ["lists 1,005 items, of which the first 1,000 are read"]


def test_bytes_that_are_the_name_of_a_file_are_not_opened() -> None:
    with pytest.raises(UnreadableError, match="is no feed"):
        read(__file__)


@given(st.text(max_size=200), st.sampled_from(["<rss version='2.0'><channel>", "<feed>", "{", "<html>", ""]))
def test_any_text_gives_an_answer_or_a_sentence(text: str, start: str) -> None:
    try:
        answer = read((start + text).encode("utf-8", "surrogatepass"))
    except UnreadableError:
        return
    for item in items_of(answer, NOW):
        assert item.title == clean_line(item.title)
        assert item.key


def test_the_feeds_of_a_page_are_found_with_its_base_and_comments_come_last() -> None:
    answer = read(
        "<html><head><base href='https://other.example/x/'><link rel='alternate' type='application/rss+xml' "
        "title='Comments' href='c'><link rel='ALTERNATE nofollow' type='application/atom+xml;charset=utf-8' href='a'>"
        "<link rel='alternate' type='text/html' hreflang='de' href='de'><link rel='stylesheet' href='s'></head></html>"
    )
    assert [address for address, _ in feeds_named(answer)] == ["https://other.example/x/a", "https://other.example/x/c"]


def test_tags_are_small_words_without_signs() -> None:
    assert tags_of(["#World", "world", "  far  away ", "", "#"]) == ("world", "far-away")


def test_a_bomb_in_a_list_of_feeds_does_not_go_off() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    listed = '<opml><body><outline text="&l9;" xmlUrl="http://a.example/"/></body></opml>'
    text = f'<!DOCTYPE o [<!ENTITY l0 "lol">{laughs}]>{listed}'
    try:
        feeds, _ = read_opml(text.encode(), "list.opml")
    except SourceError:
        return
    assert all(len(feed.title) <= 300 for feed in feeds)


@given(
    st.lists(
        st.builds(
            Feed,
            number=st.just(0),
            address=st.integers(0, 99).map(lambda n: f"https://ledger.example/{n}?a=1&b=2"),
            kind=st.sampled_from([Kind.FEED, Kind.PAGE]),
            title=st.text(max_size=30).map(lambda text: one_line(normalise(text)[0])),
            tags=st.lists(st.sampled_from(["coast", "küste", "news"]), unique=True).map(tuple),
        ),
        unique_by=lambda feed: feed.address,
    )
)
def test_a_list_of_feeds_comes_back_as_it_went_out(feeds: list[Feed]) -> None:
    back, complaints = read_opml(write_opml(feeds).encode(), "list.opml")
    assert complaints == []
    named = [(feed.address, feed.kind, feed.tags) for feed in feeds]
    assert [(feed.address, feed.kind, feed.tags) for feed in back] == named
    assert [feed.title for feed in back] == [feed.title or feed.address for feed in feeds]
