from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from reader.story.yaml import (
    FASTEST_LOADER,
    Items,
    Loader,
    Node,
    Place,
    Problem,
    Table,
    Text,
    listing,
    parse_yaml,
    read_yaml,
    text_of,
    yes_or_no,
)

LOADERS: tuple[Loader, ...] = (FASTEST_LOADER, yaml.SafeLoader)


def plain(node: Node | None) -> object:
    """A tree without its places."""
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, Items):
        return [plain(value) for value in node.values]
    return node.value if node is not None else None


def parse(text: str | bytes, loader: Loader = FASTEST_LOADER) -> tuple[object, list[str]]:
    root, problems = parse_yaml(text.encode() if isinstance(text, str) else text, "f.yaml", loader=loader)
    return plain(root), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("22:30", "22:30"),
        ("2024-02-30", "2024-02-30"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("~", "~"),
        ("null", "null"),
        ("9" * 5000, "9" * 5000),
        ('"\\e[31m"', "\x1b[31m"),
        ("'it''s'", "it's"),
        ("|\n  two\n  lines", "two\nlines"),
        ("=", "="),
        ("", ""),
    ],
)
def test_every_scalar_is_text_as_it_stands(written: str, value: str) -> None:
    assert parse(f"a: {written}") == ({"a": value}, [])


def test_every_value_knows_its_line_column_and_key() -> None:
    root, problems = parse_yaml(b"title: x\nversions:\n  - source: a.txt\n  - {name: B}\n", "f.yaml")
    assert isinstance(root, Table)
    assert problems == []
    versions = root.values["versions"]
    assert isinstance(versions, Items)
    second = versions.values[1]
    assert isinstance(second, Table)
    name = second.values["name"].place
    assert (name.line, name.column, name.key) == (4, 12, "versions[1].name")
    assert str(name.problem("expected a name")) == "f.yaml:4:12: versions[1].name: expected a name"


@pytest.mark.parametrize("text", ["", "\n", "# only a remark\n", "---\n", "\ufeff"])
def test_a_file_without_a_value_has_no_root_and_no_problem(text: str) -> None:
    assert parse(text) == (None, [])


@pytest.mark.parametrize(
    ("text", "rest", "place"),
    [
        ("a: &x 1\nb: 2", {"b": "2"}, "f.yaml:1:4: a: anchors"),
        ("a: *x\nb: 2", {"b": "2"}, "f.yaml:1:4: a: aliases"),
        ("*x : 1\nb: 2", {"b": "2"}, "f.yaml:1:1: aliases"),
        ("a: !!python/object:os.system x\nb: 2", {"b": "2"}, "f.yaml:1:4: a: tags"),
        ("a: !odd [1, [2]]\nb: 2", {"b": "2"}, "f.yaml:1:4: a: tags"),
        ("a: !!str 1\nb: 2", {"b": "2"}, "f.yaml:1:4: a: tags"),
        ("<<: {a: 1}\nb: 2", {"b": "2"}, "f.yaml:1:1: <<: merge keys"),
        ("b: 2\na: 1\nb: 3", {"b": "2", "a": "1"}, "f.yaml:3:1: b: is given a second time; the first is on line 1"),
        ("? [k, l]\n: {m: 1}\nb: 2", {"b": "2"}, "f.yaml:1:3: a list or table stands where a key is expected"),
        ("? {k: l}\n: [m]\nb: 2", {"b": "2"}, "f.yaml:1:3: a list or table stands where a key is expected"),
        ("a: [1, *x, 3]", {"a": ["1", "3"]}, "f.yaml:1:8: a[1]: aliases"),
        ("--- {a: 1}\n--- {b: 2}", None, "f.yaml:2:1: a second document"),
    ],
)
def test_a_refused_construct_is_reported_and_the_rest_is_read(text: str, rest: object, place: str) -> None:
    root, problems = parse(text)
    assert root == rest
    assert len(problems) == 1
    assert problems[0].startswith(place)


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert parse('"<<": 1') == ({"<<": "1"}, [])


