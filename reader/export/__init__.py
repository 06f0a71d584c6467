"""What is carried away: comparisons as data, text and pages."""
