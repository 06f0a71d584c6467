from __future__ import annotations

from pathlib import Path

import pytest

from reader.align.alignment import Alignment, Comparison, Conflict, Edit, EditOp, Link, Reuse
from reader.align.compare import compare
from reader.export.comparison_text import comparison_text
from reader.story.version import Paragraph, Role, Sentence, Span, Version
from tests.align import helpers as made

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def version(siglum: str, *paragraphs: tuple[Role, list[str]], name: str = "", date: str = "") -> Version:
    """A version out of paragraphs of sentences, parted by a blank line and by spaces."""
    text = "\n\n".join(" ".join(sentences) for _, sentences in paragraphs)
    spans: list[Paragraph] = []
    found: list[Sentence] = []
    at = 0
    for number, (role, sentences) in enumerate(paragraphs):
        first = len(found)
        start = at
        for sentence in sentences:
            found.append(Sentence(Span(at, at + len(sentence)), number))
            at += len(sentence) + 1
        spans.append(Paragraph(Span(start, at - 1), role, range(first, len(found))))
        at += 1
    title = paragraphs[0][1][0] if paragraphs else ""
    return Version(
        siglum=siglum,
        name=name or f"Paper {siglum}",
        source=f"{siglum}.txt",
        title=title,
        text=text,
        paragraphs=tuple(spans),
        sentences=tuple(found),
        date=date,
    )


def part(of: Version, words: str, after: int = 0) -> Span:
    start = of.text.index(words, after)
    return Span(start, start + len(words))


A = version(
    "A",
    (Role.HEADLINE, ["Ferry adrift off Cape Morrow"]),
    (
        Role.BODY,
        ["The ferry drifted for\nsix hours.", "No one was hurt.", "Eleven people breathed smoke.", "It rained."],
    ),
    (Role.STRAY, ["Ten soups for cold days"]),
    (Role.BODY, ["A tug from Port Averil came at two."]),
    (Role.FURNITURE, ["Related Articles"]),
    name="Harbour Ledger",
    date="2031-02-12",
)
B = version(
    "B",
    (Role.HEADLINE, ["Ferry adrift off Cape Morrow"]),
    (Role.BODY, ["At dawn a tug came.", "Fourteen people breathed smoke, two of them badly."]),
    (Role.BODY, ["“THE ferry drifted for six hours”."]),
    name="Continental Wire",
)


def edits() -> tuple[Edit, ...]:
    end = part(A, "smoke").end
    return (
        Edit(EditOp.REPLACE, part(A, "Eleven"), part(B, "Fourteen")),
        Edit(EditOp.EQUAL, part(A, "people breathed smoke"), part(B, "people breathed smoke")),
        Edit(EditOp.RIGHT, Span(end, end), part(B, "two of them badly")),
    )


SMOKE = Link(
    left=(3,),
    right=(2,),
    reuse=Reuse.EDITED,
    score=0.7,
    moved=False,
    edits=edits(),
    conflicts=(Conflict("differs", "number", part(A, "Eleven"), part(B, "Fourteen")),),
)
PAIR = Alignment(
    0,
    1,
    (
        Link(left=(0,), right=(0,), reuse=Reuse.VERBATIM, score=1.0),
        Link(left=(1,), right=(3,), reuse=Reuse.VERBATIM, score=1.0, moved=True),
        SMOKE,
        Link(left=(6,), right=(1,), reuse=Reuse.RELATED, score=0.4),
    ),
)
FERRY = Comparison((A, B), (PAIR,))

TOLD = """\
Ferry adrift off Cape Morrow

Version A: Harbour Ledger, 2031-02-12, 5 paragraphs, 36 words, 52 % shared
Version B: Continental Wire, 3 paragraphs, 24 words, 79 % shared
3 links, 1 related, 1 conflict
A 2 means version A, paragraph 2.

Conflicts: 1

Conflict, number, A 2 and B 2: A: Eleven / B: Fourteen
A 2: Eleven people breathed smoke.
B 2: Fourteen people breathed smoke, two of them badly.

Only in A, Harbour Ledger: 3 sentences
Only in A 2: No one was hurt. [...] It rained.
Only in A 4: A tug from Port Averil came at two.

Only in B, Continental Wire: 1 sentence
Only in B 2: At dawn a tug came.

Shared by A and B: 3 links
Shared, the same words, A 1 and B 1: Ferry adrift off Cape Morrow
Shared, the same words, moved, A 2 and B 3: The ferry drifted for six hours.
Shared, edited, conflict, A 2 and B 2:
A 2: Eleven people breathed smoke.
B 2: Fourteen people breathed smoke, two of them badly.
Differs: A: Eleven / B: Fourteen
Differs: only B has: two of them badly

Related: near in what they are about, but another statement
Related, A 4 and B 2:
A 4: A tug from Port Averil came at two.
B 2: At dawn a tug came.

Left out: 2 paragraphs
Left out, not this story, A 3: Ten soups for cold days
Left out, page furniture, A 5: Related Articles"""