def test_all_problems_are_reported_at_once() -> None:
    _, problems = parse("a: *x\nb: &y 1\na: 2\n")
    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: Ferry: adrift", "f.yaml:1:13: is not YAML: a second “:” in this line; put the value in quotes"),
        ("a:\n\tb: 1", "f.yaml:2:1: is not YAML: a tab, or a character that YAML reserves"),
        ("a: [b\nc: d", "f.yaml:2:2: is not YAML: "),
        ('a: "b', "f.yaml:1:6: is not YAML: a quotation mark is opened and never closed"),
        ("a: 1\n b: 2", "f.yaml:2:3: is not YAML: "),
        ("%YAML 9.0\n---\na", "f.yaml:1:1: is not YAML: "),
        ("a: \x1b]0;x\x07", "f.yaml:1:4: contains a control character here (U+001B)"),
        ("a: b\nb: \x00", "f.yaml:2:4: contains a control character here (U+0000)"),
        (b"a: b\nb: caf\xe9", "f.yaml:2:7: is not UTF-8 from here on"),
        (b"\xff\xfea\x00", "f.yaml:1:1: is not UTF-8 from here on"),
    ],
)
def test_a_syntax_error_is_reported_with_its_position(text: str | bytes, expected: str) -> None:
    root, problems = parse(text)
    assert root is None
    assert len(problems) == 1
    assert problems[0].startswith(expected)


MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12)
)
LAUGHS = "a0: &a0 lol\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        MERGE_BOMB,
        LAUGHS,
        "[" * 1_000_000,
        "{a: " * 250_000,
        "? " * 500_000,
        "- " * 500_000,
        "- a\n" * 250_000,
        "a: &a 1\n" * 100_000,
        "".join(" " * depth + "a:\n" for depth in range(1000)),
        "a: |\n" + " x\n" * 300_000 + "a: 1",
        '"' + "\\x41" * 250_000 + '": [',
        "a: &a [*a]",
    ],
    ids=lambda text: text[:12].strip(),
)
@pytest.mark.timeout(10)
def test_bombs_are_refused_at_once(text: str) -> None:
    _, problems = parse(text)
    assert 1 <= len(problems) <= 60


@pytest.mark.parametrize(("depth", "refused"), [(16, False), (17, True), (1000, True)])
def test_depth_has_a_limit(depth: int, refused: bool) -> None:
    root, problems = parse("[" * depth + "]" * depth)
    assert (root is None) is refused
    assert bool(problems) is refused


def test_the_number_of_values_has_a_limit() -> None:
    assert parse("- a\n" * 9_999)[1] == []
    assert parse("- a\n" * 10_000)[1] == ["f.yaml:10000:3: more than 10,000 values; such a file needs far fewer"]


def test_control_sequences_of_a_file_never_reach_a_message() -> None:
    root, problems = parse_yaml(b'"\\e[31mk\\u202e": *x\n"\\e]0;": [*y]', "\x1b]0;name\x07.yaml")
    assert root is not None
    found = listing([*problems, *(root.unknown(["key"]) if isinstance(root, Table) else [])])
    assert found.replace("\n", "").isprintable()


def test_a_long_key_is_cut_in_messages() -> None:
    _, problems = parse(f"? {'k' * 5000}\n: *x")
    assert len(problems[0]) < 200


@given(st.text(alphabet=st.sampled_from(list("ab:- \n[]{},&*!?|>'\"#%@`<~\t\\é\x85")), max_size=60))
@example("? ? *a\n: [")
@example("!<x> &a *b")
def test_any_text_gives_a_tree_or_problems_and_never_an_exception(text: str) -> None:
    for loader in LOADERS:
        assert "".join(parse(text, loader)[1]).isprintable()


@given(st.binary(max_size=80))
def test_any_bytes_give_a_tree_or_problems_and_never_an_exception(data: bytes) -> None:
    parse(data)


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=5))
def test_text_in_double_quotes_comes_back_as_it_was(values: dict[str, str]) -> None:
    written = yaml.safe_dump(values, default_style='"', width=10_000)
    halves = any("\ud800" <= char <= "\udfff" for key, value in values.items() for char in key + value)
    root, problems = parse(written)
    if not halves:
        assert problems == []
        assert root == (values if values else {})


