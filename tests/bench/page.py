"""How long a long page takes to write, to open, and to answer: `python -m tests.bench.page`.

Two tellings of a made book of 2,000 paragraphs of three sentences each, three in ten of them dropped or told anew. In a
headless Chromium without a graphics card: from asking for the file to its load event; from a key to the second frame
after it; from one frame to the next while the left pane scrolls by a third of a screen a frame.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService

from reader.align.compare import compare
from reader.export.page import comparison_page
from reader.story.sentences import segment
from reader.story.version import Version
from tests.bench.texts import made_book, retold
from tests.browser import BROWSER, DRIVER

PARAGRAPHS, SENTENCES = 2_000, 3
WATCH = """
window.waits = [];
addEventListener("keydown", () => {
  const begun = performance.now();
  requestAnimationFrame(() => requestAnimationFrame(() => waits.push(performance.now() - begun)));
}, true);
"""
SCROLL = """
const done = arguments[0], pane = document.querySelector("#facing .pane"), frames = [];
let last = performance.now();
const step = () => {
  pane.scrollTop += 280;
  frames.push(performance.now() - last);
  last = performance.now();
  frames.length < 200 ? requestAnimationFrame(step) : done(frames);
};
requestAnimationFrame(step);
"""


def main() -> None:
    """Measure, and print."""
    book = made_book(PARAGRAPHS * SENTENCES)
    versions = [_version("A", book), _version("B", retold(book, dropped=0.3)[0])]
    comparison = compare(versions)
    begun = time.perf_counter()
    page = comparison_page(comparison)
    print(f"written: {time.perf_counter() - begun:.1f} s, {len(page.encode()) / 1e6:.1f} MB")
    if not (BROWSER and DRIVER):
        print("no Chromium with its driver here")
        return
    options = ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--disable-gpu", "--no-sandbox", "--window-size=1440,900"):
        options.add_argument(argument)
    chrome = Chrome(options=options, service=ChromeService(DRIVER))
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.html"
            file.write_text(page, "utf-8")
            chrome.get(file.as_uri())
        timing = "const t = performance.timing; return t.loadEventEnd - t.fetchStart"
        print(f"opened: {chrome.execute_script(timing)} ms")
        chrome.execute_script(WATCH)
        for keys in ("j" * 40, "}" * 40, "vjvjv"):
            chrome.execute_script("window.waits.length = 0")
            for key in keys:
                ActionChains(chrome).send_keys(key).perform()
            _told(f"keys {keys[:6]}", chrome.execute_script("return window.waits"))
        chrome.set_script_timeout(120)
        _told("frames while scrolling", chrome.execute_async_script(SCROLL))
    finally:
        chrome.quit()


def _version(siglum: str, sentences: list[str]) -> Version:
    parts = (sentences[at : at + SENTENCES] for at in range(0, len(sentences), SENTENCES))
    text = "\n\n".join(" ".join(part) for part in parts)
    paragraphs, told = segment(text)
    return Version(
        siglum=siglum, name=siglum, source=siglum, title="", text=text, paragraphs=paragraphs, sentences=told
    )


def _told(what: str, times: list[float]) -> None:
    ranked = sorted(times)
    middle, high = statistics.median(ranked), ranked[int(0.95 * len(ranked))]
    print(f"{what}: median {middle:.0f} ms, 95 % {high:.0f} ms, longest {ranked[-1]:.0f} ms")


if __name__ == "__main__":
    main()
