"""What stands around the panes: header, headings, dock, and footer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from reader.align.alignment import Link, coverage
from reader.export.passages import percent
from reader.merge.beside import Beside, named
from reader.story.language import primary
from reader.story.version import Version
from reader.tui.model.explanation import is_pinned
from reader.tui.model.filters import Filter
from reader.tui.model.flow import Follow
from reader.tui.model.ink import Ink, Line, clip, fit, plural, version_ink, width_of
from reader.tui.model.layout import MIN_HEIGHT, MIN_WIDTH, Mode, View
from reader.tui.model.navigation import letters_at
from reader.tui.model.seeking import conflict_ahead, count_read, describe_read, hit_number
from reader.tui.model.state import LEFT, RIGHT, Reading

CONFLICT_WORDS = {"source": "another source", "negated": "said and denied"}
"""How a conflict is called where its kind says more than what it is about."""
COMPARING, NOT_COMPARED = "comparing …", "not compared"


def draw_header(reading: Reading) -> Line:
    """The story's title, and how many links and conflicts there are between the versions on screen."""
    width = reading.geometry.width
    right = _tally(reading)
    room = width - cell_len(right) - 4
    title = clip(reading.story.title, room)
    line: Line = [(" ", Ink(bg="panel")), (title, Ink("bright", "panel", bold=True))]
    gap = width - width_of(line) - cell_len(right) - 1
    line += [(" " * max(1, gap), Ink(bg="panel")), (right + " ", Ink("mute", "panel"))]
    return fit(line, width, Ink(bg="panel"))


def _tally(reading: Reading) -> str:
    if reading.query:
        number, total = hit_number(reading)
        return f"“{clip(reading.query, 24)}” {f'{number} of {total}' if number else plural(total, 'hit')}"
    if reading.alone:
        return "one version"
    beside = reading.beside(LEFT)
    if not beside.compared:
        return NOT_COMPARED if reading.failed else COMPARING + (f" {reading.percent} %" if reading.percent else "")
    links, conflicts = _of_the_story(reading) if reading.merged else beside.tally
    parts = [f"{links} shared" if reading.merged else plural(links, "link")]
    if len(reading.story.versions) > 2:
        parts.insert(0, f"{len(reading.story.versions)} versions")
    if conflicts:
        parts.append(plural(conflicts, "conflict"))
    if reading.strictness:
        parts.insert(0, f"{'looser' if reading.strictness < 0 else 'stricter'} {abs(reading.strictness)}")
    if reading.follow is not Follow.RULE and reading.view is View.FACING:
        parts.insert(0, f"panes: {reading.follow.value}")
    if reading.filter is not Filter.ALL:
        parts.insert(0, f"showing {reading.filter.value}")
    return " · ".join(filter(None, [count_read(reading), *parts]))


def _of_the_story(reading: Reading) -> tuple[int, int]:
    """How many passages more than one version tells, and in how many of them they disagree."""
    sheet = reading.sheet()
    shared = [telling for telling in sheet.tellings if telling.shared and not sheet.fold_of(telling)]
    return len(shared), sum(map(sheet.wordings.conflicts, shared))


def _figures(reading: Reading, side: int) -> list[str]:
    """How long a version is, and (once compared) what part of it the version opposite, and what none, tells too."""
    beside = reading.beside(side)
    parts = [f"{_language(reading, beside.version)}{len(beside.version.paragraphs)} ¶"]
    if reading.query:
        parts = [plural(len(reading.hits.get(reading.shown[side], ())), "hit")]
    if beside.compared:
        apart = percent(1 - beside.coverage)
        if len(reading.story.versions) == 2:
            parts.append(f"{apart} only here")
        else:
            parts.append(f"{apart} not in {reading.beside(1 - side).version.siglum}")
            if reading.complete:
                parts.append(f"{percent(1 - beside.told)} only here")
    return parts


def _language(reading: Reading, version: Version) -> str:
    """The code of a version's language, where any of the versions is in another than English."""
    foreign = any(primary(other.language) not in ("", "en") for other in reading.story.versions)
    return f"{version.language} · " if foreign and version.language else ""


def draw_headings(reading: Reading) -> Line:
    """The versions' names above their panes, with their size and the part that only they have."""
    geometry = reading.geometry
    if reading.merged:
        return _merged_heading(reading)
    if geometry.mode is Mode.FACING:
        left = _heading(reading, LEFT, geometry.left_pane + 1, geometry.indent + geometry.margin - 1)
        # on a very wide screen the figures stand above the end of the text, not at the screen's edge
        right = _heading(
            reading, RIGHT, min(geometry.right_pane + 1, geometry.margin + geometry.text + 2), geometry.margin - 2
        )
        return fit([*left, (" " * geometry.gutter, Ink()), *right], geometry.width, Ink())
    figures = " · ".join(_figures(reading, reading.side)[:2])
    line: Line = [(" ", Ink())]
    for side in (LEFT,) if reading.alone else (LEFT, RIGHT):
        line += _tab(reading, side, figures)
    return _right_aligned(line, figures, geometry.width)


def _tab(reading: Reading, side: int, figures: str) -> Line:
    """Where there is one pane, the siglum and the name of a version that it can show."""
    version, active = reading.story.versions[reading.shown[side]], side == reading.side
    name = clip(version.name, (reading.geometry.width - len(figures) - 16) // (1 if reading.alone else 2))
    return [
        (f"[{version.siglum}]" if active else f" {version.siglum} ", Ink(version_ink(reading.shown[side]), bold=True)),
        (f" {name}  ", Ink("bright", bold=True) if active else Ink("mute")),
    ]


def heading_side(reading: Reading, column: int) -> int | None:
    """Whose heading stands at a column of the headings; None where there is none."""
    geometry = reading.geometry
    if reading.merged or geometry.mode is Mode.TOO_SMALL:
        return None
    if geometry.mode is Mode.FACING:
        return LEFT if column <= geometry.left_pane + geometry.gutter // 2 else RIGHT
    figures, end = " · ".join(_figures(reading, reading.side)[:2]), 1
    for side in (LEFT,) if reading.alone else (LEFT, RIGHT):
        end += width_of(_tab(reading, side, figures))
        if column < end:
            return side
    return None


def _merged_heading(reading: Reading) -> Line:
    """All versions, the leading one first, and how much of the story one alone tells, as far as there is room."""
    sheet, width = reading.sheet(), reading.geometry.width
    told = [telling for telling in sheet.tellings if not sheet.fold_of(telling)]
    alone = sum(not telling.shared for telling in told)
    versions = sorted(enumerate(reading.story.versions), key=lambda numbered: numbered[0] != reading.lead)
    names = sum(cell_len(version.name) + len(version.siglum) + 4 for _, version in versions)
    figures = f"{plural(len(told), 'passage')} · {alone} in one version alone"
    if names + len(figures) + 4 > width:
        figures = f"{alone} of {len(told)} in one alone"
    room = max(4, (width - len(figures) - 5) // len(versions) - 5)
    line: Line = [(" ", Ink())]
    for number, version in versions:
        active = number == reading.version
        line += [
            (f"{version.siglum} ", Ink(version_ink(number), bold=True)),
            (clip(version.name, room) + "   ", Ink("bright", bold=True) if active else Ink("mute")),
        ]
    return _right_aligned(line, figures, width)


def _heading(reading: Reading, side: int, width: int, start: int) -> Line:
    """A version's siglum and name, and its figures: where it gets narrow they go one by one, then the name's end."""
    version, active = reading.story.versions[reading.shown[side]], side == reading.side
    paragraphs, *shares = _figures(reading, side)
    lead = max(0, start) + len(version.siglum) + 1
    room = width - lead - 4
    for told in ([paragraphs, *shares], shares or [paragraphs], shares[:1] or [paragraphs]):
        figures = " · ".join(told)
        if cell_len(version.name) + cell_len(figures) <= room:
            break
    name = clip(version.name, room - cell_len(figures))
    line: Line = [
        (" " * max(0, start), Ink()),
        (version.siglum, Ink(version_ink(reading.shown[side]), bold=True)),
        (" ", Ink()),
        (name, Ink("bright", bold=True) if active else Ink("mute")),
    ]
    return _right_aligned(line, figures, width)


def _right_aligned(line: Line, text: str, width: int) -> Line:
    gap = width - width_of(line) - len(text) - 2
    if gap < 1:
        return fit(line, width, Ink())
    return fit([*line, (" " * gap, Ink()), (text, Ink("faint"))], width, Ink())


def describe(reading: Reading) -> str:
    """The passage under the cursor in words: what it is, where its partner stands, how sure the link is."""
    beside = reading.beside(reading.side)
    if not beside.version.sentences:
        return f"{beside.version.siglum} is empty"
    if reading.merged:
        return _describe_telling(reading)
    flow, sentence = reading.flow(reading.side), reading.sentence
    block = flow.blocks[flow.block_of(sentence)]
    here = (reading.version, sentence)
    marks = [word for word, keys in (("noted", reading.noted), ("picked", reading.picked)) if here in keys]
    marks += [f"mark {letter}" for letter in letters_at(reading, *here)]
    marks += filter(None, [describe_read(reading, *here)])
    if block.fold:
        return " · ".join([*marks, block.fold, "enter unfolds"])
    if reading.alone:
        return " · ".join([*marks, f"¶ {block.paragraph + 1} of {len(beside.version.paragraphs)}"])
    if not beside.compared:
        return " · ".join([*marks, NOT_COMPARED if reading.failed else COMPARING])
    links = [beside.links[i] for i in reading.links()]
    strong = [link for link in links if link.reuse.strong]
    opposite = reading.beside(1 - reading.side)
    others = named(reading.story.versions, beside.tellers.get(sentence, ()))
    if not strong:
        related = [f"related: {_where(opposite, link)}" for link in links[:1]]
        return " · ".join([*marks, *_missing(reading, others), *related])
    from reader.align.facts.conflicts import weightiest  # 20 ms the first paint does without; comparing imported it

    best = strong[0]
    parts = [*marks, f"{best.reuse.value} in {_where(opposite, best)}"]
    parts += ["pinned"] if is_pinned(reading, best) else []
    parts += ["moved"] if best.moved else []
    parts += [CONFLICT_WORDS.get(c.kind, f"{c.about} {c.kind}") for c in weightiest(best.conflicts)[:1]]
    parts.append(f"{best.score:.2f}")
    parts += [f"+{len(strong) - 1}"] if len(strong) > 1 else []
    parts += [f"also in {others}"] if others else []
    return " · ".join(parts)


def _describe_telling(reading: Reading) -> str:
    """The telling under the cursor in words: where each version has it."""
    sheet = reading.sheet()
    if not sheet.tellings:
        return "nothing is told here"
    told = sheet.tellings[reading.telling]
    block = sheet.blocks[sheet.block_of(reading.telling)]
    places = [(v, s) for v in told.versions for s in told.sentences[v]]
    parts = [
        word for word, keys in (("noted", reading.noted), ("picked", reading.picked)) if not keys.isdisjoint(places)
    ]
    if block.fold:
        return " · ".join([*parts, block.fold, "enter unfolds"])
    versions = reading.story.versions
    for version in told.versions:
        paragraph = versions[version].sentences[told.sentences[version][0]].paragraph + 1
        parts.append(f"{versions[version].siglum} {paragraph}")
    if not told.shared:
        parts.append(f"only in {versions[told.host].siglum}")
    elif sheet.wordings.conflicts(told):
        parts.append("conflict")
    elif sheet.wordings.moved(told):
        parts.append("moved")
    return " · ".join(parts)


def _missing(reading: Reading, others: str) -> list[str]:
    """Who does not tell the passage under the cursor, and who does."""
    if len(reading.story.versions) == 2 or (reading.complete and not others):
        return [f"only in {reading.beside(reading.side).version.siglum}"]
    lacking = f"not in {reading.beside(1 - reading.side).version.siglum}"
    return [lacking, f"told by {others}"] if others else [lacking]


def _where(opposite: Beside, link: Link) -> str:
    """`B 4`: siglum and paragraph number."""
    return f"{opposite.version.siglum} {opposite.version.sentences[link.right[0]].paragraph + 1}"


def count_hits(reading: Reading) -> str:
    """How often the search query stands in each version: `“bridge”: A 4 · B 2`."""
    sigla = [version.siglum for version in reading.story.versions]
    counts = [f"{siglum} {len(reading.hits.get(n, ()))}" for n, siglum in enumerate(sigla)]
    return f"“{reading.query}”: " + " · ".join(counts)


def draw_footer(reading: Reading, keys: Sequence[tuple[str, str]]) -> Line:
    """The keys that matter now, none of them cut, and at the right the passage in words (or a message)."""
    width = reading.geometry.width
    right = clip(reading.message or describe(reading), width - 2)
    panel = Ink(bg="panel")
    line: Line = [(" ", panel)]
    right_cells = width_of([(right, panel)])
    for key, label in keys:
        item: Line = [(key, Ink("bright", "panel", bold=True)), (f" {label}   ", Ink("mute", "panel"))]
        if width_of(line) + width_of(item) - 3 + right_cells + 3 > width:
            break
        line += item
    gap = width - width_of(line) - right_cells - 1
    line.append((" " * max(0, gap), panel))
    line.append((right, Ink("bright" if reading.message else "text", "panel")))
    return fit(line, width, panel)


def draw_too_small(width: int, height: int) -> list[Line]:
    """One line that says what is needed."""
    text = f"Diptych needs {MIN_WIDTH} × {MIN_HEIGHT} cells; here are {width} × {height}."
    lines: list[Line] = [[(" " * width, Ink())] for _ in range(height)]
    if height:
        lines[height // 2] = fit([(clip(text, width), Ink("text"))], width, Ink())
    return lines


# Which keys the footer offers


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


# What is offered to the reader in words


_SHARED = 0.60
"""The part of either version's words that must be shared for rows to be worth it."""
_MOVED = 0.15
"""The part of the links that may be moved: with more, rows are full of quotations from elsewhere."""


def offers_rows(reading: Reading) -> bool:
    """Whether the two versions on screen are best read in rows: mostly the same, and in the same order."""
    left, right = reading.sides()
    strong = [link for link in left.links if link.reuse.strong]
    if reading.alone or reading.view is not View.FACING or not strong:
        return False
    if sum(link.moved for link in strong) >= _MOVED * len(strong):
        return False
    return all(
        coverage(side.version, frozenset(s for s in side.by_sentence if side.strong_of(s))) >= _SHARED
        for side in (left, right)
    )
