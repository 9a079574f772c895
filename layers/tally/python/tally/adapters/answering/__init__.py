"""Reports over HTTP: requests and replies, the engine's queries, kept answers."""
