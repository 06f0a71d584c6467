"""`python -m reader` runs the command line, as `diptych` does."""

import sys

from reader.cli import main

sys.exit(main())
