"""Paragraphs, roles, sentences and words as spans."""

import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.story.locators import shipped
from reader.story.sentences import segment, sentence_spans
from reader.story.version import Role, Span, Version
from reader.story.words import count_words, words_by_sentence

SHARED = Path(__file__).parents[3] / "shared"
LONG = (
    "The council met on Monday and talked for hours about the bridge that nobody wants, and then it went home again. "
)

WORDS = ("A word", "the ", "U.S. ", "Mr. ", "3.", "1,500", "他来了。", "e\u0301", "👍", "x" * 50)
MARKS = ("?", "!", ".", "…", '"', "“", "”", "'", "’", "«", "»", "(", ")", "[1]", "-", "\ud800")
SPACES = (" ", "\n", "\n\n", "\t", "\x1f", "\u2029")
PIECES = st.sampled_from(WORDS) | st.sampled_from(MARKS) | st.sampled_from(SPACES)
TEXTS = st.one_of(st.text(), st.text(st.characters(codec=None, exclude_categories=())), st.lists(PIECES).map("".join))


def paragraphs(text: str) -> list[str]:
    return [paragraph.span.of(text) for paragraph in segment(text)[0]]


def sentences(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in segment(text)[1]]


def words(text: str) -> list[str]:
    return [word.of(text) for own in words_by_sentence(version(text)) for word in own]


def version(text: str) -> Version:
    paragraphs, sentences = segment(text)
    return Version(siglum="A", name="", source="", title="", text=text, paragraphs=paragraphs, sentences=sentences)


def roles(text: str) -> list[tuple[str, str]]:
    return [(paragraph.role.value, paragraph.span.of(text)) for paragraph in segment(text)[0]]


@given(TEXTS)
@example("a.b.The c")
@example("他来了。她走了。")
@example('"A. B?" he. "\n\n"')
def test_spans_are_in_order_and_only_white_space_is_outside_them(text: str) -> None:
    found, parts = segment(text)
    for unit in (found, parts):
        rebuilt, last = "", 0
        for item in unit:
            assert last <= item.span.start < item.span.end
            gap = text[last : item.span.start]
            assert not gap.strip()
            rebuilt += gap + item.span.of(text)
            last = item.span.end
        assert not text[last:].strip()
        assert rebuilt + text[last:] == text
    assert [n for paragraph in found for n in paragraph.sentences] == list(range(len(parts)))
    for number, paragraph in enumerate(found):
        inside = parts[paragraph.sentences.start : paragraph.sentences.stop]
        assert all(sentence.paragraph == number for sentence in inside)
        assert (inside[0].span.start, inside[-1].span.end) == (paragraph.span.start, paragraph.span.end)
    for sentence, own in zip(parts, words_by_sentence(version(text)), strict=True):
        assert sentence.span.of(text).strip() == sentence.span.of(text)
        assert all(word.start < word.end and any(map(str.isalnum, word.of(text))) for word in own)
        assert all(before.end <= after.start for before, after in pairwise(own))
        if own:
            assert sentence.span.start <= own[0].start
            assert own[-1].end <= sentence.span.end
    assert count_words(version(text)) == [len(own) for own in words_by_sentence(version(text))]


@given(
    st.lists(st.sampled_from((*WORDS, *MARKS, " ", ", ", "; ", ": ", " – ", "Käse ", "Mr. ", "A"))).map("".join),
    st.sampled_from(("en", "de", "fr", "ja", "el", "hy", "xx")),
)
@example("One; two: three", "el")
@example("One; two: three.", "hy")
def test_the_shortcut_for_one_sentence_agrees_with_the_full_search(text: str, language: str) -> None:
    piece = text.strip()
    at_a_glance = sentence_spans(piece, Span(0, len(piece)), language) if piece else ()
    after_a_long_look = sentence_spans(piece, Span(0, len(piece)), language, shortcut=False) if piece else ()
    assert list(at_a_glance) == list(after_a_long_look)


