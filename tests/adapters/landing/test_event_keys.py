"""The fingerprint tells a retry from another event under the same id."""

import pytest
from msgspec import Raw
from tally.adapters.landing.event_keys import fingerprints, key_of
from tally.domain.collecting.receipt import Protocol

from tests.landing import a_receipt, land_one


def prints(*events: str, stamp: bytes | None = b"sentAt") -> list[int]:
    return fingerprints([Raw(event.encode()) for event in events], stamp).to_pylist()


@pytest.mark.parametrize(
    "again",
    [
        '{"event":"A","sentAt":"2026-11-21T23:00:19.639Z","messageId":"m-1"}',
        '{"event":"A","sentAt" : 1795302019639,"messageId":"m-1"}',
    ],
)
def test_time_of_sending_is_no_part_of_it(again: str) -> None:
    first, second = prints('{"event":"A","sentAt":"2026-11-21T23:00:18.327Z","messageId":"m-1"}', again)
    assert first == second


def test_everything_else_is() -> None:
    sent = '{"event":"A","sentAt":"2026-11-21T23:00:18.327Z","price":%s}'
    assert len(set(prints(sent % 1, sent % 2, sent % '"1"'))) == 3


def test_event_without_stamp_is_taken_as_sent() -> None:
    assert prints('{"event":"A"}') == [key_of('{"event":"A"}')]


def test_protocol_without_stamp_is_taken_as_sent() -> None:
    event = '{"event":"A","properties":{"sentAt":"x"}}'
    assert prints(event, stamp=None) == [key_of(event)]


def test_messages_of_a_retry_are_one_event() -> None:
    receipt = a_receipt(Protocol.SEGMENT, route="/v1/track")
    message = {"type": "track", "event": "A", "messageId": "m-1", "userId": "u-1"}
    sent = [land_one({**message, "sentAt": f"2026-11-22T06:59:5{second}Z"}, receipt) for second in (1, 2)]
    assert sent[0]["payload_fingerprint"] == sent[1]["payload_fingerprint"]
    assert sent[0]["dedup_key"] == sent[1]["dedup_key"]
