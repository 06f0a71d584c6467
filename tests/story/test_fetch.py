"""Section N of the catalogue of faults: what servers, redirects and networks do to a reader who names an address."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notes.sources import web_with_copies
from reader.story.clean import clean_line
from reader.story.version import SourceError, Stopped
from reader.story.web.address import canonical, is_address, is_public
from reader.story.web.copies import Fetched
from reader.story.web.fetch import Limits, Network, RefusedError, Subscription, fetch
from reader.story.web.pages import Web, WebPage, believed_charset
from tests.story.server import TLS, Answer, Led, Server, answer, redirect, served

SOON = Limits(seconds=0.3, quick=0.3)
"""For what takes for ever."""
PUBLIC = "93.184.216.34"
PAGE = "<!doctype html><title>Bridge</title><p>The bridge opened on Monday.</p>"


def got(server: Server, path: str = "/", *, limits: Limits | None = None, network: Network | None = None) -> Fetched:
    return fetch(canonical(server.url(path)), limits=limits, network=network)


def refusal(ask: Callable[[], object]) -> str:
    """Why something is refused: one clean line that says what to do."""
    with pytest.raises(SourceError) as refused:
        ask()
    text = str(refused.value)
    assert text.isprintable()
    assert len(text) < 500
    return text


def refused(given: Answer, *, limits: Limits | None = None) -> str:
    with served({"/": given}) as server:
        return refusal(lambda: got(server, limits=limits))


def test_a_subscription_tells_what_is_known_and_hears_that_nothing_has_changed() -> None:
    """Conditional requests: RFC 9110, section 13."""
    with served({"/": answer(status="304 Not Modified", media_type="")}) as server:
        known = Subscription(etag='"v1"', modified="Mon, 10 Feb 2031 06:00:00 GMT")
        found = fetch(canonical(server.url()), subscription=known)
    assert (found.unchanged, found.data) == (True, b"")
    head = server.requests[0].decode()
    assert '\r\nIf-None-Match: "v1"\r\n' in head
    assert "\r\nIf-Modified-Since: Mon, 10 Feb 2031 06:00:00 GMT\r\n" in head
    assert "\r\nAccept: application/atom+xml," in head


def test_a_server_says_what_state_it_sent_and_only_a_subscription_takes_any_media_type() -> None:
    sent = answer("<rss/>", 'ETag: W/"a"', "Last-Modified: yesterday", media_type="application/x-rss+xml")
    with served({"/": sent}) as server:
        found = fetch(canonical(server.url()), subscription=Subscription())
        assert "is neither a page nor a text" in refusal(lambda: got(server))
    assert (found.etag, found.modified, found.unchanged) == ('W/"a"', "yesterday", False)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [(("301 Moved", "308 Moved"), "/2"), (("301 Moved", "302 Found"), "/1"), (("302 Found", "301 Moved"), "")],
)
def test_only_redirects_that_are_permanent_from_the_start_give_a_new_address(
    statuses: tuple[str, str], moved: str
) -> None:
    first, second = statuses
    with served({"/": redirect("/1", first), "/1": redirect("/2", second), "/2": answer(PAGE)}) as server:
        found = got(server)
        assert found.moved == (server.url(moved) if moved else "")


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("120", 120, 120), ("Mon, 10 Feb 2200 06:00:00 GMT", 1e6, 1e11), ("Mon, 10 Feb 2003 06:00:00 GMT", 0, 0),
     ("soon", None, None), ("-5", None, None), ("9" * 400, None, None)],
)  # fmt: skip
def test_a_refusal_says_when_the_server_wants_to_be_asked_again(
    said: str, least: float | None, most: float | None
) -> None:
    with (
        served({"/": answer(b"", f"Retry-After: {said}", status="503 Busy")}) as server,
        pytest.raises(RefusedError) as refused,
    ):
        got(server)
    assert refused.value.status == 503
    again = refused.value.again
    assert again is least or (again is not None and least is not None and most is not None and least <= again <= most)


def test_a_page_comes_as_it_was_sent_with_what_the_server_says_of_it() -> None:
    with served({"/a?b=c": answer(PAGE, media_type="Text/HTML; Charset=UTF-8")}) as server:
        found = got(server, "/a?b=c#part")
    address = server.url("/a?b=c")
    assert found == Fetched(address=address, final=address, data=PAGE.encode(), media_type="text/html", charset="utf-8")
    head = server.requests[0].decode()
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n" in head
    assert "\r\nAccept-Encoding: identity\r\n" in head
    assert "Cookie" not in head
    assert "Referer" not in head


def test_what_is_sent_in_chunks_or_until_the_end_comes_whole() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nThe b\r\n5\r\nridge\r\n0\r\n\r\n"
    with served({"/chunked": chunked, "/old": b"HTTP/1.0 200 OK\r\n\r\nThe bridge"}) as server:
        assert got(server, "/chunked").data == b"The bridge"
        assert got(server, "/old").data == b"The bridge"


# N1


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("file:///etc/passwd", "only addresses that begin with http:// or https:// are"),
        ("ftp://ledger.example/a", "only addresses that begin with http:// or https:// are"),
        ("data:text/html,hello", "only addresses that begin with http:// or https:// are"),
        ("javascript:alert(1)", "only addresses that begin with http:// or https:// are"),
        ("-oX", "only addresses that begin with http:// or https:// are"),
        ("http:ledger.example", "it names no host"),
        ("http://ledger.example/a\r\nX-Evil: 1", "an address cannot contain such characters"),
        ("http://ledger.example/\x1b[2J", "an address cannot contain such characters"),
        ("http://ledger.example/a b", "an address cannot contain such characters"),
        ("http://ledger.example\\@evil.example/", "an address cannot contain such characters"),
        ("http://ledger.example/\u202egpj.exe", "an address cannot contain such characters"),
        ("http://me:secret@ledger.example/", "it contains a user name"),
        ("http://ledger.example@evil.example/", "it contains a user name"),
        ("http://:80/", "it names no host"),
        ("http://ledger.example:0/", "it names no port"),
        ("http://ledger.example:99999/", "not a valid address"),
        ("http://[::1/", "not a valid address"),
        ("http://[fe80::1%25eth0]/", "a host cannot have such a name"),
        ("http://ledger..example/", "a host cannot have such a name"),
        ("http://led ger/", "an address cannot contain such characters"),
        ("http://led%0dger.example/", "a host cannot have such a name"),
        ("http://straße.example/", "a host cannot have such a name"),
        ("http://256.1.1.1/", "a host cannot have such a name"),
        ("http://" + "a" * 64 + ".example/", "a host cannot have such a name"),
        ("http://ledger.example/" + "a" * 4000, "too long"),
    ],
)
def test_n1_anything_but_the_address_of_a_page_is_refused(named: str, why: str) -> None:
    assert why in refusal(lambda: canonical(named))


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("HTTP://Ledger.Example:80", "http://ledger.example/"),
        ("https://ledger.example:443/A#b", "https://ledger.example/A"),
        ("http://ledger.example:8080/a/?q=ü", "http://ledger.example:8080/a/?q=%C3%BC"),
        ("http://bücher.example/straße?a=1%202", "http://xn--bcher-kva.example/stra%C3%9Fe?a=1%202"),
        ("http://[::FFFF:127.0.0.1]:81/", "http://[::ffff:7f00:1]:81/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://１２７。１/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://017700000001/", "http://127.0.0.1/"),
    ],
)
def test_an_address_is_written_in_one_way(named: str, written: str) -> None:
    assert str(canonical(named)) in (written, written.replace("::ffff:7f00:1", "::ffff:127.0.0.1"))
    assert canonical(str(canonical(named))) == canonical(named)


def test_addresses_are_distinguished_from_paths() -> None:
    for named in ("http://a", "HTTPS://a", "file:///a", "gopher+x://a", "data:,x", "JavaScript:alert(1)", "mailto:a@b"):
        assert is_address(named)
    for named in ("a.txt", "C:/a.txt", "a: b.txt", "./http://a", "-", "-oX", "10:30.txt"):
        assert not is_address(named)


# N2


def test_n2_redirects_are_followed_up_to_five() -> None:
    hops = {f"/{n}": redirect(f"/{n + 1}", status) for n, status in enumerate(("301 x", "302 x", "303 x", "307 x"))}
    with served({**hops, "/4": redirect("five?x=ü"), "/five?x=%C3%BC": answer("there")}) as server:
        found = got(server, "/0")
        assert (found.address, found.final) == (server.url("/0"), server.url("/five?x=%C3%BC"))
        assert found.data == b"there"
        server.answers["/five?x=%C3%BC"] = redirect("/six")
        assert "more than 5 times" in refusal(lambda: got(server, "/0"))


def test_n2_a_loop_of_redirects_ends() -> None:
    with served({"/": redirect("/")}) as server:
        assert "more than 5 times" in refusal(lambda: got(server))
        assert len(server.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[64:ff9b:1::5db8:d822]/",
        "http://[::7f00:1]/",
        "http://[::ffff:0:7f00:1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://inside.example/",
        "http://both.example/",
        "//localhost/",
    ],
)
def test_n2_no_redirect_leads_from_a_public_address_to_one_that_is_not(location: str) -> None:
    with served({"/": redirect(location), "/latest/meta-data/": answer("secret")}) as server:
        hosts = {
            "ledger.example": [PUBLIC],
            "inside.example": ["127.0.0.1"],
            "both.example": [PUBLIC, "10.0.0.1"],
            "localhost": ["::1", "127.0.0.1"],
        }
        network = Led(server, hosts)
        said = refusal(lambda: fetch(canonical("http://ledger.example/"), network=network))
    assert "is at an address that is not public" in said
    assert network.reached == [PUBLIC]
    assert len(server.requests) == 1


def test_n2_what_was_public_once_stays_judged_through_later_redirects() -> None:
    with served({"/": redirect("http://other.example/b"), "/b": redirect("http://10.0.0.1/c")}) as server:
        network = Led(server, {"ledger.example": [PUBLIC], "other.example": ["2606:2800:220:1::1"]})
        assert "not public (10.0.0.1)" in refusal(lambda: fetch(canonical("http://ledger.example/"), network=network))
        assert network.reached == [PUBLIC, "2606:2800:220:1::1"]


def test_n2_the_reader_may_name_a_private_address_and_be_led_on_from_there() -> None:
    answers = {"/": redirect("http://10.0.0.7/b"), "/b": redirect("http://ledger.example/c"), "/c": answer("there")}
    with served(answers) as server:
        network = Led(server, {"intranet": ["192.168.0.1"], "ledger.example": [PUBLIC]})
        assert fetch(canonical("http://intranet/"), network=network).data == b"there"
        assert network.reached == ["192.168.0.1", "10.0.0.7", PUBLIC]


def test_n2_the_address_that_was_judged_is_the_one_that_is_connected_to() -> None:
    """A name that changes between two look-ups: each host is looked up once a hop, and never by the client."""
    with served({"/": answer("there")}) as server:
        network = Led(server, {"ledger.example": [PUBLIC]})
        fetch(canonical("http://ledger.example/"), network=network)
    assert (network.asked, network.reached) == (["ledger.example"], [PUBLIC])
    assert b"\r\nHost: ledger.example\r\n" in server.requests[0]


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://ledger.example/", "javascript:alert(1)", "http://a@b/"]
)
def test_n2_a_redirect_may_only_lead_to_a_page(location: str) -> None:
    said = refused(redirect(location))
    assert "is not fetched" in said
    assert "cannot be read: 127.0.0.1 redirects, but " in said


def test_n2_what_is_public_is_told_by_the_address_itself() -> None:
    for ip in (
        "93.184.216.34",
        "2606:2800:220:1::1",
        "::ffff:93.184.216.34",
        "64:ff9b::5db8:d822",
        "2002:5db8:d822::",
        "::ffff:0:5db8:d822",
    ):
        assert is_public(ip), ip
    for ip in (
        "127.0.0.1",
        "::1",
        "::",
        "0.0.0.0",
        "10.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "ff02::1",
        "fec0::1",
    ):
        assert not is_public(ip), ip


def test_n2_an_address_from_a_stranger_is_fetched_only_from_public_hosts() -> None:
    with served({"/": answer("there")}) as server:
        network = Led(server, {"inside.example": ["10.0.0.1"], "ledger.example": [PUBLIC]})
        said = refusal(lambda: fetch(canonical("http://inside.example/"), public=True, network=network))
        assert "http://inside.example/ is at an address that is not public (10.0.0.1)" in said
        assert network.reached == []
        assert fetch(canonical("http://ledger.example/"), public=True, network=network).data == b"there"


# N3

BOMB = 200 * 1024 * 1024
SMALL = Limits(size=100_000)


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(BOMB >> 20)) + packer.flush()


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_n3_a_bomb_is_left_when_it_holds_too_much(layers: int) -> None:
    body = bomb()
    for _ in range(layers - 1):
        body = gzip.compress(body)
    said = refused(answer(body, "Content-Encoding: " + ", ".join(["gzip"] * layers)))
    assert "larger than 10 MB" in said


PEAK = """
from pathlib import Path
from reader.story.web.address import canonical
from reader.story.web.pages import believed_charset
from reader.story.web.fetch import fetch
try:
    fetch(canonical("http://127.0.0.1:{port}/"))
