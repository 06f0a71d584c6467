"""What a server's answer means for who wants to read, in one sentence."""

from __future__ import annotations

import re

from reader.story.clean import clean_line

SAVE = "save the page from a browser and name the file"

_STATUS = {
    401: f"wants a log-in (401); {SAVE}",
    402: f"wants to be paid (402); {SAVE}",
    403: f"does not give it to a program (403), or wants a log-in; {SAVE}",
    404: "has no such page (404); check the address",
    405: f"does not give it to a program (405); {SAVE}",
    407: f"wants a log-in at a proxy (407); {SAVE}",
    410: "has taken the page away (410)",
    429: "was asked too often (429); try again later",
    451: "may not show the page, for legal reasons (451)",
}
_READ = (
    "application/xhtml+xml", "application/xml", "application/json", "application/octet-stream",
    "application/pdf", "application/epub+zip", "application/markdown", "application/x-pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
)  # fmt: skip
"""What may be a page or a text besides `text/…`; whether it is one, its bytes tell."""
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|sign-?on|sso|auth|oauth2?|subscribe|paywall)(?:[/?.]|$)", re.I)


def refusal(status: int) -> str:
    """Why an answer with this status is no page, and what to do; empty where it is one.

    It ends a sentence that begins with the host.
    """
    if status in (200, 203):
        return ""
    if known := _STATUS.get(status):
        return known
    if 500 <= status < 600:
        return f"has trouble of its own ({status}); try again later"
    if 400 <= status < 500:
        return f"refuses it ({status}); {SAVE}"
    return f"sent no page ({status}); check the address in a browser"


def unreadable(media_type: str) -> str:
    """Why a media type is nothing to read; empty where it may be a page or a text. Ends a sentence like `refusal`."""
    if not media_type or media_type.startswith("text/") or media_type in _READ:
        return ""
    return f"sent no text and no page, but {clean_line(media_type[:60])}; check the address"


def login_hint(asked: str, came: str) -> str:
    """A word about having been led to a log-in page; empty where nothing looks like that."""
    if asked != came and _LOGIN.search(came) and not _LOGIN.search(asked):
        return f"led to {clean_line(came)}, which looks like a log-in page"
    return ""
