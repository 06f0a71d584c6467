"""Diptych: a terminal reader for a story that several sources tell."""

__version__ = "0.1.0"
