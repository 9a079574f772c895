"""Consent at landing: what the plan says tells it; without it no device id is stored anywhere."""

import json
from typing import Any

import pytest
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.caller import read_consent
from tally.domain.collecting.receipt import Protocol
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import Row, a_receipt, an_event

DEVICE = "d-0815"
ANALYTICS = "consent.properties = ['context.consent.categoryPreferences.Analytics', 'properties.consent']"


def land(plan: str, event: Row, protocol: Protocol = Protocol.TALLY, **facts: Any) -> tuple[Row, str]:
    """The row of one event, of the events or of quarantine, and all that is stored as text."""
    route = {"route": "/v1/track"} if protocol is Protocol.SEGMENT else {}
    reader = ColumnReader(ShopClock(), landing_plan(parse_plan(plan), b""))
    read = reader.read("b", [(a_receipt(protocol, **{**route, **facts}), json.dumps(event).encode())])
    (row,) = [*read.events.to_pylist(), *read.rejected.to_pylist()]
    return row, json.dumps(row, default=str)


def segment(told: Any, **more: Any) -> Row:
    context = {
        "consent": {"categoryPreferences": {"Analytics": told}},
        "device": {"id": DEVICE, "advertisingId": DEVICE, "type": "ios"},
    }
    return {
        "type": "track",
        "event": "A",
        "messageId": "m",
        "anonymousId": DEVICE,
        "context": context,
        **more,
    }


@pytest.mark.parametrize(
    "told", [False, "denied", "no", 0, "false", "anything else", [], ["ads"], {"a": True}]
)
def test_without_consent_no_device_id_is_stored_and_the_event_is(told: Any) -> None:
    row, stored = land(ANALYTICS, segment(told), Protocol.SEGMENT)
    assert (row["event_name"], row["consent"], row["device_id"], row["distinct_id"]) == (
        "A",
        False,
        None,
        None,
    )
    assert DEVICE not in stored


@pytest.mark.parametrize("told", [True, "granted", " Yes ", 1, 1.0, "1", ["ads", "granted"]])
def test_with_consent_all_stays(told: Any) -> None:
    row, _ = land(ANALYTICS, segment(told), Protocol.SEGMENT)
    assert (row["consent"], row["device_id"]) == (True, DEVICE)


def test_where_nothing_tells_it_all_stays_unless_the_plan_requires_it() -> None:
    event = segment(None)
    row, _ = land(ANALYTICS, event, Protocol.SEGMENT)
    assert (row["consent"], row["device_id"]) == (None, DEVICE)
    row, stored = land(f"{ANALYTICS}\nconsent.required = true", event, Protocol.SEGMENT)
    assert (row["consent"], DEVICE in stored) == (False, False)


def test_without_a_rule_nothing_is_looked_at() -> None:
    row, _ = land("", segment(False), Protocol.SEGMENT)
    assert (row["consent"], row["device_id"]) == (None, DEVICE)


def test_a_known_customer_stays_known() -> None:
    row, stored = land(ANALYTICS, segment(False, userId="u-1"), Protocol.SEGMENT)
    assert (row["user_id"], row["distinct_id"], row["device_id"]) == ("u-1", "u-1", None)
    assert DEVICE not in stored


@pytest.mark.parametrize(
    ("event", "protocol"),
    [
        (an_event(user_id=None, device_id=DEVICE, properties={"consent": False}), Protocol.TALLY),
        (
            an_event(user_id=None, distinct_id=f"$device:{DEVICE}", properties={"consent": "no"}),
            Protocol.TALLY,
        ),
        (
            {
                "event": "A",
                "properties": {
                    "$insert_id": "i",
                    "distinct_id": f"$device:{DEVICE}",
                    "$device_id": DEVICE,
                    "$anon_distinct_id": f"$device:{DEVICE}",
                    "consent": "denied",
                },
            },
            Protocol.MIXPANEL,
        ),
    ],
)
def test_every_protocol_s_device_is_dropped(event: Row, protocol: Protocol) -> None:
    row, stored = land(ANALYTICS, event, protocol)
    assert (row["consent"], row["sent_person_key"]) == (False, None)
    assert DEVICE not in stored


def test_a_refused_event_keeps_none_in_quarantine_either() -> None:
    event = an_event(user_id=None, device_id=DEVICE, properties={"consent": False, "price": "x"})
    row, stored = land(ANALYTICS, event)
    assert row["reason"] == "wrong_type"
    assert DEVICE not in stored


