"""Letters, saved pages, RTF, subtitles, texts in XML, notebooks, and what pandoc reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reader.story.contents import is_letter, text_kind
from reader.story.formats.sandbox import read_by_pandoc
from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.story.documents import TOLD, by_pandoc

SAID = ["The weir gave way at half past four, and nobody stood on it.", "The miller heard it first, and told the dean."]


def opened(tmp_path: Path, name: str, data: str | bytes, article: str = "") -> Version:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_story([str(path) + article]).versions[0]


def told(version: Version) -> list[tuple[str, str]]:
    return [(str(p.role), p.span.of(version.text)) for p in version.paragraphs]


def refused(tmp_path: Path, name: str, data: str | bytes, article: str = "") -> str:
    with pytest.raises(SourceError) as error:
        opened(tmp_path, name, data, article)
    assert str(error.value).isprintable()
    return str(error.value)


# Letters and saved pages

LETTER = """\
From: "Tarn, Ines" <ines@holm.example>
To: readers@holm.example
Subject: =?utf-8?q?The_weir_at_Holm_=E2=80=93_a_letter?=
Date: Tue, 4 Mar 2031 17:40:00 +0100
Message-ID: <1@holm.example>
MIME-Version: 1.0
Content-Type: {kind}
Content-Transfer-Encoding: {encoding}

