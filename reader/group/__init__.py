"""Grouping: which of many articles tell the same story."""
