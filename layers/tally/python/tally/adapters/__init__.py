"""How it is done: the modules that speak AWS, Arrow, Iceberg and the wire formats."""
