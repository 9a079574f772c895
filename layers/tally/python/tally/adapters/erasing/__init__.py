"""Erasing a customer: who it is, where the rows lie, and rewriting what holds them."""
