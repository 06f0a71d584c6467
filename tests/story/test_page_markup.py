"""What markup says about words is followed: hidden, struck, a reading, a formula, a note, a page number."""

from __future__ import annotations

import pytest

from reader.story.formats.child import ALL_TEXT
from reader.story.formats.sandbox import Parsed, read_html
from reader.story.version import Furniture, Role

STORY = (
    "The mill on the Orla has ground its last sack of rye, and the miller keeps bees in the flour loft now.",
    "Her grandfather bought the stones in Brenna in 1911 and brought them home on a sledge in one night.",
    "Nobody in the valley bakes with local flour any more, says the baker, who drives to the coast for his.",
    "The wheel still turns on Sundays when the school brings a class, and it squeaks so that the ducks leave.",
)


def page(*body: str, head: str = "", title: str = "The mill stands still") -> str:
    inside = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in body)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<article><h1>The mill stands still</h1>{inside}</article></body></html>"
    )


def told(found: Parsed) -> list[str]:
    """The paragraphs that are neither the headline nor furniture."""
    roles = (Role.HEADLINE, Role.FURNITURE)
    texts = zip(found.page.paragraphs, found.page.roles, strict=True)
    return [span.of(found.page.text) for span, role in texts if role not in roles]


def folded(found: Parsed) -> list[str]:
    texts = zip(found.page.paragraphs, found.page.roles, strict=True)
    return [span.of(found.page.text) for span, role in texts if role is Role.FURNITURE]


def read(source: str) -> Parsed:
    return read_html(source, "page.html")


def test_punctuation_that_was_escaped_twice_is_punctuation_and_an_entity_that_is_written_about_stays() -> None:
    said = (
        "“Nobody asked me,” says Mara Pell, “and I would have said no.”",
        "The rye –\u00a0all of it –\u00a0is gone…",
    )
    twice = [
        text.replace("“", "&amp;ldquo;").replace("”", "&amp;rdquo;").replace("–\u00a0", "&amp;ndash;&amp;nbsp;")
        for text in said
    ]
    found = read(page(*STORY[:2], twice[0], twice[1].replace("…", "&amp;hellip;"), f"{twice[0]} So she said."))
    assert told(found)[2:] == [said[0], said[1].replace("\u00a0", " "), f"{said[0]} So she said."]
    about = "Write &amp;nbsp; where a line must not break, <code>&amp;mdash;</code> for a dash, and mind the mill."
    assert "Write &nbsp; where a line must not break, &mdash; for a dash, and mind the mill." in told(
        read(page(*STORY, about))
    )


def test_struck_text_is_left_out_with_a_remark() -> None:
    inserted = "The fee is <s>two</s> three crowns, and <del>no</del> <ins>one</ins> child in four pays it at all."
    found = read(page(STORY[0], inserted, *STORY[1:]))
    assert told(found)[1] == "The fee is three crowns, and one child in four pays it at all."
    assert found.remarks == ("2 struck passages left out",)


def test_an_element_that_strikes_most_of_the_page_strikes_nothing() -> None:
    found = read(page("<s>" + "".join(f"<p>{text}</p>" for text in STORY) + "</s>"))
    assert told(found) == list(STORY)
    assert found.remarks == ()


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none !important">{}</p>',
        '<p style="visibility:hidden">{}</p>',
        '<p style="font-size:0">{}</p>',
        '<p style="position:absolute; left:-9999px">{}</p>',
        '<p class="visually-hidden">{}</p>',
        '<p class="screen-reader-text">{}</p>',
        "<p hidden>{}</p>",
    ],
)
def test_hidden_text_is_not_read(hidden: str) -> None:
    found = read(page(*STORY[:2], hidden.format("Opens in a window of its own."), *STORY[2:]))
    assert told(found) == list(STORY)


def test_text_that_a_script_fades_in_is_read() -> None:
    found = read(page(*(f'<p style="opacity:0">{text}</p>' for text in STORY)))
    assert told(found) == list(STORY)


