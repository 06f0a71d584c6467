"""Pages as sources: copies are kept, read again, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.notes.files import write_whole
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role, SourceError, Story
from reader.story.web.copies import Copies, Fetched
from reader.story.web.pages import Web, WebPage, believed_charset
from tests.story.server import Led, Server, answer, redirect, served

NOON = datetime(2031, 2, 14, 12, 0, 0, tzinfo=UTC)
LEDGER = "http://ledger.example/bridge"


def article(text: str, title: str = "Bridge opens") -> str:
    ferry = "The old ferry makes its last journey on Friday, with the captain who has steered it for thirty years."
    toll = (
        "No toll is asked until spring, said the mayor, who had cut a ribbon of blue silk before the first cart came."
    )
    body = f"<article><h1>{title}</h1><p>{text}</p><p>{ferry}</p><p>{toll}</p></article>"
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


FIRST = article("The bridge opened on Monday at noon, and four hundred people came to see it.")
SECOND = article("The bridge opened on Monday at noon, and five hundred people came to see it.")


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "copies", write_whole)


def web_to(server: Server, copies: Copies | None, *, fresh: bool = False, now: datetime = NOON) -> Callable[[], Web]:
    network = Led(server, {"ledger.example": ["93.184.216.34"], "wire.example": ["93.184.216.35"]})
    return lambda: Web(copies=copies, fresh=fresh, network=network, now=lambda: now)


def opened(server: Server, copies: Copies | None, *named: str, fresh: bool = False, now: datetime = NOON) -> Story:
    return open_story(named or (LEDGER,), web=web_to(server, copies, fresh=fresh, now=now))


def test_addresses_become_versions_and_their_locators_are_the_addresses() -> None:
    answers = {"/bridge": answer(FIRST), "/a.md": answer("# Bridge *opened*\n\nIt opened.", media_type="text/markdown")}
    with served(answers) as server:
        story = opened(server, None, "HTTP://Ledger.Example:80/bridge#top", "http://wire.example/a.md")
    a, b = story.versions
    assert (a.siglum, a.name, a.title, a.source) == ("A", "ledger.example", "Bridge opens", LEDGER)
    assert [p.role for p in a.paragraphs] == [Role.HEADLINE, Role.BODY, Role.BODY, Role.BODY]
    assert (b.title, b.text, b.source) == ("Bridge opened", "Bridge opened\n\nIt opened.", "http://wire.example/a.md")
    assert story.locators == (LEDGER, "http://wire.example/a.md")
    assert story.home is None
    assert a.remarks == b.remarks == ()


@pytest.mark.parametrize(
    ("moments", "names"),
    [
        (("09:30, 3 May 2030", "11:02, 8 June 2031"), ("2030-05-03 09:30", "2031-06-08 11:02")),
        (("3. Mai 2030, 9:30 Uhr", "8. Juni 2031, 11:02 Uhr"), ("3. Mai 2030, 9:30 Uhr", "8. Juni 2031, 11:02 Uhr")),
    ],
)
def test_two_revisions_by_their_addresses_are_told_apart_by_their_dates(
    moments: tuple[str, str], names: tuple[str, str]
) -> None:
    def revision(source: str, moment: str) -> bytes:
        about = f'<div class="mw-revision"><p>Old revision of <span id="mw-revision-date">{moment}</span>.</p></div>'
        head = '<meta property="article:published_time" content="2001-01-15"><title>'
        return answer(source.replace("<title>", head).replace("<article>", f"<article>{about}"))

    pages = [f"/w/index.php?title=Bridge&oldid={number}" for number in (100, 200)]
    answers = {
        path: revision(*told) for path, told in zip(pages, zip((FIRST, SECOND), moments, strict=True), strict=True)
    }
    with served(answers) as server:
        story = opened(server, None, *(f"http://wire.example{path}" for path in pages))
    assert [version.name for version in story.versions] == [f"wire.example · {name}" for name in names]
    assert [version.date for version in story.versions] == list(names)
    assert story.versions[0].text.replace("four hundred", "five hundred") == story.versions[1].text


def test_an_address_that_has_a_copy_is_read_from_it_without_the_network(copies: Copies) -> None:
    with served({"/bridge": answer(FIRST)}) as server:
        first = opened(server, copies)
        assert len(server.requests) == 1
        again = opened(server, copies)
        assert len(server.requests) == 1
    offline = opened(server, copies)
    assert first.versions[0].remarks == ()
    for story in (again, offline):
        assert story.versions[0].remarks == ("read from a copy of 2031-02-14 12:00 UTC",)
        assert replace(story.versions[0], remarks=()) == first.versions[0]
        assert story.key == first.key


@pytest.mark.slow
def test_a_changed_page_becomes_a_further_copy_and_the_earlier_one_stays(copies: Copies) -> None:
    later = NOON.replace(hour=15)
    with served({"/bridge": answer(FIRST)}) as server:
        opened(server, copies)
        server.answers["/bridge"] = answer(SECOND)
        assert "five hundred" in opened(server, copies, fresh=True, now=later).versions[0].text
        assert copies.moments(LEDGER) == ("2031-02-14T15:00:00Z", "2031-02-14T12:00:00Z")
        assert "five hundred" in opened(server, copies).versions[0].text
        both = opened(server, copies, LEDGER + "#2031-02-14T12:00:00Z", LEDGER)
    assert ["four" in version.text for version in both.versions] == [True, False]
    assert both.locators == (LEDGER + "#2031-02-14T12:00:00Z", LEDGER)


def test_an_identical_page_does_not_become_a_further_copy(copies: Copies) -> None:
    with served({"/bridge": answer(FIRST)}) as server:
        opened(server, copies)
        opened(server, copies, fresh=True, now=NOON.replace(hour=15))
    assert copies.moments(LEDGER) == ("2031-02-14T12:00:00Z",)


def test_two_copies_of_one_second_are_two(copies: Copies) -> None:
    for data in (b"one", b"two", b"three"):
        copies.keep(Fetched(address=LEDGER, final=LEDGER, data=data, media_type="text/plain", charset=""), NOON)
    assert [copies.find(LEDGER, moment).fetched.data for moment in copies.moments(LEDGER)] == [b"three", b"two", b"one"]  # type: ignore[union-attr]


def test_n6_a_page_that_cannot_be_fetched_again_is_read_from_its_copy_with_a_remark(copies: Copies) -> None:
    with served({"/bridge": answer(FIRST)}) as server:
        opened(server, copies)
        server.answers["/bridge"] = answer("", status="500 Oops")
        story = opened(server, copies, fresh=True)
    assert story.versions[0].remarks == (
        f"read from a copy of 2031-02-14 12:00 UTC ({LEDGER} cannot be read: ledger.example has a problem of its own "
        "(500); try again later)",
    )


def test_n6_without_a_copy_the_message_says_why(copies: Copies) -> None:
    with served({}) as server, pytest.raises(SourceError, match="no such page"):
        opened(server, copies)
    with served({}) as server, pytest.raises(SourceError, match=r"no copy of .* from 2031-02-14 12:00 UTC"):
        opened(server, copies, LEDGER + "#2031-02-14T12:00:00Z")


def test_a_copy_keeps_all_that_is_known_of_a_page(copies: Copies) -> None:
    fetched = Fetched(
        address=LEDGER,
        final=LEDGER + "/login",
        data=b"a\nb\0\xff",
        media_type="text/html",
        charset="cp1252",
        remarks=("led to a login page",),
    )
    assert copies.keep(fetched, NOON).fetched == fetched
    assert copies.find(LEDGER) == copies.keep(fetched, NOON)
    assert copies.find(LEDGER + "2") is None


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"[1]\nx", b"\xff\n", None])
def test_a_damaged_copy_is_skipped_for_the_one_before_it(copies: Copies, tmp_path: Path, damage: bytes | None) -> None:
    copies.keep(Fetched(address=LEDGER, final=LEDGER, data=b"one", media_type="text/plain", charset=""), NOON)
    copies.keep(
        Fetched(address=LEDGER, final=LEDGER, data=b"two", media_type="text/plain", charset=""), NOON.replace(hour=15)
    )
    latest = max((tmp_path / "copies").rglob("*.page"))
    latest.write_bytes(latest.read_bytes()[:-1] if damage is None else damage)
    found = copies.find(LEDGER)
    assert found is not None
    assert (found.fetched.data, found.moment) == (b"one", "2031-02-14T12:00:00Z")


def test_a_page_is_read_with_a_remark_if_no_copy_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("in the way")
    with served({"/bridge": answer(FIRST)}) as server:
        story = opened(server, Copies(tmp_path / "copies", write_whole))
    assert story.versions[0].remarks == ("no copy of it could be kept (Not a directory)",)


def test_a_page_behind_a_redirect_is_kept_under_the_address_that_was_named(copies: Copies) -> None:
    with served({"/bridge": redirect("http://wire.example/x"), "/x": answer(FIRST)}) as server:
        story = opened(server, copies)
    assert story.versions[0].source == LEDGER
    assert copies.moments("http://wire.example/x") == ()


@pytest.mark.parametrize(
    ("data", "charset", "encoding"),
    [
        ("Grüße".encode(), "iso-8859-1", ""),
        ("Grüße".encode("cp1252"), "utf-8", ""),
        ("Grüße".encode("cp1252"), "ISO-8859-1", "cp1252"),
        ("Žižkov".encode("cp1250"), "windows-1250", "windows-1250"),
        ("東京".encode("shift_jis"), "Shift_JIS", "Shift_JIS"),
        ("Grüße".encode("utf-16"), "utf-8", ""),
        (b"plain", "nonsense", ""),
        (b"plain", "base64", ""),
        (b"plain", "utf-8", "utf-8"),
        (bytes(range(256)) * 4, "latin-1", ""),
        (b"plain", "", ""),
    ],
)
def test_n5_the_charset_of_the_header_is_a_hint(data: bytes, charset: str, encoding: str) -> None:
    assert believed_charset(data, charset) == encoding


def test_n5_a_page_with_a_wrong_charset_header_is_read_right() -> None:
    page = article(
        "In Zürich und Köln stehen heute neue Brücken, und über die Flüsse fährt niemand mehr mit der Fähre."
    )
    answers = {"/bridge": answer(page, media_type="text/html; charset=iso-8859-1")}
    with served(answers) as server:
        assert "Zürich und Köln" in opened(server, None).versions[0].text
        server.answers["/bridge"] = answer(page.encode("cp1252"), media_type="text/html; charset=utf-8")
        version = opened(server, None).versions[0]
    assert "Zürich und Köln" in version.text
    assert any("guess" in remark for remark in version.remarks)


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("http://a.example/", "text/html", ".html"),
        ("http://a.example/", "", "page"),
        ("http://a.example/story.php?x=1.md", "text/html", "story.html"),
        ("http://a.example/README.md", "text/plain", "README.md"),
        ("http://a.example/notes.html", "text/plain", "notes.txt"),
        ("http://a.example/b%C3%BCcher", "text/markdown", "bücher.md"),
        ("http://a.example/x/..%2F..%2Fetc", "application/pdf", "etc"),
        ("http://a.example/paper.pdf", "application/pdf", "paper.pdf"),
    ],
)
def test_the_kind_of_a_page_is_told_by_the_server_and_else_by_its_address(address: str, kind: str, name: str) -> None:
    found = WebPage(Fetched(address=address, final=address, data=b"", media_type=kind, charset=""), "", ()).name
    assert found.endswith(name)
    assert "/" not in found


def test_an_image_behind_a_page_s_address_is_refused_by_name() -> None:
    with served({"/bridge": answer(b"\x89PNG\r\n\x1a\n")}) as server, pytest.raises(SourceError, match="a PNG image"):
        opened(server, None)


# story files


def test_a_story_file_names_pages_by_their_addresses(copies: Copies, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge opened.\n", "utf-8")
    (tmp_path / "story.yaml").write_text(
        f"title: The bridge\nversions:\n- {{source: '{LEDGER}', name: Ledger, date: 2031-02-14}}\n- source: a.txt\n",
        "utf-8",
    )
    with served({"/bridge": answer(FIRST)}) as server:
        story = opened(server, copies, str(tmp_path / "story.yaml"))
    assert [(v.name, v.source, v.date) for v in story.versions] == [
        ("Ledger", LEDGER, "2031-02-14"),
        ("a", "a.txt", ""),
    ]
    assert story.locators == (LEDGER, f"file:{tmp_path / 'a.txt'}")
    assert story.home == tmp_path


# Y5


@pytest.fixture
def reaching(tmp_path: Path) -> Path:
    """A story file that names what is not beside it."""
    (tmp_path / "story").mkdir()
    (tmp_path / "a.txt").write_text("The bridge opened.\n", "utf-8")
    (tmp_path / "story" / "b.txt").write_text("The bridge fell.\n", "utf-8")
    path = tmp_path / "story" / "story.yaml"
    path.write_text("versions:\n- source: ../a.txt\n- source: b.txt\n", "utf-8")
    return path


def test_y5_what_lies_outside_is_opened_only_after_a_yes(reaching: Path) -> None:
    asked: list[str] = []

    def no(said: str) -> bool:
        asked.append(said)
        return False

    with pytest.raises(SourceError, match=r"“../a.txt” lies outside the story's folder; if you trust it, .* --trust"):
        open_story([str(reaching)])
    with pytest.raises(SourceError, match="names sources that need your consent"):
        open_story([str(reaching)], trust=no)
    assert asked == [f"{reaching} names sources that need your consent: “../a.txt” lies outside the story's folder"]
    for trust in (lambda _: True, True):
        assert [v.text for v in open_story([str(reaching)], trust=trust).versions] == [
            "The bridge opened.\n",
            "The bridge fell.\n",
        ]


def test_y5_nothing_is_asked_of_a_story_that_stays_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge opened.\n", "utf-8")
    (tmp_path / "story.yaml").write_text("versions:\n- source: a.txt\n", "utf-8")

    def ask(said: str) -> bool:
        raise AssertionError(said)

    for path in (tmp_path / "story.yaml", *shipped_stories()):
        assert open_story([str(path)], trust=ask).versions


@pytest.mark.parametrize("source", ["http://127.0.0.1/bridge", "http://inside/bridge"])
def test_y5_a_page_on_one_s_own_network_is_fetched_only_after_a_yes(tmp_path: Path, source: str) -> None:
    (tmp_path / "story.yaml").write_text(f"versions:\n- source: {source}\n", "utf-8")
    with served({"/bridge": answer(FIRST)}) as server:
        web = Web(network=Led(server, {"inside": ["10.0.0.1"]}))
        with pytest.raises(SourceError, match="is an address on your own network"):
            open_story([str(tmp_path)], web=lambda: web)
        assert server.requests == []
        assert open_story([str(tmp_path)], web=lambda: web, trust=lambda _: True).versions


def test_y5_a_name_that_turns_out_to_lead_into_one_s_own_network_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text("versions:\n- source: http://inside.example/bridge\n", "utf-8")
    with served({"/bridge": answer(FIRST)}) as server:
        web = Web(network=Led(server, {"inside.example": ["10.0.0.1"]}))
        with pytest.raises(SourceError, match=r"is at an address that is not public \(10\.0\.0\.1\)"):
            open_story([str(tmp_path)], web=lambda: web)
        assert server.requests == []
        assert open_story([str(tmp_path)], web=lambda: web, trust=True).versions


def test_what_was_public_is_never_fetched_from_one_s_own_network(copies: Copies) -> None:
    """A name that led to the public internet yesterday, and to the reader's router today."""
    with served({"/bridge": answer(FIRST)}) as server:
        opened(server, copies)
        moved = Web(copies=copies, fresh=True, network=Led(server, {"ledger.example": ["192.168.0.1"]}))
        (version,) = open_story([LEDGER], web=lambda: moved).versions
    assert "is at an address that is not public (192.168.0.1)" in version.remarks[0]
    assert len(server.requests) == 1


