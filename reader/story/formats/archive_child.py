"""The child process that reads a zipped document: `python -m reader.story.formats.archive_child KIND < FILE`."""

from __future__ import annotations

import sys

from reader.story.formats import docx, epub, odt
from reader.story.formats.limited import limit_this_process, tell, tell_error
from reader.story.formats.zipped import Archive, BrokenFileError

READERS = {"docx": docx.read, "epub": epub.read, "odt": odt.read}


def main() -> None:
    """Read a document from standard input, and tell what was found."""
    limit_this_process()
    try:
        parts, facts, remarks = READERS[sys.argv[1]](Archive(sys.stdin.buffer.read()))
    except BrokenFileError as error:
        tell_error(str(error))
    else:
        tell(parts, facts, remarks)


if __name__ == "__main__":
    main()
