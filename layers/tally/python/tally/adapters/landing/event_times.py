"""Times of a chunk of events: as sent, then by our clock, then as the shop's dates."""

from datetime import UTC, date, datetime
from functools import partial
from itertools import repeat
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.landing.event_columns import Faults, each_distinct
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.event_time import EARLIEST_MS, MILLISECONDS_FROM, believed_ms, corrected_ms, epoch_ms
from tally.domain.shop.shop_clock import ShopClock

_SLOT_SECONDS = 15 * 60
"""Every zone's offset has been a multiple of 15 minutes since 1972: one date per slot."""

_SLOT_US = _SLOT_SECONDS * 1_000_000

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class BusinessDates(dict[int, int]):
    """Quarter hour since 1970 -> the shop's date as days since 1970."""

    def __init__(self, clock: ShopClock) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, slot: int) -> int:
        moment = datetime.fromtimestamp(slot * _SLOT_SECONDS, UTC)
        self[slot] = self._clock.business_date(moment).toordinal() - _EPOCH_ORDINAL
        return self[slot]

    def of(self, moments: "pa.Array[Any]") -> "pa.Array[Any]":
        """The shop's date of each timestamp, none of which lies before 1970."""
        slots = pc.divide(moments.view(pa.int64()), _SLOT_US)
        return each_distinct(slots, self.__getitem__, pa.int32()).cast(pa.date32())


def timestamps(moments_ms: list[int]) -> "pa.Array[Any]":
    """UTC epoch milliseconds as the lake's timestamps."""
    return pa.array(moments_ms, pa.timestamp("ms")).cast(pa.timestamp("us"))


def milliseconds(column: str, sent: list[Any], naive_is_utc: bool, faults: Faults) -> list[int | None]:
    """Times as sent in UTC epoch milliseconds, None where there is none."""
    read: list[int | None] = []
    if set(map(type, sent)) == {int} and min(sent) >= MILLISECONDS_FROM:
        return sent
    if None not in sent:
        try:
            return list(map(partial(epoch_ms, naive_is_utc=naive_is_utc), sent))
        except ValueError:
            pass
    for row, value in enumerate(sent):
        if value is None:
            read.append(None)
            continue
        try:
            read.append(epoch_ms(value, naive_is_utc=naive_is_utc))
        except ValueError as error:
            faults.wrong_type(row, column, error)
            read.append(None)
    return read


def occurred_ms(
    sent: list[int | None], sent_at: list[int | None] | None, received: list[int], faults: Faults
) -> tuple[list[int], list[int]]:
    """When each event happened, and the rows whose time was too far ahead to be believed."""
    if sent_at is None and None not in sent:
        moments = list(cast("list[int]", sent))
    else:
        moments = list(map(corrected_ms, sent, received, sent_at or repeat(None)))
    if min(moments, default=EARLIEST_MS) < EARLIEST_MS:
        for row, moment in enumerate(moments):
            if moment < EARLIEST_MS:
                path, _ = faults.as_sent(row, "occurred_at")
                detail = "the time lies before 1971-01-01: set the client's clock"
                faults.add(row, Rejection(Reason.OUT_OF_RANGE, detail, field=path))
                moments[row] = received[row]
    if max(moments, default=0) <= min(received, default=0):
        return moments, []
    believed = list(map(believed_ms, moments, received))
    return believed, [row for row, moment in enumerate(moments) if moment != believed[row]]
