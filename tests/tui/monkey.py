"""Random keys, clicks, wheels, drags, pastes and resizes over the whole program: the same for the same seed."""

from __future__ import annotations

import random
import re
from collections import Counter, deque

from textual.events import Key, MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp, Paste, Resize
from textual.geometry import Size
from textual.keys import key_to_character
from textual.pilot import Pilot
from textual.screen import Screen

from reader.tui.app import DiptychApp
from reader.tui.keys import ACTIONS, KEY_NAMES, OPPOSITE
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import rows_of

LEAVING = ("q", "ctrl+c", "ctrl+q")
MOVING = ("j", "k", "space", "b", "]", "[", "}", "{", "enter", "tab", "n", "v", "&", "g", "G", "backspace", "(", ")")
OPENING = ("M", "t", "equals_sign", "question_mark", "c", "a", "o", "O", "slash", "colon", "L", "e", "m", "apostrophe")
OTHER = ("escape", "left", "right", "shift+tab", "delete", "f1", "f2", "ctrl+s", "ctrl+a", "ctrl+z", "x", "X", "é")
KEYS = tuple(key for action in (*ACTIONS, *OPPOSITE) for key in action.keys)
SIZES = ((160, 45), (160, 45), (100, 30), (80, 24), (70, 24), (60, 15), (400, 120), (59, 14), (20, 5), (1, 1))
NAMES = {char: name for name, char in KEY_NAMES.items() if len(char) == 1}
"""Textual's names of the keys that are written as signs."""
PASTES = (
    "bell",
    "the the the " * 200,
    "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m[@click=app.quit]x[/] [/b]",
    "line\nline\r\nline\x0b\x85",
    "鐘\u202e\U0001f469\u200d\U0001f467" + "\u0301" * 400,
    "x" * 30_000,
)
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
KEPT = 60
"""Events remembered, to be told when something breaks."""


class Monkey:
    """Uses an app without sense or mercy."""

    def __init__(self, app: DiptychApp, pilot: Pilot[None], seed: int) -> None:
        self.app = app
        self.pilot = pilot
        self.random = random.Random(seed)
        self.done: Counter[str] = Counter()
        """How many events of each kind there were, and of how many screens and views events were."""
        self.last: deque[str] = deque(maxlen=KEPT)
        """The latest events, in words."""
        kinds = {self.key: 80, self.mouse: 8, self.wheel: 4, self.drag: 2, self.paste: 2, self.resize: 4}
        self._kinds = [kind for kind, share in kinds.items() for _ in range(share)]
        self._in_a_row: deque[Screen[object]] = deque(maxlen=25)

    @property
    def over(self) -> bool:
        """Whether the program has ended, by a key or by a fault."""
        return self.app.return_code is not None or self.app._exception is not None

    async def act(self, count: int) -> None:
        """Do so many things, or fewer if the program ends. Raises AssertionError where the screen is no good."""
        for _ in range(count):
            if self.over:
                return
            kind = self.random.choice(self._kinds)
            kind()
            self.done[kind.__name__] += 1
            await self.pilot._wait_for_screen()
            if not self.over:
                self.look()
        await self.pilot.pause()  # what came last is seen to before the program is left

    def look(self) -> None:
        """Check what must always hold, and get out of dialogs in which the monkey has stayed for long."""
        top = self.app.screen
        self._in_a_row.append(top)
        reading = next(screen.reading for screen in self.app.screen_stack if isinstance(screen, ReadingScreen))
        self.done[f"on {type(top).__name__}" if not isinstance(top, ReadingScreen) else reading.view.value] += 1
        for version, sentence in reading.cursors.items():
            assert 0 <= sentence < max(1, len(reading.story.versions[version].sentences)), self.told()
        if self.random.random() < 0.1:
            assert not FORBIDDEN.search("".join(rows_of(self.app))), self.told()
        if not isinstance(top, ReadingScreen) and self._in_a_row.count(top) == self._in_a_row.maxlen:
            self.press("escape")

    def told(self) -> str:
        """The latest events, for a report."""
        return " ".join(self.last)

    # one event each

    def key(self) -> None:
        """A key: mostly one that does something."""
        pool = self.random.choices((MOVING, OPENING, KEYS, OTHER), (45, 15, 30, 10))[0]
        key = self.random.choice(pool)
        if key in LEAVING and self.random.random() < 0.95:
            key = "escape"
        self.press(key)

    def press(self, key: str) -> None:
        """Press a key as a terminal would send it."""
        name = key if len(key) > 1 or key.isalnum() else NAMES.get(key, key)
        character = key if len(key) == 1 else key_to_character(key)
        self.last.append(key)
        self.app.post_message(Key(name, character))

    def mouse(self) -> None:
        """A click, most often with the first button."""
        self._click(*self._place())

    def drag(self) -> None:
        """Press, move, let go."""
        self._drag(self._place(), self._place())

    def wheel(self) -> None:
        """A few steps of the wheel."""
        x, y = self._place()
        kind = self.random.choice((MouseScrollUp, MouseScrollDown))
        self.last.append(f"{kind.__name__}@{x},{y}")
        for _ in range(self.random.randint(1, 6)):
            self._post(kind, x, y, 0)

    def paste(self) -> None:
        """Something from the clipboard."""
        text = self.random.choice(PASTES)
        self.last.append(f"paste:{text[:8]!r}")
        self.app.post_message(Paste(text))

    def resize(self) -> None:
        """Another size, up to three in a row without waiting."""
        for _ in range(self.random.randint(1, 3)):
            size = Size(*self.random.choice(SIZES))
            self.last.append(f"{size.width}x{size.height}")
            self.app._driver._size = size  # type: ignore[union-attr]  # what the headless driver says it is
            self.app.post_message(Resize(size, size))

    def _place(self) -> tuple[int, int]:
        width, height = self.app.size
        return self.random.randrange(max(1, width)), self.random.randrange(max(1, height))

    def _click(self, x: int, y: int) -> None:
        button = self.random.choice((1, 1, 1, 1, 2, 3))
        self.last.append(f"click{button}@{x},{y}")
        self._post(MouseDown, x, y, button)
        self._post(MouseUp, x, y, button)

    def _drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.last.append(f"drag@{start}->{end}")
        self._post(MouseDown, *start, 1)
        self._post(MouseMove, (start[0] + end[0]) // 2, (start[1] + end[1]) // 2, 1)
        self._post(MouseMove, *end, 1)
        self._post(MouseUp, *end, 1)

    def _post(self, kind: type[MouseEvent], x: int, y: int, button: int) -> None:
        self.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))
