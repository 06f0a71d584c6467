"""The reading screen's part that takes keys which belong to what was typed before: counts, and letters for marks."""

from __future__ import annotations

from textual.events import Key
from textual.timer import Timer

from reader.story.version import Story
from reader.tui.model import commands, navigation
from reader.tui.screens.copying import Copying
from reader.tui.session.notes import Keeping

PAUSE = 0.7
"""Seconds after which a number alone is taken for a version's."""


class Hand(Copying):
    """Waits for the rest of a command."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._pause: Timer | None = None

    def action_mark(self) -> None:
        """Mark the passage with the letter typed next."""
        if self.reading.beside(self.reading.side).version.sentences:
            navigation.ask(self.reading, navigation.MARK)
        else:
            self.reading.message = "nothing here to mark"
        self.draw()

    def action_go_to_mark(self) -> None:
        """Go to the passage marked with the letter typed next."""
        navigation.ask(self.reading, navigation.GO_TO_MARK)
        self.draw()

    def take_key(self, event: Key) -> bool:
        """Take a key that goes on with what was typed before it. Returns whether it was one.

        The app asks this before it looks for a binding, in the order in which keys are pressed.
        """
        reading = self.reading
        if self.typing():
            return self.typing_key(event)
        if event.key == "ctrl+c" and reading.selection is not None:
            self.copy_selection()
            reading.selection = None
            self.draw()
            return True
        action = self._action_of(event)
        if reading.pending in (navigation.MARK, navigation.GO_TO_MARK):
            self._take_letter(event)
        elif self._is_digit(event, action):
            self._take_digit(event.character or "")
        elif not commands.is_count(reading):
            return False
        else:
            self._stop_pause()
            if event.key == "escape":
                reading.pending = reading.message = ""
            elif event.key == "enter":
                commands.settle(reading, asked=True)
            elif not commands.make(reading, action):
                commands.settle(reading)
                return False  # the number had its say, and the key has its own
        self.draw()
        return True

    def drop_pending(self) -> None:
        """Forget what was begun: the hand went elsewhere."""
        self._stop_pause()
        self.reading.pending = ""

    def on_screen_suspend(self) -> None:
        """A dialog takes the keys."""
        self.drop_pending()

    def settle_count(self) -> None:
        """The pause after a number is over."""
        self._pause = None
        if commands.is_count(self.reading):
            commands.settle(self.reading)
            self.draw()

    def _take_letter(self, event: Key) -> None:
        reading, letter = self.reading, event.character
        action, reading.pending, reading.message = reading.pending, "", ""
        if event.key == "escape":
            return
        if action == navigation.GO_TO_MARK and (letter == navigation.LAST or navigation.is_letter(letter)):
            navigation.go_to_mark(reading, letter or "")
        elif action == navigation.MARK and letter is not None and navigation.is_letter(letter):
            navigation.set_mark(reading, letter)
            trouble = self.remembering.keep_mark(reading, letter)
            reading.message += f" · {trouble}" if trouble else ""
        else:
            reading.message = "a mark is a letter"

    def _is_digit(self, event: Key, action: str) -> bool:
        """Whether a key goes into a number: a digit that the reader has not given to another action."""
        digit = event.character or ""
        own = not action or "opposite" in action
        return own and digit in set("0123456789") and (digit != "0" or commands.is_count(self.reading))

    def _take_digit(self, digit: str) -> None:
        self._stop_pause()
        commands.add_digit(self.reading, digit)
        if commands.named_version(self.reading) is not None:
            self._pause = self.set_timer(PAUSE, self.settle_count)

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _action_of(self, event: Key) -> str:
        """The action that a key is bound to now; empty if there is none."""
        pressed = {event.key, *event.aliases}
        return next((action for action, keys in self.app.keys.items() if pressed.intersection(keys)), "")
