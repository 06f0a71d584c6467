"""The notes file: the picked passages told once with their sources, and the reader's words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reader.align.alignment import Comparison, Conflict, Edit, EditOp, Link, Reuse
from reader.notes.anchors import Anchor, make_anchor
from reader.notes.entries import Entry, Kind
from reader.notes.file_merge import fresh
from reader.notes.notes_file import parts_of
from reader.notes.templates import Templates, Variants
from reader.story.version import Role, Span, Story, Version
from tests.merge.made import compared, link, made_story, made_version

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
SAVED = datetime(2031, 2, 14, 9, 12, 44, tzinfo=UTC)

QUOTE_A = "“We only keep figures for our own soldiers,” spokesman Dmitri S. Orlov told reporters."
QUOTE_B = "“We only keep figures for our own soldiers,” Dmitry Orlov told a briefing on Tuesday."

A = made_version(
    "A",
    [["Guns on the Orla"], ["It was dawn.", QUOTE_A], ["Some forty of them did not come back."], ["A bus fell."]],
    roles=[Role.HEADLINE, Role.BODY, Role.BODY, Role.STRAY],
    name="Harbour Ledger",
    source="ledger.txt",
    date="2031-02-12",
)
B = made_version(
    "B",
    [
        ["Guns on the Orla"],
        ["They had counted on the bridge being empty.", QUOTE_B],
        ["“Dozens” of them did not come back."],
    ],
    name="Continental Wire",
    source="wire.html",
)
C = made_version("C", [["Guns by the river"], ["Our soldiers are all we count, said Orlov."]], name="Le Fleuve")


CRITIC = Templates(variants=Variants.CRITICMARKUP, source="{siglum} {place}")


def render(
    story: Story,
    comparison: Comparison,
    entries: Sequence[Entry],
    *,
    saved: datetime,
    program: str,
    templates: Templates = CRITIC,
) -> str:
    return fresh(parts_of(story, comparison, entries, saved=saved, program=program, templates=templates))


def at(version: Version, words: str, after: str = "") -> Span:
    start = version.text.index(words, version.text.index(after))
    return Span(start, start + len(words))


def edit(op: EditOp, left: str, right: str) -> Edit:
    return Edit(op, at(A, left, QUOTE_A[:9]), at(B, right, QUOTE_B[:9]))


EDITS = (
    edit(EditOp.EQUAL, "We only keep figures for our own soldiers", "We only keep figures for our own soldiers"),
    edit(EditOp.REPLACE, "spokesman Dmitri S", "Dmitry"),
    edit(EditOp.EQUAL, "Orlov told", "Orlov told"),
    edit(EditOp.REPLACE, "reporters", "a briefing on Tuesday"),
)
CONFLICT = Conflict("vaguer", "number", at(A, "forty"), at(B, "Dozens"))
LINKS = {
    (0, 1): [
        link(0, 0, Reuse.VERBATIM),
        Link(left=(2,), right=(2,), reuse=Reuse.EDITED, score=0.8, edits=EDITS),
        Link(left=(3,), right=(3,), reuse=Reuse.REWORDED, score=0.6, conflicts=(CONFLICT,)),
    ],
    (0, 2): [link(2, 1, Reuse.REWORDED), link(1, 0, Reuse.RELATED)],
    (1, 2): [link(2, 1, Reuse.REWORDED)],
}


def story_of(*versions: Version) -> tuple[Story, Comparison]:
    links = {pair: found for pair, found in LINKS.items() if pair[1] < len(versions)}
    return made_story(versions), compared(versions, links)


def entry(kind: Kind, body: str, anchors: Sequence[Anchor]) -> Entry:
    return Entry(id="id", kind=kind, body=body, anchors=tuple(anchors), created="", modified="", position=0)


def file_of(versions: Sequence[Version], *entries: tuple[str, Sequence[tuple[int, Span]]]) -> str:
    """The notes file with these entries: a body (empty for a pick) and spans by version."""
    story, comparison = story_of(*versions)
    made = [
        entry(
            Kind.NOTE if body else Kind.PICK,
            body,
            [make_anchor(versions[version], story.locators[version], span) for version, span in spans],
        )
        for body, spans in entries
    ]
    return render(story, comparison, made, saved=SAVED, program="diptych 0.1.0")


def read_together(text: str) -> str:
    return text.split("## Read together\n\n")[1].split("\n\n<!-- diptych:end -->")[0]


def front(text: str) -> dict[str, object]:
    _, matter, _ = text.split("---\n", 2)
    read: dict[str, object] = yaml.load(matter, Loader=yaml.BaseLoader)
    return read


def sentence(version: Version, index: int) -> Span:
    return version.sentences[index].span


def test_the_whole_file() -> None:
    text = file_of(
        (A, B),
        ("", [(0, sentence(A, 2)), (1, sentence(B, 2))]),
        ("", [(1, sentence(B, 1))]),
        ("", [(0, sentence(A, 3)), (1, sentence(B, 3))]),
        ("Who counted the others? #casualties", [(0, sentence(A, 2)), (1, sentence(B, 2))]),
        ("Still to be read again.\n", []),
    )
    shown = re.sub(r"(?m)^(?:<!-- diptych:.*|# (?:You may|when rendered).*|check: .*)\n", "", text)
    assert (
        shown
        == f"""\
