"""From the queue to Parquet: events as columns, one object a batch."""