@given(TEXTS)
def test_every_letter_and_digit_is_part_of_a_word(text: str) -> None:
    inside = {at for own in words_by_sentence(version(text)) for word in own for at in range(word.start, word.end)}
    assert all(offset in inside for offset, char in enumerate(text) if char.isalnum())


# Paragraphs

WRAPPED = (
    "The ferry that left Salna on Monday with eleven people and a goat\n"
    "on board has been found. Nobody was hurt, the harbour master said\n"
    "in the evening, and the goat is well."
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t\n ", 0),
        ("x", 1),
        ("One.\n\nTwo.\n \t \nThree.\n\n\n\nFour.", 4),
        ("One line.\nAnother line.\nA third", 3),  # no blank line at all: a paragraph a line
        (WRAPPED, 1),
        (WRAPPED + "\n\n" + WRAPPED, 2),
        ("Ferry found\n" + WRAPPED + "\n\n" + WRAPPED, 3),
        ("Intro.\n\nCopter falls in canyon\nThe copter had seven people on board when it fell, police said.", 3),
        (f"{LONG * 2}\n{LONG * 3}\n\n{LONG * 2}", 3),  # nobody wraps lines as wide as this
        ("Intro here.\n\nRelated Articles\nMan bites dog\nCat found in tree", 4),
        ("Intro here.\n\n- one item\n- another item\n- a third", 4),
    ],
)
def test_paragraphs_are_found_from_the_lines(text: str, count: int) -> None:
    assert len(paragraphs(text)) == count


def test_a_line_that_was_wrapped_before_a_name_is_not_a_headline() -> None:
    page = f"{WRAPPED}\n\nNobody can say who let it on board, a sailor told the Harbour\nLedger on Tuesday."
    assert len(paragraphs(page)) == 2


@pytest.mark.parametrize("width", [64, 72, 80, 100])
def test_wrapping_a_page_leaves_its_paragraphs_as_they_are(width: int) -> None:
    for path in sorted(shipped("seeds").glob("*/*.txt")):
        page = path.read_text(encoding="utf-8")
        lines = (textwrap.wrap(line, width, break_on_hyphens=False) or [""] for line in page.splitlines())
        wrapped = "\n".join(line for group in lines for line in group)
        assert [" ".join(text.split()) for text in paragraphs(wrapped)] == paragraphs(page)


# Roles


def test_headline_headings_and_furniture_are_recognised_by_form() -> None:
    page = [
        ("headline", "Bridge opens after nine years"),
        ("furniture", "By Ann Lee and Bo Marsh"),
        ("body", "The bridge opened on Monday."),
        ("heading", "What took so long?"),
        ("body", "“What took so long?”"),
        ("body", "Was it money? Was it the weather?"),
        ("heading", "A cold spring"),
        ("body", "It snowed, said a man who came by,"),
        ("furniture", "Advertisement"),
        ("body", "He said: Share this bread with those who have none, and nobody did."),
        ("furniture", "Share this on Facebook"),
        ("furniture", "Read more: Nine years of mud"),
        ("furniture", "* * *"),
        ("furniture", "Related Articles"),
        ("furniture", "Mud sells well"),
        ("furniture", "Ducks leave the river"),
    ]
    assert roles("\n\n".join(text for _, text in page)) == page


@pytest.mark.parametrize("first", ["Who owns the bridge?", "Bridge opens!", "“We will rebuild”, says mayor"])
def test_a_question_or_a_quotation_can_be_a_headline(first: str) -> None:
    assert roles(f"{first}\n\nNobody knows.")[0] == ("headline", first)


def test_a_story_without_headline_begins_with_body() -> None:
    assert [role for role, _ in roles("It rained.\n\nIt rained again")] == ["body", "heading"]


def test_furniture_above_the_headline_leaves_it_the_headline() -> None:
    assert [role for role, _ in roles("Advertisement\n\nBridge opens\n\nIt opened.")] == [
        "furniture",
        "headline",
        "body",
    ]


