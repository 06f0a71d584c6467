"""A story compared by hand, and ways to look at what is drawn of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest

from reader.align.alignment import Comparison, Conflict, Edit, EditOp, Link, Reuse
from reader.align.compare import compare
from reader.align.tellings import tellings_of
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role, Span, Story, Version
from reader.tui.model.frame import Frame, draw
from reader.tui.model.ink import Ink, Line
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, made_story, made_version

KEYS = (("j k", "passage"), ("] [", "what is new"), ("?", "help"), ("enter", "partner"))
GIVEN = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.txt"))
"""The two real articles, where the folder is there."""
SIZES = ((160, 45), (100, 30), (70, 24), (60, 15), (240, 60), (140, 16), (99, 19), (100, 15))

HEADLINE = "Night train stands nine hours in the snow above Vell"
AVALANCHE = (
    "The night train to Karst stood in the snow above Vell for nine hours on Friday after an avalanche buried the line."
)
INSPECTORS = "Inspectors are to walk the slope on Monday."
GAZETTE = (
    (HEADLINE,),
    (AVALANCHE, "Nobody was badly hurt."),
    (
        "Of the 214 people on board, 9 were treated for the cold, the railway said.",
        "“We sang until the lamps went out,” said Irma Toth, a cook from Karst, who had the upper berth.",
    ),
    ("The railway had been warned of the slope twice since autumn.", "It did not answer questions about that."),
    (
        "A plough from Lower Vell reached the train shortly before six in the morning and pulled it back to the "
        "station.",
    ),
    (HEADLINE,),
    ("Ten soups for cold evenings",),
    ("Our cook has tried them all, and one of them twice.",),
    (
        "The stationmaster, Tomas Brenn, said the wind had done the rest: "
        "“An hour more and we would have dug for them.”",
    ),
    ("What happens now?",),
    (INSPECTORS, "A first report is expected within a month."),
    ("Related Articles",),
)
WIRE = (
    (HEADLINE,),
    ("More than two hundred passengers spent a night in their coats when a train was cut off in the mountains.",),
    (
        "The stationmaster, Thomas Brenn, said that the wind had done the rest.",
        "“An hour more, and we would have dug for them.”",
    ),
    (
        "The railway said that 11 of the 214 people on board were treated for the cold, two of them in hospital.",
        AVALANCHE,
    ),
    (
        "The union of railway workers said it had asked for snow fences in a letter in March.",
        "“Nobody wrote back,” said its chair, Maud Orsolic.",
    ),
    ("Before dawn a plough from Lower Vell drew it back to the station.",),
    ("Two warnings about that slope had reached the railway since the autumn.",),
    (INSPECTORS, "The line stays closed until they have."),
    ("Share this story",),
)
LETTER = (
    ("A night on the mountain",),
    ("I was on that train with my two brothers.", "Nobody was badly hurt."),
    ("We saw 13 people carried to the station.",),
)

REPEAT, STRAY, FURNITURE = 8, 9, 15
"""Sentences of the Gazette: its second headline, the first of the soups, the last line."""


def gazette() -> Version:
    roles = [Role.BODY] * len(GAZETTE)
    roles[0], roles[5], roles[6], roles[7] = Role.HEADLINE, Role.REPEAT, Role.STRAY, Role.STRAY
    roles[9], roles[11] = Role.HEADING, Role.FURNITURE
    return made_version("A", GAZETTE, roles=roles, name="Valley Gazette", date="2034-01-14")


def wire() -> Version:
    roles = [Role.HEADLINE, *[Role.BODY] * (len(WIRE) - 2), Role.FURNITURE]
    return made_version("B", WIRE, roles=roles, name="Continental Wire")


def letter() -> Version:
    return made_version("C", LETTER, roles=[Role.HEADLINE], name="A letter")


def linked(
    left: Version,
    right: Version,
    here: Sequence[int],
    there: Sequence[int],
    reuse: Reuse = Reuse.VERBATIM,
    *,
    score: float = 0.8,
    moved: bool = False,
    equal: Sequence[str] | None = None,
    conflict: tuple[str, str] | None = None,
) -> Link:
    """A link between sentences.

    Args:
        left: The left version.
        right: The right version.
        here: The left version's sentences.
        there: The right version's sentences.
        reuse: How the link says it.
        score: How alike the two sides are.
        moved: Whether it crosses the common order.
        equal: The phrases, in order, that both sides have; what stands between is replaced. None: all is equal.
        conflict: What stands on either side in contradiction.
    """
    own = Span(left.sentences[here[0]].span.start, left.sentences[here[-1]].span.end)
    other = Span(right.sentences[there[0]].span.start, right.sentences[there[-1]].span.end)
    edits: list[Edit] = []
    if reuse is not Reuse.RELATED:
        edits = [Edit(EditOp.EQUAL, own, other)] if equal is None else _edits(left, right, own, other, equal)
    conflicts: tuple[Conflict, ...] = ()
    if conflict:
        conflicts = (Conflict("differs", "number", _find(left, own, conflict[0]), _find(right, other, conflict[1])),)
    return Link(
        left=tuple(here),
        right=tuple(there),
        reuse=reuse,
        score=score,
        moved=moved,
        edits=tuple(edits),
        conflicts=conflicts,
    )


def _find(version: Version, inside: Span, phrase: str) -> Span:
    start = version.text.index(phrase, inside.start, inside.end)
    return Span(start, start + len(phrase))


def _edits(left: Version, right: Version, own: Span, other: Span, equal: Sequence[str]) -> list[Edit]:
    out: list[Edit] = []
    at, opposite = own.start, other.start
    for phrase in (*equal, ""):
        same = _find(left, Span(at, own.end), phrase) if phrase else Span(own.end, own.end)
        twin = _find(right, Span(opposite, other.end), phrase) if phrase else Span(other.end, other.end)
        only, there = Span(at, same.start), Span(opposite, twin.start)
        if len(only) or len(there):
            op = EditOp.REPLACE if len(only) and len(there) else EditOp.LEFT if len(only) else EditOp.RIGHT
            out.append(Edit(op, only, there))
        if phrase:
            out.append(Edit(EditOp.EQUAL, same, twin))
        at, opposite = same.end, twin.end
    return out


def snow() -> Comparison:
    """The night train, told by three: in order, moved, reworded, edited, joined, related, conflicting, not at all."""
    a, b, c = versions = (gazette(), wire(), letter())
    facing = [
        linked(a, b, [0], [0]),
        linked(a, b, [1], [5]),
        linked(a, b, [3], [1], Reuse.RELATED, score=0.3),
        linked(
            a, b, [3], [4], Reuse.EDITED, score=0.74, moved=True,
            equal=["the 214 people on board", "were treated for the cold,"],
            conflict=("9", "11"),
        ),
        linked(a, b, [5], [9], Reuse.REWORDED, score=0.5, moved=True, equal=["since"]),
        linked(a, b, [7], [8], Reuse.REWORDED, score=0.6, equal=["plough from Lower Vell", "back to the station."]),
        linked(a, b, [REPEAT], [0]),
        linked(
            a, b, [11], [2, 3], Reuse.EDITED, score=0.9, moved=True,
            equal=["The stationmaster, ", " Brenn, said ", "the wind had done the rest", "“An hour more",
                   " and we would have dug for them.”"],
        ),
        linked(a, b, [13], [10]),
    ]  # fmt: skip
    letters = [linked(a, c, [2], [2])]
    return compared(versions, {(0, 1): facing, (0, 2): letters})


def snow_story(count: int = 2) -> Story:
    """The night train as it is opened, before anything is compared."""
    return made_story(snow().versions[:count], title="The night train above Vell")


def snow_comparison(count: int = 2) -> Comparison:
    """The comparison of its first versions."""
    whole = snow()
    pairs = tuple(pair for pair in whole.pairs if pair.right < count)
    return Comparison(whole.versions[:count], pairs)


def reading_of(
    comparison: Comparison, width: int = 160, height: int = 45, *, before: bool = False, title: str = "A story"
) -> Reading:
    """A reading of these versions at this size; `before` the alignment is there, if so asked."""
    reading = Reading(made_story(comparison.versions, title=title))
    reading.resize(width, height)
    if not before:
        many = len(comparison.versions) > 2
        reading.set_comparison(comparison, tellings_of(comparison) if many else None)
    return reading


def snow_reading(width: int = 160, height: int = 45, *, count: int = 2, before: bool = False) -> Reading:
    return reading_of(snow_comparison(count), width, height, before=before, title="The night train above Vell")


@cache
def shipped_story(number: int) -> tuple[Story, Comparison]:
    """One of the stories that ship, compared by the engine."""
    story = open_story([str(shipped_stories()[number])])
    return story, compare(story.versions)


@cache
def given_story() -> tuple[Story, Comparison]:
    """The two given articles, compared by the engine; skips the test where they are not there."""
    if len(GIVEN) < 2:
        pytest.skip(reason="the given articles (../shared/seeds) are not here")
    story = open_story([str(path) for path in GIVEN])
    return story, compare(story.versions)


def text_of(line: Line) -> str:
    """What stands in a line."""
    return "".join(text for text, _ in line)


def texts_of(lines: Iterable[Line]) -> list[str]:
    return [text_of(line) for line in lines]


def inks_of(lines: Iterable[Line], phrase: str) -> set[Ink]:
    """The inks in which a phrase is drawn, wherever it stands within one row."""
    found: set[Ink] = set()
    for line in lines:
        text = text_of(line)
        cells = [ink for run, ink in line for _ in run]
        at = text.find(phrase)
        while at >= 0:
            found.update(cells[at : at + len(phrase)])
            at = text.find(phrase, at + 1)
    assert found, f"{phrase!r} is not on screen"
    return found


def frame_of(reading: Reading) -> Frame:
    return draw(reading, KEYS)


def screen_of(reading: Reading) -> list[str]:
    """The screen's rows as one would see them, without colours."""
    frame = frame_of(reading)
    empty: Line = []
    body = max(len(frame.left), len(frame.right))
    parts = (frame.left_minimap, frame.left, frame.gutter, frame.right, frame.right_minimap)
    middle = ["".join(text_of(part[y] if y < len(part) else empty) for part in parts) for y in range(body)]
    return [*texts_of(frame.header), *middle, *texts_of(frame.preview), *texts_of(frame.footer)]


def place_cursor(reading: Reading, side: int, sentence: int) -> None:
    """Put the cursor on a sentence as if walked there."""
    from reader.tui.model import navigation

    assert side in (LEFT, RIGHT)
    reading.side = side
    navigation.go(reading, sentence, jump=True)
