from __future__ import annotations

import os
import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from reader.notes.files import config_path
from reader.story.clean import clean_line
from reader.tui.config import Config, load_config, themes_folder
from reader.tui.keys import key_name, key_warning

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "next_passage": ("j",),
    "previous_passage": ("k",),
    "next_paragraph": ("J",),
    "next_new": ("]",),
    "search": ("slash",),
    "next_hit": ("n",),
    "note": ("a",),
    "quit": ("q",),
    "close": ("escape",),
    "clear_search": ("escape",),
}


def load(folder: Path, text: str, themes: tuple[str, ...] | None = None) -> tuple[Config, list[str]]:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    config, problems = load_config(path, actions=ACTIONS, themes=themes)
    marks = ("warning " if problem.warning else "" for problem in problems)
    told = [
        mark + str(problem).removeprefix(f"{folder}{os.sep}") for mark, problem in zip(marks, problems, strict=True)
    ]
    return config, told


def test_without_a_file_everything_is_as_by_default(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none" / "config.yaml", actions=ACTIONS) == (Config(), [])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}", "keys:\n", "keys: {}"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == (Config(), [])


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = (
        "theme: paper\ntext_width: 60\neven_brightness: yes\nascii: TRUE\nkeys: {next_passage: 'j, down', quit: none}\n"
    )
    assert load(tmp_path, text) == (
        Config(
            theme="paper",
            text_width=60,
            even_brightness=True,
            ascii=True,
            keys={"next_passage": ("j", "down"), "quit": ()},
        ),
        [],
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("text_width: 19", "config.yaml:1:13: text_width: expected a number from 20 to 120, found “19”"),
        ("text_width: 121", "config.yaml:1:13: text_width: expected a number from 20 to 120, found “121”"),
        ("text_width: 0x48", "config.yaml:1:13: text_width: expected a number from 20 to 120, found “0x48”"),
        ("text_width: ٧٢", "config.yaml:1:13: text_width: expected a number from 20 to 120, found “٧٢”"),
        (
            f"text_width: {'9' * 5000}",
            f"config.yaml:1:13: text_width: expected a number from 20 to 120, found “{'9' * 59}…”",
        ),
        ("text_width: [72]", "config.yaml:1:13: text_width: expected a number from 20 to 120, found a list"),
        ("text_width:", "config.yaml:1:12: text_width: expected a number from 20 to 120, found nothing"),
        ("even_brightness: 1", "config.yaml:1:18: even_brightness: expected yes or no, found “1”"),
        ("ascii: maybe", "config.yaml:1:8: ascii: expected yes or no, found “maybe”"),
        ("theme: [dusk]", "config.yaml:1:8: theme: expected the name of a theme, found a list"),
        ("theme: papr", "config.yaml:1:8: theme: no theme is called “papr”; did you mean “paper”?"),
        (
            "theme: *x",
            "config.yaml:1:8: theme: aliases (*…) are not allowed here; write the value out, or put it in quotes",
        ),
        ("colour: red", "config.yaml:1:1: colour: no such setting"),
        ("text-width: 60", "config.yaml:1:1: text-width: no such setting; did you mean “text_width”?"),
        ("keys: [j]", "config.yaml:1:7: keys: expected actions and their keys, found a list"),
        ("- theme", "config.yaml:1:1: expected settings such as “theme: dusk”, found a list"),
        ("theme: a: b", "config.yaml:1:9: is not YAML: a second “:” in this line; put the value in quotes"),
    ],
)
def test_a_bad_value_is_named_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    assert load(tmp_path, text, themes=("dusk", "paper")) == (Config(), [problem])


