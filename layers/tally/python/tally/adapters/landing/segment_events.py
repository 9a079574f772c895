"""Segment's and RudderStack's messages: track, page, screen, identify, group, alias."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw

from tally.adapters.landing.wire_fields import Columns, Json, WireFormat, fill
from tally.adapters.wire.envelope import SegmentBatch, refusal
from tally.domain.collecting.limits import MAX_BODY_BYTES, MAX_EVENT_BYTES
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.click_ids import SEEN_CLICK_IDS
from tally.domain.events.event_names import PAGE_VIEWED, SCREEN_VIEWED, column_of_plain_id
from tally.domain.events.event_time import epoch_ms
from tally.domain.events.platforms import browser_of, platform_of
from tally.domain.events.standard_properties import EVENT_PROPERTIES, EVENT_SPELLINGS

WIRE = WireFormat(
    taken={
        "": {
            "event_name": ("event",),
            "event_id": ("messageId",),
            "user_id": ("userId",),
            "device_id": ("anonymousId",),
            "occurred_at": ("timestamp",),
            "originally_at": ("originalTimestamp",),
            "sent_at": ("sentAt",),
        },
        "properties": {
            **EVENT_PROPERTIES,
            "session_hint": ("session_hint", "session_id"),
        },
        "context": {"session_hint": ("sessionId",)},
        "context.page": {"url": ("url",), "path": ("path",)},
        "context.campaign": {
            "utm_source": ("source",),
            "utm_medium": ("medium",),
            "utm_campaign": ("name",),
            "utm_content": ("content",),
            "utm_term": ("term",),
        },
        "context.os": {"os": ("name",)},
        "context.device": {"device_model": ("model",)},
        "context.app": {"app_version": ("version",)},
        "context.location": {"country": ("country",), "region": ("region",), "city": ("city",)},
        "context.library": {},
        "context.traits": {},
        "traits": {},
    },
    seen={
        "": {"type": ("type",), "screen": ("name",), "channel": ("channel",)},
        "properties": {**SEEN_CLICK_IDS, "referrer": ("referrer",), "id": ("id",)},
        "context": {"user_agent": ("userAgent",)},
        "context.page": {"referrer": ("referrer",)},
        "context.device": {"device_type": ("type",)},
        "context.library": {"library": ("name",)},
    },
    dropped={"": ("type", "writeKey", "_metadata", "receivedAt", "version")},
    usual={"integrations": ({}, [], None, {"All": True})},
    spellings={"properties": EVENT_SPELLINGS},
)

NAMES = MappingProxyType(
    {
        "page": PAGE_VIEWED,
        "screen": SCREEN_VIEWED,
        "identify": "$identify",
        "group": "$group",
        "alias": "$alias",
    }
)
"""Messages of every type but `track` have no name of their own."""


def unmergeable(batch: SegmentBatch, messages: int) -> Rejection | None:
    """Why a batch's context cannot be given to each of its messages: no JSON, or they would not fit."""
    if batch.context is None:
        return None
    size = len(memoryview(batch.context))
    if size > MAX_EVENT_BYTES:
        detail = f"context is larger than {MAX_EVENT_BYTES:,} bytes: shorten it"
        return Rejection(Reason.TOO_LARGE, detail, field="context")
    if size * messages > MAX_BODY_BYTES:
        detail = f"context times {messages:,} messages is larger than {MAX_BODY_BYTES:,} bytes: shorten it"
        return Rejection(Reason.TOO_LARGE, detail, field="context")
    try:
        msgspec.json.decode(batch.context)
    except (msgspec.DecodeError, RecursionError) as error:
        return replace(refusal(error), field="context")
    return None


def as_kept(raw: Raw, batch: SegmentBatch | None) -> bytes:
    """A refused message with the context that stood beside it, as a batch of its own."""
    if batch is None or batch.context is None:
        return bytes(raw)
    return b'{"batch":[%b],"context":%b}' % (bytes(raw), bytes(batch.context))


