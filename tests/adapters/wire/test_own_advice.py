"""What the sender of our own JSON is told: of events that are accepted, and of events that are not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.body_check import BodyCheck
from tally.domain.collecting.field_warning import EMPTY_LIST, MAX_LOOKED_AT, MAX_WARNINGS, NO_PLATFORM
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.envelope_words import ENVELOPE
from tally.domain.events.standard_properties import EVENT_PROPERTIES
from tally.domain.orders.order_properties import ORDER_COLUMNS

from tests.collecting import Collector, a_request
from tests.landing import a_receipt, an_event

KEPT = "this is no field of an event: it is kept as a property, put it into properties"
MEANT = "this is no field of an event: did you mean {}? It is kept as a property"
NOT_READ = "this is not read: write {}"
ARRIVAL = "this is not read, and the event counts at the time it arrived: write occurred_at"
READ_AS = "this is read as {0}: write {0}"


def check(body: Any) -> BodyCheck:
    return check_envelope(a_receipt(), json.dumps(body).encode())


def told(body: Any) -> list[tuple[int | None, str | None, str]]:
    """(index, field, detail) of the warnings of a body that is accepted."""
    found = check(body)
    assert found.rejections == ()
    return [(each.index, each.field, each.detail) for each in found.warnings]


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        *((name, ARRIVAL) for name in ("timestamp", "time", "ts", "occurredAt", "originalTimestamp")),
        ("userId", NOT_READ.format("user_id")),
        *((name, NOT_READ.format("device_id")) for name in ("anonymousId", "deviceId", "$device_id")),
        *((name, NOT_READ.format("event_id")) for name in ("messageId", "$insert_id", "eventId")),
        *((name, NOT_READ.format("session_hint")) for name in ("session_id", "sessionId")),
        ("orderId", READ_AS.format("order_id")),
        ("Product ID", READ_AS.format("product_id")),
        ("experiment_id", READ_AS.format("experiment_name")),
        ("gift", KEPT),
        ("context", KEPT),
        *((name, MEANT.format("platform")) for name in ("platfrom", "plattform")),
        *((name, MEANT.format("occurred_at")) for name in ("occured_at", "ocurred_at")),
        ("propertis", MEANT.format("properties")),
    ],
)
def test_another_word_is_told(name: str, detail: str) -> None:
    event = {"event": "A", "distinct_id": "d-1", name: "x"}
    assert told(event) == [(0, name, detail)]
    assert told([an_event(), event, event]) == [(1, name, detail)]


@pytest.mark.parametrize("name", sorted({*ENVELOPE, *EVENT_PROPERTIES, *ORDER_COLUMNS, "gclid", "ip"}))
def test_what_is_read_is_not_told(name: str) -> None:
    value = {"properties": {"a": 1}, "occurred_at": 1_795_245_300, "platform": "iPhone"}.get(name, "x")
    assert told(an_event(**{name: value})) == []


def test_a_word_beside_the_field_it_means_is_a_property() -> None:
    assert told(an_event(occurred_at=1_795_245_300, time="noon")) == [(0, "time", KEPT)]


@pytest.mark.parametrize("value", ["fridge", 5, ["web"], {}, True])
def test_a_platform_of_nobody_is_told_wherever_it_stands(value: object) -> None:
    assert told(an_event(platform=value)) == [(0, "platform", NO_PLATFORM)]
    inside = an_event(properties={"platform": value})
    assert told([an_event(), inside]) == [(1, "properties.platform", NO_PLATFORM)]


@pytest.mark.parametrize("value", ["iPhone", "IOS", "web", " Web App ", "", "  ", None])
def test_a_platform_in_any_spelling_is_not(value: object) -> None:
    assert told({**an_event(), "platform": value}) == []


def test_an_empty_list_is_told() -> None:
    assert check([]).warnings == (EMPTY_LIST,)


def test_nothing_is_told_of_other_protocols() -> None:
    message = {"type": "track", "event": "A", "userId": "u", "messageId": "m", "gift": 1}
    found = check_envelope(a_receipt(Protocol.SEGMENT), json.dumps({"batch": [message]}).encode())
    assert (found.rejections, found.warnings) == ((), ())


def test_of_a_body_some_of_which_is_refused_the_rest_is_told() -> None:
    found = check([{"event": 5}, an_event(ts=1), {"event": "A", "userId": "u"}])
    assert [each.index for each in found.rejections] == [0, 2]
    assert [(each.index, each.field) for each in found.warnings] == [(1, "ts")]


def test_warnings_are_few_and_short() -> None:
    many = [an_event(**{f"gift{place}": 1}) for place in range(MAX_WARNINGS + 5)]
    assert len(told(many)) == MAX_WARNINGS
    assert told([*[an_event()] * MAX_LOOKED_AT, an_event(gift=1)]) == []
    ((_, field, _),) = told(an_event(**{"g" * 5000: 1}))
    assert field == "g" * 100


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({"events": [an_event()]}, "event", "a list of their own: send the list itself"),
        ({"batch": [an_event()]}, "event", "send the list itself, or Segment's messages to /v1/batch"),
        ({"eventName": "A", "user_id": "u"}, "event", "you sent eventName, write event"),
        ({"name": "A", "user_id": "u"}, "event", "you sent name, write event"),
        ({"event": "A", "userId": "u"}, "user_id", "you sent userId, write user_id"),
        ({"event": "A", "anonymousId": "u"}, "user_id", "you sent anonymousId, write device_id"),
        ({"event": "A", "distinctId": 5}, "user_id", "you sent distinctId, write distinct_id"),
        ({"event": "A"}, "user_id", "and not as empty text"),
        ({}, "event", "event is missing or empty"),
    ],
)
def test_a_refusal_says_what_was_sent_instead(body: Any, field: str, detail: str) -> None:
    for sent in (body, [body]):
        (rejection,) = check(sent).rejections
        assert rejection.field == field
        assert rejection.detail.endswith(detail)


def test_the_guide_shows_a_true_answer() -> None:
    page = Path("docs/guides/first-events.md").read_text()
    body, answer = re.findall(r"-d '\n([^']*)'\n```\n\n<!-- warnings -->\n```\n(.*)\n```", page)[0]
    assert Collector().collect(a_request(body)).answer.body == answer