def test_readings_of_characters_are_left_out_with_a_remark() -> None:
    body = "<p><ruby>水車<rp>(</rp><rt>すいしゃ</rt><rp>)</rp></ruby>は日曜日だけ回り、学校の子どもたちが見に来る。</p>"
    found = read(page(body, "<p>粉屋は今、屋根裏で蜂を飼っていて、パン屋は海岸まで粉を買いに行く。</p>"))
    assert told(found)[0] == "水車は日曜日だけ回り、学校の子どもたちが見に来る。"
    assert found.remarks == ("1 reading of characters (ruby) left out",)


@pytest.mark.parametrize(
    ("mark", "back"),
    [
        ('<sup id="r1"><a href="#n1">1</a></sup>', '<a href="#r1">↩</a>'),
        ('<a id="r1" href="#n1"><sup>[a]</sup></a>', '<a href="#r1" class="footnote-backref">back</a>'),
        ('<a id="r1" href="#n1" role="doc-noteref">1</a>', '<a href="#r1" role="doc-backlink">^</a>'),
        ('<a id="r1" href="#n1">[1]</a>', ""),
    ],
)
def test_the_number_of_a_note_is_no_word_and_the_note_comes_last(mark: str, back: str) -> None:
    note = f'<div class="footnotes"><ol><li id="n1"><p>The bill of sale hangs in the hall. {back}</p></li></ol></div>'
    found = read(page(STORY[0], STORY[1] + mark, *STORY[2:], note))
    assert told(found) == [*STORY, "The bill of sale hangs in the hall."]


def test_a_raised_number_that_leads_nowhere_stays() -> None:
    found = read(page(*STORY, "The pond behind the weir holds 40 m<sup>3</sup> of water, and some ducks in spring."))
    assert told(found)[-1] == "The pond behind the weir holds 40 m3 of water, and some ducks in spring."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<math><mi>P</mi><mo>=</mo><mi>ρ</mi><mi>g</mi><msup><mi>h</mi><mn>2</mn></msup></math>", "P=ρgh^2"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>", "(a+b)/2"),
        (
            '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\sqrt{x}</annotation>'
            "</semantics></math>",
            "\\sqrt{x}",
        ),
        (
            '<span class="mwe-math-element"><span style="display:none"><math alttext="{\\displaystyle v^{2}}">'
            '<mi>v</mi></math></span><img alt="{\\displaystyle v^{2}}"></span>',
            "v^{2}",
        ),
        ('<script type="math/tex">v = s/t</script>', "v = s/t"),
        (
            '<span class="katex"><span class="katex-mathml"><math><mi>q</mi></math></span>'
            '<span class="katex-html" aria-hidden="true">q</span></span>',
            "q",
        ),
    ],
)
def test_a_formula_is_text(markup: str, text: str) -> None:
    found = read(page(*STORY, f"The power of the wheel is {markup}, as the teacher writes on the wall each Sunday."))
    assert told(found)[-1] == f"The power of the wheel is {text}, as the teacher writes on the wall each Sunday."


def test_a_page_inside_a_frame_is_read_in_its_place() -> None:
    frame = f'<iframe srcdoc="<p>{STORY[1]}</p><p>{STORY[2]}</p>"></iframe>'
    assert told(read(page(STORY[0], frame, STORY[3]))) == list(STORY)


def test_an_article_in_a_template_is_read_if_it_is_most_of_the_page() -> None:
    template = '<script type="text/template">' + "".join(f"<p>{text}</p>" for text in STORY * 2) + "</script>"
    assert told(read(page(template))) == [*STORY, *STORY]


@pytest.mark.parametrize(
    "around",
    [
        '<div class="entry-content-read-more">{}</div>',
        '<div class="no-share">{}</div>',
        '<div class="layout sidebar-right">{}</div>',
        '<section class="non-paywall">{}</section>',
        "<aside>{}</aside>",
        "<footer>{}</footer>",
    ],
)
def test_an_element_that_holds_the_article_is_not_furniture_whatever_its_name(around: str) -> None:
    comments = "".join(
        f"<p>Reader {n} says that a mill is a mill, and that bees should live where bees live.</p>" for n in "ABCD"
    )
    source = page(around.format("".join(f"<p>{text}</p>" for text in STORY)))
    found = read(source.replace("</body>", f'<div class="comments">{comments}</div></body>'))
    assert told(found) == list(STORY)


