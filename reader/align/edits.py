"""Edits: how the two sides of a link are worded, and where they differ word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from reader.align.alignment import Edit, EditOp, Reuse
from reader.align.marks import told_by
from reader.align.similarity import indel_similarity, too_long
from reader.align.spelling import Unit, tokens_of, units_of
from reader.align.thresholds import USUAL, Edits, Sizes, Thresholds
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.words import Word
from reader.story.version import Span, Version

APART = ".\n\n"
"""Stands for what lies between two sentences that are not neighbours."""

Run = tuple[EditOp, int, int, int, int]
"""What became of left words [a, b) and right words [c, d), as (op, a, b, c, d)."""

_ARTICLES = frozenset({"the", "a", "an"})


class Passage:
    """The words of one side of a link: those of all its sentences together.

    What is worked out of them is kept, because a sentence that is linked in many pairs of versions is asked in each.
    """

    def __init__(self, version: Version, words: Sequence[tuple[Word, ...]], sentences: Sequence[int]) -> None:
        self.text = version.text
        self.words: list[Word] = []
        self.cuts: set[int] = set()
        """Numbers of the words before which a sentence apart ends: no run may reach across."""
        spans = [version.sentences[i] for i in sentences]
        for at, (index, sentence) in enumerate(zip(sentences, spans, strict=True)):
            if at and (index != sentences[at - 1] + 1 or sentence.paragraph != spans[at - 1].paragraph):
                self.cuts.add(len(self.words))
            self.words.extend(words[index])
        self.forms = tuple(w.form for w in self.words)
        self.start = spans[0].span.start if spans else 0
        self._sentences = [sentence.span for sentence in spans]
        self.language, self.date = version.language, version.date
        self.rules = version.rules

    @cached_property
    def joined(self) -> str:
        """The forms in one string: equal passages have the same words, however these are split."""
        return "".join(self.forms)

    @cached_property
    def units(self) -> list[Unit]:
        """The words; those that tell one number together are one unit."""
        return units_of(self.words, self.text)

    @cached_property
    def gaps(self) -> list[str]:
        """What stands before each word, and after the last; a full stop where a sentence apart begins or ends."""
        gaps = [".", *(self.text[a.end : b.start] for a, b in pairwise(self.words)), "."]
        for cut in self.cuts:
            gaps[cut] = APART
        return gaps

    @cached_property
    def between(self) -> list[Span]:
        """What stands before each word, and after the last; of sentences that stand apart, what ends the first one."""
        out: list[Span] = []
        sentences = iter(self._sentences)
        sentence = next(sentences, Span(self.start, self.start))
        before = sentence.start
        for at, word in enumerate(self.words):
            ended = sentence.end
            while word.start >= sentence.end:
                sentence = next(sentences)
            out.append(Span(before, ended if sentence.start > ended + 1 else word.start))
            before = self._end(at)
        return [*out, Span(before, max(before, sentence.end))]

    @cached_property
    def marks(self) -> list[str]:
        """The punctuation before each word, and after the last, as it is compared."""
        if not self.rules.punctuation:
            return [""] * (len(self.words) + 1)
        return [told_by(self._compared(span)) for span in self.between]

    def _compared(self, span: Span) -> str:
        """A part of the text without what the reader's rules ignore."""
        out, at = "", span.start
        for start, end in self.rules.ignored(self.text, span.start, span.end):
            out, at = out + self.text[at:start], end
        return out + self.text[at : span.end]

    @cached_property
    def written(self) -> tuple[str, ...]:
        """How the words are written that the reader's rules show though they make no difference."""
        return tuple(word.written for word in self.words if word.written)

    @cached_property
    def punctuated(self) -> list[tuple[int, str]]:
        """The punctuation, each with how many letters of the words stand before it: however these are split."""
        out: list[tuple[int, str]] = []
        letters = 0
        for form, mark in zip((*self.forms, ""), self.marks, strict=True):
            if mark:
                out.append((letters, mark))
            letters += len(form)
        return out

    def span(self, first: int, last: int) -> Span:
        """The span from one word up to, not including, another; empty, behind the word before, if there is none.

        An initial's full stop goes with it: "Dmitri S." and not "Dmitri S".
        """
        if first == last:
            place = self.words[first - 1].end if first else self.words[0].start if self.words else self.start
            return Span(place, place)
        return Span(self.words[first].start, self._end(last - 1))

    def _end(self, at: int) -> int:
        """Where a word ends, with the full stop of an initial."""
        word = self.words[at]
        initial = at + 1 < len(self.words) and len(word.form) == 1 and self.text[word.end - 1 : word.end + 1].isupper()
        return word.end + (initial and self.text[word.end] == ".")


