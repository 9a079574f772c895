"""How a running Tally stands: what is looked at, and what of it is no longer well."""
