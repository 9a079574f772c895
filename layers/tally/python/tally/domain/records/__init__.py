"""Records: rows with a key that a shop's other systems own and change. Events never change; records do."""
