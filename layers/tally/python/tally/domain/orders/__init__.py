"""Orders: what events say of them, and under which names."""
