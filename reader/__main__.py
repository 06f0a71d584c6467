"""`python -m reader`: the same front door as `diptych`."""

import sys

from reader.cli import main

sys.exit(main())