def test_a_comparison_is_told_from_conflicts_to_what_was_left_out() -> None:
    assert comparison_text(FERRY) == TOLD


def test_the_story_may_have_a_title_of_its_own() -> None:
    assert comparison_text(FERRY, title="Six\nhours \x1b[31m").startswith("Six hours ␛[31m\n\nVersion A")


def test_every_line_says_where_it_stands_without_layout() -> None:
    body = comparison_text(FERRY).split("\n\n", 2)[2]
    starts = ("Conflict", "Only in ", "Shared", "Related", "Left out", "Differs: ", "A ", "B ")
    for line in filter(None, body.split("\n")):
        assert line.startswith(starts)
        assert line == " ".join(line.split())


def test_what_the_program_says_itself_is_ascii() -> None:
    ascii_only = [
        version(v.siglum, *((p.role, ["Plain words."]) for p in v.paragraphs), name=v.name) for v in FERRY.versions
    ]
    assert comparison_text(Comparison(tuple(ascii_only), (Alignment(0, 1, ()),))).isascii()


def test_versions_that_share_nothing_say_so() -> None:
    text = comparison_text(Comparison((A, B), (Alignment(0, 1, ()),)))
    assert "0 % shared\n" in text
    assert "0 links, 0 related, 0 conflicts" in text
    assert "Shared by A and B: 0 links" in text
    assert "Conflict," not in text
    assert "Related:" not in text


def test_versions_that_share_everything_add_nothing() -> None:
    links = tuple(Link(left=(n,), right=(n,), reuse=Reuse.VERBATIM, score=1.0) for n in range(len(B.sentences)))
    text = comparison_text(Comparison((B, version("C", *_paragraphs(B))), (Alignment(0, 1, links),)))
    assert text.count("100 % shared") == 2
    assert "Only in B, Continental Wire: 0 sentences" in text


def test_a_share_is_a_hundred_or_nothing_only_when_it_is() -> None:
    long = version("A", (Role.BODY, ["one " * 999 + "word.", "Two."]))
    short = version("B", (Role.BODY, ["Two."]))
    text = comparison_text(
        Comparison((long, short), (Alignment(0, 1, (Link(left=(1,), right=(0,), reuse=Reuse.VERBATIM, score=1.0),)),))
    )
    assert "1,001 words, 1 % shared" in text
    text = comparison_text(
        Comparison((long, short), (Alignment(0, 1, (Link(left=(0,), right=(0,), reuse=Reuse.REWORDED, score=0.6),)),))
    )
    assert "1,001 words, 99 % shared" in text


def test_an_empty_version_is_told_as_empty() -> None:
    empty = version("B")
    text = comparison_text(Comparison((A, empty), (Alignment(0, 1, ()),)))
    assert "Version B: Paper B, 0 paragraphs, 0 words, 0 % shared" in text
    assert "Only in B: nothing, since this version is empty" in text


def test_one_version_alone_and_none_at_all_are_told_too() -> None:
    assert "Only in B, Continental Wire: 4 sentences" in comparison_text(Comparison((B,), ()))
    assert comparison_text(Comparison((), ())) == "Nothing to compare: there is no version."


def test_a_rewording_with_nothing_equal_picks_out_no_words() -> None:
    whole = Edit(EditOp.REPLACE, A.sentences[6].span, B.sentences[1].span)
    link = Link(left=(6,), right=(1,), reuse=Reuse.REWORDED, score=0.6, moved=True, edits=(whole,))
    text = comparison_text(Comparison((A, B), (Alignment(0, 1, (link,)),)))
    assert (
        "Shared, reworded, moved, A 4 and B 2:\nA 4: A tug from Port Averil came at two.\nB 2: At dawn a tug came.\n"
        in text
    )
    assert "Differs" not in text


def test_words_that_moved_and_other_spellings_are_said_to_be_that() -> None:
    left = made.version("“We only keep figures,” spokesman Dmitri S. Orlov told us.")
    right = made.version("“We only keep figures,” Dmitry Orlov, the spokesman, told us.", siglum="B")
    told = [line for line in comparison_text(compare([left, right])).splitlines() if line.startswith("Differs")]
    assert told == [
        "Differs: in another place: spokesman",
        "Differs: spelled differently, A: Dmitri S. / B: Dmitry",
    ]


