"""The story told once: the versions' sentences in one order."""
