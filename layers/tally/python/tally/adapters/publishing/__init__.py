"""Files that a build publishes."""