def reuse_of(left: Passage, right: Passage, *, thresholds: Thresholds = USUAL) -> Reuse:
    """How the right passage words what the left one says, given that both say the same.

    `edited` means that the words kept in order are at least six tenths of the mean length. A word or name in another
    spelling is kept.
    """
    if left.joined == right.joined:
        as_written = left.punctuated == right.punctuated and left.written == right.written
        return Reuse.VERBATIM if as_written else Reuse.EDITED
    sizes, edited = thresholds.sizes, thresholds.edits.edited
    if indel_similarity(left.forms, right.forms, sizes) >= edited:
        return Reuse.EDITED
    if too_long(left.forms, right.forms, sizes):
        return Reuse.REWORDED
    if right.forms < left.forms:
        left, right = right, left
    here, there = tokens_of(left.units, right.units, thresholds.names)
    return Reuse.EDITED if indel_similarity(here, there, sizes) >= edited else Reuse.REWORDED


Place = tuple[int, int]
"""Words of a passage, from one up to, not including, another."""


def edits_of(
    left: Passage,
    right: Passage,
    reuse: Reuse,
    *,
    same: Iterable[tuple[Place, Place]] = (),
    thresholds: Thresholds = USUAL,
) -> tuple[Edit, ...]:
    """The edits that turn the left passage into the right one, in order. Together they cover every word of both.

    They come from the Indel opcodes of the folded words, in which spellings of one word are equal. One or two function
    words between two changes go with them: phrases, not confetti. Words that a change takes away here and another one
    adds there have moved. If too little of a reworded link is kept, or the passages are too long, all is one
    replacement. Swapped passages give the mirrored edits.

    Args:
        left: The left passage.
        right: The right passage.
        reuse: How the right one words what the left one says.
        same: Words of both that tell one thing in two ways, as facts that agree: 3 May 2031 and 2031-05-03.
        thresholds: What makes a phrase.
    """
    if not left.words and not right.words:
        return ()
    turned = right.forms < left.forms
    if turned:
        left, right = right, left
        same = [(there, here) for here, there in same]
    if reuse is Reuse.VERBATIM and not left.cuts and not right.cuts:
        runs = [(EditOp.EQUAL, 0, len(left.words), 0, len(right.words))]
    elif reuse is Reuse.VERBATIM or too_long(left.forms, right.forms, thresholds.sizes):
        runs = runs_of(left.forms, right.forms, thresholds.sizes)
    else:
        runs = _with_same(_compared(left, right, reuse, thresholds), same)
    if left.cuts or right.cuts:
        runs = [part for run in runs for part in _cut(run, left.cuts, right.cuts)]
    edits = [edit for at in range(len(runs)) for edit in _edits(runs, at, left, right, reuse)]
    return tuple(edit.mirrored() for edit in edits) if turned else tuple(edits)


