"""The sample of events that `tally plan infer` drafts from."""

from datetime import datetime
from typing import Any

from tally.modelling import catalog

from tests.sql.tables import run_query

EVENTS = """
event_name | id_hash | dedup_key | received_at         | protocol | revenue | products             | properties
A          | 3       | 1         | 2026-11-22 08:00:00 | tally    | 12.50   | [{"product_id":"P"}] | {"n":3}
A          | 1       | 2         | 2026-11-22 08:00:00 | tally    |         |                      | {"n":1}
A          | 2       | 3         | 2026-11-22 08:00:00 | tally    |         | []                   | {"n":2}
A          | 0       | 4         | 2026-11-21 23:59:59 | tally    |         |                      | {"n":0}
B          | 9       | 5         | 2026-11-22 00:00:00 | segment  |         |                      |
"""


def arrived(most: int) -> list[dict[str, Any]]:
    values = {"since": datetime(2026, 11, 22), "most": most}
    return run_query(catalog.query("arrived_events").sql, values, events=EVENTS)


def test_at_most_so_many_of_each_name_since_the_day() -> None:
    assert sorted(row.get("properties", "") for row in arrived(2)) == ["", '{"n":1}', '{"n":2}']
    assert len(arrived(10)) == 4


def test_products_are_told_though_their_lines_are_not() -> None:
    assert {row.get("properties"): row["has_products"] for row in arrived(10)} == {
        '{"n":3}': "true",
        '{"n":2}': "true",
        '{"n":1}': "false",
        None: "false",
    }
