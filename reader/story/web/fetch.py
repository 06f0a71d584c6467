"""The thread that fetches one page, following redirects; who waits for it watches `stage` and `received`."""

from __future__ import annotations

import codecs
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from reader import __version__
from reader.story.clean import clean_line
from reader.story.contents import is_noise
from reader.story.decode import as_the_web_means, decode, decodes, has_mark
from reader.story.version import SourceError
from reader.story.web.address import Address, Network, beyond, is_ip, is_public

# How much fetching may take


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fetching one page may take."""

    seconds: float = 20.0
    """From the beginning to the last byte, redirects and all."""
    quick: float = 4.0
    """Seconds for looking a host up, and for connecting to it."""
    size: int = 10 * 1024 * 1024
    """Bytes, unpacked."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    address: str
    """As it was asked for, in the canonical way."""
    final: str
    """Where redirects led to; else the same."""
    data: bytes
    media_type: str
    """In small letters; empty where the server says none."""
    charset: str
    """As the server says, which may be wrong; empty where it says none."""
    remarks: tuple[str, ...] = ()
    """What the reader should know."""
    public: bool = False
    """Whether it came from the public internet, all the way; then it is never fetched from anywhere else."""

    @property
    def host(self) -> str:
        """The host that was asked for."""
        return urlsplit(self.address).hostname or ""


class Stopped(Exception):  # noqa: N818  nothing is wrong: the reader asked for it
    """The reader does not want the page any more."""


# What a server's answer means for who wants to read


SAVE = "save the page from a browser and name the file"

_STATUS = {
    401: f"wants a log-in (401); {SAVE}",
    402: f"wants to be paid (402); {SAVE}",
    403: f"does not give it to a program (403), or wants a log-in; {SAVE}",
    404: "has no such page (404); check the address",
    405: f"does not give it to a program (405); {SAVE}",
    407: f"wants a log-in at a proxy (407); {SAVE}",
    410: "has taken the page away (410)",
    429: "was asked too often (429); try again later",
    451: "may not show the page, for legal reasons (451)",
}
_READ = (
    "application/xhtml+xml", "application/xml", "application/json", "application/octet-stream",
    "application/pdf", "application/epub+zip", "application/markdown", "application/x-pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
)  # fmt: skip
"""What may be a page or a text besides `text/…`; whether it is one, its bytes tell."""
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|sign-?on|sso|auth|oauth2?|subscribe|paywall)(?:[/?.]|$)", re.I)


def refusal(status: int) -> str:
    """Why an answer with this status is no page, and what to do; empty where it is one.

    It ends a sentence that begins with the host.
    """
    if status in (200, 203):
        return ""
    if known := _STATUS.get(status):
        return known
    if 500 <= status < 600:
        return f"has trouble of its own ({status}); try again later"
    if 400 <= status < 500:
        return f"refuses it ({status}); {SAVE}"
    return f"sent no page ({status}); check the address in a browser"


def unreadable(media_type: str) -> str:
    """Why a media type is nothing to read; empty where it may be a page or a text. Ends a sentence like `refusal`."""
    if not media_type or media_type.startswith("text/") or media_type in _READ:
        return ""
    return f"sent no text and no page, but {clean_line(media_type[:60])}; check the address"


def login_hint(asked: str, came: str) -> str:
    """A word about having been led to a log-in page; empty where nothing looks like that."""
    if asked != came and _LOGIN.search(came) and not _LOGIN.search(asked):
        return f"led to {clean_line(came)}, which looks like a log-in page"
    return ""


# Undoing compression that was not asked for


MOST_LAYERS = 3
"""A body packed more often than this is an attack."""
_STEP = 1 << 16
"""Bytes that come of one step."""


class InflateError(Exception):
    """A body that cannot be unpacked. Its text ends a sentence."""


class TooLargeError(Exception):
    """A body that holds more than is allowed."""


