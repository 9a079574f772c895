"""Where a quarantine row came in, or why it holds no event to send again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.rejection import Reason
from tally.domain.collecting.routes import ROUTES

Event = dict[str, Any]
Row = Mapping[str, Any]

_OWN = "/v1/events"


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A row that holds no event to send, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came in and when (UTC epoch ms); `occurred_ms` as landing read it, if it could."""

    quarantine_id: str
    protocol: Protocol
    route: str
    query: str
    source: str
    received_ms: int
    occurred_ms: int | None = None


def origin_of(row: Row) -> Origin | Unsendable:
    """The row's origin; a same_id_other_payload, kept as columns, goes out as own JSON."""
    if row["reason"] == Reason.WITHHELD:
        return Unsendable("it was taken out of the lake on purpose")
    route = _OWN if row["raw_encoding"] == "columns" else row["route"]
    if route not in ROUTES:
        return Unsendable("it did not come through the collector")
    occurred_at = row["occurred_at"]
    return Origin(
        quarantine_id=row["quarantine_id"],
        protocol=ROUTES[route].protocol,
        route=route,
        query=row["query"] or "",
        source=row["source"] or "",
        received_ms=count_ms(row["received_at"]),
        occurred_ms=None if occurred_at is None else count_ms(occurred_at),
    )


def count_ms(moment: datetime) -> int:
    """UTC epoch milliseconds; a moment without a zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)
