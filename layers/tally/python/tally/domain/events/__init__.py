"""One event: its columns, names, time and values; what of it has been committed."""
