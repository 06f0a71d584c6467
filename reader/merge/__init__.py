"""Puts versions side by side, and merges them into one reading with variants. Pure, as `reader.align` is."""
