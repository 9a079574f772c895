"""What a builder of questions suggests, of the published files `catalog` and `values`."""

from collections.abc import Iterator, Mapping
from typing import Any

from tally.domain.reports.joined_properties import SESSION_NUMBERS, SESSION_TEXTS

MOST_VALUES = 50
"""More are read by nobody: another letter finds the next ones."""

File = Mapping[str, Any]


def list_names(catalog: File) -> dict[str, Any]:
    """{"build", "events", "properties"}: events with what came of them lately and what the plan says of them;
    properties with where they stand (`on`: event, profile, session or cohort) and of how many events or
    persons they are known (`volume`, where it is counted)."""
    return {
        "build": catalog["build"],
        "events": [_tell_event(row) for row in _list_rows(catalog["events"])],
        "properties": [*_list_properties(catalog)],
    }


def find_values(values: File, event: str, property_name: str, prefix: str) -> dict[str, Any]:
    """{"values": [{"value", "events"}]} that begin so, however written; the most frequent first."""
    columns = values["values"].get(event, {}).get(property_name, {})
    wanted = prefix.casefold()
    found = [row for row in _list_rows(columns) if str(row["value"]).casefold().startswith(wanted)]
    return {"values": found[:MOST_VALUES]}


def _tell_event(row: File) -> dict[str, Any]:
    told = {name: row.get(name) for name in ("description", "owner", "status", "first_seen", "last_seen")}
    return {"name": row["event"], "volume": row["events"], **told}


def _list_properties(catalog: File) -> Iterator[dict[str, Any]]:
    for row in _list_rows(catalog["properties"]):
        of_event = {"event": row["event"], "type": row["types"], "volume": row["filled"]}
        yield _tell_property(row["property"], "event", **of_event)
    for row in _list_rows(catalog["profile_properties"]):
        yield _tell_property(row["property"], "profile", volume=row["persons"])
    for name in sorted(SESSION_TEXTS | SESSION_NUMBERS):
        yield _tell_property(name, "session", type="number" if name in SESSION_NUMBERS else "string")
    for row in _list_rows(catalog.get("cohorts", {})):
        yield _tell_property(row["cohort"], "cohort", type="string", description=row["description"])


def _tell_property(name: str, on: str, **more: Any) -> dict[str, Any]:
    nothing = {"event": None, "type": None, "description": None, "volume": None}
    return {"name": name, "on": on, **nothing, **more}


def _list_rows(columns: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    names = list(columns)
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
