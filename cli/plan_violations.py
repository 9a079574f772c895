"""What departed from the tracking plan, asked of the lake and of quarantine themselves: no night between."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tally.use_cases.refresh_models import arrivals_since

from cli.queries import ask_lake

if TYPE_CHECKING:
    from cli.clients import Tally

_ALIKE = ("event_name", "kind", "property", "sdk", "sdk_version", "platform", "source", "is_refused")
COLUMNS = [*_ALIKE, "events", "first_hour", "last_hour", "sample_event_id"]

Row = dict[str, Any]


def ask_violations(tally: "Tally", since: date) -> list[Row]:
    """Rows of COLUMNS for what arrived from this UTC day on, the most frequent first."""
    hours = ask_lake(tally, "plan_violations", arrivals_since(since))
    return sorted(_add_up_hours(hours), key=lambda row: (-row["events"], *map(str, map(row.get, _ALIKE))))


def _add_up_hours(hours: Iterable[Row]) -> Iterable[Row]:
    def alike(row: Row) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in _ALIKE)

    for _, group in groupby(sorted(hours, key=alike), key=alike):
        rows = sorted(group, key=itemgetter("hour_at"))
        yield {
            **{name: rows[0][name] for name in _ALIKE},
            "events": sum(row["events"] for row in rows),
            "first_hour": rows[0]["hour_at"],
            "last_hour": rows[-1]["hour_at"],
            "sample_event_id": rows[-1]["sample_event_id"],
        }
