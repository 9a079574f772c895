"""An event refused at the envelope keeps its id, and what else of it can be read."""

import gzip
import json
from datetime import datetime
from typing import Any

import pytest
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.receipt import Protocol

from tests.landing import Row, a_receipt, land

OWN = '{"event":"Order Completed","event_id":"o-1","user_id":"u","platform":"web",%s}'
SEGMENT = '{"type":"track","event":"Order Completed","messageId":"o-1","userId":"u",%s}'
MIXPANEL = '{"event":"Order Completed",%s"properties":{"$insert_id":"o-1","distinct_id":"u",%s}}'
TIMED = '"timestamp":"2026-11-21T10:00:00Z"'


def refuse(body: str | bytes, protocol: Protocol = Protocol.TALLY, **facts: Any) -> Row:
    events, (row,) = land(body, a_receipt(protocol, **facts))
    assert events == []
    return row


@pytest.mark.parametrize(
    ("protocol", "event", "reason"),
    [
        (Protocol.TALLY, OWN % '"occurred_at":"20260202T100000Z"', "wrong_type"),
        (Protocol.TALLY, OWN % '"occurred_at":"2026-02-02T10:00:60Z"', "wrong_type"),
        (Protocol.TALLY, OWN % '"occurred_at":"1970-01-01T00:00:00Z"', "out_of_range"),
        (Protocol.TALLY, OWN % '"properties":"none"', "wrong_type"),
        (Protocol.TALLY, OWN % '"occurred_at":{"at":1}', "wrong_type"),
        (Protocol.TALLY, OWN % '"properties":{"revenue":NaN}', "not_json"),
        (Protocol.TALLY, OWN % '"properties":{"revenue":1e999}', "not_json"),
        (Protocol.TALLY, OWN % '"properties":{"name":"a\nb"}', "not_json"),
        (Protocol.SEGMENT, SEGMENT % '"timestamp":"yesterday"', "wrong_type"),
        (Protocol.SEGMENT, SEGMENT % '"type":"trakc"', "out_of_range"),
        (Protocol.SEGMENT, SEGMENT % '"properties":"web"', "wrong_type"),
        (Protocol.SEGMENT, SEGMENT % '"properties":{"a":"\\x"}', "not_json"),
        (Protocol.MIXPANEL, MIXPANEL % ("", '"time":"tomorrow"'), "wrong_type"),
        (Protocol.MIXPANEL, MIXPANEL % ("", '"time":1'), "out_of_range"),
        (Protocol.MIXPANEL, MIXPANEL % ("", '"price":Infinity'), "not_json"),
    ],
)
@pytest.mark.parametrize("form", ["[{},{}]", "[{}]"])
def test_id_and_name_of_a_refused_event(protocol: Protocol, event: str, reason: str, form: str) -> None:
    body = form.replace("{},{}", f"{event},7").replace("{}", event)
    if protocol is Protocol.SEGMENT:
        body = f'{{"batch":{body}}}'
    events, rejected = land(body, a_receipt(protocol))
    assert events == []
    row = next(row for row in rejected if row["quarantine_id"] == "r-1-0")
    assert row["reason"] == reason
    assert (row["event_id"], row["id_hash"], row["event_name"]) == ("o-1", key_of("o-1"), "Order Completed")
    assert (row["user_id"], row["event_class"]) == ("u", "business")


def test_time_and_platform_where_they_can_be_read() -> None:
    row = refuse('[{"event":"A","event_id":"e","platform":"iOS","occurred_at":"2026-11-21T10:00:00Z"}]')
    assert (row["reason"], row["field"]) == ("missing_field", "user_id")
    assert (row["event_id"], row["platform"]) == ("e", "ios")
    assert row["occurred_at"] == datetime(2026, 11, 21, 10)


@pytest.mark.parametrize("time", ['"20260202T100000Z"', "1", "{}"])
def test_a_time_that_cannot_be_read_is_none(time: str) -> None:
    event = OWN % f'"occurred_at":{time}'
    row = refuse(f"[{event}]")
    assert row["event_id"] == "o-1"
    assert not {"occurred_at", "business_date", "claimed_at"} & set(row)


def test_a_single_event_that_is_no_json_is_read_too() -> None:
    assert refuse(OWN % '"properties":{"revenue":NaN}')["event_id"] == "o-1"
    segment = refuse(SEGMENT % '"properties":{"revenue":-Infinity}', Protocol.SEGMENT, route="/v1/track")
    assert segment["event_id"] == "o-1"


def test_what_stands_beside_a_batch_holds_for_its_refused_messages() -> None:
    context = {"library": {"name": "analytics-ios"}}
    bad = json.loads(SEGMENT % TIMED) | {"type": "trakc"}
    row = refuse(
        json.dumps({"batch": [bad], "context": context, "sentAt": "2026-11-21T10:00:01Z"}), Protocol.SEGMENT
    )
    assert row["platform"] == "ios"
    assert row["occurred_at"] == datetime(2026, 11, 22, 6, 59, 59)


@pytest.mark.parametrize(
    "body", ["[7]", '["text"]', "[{", '{"event"', "[NaN]", '[{"event":"A"', '[{"event":}]']
)
def test_where_nothing_can_be_read_there_is_nothing(body: str) -> None:
    row = refuse(body)
    assert not {"event_name", "user_id", "occurred_at"} & set(row)
    assert row["received_at"] == datetime(2026, 11, 22, 7)


def test_many_kinds_at_once_keep_their_own() -> None:
    events = [
        json.dumps({"event": "", "event_id": f"e-{place}", "user_id": "u"}) if place % 3 else f"{place}"
        for place in range(3500)
    ]
    _, rejected = land(f"[{','.join(events)}]", a_receipt())
    assert len(rejected) == 3500
    for row in rejected:
        place = int(row["quarantine_id"].rpartition("-")[2])
        assert row.get("event_id") == (f"e-{place}" if place % 3 else None)


def test_a_large_context_beside_many_refused_messages_is_not_read_for_each() -> None:
    """50,000 times a megabyte would end the function."""
    context = json.dumps({"library": {"name": "x" * 900_000}})
    body = f'{{"batch":[{",".join(["7", "{NaN}"] * 2000)}],"context":{context}}}'
    _, rejected = land(gzip.compress(body.encode()), a_receipt(Protocol.SEGMENT))
    assert len(rejected) == 4000


def test_a_profile_update_is_no_event() -> None:
    row = refuse('[{"$token":"k","$distinct_id":"u","$add":{"a":"x"}}]', Protocol.MIXPANEL, route="/engage")
    assert "event_id" not in row
