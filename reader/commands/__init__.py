"""Commands that show no screen, each in a module of its own: its words for `--help`, its arguments, what it does."""
