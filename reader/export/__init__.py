"""Comparisons and notes in forms for others: data, text, Markdown, tables and pages."""
