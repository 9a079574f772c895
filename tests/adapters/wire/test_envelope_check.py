"""What the collector looks at: the same whether a body is good as a whole or taken event by event."""

import base64
import gzip
import json
from typing import Any

import pytest
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.body_check import BodyCheck
from tally.domain.collecting.field_warning import EMPTY_LIST
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Reason
from tally.domain.collecting.routes import ROUTES

from tests.collecting import (
    A_GROUP_UPDATE,
    A_MIXPANEL_EVENT,
    A_PROFILE_UPDATE,
    A_SEGMENT_EVENT,
    AN_EVENT,
    AT_MS,
)

PROTOCOLS = {path: route.protocol for path, route in ROUTES.items()}
FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "/v1/events": (AN_EVENT, "[%s]"),
    "/track": (A_MIXPANEL_EVENT, "[%s]"),
    "/import": (A_MIXPANEL_EVENT, "[%s]"),
    "/engage": (A_PROFILE_UPDATE, "[%s]"),
    "/groups": (A_GROUP_UPDATE, "[%s]"),
    "/v1/batch": (A_SEGMENT_EVENT, '{"batch":[%s]}'),
}


def checked(route: str, body: str, query: str = "", *, is_base64: bool = False) -> BodyCheck:
    receipt = Receipt("r", PROTOCOLS[route], route, "", AT_MS, is_base64=is_base64, query=query)
    return check_envelope(receipt, body.encode())


def refusals(route: str, *events: Any, query: str = "") -> list[tuple[int | None, Reason, str | None]]:
    """Of events that stand between two good ones."""
    good, form = FORMS[route]
    texts = [event if isinstance(event, str) else json.dumps(event) for event in (good, *events, good)]
    found = checked(route, form % ",".join(texts), query)
    assert found.events == len(texts)
    return [(each.index, each.reason, each.field) for each in found.rejections]


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in names}


@pytest.mark.parametrize("route", FORMS)
@pytest.mark.parametrize("count", [0, 1, 50])
def test_good_events(route: str, count: int) -> None:
    good, form = FORMS[route]
    body = form % ",".join([json.dumps(good)] * count)
    warnings = (EMPTY_LIST,) if (route, count) == ("/v1/events", 0) else ()
    assert checked(route, body) == BodyCheck(count, text_bytes=len(body), warnings=warnings)
    zipped = base64.b64encode(gzip.compress(body.encode())).decode()
    assert checked(route, zipped, is_base64=True) == BodyCheck(count, text_bytes=len(body), warnings=warnings)


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"event": 5}, Reason.WRONG_TYPE, "event"),
        ({"event": ""}, Reason.MISSING_FIELD, "event"),
        ({"event": None}, Reason.WRONG_TYPE, "event"),
        ({"occurred_at": "yesterday"}, Reason.WRONG_TYPE, "occurred_at"),
        ({"occurred_at": "2026-11-21T08:00:00"}, Reason.WRONG_TYPE, "occurred_at"),
        ({"occurred_at": True}, Reason.WRONG_TYPE, "occurred_at"),
        ({"occurred_at": "1970-12-31T23:59:59Z"}, Reason.OUT_OF_RANGE, "occurred_at"),
        ({"occurred_at": 31_535_999}, Reason.OUT_OF_RANGE, "occurred_at"),
        ({"occurred_at": -5}, Reason.OUT_OF_RANGE, "occurred_at"),
        ({"user_id": ""}, Reason.MISSING_FIELD, "user_id"),
        ({"user_id": ["u"]}, Reason.WRONG_TYPE, "user_id"),
        ({"properties": [1]}, Reason.WRONG_TYPE, "properties"),
    ],
)
def test_own_events_that_are_refused(change: dict[str, Any], reason: Reason, field: str) -> None:
    assert refusals("/v1/events", {**AN_EVENT, **change}) == [(1, reason, field)]


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": 31_536_000},
        {"occurred_at": 1_795_290_792_123},
        {"occurred_at": 1_795_290_792.5},
        {"occurred_at": "2026-11-21T08:00:00.123456789+05:30"},
        {"occurred_at": None},
        {"event_id": 12345678901234567890123},
        {"user_id": 42},
        {"user_id": "", "device_id": "d"},
        {"user_id": None, "distinct_id": "$device:d"},
        {"properties": None},
        {"properties": []},
        {"platform": ["web"], "session_hint": {}},
        {"unknown": {"deep": [[[1]]]}},
    ],
)
def test_own_events_that_are_taken(change: dict[str, Any]) -> None:
    assert refusals("/v1/events", {**AN_EVENT, **change}) == []


