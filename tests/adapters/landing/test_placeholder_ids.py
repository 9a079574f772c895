"""Ids that mean nobody count as absent, are kept as sent, and are told: wherever an id stands."""

import json
from typing import Any

import pytest
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.receipt import Protocol
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import Row, a_receipt, an_event, land, land_one, land_profiles, refuse_one

MIXPANEL = a_receipt(Protocol.MIXPANEL)
SEGMENT = a_receipt(Protocol.SEGMENT)


def segment(**fields: Any) -> Row:
    message = {"type": "track", "event": "A", "messageId": "m-1", "anonymousId": "d-1", **fields}
    return {"batch": [{name: value for name, value in message.items() if value is not None}]}


def mixpanel(name: str = "A", **properties: Any) -> Row:
    return {"event": name, "properties": {"time": 1_795_330_000, "$insert_id": "i-1", **properties}}


def properties_of(row: Row) -> Row:
    found: Row = json.loads(row.get("properties") or "{}")
    return found


@pytest.mark.parametrize(
    "sent", ["undefined", "NULL", " ", "0", 0, -1, "[object Object]", "userId", False, [], {}]
)
def test_a_user_of_our_own_json(sent: Any) -> None:
    row = land_one(an_event(user_id=sent, device_id="d-1"))
    assert (row.get("user_id"), row["device_id"], row["distinct_id"]) == (None, "d-1", "$device:d-1")
    assert row["violations"] == ["placeholder_id:user_id"]
    assert properties_of(row) == {"user_id": sent}


def test_an_event_of_nobody_is_stored_as_one() -> None:
    row = land_one(an_event(user_id="undefined"))
    assert [row.get(name) for name in ("user_id", "device_id", "distinct_id", "sent_person_key")] == [
        None
    ] * 4
    assert row["violations"] == ["placeholder_id:user_id"]


@pytest.mark.parametrize("sent", ["null", "anonymousId", "00000000-0000-0000-0000-000000000000", True])
def test_a_device_of_segment(sent: Any) -> None:
    row = land_one(segment(anonymousId=sent, userId="u-1"), SEGMENT)
    assert (row["user_id"], row.get("device_id"), row["distinct_id"]) == ("u-1", None, "u-1")
    assert row["violations"] == ["placeholder_id:anonymousId"]
    assert properties_of(row)["anonymousId"] == sent


@pytest.mark.parametrize(
    ("ids", "user_id", "device_id", "told"),
    [
        ({"distinct_id": "undefined"}, None, None, ["distinct_id"]),
        ({"distinct_id": "$device:0"}, None, None, ["distinct_id"]),
        ({"$user_id": "none", "$device_id": "d-1"}, None, "d-1", ["$user_id"]),
        ({"$user_id": "u-1", "$device_id": "nil", "distinct_id": "u-1"}, "u-1", None, ["$device_id"]),
        (
            {"$user_id": [], "$device_id": "d-1", "distinct_id": False},
            None,
            "d-1",
            ["$user_id", "distinct_id"],
        ),
    ],
)
def test_who_a_mixpanel_event_is_of(
    ids: Row, user_id: str | None, device_id: str | None, told: list[str]
) -> None:
    row = land_one(mixpanel(**ids), MIXPANEL)
    assert (row.get("user_id"), row.get("device_id")) == (user_id, device_id)
    assert row["violations"] == [f"placeholder_id:{name}" for name in told]


@pytest.mark.parametrize("sent", ["undefined", "null", "", "0", "{{ event.id }}", False, []])
def test_an_event_id_is_made_of_the_receipt(sent: Any) -> None:
    rows, rejected = land([an_event(event_id=sent), an_event(event_id=sent, properties={"n": 2})])
    assert ([row["event_id"] for row in rows], rejected) == (["r-1-0", "r-1-1"], [])
    assert len({row["dedup_key"] for row in rows}) == 2
    assert rows[0]["violations"] == ["placeholder_id:event_id"]


@pytest.mark.parametrize("sent", ["undefined", "", " ", "0", 0, "(not set)", "Unknown", "order_id", "000"])
def test_an_order_number(sent: Any) -> None:
    row = land_one(an_event(event="Order Completed", properties={"order_id": sent, "revenue": 1}))
    assert ("order_id" in row, row["violations"]) == (False, ["placeholder_id:order_id"])
    assert properties_of(row) == {"order_id": sent}


@pytest.mark.parametrize("first", ["", "undefined", " "])
def test_a_placeholder_hides_no_id_under_another_name(first: str) -> None:
    row = land_one(an_event(properties={"order_id": first, "orderId": "7"}))
    assert (row["order_id"], properties_of(row)) == ("7", {"order_id": first})
    row = land_one(mixpanel(**{"$user_id": first, "$identified_id": " u-1", "$device_id": "d-1"}), MIXPANEL)
    assert (row["user_id"], row["distinct_id"]) == ("u-1", "u-1")


