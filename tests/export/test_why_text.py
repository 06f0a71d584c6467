"""Why a link is one, in plain words."""

from __future__ import annotations

from reader.align.compare import decide
from reader.align.explain import Candidate, Lacks, explain
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


def test_nothing_in_common_is_said() -> None:
    a, b = version("The bridge fell."), version("It rained.", siglum="B")
    prepared = prepare([version("The bridge fell."), version("The bridge fell.", siglum="B")])
    (link,) = decide(prepared).pairs[0].links
    assert why_lines(explain(prepared, 0, 1, link), a, b)[-1] == "Runner-up: none"


def test_what_a_candidate_lacks_stands_in_one_line() -> None:
    a, b = version("The mill fell.", "Rain."), version("The bridge stood.", "Snow.", siglum="B")
    lines = {
        Candidate(0, 0, 0.19, Lacks.LIKENESS, 0.25): "0.19, below 0.25",
        Candidate(0, 0, 0.3, Lacks.NAMES, 0.4): "0.30, below the 0.40 that different names require",
        Candidate(0, 0, 0.3, Lacks.CONTENT, 0.25): "0.30, but no content word in common",
        Candidate(0, 0, 0.3, Lacks.LEAD, 0.36): "0.30, below 0.36, with too small a margin over its rivals",
        Candidate(0, 0, 0.4, Lacks.RIVAL, 0.36, (0, 1), 0.5): "0.40, but A 1 is nearer to B 2, 0.50",
        Candidate(0, 0, 0.4, Lacks.RIVAL, 0.36, (1, 0), 0.5, True): "0.40, but B 1 is linked to A 2, 0.50",
    }
    assert [lack_line(candidate, a, b) for candidate in lines] == list(lines.values())
