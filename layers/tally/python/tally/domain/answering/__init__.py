"""Reports over HTTP: who asks, what they may see, and what an answer is kept under."""