def test_entries_that_are_classed_as_comments_are_the_article_if_they_hold_it() -> None:
    entries = "".join(f'<div class="live-comment"><p>{text}</p></div>' for text in STORY)
    assert told(read(page(entries))) == list(STORY)


def test_a_paragraph_that_is_one_link_is_text() -> None:
    linked = f'<div class="markup"><p><a href="/x"><strong>{STORY[2]}</strong></a></p></div>'
    assert told(read(page(*STORY[:2], linked, STORY[3]))) == list(STORY)


def test_captions_appeals_and_dates_fold_and_are_no_headings() -> None:
    around = (
        "<div>May 12, 2031</div><div>12</div>",
        '<figure><img src="m.jpg"><figcaption>The mill in winter</figcaption></figure>',
        '<div class="wp-caption"><p>Stones from Brenna</p></div>',
        "<p>Get the miller’s stories in your inbox</p>",
        "<p>SOURCE: Valley Gazette</p>",
    )
    found = read(page(*around[:2], *STORY[:2], *around[2:], *STORY[2:]))
    assert told(found) == list(STORY)
    assert Role.HEADING not in found.page.roles


def test_folded_furniture_is_of_a_kind() -> None:
    around = {
        '<div class="byline">Ines Calder</div>': Furniture.BYLINE,
        "<div>May 12, 2031</div>": Furniture.DATE,
        '<figure><img src="m.jpg"><figcaption>The mill in winter</figcaption></figure>': Furniture.CAPTION,
        '<span class="photo-credit"><p>Valley Gazette / Bo Marsh</p></span>': Furniture.CREDIT,
        "<p>Get the miller’s stories in your inbox</p>": Furniture.NEWSLETTER,
        "<p>SOURCE: Valley Gazette</p>": Furniture.CREDIT,
        '<div class="most-read"><p>Ducks leave the pond</p></div>': Furniture.MOST_READ,
        '<div class="related"><p>The goat is back</p></div>': Furniture.RELATED,
        '<ul class="social-links"><li>Threads</li></ul>': Furniture.SHARE,
        '<div class="tags"><p>mills, bees</p></div>': Furniture.TAGS,
        "<div>Advertisement</div>": Furniture.ADVERTISEMENT,
        '<div class="sidebar"><p>Ring twice</p></div>': None,
    }
    above, amid = list(around)[:3], list(around)[3:]
    found = read(page(*above, *STORY[:2], *amid, *STORY[2:])).page
    assert [kind for kind, role in zip(found.kinds, found.roles, strict=True) if role is Role.FURNITURE] == [
        *around.values()
    ]


@pytest.mark.parametrize(
    ("tag", "is_lead"),
    [
        ("<h2>{}</h2>", True),
        ("<p>{}</p>", True),
        ('<h2 class="sub-head">{}</h2>', False),
        ('<p class="articleDek">{}</p>', False),
        ('<div class="summary"><p>{}</p></div>', False),
        ("<ul><li>{}</li></ul>", False),
    ],
)
def test_two_sentences_under_the_headline_are_a_lead_unless_the_markup_calls_them_a_subtitle(
    tag: str, is_lead: bool
) -> None:
    said = "The wheel has stopped for good. Nobody in the valley wants the flour of a mill any more."
    headline = "<h1>The mill stands still</h1>"
    above = f"<div><header>{headline}{tag.format(said)}</header><article>"
    source = page(*STORY, *LAMP).replace(f"<article>{headline}", above).replace("</article>", "</article></div>")
    assert (said in told(read(source))) is is_lead


def test_teasers_above_the_headline_are_no_text_although_one_has_the_articles_first_words() -> None:
    teasers = [f"The mill stands still {STORY[0][:60]}...", *(f"Ducks leave the pond. {text}" for text in LAMP)]
    logo = '<div class="wrap"><h1>Valley Gazette</h1></div>'
    above = f"<div>{logo}<ul>{''.join(f'<li>{text}</li>' for text in teasers)}</ul>"
    body = "".join(f"<p>{text}</p>" for text in STORY)
    found = read(
        f"<html><head><title>The mill stands still</title></head><body>{above}"
        f'<div class="story"><h2 class="article-title">The mill stands still</h2>{body}</div></div></body></html>'
    )
    assert told(found) == list(STORY)
    assert found.page.roles[0] is Role.HEADLINE


