"""The shop's dates of a column of moments, for everything that lands."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.domain.shop.shop_clock import ShopClock

_SLOT_SECONDS = 15 * 60
_EVEN_FROM_SECONDS = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp())
"""Every zone's offset has been a multiple of 15 minutes since 1980: one date per slot. One was -10:40 before,
so of older moments there is one per second."""

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

_compute: Any = pc  # the stubs know fewer arguments than there are


class BusinessDates(dict[int, int]):
    """Second since 1970 -> the shop's date as days since 1970."""

    def __init__(self, clock: ShopClock) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, second: int) -> int:
        moment = datetime.fromtimestamp(second, UTC)
        self[second] = self._clock.business_date(moment).toordinal() - _EPOCH_ORDINAL
        return self[second]

    def of(self, moments: "pa.Array[Any]") -> "pa.Array[Any]":
        """The shop's date of each timestamp (UTC, microseconds); null stays null."""
        whole = _compute.floor_temporal(moments, unit="second")
        seconds: Any = pc.divide(whole.view(pa.int64()), 1_000_000)
        slots = pc.multiply(pc.divide(seconds, _SLOT_SECONDS), _SLOT_SECONDS)
        is_even = _compute.greater_equal(seconds, _EVEN_FROM_SECONDS)
        packed: Any = _compute.if_else(is_even, slots, seconds).dictionary_encode()
        days = [self[second] for second in packed.dictionary.to_pylist()]
        return pa.array(days, pa.int32()).take(packed.indices).cast(pa.date32())