def unpacked(chunks: Iterable[bytes], encodings: str, limit: int) -> Iterator[bytes]:
    """Undo what a Content-Encoding header names, the last layer first.

    Args:
        chunks: The body as it comes.
        encodings: The header: names with commas between, in the order they were put on; may be empty.
        limit: Bytes that may come of each layer.

    Raises:
        InflateError: It is packed in a way that is not known, or damaged, or ends too early.
        TooLargeError: More than `limit` bytes come of it.
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > MOST_LAYERS:
        raise InflateError(f"is packed {len(names)} times over")
    for name in reversed(names):
        if name not in ("gzip", "x-gzip", "deflate"):
            raise InflateError(f"comes packed in a way that was not asked for ({name[:20]})")
        chunks = _capped(_inflated(chunks, name), limit)
    return _capped(chunks, limit)


def _capped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLargeError
        yield chunk


def _inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    unpacker, begun = None, False
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(name, data))
            try:
                out = unpacker.decompress(data, _STEP)
            except zlib.error:
                raise InflateError("is packed, and damaged") from None
            begun = True
            if out:
                yield out
            if unpacker.eof:  # gzip allows several members in a row; padding of zeros ends it
                data, unpacker = unpacker.unused_data.lstrip(b"\0"), None
            else:
                data = unpacker.unconsumed_tail
    while unpacker is not None and not unpacker.eof:
        if not (out := unpacker.decompress(unpacker.unconsumed_tail, _STEP)):
            raise InflateError("ends too early")
        yield out
    if not begun:
        raise InflateError("ends too early")


def _window(name: str, data: bytes) -> int:
    """How zlib is to read a stream. `deflate` means zlib's format (RFC 9110), but raw streams are sent as well."""
    if name != "deflate":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS


LOOKING_UP, CONNECTING, WAITING, READING = "looking up", "connecting", "waiting", "reading"
"""The stages of asking one host."""
AGENT = f"Mozilla/5.0 (compatible; diptych/{__version__})"
"""Who asks. Many servers turn away what does not begin like this."""

_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 1 << 13
"""Bytes that are read at once."""


class GivenUpError(Exception):
    """Nobody waits for the page any more."""