def _with_same(runs: list[Run], same: Iterable[tuple[Place, Place]]) -> list[Run]:
    """Make what tells one thing in two ways a variant; what a change holds besides stays a change."""
    if len(runs) == 1:
        return runs
    for (a, b), (c, d) in same:
        touched = [n for n, run in enumerate(runs) if (run[1] < b and a < run[2]) or (run[3] < d and c < run[4])]
        if not touched:
            continue
        block = runs[touched[0] : touched[-1] + 1]
        first, last = block[0], block[-1]
        before, behind = (a - first[1], c - first[3]), (last[2] - b, last[4] - d)
        ops = {run[0] for run in block}
        apart = (not first[0].changes and before[0] != before[1]) or (not last[0].changes and behind[0] != behind[1])
        if apart or min(*before, *behind) < 0 or EditOp.MOVED in ops or ops <= {EditOp.EQUAL, EditOp.VARIANT}:
            continue
        ends = _piece(first[0], first[1], a, first[3], c), _piece(last[0], b, last[2], d, last[4])
        runs = [*runs[: touched[0]], *ends[0], (EditOp.VARIANT, a, b, c, d), *ends[1], *runs[touched[-1] + 1 :]]
    return runs


def _piece(op: EditOp, a: int, b: int, c: int, d: int) -> list[Run]:
    """What is left of a run that was cut; nothing where nothing is."""
    if a == b and c == d:
        return []
    return [_change(a, b, c, d) if op.changes else (op, a, b, c, d)]


def _edits(runs: Sequence[Run], at: int, left: Passage, right: Passage, reuse: Reuse) -> list[Edit]:
    """A run as edits: what is equal is split where the punctuation differs."""
    op, a, b, c, d = runs[at]
    whole = Edit(op, left.span(a, b), right.span(c, d))
    if reuse is not Reuse.EDITED:
        return [whole]
    before = runs[at - 1][0] if at else None
    behind = runs[at + 1][0] if at + 1 < len(runs) else None
    if op in _ONE_FOR_ONE:
        ahead = _punctuation(left, right, a, c) if before in (None, *_ONE_FOR_ONE) else []
        return [*ahead, whole, *(_punctuation(left, right, b, d) if behind is None else [])]
    if op is not EditOp.EQUAL or b - a != d - c:
        return [whole]
    # Punctuation between what is equal and what only one side has goes with that.
    first = 0 if before in (None, *_ONE_FOR_ONE) else 1
    last = b - a + (behind in (None, *_ONE_FOR_ONE))
    out: list[Edit] = []
    done = 0
    for n in range(b - a + 1):
        shortened = n == 0 and before is EditOp.VARIANT
        other = _punctuation(left, right, a + n, c + n, shortened=shortened) if first <= n < last else []
        variant = n < b - a and left.words[a + n].written != right.words[c + n].written
        if (other or variant) and n > done:
            out.append(Edit(op, left.span(a + done, a + n), right.span(c + done, c + n)))
        if other or variant:
            out += other
            done = n
        if variant:
            out.append(Edit(EditOp.VARIANT, left.span(a + n, a + n + 1), right.span(c + n, c + n + 1)))
            done = n + 1
    if done < b - a:
        out.append(Edit(op, left.span(a + done, b), right.span(c + done, d)))
    return out


_ONE_FOR_ONE = (EditOp.REPLACE, EditOp.VARIANT)
"""Changes that have words on both sides, so that the punctuation beside them can be compared."""


def _punctuation(left: Passage, right: Passage, at: int, to: int, *, shortened: bool = False) -> list[Edit]:
    """What differs in the punctuation before a word of each side.

    With `shortened`, the words before are spellings of one: "Sept." ends in a full stop and "September" does not.
    """
    here, there = left.marks[at], right.marks[to]
    if shortened and here != there:
        here, there = _without_stop(left, at, right, to), _without_stop(right, to, left, at)
    return [] if here == there else [Edit(EditOp.PUNCTUATION, *_without_common_blanks(left, right, at, to))]


def _without_stop(passage: Passage, at: int, other: Passage, to: int) -> str:
    """The punctuation before a word, without the full stop that shortens the word before it."""
    word, full, marks = passage.forms[at - 1], other.forms[to - 1], passage.marks[at]
    if word != full and full.startswith(word) and passage.between[at].of(passage.text).startswith("."):
        return marks.replace(".", "", 1)
    return marks


