"""Which of several articles on a page is meant: `page.html#article=2` names the second, `page.html#article=all` all."""

from __future__ import annotations

import re

ALL = "all"
MOST = 999
"""Articles of a page that can be chosen."""
_NAMED = r"#article=([1-9]\d{0,2}|all)(?=#|\Z)"


def split_article(named: str) -> tuple[str, str]:
    """A source's name or locator without the part that says which article is meant, and that: `2`, `all` or nothing."""
    found = re.search(_NAMED, named) if "#" in named else None
    return (named[: found.start()] + named[found.end() :], found[1]) if found else (named, "")


def with_article(named: str, article: str) -> str:
    """The name of a source with what says which article is meant; the name alone where nothing does."""
    return f"{named}#article={article}" if article else named
