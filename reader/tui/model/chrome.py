"""What stands around the panes: header, headings and footer, and the cursor's passage in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from reader.align.alignment import Comparison, Link, coverage, weightiest
from reader.export.passages import conflict_line, percent
from reader.merge.beside import Beside, named
from reader.merge.reading import sentences_of
from reader.story.clean import plural
from reader.story.language import primary
from reader.story.version import Version
from reader.tui.model.filters import Filter
from reader.tui.model.flow import Follow, wrap
from reader.tui.model.ink import Ink, Line, blanks, clip, fit, version_ink, width_of
from reader.tui.model.layout import MIN_HEIGHT, MIN_WIDTH, Mode, View
from reader.tui.model.navigation import letters_at
from reader.tui.model.seeking import ONLY_CONFLICT, conflict_ahead, describe_read, describe_unread, hit_number
from reader.tui.model.state import LEFT, RIGHT, Reading

LONGEST_READING = 28
"""Code points of each side's words where a conflict is told."""
COMPARING, NOT_COMPARED = "comparing …", "not compared"
MOST_ACTIONS = 6
"""Keys in the footer: more are not read."""
SHARED_FOR_ROWS = 0.60
"""The part of each version's words that must be shared for rows to be worth reading."""
MOVED_FOR_ROWS = 0.15
"""The part of the links that may be moved; with more, rows are full of passages from elsewhere."""


# The header


def draw_header(reading: Reading) -> Line:
    """The story's title, and how many links and conflicts there are between the versions on screen."""
    width, panel = reading.geometry.width, Ink(bg="panel")
    right = _status(reading)
    title = clip(reading.story.title, width - cell_len(right) - 4)
    line: Line = [(" ", panel), (title, Ink("bright", "panel", bold=True))]
    gap = width - width_of(line) - cell_len(right) - 1
    line += [(blanks(title, max(1, gap)), panel), (right + " ", Ink("mute", "panel"))]
    return fit(line, width, panel)


def _status(reading: Reading) -> str:
    """At the right of the header: the search, or the number of links and every setting that is not the usual one."""
    if reading.query:
        number, total = hit_number(reading)
        return f"“{clip(reading.query, 24)}” {f'{number} of {total}' if number else plural(total, 'hit')}"
    if reading.alone:
        return "one version"
    beside = reading.beside(LEFT)
    if not beside.compared:
        return NOT_COMPARED if reading.failed else COMPARING + (f" {reading.percent} %" if reading.percent else "")
    links, conflicts = _count_merged(reading) if reading.merged else (beside.tally.links, beside.tally.conflicts)
    total = len(reading.story.versions)
    return _join(
        describe_unread(reading),
        f"showing {reading.filter.value}" if reading.filter is not Filter.ALL else "",
        _describe_follow(reading),
        f"{'looser' if reading.strictness < 0 else 'stricter'} {abs(reading.strictness)}" if reading.strictness else "",
        f"{total} versions" if total > 2 else "",
        f"{links} shared" if reading.merged else plural(links, "link"),
        plural(conflicts, "conflict") if conflicts else "",
    )


def _describe_follow(reading: Reading) -> str:
    """How the panes follow each other, or rows stand level, where that is not the usual."""
    if reading.follow is Follow.RULE or reading.merged:
        return ""
    if reading.view is View.FACING:
        return f"panes: {reading.follow.value}"
    return f"rows: {reading.follow.value}" if reading.by_place else ""


def _count_merged(reading: Reading) -> tuple[int, int]:
    """How many passages more than one version tells, and in how many of them they disagree."""
    sheet = reading.sheet()
    told = [telling for telling in sheet.tellings if not sheet.fold_of(telling)]
    return sum(telling.shared for telling in told), sum(map(sheet.wordings.conflicts, told))


# The headings above the panes


