"""The program's entry point: `diptych`, or `python -m reader`."""

import sys


def main() -> int:
    """Load the command line and run it. Returns the exit status."""
    try:
        from reader.cli import main as run  # here, so that a disk that fails meanwhile gets a sentence
    except (OSError, ImportError) as error:
        sys.stderr.write(f"diptych: Diptych cannot be loaded: {error}; check the disk, or install it again\n")
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
