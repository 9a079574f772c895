"""The files `catalog` and `values`: what a builder of questions suggests.

Values may be a customer's: they are a file of their own, which erasing deletes.
"""

from collections.abc import Sequence
from typing import Any

from tally.domain.page.columns import Row, write_columns


def make_catalog(events: Sequence[Row], properties: Sequence[Row], profiles: Sequence[Row]) -> dict[str, Any]:
    """Rows of cataloged_events.sql, page_properties.sql and page_profile_properties.sql."""
    return {
        "events": write_columns(
            [{**row, "event": row["event_name"]} for row in events],
            ["event", "events", "days", "first_seen", "last_seen"],
        ),
        "properties": write_columns(
            [{**row, "event": row["event_name"]} for row in properties],
            ["event", "property", "events", "filled", "types"],
        ),
        "profile_properties": write_columns(profiles, ["property", "persons"]),
    }


def make_values(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows of page_values.sql: {event: {property: {"value": [...], "events": [...]}}}."""
    found: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for row in rows:
        of_event = found.setdefault(row["event_name"], {})
        columns = of_event.setdefault(row["property"], {"value": [], "events": []})
        columns["value"].append(row["value"])
        columns["events"].append(row["events"])
    return {"values": found}
