"""Two witnesses: what the second one says, and the verdict on each cell."""
