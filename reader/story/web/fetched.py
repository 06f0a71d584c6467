"""How much fetching may take, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fetching one page may take."""

    seconds: float = 20.0
    """From the beginning to the last byte, redirects and all."""
    quick: float = 4.0
    """Seconds for looking a host up, and for connecting to it."""
    size: int = 10 * 1024 * 1024
    """Bytes, unpacked."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    address: str
    """As it was asked for, in the canonical way."""
    final: str
    """Where redirects led to; else the same."""
    data: bytes
    media_type: str
    """In small letters; empty where the server says none."""
    charset: str
    """As the server says, which may be wrong; empty where it says none."""
    remarks: tuple[str, ...] = ()
    """What the reader should know."""
    public: bool = False
    """Whether it came from the public internet, all the way; then it is never fetched from anywhere else."""

    @property
    def host(self) -> str:
        """The host that was asked for."""
        return urlsplit(self.address).hostname or ""


class Stopped(Exception):  # noqa: N818  nothing is wrong: the reader asked for it
    """The reader does not want the page any more."""
