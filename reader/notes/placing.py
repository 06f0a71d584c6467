"""Finding the places of quotations that another program kept: by their words, else by similar words."""

from __future__ import annotations

from bisect import bisect_right

from reader.notes.anchors import CONTEXT, Anchor, Fate, make_anchor
from reader.notes.finder import finder_of
from reader.story.version import Span, Version

_MOST = 100
"""Occurrences that are looked at: what stands there more often identifies nothing."""


class Placer:
    """Finds quotations in one version. White space does not count: each program breaks the lines of a page anew."""

    def __init__(self, version: Version, locator: str) -> None:
        """Search `version`, whose source is `locator`."""
        self._version, self._locator = version, locator
        self._finder = finder_of(version)
        self._starts: list[int] = []
        """Where each word begins in the text."""
        self._begins: list[int] = []
        """Where each word begins in the text on one line."""
        words = version.text.split()
        self._line = " ".join(words)
        at = begin = 0
        for word in words:
            at = version.text.index(word, at)
            self._starts.append(at)
            self._begins.append(begin)
            at += len(word)
            begin += len(word) + 1

    def place(self, exact: str, prefix: str = "", suffix: str = "") -> Anchor | None:
        """An anchor on a quotation that stands there to the letter; None if it does not, or its place is not certain.

        Args:
            exact: The quotation.
            prefix: What stands before it, as far as that is known; empty if not.
            suffix: What stands after it.
        """
        places = self._occurrences(" ".join(exact.split()))
        if len(places) == 1:
            return make_anchor(self._version, self._locator, places[0])
        return self._find(places[0].of(self._version.text), prefix, suffix, once=False) if places else None

    def place_similar(self, exact: str, prefix: str = "", suffix: str = "") -> Anchor | None:
        """An anchor on what a quotation has become, where its words are not there to the letter; None if in doubt."""
        wanted = " ".join(exact.split())
        return self._find(wanted, prefix, suffix, once=True) if wanted and not self._occurrences(wanted) else None

    def _find(self, exact: str, prefix: str, suffix: str, *, once: bool) -> Anchor | None:
        nowhere = len(self._version.text) + 1
        anchor = Anchor(
            locator=self._locator,
            siglum=self._version.siglum,
            start=nowhere,
            end=nowhere + len(exact),
            exact=exact,
            prefix=prefix[-CONTEXT:],
            suffix=suffix[:CONTEXT],
            once=once,
            text="",
        )
        found = self._finder.find(anchor)
        if found.fate is Fate.LOST or found.span is None:
            return None
        return make_anchor(self._version, self._locator, found.span)

    def _occurrences(self, wanted: str) -> list[Span]:
        """Where a quotation stands to the letter, and cuts no word."""
        out: list[Span] = []
        at = self._line.find(wanted) if wanted else -1
        while at >= 0 and len(out) < _MOST:
            end = at + len(wanted)
            cut = self._line[at - 1 : at].isalnum() and wanted[0].isalnum()
            cut = cut or (self._line[end : end + 1].isalnum() and wanted[-1].isalnum())
            if not cut:
                out.append(Span(self._in_text(at), self._in_text(end - 1) + 1))
            at = self._line.find(wanted, at + 1)
        return out

    def _in_text(self, at: int) -> int:
        """Where a code point of the text on one line stands in the text."""
        word = bisect_right(self._begins, at) - 1
        return self._starts[word] + at - self._begins[word]
