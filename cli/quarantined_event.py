"""One event, found in the lake and taken out of it."""

from typing import TYPE_CHECKING, Any

from tally.adapters.wire.id_key import key_of

from cli.endings import NothingFound
from cli.queries import ask_lake

if TYPE_CHECKING:
    from cli.clients import Tally

FUNCTION = "quarantine_event"
EVENT_COLUMNS = [
    "event_id",
    "event_name",
    "occurred_at",
    "received_at",
    "platform",
    "distinct_id",
    "order_id",
    "source",
]

Row = dict[str, Any]


def find_in_lake(tally: "Tally", event_id: str) -> list[Row]:
    """The events with this id, oldest first; NothingFound when there is none."""
    found = ask_lake(tally, "events_by_id", {"event_id": event_id, "id_hash": key_of(event_id)})
    if not found:
        raise NothingFound(f"No event in the lake has the id {event_id}: it may be in quarantine already")
    return found


def take_out(tally: "Tally", found: list[Row], reason: str) -> int:
    """Take these events out of the lake; how many there were."""
    request = {
        "keys": [row["dedup_key"] for row in found],
        "days": sorted({str(row["business_date"])[:10] for row in found}),
        "reason": reason,
    }
    count: int = tally.invoke(FUNCTION, request)["withheld"]
    return count