def test_one_bad_value_does_not_cost_the_others(tmp_path: Path) -> None:
    config, told = load(
        tmp_path, "theme: nope\ntext_width: 9\nascii: yes\nkeys: {quit: [jj, Q], note: jj}", themes=("dusk",)
    )
    assert config == Config(ascii=True, keys={"quit": ("Q",)})
    assert len(told) == 4


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("'j, down'", ("j", "down")),
        ("[j, down]", ("j", "down")),
        ("[']', '}']", ("right_square_bracket", "right_curly_bracket")),
        ("'?'", ("question_mark",)),
        ("'&,*'", ("ampersand", "asterisk")),
        ("','", ("comma",)),
        ("[',', ' ; ']", ("comma", "semicolon")),
        ("comma", ("comma",)),
        ("+", ("plus",)),
        ("shift+ctrl+left", ("ctrl+shift+left",)),
        ("Ctrl+d", ("ctrl+d",)),
        ("PageDown, pgup, esc, Space", ("pagedown", "pageup", "escape", "space")),
        ("shift+x, X", ("X",)),
        ("é", ("é",)),
        ("1, f12", ("1", "f12")),
        ("alt+X", ("alt+shift+x",)),
        ("hyphen-minus, minus, '-'", None),
        ("none", ()),
        ("None", ()),
        ("[]", ()),
    ],
)
def test_keys_are_understood_by_character_and_by_name(
    tmp_path: Path, written: str, keys: tuple[str, ...] | None
) -> None:
    free = "".join(f"  {action}: none\n" for action in ACTIONS if action != "quit")
    config, told = load(tmp_path, f"keys:\n{free}  quit: {written}")
    if keys is None:  # a quotation mark in the middle of plain text is no quotation
        assert "no key is called" in told[0]
    else:
        assert told == []
        assert config.keys["quit"] == keys


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("ctrl+J", "“ctrl+J” cannot be told from “ctrl+j” by a terminal; write that"),
        ("jj", "no key is called “jj”"),
        ("page_down", "no key is called “page_down”; did you mean “pagedown”?"),
        ("f25", "no key is called “f25”; did you mean “f5”?"),
        ("shift+5", "“shift+5” is sent as the character it makes; write that character"),
        (
            "cmd+j",
            "“cmd+j” has a part before “+” that is none of alt, ctrl, hyper, meta, shift, super, or has it twice",
        ),
        ('"\\e"', "“␛” is not a key that can be typed"),
        ('"\\u202e"', "“\ufffd” is not a key that can be typed"),
        ("''", "expected keys such as “j, down”, or none, found nothing"),
        ("{a: b}", "expected keys such as “j, down”, or none, found a table of keys"),
        ("[[j]]", "expected a list of at most 8 keys"),
        ("1,2,3,4,5,6,7,8,9", "expected at most 8 keys, found 9"),
    ],
)
def test_keys_that_do_not_exist_are_refused(tmp_path: Path, written: str, problem: str) -> None:
    assert load(tmp_path, f"keys:\n  quit: {written}") == (Config(), [f"config.yaml:2:9: keys.quit: {problem}"])


def test_an_empty_part_of_a_list_of_keys_is_told_and_the_others_stay(tmp_path: Path) -> None:
    config, told = load(tmp_path, "keys: {quit: 'Q,,x'}")
    assert config.keys == {"quit": ("Q", "x")}
    assert told == ["config.yaml:1:14: keys.quit: expected a key, found nothing; the comma's own name is “comma”"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ctrl+i", "“ctrl+i” arrives as tab in most terminals"),
        ("ctrl+m", "“ctrl+m” arrives as enter in most terminals"),
        ("ctrl+h", "“ctrl+h” arrives as backspace in most terminals"),
        ("ctrl+[", "“ctrl+left_square_bracket” arrives as escape in most terminals"),
        ("ctrl+shift+j", "“ctrl+shift+j” is sent by few terminals only"),
        ("super+a", "“super+a” is sent by few terminals only"),
    ],
)
def test_keys_that_few_terminals_send_are_warned_of_and_taken(tmp_path: Path, written: str, reason: str) -> None:
    config, told = load(tmp_path, f"keys: {{quit: '{written}'}}")
    assert config.keys == {"quit": (key_name(written),)}
    assert told == [f"warning config.yaml:1:14: keys.quit: {reason}"]


