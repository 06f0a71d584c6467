"""What the reader keeps: notes, picks, decisions and marks in a database, and the notes file in Markdown."""