def test_words_and_paths_are_the_plan_s() -> None:
    plan = (
        "consent.properties = ['properties.categories', 'integrations.All']\nconsent.granted = ['Statistics']"
    )
    event = an_event(device_id=DEVICE, properties={"categories": ["ads", "statistics"]})
    assert land(plan, event)[0]["device_id"] == DEVICE
    assert land(plan, an_event(device_id=DEVICE, properties={"categories": ["ads"]}))[0]["device_id"] is None
    assert land(plan, segment(None, integrations={"All": False}), Protocol.SEGMENT)[0]["consent"] is False


@pytest.mark.parametrize(
    ("headers", "consent"),
    [
        ({"sec-gpc": "1"}, False),
        ({"sec-gpc": "0"}, True),
        ({"x-shop-consent": "granted"}, True),
        ({"x-shop-consent": "denied"}, False),
        ({"x-shop-consent": "granted", "sec-gpc": "1"}, False),
        ({"x-other-consent": "denied", "user-agent": "x"}, None),
        ({}, None),
    ],
)
def test_headers_tell_it_too_and_one_that_refuses_is_enough(
    headers: dict[str, str], consent: bool | None
) -> None:
    plan = "consent.headers = ['Sec-GPC', 'X-Shop-Consent']"
    row, _ = land(plan, an_event(device_id=DEVICE), consent=read_consent(headers))
    assert (row["consent"], row["device_id"]) == (consent, None if consent is False else DEVICE)


def test_headers_that_go_along_are_few_and_short() -> None:
    assert read_consent({"cookie": "consent=1", "accept": "x"}) == ""
    assert len(read_consent({"x-consent": "y" * 5000})) <= 1000


@pytest.mark.parametrize("user_id", [None, "u-1"])
def test_no_profile_is_kept_on_a_device_without_consent_nor_knows_it(user_id: str | None) -> None:
    call = segment(False, type="identify", userId=user_id, traits={"name": "Anna", "anonymousId": DEVICE})
    reader = ColumnReader(ShopClock(), landing_plan(parse_plan(ANALYTICS), b""))
    receipt = a_receipt(Protocol.SEGMENT, route="/v1/identify")
    read = reader.read("b", [(receipt, json.dumps(call).encode())])
    updates = read.profile_updates.to_pylist()
    assert {row["profile_id"] for row in updates} == ({user_id} if user_id else set())
    assert DEVICE not in json.dumps([*updates, *read.events.to_pylist()], default=str)


PURPOSES = f"""
{ANALYTICS}
consent.purposes.marketing = ["context.consent.categoryPreferences.Ads"]
events."Order Completed" = {{ needs_consent = false, aliases = ["kauf"] }}
events."Coupon Viewed".needs_consent = "marketing"
events."Page Viewed".needs_consent = true
"""


@pytest.mark.parametrize(
    ("name", "told", "consent"),
    [
        ("Order Completed", False, None),
        ("kauf", False, None),
        ("Completed Order", False, None),
        ("Coupon Viewed", True, None),
        ("Page Viewed", None, False),
        ("Page Viewed", True, True),
        ("Other", None, None),
        ("Other", False, False),
    ],
)
def test_an_event_may_need_another_consent_or_none(name: str, told: Any, consent: bool | None) -> None:
    row, stored = land(PURPOSES, segment(told, event=name), Protocol.SEGMENT)
    assert (row["consent"], DEVICE in stored) == (consent, consent is not False)


@pytest.mark.parametrize(("ads", "consent"), [(True, True), (False, False), (None, None)])
def test_a_purpose_has_properties_of_its_own(ads: Any, consent: bool | None) -> None:
    event = segment(False, event="Coupon Viewed")
    event["context"]["consent"]["categoryPreferences"]["Ads"] = ads
    assert land(PURPOSES, event, Protocol.SEGMENT)[0]["consent"] is consent


def test_the_text_of_a_refused_event_follows_its_own_need() -> None:
    order = {
        "event": "kauf",
        "event_id": "e",
        "device_id": DEVICE,
        "properties": {"consent": False, "price": "x"},
    }
    assert DEVICE in land(PURPOSES, order)[1]
    assert DEVICE not in land(PURPOSES, {**order, "event": "Other"})[1]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"All": False}, True),
        ({"All": True, "Ads": False}, True),
        ({"All": True}, False),
        ({}, False),
        ([], False),
    ],
)
def test_integrations_that_say_something_stay_as_sent(sent: Any, kept: bool) -> None:
    row, _ = land("", segment(True, integrations=sent), Protocol.SEGMENT)
    assert json.loads(row["properties"]).get("integrations") == (sent if kept else None)
