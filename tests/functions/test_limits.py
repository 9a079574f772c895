"""Each limit of docs/reference/security.md, at it and one over it, on every route."""

import base64
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.collecting.witness_check import check_witness
from tally.adapters.wire import envelope, transport
from tally.domain.collecting import limits
from tally.domain.collecting.collected import Collected
from tally.domain.collecting.request import Request
from tally.use_cases.collect_witness import CollectWitness

from tests.bent_requests import joined
from tests.collecting import BODIES, Collector, FakeParcelQueue, FakeWriteKeys, a_request, zipped
from tests.fakes import Journal
from tests.functions.test_accounting import Pipeline

LISTS = [route for route, body in BODIES.items() if isinstance(body, list) or route == "/v1/batch"]
NOTE = {"event_id": "e", "event": "A"}


def event_of(route: str) -> dict[str, Any]:
    body = BODIES[route]
    if route == "/v1/batch":
        return dict(body["batch"][0])
    return dict(body[0] if isinstance(body, list) else body)


def padded(event: dict[str, Any], size: int) -> str:
    """The event's JSON, exactly so long."""
    text = json.dumps({**event, "pad": ""})
    return text[:-2] + "x" * (size - len(text)) + text[-2:]


def is_too_large(collected: Collected) -> bool:
    return collected.answer.status == 413


def collect(request: Request) -> Collected:
    return Collector().collect(request)


@pytest.mark.parametrize("route", BODIES)
def test_bytes_as_received(route: str) -> None:
    body = joined(route, [json.dumps(event_of(route))], as_lines=False)
    most = body + " " * (limits.MAX_RECEIVED_BYTES - len(body))
    assert not is_too_large(collect(a_request(most, route)))
    assert is_too_large(collect(a_request(most + " ", route)))


@pytest.mark.parametrize("route", BODIES)
def test_bytes_as_received_in_base64(route: str) -> None:
    body = joined(route, [json.dumps(event_of(route))], as_lines=False).encode()
    most = body + b" " * (limits.MAX_RECEIVED_BYTES - len(body))
    for raw, refused in ((most, False), (most + b" ", True)):
        request = replace(a_request(base64.b64encode(raw).decode(), route), is_base64=True)
        assert is_too_large(collect(request)) == refused


@pytest.mark.parametrize("route", BODIES)
def test_bytes_unzipped(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On every route with a smaller limit, which is quicker, and on one with the real one."""
    if route != "/v1/events":
        monkeypatch.setattr(transport, "MAX_BODY_BYTES", 100_000)
    body = joined(route, [json.dumps(event_of(route))], as_lines=False).encode()
    most = body + b" " * (transport.MAX_BODY_BYTES - len(body))
    for raw, refused in ((most, False), (most + b" ", True)):
        assert is_too_large(collect(replace(a_request(zipped(raw), route), is_base64=True))) == refused


@pytest.mark.parametrize("route", LISTS)
def test_events_in_a_body(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if route != "/v1/events":
        monkeypatch.setattr(envelope, "MAX_EVENTS", 500)
    event = json.dumps(event_of(route), separators=(",", ":"))
    for count, refused in ((envelope.MAX_EVENTS, False), (envelope.MAX_EVENTS + 1, True)):
        # `0,` is the shortest that counts, and what makes the collector look at one by one
        text = joined(route, [event] * (count - 1) + ["0"], as_lines=False)
        collected = collect(replace(a_request(zipped(text.encode()), route), is_base64=True))
        assert is_too_large(collected) == refused
        assert collected.accepted == (0 if refused else count - 1)


@pytest.mark.parametrize("route", BODIES)
def test_bytes_of_one_event(route: str) -> None:
    """The large one costs itself alone, and is in quarantine."""
    good, event = json.dumps(event_of(route)), event_of(route)
    for size, refused in ((limits.MAX_EVENT_BYTES, 0), (limits.MAX_EVENT_BYTES + 1, 1)):
        texts = [padded(event, size), good] if route in LISTS else [padded(event, size)]
        pipeline = Pipeline()
        collected = pipeline.collect(a_request(joined(route, texts, as_lines=False), route))
        assert (collected.accepted, collected.rejected) == (len(texts) - refused, refused)
        pipeline.land()
        assert [row["reason"] for row in pipeline.quarantine.rows()] == ["too_large"] * refused


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("depth", [100, 100_000])
def test_depth(route: str, depth: int) -> None:
    """A hundred levels are fine; a hundred thousand cost the event alone, and no stack."""
    deep = json.dumps({**event_of(route), "deep": 1}).replace(
        '"deep": 1', '"deep": ' + "[" * depth + "]" * depth
    )
    pipeline = Pipeline()
    pipeline.collect(a_request(joined(route, [deep], as_lines=False), route))
    assert pipeline.land() == 1
    reasons = [row["reason"] for row in pipeline.quarantine.rows()]
    assert reasons == ([] if depth == 100 else ["too_deep"])


@dataclass
class Witness:
    """The second collector on fakes."""

    journal: Journal = field(default_factory=Journal)

    def collect(self, text: str, *, is_zipped: bool = False) -> int:
        queue = FakeParcelQueue(self.journal)
        request = a_request(text, "/w")
        if is_zipped:
            request = replace(request, body=zipped(text.encode()), is_base64=True)
        return CollectWitness(FakeWriteKeys(), queue, check_witness)(request).answer.status


def test_the_witnesss_parcel() -> None:
    journal = Witness().journal
    witness = Witness(journal)
    assert witness.collect(json.dumps(NOTE)) == 200
    receipt = len(str(journal.effects[0][1]).partition("\n")[0])
    room = limits.MAX_PARCEL_BYTES - receipt - 1
    taken = [witness.collect(padded(NOTE, size)) for size in (room - 8, room + 8)]
    assert taken == [200, 413]
    assert max(len(str(parcel)) for _, parcel in journal.effects) <= limits.MAX_PARCEL_BYTES


def test_the_witnesss_notes() -> None:
    notes = [json.dumps(NOTE, separators=(",", ":"))] * limits.MAX_EVENTS
    assert Witness().collect(f"[{','.join(notes)}]", is_zipped=True) == 200
    assert Witness().collect(f"[{','.join([*notes, notes[0]])}]", is_zipped=True) == 413
    large = padded(NOTE, limits.MAX_RECEIVED_BYTES)
    assert Witness().collect(large, is_zipped=True) == 200
    assert Witness().collect(large + " ", is_zipped=True) == 413


def test_the_table_has_the_numbers_of_the_code() -> None:
    table = Path("docs/reference/security.md").read_text().partition("## Limits")[2].partition("\n## ")[0]
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", table)}
    named = [value for name, value in vars(limits).items() if name.startswith("MAX_")]
    assert [value for value in named if not {value, value // 1024**2} & numbers] == []