def _without_common_blanks(left: Passage, right: Passage, at: int, to: int) -> tuple[Span, Span]:
    """What stands before a word of each side, without the blanks that both have at its ends."""
    here, there = left.between[at], right.between[to]
    one, other = here.of(left.text), there.of(right.text)
    most = min(len(one), len(other))
    ahead = next((n for n in range(most) if not (one[n].isspace() and other[n].isspace())), most)
    most -= ahead
    behind = next((n for n in range(most) if not (one[-n - 1].isspace() and other[-n - 1].isspace())), most)
    return Span(here.start + ahead, here.end - behind), Span(there.start + ahead, there.end - behind)


def runs_of(left: Sequence[str], right: Sequence[str], sizes: Sizes = USUAL.sizes) -> list[Run]:
    """Equal and changed runs in turn; a single change if the sequences are too long to be compared word by word."""
    runs: list[Run] = []
    if too_long(left, right, sizes):
        return [_change(0, len(left), 0, len(right))]
    for opcode in Indel.opcodes(left, right):
        a, b, c, d = opcode.src_start, opcode.src_end, opcode.dest_start, opcode.dest_end
        if opcode.tag == "equal":
            runs.append((EditOp.EQUAL, a, b, c, d))
        elif runs and runs[-1][0] is not EditOp.EQUAL:
            runs[-1] = _change(runs[-1][1], b, runs[-1][3], d)
        else:
            runs.append(_change(a, b, c, d))
    return runs


def _change(a: int, b: int, c: int, d: int) -> Run:
    """The run of left words [a, b) and right words [c, d) that are not the same."""
    op = EditOp.RIGHT if a == b else EditOp.LEFT if c == d else EditOp.REPLACE
    return op, a, b, c, d


def _compared(left: Passage, right: Passage, reuse: Reuse, thresholds: Thresholds) -> list[Run]:
    """The runs of two passages that are not worded the same."""
    here, there, t = left.units, right.units, thresholds.edits
    left_tokens, right_tokens = tokens_of(here, there, thresholds.names)
    runs = _slid(runs_of(left_tokens, right_tokens, thresholds.sizes), left_tokens, right_tokens, t)
    runs = _without_islands(runs, left_tokens, t)
    runs = _with_moved(runs, (left_tokens, right_tokens), (here, there), t, sure=reuse is Reuse.REWORDED)
    if reuse is Reuse.REWORDED and not _legible(runs, left_tokens, right_tokens, t):
        return [_change(0, len(left.words), 0, len(right.words))]
    runs = _with_variants(runs, here, there)
    lefts, rights = (
        [*(u.first for u in units), len(words)] for units, words in ((here, left.words), (there, right.words))
    )
    return [(op, lefts[a], lefts[b], rights[c], rights[d]) for op, a, b, c, d in runs]


def _legible(runs: Sequence[Run], left: Sequence[str], right: Sequence[str], t: Edits) -> bool:
    """Whether a reworded link keeps enough, in phrases or as nearly all of one side, to show its words one by one."""
    every, kept, phrases = [0, 0], [0, 0], [0, 0]
    for op, a, b, c, d in runs:
        if not op.changes:
            for side, words in enumerate((left[a:b], right[c:d])):
                every[side] += len(words)
                if any(w not in FUNCTION_WORDS for w in words):
                    kept[side] += len(words)
                    phrases[side] += 1
    sizes = len(left), len(right)
    if any(k >= t.nearly_all * size for k, size in zip(every, sizes, strict=True)):
        return True
    return min(kept) >= t.legible * min(sizes) and all(k >= t.phrase * p for k, p in zip(kept, phrases, strict=True))


