"""What the screen shows, worked out without textual: layout, gutter, navigation, and each line's text and ink."""
