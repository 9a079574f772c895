"""Personal data under no name of their own: queries of addresses, pairs of name and value, other names."""

import json
from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol

from tests.adapters.landing.test_landing_plan import ANNA, HASHED, SEGMENT_ORDER, land
from tests.landing import an_event

ENCODED = "Anna%40Shop.Example"


def landed(**properties: Any) -> dict[str, Any]:
    ((event,), _, rejected) = land([an_event(event="Page Viewed", properties=properties)])
    assert rejected == []
    return event


@pytest.mark.parametrize("written", [f"https://s.example/u?E-Mail={ENCODED}&a=1#x", f"s?a=1&e-mail={ANNA}"])
def test_members_of_an_address_are_treated(written: str) -> None:
    event = landed(url=written, referrer=written)
    stored = str(event)
    assert "anna" not in stored.lower()
    assert stored.count(HASHED) == 2
    assert "a=1" in event["url"]
    assert "violations" not in event


def test_a_dropped_member_keeps_its_name_and_others_stay_as_written() -> None:
    event = landed(url="https://s.example/?city=Roma&q=a+b%20c&x")
    assert event["url"] == "https://s.example/?city=&q=a+b%20c&x"


def test_addresses_of_segments_page_are_treated() -> None:
    page = {"url": f"https://s.example/?email={ENCODED}", "search": f"?email={ENCODED}"}
    sent = {**SEGMENT_ORDER, "event": "A", "context": {"page": page}}
    ((event,), _, _) = land({"batch": [sent]}, Protocol.SEGMENT)
    assert "Anna" not in str(event)
    assert event["url"].endswith(f"?email={HASHED}")


def test_pairs_of_name_and_value_are_treated() -> None:
    pairs = [
        {"value": ANNA, "name": "email"},
        {"name": "size", "value": "L"},
        {"name": "city", "value": "Roma"},
    ]
    event = landed(note_attributes=pairs)
    assert json.loads(event["properties"])["note_attributes"] == [
        {"value": HASHED, "name": "email"},
        {"name": "size", "value": "L"},
        {"name": "city", "value": None},
    ]


def test_a_trait_that_is_an_address_is_treated() -> None:
    update = {"$distinct_id": "anna", "$set": {"url": f"https://s.example/?email={ENCODED}"}}
    _, (profile,), _ = land([update], Protocol.MIXPANEL, route="/engage")
    assert HASHED in profile["value"]


def test_the_text_of_a_refused_event_is_treated_alike() -> None:
    bad = {
        "event": "A",
        "event_id": "e",
        "user_id": "u",
        "properties": {"price": "x", "url": f"?email={ENCODED}"},
    }
    _, _, (row,) = land([bad])
    assert "Anna" not in row["raw"]
    assert HASHED in row["raw"]


def test_a_plain_email_is_a_violation_and_costs_no_event() -> None:
    event = landed(
        url=f"https://s.example/u/{ENCODED}",
        emailAddress=ANNA,
        note=f"write to {ANNA}",
        list=[ANNA],
        inner={"contact": ANNA},
        handle="@anna",
        image="https://s.example/logo@2x.png",
    )
    found = [label for label in event["violations"] if label.startswith("plain_email")]
    assert found == [f"plain_email:{name}" for name in ("contact", "emailAddress", "list", "note", "url")]
    assert ANNA in event["properties"]


def test_ids_and_what_is_treated_are_no_plain_email() -> None:
    ((event,), _, _) = land(
        [an_event(user_id=ANNA, event="Page Viewed", properties={"email": ANNA, "alias": ANNA})]
    )
    assert "violations" not in event
