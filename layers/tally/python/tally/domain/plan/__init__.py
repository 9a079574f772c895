"""The tracking plan: what is meant to come, and what becomes of personal data."""