def test_a_list_below_a_heading_that_announces_links_folds() -> None:
    teasers = "".join(f"<li>{text}</li>" for text in LAMP)
    for heading in ('<h2 class="related_post_title">Weiteres</h2>', "<h3>Read more</h3>"):
        found = read(page(*STORY, *STORY[::-1], f"{heading}<ul>{teasers}</ul>"))
        assert [text for text in told(found) if text in LAMP] == []
        assert [text for text in told(found) if text in STORY] == [*STORY, *STORY[::-1]]


def test_a_page_whose_only_article_is_a_calendar_is_shown_whole() -> None:
    days = "".join(f"<tr>{''.join(f'<td>{week * 7 + day}</td>' for day in range(1, 8))}</tr>" for week in range(4))
    calendar = f"<article><table>{days}</table></article>" * 3
    found = read(f"<html><body><div>{calendar}</div><div><div>{'</div><div>'.join(STORY)}</div></div></body></html>")
    assert [text for text in told(found) if text in STORY] == list(STORY)


def test_headings_amid_the_article_are_headings() -> None:
    found = read(page(*STORY[:2], "<h2>Flour from the coast</h2>", *STORY[2:]))
    at = told(found).index("Flour from the coast")
    assert at == 2
    assert Role.HEADING in found.page.roles


def test_the_headline_is_the_heading_that_agrees_with_the_title() -> None:
    source = page(*STORY).replace("<h1>The mill stands still</h1>", '<h3 class="post-title">The mill stands still</h3>')
    found = read(source.replace("<article>", "<h1>Notes from the valley</h1><article>"))
    assert found.page.paragraphs[0].of(found.page.text) == "The mill stands still"
    assert found.page.roles[0] is Role.HEADLINE
    assert "Notes from the valley" not in told(found)


@pytest.mark.parametrize("title", ["The mill stands still | Valley Gazette", "The mill stands still - Valley Gazette"])
def test_a_title_is_without_the_name_of_its_site(title: str) -> None:
    assert read(page(*STORY, title=title)).page.title == "The mill stands still"


def test_a_second_headline_for_another_window_folds() -> None:
    found = read(page('<div class="mobile-title">The mill stands still</div>', *STORY))
    assert told(found) == list(STORY)


def test_an_encyclopedia_article_is_read_without_its_marks() -> None:
    head = '<div id="siteSub" class="noprint">From the Free Encyclopedia</div>'
    box = '<table class="infobox"><tr><th>Built</th><td>1804</td></tr></table>'
    edit = '<div><h2>History</h2><span class="mw-editsection">[<a href="/e">edit</a>]</span></div>'
    cited = STORY[1] + '<sup class="reference"><a href="#cite_note-1">[1]</a></sup>'
    sources = '<ol class="references"><li id="cite_note-1">Bill of sale, 1911.</li></ol>'
    found = read(page(head, box, STORY[0], edit, cited, *STORY[2:], sources))
    assert told(found) == [STORY[0], "History", *STORY[1:]]
    assert folded(found)[-1] == "Bill of sale, 1911."


def test_two_saved_revisions_of_an_encyclopedia_article_differ_in_their_text_alone() -> None:
    def revision(editor: str, moment: str, year: str) -> str:
        about = f"This is an old revision of this page, as edited by {editor} at {moment}, and no longer current."
        box = f'<div id="contentSub"><div class="mw-revision"><div>{about}</div><div>(<a>diff</a>)</div></div></div>'
        return page(
            box, STORY[0], f"The stones were bought in {year} and brought home on a sledge in one night.", *STORY[2:]
        )

    one, other = read(revision("Ann", "09:12, 3 May 2029", "1911")), read(revision("Bo", "10:20, 9 June 2030", "1912"))
    assert one.page.text.replace("1911", "1912") == other.page.text


def stated(*paragraphs: str) -> str:
    body = "\\n\\n".join(paragraphs)
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'