---
format: diptych/notes@1
title: Guns on the Orla
key: "{story_of(A, B)[0].key}"
story: Guns on the Orla
versions:
  A: {{name: Harbour Ledger, title: Guns on the Orla, source: ledger.txt, date: 2031-02-12, sha256: {A.sha256}}}
  B: {{name: Continental Wire, title: Guns on the Orla, source: wire.html, sha256: {B.sha256}}}
saved: 2031-02-14T09:12:44Z
program: diptych 0.1.0
---
# Guns on the Orla

- A: Harbour Ledger, “Guns on the Orla”, 12 Feb 2031, ledger.txt
- B: Continental Wire, “Guns on the Orla”, wire.html


## Read together

They had counted on the bridge being empty.[^1]

“We only keep figures for our own soldiers,” {{~~spokesman Dmitri S~>Dmitry~~}}. Orlov told \
{{~~reporters~>a briefing on Tuesday~~}}.[^2]

{{~~Some forty of them did not come back.~>“Dozens” of them did not come back.~~}}[^3]

[^1]: B ¶2 · only in B
[^2]: A ¶2; B ¶2 · edited
[^3]: A ¶3; B ¶3 · **conflict**: “forty” (A) / “Dozens” (B)


## Notes

### On A ¶2 · B ¶2
> A: {QUOTE_A}
>
> B: {QUOTE_B}

Who counted the others? #casualties


### On the story

Still to be read again.

