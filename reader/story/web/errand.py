"""The thread that fetches one page, following redirects; who waits for it watches `stage` and `received`."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from email.message import Message

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

from reader import __version__
from reader.story.story import SourceError
from reader.story.web.address import Address, beyond
from reader.story.web.answers import SAVE, login_hint, refusal, unreadable
from reader.story.web.fetched import Fetched, Limits
from reader.story.web.inflating import unpacked
from reader.story.web.network import Network, is_ip, is_public

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