# Sentences: `|` marks the boundaries

SENTENCES = """
Sens. Cory Adler and Jo Coons spoke. |They left.
He works at a club in St. |Some day he will stop.
He lives on St. John Street. |It rains.
Troops left the U.S. on Monday. |The U.S. Army said so.
He went back to the U.S. |He never returned.
On Jan. 30 they met. |On Feb. 2 they left.
J. R. Hartley wrote it with Dmitri S. Orlov. |It is long.
"Is it true?" he asked. |"No."
"Is it true?" Orlov asked. |He left.
"Stop!" said Ann. |She ran.
“It is a victory.” said Alan. |“It is.”
“It is late. |It is dark.” |He left.
He said "no". |Then he left.
"It makes no sense, and that is why". |"They are puzzled by it".
He called it "puzzling". |"It makes no sense", he said.
The call is at 4:45 p.m. EST today. |It ended at 5 p.m. Tuesday.
It ended at 5 p.m. |The crowd left.
He bought pears, etc. |Then he left.
He bought pears, plums, etc. |Fruit is cheap.
He sells fruit (pears, plums, etc.) |Meat he leaves to others.
Pears, plums, etc. are cheap. |It rains.
Prof. Dr. Müller met Lt. Gen. Brown, Mr. Ray and Mrs. Roe. |They ate.
Ms. Roe met Govs. Hale and Pike, Amb. Lund and Asst. Atty. Gen. Moss. |Mrs. Roe did not.
The U.S. sent Vice Adm. Bill Lund. |U.S. Vice Adm. Lund came at once.
Snr. Comr. Agus Hartono and Col. Inf. Irham Wibowo spoke of approx. 40 houses. |Nobody asked.
See Figs. 3 and 4, Vol. 2, pars. 18 and 19. |The rest is in Vol. |Nobody knows which.
It is in Vol. 3 of the works of Wm. Cole. |He wrote approx. twenty.
The Phila. Orchestra played in Phila. |The hall was full.
He lives in Phila. with Sen. Mark Lee, R-Kan. and two dogs. |They bark.
Ms. Roe said no. |Mr. Lee said that no. 3 of the list, opus no. IV, was his. |The answer was no. |Then he left.
They paid J.D. Lowe and A.J. Burke of New York. |Lowe took it.
He has lived in L.A. |He liked it.
She is an M.D. |Her son is not.
He waited… |Nothing came.
He waited... and waited. |Nothing came.
He waited … and waited.
Visit www.AMD.com today. |It is free.
The end came.|Nobody saw it.
(It was late.) |He left (it was dark). |She stayed.
It was Smith vs. Jones, see Fig. 3 and p. 5. |Jones won.
What?! |No! |Never.
He said, 'It is late. |I go.' |She stayed.
The boys' house fell. |The girls' house stood.
It cost $4.5 million. |It was worth it.
One is proven.[1] |Another is not.[2][3] |The end.
1. Do this first. |2. Then do that.
Er sagte: „Es ist spät.“ |Dann ging er.
Il dit : « C’est tard. » |Puis il part.
他来了。|她走了。|「走吧。」|他说。
Он пришёл. |Она ушла.
i went there. |he came too.
Nothing stops here
""".strip().splitlines()


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_a_reader_would_end_them(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


HEAVY = {
    "numbers": "..[111 111 111 111 111 111 111 111 111 111]",
    "list": "1. " * 6665,
    "prose": 'The cat sat. He said "no" there. ' * 9700,
    "marks": "Ab. " + "- . " * 50_000,
    "quotes": '"' * 200_000,
    "openers": "“a. " * 50_000,
    "apostrophes": "'" * 200_000,
    "no spaces": "他来了。" * 40_000,
    "one word": "x" * 1_000_000,
    "spaces": "a. " + " " * 500_000 + "B.",
    "run on": "the end.The next " * 300_000,
    "said": "“Who?” Anna Lee said it. " * 150_000,
    "titles": "Ms. Ann Lee and J.D. Roe of Phila. Pa. " * 60_000,
    "hours": "It was 5 a.m. Monday there. " * 180_000,
    "blank lines": "a\n\n" * 50_000,
    "lines": "the same line again\n" * 50_000,
}


@pytest.mark.default_cases(3)
@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.timeout(30)
def test_no_text_hangs(name: str) -> None:
    paragraphs, sentences = segment(HEAVY[name])
    assert paragraphs
    assert sentences


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US-led forces, 18-year-old", "US led forces 18 year old"),
        ("Roughly 1,500 of 13.5 at 4:45 for $18.4, 25%", "Roughly 1,500 of 13.5 at 4:45 for 18.4 25"),
        ("the U.S. -backed U.S.-led at 9 a.m. sharp", "the U.S. backed U.S. led at 9 a.m. sharp"),
        ("a T-72, COVID-19 and an F-16.", "a T-72 COVID-19 and an F-16"),
        ("Russia's dogs' O’Hara 'quoted' it’s", "Russia's dogs O’Hara quoted it’s"),
        ("_emphasis_ and snake_case", "emphasis and snake case"),
        ("It ended.Then 3.Yes 5. No", "It ended Then 3 Yes 5 No"),
        ("cafe\u0301 हिन्दी می‌خواهم", "cafe\u0301 हिन्दी می‌خواهم"),
        ("東京は2024年 カナ", "東 京 は 2024 年 カ ナ"),
        ("👍 ❤️ — … 🇳🇴", ""),
    ],
)
def test_words_are_the_units_of_a_comparison(text: str, expected: str) -> None:
    assert words(text) == expected.split()


