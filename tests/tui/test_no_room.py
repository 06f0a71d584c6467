"""Dialogs in a terminal with no room for them are laid out once, though scroll bars would come and go for ever."""

from __future__ import annotations

import pytest
from textual.screen import Screen

from reader.notes.store import Store
from tests.tui.driving import opened, snow_app, status

DIALOGS = {
    "why this link": ("equals_sign",),
    "pin or cut": ("L",),
    "what a paragraph is for": ("d",),
    "the themes": ("c",),
    "the help": ("question_mark",),
    "the commands": ("colon",),
    "a note": ("a",),
    "the place of the notes file": ("W",),
    "the notes": ("A",),
    "the map": ("M",),
    "the outline": ("t",),
}
MOST = 4
"""Layouts that a key may cost; one that went on and on took sixty, and a second and a half."""


@pytest.mark.default_cases(2)
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (9, 3), (20, 5), (59, 14)], ids=str)
@pytest.mark.parametrize("dialog", DIALOGS)
async def test_a_key_lays_a_dialog_out_once_however_little_room_there_is(
    dialog: str, size: tuple[int, int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = snow_app(store)
    laid_out = []
    usual = Screen._refresh_layout

    def counted(screen: Screen[object], *arguments: object, **options: object) -> None:
        laid_out.append(screen)
        usual(screen, *arguments, **options)  # type: ignore[arg-type]

    async with opened(app) as pilot:
        await pilot.press("j", *DIALOGS[dialog])
        await pilot.pause()
        await pilot.resize_terminal(*size)
        await pilot.pause()
        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        for key in ("j", "down", "x"):
            laid_out.clear()
            await pilot.press(key)
            await pilot.pause()
            assert len(laid_out) <= MOST, key
        assert status(app) is None
