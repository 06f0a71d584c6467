"""Which of many articles tell the same story. Pure and deterministic, as `reader.align` is."""