@pytest.mark.slow
def test_an_earlier_copy_beside_the_latest_does_not_make_another_story(copies: Copies) -> None:
    with served({"/bridge": answer(FIRST)}) as server:
        key = opened(server, copies).key
        server.answers["/bridge"] = answer(SECOND)
        opened(server, copies, fresh=True, now=NOON.replace(hour=15))
    earlier = LEDGER + "#2031-02-14T12:00:00Z"
    assert opened(server, copies, earlier, LEDGER).key == key
    assert opened(server, copies, earlier).key != key
    assert opened(server, copies, LEDGER, LEDGER).key != key


def test_a_copy_that_a_wrong_clock_made_is_the_latest_only_until_there_is_another(copies: Copies) -> None:
    def kept(data: bytes, now: datetime) -> None:
        copies.keep(Fetched(address=LEDGER, final=LEDGER, data=data, media_type="text/plain", charset=""), now)

    kept(b"ahead", NOON.replace(year=2041))
    assert copies.find(LEDGER, now=NOON).fetched.data == b"ahead"  # type: ignore[union-attr]
    kept(b"later", NOON)
    assert copies.find(LEDGER, now=NOON).fetched.data == b"later"  # type: ignore[union-attr]
    assert copies.find(LEDGER, "2041-02-14T12:00:00Z", NOON).fetched.data == b"ahead"  # type: ignore[union-attr]


