"""From a typed question to one statement: parts of sql/reports, put together and filled with its values."""
