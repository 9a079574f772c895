"""quarantined_events: what landing refused goes out again with its id, its time and its mark."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from tally.adapters.landing.quarantined_events import events_of, sendable
from tally.adapters.landing.quarantined_origin import Origin, Unsendable, origin_of
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.patches import Rule, mended

from tests.landing import RECEIVED_AT_MS, Row, a_receipt, land, land_profiles

LATER_MS = RECEIVED_AT_MS + 40 * 24 * 3600 * 1000
RECEIVED_AT = datetime.fromtimestamp(RECEIVED_AT_MS / 1000, UTC).replace(tzinfo=None)
DROP_PRICE = [Rule(drop=[("properties", "price")])]


def quarantined(body: Any, route: str = "/v1/events", **facts: Any) -> Row:
    """The one row that landing refuses of a body, as Athena hands it out."""
    protocol = Protocol.TALLY if route == "/v1/events" else a_protocol(route)
    _, [row] = land(body, a_receipt(protocol, route=route, **facts))
    absent = dict.fromkeys(("event_name", "occurred_at", "field", "query", "route", "protocol", "source"))
    return {**absent, **row}


def a_protocol(route: str) -> Protocol:
    return Protocol.SEGMENT if route.startswith("/v1/") else Protocol.MIXPANEL


def sent_again(row: Row, rules: list[Rule]) -> Any:
    """The event that goes out."""
    origin = origin_of(row)
    assert isinstance(origin, Origin)
    found = events_of(row, origin)
    assert isinstance(found, list)
    [event] = found
    return sendable(mended(event, rules), event, origin)


def landed_later(row: Row, rules: list[Rule] = DROP_PRICE) -> Row:
    """Its row, sent again 40 days after it was refused."""
    route = row["route"] or "/v1/events"
    protocol = Protocol.TALLY if route == "/v1/events" else a_protocol(route)
    event = sent_again(row, rules)
    body = {"batch": [event]} if route == "/v1/batch" else event
    events, rejected = land(body, a_receipt(protocol, route=route, received_at_ms=LATER_MS, receipt_id="r-2"))
    assert rejected == []
    return events[0]


def own(**fields: Any) -> Row:
    return {"event": "Product Viewed", "user_id": "u-1", "properties": {"price": "12,50 EUR"}, **fields}


def mixpanel(**properties: Any) -> Row:
    return {
        "event": "Product Viewed",
        "properties": {"distinct_id": "u-1", "price": "12,50 EUR", **properties},
    }


def segment(**fields: Any) -> Row:
    event = {
        "type": "track",
        "event": "Product Viewed",
        "userId": "u-1",
        "properties": {"price": "12,50 EUR"},
    }
    return {**event, **fields}


@pytest.mark.parametrize(
    ("route", "event", "expected_id"),
    [
        ("/v1/events", own(event_id="e-9"), "e-9"),
        ("/v1/events", own(), "r-1-0"),
        ("/track", mixpanel(**{"$insert_id": "i-9"}), "i-9"),
        ("/import", mixpanel(), sha256(b"r-1-0").hexdigest()[:32]),
        ("/v1/track", segment(messageId="m-9"), "m-9"),
        ("/v1/track", segment(), "r-1-0"),
        ("/v1/batch", segment(), "r-1-0"),
    ],
)
def test_ids_stay_and_where_there_was_none_it_is_the_row_s(route: str, event: Row, expected_id: str) -> None:
    row = quarantined({"batch": [event]} if route == "/v1/batch" else event, route)
    found = landed_later(row)
    assert found["event_id"] == expected_id
    assert json.loads(found["properties"])["quarantine_id"] == "r-1-0"


@pytest.mark.parametrize("properties", [[], None, {}])
def test_empty_properties_take_the_mark(properties: object) -> None:
    origin = Origin("r-1-0", Protocol.TALLY, "/v1/events", "", "shop", RECEIVED_AT_MS)
    event = sendable({"event": "A", "user_id": "u", "properties": properties}, {}, origin)
    assert event["properties"] == {"quarantine_id": "r-1-0"}


@pytest.mark.parametrize(
    ("route", "event"), [("/v1/events", own()), ("/track", mixpanel()), ("/v1/track", segment())]
)
def test_an_event_without_a_time_happened_when_it_first_came(route: str, event: Row) -> None:
    found = landed_later(quarantined(event, route))
    assert found["occurred_at"] == RECEIVED_AT
    assert str(found["business_date"]) == "2026-11-22"


@pytest.mark.parametrize(
    ("route", "event"),
    [
        ("/v1/events", own(occurred_at="2026-11-21T10:00:00+01:00")),
        ("/track", mixpanel(time=1_795_251_600)),
        ("/v1/track", segment(timestamp="2026-11-21T09:00:00Z")),
    ],
)
def test_an_event_keeps_its_own_time_as_it_was_written(route: str, event: Row) -> None:
    row = quarantined(event, route)
    assert landed_later(row)["occurred_at"] == datetime(2026, 11, 21, 9)
    written = json.dumps(sent_again(row, []))
    assert any(
        time in written for time in ("2026-11-21T10:00:00+01:00", "1795251600", "2026-11-21T09:00:00Z")
    )


FAST_CLOCK = {"timestamp": "2026-11-22T08:00:00Z", "sentAt": "2026-11-22T09:00:00Z"}


@pytest.mark.parametrize(
    ("route", "event"),
    [
        ("/v1/events", own(occurred_at="2026-11-22T08:00:00Z", sent_at="2026-11-22T09:00:00Z")),
        ("/v1/track", segment(**FAST_CLOCK)),
        ("/v1/track", segment(originalTimestamp=FAST_CLOCK["timestamp"], sentAt=FAST_CLOCK["sentAt"])),
    ],
)
def test_a_wrong_clock_is_corrected_by_the_first_arrival(route: str, event: Row) -> None:
    assert landed_later(quarantined(event, route))["occurred_at"] == datetime(2026, 11, 22, 6)


def test_what_stood_beside_a_batch_corrected_the_time_already() -> None:
    body = {"batch": [segment(timestamp=FAST_CLOCK["timestamp"])], "sentAt": FAST_CLOCK["sentAt"]}
    assert landed_later(quarantined(body, "/v1/batch"))["occurred_at"] == datetime(2026, 11, 22, 6)


def test_a_time_that_lay_ahead_is_not_believed_later() -> None:
    row = quarantined(own(occurred_at="2026-11-25T07:00:00Z"))
    assert landed_later(row)["occurred_at"] == RECEIVED_AT


def test_a_time_before_1971_is_refused_until_a_rule_drops_it() -> None:
    row = quarantined(own(occurred_at="1970-01-02T00:00:00Z", properties={}))
    assert sent_again(row, [])["occurred_at"] == "1970-01-02T00:00:00Z"
    assert landed_later(row, [Rule(drop=[("occurred_at",)])])["occurred_at"] == RECEIVED_AT


def test_an_unreadable_time_stays_for_the_check_to_refuse() -> None:
    row = quarantined(own(occurred_at="yesterday"))
    assert sent_again(row, DROP_PRICE)["occurred_at"] == "yesterday"


def test_what_json_does_not_know_can_be_dropped() -> None:
    row = quarantined('[{"event": "A", "user_id": "u", "properties": {"price": NaN}}]')
    assert landed_later(row)["event_name"] == "A"


def test_a_conflicting_event_goes_out_with_an_id_of_its_own() -> None:
    columns = {
        "event_id": "e-1",
        "event_name": "Order Completed",
        "occurred_at": "2026-11-21T09:00:00",
        "user_id": "u-1",
        "distinct_id": "u-1",
        "revenue": "12.50",
        "sent_person_key": 5,
        "products": [{"product_id": "p-1", "price": "12.50", "quantity": 1}],
        "properties": '{"gift":true}',
    }
    row = {
        **quarantined(own()),
        **{"raw": json.dumps(columns), "raw_encoding": "columns", "route": None, "quarantine_id": "abc"},
        "occurred_at": datetime(2026, 11, 21, 9),
    }
    found = landed_later(row, [Rule(drop=[("event_id",)])])
    assert (found["event_id"], found["event_name"], str(found["revenue"])) == (
        "abc",
        "Order Completed",
        "12.500000",
    )
    assert found["occurred_at"] == datetime(2026, 11, 21, 9)
    assert found["products"][0]["product_id"] == "p-1"
    assert json.loads(found["properties"]) == {"gift": True, "quarantine_id": "abc"}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"route": None}, "did not come through the collector"),
        ({"raw_encoding": "base64"}, "is no text"),
        ({"raw": '[{"event": '}, "no JSON objects"),
        ({"raw": '"text"'}, "no JSON objects"),
        ({"raw": "[" * 100_000}, "no JSON objects"),
    ],
)
def test_what_holds_no_event_is_told(facts: dict[str, Any], why: str) -> None:
    row = {**quarantined(own()), **facts}
    origin = origin_of(row)
    found = origin if isinstance(origin, Unsendable) else events_of(row, origin)
    assert isinstance(found, Unsendable)
    assert why in found.why


REFUSED_UPDATES = [
    ("/engage", {"$distinct_id": "anna", "$add": {"orders": "1"}}),
    ("/engage", {"$distinct_id": "anna", "$add": {"orders": "1"}, "$time": RECEIVED_AT_MS - 1000}),
    ("/engage", {"$distinct_id": "anna", "$add": {"orders": "1"}, "$mp_metadata": {"$mp_event_id": "e-1"}}),
    ("/groups", {"$group_key": "company", "$group_id": "acme", "$add": {"orders": "1"}}),
]


@pytest.mark.parametrize(("route", "update"), REFUSED_UPDATES)
def test_an_update_of_a_profile_goes_out_with_its_time_and_an_id(route: str, update: Row) -> None:
    row = quarantined(update, route)
    mended_update = sent_again(row, [Rule(number=[("$add", "orders")])])
    receipt = a_receipt(Protocol.MIXPANEL, route=route, received_at_ms=LATER_MS, receipt_id="r-2")
    (stored,), rejected = land_profiles(mended_update, receipt)
    assert rejected == []
    own_id = update.get("$mp_metadata", {}).get("$mp_event_id")
    assert stored["update_id"] == (own_id or row["quarantine_id"])
    assert (stored["operation"], stored["value"]) == ("$add", "1")
    moment_ms = update.get("$time", RECEIVED_AT_MS)
    assert stored["occurred_at"] == datetime.fromtimestamp(moment_ms / 1000, UTC).replace(tzinfo=None)
    again, _ = land_profiles(mended_update, a_receipt(Protocol.MIXPANEL, route=route, receipt_id="r-3"))
    assert again[0]["dedup_key"] == stored["dedup_key"]


def test_updates_that_waited_for_a_table_land_as_they_were_sent() -> None:
    """Earlier versions of Tally kept every update in quarantine, as `not_stored_yet`."""
    update = {"$token": "t", "$distinct_id": "anna", "$set": {"plan": "gold"}, "$unset": ["trial"]}
    row = {
        **quarantined({"$distinct_id": "anna"}, "/engage"),
        **{"reason": "not_stored_yet", "raw": json.dumps(update), "query": "verbose=1&ip=0"},
    }
    rows, rejected = land_profiles(sent_again(row, []), a_receipt(Protocol.MIXPANEL, route="/engage"))
    assert rejected == []
    assert [(one["operation"], one["property"]) for one in rows] == [("$set", "plan"), ("$unset", "trial")]


def test_a_whole_body_is_its_events() -> None:
    row = {**quarantined(own()), "raw": json.dumps([own(), own(event_id="e-2")])}
    origin = origin_of(row)
    assert isinstance(origin, Origin)
    events = events_of(row, origin)
    assert isinstance(events, list)
    ids = [sendable(event, event, origin, place)["event_id"] for place, event in enumerate(events)]
    assert ids == ["r-1-0-0", "e-2"]
