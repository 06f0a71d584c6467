"""From versions to a comparison: similarity, links, word edits, roles. Pure: the same input gives the same output."""