@pytest.mark.parametrize(
    ("event", "reason", "field"),
    [
        (without(A_MIXPANEL_EVENT, "properties"), Reason.MISSING_FIELD, "properties"),
        ({**A_MIXPANEL_EVENT, "event": ""}, Reason.MISSING_FIELD, "event"),
        ({**A_MIXPANEL_EVENT, "properties": "x"}, Reason.WRONG_TYPE, "properties"),
        ({"event": "A", "properties": {"time": "x"}}, Reason.WRONG_TYPE, "properties.time"),
        ({"event": "A", "properties": {"time": 5}}, Reason.OUT_OF_RANGE, "properties.time"),
        ({"event": "A", "properties": [1]}, Reason.WRONG_TYPE, "properties"),
        ({"event": "A", "properties": {"distinct_id": {}}}, Reason.WRONG_TYPE, "properties.distinct_id"),
    ],
)
def test_mixpanel_events_that_are_refused(event: Any, reason: Reason, field: str) -> None:
    assert refusals("/track", event) == [(1, reason, field)]


@pytest.mark.parametrize("properties", [{}, [], {"token": 5}])
def test_mixpanel_events_of_nobody_are_taken(properties: Any) -> None:
    assert refusals("/track", {"event": "A", "properties": properties}) == []


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"time": None}, Reason.MISSING_FIELD, "properties.time"),
        ({"distinct_id": None}, Reason.MISSING_FIELD, "properties.distinct_id"),
        ({"$insert_id": None}, Reason.MISSING_FIELD, "properties.$insert_id"),
        ({"time": AT_MS + 3_601_000}, Reason.OUT_OF_RANGE, "properties.time"),
        ({"distinct_id": "Anonymous"}, Reason.OUT_OF_RANGE, "properties.distinct_id"),
        ({"$insert_id": "no spaces please"}, Reason.OUT_OF_RANGE, "properties.$insert_id"),
        ({"x": {"a": {"b": {"c": {}}}}}, Reason.OUT_OF_RANGE, "properties"),
    ],
)
def test_strict_import_refuses_more(change: dict[str, Any], reason: Reason, field: str) -> None:
    event = {"event": "A", "properties": {**A_MIXPANEL_EVENT["properties"], **change}}  # type: ignore[dict-item]
    assert refusals("/import", event, query="strict=1&verbose=1") == [(1, reason, field)]
    assert refusals("/import", event) == []
    assert refusals("/track", event, query="strict=1") == []


def test_strict_import_reads_an_empty_list_as_no_properties() -> None:
    event = {"event": "A", "properties": []}
    assert refusals("/import", event, query="strict=1") == [(1, Reason.MISSING_FIELD, "properties.time")]


def test_strict_refusals_bear_the_id_of_the_event() -> None:
    events: list[Any] = [
        {"event": "A", "properties": {"$insert_id": "i-9", "distinct_id": "u"}},
        {"event": 5, "properties": {"$insert_id": "i-8"}},
        {"event": "A", "properties": {"$insert_id": 8}},
        {"event": "A"},
        8,
    ]
    told = checked("/import", json.dumps(events), "strict=1").rejections
    assert [(each.index, each.event_id) for each in told] == [
        (0, "i-9"),
        (1, "i-8"),
        (2, None),
        (3, None),
        (4, None),
    ]
    assert [each.event_id for each in checked("/import", json.dumps(events)).rejections] == [None] * 3


PERSON = {"$token": "t", "$distinct_id": "u-1"}
COMPANY = {"$token": "t", "$group_key": "company", "$group_id": "acme"}


