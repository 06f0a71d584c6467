"""Looking up hosts and connecting to them: what tests put something else in place of."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

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
