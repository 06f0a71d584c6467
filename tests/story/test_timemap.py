"""TimeMaps: the copies of a page in an archive, in both formats, in parts, and broken in every way."""

from __future__ import annotations

import json
from collections.abc import Callable
from socket import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.version import SourceError
from reader.story.web.copies import Fetched
from reader.story.web.fetch import Limits
from reader.story.web.pages import Web
from reader.story.web.timemap import MOST, PARTS, Archived, archived_copies, host_of, links_of
from tests.story.server import Answer, Led, Server, answer, served

ARCHIVE = "http://archive.example"
MAP = f"{ARCHIVE}/timemap/link/http://ledger.example/bridge"
LINKS = f"""\
<http://ledger.example/bridge>; rel="original",
<{MAP}>; rel="self"; type="application/link-format"; from="Mon, 10 Feb 2031 12:00:00 GMT",
<{ARCHIVE}/timemap/json/http://ledger.example/bridge>; rel="timemap"; type="application/json",
<{ARCHIVE}/http://ledger.example/bridge>; rel="timegate",
<{ARCHIVE}/20310212/http://ledger.example/bridge?a=1,2;b>; rel="last memento"; datetime="Wed, 12 Feb 2031 08:30:00 GMT",
 <{ARCHIVE}/20310210/http://ledger.example/bridge>;rel="first memento";datetime="Mon, 10 Feb 2031 12:00:00 GMT"
 ; title="“Late”, and <other>; things",
</20310211/bridge>; REL=memento; DateTime="Tue, 11 Feb 2031 10:00:00 +0100"
"""
IN_JSON = {
    "original_uri": "http://ledger.example/bridge",
    "timemap_uri": {"link_format": MAP, "json_format": f"{ARCHIVE}/timemap/json/x"},
    "mementos": {
        "first": {"datetime": "2031-02-10T12:00:00Z", "uri": f"{ARCHIVE}/1"},
        "list": [
            {"datetime": "2031-02-12T08:30:00Z", "uri": f"{ARCHIVE}/2"},
            {"datetime": "2031-02-10T12:00:00Z", "uri": [f"{ARCHIVE}/1", f"{ARCHIVE}/again"]},
            {"datetime": "2031-02-13T00:30:00+01:00", "uri": f"{ARCHIVE}/3"},
        ],
    },
}


def found(
    answers: dict[str, Answer], named: str = MAP, *, limits: Limits | None = None, ip: str = "93.184.216.34"
) -> tuple[Archived, Server]:
    with served(answers) as server:
        network = Led(server, {"archive.example": [ip], "inside.example": ["10.0.0.1"]})
        return archived_copies(named, Web(network=network, limits=limits)), server


def fault(given: Answer, media_type: str = "application/link-format", limits: Limits | None = None) -> str:
    path = "/timemap/link/http://ledger.example/bridge"
    body = answer(given, media_type=media_type) if isinstance(given, bytes) else given
    with pytest.raises(SourceError) as raised:
        found({path: body}, limits=limits)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def in_links(text: str) -> Archived:
    path = "/timemap/link/http://ledger.example/bridge"
    return found({path: answer(text, media_type="application/link-format")})[0]


def test_link_format_gives_the_copies_the_earliest_first() -> None:
    archived = in_links(LINKS)
    assert [(str(memento.address), memento.moment) for memento in archived.mementos] == [
        (f"{ARCHIVE}/20310210/http://ledger.example/bridge", "2031-02-10T12:00:00Z"),
        (f"{ARCHIVE}/20310211/bridge", "2031-02-11T09:00:00Z"),
        (f"{ARCHIVE}/20310212/http://ledger.example/bridge?a=1,2;b", "2031-02-12T08:30:00Z"),
    ]
    assert archived.public
    assert archived.remarks == ()
    assert host_of(archived.mementos[0]) == "archive.example"


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_json_gives_them_too(media_type: str) -> None:
    archived, _ = found({"/json": answer(json.dumps(IN_JSON), media_type=media_type)}, f"{ARCHIVE}/json")
    assert [(memento.address.target, memento.moment) for memento in archived.mementos] == [
        ("/1", "2031-02-10T12:00:00Z"),
        ("/2", "2031-02-12T08:30:00Z"),
        ("/3", "2031-02-12T23:30:00Z"),
    ]


def test_the_parts_of_a_timemap_are_fetched_once_each_and_the_same_in_another_format_never() -> None:
    def part(number: int, *further: int) -> bytes:
        links = [
            f'</p{n}>; rel="timemap"; type="application/link-format"; from="Mon, 10 Feb 2031 12:00:00 GMT"'
            for n in further
        ]
        links += [f'</json{number}>; rel="timemap"; type="application/json"', f'</p{number}>; rel="self timemap"']
        links += [f'</{number}/bridge>; rel="memento"; datetime="Mon, 1{number} Feb 2031 12:00:00 GMT"']
        return answer(",\n".join(links), media_type="application/link-format")

    archived, server = found({"/p0": part(0, 1, 2), "/p1": part(1, 0, 2), "/p2": part(2, 0)}, f"{ARCHIVE}/p0")
    assert [memento.address.target for memento in archived.mementos] == ["/0/bridge", "/1/bridge", "/2/bridge"]
    assert len(server.requests) == 3


def test_the_parts_of_one_in_json_are_found_too() -> None:
    index = {"timemap_index": [{"uri": f"{ARCHIVE}/json", "from": "2031-02-10T12:00:00Z"}]}
    answers: dict[str, Answer] = {
        "/index": answer(json.dumps(index), media_type="application/json"),
        "/json": answer(json.dumps(IN_JSON), media_type="application/json"),
    }
    assert len(found(answers, f"{ARCHIVE}/index")[0].mementos) == 3


