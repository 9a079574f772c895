"""From landing to lake.events, over Iceberg."""
