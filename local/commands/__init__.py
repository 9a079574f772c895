"""One module per group of commands; each has `register(subparsers)`, which local.cli calls."""
