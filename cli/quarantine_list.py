"""What waits in quarantine, asked of the lake."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tally.modelling.literals import Value

from cli.argument_types import EVER
from cli.queries import ask_lake

if TYPE_CHECKING:
    from cli.clients import Tally

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

_OBJECT_HOLDS = timedelta(days=1)  # an object lies under the day of its earliest event

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuarantineQuestion:
    """Which events: of one reason, and of one field and source or of all."""

    reason: str
    field: str | None = None
    source: str | None = None
    since: date | None = None
    most: int = ALL


def ask_reasons(tally: "Tally", since: date | None) -> list[Row]:
    """One row of REASON_COLUMNS for each reason, field, protocol and source."""
    return ask_lake(tally, "quarantined_reasons", _choose_moments(since))


def ask_events(tally: "Tally", question: QuarantineQuestion) -> list[Row]:
    """The rows themselves, newest first."""
    values = {
        **_choose_moments(question.since),
        "reason": question.reason,
        "field": question.field or "",
        "every_field": question.field is None,
        "source": question.source or "",
        "every_source": question.source is None,
        "most": question.most,
    }
    return ask_lake(tally, "quarantined_events", values)


def ask_refused_again(tally: "Tally", quarantine_ids: Collection[str]) -> list[Row]:
    """quarantine_id and detail of each refusal, yesterday or since (UTC), of an event that was sent again
    for a row of these ids."""
    day = datetime.now(UTC).date() - _OBJECT_HOLDS
    rows = ask_lake(tally, "quarantined_again", {"since_dt": str(day)})
    return [row for row in rows if row["first_quarantine_id"] in quarantine_ids]


def _choose_moments(since: date | None) -> dict[str, Value]:
    day = since or EVER
    return {"since_dt": str(day - _OBJECT_HOLDS), "since": datetime.combine(day, time())}