@pytest.mark.parametrize(("route", "whose"), [("/engage", PERSON), ("/groups", COMPANY)])
@pytest.mark.parametrize(
    "operation",
    [
        {"$set": {}},
        *({name: []} for name in ("$set", "$set_once", "$add", "$append", "$union", "$remove", "$merge")),
        {"$set": {}, "$token": "t", "$mp_metadata": []},
        {"$set_once": {"a": 1}},
        {"$add": {"orders": -2, "spent": 1.5}},
        {"$append": {"items": "a"}},
        {"$append": {"$transactions": {"$amount": 42.5, "$time": "2023-11-14T22:13:20"}}},
        {"$union": {"items": ["a"]}},
        {"$remove": {"items": "a"}},
        {"$unset": ["plan"]},
        {"$delete": ""},
        {"$delete": None},
        {"$delete": "u-1"},
        {"$merge": {"a": {"b": 1}}},
        {"$set": {"a": 1}, "$unset": ["b"], "$time": 1_795_290_792_123, "$ignore_time": True, "$ip": "0"},
    ],
)
def test_every_operation_on_a_profile(route: str, whose: dict[str, Any], operation: dict[str, Any]) -> None:
    found = checked(route, json.dumps([{**whose, **operation}]))
    assert (found.events, found.rejections, found.write_key) == (1, (), "t")


@pytest.mark.parametrize(
    ("route", "update", "reason", "field"),
    [
        ("/engage", PERSON, Reason.MISSING_FIELD, "$set"),
        ("/engage", {"$set": {}}, Reason.MISSING_FIELD, "$distinct_id"),
        ("/engage", {**PERSON, "$distinct_id": "", "$set": {}}, Reason.MISSING_FIELD, "$distinct_id"),
        ("/engage", {**PERSON, "$distinct_id": [], "$set": {}}, Reason.WRONG_TYPE, "$distinct_id"),
        ("/engage", {**PERSON, "$set": 5}, Reason.WRONG_TYPE, "$set"),
        ("/engage", {**PERSON, "$set": ["a"]}, Reason.WRONG_TYPE, "$set"),
        ("/engage", {**PERSON, "$add": {"orders": "one"}}, Reason.WRONG_TYPE, "$add.orders"),
        ("/engage", {**PERSON, "$unset": "plan"}, Reason.WRONG_TYPE, "$unset"),
        ("/engage", {**PERSON, "$set": {}, "$time": 5}, Reason.OUT_OF_RANGE, "$time"),
        ("/groups", {**COMPANY, "$group_key": None, "$set": {}}, Reason.MISSING_FIELD, "$group_key"),
        ("/groups", {**COMPANY, "$group_id": "", "$set": {}}, Reason.MISSING_FIELD, "$group_id"),
    ],
)
def test_profile_updates_that_are_refused(
    route: str, update: dict[str, Any], reason: Reason, field: str
) -> None:
    assert refusals(route, update) == [(1, reason, field)]


@pytest.mark.parametrize("kind", ["identify", "page", "screen", "group", "alias"])
def test_the_route_of_a_single_message_is_its_type(kind: str) -> None:
    message = {"userId": "u-1"}
    text = json.dumps(message)
    assert checked(f"/v1/{kind}", text) == BodyCheck(1, text_bytes=len(text))
    assert checked("/v1/track", text).rejections[0].field == "event"
    assert checked(f"/v1/{kind}", json.dumps({"type": kind})).rejections[0].field == "userId"


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"event": None}, Reason.MISSING_FIELD, "event"),
        ({"type": "purchase"}, Reason.OUT_OF_RANGE, "type"),
        ({"userId": None}, Reason.MISSING_FIELD, "userId"),
        ({"userId": "", "anonymousId": ""}, Reason.MISSING_FIELD, "userId"),
        ({"timestamp": "1969-01-01T00:00:00Z"}, Reason.OUT_OF_RANGE, "timestamp"),
        ({"timestamp": "soon"}, Reason.WRONG_TYPE, "timestamp"),
        ({"properties": [{}]}, Reason.WRONG_TYPE, "properties"),
    ],
)
def test_segment_messages_that_are_refused(change: dict[str, Any], reason: Reason, field: str) -> None:
    assert refusals("/v1/batch", {**A_SEGMENT_EVENT, **change}) == [(1, reason, field)]


