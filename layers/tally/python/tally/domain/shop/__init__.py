"""The shop: its days and hours."""
