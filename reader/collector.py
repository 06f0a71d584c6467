"""Python's collector of cyclic garbage, kept out of the way: Diptych makes few cycles and many long-lived objects.

Figures are processor time in Python 3.11 on two cores, on texts that `tests/bench/texts.py` makes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLD = 200_000
"""New objects before the collector runs, 700 in Python. It looks through so many in some 20 ms."""
MANY = 100_000
"""New objects after a comparison from which they are exempted from collection."""


def collect_less_often() -> None:
    """Raise the collector's threshold for the whole program.

    Starting the reading screen makes some 100,000 objects and hardly any garbage. With Python's threshold, the
    collector took 30 of 340 ms until the first paint, with one of 50,000 still 15; with this one it does not run.
    """
    gc.set_threshold(THRESHOLD)


@contextmanager
def no_collection() -> Iterator[None]:
    """Switch the collector off while versions are compared, and exempt the result if it is large.

    Comparing makes no cycles, so everything it drops is freed at once anyway. On two books of 4,000 and of 12,000
    sentences the collector took a fifth of the time and stopped all threads, the screen's too, for up to 0.4 s; with
    a threshold of 50,000 it still took a twentieth and up to 0.16 s. On two articles it makes no difference.

    If the collector is off already, it stays off. So several threads can be in here at once.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > MANY:
            gc.freeze()  # the first collection after a book would take up to 0.8 s, in which no key is handled
        gc.enable()
