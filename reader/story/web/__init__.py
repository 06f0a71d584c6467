"""Web pages as sources: addresses, fetching within limits, and the copies that are kept."""