{body}"""


def letter(body: str, kind: str = "text/plain; charset=utf-8", encoding: str = "8bit") -> str:
    return LETTER.format(kind=kind, encoding=encoding, body=body)


def test_a_letter_is_read_with_its_subject_as_headline(tmp_path: Path) -> None:
    body = "\n\n".join(SAID).replace("past four,", "past =\nfour,") + "\n\n-- \nInes Tarn\nHolm Courier\n"
    version = opened(tmp_path, "weir.eml", letter(body, encoding="quoted-printable"))
    assert told(version) == [
        ("headline", "The weir at Holm – a letter"),
        ("furniture", 'From: "Tarn, Ines" <ines@holm.example>'),
        ("furniture", "Date: Tue, 04 Mar 2031 17:40:00 +0100"),
        *(("body", said) for said in SAID),
        ("furniture", "Ines Tarn"),
        ("furniture", "Holm Courier"),
    ]
    assert (version.author, version.date, version.title) == ("Tarn, Ines", "2031-03-04", "The weir at Holm – a letter")


def test_lines_that_a_mail_program_broke_to_fit_are_joined(tmp_path: Path) -> None:
    body = "The weir gave way \nat half past four, and \nnobody stood on it.\nThe miller heard it first.\n"
    version = opened(tmp_path, "weir.eml", letter(body, "text/plain; charset=utf-8; format=flowed"))
    assert "The weir gave way at half past four, and nobody stood on it." in version.text


def test_of_two_forms_of_a_letter_the_plain_one_is_read_unless_it_is_only_a_stub(tmp_path: Path) -> None:
    page = "<p>" + "</p><p>".join(SAID) + "</p>"

    def both(plain: str) -> str:
        parts = f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{page}\n--b--\n"
        return letter(parts, 'multipart/alternative; boundary="b"')

    for plain in ("\n\n".join(SAID), "Open this letter in your browser."):
        assert [text for role, text in told(opened(tmp_path, "weir.eml", both(plain))) if role == "body"] == SAID


def test_attachments_are_named_and_a_letter_of_nothing_else_is_refused(tmp_path: Path) -> None:
    attached = "--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=weir.png\n\nx\n--b--\n"
    text = f"--b\nContent-Type: text/plain\n\n{SAID[0]}\n"
    version = opened(tmp_path, "weir.eml", letter(text + attached, 'multipart/mixed; boundary="b"'))
    assert version.remarks == ("1 attachment left out (weir.png)",)
    assert "only attachments" in refused(tmp_path, "x.eml", letter(attached, 'multipart/mixed; boundary="b"'))


def test_each_message_of_a_mailbox_can_be_chosen(tmp_path: Path) -> None:
    box = "".join(
        f"From ines@holm.example Tue Mar  4 17:40:00 2031\nFrom: ines@holm.example\nSubject: {n}\n\n"
        f">From here: {said}\n\n"
        for n, said in enumerate(SAID, 1)
    )
    first = opened(tmp_path, "weir.mbox", box)
    assert [article.title for article in first.articles] == ["1", "2"]
    assert told(first)[-1] == ("body", f"From here: {SAID[0]}")
    assert "message 1 of 2 is shown" in " ".join(first.remarks)
    second = opened(tmp_path, "weir.mbox", box, "#article=2")
    assert (told(second)[-1], second.remarks) == (("body", f"From here: {SAID[1]}"), ())
    both = [text for _, text in told(opened(tmp_path, "weir.mbox", box, "#article=all"))]
    assert both[0] == "1"
    assert both[-1] == f"From here: {SAID[1]}"
    assert "has 2 messages, and no number 3" in refused(tmp_path, "weir.mbox", box, "#article=3")


def test_a_page_that_a_browser_saved_as_mhtml_is_read_as_a_page(tmp_path: Path) -> None:
    article = "".join(f"<p>{said} {said}</p>" for said in SAID * 3)
    page = f"<html lang=3D'en'><body><nav>Menu</nav><article><h1>The weir</h1>{article}</article></body></html>"
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://holm.example/weir\nSubject: The weir\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        "--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: https://holm.example/weir\n\n{page}\n--b--\n"
    )
    version = opened(tmp_path, "weir.mhtml", saved)
    assert told(version)[0] == ("headline", "The weir")
    assert told(version)[1] == ("body", f"{SAID[0]} {SAID[0]}")
    assert "Menu" not in version.text
    assert (version.url, version.language) == ("https://holm.example/weir", "en")


def test_a_letter_is_recognised_by_its_headers_and_a_text_about_one_is_not(tmp_path: Path) -> None:
    assert is_letter(letter("x").encode())
    assert is_letter(b"From a@b Tue Mar  4 17:40:00 2031\r\nFrom: a@b\r\nReceived: by c\r\n\r\nx")
    for text in (
        b"From: Ines\nTo: Paul\n\nDear Paul,",
        b"From here on it rained.\n\nFrom: Message-ID:",
        b"Scene: Holm\n",
    ):
        assert not is_letter(text)
    assert SAID[0] in opened(tmp_path, "weir.txt", letter(SAID[0])).text


# RTF


def test_rtf_is_read_with_its_headings_notes_and_tables(tmp_path: Path) -> None:
    version = opened(
        tmp_path,
        "weir.rtf",
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset0 Times;}}"
        r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}"
        r"{\info{\title The weir}{\author Ines Tarn}{\creatim\yr2031\mo3\dy4}}"
        r"{\header\pard Holm Courier\par}"
        r"\pard\s1 What happened\par\pard\s0 The weir gave way\'85 at \u8220?half past four\u8221?."
        r"{\footnote\pard\chftn  By the clock of the church.\par} {\deleted Everybody}{\v hidden} stood by.\par"
        r"\trowd\pard\intbl Ida\par\cell\pard\intbl Reim\cell\row\pard Nobody\'92s hurt.\par}",
    )
    assert told(version) == [
        ("heading", "What happened"),
        ("body", "The weir gave way… at “half past four”. stood by."),
        ("body", "Ida | Reim"),
        ("body", "Nobody’s hurt."),
        ("body", "By the clock of the church."),
    ]
    assert (version.title, version.author, version.date) == ("The weir", "Ines Tarn", "2031-03-04")
    assert version.remarks == (
        "1 note at the end",
        "deleted and hidden text left out",
        "running headers and footers left out",
    )


def test_rtf_that_pandoc_wrote_is_read_whole_and_in_order(tmp_path: Path) -> None:
    version = opened(tmp_path, "weir.rtf", by_pandoc("rtf"))
    texts = [text.removeprefix("• ").replace("\t", " ") for _, text in told(version)]
    assert [text for _, text in TOLD if text in texts] == [text for _, text in TOLD]


def test_struck_text_in_rtf_is_left_out_and_counted(tmp_path: Path) -> None:
    version = opened(
        tmp_path,
        "fee.rtf",
        r"{\rtf1\ansi The fee is {\strike forty \{old\} {\b crowns}} sixty crowns,"
        r" \strike and rising\strike0  from May.\par"
        r"{\striked1 All of this\par} is \strike0 over.\par}",
    )
    assert [" ".join(text.split()) for _, text in told(version)] == [
        "The fee is sixty crowns, from May.",
        "is over.",
    ]
    assert version.remarks == ("3 struck passages left out",)


def test_rtf_in_another_code_page_and_with_bytes_as_they_are_is_read(tmp_path: Path) -> None:
    head = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fnil\fcharset204 Times;}}\f0 "
    assert opened(tmp_path, "a.rtf", head + "Плотина.".encode("cp1251") + rb"\par}").text == "Плотина."
    assert "has no text in it" in refused(tmp_path, "b.rtf", r"{\rtf1 {\pict 00}}")


# Subtitles


def test_subtitles_become_sentences_without_times_and_marks(tmp_path: Path) -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:03,000\n<i>The weir gave way</i>\nat half past four,\n\n"
        "2\n00:00:03,100 --> 00:00:05,000\nand nobody stood on it.\n\n"
        "3\n00:00:06,000 --> 00:00:08,000\n- Who heard it?\n- The miller.\n"
    )
    said = [("body", SAID[0]), ("body", "- Who heard it?"), ("body", "- The miller.")]
    assert told(opened(tmp_path, "weir.srt", srt)) == said
    assert told(opened(tmp_path, "weir.txt", srt)) == said
    assert "has no subtitles in it" in refused(tmp_path, "x.srt", "Nothing is said here.")


def test_webvtt_is_read_without_notes_styles_and_classes(tmp_path: Path) -> None:
    vtt = (
        "WEBVTT - The weir\n\nNOTE\nchecked by Ines\n\nSTYLE\n::cue { color: lime }\n\n"
        "intro\n00:01.000 --> 00:03.000 align:start\n<v Miller>The weir <c.loud>gave way</c>\n\n"
        "00:03.000 --> 00:05.000\n<v Miller>at half past four.\n\n00:05.000 --> 00:06.000\n<v Dean>When?</v>\n"
    )
    assert [text for _, text in told(opened(tmp_path, "weir.vtt", vtt))] == [
        "The weir gave way at half past four.",
        "When?",
    ]


# XML


def test_fictionbook_is_read_with_verse_and_notes(tmp_path: Path) -> None:
    book = (
        '<?xml version="1.0" encoding="windows-1251"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">'
        "<description><title-info><author><first-name>Инес</first-name><last-name>Тарн</last-name></author>"
        "<book-title>Плотина</book-title><lang>ru</lang></title-info></description>"
        "<body><title><p>Плотина</p></title><section><title><p>Глава 1</p></title>"
        '<p>Плотина не <emphasis>выдержала</emphasis><a type="note" l:href="#n1">1</a> в пять.</p>'
        "<poem><stanza><v>Река бежала</v><v>темна и широка</v></stanza></poem></section></body>"
        '<body name="notes"><section id="n1"><title><p>1</p></title><p>По церковным часам.</p></section></body>'
        '<binary id="a.png">AAAA</binary></FictionBook>'
    )
    version = opened(tmp_path, "weir.fb2", book.encode("cp1251"))
    assert told(version) == [
        ("headline", "Плотина"),
        ("heading", "Глава 1"),
        ("body", "Плотина не выдержала в пять."),
        ("body", "Река бежала"),
        ("body", "темна и широка"),
        ("body", "По церковным часам."),
    ]
    assert (version.author, version.language, version.encoding) == ("Инес Тарн", "ru", "cp1251")
    assert version.remarks == ("1 note at the end",)


def test_tei_is_read_as_its_editor_corrected_it(tmp_path: Path) -> None:
    tei = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>The weir</title>'
        "<author>Ines Tarn</author></titleStmt></fileDesc></teiHeader><text xml:lang='en'><body><head>The weir</head>"
        "<fw type='header'>Holm</fw><p>The weir gave <choice><sic>whey</sic><corr>way</corr></choice> at "
        "half<note>By the clock.</note> past <del>three</del><add>four</add>, and no<lb break='no'/>body<pb n='2'/> "
        "stood "
        "on it.</p><lg><l>The river ran</l><l>brown and wide</l></lg>"
        "<sp><speaker>MILLER.</speaker><p>It sang first.</p></sp></body></text></TEI>"
    )
    version = opened(tmp_path, "weir.xml", tei)
    assert told(version) == [
        ("headline", "The weir"),
        ("body", SAID[0]),
        ("body", "The river ran"),
        ("body", "brown and wide"),
        ("body", "MILLER. It sang first."),
        ("body", "By the clock."),
    ]
    assert (version.title, version.author) == ("The weir", "Ines Tarn")


def test_an_article_of_a_feed_is_read(tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>Weir {n}</title><pubDate>Tue, 04 Mar 2031 17:40:00 GMT</pubDate><link>https://h.example/{n}</link>"
        f"<description><![CDATA[<p>{said}</p>]]></description></item>"
        for n, said in enumerate(SAID, 1)
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Holm Courier</title>{items}</channel></rss>"
    version = opened(tmp_path, "feed.xml", feed, "#article=2")
    assert told(version) == [("headline", "Weir 2"), ("body", SAID[1])]
    assert (version.name, version.date, version.url) == ("Holm Courier", "2031-03-04", "https://h.example/2")
    assert "has 2 articles, and no number 4" in refused(tmp_path, "feed.xml", feed, "#article=4")


def test_xml_of_another_kind_is_shown_with_its_tags_and_that_is_said(tmp_path: Path) -> None:
    version = opened(tmp_path, "weir.xml", f"<?xml version='1.0'?><weir>{SAID[0]}</weir>")
    assert version.remarks == ("XML of an unknown kind, shown with its tags",)


def test_damaged_xml_is_read_as_far_as_it_goes_and_entities_are_not_expanded(tmp_path: Path) -> None:
    laughs = "<!DOCTYPE TEI [<!ENTITY a '" + "ha" * 99 + "'><!ENTITY b '&a;&a;&a;'>]>"
    tei = f"<?xml version='1.0'?>{laughs}<TEI><text><body><p>{SAID[0]}&b;</p><p>{SAID[1]}</text></TEI>"
    version = opened(tmp_path, "weir.xml", tei)
    assert [text for _, text in told(version)] == SAID
    assert "damaged XML" in " ".join(version.remarks)


# Notebooks


def test_a_notebook_is_read_without_its_outputs(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# The weir\n", f"{SAID[0]}\n", "\n", f"*{SAID[1]}*"]},
        {"cell_type": "code", "source": "level = 3\nprint(level)", "outputs": [{"text": "3"}]},
        {"cell_type": "markdown", "source": "# Later\nNothing."},
    ]
    notebook = {"cells": cells, "metadata": {"authors": [{"name": "Ines Tarn"}]}, "nbformat": 4}
    version = opened(tmp_path, "weir.ipynb", json.dumps(notebook))
    assert told(version) == [
        ("headline", "The weir"),
        ("body", SAID[0]),
        ("body", SAID[1]),
        ("body", "level = 3"),
        ("body", "print(level)"),
        ("heading", "Later"),
        ("body", "Nothing."),
    ]
    assert (version.author, version.remarks) == ("Ines Tarn", ("1 output left out",))
    assert "no valid JSON" in refused(tmp_path, "x.ipynb", "{")
    assert "is no notebook" in refused(tmp_path, "x.ipynb", "[1]")


# What pandoc reads

CURLED = str.maketrans("“”", '""')


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize(("form", "name"), [("latex", "weir.tex"), ("org", "weir.org"), ("rst", "weir.rst")])
def test_latex_org_and_restructured_text_are_read_through_pandoc(tmp_path: Path, form: str, name: str) -> None:
    version = opened(tmp_path, name, by_pandoc(form))
    texts = [text.translate(CURLED) for _, text in told(version)]
    assert [text for _, text in TOLD if text.translate(CURLED) in texts] == [text for _, text in TOLD]
    assert ("headline", "The weir at Holm") in told(version)
    assert "1 note at the end" in version.remarks


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_formulas_of_latex_stay_as_tex_and_files_it_includes_are_said_to_be_missing(tmp_path: Path) -> None:
    source = r"\documentclass{article}\begin{document}\include{two}It fell by $h=\frac{1}{2}gt^2$.\end{document}"
    version = opened(tmp_path, "weir.tex", source)
    assert version.text == r"It fell by \(h=\frac{1}{2}gt^2\)."
    assert version.remarks == ("1 part in other files left out",)


def test_without_pandoc_such_a_text_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SourceError, match=r"weir\.tex is LaTeX, which pandoc reads: install pandoc, or pip install"):
        read_by_pandoc("latex", b"x", "weir.tex")


# Kinds


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"WEBVTT\n\n", "", "subtitles"),
        (b"1\r\n00:00:01,000 --> 00:00:03,000\r\n", ".txt", "subtitles"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><!DOCTYPE TEI>\n<tei:TEI>", ".xml", "xml_text"),
        (b"\\documentclass{article}", "", "latex"),
        (b"# Weir", ".md", "markdown"),
        (b"Weir", ".rst", "rst"),
        (b"Weir", ".txt", ""),
        (b"1\n\n00:00 The weir", "", ""),
        (b"<weir/>", ".xml", ""),
        (b"<?xml ?>" + b"<!---->" * 500, "", ""),
    ],
)
def test_the_kind_of_a_text_is_known_by_its_first_bytes_or_its_ending(data: bytes, suffix: str, kind: str) -> None:
    assert text_kind(data, suffix) == kind


@pytest.mark.default_cases(3)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("weir.eml", letter("\n\n".join(SAID), 'multipart/mixed; boundary="b"').encode()),
        ("weir.rtf", rb"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\*\generator x;}\pard The weir \u8220?gave\'94 way.\par}"),
        ("weir.fb2", b"<FictionBook><body><section><p>The weir gave way.</p></section></body></FictionBook>"),
        ("weir.srt", b"1\n00:00:01,000 --> 00:00:03,000\nThe weir gave way.\n"),
        ("weir.ipynb", b'{"cells": [{"cell_type": "markdown", "source": ["The weir gave way."]}]}'),
    ],
)
def test_a_torn_file_is_read_in_part_or_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, share: float
) -> None:
    torn = data[: int(len(data) * share)]
    try:
        said = opened(tmp_path, name, torn).text
    except SourceError as error:
        said = str(error)
    assert said.replace("\n", "").isprintable()
    assert "</" not in said


def test_front_matter_in_toml_is_not_shown(tmp_path: Path) -> None:
    version = opened(tmp_path, "weir.md", f'+++\ntitle = "The weir"\ndate = 2031-03-04\n+++\n\n{SAID[0]}\n')
    assert (version.text, version.title, version.date) == (SAID[0], "The weir", "2031-03-04")
