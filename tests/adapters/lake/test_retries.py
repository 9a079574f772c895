"""One message sent twice, days apart: from its bodies to what a commit makes of the second delivery."""

import json
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.landing.event_reader import ColumnReader
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.retries import days_of_copies
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import RECEIVED_AT_MS, a_receipt

DAY_MS = 24 * 60 * 60 * 1000
CHECK = ArrowDuplicates()
THREE_DAYS_AGO = "2026-11-19T06:50:39.671Z"
NOW, IN_THREE_DAYS = "2026-11-22T06:59:58Z", "2026-11-25T07:00:00Z"


def deliver(body: Any, protocol: Protocol, days: float) -> pa.Table:
    """The rows of a body that came so many days after the first."""
    receipt = a_receipt(
        protocol, receipt_id=f"r-{days}", received_at_ms=RECEIVED_AT_MS + round(days * DAY_MS)
    )
    return ColumnReader(ShopClock()).read(f"b-{days}", [(receipt, json.dumps(body).encode())]).events


def repeats(first: pa.Table, second: pa.Table) -> int:
    """How many rows of the second delivery the commit drops, when the first lies in the lake by its days."""
    days = days_of_copies(CHECK.dates(second))
    in_lake = first.filter([day in days for day in first["business_date"].to_pylist()])
    told = CHECK.split(second, in_lake, lambda _: in_lake)
    assert len(told.conflicting) == 0
    assert len(told.new) + told.repeated == len(second)
    return told.repeated


def batch(sent_at: str | None, timestamp: str | None = THREE_DAYS_AGO) -> dict[str, Any]:
    message = {"type": "track", "event": "Product Added", "messageId": "m-1", "anonymousId": "d"}
    if timestamp:
        message["timestamp"] = timestamp
    return {"batch": [message]} | ({"sentAt": sent_at} if sent_at else {})


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (batch(NOW), batch(THREE_DAYS_AGO), 0.01),
        (batch(THREE_DAYS_AGO), batch(NOW), 0.01),
        (batch(NOW), batch(THREE_DAYS_AGO), 3),
        (batch(THREE_DAYS_AGO), batch(IN_THREE_DAYS), 3),
        (batch(THREE_DAYS_AGO), batch(THREE_DAYS_AGO), 20),
        (batch("9999-05-28T13:13:23.260Z"), batch(THREE_DAYS_AGO), 1.5),
        (batch(None), batch("2026-11-20T06:50:40Z"), 9),
        (batch(NOW, timestamp=None), batch(NOW, timestamp=None), 12),
        (batch(None, timestamp="2026-12-30T00:00:00Z"), batch(None, timestamp="2026-12-30T00:00:00Z"), 5),
    ],
)
def test_the_same_message_is_one_event(first: Any, second: Any, days: float) -> None:
    assert repeats(deliver(first, Protocol.SEGMENT, 0), deliver(second, Protocol.SEGMENT, days)) == 1


@pytest.mark.parametrize("days", [0.1, 2, 6, 29])
def test_own_json_with_its_time_of_sending_set_anew(days: int) -> None:
    event = {"event": "A", "event_id": "e", "user_id": "u", "occurred_at": "2026-11-01T10:00:00Z"}
    first = deliver({**event, "sent_at": "2026-11-22T05:00:00Z"}, Protocol.TALLY, 0)
    second = deliver({**event, "sent_at": "2026-11-01T10:00:03Z"}, Protocol.TALLY, days)
    assert repeats(first, second) == 1


def test_mixpanel_has_no_time_of_sending_and_stays_on_its_day() -> None:
    event = {
        "event": "A",
        "properties": {"time": RECEIVED_AT_MS - 40 * DAY_MS, "distinct_id": "u", "$insert_id": "i"},
    }
    first, second = deliver(event, Protocol.MIXPANEL, 0), deliver(event, Protocol.MIXPANEL, 50)
    assert repeats(first, second) == 1


def test_another_message_of_the_same_day_is_new() -> None:
    other = batch(THREE_DAYS_AGO)
    other["batch"][0]["messageId"] = "m-2"
    first = deliver(batch(NOW), Protocol.SEGMENT, 0)
    assert repeats(first, deliver(other, Protocol.SEGMENT, 3)) == 0


def test_what_comes_on_its_day_looks_at_its_neighbours_alone() -> None:
    """Else each commit of every five minutes would read a month."""
    (row,) = deliver(batch(NOW, timestamp=NOW), Protocol.SEGMENT, 0).to_pylist()
    days = days_of_copies(CHECK.dates(deliver(batch(NOW, timestamp=NOW), Protocol.SEGMENT, 0)))
    assert days == [row["business_date"] + timedelta(days=shift) for shift in (-1, 0, 1)]
