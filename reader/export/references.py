"""The sources of stories as references for a bibliography: CSL-JSON (Zotero reads it) and BibTeX.

CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables. A date that is not ISO
goes there as `raw`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from reader.story.clean import clean_line, one_line
from reader.story.version import Version

_ISO = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])"
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
"""What TeX would read as markup. BibTeX counts braces even behind a backslash."""


def csl_json(versions: Iterable[Version]) -> str:
    """References as CSL-JSON, each source once."""
    return json.dumps([_csl(key, version) for key, version in _keyed(versions)], ensure_ascii=False, indent=1) + "\n"


def bibtex(versions: Iterable[Version]) -> str:
    """References as BibTeX entries with a blank line between them, each source once."""
    return "\n".join(_bibtex(key, version) for key, version in _keyed(versions))


def _keyed(versions: Iterable[Version]) -> list[tuple[str, Version]]:
    """Each source with a key of its own: name, year, and a letter where two would have the same."""
    out: dict[str, Version] = {}
    seen: set[tuple[str, ...]] = set()
    for version in versions:
        about = (version.source, version.sha256, version.name)
        if about in seen:
            continue
        seen.add(about)
        plain = unicodedata.normalize("NFKD", version.name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or hashlib.sha256(version.name.encode()).hexdigest()[:8]
        year = str(parts[0]) if (parts := _date_parts(version.date)) else ""
        key = stem + year
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        taken = key
        while taken in out:
            taken = key + next(letters, f"-{len(out)}")
        out[taken] = version
    return list(out.items())


def _date_parts(stated: str) -> list[int]:
    """Year, month and day of an ISO date, as far as it states them; empty for any other date."""
    found = re.match(_ISO, stated.strip())
    if found is None:
        return []
    parts = [int(part) for part in found.groups() if part]
    try:
        date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return []
    return parts


def _address(version: Version) -> str:
    named = (version.url, version.source)
    return next((clean_line(url) for url in named if url.startswith(("https://", "http://"))), "")


def _csl(key: str, version: Version) -> dict[str, Any]:
    address, parts = _address(version), _date_parts(version.date)
    about: dict[str, Any] = {
        "id": key,
        "type": "webpage" if address else "document",
        "title": one_line(version.title),
        "container-title": one_line(version.site or version.name),
        "author": [{"literal": one_line(version.author)}] if version.author else [],
        "issued": {"date-parts": [parts]} if parts else {"raw": one_line(version.date)} if version.date else {},
        "URL": address,
        "language": version.language,
    }
    return {name: value for name, value in about.items() if value}


def _bibtex(key: str, version: Version) -> str:
    parts = _date_parts(version.date)
    about = {
        "title": f"{{{_tex(version.title)}}}",
        "author": f"{{{_tex(version.author)}}}" if version.author else "",
        "howpublished": _tex(version.site or version.name),
        "year": str(parts[0]) if parts else "",
        "month": str(parts[1]) if len(parts) > 1 else "",
        "day": str(parts[2]) if len(parts) > 2 else "",
        "note": "" if parts else _tex(version.date),
        "url": "".join(char for char in _address(version) if char not in "{}\\ "),
    }
    fields = [f"  {name} = {{{value}}}," for name, value in about.items() if value]
    return "\n".join([f"@misc{{{key},", *fields, "}"]) + "\n"


def _tex(text: str) -> str:
    """A text as TeX that prints it."""
    return "".join(_TEX.get(char, char) for char in one_line(text))
