"""What the sender of an event that does not fit is told: the path as sent, in no words of Python."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Reason
from tally.domain.collecting.routes import ROUTES

from tests.collecting import A_MIXPANEL_EVENT, A_PROFILE_UPDATE, A_SEGMENT_EVENT, AN_EVENT, AT_MS
from tests.landing import land

PERSON = {"$token": "t", "$distinct_id": "u-1"}


def told(route: str, body: str, query: str = "") -> list[tuple[str | None, str]]:
    """(field, detail) of each refusal."""
    receipt = Receipt("r", ROUTES[route].protocol, route, "", AT_MS, query=query)
    return [(each.field, each.detail) for each in check_envelope(receipt, body.encode()).rejections]


@pytest.mark.parametrize(
    ("change", "field", "advice"),
    [
        ({"event": 5}, "event", "send text, not a number"),
        ({"event": None}, "event", "send text, not null"),
        ({"properties": [0]}, "properties", "send an object, not a list"),
        ({"properties": "x"}, "properties", "send an object, not text"),
        ({"user_id": True}, "user_id", "send a number or text, not true or false"),
        ({"user_id": {}}, "user_id", "send a number or text, not an object"),
        (
            {"occurred_at": []},
            "occurred_at",
            "send a number or a time such as 2026-11-21T08:00:00Z, not a list",
        ),
        (
            {"occurred_at": "soon"},
            "occurred_at",
            "this text is no time: send a time such as 2026-11-21T08:00:00Z",
        ),
        (
            {"occurred_at": "2026-11-21T08:00:00"},
            "occurred_at",
            "this time has no time zone: send a time such as 2026-11-21T08:00:00Z",
        ),
    ],
)
def test_types_in_words_of_json(change: dict[str, Any], field: str, advice: str) -> None:
    assert told("/v1/events", json.dumps({**AN_EVENT, **change})) == [(field, f"{field}: {advice}")]


@pytest.mark.parametrize(
    ("update", "field", "advice"),
    [
        ({"$add": {"visits": 1, "orders": "one", "spent": "two"}}, "$add.orders", "send a number, not text"),
        ({"$add": {"orders": None}}, "$add.orders", "send a number, not null"),
        ({"$unset": ["plan", 5]}, "$unset[1]", "send text, not a number"),
        ({"$add": [1]}, "$add", "send an object, not a list"),
        # A name that is a whole text of its own would make every row of the list its own.
        ({"$add": {"x" * 101: "one"}}, "$add", "send a number, not text"),
    ],
)
def test_the_member_that_does_not_fit_is_named(update: dict[str, Any], field: str, advice: str) -> None:
    assert told("/engage", json.dumps({**PERSON, **update})) == [(field, f"{field}: {advice}")]


def test_a_member_said_twice_is_not_guessed() -> None:
    body = '{"$token": "t", "$distinct_id": "u", "$add": {"orders": "one", "orders": 1}}'
    assert told("/engage", body) == [("$add", "$add: send a number, not text")]


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ('"cart": {"ok": 1, "total": 1e999}', "properties.cart.total"),
        ('"cart": [1, {"total": 1e999}]', "properties.cart[1].total"),
    ],
)
def test_a_number_too_large_is_found_at_any_depth(properties: str, field: str) -> None:
    body = f'[{{"event": "A", "properties": {{"token": "t", {properties}}}}}]'
    assert told("/import", body, "strict=1") == [(field, f"{field}: this number is too large")]


@pytest.mark.parametrize("number", ["1e999", "9" * 5000])
def test_what_only_landing_reads_is_told_likewise(number: str) -> None:
    _, (row,) = land(f'[{{"event":"A","user_id":"u","properties":{{"cart":{{"total":{number}}}}}}}]')
    assert row["detail"] == "a number is too large: leave it out, or send it as text"


def test_an_id_of_many_digits_is_sent_as_text() -> None:
    body = json.dumps(AN_EVENT).replace(json.dumps(AN_EVENT["user_id"]), "9" * 5000)
    assert told("/v1/events", body) == [("user_id", "user_id: this number is too large: send it as text")]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_FIELDS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "/v1/events": (AN_EVENT, [*AN_EVENT, "platform", "sent_at", "session_hint"]),
    "/track": (A_MIXPANEL_EVENT, [*A_MIXPANEL_EVENT]),
    "/v1/track": (A_SEGMENT_EVENT, [*A_SEGMENT_EVENT, "context", "originalTimestamp", "writeKey"]),
    "/engage": (A_PROFILE_UPDATE, ["$token", "$time", "$set", "$add", "$unset", "$union", "$merge"]),
}


@given(st.sampled_from(sorted(_FIELDS)), st.data())
def test_every_misfit_is_told_in_plain_words(route: str, data: st.DataObject) -> None:
    good, names = _FIELDS[route]
    name = data.draw(st.sampled_from(names))
    for field, detail in told(route, json.dumps({**good, name: data.draw(_VALUES)})):
        assert field
        assert "[...]" not in field
        assert not any(word in detail for word in ("`", "Expected", "RFC", "does not fit"))


def test_the_reason_stays_wrong_type() -> None:
    receipt = Receipt("r", ROUTES["/engage"].protocol, "/engage", "", AT_MS)
    body = json.dumps({**PERSON, "$add": {"orders": "one"}}).encode()
    assert [each.reason for each in check_envelope(receipt, body).rejections] == [Reason.WRONG_TYPE]