except Exception as error:
    print(error)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux's /proc")
def test_n3_a_bomb_takes_less_than_100_mb() -> None:
    with served({"/": answer(bomb(), "Content-Encoding: gzip")}) as server:
        program = PEAK.replace("{port}", str(server.port))
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    said, peak = run.stdout.splitlines()
    assert "larger than 10 MB" in said
    assert int(peak) < 100_000


def test_n3_a_page_that_is_too_large_is_left_whether_it_says_so_or_not() -> None:
    for sent in (answer(b"x" * 200_000), b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 200_000):
        with served({"/": sent}) as server:
            assert "the limit for a page" in refusal(lambda: got(server, limits=SMALL))


@pytest.mark.parametrize("name", ["gzip", "x-gzip", "GZIP", "deflate", "gzip, gzip", "gzip , deflate", "identity"])
def test_n3_compression_that_was_not_asked_for_is_undone(name: str) -> None:
    body = PAGE.encode() * 500
    for part in name.split(","):
        layer = part.strip().lower()
        body = body if layer == "identity" else zlib.compress(body) if layer == "deflate" else gzip.compress(body)
    with served({"/": answer(body, f"Content-Encoding: {name}")}) as server:
        assert got(server).data == PAGE.encode() * 500


def test_n3_raw_deflate_and_several_members_are_understood() -> None:
    packer = zlib.compressobj(wbits=-15)
    raw = packer.compress(PAGE.encode()) + packer.flush()
    members = gzip.compress(PAGE.encode()) + gzip.compress(b"more") + bytes(20)
    with served({"/r": answer(raw, "Content-Encoding: deflate"), "/m": answer(members, "Content-Encoding: gzip")}) as s:
        assert got(s, "/r").data == PAGE.encode()
        assert got(s, "/m").data == PAGE.encode() + b"more"


