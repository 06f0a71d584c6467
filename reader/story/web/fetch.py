"""Fetching a page within our own limits, without cookies or referrers, and without proxies unless one is wanted.

A thread asks the server and follows redirects. The caller's thread watches it, reports progress and keeps the time, so
that nothing a server does can hang the reader.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from reader import __version__
from reader.story.clean import clean_line
from reader.story.moments import stamp
from reader.story.version import SourceError, Stopped
from reader.story.web.address import Address, is_ip, is_private, is_public, redirected
from reader.story.web.copies import Fetched

AGENT = f"Mozilla/5.0 (compatible; diptych/{__version__})"
"""The User-Agent. Many servers refuse any that does not begin like this."""

_SAVE = "save the page from a browser and name the file"
_LOOK_EVERY = 0.05
"""Seconds between two looks at the progress of the thread."""
_LOOKING_UP, _CONNECTING, _WAITING, _READING = "looking up", "connecting", "waiting", "reading"
"""The stages of asking one host."""
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_UNCHANGED = 304
_LONGEST_VALIDATOR = 500
"""Code points of what a server calls a state of a page."""
_CHUNK = 1 << 13
"""Bytes that are read at once."""
_MOST_LAYERS = 3
"""Layers of compression. A body with more is an attack."""
_INFLATE_STEP = 1 << 16
"""Bytes that one step of unpacking yields."""

_REFUSALS = {
    401: f"requires a login (401); {_SAVE}",
    402: f"requires payment (402); {_SAVE}",
    403: f"refuses it to programs (403), or requires a login; {_SAVE}",
    404: "has no such page (404); check the address",
    405: f"refuses it to programs (405); {_SAVE}",
    407: f"requires a login at a proxy (407); {_SAVE}",
    410: "has removed the page (410)",
    429: "has been asked too often (429); try again later",
    451: "may not show the page for legal reasons (451)",
}
_READABLE = (
    "application/xhtml+xml", "application/xml", "application/json", "application/octet-stream",
    "application/pdf", "application/epub+zip", "application/markdown", "application/x-pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text", "application/link-format",
)  # fmt: skip
"""Media types that may be a page or a text besides `text/…`; the bytes tell whether they are."""
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|sign-?on|sso|auth|oauth2?|subscribe|paywall)(?:[/?.]|$)", re.I)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fetching one page may take."""

    seconds: float = 20.0
    """From the beginning to the last byte, redirects included."""
    quick: float = 4.0
    """Seconds to look a host up, and to connect to it."""
    size: int = 10 * 1024 * 1024
    """Bytes, unpacked."""
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that is asked for again and again. It may be of any media type, because servers state all kinds."""

    etag: str = ""
    """Of the state that is known; with it, or with `modified`, the server sends the feed only if it has changed."""
    modified: str = ""
    accept: str = (
        "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,"
        "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,text/html;q=0.7,*/*;q=0.5"
    )

    @property
    def headers(self) -> dict[str, str]:
        """What is added to a request."""
        said = {"Accept": self.accept, "If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


class RefusedError(SourceError):
    """A server answered, and did not send the page."""

    def __init__(self, message: str, status: int, again: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The status of its answer (RFC 9110, 15)."""
        self.again = again
        """Seconds after which it wants to be asked again (`Retry-After`); None if it does not say."""


class Proxy(NamedTuple):
    """A server that fetches in place of this machine."""

    host: str
    port: int
    login: str = ""
    """The value of the header Proxy-Authorization; empty if it wants none."""


