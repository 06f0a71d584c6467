"""Of several articles on a page, one is chosen by its number; the reader is told that there are more."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from reader.story.formats.sandbox import read_html
from reader.story.locators import paths_of, split_article, with_article
from reader.story.open import open_article, open_story
from reader.story.version import Role, SourceError, Version
from tests.story.test_html import LONG, p

BLOG = """<!doctype html><html lang="en"><head><title>The Saltmarsh blog</title></head>
<body><nav><a href="/">Home</a></nav>
<main><h1>The Saltmarsh blog</h1>
<article><h2>A goat on the bridge</h2><time datetime="2024-04-02">2 April</time>{first}
<section class="comments"><article class="comment">{comment}</article></section></article>
<article><h2>Sausages, and what became of them</h2><time datetime="2024-03-28">28 March</time>{second}</article>
<article class="teaser"><h2>Only a teaser</h2><p>It says next to nothing.</p></article>
<article>{third}</article></main></body></html>"""
SECOND = tuple(text.replace("bridge", "market").replace("goat", "sheep") for text in LONG)
THIRD = tuple(text.replace("Orla", "Tarn").replace("Monday", "Friday") for text in LONG)
COMMENT = "I was there and I saw no goat at all, whatever the mayor may have told the paper about it. " * 4


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    path = tmp_path / "blog.html"
    text = BLOG.format(first=p(*LONG), second=p(*SECOND), third=p(*THIRD), comment=p(COMMENT))
    path.write_text(text, encoding="utf-8")
    return path


def opened(*named: str) -> Version:
    return open_story(named).versions[-1]


def body(version: Version) -> list[str]:
    return [p.span.of(version.text) for p in version.paragraphs if p.role is Role.BODY]


def test_without_a_choice_the_first_article_is_shown_with_a_remark_on_their_number(blog: Path) -> None:
    version = opened(str(blog))
    assert (version.title, version.date) == ("A goat on the bridge", "2024-04-02")
    assert body(version) == list(LONG)
    assert version.remarks == ("article 1 of 3 on this page is shown; for another, add #article=2 to its name",)
    assert version.article == "1"
    titles = [told.title for told in version.articles]
    assert titles[:2] == ["A goat on the bridge", "Sausages, and what became of them"]
    assert titles[2][:20] == max(THIRD, key=len)[:20]
    assert all(told.length > sum(map(len, LONG)) - 30 for told in version.articles)


def test_an_article_is_chosen_by_its_number(blog: Path) -> None:
    version = opened(f"{blog}#article=2")
    assert (version.title, version.date) == ("Sausages, and what became of them", "2024-03-28")
    assert body(version) == list(SECOND)
    assert version.paragraphs[0].role is Role.HEADLINE
    assert version.remarks == ()
    assert body(opened(f"{blog}#article=3")) == list(THIRD)


def test_all_articles_are_read_on_request(blog: Path) -> None:
    version = opened(f"{blog}#article=all")
    assert body(version) == [*LONG, *SECOND, *THIRD]
    assert version.title == "The Saltmarsh blog"
    headings = [p.span.of(version.text) for p in version.paragraphs if p.role is Role.HEADING]
    assert headings == ["A goat on the bridge", "Sausages, and what became of them"]


@pytest.mark.slow
def test_two_articles_of_one_page_are_two_versions_with_locators_of_their_own(blog: Path) -> None:
    story = open_story([str(blog), f"{blog}#article=2"])
    assert story.locators == (f"file:{blog}", f"file:{blog}#article=2")
    assert paths_of(story.locators) == [blog, blog]
    assert open_story([f"{blog}#article=2"]).key != open_story([str(blog)]).key


def test_a_missing_article_is_reported(blog: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"blog.html has 3 articles, and no number 4"):
        opened(f"{blog}#article=4")
    single = tmp_path / "one.html"
    single.write_text("<html><body><article><h1>One</h1>" + p(*LONG) + "</article></body></html>")
    with pytest.raises(SourceError, match=r"one.html has only one article"):
        opened(f"{single}#article=2")
    assert body(opened(f"{single}#article=1")) == list(LONG)
    assert opened(str(single)).articles == ()
    plain = tmp_path / "plain.txt"
    plain.write_text("No page at all.")
    with pytest.raises(SourceError, match="is not a web page"):
        opened(f"{plain}#article=2")


def test_a_file_whose_name_ends_like_a_choice_of_article_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt#article=2"
    path.write_text("The bell rang twice.")
    assert opened(str(path)).text == "The bell rang twice."


@pytest.mark.slow
def test_a_story_file_says_which_article_is_meant(blog: Path) -> None:
    path = blog.with_name("story.yaml")
    path.write_text("versions:\n- {source: blog.html, article: 2}\n- {source: blog.html, article: all}\n")
    story = open_story([str(path)])
    assert [version.article for version in story.versions] == ["2", "all"]
    path.write_text("versions:\n- {source: blog.html, article: second}\n- {source: blog.html, article: 0}\n")
    with pytest.raises(SourceError) as caught:
        open_story([str(path)])
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert all("expected the number of an article on the page, or all" in line for line in lines)


def test_standard_input_can_be_a_page_of_several_articles(blog: Path) -> None:
    story = open_story(["-#article=2"], stdin=io.BytesIO(blog.read_bytes()))
    assert body(story.versions[0]) == list(SECOND)
    with pytest.raises(SourceError, match="came from standard input"):
        open_article(story.versions[0], story.locators[0], "3")


def test_another_article_of_a_version_is_opened_under_its_siglum_and_name(blog: Path) -> None:
    story = open_story([str(blog)])
    version = open_article(story.versions[0], story.locators[0], "2")
    assert body(version) == list(SECOND)
    assert (version.siglum, version.name, version.source) == ("A", story.versions[0].name, str(blog))


def test_a_live_report_is_shown_whole() -> None:
    script = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    entries = "".join(f"<article><h2>{n}</h2>{p(*texts)}</article>" for n, texts in enumerate((LONG, SECOND)))
    article = read_html(
        f"<html><head>{script}</head><body><main><h1>Live</h1>{entries}</main></body></html>", "blog.html"
    )
    assert article.page.article == "all"
    assert article.remarks[0].startswith("all 2 articles on this page are shown")
    assert SECOND[-1] in article.page.text


@pytest.mark.parametrize("named", ["page.html", "https://a.example/x", "-", "odd#name.html"])
@pytest.mark.parametrize("article", ["", "2", "all", "999"])
def test_names_with_and_without_an_article_are_distinguished(named: str, article: str) -> None:
    assert split_article(with_article(named, article)) == (named, article)


def test_an_earlier_copy_of_an_article_keeps_its_moment() -> None:
    named = "https://a.example/x#article=2#2031-02-14T09:12:44Z"
    assert split_article(named) == ("https://a.example/x#2031-02-14T09:12:44Z", "2")