def test_n3_unknown_or_damaged_compression_is_refused() -> None:
    packed = gzip.compress(PAGE.encode() * 100)
    assert "compressed in a way that was not asked for (br)" in refused(answer(packed, "Content-Encoding: br"))
    assert "compressed and damaged" in refused(answer(b"\x1f\x8bnonsense", "Content-Encoding: gzip"))
    assert "ends too early" in refused(answer(packed[:-30], "Content-Encoding: gzip"))
    assert "compressed 9 times over" in refused(answer(packed, "Content-Encoding: " + ",".join(["gzip"] * 9)))


# N4


def dripping(head: bytes, drop: bytes, server: list[Server]) -> Callable[[socket.socket], None]:
    """Sends a beginning, and then a little for ever."""

    def drip(connected: socket.socket) -> None:
        connected.sendall(head)
        while not server[0].leaving.wait(0.02):
            connected.sendall(drop)

    return drip


@pytest.mark.parametrize(
    ("head", "drop", "why"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x", "did not send all of it within 0.3 seconds"),
        (b"HTTP/1.0 200 OK\r\n\r\n", b"x", "did not send all of it within 0.3 seconds"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", "did not send all of it"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", "did not answer within 0.3 seconds"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: x\r\n", "did not answer"),
        (b"", b"", "did not answer within 0.3 seconds"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", "did not answer within 0.3 seconds"),
    ],
    ids=["slow body", "never-ending body", "slow chunks", "slow header", "many headers", "silence", "continue"],
)
def test_n4_a_server_that_takes_for_ever_is_left_at_the_deadline(head: bytes, drop: bytes, why: str) -> None:
    holder: list[Server] = []
    with served({"/": dripping(head, drop, holder)}) as server:
        holder.append(server)
        assert why in refusal(lambda: got(server, limits=SOON))
        until_no_fetching()


def until_no_fetching() -> None:
    """The thread that fetched ends as well, for its connection was cut."""
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(5)
            assert not thread.is_alive()


def test_n4_slow_redirects_share_one_deadline() -> None:
    over = threading.Event()

    def slow(connected: socket.socket) -> None:
        over.wait(0.4 * SOON.seconds)  # each redirect comes in time, three do not
        connected.sendall(redirect("/"))

    with served({"/": slow}) as server:
        assert "did not answer within 0.3 seconds" in refusal(lambda: got(server, limits=SOON))
        over.set()


@pytest.mark.parametrize(
    "given",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    ],
    ids=["length", "chunks", "no chunks"],
)
def test_n4_half_a_page_is_refused(given: bytes) -> None:
    assert "sent only part of it" in refused(given)


def test_n4_fetching_can_be_stopped_and_tells_how_far_it_has_come() -> None:
    stop, lines = threading.Event(), list[str]()
    holder: list[Server] = []

    def heard(line: str) -> None:
        lines.append(line)
        if line.endswith("kB"):
            stop.set()

    head = b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 16384
    with served({"/": dripping(head, b"x" * 100, holder)}) as server:
        holder.append(server)
        with pytest.raises(Stopped):
            fetch(canonical(server.url()), progress=heard, stop=stop)
        until_no_fetching()
    assert lines[-1] == "127.0.0.1 · 16 kB"


def test_n4_stopping_does_not_wait_for_a_host_that_is_silent() -> None:
    stop = threading.Event()
    holder: list[Server] = []
    with served({"/": dripping(b"", b"", holder)}) as server:
        holder.append(server)
        with pytest.raises(Stopped):
            fetch(canonical(server.url()), progress=lambda _: stop.set(), stop=stop)
        until_no_fetching()


# N5


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("404 Not Found", "has no such page (404); check the address"),
        ("410 Gone", "has removed the page (410)"),
        ("500 Oops", "has a problem of its own (500); try again later"),
        ("503 Busy", "has a problem of its own (503); try again later"),
        ("403 Forbidden", "refuses it to programs (403), or requires a login; save the page from a browser"),
        ("401 Unauthorized", "requires a login (401); save the page from a browser"),
        ("429 Too Many", "has been asked too often (429); try again later"),
        ("418 Teapot", "refuses it (418)"),
        ("204 No Content", "did not send a page (204)"),
        ("206 Partial Content", "did not send a page (206)"),
        ("302 Found", "did not send a page (302)"),
    ],
)
def test_n5_an_answer_without_a_page_is_explained(status: str, why: str) -> None:
    said = refused(answer("" if status[:3] == "204" else PAGE, status=status))
    assert why in said
    assert said.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "audio/ogg", "font/woff2", "application/zip", "application/x-\x1b[2J"]
)
def test_n5_a_media_type_that_is_not_text_is_refused(kind: str) -> None:
    assert ", which is neither a page nor a text" in refused(answer(b"\x89PNG", media_type=kind))


