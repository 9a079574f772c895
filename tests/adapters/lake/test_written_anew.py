"""The same event written anew is a retry: values are compared, not bytes."""

import json
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.adapters.landing.event_reader import ColumnReader
from tally.domain.collecting.receipt import Protocol
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import RECEIVED_AT_MS, a_receipt

MESSAGE: dict[str, Any] = {
    "type": "track",
    "event": "Product Added",
    "messageId": "m",
    "anonymousId": "d",
    "timestamp": "2026-11-21T10:00:00Z",
    "properties": {"product_id": "p", "price": 10, "quantity": 1, "tags": ["a", {"x": 1, "y": None}]},
    "context": {"library": {"name": "analytics.js"}},
}
OWN: dict[str, Any] = {
    "event": "Order Completed",
    "event_id": "e",
    "user_id": "u",
    "occurred_at": "2026-11-21T10:00:00Z",
    "properties": {"order_id": "7", "revenue": 59.9, "products": [{"product_id": "p", "price": 59.9}]},
}
MIXPANEL: dict[str, Any] = {
    "event": "A",
    "properties": {"time": RECEIVED_AT_MS // 1000, "distinct_id": "u", "$insert_id": "i", "n": 1},
}


def deliver(event: Any, protocol: Protocol, place: int = 0) -> pa.Table:
    text = event if isinstance(event, str) else json.dumps(event)
    receipt = a_receipt(protocol, receipt_id=f"r-{place}", received_at_ms=RECEIVED_AT_MS + place * 1000)
    body = f'{{"batch":[{text}]}}' if protocol is Protocol.SEGMENT else text
    return ColumnReader(ShopClock()).read(f"b-{place}", [(receipt, body.encode())]).events


def tell(first: pa.Table, second: pa.Table) -> list[tuple[int, int, int]]:
    """(new, repeated, in conflict) when both come at once, and when the first is in the lake."""
    empty = first.slice(0, 0)
    at_once = ArrowDuplicates().split(pa.concat_tables([first, second]), empty, lambda _: empty)
    later = ArrowDuplicates().split(second, first, lambda _: first)
    return [(len(one.new), one.repeated, len(one.conflicting)) for one in (at_once, later)]


RETRY, CONFLICT = [(1, 1, 0), (0, 1, 0)], [(1, 0, 1), (0, 0, 1)]


@pytest.mark.parametrize(
    "again",
    [
        json.dumps(MESSAGE, sort_keys=True),
        json.dumps(MESSAGE, indent=2),
        json.dumps(MESSAGE).replace("10,", "10.0,"),
        json.dumps(MESSAGE).replace("10,", "1e1,").replace('"x": 1', '"x": 1.00'),
        json.dumps(MESSAGE).replace("00Z", "00.000Z"),
        json.dumps(MESSAGE).replace("00Z", "00+00:00"),
        json.dumps(MESSAGE).replace("10:00:00Z", "11:00:00.000000+01:00"),
        json.dumps(MESSAGE).replace("Product", "\\u0050roduct"),
        json.dumps({**MESSAGE, "sentAt": "2026-11-22T06:59:59Z"}),
        json.dumps({**MESSAGE, "sentAt": "9999-05-28T13:13:23.260Z"}),
        json.dumps({**MESSAGE, "userId": None}),
    ],
)
def test_a_message_written_anew_is_a_retry(again: str) -> None:
    assert again != json.dumps(MESSAGE)
    assert tell(deliver(MESSAGE, Protocol.SEGMENT), deliver(again, Protocol.SEGMENT, 1)) == RETRY


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2026-11-21T10:02:00Z"},
        {"properties": {**MESSAGE["properties"], "price": 11}},
        {"properties": {**MESSAGE["properties"], "tags": ["a"]}},
        {"context": {"library": {"name": "analytics.js"}, "locale": "it"}},
        {"properties": {"product_id": "p", "price": 10, "quantity": 1}},
    ],
)
def test_another_value_is_a_conflict(change: dict[str, Any]) -> None:
    again = deliver({**MESSAGE, **change}, Protocol.SEGMENT, 1)
    assert tell(deliver(MESSAGE, Protocol.SEGMENT), again) == CONFLICT


@pytest.mark.parametrize(
    ("protocol", "event", "again"),
    [
        (Protocol.TALLY, OWN, json.dumps(OWN, indent=1, sort_keys=True).replace("59.9", "59.90")),
        (Protocol.TALLY, OWN, json.dumps(OWN).replace('"7"', "7")),
        (Protocol.MIXPANEL, MIXPANEL, json.dumps(MIXPANEL).replace('"n": 1', '"n": 1.0')),
        (Protocol.MIXPANEL, MIXPANEL, json.dumps(MIXPANEL).replace("800,", "800.0,")),
        (Protocol.MIXPANEL, MIXPANEL, json.dumps(MIXPANEL).replace("800,", "800000,")),
    ],
)
def test_in_every_protocol(protocol: Protocol, event: Any, again: str) -> None:
    assert again != json.dumps(event)
    assert tell(deliver(event, protocol), deliver(again, protocol, 1)) == RETRY


@pytest.mark.parametrize(
    ("again", "repeated"),
    [
        ('{"$set": {"b": 1.0, "a": "x"}, "$distinct_id": "u", "$token": "k"}', True),
        ('{"$token":"k","$distinct_id":"u","$set":{"a":"x","b":1}}', True),
        ('{"$token":"k","$distinct_id":"u","$set":{"a":"x","b":2}}', False),
        ('{"$token":"k","$distinct_id":"u","$set":{"a":"x"}}', False),
    ],
)
def test_an_update_of_a_profile_written_anew(again: str, repeated: bool) -> None:
    texts = ['{"$token":"k","$distinct_id":"u","$set":{"a":"x","b":1}}', again]
    tables = []
    for place, text in enumerate(texts):
        update = {**json.loads(text), "$mp_metadata": {"$mp_event_id": "u-1"}}
        receipt = a_receipt(Protocol.MIXPANEL, route="/engage", receipt_id=f"r-{place}")
        body = json.dumps([update]).encode()
        tables.append(ColumnReader(ShopClock()).read("b", [(receipt, body)]).profile_updates)
    told = ProfileDuplicates().split(pa.concat_tables(tables), tables[0].slice(0, 0), lambda _: tables[0])
    assert len(told.conflicting) == (0 if repeated else 1)
