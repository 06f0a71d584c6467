"""What the screen shows, worked out without Textual: layout, gutter, navigation, and each line's text and ink."""