def test_products_of_lines_have_one_form_as_numbers() -> None:
    line = {"product_id": 4711.0, "sku": 12.0, "variant": 1.0}
    row = land_one(an_event(event="Order Completed", properties={"products": [line]}))
    [stored] = row["products"]
    assert (stored["product_id"], stored["sku"], stored["variant"]) == ("4711", "12", "1.0")


@pytest.mark.parametrize("name", ["product_id", "sku"])
@pytest.mark.parametrize("sent", ["4711", "4711.0", " 4711\u200b", 4711.0])
def test_a_product_of_a_line_is_one_however_it_is_written(name: str, sent: Any) -> None:
    row = land_one(an_event(event="Order Completed", properties={"products": [{name: sent, "price": 1}]}))
    assert row["products"][0][name] == "4711"


@pytest.mark.parametrize("name", ["product_id", "sku"])
@pytest.mark.parametrize("sent", ["undefined", "0", "{{ product.id }}"])
def test_a_product_of_a_line_that_means_none_is_told_and_kept(name: str, sent: Any) -> None:
    row = land_one(an_event(event="Order Completed", properties={"products": [{name: sent, "price": 1}]}))
    assert (row["products"][0][name], properties_of(row)["products"]) == (None, [{name: sent}])
    assert row["violations"] == [f"placeholder_id:products.{name}"]


@pytest.mark.parametrize("sent", [{}, [], False])
def test_an_order_number_of_another_type_still_counts(sent: Any) -> None:
    assert refuse_one(an_event(properties={"order_id": sent})) == ("wrong_type", "properties.order_id")


@pytest.mark.parametrize("sent", [{}, [], False])
def test_an_id_of_another_type_needs_another_beside_it(sent: Any) -> None:
    assert refuse_one(an_event(user_id=sent))[0] == "wrong_type"
    assert refuse_one(segment(anonymousId=None, userId=sent), SEGMENT)[0] == "wrong_type"
    assert refuse_one(mixpanel(distinct_id=sent), MIXPANEL)[0] == "wrong_type"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [(4711.0, "4711"), (1e3, "1000"), (" u-1\n", "u-1"), ("Jose\u0301", "Jos\xe9"), (17, "17")],
)
def test_ids_have_one_form(sent: Any, stored: str) -> None:
    row = land_one(an_event(user_id=sent, event_id=sent, properties={"order_id": sent, "product_id": sent}))
    assert [row[name] for name in ("user_id", "event_id", "order_id", "product_id")] == [stored] * 4
    assert "violations" not in row


def test_sdks_empty_text_is_nobody_and_nothing_odd() -> None:
    row = land_one(segment(userId=""), SEGMENT)
    assert (row.get("user_id"), row["distinct_id"], "violations" in row) == (None, "$device:d-1", False)


@pytest.mark.parametrize("user_id", ["d-1", "$device:d-1", " d-1 "])
def test_a_user_id_that_is_the_own_device_is_no_user(user_id: str) -> None:
    row = land_one(segment(userId=user_id), SEGMENT)
    assert (row.get("user_id"), row["distinct_id"]) == (None, "$device:d-1")
    assert (row["violations"], properties_of(row)["userId"]) == (["placeholder_id:userId"], user_id)


@pytest.mark.parametrize(
    ("kind", "named", "sent", "kept"),
    [
        ("alias", "previousId", "undefined", None),
        ("alias", "previousId", {}, None),
        ("alias", "previousId", "$device:0", None),
        ("group", "groupId", "null", None),
        ("group", "groupId", False, None),
        ("group", "groupId", ["4714", "none"], ["4714", None]),
    ],
)
def test_ids_that_identity_events_name(kind: str, named: str, sent: Any, kept: Any) -> None:
    row = land_one(segment(type=kind, event=None, userId="u-1", **{named: sent}), SEGMENT)
    assert properties_of(row) == {named: kept, f"${named}_as_sent": sent}
    assert row["violations"] == [f"placeholder_id:{named}"]


def test_they_have_one_form_as_well() -> None:
    row = land_one(segment(type="alias", event=None, userId="u-1", previousId=17.0), SEGMENT)
    assert properties_of(row) == {"previousId": "17", "$previousId_as_sent": 17.0}
    assert "violations" not in row


def test_ids_that_mixpanels_identity_events_name() -> None:
    row = land_one(mixpanel("$identify", **{"$identified_id": "u-1", "$anon_distinct_id": "none"}), MIXPANEL)
    assert (row["violations"], properties_of(row)) == (
        ["placeholder_id:$anon_distinct_id"],
        {"$anon_distinct_id": None, "$anon_distinct_id_as_sent": "none"},
    )
    row = land_one(mixpanel("$merge", **{"$distinct_ids": ["u-1", "undefined"]}), MIXPANEL)
    assert properties_of(row)["$distinct_ids"] == ["u-1", None]
    row = land_one(mixpanel("$create_alias", distinct_id="u-1", alias=17), MIXPANEL)
    assert (properties_of(row), "violations" in row) == ({"alias": 17}, False)


