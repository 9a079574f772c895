"""The time of a quarantine row's event when it is sent again: that of when it first came, never now."""

from datetime import UTC, datetime
from typing import Any

from tally.adapters.landing.quarantined_origin import Event, Origin
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.event_time import (
    EARLIEST_MS,
    believed_ms,
    corrected_ms,
    epoch_ms,
    possible_sending_ms,
)


def put_time(event: Event, sent: Event, origin: Origin) -> Event:
    """Landing's rules of time (docs/reference/time.md) by the clock of the first arrival, once for all."""
    if origin.protocol is Protocol.MIXPANEL:
        properties = read_object(event.get("properties"))
        if properties is None:
            return event
        return {
            **event,
            "properties": time_fields(properties, _inner(sent), "time", None, origin, in_numbers=True),
        }
    if origin.protocol is Protocol.SEGMENT:
        if "originalTimestamp" in event and event.get("timestamp") is not None:
            return event  # RudderStack's timestamp is by our clock already
        return time_fields(_stamped(event), _stamped(sent), "timestamp", "sentAt", origin)
    return time_fields(event, sent, "occurred_at", "sent_at", origin)


def _stamped(event: Event) -> Event:
    """A Segment message whose moment is in `timestamp`, if it has one."""
    if event.get("timestamp") is None and event.get("originalTimestamp") is not None:
        return {**event, "timestamp": event["originalTimestamp"]}
    return event


def _inner(sent: Event) -> Event:
    return read_object(sent.get("properties")) or {}


def read_object(value: object) -> Event | None:
    """What stands where an object belongs, as landing reads it; None when it is refused."""
    if value is None or value == []:  # PHP writes {} as []
        return {}
    return value if isinstance(value, dict) else None


def time_fields(
    fields: Event, sent: Event, name: str, sent_at: str | None, origin: Origin, *, in_numbers: bool = False
) -> Event:
    """`fields` with the moment under `name`, and without the clock of the sender, which now misleads."""
    naive = origin.protocol is Protocol.SEGMENT
    as_sent = fields.get(name)
    try:
        stated = None if as_sent is None else epoch_ms(as_sent, naive_is_utc=naive)
    except (ValueError, OverflowError):
        return fields  # it will be refused again, for this
    clock = fields.get(sent_at) if sent_at else None
    moment = corrected_ms(stated, origin.received_ms, _read_clock(clock, stated, origin))
    if moment < EARLIEST_MS:
        return fields  # so will it for this, until a rule drops or mends the time
    is_untouched = as_sent == sent.get(name) and (sent_at is None or clock == sent.get(sent_at))
    if is_untouched and origin.occurred_ms is not None:
        moment = origin.occurred_ms
    moment = believed_ms(moment, origin.received_ms)
    kept = {key: value for key, value in fields.items() if key != sent_at}
    if moment == stated:
        return kept
    kept[name] = moment if in_numbers else write_moment(moment)
    return kept


def _read_clock(clock: Any, stated: int | None, origin: Origin) -> int | None:
    """When it was sent by the sender's clock, if that can be."""
    try:
        clock_ms = (
            None if clock is None else epoch_ms(clock, naive_is_utc=origin.protocol is Protocol.SEGMENT)
        )
    except (ValueError, OverflowError):
        return None
    return possible_sending_ms(clock_ms, stated, origin.received_ms)


def write_moment(moment_ms: int) -> str:
    """ISO text in UTC, to the millisecond."""
    text = datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
