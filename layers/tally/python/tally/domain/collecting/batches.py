"""How much whoever posts to the front door puts into one request."""

BATCH_EVENTS = 500
BATCH_BYTES = 3 * 1024 * 1024
"""Below what the collector takes, and what one Lambda lands with ease."""
