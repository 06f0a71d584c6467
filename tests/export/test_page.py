"""The page as it is written: every word once a view, nothing of it as markup, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.export.page import comparison_page, page_notes
from reader.merge.reading import merged_order
from reader.notes.anchors import make_anchor
from reader.notes.store import Store
from reader.story.clean import clean
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Span, Version
from reader.tui.theme import contrast
from tests.align.helpers import read
from tests.align.tongues import tellings

EMPTY = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = (
    "[sic] [red] [50%] [see p. 5, line 3] a[i] = [x for x in y] [/b] [/] \\[ [@click=app.quit]x[/]",
    "</script><script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    '" onmouseover="window.hit = 1',
    "<!-- --> ]]> &lt;b&gt; &amp; <b>not bold</b> </style><style>*{display:none}</style>",
    "\x1b]52;c;aGl0\x07 \x1b]0;hit\x1b\\ \x9d0;hit\x9c \x1b[2J \u202ereversed\u202c",
)
"""What must stand on the page to the letter: markup of the screen (M1–M3), of HTML, orders to a terminal (T1)."""


class Page(HTMLParser):
    """What a page says, by view, pair, side and sentence."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[list[tuple[str, dict[str, str]]], str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1][0] == tag, f"</{tag}> ends <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((list(self.open), data))

    def said(self, view: str, key: str) -> dict[tuple[str, str, str], str]:
        """The text of what has an attribute, by its pair, side and value."""
        out: dict[tuple[str, str, str], str] = {}
        for inside, data in self.texts:
            attributes = {name: value for _, own in inside for name, value in own.items()}
            if view in [own.get("id") for _, own in inside] and key in attributes:
                if any(own.get("class", "").startswith(("g", "no", "mk", "label")) for _, own in inside[-1:]):
                    continue
                place = attributes.get("data-pair", ""), attributes.get("data-side", ""), attributes[key]
                out[place] = out.get(place, "") + data
        return out

    def text_of(self, tag: str) -> list[str]:
        return [data for inside, data in self.texts if inside and inside[-1][0] == tag]


def folded(text: str) -> str:
    return " ".join(text.split())


def told(page: Page, view: str, comparison: Comparison, pair: int) -> None:
    """Each sentence of both versions of a pair stands in a view once."""
    alignment = comparison.pairs[pair]
    for side, number in enumerate((alignment.left, alignment.right)):
        version = comparison.versions[number]
        found = Counter[int]()
        for (own, at, key), text in page.said(view, "data-s").items():
            if (own, at) == (str(pair), str(side)):
                sentences = [int(s) for s in key.split()]
                found.update(sentences)
                assert folded(text) == folded(" ".join(clean(version.sentence_text(s)) for s in sentences))
        assert found == Counter(range(len(version.sentences)))


STORIES = shipped_stories()


@pytest.fixture(scope="module", params=STORIES, ids=[story.parent.name for story in STORIES])
def shipped(request: pytest.FixtureRequest) -> tuple[Comparison, str]:
    story = open_story([str(request.param)])
    comparison = compare(story.versions)
    return comparison, comparison_page(comparison, title=story.title)


@pytest.mark.parametrize("view", ["rows", "facing"])
def test_each_sentence_of_each_version_stands_once_in_a_view(shipped: tuple[Comparison, str], view: str) -> None:
    comparison, text = shipped
    for pair in range(len(comparison.pairs)):
        told(Page(text), view, comparison, pair)


def test_each_telling_stands_once_in_the_merged_view(shipped: tuple[Comparison, str]) -> None:
    comparison, text = shipped
    keys = [int(n) for _, _, key in Page(text).said("merged", "data-t") for n in key.split()]
    assert sorted(keys) == list(range(len(merged_order(comparison))))


def test_what_all_say_is_told_once_in_the_merged_view_and_what_differs_in_brackets() -> None:
    page = Page(comparison_page(pair_of("The bell rang at ten.", "The bell rang at nine.")))
    ((_, text),) = page.said("merged", "data-t").items()
    assert text == "The bell rang at ⟨! A ten │ B nine⟩."


