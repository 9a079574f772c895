"""The tables of the lake: their columns, and how their rows lie in files."""

from dataclasses import dataclass

from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, Column
from tally.domain.records.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table of the lake; its rows land under the prefix `landing`.

    `partition`: a date, and perhaps a column of few values. `order`: how rows are sorted in a file; it
    starts with a hash, by whose ranges a day too large for memory is divided, and ends with dedup_key, which
    is unique in the table: the order is total, so equal rows make equal files. `bounded`: columns with lower
    and upper bounds in the manifests. `compared`: what tells a row from those before it; the first of these
    columns is equal in all rows to compare.
    """

    name: str
    landing: str
    columns: tuple[Column, ...]
    partition: tuple[str, ...]
    order: tuple[str, ...]
    bounded: tuple[str, ...]
    compared: tuple[str, ...] = ("dedup_key", "payload_fingerprint")

    @property
    def packed(self) -> frozenset[str]:
        """Columns kept in dictionaries."""
        return frozenset(column.name for column in self.columns if column.dictionary)


# Bounds only where queries prune by them: 45 columns of bounds are mostly bytes to read at each planning,
# and would keep pieces of erased addresses and ids.
EVENTS = TableLayout(
    name="events",
    landing="landing",
    columns=EVENT_COLUMNS,
    partition=("business_date", "event_class"),
    order=("sent_person_key", "occurred_at", "dedup_key"),
    bounded=("event_name", "occurred_at", "received_at", "sent_person_key", "id_hash", "order_id"),
)

PROFILE_UPDATES = TableLayout(
    name="profile_updates",
    landing="landing/profiles",
    columns=PROFILE_COLUMNS,
    partition=("business_date", "kind"),
    order=("profile_key", "occurred_at", "dedup_key"),
    bounded=("occurred_at", "received_at", "profile_key"),
)


def lay_out_versions(table: RecordTable) -> TableLayout:
    """The versions of one table of records.

    By months: a first import brings years, and a file a day would be a thousand files a commit.
    """
    return TableLayout(
        name=f"{table.name}_versions",
        landing=f"records/table={table.name}",
        columns=table.version_columns,
        partition=("month",),
        order=("record_hash", "changed_at", "dedup_key"),
        bounded=("record_hash", "changed_at", "arrived_at", *table.person_keys.values()),
        compared=(
            *("record_hash", "dedup_key", "payload_fingerprint", "changed_at", "is_changed_at_told"),
            *("arrived_at", "place"),
        ),
    )
