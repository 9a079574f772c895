"""Athena and what it builds: models, verdicts, KPI files."""
