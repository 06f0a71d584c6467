"""A saved web page becomes the article on it, and nothing of the article is lost."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from reader.story.formats.child import ALL_TEXT
from reader.story.formats.sandbox import SECONDS, Parsed, kept_children, read_html
from reader.story.open import open_story
from reader.story.version import Page, Role

LONG = (
    "The bridge over the Orla opened on Monday after eleven years of work, and a man came with a goat.",
    "“We had counted on a crowd,” the mayor, Lena Orlova, told reporters. “We had ordered sausages.”",
    "The ferry was cheaper, said a woman who sells tickets for it and asked not to be named here.",
    "The council will meet on Thursday to talk about what can be done with the sausages and the bridge.",
)
AROUND = (
    '<nav><a href="/">Home</a> <a href="/x">World news</a></nav><div id="cookie-banner">We use cookies.</div>',
    '<div class="related"><h3>Related</h3><ul><li><a href="/a">Goat wins prize</a></li></ul></div>'
    "<footer>All rights reserved</footer>",
)


def page(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bridge opens</title>{head}</head>'
        f"<body>{AROUND[0]}<article><h1>Bridge opens</h1>{body}</article>{AROUND[1]}</body></html>"
    )


def read_page(source: str, *, seconds: float = SECONDS) -> Parsed:
    return read_html(source, "page.html", seconds=seconds)


def paragraphs(found: Page) -> list[str]:
    return [span.of(found.text) for span in found.paragraphs]


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_the_article_is_separated_from_the_page_around_it() -> None:
    article = read_page(page(p(*LONG)))
    assert paragraphs(article.page) == ["Bridge opens", *LONG]
    assert article.page.roles[0] is Role.HEADLINE
    assert article.remarks == ()


def test_refrains_words_alone_and_verse_are_kept_in_the_pages_order() -> None:
    refrain = [text for line in LONG for text in (line, "Nobody came.")] * 2
    verse = "<p>O river wide<br>O river slow<br>I cannot cross</p>"
    article = read_page(page(p("Why?", *refrain) + verse + p("Amen.")))
    lines = ["O river wide", "O river slow", "I cannot cross"]
    assert paragraphs(article.page) == ["Bridge opens", "Why?", *refrain, *lines, "Amen."]


@pytest.mark.parametrize(
    "inset", ['<div class="related">{}</div>', "<aside>{}</aside>", '<div class="promo-box">{}</div>']
)
def test_a_box_inside_an_article_is_kept_as_furniture_whatever_its_class(inset: str) -> None:
    box = "A box: what a bridge is, in four steps."
    article = read_page(page(p(*LONG[:2]) + inset.format(f"<h3>How it works</h3>{p(box)}") + p(*LONG[2:])))
    told = list(zip(paragraphs(article.page), article.page.roles, strict=True))
    assert [text for text, role in told if role is not Role.FURNITURE] == ["Bridge opens", *LONG]
    assert [text for text, role in told if role is Role.FURNITURE] == ["How it works", box]
    assert [text for text, _ in told].index(box) == 4


@pytest.mark.parametrize(
    "around", ['<div class="content with-sidebar">', '<form id="aspnetForm">', '<div class="ads-on">']
)
def test_an_element_around_the_whole_page_is_not_taken_for_furniture(around: str) -> None:
    article = read_page(page(p(*LONG)).replace("<body>", f"<body>{around}"))
    assert paragraphs(article.page) == ["Bridge opens", *LONG]
    assert Role.FURNITURE not in article.page.roles
    assert article.remarks == ()


def test_a_table_of_thousands_of_rows_is_read_with_its_article_and_in_time() -> None:
    rows = [" | ".join(f"cell {row} {column}" for column in range(20)) for row in range(2_000)]
    table = "".join(f"<tr><td>{row.replace(' | ', '<td>')}</tr>" for row in rows)
    article = read_page(page(p(*LONG[:2]) + f"<table>{table}</table>" + p(*LONG[2:])), seconds=20)
    assert paragraphs(article.page) == ["Bridge opens", *LONG[:2], *rows, *LONG[2:]]
    assert article.remarks == ()


def test_a_page_says_who_wrote_it_where_and_when(tmp_path: Path) -> None:
    head = (
        '<meta name="author" content="Agnes Moss"><meta property="og:site_name" content="Harbour Ledger">'
        '<meta property="article:published_time" content="2031-02-12T10:00"><link rel="canonical" '
        'href="https://ledger.example/bridge">'
    )
    path = tmp_path / "saved.html"
    path.write_text(page(p(*LONG), head), encoding="utf-8")
    version = open_story([str(path)]).versions[0]
    assert (version.author, version.site, version.date) == ("Agnes Moss", "Harbour Ledger", "2031-02-12")
    assert (version.name, version.url) == ("Harbour Ledger", "https://ledger.example/bridge")
    assert version.title == "Bridge opens"


def test_the_first_of_several_articles_is_shown_with_a_remark() -> None:
    second = page(p(*LONG)).replace("</article>", "</article><article>" + p(*LONG, "The second one.") + "</article>")
    article = read_page(second)
    assert article.remarks == ("article 1 of 2 on this page is shown; for another, add #article=2 to its name",)
    assert "The second one." not in article.page.text


def test_without_a_recognisable_article_all_text_is_shown_with_a_remark() -> None:
    article = read_page("<nav><p>Short.</p><p>And <b>so</b> on.</p></nav><script>no()</script>")
    assert paragraphs(article.page) == ["Short.", "And so on."]
    assert article.remarks == (ALL_TEXT,)


def test_entities_cannot_bring_in_terminal_sequences() -> None:
    article = read_page(page(p("A &#27;]0;x&#7; and &#x9d; in the text of it.", *LONG)).replace("opens", "&#27;opens"))
    assert article.page.text.replace("\n", "").isprintable()
    assert article.page.title.isprintable()
    assert "␛" in article.page.text


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 300 + "The end.",
        "<b>" * 100_000 + "The end.",
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">The end.",
        "<p>x" * 100_000 + "<p>The end.",
        "<table>" + "<tr>" + "<td>x" * 20 + "<tr><td>The end.",
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;<p>The end.',
    ],
    ids=["nested", "nested deep", "attributes", "paragraphs", "table", "entities"],
)
def test_a_hostile_page_ends_in_its_text(hostile: str) -> None:
    article = read_page(hostile, seconds=5)
    assert "The end." in article.page.text


def test_the_plain_text_is_shown_if_the_child_process_takes_too_long() -> None:
    article = read_page(page(p(*LONG)), seconds=0)
    assert article.remarks == (ALL_TEXT,)
    assert LONG[0] in article.page.text


def test_files_of_one_kind_share_a_child_process_and_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    with kept_children():
        together = [read_page(page(p(*LONG[:end]))) for end in (2, 3, 4)]
        with kept_children():
            read_page("")
    assert len(started) == 1
    assert started[0].returncode is not None
    assert together == [read_page(page(p(*LONG[:end]))) for end in (2, 3, 4)]
    assert [child.returncode is None for child in started] == [False] * 4


@pytest.mark.slow
def test_a_page_that_takes_too_long_costs_the_next_one_nothing() -> None:
    with kept_children():
        assert read_page(page(p(*LONG))).remarks == ()
        late = read_page("<table>" + "<tr><td>x" * 100_000 + "<p>The end.", seconds=1)
        assert "The end." in late.page.text
        assert read_page(page(p(*LONG)), seconds=0).remarks == (ALL_TEXT,)
        assert read_page(page(p(*LONG))).remarks == ()


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(
    ("charset", "written", "read_as"),
    [("windows-1251", "cp1251", "cp1251"), ("iso-8859-1", "cp1252", "cp1252"), ("utf-8", "cp1252", "cp1252")],
)
def test_the_charset_that_a_page_states_is_used_unless_it_is_wrong(
    tmp_path: Path, charset: str, written: str, read_as: str
) -> None:
    word = "Мост открыт" if written == "cp1251" else "Café “Orla”"
    path = tmp_path / "a.html"
    path.write_bytes(f'<html><meta charset="{charset}"><p>{word}</p></html>'.encode(written))
    version = open_story([str(path)]).versions[0]
    assert version.text == word
    assert version.encoding == read_as
