"""A comparison as Markdown: one table, a column a version; what several versions tell stands in one row."""

from __future__ import annotations

from reader.align.alignment import Comparison, Reuse, coverage, shared_sentences
from reader.export.passages import said
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Wordings
from reader.notes.markdown import heading, inline
from reader.story.language import language_told

FORMAT = "diptych/rows@1"


def markdown_rows(comparison: Comparison, *, title: str = "") -> str:
    """The story told once, a row a telling, in the order of the merged reading; its first line says the format.

    Every sentence stands in one row. The first column is the reading screen's sign: `!` a conflict, `=` the
    same words, `~` other words, `+` only in one version, `·` set aside.
    """
    versions = comparison.versions
    first = versions[0].title if versions else ""
    lines = [f"<!-- {FORMAT} -->", "", heading(1, title or first), ""]
    for number, version in enumerate(versions):
        share = f"{coverage(version, shared_sentences(comparison, number)):.0%} shared".replace("%", " %")
        parts = [f"**{version.siglum}** {inline(version.name)}", inline(version.date), inline(version.source)]
        parts += [language_told(version), share]
        lines.append("- " + ", ".join(part for part in parts if part))
    lines += ["", "| |" + "".join(f" {v.siglum} |" for v in versions), "| --- |" + " --- |" * len(versions)]
    wordings = Wordings(comparison)
    for telling in merged_order(comparison):
        cells = [
            inline(said(version, own)) if own else "" for version, own in zip(versions, telling.sentences, strict=True)
        ]
        lines.append(f"| {_sign(comparison, wordings, telling)} |" + "".join(f" {cell} |" for cell in cells))
    return "\n".join(lines)


def _sign(comparison: Comparison, wordings: Wordings, telling: Telling) -> str:
    if wordings.conflicts(telling):
        return "!"
    if telling.shared:
        kinds = {wordings.closest(telling, v) for v in telling.versions if v != telling.host}
        return "=" if kinds == {Reuse.VERBATIM} else "\\~"
    host = comparison.versions[telling.host]
    asides = [host.paragraphs[host.sentences[s].paragraph].role.aside for s in telling.sentences[telling.host]]
    return "·" if all(asides) else "\\+"