def _slid(runs: Sequence[Run], left: Sequence[str], right: Sequence[str], t: Edits) -> list[Run]:
    """Move a one-sided change before a word or two that stand alone before it, where the same words end it.

    Of "the old mill of the town" beside "the town", "the old mill of" is what is only there, not "old mill of the".
    """
    out: list[Run] = []
    for at, (op, a, b, c, d) in enumerate(runs):
        followed = at + 1 < len(runs)
        if op in (EditOp.LEFT, EditOp.RIGHT) and out and followed and (len(out) == 1 or out[-2][0].changes):
            _, before_a, _, before_c, _ = out[-1]
            n = a - before_a
            words, first, last = (left, a, b) if op is EditOp.LEFT else (right, c, d)
            if (
                out[-1][0] is EditOp.EQUAL
                and n <= min(t.island, last - first)
                and words[first - n : first] == words[last - n : last]
            ):
                out.pop()
                run = _change(before_a, b - n, before_c, d - n)
                if out:
                    run = _change(out[-1][1], b - n, out.pop()[3], d - n)
                out += [run, (EditOp.EQUAL, b - n, b, d - n, d)]
                continue
        if op is EditOp.EQUAL and out and out[-1][0] is EditOp.EQUAL:
            a, c = out[-1][1], out.pop()[3]
        out.append((op, a, b, c, d))
    return out


def _without_islands(runs: Sequence[Run], forms: Sequence[str], t: Edits) -> list[Run]:
    """Merge short equal runs of function words into the changes around them, unless both only take or only add."""
    out: list[Run] = []
    for at, run in enumerate(runs):
        op, a, b, _, d = run
        if out and out[-1][0] is not EditOp.EQUAL and op is not EditOp.EQUAL:
            out[-1] = _change(out[-1][1], b, out[-1][3], d)
            continue
        if op is EditOp.EQUAL and out and at + 1 < len(runs) and b - a <= t.island:
            after = runs[at + 1][0]
            one_sided = out[-1][0] is after and after is not EditOp.REPLACE
            if not one_sided and all(f in FUNCTION_WORDS for f in forms[a:b]):
                out[-1] = _change(out[-1][1], b, out[-1][3], d)
                continue
        out.append(run)
    return out


def _cut(run: Run, left_cuts: set[int], right_cuts: set[int]) -> list[Run]:
    """Split a run where its sentences stand apart, so that no span covers what lies between."""
    op, a, b, c, d = run
    lefts = [a, *sorted(k for k in left_cuts if a < k < b), b]
    rights = [c, *sorted(k for k in right_cuts if c < k < d), d]
    if len(lefts) == len(rights) == 2:
        return [run]
    if op is EditOp.EQUAL:
        steps = sorted({k - a for k in lefts} | {k - c for k in rights})
        return [(op, a + s, a + t, c + s, c + t) for s, t in pairwise(steps)]
    while len(lefts) < len(rights):
        lefts.append(b)
    while len(rights) < len(lefts):
        rights.append(d)
    pieces = zip(pairwise(lefts), pairwise(rights), strict=True)
    parts = [_change(*here, *there) for here, there in pieces]
    return [(op, *part[1:]) for part in parts] if op is EditOp.MOVED else parts


# Words that have moved


class _Block(NamedTuple):
    """Left words [left, left + length) that stand on the right from `right` on."""

    content: int
    """How many of them are no function words."""
    length: int
    left: int
    right: int


