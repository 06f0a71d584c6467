"""Pages in a real terminal: progress is one line before the screen is up, and ctrl+c gives it up."""

from __future__ import annotations

from collections.abc import Callable
from socket import socket

import pytest

from tests.story.server import Server, answer, served
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

PAGE = answer("<html><body><article><h1>Bridge</h1><p>The bridge opened on Monday at noon.</p></article></body></html>")


def dripping(server: Server) -> Callable[[socket], None]:
    def drip(connected: socket) -> None:
        connected.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 40960)
        while not server.leaving.wait(0.02):
            connected.sendall(b"x")

    return drip


@pytest.mark.slow
def test_n4_progress_is_one_line_and_ctrl_c_ends_at_once(start: Callable[..., Terminal]) -> None:
    with served({"/a": PAGE}) as server:
        server.answers["/slow"] = dripping(server)
        terminal = start(server.url("/a"), server.url("/slow"))
        terminal.wait_for_text("127.0.0.1 · 41 kB")
        assert [line.strip() for line in terminal.lines if line.strip()] == ["127.0.0.1 · 41 kB"]
        terminal.press("\x03")
        assert terminal.end() == 130
        assert b"Traceback" not in terminal.raw
        assert terminal.text.strip() in ("", "^C")


@pytest.mark.slow
def test_pages_are_read_and_fetched_again(start: Callable[..., Terminal]) -> None:
    with served({"/a": PAGE, "/b": PAGE}) as server:
        terminal = start(server.url("/a"), server.url("/b"))
        terminal.wait_for_text("A 127.0.0.1", "B 127.0.0.1", "? help")
        server.answers["/a"] = PAGE.replace(b"at noon", b"at nine")
        terminal.press("F")
        terminal.wait_for_text("A′ is what A has become", "at nine", "at noon")
        terminal.press("q")
        assert terminal.end() == 0
