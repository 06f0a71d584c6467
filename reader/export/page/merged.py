"""The merged reading as HTML: the story told once, each version's additions in place."""

from __future__ import annotations

from itertools import groupby

from reader.align.alignment import Comparison
from reader.export.page.column import INKS, escaped, lang_of, lines
from reader.merge.bands import FOLD_LABELS
from reader.merge.beside import MEANINGS, SIGNS, Sign
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Piece, Wordings, blank_after_variant, blank_before_variant
from reader.story.version import Role


class Merged:
    """Writes the merged reading of a comparison, the first version leading."""

    def __init__(self, comparison: Comparison, languages: tuple[str, ...]) -> None:
        self.versions = comparison.versions
        self.tellings = merged_order(comparison)
        self._wordings = Wordings(comparison)
        self._languages = languages

    def html(self) -> str:
        """All of it, a paragraph or a version's own wording an element each."""
        out: list[str] = []
        paragraph, sigla = -1, ""
        for (number, fold, _, host, _), group in groupby(range(len(self.tellings)), self._kind):
            run = list(group)
            inside = number == paragraph and not fold
            told = self._sigla(self.tellings[run[0]])
            shown = "" if told == sigla and len(told) > 1 else told
            paragraph, sigla = number, told
            out.append(self._folded(run, fold, told) if fold else self._block(run, host, shown, inside))
        return "".join(out)

    def _kind(self, number: int) -> tuple[int, str, tuple[int, ...], int, int]:
        """What tellings that flow together have in common."""
        telling = self.tellings[number]
        fold = self._fold_of(telling)
        if fold:
            return -1, fold, (), telling.host, -1
        alone = telling.shared and not self._wordings.inline(telling)
        return telling.paragraph, "", telling.versions, telling.host, number if alone else -1

    def _fold_of(self, telling: Telling) -> str:
        called = {FOLD_LABELS.get(self._role(v, s), "") for v in telling.versions for s in telling.sentences[v]}
        return called.pop() if len(called) == 1 else ""

    def _role(self, version: int, sentence: int) -> Role:
        told = self.versions[version]
        return told.paragraphs[told.sentences[sentence].paragraph].role

    def _sigla(self, telling: Telling) -> str:
        return "".join(self.versions[v].siglum for v in telling.versions)

    def _block(self, run: list[int], host: int, sigla: str, inside: bool) -> str:
        first = self.tellings[run[0]]
        role = self._role(first.host, first.sentences[first.host][0])
        tag = {Role.HEADLINE: "h3", Role.HEADING: "h4"}.get(role, "p")
        text, apart, size = "", "", 0
        for number in run:
            telling = self.tellings[number]
            wording = self._wordings.of(telling)
            size += sum(len(piece.text) for piece in wording.pieces)
            text += f'<span class="t{self._state(telling)}" data-t="{number}">{self._said(wording.pieces)}</span> '
            for own in wording.apart:
                version = self.versions[own.version]
                apart += (
                    f'<p class="m apart" {lang_of(self._languages[own.version])} data-of="{number}">'
                    f'<span class="sig">{escaped(version.siglum)}~</span>{self._said(own.pieces)}</p>'
                )
                size += sum(len(piece.text) for piece in own.pieces)
        kind = "" if first.shared else f" own v{first.host % INKS}"
        margin = f'<span class="sig">{escaped(sigla)}</span>' if sigla else ""
        block = f'<{tag} class="m{kind}" {lang_of(self._languages[host])}>{margin}{text}</{tag}>'
        return f'<div class="part {lines(size)}{" tight" if inside else ""}">{block}{apart}</div>'

    def _state(self, telling: Telling) -> str:
        """What `]`, `}` and `!` look for."""
        if not telling.shared:
            return " u"
        return " l disputed" if self._wordings.conflicts(telling) else " l"

    def _folded(self, run: list[int], fold: str, sigla: str) -> str:
        told = []
        for number in run:
            telling = self.tellings[number]
            host = self.versions[telling.host]
            told.append(" ".join(escaped(host.sentence_text(s)) for s in telling.sentences[telling.host]))
        keys = " ".join(map(str, run))
        language = lang_of(self._languages[self.tellings[run[0]].host])
        char, called = SIGNS[Sign.ASIDE], MEANINGS[Sign.ASIDE]
        return (
            f'<div class="part n1"><p class="m aside" {language}><span class="sig">{escaped(sigla)}</span>'
            f'<span class="g" role="img" aria-label="{called}">{char}</span>'
            f'<span class="t fold" data-t="{keys}">{" · ".join(told)}</span> '
            f'<span class="label">{fold}</span></p></div>'
        )

    def _said(self, pieces: tuple[Piece, ...]) -> str:
        """What all say as it is, what they do not in brackets."""
        out, last = "", " "
        for piece in pieces:
            text = piece.text
            if not piece.readings:
                if last == " " and text.startswith(" ") and out:
                    text = text[1:]
                if last == "⟩" and blank_after_variant(text):
                    out += " "
                if text:
                    bare = text.strip()
                    marked = escaped(text).replace(escaped(bare), f'<strong class="c">{escaped(bare)}</strong>', 1)
                    out += marked if piece.conflict and bare else escaped(text)
                    last = text[-1]
                continue
            out += " " if blank_before_variant(last) else ""
            out += self._variant(piece)
            last = "⟩"
        return out

    def _variant(self, piece: Piece) -> str:
        said = [told for told in piece.readings if told.text]
        parts = []
        for told in said:
            whose = ""
            if len(self.versions) > 2:
                sigla = escaped("".join(self.versions[v].siglum for v in told.versions))
                whose = f'<span class="by">{sigla}</span> '
            own = f" v{told.versions[0] % INKS}" if len(told.versions) == 1 else ""
            tag, kind = ("strong", "c") if piece.conflict else ("span", f"rd{own}")
            parts.append(f'{whose}<{tag} class="{kind}">{escaped(told.text)}</{tag}>')
        bar = '<span class="br"> │ </span>'
        return f'<span class="var"><span class="br">⟨</span>{bar.join(parts)}<span class="br">⟩</span></span>'
