"""A comparison as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from reader.align.compare import compare
from reader.export.comparison_json import comparison_json
from reader.story.version import Furniture, Role
from tests.align.helpers import version

A = version(
    "Guns on the Orla fall silent",
    ["The guns on the river Orla fell silent on Tuesday.", "Mist lay on the quays of Velden."],
    "Read more",
    roles=[Role.HEADLINE, Role.BODY, Role.FURNITURE],
)
B = version(["“The guns on the river Orla fell silent on Wednesday.”", "Überall läuteten Glocken."], siglum="B")


def told() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(comparison_json(compare([A, B])))
    return loaded


def test_the_object_has_its_keys_in_their_order() -> None:
    data = told()
    assert list(data) == ["format", "versions", "pairs"]
    assert data["format"] == "diptych/comparison@1"
    first = data["versions"][0]
    assert list(first) == ["siglum", "source", "title", "language", "text", "paragraphs", "sentences", "coverage"]
    assert list(first["paragraphs"][0]) == ["start", "end", "role"]
    assert list(first["sentences"][0]) == ["start", "end", "paragraph", "status"]
    (pair,) = data["pairs"]
    assert list(pair) == ["left", "right", "links", "passages"]
    assert list(pair["links"][0]) == ["left", "right", "reuse", "score", "moved", "edits", "conflicts"]


def test_offsets_cut_the_text_it_carries() -> None:
    data = told()
    for own, source in zip(data["versions"], (A, B), strict=True):
        assert own["text"] == source.text
        cut = [own["text"][s["start"] : s["end"]] for s in own["sentences"]]
        assert cut == [source.sentence_text(i) for i in range(len(source.sentences))]


def test_statuses_follow_the_strong_links_and_the_roles() -> None:
    first, second = told()["versions"]
    assert [s["status"] for s in first["sentences"]] == ["shared", "shared", "unique", "aside"]
    assert [s["status"] for s in second["sentences"]] == ["shared", "unique"]
    assert first["coverage"] == 0.7
    assert [p["role"] for p in first["paragraphs"]] == ["headline", "body", "furniture"]


def test_a_link_carries_its_edits_and_conflicts() -> None:
    data = told()
    link = next(k for k in data["pairs"][0]["links"] if k["left"] == [1])
    left, right = (v["text"] for v in data["versions"])
    assert (link["right"], link["reuse"], link["moved"]) == ([0], "edited", False)
    assert [e["op"] for e in link["edits"]] == ["punctuation", "equal", "replace", "punctuation"]
    (conflict,) = link["conflicts"]
    assert (conflict["kind"], conflict["about"]) == ("differs", "date")
    assert (left[slice(*conflict["left"])], right[slice(*conflict["right"])]) == ("Tuesday", "Wednesday")


def test_words_that_moved_and_other_spellings_are_edits_of_their_own() -> None:
    left = version("“We only keep figures,” spokesman Dmitri S. Orlov told us.")
    right = version("“We only keep figures,” Dmitry Orlov, the spokesman, told us.", siglum="B")
    ((link,),) = (pair["links"] for pair in json.loads(comparison_json(compare([left, right])))["pairs"])
    told = [(e["op"], left.text[slice(*e["left"])], right.text[slice(*e["right"])]) for e in link["edits"]]
    assert told == [
        ("equal", "We only keep figures", "We only keep figures"),
        ("moved", "spokesman", ""),
        ("variant", "Dmitri S.", "Dmitry"),
        ("equal", "Orlov", "Orlov"),
        ("moved", "", "the spokesman"),
        ("equal", "told us", "told us"),
    ]


def test_letters_beyond_ascii_stand_as_they_are() -> None:
    assert "Überall läuteten Glocken." in comparison_json(compare([A, B]))


def test_it_is_one_line_without_a_newline() -> None:
    assert "\n" not in comparison_json(compare([A, B]))


def test_versions_without_text_are_told_too() -> None:
    data = json.loads(comparison_json(compare([version(), version(siglum="B")])))
    assert data["versions"][0]["coverage"] == 0
    assert data["pairs"] == [{"left": "A", "right": "B", "links": [], "passages": []}]


def test_furniture_of_a_known_kind_carries_it_and_nothing_else_does() -> None:
    told_kinds = (None, Furniture.CAPTION, Furniture.RELATED)
    kinds = zip(A.paragraphs, told_kinds, strict=True)
    named = replace(A, paragraphs=tuple(replace(paragraph, kind=kind) for paragraph, kind in kinds))
    loaded = json.loads(comparison_json(compare([named, B])))
    assert [p.get("kind") for p in loaded["versions"][0]["paragraphs"]] == [None, None, "related"]


def test_the_schema_lists_the_kinds_of_furniture() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "comparison.schema.json").read_text("utf-8"))
    paragraph = schema["properties"]["versions"]["items"]["properties"]["paragraphs"]["items"]
    assert paragraph["properties"]["kind"]["enum"] == [kind.value for kind in Furniture]