def kept_row(copies: Copies, count: int, *, first: int = 0, size: int = 10) -> list[str]:
    """Keep copies of one page, an hour apart, each with other bytes. Returns their moments, the earliest first."""
    moments = []
    for number in range(first, first + count):
        data = f"{number:02} ".encode().ljust(size, b".")
        page = Fetched(address=LEDGER, final=LEDGER, data=data, media_type="text/plain", charset="utf-8")
        moments.append(copies.keep(page, NOON + timedelta(hours=number)).moment)
    return moments


def test_beyond_the_bound_the_oldest_copies_go_but_the_first_the_latest_and_those_with_notes(tmp_path: Path) -> None:
    asked: list[str] = []

    def quoted(address: str, moments: Sequence[str]) -> list[str]:
        asked.append(address)
        return [moments[1]]

    copies = Copies(tmp_path, write_whole, quoted, most=4)
    moments = kept_row(copies, 4)
    assert asked == []
    assert list(copies.moments(LEDGER)[::-1]) == moments
    moments += kept_row(copies, 2, first=4)
    assert list(copies.moments(LEDGER)[::-1]) == [moments[0], moments[1], moments[-2], moments[-1]]
    assert set(asked) == {LEDGER}


def test_the_copies_of_a_page_may_take_only_so_many_bytes(tmp_path: Path) -> None:
    copies = Copies(tmp_path, write_whole, largest=45_000)
    moments = kept_row(copies, 6, size=10_000)
    assert list(copies.moments(LEDGER)[::-1]) == [moments[0], *moments[-3:]]


