"""Who did what under which id: names and ids of a chunk of events, and the keys made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pyarrow as pa

from tally.adapters.landing import event_keys
from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_times import EventTimes
from tally.adapters.landing.id_columns import read_id_column, set_aside_id
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.event_names import canonical_name, event_class
from tally.domain.people.identity import identify_all, own_devices


@dataclass(frozen=True, slots=True)
class EventIds:
    """`names` as models know them, `kinds` each of them once; `renamed`: row -> the name as sent, where that
    is another."""

    arrays: Arrays
    names: list[str]
    kinds: Sequence[str]
    renamed: Mapping[int, str]


def read_ids(fields: EventFields, times: EventTimes) -> EventIds:
    """Names and ids as sent, ids made where none came, persons by Mixpanel's simplified rule."""
    dialect = fields.dialect
    sent_names = _read_names(fields)
    event_ids = _read_event_ids(fields)
    distinct_ids, user_ids, device_ids = identify_all(*_read_persons(fields))
    arrays: Arrays = {
        "event_id": pa.array(event_ids, pa.string()),
        "id_hash": event_keys.text_keys(event_ids),
        "dedup_key": event_keys.dedup_keys(
            event_ids, sent_names, distinct_ids, times.stated if dialect.time_identifies else None
        ),
        "distinct_id": pa.array(distinct_ids, pa.string()),
        "user_id": pa.array(user_ids, pa.string()),
        "device_id": pa.array(device_ids, pa.string()),
        "sent_person_key": event_keys.optional_text_keys(distinct_ids),
        "payload_fingerprint": event_keys.fingerprints(
            fields.chunk.raws, dialect.sending_stamp if times.has_sent_at else None
        ),
    }
    return _add_names(arrays, sent_names, fields.findings.event_aliases)


def _read_names(fields: EventFields) -> list[str]:
    """The check refuses events without a name; what slips past it must not become a row without one."""
    names = fields.texts("event_name")
    if all(names):
        return cast("list[str]", names)
    for row, name in enumerate(names):
        if not name:
            path, _ = fields.faults.as_sent(row, "event_name")
            detail = f"{path} is missing or empty"
            fields.faults.add(row, Rejection(Reason.MISSING_FIELD, detail, field=path))
    return [name or "" for name in names]


def _read_persons(fields: EventFields) -> tuple[list[str | None], list[str | None], list[str | None]]:
    """User, device and lone distinct id of each event; a user id that is only the event's device is none."""
    user_ids = read_id_column(fields, "user_id")
    device_ids = read_id_column(fields, "device_id")
    distinct_ids = read_id_column(fields, "distinct_id")
    if "user_id" not in fields.columns or "device_id" not in fields.columns:
        return user_ids, device_ids, distinct_ids
    no_users = frozenset(own_devices(user_ids, device_ids))
    for row in no_users:
        set_aside_id(fields, row, "user_id", fields.columns["user_id"][row])
    if no_users:
        user_ids = [None if row in no_users else user_id for row, user_id in enumerate(user_ids)]
    return user_ids, device_ids, distinct_ids


def _read_event_ids(fields: EventFields) -> list[str]:
    """As sent; else made of the receipt, so that a message delivered again makes no new event."""
    event_ids = read_id_column(fields, "event_id")
    if all(event_ids):
        return cast("list[str]", event_ids)
    chunk = fields.chunk
    return [
        event_id or f"{receipt.receipt_id}-{index}"
        for event_id, receipt, index in zip(event_ids, chunk.receipts, chunk.indexes, strict=True)
    ]


def _add_names(arrays: Arrays, sent_names: list[str], aliases: Mapping[str, str]) -> EventIds:
    """With `event_name` and `event_class`, looked up once for each name."""
    encoded = pa.array(sent_names, pa.string()).dictionary_encode()
    sent = cast("list[str]", encoded.dictionary.to_pylist())
    canonical = [canonical_name(name, aliases) for name in sent]
    classes = list(map(event_class, canonical))
    arrays["event_name"] = pa.array(canonical, pa.string()).take(encoded.indices)
    arrays["event_class"] = pa.array(classes, pa.string()).take(encoded.indices)
    if canonical == sent:
        return EventIds(arrays, sent_names, canonical, {})
    names = list(map(dict(zip(sent, canonical, strict=True)).__getitem__, sent_names))
    pairs = enumerate(zip(sent_names, names, strict=True))
    renamed = {row: sent_name for row, (sent_name, name) in pairs if sent_name != name}
    return EventIds(arrays, names, canonical, renamed)
