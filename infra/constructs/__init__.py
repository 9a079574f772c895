"""Parts that the two stacks are put together from."""
