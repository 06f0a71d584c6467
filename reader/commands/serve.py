"""`diptych serve`: the reading screen in a browser, for this machine alone unless told otherwise.

Each page that is opened starts the program, through textual-serve, and gets its screen over a WebSocket. The page is
our own, because textual-serve's loads a font from another server.

On a machine that several people use, every one of them can reach a port, and so can any page in the browser. So only
who knows the address that is printed gets in: its token becomes a cookie. A connection is refused if another page opens
it (cross-site request forgery) or if it names a host that is not this machine (DNS rebinding). Inside, the reader is a
guest: `reader.tui.rights` says what that means.
"""

from __future__ import annotations

import argparse
import html
import ipaddress
import json
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from reader.commands.opening import named_sources, open_sources, rule_arguments, rules_of
from reader.commands.table import add_rule_arguments, add_source_arguments
from reader.report import BROWSER_DRIVER, DONE, LARGEST_SCREEN, TROUBLE, Console, Report
from reader.story.clean import clean_line
from reader.story.version import SourceError
from reader.tui.rights import OWN_NOTES

if TYPE_CHECKING:
    from aiohttp import web

    _Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK, PORT = "127.0.0.1", 8000
MOST_PAGES = 8
"""Pages that can be open at once; each has a process of its own, of about 100 MB."""
LARGEST_MESSAGE = 1 << 20
"""Bytes of one message from a page, such as a paste."""
HEARTBEAT = 15.0
"""Seconds between two questions whether a page is still there."""
SHUTDOWN_TIMEOUT = 1.0
"""Seconds that open pages get when the server ends; their notes are saved already."""
SUMMARY = "Show the reading screen in a browser, for this machine alone."
EXAMPLES = """\
examples:
  diptych serve story.yaml                    then open the address that is printed in a browser
  diptych serve first.txt second.txt --port 0    at any free port, which is printed
  diptych serve story.yaml --my-notes         with the notes and picks that you keep in the terminal
  diptych serve story.yaml --host 0.0.0.0     for every machine that can reach this one: read the warning

Only who knows the printed address gets in. A page shows the sources named here and opens no others; it writes no files
on this machine (w and x send downloads), and its notes are kept apart from yours unless --my-notes is given.

It needs an optional part: pip install '.[serve]' in the clone of Diptych. The page loads nothing from other servers.
Ctrl+C ends it.

exit status: 0, or 2 if a source cannot be read, the part is missing, or the port is taken
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load; xterm.js writes styles into it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, an address, a story file, or a folder")
    parser.add_argument("--host", default=LOOPBACK, help=f"the address to serve at (default {LOOPBACK}: this machine)")
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"the port to serve at (default {PORT}); 0 for any free one"
    )
    parser.add_argument("--theme", help="the theme to start with")
    parser.add_argument(
        "--my-notes", action="store_true", help="show your own notes and picks, and keep those made in a page with them"
    )
    add_source_arguments(parser)
    add_rule_arguments(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """Serve until interrupted."""
    try:
        from aiohttp import web  # an optional part, and 150 ms
        from textual_serve import app_service, server
    except ImportError:
        complaint = "`diptych serve` needs a part that is not installed: pip install '.[serve]' in its clone"
        return Report(status=TROUBLE, complaints=[complaint])
    if "-" in options.sources:
        return Report(status=TROUBLE, complaints=["standard input cannot be served: it can be read only once"])
    trusted: list[bool] = [options.trust]

    def ask(said: str) -> bool:
        trusted.append(console.ask(said))
        return trusted[-1]

    try:
        open_sources(options, replace(console, ask=ask))
        listening = _listen(options.host, options.port)
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    except OSError as error:
        where = clean_line(f"{options.host}:{options.port}")
        return Report(status=TROUBLE, complaints=[f"{where} cannot be served at: {clean_line(error.strerror or '')}"])
    host, port = listening.getsockname()[:2]
    if not ipaddress.ip_address(host).is_loopback:
        console.say(_warning(port, own_notes=options.my_notes))
    token = secrets.token_urlsafe(24)
    shown = f"[{host}]" if ":" in host else host
    console.say(f"serving at http://{shown}:{port}/?token={token} · Ctrl+C ends it")
    command = shlex.join(command_of_a_page(options, trust=any(trusted)))
    gate = _Gate(token, f"diptych-{port}", frozenset({"localhost", options.host.lower(), socket.gethostname().lower()}))
    pages = _Pages(web, server.Server(command, host=host, port=port), app_service.AppService, gate)
    web.run_app(pages.app, sock=listening, print=None, access_log=None, shutdown_timeout=SHUTDOWN_TIMEOUT)
    return Report(status=DONE)


def _warning(port: int, *, own_notes: bool) -> str:
    """Return the sentence that says what serving to other machines gives away."""
    notes = "read, change and delete your notes on them" if own_notes else "read and change what other guests noted"
    return (
        f"warning: whoever can reach this machine at port {port} and learns the address below can read these sources "
        f"and {notes}. Nothing is encrypted: whoever listens on the way learns the address, and reads along"
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {(1 << 16) - 1}")
    return port


def command_of_a_page(options: argparse.Namespace, *, trust: bool) -> list[str]:
    """Return the command that each page starts: this program, with these sources and all questions answered."""
    environment = {
        "TEXTUAL_DRIVER": BROWSER_DRIVER,
        OWN_NOTES: "1" if options.my_notes else "0",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",  # what the page can show
    }
    chosen = [f"--{name}={value}" for name in ("theme", "encoding", "language") if (value := getattr(options, name))]
    chosen += rule_arguments(rules_of(options))
    chosen += ["--trust"] if trust else []
    set_to = [f"{name}={value}" for name, value in environment.items()]
    return ["exec", "env", *set_to, sys.executable, "-P", "-m", "reader", *chosen, "--", *named_sources(options)]


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


# Who gets in


class _Gate(NamedTuple):
    """Tells requests of our own page from all others."""

    token: str
    cookie: str
    """The name of the cookie; it has the port in it, since cookies do not tell ports apart."""
    names: frozenset[str]
    """Names of this machine, in lower case."""

    def refusal(self, request: web.Request) -> str:
        """Return why a request is refused; empty if it is not."""
        origin = request.headers.get("Origin")
        at_the_socket = request.path == "/ws"  # a browser names the origin of every WebSocket
        if not self._is_ours(request.host) or ((origin or at_the_socket) and origin != f"http://{request.host}"):
            return "this server answers only its own page"
        if not (self.knows(request.cookies.get(self.cookie, "")) or self.is_asked_in(request)):
            return "open the address that `diptych serve` printed, with its token"
        return ""

    def is_asked_in(self, request: web.Request) -> bool:
        """Return whether a request is one for the printed address."""
        return request.path == "/" and self.knows(request.query.get("token", ""))

    def knows(self, token: str) -> bool:
        """Return whether this is the token, in a time that tells nothing of it."""
        return secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def _is_ours(self, named: str) -> bool:
        """Return whether a Host header is an address, which DNS cannot rebind, or one of our names."""
        host = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return host.lower() in self.names
        return True


# What is served


class _Pages:
    """The page, the WebSockets that it opens, and the downloads."""

    def __init__(self, aiohttp_web: Any, server: Any, service: Callable[..., Any], gate: _Gate) -> None:
        """Make the app.

        Args:
            aiohttp_web: aiohttp's module for servers, which is an optional part.
            server: textual-serve's server, for its files, its command and its downloads.
            service: textual-serve's class that starts the program and talks with it.
            gate: Who gets in.
        """
        self._web = aiohttp_web
        self._server = server
        self._service = service
        self._gate = gate
        self._open = 0
        """How many pages have a process now."""

        async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
            if refusal := gate.refusal(request):
                raise aiohttp_web.HTTPForbidden(text=refusal)
            return await handler(request)

        self.app: web.Application = aiohttp_web.Application(middlewares=[aiohttp_web.middleware(guard)])
        self.app.add_routes(
            [
                self._web.get("/", self._page),
                self._web.get("/served.js", self._script),
                self._web.get("/ws", self._visit),
                self._web.get("/download/{key}", self._download),
                self._web.static("/static", server.statics_path),
            ]
        )

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page, which opens a WebSocket to the server it came from.

        Whoever comes with the token gets it as a cookie and is sent on, so that it does not stay in the address.
        """
        if self._gate.is_asked_in(request):
            answer: web.Response = self._web.Response(
                status=303, headers={"Location": "/", "Referrer-Policy": "no-referrer"}
            )
            answer.set_cookie(self._gate.cookie, self._gate.token, httponly=True, samesite="Strict", path="/")
            return answer
        headers = {
            "Content-Security-Policy": POLICY.format(host=request.host),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        text = Path(__file__).with_name("served.html").read_text("utf-8")
        text = text.replace("{websocket}", html.escape(f"ws://{request.host}/ws"))
        page: web.Response = self._web.Response(text=text, content_type="text/html", headers=headers)
        return page

    async def _script(self, _: web.Request) -> web.StreamResponse:
        """Answer with the page's own script."""
        text = Path(__file__).with_name("served.js").read_text("utf-8")
        script: web.Response = self._web.Response(
            text=text, content_type="text/javascript", headers={"X-Content-Type-Options": "nosniff"}
        )
        return script

    async def _visit(self, request: web.Request) -> web.StreamResponse:
        """Start the program for a page, and pass on what the two say, until one of them ends."""
        if self._open >= MOST_PAGES:
            raise self._web.HTTPServiceUnavailable(text=f"{MOST_PAGES} pages are open, which is the most: close one")
        websocket: web.WebSocketResponse = self._web.WebSocketResponse(
            heartbeat=HEARTBEAT, max_msg_size=LARGEST_MESSAGE
        )
        service = self._service(
            self._server.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
            download_manager=self._server.download_manager,
        )
        self._open += 1
        try:
            await websocket.prepare(request)
            await service.start(*_size(request.query.get("width"), request.query.get("height")))
            await self._pass_on(websocket, service)
        except _MalformedError:
            await websocket.close(code=1008, message=b"malformed message")
        finally:
            try:
                await service.stop()
            finally:
                self._open -= 1
        return websocket

    async def _pass_on(self, websocket: web.WebSocketResponse, service: Any) -> None:
        """Give the program what its page sends, until the page is gone. Raises _MalformedError."""
        async for message in websocket:
            if message.type.name != "TEXT":
                raise _MalformedError
            what, said = _understood(message.data)
            if what == "stdin":
                await service.send_bytes(said)
            elif what == "resize":
                await service.set_terminal_size(*said)
            elif what == "ping":
                await websocket.send_json(["pong", said])
            elif what == "blur":
                await service.blur()
            else:
                await service.focus()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Send a file that a page's program has offered; it is there once."""
        downloads = self._server.download_manager
        key = request.match_info["key"]
        try:
            about = await downloads.get_download_metadata(key)
        except KeyError:
            raise self._web.HTTPNotFound(text="there is no such download (any more)") from None
        answer: web.StreamResponse = self._web.StreamResponse(
            headers={
                "Content-Type": f"{about.mime_type or 'application/octet-stream'}; charset=utf-8",
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(about.file_name, safe='')}",
                "X-Content-Type-Options": "nosniff",
            }
        )
        await answer.prepare(request)
        async for chunk in downloads.download(key):
            await answer.write(chunk)
        await answer.write_eof()
        return answer


# What a page may say


class _MalformedError(Exception):
    """A page sent what our page does not send."""


def _understood(data: str) -> tuple[str, Any]:
    """Return what a message is, and what it says in the form that the program takes. Raises _MalformedError."""
    try:
        match json.loads(data):
            case ["stdin", str() as keys]:
                return "stdin", keys.encode()
            case ["resize", {"width": width, "height": height}]:
                return "resize", _size(width, height)
            case ["ping", str() | int() | float() | None as said]:
                return "ping", said
            case [("blur" | "focus") as what, *_]:
                return what, None
    except (ValueError, RecursionError):  # ValueError: no JSON, a lone surrogate, a number of 5,000 digits
        pass
    raise _MalformedError


def _size(width: object, height: object) -> tuple[int, int]:
    """Return columns and rows within bounds. Raises _MalformedError where one of them is no number."""
    try:
        asked = [int(side) for side in (width, height) if isinstance(side, int | str)]
    except ValueError:
        asked = []
    if len(asked) != 2:
        raise _MalformedError
    return min(max(asked[0], 1), LARGEST_SCREEN[0]), min(max(asked[1], 1), LARGEST_SCREEN[1])