def _with_moved(
    runs: Sequence[Run],
    words: tuple[Sequence[str], Sequence[str]],
    units: tuple[Sequence[Unit], Sequence[Unit]],
    t: Edits,
    *,
    sure: bool,
) -> list[Run]:
    """Take out of the changed runs what stands in both sides, at different places.

    Two content words that stand together have moved. A single one has if it is a name or a number, if it stands beside
    what moved, or if it is all that one side has there. An article before what moved goes with it, and so does an
    initial inside it. The words of each side become a run of their own, whose other side is empty.

    Args:
        runs: Equal and changed runs in turn.
        words: What the words of the left and of the right side are compared by.
        units: The words themselves.
        t: In how many places a single word may stand.
        sure: Whether a single word must be a name or a number.
    """
    left, right = words
    changed = [run for run in runs if run[0] is not EditOp.EQUAL]
    here = {i: (a, b) for _, a, b, _, _ in changed for i in range(a, b)}
    there = {j: (c, d) for _, _, _, c, d in changed for j in range(c, d)}
    if not here or not there:
        return list(runs)
    moved: tuple[set[int], set[int]] = set(), set()
    blocks = _common_blocks(here, there, left, right, t)
    for block in sorted(blocks, key=lambda b: (-b.content, -b.length, b.left, b.right)):
        lefts, rights = (range(start, start + block.length) for start in (block.left, block.right))
        if not (moved[0].isdisjoint(lefts) and moved[1].isdisjoint(rights)):
            continue
        if (
            block.content > 1
            or any(map(_is_name_or_number, units[0][lefts.start : lefts.stop]))
            or any(map(_is_name_or_number, units[1][rights.start : rights.stop]))
            or not moved[0].isdisjoint((lefts.start - 1, lefts.stop))
            or not moved[1].isdisjoint((rights.start - 1, rights.stop))
            or (not sure and (_is_all(lefts, here[block.left], left) or _is_all(rights, there[block.right], right)))
        ):
            moved[0].update(lefts)
            moved[1].update(rights)
    for side, around in enumerate((here, there)):
        own, tokens = moved[side], words[side]
        own |= {i - 1 for i in own if around.get(i - 1) == around[i] and tokens[i - 1] in _ARTICLES}
        own |= {i for i in around if units[side][i].initial and i - 1 in own and i + 1 in own}
    out: list[Run] = []
    for run in runs:
        for part in [run] if run[0] is EditOp.EQUAL else _split(run, moved, left, right):
            if out and out[-1][0] is part[0] is EditOp.EQUAL:
                part = (EditOp.EQUAL, out[-1][1], part[2], out.pop()[3], part[4])
            out.append(part)
    return out


def _is_name_or_number(unit: Unit) -> bool:
    return unit.form not in FUNCTION_WORDS and (unit.name or unit.key[:1].isdigit())


def _is_all(block: range, run: tuple[int, int], words: Sequence[str]) -> bool:
    """Whether a run has no more than function words besides the block."""
    return all(i in block or words[i] in FUNCTION_WORDS for i in range(*run))


