"""Text from outside cannot act on the terminal: of what it holds, only what is harmless reaches the terminal.

Hostile text is shown beside the same text with each control character spelled out. The two must make the program send
the same kinds of control sequences: the terminal cannot have been told anything by the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reader.story.clean import clean
from tests.terminal.terminal import DIPTYCH, Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]

PAYLOADS = {
    "clipboard, ended by BEL": "\x1b]52;c;aGFjaw==\x07",
    "clipboard, ended by ST": "\x1b]52;c;aGFjaw==\x1b\\",
    "window title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "notification": "\x1b]9;ring\x07\x1b]777;notify;a;b\x07",
    "link": "\x1b]8;;http://example.org\x1b\\here\x1b]8;;\x1b\\",
    "device control string": "\x1bP+q544e\x1b\\",
    "application command": "\x1b_Gi=1\x1b\\",
    "C1 in UTF-8": "\x9b31m\x9d0;owned\x9c\x90q\x9c",
    "leaving the screen": "\x1b[?1049l",
    "reset": "\x1bc",
    "clearing the screen": "\x1b[2J\x1b[H",
    "asking for answers": "\x1b[6n\x1b[21t\x1b[c\x05",
    "bytes that move the cursor": "a\bb\x07c\x00d\x7fe\x0ef\x0fg",
    "bidirectional overrides": "\u202ab\u202ec\u202cd\u2066e\u2069",
    "a tab": "before\tafter",
    "markup that acts": "[@click=app.quit]x[/] [link=file:///etc]y[/link]",
    "markup that is wrong": "[/b] [/] [ \\[ [sic] [50%] [red]r a[i] = [x for x in y]",
    "an operating system command without end": "\x1b]0;owned",
}
FILE_NAME_PAYLOADS = [text.replace("/", "|").replace("\0", "") for text in PAYLOADS.values()]

_SEQUENCE = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # operating system command
    rb"|\x1b[PX^_][^\x1b]*\x1b\\"  # device control string and its kin
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b[^\[\]PX^_]"
)


def kinds(raw: bytes) -> set[bytes]:
    """What a program told the terminal: its control sequences (colours and places as one each), other control bytes."""
    found = set()
    for sequence in _SEQUENCE.findall(raw):
        drawn = sequence[:2] == b"\x1b[" and sequence[2:3] != b"?" and sequence[-1:] in b"mH"
        found.add(b"CSI " + sequence[-1:] if drawn else sequence)
    rest = _SEQUENCE.sub(b"", raw)
    found.update(re.findall(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]", rest))
    return found


def story(payload: str) -> str:
    """A version with a payload in its title, amid a paragraph, and at the end of one."""
    return (
        f"The bell {payload} of Orsk rings\n\nThe sexton said {payload} on Monday that the rope would hold.\n\n"
        f"Nobody knew who had paid for it: {payload}\n\nA choir sang beneath the tower until dark.\n"
    )


@dataclass
class Outside:
    """Text from outside, in every place where the program takes it."""

    texts: tuple[str, str] = (story("so to say"), story("so to speak"))
    names: tuple[str, str] = ("first.txt", "second.txt")
    story_file: str = ""
    settings: str = ""
    theme: str = ""
    typed: list[str] = field(default_factory=list)


def look_at_everything(start: Start, folder: Path, outside: Outside) -> bytes:
    """Read a story through every screen. Returns all that the program sent to the terminal."""
    home = folder / "home"
    (home / "themes").mkdir(parents=True)
    sources = folder / "sources"
    sources.mkdir()
    paths = [sources / name for name in outside.names]
    for path, text in zip(paths, outside.texts, strict=True):
        path.write_bytes(text.encode("utf-8"))
    if outside.story_file:
        paths = [sources / "story.yaml"]
        paths[0].write_text(outside.story_file, encoding="utf-8")
    if outside.settings:
        (home / "config.yaml").write_text(outside.settings, encoding="utf-8")
    if outside.theme:
        (home / "themes" / "mine.yaml").write_text(outside.theme, encoding="utf-8")
    terminal = start(*paths, env={"DIPTYCH_DATA": str(home / "data"), "DIPTYCH_CONFIG": str(home / "config.yaml")})
    terminal.wait_for(lambda: re.search(r"\d+ links?", terminal.lines[0]) is not None, "a count of links")
    terminal.press("]")
    terminal.press("a")
    terminal.wait_for_text("Note on A")
    terminal.press(*outside.typed, "seen", "\x13")
    terminal.wait_for_text("note kept")
    terminal.press("j", "p")
    terminal.wait_for_text("picked A")
    terminal.press("w")
    terminal.wait_for_text("saved ")
    terminal.press("a")
    terminal.wait_for_text("Note on A")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "Note on A" not in terminal.text, "the dialog gone")
    terminal.press("/", *outside.typed, "seen")
    terminal.wait_for(lambda: "? help" not in terminal.status, "the search line")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "? help" in terminal.status, "the search closed")
    terminal.press("?")
    terminal.wait_for_text("Keys and signs")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "Keys and signs" not in terminal.text, "the help gone")
    terminal.press("c")
    terminal.wait_for_text("enter keeps")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "enter keeps" not in terminal.text, "the themes gone")
    terminal.press(":")
    terminal.wait_for_text("find a command")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "find a command" not in terminal.text, "the palette gone")
    terminal.press("l", "k", "G", "1", "!", "q")
    assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before
    return bytes(terminal.raw)


@pytest.fixture(scope="module")
def usual() -> dict[str, set[bytes]]:
    return {}


@pytest.fixture
def harmless(start: Start, tmp_path: Path, usual: dict[str, set[bytes]]) -> set[bytes]:
    """The kinds of control sequences that a harmless story makes."""
    if "kinds" not in usual:
        (tmp_path / "harmless").mkdir()
        usual["kinds"] = kinds(look_at_everything(start, tmp_path / "harmless", Outside(typed=["harmless"])))
    return usual["kinds"]


def yaml_string(text: str) -> str:
    """A text as a double-quoted YAML scalar, its control characters as escapes."""
    escaped = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{escaped}"'


ALL = " ".join(PAYLOADS.values())
ONE_HALF, OTHER_HALF = ALL[: len(ALL) // 2], ALL[len(ALL) // 2 :]
PLACES = {
    "text": Outside((story(ALL), story(ALL + " again"))),
    "file names": Outside(names=("1" + "".join(FILE_NAME_PAYLOADS[:9]), "2" + "".join(FILE_NAME_PAYLOADS[9:]))),
    "story file": Outside(
        story_file=f"title: {yaml_string('T ' + ONE_HALF)}\nversions:\n"
        f"  - {{source: first.txt, name: {yaml_string('N ' + OTHER_HALF)}, date: {yaml_string('D ' + ONE_HALF)}}}\n"
        f"  - {{source: second.txt, name: {yaml_string('N ' + ONE_HALF)}, date: {yaml_string('D ' + OTHER_HALF)}}}\n"
    ),
    "settings": Outside(settings=f"theme: {yaml_string(ALL)}\n{yaml_string(ALL)}: yes\n"),
    "theme": Outside(theme=f"title: {yaml_string(ALL)}\nname: {yaml_string(ALL)}\n{yaml_string(ALL)}: 1\n"),
    "what is pasted": Outside(typed=[f"\x1b[200~{ALL}\x1b[201~"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_tells_the_terminal_nothing(
    start: Start, tmp_path: Path, place: str, harmless: set[bytes]
) -> None:
    outside = PLACES[place]
    assert outside.story_file == clean(outside.story_file), "it must be YAML that spells its control characters out"
    raw = look_at_everything(start, tmp_path, outside)
    assert kinds(raw) - harmless == set()
    assert not re.search(rb"\xc2[\x80-\x9f]", raw)
    for saved in tmp_path.glob("**/*.notes*.md"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", saved.read_text(encoding="utf-8")), saved.name


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_every_character_of_hostile_text_is_shown(start: Start, tmp_path: Path, payload: str) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(f"The rope\n\n{payload}\n\nIt held.\n", encoding="utf-8")
    second.write_text("The rope\n\nA choir sang beneath the tower.\n", encoding="utf-8")
    terminal = start(first, second)
    row = f"    2 [+·] {re.escape(clean(payload))} +2 [+] A choir sang beneath the tower."
    # each code point is one visible sign, or itself; and the pane beside it stands where it should
    terminal.wait_for(
        lambda: any(re.match(row, line) and line.find("2 + A choir") == 88 for line in terminal.lines), repr(row)
    )
    terminal.press("j")
    terminal.wait_for(lambda: terminal.status.endswith("only in A") and "? help" in terminal.status, "the whole footer")
    terminal.press("q")
    assert terminal.end() == 0


def test_raw_c1_bytes_of_another_encoding_never_reach_the_terminal(
    start: Start, tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_bytes(
        "Die Glocke läutet wieder\n\nDas Seil hält, sagte der Küster.".encode("latin-1") + b" \x9b31m \x9d0;x\x9c\n"
    )
    terminal = start(odd, pair[1], "--encoding", "latin-1")
    terminal.wait_for_text("sagte der Küster")
    terminal.press("q")
    assert terminal.end() == 0
    assert not re.search(rb"\xc2[\x80-\x9f]", terminal.raw)
    with pytest.raises(UnicodeDecodeError):
        b"\x9b".decode()
    terminal.raw.decode("utf-8", "strict")


def test_text_of_all_scripts_arrives_whole(start: Start, tmp_path: Path) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    whole = [
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",  # a family, joined
        "می\u200cخواهم",  # Persian, with the mark that keeps two letters apart
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f1f3\U0001f1f4",
        "\u2764\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # a flag spelled in tags
        "東京の鐘",
        "שלום",
        "e\u0301te\u0301",
    ]
    first.write_text("The rope\n\n" + "\n\n".join(whole) + "\n", encoding="utf-8")
    second.write_text("The rope\n\nA choir sang.\n", encoding="utf-8")
    terminal = start(first, second)
    terminal.wait_for(lambda: re.search(r"\d+ links?", terminal.lines[0]) is not None, "a count of links")
    terminal.press("q")
    assert terminal.end() == 0
    shown = terminal.raw.decode()
    assert [text for text in whole if text not in shown] == []


@pytest.mark.parametrize("command", [[], ["compare"]], ids=["read", "compare"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["a\x1b]0;owned\x07.md"],
        ["a\x9d0;owned\x9c.md", "b"],
        ["--\x1b]0;owned\x07"],
        ["--encoding", "\x1b]0;owned\x07", "{first}"],
        ["{folder}/\x1b[2J"],
    ],
)
def test_messages_about_hostile_arguments_are_clean(
    start: Start, pair: tuple[Path, Path], command: list[str], arguments: list[str]
) -> None:
    filled = [argument.format(first=pair[0], folder=pair[0].parent) for argument in arguments]
    terminal = start(*command, *filled)
    assert terminal.end() == 2
    said = terminal.raw.decode()
    assert "diptych" in said
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", said), said


@pytest.mark.slow
def test_a_theme_that_is_not_there_is_named_harmlessly(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, "--theme", "\x1b]0;owned\x07", command=DIPTYCH)
    terminal.wait_for_text("there is no theme")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"owned" in terminal.raw
    assert b"\x1b]0" not in terminal.raw
