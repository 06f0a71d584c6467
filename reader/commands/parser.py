"""How the front door reads arguments."""

from __future__ import annotations

import argparse
from typing import NoReturn

from reader.story.clean import clean_line


class Parser(argparse.ArgumentParser):
    """Python's own, which repeats nothing that could act on a terminal."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        super().error(clean_line(message))


def parser(name: str, summary: str, examples: str) -> Parser:
    """A parser whose help ends with examples as they are written."""
    shape = argparse.RawDescriptionHelpFormatter
    return Parser(prog=name, description=summary, epilog=examples, formatter_class=shape)
