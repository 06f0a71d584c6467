"""Why a link is one, in plain words."""

from __future__ import annotations

from reader.align.compare import decide
from reader.align.prepared import prepare
from reader.align.why import explain
from reader.export.why_text import why_lines
from tests.align.helpers import version


def test_the_reasons_stand_one_on_a_line() -> None:
    a = version("Then Dmitri Orlov,\nof Velden, shut the bridge.", "The bridge is old.")
    b = version("Rain fell.", "In Velden Dmitry Orlov shut the bridge.", siglum="B")
    prepared = prepare([a, b])
    (link,) = [link for link in decide(prepared).pairs[0].links if link.reuse.strong]
    lines = why_lines(explain(prepared, 0, 1, link), a, b)
    assert lines[0].startswith(f"Score {link.score:.2f}: words ")
    assert lines[1].startswith("Rarest shared words, of 4 sentences: ")
    assert "Dmitri / Dmitry (in 2)" in lines[1]
    assert "bridge (in 3)" in lines[1]
    assert lines[2] == "Taken for no difference: punctuation, spelling variants, function words"
    assert lines[3] == "One word: A: Dmitri / B: Dmitry"
    assert lines[4].startswith("Runner-up 0.")
    assert lines[4].endswith("A 2 and B 2: The bridge is old. / In Velden Dmitry Orlov shut the bridge.")


def test_nothing_in_common_is_said() -> None:
    a, b = version("The bridge fell."), version("It rained.", siglum="B")
    prepared = prepare([version("The bridge fell."), version("The bridge fell.", siglum="B")])
    (link,) = decide(prepared).pairs[0].links
    assert why_lines(explain(prepared, 0, 1, link), a, b)[-1] == "Runner-up: none"
