"""Furniture is recognised by its phrase, whatever its case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.story.paragraphs import is_furniture, is_label, kind_by_form
from reader.story.sentences import segment
from reader.story.version import Furniture, Role, role_named

LABELS = """
Related Articles|Recommended stories|More news|Other posts|Latest headlines|Popular topics|Trending videos
Similar coverage|Suggested reading|See also|See more|Read next|Watch more|Most read|Most popular|Most viewed|Most shared
You may also like|You might like|More on the Orla|More from Brenna|More about bridges|Recommended|Recommended for you
Trending|Trending now|Up next|Don't miss|Don’t miss|Tag|Tags
More|Most read in world news|Most viewed on Monday
"""
OTHERS = """
Advertisement|Advertisements|Sponsored|Sponsored content|Story continues below|Article continues below the ad
Share|Share this|Share on Facebook|Print|Print this page|Email|E-mail this|Follow us|Like us on Facebook
Find us on Mastodon, Bluesky|Sign up|Signing up for our letters|Subscribe|Subscribe to the Ledger|Log in|Login|Sign in
Register|Register now|Join the conversation|Leave a comment|Post a reply|Add a comment|Comments|3 comments|Comments (12)
Comment 4|Click here to read on|Continue reading|Skip to content|Skip to main content|Back to top|Cookies
Accept all cookies|All cookies|All rights reserved|Copyright 2031 The Ledger|©The Ledger|Image: Ann Lee
E-mail the story|Photo credit: Bo Marsh|Photos: Bo Marsh|Picture source: The Ledger
Read more: Nine years of mud|See also: Ducks leave the river|Watch next: The goat|More: Mud sells well|Related: Ducks
By Ann Lee|By Ann Lee and Bo Marsh|By Ann Lee, Harbour Ledger|Published on 12 February 2031|Updated: 10.30, 12 May
Last updated at 10.30|Posted 3 days ago
"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.split("\n") for phrase in line.split("|") if phrase]


@pytest.mark.parametrize("phrase", phrases(LABELS))
def test_a_label_announces_links_and_is_furniture_in_any_case(phrase: str) -> None:
    for written in (phrase, phrase.upper(), phrase.lower(), f"{phrase}:", f"» {phrase} »"):
        assert is_label(written)
        assert is_furniture(written)


@pytest.mark.parametrize("phrase", phrases(OTHERS))
def test_other_furniture_is_recognised_by_its_phrase(phrase: str) -> None:
    assert is_furniture(phrase)
    assert not is_label(phrase)


@pytest.mark.parametrize("phrase", phrases(LABELS) + phrases(OTHERS))
def test_a_sentence_that_begins_like_furniture_is_none(phrase: str) -> None:
    assert not is_furniture(f"{phrase.split()[0].rstrip(':')} snow fell on the pass until the morning train came")


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("By Ann Lee, Harbour Ledger", Furniture.BYLINE),
        ("Last updated at 10.30", Furniture.DATE),
        ("Photo credit: Bo Marsh", Furniture.CREDIT),
        ("Most read", Furniture.MOST_READ),
        ("Related: Ducks", Furniture.RELATED),
        ("READ NEXT:", Furniture.RELATED),
        ("Share on Facebook", Furniture.SHARE),
        ("Subscribe to the Ledger", Furniture.NEWSLETTER),
        ("12 comments", Furniture.COMMENTS),
        ("Post a reply", Furniture.COMMENTS),
        ("Posted 3 days ago", Furniture.DATE),
        ("Story continues below", Furniture.ADVERTISEMENT),
        ("Skip to content", Furniture.NAVIGATION),
        ("All rights reserved", Furniture.COPYRIGHT),
        ("All cookies", None),
        ("* * *", None),
        ("The ducks leave the river", None),
    ],
)
def test_a_phrase_names_its_kind(phrase: str, kind: Furniture | None) -> None:
    assert kind_by_form(phrase) is kind


@pytest.mark.parametrize("phrase", phrases(LABELS))
def test_each_label_names_its_kind(phrase: str) -> None:
    assert kind_by_form(phrase) in (Furniture.RELATED, Furniture.MOST_READ, Furniture.TAGS)


def test_links_under_a_label_are_of_its_kind_and_what_comes_after_is_not() -> None:
    told = ("The mill stands still", "The mill has ground its last sack.", "Most read", "Ducks leave", "Goats come",
            "The stones came from Brenna.", "* * *")  # fmt: skip
    paragraphs, _ = segment("\n\n".join(told))
    kinds = [paragraph.kind for paragraph in paragraphs]
    assert kinds == [None, None, *[Furniture.MOST_READ] * 3, None, None]


def test_a_paragraph_that_is_brought_back_has_no_kind_of_furniture() -> None:
    (paragraph,), _ = segment("By Ann Lee")
    assert (paragraph.role, paragraph.furniture) == (Role.FURNITURE, "byline")
    assert replace(paragraph, role=Role.BODY).furniture == ""


def test_names_of_kinds_and_roles_are_read_apart() -> None:
    assert not {kind.value for kind in Furniture} & {role.value for role in Role}
    assert (role_named("caption"), role_named("heading"), role_named("")) == (Furniture.CAPTION, Role.HEADING, None)
    with pytest.raises(ValueError, match="nonsense"):
        role_named("nonsense")
