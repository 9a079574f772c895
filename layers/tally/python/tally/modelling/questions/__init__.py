"""From a typed question to one statement: parts of sql/reports, put together, with the question's values in them."""
