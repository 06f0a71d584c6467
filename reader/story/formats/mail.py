"""Mail: one message (.eml), a mailbox of messages (.mbox), and a web page saved as one (.mhtml).

The standard library parses them. The text of a message is read as a plain text or as HTML is; a saved page as any page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as current_rules
from email.utils import parsedate_to_datetime
from typing import Any

import lxml.html
from lxml import etree

from reader.story.clean import counted, normalise
from reader.story.decode import decode, stated_charset
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.html_page import parse_html
from reader.story.formats.markup import blocks_of, parts_of
from reader.story.plain import plain_page

_ENVELOPE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]+\r?\n(?=[!-9;-~]+:|>From )"
    rb"|(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]+ \d\d:\d\d:\d\d(?: [A-Z]{3,4})? \d{4}\r?\n"
)
"""The line before each message of a mailbox (RFC 4155). A line of text that begins so is written `>From`."""
_QUOTED_ENVELOPE = re.compile(rb"^>(>*From )", re.M)
_SAVED_PAGE = ("multipart/related", "text/html")
_LEAST_PLAIN = 0.5
"""A message's plain text is read if it has this share of the letters of its HTML, which is for some mails all."""


def parse_mail(request: Request) -> Iterator[Answer]:
    """Read a message, a mailbox or a saved page. Several messages are articles; the first one is read if none is named.

    Raises:
        UnreadableError: It has no text, or no such message.
    """
    messages = list(_messages(request.data))
    wanted = request.article
    number = int(wanted) if wanted.isdecimal() else 1
    if not messages:
        raise UnreadableError("has no message in it")
    if number > len(messages):
        only = "has only one message" if len(messages) == 1 else f"has {len(messages):,} messages"
        raise UnreadableError(f"{only}, and no number {number:,}")
    message = messages[number - 1]
    if len(messages) == 1 and (page := _saved_page(message)) is not None:
        yield from _page_answers(page, message, request)
        return
    chosen = messages if wanted == "all" else [message]
    remarks = []
    if len(messages) > 1 and not wanted:
        remarks.append(f"message 1 of {len(messages):,} is shown; for another, add #article=2 to its name")
    parts: list[Part] = []
    attached: list[str] = []
    for one in chosen:
        parts += _message_parts(one, "heading" if len(chosen) > 1 else "headline")
        attached += _attachments(one)
    if not any(role == "body" or not role for _, role in parts):
        raise UnreadableError("has no text in it; it may hold only attachments")
    if attached:
        remarks.append(f"{counted(len(attached), 'attachment')} left out ({_listed(attached)})")
    several = len(messages) > 1
    yield Answer(
        parts=parts,
        facts=_facts(message),
        remarks=remarks,
        articles=[_title_and_length(one) for one in messages] if several else (),
        article=(wanted or "1") if several else "",
    )


def _messages(data: bytes) -> Iterator[EmailMessage]:
    """The messages of a mailbox, or the only one."""
    starts = list(_ENVELOPE.finditer(data)) if data.startswith(b"From ") else []
    if not starts:
        yield _parsed(data)
    ends = [found.start() for found in starts[1:]] + [len(data)]
    for start, end in zip(starts, ends, strict=False):
        yield _parsed(_QUOTED_ENVELOPE.sub(rb"\1", data[start.end() : end]))


def _parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=current_rules)


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; empty if it has none, or one that the library cannot parse."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds for damaged headers
        return ""


# A message


def _message_parts(message: EmailMessage, role: str) -> Iterator[Part]:
    if subject := _header(message, "subject"):
        yield subject, role
    for name, kind in (("From", "byline"), ("Date", "date")):
        if value := _header(message, name):
            yield f"{name}: {value}", kind
    for text, own in _body_parts(message):
        yield text, own or "body"