# The two given articles


def given_article(name: str) -> list[tuple[Role, str, int]]:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip(reason="the given articles lie beside the project, not in it")
    text = next(folder.glob(f"{name}*.txt")).read_text(encoding="utf-8")
    return [(p.role, p.span.of(text), len(p.sentences)) for p in segment(text)[0]]


def test_the_first_given_article_has_its_paragraphs_and_roles() -> None:
    found = given_article("000")
    assert len(found) == 21
    assert sum(count for *_, count in found) == 26
    by_role = {role: [text for r, text, _ in found if r is role] for role in Role}
    assert [n for n, (role, *_) in enumerate(found) if role is not Role.BODY] == [0, 1, 10, 14, 20]
    assert by_role[Role.HEADLINE] == [by_role[Role.HEADING][0]]  # said twice; that it is a repeat, alignment decides
    assert by_role[Role.HEADING][1].startswith("Helicopter")
    assert by_role[Role.HEADING][2].endswith("?")
    assert by_role[Role.FURNITURE] == ["Related Articles"]


def test_the_second_given_article_has_its_paragraphs_and_roles() -> None:
    found = given_article("001")
    assert len(found) == 17
    assert sum(count for *_, count in found) == 26
    assert [n for n, (role, *_) in enumerate(found) if role is not Role.BODY] == [0, 8, 11]
    assert found[0][0] is Role.HEADLINE
    assert found[8][1].endswith("exploded")
    assert found[11][1].endswith("?")


def test_the_name_of_a_speaker_goes_with_the_speech_in_a_play_and_nowhere_else() -> None:
    speeches = [
        "MILLER. Who let the ducks in?",
        "OLD MARA. The door did.",
        "MILLER. Doors have no heart. They only swing.",
    ]
    paragraphs, sentences = segment("\n\n".join(["SCENE II", *speeches]))
    assert [paragraph.role for paragraph in paragraphs] == [Role.HEADLINE, *[Role.BODY] * 3]
    text = "\n\n".join(["SCENE II", *speeches])
    told = [sentence.span.of(text) for sentence in sentences]
    assert told == ["SCENE II", *speeches[:2], "MILLER. Doors have no heart.", "They only swing."]
    alone = "VELDEN. The mill stands still.\n\nBRENNA. The bridge is open."
    assert len(segment(alone)[1]) == 4
