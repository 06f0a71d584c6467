"""Undoing compression that was not asked for, a little at a time, so that a small body cannot become a huge one."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

MOST_LAYERS = 3
"""A body packed more often than this is an attack."""
_STEP = 1 << 16
"""Bytes that come of one step."""


class InflateError(Exception):
    """A body that cannot be unpacked. Its text ends a sentence."""


class TooLargeError(Exception):
    """A body that holds more than is allowed."""


def unpacked(chunks: Iterable[bytes], encodings: str, limit: int) -> Iterator[bytes]:
    """Undo what a Content-Encoding header names, the last layer first.

    Args:
        chunks: The body as it comes.
        encodings: The header: names with commas between, in the order they were put on; may be empty.
        limit: Bytes that may come of each layer.

    Raises:
        InflateError: It is packed in a way that is not known, or damaged, or ends too early.
        TooLargeError: More than `limit` bytes come of it.
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > MOST_LAYERS:
        raise InflateError(f"is packed {len(names)} times over")
    for name in reversed(names):
        if name not in ("gzip", "x-gzip", "deflate"):
            raise InflateError(f"comes packed in a way that was not asked for ({name[:20]})")
        chunks = _capped(_inflated(chunks, name), limit)
    return _capped(chunks, limit)


def _capped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLargeError
        yield chunk


def _inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    unpacker, begun = None, False
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(name, data))
            try:
                out = unpacker.decompress(data, _STEP)
            except zlib.error:
                raise InflateError("is packed, and damaged") from None
            begun = True
            if out:
                yield out
            if unpacker.eof:  # gzip allows several members in a row; padding of zeros ends it
                data, unpacker = unpacker.unused_data.lstrip(b"\0"), None
            else:
                data = unpacker.unconsumed_tail
    while unpacker is not None and not unpacker.eof:
        if not (out := unpacker.decompress(unpacker.unconsumed_tail, _STEP)):
            raise InflateError("ends too early")
        yield out
    if not begun:
        raise InflateError("ends too early")


def _window(name: str, data: bytes) -> int:
    """How zlib is to read a stream. `deflate` means zlib's format (RFC 9110), but raw streams are sent as well."""
    if name != "deflate":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS
