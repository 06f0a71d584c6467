"""The commands that show no screen, one module each. `table.py` lists them and parses their arguments."""