def merge_batch(events: list[Json], batches: Sequence[SegmentBatch | None]) -> None:
    """What stands beside a batch, or in a route's name, holds for its messages; their own words win."""
    for event, batch in zip(events, batches, strict=True):
        if batch is None:
            continue
        if batch.kind is not None:
            event.setdefault("type", batch.kind)
        if batch.sent_at is not None:
            event["sentAt"] = event.get("sentAt") or _keep_time(batch.sent_at)
        if batch.context is not None:
            event["context"] = _merge_contexts(msgspec.json.decode(batch.context), event.get("context"))


def _merge_contexts(beside: Any, own: Any) -> Any:
    """A message's context within that of its batch; its own alone where one of them is no object."""
    if own is None or own == []:
        return beside
    return {**beside, **own} if isinstance(own, dict) and isinstance(beside, dict) else own


@lru_cache(64)
def _keep_time(sent_at: str) -> str | None:
    """A batch's time of sending, if it is one: no event was ever refused for what stands beside it."""
    try:
        epoch_ms(sent_at, naive_is_utc=True)
    except ValueError:
        return None
    return sent_at


def complete(columns: Columns, rows: int) -> None:
    """Derive what the table alone cannot say; the columns it adds to the table go."""
    extra = {name: columns.pop(name, [None] * rows) for name in _EXTRA}
    extra |= {name: columns.get(name) or [None] * rows for name in ("library", "user_agent")}
    columns["event_name"] = _choose_names(columns.get("event_name") or [None] * rows, extra["type"])
    _fill_ids(columns, extra["id"])
    _trust_rudderstack_times(columns, extra["originally_at"])
    fill(
        columns,
        "path",
        [
            name if kind == "screen" else None
            for name, kind in zip(extra["screen"], extra["type"], strict=True)
        ],
    )
    fill(columns, "referrer_domain", list(map(_read_host, extra["referrer"])))
    told = [browser_of(_keep_text(agent)) for agent in extra["user_agent"]]
    if "os" in columns:  # RudderStack's browser SDK gives it an empty name
        columns["os"] = [None if name == "" else name for name in columns["os"]]
    fill(columns, "os", [system for system, _ in told])
    fill(columns, "browser", [browser for _, browser in told])
    systems = columns.get("os") or [None] * rows
    hints = zip(extra["library"], extra["device_type"], systems, extra["channel"], strict=True)
    fill(
        columns,
        "platform",
        [
            platform_of(_keep_text(library), _keep_text(kind) or _keep_text(system), _keep_text(channel))
            for library, kind, system, channel in hints
        ],
    )


_EXTRA = (
    "type",
    "originally_at",
    "screen",
    "channel",
    "referrer",
    "device_type",
    "id",
)


def event_names(events: list[Json]) -> list[Any]:
    """What each message is called, its own name or that of its type; as sent, so of any JSON type."""
    return _choose_names([event.get("event") for event in events], [event.get("type") for event in events])


def _choose_names(names: list[Any], types: list[Any]) -> list[Any]:
    return [
        name if kind in (None, "track") else NAMES.get(_keep_text(kind) or "", name)
        for name, kind in zip(names, types, strict=True)
    ]


def _fill_ids(columns: Columns, ids: list[Any]) -> None:
    """Where an event's name tells whose id its plain `id` is."""
    if not any(ids):
        return
    told = [
        None if each is None else column_of_plain_id(name)
        for each, name in zip(ids, columns["event_name"], strict=True)
    ]
    for column in ("product_id", "order_id"):
        of_column = [each if found == column else None for each, found in zip(ids, told, strict=True)]
        if any(of_column):
            fill(columns, column, of_column)


def _trust_rudderstack_times(columns: Columns, originally_at: list[Any]) -> None:
    """RudderStack: a `timestamp` beside an `originalTimestamp` is our clock's already."""
    if not any(originally_at):
        return
    rows = len(originally_at)
    stated = columns.get("occurred_at") or [None] * rows
    sent = columns.get("sent_at") or [None] * rows
    columns["sent_at"] = [
        None if time is not None and original is not None else at
        for time, original, at in zip(stated, originally_at, sent, strict=True)
    ]
    fill(columns, "occurred_at", originally_at)


def _keep_text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@lru_cache(4096)
def _parse_host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _read_host(url: object) -> str | None:
    return _parse_host(url) if isinstance(url, str) else None