def test_the_merged_view_of_the_page_names_its_versions(shipped: tuple[Comparison, str]) -> None:
    comparison, text = shipped
    merged = text[text.index('id="merged"') :]
    head = merged[: merged.index("</header>")]
    assert all(version.name in head for version in comparison.versions)


def test_the_policy_allows_the_pages_own_style_and_script_alone(shipped: tuple[Comparison, str]) -> None:
    _, text = shipped
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    (style,), (script,) = (
        re.findall(r"<style>(.*?)</style>", text, re.S),
        re.findall(r"<script>(.*?)</script>", text, re.S),
    )
    digests = [base64.b64encode(hashlib.sha256(own.encode()).digest()).decode() for own in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_nothing_in_the_page_leads_out_of_it(shipped: tuple[Comparison, str]) -> None:
    _, text = shipped
    for tag, attributes in Page(text).elements:
        assert tag not in {"link", "img", "iframe", "object", "base", "audio", "video"}
        assert not [
            name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset", "action"}
        ]
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in text
    assert "@import" not in text


def test_headings_go_down_by_one_step_and_ids_are_given_once(shipped: tuple[Comparison, str]) -> None:
    _, text = shipped
    page = Page(text)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert set(ids.values()) == {1}
    named = {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a}
    assert named <= set(ids)


def test_each_versions_text_says_its_language(shipped: tuple[Comparison, str]) -> None:
    comparison, text = shipped
    languages = {a["lang"] for _, a in Page(text).elements if a.get("class", "") == "flow"}
    assert languages == {version.language for version in comparison.versions}
    assert "en" in languages


def pair_of(left: str, right: str) -> Comparison:
    return compare([read(left), read(right, "B")])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_on_the_page_to_the_letter(text: str) -> None:
    told_by_both = clean(f"The mayor of Velden read this aloud: {text} and sat down.")
    comparison = pair_of(told_by_both, f"{told_by_both} Nobody laughed.")
    page = Page(comparison_page(comparison, title=text))
    told(page, "rows", comparison, 0)
    told(page, "facing", comparison, 0)
    assert folded("".join(page.text_of("h1"))) == folded(clean(text))
    assert [tag for tag, _ in page.elements].count("script") == 2
    assert not {"img", "b"} & {tag for tag, _ in page.elements}


def test_names_dates_and_sigla_are_no_markup_either() -> None:
    text = "The bell rang at ten in Velden."
    paragraphs, sentences = read(text).paragraphs, read(text).sentences
    evil = "<b>A</b>\x1b]0;hit\x07</script>"
    versions = [
        Version(
            siglum=f"{evil}{n}",
            name=evil,
            source=evil,
            title=evil,
            text=text,
            paragraphs=paragraphs,
            sentences=sentences,
            date=evil,
        )
        for n in range(3)
    ]
    page = Page(comparison_page(compare(versions)))
    assert "b" not in {tag for tag, _ in page.elements}
    data = next(d for inside, d in page.texts if inside and inside[-1][1].get("id") == "data")
    assert json.loads(data)["versions"][1]["siglum"] == f"{clean(evil)}1"
    assert "\x1b" not in "".join(data for _, data in page.texts)


@pytest.mark.slow
@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=60), max_size=6))
def test_whatever_the_texts_are_the_page_holds_them(left: list[str], right: list[str]) -> None:
    comparison = pair_of(*("\n\n".join(clean(text) for text in texts) for texts in (left, right)))
    page = Page(comparison_page(comparison))
    for view in ("rows", "facing"):
        told(page, view, comparison, 0)
    assert not page.open


