"""What clients send: bodies taken apart and checked, by collector and landing alike."""
