"""A flash-sale shop that exists only as a seed: same seed, same people, same two days of events."""
