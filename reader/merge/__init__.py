"""Versions beside each other, and the story told once: the sentences of all versions in one order."""
