"""What waits in quarantine, asked of the lake."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tally.modelling import catalog
from tally.modelling.literals import Value, bind

from cli.ask import ask, needing_the_lake
from cli.clients import Endpoint

REASON_COLUMNS = [
    "reason",
    "field",
    "protocol",
    "source",
    "events",
    "first_seen",
    "last_seen",
    "detail",
]
ALL = 10_000_000
"""More rows than anybody sends again at once."""

_EVER = date(1971, 1, 2)
_OBJECT_HOLDS = timedelta(days=1)  # an object lies under the day of its earliest event

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of one reason, and of one field and source or of all."""

    reason: str
    field: str | None = None
    source: str | None = None
    since: date | None = None
    most: int = ALL


def reasons(endpoint: Endpoint, since: date | None) -> list[Row]:
    """One row of REASON_COLUMNS for each reason, field, protocol and source."""
    return _rows(endpoint, "quarantined_reasons", _moments(since))


def events(endpoint: Endpoint, wanted: Wanted) -> list[Row]:
    """The rows themselves, newest first."""
    values = {
        **_moments(wanted.since),
        "reason": wanted.reason,
        "field": wanted.field or "",
        "every_field": wanted.field is None,
        "source": wanted.source or "",
        "every_source": wanted.source is None,
        "most": wanted.most,
    }
    return _rows(endpoint, "quarantined_events", values)


def refused_again(endpoint: Endpoint, quarantine_ids: Collection[str]) -> list[Row]:
    """quarantine_id and detail of each refusal, yesterday or since (UTC), of an event that was sent again
    for a row of these ids."""
    day = datetime.now(UTC).date() - _OBJECT_HOLDS
    rows = _rows(endpoint, "quarantined_again", {"since_dt": str(day)})
    return [row for row in rows if row["first_quarantine_id"] in quarantine_ids]


def _moments(since: date | None) -> dict[str, Value]:
    day = since or _EVER
    return {"since_dt": str(day - _OBJECT_HOLDS), "since": datetime.combine(day, time())}


def _rows(endpoint: Endpoint, report: str, values: Mapping[str, Value]) -> list[Row]:
    with needing_the_lake():
        return ask(endpoint, bind(catalog.query(report).sql, values)).rows
