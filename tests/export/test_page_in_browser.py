"""The page in a real Chromium: keys, mouse, links, paper, and that it asks nobody for anything.

Skipped where there is no Chromium with its driver (Debian: chromium, chromium-driver).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.export.page import PageNote, QuotedPassage, comparison_page
from reader.notes.entries import Kind
from reader.story.clean import clean
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from tests.align.helpers import read
from tests.browser import IN_A_BROWSER
from tests.export.test_page import HOSTILE, folded

pytestmark = IN_A_BROWSER


class Shown:
    """A page on screen, and what a reader does with it."""

    def __init__(self, chrome: Chrome, file: Path) -> None:
        self.chrome = chrome
        self.file = file

    def open(self, page: str, width: int = 1440, height: int = 900) -> None:
        self.file.write_text(page, "utf-8")
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.log("browser")
        self.log("performance")
        self.chrome.get(self.file.as_uri())

    def tell(self, command: str, **arguments: Any) -> Any:
        return self.chrome.execute_cdp_cmd(command, arguments)

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was last asked for."""
        found: list[dict[str, Any]] = self.chrome.get_log(kind)  # type: ignore[no-untyped-call]
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.chrome).send_keys(key).perform()

    def one(self, selector: str) -> WebElement:
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return [found for found in self.chrome.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()]

    @property
    def view(self) -> str:
        return str(self.one("html").get_attribute("data-view"))

    @property
    def cursor(self) -> tuple[str, int]:
        """The side and the sentence that the cursor is on; the focus is there too."""
        found = self.one('[aria-current="true"]')
        assert found == self.chrome.switch_to.active_element
        side = self.chrome.execute_script("return arguments[0].closest('[data-side]').dataset.side", found)
        return "AB"[int(side)], int(str(found.get_attribute("data-s")).split()[0])

    @property
    def partners(self) -> list[int]:
        return [int(str(found.get_attribute("data-s"))) for found in self.all(".s.lit:not(.cursor)")]

    @property
    def said(self) -> str:
        return self.one("#said").text

    def top(self, element: WebElement) -> float:
        return float(self.chrome.execute_script("return arguments[0].getBoundingClientRect().top", element))

    def colour(self, element: WebElement) -> str:
        return str(self.chrome.execute_script("return getComputedStyle(arguments[0]).color", element))

    def network(self) -> list[tuple[str, dict[str, Any]]]:
        """What went on between the page and the world since it was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [(event["method"].removeprefix("Network."), event["params"]) for event in events]

    def scrolled(self, pane: WebElement) -> int:
        return int(self.chrome.execute_script("return Math.round(arguments[0].scrollTop)", pane))

    def requests(self) -> list[str]:
        """What was asked for since the page was opened, itself included."""
        return [told["request"]["url"] for method, told in self.network() if method == "requestWillBeSent"]


@pytest.fixture
def page(chrome: Chrome, tmp_path: Path) -> Iterator[Shown]:
    yield Shown(chrome, tmp_path / "page.html")
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def shipped(number: int) -> tuple[Comparison, str]:
    story = open_story([str(shipped_stories()[number])])
    comparison = compare(story.versions)
    return comparison, comparison_page(comparison, title=story.title)


def test_the_keys_walk_from_passage_to_passage(page: Shown) -> None:
    comparison, html = shipped(0)
    (pair,) = comparison.pairs
    page.open(html)
    page.press("j")
    assert page.cursor == ("A", 1)
    page.press("k")
    assert page.cursor == ("A", 0)
    told = comparison.versions[0]
    linked = sorted({s for link in pair.links if link.reuse.strong for s in link.left})
    following = [s for s in linked[1:] if not told.paragraphs[told.sentences[s].paragraph].role.aside]
    page.press("}", "}")
    assert page.cursor == ("A", following[1])
    page.press("{")
    assert page.cursor == ("A", following[0])
    page.press("]")
    assert "only in A" in page.said
    page.press("G")
    assert page.cursor[0] == "A"
    page.press("j")
    assert page.said == "nothing further down"


def test_a_conflict_is_found_lit_with_its_partner_and_told_in_words(page: Shown) -> None:
    comparison, html = shipped(0)
    page.open(html)
    page.press("!")
    side, sentence = page.cursor
    link = next(k for k in comparison.pairs[0].links if k.conflicts and sentence in k.left)
    assert side == "A"
    assert page.partners == list(link.right)
    place = comparison.versions[1].sentences[link.right[0]].paragraph + 1
    assert f"{link.reuse.value} in B {place}" in page.said
    assert f"conflict: {link.conflicts[0].about}" in page.said
    assert page.all(".links .hot")


def test_enter_goes_to_the_partner_and_home_and_backspace_back(page: Shown) -> None:
    comparison, html = shipped(0)
    page.open(html)
    page.press("}")
    here = page.cursor
    link = next(k for k in comparison.pairs[0].links if k.reuse.strong and here[1] in k.left)
    page.press(Keys.ENTER)
    assert page.cursor == ("B", link.right[0])
    page.press(Keys.BACKSPACE)
    assert page.cursor == here
    page.press(Keys.ENTER)
    for _ in range(8):  # through its other partners, if it has any, and home
        if page.cursor == here:
            break
        page.press(Keys.ENTER)
    assert page.cursor == here


def test_tab_goes_to_the_other_version_and_shift_tab_leaves_the_text(page: Shown) -> None:
    _, html = shipped(0)
    page.open(html)
    page.press("j", Keys.TAB)
    assert page.cursor[0] == "B"
    page.press(Keys.TAB)
    assert page.cursor[0] == "A"
    ActionChains(page.chrome).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert page.chrome.switch_to.active_element.tag_name == "button"


def test_the_views_follow_each_other_and_the_passage_stays(page: Shown) -> None:
    _, html = shipped(0)
    page.open(html)
    assert page.view == "facing"
    page.press("!")
    words = page.one('#facing [aria-current="true"]').text
    page.press("v")
    assert page.view == "rows"
    assert page.one('#rows [aria-current="true"]').text == words
    page.press("v")
    assert page.view == "merged"
    merged = page.one('#merged [aria-current="true"]')
    assert merged.is_displayed()
    assert any(word in merged.text for word in words.split())
    page.press("v")
    assert page.view == "facing"
    assert page.one('#facing [aria-current="true"]').text == words


def test_in_the_merged_view_enter_shows_and_hides_the_translations_of_a_passage(page: Shown) -> None:
    page.open(shipped(3)[1])
    page.press("v", "v")
    assert page.view == "merged"
    assert page.all(".tr") == []
    page.press(Keys.ENTER)
    assert [found.text for found in page.all(".tr")] == [
        "B⇔\nGletscher gibt nach 61 Jahren einen Postsack frei",
        "C⇔\nLe glacier rend un sac postal après 61 ans",
    ]
    page.press(Keys.ENTER)
    assert page.all(".tr") == []


def test_a_click_puts_the_cursor_on_a_passage_and_hovering_lights_its_partner(page: Shown) -> None:
    comparison, html = shipped(2)
    page.open(html)
    link = next(k for k in comparison.pairs[0].links if k.reuse.strong and not k.moved and k.left[0] > 1)
    target = page.one(f'#facing [data-side="0"] [data-s="{link.left[0]}"]')
    ActionChains(page.chrome).move_to_element(target).perform()
    assert [own.get_attribute("data-s") for own in page.all(".s.hover")] == [str(link.left[0]), str(link.right[0])]
    target.click()
    assert page.cursor == ("A", link.left[0])
    assert link.right[0] in page.partners


def test_a_partner_in_order_stands_level_with_the_passage(page: Shown) -> None:
    comparison, html = shipped(2)
    page.open(html)
    strong = [k for k in comparison.pairs[0].links if k.reuse.strong and not k.moved]
    link = strong[len(strong) // 2]
    page.press("g")
    while page.cursor[1] < link.left[0]:
        page.press("}")
    here, there = page.one(".s.cursor"), page.one(".s.lit:not(.cursor)")
    assert abs(page.top(here) - page.top(there)) < 2


def test_what_both_say_is_quiet_and_what_one_alone_says_is_bright(page: Shown) -> None:
    _, html = shipped(0)
    page.open(html)
    unique = page.one("#facing .k.unique .s:not(.lit)")
    shared = page.one("#facing p .k:is(.verbatim, .edited) .s:not(.lit)")
    conflict = page.one("#facing .c")
    assert len({page.colour(unique), page.colour(shared), page.colour(conflict)}) == 3


def test_the_page_follows_the_viewers_light_or_dark(page: Shown) -> None:
    _, html = shipped(0)
    grounds = []
    for scheme in ("light", "dark"):
        page.open(html)
        page.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        grounds.append(page.chrome.execute_script("return getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == ["rgb(247, 242, 232)", "rgb(27, 25, 23)"]


def test_no_request_leaves_the_page_and_the_console_stays_empty(page: Shown) -> None:
    _, html = shipped(1)
    page.open(html)
    page.press("j", "!", Keys.ENTER, "v", "j", "v", "]", "v", "?", Keys.ESCAPE, "3", "l", "h", "g", "G", Keys.BACKSPACE)
    assert page.requests() == [page.file.as_uri()]
    assert page.log("browser") == []


def test_the_policy_stops_what_is_not_the_pages_own(page: Shown) -> None:
    _, html = shipped(0)
    page.open(html.replace("</body>", "<script>window.hit = 1</script><img src='http://127.0.0.1:9/x.png'></body>"))
    assert page.chrome.execute_script("return window.hit") is None
    refused = [told.get("blockedReason") for method, told in page.network() if method == "loadingFailed"]
    assert refused == ["csp"]
    assert len(page.log("browser")) >= 2  # of both it was said


def test_hostile_text_stands_on_the_screen_to_the_letter(page: Shown) -> None:
    left = "\n\n".join(clean(f"The mayor of Velden read aloud: {text} and sat down.") for text in HOSTILE)
    comparison = compare([read(left), read(left.replace("mayor", "bishop"), "B")])
    page.open(comparison_page(comparison, title=HOSTILE[1]))
    for view in ("facing", "rows"):
        assert page.view == view
        shown = folded(" ".join(own.text for own in page.all(f'#{view} [data-side="0"] .s')))
        assert shown == folded(left)
        page.press("v")
    assert page.one("h1").text == clean(HOSTILE[1])
    assert page.chrome.execute_script("return window.hit") is None
    assert page.requests() == [page.file.as_uri()]
    assert page.log("browser") == []


def test_of_three_versions_two_are_chosen_and_merged_shows_all(page: Shown) -> None:
    comparison, html = shipped(1)
    page.open(html)
    names = [version.name for version in comparison.versions]
    assert [head.text for head in page.all("#facing h3")] == [f"A {names[0]}", f"B {names[1]}"]
    page.press("3")
    assert [head.text for head in page.all("#facing h3")] == [f"A {names[0]}", f"C {names[2]}"]
    page.chrome.execute_script(
        "const s = document.getElementById('pair'); s.value = 2; s.dispatchEvent(new Event('change'))"
    )
    assert [head.text for head in page.all("#facing h3")] == [f"B {names[1]}", f"C {names[2]}"]
    page.press("v", "v")
    assert {"A", "B", "C"} <= {own.text for own in page.all("#merged .sig")}


def test_without_a_script_the_rows_are_there_to_read(page: Shown) -> None:
    comparison, html = shipped(0)
    page.tell("Emulation.setScriptExecutionDisabled", value=True)
    page.open(html)
    assert page.one("#rows").is_displayed()
    assert not page.all("#facing, #merged, nav, .foot")
    shown = {own.get_attribute("data-s") for own in page.all('#rows [data-side="1"] .s:not(.fold)')}
    aside = {s for p in comparison.versions[1].paragraphs if p.role.aside for s in p.sentences}
    assert shown >= {str(s) for s in range(len(comparison.versions[1].sentences)) if s not in aside}


def test_printed_it_is_two_columns_without_what_is_for_the_screen(page: Shown) -> None:
    _, html = shipped(2)
    page.open(html)
    page.press("}", "}")
    page.tell("Emulation.setEmulatedMedia", media="print")
    assert not page.all("nav, .foot, #facing, .links, .strip, .bar, #dock")
    left, right = page.all("#rows .band:nth-of-type(4) .cell")
    assert left.rect["x"] + left.rect["width"] <= right.rect["x"]
    assert left.rect["y"] == right.rect["y"]
    assert page.chrome.execute_script("return document.documentElement.scrollHeight > innerHeight") is True
    printed = page.tell("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
    assert len(printed["data"]) > 10_000


def test_printed_three_versions_are_all_told_with_a_legend(page: Shown) -> None:
    comparison, html = shipped(1)
    page.open(html)
    page.tell("Emulation.setEmulatedMedia", media="print")
    assert not page.all("#rows, #facing, nav")
    legend = page.one(".legend").text
    assert all(f"{version.siglum} {version.name}" in legend for version in comparison.versions)
    assert "they disagree on a fact" in legend
    printed = folded(page.one("#merged").text)
    for version in comparison.versions:
        alone = [s for s in range(len(version.sentences)) if not version.role_of(s).aside]
        assert folded(version.sentence_text(alone[-1]))[:30] in printed


def test_on_screen_there_is_no_legend(page: Shown) -> None:
    page.open(shipped(1)[1])
    assert not page.all(".legend")


def test_a_narrow_window_has_one_pane_and_the_partner_at_its_foot(page: Shown) -> None:
    comparison, html = shipped(0)
    page.open(html, width=500, height=800)
    page.press("!")
    sentence = page.cursor[1]
    link = next(k for k in comparison.pairs[0].links if k.conflicts and sentence in k.left)
    assert len(page.all(".pane")) == 1
    assert folded(comparison.versions[1].sentence_text(link.right[0])) in folded(page.one("#dock").text)
    assert page.chrome.execute_script("return document.documentElement.scrollWidth <= innerWidth") is True
    page.press(Keys.TAB)
    assert page.cursor == ("B", link.right[0])


def test_notes_are_a_view_of_their_own_and_lead_to_their_passages(page: Shown) -> None:
    comparison, _ = shipped(0)
    words = folded(comparison.versions[1].sentence_text(6))
    quoted = QuotedPassage(1, (6,), "B ¶4", words)
    page.open(comparison_page(comparison, notes=[PageNote(Kind.NOTE, "Who <counted>?", (quoted,))]))
    page.one("#facing .mk").click()
    assert page.view == "notes"
    assert "Who <counted>?" in page.one("#note-1").text
    place = page.one("#note-1 [data-go]")
    page.chrome.execute_script("arguments[0].focus()", place)
    page.press(Keys.ENTER)
    assert page.view == "facing"
    assert page.cursor == ("B", 6)


def test_the_wheel_scrolls_both_panes_alike(page: Shown) -> None:
    _, html = shipped(0)
    page.open(html, height=500)
    panes = page.all(".pane")
    ActionChains(page.chrome).move_to_element(panes[1]).scroll_from_origin(
        ScrollOrigin.from_element(panes[1]), 0, 240
    ).perform()
    WebDriverWait(page.chrome, 10).until(lambda _: page.scrolled(panes[0]) and page.scrolled(panes[1]))
    assert page.scrolled(panes[0]) == page.scrolled(panes[1])


def test_a_click_on_a_number_in_the_gutter_goes_to_the_far_end(page: Shown) -> None:
    comparison, html = shipped(0)
    page.open(html, height=500)
    stub = page.one('.far[data-side="1"]')
    sentence = int(str(stub.get_attribute("data-s")))
    assert str(comparison.versions[1].sentences[sentence].paragraph + 1) in stub.text
    stub.click()
    assert page.cursor == ("B", sentence)
    assert page.one(".s.cursor").is_displayed()


def test_an_empty_version_is_walked_without_a_fault(page: Shown) -> None:
    page.open(comparison_page(compare([read("The bell rang at ten."), read("", "B")])))
    page.press(
        "j", "G", "g", "]", "}", "!", Keys.ENTER, "l", "j", "G", Keys.TAB, "h", "v", "j", "G", "v", "j", "G", "v"
    )
    assert page.view == "facing"
    assert page.log("browser") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.skipif("AXE_CORE" not in os.environ, reason="$AXE_CORE names no axe.min.js: see .ci/run")
def test_axe_finds_nothing_to_better(page: Shown, scheme: str) -> None:
    """The checks of axe-core (WCAG A and AA, best practices) in each view, a conflict and its partner lit."""
    axe = Path(os.environ["AXE_CORE"]).read_text("utf-8")
    _, html = shipped(1)
    page.open(html)
    page.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.chrome.execute_script(axe)
    for view in ("facing", "rows", "merged"):
        assert page.view == view
        page.press("!")
        found = page.chrome.execute_async_script(
            "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) => [v.id, v.nodes[0].html])))"
        )
        assert found == []
        page.press("v")
