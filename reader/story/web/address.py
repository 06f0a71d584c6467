"""Addresses of the web: checked, and written in one way."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from reader.story.clean import clean_line
from reader.story.version import SourceError

# Looking up hosts and connecting to them


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Network:
    """The network as the machine has it."""

    def look_up(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a host, the one to be tried first in front. Raises OSError (socket.gaierror)."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(place[0]).partition("%")[0] for *_, place in found))

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        """A connection to an IP address; every single wait on it takes that long at most. Raises OSError."""
        return socket.create_connection((ip, port), timeout=seconds)


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet: not to this machine, a private network, or a link.

    An IPv4 address inside of an IPv6 one (mapped, 6to4, NAT64) is what counts.
    """
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.is_site_local:  # fec0::/10 was what fc00::/7 is now
            return False
        address = inner or address
    return address.is_global and not address.is_multicast


def is_ip(host: str) -> bool:
    """Whether a host is an IP address already."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


LONGEST = 4000
"""Code points of an address."""
PORTS = {"http": 80, "https": 443}

_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.I)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PATH, _QUERY = "/%:@!$&'()*+,;=~", "/%:@!$&'()*+,;=~?[]"
"""What stands in a path and in a query as it is (RFC 3986, and the brackets that browsers leave)."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a page, checked, in the one way it is written: `str` gives it back."""

    scheme: str
    """`http` or `https`."""
    host: str
    """A name in ASCII and small letters, or an IP address without brackets."""
    port: int
    target: str
    """Path and query."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address, and in a request's Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def canonical(named: str) -> Address:
    """Check an address, and bring it into the one way it is written.

    Scheme and host become small letters, a name in other letters its ASCII form, and every way to write an IPv4
    address (`127.1`, `0x7f.1`, `2130706433`) the usual one, as browsers do (WHATWG URL). The part after `#` is left
    out: it names a place in the page.

    Raises:
        SourceError: It is none that can be fetched.
    """
    shown = f"“{clean_line(named[:200])}”"
    if len(named) > LONGEST:
        raise SourceError(f"{shown} … is too long for an address; an address has at most {LONGEST:,} characters")
    if any(char.isspace() or not char.isprintable() for char in named) or "\\" in named:
        raise SourceError(f"{shown} is not fetched: no address has such characters in it; copy it again")
    try:
        parts = urlsplit(named)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        raise SourceError(f"{shown} is no proper address, and is not fetched; check it") from None
    if scheme not in PORTS:
        raise SourceError(f"{shown} is not fetched: only addresses that begin with http:// or https:// are")
    if "@" in parts.netloc:
        raise SourceError(f"{shown} is not fetched: it has a user's name in it; leave out what stands before “@”")
    if not host or port == 0:
        raise SourceError(f"{shown} is not fetched: it names no {'port' if host else 'host'}; check it")
    target = quote(parts.path, safe=_PATH) or "/"
    if parts.query:
        target += "?" + quote(parts.query, safe=_QUERY)
    return Address(scheme, _host(host, shown), port or PORTS[scheme], target)


def is_private(host: str) -> bool:
    """Whether a host is by its name on this machine or the reader's own network, so far as a name tells."""
    if is_ip(host):
        return not is_public(host)
    name = host.removesuffix(".")
    return "." not in name or name.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def beyond(address: Address, location: str) -> Address:
    """Where a page sends one that was asked for. Raises SourceError where that is no address that can be fetched."""
    try:
        joined = urljoin(str(address), location.strip(" ").replace(" ", "%20"))  # as browsers do
    except ValueError:
        joined = location
    return canonical(joined)


def _host(host: str, shown: str) -> str:
    fault = SourceError(f"{shown} is not fetched: no host has such a name; check it")
    try:
        if ":" in host:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else _no(fault)
        if "ß" in host or "ς" in host:  # IDNA 2003, which Python has, and 2008 lead to different hosts
            raise fault
        name = host.encode("idna").decode("ascii").lower()
        if _NUMERIC.fullmatch(name):
            return socket.inet_ntoa(socket.inet_aton(name.removesuffix(".")))
    except (OSError, ValueError):  # ValueError: also where a label is too long, or in letters that no name has
        raise fault from None
    labels = name.removesuffix(".").split(".")
    return name if all(_LABEL.fullmatch(label) for label in labels) else _no(fault)


def _no(fault: SourceError) -> str:
    raise fault
