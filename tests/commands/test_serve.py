"""`diptych serve`: the screen in a browser, for who has the printed address, as a guest, and for no other page."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
import pyte
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from reader.cli import main
from reader.commands.opening import rules_of
from reader.commands.serve import MOST_PAGES, add_arguments, command_of_a_page
from reader.commands.table import read_parser
from reader.notes.files import data_folder, guests_path, store_path
from reader.notes.store import Store
from reader.report import LARGEST_SCREEN
from reader.story.locators import shipped_stories
from reader.story.rules import Rules
from tests.browser import IN_A_BROWSER

STORY = shipped_stories()[0]
PATIENCE = 60
"""Seconds that a program may take to start and show a story, on a machine that does much else."""


class Served(NamedTuple):
    """A server that runs."""

    printed: str
    """The address that it printed, with the token."""
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Where it is reached, without the token."""
        return self.printed.partition("/?")[0]


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts a server of the first story that ships, or of what is named; it is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> Served:
        command = [sys.executable, "-m", "reader", "serve", *(arguments or (str(STORY),)), "--port", "0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(server)
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.fullmatch(
            r"diptych: serving at (http://127\.0\.0\.1:\d+/\?token=[\w-]{20,}) · Ctrl\+C ends it\n", said
        )
        assert found, said
        return Served(found[1], server)

    yield start
    for server in started:
        server.terminate()
        server.communicate(timeout=PATIENCE)


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """A server of the first story that ships."""
    return serve()


def said_by(served: Served) -> str:
    """End a server. Returns all that it printed."""
    served.process.terminate()
    out, error = served.process.communicate(timeout=PATIENCE)
    return out + error


@asynccontextmanager
async def visitor(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that has opened the printed address, and has the cookie from there."""
    jar = aiohttp.CookieJar(unsafe=True)  # which takes cookies of an address, as browsers do
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(cookie_jar=jar) as client:
        async with client.get(served.printed) as answer:
            assert answer.status == 200
            assert "token" not in str(answer.url)
        yield client


class Page:
    """A page that is open: the screen as it is drawn, and what else the server sends."""

    def __init__(self, served: Served, client: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._served, self._client, self.socket = served, client, socket
        self._screen = pyte.Screen(120, 30)
        self._stream = pyte.ByteStream(self._screen)
        self.told: list[list[str]] = []
        """What came besides the screen."""

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    async def until(self, happened: Callable[[], bool]) -> None:
        """Read on until something has happened."""
        while not happened():
            message = await self.socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                self.told.append(json.loads(message.data))
            else:
                assert message.type is aiohttp.WSMsgType.BINARY, message
                self._stream.feed(message.data)

    async def shows(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.text for text in texts))

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.socket.send_json(["stdin", key])

    async def ends(self) -> None:
        """Read until the server has closed the socket."""
        while not self.socket.closed:
            await self.socket.receive()

    async def downloaded(self) -> tuple[str, str]:
        """Wait for a download to be offered, and take it. Returns its header and its text."""
        await self.until(lambda: bool(self.told))
        what, key = self.told.pop()
        assert what == "deliver_file_start"
        async with self._client.get(f"{self._served.address}/download/{key}") as answer:
            assert answer.status == 200
            return answer.headers["Content-Disposition"], await answer.text()


@asynccontextmanager
async def opened(
    served: Served, client: aiohttp.ClientSession, shown: Sequence[str] = ("Guns on the Orla", "Harbour Ledger")
) -> AsyncIterator[Page]:
    """A page that shows the story."""
    address = f"{served.address}/ws?width=120&height=30"
    async with client.ws_connect(address, headers={"Origin": served.address}) as socket:
        page = Page(served, client, socket)
        await page.shows(*shown)
        yield page


# What a visitor gets


async def test_the_page_names_no_other_server_and_may_ask_none(served: Served) -> None:
    here = urlsplit(served.address).netloc
    async with visitor(served) as client:
        async with client.get(served.address) as answer:
            policy, page = answer.headers["Content-Security-Policy"], await answer.text()
        named = {urlsplit(url).netloc for url in re.findall(r"[a-z]+://[^\"'\s)]+", page + policy.replace(";", " "))}
        assert named == {here}
        assert policy.startswith("default-src 'none'")
        for path in re.findall(r'(?:src|href)="(static/[^"]+)"|url\("(static/[^"]+)"\)', page):
            async with client.get(urljoin(served.address, "".join(path))) as answer:
                assert answer.status == 200


async def test_the_socket_shows_the_story_and_takes_keys(served: Served) -> None:
    async with visitor(served) as client, opened(served, client) as page:
        await page.press("?")
        await page.shows("Keys and signs")
        await page.press("\x1b")
        await page.until(lambda: "Keys and signs" not in page.text)
        await page.press("q")
        await page.ends()


async def test_a_guest_takes_notes_and_the_page_home_and_leaves_nothing_but_the_notes(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    for name, hour in (("ledger", "six"), ("wire", "seven")):
        (tmp_path / f"{name}.txt").write_text(f"The ferry left Senn at {hour} on Monday. Forty people were on it.\n")
    served = serve(*map(str, sorted(tmp_path.iterdir())))
    before = sorted(tmp_path.iterdir())
    async with visitor(served) as client, opened(served, client, ["ferry left Senn at six", "at seven"]) as page:
        await page.until(lambda: "comparing" not in page.text)  # only what is compared can be exported
        await page.press("p", "w")
        header, notes = await page.downloaded()
        assert header.startswith("attachment; ")
        assert ".notes.md" in header
        assert "format: diptych/notes@1" in notes
        await page.press("x")
        header, html = await page.downloaded()
        assert ".html" in header
        assert 'content="diptych/page@1"' in html
        await page.press("q")
        await page.ends()
    assert sorted(tmp_path.iterdir()) == before
    said_by(served)
    assert {path.name.partition(".")[0] for path in data_folder().iterdir()} == {guests_path().stem}
    with Store.open(guests_path()) as store:
        (story,) = store.library().stories()
        assert story.picks == 1


@pytest.mark.slow
async def test_with_my_notes_a_guest_writes_into_the_owners_store(serve: Callable[..., Served]) -> None:
    served = serve(str(STORY), "--my-notes")
    async with visitor(served) as client, opened(served, client) as page:
        await page.press("p", "q")
        await page.ends()
    assert not guests_path().exists()
    with Store.open(store_path()) as store:
        (story,) = store.library().stories()
        assert story.picks == 1


async def test_a_guest_opens_nothing_names_no_path_and_starts_no_program(served: Served) -> None:
    async with visitor(served) as client, opened(served, client) as page:
        for keys, said in (
            ("O", "a served page starts no other programs"),
            ("o", "a served page shows only the story"),
            ("e", "a served page starts no other programs"),
            ("W", "a served page writes no files"),
            ("Q", "a served page shows only the story"),
            ("F", "a served page shows only the story"),
        ):
            await page.press(keys)
            await page.shows(said)
            await page.press("j")
            await page.until(lambda said=said: said not in page.text)  # type: ignore[misc]
        await page.press("\x1b[200~/etc/passwd\x1b[201~", "a")
        await page.shows("Note on")
        await page.press("\x1bOS")  # F4, the editor
        await page.shows("a served page starts no other programs")


# Who gets in


async def asked(address: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(address, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("path", ["/", "/ws", "/download/x", "/static/js/textual.js", "/?token=", "/?token=wrong"])
async def test_without_the_printed_address_nothing_is_shown(served: Served, path: str) -> None:
    status, text = await asked(served.address + path, Origin=served.address)
    assert (status, text) == (403, "open the address that `diptych serve` printed, with its token")


async def test_the_token_opens_the_page_and_nothing_else(served: Served) -> None:
    token = served.printed.partition("?")[2]
    status, _ = await asked(f"{served.address}/ws?{token}", Origin=served.address)
    assert status == 403


@pytest.mark.default_cases(2)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:8000"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "127.0.0.1.rebound.example"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/ws"])
async def test_another_page_and_another_name_are_refused(served: Served, path: str, headers: dict[str, str]) -> None:
    async with visitor(served) as client, client.get(urljoin(served.address, path), headers=headers) as answer:
        assert answer.status == 403
        assert await answer.text() == "this server answers only its own page"


async def test_a_socket_that_names_no_origin_is_refused(served: Served) -> None:
    async with visitor(served) as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{served.address}/ws")
        assert refused.value.status == 403


# What a visitor may send


MALFORMED: list[str | bytes] = [
    "{",
    "[]",
    '"stdin"',
    '["stdin"]',
    '["stdin", 1]',
    '["stdin", "\\ud800"]',
    '["resize", {"width": 80}]',
    '["resize", {"width": [], "height": 1}]',
    '["resize", {"width": "wide", "height": 1}]',
    '["resize", {"width": NaN, "height": 1}]',
    f'["resize", {{"width": {"9" * 5000}, "height": 1}}]',
    '["open_url", "file:///etc/passwd"]',
    "[" * 100_000,
    b"\x00",
    "x" * ((1 << 20) + 1),
]


async def test_a_malformed_message_ends_that_visit_alone_and_without_a_traceback(serve: Callable[..., Served]) -> None:
    served = serve()
    headers = {"Origin": served.address}
    async with visitor(served) as client, opened(served, client) as other:
        for message in MALFORMED:
            async with client.ws_connect(f"{served.address}/ws", headers=headers) as page:
                await (page.send_bytes(message) if isinstance(message, bytes) else page.send_str(message))
                while not page.closed:
                    await page.receive()
                assert page.close_code in (1008, 1009), message
        await other.press("?")
        await other.shows("The first keys")
    said = said_by(served)
    assert "Traceback" not in said
    assert "Error" not in said


async def test_a_screen_has_bounds_however_its_size_is_sent(served: Served) -> None:
    huge, widest = 100_000, LARGEST_SCREEN[0]
    async with visitor(served) as client, opened(served, client) as page:

        async def width_drawn() -> int:
            """How far to the right the next full picture goes."""
            await page.press("?", "\x1b")
            farthest = 0
            while not farthest:
                message = await page.socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY
                columns = [int(column) for column in re.findall(rb"\x1b\[\d+;(\d+)H", message.data)]
                farthest = max(columns, default=0)
            return farthest

        for sent in (["resize", {"width": huge, "height": huge}], ["stdin", f"\x1b[48;{huge};{huge};1;1t"]):
            await page.socket.send_json(sent)
            assert await width_drawn() <= widest
        assert memory_of_children(served.process.pid) < 1_000_000_000


def memory_of_children(process: int) -> int:
    """Resident bytes of the largest process below another one."""
    found = [0]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == process:
                    pages = int((entry / "statm").read_text().split()[1])
                    found += [pages * os.sysconf("SC_PAGE_SIZE"), memory_of_children(int(entry.name))]
            except (OSError, IndexError):
                continue
    return max(found)


@pytest.mark.slow
async def test_only_so_many_pages_are_open_at_once(served: Served) -> None:
    headers = {"Origin": served.address}
    async with visitor(served) as client:

        async def takes_a_page() -> bool:
            try:
                await (await client.ws_connect(f"{served.address}/ws", headers=headers)).close()
            except aiohttp.WSServerHandshakeError:
                return False
            return True

        pages = [await client.ws_connect(f"{served.address}/ws", headers=headers) for _ in range(MOST_PAGES)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{served.address}/ws", headers=headers)
        assert refused.value.status == 503
        await pages[0].close()
        while not await takes_a_page():
            pass  # a place is free when the program of the closed page has ended
        for page in pages[1:]:
            await page.close()


# The command


def test_without_its_part_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert main(["serve", str(STORY)]) == 2
    assert capsys.readouterr() == (
        "",
        "diptych: `diptych serve` needs a part that is not installed: pip install '.[serve]' in its clone\n",
    )


@pytest.mark.parametrize("arguments", [["missing.txt"], ["-"], [str(STORY), "--port", "70000"]])
def test_what_cannot_be_served_is_said_at_once(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *arguments]) == 2
    assert capsys.readouterr().err


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", str(STORY), "--port", str(port)]) == 2
    assert f"127.0.0.1:{port} cannot be served at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "given_away"),
    [([], "read and change what other guests noted"), (["--my-notes"], "read, change and delete your notes on them")],
)
def test_other_machines_are_let_in_only_when_asked_for_and_with_a_warning(more: list[str], given_away: str) -> None:
    command = [sys.executable, "-m", "reader", "serve", str(STORY), "--port", "0", "--host", "0.0.0.0", *more]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        warning = server.stderr.readline()
        assert warning.startswith("diptych: warning: whoever can reach this machine")
        assert given_away in warning
        assert "serving at http://0.0.0.0:" in server.stderr.readline()
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stderr.close()


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_the_page_opens_the_story_without_a_complaint(self, served: Served, chrome: Chrome) -> None:
        chrome.get(served.printed)
        WebDriverWait(chrome, PATIENCE).until(
            lambda page: page.execute_script("return document.body.classList.contains('-first-byte')")
        )
        asked = chrome.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(served.address).netloc}
        assert chrome.execute_script("return document.fonts.check(\"16px 'Roboto Mono'\")")
        assert [entry for entry in chrome.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]

    def test_the_terminal_has_the_keys_at_once_and_leaves_nothing_behind(self, served: Served, chrome: Chrome) -> None:
        chrome.get(served.printed)
        WebDriverWait(chrome, PATIENCE).until(
            lambda page: page.execute_script("return document.body.classList.contains('-first-byte')")
        )
        assert chrome.execute_script("return document.activeElement.className") == "xterm-helper-textarea"
        chrome.switch_to.active_element.send_keys("q")
        WebDriverWait(chrome, PATIENCE).until(
            lambda page: page.execute_script("return document.body.classList.contains('-closed')")
        )
        assert chrome.execute_script("return document.querySelectorAll('.textual-terminal, .xterm').length") == 0
        assert "everything is kept" in chrome.execute_script("return document.body.innerText")
        assert chrome.execute_script("return document.activeElement.textContent") == "Open it again"


def test_each_page_is_read_as_the_command_line_says() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    rules = ["--ignore", "[#]", "--same", "Peking = Beijing", "--case", "--no-punctuation"]
    served = parser.parse_args(["a.txt", "--theme", "fjord", "--encoding", "cp1252", "--language", "de", *rules])
    command = command_of_a_page(served, trust=True)
    read = read_parser().parse_args(command[command.index("reader") + 1 :])

    assert (read.sources, read.theme, read.encoding, read.language, read.trust) == (
        ["a.txt"],
        "fjord",
        "cp1252",
        "de",
        True,
    )
    assert rules_of(read) == Rules(ignore=("[#]",), same=(("Peking", "Beijing"),), case=True, punctuation=False)