@pytest.mark.parametrize(
    "kind", ["", "text/html", "text/plain", "application/xhtml+xml", "application/pdf", "nonsense"]
)
def test_n5_a_media_type_that_may_be_a_page_is_accepted(kind: str) -> None:
    with served({"/": answer(PAGE, media_type=kind)}) as server:
        assert got(server).data == PAGE.encode()


def test_n5_a_redirect_to_a_login_page_is_remarked_on() -> None:
    with served(
        {"/story": redirect("/account/login?next=%2Fstory"), "/account/login?next=%2Fstory": answer(PAGE)}
    ) as s:
        assert got(s, "/story").remarks == (
            f"led to {s.url('/account/login?next=%2Fstory')}, which looks like a login page",
        )


@pytest.mark.parametrize(
    "given",
    [b"", b"hello\r\n\r\n", b"\x16\x03\x01", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500],
    ids=["nothing", "text", "TLS", "SSH", "500 headers"],
)
def test_n5_a_server_that_does_not_speak_http_is_reported(given: bytes) -> None:
    assert "did not answer as a web server does" in refused(given)


# N6


class Silent(Network):
    """A network without an answer."""

    def __init__(self, error: OSError | None = None, *, lost: threading.Event | None = None) -> None:
        self.error, self.lost = error, lost

    def look_up(self, host: str, port: int) -> list[str]:  # noqa: ARG002
        if self.lost is not None:
            self.lost.wait(10)
        if self.error is not None:
            raise self.error
        return [PUBLIC]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:  # noqa: ARG002
        raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "there is no host ledger.example; check the address"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "cannot be looked up; is this machine online?"),
        (OSError("x"), "cannot be looked up; is this machine online?"),
        (None, "nothing answers at ledger.example; check the address, or try later"),
    ],
)
def test_n6_being_offline_is_reported(error: OSError | None, why: str) -> None:
    assert why in refusal(lambda: fetch(canonical("https://ledger.example/"), network=Silent(error)))


