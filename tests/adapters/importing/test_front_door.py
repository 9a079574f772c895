"""front_door: nothing is lost silently, whatever the server does."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tally.adapters.importing.front_door import FrontDoorClient
from tally.adapters.importing.postings import FrontDoorAddress, Posting, make_sighting
from tally.domain.errors import Misconfigured

ADDRESS = FrontDoorAddress("http://shop.example", "key", "http://shop.example/w")


class Server:
    """A collector and a witness in memory. `answers` may turn a request down, by its number from 0."""

    def __init__(self, turn_down: Callable[[int, httpx.Request], httpx.Response | None] = lambda n, r: None):
        self.events: list[dict[str, Any]] = []
        self.sightings: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self._turn_down = turn_down

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if answer := self._turn_down(len(self.requests) - 1, request):
            return answer
        if request.url.path == "/w":
            seen = json.loads(request.content)
            self.sightings += seen
            return httpx.Response(200, json={"accepted": len(seen)})
        events = json.loads(gzip.decompress(request.content))
        self.events += events
        return httpx.Response(200, json={"accepted": len(events), "rejected": []})


def client(server: Server, batch: int = 10) -> FrontDoorClient:
    return FrontDoorClient(
        ADDRESS, batch=batch, transport=httpx.MockTransport(server), pause=lambda seconds: None
    )


def collector_says(status: int, accepted: int, rejected: list[dict[str, Any]]) -> Callable[..., Any]:
    def answer(number: int, request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/w":
            return None
        return httpx.Response(status, json={"accepted": accepted, "rejected": rejected})

    return answer


def postings(count: int) -> list[Posting]:
    events = [{"event": "Page Viewed", "event_id": f"e{n}", "user_id": "u"} for n in range(count)]
    return [Posting(event, make_sighting(event), line) for line, event in enumerate(events, start=2)]


def test_every_event_reaches_both_receivers_once() -> None:
    server = Server()
    delivery = client(server).deliver(postings(95))
    assert Counter(event["event_id"] for event in server.events) == Counter(f"e{n}" for n in range(95))
    assert {seen["event_id"] for seen in server.sightings} == {f"e{n}" for n in range(95)}
    assert (delivery.accepted, delivery.witnessed, delivery.refused, delivery.failed) == (95, 95, [], [])


def test_the_write_key_is_the_basic_user_name() -> None:
    server = Server()
    client(server).deliver(postings(1))
    assert {request.headers["authorization"] for request in server.requests} == {"Basic a2V5Og=="}


def test_an_event_may_be_kept_from_either_receiver() -> None:
    server = Server()
    event = {"event": "Page Viewed", "event_id": "e", "user_id": "u"}
    client(server).deliver([Posting(None, make_sighting(event)), Posting(event, None)])
    assert (len(server.events), len(server.sightings)) == (1, 1)


def test_the_witness_is_told_an_amount_for_orders_only() -> None:
    order = {"event": "Order Completed", "event_id": "1", "platform": "ios", "properties": {"revenue": 9.5}}
    started = {**order, "event": "Checkout Started"}
    assert make_sighting(order) == {
        "event_id": "1",
        "event": "Order Completed",
        "platform": "ios",
        "amount": 9.5,
    }
    assert "amount" not in make_sighting(started)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_sent_again(status: int) -> None:
    server = Server(lambda number, request: httpx.Response(status) if number < 3 else None)
    delivery = client(server).deliver(postings(5))
    assert (len(server.events), len(server.sightings), delivery.failed) == (5, 5, [])


def test_a_dropped_connection_is_sent_again() -> None:
    def drop(number: int, request: httpx.Request) -> None:
        if number == 0:
            raise httpx.ReadError("connection reset", request=request)

    server = Server(drop)
    assert client(server).deliver(postings(5)).failed == []
    assert len(server.events) == 5


def test_a_batch_that_never_arrives_is_reported_and_the_others_go_on() -> None:
    def refuse_third(number: int, request: httpx.Request) -> httpx.Response | None:
        is_third = request.url.path != "/w" and b'"e25"' in gzip.decompress(request.content)
        return httpx.Response(503, text="slow down") if is_third else None

    server = Server(refuse_third)
    delivery = client(server).deliver(postings(50))
    [failed] = delivery.failed
    assert (failed.receiver, failed.lines, failed.events) == ("collector", (22, 31), 10)
    assert failed.reason == "503 slow down"
    assert (delivery.accepted, delivery.witnessed) == (40, 50)


def test_a_witness_that_is_down_does_not_stop_the_collector() -> None:
    server = Server(lambda number, request: httpx.Response(500) if request.url.path == "/w" else None)
    delivery = client(server).deliver(postings(20))
    assert (delivery.accepted, delivery.witnessed) == (20, 0)
    assert {failed.receiver for failed in delivery.failed} == {"witness"}


def test_an_event_the_collector_refuses_is_named_by_its_line() -> None:
    rejected = [
        {"index": 1, "reason": "wrong_type", "field": "revenue", "detail": "revenue must be a number"}
    ]

    def answer(number: int, request: httpx.Request) -> httpx.Response | None:
        return (
            None
            if request.url.path == "/w"
            else httpx.Response(200, json={"accepted": 2, "rejected": rejected})
        )

    delivery = client(Server(answer)).deliver(postings(3))
    [refused] = delivery.refused
    assert (refused.line, refused.reason, refused.event["event_id"]) == (3, "wrong_type", "e1")
    assert (delivery.accepted, delivery.failed) == (2, [])


def test_a_batch_where_nothing_is_accepted_is_not_sent_again() -> None:
    rejected = [{"index": 0, "reason": "missing_field", "field": "user_id", "detail": "say who"}]

    def answer(number: int, request: httpx.Request) -> httpx.Response | None:
        return (
            None
            if request.url.path == "/w"
            else httpx.Response(400, json={"accepted": 0, "rejected": rejected})
        )

    server = Server(answer)
    delivery = client(server).deliver(postings(1))
    assert ([refused.reason for refused in delivery.refused], len(server.requests)) == (["missing_field"], 2)


def test_a_batch_too_large_is_halved() -> None:
    def too_large(number: int, request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/w":
            return None
        is_large = len(json.loads(gzip.decompress(request.content))) > 3
        return httpx.Response(413, json={"error": "too_large", "detail": "send less"}) if is_large else None

    server = Server(too_large)
    delivery = client(server).deliver(postings(10))
    assert (len(server.events), delivery.accepted, delivery.failed) == (10, 10, [])


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "write key"), (403, "write key"), (404, "nothing answers")]
)
def test_a_wrong_key_or_address_stops_at_once(status: int, hint: str) -> None:
    server = Server(lambda number, request: httpx.Response(status))
    with pytest.raises(Misconfigured, match=hint):
        client(server).deliver(postings(5))


def test_progress_is_told() -> None:
    told: list[int] = []
    client(Server()).deliver(postings(25), told.append)
    assert sorted(told) == [5, 10, 10]


def test_the_same_event_is_the_same_bytes_every_time() -> None:
    """The collector tells a retry from a reused id by the event's bytes."""
    first, second = Server(), Server()
    for server in (first, second):
        client(server).deliver(postings(3))
    bodies = [[request.content for request in server.requests] for server in (first, second)]
    assert bodies[0] == bodies[1]
