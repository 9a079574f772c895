"""Quarantine rows as events to send again: with an id, their own time, and a mark of where they come from.

Pure rules; what a row looks like is told in domain/events/columns.toml.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tally.adapters.wire.mixpanel_data import mixpanel_json
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.collecting.routes import PROFILE_PATHS, ROUTES
from tally.domain.events.event_time import (
    EARLIEST_MS,
    believed_ms,
    corrected_ms,
    epoch_ms,
    possible_sending_ms,
)
from tally.domain.events.standard_properties import EVENT_PROPERTIES
from tally.domain.orders.order_properties import ORDER_COLUMNS
from tally.domain.people.id_rules import ID_RULES, IdRules

MARK = "quarantine_id"
"""Property of every event sent again: the list of quarantine knows by it what is in the lake."""

_BATCH = "/v1/batch"
_OWN = "/v1/events"
_OWN_FIELDS = ("event_id", "user_id", "device_id", "distinct_id")

Event = dict[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A row that holds no event to send, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came in and when (UTC epoch ms); `occurred_ms` as landing read it, if it could."""

    quarantine_id: str
    protocol: Protocol
    route: str
    query: str
    source: str
    received_ms: int
    occurred_ms: int | None = None


def origin_of(row: Row) -> Origin | Unsendable:
    """The row's origin; a same_id_other_payload, kept as columns, goes out as own JSON."""
    if row["reason"] == Reason.WITHHELD:
        return Unsendable("it was taken out of the lake on purpose")
    route = _OWN if row["raw_encoding"] == "columns" else row["route"]
    if route not in ROUTES:
        return Unsendable("it did not come through the collector")
    occurred_at = row["occurred_at"]
    return Origin(
        quarantine_id=row["quarantine_id"],
        protocol=ROUTES[route].protocol,
        route=route,
        query=row["query"] or "",
        source=row["source"] or "",
        received_ms=_ms(row["received_at"]),
        occurred_ms=None if occurred_at is None else _ms(occurred_at),
    )


def events_of(row: Row, origin: Origin) -> list[Event] | Unsendable:
    """The events in the row's raw text as they were sent: one, or those of a whole body."""
    if row["raw_encoding"] == "base64":
        return Unsendable("it is no text")
    found = _parsed(row["raw"] or "", origin)
    if row["raw_encoding"] == "columns" and isinstance(found, dict):
        return [_from_columns(found)]
    if origin.route == _BATCH and isinstance(found, dict) and isinstance(found.get("batch"), list):
        found = _with_context(found["batch"], found.get("context"))
    events = [found] if isinstance(found, dict) else found
    if not isinstance(events, list) or not events or not all(isinstance(each, dict) for each in events):
        return Unsendable("no JSON objects can be told apart in it")
    return events


def _with_context(messages: list[Any], context: Any) -> list[Any]:
    """Messages of a batch, each with the context that stood beside them all; its own words win."""
    if not isinstance(context, dict):
        return messages
    return [
        {**each, "context": {**context, **(each.get("context") or {})}}
        if isinstance(each, dict) and isinstance(each.get("context") or {}, dict)
        else each
        for each in messages
    ]


def sendable(
    event: Event, sent: Event, origin: Origin, place: int | None = None, id_rules: IdRules = ID_RULES
) -> Event:
    """The event as it goes out. `sent` is how it first came, before it was mended; `place` its place among
    several of one row.

    Given one, it keeps its id; else it gets that of its quarantine row, always the same. Its time is what
    landing would have made of it when it first came, never now.
    """
    quarantine_id = origin.quarantine_id if place is None else f"{origin.quarantine_id}-{place}"
    if origin.route in PROFILE_PATHS:
        return _sendable_update(event, sent, origin, quarantine_id, id_rules)
    event = _with_time(event, sent, origin)
    container, name = _ID[origin.protocol]
    if container is None and not _is_an_id(event.get(name), id_rules):
        event = {**event, name: quarantine_id}
    properties = _read_object(event.get("properties"))
    if properties is None:
        return event
    if container and not _is_an_id(properties.get(name), id_rules):
        properties = {**properties, name: _insert_id(quarantine_id)}
    return {**event, "properties": {**properties, MARK: origin.quarantine_id}}