def test_a_part_that_cannot_be_fetched_is_named_and_the_others_stand() -> None:
    text = LINKS + f',<{ARCHIVE}/gone>; rel="timemap"; type="application/link-format"'
    archived = in_links(text)
    assert len(archived.mementos) == 3
    assert len(archived.remarks) == 1
    assert "has no such page (404)" in archived.remarks[0]


def test_parts_that_go_on_for_ever_are_left_out_after_some() -> None:
    def part(number: int) -> bytes:
        links = f'</{number}>; rel="memento"; datetime="Mon, 10 Feb 2031 12:00:{number:02} GMT",'
        links += f"</p{number + 1}>; rel=timemap"
        return answer(links, media_type="application/link-format")

    archived, server = found({f"/p{number}": part(number) for number in range(PARTS + 20)}, f"{ARCHIVE}/p0")
    assert len(archived.mementos) == len(server.requests) == PARTS
    assert archived.remarks == (f"{ARCHIVE}/p0 is cut into more than {PARTS} TimeMaps; the others are left out",)


def test_a_public_timemap_leads_into_no_private_network() -> None:
    archived = in_links(LINKS + ', <http://inside.example/map>; rel="timemap"')
    assert len(archived.remarks) == 1
    assert "is at an address that is not public (10.0.0.1)" in archived.remarks[0]
    near, _ = found({"/m": answer(LINKS, media_type="application/link-format")}, f"{ARCHIVE}/m", ip="127.0.0.1")
    assert not near.public


def test_addresses_that_cannot_be_fetched_are_counted() -> None:
    odd = ["javascript:alert(1)", "ftp://archive.example/x", "http://archive.example/\x1b]0;x\x07", "http://a:99999/"]
    archived = in_links(
        LINKS + "".join(f',<{address}>; rel="memento"; datetime="Mon, 10 Feb 2031 12:00:00 GMT"' for address in odd)
    )
    assert len(archived.mementos) == 3
    assert archived.remarks == (f"{MAP} has 4 addresses that cannot be fetched; they are left out",)


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        (b"<!doctype html><html><body>Sign in</body></html>", "text/html", "is a page in HTML and no TimeMap"),
        (b"\n<HTML><body>Sign in</body></HTML>", "text/plain", "is a page in HTML and no TimeMap"),
        (b"<?xml version='1.0'?><a/>", "application/xml", "is a page in HTML and no TimeMap"),
        (b"", "application/link-format", "names no copies of a page"),
        (b"nothing archived", "text/plain", "is no TimeMap"),
        (b'<http://ledger.example/bridge>; rel="original"', "application/link-format", "names no copies of a page"),
        (b'<http://archive.example/1>; rel="memento"; datetime="soon"', "text/plain", "names no copies of a page"),
        (b"{}", "application/json", "names no copies of a page"),
        (b'{"mementos": {"list": [', "application/json", "is JSON that cannot be read as a TimeMap"),
        (b'{"mementos": [1, 2]}', "application/json", "is JSON that cannot be read as a TimeMap"),
        (b'{"mementos": {"list": [{"uri": 7, "datetime": 8}]}}', "application/json", "is JSON that cannot"),
        (b'{"a":' + b"[" * 100_000, "application/json", "is JSON that cannot be read as a TimeMap"),
        (b'[["urlkey","timestamp"]]', "application/json", "is no TimeMap"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "sent image/png, which is neither a page nor a text"),
        (b"\xff\xfe\x00<", "text/plain", "is no TimeMap"),
    ],
)
def test_what_is_no_timemap_is_named_in_one_sentence(body: bytes, media_type: str, said: str) -> None:
    assert said in fault(body, media_type)


def test_a_timemap_without_an_end_is_given_up() -> None:
    def endless(connected: socket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/link-format\r\n\r\n")
        while True:
            connected.sendall(
                b'<http://archive.example/1>; rel="memento"; datetime="Mon, 10 Feb 2031 12:00:00 GMT",\n' * 500
            )

    assert "it is larger than 1 MB" in fault(endless, limits=Limits(size=1 << 20))


def test_a_timemap_that_drips_is_given_up() -> None:
    def dripping(server: list[Server]) -> Callable[[socket], None]:
        def drip(connected: socket) -> None:
            connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n<")
            while not server[0].leaving.wait(0.02):
                connected.sendall(b"x")

        return drip

    servers: list[Server] = []
    with served({"/m": dripping(servers)}) as server:
        servers.append(server)
        web = Web(network=Led(server, {"archive.example": ["93.184.216.34"]}), limits=Limits(seconds=0.3))
        with pytest.raises(SourceError, match="did not send all of it within"):
            archived_copies(f"{ARCHIVE}/m", web)


def many(count: int) -> str:
    link = '<{n}>; rel="memento"; datetime="Mon, 10 Feb 2031 12:00:00 GMT",\n'
    return "".join(link.format(n=number) for number in range(count))


def test_thousands_of_copies_are_no_trouble() -> None:
    assert len(in_links(many(2_000)).mementos) == 2_000


@pytest.mark.slow
def test_more_copies_than_anybody_reads_are_refused() -> None:
    assert "names more than 50,000 copies" in fault(many(MOST + 1).encode())


@given(st.text(alphabet='<>",;= \nrelmntoda/x1é\x1b', max_size=200))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    fetched = Fetched(address=MAP, final=MAP, data=f"<{text}".encode(), media_type="text/plain", charset="utf-8")
    for link in links_of(fetched):
        assert "<" not in link.address
        assert ">" not in link.address
