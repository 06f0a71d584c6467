"""What the reader keeps: anchors, the store, the Markdown file."""
