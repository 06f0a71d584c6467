"""How well the links agree with people's. The floors lie a little below what was measured."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.align.helpers import align, gold, sentence_pairs, version


@pytest.mark.parametrize(
    ("name", "strong", "every"),
    [
        ("news", 0.88, 0.71),
        ("rewrites", 0.975, 0.84),
        ("spun", 0.915, None),
        ("drafts", 0.96, None),
        ("verses", 0.96, None),
        ("facts", None, 0.70),
    ],
)
def test_links_agree_with_people(name: str, strong: float | None, every: float | None) -> None:
    right = {True: 0, False: 0}
    said = {True: 0, False: 0}
    true = {True: 0, False: 0}
    for row in gold(name):
        links = align(version(*row["a"]), version(*row["b"], siglum="B"))
        meant = {tuple(pair) for pair in row["links"]}
        related = {tuple(pair) for pair in row.get("related", ())}
        for tier in (True, False):
            told, wanted = sentence_pairs(links, strong=tier), meant if tier else meant | related
            told -= {pair for pair in told - meant - related if _same(row, pair)}
            right[tier] += len(told & wanted)
            said[tier] += len(told)
            true[tier] += len(wanted)
    for tier, floor in ((True, strong), (False, every)):
        if floor:
            assert 2 * right[tier] / (said[tier] + true[tier]) >= floor


def _same(row: dict[str, Any], pair: tuple[int, int]) -> bool:
    """Whether both sentences are the same: people who mark a moved sentence as deleted and added leave it unlinked."""
    texts = ([s for p in row[side] for s in p][at] for side, at in zip("ab", pair, strict=True))
    return len({re.sub(r"\W+", "", text).lower() for text in texts}) == 1
