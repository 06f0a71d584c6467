"""The story being read, between the screens and the store: notes, decisions, positions, sources that change."""
