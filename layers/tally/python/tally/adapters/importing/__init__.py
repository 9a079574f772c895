"""Files of other people's events, row by row, as events of our own JSON."""
