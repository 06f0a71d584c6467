"""Between the screens and the store: one story that is being read, and what is kept of it."""
