"""Versions beside each other, and the story told once: the versions' sentences in one order."""
