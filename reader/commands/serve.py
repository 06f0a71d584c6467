"""`diptych serve`: the reading screen in a browser, for this machine alone unless told otherwise.

textual-serve starts the program for each page that is opened, and sends its screen over a WebSocket. The page is our
own, because textual-serve's loads a font from another server. Any page in the browser could open that WebSocket, so a
connection is refused if another page opens it (cross-site request forgery), or if it names a host that is not this
machine (DNS rebinding).
"""

from __future__ import annotations

import argparse
import html
import ipaddress
import os
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.commands.table import add_rule_arguments, add_source_arguments, open_sources, rule_arguments, rules_of
from reader.report import DONE, TROUBLE, Console, Report
from reader.story.clean import clean_line
from reader.story.version import SourceError

if TYPE_CHECKING:
    from aiohttp import web

    _Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK, PORT = "127.0.0.1", 8000
SHUTDOWN_TIMEOUT = 1.0
"""Seconds that open pages get when the server ends; their notes are saved already."""
SUMMARY = "Show the reading screen in a browser, for this machine alone."
EXAMPLES = f"""\
examples:
  diptych serve story.yaml                    then open http://{LOOPBACK}:{PORT} in a browser
  diptych serve first.txt second.txt --port 0    at any free port, which is printed
  diptych serve story.yaml --host 0.0.0.0     for every machine that can reach this one: read the warning

It needs an optional part: pip install 'diptych[serve]'. The page loads nothing from other servers. Ctrl+C ends it.

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
    add_source_arguments(parser)
    add_rule_arguments(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """Serve until interrupted."""
    try:
        from aiohttp import web  # an optional part, and 150 ms
        from textual_serve.server import Server
    except ImportError:
        complaint = "`diptych serve` needs a part that is not installed: pip install 'diptych[serve]'"
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
        console.say(
            f"warning: whoever can reach this machine at port {port} can read these sources, and write notes as you. "
            "There is no encryption and no password"
        )
    console.say(f"serving at http://{f'[{host}]' if ':' in host else host}:{port} · Ctrl+C ends it")
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")  # what the page can show
    server = Server(shlex.join(command_of_a_page(options, trust=any(trusted))), host=host, port=port)
    names = {"localhost", options.host.lower(), socket.gethostname().lower()}

    @web.middleware
    async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Refuse requests of other pages, and requests for other host names."""
        origin = request.headers.get("Origin")
        if not _is_ours(request.host, names) or (origin is not None and origin != f"http://{request.host}"):
            raise web.HTTPForbidden(text="this server answers only its own page")
        return await handler(request)

    async def page(request: web.Request) -> web.Response:
        """Answer with the page, which opens a WebSocket to the server it came from."""
        return web.Response(text=_page_for(request.host), content_type="text/html", headers=_headers_for(request.host))

    app = web.Application(middlewares=[guard])
    app.add_routes(
        [
            web.get("/", page),
            web.get("/ws", server.handle_websocket),
            web.static("/static", server.statics_path),
        ]
    )
    web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=SHUTDOWN_TIMEOUT)
    return Report(status=DONE)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {(1 << 16) - 1}")
    return port


def command_of_a_page(options: argparse.Namespace, *, trust: bool) -> list[str]:
    """Return the command that each page starts: this program, with these sources and all questions answered."""
    chosen = [f"--{name}={value}" for name in ("theme", "encoding", "language") if (value := getattr(options, name))]
    chosen += rule_arguments(rules_of(options))
    chosen += ["--trust"] if trust else []
    return [sys.executable, "-P", "-m", "reader", *chosen, "--", *options.sources]


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


def _page_for(host: str) -> str:
    text = Path(__file__).with_name("served.html").read_text("utf-8")
    return text.replace("{websocket}", html.escape(f"ws://{host}/ws"))


def _headers_for(host: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY.format(host=host),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _is_ours(named: str, names: set[str]) -> bool:
    """Return whether a Host header is an address, which DNS cannot rebind, or one of our names."""
    host = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() in names
    return True
