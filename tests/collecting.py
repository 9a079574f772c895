"""Requests and in-memory ports for the tests of both collectors."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tally.adapters.wire.body_keys import keys_in_body
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.receipt import Receipt, unpack
from tally.domain.collecting.request import Request
from tally.domain.errors import TallyError
from tally.use_cases.collect_events import CollectEvents

from tests.fakes import Journal

KEY = "wk_known"
AT_MS = 1_795_245_300_000
AN_EVENT = {
    "event": "Order Completed",
    "event_id": "oc-1",
    "occurred_at": "2026-11-21T08:14:58+01:00",
    "user_id": "u-1",
    "properties": {"order_id": "O-1", "revenue": 49.9, "note": "perché no 😀"},
}
A_MIXPANEL_EVENT = {
    "event": "Order Completed",
    "properties": {"distinct_id": "u-1", "time": 1_795_245_299, "$insert_id": "i-1", "note": "è"},
}
A_PROFILE_UPDATE = {"$distinct_id": "u-1", "$set": {"plan": "gold"}}
A_GROUP_UPDATE = {"$group_key": "company", "$group_id": "acme", "$set": {"tier": "a"}}
A_SEGMENT_EVENT = {"type": "track", "event": "Order Completed", "messageId": "m-1", "userId": "u-1"}

A_PERSON = {"userId": "u-1", "messageId": "m-1"}
BODIES: dict[str, Any] = {
    "/v1/events": [AN_EVENT],
    "/track": [A_MIXPANEL_EVENT],
    "/import": [A_MIXPANEL_EVENT],
    "/engage": [A_PROFILE_UPDATE],
    "/groups": [A_GROUP_UPDATE],
    "/v1/track": A_SEGMENT_EVENT,
    "/v1/identify": {**A_PERSON, "traits": {"plan": "gold"}},
    "/v1/page": {**A_PERSON, "name": "Home"},
    "/v1/screen": {**A_PERSON, "name": "Home"},
    "/v1/group": {**A_PERSON, "groupId": "acme"},
    "/v1/alias": {**A_PERSON, "previousId": "u-0"},
    "/v1/batch": {"batch": [A_SEGMENT_EVENT]},
}
"""A good body of one event for each route."""


def basic(key: str = KEY) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


def a_request(
    body: Any = AN_EVENT,
    path: str = "/v1/events",
    method: str = "POST",
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> Request:
    """A request with a known key unless headers are given; a body that is no text is sent as JSON."""
    return Request(
        request_id="r-1",
        received_at_ms=AT_MS,
        method=method,
        path=path,
        query=query,
        headers=basic() if headers is None else headers,
        body=body if isinstance(body, str) else json.dumps(body),
        ip="203.0.113.7",
        user_agent="test",
    )


def zipped(body: bytes) -> str:
    """Gzip in base64, as the gateway hands it over."""
    return base64.b64encode(gzip.compress(body)).decode()


def gateway_event(request: Request) -> dict[str, Any]:
    """The payload 2.0 event of a request."""
    return {
        "version": "2.0",
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": dict(request.headers),
        "requestContext": {
            "http": {"method": request.method, "sourceIp": request.ip, "userAgent": request.user_agent},
            "requestId": request.request_id,
            "stage": "$default",
            "timeEpoch": request.received_at_ms,
        },
        "body": request.body,
        "isBase64Encoded": request.is_base64,
    }


@dataclass
class FakeWriteKeys:
    """One known key; notes what it is asked."""

    known: Mapping[str, str] = field(default_factory=lambda: {KEY: "shop"})
    asked: list[str] = field(default_factory=list)

    def source_of(self, write_key: str) -> str | None:
        self.asked.append(write_key)
        return self.known.get(write_key)


@dataclass
class FakeParcelQueue:
    """Notes each parcel, or fails as told."""

    journal: Journal
    failure: TallyError | None = None

    def send(self, parcel: str) -> None:
        if self.failure:
            raise self.failure
        self.journal.note("queued", parcel)


@dataclass
class FakeClaims:
    """Notes each large body."""

    journal: Journal
    stored: dict[str, bytes] = field(default_factory=dict)

    def put(self, body: bytes) -> str:
        self.journal.note("claimed", len(body))
        key = f"claims/{len(self.stored)}"
        self.stored[key] = body
        return key

    def get(self, key: str) -> bytes:
        return self.stored[key]


@dataclass
class Collector:
    """The use case on fakes, and a look at what it queued."""

    journal: Journal = field(default_factory=Journal)
    failure: TallyError | None = None
    write_keys: FakeWriteKeys = field(default_factory=FakeWriteKeys)

    def __post_init__(self) -> None:
        self.claims = FakeClaims(self.journal)
        queue = FakeParcelQueue(self.journal, self.failure)
        self.collect = CollectEvents(self.write_keys, queue, self.claims, check_envelope, keys_in_body)

    @property
    def verbs(self) -> list[str]:
        return [effect[0] for effect in self.journal.effects]

    def parcel(self) -> tuple[Receipt, str]:
        """The one parcel queued."""
        (parcel,) = [effect[1] for effect in self.journal.effects if effect[0] == "queued"]
        return unpack(parcel)

    def body(self) -> bytes:
        """Its body as landing will get it."""
        receipt, text = self.parcel()
        return self.claims.get(receipt.claim) if receipt.claim else text.encode()
