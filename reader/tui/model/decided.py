"""What the reader decided about links: which one is pinned, what was cut, and how many there are."""

from __future__ import annotations

from reader.align.alignment import Comparison, Link
from reader.align.decisions import LOOSEST, STRICTEST, Decided, decided
from reader.tui.model.ink import plural
from reader.tui.model.reading import Reading


def decided_here(reading: Reading) -> Decided:
    """The decisions about the versions on screen, as seen from the one that the cursor is in."""
    here, there = reading.version, reading.shown[1 - reading.side]
    sizes = len(reading.story.versions[here].sentences), len(reading.story.versions[there].sentences)
    return decided(reading.decisions, here, there, sizes)


def is_pinned(reading: Reading, link: Link) -> bool:
    """Whether a link, as seen from the cursor's version, is one that the reader pinned."""
    return bool(reading.decisions) and (link.left, link.right) in decided_here(reading).pins


def count_links(reading: Reading) -> tuple[int, int]:
    """How many strong and how many related links there are between the versions on screen."""
    links = reading.beside(reading.side).links
    strong = sum(link.reuse.strong for link in links)
    return strong, len(links) - strong


def tell_counts(before: tuple[int, int], after: tuple[int, int]) -> str:
    """How the links changed in number: `7 links, 2 more · related 5`."""
    (had, _), (strong, related) = before, after
    told = plural(strong, "link")
    if strong != had:
        told += f", {abs(strong - had)} {'more' if strong > had else 'fewer'}"
    return f"{told} · related {related}"


def stricter(reading: Reading, steps: int) -> bool:
    """Make links stricter, or looser if `steps` is negative. Returns whether that changed anything."""
    wanted = max(LOOSEST, min(STRICTEST, reading.strictness + steps))
    if wanted == reading.strictness:
        reading.message = f"links cannot be {'stricter' if steps > 0 else 'looser'} than this"
        return False
    reading.strictness = wanted
    return True


def with_pair_of(known: Comparison | None, found: Comparison) -> Comparison:
    """A comparison with the pairs that were compared anew in place of the old ones; the others stay as they were."""
    if known is None:
        return found
    pairs = {(pair.left, pair.right): pair for pair in (*known.pairs, *found.pairs)}
    return Comparison(found.versions, tuple(pairs[key] for key in sorted(pairs)), found.remarks)
