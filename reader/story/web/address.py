"""Addresses of the web: recognised, checked, and written in one way."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from reader.story.clean import clean_line
from reader.story.version import SourceError

LONGEST = 4000
"""Code points of an address."""
PORTS = {"http": 80, "https": 443}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""How the moment of a copy is written: UTC, to the second."""

_SCHEME = r"(?i)[A-Za-z][A-Za-z0-9+.-]*://|(?:about|blob|data|javascript|mailto|view-source):"
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.I)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PATH, _QUERY = "/%:@!$&'()*+,;=~", "/%:@!$&'()*+,;=~?[]"
"""The characters that a path and a query may hold unquoted (RFC 3986, and the brackets that browsers leave)."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
"""Translation inside one network (RFC 8215): where an address in it leads, only that network knows."""
_WITH_IPV4 = (_NAT64, ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
"""IPv6 addresses that end in an IPv4 address: NAT64 (RFC 6052), IPv4-compatible (RFC 4291), SIIT (RFC 2765)."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a page, checked, in its canonical form; `str` gives it back."""

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


def is_address(named: str) -> bool:
    """Whether a source is named by an address of any kind, and not by a path."""
    return ":" in named and re.match(_SCHEME, named) is not None


def canonical(named: str) -> Address:
    """Check an address and bring it into its canonical form.

    Scheme and host become small letters, a name in other letters its ASCII form, and every way to write an IPv4
    address (`127.1`, `0x7f.1`, `2130706433`) the usual one, as in browsers (WHATWG URL). The part after `#` is left
    out, because it names a place in the page.

    Raises:
        SourceError: It is not an address that can be fetched.
    """
    shown = f"“{clean_line(named[:200])}”"
    if len(named) > LONGEST:
        raise SourceError(f"{shown} … is too long; an address may have at most {LONGEST:,} characters")
    if any(char.isspace() or not char.isprintable() for char in named) or "\\" in named:
        raise SourceError(f"{shown} is not fetched: an address cannot contain such characters; copy it again")
    try:
        parts = urlsplit(named)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        raise SourceError(f"{shown} is not fetched: it is not a valid address; check it") from None
    if scheme not in PORTS:
        raise SourceError(f"{shown} is not fetched: only addresses that begin with http:// or https:// are")
    if "@" in parts.netloc:
        raise SourceError(f"{shown} is not fetched: it contains a user name; leave out what is before “@”")
    if not host or port == 0:
        raise SourceError(f"{shown} is not fetched: it names no {'port' if host else 'host'}; check it")
    if (name := _canonical_host(host)) is None:
        raise SourceError(f"{shown} is not fetched: a host cannot have such a name; check it")
    target = quote(parts.path, safe=_PATH) or "/"
    if parts.query:
        target += "?" + quote(parts.query, safe=_QUERY)
    return Address(scheme, name, port or PORTS[scheme], target)


def split_moment(named: str) -> tuple[Address, str]:
    """Split an address as a reader or a locator names it: the page, and the moment of a copy or the empty string.

    Raises:
        SourceError: It is not an address that can be fetched.
    """
    _, _, fragment = named.partition("#")
    return canonical(named), fragment if MOMENT.fullmatch(fragment) else ""


def redirected(address: Address, location: str) -> Address:
    """Where a redirect leads. Raises SourceError if that is not an address that can be fetched."""
    try:
        joined = urljoin(str(address), location.strip(" ").replace(" ", "%20"))  # as browsers do
    except ValueError:
        joined = location
    return canonical(joined)


def is_private(host: str) -> bool:
    """Whether a host is on this machine or the reader's own network, as far as its name tells."""
    if is_ip(host):
        return not is_public(host)
    name = host.removesuffix(".")
    return "." not in name or name.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet: not to this machine, a private network or a link.

    If an IPv4 address is embedded in an IPv6 one (mapped, compatible, 6to4, NAT64, SIIT), it is the one that counts.
    """
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in _WITH_IPV4):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address in _LOCAL_NAT64 or address.is_site_local:  # fec0::/10, the predecessor of fc00::/7
            return False
        address = inner or address
    return address.is_global and not address.is_multicast


def is_ip(host: str) -> bool:
    """Whether a host is already an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _canonical_host(host: str) -> str | None:
    """A host in its canonical form; None if no host can have that name."""
    try:
        if ":" in host:
            return None if "%" in host else str(ipaddress.IPv6Address(host))
        if "ß" in host or "ς" in host:  # Python's IDNA 2003 and the current IDNA 2008 lead to different hosts
            return None
        name = host.encode("idna").decode("ascii").lower()
        if _NUMERIC.fullmatch(name):
            return socket.inet_ntoa(socket.inet_aton(name.removesuffix(".")))
    except (OSError, ValueError):  # ValueError: not an address, a label that is too long, or impossible letters
        return None
    labels = name.removesuffix(".").split(".")
    return name if all(_LABEL.fullmatch(label) for label in labels) else None
