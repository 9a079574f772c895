"""What landing must know of each protocol: its table of fields, and where a table is not enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tally.adapters.landing import mixpanel_events, segment_events, tally_events
from tally.adapters.landing.wire_fields import Columns, Json, WireFormat
from tally.adapters.wire.envelope import SegmentBatch
from tally.domain.collecting.receipt import Protocol


def _merge_nothing(_events: list[Json], _batches: Sequence[SegmentBatch | None]) -> None:
    return


def _complete_nothing(_columns: Columns, _rows: int) -> None:
    return


def _read_names(events: list[Json]) -> list[Any]:
    return [event.get("event") for event in events]


@dataclass(frozen=True, slots=True)
class Dialect:
    """`merge_batch` works on events before, `complete` on columns after the table has been applied.

    `event_names` are what parsed events are called, of any JSON type.

    `time_identifies`: the time as sent is a part of what makes an event one event (decision 0002).
    `naive_is_utc`: a time without offset counts as UTC, as the collector's check has it.
    `sending_stamp`: an event's member that says when it was sent; a retry may carry another.
    `address_in`: the event's object that may hold the visitor's address as `ip`.
    """

    wire: WireFormat
    merge_batch: Callable[[list[Json], Sequence[SegmentBatch | None]], None] = _merge_nothing
    complete: Callable[[Columns, int], None] = _complete_nothing
    event_names: Callable[[list[Json]], list[Any]] = _read_names
    time_identifies: bool = False
    naive_is_utc: bool = False
    sending_stamp: bytes | None = None
    address_in: str = "properties"

    @property
    def flat(self) -> frozenset[str]:
        """Members of an event that become columns, or nothing."""
        tables = (self.wire.taken.get("", {}), {"dropped": self.wire.dropped.get("", ())})
        return frozenset(name for table in tables for names in table.values() for name in names) | {
            "properties"
        }


DIALECTS: Mapping[Protocol, Dialect] = MappingProxyType(
    {
        Protocol.TALLY: Dialect(tally_events.WIRE, tally_events.gather_beside, sending_stamp=b"sent_at"),
        Protocol.MIXPANEL: Dialect(
            mixpanel_events.WIRE, complete=mixpanel_events.complete, time_identifies=True
        ),
        Protocol.SEGMENT: Dialect(
            segment_events.WIRE,
            segment_events.merge_batch,
            segment_events.complete,
            segment_events.event_names,
            naive_is_utc=True,
            sending_stamp=b"sentAt",
            address_in="context",
        ),
    }
)
