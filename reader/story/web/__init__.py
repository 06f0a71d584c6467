"""Pages of the web: their addresses, fetching them within limits, and the copies that are kept."""
