"""Finds which of many articles tell the same story, and which are reprints. Pure, as `reader.align` is."""
