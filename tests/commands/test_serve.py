"""`diptych serve`: the screen in a browser, from this machine, for this machine, and from no other page."""

from __future__ import annotations

import argparse
import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import aiohttp
import pyte
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from reader.cli import main
from reader.commands.serve import add_arguments, command_of_a_page
from reader.commands.table import read_parser, rules_of
from reader.story.locators import shipped_stories
from reader.story.rules import Rules
from tests.browser import IN_A_BROWSER

STORY = shipped_stories()[0]
PATIENCE = 60
"""Seconds that a program may take to start and show a story, on a machine that does much else."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where a server of the first story that ships is reached."""
    command = [sys.executable, "-m", "reader", "serve", str(STORY), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        said = server.stderr.readline()
        found = re.fullmatch(r"diptych: serving at (http://127\.0\.0\.1:\d+) · Ctrl\+C ends it\n", said)
        assert found, said
        yield found[1]
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stderr.close()


async def fetch(address: str, path: str = "/", **headers: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as client, client.get(urljoin(address, path), headers=headers) as answer:
        return answer.status, answer.headers.get("Content-Security-Policy", ""), await answer.text()


async def test_the_page_names_no_other_server_and_may_ask_none(address: str) -> None:
    status, policy, page = await fetch(address)
    here = urlsplit(address).netloc
    assert status == 200
    named = {urlsplit(url).netloc for url in re.findall(r"[a-z]+://[^\"'\s)]+", page + policy.replace(";", " "))}
    assert named == {here}
    assert policy.startswith("default-src 'none'")
    for path in re.findall(r'(?:src|href)="(static/[^"]+)"|url\("(static/[^"]+)"\)', page):
        async with aiohttp.ClientSession() as client, client.get(urljoin(address, "".join(path))) as answer:
            assert answer.status == 200


async def test_the_socket_shows_the_story_and_takes_keys(address: str) -> None:
    screen = pyte.Screen(120, 30)
    stream = pyte.ByteStream(screen)
    async with (
        asyncio.timeout(PATIENCE),
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{address}/ws?width=120&height=30", headers={"Origin": address}) as page,
    ):

        async def until(shown: Callable[[str], bool]) -> None:
            while not shown("\n".join(screen.display)):
                message = await page.receive()
                assert message.type is aiohttp.WSMsgType.BINARY
                stream.feed(message.data)

        await until(lambda text: "Guns on the Orla" in text and "Harbour Ledger" in text)
        await page.send_json(["stdin", "?"])
        await until(lambda text: "Go to the next passage." in text)
        await page.send_json(["stdin", "\x1b"])
        await until(lambda text: "Go to the next passage." not in text)
        await page.send_json(["stdin", "q"])
        while (await page.receive()).type is aiohttp.WSMsgType.BINARY:
            pass
        assert page.closed


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
async def test_another_page_and_another_name_are_refused(address: str, path: str, headers: dict[str, str]) -> None:
    status, _, text = await fetch(address, path, **headers)
    assert status == 403
    assert "Orla" not in text


def test_without_its_part_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    assert main(["serve", str(STORY)]) == 2
    assert capsys.readouterr() == (
        "",
        "diptych: `diptych serve` needs a part that is not installed: pip install 'diptych[serve]'\n",
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


def test_other_machines_are_let_in_only_when_asked_for_and_with_a_warning() -> None:
    command = [sys.executable, "-m", "reader", "serve", str(STORY), "--port", "0", "--host", "0.0.0.0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        assert server.stderr.readline().startswith("diptych: warning: whoever can reach this machine")
        assert "serving at http://0.0.0.0:" in server.stderr.readline()
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stderr.close()


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_the_page_opens_the_story_without_a_complaint(self, address: str, chrome: Chrome) -> None:
        chrome.get(address)
        WebDriverWait(chrome, PATIENCE).until(
            lambda page: page.execute_script("return document.body.classList.contains('-first-byte')")
        )
        asked = chrome.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
        assert chrome.execute_script("return document.fonts.check(\"16px 'Roboto Mono'\")")
        assert [entry for entry in chrome.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]


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
