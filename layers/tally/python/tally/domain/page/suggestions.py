"""What a builder of questions suggests, of the published files `catalog` and `values`."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_VALUES = 50
"""More are read by nobody: another letter finds the next ones."""

File = Mapping[str, Any]


def list_names(catalog: File) -> dict[str, Any]:
    """{"build", "events", "properties"}: events with what came of them lately, properties with where they
    stand (`on`: event or profile) and of how many events or persons they are known (`volume`)."""
    events = [
        {
            "name": row["event"],
            "volume": row["events"],
            "first_seen": row["first_seen"],
            "last_seen": row["last_seen"],
        }
        for row in _list_rows(catalog["events"])
    ]
    of_events = [
        {
            "name": row["property"],
            "on": "event",
            "event": row["event"],
            "type": row["types"],
            "volume": row["filled"],
        }
        for row in _list_rows(catalog["properties"])
    ]
    of_profiles = [
        {"name": row["property"], "on": "profile", "event": None, "type": None, "volume": row["persons"]}
        for row in _list_rows(catalog["profile_properties"])
    ]
    return {"build": catalog["build"], "events": events, "properties": of_events + of_profiles}


def find_values(values: File, event: str, property_name: str, prefix: str) -> dict[str, Any]:
    """{"values": [{"value", "events"}]} that begin so, however written; the most frequent first."""
    columns = values["values"].get(event, {}).get(property_name, {})
    wanted = prefix.casefold()
    found = [row for row in _list_rows(columns) if str(row["value"]).casefold().startswith(wanted)]
    return {"values": found[:MOST_VALUES]}


def _list_rows(columns: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    names = list(columns)
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