def test_the_parsers_in_c_and_in_python_give_the_same() -> None:
    text = 'title: "x"\nversions:\n  - {source: a.txt, date: 2031-02-30}\nodd: *x\nhalf: &h 1\n'
    fast, pure = (parse(text, loader) for loader in LOADERS)
    assert fast == pure
    assert len(fast[1]) == 2


def test_half_a_character_is_refused() -> None:
    assert parse('half: "\\ud800"', yaml.SafeLoader)[1] == [
        "f.yaml:1:7: half: contains half a character (a lone surrogate); remove the escape"
    ]
    assert len(parse('half: "\\ud800"')[1]) == 1  # the parser in C does not take the escape


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("a: " + "x" * 997)
    assert read_yaml(path, limit=1000)[1] == []
    path.write_text("a: " + "x" * 998)
    root, problems = read_yaml(path, limit=1000)
    assert root is None
    assert str(problems[0]).endswith("f.yaml: is larger than 1 kB: too large for such a file")


def test_a_path_that_is_not_a_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for path in (*tmp_path.iterdir(), tmp_path / "none.yaml", Path("/dev/zero"), Path("a\0b")):
        root, problems = read_yaml(path, limit=1000)
        assert root is None
        assert "cannot be read: " in str(problems[0])
        assert problems[0].line == 0


@pytest.mark.parametrize(
    ("written", "expected"),
    [("yes", True), ("True", True), ("ON", True), ("no", False), ("false", False), ("off", False), ("maybe", None)],
)
def test_yes_and_no_are_understood(written: str, expected: bool | None) -> None:
    root, _ = parse_yaml(written.encode(), "f.yaml")
    problems: list[Problem] = []
    assert yes_or_no(root, problems) is expected
    assert bool(problems) is (expected is None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('" "', "f.yaml:1:1: expected a name, found “ ”"),
        ('""', "f.yaml:1:1: expected a name, found nothing"),
        ("[a]", "f.yaml:1:1: expected a name, found a list"),
        ("{a: b}", "f.yaml:1:1: expected a name, found a table of keys"),
        ("x" * 301, "f.yaml:1:1: expected a name of at most 300 characters, found 301 characters"),
    ],
)
def test_a_value_that_is_not_text_is_reported_with_what_was_found(text: str, message: str) -> None:
    root, _ = parse_yaml(text.encode(), "f.yaml")
    problems: list[Problem] = []
    node = root if root is not None else Text(Place("f.yaml", 1, 1, ""), "")
    assert text_of(node, problems, "a name") is None
    assert [str(problem) for problem in problems] == [message]


def test_unknown_keys_are_named_with_a_guess_and_counted_when_many() -> None:
    root, _ = parse_yaml(b"titel: x\ntitle: y\n" + b"".join(b"k%d: 1\n" % n for n in range(4000)), "f.yaml")
    assert isinstance(root, Table)
    told = [str(problem) for problem in root.unknown(["title", "versions"])]
    assert told[0] == "f.yaml:1:1: titel: no such key; did you mean “title”?"
    assert told[-1] == "f.yaml:1:1: no such key: 3,991 more"
    assert len(told) == 11


def test_a_listing_shows_twenty_problems_and_counts_the_rest() -> None:
    problems = [Problem(file="f.yaml", line=line, column=1, message="odd") for line in range(1, 31)]
    lines = listing(problems).split("\n")
    assert len(lines) == 21
    assert lines[-1] == "… and 10 more"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\xff", b"\xef\xbb\xbfa\xff", b"\xef\xbb\xbfab\xff: 1", b"\xef\xbb"])
def test_a_bad_byte_after_a_byte_order_mark_is_reported(data: bytes) -> None:
    root, problems = parse_yaml(data, "x.yaml")
    assert root is None
    assert "is not UTF-8 from here on" in str(problems[0])