def draw_headings(reading: Reading) -> Line:
    """The versions' names above their panes, with their size and the part that only they have."""
    geometry = reading.geometry
    if reading.merged:
        return _merged_heading(reading)
    if geometry.mode is Mode.FACING:
        left = _heading(reading, LEFT, geometry.left_pane + 1, geometry.indent + geometry.margin - 1)
        # on a very wide screen the figures stand above the end of the text, not at the screen's edge
        width = min(geometry.right_pane + 1, geometry.margin + geometry.text + 2)
        right = _heading(reading, RIGHT, width, geometry.margin - 2)
        return fit([*left, (" " * geometry.gutter, Ink()), *right], geometry.width, Ink())
    figures = " · ".join(_figures(reading, reading.side)[:2])
    line: Line = [(" ", Ink())]
    for side in _tab_sides(reading):
        line += _tab(reading, side, figures)
    return _with_right_end(line, figures, geometry.width)


def heading_side(reading: Reading, column: int) -> int | None:
    """Whose heading stands in a column of the headings; None if there is none."""
    geometry = reading.geometry
    if reading.merged or geometry.mode is Mode.TOO_SMALL:
        return None
    if geometry.mode is Mode.FACING:
        return LEFT if column <= geometry.left_pane + geometry.gutter // 2 else RIGHT
    figures, end = " · ".join(_figures(reading, reading.side)[:2]), 1
    for side in _tab_sides(reading):
        end += width_of(_tab(reading, side, figures))
        if column < end:
            return side
    return None


def _figures(reading: Reading, side: int) -> list[str]:
    """A version's size, and (once compared) the part of it that the opposite version does not tell, and that none does.

    While a search is on, its hits take the place of the size.
    """
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
    """The code of a version's language, if any of the versions is in a language other than English."""
    foreign = any(primary(other.language) not in ("", "en") for other in reading.story.versions)
    return f"{version.language} · " if foreign and version.language else ""


def _heading(reading: Reading, side: int, width: int, start: int) -> Line:
    """A version's siglum, name and figures. In little room figures are dropped one by one, then the name is cut."""
    version, active = reading.story.versions[reading.shown[side]], side == reading.side
    paragraphs, *shares = _figures(reading, side)
    room = width - max(0, start) - len(version.siglum) - 5
    for kept in ([paragraphs, *shares], shares or [paragraphs], shares[:1] or [paragraphs]):
        figures = " · ".join(kept)
        if cell_len(version.name) + cell_len(figures) <= room:
            break
    line: Line = [
        (" " * max(0, start), Ink()),
        (version.siglum, Ink(version_ink(reading.shown[side]), bold=True)),
        (" ", Ink()),
        (clip(version.name, room - cell_len(figures)), Ink("bright", bold=True) if active else Ink("mute")),
    ]
    return _with_right_end(line, figures, width)


def _tab_sides(reading: Reading) -> Sequence[int]:
    """Where there is one pane, the sides that it can show."""
    return (LEFT,) if reading.alone else (LEFT, RIGHT)


