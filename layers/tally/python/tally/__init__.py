"""Tally: retail event analytics whose every number carries a verdict."""

VERSION = "0.1.0"
