"""A server for tests that answers byte by byte what it is told to, and a network that leads every host to it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from reader.story.web.fetch import Network

TLS = Path(__file__).parent / "tls" / "ledger.pem"
"""Key and certificate of ledger.example, signed by itself: made for these tests alone."""

Answer = bytes | Callable[[socket.socket], None]
"""What is sent, or what sends it; the connection is closed afterwards."""


def answer(body: bytes | str = b"", *headers: str, status: str = "200 OK", media_type: str = "text/html") -> bytes:
    """A whole answer with a Content-Length."""
    data = body.encode() if isinstance(body, str) else body
    told = [f"Content-Type: {media_type}"] if media_type else []
    lines = [f"HTTP/1.1 {status}", *told, f"Content-Length: {len(data)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + data


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


class Server:
    """Answers by path, in threads. What was asked is in `requests`, whole."""

    def __init__(self, answers: Mapping[str, Answer], *, tls: bool = False) -> None:
        self.answers = dict(answers)
        self.requests: list[bytes] = []
        self.leaving = threading.Event()
        """Set when the test ends: an answer that goes on for ever looks at it."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self._context is not None:
            self._context.load_cert_chain(TLS)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        self.leaving.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(connected,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError), plain:
            plain.settimeout(10)
            connected = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            with connected:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    if not (more := connected.recv(4096)):
                        return
                    asked += more
                    if asked.startswith(b"\x16\x03"):  # somebody speaks TLS to a server that does not
                        connected.sendall(answer(status="400 Bad Request"))
                        return
                self.requests.append(asked)
                path = asked.split(b" ", 2)[1].decode()
                given = self.answers.get(path, answer("nothing here", status="404 Not Found"))
                if isinstance(given, bytes):
                    connected.sendall(given)
                    connected.shutdown(socket.SHUT_WR)
                    with suppress(OSError):
                        connected.recv(1)  # a close with unread bytes would throw away what was sent
                else:
                    given(connected)


@contextmanager
def served(answers: Mapping[str, Answer], *, tls: bool = False) -> Iterator[Server]:
    server = Server(answers, tls=tls)
    try:
        yield server
    finally:
        server.close()


@dataclass
class Led(Network):
    """A network in which hosts have the addresses that a test gives them, and every address leads to one server."""

    server: Server
    hosts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The hosts that were looked up."""
    reached: list[str] = field(default_factory=list)
    """The IP addresses that were connected to."""

    def look_up(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002
        self.asked.append(host)
        if host not in self.hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.hosts[host]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:  # noqa: ARG002
        self.reached.append(ip)
        return super().connect("127.0.0.1", self.server.port, seconds)
