"""What is done: one use case a verb, in the order its effects happen."""