def _body_parts(message: EmailMessage) -> list[Part]:
    plain, html = (_body(message, kind) for kind in ("plain", "html"))
    from_html = [] if html is None else _html_parts(_text_of(html))
    if plain is None:
        return from_html
    from_plain = _plain_parts(_text_of(plain), flowed=plain.get_param("format") == "flowed")
    letters = [sum(len(text) for text, _ in parts) for parts in (from_plain, from_html)]
    return from_plain if letters[0] >= _LEAST_PLAIN * letters[1] else from_html


def _body(message: EmailMessage, kind: str) -> EmailMessage | None:
    try:
        body: Any = message.get_body((kind,))
    except Exception:  # noqa: BLE001 - as above
        return None
    return body if isinstance(body, EmailMessage) else None


def _text_of(part: EmailMessage) -> str:
    """The text of a part in the encoding that it states; if it states none or a wrong one, as any text is read."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decode(data, stated=str(part.get_param("charset") or "") or stated_charset(data)).text


def _plain_parts(text: str, *, flowed: bool) -> list[Part]:
    """The paragraphs of a plain message. What stands below the line `-- ` is a signature (RFC 3676)."""
    text = normalise(text)[0]
    body, _, signature = text.partition("\n-- \n")
    if flowed:  # a space before a newline says that the line was broken there to fit
        body = re.sub(r"(?m)^ (?=From |>| )", "", re.sub(r"(?<=\S) \n(?!>|\s*\n)", " ", body))
    page = plain_page(body)
    parts = [(span.of(page.text), str(role or "")) for span, role in zip(page.paragraphs, page.stated, strict=True)]
    return parts + [(line, "signature") for line in signature.split("\n") if line.strip()]


def _html_parts(html: str) -> list[Part]:
    tree = _tree(html.encode("utf-8", errors="replace"))
    return [] if tree is None else [part for block in blocks_of(tree) for part in parts_of(block.text, "")]


def _tree(data: bytes) -> Any:
    try:
        return lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, ValueError):
        return None


def _attachments(message: EmailMessage) -> list[str]:
    try:
        return [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except Exception:  # noqa: BLE001 - as above
        return []


def _listed(names: list[str]) -> str:
    shown = ", ".join(" ".join(name.split()) for name in names[:3])
    return f"{shown} and {len(names) - 3:,} more" if len(names) > 3 else shown


def _title_and_length(message: EmailMessage) -> tuple[str, int]:
    parts = _body_parts(message)
    title = _header(message, "subject") or next((text for text, _ in parts), "")[:80]
    return title, sum(len(text) for text, _ in parts)


def _facts(message: EmailMessage) -> dict[str, str]:
    sender = _header(message, "from")
    name, _, address = sender.partition("<")
    name = name.strip().strip('"').strip()
    return {
        "title": _header(message, "subject"),
        "author": name if name and address else sender.strip("<> "),
        "date": _day(_header(message, "date")),
    }


def _day(stated: str) -> str:
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


# A saved page


def _saved_page(message: EmailMessage) -> EmailMessage | None:
    """The part that is the page, if a browser saved it so (RFC 2557); None for a letter."""
    kind = message.get_content_type()
    written = _header(message, "from").startswith("<Saved by") or bool(_header(message, "snapshot-content-location"))
    letter = bool(_header(message, "to") or _header(message, "message-id") or _header(message, "received"))
    if kind not in _SAVED_PAGE or (letter and not written):
        return None
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return next((page for page in pages if _text_of(page).strip()), None)


def _page_answers(page: EmailMessage, message: EmailMessage, request: Request) -> Iterator[Answer]:
    text = _text_of(page)
    address = _header(page, "content-location") or _header(message, "snapshot-content-location")
    for answer in parse_html(request._replace(data=text.encode("utf-8", errors="replace"))):
        facts = dict(answer.facts)
        if not facts.get("url") and address.startswith(("http://", "https://")):
            facts["url"] = address
        yield Answer(
            parts=answer.parts, facts=facts, remarks=answer.remarks, articles=answer.articles, article=answer.article
        )


if __name__ == "__main__":
    run_child(parse_mail)
