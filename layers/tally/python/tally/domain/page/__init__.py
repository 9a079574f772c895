"""The page's files: published with each build, so that a browser shows them without asking an engine."""