def test_n6_a_look_up_that_hangs_is_not_waited_for() -> None:
    lost = threading.Event()
    network = Silent(lost=lost)
    limits = Limits(seconds=10, quick=0.2)
    said = refusal(lambda: fetch(canonical("https://ledger.example/"), limits=limits, network=network))
    lost.set()
    assert "cannot be looked up; is this machine online?" in said
    assert Limits().quick < 5


def test_n6_a_proxy_that_is_not_used_is_named_where_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert "but Diptych does not use one" in refusal(
        lambda: fetch(canonical("http://ledger.example/"), network=Silent())
    )


def behind(server: Server, monkeypatch: pytest.MonkeyPatch, login: str = "") -> Web:
    """The web behind a proxy, as the environment names it where the settings say so."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://{login}127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "direct.example")
    return Web(proxies=True)


def test_n6_a_proxy_is_asked_where_the_settings_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with served({"http://ledger.example/a": answer(PAGE)}) as server:
        web = behind(server, monkeypatch, "anna:p%40ss@")
        assert web.fetch(canonical("http://ledger.example/a")).data == PAGE.encode()
        assert b"\r\nProxy-Authorization: Basic YW5uYTpwQHNz\r\n" in server.requests[0]
        assert "there is no host direct.example" in refusal(lambda: web.fetch(canonical("http://direct.example/")))
        assert len(server.requests) == 1


def test_n6_behind_a_proxy_no_redirect_leads_to_what_is_private_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with served({"http://ledger.example/": redirect("http://10.0.0.1/admin")}) as server:
        web = behind(server, monkeypatch)
        assert "is not public (10.0.0.1)" in refusal(lambda: web.fetch(canonical("http://ledger.example/")))
        assert len(server.requests) == 1


def test_n6_a_page_over_tls_comes_through_a_tunnel_that_the_proxy_may_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def tunnel(connected: socket.socket) -> None:
        connected.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS)
        with context.wrap_socket(connected, server_side=True):
            pass

    with served({"ledger.example:443": tunnel, "wire.example:443": answer(status="403 No")}) as server:
        web = behind(server, monkeypatch)
        assert "ledger.example cannot prove that it is ledger.example" in refusal(
            lambda: web.fetch(canonical("https://ledger.example/"))
        )
        assert "the proxy 127.0.0.1 does not connect to wire.example (HTTP/1.1 403 No)" in refusal(
            lambda: web.fetch(canonical("https://wire.example/"))
        )


def test_n6_a_proxy_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
    assert "only proxies at http://HOST:PORT can" in refusal(
        lambda: Web(proxies=True).fetch(canonical("http://ledger.example/"))
    )


def test_n6_the_settings_decide_whether_a_proxy_is_used(own_folders: Path) -> None:
    assert not web_with_copies().proxies
    (own_folders / "config.yaml").write_text("proxy: yes\n", "utf-8")
    assert web_with_copies().proxies


@pytest.fixture
def secure() -> Iterator[Server]:
    with served({"/": answer("there")}, tls=True) as server:
        yield server


def test_n6_a_host_that_cannot_prove_itself_is_not_read(secure: Server) -> None:
    network = Led(secure, {"ledger.example": [PUBLIC]})
    said = refusal(lambda: fetch(canonical("https://ledger.example/"), network=network))
    assert "ledger.example cannot prove that it is ledger.example (self-signed certificate)" in said
    assert secure.requests == []


def test_n6_certificates_are_checked_against_the_host_and_not_its_ip(
    secure: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS))
    network = Led(secure, {"ledger.example": [PUBLIC], "wire.example": [PUBLIC]})
    assert fetch(canonical("https://ledger.example/"), network=network).data == b"there"
    said = refusal(lambda: fetch(canonical("https://wire.example/"), network=network))
    assert "wire.example cannot prove that it is wire.example (Hostname mismatch" in said
    assert len(secure.requests) == 1


def test_n6_a_server_without_tls_is_reported() -> None:
    with served({"/": answer("there")}) as server:
        said = refusal(lambda: fetch(canonical(server.url(scheme="https"))))
    assert "no secure connection to 127.0.0.1 could be made" in said


def test_an_address_that_does_not_answer_is_followed_by_the_next_one() -> None:
    class Halting(Led):
        def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
            if ip.startswith("2606"):
                raise ConnectionRefusedError
            return super().connect(ip, port, seconds)

    with served({"/": answer("there")}) as server:
        network = Halting(server, {"ledger.example": ["2606:2800:220:1::1", PUBLIC]})
        assert fetch(canonical("http://ledger.example/"), network=network).data == b"there"
    assert network.reached == [PUBLIC]


# whatever comes


class Piped(Network):
    """A network whose every host sends the same bytes, and listens to nothing."""

    def __init__(self, sent: bytes) -> None:
        self.sent = sent

    def look_up(self, host: str, port: int) -> list[str]:  # noqa: ARG002
        return [PUBLIC]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:  # noqa: ARG002
        ours, theirs = socket.socketpair()
        ours.settimeout(seconds)
        with theirs:
            theirs.sendall(self.sent)
        return ours


LINES = st.one_of(
    st.sampled_from((
        "HTTP/1.1 200 OK", "HTTP/1.0 301 x", "HTTP/1.1 100 Continue", "HTTP/9.9 200", "HTTP/1.1 999 x", "HTTP/1.1 -1 x",
        "Content-Length: 5", "Content-Length: -5", "Content-Length: 99999999999999999999", "Content-Length: x",
        "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: deflate, gzip", "Location: /b",
        "Location: ", "Location: http://[", "Location: http://10.0.0.1/", "Location: //\xff\x00", "Content-Type: ;=;;",
        "Content-Type: text/html; charset=\xff", "Content-Type: text/html; charset*=x''%ff", "", "5", "hello", "0",
    )),
    st.text(max_size=20),
)  # fmt: skip


Result = TypeVar("Result")


def outcome(ask: Callable[[], Result]) -> Result | str:
    """What came, or why nothing did."""
    try:
        return ask()
    except SourceError as error:
        return str(error)


@given(st.lists(LINES, max_size=12), st.binary(max_size=40))
def test_whatever_is_sent_comes_to_a_page_or_to_one_clear_line(lines: list[str], rest: bytes) -> None:
    sent = "\r\n".join(lines).encode("latin-1", "replace") + rest
    found = outcome(lambda: fetch(canonical("http://ledger.example/"), network=Piped(sent), limits=Limits(seconds=5)))
    if isinstance(found, str):
        assert found == clean_line(found)
        assert "could not be understood" not in found
    else:
        believed_charset(found.data, found.charset)
        assert found.final.isascii()
        assert WebPage(found, "", ()).name == clean_line(WebPage(found, "", ()).name)


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{1,20}(:[0-9]{1,5})?/.*", fullmatch=True))
def test_whatever_is_named_is_an_address_in_plain_ascii_or_refused_in_one_clear_line(named: str) -> None:
    address = outcome(lambda: canonical(named))
    if isinstance(address, str):
        assert address == clean_line(address)
    else:
        assert str(address).isascii()
        assert str(address).isprintable()
        assert canonical(str(address)) == address
