"""The lake's tables made again from the objects that landed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES, TableLayout, lay_out_versions
from tally.domain.records.record_tables import record_tables, records_database

from cli import quarantined_event
from cli.queries import ask_lake

if TYPE_CHECKING:
    from cli.clients import Tally


@dataclass(frozen=True, slots=True)
class TableState:
    """One table of the lake: whether it is there, and what landing still holds for it (dt is a UTC day)."""

    table: str
    is_there: bool
    objects: int
    first_dt: str | None
    last_dt: str | None


def look_at_tables(tally: "Tally", database: str) -> list[TableState]:
    """The state of every Iceberg table, the lake's own two first."""
    versions = [lay_out_versions(table) for table in record_tables().values()]
    return [
        *(_look_at(tally, layout, database) for layout in (EVENTS, PROFILE_UPDATES)),
        *(_look_at(tally, layout, records_database(database)) for layout in versions),
    ]


def _look_at(tally: "Tally", layout: TableLayout, database: str) -> TableState:
    prefix = f"{layout.landing}/dt="
    days = sorted(key.removeprefix(prefix)[:10] for key in tally.list_objects(prefix))
    return TableState(
        layout.name,
        tally.has_table(layout.name, database),
        len(days),
        days[0] if days else None,
        days[-1] if days else None,
    )


def commit_all(tally: "Tally", update: Callable[[str], None]) -> Counter[str]:
    """Commit until nothing remains; how many rows of each kind, as commit_events counts them."""
    total: Counter[str] = Counter()
    while True:
        counts = tally.invoke("commit_events", {})
        total.update({name: count for name, count in counts.items() if name != "remaining"})
        update(f"{total['committed'] + total['profile_rows'] + total['record_versions']:,} rows")
        if not counts["remaining"]:
            return total


def take_out_again(tally: "Tally") -> int:
    """Events that were taken out of the lake on purpose, taken out once more; how many came back."""
    if not tally.has_table("quarantine"):
        tally.invoke("refresh_models", {})  # makes a missing description of objects again
    rows = ask_lake(tally, "withheld_events", {})
    by_reason = groupby(rows, itemgetter("detail"))
    return sum(quarantined_event.take_out(tally, list(some), reason) for reason, some in by_reason)
