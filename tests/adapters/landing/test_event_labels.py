"""One label for one thing, by whatever protocol and in whatever spelling it comes."""

import json
from typing import Any

import pytest
from tally.domain.audit.witness import read_witnessed_event
from tally.domain.collecting.receipt import Protocol

from tests.landing import RECEIVED_AT_MS, Row, a_receipt, an_event, land, land_one

MIXPANEL = a_receipt(Protocol.MIXPANEL)
SEGMENT = a_receipt(Protocol.SEGMENT)


def properties_of(row: Row) -> Row:
    found: Row = json.loads(row.get("properties", "{}"))
    return found


@pytest.mark.parametrize(
    ("name", "sent", "label"),
    [
        ("country", "it", "IT"),
        ("country", " IT ", "IT"),
        ("currency", "eur", "EUR"),
        ("currency", " EUR", "EUR"),
        ("platform", "iOS", "ios"),
        ("platform", "web ", "web"),
    ],
)
def test_case_and_blanks_make_no_other_label(name: str, sent: str, label: str) -> None:
    row = land_one(an_event(properties={name: sent}))
    assert (row[name], "properties" in row, "violations" in row) == (label, False, False)


@pytest.mark.parametrize(
    ("name", "sent", "label"),
    [
        ("country", "Italy", "IT"),
        ("country", "ITA", "IT"),
        ("country", "Österreich", "AT"),
        ("country", "UK", "GB"),
        ("currency", "€", "EUR"),
        ("currency", "Kč", "CZK"),
        ("platform", "browser", "web"),
        ("platform", "iPhone OS", "ios"),
        ("platform", "Android TV", "android"),
        ("platform", "POS", "store"),
        ("platform", "backend", "server"),
    ],
)
def test_another_word_for_it_stays_in_the_properties(name: str, sent: str, label: str) -> None:
    row = land_one(an_event(properties={name: sent}))
    assert (row[name], properties_of(row), "violations" in row) == (label, {name: sent}, False)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("country", "XX"),
        ("country", "Atlantis"),
        ("country", "EU"),
        ("currency", "$"),
        ("currency", "kr"),
        ("currency", "BTC"),
        ("platform", "all"),
        ("platform", "smart fridge"),
        ("platform", "x" * 1000),
    ],
)
def test_what_is_no_label_is_told_and_costs_nothing(name: str, sent: str) -> None:
    properties = {"order_id": "1", "revenue": 10, name: sent}
    row = land_one(an_event(event="Order Completed", properties=properties))
    assert (row.get(name), properties_of(row)) == (None, {name: sent})
    assert row["violations"] == [f"unknown_label:{name}"]


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_blanks_are_no_value_in_any_dimension(blank: str) -> None:
    names = ("platform", "country", "currency", "city", "browser", "utm_source", "variant_name")
    row = land_one(an_event(properties=dict.fromkeys(names, blank)))
    assert not set(names) & set(row)
    assert "violations" not in row


def test_an_empty_coupon_is_told_from_none() -> None:
    assert land_one(an_event(properties={"coupon": ""}))["coupon"] == ""
    assert "coupon" not in land_one(an_event(properties={}))


def test_labels_are_the_same_in_every_protocol() -> None:
    event = {"event": "A", "properties": {"distinct_id": "u", "mp_country_code": "ita", "currency": "Eur"}}
    row = land_one(event, MIXPANEL)
    assert (row["country"], row["currency"]) == ("IT", "EUR")
    context = {"location": {"country": "Italy"}, "device": {"type": "iOS"}}
    message = {"type": "track", "event": "A", "userId": "u", "context": context}
    assert land_one({"batch": [message]}, SEGMENT)["country"] == "IT"


def test_many_events_share_what_is_looked_up() -> None:
    spelled = ["IT", "it", "Italy", "XX", "", None, 380, ["IT"]]
    body = [an_event(event_id=str(place), properties={"country": each}) for place, each in enumerate(spelled)]
    events, rejected = land(body)
    assert ([row.get("country") for row in events], rejected) == (
        ["IT", "IT", "IT", None, None, None, "IT", "IT"],
        [],
    )
    assert [row.get("violations") for row in events][3:] == [
        ["unknown_label:country"],
        *(None, None, None),
        ["odd_value:country"],
    ]


@pytest.mark.parametrize(
    "sent", ["iOS", "iPhone OS", "web ", "browser", "POS", "smart fridge", "", "all", None, ["web"], 5]
)
def test_the_witness_reads_platforms_alike(sent: Any) -> None:
    record = {"event": "A", "event_id": "1", "platform": sent}
    seen = read_witnessed_event(record, RECEIVED_AT_MS)
    assert seen.platform == land_one(an_event(platform=sent)).get("platform")


def test_a_country_that_says_nothing_is_that_of_the_address() -> None:
    receipt = a_receipt(country="it")
    events, _ = land([an_event(properties={"country": each}) for each in ("XX", "", "FR", None)], receipt)
    assert [row["country"] for row in events] == ["IT", "IT", "FR", "IT"]
    assert "country" not in land_one(an_event(), a_receipt(country="XX"))