class Network:
    """The machine's network."""

    def proxy_for(self, address: Address) -> Proxy | None:  # noqa: ARG002
        """The proxy that is to be asked for an address; None if its host is to be asked."""
        return None

    def look_up(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a host, in the order to try them. Raises OSError (socket.gaierror)."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(place[0]).partition("%")[0] for *_, place in found))

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        """Connect to an IP address. No single wait on the connection takes longer than `seconds`. Raises OSError."""
        return socket.create_connection((ip, port), timeout=seconds)


class ProxiedNetwork(Network):
    """The machine's network, behind the proxies that `http_proxy`, `https_proxy` and `no_proxy` name."""

    def proxy_for(self, address: Address) -> Proxy | None:
        """The proxy that the environment names. Raises SourceError if it is no address of one."""
        named = getproxies_environment()
        stated = named.get(address.scheme, "")
        if not stated or proxy_bypass_environment(f"{address.host}:{address.port}", named):
            return None
        try:
            parts = urlsplit(stated if "://" in stated else f"http://{stated}")
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            host, port = "", 0
        if not host or parts.scheme != "http":
            raise SourceError(
                f"{address} is not fetched: {address.scheme}_proxy names what cannot be used; "
                "only proxies at http://HOST:PORT can"
            )
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
        return Proxy(host, port, f"Basic {b64encode(login.encode()).decode()}" if login else "")


def fetch(
    address: Address,
    *,
    public: bool = False,
    limits: Limits | None = None,
    network: Network | None = None,
    progress: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
    subscription: Subscription | None = None,
) -> Fetched:
    """Fetch a page.

    Args:
        address: Its address. It may be on the reader's own network, but no redirect leads there from a public address.
        public: Whether only public hosts may be asked, for addresses that the reader did not name.
        limits: How much it may take.
        network: How hosts are looked up and connected to.
        progress: Called with the progress, as one short line, in the caller's thread.
        stop: Set, in any thread, when the page is no longer wanted.
        subscription: What is known of it, if it is a feed.

    Raises:
        RefusedError: The server does not send it.
        SourceError: It cannot be fetched. The message says what, where, and what to do.
        Stopped: `stop` was set.
    """
    limits = limits or Limits()
    fetcher = _Fetcher(address, limits, network or Network(), public=public, subscription=subscription)
    began, reported = time.monotonic(), ""
    threading.Thread(target=fetcher.run, daemon=True, name="fetch").start()
    try:
        while not fetcher.ended.wait(_LOOK_EVERY):
            if stop is not None and stop.is_set():
                raise Stopped
            if late := _late(fetcher, limits, began):
                raise SourceError(f"{address} cannot be read: {late}")
            if progress is not None and reported != (line := _progress_line(fetcher)):
                progress(line)
                reported = line
    finally:
        fetcher.give_up()
    if fetcher.fetched is not None:
        return fetcher.fetched
    if isinstance(fetcher.error, SourceError):
        raise fetcher.error
    raise SourceError(f"{address} cannot be read: {_reason(fetcher, limits)}") from fetcher.error


# The thread that fetches


class _InflateError(Exception):
    """A body that cannot be unpacked. The message ends a sentence."""


class _TooLargeError(Exception):
    """A body that holds more than is allowed."""


class _GivenUpError(Exception):
    """Nobody waits for the page any more."""


class _Fetcher:
    """Fetches one page, in a thread of its own. When `ended` is set, either `fetched` or `error` is there."""

    def __init__(
        self,
        address: Address,
        limits: Limits,
        network: Network,
        *,
        public: bool = False,
        subscription: Subscription | None = None,
    ) -> None:
        self.ended = threading.Event()
        self.fetched: Fetched | None = None
        self.error: Exception | None = None
        self.stage, self.since = _LOOKING_UP, time.monotonic()
        self.received = 0
        """Bytes of the body so far, unpacked."""
        self.at = address
        """The address that is being asked: the original one, or where a redirect led."""
        self.subscription = subscription
        self._address, self._limits, self._network, self._public = address, limits, network, public
        self._moved, self._permanent = address, True
        """Where permanent redirects have led, and whether there were only such so far."""
        self._met_private = False
        """Whether any host on the way is on a private network."""
        self._given_up = threading.Event()
        self._duplicate: socket.socket | None = None
        """The connection's duplicate, through which it can be cut whatever has become of the original."""

    def run(self) -> None:
        """Fetch."""
        try:
            self.fetched = self._fetch()
        except Exception as error:  # noqa: BLE001  the caller's thread explains it
            self.error = error
        finally:
            self.ended.set()

    def give_up(self) -> None:
        """End soon, in whatever stage it is."""
        self._given_up.set()
        if (duplicate := self._duplicate) is not None:
            with suppress(OSError):
                duplicate.shutdown(socket.SHUT_RDWR)

    def _enter(self, stage: str) -> None:
        if self._given_up.is_set():
            raise _GivenUpError
        self.stage, self.since = stage, time.monotonic()

    def _fetch(self) -> Fetched:
        from_public = self._public
        for _ in range(self._limits.redirects + 1):
            proxy = self._network.proxy_for(self.at)
            if proxy is None:
                ip, connection = self._connect(self._permitted(from_public), self.at.port)
                public = is_public(ip)
            else:
                public = self._permitted_behind_proxy(from_public)
                _, connection = self._connect(self._network.look_up(proxy.host, proxy.port), proxy.port)
            from_public = from_public or public
            self._met_private = self._met_private or not public
            with connection, connection.dup() as self._duplicate:
                answer = self._ask(connection, proxy)
            if isinstance(answer, Fetched):
                return answer
            self.at = answer
        raise SourceError(
            f"{self._address} redirects more than {self._limits.redirects} times and is not followed "
            f"further; it may require cookies: {_SAVE}"
        )

    def _permitted(self, from_public: bool) -> list[str]:
        """The IP addresses to try: no private ones, if the way here led over a public one."""
        self._enter(_LOOKING_UP)
        at = self.at
        found = [at.host] if is_ip(at.host) else list(self._network.look_up(at.host, at.port))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        private = next((ip for ip in found if not is_public(ip)), None)
        if from_public and private:
            raise self._not_public(private)
        return found

    def _permitted_behind_proxy(self, from_public: bool) -> bool:
        """Whether the host is public, as far as its name tells: the proxy looks it up, and does not say where it is."""
        self._enter(_LOOKING_UP)
        private = is_private(self.at.host)
        if from_public and private:
            raise self._not_public(self.at.host)
        return not private

    def _not_public(self, where: str) -> SourceError:
        at = self.at
        leads = str(at) if at == self._address else f"{self._address} leads to {at}, which"
        return SourceError(
            f"{leads} is at an address that is not public ({where}) and is not fetched: it could reach into "
            "your own network; if you want that, name that address yourself"
        )

    def _connect(self, ips: Sequence[str], port: int) -> tuple[str, socket.socket]:
        """Connect to the first IP address that answers. The name is not looked up again: it can change meanwhile."""
        self._enter(_CONNECTING)
        for left in range(len(ips), 0, -1):
            ip = ips[-left]
            seconds = self._limits.quick - (time.monotonic() - self.since)
            try:
                return ip, self._network.connect(ip, port, max(seconds, 0.001) / left)
            except OSError:
                if left == 1 or self._given_up.is_set():
                    raise
        raise AssertionError

    def _ask(self, connection: socket.socket, proxy: Proxy | None) -> Fetched | Address:
        """The page, or where it redirects."""
        at = self.at
        connection.settimeout(self._limits.seconds)
        self._enter(_WAITING)
        target, login = at.target, {}
        if proxy is not None and at.scheme == "https":
            self._open_tunnel(connection, proxy)
        elif proxy is not None:
            target, login = str(at), {"Proxy-Authorization": proxy.login} if proxy.login else {}
        client = _SecureClient(connection, at) if at.scheme == "https" else _PlainClient(connection, at)
        headers = {
            "Host": at.authority,
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml,text/*;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **(self.subscription.headers if self.subscription else {}),
            **login,
        }
        try:
            client.request("GET", target, headers=headers, preload_content=False, decode_content=False)
            with closing(client.getresponse()) as response:  # it holds the connection too
                location = response.headers.get("Location")
                if response.status in _REDIRECTS and location:
                    following = self._redirected(at, _as_utf8(location))
                    self._permanent = self._permanent and response.status in _PERMANENT
                    self._moved = following if self._permanent else self._moved
                    return following
                return self._read_body(response)
        finally:
            client.close()

    def _open_tunnel(self, connection: socket.socket, proxy: Proxy) -> None:
        """Let a proxy connect to the host (CONNECT, RFC 9110, 9.3.6). Raises SourceError, OSError."""
        at = f"[{self.at.host}]" if ":" in self.at.host else self.at.host
        lines = [f"CONNECT {at}:{self.at.port} HTTP/1.1", f"Host: {at}:{self.at.port}"]
        lines += [f"Proxy-Authorization: {proxy.login}"] if proxy.login else []
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        said = b""
        while b"\r\n\r\n" not in said and len(said) < _CHUNK:
            if not (more := connection.recv(1)):  # nothing of what the host says behind it
                break
            said += more
        status = said.split(b" ", 2)[1:2]
        if status != [b"200"]:
            told = clean_line(said.split(b"\r\n")[0].decode("ascii", "replace"))[:100] or "no answer"
            raise SourceError(
                f"{self._address} cannot be read: the proxy {clean_line(proxy.host)} does not connect to "
                f"{self.at.host} ({told})"
            )

    def _redirected(self, at: Address, location: str) -> Address:
        try:
            return redirected(at, location)
        except SourceError as error:
            raise SourceError(f"{self._address} cannot be read: {at.host} redirects, but {error}") from None

    def _read_body(self, response: BaseHTTPResponse) -> Fetched:
        stated = Message()
        stated["Content-Type"] = response.headers.get("Content-Type", "")
        media_type = stated.get_content_type() if stated["Content-Type"] else ""
        unchanged = response.status == _UNCHANGED and self.subscription is not None
        if why := "" if unchanged else _refusal(response.status):
            again = _seconds_until(response.headers.get("Retry-After", ""))
            raise RefusedError(f"{self._address} cannot be read: {self.at.host} {why}", response.status, again)
        if why := "" if self.subscription else _unreadable(media_type):
            raise SourceError(f"{self._address} cannot be read: {self.at.host} {why}")
        self._enter(_READING)
        encodings = response.headers.get("Content-Encoding", "")
        data = bytearray()
        for chunk in () if unchanged else _unpacked(self._chunks(response), encodings, self._limits.size):
            data += chunk
            self.received = len(data)
        hint = _login_hint(str(self._address), str(self.at))
        return Fetched(
            address=str(self._address),
            final=str(self.at),
            data=bytes(data),
            media_type=media_type,
            charset=stated.get_content_charset("") if stated["Content-Type"] else "",
            remarks=(hint,) if hint else (),
            public=not self._met_private,
            archived=http_moment(response.headers.get("Memento-Datetime", "")),
            etag=_validator(response.headers.get("ETag", "")),
            modified=_validator(response.headers.get("Last-Modified", "")),
            moved=str(self._moved) if self._moved != self._address else "",
            unchanged=unchanged,
        )

    def _chunks(self, response: BaseHTTPResponse) -> Iterator[bytes]:
        for chunk in response.stream(_CHUNK, decode_content=False):
            if self._given_up.is_set():
                raise _GivenUpError
            yield chunk


class _PlainClient(HTTPConnection):
    """Speaks HTTP over a connection that is already there."""

    def __init__(self, connection: socket.socket, at: Address) -> None:
        super().__init__(at.host, at.port)
        self._socket = connection

    def _new_conn(self) -> socket.socket:
        return self._socket


class _SecureClient(HTTPSConnection):
    """The same over TLS. The host's certificate must prove that it is the one the address names."""

    def __init__(self, connection: socket.socket, at: Address) -> None:
        super().__init__(at.host, at.port, ssl_context=ssl.create_default_context(), server_hostname=at.host)
        self._socket = connection

    def _new_conn(self) -> socket.socket:
        return self._socket


def http_moment(date: str) -> str:
    """A date as HTTP writes it (`Fri, 14 Feb 2031 09:12:44 GMT`) as a moment; empty if it is none."""
    try:
        found = parsedate_to_datetime(date[:100])
        return stamp(found) if found.tzinfo and found.year >= 1000 else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _as_utf8(location: str) -> str:
    """A Location header as text: anything beyond ASCII was sent as UTF-8 and read as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


# Compression that was not asked for


def _unpacked(chunks: Iterable[bytes], encodings: str, limit: int) -> Iterator[bytes]:
    """Undo what a Content-Encoding header names, the last layer first.

    Args:
        chunks: The body as it arrives.
        encodings: The header: names separated by commas, in the order they were applied; may be empty.
        limit: The most bytes that any layer may hold.

    Raises:
        _InflateError: It is compressed in an unknown way, damaged, or ends too early.
        _TooLargeError: It holds more than `limit` bytes.
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MOST_LAYERS:
        raise _InflateError(f"is compressed {len(names)} times over")
    for name in reversed(names):
        if name not in ("gzip", "x-gzip", "deflate"):
            raise _InflateError(f"is compressed in a way that was not asked for ({name[:20]})")
        chunks = _capped(_inflated(chunks, name), limit)
    return _capped(chunks, limit)


def _capped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise _TooLargeError
        yield chunk


def _inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    unpacker, begun = None, False
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(name, data))
            try:
                out = unpacker.decompress(data, _INFLATE_STEP)
            except zlib.error:
                raise _InflateError("is compressed and damaged") from None
            begun = True
            if out:
                yield out
            if unpacker.eof:  # gzip allows several members in a row; zeros may fill up the end
                data, unpacker = unpacker.unused_data.lstrip(b"\0"), None
            else:
                data = unpacker.unconsumed_tail
    while unpacker is not None and not unpacker.eof:
        if not (out := unpacker.decompress(unpacker.unconsumed_tail, _INFLATE_STEP)):
            raise _InflateError("ends too early")
        yield out
    if not begun:
        raise _InflateError("ends too early")


def _window(name: str, data: bytes) -> int:
    """The `wbits` for zlib. `deflate` means zlib's format (RFC 9110), but raw streams are sent as well."""
    if name != "deflate":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS


# Messages


def _progress_line(fetcher: _Fetcher) -> str:
    reading = fetcher.stage == _READING and fetcher.received
    return f"{clean_line(fetcher.at.host)} · {_size_text(fetcher.received) if reading else fetcher.stage}"


def _size_text(size: int) -> str:
    """A number of bytes for people: `840 bytes`, `12 kB`, `1.4 MB`."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _refusal(status: int) -> str:
    """Why an answer with this status is not the page, and what to do; empty if it is.

    It ends a sentence that begins with the host.
    """
    if status in (200, 203):
        return ""
    if known := _REFUSALS.get(status):
        return known
    if 500 <= status < 600:
        return f"has a problem of its own ({status}); try again later"
    if 400 <= status < 500:
        return f"refuses it ({status}); {_SAVE}"
    return f"did not send a page ({status}); check the address in a browser"


def _unreadable(media_type: str) -> str:
    """Why a media type is nothing to read; empty if it may be a page or a text. Ends a sentence like `_refusal`."""
    if not media_type or media_type.startswith("text/") or media_type in _READABLE:
        return ""
    return f"sent {clean_line(media_type[:60])}, which is neither a page nor a text; check the address"


def _seconds_until(again: str) -> float | None:
    """The seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3); None if it asks for nothing."""
    if re.fullmatch(r"\d{1,9}", again.strip()):
        return float(again)
    try:
        at = parsedate_to_datetime(again)
    except ValueError:
        return None
    return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - time.time())


def _validator(stated: str) -> str:
    """What a server calls a state, to be sent back; empty if it could do harm in a header."""
    return stated if len(stated) <= _LONGEST_VALIDATOR and stated.isprintable() else ""


def _login_hint(asked: str, final: str) -> str:
    """A remark on having been redirected to a login page; empty if nothing looks like that."""
    if asked != final and _LOGIN.search(final) and not _LOGIN.search(asked):
        return f"led to {clean_line(final)}, which looks like a login page"
    return ""


def _late(fetcher: _Fetcher, limits: Limits, began: float) -> str:
    """What has taken too long; empty if nothing has."""
    now, host = time.monotonic(), fetcher.at.host
    if fetcher.stage in (_LOOKING_UP, _CONNECTING) and now - fetcher.since > limits.quick:
        return _not_reached(fetcher)
    if now - began <= limits.seconds:
        return ""
    if fetcher.stage == _READING:
        return f"{host} did not send all of it within {limits.seconds:g} seconds; try again, or {_SAVE}"
    return f"{host} did not answer within {limits.seconds:g} seconds; try again later"


def _reason(fetcher: _Fetcher, limits: Limits) -> str:
    """What the error of a fetcher means."""
    error, host = fetcher.error, fetcher.at.host
    if isinstance(error, socket.gaierror) and error.errno not in (socket.EAI_AGAIN, socket.EAI_FAIL):
        return f"there is no host {host}; check the address{_proxy_hint()}"
    if fetcher.stage in (_LOOKING_UP, _CONNECTING):
        return _not_reached(fetcher)
    if isinstance(error, _TooLargeError):
        limit = f"it is larger than {limits.size >> 20} MB, the limit for a"
        return f"{limit} feed" if fetcher.subscription else f"{limit} page; save the part you need as a file"
    if isinstance(error, _InflateError):
        return f"what {host} sent {error}; {_SAVE}"
    if isinstance(error, ssl.SSLError | SSLError):
        return _untrusted(error, host)
    if isinstance(error, HTTPException | HTTPError | OSError):
        if fetcher.stage == _READING:
            return f"{host} sent only part of it ({_size_text(fetcher.received)}); try again"
        return f"{host} did not answer as a web server does; check the address"
    return f"the answer of {host} could not be understood ({type(error).__name__}); {_SAVE}"


def _not_reached(fetcher: _Fetcher) -> str:
    if fetcher.stage == _LOOKING_UP:
        return f"the host {fetcher.at.host} cannot be looked up; is this machine online?{_proxy_hint()}"
    return f"nothing answers at {fetcher.at.authority}; check the address, or try later{_proxy_hint()}"


def _proxy_hint() -> str:
    """A remark on proxies, if the environment names one."""
    named = any(os.environ.get(name) or os.environ.get(name.upper()) for name in ("http_proxy", "https_proxy"))
    return (
        " (the environment names a proxy, but Diptych does not use one unless the settings say “proxy: yes”)"
        if named
        else ""
    )


def _untrusted(error: Exception, host: str) -> str:
    inner = error if isinstance(error, ssl.SSLError) else next(iter(error.args), None)
    if isinstance(inner, ssl.SSLCertVerificationError):
        why = clean_line(inner.verify_message or "no reason given").rstrip(".")
        return f"{host} cannot prove that it is {host} ({why}); nothing was read from it"
    return f"no secure connection to {host} could be made; nothing was read from it; check the address"
