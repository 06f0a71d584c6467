"""Why a link is one, in plain words."""

from __future__ import annotations

from dataclasses import replace

from reader.align.compare import decide
from reader.align.explain import Candidate, explain
from reader.align.links import Lack
from reader.align.prepared import prepare
from reader.export.why_text import lack_line, why_lines
from tests.align.helpers import version


def test_the_reasons_stand_one_on_a_line() -> None:
    a = version("Then Dmitri Orlov,\nof Velden, shut the bridge.", "The bridge is old.")
    b = version("Rain fell.", "In Velden Dmitry Orlov shut the bridge.", siglum="B")
    prepared = prepare([a, b])
    (link,) = [link for link in decide(prepared).pairs[0].links if link.reuse.strong]
    lines = why_lines(explain(prepared, 0, 1, link), a, b)
    assert lines[0].startswith(f"Score {link.score:.2f}: words ")
    assert lines[1].startswith("Rarest shared words, of 4 sentences: ")
    assert "Dmitri / Dmitry 0.68 (in 2)" in lines[1]
    assert "bridge 0.53 (in 3)" in lines[1]
    assert lines[2] == "Ignored differences: punctuation, spelling variants, function words"
    assert lines[3] == "Same word: A: Dmitri / B: Dmitry"
    assert lines[4].startswith("Runner-up 0.")
    assert lines[4].endswith("A 2 and B 2: The bridge is old. / In Velden Dmitry Orlov shut the bridge.")


def test_punctuation_that_differs_is_listed_and_none_is_called_ignored() -> None:
    a = version("The rebels killed terrorists there.")
    b = version("The rebels killed “terrorists” there!", siglum="B")
    prepared = prepare([a, b])
    (link,) = decide(prepared).pairs[0].links
    lines = why_lines(explain(prepared, 0, 1, link), a, b)
    assert [line for line in lines if line.startswith(("Punct", "Ignored"))] == [
        "Punctuation: A: (nothing) / B: “",
        "Punctuation: A: (nothing) / B: ”",
        "Punctuation: A: . / B: !",
    ]


def test_nothing_in_common_is_said() -> None:
    a, b = version("The bridge fell."), version("It rained.", siglum="B")
    prepared = prepare([version("The bridge fell."), version("The bridge fell.", siglum="B")])
    (link,) = decide(prepared).pairs[0].links
    assert why_lines(explain(prepared, 0, 1, link), a, b)[-1] == "Runner-up: none"


def candidate(score: float, lacks: Lack | None, needed: float, value: float | None = None) -> Candidate:
    return Candidate(left=0, right=0, score=score, lacks=lacks, value=score if value is None else value, needed=needed)


def test_what_a_candidate_lacks_stands_in_one_line() -> None:
    a, b = version("The mill fell.", "Rain."), version("The bridge stood.", "Snow.", siglum="B")
    taken = candidate(0.4, Lack.RIVAL, 0.36)
    lines = {
        candidate(0.19, Lack.SCORE, 0.25): "0.19, below 0.25",
        candidate(0.25, Lack.SCORE, 0.25, value=0.2496): "0.2496, below 0.25",
        candidate(0.3, Lack.NAMES, 0.4): "0.30, below the 0.40 needed where names differ",
        candidate(0.3, Lack.CONTENT, 0.25): "0.30, but no content word in common",
        candidate(0.37, Lack.MARGIN, 0.36, value=0.34): "0.37, or 0.34 with its margin over its rivals, below 0.36",
        candidate(0.38, Lack.VAGUE, 0.4): "0.38, below the 0.40 needed where two versions keep each other's wording",
        replace(taken, rival=(0, 1), rival_score=0.5): "0.40, but A 1 is nearer to B 2, 0.50",
        replace(taken, rival=(0, 1), rival_score=0.38): "0.40, but A 1 has matching neighbours beside B 2, 0.38",
        replace(taken, rival=(1, 0), rival_score=0.5, rival_linked=True): "0.40, but B 1 is linked to A 2, 0.50",
        candidate(0.8, None, 0.0): "0.80, but you cut it",
    }
    assert [lack_line(candidate, a, b) for candidate in lines] == list(lines.values())
