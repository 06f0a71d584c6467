"""`diptych serve`: the reading screen in a browser, for this machine alone unless told otherwise.

textual-serve starts the program for each page that is opened and carries its screen over a WebSocket. The page is our
own: textual-serve's asks another server for a font. Any other page that the browser shows could open that WebSocket as
well, so a connection is refused where it comes from a page that is not ours, or by a name that is not this machine's
(https://owasp.org/www-community/attacks/csrf; DNS rebinding).
"""

from __future__ import annotations

import argparse
import html
import ipaddress
import os
import shlex
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reader.commands.table import add_source_arguments, open_sources
from reader.report import DONE, TROUBLE, Console, Report
from reader.story.clean import clean_line
from reader.story.version import SourceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

LOOPBACK, PORT = "127.0.0.1", 8000
AT_THE_END = 1.0
"""Seconds that open pages get when the server is ended; what their readers kept is on disk already."""
SUMMARY = "Show the reading screen in a browser, for this machine alone."
EXAMPLES = f"""\
examples:
  diptych serve story.yaml                    then open http://{LOOPBACK}:{PORT} in a browser
  diptych serve first.txt second.txt --port 0    … at any port that is free; it is said which
  diptych serve story.yaml --host 0.0.0.0     for every machine that can reach this one: read the warning

It needs an optional part: pip install 'diptych[serve]'. The page asks no other server for anything. Ctrl+C ends it.

exit status: 0, or 2 where a source cannot be read, the part is missing, or the port is taken
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load and do; xterm.js writes its own styles into it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, an address, a story file, or a folder")
    parser.add_argument("--host", default=LOOPBACK, help=f"the address to serve at (default {LOOPBACK}: nobody else)")
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"the port to serve at (default {PORT}); 0: a free one"
    )
    parser.add_argument("--theme", help="the theme to start with")
    add_source_arguments(parser)


def run(options: argparse.Namespace, console: Console) -> Report:
    """Serve until interrupted."""
    try:
        from aiohttp import web
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
        open_sources(options, console._replace(ask=ask))
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
            "Nothing is encrypted, and nobody is asked for a password"
        )
    console.say(f"serving at http://{f'[{host}]' if ':' in host else host}:{port} · Ctrl+C ends it")
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")  # what the page shows, whatever we were started in
    server = Server(shlex.join(command_of_a_page(options, trust=any(trusted))), host=host, port=port)
    app = web.Application(middlewares=[_guard(options.host)])
    app.add_routes(
        [
            web.get("/", _page),
            web.get("/ws", server.handle_websocket),
            web.static("/static", server.statics_path),
        ]
    )
    web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=AT_THE_END)
    return Report(status=DONE)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {(1 << 16) - 1}")
    return port


def command_of_a_page(options: argparse.Namespace, *, trust: bool) -> list[str]:
    """What is started for each page: this program, with these sources, of which nothing is to be asked any more."""
    chosen = [f"--{name}={value}" for name in ("theme", "encoding", "language") if (value := getattr(options, name))]
    chosen += ["--trust"] if trust else []
    return [sys.executable, "-P", "-m", "reader", *chosen, "--", *options.sources]


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError."""
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


async def _page(request: web.Request) -> web.Response:
    """The page, which opens the WebSocket of the server it came from."""
    from aiohttp import web

    text = Path(__file__).with_name("served.html").read_text("utf-8")
    text = text.replace("{websocket}", html.escape(f"ws://{request.host}/ws"))
    headers = {
        "Content-Security-Policy": POLICY.format(host=request.host),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=text, content_type="text/html", headers=headers)


def _guard(host: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    """What refuses requests by a name that is not this machine's, and those that another page makes."""
    from aiohttp import web

    names = {"localhost", host.lower(), socket.gethostname().lower()}

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if not _is_ours(request.host, names) or (origin is not None and origin != f"http://{request.host}"):
            raise web.HTTPForbidden(text="this server answers its own page alone")
        return await handler(request)

    return guard


def _is_ours(named: str, names: set[str]) -> bool:
    """Whether a request's Host is an address, which no foreign name can stand for, or one of our names."""
    host = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() in names
    return True
