"""What is seen: the one room that imports textual."""
