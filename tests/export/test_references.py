"""The sources of stories as references: CSL-JSON and BibTeX."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from reader.export.references import bibtex, csl_json
from reader.story.version import Version
from tests.merge.made import made_version

LEDGER = replace(
    made_version("A", [["Ferry fails at Halm"]], name="Harbour Ledger", source="ledger.html", date="2031-02-12"),
    author="Ines Calder",
    url="https://ledger.example/ferry?a=1&b=2",
    language="en",
)
WIRE = made_version("B", [["Ferry out of service"]], name="Continental Wire", source="wire.txt")


def test_a_page_is_a_web_page_with_author_date_and_address() -> None:
    assert json.loads(csl_json([LEDGER])) == [
        {
            "id": "harbour-ledger2031",
            "type": "webpage",
            "title": "Ferry fails at Halm",
            "container-title": "Harbour Ledger",
            "author": [{"literal": "Ines Calder"}],
            "issued": {"date-parts": [[2031, 2, 12]]},
            "URL": "https://ledger.example/ferry?a=1&b=2",
            "language": "en",
        }
    ]


@pytest.mark.parametrize(
    ("stated", "issued"),
    [
        ("2031-02", {"date-parts": [[2031, 2]]}),
        ("2031-02-12T10:30:00Z", {"date-parts": [[2031, 2, 12]]}),
        ("spring 2031", {"raw": "spring 2031"}),
        ("2031-13-40", {"raw": "2031-13-40"}),
    ],
)
def test_a_date_is_in_parts_if_it_is_iso_and_else_as_stated(stated: str, issued: object) -> None:
    assert json.loads(csl_json([replace(WIRE, date=stated)]))[0]["issued"] == issued


def test_bibtex_prints_what_tex_would_read_as_markup() -> None:
    text = bibtex([LEDGER, replace(WIRE, title="50 % {off} & $3_000 \\ ~now^", date="early spring")])
    assert "@misc{harbour-ledger2031,\n  title = {{Ferry fails at Halm}},\n  author = {{Ines Calder}}," in text
    assert "  url = {https://ledger.example/ferry?a=1&b=2}," in text
    assert r"50 \% \textbraceleft{}off\textbraceright{} \& \$3\_000 \textbackslash{}" in text
    assert r"\textasciitilde{}now\textasciicircum{}" in text
    assert "  note = {early spring}," in text


def test_each_source_stands_once_and_has_a_key_of_its_own() -> None:
    others = [replace(WIRE, source=f"{number}.txt") for number in range(40)]
    keys = re.findall(r"@misc\{(.*),", bibtex([LEDGER, LEDGER, WIRE, *others]))
    assert len(keys) == len(set(keys)) == 42


def test_a_name_in_other_letters_still_has_a_key_for_tex() -> None:
    version: Version = replace(WIRE, name="河港日報")
    assert re.fullmatch(r"@misc\{[a-z0-9-]+,", bibtex([version]).split("\n")[0])