class Errand(threading.Thread):
    """Fetches one page. When `ended` is set, `fetched` is there, or else `error`."""

    def __init__(self, address: Address, limits: Limits, network: Network, *, public: bool = False) -> None:
        super().__init__(daemon=True, name="fetch")
        self.ended = threading.Event()
        self.fetched: Fetched | None = None
        self.error: Exception | None = None
        self.stage, self.since = LOOKING_UP, time.monotonic()
        self.received = 0
        """Bytes of the body so far, unpacked."""
        self.at = address
        """Where it is now: what was asked for, or where a redirect led."""
        self._address, self._limits, self._network, self._public = address, limits, network, public
        self._private = False
        """Whether any host on the way is on a private network."""
        self._given_up = threading.Event()
        self._handle: socket.socket | None = None
        """The connection, held a second time, so that it can be cut whatever has been made of the first."""

    def run(self) -> None:
        """Fetch."""
        try:
            self.fetched = self._fetch()
        except Exception as error:  # noqa: BLE001  who waits gets it, and tells what it means
            self.error = error
        finally:
            self.ended.set()

    def give_up(self) -> None:
        """End soon, wherever it is."""
        self._given_up.set()
        if (handle := self._handle) is not None:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

    def _come_to(self, stage: str) -> None:
        if self._given_up.is_set():
            raise GivenUpError
        self.stage, self.since = stage, time.monotonic()

    def _fetch(self) -> Fetched:
        from_public = self._public
        for _ in range(self._limits.redirects + 1):
            ip, connected = self._connected(self._judged(from_public))
            from_public = from_public or is_public(ip)
            self._private = self._private or not is_public(ip)
            with connected, connected.dup() as self._handle:
                came = self._ask(connected)
            if isinstance(came, Fetched):
                return came
            self.at = came
        raise SourceError(
            f"{self._address} leads from page to page, more than {self._limits.redirects} times, and is not followed "
            f"further; it may want cookies: {SAVE}"
        )

    def _judged(self, from_public: bool) -> list[str]:
        """The IP addresses to try: none that is not public, if the way here led over a public one."""
        self._come_to(LOOKING_UP)
        at = self.at
        found = [at.host] if is_ip(at.host) else list(self._network.look_up(at.host, at.port))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        private = next((ip for ip in found if not is_public(ip)), None)
        if from_public and private:
            leads = str(at) if at == self._address else f"{self._address} leads to {at}, which"
            raise SourceError(
                f"{leads} is on an address that is not public ({private}), and is not fetched: it could reach into "
                "your own network; if that is meant, name that address yourself"
            )
        return found

    def _connected(self, ips: list[str]) -> tuple[str, socket.socket]:
        """A connection to the first IP address that answers. It is to what was judged: names can change meanwhile."""
        self._come_to(CONNECTING)
        for left in range(len(ips), 0, -1):
            ip = ips[-left]
            seconds = self._limits.quick - (time.monotonic() - self.since)
            try:
                return ip, self._network.connect(ip, self.at.port, max(seconds, 0.001) / left)
            except OSError:
                if left == 1 or self._given_up.is_set():
                    raise
        raise AssertionError

    def _ask(self, connected: socket.socket) -> Fetched | Address:
        """The page, or where it leads."""
        at = self.at
        connected.settimeout(self._limits.seconds)
        self._come_to(WAITING)
        connection = _Secure(connected, at) if at.scheme == "https" else _Plain(connected, at)
        headers = {
            "Host": at.authority,
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml,text/*;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        try:
            connection.request("GET", at.target, headers=headers, preload_content=False, decode_content=False)
            with closing(connection.getresponse()) as answer:  # it holds the connection too
                location = answer.headers.get("Location")
                if answer.status in _REDIRECTS and location:
                    return beyond(at, _proper(location))
                return self._read(answer)
        finally:
            connection.close()

    def _read(self, answer: BaseHTTPResponse) -> Fetched:
        told = Message()
        told["Content-Type"] = answer.headers.get("Content-Type", "")
        media_type = told.get_content_type() if told["Content-Type"] else ""
        if why := refusal(answer.status) or unreadable(media_type):
            raise SourceError(f"{self._address} cannot be read: {self.at.host} {why}")
        self._come_to(READING)
        packed = answer.headers.get("Content-Encoding", "")
        data = bytearray()
        for chunk in unpacked(self._chunks(answer), packed, self._limits.size):
            data += chunk
            self.received = len(data)
        hint = login_hint(str(self._address), str(self.at))
        charset = told.get_content_charset("") if told["Content-Type"] else ""
        return Fetched(
            address=str(self._address),
            final=str(self.at),
            data=bytes(data),
            media_type=media_type,
            charset=charset,
            remarks=(hint,) if hint else (),
            public=not self._private,
        )

    def _chunks(self, answer: BaseHTTPResponse) -> Iterator[bytes]:
        for chunk in answer.stream(_CHUNK, decode_content=False):
            if self._given_up.is_set():
                raise GivenUpError
            yield chunk


class _Plain(HTTPConnection):
    """Speaks over a connection that is there already."""

    def __init__(self, connected: socket.socket, at: Address) -> None:
        super().__init__(at.host, at.port)
        self._connected = connected

    def _new_conn(self) -> socket.socket:
        return self._connected


class _Secure(HTTPSConnection):
    """The same over TLS: the host has to prove by its certificate that it is the one the address names."""

    def __init__(self, connected: socket.socket, at: Address) -> None:
        super().__init__(at.host, at.port, ssl_context=ssl.create_default_context(), server_hostname=at.host)
        self._connected = connected

    def _new_conn(self) -> socket.socket:
        return self._connected


def _proper(location: str) -> str:
    """A Location header as text: what is not ASCII was sent as UTF-8 and read as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


# Fetching a page within our own limits


LOOK = 0.05
"""Seconds between two looks at how far it has come."""


def fetch(
    address: Address,
    *,
    public: bool = False,
    limits: Limits | None = None,
    network: Network | None = None,
    heard: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> Fetched:
    """Fetch a page. Nothing is sent but that it is wanted: no cookies, no referrer.

    Args:
        address: Where it is. It may be on the reader's own network, but no redirect leads there from a public address.
        public: Whether only public hosts may be asked; for addresses that the reader did not name.
        limits: How much it may take.
        network: How hosts are looked up and connected to.
        heard: Told how far it has come, as one short line, in the thread that called.
        stop: Set, in whatever thread, when the page is not wanted any more.

    Raises:
        SourceError: It cannot be had. The text says what, where, and what to do.
        Stopped: `stop` was set.
    """
    limits = limits or Limits()
    errand = Errand(address, limits, network or Network(), public=public)
    began, said = time.monotonic(), ""
    errand.start()
    try:
        while not errand.ended.wait(LOOK):
            if stop is not None and stop.is_set():
                raise Stopped
            if late := _late(errand, limits, began):
                raise SourceError(f"{address} cannot be read: {late}")
            if heard is not None and said != (line := _line(errand)):
                heard(line)
                said = line
    finally:
        errand.give_up()
    if errand.fetched is not None:
        return errand.fetched
    if isinstance(errand.error, SourceError):
        raise errand.error
    raise SourceError(f"{address} cannot be read: {_why(errand, limits)}") from errand.error


def size_text(size: int) -> str:
    """A number of bytes as people say it: `840 bytes`, `12 kB`, `1.4 MB`."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _line(errand: Errand) -> str:
    doing = size_text(errand.received) if errand.stage == READING and errand.received else errand.stage
    return f"{clean_line(errand.at.host)} · {doing}"


def _late(errand: Errand, limits: Limits, began: float) -> str:
    """What has taken too long, if anything has."""
    now, host = time.monotonic(), errand.at.host
    if errand.stage in (LOOKING_UP, CONNECTING) and now - errand.since > limits.quick:
        return _not_reached(errand)
    if now - began <= limits.seconds:
        return ""
    if errand.stage == READING:
        return f"{host} did not send all of it within {limits.seconds:g} seconds; try again, or {SAVE}"
    return f"{host} did not answer within {limits.seconds:g} seconds; try again later"


def _not_reached(errand: Errand) -> str:
    host = errand.at.host
    if errand.stage == LOOKING_UP:
        return f"the host {host} cannot be looked up; is this machine online?{_proxy()}"
    return f"nothing answers at {errand.at.authority}; check the address, or try later{_proxy()}"


def _proxy() -> str:
    """A word about proxies, if the environment names one."""
    named = any(os.environ.get(name) or os.environ.get(name.upper()) for name in ("http_proxy", "https_proxy"))
    return " (the environment names a proxy, and Diptych uses none)" if named else ""


def _why(errand: Errand, limits: Limits) -> str:
    """What an error means."""
    error, host = errand.error, errand.at.host
    if isinstance(error, socket.gaierror) and error.errno not in (socket.EAI_AGAIN, socket.EAI_FAIL):
        return f"there is no host {host}; check the address{_proxy()}"
    if errand.stage in (LOOKING_UP, CONNECTING):
        return _not_reached(errand)
    if isinstance(error, TooLargeError):
        return f"it is larger than {limits.size >> 20} MB, the most a page may have; save the part you need as a file"
    if isinstance(error, InflateError):
        return f"what {host} sent {error}; {SAVE}"
    if isinstance(error, ssl.SSLError | SSLError):
        return _untrusted(error, host)
    if isinstance(error, HTTPException | HTTPError | OSError):
        if errand.stage == READING:
            return f"{host} sent only a part of it ({size_text(errand.received)}); try again"
        return f"{host} did not answer as a web server does; check the address"
    return f"what {host} sent is not understood ({type(error).__name__}); {SAVE}"


def _untrusted(error: Exception, host: str) -> str:
    inner = error if isinstance(error, ssl.SSLError) else next(iter(error.args), None)
    if isinstance(inner, ssl.SSLCertVerificationError):
        why = clean_line(inner.verify_message or "no reason given").rstrip(".")
        return f"{host} cannot prove that it is {host} ({why}); nothing was read from it"
    return f"no secure connection to {host} comes about; nothing was read from it, check the address"


# What a server says of a page's encoding


def believed(data: bytes, charset: str) -> str:
    """The encoding to read a page in, if the server is to be believed; empty where the page itself is to tell.

    The page tells by a byte order mark, or by being UTF-8 to the byte; the server is not believed either where the
    bytes do not fit what it says, or would be no text.
    """
    charset = as_the_web_means(charset)
    if not charset or has_mark(data):
        return ""
    try:
        codecs.lookup(charset)
        if not data.isascii() and decodes(data, "utf-8") and (found := decode(data)).encoding == "utf-8" and found.sure:
            return ""
        text = decode(data, charset).text
    except (LookupError, ValueError):
        return ""
    return "" if is_noise(text, sure=False) else charset
