"""What the screen shows, worked out without Textual: layout, navigation, filters, and each line with its roles."""
