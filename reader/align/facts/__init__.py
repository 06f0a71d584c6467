"""The facts on the two sides of a link (numbers, dates, names, quotations …), and where they conflict."""
