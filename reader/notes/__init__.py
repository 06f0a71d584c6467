"""What the reader keeps: the store, anchors of notes in the text, the Markdown notes file, undo, the shelf."""