def test_an_article_that_only_the_pages_data_holds_is_read_from_there_and_said() -> None:
    found = read(page(STORY[0], head=stated(*STORY)))
    assert told(found) == list(STORY)
    assert [remark for remark in found.remarks if "data for search engines" in remark] == list(found.remarks)


def test_a_page_with_more_text_than_its_data_is_read_itself() -> None:
    found = read(page(*STORY, head=stated(*STORY[:2])))
    assert told(found) == list(STORY)
    assert found.remarks == ()


def test_running_text_outside_the_article_is_said_with_its_size() -> None:
    posts = "".join(f"<div><section><div><p>{text} {text} {text}</p></div></section></div>" for text in STORY)
    found = read(page(*STORY).replace("</article>", f"</article><div>{posts}</div>"))
    shown = sum(map(len, told(found)))
    whole = sum(map(len, STORY)) * 4
    assert shown > whole * 0.9 or any("outside the article" in remark or remark == ALL_TEXT for remark in found.remarks)


LAMP = (
    "The lamp in the mill’s yard was bought with pennies that the children of two schools had put into a jar in Lent.",
    "It burns from four in the afternoon, and the carters say that it can be seen from the second bend of the road.",
    "In a thaw it hisses, and then the miller’s aunt comes out with a broom and knocks the ice from its iron collar.",
    "Whoever breaks it has to read aloud to the carters for one whole winter, which has happened twice since the war.",
)


def test_an_article_in_several_chunks_with_advertisements_between_is_whole() -> None:
    chunk = '<div class="grid"><div class="body-text">{}</div></div>'
    paragraphs = [f"{text} {other} {text}" for text in STORY for other in LAMP]
    chunks = [chunk.format("".join(f"<p>{text}</p>" for text in paragraphs[n : n + 4])) for n in range(0, 16, 4)]
    found = read(page('<div class="row"><div class="advert">Advertisement</div></div>'.join(chunks)))
    assert told(found) == paragraphs


def test_a_headline_inside_a_header_that_is_named_after_links_to_share_is_the_headline() -> None:
    header = '<header class="has-social"><h1>The mill stands still</h1></header>'
    found = read(page(*STORY).replace("<h1>The mill stands still</h1>", header))
    assert found.page.roles[0] is Role.HEADLINE
    assert found.page.paragraphs[0].of(found.page.text) == "The mill stands still"
    assert told(found) == list(STORY)


def test_a_story_told_beside_pictures_is_its_text_although_its_box_is_called_a_gallery() -> None:
    first = f'<div class="gallery-title-wrap"><h2>The loft</h2><p>{STORY[0]} {LAMP[0]}</p></div>'
    found = read(page(first, f"{STORY[1]} {LAMP[1]}"))
    assert told(found) == ["The loft", f"{STORY[0]} {LAMP[0]}", f"{STORY[1]} {LAMP[1]}"]


def test_what_a_recipe_needs_is_listed_once() -> None:
    needed = ("2 pounds of rye flour", "1 pinch of salt", "3 spoons of honey")
    items = "".join(f'<li itemprop="recipeIngredient">{item}</li>' for item in needed)
    narrow, wide = (f'<div class="tabs-{size}"><div><ul>{items}</ul></div></div>' for size in ("narrow", "wide"))
    steps = "".join(f"<p>{text}</p>" for text in (*STORY, *LAMP))
    found = read(page(narrow, f'<div class="steps">{steps}</div>', wide))
    assert told(found) == [*needed, *STORY, *LAMP]
    assert folded(found) == [] or folded(found) == list(needed)


def test_a_post_of_one_link_is_not_lost_to_the_news_of_another_site_beside_it() -> None:
    news = "".join(f"<li><a href='/n'>News</a><div class='summary'>{text}</div></li>" for text in LAMP)
    beside = f'<div class="sidebar"><div class="widget"><ul>{news}</ul></div></div>'
    post = '<div class="post"><div class="entry"><p><a href="/mill.pdf">PDF: the mill’s rules</a></p></div></div>'
    found = read(page(post).replace("</body>", f"{beside}</body>"))
    assert told(found) == ["PDF: the mill’s rules"]
    assert any("outside the article" in remark for remark in found.remarks)
