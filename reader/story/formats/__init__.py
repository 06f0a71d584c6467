"""The text in each kind of file. `sandbox` runs the parsers in child processes; Markdown is parsed in our own."""
