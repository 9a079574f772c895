"""Tally: retail event analytics whose every number carries a verdict."""
