"""From API Gateway to the queue."""
