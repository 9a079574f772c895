"""What a file says only as a whole: equal rows, contradicting orders, hours of a changed clock."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from tally.adapters.importing.event_map import EventMap
from tally.adapters.importing.file_rows import Row
from tally.adapters.importing.local_times import Doubt
from tally.adapters.importing.sources import UnreadableError, lookup
from tally.domain.events.event_names import ORDER_COMPLETED

_DAYS_TOLD = 3


@dataclass(slots=True)
class FileFindings:
    """`first` and `last`: the times told, UTC, naive; None when there was none. Grows with every row:
    some 100 bytes a row where equal rows are told apart, 150 an order.
    """

    mapped: EventMap
    equal_rows: int = 0
    contradicting_orders: int = 0
    doubts: Counter[tuple[Doubt, str]] = field(default_factory=Counter)
    unseen_columns: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None
    _rows: Counter[int] = field(default_factory=Counter)
    _orders: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unseen_columns = set(self.mapped.columns())

    def look_at_row(self, row: Row) -> Row:
        """The row, with the number of equal ones before it where the map tells them apart."""
        if self.unseen_columns:
            self.unseen_columns -= set(_list_filled(self.unseen_columns, row.values))
        if not self.mapped.tells_equal_rows_apart:
            return row
        key = _hash(row.values)
        before = self._rows[key]
        self._rows[key] += 1
        if not before:
            return row
        self.equal_rows += 1
        return replace(row, equal_before=before)

    def look_at_event(self, row: Row, event: Mapping[str, Any]) -> None:
        """Note an hour that the clock showed twice or never, and an order told before in another way."""
        doubt = self.mapped.doubt(row)
        if doubt is not None:
            self.doubts[doubt, event["occurred_at"][:10]] += 1
        self._note_time(event["occurred_at"])
        properties = event.get("properties", {})
        if event["event"] == ORDER_COMPLETED and "order_id" in properties:
            content = _hash({name: properties.get(name) for name in ("revenue", "total", "products")})
            known = self._orders.setdefault(str(properties["order_id"]), content)
            self.contradicting_orders += known != content

    def _note_time(self, text: str) -> None:
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
        except (ValueError, TypeError, OverflowError):  # the collector refuses what is no time
            return
        self.first = min(self.first or moment, moment)
        self.last = max(self.last or moment, moment)

    def sentences(self) -> Iterator[str]:
        """What to tell at the end, each with what to do."""
        if self.contradicting_orders:
            yield (
                f"{self.contradicting_orders:,} orders bear the number of one before them, with another "
                "amount or other lines. Is each row one line of an order? Then group the rows first: an "
                "order is one row with all its lines. As it is only one copy of each counts"
            )
        if self.equal_rows:
            yield (
                f"{self.equal_rows:,} rows equal one before them, and count each. If they are copies, write "
                'equal_rows = "one" beside hash = "*" in the map and import again into an empty Tally'
            )
        for doubt, sentence in _DOUBTS.items():
            days = {day: count for (kind, day), count in sorted(self.doubts.items()) if kind is doubt}
            if days:
                told = ", ".join(list(days)[:_DAYS_TOLD]) + (" ..." if len(days) > _DAYS_TOLD else "")
                yield f"times in the {sentence[0]}: {sum(days.values()):,} ({told}). {sentence[1]}"
        for column in sorted(self.unseen_columns):
            yield f"the map reads column {column!r}, which no row fills: is it spelled so in the file?"


_DOUBTS = {
    Doubt.TWICE: (
        "hour that comes twice when the clock is put back",
        "They were taken as of the first. If the file knows which, give it times with an offset",
    ),
    Doubt.NEVER: (
        "hour that is left out when the clock is put forward",
        "They were taken as by a clock that was not put forward yet",
    ),
}


def _list_filled(columns: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    return [column for column in columns if _is_filled(column, values)]


def _is_filled(column: str, values: Mapping[str, Any]) -> bool:
    try:
        return column in values or lookup(values, column) is not None
    except UnreadableError:  # told of its row
        return True


def _hash(content: Mapping[str, Any]) -> int:
    text = json.dumps(content, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