@pytest.mark.parametrize(
    "change", [{"context": []}, {"context": "web"}, {"properties": []}, {"writeKey": 5}, {"traits": []}]
)
def test_segment_messages_that_are_taken(change: dict[str, Any]) -> None:
    assert refusals("/v1/batch", {**A_SEGMENT_EVENT, **change}) == []


@pytest.mark.parametrize("kind", ["identify", "page", "screen", "group", "alias"])
def test_segment_messages_without_a_name(kind: str) -> None:
    assert refusals("/v1/batch", {"type": kind, "anonymousId": "a", "timestamp": "2026-11-21T08:00:00"}) == []


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("7", Reason.NOT_AN_EVENT),
        ('{"event":"A","userId":"1","user_id":"1","properties":{"x":NaN}}', Reason.NOT_JSON),
        ('{"event":"A","userId":"1","user_id":"1","properties":{"x":"\\u12"}}', Reason.NOT_JSON),
        ('{"a":' + "[" * 99_999 + "]" * 99_999 + "}", Reason.TOO_DEEP),
    ],
)
@pytest.mark.parametrize("route", FORMS)
def test_json_that_is_none_costs_only_itself(route: str, event: str, reason: Reason) -> None:
    assert refusals(route, event) == [(1, reason, None)]


@pytest.mark.parametrize("number", ["1e999", "9" * 400, "9" * 5000])
def test_numbers_without_end_are_refused_in_the_envelope(number: str) -> None:
    event = f'{{"event":"A","user_id":"u","occurred_at":{number}}}'
    assert refusals("/v1/events", event) == [(1, Reason.WRONG_TYPE, "occurred_at")]


def test_details_name_fields_and_types_never_values() -> None:
    bad = [
        {"event": {"secret": 1}},
        {**AN_EVENT, "occurred_at": "secret"},
        {**AN_EVENT, "properties": "secret"},
        "secret",
        {**AN_EVENT, "properties": ["secret"]},
    ]
    found = checked("/v1/events", json.dumps(bad))
    assert len(found.rejections) == len(bad)
    assert all("secret" not in each.detail for each in found.rejections)


@pytest.mark.parametrize("route", PROTOCOLS)
def test_a_body_that_is_nothing(route: str) -> None:
    found = checked(route, "")
    assert (found.events, len(found.rejections)) == (0, 1)
    assert found.rejections[0].index is None


@pytest.mark.parametrize("odd", [False, True, [], {}, ["u"]])
@pytest.mark.parametrize(
    ("route", "odd_ids", "others"),
    [
        ("/v1/events", ("user_id",), {"device_id": "d"}),
        ("/v1/events", ("event_id", "device_id"), {"user_id": "u"}),
        ("/v1/batch", ("userId", "messageId"), {"anonymousId": "d"}),
        ("/v1/batch", ("anonymousId",), {"userId": 0}),
    ],
)
def test_an_id_of_another_type_is_absent_beside_another(
    route: str, odd_ids: tuple[str, ...], others: dict[str, Any], odd: Any
) -> None:
    good, _ = FORMS[route]
    assert refusals(route, {**good, **dict.fromkeys(odd_ids, odd), **others}) == []


@pytest.mark.parametrize("odd", [False, [], {}])
def test_so_it_is_among_mixpanels_properties(odd: Any) -> None:
    event = {"event": "A", "properties": {"$insert_id": odd, "$user_id": odd, "$device_id": "d"}}
    assert refusals("/track", event) == []
    nobody = {"event": "A", "properties": {"distinct_id": odd}}
    assert refusals("/track", nobody) == [(1, Reason.WRONG_TYPE, "properties.distinct_id")]
    assert refusals("/track", {**event, "event": 5}) == [(1, Reason.WRONG_TYPE, "event")]


def test_the_key_of_an_event_with_an_odd_id_is_read() -> None:
    text = '{"batch":[{"type":"track","event":"A","userId":false,"anonymousId":"d","writeKey":"k-1"}]}'
    assert checked("/v1/batch", text).write_key == "k-1"
