"""The driver: what it does when the terminal is gone."""

from __future__ import annotations

import io

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from reader.tui.terminal import UntilGone


class Closing(io.StringIO):
    """A terminal that is closed after a few writes."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def write(self, text: str) -> int:
        self.left -= 1
        if self.left < 0:
            raise OSError(5, "Input/output error")
        return super().write(text)


def test_a_terminal_that_is_gone_holds_up_no_writer() -> None:
    file = Closing(3)
    terminal = UntilGone(file)
    writer = WriterThread(terminal)  # type: ignore[arg-type]
    writer.start()
    for number in range(MAX_QUEUED_WRITES * 3):
        writer.write(f"{number} ")
    writer.stop()
    assert file.getvalue() == "0 1 2 "
    assert terminal.gone


def test_a_closed_file_is_a_terminal_that_is_gone() -> None:
    file = io.StringIO()
    file.close()
    terminal = UntilGone(file)
    terminal.write("text")
    terminal.flush()
    assert terminal.gone