def test_several_sentences_on_a_side_are_told_together() -> None:
    link = Link(left=(1, 2, 6), right=(3,), reuse=Reuse.REWORDED, score=0.6)
    text = comparison_text(Comparison((A, B), (Alignment(0, 1, (link,)),)))
    assert "Shared, reworded, A 2, 4 and B 3:" in text
    assert "A 2, 4: The ferry drifted for six hours. No one was hurt. [...] A tug from Port Averil came at two." in text


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("differs", "Conflict, number, A 2"),
        ("vaguer", "Conflict, number, one vaguer than the other, A 2"),
        ("source", "Conflict, number, from another source, A 2"),
        ("negated", "Conflict, number, one denies it, A 2"),
        ("new-kind", "Conflict, number, new-kind, A 2"),
    ],
)
def test_each_kind_of_conflict_has_its_words(kind: str, told: str) -> None:
    conflict = Conflict(kind, "number", part(A, "Eleven"), Span(0, 0))
    link = Link(left=(3,), right=(2,), reuse=Reuse.EDITED, score=0.7, moved=False, edits=(), conflicts=(conflict,))
    text = comparison_text(Comparison((A, B), (Alignment(0, 1, (link,)),)))
    assert told in text
    assert ": A: Eleven / B: (nothing)\n" in text


def test_what_two_amounts_are_of_is_said_behind_them() -> None:
    conflict = Conflict("differs", "number", part(A, "Eleven"), part(B, "Fourteen"), "taken ill")
    link = Link(left=(3,), right=(2,), reuse=Reuse.RELATED, score=0.4, conflicts=(conflict,))
    text = comparison_text(Comparison((A, B), (Alignment(0, 1, (link,)),)))
    assert "Conflict, number, A 2 and B 2: A: Eleven / B: Fourteen, taken ill\n" in text
    assert "Related, conflict, A 2 and B 2:\n" in text


def test_links_that_differ_in_punctuation_alone_are_told_apart() -> None:
    text = comparison_text(compare([made.version("The bridge fell."), made.version("The bridge fell?", siglum="B")]))
    assert "Shared, the same words, other punctuation, A 1 and B 1:" in text
    assert "Differs: punctuation, A: . / B: ?" in text


def test_three_versions_are_told_pair_by_pair_and_unique_against_both() -> None:
    c = version("C", (Role.BODY, ["No one was hurt.", "It snowed."]))
    pairs = (
        PAIR,
        Alignment(0, 2, (Link(left=(2,), right=(0,), reuse=Reuse.VERBATIM, score=1.0),)),
        Alignment(1, 2, ()),
    )
    text = comparison_text(Comparison((A, B, c), pairs))
    assert "Only in A 2: It rained.\n" in text
    assert "Only in C 1: It snowed.\n" in text
    assert [line for line in text.split("\n") if line.startswith("Shared by")] == [
        "Shared by A and B: 3 links",
        "Shared by A and C: 1 link",
        "Shared by B and C: 0 links",
    ]


def test_no_control_sequence_of_a_name_is_passed_on() -> None:
    odd = version("A", (Role.BODY, ["Plain."]), name="\x1b]0;x\x07\nname", date="\x9b1m")
    assert comparison_text(Comparison((odd,), ())).replace("\n", "").isprintable()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two given articles do not lie beside the project")
def test_the_given_articles_are_told_whole() -> None:
    from reader.align.compare import compare
    from reader.story.open import open_story

    comparison = compare(open_story([str(path) for path in sorted(SEEDS.glob("*.txt"))]).versions)
    text = comparison_text(comparison)
    for one in comparison.versions:
        for index in range(len(one.sentences)):
            assert " ".join(one.sentence_text(index).split()) in text
    assert "Shared by A and B: 3 links" in text  # the headline said again is none
    assert text.count("Left out, not this story, ") == 4
    assert "Left out, page furniture, A 21: Related Articles" in text


def _paragraphs(of: Version) -> list[tuple[Role, list[str]]]:
    return [(p.role, [of.sentence_text(n) for n in p.sentences]) for p in of.paragraphs]


def test_what_is_no_part_of_the_story_is_told_once_among_what_was_left_out() -> None:
    said = (Role.BODY, ["The ferry will stop on Friday."]), (Role.FURNITURE, ["Share this story with a friend."])
    told = comparison_text(compare([version("A", *said), version("B", *said)]))
    assert told.count("Share this story with a friend.") == 2
    assert [line for line in told.split("\n") if line.startswith("Shared, ")] == [
        "Shared, the same words, A 1 and B 1: The ferry will stop on Friday."
    ]
