"""What no JSON has, as it has it."""

import json
from math import inf, nan

from tally.domain.reports.plain_rows import list_plain_rows


def test_numbers_that_json_has_not_are_null() -> None:
    row = {"value": nan, "parts": [inf, 1.5], "more": {"least": -inf}}
    rows = list_plain_rows([row], tuple(row))
    assert rows == [{"value": None, "parts": [None, 1.5], "more": {"least": None}}]
    json.dumps(rows, allow_nan=False)
