"""The tables of the lake: their columns, and how their rows lie in files."""

from dataclasses import dataclass

from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, Column


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table of the lake; its rows land under the prefix `landing`.

    `partition`: the business date, and a column of few values. `order`: how rows are sorted in a file; it
    starts with a hash, by whose ranges a day too large for memory is divided, and ends with dedup_key, which
    is unique in the table: the order is total, so equal rows make equal files. `bounded`: columns with lower
    and upper bounds in the manifests.
    """

    name: str
    landing: str
    columns: tuple[Column, ...]
    partition: tuple[str, str]
    order: tuple[str, ...]
    bounded: tuple[str, ...]

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
    order=("person_key", "occurred_at", "dedup_key"),
    bounded=("event_name", "occurred_at", "received_at", "person_key", "id_hash", "order_id"),
)

PROFILE_UPDATES = TableLayout(
    name="profile_updates",
    landing="landing/profiles",
    columns=PROFILE_COLUMNS,
    partition=("business_date", "kind"),
    order=("profile_key", "occurred_at", "dedup_key"),
    bounded=("occurred_at", "received_at", "profile_key"),
)
