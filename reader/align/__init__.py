"""What is shared: versions become a comparison. Pure and deterministic."""
