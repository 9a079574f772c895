"""Athena on one machine: its JSON protocol, its SQL through DuckDB. Run `python -m local.athena`."""
