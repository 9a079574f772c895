"""Updates of profiles as landing stores them: Mixpanel's people and groups, Segment's traits."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tally.adapters.wire.envelope_check import check_envelope
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.limits import MAX_EVENTS
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.people.profiles import BY_PROPERTY, DELETE, UNSET

from tests.adapters.landing.test_event_reader_fuzz import VALUES
from tests.landing import RECEIVED_AT_MS, Row, a_receipt, land, land_profiles

EXAMPLES = 1000 if settings.get_current_profile_name() == "full" else 150
RECEIVED_AT = datetime(2026, 11, 22, 7)


def a_people_receipt(**facts: Any) -> Receipt:
    return a_receipt(Protocol.MIXPANEL, **{"route": "/engage", **facts})


def people(*updates: Row, **facts: Any) -> list[Row]:
    """The rows of these updates of one person, all of which must be accepted."""
    body = [{"$token": "t", "$distinct_id": "anna", **update} for update in updates]
    rows, rejected = land_profiles(body, a_people_receipt(**facts))
    assert rejected == []
    return rows


def segment(*messages: Row, **beside: Any) -> list[Row]:
    rows, rejected = land_profiles({**beside, "batch": list(messages)}, a_receipt(Protocol.SEGMENT))
    assert rejected == []
    return rows


def test_every_column_of_a_person() -> None:
    row, second = people({"$set": {"plan": "gold", "età": [1, {"a": 1.5}]}, "$ip": "0", "$latitude": 45.4})
    assert row == {
        "update_id": "r-1-0",
        "dedup_key": row["dedup_key"],
        "kind": "person",
        "profile_id": "anna",
        "profile_key": key_of("anna"),
        "occurred_at": RECEIVED_AT,
        "received_at": RECEIVED_AT,
        "business_date": RECEIVED_AT.date(),
        "body_place": 0,
        "place": 0,
        "operation": "$set",
        "property": "plan",
        "value": '"gold"',
        "ignore_time": False,
        "protocol": "mixpanel",
        "source": "shop",
        "payload_fingerprint": row["payload_fingerprint"],
        "batch_id": "b-1",
        "plan_version": 0,
    }
    assert (second["place"], second["property"], second["value"]) == (1, "età", '[1,{"a":1.5}]')
    assert second["dedup_key"] != row["dedup_key"]


def test_a_persons_key_is_that_of_their_events() -> None:
    event = {"event": "A", "properties": {"distinct_id": "$device:d-1"}}
    (seen,), _ = land([event], a_receipt(Protocol.MIXPANEL))
    (row,) = people({"$distinct_id": "$device:d-1", "$set": {"a": 1}})
    assert row["profile_key"] == seen["sent_person_key"]


def test_a_group() -> None:
    update = {"$group_key": "company", "$group_id": 7, "$unset": ["tier"]}
    ((row,), rejected) = land_profiles([update], a_people_receipt(route="/groups"))
    assert rejected == []
    assert (row["kind"], row["group_key"], row["profile_id"]) == ("group", "company", "7")
    assert row["profile_key"] == key_of("company\x1f7")
    assert (row["operation"], row["property"], "value" in row) == ("$unset", "tier", False)


def test_equal_values_are_written_alike() -> None:
    """Lists are compared by the text of their values."""
    one, other = people(
        {"$append": {"a": {"x": 1, "b": [{"z": 0, "y": 2.5}]}}},
        {"$remove": {"a": {"b": [{"y": 2.50, "z": 0}], "x": 1}}},
    )
    assert one["value"] == other["value"] == '{"b":[{"y":2.5,"z":0}],"x":1}'


def test_null_is_a_value_and_nothing_is_none() -> None:
    rows = people({"$set": {"a": None}, "$union": {"b": None}, "$delete": None, "$set_once": {}})
    assert [(row["operation"], row.get("property"), row.get("value")) for row in rows] == [
        ("$set", "a", "null"),
        ("$union", "b", "[null]"),
        ("$delete", None, None),
        ("$set_once", None, None),
    ]


@pytest.mark.parametrize(
    ("sent", "occurred_at"),
    [
        (1_795_244_400.5, datetime(2026, 11, 21, 7, 0, 0, 500_000)),
        (1_795_244_400_123, datetime(2026, 11, 21, 7, 0, 0, 123_000)),
        ("2026-11-21T08:00:00+01:00", datetime(2026, 11, 21, 7)),
        ("2026-11-21T07:00:00", datetime(2026, 11, 21, 7)),
        (None, RECEIVED_AT),
        (RECEIVED_AT_MS + 3_600_000, datetime(2026, 11, 22, 8)),
        (RECEIVED_AT_MS + 3_600_001, RECEIVED_AT),
    ],
)
def test_the_time_is_read_as_that_of_an_event(sent: object, occurred_at: datetime) -> None:
    (row,) = people({"$set": {"a": 1}, "$time": sent})
    assert row["occurred_at"] == occurred_at


def test_the_business_date_is_the_shops() -> None:
    (row,) = people({"$set": {"a": 1}, "$time": "2026-11-20T23:30:00Z"})
    assert str(row["business_date"]) == "2026-11-21"


@pytest.mark.parametrize("ignores", [True, "true"])
def test_whether_the_person_was_seen(ignores: object) -> None:
    seen, unseen = people({"$set": {"a": 1}}, {"$set": {"a": 1}, "$ignore_time": ignores})
    assert (seen["ignore_time"], unseen["ignore_time"]) == (False, True)


def keys(rows: list[Row]) -> list[int]:
    return [row["dedup_key"] for row in rows]


def test_an_update_with_an_id_is_one_update_however_often_it_comes() -> None:
    update = {"$set": {"a": 1, "b": 2}, "$mp_metadata": {"$mp_event_id": "1f2e"}}
    first = people(update)
    again = people({"$set": {"c": 0}}, update, receipt_id="r-2")[1:]
    assert [row["update_id"] for row in again] == ["1f2e", "1f2e"]
    assert keys(again) == keys(first)
    changed = people({**update, "$set": {"a": 2}})
    assert keys(changed) == keys(first)[:1]
    assert changed[0]["payload_fingerprint"] != first[0]["payload_fingerprint"]
    assert keys(people({**update, "$distinct_id": "bea"})) != keys(first)


def test_an_update_with_a_time_is_one_update_while_nothing_changes() -> None:
    update = {"$add": {"orders": 1}, "$time": 1_795_244_400.5}
    first = people(update)
    assert keys(people(update, receipt_id="r-2")) == keys(first)
    assert keys(people({**update, "$time": 1_795_244_401.5})) != keys(first)
    assert keys(people({**update, "$add": {"orders": 2}})) != keys(first)


def test_an_update_with_neither_counts_as_often_as_it_was_sent() -> None:
    update = {"$add": {"orders": 1}}
    first, second = people(update, update)
    assert first["dedup_key"] != second["dedup_key"]
    assert keys(people(update, update)) == keys([first, second])
    assert keys(people(update, receipt_id="r-2")) != [first["dedup_key"]]


def test_updates_of_one_body_sort_as_they_were_made() -> None:
    rows = people(*({"$set": {"step": step}} for step in range(12)))
    assert sorted(rows, key=lambda row: row["body_place"]) == rows
    assert len({row["body_place"] for row in rows}) == 12


@pytest.mark.parametrize(
    ("update", "reason", "field"),
    [
        ({"$set": {}, "$distinct_id": True}, "wrong_type", "$distinct_id"),
        ({"$set": {}, "$distinct_id": "x" * 256}, "too_large", None),
        ({"$set": {}, "$time": "soon"}, "wrong_type", "$time"),
        ({"$set": {}, "$time": -5}, "out_of_range", "$time"),
        ({"$unset": ["a"] * (MAX_EVENTS + 1)}, "too_large", None),
        ({"$set": 1}, "wrong_type", "$set"),
        ({}, "missing_field", "$set"),
    ],
)
def test_a_bad_update_costs_only_itself(update: Row, reason: str, field: str | None) -> None:
    bad = {"$distinct_id": "anna", **update}
    good = {"$distinct_id": "anna", "$set": {"a": 1}}
    rows, (rejected,) = land_profiles([good, bad, good], a_people_receipt())
    assert keys(rows) == [keys(people(good, good, good))[place] for place in (0, 2)]
    assert (rejected["reason"], rejected.get("field")) == (reason, field)
    assert (rejected["quarantine_id"], json.loads(rejected["raw"])) == ("r-1-1", bad)


@pytest.mark.parametrize("raw", ['{"a":1e999}', '{"a":"\\u12"}', '{"a":' + "[" * 5000 + "]" * 5000 + "}"])
def test_what_only_landing_reads_is_refused_there(raw: str) -> None:
    body = f'[{{"$distinct_id":"anna","$set":{raw}}}]'
    rows, (rejected,) = land_profiles(body, a_people_receipt(all_good=True))
    assert rows == []
    assert rejected["reason"] in ("not_json", "too_deep")


IDENTIFY = {
    "type": "identify",
    "messageId": "m-1",
    "userId": "anna",
    "traits": {"email": "a@b.c", "plan": "gold"},
    "timestamp": "2026-11-21T07:00:00Z",
}


def test_messages_of_one_moment_have_their_place_in_the_body() -> None:
    track = {"type": "track", "event": "Viewed", "messageId": "m-0", "userId": "anna"}
    rows = segment(
        track, {**IDENTIFY, "traits": {"plan": "gold"}, "messageId": "z"}, {**IDENTIFY, "messageId": "a"}
    )
    assert [(row["update_id"], row["body_place"]) for row in rows] == [("z", 1), ("a", 2), ("a", 2)]


def test_traits_of_an_identify_call() -> None:
    first, second = segment(IDENTIFY)
    assert (first["kind"], first["profile_id"], first["profile_key"]) == ("person", "anna", key_of("anna"))
    assert [(row["operation"], row["property"], row["value"]) for row in (first, second)] == [
        ("$set", "email", '"a@b.c"'),
        ("$set", "plan", '"gold"'),
    ]
    assert (first["update_id"], first["protocol"], first["place"], second["place"]) == (
        "m-1",
        "segment",
        0,
        1,
    )
    assert first["occurred_at"] == datetime(2026, 11, 21, 7)
    assert keys(segment({**IDENTIFY, "sentAt": "2026-11-21T07:00:05Z"})) == keys([first, second])


def test_the_message_is_an_event_as_well() -> None:
    (event,), rejected = land({"batch": [IDENTIFY]}, a_receipt(Protocol.SEGMENT))
    assert rejected == []
    assert (event["event_name"], event["event_id"]) == ("$identify", "m-1")
    assert json.loads(event["properties"])["traits"] == IDENTIFY["traits"]


def test_client_clocks_are_corrected_as_for_the_event() -> None:
    late = {**IDENTIFY, "timestamp": "2026-11-22T09:59:50Z"}
    row, _ = segment(late, sentAt="2026-11-22T10:00:00Z")
    assert row["occurred_at"] == datetime(2026, 11, 22, 6, 59, 50)


def test_traits_that_rudderstack_copies_count_once() -> None:
    message = {**IDENTIFY, "context": {"traits": {"plan": "silver", "city": "Rome"}}}
    assert {row["property"]: json.loads(row["value"]) for row in segment(message)} == {
        "email": "a@b.c",
        "plan": "gold",
        "city": "Rome",
    }
    del message["traits"]
    assert len(segment(message)) == 2


def test_traits_beside_a_batch_belong_to_each_identify_call() -> None:
    rows = segment({**IDENTIFY, "traits": None}, context={"traits": {"plan": "gold"}})
    assert [(row["property"], row["value"]) for row in rows] == [("plan", '"gold"')]


def test_the_traits_of_a_group_call_are_the_groups() -> None:
    message = {"type": "group", "userId": "anna", "groupId": 5, "traits": {"tier": 1}}
    (row,) = segment({**message, "context": {"traits": {"email": "a@b.c"}}})
    assert (row["kind"], row["group_key"], row["profile_id"]) == ("group", "group_id", "5")
    assert (row["property"], row["value"], row["profile_key"]) == ("tier", "1", key_of("group_id\x1f5"))


@pytest.mark.parametrize(
    "message",
    [
        {"type": "identify", "userId": "anna"},
        {"type": "identify", "userId": "anna", "traits": "none"},
        {"type": "group", "userId": "anna", "traits": {"tier": 1}},
        {"type": "group", "userId": "anna", "groupId": [{}], "traits": {"tier": 1}},
        {"type": "track", "event": "$identify", "userId": "anna", "traits": {"tier": 1}},
        {"type": "page", "userId": "anna", "context": {"traits": {"tier": 1}}},
    ],
)
def test_messages_that_change_no_profile(message: Row) -> None:
    assert segment(message) == []


def test_a_refused_message_changes_no_profile() -> None:
    body = {"batch": [{**IDENTIFY, "properties": {"order_id": {}}}, {**IDENTIFY, "messageId": "m-2"}]}
    rows, rejected = land_profiles(body, a_receipt(Protocol.SEGMENT))
    assert [row["update_id"] for row in rows] == ["m-2", "m-2"]
    assert len(rejected) == 1


def test_an_id_too_long_for_a_profile_stays_one_of_the_event() -> None:
    long = "u" * 256
    rows, (rejected,) = land_profiles(
        {**IDENTIFY, "userId": long}, a_receipt(Protocol.SEGMENT, route="/v1/identify")
    )
    assert (rows, rejected["reason"], rejected["quarantine_id"]) == ([], "too_large", "r-1-0")


OPERATIONS = sorted(BY_PROPERTY | {UNSET, DELETE})
NAMES = st.sampled_from([*OPERATIONS, "$time", "$ignore_time", "$mp_metadata", "$ip", "$token"])
WHOSE = st.sampled_from(["$distinct_id", "$group_key", "$group_id"])
OBJECTS = st.dictionaries(st.text(max_size=5), VALUES, max_size=3)
UPDATES = st.builds(
    lambda whose, operations: {**whose, **operations},
    st.dictionaries(WHOSE, st.text(max_size=5) | VALUES),
    st.dictionaries(NAMES, OBJECTS | st.lists(st.text(max_size=5), max_size=3) | VALUES, max_size=4),
)


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(["/engage", "/groups"]), st.lists(UPDATES | VALUES, min_size=1, max_size=4))
def test_every_update_ends_in_one_place(route: str, body: list[Any]) -> None:
    receipt, text = a_people_receipt(route=route), json.dumps(body)
    rows, rejected = land_profiles(text, receipt)
    assert len([row for row in rows if row["place"] == 0]) + len(rejected) == len(body)
    answered = {rejection.index for rejection in check_envelope(receipt, text.encode()).rejections}
    quarantined = {int(row["quarantine_id"].rpartition("-")[2]) for row in rejected}
    assert answered <= quarantined
    for row in rows:
        json.loads(row.get("value", "null"))
    assert land_profiles(text, receipt) == (rows, rejected)
