"""How far two colours stand apart, for readers and for eyes that see fewer colours.

Contrast is that of WCAG 2.1 (relative luminance, success criterion 1.4.3: 4.5 : 1 for text, 3 : 1 for signs).
"""

from __future__ import annotations

from functools import lru_cache

TEXT = 4.5
"""Least contrast of text that is to be read."""
SIGN = 3.0
"""Least contrast of signs, bars and lines."""


_LINEAR = tuple(n / 255 / 12.92 if n <= 10 else ((n / 255 + 0.055) / 1.055) ** 2.4 for n in range(256))
"""Of each step of sRGB its linear light (IEC 61966-2-1)."""


def linear(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` in sRGB as linear light, red, green and blue, each 0 … 1. Raises ValueError."""
    return _LINEAR[int(colour[1:3], 16)], _LINEAR[int(colour[3:5], 16)], _LINEAR[int(colour[5:7], 16)]


@lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 … 1 (WCAG 2.1)."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, 1 … 21 (WCAG 2.1); the order does not matter."""
    return ratio(luminance(one), luminance(other))


def ratio(one: float, other: float) -> float:
    """Contrast of two relative luminances, 1 … 21 (WCAG 2.1); the order does not matter."""
    return (one + 0.05) / (other + 0.05) if one > other else (other + 0.05) / (one + 0.05)
