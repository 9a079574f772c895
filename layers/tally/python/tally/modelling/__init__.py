"""The SQL runner: finds models, reads their headers, puts values in, builds them a step at a time."""
