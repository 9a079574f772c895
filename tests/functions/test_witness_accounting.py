"""What the witness was sent is noted or put aside as bad: the counts add up, and the answer foretold them."""

import base64
import gzip
import json
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.adapters.collecting.witness_check import check_witness
from tally.adapters.landing.witness_rows import JsonWitnessRecords
from tally.domain.audit.witness import BadRecord
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.request import Request
from tally.use_cases.collect_witness import CollectWitness
from tally.use_cases.land_witness import LandWitness

from functions.collect_witness import handler
from tests.bent_requests import bent_bytes, bent_texts, bent_values
from tests.collecting import AT_MS, FakeParcelQueue, FakeWriteKeys, a_request, gateway_event
from tests.fakes import Journal

EXAMPLES = 3_000 if settings.get_current_profile_name() == "full" else 300
A_NOTE = {
    "event_id": "oc-1",
    "event": "Order Completed",
    "occurred_at": "2026-11-21T08:14:58+01:00",
    "platform": "ios",
    "amount": 49.9,
}


@dataclass
class Store:
    """The witness's bucket: rows, and bad records."""

    events: list[pa.Table] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)

    def put(self, name: Any, rows: pa.Table | None = None) -> bool:
        if rows is None:
            self.bad.append(name)
        else:
            rows.validate(full=True)
            self.events.append(rows)
        return True


@st.composite
def notes(draw: st.DrawFn) -> Request:
    """Notes good and bent, as text, base64 or gzip."""
    content: Any = draw(st.lists(st.just(A_NOTE) | bent_values(A_NOTE), max_size=4) | bent_values(A_NOTE))
    text = json.dumps(content, ensure_ascii=draw(st.booleans()))
    if draw(st.integers(0, 2)) == 0:
        text = draw(bent_texts(text))
    raw = text.encode("utf-8", "surrogatepass")
    wrapping = draw(st.sampled_from(["text", "base64", "gzip", "wrongly marked"]))
    if wrapping == "base64":
        text = base64.b64encode(draw(bent_bytes(raw))).decode()
    elif wrapping == "gzip":
        text = base64.b64encode(draw(bent_bytes(gzip.compress(raw, 1)))).decode()
    return replace(a_request(text, "/w"), is_base64=wrapping != "text")


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Log lines are kept from the screen."""


def check_notes(request_: Request) -> None:
    """Land what the witness queued of this request, and count."""
    journal, store = Journal(), Store()
    collect = CollectWitness(FakeWriteKeys(), FakeParcelQueue(journal), check_witness)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handler, "witness", lambda: collect)
        reply = handler.handle(gateway_event(request_), None)
    assert reply["statusCode"] in (200, 400)

    (parcel,) = [effect[1] for effect in journal.effects]
    landed = LandWitness(JsonWitnessRecords(), store, store)([QueueMessage("1", AT_MS, parcel)])
    assert (sum(map(len, store.events)), len(store.bad)) == (landed.events, landed.rejected)
    content = json.loads(reply["body"])
    assert (content["accepted"], len(content["rejected"])) == (landed.events, landed.rejected)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(notes())
def test_noted_and_bad_are_what_was_sent(request_: Request) -> None:
    check_notes(request_)
