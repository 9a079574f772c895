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


def corrected_ms(sent_ms: int | None, received_ms: int, sent_at_ms: int | None = None) -> int:
    """The moment by our clock: what the client says of its own clock when sending tells how far it is off."""
    if sent_ms is None:
        return received_ms
    if sent_at_ms is None or abs(received_ms - sent_at_ms) < CLOCK_TOLERANCE_MS:
        return sent_ms
    return received_ms - (sent_at_ms - sent_ms)


def believed_ms(moment_ms: int, received_ms: int) -> int:
    """The moment itself, or that of arrival when it lies in the future by more than the allowance."""
    return received_ms if moment_ms > received_ms + FUTURE_ALLOWANCE_MS else moment_ms
