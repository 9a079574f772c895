"""When an event happened: reading times as sent, correcting clocks, and the rule for late and future events.

All moments are UTC epoch milliseconds. docs/reference/time.md states these rules for the shop.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

MILLISECONDS_FROM = 100_000_000_000
"""A number from here on is milliseconds: as seconds it would lie in the year 5138."""

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
"""The earliest moment that Mixpanel takes: what lies before is a broken clock, not an event."""

FUTURE_ALLOWANCE_MS = 60 * 60 * 1000
"""A client's clock may be this far ahead of ours before its time is no longer believed."""

CLOCK_TOLERANCE_MS = 10 * 1000
"""A clock that seems off by less is right: what is seen is the way through the network (decision 0015)."""

DAY_MS = 24 * 60 * 60 * 1000
"""A time of sending more than this after arrival cannot be; a time moved by more is told beside the event."""

LATEST_MS = 253_402_300_799_999
"""9999-12-31T23:59:59.999Z: what lies behind is no time that a table can hold."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

EARLIEST_MS = (EARLIEST - _EPOCH) // _MILLISECOND
"""EARLIEST in epoch milliseconds."""

_NO_TIME_DIGITS = 20
"""Rounding a Decimal such as 1E+999999999 to an integer would take all memory."""

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


def epoch_ms(sent: object, *, naive_is_utc: bool = False) -> int:
    """Milliseconds of a time as sent: ISO-8601 with offset, epoch seconds or milliseconds, number or text.

    ValueError when it is none of these, with a sentence for the sender. `naive_is_utc` reads a text without
    offset as UTC, as Segment does.
    """
    if type(sent) is int or type(sent) is float:
        return round(sent if abs(sent) >= MILLISECONDS_FROM else sent * 1000)
    if isinstance(sent, str):
        return epoch_ms(float(sent)) if _NUMBER.fullmatch(sent) else _read_iso(sent, naive_is_utc)
    if isinstance(sent, Decimal) and sent.adjusted() < _NO_TIME_DIGITS:
        return epoch_ms(float(sent))
    raise ValueError("a time is ISO-8601 text with an offset, or a number of seconds or milliseconds")


def _read_iso(sent: str, naive_is_utc: bool) -> int:
    try:
        moment = datetime.fromisoformat(sent.upper())
    except ValueError:
        raise ValueError("the time is not ISO-8601, such as 2026-11-21T07:00:00+01:00") from None
    if moment.tzinfo is None:
        if not naive_is_utc:
            raise ValueError("the time has no offset: end it with Z or with one such as +01:00")
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def possible_sending_ms(sent_at_ms: int | None, sent_ms: int | None, received_ms: int) -> int | None:
    """The time of sending, None when it cannot be: over a day after arrival, or before what it sends.

    Our decision: a clock set to the year 9999, a field never filled, a batch stamped before its events are
    seen in the wild, and none of them tells how far a clock is off. An event may seem to be younger than its
    sending by CLOCK_TOLERANCE_MS: some clients cut one of both to seconds.
    """
    if sent_at_ms is None or sent_at_ms > received_ms + DAY_MS:
        return None
    if sent_ms is not None and sent_at_ms < sent_ms - CLOCK_TOLERANCE_MS:
        return None
    return sent_at_ms


def corrected_ms(sent_ms: int | None, received_ms: int, sent_at_ms: int | None = None) -> int:
    """The moment by our clock: what the client says of its own clock when sending tells how far it is off.

    `sent_at_ms` is a possible one.
    """
    if sent_ms is None:
        return received_ms
    if sent_at_ms is None or abs(received_ms - sent_at_ms) < CLOCK_TOLERANCE_MS:
        return sent_ms
    return received_ms - (sent_at_ms - sent_ms)


def claimed_ms(sent_ms: int | None, moment_ms: int) -> int | None:
    """The time as sent where the moment lies more than a day off it, else None."""
    if sent_ms is None or abs(sent_ms - moment_ms) <= DAY_MS or not EARLIEST_MS <= sent_ms <= LATEST_MS:
        return None
    return sent_ms


def believed_ms(moment_ms: int, received_ms: int) -> int:
    """The moment itself, or that of arrival when it lies in the future by more than the allowance."""
    return received_ms if moment_ms > received_ms + FUTURE_ALLOWANCE_MS else moment_ms
