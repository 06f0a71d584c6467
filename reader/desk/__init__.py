"""The desk: feeds that are followed, and the stories that their items tell."""
