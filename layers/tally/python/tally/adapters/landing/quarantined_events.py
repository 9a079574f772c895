"""Quarantine rows as events to send again: with an id, their own time, and a mark of where they come from.

Pure rules; what a row looks like is told in domain/events/columns.toml.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from tally.adapters.landing.quarantined_origin import Event, Origin, Row, Unsendable, count_ms
from tally.adapters.landing.quarantined_times import put_time, read_object, time_fields, write_moment
from tally.adapters.wire.mixpanel_data import mixpanel_json
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection
from tally.domain.collecting.routes import PROFILE_PATHS
from tally.domain.events.standard_properties import EVENT_PROPERTIES
from tally.domain.orders.order_properties import ORDER_COLUMNS
from tally.domain.people.id_rules import ID_RULES, IdRules

MARK = "quarantine_id"
"""Property of every event sent again: the list of quarantine knows by it what is in the lake."""

_BATCH = "/v1/batch"
_OWN_FIELDS = ("event_id", "user_id", "device_id", "distinct_id")


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
    event = put_time(event, sent, origin)
    container, name = _ID[origin.protocol]
    if container is None and not _is_an_id(event.get(name), id_rules):
        event = {**event, name: quarantine_id}
    properties = read_object(event.get("properties"))
    if properties is None:
        return event
    if container and not _is_an_id(properties.get(name), id_rules):
        properties = {**properties, name: _insert_id(quarantine_id)}
    return {**event, "properties": {**properties, MARK: origin.quarantine_id}}


def _sendable_update(
    update: Event, sent: Event, origin: Origin, quarantine_id: str, id_rules: IdRules
) -> Event:
    """A profile has no property for the mark: the list knows the update by the id that it gets here."""
    update = time_fields(update, sent, "$time", None, origin, in_numbers=True)
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
        event["occurred_at"] = write_moment(count_ms(datetime.fromisoformat(columns["occurred_at"])))
    return {**event, "properties": {**properties, **known}}
