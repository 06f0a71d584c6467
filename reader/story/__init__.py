"""What was told: sources become versions. Knows nothing of the other rooms."""
