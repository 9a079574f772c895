"""Reports: what a shop asks, and the names and rules that several answers share."""
