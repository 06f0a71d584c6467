"""Text as Markdown and YAML: it reads as it stood and acts as nothing."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.notes.markdown import body, fragment, heading, inline, line, paragraph_lines, scalar
from reader.story.clean import clean

COMMONMARK = MarkdownIt("commonmark")
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = st.text(st.sampled_from("ab1 .-+*_#>=~|`[]()!<&;:/\\{}^$@\n\"'xiI\u00a0é“"), max_size=40)
CRITIC = re.compile(r"\{\+\+|\{--|\{~~|~>|\{==|\{>>|\+\+\}|--\}|~~\}|==\}|<<\}")


def shown(tokens: list[Token]) -> str:
    """What a viewer shows of one paragraph; anything but plain text fails."""
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    out = ""
    for token in tokens[1].children or [] if tokens else []:
        assert token.type in ("text", "text_special"), token
        out += token.content
    return out


def words(text: str) -> str:
    return re.sub(r"\s+", " ", clean(text)).strip()


@pytest.mark.parametrize("viewer", [COMMONMARK, GITHUB], ids=["CommonMark", "with tables and strikethrough"])
@given(text=st.one_of(NASTY, st.text(max_size=40)))
def test_any_passage_is_one_paragraph_that_shows_its_words(viewer: MarkdownIt, text: str) -> None:
    assert shown(viewer.parse(line(text))) == words(text)


@given(first=NASTY, second=NASTY)
def test_two_lines_of_a_paragraph_stay_one_paragraph(first: str, second: str) -> None:
    tokens = GITHUB.parse(f"{line('a' + first)}[^1]\n{line(second)}[^2]")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]


@given(text=NASTY)
def test_no_passage_holds_critic_markup(text: str) -> None:
    assert not CRITIC.search(fragment(text))
    assert not CRITIC.search(line(text))


@given(text=NASTY)
def test_any_title_is_one_heading(text: str) -> None:
    tokens = COMMONMARK.parse(heading(3, text))
    assert [token.type for token in tokens] == ["heading_open", "inline", "heading_close"]
    assert tokens[0].tag == "h3"
    assert "".join(child.content for child in tokens[1].children or []) == words(text)


@given(text=NASTY)
def test_any_quotation_is_one_block_quote_that_shows_its_words(text: str) -> None:
    tokens = COMMONMARK.parse("\n>\n".join(f"> {part}" for part in paragraph_lines(text)))
    kinds = [token.type for token in tokens if token.type not in ("paragraph_open", "inline", "paragraph_close")]
    assert kinds == (["blockquote_open", "blockquote_close"] if text.strip() else [])
    told = " ".join("".join(child.content for child in t.children or []) for t in tokens if t.type == "inline")
    assert told == words(text)


def test_ordinary_prose_stays_as_it_is() -> None:
    for prose in (
        "“We only keep figures for our own soldiers,” he said – on Tuesday; 40 % (about $18.4 million) more.",
        "It's 5:30 p.m., and Mr. O'Neill & Sons isn't here… C. Smith-Jones paid $5 or $6!",
        "I. Newton said so.",
        "1,500 people came.",
    ):
        assert line(prose) == prose


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# One", r"\# One"),
        ("- One", r"\- One"),
        ("2018. A year", r"2018\. A year"),
        ("a) first", r"a\) first"),
        ("(iv) fourth", r"(iv\) fourth"),
        ("He wrote [^1] and [sic].", r"He wrote \[\^1] and \[sic]."),
        ("<b>bold</b> &amp; R&D", r"\<b\>bold\</b\> \&amp; R&D"),
        ("5$ or 6$ each", r"5\$ or 6\$ each"),
        ("{~~a~>b~~}", r"\{\~\~a\~\>b\~\~\}"),
        ("a\n  hard\twrapped line", "a hard wrapped line"),
        ("bell\x07 \x1b]0;x", "bell␇ ␛]0;x"),
    ],
)
def test_what_would_act_is_escaped(text: str, markdown: str) -> None:
    assert line(text) == markdown


def test_paragraphs_of_a_quotation_are_kept_apart() -> None:
    assert paragraph_lines("One.\n\n# Two.\n") == ["One.", "\\# Two."]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*My* words, #tagged.\n\n- a list\n", "*My* words, #tagged.\n\n- a list"),
        ("\r\none\r\ntwo\rthree", "one\ntwo\nthree"),
        ("```\nopen", "```\nopen\n```"),
        ("````\n```\n", "````\n```\n````"),
        ("```\nclosed\n```", "```\nclosed\n```"),
        ("before <!-- after", "before <!-- after\n-->"),
        ("tab\there, \x1b[31m, \x00", "tab\there, ␛[31m, ␀"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("", ""),
    ],
)
def test_a_body_is_written_as_it_is_but_can_swallow_nothing(text: str, written: str) -> None:
    assert body(text) == written


@given(text=st.one_of(st.text(), st.text(st.characters(), max_size=20), NASTY))
def test_any_text_is_read_back_from_yaml(text: str) -> None:
    written = scalar(text)
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    for document in (f"{{a: {written}, b: c}}\n", f"a: {written}\nb: c\n"):
        read = yaml.load(document, Loader=loader)
        assert str(read["a"]).replace(" 00:00:00", "") == expected or re.fullmatch(r"\d{4}-.*", text)
        assert read["b"] == "c"


@pytest.mark.parametrize(
    "text", ["Harbour Ledger", "ledger.txt", "/press/wire (2).html", "Ümläut 日本", "diptych 0.1.0"]
)
def test_harmless_yaml_stays_bare(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text", ["NO", "y", "null", "22:30", "1350", "a: b", "a #b", "- x", "x, y", "{x}", "", " x", "x "]
)
def test_what_yaml_would_misread_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


def test_inline_text_has_no_white_space_around_it() -> None:
    assert (inline(" a  b "), fragment(" a  b ")) == ("a b", " a b ")