def _common_blocks(
    here: Mapping[int, tuple[int, int]],
    there: Mapping[int, tuple[int, int]],
    left: Sequence[str],
    right: Sequence[str],
    t: Edits,
) -> set[_Block]:
    """The longest blocks of words that both sides have in their changed runs, each inside one run."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in there:
        if right[j] not in FUNCTION_WORDS:
            places[right[j]].append(j)
    found: set[_Block] = set()
    for i in here:
        own = places.get(left[i], ())
        for j in own if len(own) <= t.places else ():
            back = 0
            while i - back > here[i][0] and j - back > there[j][0] and left[i - back - 1] == right[j - back - 1]:
                back += 1
                if left[i - back] not in FUNCTION_WORDS:
                    break
            if back and left[i - back] not in FUNCTION_WORDS:
                continue  # the block was found from that word on
            length = content = 0
            for n in range(min(here[i][1] - i, there[j][1] - j) + back):
                if left[i - back + n] != right[j - back + n]:
                    break
                if left[i - back + n] not in FUNCTION_WORDS:
                    # a block ends with a content word: "on Tuesday", not "Tuesday in"
                    length, content = n + 1, content + 1
            found.add(_Block(content, length, i - back, j - back))
    return found


def _split(run: Run, moved: tuple[set[int], set[int]], left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """Split a changed run into what moved and what did not, in order; what did not is paired in turn."""
    _, a, b, c, d = run
    if not moved[0] and not moved[1]:
        return _peeled(a, b, c, d, left, right)
    lefts, rights = _stretches(a, b, moved[0]), _stretches(c, d, moved[1])
    out: list[Run] = []
    i, j = a, c
    while lefts or rights:
        if lefts and lefts[0][0]:
            out.append((EditOp.MOVED, i, lefts[0][1], j, j))
            i = lefts.pop(0)[1]
        elif rights and rights[0][0]:
            out.append((EditOp.MOVED, i, i, j, rights[0][1]))
            j = rights.pop(0)[1]
        else:
            to_left = lefts.pop(0)[1] if lefts else i
            to_right = rights.pop(0)[1] if rights else j
            out.extend(_peeled(i, to_left, j, to_right, left, right))
            i, j = to_left, to_right
    return out


def _peeled(a: int, b: int, c: int, d: int, left: Sequence[str], right: Sequence[str]) -> list[Run]:
    """A change, and before and behind it what is equal once the moved words between are gone."""
    if a == b or c == d or (left[a] != right[c] and left[b - 1] != right[d - 1]):
        return [_change(a, b, c, d)] if a < b or c < d else []
    most = min(b - a, d - c)
    before = next((n for n in range(most) if left[a + n] != right[c + n]), most)
    behind = next((n for n in range(most - before) if left[b - n - 1] != right[d - n - 1]), most - before)
    runs = [
        (EditOp.EQUAL, a, a + before, c, c + before),
        _change(a + before, b - behind, c + before, d - behind),
        (EditOp.EQUAL, b - behind, b, d - behind, d),
    ]
    return [run for run in runs if run[1] < run[2] or run[3] < run[4]]


def _stretches(start: int, end: int, moved: set[int]) -> list[tuple[bool, int]]:
    """Split a range where moved words begin and end: whether each part moved, and where it ends."""
    out: list[tuple[bool, int]] = []
    for i in range(start, end):
        if out and out[-1][0] == (i in moved):
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i in moved, i + 1))
    return out


# Words in another spelling


def _with_variants(runs: Sequence[Run], left: Sequence[Unit], right: Sequence[Unit]) -> list[Run]:
    """Tell apart, among what is equal, what is spelled otherwise. Initials go with the name that they stand in."""
    parted: list[Run] = []
    for op, a, b, c, d in runs:
        if op is not EditOp.EQUAL:
            parted.append((op, a, b, c, d))
            continue
        if all(ours.form == theirs.form for ours, theirs in zip(left[a:b], right[c:d], strict=True)):
            parted.append((op, a, b, c, d))
            continue
        for n in range(b - a):
            same = EditOp.EQUAL if left[a + n].form == right[c + n].form else EditOp.VARIANT
            if n and parted[-1][0] is same:
                parted[-1] = (same, parted[-1][1], a + n + 1, parted[-1][3], c + n + 1)
            else:
                parted.append((same, a + n, a + n + 1, c + n, c + n + 1))
    out: list[Run] = []
    for at, run in enumerate(parted):
        op, a, b, c, d = run
        follows = at + 1 < len(parted) and _begins_with_name(parted[at + 1], left, right)
        if follows and op.changes and _are_initials(left[a:b], right[c:d]):
            if a < b and c < d:
                out.append((EditOp.VARIANT, a, b, c, d))
                continue
            before = out[-1] if out else run
            if before[0] in (EditOp.EQUAL, EditOp.VARIANT) and left[before[2] - 1].upper and right[before[4] - 1].upper:
                out[-1:] = _with_last(before, b, d)
                continue
        out.append(run)
    return out


def _begins_with_name(run: Run, left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    return run[0] in (EditOp.EQUAL, EditOp.VARIANT) and left[run[1]].upper and right[run[3]].upper


def _are_initials(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Whether one side has nothing but initials, and the other nothing or a name that begins with the first of them."""
    for short, long in ((left, right), (right, left)):
        if short and all(u.initial for u in short):
            return not long or (len(long) == 1 and long[0].upper and long[0].form[0] == short[0].form)
    return False


def _with_last(run: Run, b: int, d: int) -> list[Run]:
    """Extend the last word of a run into a variant that reaches to left word b and right word d."""
    op, a, last, c, right_last = run
    if op is EditOp.VARIANT or last - a == 1:
        return [(EditOp.VARIANT, a, b, c, d)]
    return [(op, a, last - 1, c, right_last - 1), (EditOp.VARIANT, last - 1, b, right_last - 1, d)]
