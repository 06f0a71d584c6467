"""Comparisons and notes in formats for other programs and people: text, JSON, CSV, TEI, Markdown, HTML."""
