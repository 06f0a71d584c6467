"""`diptych feeds` as a reader or a timer runs it, against a server that sends what servers send."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.cli import main
from tests.desk.world import BOMB, OUTLETS, Answer, World

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["feeds", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return called


def listed(run: Run) -> dict[str, dict[str, object]]:
    """What is followed, by title."""
    told = json.loads(run("list", "--format", "json")[1])
    assert told["format"] == "diptych/feeds@1"
    return {feed["title"]: feed for feed in told["feeds"]}


def test_nothing_is_followed_at_first_and_the_list_says_what_to_do(run: Run) -> None:
    assert run("list") == (0, "nothing is followed yet: diptych feeds add ADDRESS\n", "")
    assert run("refresh") == (0, "", "")


@pytest.mark.parametrize("outlet", ["ledger", "wire", "courier", "gazette"], ids=["RSS", "Atom", "RDF", "JSON Feed"])
def test_a_feed_of_each_kind_is_followed_by_its_address(run: Run, news: World, outlet: str) -> None:
    news.day = 1
    status, out, err = run("add", news.feed(outlet), "--tag", "#Coast", "--tag", "news")
    assert (status, err) == (0, "")
    assert out.startswith(f"{OUTLETS[outlet]} is followed · ")
    feed = listed(run)[OUTLETS[outlet]]
    assert feed["tags"] == ["coast", "news"]
    assert feed["items"] == feed["new"] == len(news.listed(outlet)) > 0
    assert feed["address"] == news.feed(outlet)


def test_a_page_leads_to_its_own_feed_and_not_to_that_of_its_comments(run: Run, news: World) -> None:
    assert run("add", news.url("/ledger/"))[0] == 0
    assert listed(run)["Harbour Ledger"]["address"] == news.feed("ledger")


def test_a_feed_that_is_added_twice_is_followed_once(run: Run, news: World) -> None:
    run("add", news.feed("ledger"), "--tag", "one")
    status, out, _ = run("add", news.feed("ledger"), "--tag", "two")
    assert (status, "is followed already" in out) == (0, True)
    assert listed(run)["Harbour Ledger"]["tags"] == ["one", "two"]


def test_a_refresh_is_quiet_asks_only_for_changes_and_takes_what_is_new(run: Run, news: World) -> None:
    run("add", news.feed("ledger"), news.feed("wire"))
    news.sent.clear()
    assert run("refresh", "--force") == (0, "", "")
    assert news.sent == [304, 304]
    news.day = 2
    assert run("refresh", "--force") == (0, "", "")
    assert listed(run)["Harbour Ledger"]["items"] == 2


def test_a_feed_that_was_asked_a_minute_ago_is_asked_again_only_if_it_is_named(run: Run, news: World) -> None:
    run("add", "--page", news.url("/wire/ferry-0.html"))
    news.asked.clear()
    assert run("refresh") == (0, "", "")
    assert news.asked == []
    run("refresh", news.url("/wire/ferry-0.html"))
    assert news.asked == ["/wire/ferry-0.html"]


def test_one_line_names_each_feed_that_fails_and_the_status_says_whether_all_do(run: Run, news: World) -> None:
    run("add", news.feed("ledger"), news.feed("wire"))
    news.broken["/wire/feed"] = Answer(b"", status=500)
    status, out, err = run("refresh", "--force")
    assert (status, out) == (1, "")
    wire = f"Continental Wire: {news.feed('wire')} cannot be read"
    assert err == f"diptych: {wire}: 127.0.0.1 has a problem of its own (500); try again later\n"
    status, _, err = run("refresh", "Continental Wire")
    assert (status, err.count("\n")) == (2, 1)
    assert "failing since" in run("list")[1]
    del news.broken["/wire/feed"]
    assert run("refresh", "--force") == (0, "", "")
    assert "failing" not in run("list")[1]


def test_a_feed_that_has_moved_for_good_is_followed_at_its_new_address(run: Run, news: World) -> None:
    run("add", news.feed("mirror"))
    news.day = 2
    status, _, err = run("refresh", "--force")
    assert (status, err.count("has moved to")) == (0, 1)
    assert listed(run)["The Mirror"]["address"] == news.url("/mirror/feed.xml")
    assert run("refresh", "--force") == (0, "", "")


def test_a_feed_that_is_gone_is_named_once_and_never_asked_again(run: Run, news: World) -> None:
    run("add", news.feed("star"))
    news.day = 3
    status, _, err = run("refresh", "--force")
    assert status == 2
    assert "has removed the page (410); it is not asked any more" in err
    news.asked.clear()
    assert run("refresh", "--force") == (0, "", "")
    assert news.asked == []
    assert "gone since" in run("list")[1]


def test_a_feed_is_removed_tagged_and_hidden_by_its_title_or_its_address(run: Run, news: World) -> None:
    news.day = 1
    run("add", news.feed("ledger"), news.feed("wire"))
    assert run("tag", "Harbour Ledger", "daily", "coast")[0] == 0
    assert run("hide", news.feed("ledger"))[0] == 0
    feed = listed(run)["Harbour Ledger"]
    assert (feed["tags"], feed["hidden"]) == (["daily", "coast"], True)
    assert run("show", news.feed("ledger"))[0] == 0
    status, out, _ = run("remove", "Harbour Ledger")
    assert (status, out) == (0, "Harbour Ledger is followed no more · 1 item forgotten\n")
    assert list(listed(run)) == ["Continental Wire"]
    assert run("remove", "Harbour Ledger") == (
        2, "", "diptych: Harbour Ledger is not followed; “diptych feeds list” shows what is\n"
    )  # fmt: skip


def test_a_folder_is_followed_and_its_new_and_changed_texts_are_news(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("The ferry of Salna\n\nIt lay in the harbour all winter.\n", "utf-8")
    assert run("add", str(folder))[0] == 0
    (folder / "two.txt").write_text("The dam of Korvel\n\nIt holds nine million tons of water.\n", "utf-8")
    assert run("refresh", "--force") == (0, "", "")
    assert listed(run)["articles"]["items"] == 2
    (folder / "one.txt").write_text("The ferry of Salna\n\nIt sank in the harbour in spring.\n", "utf-8")
    assert run("refresh", "--force") == (0, "", "")
    assert listed(run)["articles"]["items"] == 2


def test_lists_of_feeds_go_out_as_opml_and_come_back_whole(run: Run, news: World, tmp_path: Path) -> None:
    run("add", news.feed("ledger"), "--tag", "coast")
    run("add", "--page", news.url("/wire/ferry-0.html"))
    run("add", str(tmp_path))
    before = listed(run)
    file = tmp_path / "feeds.opml"
    file.write_text(run("export")[1], "utf-8")
    run("remove", *[str(feed["address"]) for feed in before.values()])
    assert listed(run) == {}
    assert run("import", str(file)) == (0, "3 of 3 feeds are new; “diptych feeds refresh” asks for their news\n", "")
    told = ("address", "kind", "title", "tags")
    assert [[feed[name] for name in told] for feed in listed(run).values()] == [
        [feed[name] for name in told] for feed in before.values()
    ]


def test_what_cannot_be_followed_is_refused_in_a_sentence_and_not_kept(run: Run, news: World) -> None:
    news.broken["/png"] = Answer(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png")
    news.broken["/plain"] = Answer(b"<html><head><title>No feed</title></head><body>nothing</body></html>", "text/html")
    news.broken["/json"] = Answer(b'{"a": 1}', "application/json")
    news.broken["/torn"] = Answer(b'<?xml version="1.0"?><rss version="2.0"><channel><title>To')
    news.broken["/nothing"] = Answer(b"")
    for path, reason in {
        "/png": "is no feed: it is neither RSS, Atom, RDF nor JSON Feed",
        "/plain": "is a page that names no feed",
        "/json": "is JSON, but no JSON Feed",
        "/torn": "is a damaged feed (line 1: no element found)",
        "/nothing": "is empty",
        "/missing": "has no such page (404)",
    }.items():
        status, out, err = run("add", news.url(path))
        assert (status, out) == (2, "")
        assert err.startswith(f"diptych: {news.url(path)} ")
        assert reason in err
    assert run("add", "no/such/folder")[2] == (
        "diptych: no/such/folder is neither an address nor a folder, so it cannot be followed; addresses begin with "
        "https:// or http://\n"
    )
    assert run("add", "ftp://ledger.example/rss")[0] == 2
    assert listed(run) == {}


def test_a_bomb_in_a_feed_is_read_as_the_words_it_is(run: Run, news: World) -> None:
    news.broken["/bomb"] = Answer(BOMB)
    status, out, err = run("add", news.url("/bomb"))
    assert (status, out) == (0, f"&lol9; is followed · 1 item · {news.url('/bomb')}\n")
    assert err.startswith("diptych: &lol9; is damaged (line 1: limit on input amplification factor")


@pytest.mark.slow
def test_an_endless_feed_ends_at_the_limit(run: Run, news: World) -> None:
    status, _, err = run("add", news.url("/endless"))
    assert status == 2
    assert err.endswith("it is larger than 10 MB, the limit for a feed\n")


def test_a_bad_list_of_feeds_is_refused_and_good_entries_of_a_mixed_one_are_taken(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    for content in ("", "not xml", "<html><body>x</body></html>"):
        file.write_text(content, "utf-8")
        status, _, err = run("import", str(file))
        assert (status, "is no OPML file" in err) == (2, True)
    file.write_text(
        '<opml version="2.0"><body><outline text="World"><outline text="A &amp; B" type="rss" '
        'xmlUrl="https://ledger.example/rss"/><outline text="bad" xmlUrl="javascript:alert(1)"/></outline>'
        '<outline title="C" xmlUrl="HTTPS://Wire.example"/><outline text="again" xmlUrl="https://wire.example/"/>'
        "</body></opml>",
        "utf-8",
    )
    status, out, err = run("import", str(file))
    assert (status, out) == (1, "2 of 2 feeds are new; “diptych feeds refresh” asks for their news\n")
    assert "line 1" in err
    assert "javascript" in err
    feeds = listed(run)
    assert feeds["A & B"]["tags"] == ["world"]
    assert feeds["C"]["address"] == "https://wire.example/"
    assert run("import", str(tmp_path / "missing.opml"))[0] == 2


def test_no_byte_of_a_feed_acts_on_the_terminal(run: Run, news: World) -> None:
    title = "&#27;]0;owned&#7; \u202eevil &#x9b;31m"
    news.broken["/esc"] = Answer(
        f"<rss version='2.0'><channel><title><![CDATA[{title}]]></title><item><title>&lt;b&gt;{title}"
        "</title></item></channel></rss>".encode()
    )
    out = run("add", news.url("/esc"))[1] + run("list")[1]
    assert not [char for char in out if not char.isprintable() and char != "\n"]


TWIN = b"""<rss version="2.0"><channel><title>Harbour Ledger</title>
<item><title>Ferry stops</title></item></channel></rss>"""


def test_a_title_that_two_feeds_have_names_neither(run: Run, news: World) -> None:
    run("add", news.feed("ledger"))
    news.broken["/copy"] = Answer(TWIN)
    run("add", news.url("/copy"))
    status, out, err = run("remove", "Harbour Ledger")
    assert (status, out) == (2, "")
    assert err.startswith("diptych: Harbour Ledger is the title of 2 feeds; give an address: http://")
    assert run("remove", news.url("/copy")) == (0, "Harbour Ledger is followed no more · 1 item forgotten\n", "")


def test_a_list_that_breaks_off_is_taken_in_as_far_as_it_goes_and_one_without_feeds_is_refused(
    run: Run, news: World, tmp_path: Path
) -> None:
    whole = f'<opml version="2.0"><body><outline text="One" xmlUrl="{news.feed("ledger")}"/><outline'
    (tmp_path / "cut.opml").write_text(whole)
    status, out, err = run("import", str(tmp_path / "cut.opml"))
    assert (status, out) == (1, "1 of 1 feed is new; “diptych feeds refresh” asks for their news\n")
    assert "cut.opml is damaged in line 1; what can be read of it is taken in" in err
    (tmp_path / "none.opml").write_text('<opml version="2.0"><body><outline')
    status, out, err = run("import", str(tmp_path / "none.opml"))
    assert (status, out) == (2, "")
    assert "none.opml lists no feed that can be followed" in err
