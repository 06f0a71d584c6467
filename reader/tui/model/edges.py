"""What stands around the panes: header, headings, dock, and footer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from reader.align.alignment import Link, coverage
from reader.align.conflicts import weightiest
from reader.tui.model.beside import Beside
from reader.tui.model.finding import hit_number
from reader.tui.model.geometry import MIN_HEIGHT, MIN_WIDTH, Mode
from reader.tui.model.ink import Ink, Line, clip, fit, plural, version_ink, width_of
from reader.tui.model.marks import letters_at
from reader.tui.model.read_marks import count_read, describe_read
from reader.tui.model.reading import LEFT, RIGHT, Filter, Reading

CONFLICT_WORDS = {"source": "another source", "negated": "said and denied"}
"""How a conflict is called where its kind says more than what it is about."""
COMPARING, NOT_COMPARED = "comparing …", "not compared"


def percent(part: float) -> str:
    """A share as whole per cent; a little is never shown as nothing, nor nearly all as all."""
    whole = round(part * 100)
    if whole == 0 and part > 0:
        whole = 1
    if whole == 100 and part < 1:
        whole = 99
    return f"{whole} %"


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
    strong = [link for link in beside.links if link.reuse.strong]
    parts = [plural(len(strong), "link")]
    conflicts = sum(len(link.conflicts) for link in strong)
    if conflicts:
        parts.append(plural(conflicts, "conflict"))
    if reading.filter is not Filter.ALL:
        parts.insert(0, f"showing {reading.filter.value}")
    return " · ".join(filter(None, [count_read(reading), *parts]))


def _figures(reading: Reading, side: int) -> list[str]:
    """How long a version is, and (once compared) what part of it the version opposite does not tell."""
    beside = reading.beside(side)
    shared = frozenset(s for s in beside.by_sentence if beside.strong_of(s))
    parts = [f"{len(beside.version.paragraphs)} ¶"]
    if reading.query:
        parts = [plural(len(reading.hits.get(reading.shown[side], ())), "hit")]
    if beside.compared:
        alone = "only here"
        if len(reading.story.versions) > 2:
            alone = f"not in {reading.beside(1 - side).version.siglum}"
        parts.append(f"{percent(1 - coverage(beside.version, shared))} {alone}")
    return parts


def draw_headings(reading: Reading) -> Line:
    """The versions' names above their panes, with their size and the part that only they have."""
    geometry = reading.geometry
    if geometry.mode is Mode.FACING:
        left = _heading(reading, LEFT, geometry.left_pane + 1, geometry.indent + geometry.margin - 1)
        right = _heading(reading, RIGHT, geometry.right_pane + 1, geometry.margin - 2)
        return [*left, (" " * geometry.gutter, Ink()), *right]
    figures = " · ".join(_figures(reading, reading.side))
    line: Line = [(" ", Ink())]
    for side in (LEFT,) if reading.alone else (LEFT, RIGHT):
        version, active = reading.story.versions[reading.shown[side]], side == reading.side
        colour = Ink(version_ink(reading.shown[side]), bold=True)
        line.append((f"[{version.siglum}]" if active else f" {version.siglum} ", colour))
        name = clip(version.name, (geometry.width - len(figures) - 16) // (1 if reading.alone else 2))
        line.append((f" {name}  ", Ink("bright", bold=True) if active else Ink("mute")))
    return _right_aligned(line, figures, geometry.width)


def _heading(reading: Reading, side: int, width: int, start: int) -> Line:
    """A version's siglum and name, and its figures: where it gets narrow the size goes first, then the name's end."""
    version, active = reading.story.versions[reading.shown[side]], side == reading.side
    paragraphs, *share = _figures(reading, side)
    lead = max(0, start) + len(version.siglum) + 1
    room = width - lead - 4
    figures = " · ".join([paragraphs, *share])
    if cell_len(version.name) + cell_len(figures) > room:
        figures = "".join(share) or paragraphs
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
    if not strong:
        siglum = opposite.version.siglum
        only = f"not in {siglum}" if len(reading.story.versions) > 2 else f"only in {beside.version.siglum}"
        related = [f"related: {_where(opposite, link)}" for link in links[:1]]
        return " · ".join([*marks, only, *related])
    best = strong[0]
    parts = [*marks, f"{best.reuse.value} in {_where(opposite, best)}"]
    parts += ["moved"] if best.moved else []
    parts += [CONFLICT_WORDS.get(c.kind, f"{c.about} {c.kind}") for c in weightiest(best.conflicts)[:1]]
    parts.append(f"{best.score:.2f}")
    parts += [f"+{len(strong) - 1}"] if len(strong) > 1 else []
    return " · ".join(parts)


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
