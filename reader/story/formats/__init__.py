"""The text inside each kind of file."""
