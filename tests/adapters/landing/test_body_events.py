"""Bodies taken apart: what may become rows keeps its place, what may not says why and keeps its text."""

import json
from typing import Any

from tally.adapters.landing.body_events import BodyEvents, Refusal, take_apart
from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.rejection import Reason

from tests.landing import a_receipt, an_event

NOBODY = an_event(user_id=None)
MESSAGE = {"type": "track", "event": "A", "messageId": "m-1", "userId": "u-1"}


def apart(body: str, protocol: Protocol = Protocol.TALLY, **facts: Any) -> tuple[BodyEvents, list[Refusal]]:
    events = take_apart(a_receipt(protocol, **facts), body.encode())
    return events, list(events.refusals)


def test_good_events_are_all_there() -> None:
    body = json.dumps([an_event(event_id="e-1"), an_event(event_id="e-2")])
    events, refusals = apart(body, all_good=True)
    assert [json.loads(bytes(raw))["event_id"] for raw in events.raws] == ["e-1", "e-2"]
    assert (list(events.indexes), events.size, refusals) == ([0, 1], len(body), [])


def test_the_others_leave_gaps_in_the_places() -> None:
    events, refusals = apart(f"[7,{json.dumps(an_event())},{json.dumps(NOBODY)},{json.dumps(an_event())}]")
    assert list(events.indexes) == [1, 3]
    assert [(refusal.place, refusal.rejection.reason) for refusal in refusals] == [
        (0, Reason.NOT_AN_EVENT),
        (2, Reason.MISSING_FIELD),
    ]
    assert [json.loads(refusal.raw) for refusal in refusals] == [7, NOBODY]


def test_a_body_that_cannot_be_told_apart_is_one_refusal() -> None:
    events, (refusal,) = apart("[{")
    assert (list(events.raws), refusal.place, refusal.raw) == ([], None, b"[{")


def test_a_context_that_cannot_be_merged_refuses_all_and_is_kept_once() -> None:
    body = json.dumps({"batch": [MESSAGE] * 3}).replace("}]", '}],"context":{"no number":1e999}')
    events, refusals = apart(body, Protocol.SEGMENT)
    assert (list(events.raws), [refusal.place for refusal in refusals]) == ([], [0, 1, 2])
    assert [b"no number" in refusal.raw for refusal in refusals] == [True, False, False]


def test_a_refused_message_keeps_the_context_of_its_batch() -> None:
    body = json.dumps({"batch": [MESSAGE, {**MESSAGE, "type": "trakc"}], "context": {"ip": "203.0.113.7"}})
    events, (refusal,) = apart(body, Protocol.SEGMENT)
    assert (list(events.indexes), refusal.place) == ([0], 1)
    assert json.loads(refusal.raw)["context"] == {"ip": "203.0.113.7"}
