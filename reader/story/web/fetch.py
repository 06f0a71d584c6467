"""Fetching a page within our own limits.

A client's time-out bounds one read and not the whole: a server that sends a byte now and then held httpx, urllib and
trafilatura as long as was waited. So a thread of its own does the work (`reader.story.web.errand`), and who asked waits
for it no longer than allowed; then the connection is cut, which ends the thread.

Proxies are not used, whatever the environment says: they look hosts up themselves, and where a redirect leads could not
be judged. Where nothing answers, that is said.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.client import HTTPException

from urllib3.exceptions import HTTPError, SSLError

from reader.story.clean import clean_line
from reader.story.story import SourceError
from reader.story.web.address import Address
from reader.story.web.answers import SAVE
from reader.story.web.errand import CONNECTING, LOOKING_UP, READING, Errand
from reader.story.web.fetched import Fetched, Limits, Stopped
from reader.story.web.inflating import InflateError, TooLargeError
from reader.story.web.network import Network

LOOK = 0.05
"""Seconds between two looks at how far it has come."""


def fetch(
    address: Address,
    *,
    public: bool = False,
    limits: Limits | None = None,
    network: Network | None = None,
    heard: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> Fetched:
    """Fetch a page. Nothing is sent but that it is wanted: no cookies, no referrer.

    Args:
        address: Where it is. It may be on the reader's own network, but no redirect leads there from a public address.
        public: Whether only public hosts may be asked; for addresses that the reader did not name.
        limits: How much it may take.
        network: How hosts are looked up and connected to.
        heard: Told how far it has come, as one short line, in the thread that called.
        stop: Set, in whatever thread, when the page is not wanted any more.

    Raises:
        SourceError: It cannot be had. The text says what, where, and what to do.
        Stopped: `stop` was set.
    """
    limits = limits or Limits()
    errand = Errand(address, limits, network or Network(), public=public)
    began, said = time.monotonic(), ""
    errand.start()
    try:
        while not errand.ended.wait(LOOK):
            if stop is not None and stop.is_set():
                raise Stopped
            if late := _late(errand, limits, began):
                raise SourceError(f"{address} cannot be read: {late}")
            if heard is not None and said != (line := _line(errand)):
                heard(line)
                said = line
    finally:
        errand.give_up()
    if errand.fetched is not None:
        return errand.fetched
    if isinstance(errand.error, SourceError):
        raise errand.error
    raise SourceError(f"{address} cannot be read: {_why(errand, limits)}") from errand.error


def size_text(size: int) -> str:
    """A number of bytes as people say it: `840 bytes`, `12 kB`, `1.4 MB`."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _line(errand: Errand) -> str:
    doing = size_text(errand.received) if errand.stage == READING and errand.received else errand.stage
    return f"{clean_line(errand.at.host)} · {doing}"


def _late(errand: Errand, limits: Limits, began: float) -> str:
    """What has taken too long, if anything has."""
    now, host = time.monotonic(), errand.at.host
    if errand.stage in (LOOKING_UP, CONNECTING) and now - errand.since > limits.quick:
        return _not_reached(errand)
    if now - began <= limits.seconds:
        return ""
    if errand.stage == READING:
        return f"{host} did not send all of it within {limits.seconds:g} seconds; try again, or {SAVE}"
    return f"{host} did not answer within {limits.seconds:g} seconds; try again later"


def _not_reached(errand: Errand) -> str:
    host = errand.at.host
    if errand.stage == LOOKING_UP:
        return f"the host {host} cannot be looked up; is this machine online?{_proxy()}"
    return f"nothing answers at {errand.at.authority}; check the address, or try later{_proxy()}"


def _proxy() -> str:
    """A word about proxies, if the environment names one."""
    named = any(os.environ.get(name) or os.environ.get(name.upper()) for name in ("http_proxy", "https_proxy"))
    return " (the environment names a proxy, and Diptych uses none)" if named else ""


def _why(errand: Errand, limits: Limits) -> str:
    """What an error means."""
    error, host = errand.error, errand.at.host
    if isinstance(error, socket.gaierror) and error.errno not in (socket.EAI_AGAIN, socket.EAI_FAIL):
        return f"there is no host {host}; check the address{_proxy()}"
    if errand.stage in (LOOKING_UP, CONNECTING):
        return _not_reached(errand)
    if isinstance(error, TooLargeError):
        return f"it is larger than {limits.size >> 20} MB, the most a page may have; save the part you need as a file"
    if isinstance(error, InflateError):
        return f"what {host} sent {error}; {SAVE}"
    if isinstance(error, ssl.SSLError | SSLError):
        return _untrusted(error, host)
    if isinstance(error, HTTPException | HTTPError | OSError):
        if errand.stage == READING:
            return f"{host} sent only a part of it ({size_text(errand.received)}); try again"
        return f"{host} did not answer as a web server does; check the address"
    return f"what {host} sent is not understood ({type(error).__name__}); {SAVE}"


def _untrusted(error: Exception, host: str) -> str:
    inner = error if isinstance(error, ssl.SSLError) else next(iter(error.args), None)
    if isinstance(inner, ssl.SSLCertVerificationError):
        why = clean_line(inner.verify_message or "no reason given").rstrip(".")
        return f"{host} cannot prove that it is {host} ({why}); nothing was read from it"
    return f"no secure connection to {host} comes about; nothing was read from it, check the address"
