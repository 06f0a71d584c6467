"""Markdown as a reader sees it."""

import threading
from pathlib import Path

import pytest

from reader.story.contents import MARKDOWN_HERE, read_content
from reader.story.formats.markdown import markdown_page
from reader.story.formats.sandbox import MARKED, read_markdown
from reader.story.plain import plain_page
from reader.story.version import Role, Stopped

HEADLINE, HEADING, BODY, FURNITURE = Role.HEADLINE, Role.HEADING, Role.BODY, Role.FURNITURE


def parts(source: str) -> list[tuple[str, Role | None]]:
    page = markdown_page(source)
    return [(span.of(page.text), role) for span, role in zip(page.paragraphs, page.roles, strict=True)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Head *line*\n\nText.", [("Head line", HEADLINE), ("Text.", None)]),
        ("Head\n====\n\nSub\n---\n\n# Again", [("Head", HEADLINE), ("Sub", HEADING), ("Again", HEADING)]),
        ("## Top\n\nText.\n\n## More", [("Top", HEADLINE), ("Text.", None), ("More", HEADING)]),
        ("one\ntwo  \nthree\\\nfour", [("one two three four", None)]),
        ("**b** _i_ `c*d` ~~s~~ [link](http://x.y 'z') <http://a.b>", [("b i c*d s link http://a.b", None)]),
        ("Look: ![a cat](cat.png) here", [("Look: a cat here", None)]),
        ("![a cat](cat.png)", [("a cat", FURNITURE)]),
        (
            "> said\n> he\n\n- one\n- two\n\n  more\n1. first",
            [(t, BODY) for t in ("said he", "one", "two", "more", "first")],
        ),
        ("```py\nx = 1\ny\n```", [("x = 1 y", BODY)]),
        ("| a | b |\n|---|---|\n| 1 | *2* |", [("a | b", BODY), ("1 | 2", BODY)]),
        ("<div>hi <b>you</b></div>\n\na<br>b<!-- no --> c", [("hi you", None), ("a b c", None)]),
        ("one\n\n---\n\ntwo", [("one", None), ("two", None)]),
        ("[sic] [x] [50%] 5 * 3 and snake_case_name", [("[sic] [x] [50%] 5 * 3 and snake_case_name", None)]),
        ("a\x1b[1m b\0c\u202ed", [("a␛[1m b␀c\ufffdd", None)]),
        ("&lt;b&gt; &#x202e;x &#10; y&shy;z &#x9b;", [("<b> \ufffdx   yz \ufffd", None)]),
        ("", []),
        ("&nbsp;\n\n<!-- nothing -->", []),
    ],
)
def test_marks_are_removed_and_text_is_kept(source: str, expected: list[tuple[str, Role | None]]) -> None:
    assert parts(source) == expected


def test_front_matter_is_used_where_it_is_simple_and_not_shown() -> None:
    page = markdown_page(
        "---\ntitle: 'Agnes: home'\ndate: 2033-09-18\nauthor: R\x1b. Moss\ntags: [a, b]\n---\n\nShe is up.\n"
    )
    assert (page.title, page.date, page.author) == ("Agnes: home", "2033-09-18", "R␛. Moss")
    assert page.text == "She is up."
    assert markdown_page("---\ntitle: |\n  Long\n---\nText.").title == ""
    assert markdown_page("---\n\nA rule, no front matter.").text == "A rule, no front matter."


@pytest.mark.default_cases(3)
@pytest.mark.parametrize("piece", ["[", "*a ", "> ", "- ", "`a ``", "<a ", "_a_ ", "![", "[a](", "&amp;", "|a"])
@pytest.mark.timeout(30)
def test_no_markdown_hangs(piece: str) -> None:
    assert "the end" in markdown_page(piece * 10_000 + "the end").text


LONG = (
    "---\ntitle: The weir\n---\n# The *weir*\n\n> It `held   on`.\n\n- &lt;one&gt;\n- two\n\n"
    "    code   here\n\nA\udc80\0 b. "
)


def test_a_long_text_is_read_in_a_child_process_as_a_short_one_is_in_this() -> None:
    assert read_markdown(LONG, "weir.md").page == markdown_page(LONG)
    text = LONG.replace("\udc80", "") + "It held, and held. " * (MARKDOWN_HERE // 18)
    assert len(text) > MARKDOWN_HERE
    content = read_content(text.encode(), "weir.md", Path("weir.md"), None)
    assert content.page == markdown_page(text)
    assert content.remarks == ("replaced 1 character that cannot be shown",)


def test_a_text_that_takes_too_long_is_shown_with_its_marks() -> None:
    page, remarks = read_markdown("# The weir\n\nIt *held*.", "weir.md", seconds=0)
    assert page == plain_page("# The weir\n\nIt *held*.")
    assert remarks == (MARKED,)


def test_reading_in_a_child_process_can_be_given_up() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(Stopped):
        read_markdown("[" * 2_000_000, "weir.md", seconds=1_000, stop=stop)
