"""The brief as Markdown, as one HTML page and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from reader.align.alignment import Comparison
from reader.export.page_views import escaped
from reader.merge.brief import Brief, BriefLine, brief_lines, brief_of
from reader.notes.markdown import heading, inline
from reader.story.version import Version

FORMAT = "diptych/brief@1"
_STYLE = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif;color:#222;background:#fdfcf9}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}ul{list-style:none;padding:0}li{margin:.4rem 0}"
    "li.sub{margin-left:2.2rem;color:#555}b{display:inline-block;min-width:2.2rem;font-family:monospace}"
    ".place{color:#767676;font-size:.85rem}@media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1b19}"
    "li.sub{color:#aaa}.place{color:#8f8f8f}}"
)


def brief_markdown(comparison: Comparison, *, title: str = "") -> str:
    """The brief as Markdown: the sources, then a section each with a line for each passage and the place it is at."""
    brief = brief_of(comparison)
    out = [f"<!-- {FORMAT} -->", "", heading(1, title or _title(brief)), ""]
    out += [f"- **{version.siglum}** {inline(_source(version))}" for version in brief.versions]
    for line in brief_lines(brief):
        if line.level == 0:
            out += ["", heading(2, line.text), ""]
            continue
        mark = f"**{line.mark}** " if line.mark else ""
        out.append(f"{'  ' * (line.level - 1)}- {mark}{inline(line.text)}{_place(brief, line, ' ({})')}")
    return "\n".join(out)


def brief_html(comparison: Comparison, *, title: str = "") -> str:
    """The brief as one HTML page without scripts."""
    brief = brief_of(comparison)
    name = escaped(title or _title(brief))
    body = [f"<h1>{name}</h1>", "<ul>"]
    body += [f"<li><b>{escaped(version.siglum)}</b>{escaped(_source(version))}</li>" for version in brief.versions]
    for line in brief_lines(brief):
        if line.level == 0:
            body.append(f"</ul><h2>{escaped(line.text)}</h2><ul>")
            continue
        mark = f"<b>{escaped(line.mark)}</b>" if line.mark else ""
        kind = ' class="sub"' if line.level > 1 else ""
        place = _place(brief, line, ' <span class="place">{}</span>')
        body.append(f'<li{kind}>{mark}<span dir="auto">{escaped(line.text)}</span>{place}</li>')
    body.append("</ul>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="diptych/brief@1">'
        f"<title>{name}</title><style>{_STYLE}</style></head><body>" + "\n".join(body) + "</body></html>\n"
    )


def brief_json(comparison: Comparison) -> str:
    """The brief as data. A node is the number of a version, from 0, and of a sentence of it, as in the comparison."""
    about: dict[str, Any] = asdict(brief_of(comparison), dict_factory=_as_dict)
    about["versions"] = [
        {"siglum": v.siglum, "name": v.name, "title": v.title, "date": v.date, "source": v.source}
        for v in comparison.versions
    ]
    return json.dumps({"format": FORMAT, **about}, ensure_ascii=False, indent=1)


def _as_dict(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """A record as data, without the number of a value that is none."""
    return {name: value for name, value in fields if (name, value) != ("number", "")}


def _title(brief: Brief) -> str:
    return next((version.title for version in brief.versions), "")


def _source(version: Version) -> str:
    author = version.author if version.author != version.name else ""
    return ", ".join(filter(None, [version.name, author, version.date]))


def _place(brief: Brief, line: BriefLine, form: str) -> str:
    """Where a line leads: `A ¶11`."""
    return "" if line.node is None else form.format(brief.versions[line.node[0]].sentence_label(line.node[1]))
