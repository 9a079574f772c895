"""What is asked of chDB in `bench.reports`; Tally's packages are not there."""

import json

THREADS = "settings max_threads = 2"
"""At the end of each statement."""


def ask_chdb(statement: str) -> list[list[str]]:
    """The rows that a statement finds."""
    import chdb

    rows = str(chdb.query(statement, "JSONCompactEachRowWithNames")).splitlines()[1:]
    return [json.loads(row) for row in rows]
