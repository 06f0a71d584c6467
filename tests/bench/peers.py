"""Other programs that find what two texts have in common, each asked for the words it matches.

None of them links sentences, so links are derived from their matches: two sentences are linked if the words matched
between them are at least some part of the shorter one, and for each program that part is taken which scores best.
"""

from __future__ import annotations

import importlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from difflib import SequenceMatcher
from io import StringIO

from rapidfuzz import fuzz

from reader.align.vocabulary import FUNCTION_WORDS
from reader.story.version import Version
from reader.story.words import words_by_sentence

Pair = tuple[int, int]
Shares = dict[Pair, float]
"""For each pair of sentences between which anything is matched, the part of the shorter one's words."""
PARTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


class Told:
    """A version as a list of words, each with its sentence and its place in the text."""

    def __init__(self, version: Version) -> None:
        self.text = version.text
        self.sentences = [version.sentence_text(i) for i in range(len(version.sentences))]
        words = list(words_by_sentence(version))
        self.lengths = [len(own) for own in words]
        self.spans = [span for own in words for span in own]
        self.words = [span.of(version.text).casefold() for span in self.spans]
        self.owner = [i for i, own in enumerate(words) for _ in own]

    def word_at(self, place: int) -> int:
        """The number of the first word that begins at a place of the text or behind it."""
        return bisect_right([span.start for span in self.spans], place - 1)


def shares(left: Told, right: Told, matched: Iterable[Pair]) -> Shares:
    """What matched words, each a left and a right one by number, say about sentences."""
    count = Counter((left.owner[a], right.owner[b]) for a, b in matched)
    return {(i, j): n / max(1, min(left.lengths[i], right.lengths[j])) for (i, j), n in count.items()}


def difflib_words(left: Told, right: Told) -> Shares:
    """The standard library's SequenceMatcher on words, without its shortcut for frequent ones."""
    blocks = SequenceMatcher(None, left.words, right.words, autojunk=False).get_matching_blocks()
    return shares(left, right, ((b.a + k, b.b + k) for b in blocks for k in range(b.size)))


def diff_match_patch(left: Told, right: Told) -> Shares:
    """diff-match-patch on words, as its manual advises: each word stands for one character. On characters it runs into
    its time limit of a second and finds next to nothing."""
    engine = importlib.import_module("diff_match_patch").diff_match_patch()
    letters = {word: chr(0x10000 + number) for number, word in enumerate(dict.fromkeys([*left.words, *right.words]))}
    matched = []
    here = there = 0
    for kind, run in engine.diff_main(
        *("".join(map(letters.__getitem__, told.words)) for told in (left, right)), False
    ):
        if kind == 0:
            matched += [(here + k, there + k) for k in range(len(run))]
        here += len(run) if kind <= 0 else 0
        there += len(run) if kind >= 0 else 0
    return shares(left, right, matched)


def text_matcher(left: Told, right: Told) -> Shares:
    """text-matcher with its own settings: passages, matched word by word from their beginnings.

    Its list of stop words would have to be fetched first, so Diptych's function words are taken out instead.
    """
    module = importlib.import_module("text_matcher.matcher")
    texts = []
    for told in (left, right):
        text = module.Text(told.text, "", removeStopwords=False)
        kept = [
            (token, (start, end))
            for token, (start, end) in zip(text.tokens, text.spans, strict=True)
            if text.text[start:end].lower() not in FUNCTION_WORDS
        ]
        text.tokens, text.spans = [token for token, _ in kept], [span for _, span in kept]
        texts.append(text)
    with redirect_stdout(StringIO()):
        _, lefts, rights = module.Matcher(*texts).match()
    matched = []
    for (a, b), (c, d) in zip(lefts, rights, strict=True):
        here = range(left.word_at(a), left.word_at(b))
        there = range(right.word_at(c), right.word_at(d))
        blocks = SequenceMatcher(
            None, [left.words[k] for k in here], [right.words[k] for k in there], autojunk=False
        ).get_matching_blocks()
        matched += [(here[m.a + k], there[m.b + k]) for m in blocks for k in range(m.size)]
    return shares(left, right, matched)


def collatex(left: Told, right: Told) -> Shares:
    """CollateX on words: two that stand in one column of its table and are equal are matched."""
    module = importlib.import_module("collatex")
    witnesses = [
        {"id": siglum, "tokens": [{"t": word + " ", "n": word, "at": at} for at, word in enumerate(told.words)]}
        for siglum, told in (("A", left), ("B", right))
    ]
    table = json.loads(module.collate({"witnesses": witnesses}, segmentation=False, output="json"))["table"]
    columns = zip(*table, strict=True)
    return shares(left, right, ((a[0]["at"], b[0]["at"]) for a, b in columns if a and b and a[0]["n"] == b[0]["n"]))


def fuzzy(left: Told, right: Told) -> Shares:
    """rapidfuzz alone: sentences that are each other's best by token_set_ratio, and how good."""
    table = [[fuzz.token_set_ratio(one, other) / 100 for other in right.sentences] for one in left.sentences]
    out: Shares = {}
    for i, row in enumerate(table):
        j = max(range(len(row)), key=row.__getitem__, default=-1)
        if j >= 0 and row[j] == max(other[j] for other in table):
            out[i, j] = row[j]
    return out


PEERS: dict[str, tuple[str, Callable[[Told, Told], Shares]]] = {
    "difflib": ("difflib", difflib_words),
    "diff-match-patch": ("diff_match_patch", diff_match_patch),
    "text-matcher": ("text_matcher", text_matcher),
    "CollateX": ("collatex", collatex),
    "rapidfuzz, mutual best": ("rapidfuzz", fuzzy),
}
"""Name, the module it needs, and what it does."""