def test_an_unknown_action_is_named_with_a_guess(tmp_path: Path) -> None:
    config, told = load(tmp_path, "keys: {next_pasage: x, quit: Q}")
    assert config.keys == {"quit": ("Q",)}
    assert told == ["config.yaml:1:8: keys.next_pasage: no such action; did you mean “next_passage”?"]


@pytest.mark.parametrize(
    ("keys", "left", "clashes"),
    [
        ("{quit: x, note: x}", {"quit": ("x",)}, ["note: “x” is a key of quit"]),
        ("{quit: j}", {}, ["quit: “j” is a key of next_passage"]),
        ("{quit: '/'}", {}, ["quit: “slash” is a key of search"]),
        ("{quit: ']'}", {}, ["quit: “right_square_bracket” is a key of next_new"]),
        ("{quit: 'Q, j'}", {}, ["quit: “j” is a key of next_passage"]),
        ("{quit: j, next_passage: q}", {"quit": ("j",), "next_passage": ("q",)}, []),
        ("{quit: j, next_passage: none}", {"quit": ("j",), "next_passage": ()}, []),
        ("{quit: 'q, Q'}", {"quit": ("q", "Q")}, []),
        ("{close: 'escape, x'}", {"close": ("escape", "x")}, []),
        ("{close: x, clear_search: x}", {"close": ("x",)}, ["clear_search: “x” is a key of close"]),
        ("{quit: escape}", {}, ["quit: “escape” is a key of close"]),
        # leaving one out gives its key back to it, which costs the next one
        ("{note: n, quit: a}", {}, ["note: “n” is a key of next_hit", "quit: “a” is a key of note"]),
        (
            "{note: q, quit: n, next_hit: j}",
            {},
            ["next_hit: “j” is a key of next_passage", "quit: “n” is a key of next_hit", "note: “q” is a key of quit"],
        ),
    ],
)
def test_a_rebinding_that_takes_a_key_from_another_action_is_left_out(
    tmp_path: Path, keys: str, left: dict[str, tuple[str, ...]], clashes: list[str]
) -> None:
    config, told = load(tmp_path, f"keys: {keys}")
    assert config.keys == left
    assert [problem.split("keys.")[1].split(" already")[0] for problem in told] == clashes


@given(
    st.dictionaries(
        st.sampled_from(sorted(ACTIONS)), st.lists(st.sampled_from(["j", "k", "q", "n", "x", "escape"]), max_size=2)
    )
)
def test_whatever_is_rebound_no_key_does_two_things_that_did_not_share_it(wanted: dict[str, list[str]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        lines = [f"  {action}: [{', '.join(keys)}]\n" for action, keys in wanted.items()]
        config, _ = load(Path(folder), "keys:\n" + "".join(lines))
    owners: dict[str, set[str]] = {}
    for action, keys in ({**ACTIONS, **config.keys}).items():
        for key in keys:
            owners.setdefault(key, set()).add(action)
    assert all(len(group) == 1 or group == {"close", "clear_search"} for group in owners.values())


def test_a_key_is_called_what_textual_calls_it() -> None:
    for character in string.digits + string.ascii_letters + string.punctuation + "äßЖ¿—½":
        assert key_name(character) == _character_to_key(character)
    for name in map(_character_to_key, string.punctuation):
        assert key_name(name) == name


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_refused_in_words(written: str) -> None:
    try:
        said = key_warning(key_name(written))
    except ValueError as error:
        said = str(error)
    assert clean_line(said) == said


def test_a_config_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "not a regular file"), (Path("/dev/zero"), "not a regular file")):
        config, problems = load_config(path, actions=ACTIONS)
        assert config == Config()
        assert reason in str(problems[0])
    assert load(tmp_path, "#" * 64_001)[1] == ["config.yaml: is larger than 64 kB: too large for such a file"]


def test_the_file_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIPTYCH_CONFIG", str(tmp_path / "own.yaml"))
    assert config_path() == tmp_path / "own.yaml"
    assert themes_folder() == tmp_path / "themes"
    monkeypatch.delenv("DIPTYCH_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert config_path() == tmp_path / "xdg" / "diptych" / "config.yaml"
    assert list(tmp_path.iterdir()) == []