def test_no_copy_goes_while_nobody_can_tell_which_ones_have_notes(tmp_path: Path) -> None:
    copies = Copies(tmp_path, write_whole, lambda _, __: None, most=2)
    assert list(copies.moments(LEDGER)) == []
    assert len(kept_row(copies, 5)) == len(copies.moments(LEDGER)) == 5


def test_a_page_of_an_archive_has_the_date_at_which_it_was_taken(copies: Copies) -> None:
    dated = answer(FIRST, "Memento-Datetime: Mon, 10 Feb 2031 08:30:00 GMT")
    odd = answer(SECOND, "Memento-Datetime: whenever")
    with served({"/bridge": dated, "/odd": odd}) as server:
        story = opened(server, copies, LEDGER, "http://ledger.example/odd")
    assert [version.date for version in story.versions] == ["2031-02-10T08:30:00Z", ""]
    assert [version.name for version in story.versions] == ["ledger.example · 2031-02-10 08:30", "ledger.example"]
    assert opened(server, copies).versions[0].date == "2031-02-10T08:30:00Z"


def test_a_copy_that_is_named_by_its_moment_has_the_date_in_its_name(copies: Copies) -> None:
    with served({"/bridge": answer(FIRST)}) as server:
        opened(server, copies)
    assert (
        opened(server, copies, f"{LEDGER}#2031-02-14T12:00:00Z").versions[0].name == "ledger.example · 2031-02-14 12:00"
    )
