"""The program's entry point: `diptych`, or `python -m reader`."""

import sys
from importlib import import_module


def main() -> int:
    """Load the command line and run it. Returns the exit status."""
    try:
        run = import_module("reader.cli").main  # here, so that a disk that fails meanwhile gets a sentence
    except (OSError, ImportError) as error:
        sys.stderr.write(f"diptych: Diptych cannot be loaded: {error}; check the disk, or install it again\n")
        return 2
    status: int = run()
    return status


if __name__ == "__main__":
    sys.exit(main())
