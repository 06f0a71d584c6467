"""Python's collector of cyclic garbage, out of the way while there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 100_000
"""Objects that were made and are still there; the collector looks through as many in some 10 ms."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the collector from looking through millions of words again and again, and finding nothing.

    Comparing makes no cycles, so what it drops is freed at once without. The collector took an eighth of the time on
    4,000 verses, a third on 100,000 lines, and it stops every thread meanwhile. Nothing else changes: not a result, nor
    the memory taken. Who finds the collector switched off leaves it so; so several threads may be in here at once.

    Where very much was made, the collector leaves that alone afterwards too: of a book, its first look took 0.8 s, in
    which no key was heard.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > MANY:
            gc.freeze()
        gc.enable()