def _tab(reading: Reading, side: int, figures: str) -> Line:
    """Where there is one pane, the siglum and the name of a version that it can show."""
    version, active = reading.story.versions[reading.shown[side]], side == reading.side
    name = clip(version.name, (reading.geometry.width - len(figures) - 16) // (1 if reading.alone else 2))
    return [
        (f"[{version.siglum}]" if active else f" {version.siglum} ", Ink(version_ink(reading.shown[side]), bold=True)),
        (f" {name}  ", Ink("bright", bold=True) if active else Ink("mute")),
    ]


def _merged_heading(reading: Reading) -> Line:
    """All versions, the leading one first, and how much of the story only one of them tells, if there is room."""
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
    return _with_right_end(line, figures, width)


def _with_right_end(line: Line, text: str, width: int) -> Line:
    """A line with a text at its right end, if there is room for it."""
    gap = width - width_of(line) - len(text) - 2
    if gap < 1:
        return fit(line, width, Ink())
    space = blanks("".join(part for part, _ in line), gap)
    return fit([*line, (space, Ink()), (text, Ink("faint"))], width, Ink())


# The passage in words


def describe(reading: Reading) -> str:
    """The passage under the cursor in words: what it is, and where its partner stands."""
    beside = reading.beside(reading.side)
    if not beside.version.sentences:
        return f"{beside.version.siglum} is empty"
    if reading.merged:
        return _describe_telling(reading)
    flow, sentence = reading.flow(reading.side), reading.sentence
    block = flow.blocks[flow.block_of(sentence)]
    here = (reading.version, sentence)
    marks = _note_marks(reading, [here])
    marks += [f"mark {letter}" for letter in letters_at(reading, *here)]
    marks.append(describe_read(reading, *here))
    if block.fold:
        return _join(*marks, block.fold, "enter unfolds")
    if reading.alone:
        return _join(*marks, f"¶ {block.paragraph + 1} of {len(beside.version.paragraphs)}")
    if not beside.compared:
        return _join(*marks, NOT_COMPARED if reading.failed else COMPARING)
    links = [beside.links[i] for i in reading.links()]
    strong = [link for link in links if link.reuse.strong]
    opposite = reading.beside(1 - reading.side)
    others = named(reading.story.versions, beside.tellers.get(sentence, ()))
    if not strong:
        links.sort(key=lambda link: not link.conflicts)
        related = [f"related: {_where(opposite, link)}" for link in links[:1]]
        disputes = [_describe_conflict(beside, opposite, link) for link in links[:1]]
        return _join(*marks, *_missing(reading, others), *related, *disputes)
    best = strong[0]
    return _join(
        *marks,
        f"{best.reuse_words} in {_where(opposite, best)}",
        "pinned" if reading.is_pinned(best) else "",
        "moved" if best.moved else "",
        _describe_conflict(beside, opposite, best),
        f"+{len(strong) - 1}" if len(strong) > 1 else "",
        f"also in {others}" if others else "",
    )


def _describe_conflict(beside: Beside, opposite: Beside, link: Link) -> str:
    """The most important conflict of a link, and how many others it has; empty if it has none."""
    if not link.conflicts:
        return ""
    first, *more = weightiest(link.conflicts)
    told = conflict_line(first, beside.version, opposite.version, longest=LONGEST_READING)
    return f"{told} (+{len(more)})" if more else told


def _describe_telling(reading: Reading) -> str:
    """The telling under the cursor in words: where each version has it."""
    sheet = reading.sheet()
    if not sheet.tellings:
        return "nothing is told here"
    told = sheet.tellings[reading.telling]
    block = sheet.blocks[sheet.block_of(reading.telling)]
    parts = _note_marks(reading, sentences_of(told))
    if block.fold:
        return _join(*parts, block.fold, "enter unfolds")
    versions = reading.story.versions
    for version in told.versions:
        paragraph = versions[version].sentences[told.sentences[version][0]].paragraph + 1
        parts.append(f"{versions[version].siglum} {paragraph}")
    if not told.shared:
        parts.append(f"only in {versions[told.host].siglum}")
    if sheet.wordings.conflicts(told):
        parts.append("conflict")
    elif sheet.wordings.moved(told):
        parts.append("moved")
    return _join(*parts)


def describe_hits(reading: Reading) -> str:
    """How often the search query stands in each version: `“bridge”: 4 in A, 2 in B`."""
    sigla = [version.siglum for version in reading.story.versions]
    counts = [f"{len(reading.hits.get(n, ()))} in {siglum}" for n, siglum in enumerate(sigla)]
    return f"“{reading.query}”: " + ", ".join(counts)


def _note_marks(reading: Reading, spots: Iterable[tuple[int, int]]) -> list[str]:
    """Whether there is a note on any of some sentences, and a pick of them."""
    here = set(spots)
    kept = (("noted", reading.noted), ("picked", reading.picked))
    marks = [word for word, marked in kept if not marked.isdisjoint(here)]
    labels = sorted({reading.labels[spot] for spot in here if spot in reading.labels})
    return [*marks, *(reading.label_names[label - 1] for label in labels)]


def _missing(reading: Reading, others: str) -> list[str]:
    """Who does not tell the passage under the cursor, and who does."""
    if len(reading.story.versions) == 2 or (reading.complete and not others):
        return [f"only in {reading.beside(reading.side).version.siglum}"]
    lacking = f"not in {reading.beside(1 - reading.side).version.siglum}"
    return [lacking, f"told by {others}"] if others else [lacking]


def _where(opposite: Beside, link: Link) -> str:
    """`B 4`: siglum and paragraph number."""
    return f"{opposite.version.siglum} {opposite.version.sentences[link.right[0]].paragraph + 1}"


def _join(*parts: str) -> str:
    """The parts that say something, with a dot between."""
    return " · ".join(filter(None, parts))


# The footer


def _fitting(keys: Sequence[tuple[str, str]], room: int) -> Sequence[tuple[str, str]]:
    """The keys and labels that fit into a footer, none of them cut."""
    used = 1
    for number, (key, label) in enumerate(keys):
        used += cell_len(key) + cell_len(label) + 4
        if used > room:
            return keys[:number]
    return keys


def _hint_fits(reading: Reading, right: int) -> bool:
    """Whether there is a hint, and room for it left of so many cells."""
    return bool(reading.hint) and cell_len(reading.hint) + right + 4 <= reading.geometry.width


def _told(reading: Reading) -> str:
    """What stands at the right of the footer: the message, or else the passage in words."""
    told = [reading.message] if reading.message else []
    if not told or told == [ONLY_CONFLICT]:
        told.append(describe(reading))
    return clip(" · ".join(told), reading.geometry.width - 2)


def footer_item_at(reading: Reading, keys: Sequence[tuple[str, str]], column: int) -> tuple[int, int] | None:
    """Which of the footer's hints stands in a column, and which of its keys; None if none does.

    Args:
        reading: What is read and where.
        keys: Key and label of each action, as `draw_footer` got them.
        column: A column of the screen, from 0.
    """
    at, right = 1, cell_len(_told(reading))
    if _hint_fits(reading, right):
        return None
    for number, (key, label) in enumerate(_fitting(keys, reading.geometry.width - right)):
        end = at + cell_len(key) + cell_len(label) + 1
        if at <= column < end:
            return number, key[: max(0, column - at)].count(" ") if column < at + cell_len(key) else 0
        at = end + 3
    return None


def draw_footer(reading: Reading, keys: Sequence[tuple[str, str]]) -> Line:
    """The keys that matter now, none of them cut, and at the right a message or the passage in words.

    That a conflict is the only one is said before what it is.

    Args:
        reading: What is read and where.
        keys: Key and label of each action, the most important first.
    """
    width, right = reading.geometry.width, _told(reading)
    panel = Ink(bg="panel")
    line: Line = [(" ", panel)]
    right_cells = width_of([(right, panel)])
    if _hint_fits(reading, right_cells):
        line.append((reading.hint, Ink("mute", "panel")))
        keys = ()
    for key, label in _fitting(keys, width - right_cells):
        line += [(key, Ink("bright", "panel", bold=True)), (f" {label}   ", Ink("mute", "panel"))]
    gap = width - width_of(line) - right_cells - 1
    line.append((" " * max(0, gap), panel))
    line.append((right, Ink("bright" if reading.message else "text", "panel")))
    return fit(line, width, panel)


class FooterAction(NamedTuple):
    """Actions that the footer shows as one."""

    ids: tuple[str, ...]
    label: str


PASSAGE = FooterAction(("next-passage", "previous-passage"), "passage")
HELP = FooterAction(("help",), "help")
_CLEAR = FooterAction(("clear",), "clears")
_OTHER_SIDE = FooterAction(("other-version",), "other side")
_UNFOLD = FooterAction(("partner",), "unfolds")
_SHOWN_LABELS = {
    Filter.ALL: "what is new",
    Filter.ONLY_HERE: "only here",
    Filter.SHARED: "shared",
    Filter.MOVED: "moved",
    Filter.CONFLICTS: "conflicts",
    Filter.NEW: "new to me",
}


def footer_actions(reading: Reading) -> list[FooterAction]:
    """At most six actions, those of what the reader is doing first, and help among the first three."""
    if reading.pending:
        return [FooterAction(("clear",), "cancels")]
    out: list[FooterAction] = []
    if reading.selection is not None:
        out += [FooterAction(("copy",), "copies with source"), _CLEAR]
    elif reading.query:
        out += [FooterAction(("next-hit", "previous-hit"), "hit"), _CLEAR]
    out += [PASSAGE, FooterAction(("next-shown", "previous-shown"), _SHOWN_LABELS[reading.filter])]
    out.insert(2, HELP)
    return [*out, *_passage_actions(reading)][:MOST_ACTIONS]


def _passage_actions(reading: Reading) -> list[FooterAction]:
    """What can be done with the passage under the cursor, and from there."""
    flow = reading.flow(reading.side)
    if not flow.blocks:
        return [_OTHER_SIDE] if not reading.alone else []
    out: list[FooterAction] = []
    if reading.merged:
        out += _telling_actions(reading)
    elif flow.blocks[flow.block_of(reading.sentence)].fold:
        out.append(_UNFOLD)
    elif reading.links():
        out.append(FooterAction(("partner",), "partner"))
    if reading.filter is Filter.NEW:
        out.append(FooterAction(("read",), "read"))
    elif conflict_ahead(reading):
        out.append(FooterAction(("next-conflict",), "next conflict"))
    if reading.filter is not Filter.ALL:
        out.append(FooterAction(("filter",), "filter"))
    if not reading.alone:
        out.append(_OTHER_SIDE)
    here = (reading.version, reading.sentence)
    out.append(FooterAction(("note",), "continue note" if here in reading.noted else "note"))
    out.append(FooterAction(("pick",), "unpick" if here in reading.picked else "pick"))
    return out


def _telling_actions(reading: Reading) -> list[FooterAction]:
    """What `enter` does in the merged view."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return []
    if sheet.blocks[sheet.block_of(reading.telling)].fold:
        return [_UNFOLD]
    return [FooterAction(("partner",), "each reading")] if sheet.tellings[reading.telling].shared else []


# What else the screen says


def said_of_all(comparison: Comparison) -> str:
    """What to say of versions with the same text, without a passage in common, or compared in part; else nothing."""
    versions = comparison.versions
    if len(versions) < 2:
        return ""
    *others, last = [version.siglum for version in versions]
    if len({version.text for version in versions}) == 1:
        return f"{', '.join(others)} and {last} have the same text: nothing differs"
    if any(link.reuse.strong for pair in comparison.pairs for link in pair.links):
        return comparison.remarks[0] if comparison.remarks else ""
    return f"{', '.join(others)} and {last} share no passage: are they about the same event?"


def suits_rows(reading: Reading) -> bool:
    """Whether the two versions on screen are best read in rows: mostly the same, and in the same order."""
    left, right = reading.besides()
    strong = [link for link in left.links if link.reuse.strong]
    if reading.alone or reading.view is not View.FACING or not strong:
        return False
    if sum(link.moved for link in strong) >= MOVED_FOR_ROWS * len(strong):
        return False
    return all(
        coverage(side.version, frozenset(s for s in side.by_sentence if side.strong_of(s))) >= SHARED_FOR_ROWS
        for side in (left, right)
    )


def draw_too_small(width: int, height: int) -> list[Line]:
    """A sentence that says how much room is needed, on as many lines as it takes, and one on how to get it."""
    said = [f"Diptych needs {MIN_WIDTH} × {MIN_HEIGHT} cells; here are {width} × {height}."]
    said += ["Make the window larger, or the letters smaller."]
    texts = [text[start:end] for text in said for start, end in wrap(text, 0, len(text), max(1, width))]
    first = max(0, min(height // 2, height - len(texts)))
    lines: list[Line] = [[(" " * width, Ink())] for _ in range(height)]
    for row, text in enumerate(texts[: height - first], first):
        lines[row] = fit([(clip(text.rstrip(), width), Ink("text"))], width, Ink())
    return lines