"""
    )


def test_brackets_give_each_reading_its_siglum_and_tell_conflicts_from_other_words() -> None:
    story, comparison = story_of(A, B)
    edits = (
        Edit(EditOp.REPLACE, at(A, "Some forty"), at(B, "“Dozens”")),
        Edit(EditOp.EQUAL, at(A, "of them did not come back"), at(B, "of them did not come back")),
    )
    told = Link(left=(3,), right=(3,), reuse=Reuse.EDITED, score=0.8, edits=edits, conflicts=(CONFLICT,))
    comparison = compared([A, B], {(0, 1): [*comparison.pairs[0].links[:2], told]})
    spans = [(A, 0, sentence(A, 2)), (B, 1, sentence(B, 2)), (A, 0, sentence(A, 3)), (B, 1, sentence(B, 3))]
    picks = [entry(Kind.PICK, "", [make_anchor(v, story.locators[n], span) for v, n, span in spans])]
    text = render(story, comparison, picks, saved=SAVED, program="diptych", templates=Templates())
    assert "⟨A spokesman Dmitri S │ B Dmitry⟩. Orlov told ⟨A reporters │ B a briefing on Tuesday⟩.[^1]" in text
    assert "⟨A Some forty ≠ B “Dozens”⟩ of them did not come back.[^2]" in text
    assert "“forty” (A) / “Dozens” (B)" in text


def test_templates_say_how_a_note_is_written() -> None:
    templates = Templates(note="## {kind}: {places}\n{quotation}\n\n{body}\n\n({tags})", quotation="*{words}* — {name}")
    story, comparison = story_of(A, B)
    note = replace(entry(Kind.DOUBT, "Hm #x", [make_anchor(A, story.locators[0], sentence(A, 1))]), id="n1")
    text = render(story, comparison, [note], saved=SAVED, program="diptych", templates=templates)
    assert "## doubt: A ¶2\n*It was dawn.* — Harbour Ledger\n\nHm #x\n\n(#x)\n\n<!-- diptych:end -->\n" in text


def test_a_footnote_names_the_label_of_what_was_picked_and_nothing_where_there_is_none() -> None:
    story, comparison = story_of(A, B)
    picks = [entry(Kind.PICK, "", [make_anchor(v, story.locators[n], sentence(v, at))])
             for v, n, at in ((A, 0, 1), (B, 1, 1))]  # fmt: skip
    picks[1] = replace(picks[1], label=2)
    templates = Templates(labels=("a", "to *check*", "c", "d"))
    text = render(story, comparison, picks, saved=SAVED, program="diptych", templates=templates)
    assert "[^1]: Continental Wire (B), ¶2 · only in B · to \\*check\\*\n" in text
    assert "[^2]: Harbour Ledger (A), 12 Feb 2031, ¶2 · only in A\n" in text
    own = templates._replace(footnote="[{label}] {sources}")
    assert "[^1]: [to \\*check\\*] Continental" in render(
        story, comparison, picks, saved=SAVED, program="diptych", templates=own
    )


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("variants", Variants)
def test_pandoc_reads_it_with_its_sources_footnotes_and_front_matter(variants: Variants) -> None:
    templates = Templates(variants=variants)
    story, comparison = story_of(A, B)
    spans = [(A, 0, sentence(A, 2)), (B, 1, sentence(B, 2)), (B, 1, sentence(B, 1))]
    anchors = [make_anchor(v, story.locators[n], span) for v, n, span in spans]
    entries = [entry(Kind.PICK, "", anchors), entry(Kind.NOTE, "Who *counted*? #casualties", anchors[:1])]
    text = render(story, comparison, entries, saved=SAVED, program="diptych", templates=templates)
    run = ["pandoc", "--from", "markdown", "--to", "plain", "--wrap", "none"]
    plain = subprocess.run(run, input=text, capture_output=True, text=True, check=True).stdout
    assert "They had counted on the bridge being empty.[1]" in plain
    assert "A: Harbour Ledger, “Guns on the Orla”, 12 Feb 2031, ledger.txt" in plain
    assert "[1] Continental Wire (B), ¶2 · only in B" in plain
    assert "[2] Harbour Ledger (A), 12 Feb 2031, ¶2; Continental Wire (B), ¶2 · edited" in plain
    assert "Who counted? #casualties" in plain.replace("_", "")
    assert "diptych:" not in plain
    page = ["pandoc", "--standalone", "--shift-heading-level-by=-1", "--from", "markdown", "--to", "html"]
    html = subprocess.run(page, input=text, capture_output=True, text=True, check=True).stdout
    assert html.count("Guns on the Orla</h1>") == 1, "as the guide says: the title stands once"
    title = subprocess.run(
        ["pandoc", "--from", "markdown", "--to", "json"], input=text, capture_output=True, text=True, check=True
    ).stdout
    assert '"story"' in title
    assert '"title":{"t":"MetaInlines"' in title, "the rendered page has a title"


def test_without_picks_and_notes_there_are_the_story_and_its_sources_alone() -> None:
    text = file_of((A, B))
    sources = text.split("---\n# Guns on the Orla\n\n<!-- diptych:sources ")[1].split(" -->\n")[1]
    assert sources == (
        "- A: Harbour Ledger, “Guns on the Orla”, 12 Feb 2031, ledger.txt\n"
        "- B: Continental Wire, “Guns on the Orla”, wire.html\n\n<!-- diptych:end"
    )
    assert front(text)["saved"] == "2031-02-14T09:12:44Z"


def test_a_pick_in_one_version_keeps_its_wording_and_tells_the_other_in_the_footnote() -> None:
    told = read_together(file_of((A, B), ("", [(0, sentence(A, 2))])))
    assert told == f"{QUOTE_A}[^1]\n\n[^1]: A ¶2; B ¶2 · edited — B: {QUOTE_B}"
    told = read_together(file_of((A, B), ("", [(1, sentence(B, 2))])))
    assert told == f"{QUOTE_B}[^1]\n\n[^1]: B ¶2; A ¶2 · edited — A: {QUOTE_A}"


def test_picks_of_both_tellings_are_told_once_however_they_were_picked() -> None:
    together = file_of((A, B), ("", [(0, sentence(A, 2)), (1, sentence(B, 2))]))
    apart = file_of((A, B), ("", [(1, sentence(B, 2))]), ("", [(0, sentence(A, 2))]), ("", [(0, sentence(A, 2))]))
    assert together == apart


def test_what_is_verbatim_is_told_once_without_marks() -> None:
    told = read_together(file_of((A, B), ("", [(0, sentence(A, 0)), (1, sentence(B, 0))])))
    assert told == "Guns on the Orla[^1]\n\n[^1]: A ¶1; B ¶1 · verbatim"
    assert read_together(file_of((A, B), ("", [(1, sentence(B, 0))]))).endswith("[^1]: B ¶1; A ¶1 · verbatim")


def test_a_doubled_headline_is_told_once() -> None:
    doubled = made_version("A", [["Guns on the Orla"], ["Guns on the Orla"], ["It was dawn."]])
    other = made_version("B", [["Guns on the Orla"]])
    story = made_story([doubled, other])
    comparison = compared([doubled, other], {(0, 1): [link(0, 0, Reuse.VERBATIM), link(1, 0, Reuse.VERBATIM)]})
    spans = [(0, sentence(doubled, 0)), (0, sentence(doubled, 1)), (1, sentence(other, 0))]
    versions = (doubled, other)
    pick = entry(Kind.PICK, "", [make_anchor(versions[v], story.locators[v], span) for v, span in spans])
    told = read_together(render(story, comparison, [pick], saved=SAVED, program="diptych"))
    assert told == "Guns on the Orla[^1]\n\n[^1]: A ¶1 ¶2; B ¶1 · verbatim"


def test_a_third_version_stands_in_the_footnote() -> None:
    spans = [(0, sentence(A, 2)), (1, sentence(B, 2)), (2, sentence(C, 1))]
    told = read_together(file_of((A, B, C), ("", spans)))
    assert told.endswith("[^1]: A ¶2; B ¶2 · edited; C ¶2 · reworded — C: Our soldiers are all we count, said Orlov.")


@pytest.mark.parametrize(
    ("version", "index", "said"),
    [(0, 1, "A ¶2 · only in A"), (0, 4, "A ¶4 · stray"), (2, 0, "C ¶1 · only in C")],
    ids=["unique", "an aside says what it is", "a related link takes nothing away from unique"],
)
def test_what_one_version_alone_tells(version: int, index: int, said: str) -> None:
    versions = (A, B, C)
    told = read_together(file_of(versions, ("", [(version, sentence(versions[version], index))])))
    assert told.endswith(f"[^1]: {said}")


def test_nothing_is_called_unique_before_it_is_compared() -> None:
    story, comparison = story_of(A, B)
    pick = entry(Kind.PICK, "", [make_anchor(A, story.locators[0], sentence(A, 1))])
    for versions, known in ((comparison.versions, ()), (comparison.versions[:1], ())):
        told = render(story, Comparison(versions, known), [pick], saved=SAVED, program="diptych")
        assert read_together(told).endswith("[^1]: A ¶2")


def test_passages_of_one_paragraph_stand_together_a_line_each_in_the_storys_order() -> None:
    told = read_together(file_of((A, B), ("", [(0, sentence(A, 2))]), ("", [(0, sentence(A, 1))])))
    assert told.startswith(f"It was dawn.[^1]\n{QUOTE_A}[^2]\n\n[^1]: ")


def test_a_pick_of_some_words_keeps_these_words() -> None:
    told = read_together(file_of((A, B), ("", [(0, at(A, "own soldiers"))]), ("", [(0, at(A, "told reporters"))])))
    assert told.startswith("own soldiers … told reporters[^1]")
    assert f"B: {QUOTE_B}" in told


def test_words_only_the_other_version_has_take_their_space_with_them() -> None:
    here = made_version("A", [["The bell, an old one, rose."]])
    there = made_version("B", [["Then the bell slowly, an one, at last, rose."]])

    def span(version: Version, words: str) -> Span:
        return at(version, words)

    edits = (
        Edit(EditOp.RIGHT, Span(0, 0), span(there, "Then")),
        Edit(EditOp.EQUAL, span(here, "The bell"), span(there, "the bell")),
        Edit(EditOp.RIGHT, Span(8, 8), span(there, "slowly")),
        Edit(EditOp.EQUAL, span(here, "an"), span(there, "an")),
        Edit(EditOp.LEFT, span(here, "old"), Span(26, 26)),
        Edit(EditOp.EQUAL, span(here, "one"), span(there, "one")),
        Edit(EditOp.RIGHT, Span(20, 20), span(there, "at last")),
        Edit(EditOp.EQUAL, span(here, "rose"), span(there, "rose")),
    )
    story = made_story([here, there])
    comparison = compared(
        [here, there], {(0, 1): [Link(left=(0,), right=(0,), reuse=Reuse.EDITED, score=0.8, edits=edits)]}
    )
    anchors = [make_anchor(v, story.locators[i], sentence(v, 0)) for i, v in enumerate((here, there))]
    told = read_together(render(story, comparison, [entry(Kind.PICK, "", anchors)], saved=SAVED, program="diptych"))
    wanted = "{++Then ++}The bell{++ slowly++}, an {--old--} one{++ at last++}, rose."
    assert told.startswith(f"{wanted}[^1]\n")
    assert rejected(wanted) == here.text


def rejected(marked: str) -> str:
    """CriticMarkup with every change rejected."""
    marked = re.sub(r"\{\+\+.*?\+\+\}", "", marked)
    return re.sub(r"\{--(.*?)--\}", r"\1", re.sub(r"\{~~(.*?)~>.*?~~\}", r"\1", marked))


def test_a_passage_that_is_gone_is_lost_with_its_quotation() -> None:
    story, _ = story_of(A, B)
    anchors = [make_anchor(A, story.locators[0], sentence(A, index)) for index in (1, 2)]
    changed = made_version("A", [["Another text.", "A wholly new one."], [QUOTE_A]], source="ledger.txt")
    story = replace(story, versions=(changed, B))
    entries = [entry(Kind.PICK, "", anchors), entry(Kind.NOTE, "Mine.", anchors)]
    text = render(story, compared([changed, B], {}), entries, saved=SAVED, program="diptych")
    assert read_together(text) == (
        f"{QUOTE_A}[^1]\n\nIt was dawn.[^2]\n\n[^1]: A ¶2 · only in A\n[^2]: A · lost: no longer found there"
    )
    assert f"### On A (lost) · A ¶2 (moved)\n> A: It was dawn.\n>\n> A: {QUOTE_A}\n\nMine.\n\n<!--" in text


def test_an_anchor_on_a_version_that_is_not_open_keeps_its_quotation() -> None:
    stranger = replace(make_anchor(A, "file:/elsewhere", sentence(A, 1)), siglum="D")
    story, comparison = story_of(A, B)
    entries = [entry(Kind.PICK, "", [stranger]), entry(Kind.NOTE, "Mine.", [stranger])]
    text = render(story, comparison, entries, saved=SAVED, program="diptych")
    assert "It was dawn.[^1]\n\n[^1]: D · lost" in text
    assert "### On D (lost)\n> It was dawn.\n" in text


def test_sigla_follow_the_order_in_which_the_story_is_open_now() -> None:
    """The same two sources, named the other way round: what was A is B now."""
    story, _ = story_of(A, B)
    anchor = make_anchor(A, story.locators[0], sentence(A, 1))
    b, a = replace(B, siglum="A"), replace(A, siglum="B")
    swapped = replace(story, versions=(b, a), locators=story.locators[::-1])
    text = render(swapped, compared([b, a], {}), [entry(Kind.NOTE, "Mine.", [anchor])], saved=SAVED, program="diptych")
    assert "### On B ¶2\n" in text


@settings(max_examples=60)
@given(
    st.lists(st.text("ab1.-*#>_[]{}~+^`<&\\|=\n\x1b", min_size=1, max_size=12), min_size=1, max_size=4),
    st.text("ab \n-#`~>*.\x85\r", max_size=30),
    st.text(max_size=20),
)
def test_whatever_articles_hold_the_file_keeps_its_shape(sentences: list[str], body: str, title: str) -> None:
    """As many headings and paragraphs as were meant, no control character, front matter that is read back."""
    version = made_version("A", [[s] for s in sentences], name=title, source=title + "x")
    story = made_story([version], title=title)
    anchors = [make_anchor(version, story.locators[0], s.span) for s in version.sentences]
    picks = [entry(Kind.PICK, "", [anchor]) for anchor in anchors]
    text = render(
        story, compared([version], {}), [*picks, entry(Kind.NOTE, "x", anchors)], saved=SAVED, program="diptych"
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)
    assert front(text)["format"] == "diptych/notes@1"
    tokens = MarkdownIt("commonmark").parse(text.split("---\n", 2)[2])
    tags = [token.tag for token in tokens if token.type == "heading_open"]
    assert tags == ["h1", "h2", "h2", "h3"]
    assert {token.type for token in tokens if token.level == 0 and token.nesting >= 0} <= {
        "heading_open", "inline", "paragraph_open", "blockquote_open", "html_block", "bullet_list_open",
    }  # fmt: skip
    noted = render(story, compared([version], {}), [entry(Kind.NOTE, body, [])], saved=SAVED, program="diptych")
    assert front(noted)["format"] == "diptych/notes@1"


def sources_of(version: Version) -> str:
    text = render(made_story([version]), compared([version], {}), [], saved=SAVED, program="diptych")
    return text.split("<!-- diptych:sources ")[1].split(" -->\n")[1].split("\n\n<!--")[0]


def test_a_source_is_named_with_author_date_and_the_address_of_its_page() -> None:
    page = replace(A, author="Ines Calder", source="saved/ledger.html", url="https://ledger.example/orla?a=1&b=2")
    assert sources_of(page) == (
        "- A: Harbour Ledger, Ines Calder, “Guns on the Orla”, 12 Feb 2031, <https://ledger.example/orla?a=1&b=2>"
    )


@pytest.mark.parametrize(
    ("source", "url", "shown"),
    [
        ("a/b/ledger.txt", "", ", ledger.txt"),
        ("-", "", ""),
        ("clipboard:", "", ""),
        ("ledger.txt", "javascript:alert(1)", ", ledger.txt"),
        ("ledger.txt", "https://ledger.example/>\n# x", r", https://ledger.example/\> # x"),
    ],
)
def test_only_files_and_web_addresses_say_where_a_source_lies(source: str, url: str, shown: str) -> None:
    version = replace(A, date="", source=source, url=url)
    assert sources_of(version) == f"- A: Harbour Ledger, “Guns on the Orla”{shown}"


def test_a_date_that_is_not_iso_stands_as_the_source_gives_it() -> None:
    assert ", spring 2031, " in sources_of(replace(A, date="spring 2031"))


def test_a_template_says_how_footnotes_name_a_source_and_empty_fields_leave_nothing_behind() -> None:
    templates = Templates(source="{author}: {title} ({date}), {url}, {place} [{siglum}]")
    story, comparison = story_of(A, B)
    pick = entry(Kind.PICK, "", [make_anchor(A, story.locators[0], sentence(A, 1))])
    told = read_together(render(story, comparison, [pick], saved=SAVED, program="diptych", templates=templates))
    assert told.endswith("[^1]: Guns on the Orla (12 Feb 2031), ¶2 [A] · only in A")


def test_a_pick_that_goes_on_from_the_one_before_it_stands_behind_it() -> None:
    a = made_version("A", [["The mayor saw the fire.", "He denied that it was his."], ["It snowed."]])
    b = made_version("B", [["The mayor saw the fire.", "The bell rang twice."]])
    story, comparison = made_story([a, b]), compared([a, b], {(0, 1): [link(0, 0, Reuse.VERBATIM)]})
    anchors = [make_anchor(v, story.locators[n], sentence(v, s)) for v, n, s in [(b, 1, 1), (a, 0, 1), (a, 0, 0)]]
    told = read_together(render(story, comparison, [entry(Kind.PICK, "", anchors)], saved=SAVED, program="diptych"))
    shown = [re.sub(r"\[\^\d+\]", "", line) for line in told.split("\n") if line and not line.startswith("[^")]
    assert shown.index("He denied that it was his.") == shown.index("The mayor saw the fire.") + 1
    assert "The bell rang twice." in shown


def test_the_same_arguments_give_the_same_file() -> None:
    entries = ("", [(0, sentence(A, 2)), (1, sentence(B, 2))]), ("Mine.", [(0, sentence(A, 1))])
    assert file_of((A, B, C), *entries) == file_of((A, B, C), *entries)


@pytest.mark.skipif(not SEEDS.exists(), reason="the given articles are not beside this checkout")
def test_the_given_articles_read_together() -> None:
    """Everything that both tell and a sentence that only one has, from the real pair."""
    from reader.align.compare import compare
    from reader.story.open import open_story

    story = open_story([str(path) for path in sorted(SEEDS.glob("*.txt"))])
    comparison = compare(story.versions)
    picks = [
        entry(
            Kind.PICK,
            "",
            [
                make_anchor(comparison.versions[0], story.locators[0], sentence(comparison.versions[0], s))
                for s in found.left
            ]
            + [
                make_anchor(comparison.versions[1], story.locators[1], sentence(comparison.versions[1], s))
                for s in found.right
            ],
        )
        for found in comparison.pairs[0].links
        if found.reuse.strong
    ]
    told = read_together(render(story, comparison, picks, saved=SAVED, program="diptych"))
    passages = [rejected(re.sub(r"\[\^\d+\]$", "", line)) for line in told.splitlines() if not line.startswith("[^")]
    for passage in filter(None, passages):
        assert passage.replace("\\", "") in comparison.versions[0].text
    assert len(re.findall(r"^\[\^\d+\]: A ¶", told, re.MULTILINE)) == 3
    assert told.count("· verbatim") == 2
    assert told.count("· edited") == 1
    assert re.search(r"\{~~.*Dmitri S\. Peskov.*~>.*Dmitry Peskov.*~~\}", told), "who says it stands elsewhere there"