def test_notes_and_picks_are_on_the_page_only_if_asked_for(tmp_path: Path) -> None:
    story = open_story([str(STORIES[0])])
    comparison = compare(story.versions)
    version = comparison.versions[0]
    with Store.open(tmp_path / "notes.sqlite3") as store:
        notes = store.story(story)
        anchor = make_anchor(version, story.locators[0], version.sentences[3].span)
        notes.add_note("Who <counted> the others? #casualties", (anchor,))
        notes.pick((anchor,))
        entries = page_notes(notes, comparison)
    page = Page(comparison_page(comparison, title=story.title, notes=entries))
    said = folded("".join(d for inside, d in page.texts if "notes" in [a.get("id") for _, a in inside]))
    assert "Who <counted> the others? #casualties" in said
    assert said.count(folded(version.sentence_text(3))) == 2
    marks = [a["href"] for tag, a in page.elements if tag == "a"]
    assert marks == ["#note-1", "#note-2"] * 2  # once in each of the two views that show sentences
    told(page, "rows", comparison, 0)
    assert "casualties" not in comparison_page(comparison, title=story.title)


def test_a_note_whose_passage_is_gone_keeps_its_quotation(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("The bell of Sallow rang at ten, and nobody knew why it did.\n\nThe rest is silence.")
    other = tmp_path / "b.txt"
    other.write_text("The bell of Sallow rang at nine.")
    files = [str(source), str(other)]
    with Store.open(tmp_path / "notes.sqlite3") as store:
        story = open_story(files)
        notes = store.story(story)
        notes.add_note("Why?", (make_anchor(story.versions[0], story.locators[0], Span(0, 59)),))
        source.write_text("The rest is silence.")
        changed = open_story(files)
        entries = page_notes(store.story(changed), compare(changed.versions))
    page = Page(comparison_page(compare(changed.versions), notes=entries))
    said = "".join(d for inside, d in page.texts if "notes" in [a.get("id") for _, a in inside])
    assert "nobody knew why it did" in said
    assert "no longer in the text" in said


def colours(style: str) -> list[dict[str, str]]:
    """The colours of the light page, the dark one and the printed one."""
    blocks = re.findall(r":root \{(.*?)\}", style, re.S)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    return [{name: _long(colour) for name, colour in {**found[0], **own}.items()} for own in found]


def _long(colour: str) -> str:
    return re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour)


@pytest.mark.parametrize("which", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_can_be_read_on_all_it_stands_on(which: int) -> None:
    style = (Path(__file__).parents[2] / "reader" / "export" / "page.css").read_text("utf-8")
    own = colours(style)[which]
    inks = ("text", "bright", "soft", "mute", "faint", "conflict", "v0", "v1", "v2", "v3", "v4", "v5")
    pairs = {(ink, "bg") for ink in inks} | {(ink, "panel") for ink in ("text", "soft", "mute", "bright")}
    pairs |= {(ink, ground) for ink in ("bright", "conflict", *inks[6:]) for ground in ("cursor", "partner")} | {
        ("soft", "partner"),
        ("text", "partner"),
    }
    assert {pair: ratio for pair in pairs if (ratio := contrast(own[pair[0]], own[pair[1]])) < 4.5} == {}


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("ru", "auto")])
def test_each_version_says_its_language_and_which_way_it_is_written(language: str, direction: str) -> None:
    left, right = tellings(language)
    html = comparison_page(compare((left.version, right.version)))
    assert f'lang="{language}" dir="{direction}"' in html
    assert html.count(f'<div class="flow" lang="{language}">') == 2
    assert len(re.findall(f'<p class="b [^>]*dir="{direction}"', html)) >= 4, "the paragraphs of both panes"


def test_two_versions_shown_together_have_colours_of_their_own() -> None:
    """There are six colours for twelve versions: the seventh would have the first one's."""
    comparison = compare([read("The bell rang at ten in Velden.", chr(ord("A") + n)) for n in range(8)])
    page = Page(comparison_page(comparison))
    inks = [a["class"].split()[1] for _, a in page.elements if a.get("class", "").startswith("pane ")]
    assert len(inks) == 2 * len(comparison.pairs)
    assert all(left != right for left, right in zip(inks[::2], inks[1::2], strict=True))