def test_a_plan_has_placeholders_and_addresses_of_its_own() -> None:
    plan = landing_plan(parse_plan('placeholder_ids = ["Demo"]\nemail_ids_ignore_case = true'), b"")
    events = [
        {"event": "$a", "user_id": user_id, "device_id": "d-1", "properties": {"order_id": "O@1"}}
        for user_id in ("DEMO", "Anna@Shop.example", "u-1")
    ]
    read = ColumnReader(ShopClock(), plan).read("b-1", [(a_receipt(), json.dumps(events).encode())])
    rows = read.events.to_pylist()
    assert [row["user_id"] for row in rows] == [None, "anna@shop.example", "u-1"]
    assert [row["violations"] for row in rows] == [["placeholder_id:user_id"], None, None]
    assert {row["order_id"] for row in rows} == {"O@1"}


class TestProfiles:
    @pytest.mark.parametrize(
        ("group_id", "profiles"),
        [
            (4711.0, ["4711"]),
            (" 4711 ", ["4711"]),
            (["4714", 4715.0, "4714"], ["4714", "4715"]),
            ([["4714"], "4715"], ["4715"]),
            ("undefined", []),
            (False, []),
        ],
    )
    def test_groups_of_segment(self, group_id: Any, profiles: list[str]) -> None:
        message = segment(type="group", event=None, userId="u-1", groupId=group_id, traits={"tier": "b2b"})
        rows, rejected = land_profiles(message, SEGMENT)
        assert ([row["profile_id"] for row in rows], rejected) == (profiles, [])
        event = land_one(message, SEGMENT)
        assert properties_of(event)["traits"] == {"tier": "b2b"}
        assert ("violations" in event) is (profiles == [] or group_id == [["4714"], "4715"])

    @pytest.mark.parametrize("group_id", [4716.0, "4716", " 4716", ["4716"]])
    def test_groups_of_mixpanel_are_one(self, group_id: Any) -> None:
        update = {"$group_key": "company", "$group_id": group_id, "$set": {"tier": "b2b"}}
        rows, _ = land_profiles([update], a_receipt(Protocol.MIXPANEL, route="/groups"))
        assert [row["profile_id"] for row in rows] == ["4716"]

    @pytest.mark.parametrize(
        ("group_id", "reason"),
        [
            ("null", "missing_field"),
            ("company", "missing_field"),
            ([], "wrong_type"),
            (["a", {}], "wrong_type"),
        ],
    )
    def test_groups_that_are_none_wait_in_quarantine(self, group_id: Any, reason: str) -> None:
        update = {"$group_key": "company", "$group_id": group_id, "$set": {"tier": "b2b"}}
        rows, rejected = land_profiles([update], a_receipt(Protocol.MIXPANEL, route="/groups"))
        assert (rows, [(row["reason"], row["field"]) for row in rejected]) == ([], [(reason, "$group_id")])

    def test_a_group_update_of_too_many_groups_is_refused_once(self) -> None:
        update = {"$group_key": "k", "$group_id": list(range(1, 30_001)), "$set": {"a": 1, "b": 2}}
        rows, rejected = land_profiles([update], a_receipt(Protocol.MIXPANEL, route="/groups"))
        assert (rows, [row["reason"] for row in rejected]) == ([], ["too_large"])

    @pytest.mark.parametrize("distinct_id", ["undefined", "0", 0, "$device:null"])
    def test_people_that_are_nobody_wait_in_quarantine(self, distinct_id: Any) -> None:
        update = {"$distinct_id": distinct_id, "$set": {"a": 1}}
        rows, rejected = land_profiles([update], a_receipt(Protocol.MIXPANEL, route="/engage"))
        assert (rows, [row["reason"] for row in rejected]) == ([], ["missing_field"])

    def test_traits_go_to_the_device_where_the_user_is_nobody(self) -> None:
        message = segment(type="identify", event=None, userId="undefined", traits={"a": 1})
        rows, _ = land_profiles(message, SEGMENT)
        assert [row["profile_id"] for row in rows] == ["$device:d-1"]

    def test_traits_of_nobody_stay_with_their_event(self) -> None:
        message = segment(type="identify", event=None, anonymousId=None, userId="undefined", traits={"a": 1})
        assert land_profiles(message, SEGMENT) == ([], [])
        assert properties_of(land_one(message, SEGMENT))["traits"] == {"a": 1}

    def test_an_update_id_that_is_a_placeholder_is_none(self) -> None:
        updates = [
            {"$distinct_id": "u-1", "$add": {"n": 1}, "$mp_metadata": {"$mp_event_id": "null"}}
            for _ in range(2)
        ]
        rows, _ = land_profiles(updates, a_receipt(Protocol.MIXPANEL, route="/engage"))
        assert len({row["dedup_key"] for row in rows}) == 2


def test_a_common_event_costs_no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("read one by one")

    monkeypatch.setattr("tally.adapters.landing.id_columns._read_each", fail)
    body = json.dumps([an_event(event_id=f"e-{n}", user_id=f"u-{n}", device_id="d-1") for n in range(50)])
    read = ColumnReader(ShopClock()).read("b-1", [(a_receipt(), body.encode())])
    assert read.events.num_rows == 50
