"""Each export read back by a reader that is not ours, and held against the sources."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from reader.align.alignment import Comparison, EditOp, Reuse, tally
from reader.align.compare import compare
from reader.export.formats import FORMATS
from reader.export.stats import count_unquoted, kendall_tau, longest_shared, stats
from reader.story.clean import clean
from reader.story.folding import fold_word
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role
from tests.align.helpers import given_articles, read, version
from tests.merge.made import mail_sack

SCHEMA = Path(__file__).parents[2] / "docs" / "comparison.schema.json"
NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
STORIES = shipped_stories()
HOSTILE = (
    "=cmd|' /C calc'!A0 was in the ledger.\n\n"
    "{++not added++} {--not gone--} a ~> b ~~ </p><script>alert(1)</script> & a | pipe.\n\n"
    "+1 \x1b[31mred\x00 ]]> <!-- --> [link](http://example.org) *stars*.\n\n'Twas @home -- \ufffe.\n"
)


def story(path: Path) -> Comparison:
    return compare(open_story([str(path)]).versions)


@pytest.fixture(
    scope="module",
    params=[*STORIES, "hostile", "given", "across languages"],
    ids=lambda case: getattr(case, "parent", case),
)
def comparison(request: pytest.FixtureRequest) -> Comparison:
    if isinstance(request.param, Path):
        return story(request.param)
    if request.param == "given":
        return compare(given_articles())
    if request.param == "across languages":
        return mail_sack()
    text = clean(HOSTILE)
    return compare([read(text), read(text.replace("ledger", "book") + "\n\nOnly {>>here<<}.\n", "B"), read("", "C")])


def flat(text: str) -> str:
    return " ".join(text.split())


def words(text: str) -> Counter[str]:
    return Counter(fold_word(word) for word in re.findall(r"\w+", text))


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_names_itself_and_is_the_same_every_time(comparison: Comparison, form: str) -> None:
    written = FORMATS[form].write(comparison, "")
    assert written == FORMATS[form].write(comparison, "")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", written)
    assert form == "text" or "diptych/" in written[: 400 + 300 * len(comparison.versions)]


def test_the_json_fits_its_schema(comparison: Comparison) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(FORMATS["json"].write(comparison, "")), schema)


def test_the_schema_refuses_what_is_no_comparison(comparison: Comparison) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    data = json.loads(FORMATS["json"].write(comparison, ""))
    for wrong in ({**data, "format": "other"}, {**data, "more": 1}, {k: v for k, v in data.items() if k != "pairs"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_a_csv_row_is_a_link_with_both_texts(comparison: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"].write(comparison, ""))))
    links = [(pair, link) for pair in comparison.pairs for link in pair.links]
    assert len(rows) == len(links)
    for row, (pair, link) in zip(rows, links, strict=True):
        assert row["format"] == "diptych/links@1"
        for side, number, sentences in (("left", pair.left, link.left), ("right", pair.right, link.right)):
            own = comparison.versions[number]
            assert row[side] == own.siglum
            assert json.loads(row[f"{side}_sentences"]) == list(sentences)
            told = row[f"{side}_text"].removeprefix("'") if row[f"{side}_text"][:1] == "'" else row[f"{side}_text"]
            assert told.replace(" [...] ", " ") == " ".join(flat(own.sentence_text(s)) for s in sentences)
        assert (row["reuse"], float(row["score"])) == (link.reuse.value, link.score)
        assert row["moved"] == ("yes" if link.moved else "no")
        assert len(json.loads(row["edits"])) == sum(e.op is not EditOp.EQUAL for e in link.edits)
        assert [c[:2] for c in json.loads(row["conflicts"])] == [[c.kind, c.about] for c in link.conflicts]


def test_no_csv_cell_begins_as_a_formula(comparison: Comparison) -> None:
    cells = [cell for row in csv.reader(io.StringIO(FORMATS["csv"].write(comparison, ""))) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠\t\r") and cell]


def test_each_versions_text_comes_back_from_the_tei(comparison: Comparison) -> None:
    root = etree.fromstring(FORMATS["tei"].write(comparison, "A <title> & more").encode())
    assert root.findtext(f".//{NAMESPACE}titleStmt/{NAMESPACE}title") == "A <title> & more"
    witnesses = [each.get(XML_ID) for each in root.iter(f"{NAMESPACE}witness")]
    assert witnesses == [each.siglum for each in comparison.versions]
    for own in comparison.versions:
        readings = [r for r in root.iter(f"{NAMESPACE}rdg") if f"#{own.siglum}" in str(r.get("wit")).split()]
        text = "".join("".join(map(str, reading.itertext())) for reading in readings)
        assert text == (own.text if own.sentences else "")
        opened = sum(reading.find(f"{NAMESPACE}milestone") is not None for reading in readings)
        assert opened == sum(bool(paragraph.sentences) for paragraph in own.paragraphs)


@pytest.mark.skipif("TEI_SCHEMA" not in os.environ, reason="$TEI_SCHEMA names no RELAX NG of TEI P5: see .ci/run")
@pytest.mark.timeout(300)  # libxml2 takes 8 s to read the schema, more where much else runs
def test_the_tei_is_what_the_guidelines_allow() -> None:
    schema = etree.RelaxNG(etree.parse(os.environ["TEI_SCHEMA"]))
    for path in shipped_stories():
        story = open_story([str(path)])
        written = FORMATS["tei"].write(compare(story.versions), story.title)
        assert schema.validate(etree.fromstring(written.encode())), schema.error_log
        spoilt = written.replace("<rdg ", "<reading ").replace("</rdg>", "</reading>")
        assert not schema.validate(etree.fromstring(spoilt.encode()))


def test_every_place_the_tei_refers_to_is_there(comparison: Comparison) -> None:
    root = etree.fromstring(FORMATS["tei"].write(comparison, "").encode())
    ids = [each.get(XML_ID) for each in root.iter() if each.get(XML_ID)]
    assert len(ids) == len(set(ids))
    named = [part for each in root.iter() for key in ("wit", "corresp") for part in str(each.get(key) or "").split()]
    assert {part.removeprefix("#") for part in named} <= set(ids)


def test_a_tei_of_twelve_versions_holds_them_all() -> None:
    texts = [f"The bell rang {n} times.\n\nNobody came to the shore.\n\nThe {n}th boat sank." for n in range(12)]
    twelve = compare([read(text, siglum) for text, siglum in zip(texts, "ABCDEFGHIJKL", strict=True)])
    test_each_versions_text_comes_back_from_the_tei(twelve)
    root = etree.fromstring(FORMATS["tei"].write(twelve, "").encode())
    assert max(len(str(r.get("wit")).split()) for r in root.iter(f"{NAMESPACE}rdg")) == 12


CHANGE = re.compile(r"\{\+\+(.*?)\+\+\}|\{--(.*?)--\}|\{~~(.*?)~>(.*?)~~\}", re.S)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def sections(comparison: Comparison) -> list[str]:
    """The sections of a CriticMarkup export, without their headings."""
    return [part.partition("\n\n")[2] for part in FORMATS["critic"].write(comparison, "").split("\n\n## ")[1:]]


def test_rejecting_all_changes_gives_the_first_version_and_accepting_them_the_other(comparison: Comparison) -> None:
    pairs = [pair for pair in comparison.pairs if pair.left == 0]
    for pair, section in zip(pairs, sections(comparison), strict=True):
        rejected = ESCAPE.sub(r"\1", CHANGE.sub(lambda found: found[2] or found[3] or "", section))
        accepted = ESCAPE.sub(r"\1", CHANGE.sub(lambda found: found[1] or found[4] or "", section))
        assert flat(rejected) == flat(comparison.versions[0].text)
        assert words(accepted) == words(comparison.versions[pair.right].text)


def cells(row: str) -> list[str]:
    return [ESCAPE.sub(r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def test_every_sentence_stands_once_in_the_column_of_its_version(comparison: Comparison) -> None:
    lines = FORMATS["md"].write(comparison, "").split("\n")
    assert lines[0] == "<!-- diptych/rows@1 -->"
    rows = [cells(line) for line in lines if line.startswith("|")][2:]
    for number, own in enumerate(comparison.versions):
        column = " ".join(row[number + 1].replace(" [...] ", " ") for row in rows)
        assert words(column) == words(own.text)


def test_figures_add_up(comparison: Comparison) -> None:
    data = stats(comparison)
    assert json.loads(FORMATS["stats-json"].write(comparison, "")) == data
    for own in data["versions"]:
        assert own["words"] == own["shared"] + own["unique"] + own["aside"]
    for told, pair in zip(data["pairs"], comparison.pairs, strict=True):
        counted = tally(pair.links, comparison.versions[pair.left], comparison.versions[pair.right])
        assert sum(told["links"].values()) - told["links"]["related"] == counted.links
        assert told["links"]["related"] == counted.related
        assert sum(told["conflicts"]["kinds"].values()) == counted.conflicts
        if told["longest_shared"]["words"]:
            start, end = told["longest_shared"]["left"]
            assert comparison.versions[pair.left].text[start:end] == told["longest_shared"]["text"]


def test_order_is_measured_from_one_to_minus_one() -> None:
    assert kendall_tau([(0, 0), (1, 1), (2, 2)]) == 1
    assert kendall_tau([(0, 2), (1, 1), (2, 0)]) == -1
    assert kendall_tau([(1, 1), (2, 1), (3, 2)]) == pytest.approx(2 / 6**0.5)
    assert kendall_tau([(1, 3), (2, 1), (3, 2), (4, 4)]) == pytest.approx(1 / 3)
    assert kendall_tau([(0, 0)]) is None


def test_the_longest_shared_run_ignores_case_and_sentence_ends() -> None:
    left = version(["It rained. The guns fell silent."], "Nobody came at all.")
    right = version("At dawn THE GUNS fell silent, nobody came; not one.", siglum="B")
    span, count = longest_shared(left, right)
    assert (span.of(left.text), count) == ("The guns fell silent.\n\nNobody came", 6)
    assert longest_shared(left, version("Other words.", siglum="B"))[1] == 0


def test_what_a_version_says_again_is_not_counted_as_a_link() -> None:
    left = version("The guns fell silent.", "The guns fell silent.", roles=[Role.BODY, Role.REPEAT])
    comparison = compare([left, version("The guns fell silent.", siglum="B")])
    assert len(comparison.pairs[0].links) == 2
    assert stats(comparison)["pairs"][0]["links"]["verbatim"] == 1


def test_coverage_is_told_with_and_without_what_is_aside() -> None:
    left = version("The guns fell silent on Tuesday.", "Read more", roles=[Role.BODY, Role.FURNITURE])
    found = stats(compare([left, version("The guns fell silent on Tuesday.", siglum="B")]))["pairs"][0]["coverage"]
    body = {"left": 1.0, "right": 1.0}
    assert found == {"whole": {"left": 0.75, "right": 1.0}, "body": body, "told": body}


def test_coverage_is_told_without_quotations_too() -> None:
    quotation = "“We only keep figures for our own soldiers,” he said."
    left, right = version([quotation, "Nine names were read."]), version([quotation, "Nobody asked him."], siglum="B")
    found = stats(compare([left, right]))["pairs"][0]["coverage"]
    assert found["body"]["left"] == round(10 / 14, 4)
    assert found["told"]["left"] == round(2 / 6, 4)


@pytest.mark.parametrize(
    ("paragraph", "outside"),
    [
        ('"Go," he said, "and take it."', 2),
        ("„Geh“, sagte er, »und nimm es«.", 2),
        ("« Va », dit-il.", 2),
        ("‘The boy’s bell,’ said Jana’s aunt.", 3),
        ("It’s the boys’ bell.", 4),
        ("She said: “It goes on", 2),
        ("「行け」と彼は言った。", 6),
        ("He called it “a ‘bell’ of sorts” and left.", 5),
    ],
)
def test_words_in_quotation_marks_of_many_languages_are_told_apart(paragraph: str, outside: int) -> None:
    assert sum(count_unquoted(version(paragraph))) == outside


def test_verbatim_alone_is_no_change_in_critic_markup() -> None:
    same = compare(
        [read("The tide went out. Boats lay on the mud."), read("The tide went out. Boats lay on the mud.", "B")]
    )
    assert {link.reuse for link in same.pairs[0].links} == {Reuse.VERBATIM}
    assert not CHANGE.search(sections(same)[0])


def test_figures_count_no_links_of_furniture() -> None:
    told = "The ferry at Onslow will stop on Friday.", "Share this story with a friend today."
    both = [version(*told, siglum=siglum, roles=[Role.BODY, Role.FURNITURE]) for siglum in "AB"]
    (pair,) = stats(compare(both))["pairs"]
    assert sum(pair["links"].values()) == 1
