"""Which keys the footer offers: those that matter where the reader is now."""

from __future__ import annotations

from reader.tui.model.filters import Filter
from reader.tui.model.finding import conflict_ahead
from reader.tui.model.reading import Reading

MOST = 6
"""Keys in the footer: more are not read."""

Offer = tuple[tuple[str, ...], str]
"""Action ids that are shown as one, and what they are called there."""

PASSAGE: Offer = (("next-passage", "previous-passage"), "passage")
HELP: Offer = (("help",), "help")
_WALKS = {
    Filter.ALL: "what is new",
    Filter.ONLY_HERE: "only here",
    Filter.SHARED: "shared",
    Filter.MOVED: "moved",
    Filter.CONFLICTS: "conflicts",
    Filter.NEW: "new to me",
}


def offers(reading: Reading) -> list[Offer]:
    """At most six keys, what the reader is in the middle of first, and help among the first three."""
    if reading.pending:
        return [(("clear",), "cancels")]
    out: list[Offer] = []
    if reading.selection is not None:
        out += [(("copy",), "copies with source"), (("clear",), "clears")]
    elif reading.query:
        out += [(("next-hit", "previous-hit"), "hit"), (("clear",), "clears")]
    out += [PASSAGE, (("next-shown", "previous-shown"), _WALKS[reading.filter])]
    out.insert(2, HELP)
    return [*out, *_here(reading)][:MOST]


def _here(reading: Reading) -> list[Offer]:
    """What can be done with the passage under the cursor, and from there."""
    flow = reading.flow(reading.side)
    if not flow.blocks:
        return [(("other-version",), "other side")] if not reading.alone else []
    out: list[Offer] = []
    if reading.merged:
        out += _telling(reading)
    elif flow.blocks[flow.block_of(reading.sentence)].fold:
        out.append((("partner",), "unfolds"))
    elif reading.links():
        out.append((("partner",), "partner"))
    if reading.filter is Filter.NEW:
        out.append((("read",), "read"))
    elif conflict_ahead(reading):
        out.append((("next-conflict",), "next conflict"))
    if reading.filter is not Filter.ALL:
        out.append((("filter",), "filter"))
    if not reading.alone:
        out.append((("other-version",), "other side"))
    here = (reading.version, reading.sentence)
    out.append((("note",), "go on with note" if here in reading.noted else "note"))
    out.append((("pick",), "unpick" if here in reading.picked else "pick"))
    return out


def _telling(reading: Reading) -> list[Offer]:
    """What `enter` does in the merged view."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return []
    if sheet.blocks[sheet.block_of(reading.telling)].fold:
        return [(("partner",), "unfolds")]
    return [(("partner",), "each reading")] if sheet.tellings[reading.telling].shared else []