def _sendable_update(
    update: Event, sent: Event, origin: Origin, quarantine_id: str, id_rules: IdRules
) -> Event:
    """A profile has no property for the mark: the list knows the update by the id that it gets here."""
    update = _timed(update, sent, "$time", None, origin, in_numbers=True)
    given = update.get("$mp_metadata")
    metadata = given if isinstance(given, dict) else {}
    if _is_an_id(metadata.get("$mp_event_id"), id_rules):
        return update
    return {**update, "$mp_metadata": {**metadata, "$mp_event_id": quarantine_id}}


_ID: Mapping[Protocol, tuple[str | None, str]] = {
    Protocol.TALLY: (None, "event_id"),
    Protocol.MIXPANEL: ("properties", "$insert_id"),
    Protocol.SEGMENT: (None, "messageId"),
}


def _is_an_id(value: object, id_rules: IdRules) -> bool:
    """Whether landing will take it for one."""
    try:
        return id_rules.read(value) is not None
    except ValueError:
        return False


def _insert_id(quarantine_id: str) -> str:
    """Strict imports take at most 36 letters, digits and dashes."""
    return sha256(quarantine_id.encode()).hexdigest()[:32]


def _parsed(raw: str, origin: Origin) -> Any:
    """The JSON in a raw text, read leniently: a rule may drop the NaN that it was refused for."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        pass
    if origin.protocol is not Protocol.MIXPANEL:
        return None
    receipt = Receipt(
        origin.quarantine_id,
        origin.protocol,
        origin.route,
        origin.source,
        origin.received_ms,
        query=origin.query,
    )
    data = mixpanel_json(receipt, raw.encode("utf-8", "surrogatepass"))
    try:
        return None if isinstance(data, Rejection) else json.loads(data)
    except (ValueError, RecursionError):
        return None


def _from_columns(columns: Event) -> Event:
    try:
        properties = json.loads(columns.get("properties") or "{}")
    except ValueError:
        properties = {}
    names = (*EVENT_PROPERTIES, *ORDER_COLUMNS)
    known = {name: columns[name] for name in names if columns.get(name) is not None}
    event: Event = {"event": columns.get("event_name")}
    event |= {name: columns[name] for name in _OWN_FIELDS if columns.get(name) is not None}
    if columns.get("occurred_at"):
        event["occurred_at"] = _iso(_ms(datetime.fromisoformat(columns["occurred_at"])))
    return {**event, "properties": {**properties, **known}}


def _with_time(event: Event, sent: Event, origin: Origin) -> Event:
    """Landing's rules of time (docs/reference/time.md) by the clock of the first arrival, once for all."""
    if origin.protocol is Protocol.MIXPANEL:
        properties = _read_object(event.get("properties"))
        if properties is None:
            return event
        return {
            **event,
            "properties": _timed(properties, _inner(sent), "time", None, origin, in_numbers=True),
        }
    if origin.protocol is Protocol.SEGMENT:
        if "originalTimestamp" in event and event.get("timestamp") is not None:
            return event  # RudderStack's timestamp is by our clock already
        return _timed(_stamped(event), _stamped(sent), "timestamp", "sentAt", origin)
    return _timed(event, sent, "occurred_at", "sent_at", origin)


def _stamped(event: Event) -> Event:
    """A Segment message whose moment is in `timestamp`, if it has one."""
    if event.get("timestamp") is None and event.get("originalTimestamp") is not None:
        return {**event, "timestamp": event["originalTimestamp"]}
    return event


def _inner(sent: Event) -> Event:
    return _read_object(sent.get("properties")) or {}


def _read_object(value: object) -> Event | None:
    """What stands where an object belongs, as landing reads it; None when it is refused."""
    if value is None or value == []:  # PHP writes {} as []
        return {}
    return value if isinstance(value, dict) else None


def _timed(
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
    kept[name] = moment if in_numbers else _iso(moment)
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


def _ms(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def _iso(moment_ms: int) -> str:
    text = datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
