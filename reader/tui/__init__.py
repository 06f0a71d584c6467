"""The screen: starting it, settings, keys, themes, the terminal. Only this room imports Textual."""
