"""The one way in which text comes into the page: escaped, so that nothing in it is markup."""

from __future__ import annotations

import html
import json
from typing import Any

from reader.story.clean import clean
from reader.story.language import direction_of


def escaped(text: str) -> str:
    """A text for the page, between tags or in a quoted attribute; what could act or hide is shown instead."""
    return html.escape(clean(text), quote=True)


def lang_of(code: str) -> str:
    """The attributes of an element that say which language its words are in, and which way they are written."""
    return f'lang="{escaped(code)}" dir="{direction_of(code)}"'


def data(value: Any) -> str:
    """A value as JSON for a data block: no `<` in it, so that it cannot end the element it stands in."""
    packed = json.dumps(value, separators=(",", ":"))
    return packed.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
