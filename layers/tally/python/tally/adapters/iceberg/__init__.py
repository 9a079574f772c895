"""Tables of the lake as files: Iceberg by pyiceberg, Parquet by Arrow; committing and erasing write here."""
