"""What a link's two sides state, and where they disagree."""
