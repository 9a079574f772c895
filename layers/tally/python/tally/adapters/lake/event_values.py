"""Whether two events say the same: their values as landed, not the bytes they were written in.

A client that writes an event anew for a retry may change the order of names, white space, 10 into 10.0 or a
time into one with milliseconds (snowplow/snowplow#24). Asked only of events that share an id and differ in
bytes.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

_OF_THE_DELIVERY = frozenset(
    {
        *("received_at", "occurred_at", "business_date", "claimed_at", "batch_id", "payload_fingerprint"),
        *("country", "region", "city", "violations", "plan_version", "properties"),
    }
)
"""Columns that another delivery of the same event may fill otherwise: by its clock, its address, the plan of
then. Times and properties are compared by themselves."""

_NOTED = ("$time_as_sent", "sentAt", "sent_at")
"""What landing keeps in the properties of a time that it did not believe."""

_SAME_TIME = timedelta(minutes=1)
"""A corrected time moves by what the network took; two events of one content differ by more."""

Row = Mapping[str, Any]


def say_the_same(one: Row, other: Row) -> bool:
    """Whether these rows, columns as in EVENT_COLUMNS, are one event sent twice."""
    names = (one.keys() | other.keys()) - _OF_THE_DELIVERY
    return (
        all(one.get(name) == other.get(name) for name in names)
        and abs(_find_stated_time(one) - _find_stated_time(other)) <= _SAME_TIME
        and _read_properties(one) == _read_properties(other)
    )


def _find_stated_time(row: Row) -> datetime:
    stated: datetime = row["claimed_at"] or row["occurred_at"]
    return stated


def _read_properties(row: Row) -> Any:
    """Parsed, so that the order of names and 10.0 for 10 make no difference."""
    text = row["properties"] or "{}"
    try:
        properties = json.loads(text)
    except (ValueError, RecursionError):  # nested to the limit
        return text
    return {name: value for name, value in properties.items() if name not in _NOTED}
