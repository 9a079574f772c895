"""Times of a chunk of events: as sent, then by our clock, then as the shop's dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, cast

import pyarrow as pa

from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.landing.event_columns import Arrays, Faults
from tally.adapters.landing.event_fields import EventFields
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.event_time import (
    EARLIEST_MS,
    MILLISECONDS_FROM,
    believed_ms,
    claimed_ms,
    corrected_ms,
    epoch_ms,
    possible_sending_ms,
)
from tally.domain.events.oddities import Oddity


def timestamps(moments_ms: Sequence[int | None]) -> "pa.Array[Any]":
    """UTC epoch milliseconds as the lake's timestamps; None is null."""
    return pa.array(moments_ms, pa.timestamp("ms")).cast(pa.timestamp("us"))


@dataclass(frozen=True, slots=True)
class EventTimes:
    """`as_sent` are the times of happening as the events give them, `stated` the same in UTC epoch ms.

    `has_sent_at`: some event says when it was sent. `distrusted`: rows whose time was too far ahead to be
    believed.
    """

    arrays: Arrays
    as_sent: list[Any]
    stated: list[int | None]
    has_sent_at: bool
    distrusted: list[int]


def read_times(fields: EventFields, dates: BusinessDates) -> EventTimes:
    """When each event happened, by our clock; when it was received; and the shop's date."""
    received = fields.chunk.received
    as_sent = fields.values("occurred_at")
    sent = _read_milliseconds("occurred_at", as_sent, fields)
    has_sent_at = "sent_at" in fields.columns
    sent_at = _read_sending_times(sent, fields) if has_sent_at else None
    moments, distrusted = _correct(sent, sent_at, received, fields.faults)
    occurred_at = timestamps(moments)
    arrays: Arrays = {
        "occurred_at": occurred_at,
        "received_at": timestamps(received),
        "business_date": dates.of(occurred_at),
    }
    if moments != sent:
        arrays["claimed_at"] = timestamps(list(map(claimed_ms, sent, moments)))
    return EventTimes(arrays, as_sent, sent, has_sent_at, distrusted)


def _read_milliseconds(column: str, sent: list[Any], fields: EventFields) -> list[int | None]:
    """Times as sent in UTC epoch milliseconds, None where there is none."""
    naive_is_utc = fields.dialect.naive_is_utc
    if set(map(type, sent)) == {int} and min(sent) >= MILLISECONDS_FROM:
        return sent
    if None not in sent:
        try:
            return list(map(partial(epoch_ms, naive_is_utc=naive_is_utc), sent))
        except ValueError:
            pass
    read: list[int | None] = []
    for row, value in enumerate(sent):
        if value is None:
            read.append(None)
            continue
        try:
            read.append(epoch_ms(value, naive_is_utc=naive_is_utc))
        except ValueError as error:
            fields.faults.wrong_type(row, column, error)
            read.append(None)
    return read


def _read_sending_times(sent: list[int | None], fields: EventFields) -> list[int | None]:
    """When each event was sent, None where that cannot be known; what was said of it then is set aside."""
    values = fields.values("sent_at")
    stated = list(map(_read_sending_time, values, repeat(fields.dialect.naive_is_utc)))
    possible = list(map(possible_sending_ms, stated, sent, fields.chunk.received))
    if possible != stated or None in stated:
        for row, moment in enumerate(possible):
            if moment is None and values[row] is not None and not fields.faults.has(row):
                path, _ = fields.faults.as_sent(row, "sent_at")
                fields.oddities.set_aside(row, Oddity.ODD_VALUE, path, values[row])
    return possible


def _read_sending_time(value: Any, naive_is_utc: bool) -> int | None:
    if value is None:
        return None
    try:
        return epoch_ms(value, naive_is_utc=naive_is_utc)
    except ValueError:  # not a time: no event was ever refused for that
        return None


def _correct(
    sent: list[int | None], sent_at: list[int | None] | None, received: list[int], faults: Faults
) -> tuple[list[int], list[int]]:
    """Times by our clock, and the rows whose time was too far ahead to be believed."""
    if sent_at is None and None not in sent:
        moments = list(cast("list[int]", sent))
    else:
        moments = list(map(corrected_ms, sent, received, sent_at or repeat(None)))
    if min(moments, default=EARLIEST_MS) < EARLIEST_MS:
        for row, moment in enumerate(moments):
            if moment < EARLIEST_MS:
                detail = "the time lies before 1971-01-01: set the client's clock"
                faults.add(row, Rejection(Reason.OUT_OF_RANGE, detail, field=_find_time_path(row, faults)))
                moments[row] = received[row]
    if max(moments, default=0) <= min(received, default=0):
        return moments, []
    believed = list(map(believed_ms, moments, received))
    return believed, [row for row, moment in enumerate(moments) if moment != believed[row]]


def _find_time_path(row: int, faults: Faults) -> str:
    """Where the event's time stands as the sender knows it; RudderStack has two names for it."""
    path, value = faults.as_sent(row, "occurred_at")
    other, stated = faults.as_sent(row, "originally_at")
    return other if value is None and stated is not None else path
