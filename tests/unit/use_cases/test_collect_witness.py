"""collect_witness on fakes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tally.adapters.collecting.witness_check import check_witness
from tally.domain.collecting.receipt import unpack
from tally.domain.collecting.request import Request
from tally.domain.errors import TallyError, TemporaryFailure
from tally.use_cases.collect_witness import CollectWitness, unavailable

from tests.collecting import KEY, FakeParcelQueue, FakeWriteKeys, a_request, zipped
from tests.fakes import Journal

A_NOTE = {"event_id": "oc-1", "event": "Order Completed", "occurred_at": 1_795_245_299, "platform": "ios"}


def a_note(body: Any = A_NOTE, **changes: Any) -> Request:
    return replace(a_request(body, "/w"), **changes)


def witness(journal: Journal, failure: TallyError | None = None) -> CollectWitness:
    return CollectWitness(FakeWriteKeys(), FakeParcelQueue(journal, failure), check_witness)


def test_a_note_is_queued_as_received_and_then_answered() -> None:
    journal = Journal()
    noted = witness(journal)(a_note('[{"event_id" : "è"}]'))
    ((verb, parcel),) = journal.effects
    receipt, body = unpack(parcel)
    assert (verb, receipt.route, receipt.source, body) == ("queued", "/w", "shop", '[{"event_id" : "è"}]')
    assert noted.answer.status == 400

    noted = witness(journal)(a_note())
    assert (noted.answer.status, json.loads(noted.answer.body)) == (200, {"accepted": 1, "rejected": []})


def test_no_answer_when_the_queue_does_not_accept() -> None:
    with pytest.raises(TemporaryFailure):
        witness(Journal(), TemporaryFailure("away"))(a_note())
    assert unavailable().answer.status == 503


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (a_note(headers={}), 401),
        (a_note(headers={}, query="write_key=wk_other"), 401),
        (a_note(method="GET"), 405),
        (a_note(path="/v1/events"), 404),
        (a_note("x" * 1_000_001), 413),
        (a_note(zipped(b" " * 5_000_000), is_base64=True), 413),
    ],
)
def test_what_is_stored_nowhere(request_: Request, status: int) -> None:
    journal = Journal()
    assert witness(journal)(request_).answer.status == status
    assert journal.effects == []


def test_the_script_of_web_pages_is_short_and_may_be_kept() -> None:
    journal = Journal()
    answer = witness(journal)(a_note(method="GET", path="/w.js", headers={})).answer
    assert (answer.status, answer.content_type) == (200, "text/javascript; charset=utf-8")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert "sendBeacon" in answer.body
    assert len(answer.body.encode()) < 2048
    assert journal.effects == []


def test_a_beacon_brings_its_key_in_the_query() -> None:
    assert witness(Journal())(a_note(headers={}, query=f"write_key={KEY}")).accepted == 1


@pytest.mark.parametrize("body", ["\x00", "\ud800", "\ufffe"])
def test_what_sqs_would_refuse_travels_as_base64(body: str) -> None:
    journal = Journal()
    assert witness(journal)(a_note(body)).answer.status == 400
    assert unpack(journal.effects[0][1])[0].is_base64
