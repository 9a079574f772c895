"""Own JSON to rows, and what every protocol has in common: keys, times, types, quarantine."""

import json
from base64 import b64encode
from datetime import date, datetime, timedelta
from decimal import Decimal
from gzip import compress
from typing import Any

import pytest
from tally.adapters.landing.event_chunk import SCHEMA
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.receipt import Protocol
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import RECEIVED_AT_MS, a_receipt, an_event, land, land_one, refuse_one

RECEIVED_AT = datetime(2026, 11, 22, 7)


class TestRows:
    def test_every_column_of_an_order(self) -> None:
        event = an_event(
            event="Order Completed",
            event_id="o-1",
            occurred_at="2026-11-22T07:59:58.250+01:00",
            device_id="d-1",
            session_hint="s-1",
            platform="IOS",
            properties={
                "os": "iOS",
                "country": "IT",
                "order_id": 4711,
                "revenue": "59.90",
                "currency": "EUR",
                "coupon": "SPRING",
                "gclid": "G1",
                "products": [
                    {"product_id": "P1", "price": 19.95, "quantity": 2, "position": 1},
                    {"product_id": 2, "price": "20", "quantity": "1", "name": "Bag"},
                ],
                "gift": True,
            },
        )
        row = land_one(event)
        line = dict.fromkeys(("sku", "name", "category", "brand", "variant", "coupon"))
        expected = {
            "event_id": "o-1",
            "id_hash": key_of("o-1"),
            "dedup_key": key_of("o-1\x1fOrder Completed\x1fu-1"),
            "event_name": "Order Completed",
            "event_class": "business",
            "occurred_at": datetime(2026, 11, 22, 6, 59, 58, 250_000),
            "received_at": RECEIVED_AT,
            "business_date": date(2026, 11, 22),
            "distinct_id": "u-1",
            "device_id": "d-1",
            "user_id": "u-1",
            "sent_person_key": key_of("u-1"),
            "session_hint": "s-1",
            "platform": "ios",
            "os": "iOS",
            "country": "IT",
            "order_id": "4711",
            "revenue": Decimal("59.90"),
            "currency": "EUR",
            "coupon": "SPRING",
            "click_id": "G1",
            "click_id_name": "gclid",
            "products": [
                {**line, "product_id": "P1", "price": Decimal("19.95"), "quantity": 2},
                {**line, "product_id": "2", "price": Decimal("20.00"), "quantity": 1, "name": "Bag"},
            ],
            "protocol": "tally",
            "source": "shop",
            "payload_fingerprint": key_of(json.dumps(event)),
            "batch_id": "b-1",
            "plan_version": 0,
        }
        left = {"gclid": "G1", "gift": True, "products": [{"position": 1}, {}]}
        assert json.loads(row.pop("properties")) == left
        assert row == expected

    def test_an_order_of_one_product_needs_no_list(self) -> None:
        properties = {"order_id": "1", "product_id": "P1", "price": 19.95, "quantity": 2}
        row = land_one(an_event(event="Order Completed", properties=properties))
        (line,) = row["products"]
        assert (line["product_id"], line["price"], line["quantity"]) == ("P1", Decimal("19.95"), 2)
        assert (row["product_id"], row["price"], row["quantity"]) == ("P1", Decimal("19.95"), 2)
        assert "products" not in land_one(an_event(event="Product Added", properties=properties))

    def test_what_no_column_takes_stays_in_the_properties(self) -> None:
        event = an_event(properties={"a": [1, {"b": None}], "event_name": "x"}, shelf=7)
        assert json.loads(land_one(event)["properties"]) == {
            "a": [1, {"b": None}],
            "event_name": "x",
            "shelf": 7,
        }
        assert "properties" not in land_one(an_event(properties={"os": "iOS"}))

    def test_a_stray_field_never_overwrites_a_property(self) -> None:
        row = land_one(an_event(properties={"shelf": 1}, shelf=2))
        assert json.loads(row["properties"]) == {"shelf": 1, "$shelf": 2}

    def test_version_one_names_are_kept_beside_the_canonical_one(self) -> None:
        row = land_one(an_event(event="Completed Order"))
        assert (row["event_name"], json.loads(row["properties"])) == (
            "Order Completed",
            {"$event_as_sent": "Completed Order"},
        )
        assert row["dedup_key"] == key_of("e-1\x1fCompleted Order\x1fu-1")

    def test_columns_and_types_are_those_of_the_list(self) -> None:
        events, *_ = ColumnReader(ShopClock()).read("b-1", [(a_receipt(), json.dumps(an_event()).encode())])
        assert events.schema == SCHEMA

    def test_a_device_only(self) -> None:
        row = land_one(an_event(user_id=None, device_id="d-1"))
        assert (row["distinct_id"], row["sent_person_key"]) == ("$device:d-1", key_of("$device:d-1"))
        assert "user_id" not in row

    def test_ids_sent_as_numbers_are_text(self) -> None:
        row = land_one(an_event(event_id=12345678901234567890123, user_id=7, device_id=1.50))
        assert (row["event_id"], row["user_id"], row["device_id"]) == ("12345678901234567890123", "7", "1.5")

    def test_events_without_id_take_it_from_the_receipt(self) -> None:
        events, _ = land([an_event(event_id=None), an_event(event_id="")])
        assert [row["event_id"] for row in events] == ["r-1-0", "r-1-1"]

    def test_keys_match_the_signed_big_endian_hash_of_athena(self) -> None:
        # from_big_endian_64(xxhash64(to_utf8(''))) and of 'a' in Trino: ef46db3751d8e999 and d24ec4f1a98c6e5b
        assert key_of("") == -1205034819632174695
        assert key_of("a") == int.from_bytes(bytes.fromhex("d24ec4f1a98c6e5b"), "big", signed=True)

    def test_rows_keep_the_order_of_the_body_over_chunks(self) -> None:
        body = [an_event(event_id=f"e-{number}") for number in range(2500)]
        events, _ = land(body)
        assert [row["event_id"] for row in events] == [event["event_id"] for event in body]

    def test_one_huge_event_closes_its_chunk(self) -> None:
        big = an_event(event_id="big", properties={"x": "y" * 1_000_000})
        events, rejected = land([an_event(), *[big] * 9])
        assert (len(events), rejected) == (10, [])
        assert json.loads(events[1]["properties"]) == {"x": "y" * 1_000_000}


class TestTimes:
    def test_no_time_is_the_time_of_arrival(self) -> None:
        assert land_one(an_event())["occurred_at"] == RECEIVED_AT

    def test_old_events_land_on_their_own_day(self) -> None:
        row = land_one(an_event(occurred_at="2026-10-24T23:30:00Z"))
        assert (row["occurred_at"], row["business_date"]) == (
            datetime(2026, 10, 24, 23, 30),
            date(2026, 10, 25),
        )

    def test_the_far_future_becomes_the_time_of_arrival_and_is_kept_as_sent(self) -> None:
        row = land_one(an_event(occurred_at="2026-11-22T08:00:00.001Z"))
        assert row["occurred_at"] == RECEIVED_AT
        assert json.loads(row["properties"]) == {"$time_as_sent": "2026-11-22T08:00:00.001Z"}

    def test_an_hour_ahead_is_believed(self) -> None:
        row = land_one(an_event(occurred_at="2026-11-22T08:00:00Z"))
        assert row["occurred_at"] == datetime(2026, 11, 22, 8)
        assert "properties" not in row

    def test_sent_at_corrects_the_clock(self) -> None:
        sent = {"occurred_at": RECEIVED_AT_MS + 7_200_000, "sent_at": RECEIVED_AT_MS + 7_205_000}
        assert land_one(an_event(**sent))["occurred_at"] == datetime(2026, 11, 22, 6, 59, 55)
        assert land_one(an_event(sent_at=RECEIVED_AT_MS + 10**9))["occurred_at"] == RECEIVED_AT

    @pytest.mark.parametrize("time", [0, -1, "1970-12-31T23:59:59Z", 31_535_999])
    def test_before_1971_is_quarantined(self, time: object) -> None:
        assert refuse_one(an_event(occurred_at=time)) == ("out_of_range", "occurred_at")

    @pytest.mark.parametrize(
        "sent_at",
        [
            "9999-05-28T13:13:23.260Z",
            "2026-11-23T07:00:00.001Z",
            "2026-11-22T05:00:00Z",  # before the event
            "1970-01-01T00:00:05.000Z",
            "0000-00-00T00:00:00Z",
            "yesterday",
            "",
            0,
            10**300,
            True,
            {"at": 1},
            [],
        ],
    )
    def test_a_time_of_sending_that_cannot_be_costs_no_event(self, sent_at: object) -> None:
        row = land_one(an_event(occurred_at="2026-11-22T06:00:00Z", sent_at=sent_at))
        assert row["occurred_at"] == datetime(2026, 11, 22, 6)
        assert row["violations"] == ["odd_value:sent_at"]
        assert json.loads(row["properties"]) == {"sent_at": sent_at}

    def test_a_time_moved_by_more_than_a_day_is_told(self) -> None:
        old = land_one(an_event(occurred_at="2026-11-19T07:00:00Z", sent_at="2026-11-19T07:00:05Z"))
        assert old["occurred_at"] == RECEIVED_AT - timedelta(seconds=5)
        assert old["claimed_at"] == datetime(2026, 11, 19, 7)
        future = land_one(an_event(occurred_at="2026-11-24T07:00:00Z"))
        assert (future["occurred_at"], future["claimed_at"]) == (RECEIVED_AT, datetime(2026, 11, 24, 7))
        for near in ({"sent_at": "2026-11-22T06:00:01Z"}, {"sent_at": None}):
            assert "claimed_at" not in land_one(an_event(occurred_at="2026-11-22T06:00:00Z", **near))
        assert "claimed_at" not in land_one(an_event(occurred_at="2020-11-22T06:00:00Z"))

    @pytest.mark.parametrize(
        ("timezone", "moment", "day"),
        [
            ("Europe/Rome", "2026-11-21T22:59:59.999Z", date(2026, 11, 21)),
            ("Europe/Rome", "2026-11-21T23:00:00Z", date(2026, 11, 22)),
            ("Europe/Rome", "2026-07-01T22:00:00Z", date(2026, 7, 2)),
            ("Asia/Kathmandu", "2026-11-21T18:14:59.999Z", date(2026, 11, 21)),
            ("Asia/Kathmandu", "2026-11-21T18:15:00Z", date(2026, 11, 22)),
            ("Pacific/Apia", "2011-12-30T09:59:59Z", date(2011, 12, 29)),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", date(2011, 12, 31)),
        ],
    )
    def test_business_dates_are_the_shops(self, timezone: str, moment: str, day: date) -> None:
        body = json.dumps(an_event(occurred_at=moment)).encode()
        events, *_ = ColumnReader(ShopClock(timezone)).read("b", [(a_receipt(), body)])
        assert events["business_date"].to_pylist() == [day]


class TestTypes:
    @pytest.mark.parametrize(
        ("name", "sent", "read"),
        [
            ("revenue", 30.299999999999997, Decimal("30.30")),
            ("revenue", 99_999_999_999_999, Decimal("99999999999999")),
            ("revenue", 19.995, Decimal("19.995")),
            ("revenue", 12.500000001, Decimal("12.5")),
            ("revenue", " +15. ", Decimal(15)),
            ("revenue", ".5", Decimal("0.5")),
            ("price", 10 / 3, Decimal("3.333333")),
            ("price", "3.3333", Decimal("3.3333")),
            ("quantity", 0.35, Decimal("0.35")),
            ("quantity", "1.5", Decimal("1.5")),
            ("quantity", "1,5", Decimal("1.5")),
            ("revenue", "12,50", Decimal("12.50")),
            ("quantity", 999_999_999, Decimal(999_999_999)),
            ("revenue", "123456789012.34", Decimal("123456789012.34")),
            ("revenue", 123456789012.34, Decimal("123456789012.34")),
            ("quantity", 2.0, 2),
            ("quantity", "2", 2),
            ("order_id", 12.50, "12.5"),
            ("order_id", 10**30, str(10**30)),
        ],
    )
    def test_read_without_loss(self, name: str, sent: object, read: object) -> None:
        assert land_one(an_event(properties={name: sent}))[name] == read

    @pytest.mark.parametrize(
        ("name", "sent"),
        [
            ("revenue", "1.234,50"),
            ("revenue", "1.200"),
            ("revenue", "59.90 EUR"),
            ("revenue", "1 200.00"),
            ("revenue", "1e3"),
            ("revenue", True),
            ("revenue", 10**14),
            ("revenue", 1e300),
            ("revenue", "1234567890123456789.00"),
            ("price", [1]),
            ("quantity", 10**9),
            ("quantity", "two"),
            ("quantity", 2**70),
            ("quantity", False),
            ("order_id", {"a": 1}),
            ("product_id", ["P"]),
        ],
    )
    def test_quarantined_with_the_field(self, name: str, sent: object) -> None:
        bad = an_event(event_id="bad", properties={name: sent})
        events, rejected = land([an_event(event_id="a"), bad, an_event(event_id="b")])
        assert [row["event_id"] for row in events] == ["a", "b"]
        (row,) = rejected
        assert (row["event_id"], row["reason"], row["field"]) == ("bad", "wrong_type", f"properties.{name}")
        assert json.loads(row["raw"]) == bad
        assert name not in row

    def test_the_price_of_an_order_without_list_is_named_as_sent(self) -> None:
        properties = {"product_id": "P1", "price": "free"}
        event = an_event(event="Order Completed", properties=properties)
        assert refuse_one(event) == ("wrong_type", "properties.price")

    def test_digits_beyond_a_double_count(self) -> None:
        body = '{"event":"A","user_id":"u","properties":{"price":%s}}'
        assert land(body % "1234567890123.45")[0][0]["price"] == Decimal("1234567890123.45")
        assert land(body % "12345678901234.567891")[0][0]["price"] == Decimal("12345678901234.567891")
        assert land(body % "123456789012345.5")[1][0]["field"] == "properties.price"
        assert land(body % "0.30000000000000000001")[0][0]["price"] == Decimal("0.30")


class TestQuarantine:
    def test_a_refused_event_can_be_sent_again_from_its_row(self) -> None:
        body = json.dumps([an_event(), {"event": "", "user_id": "u"}])
        receipt = a_receipt(query="write_key=secret&a=1")
        _, (row,) = land(body, receipt)
        expected = {
            "received_at": RECEIVED_AT,
            "protocol": "tally",
            "source": "shop",
            "batch_id": "b-1",
            "quarantine_id": "r-1-1",
            "reason": "missing_field",
            "field": "event",
            "detail": "event is missing or empty",
            "raw": '{"event": "", "user_id": "u"}',
            "raw_encoding": "text",
            "route": "/v1/events",
            "query": "a=1",
        }
        assert {name: row[name] for name in expected} == expected

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", "not_json"),
            (b"hello", "not_json"),
            (b'{"event":', "not_json"),
            (b'{"event":"\xff"}', "not_utf8"),
            (b"\x1f\x8bnonsense", "not_gzip"),
            (compress(b" " * 30_000_000), "too_large"),
        ],
    )
    def test_whole_bodies(self, body: bytes, reason: str) -> None:
        receipt = a_receipt(is_base64=True)
        events, rejected = land(b64encode(body), receipt)
        assert events == []
        (row,) = rejected
        assert (row["reason"], row["quarantine_id"]) == (reason, "r-1")
        raw = row.get("raw", "")
        assert (raw if row["raw_encoding"] == "base64" else b64encode(raw.encode()).decode()) == b64encode(
            body
        ).decode()

    @pytest.mark.parametrize("cut", [1, 8, 9])
    def test_what_a_cut_gzip_body_still_gives(self, cut: int) -> None:
        text = b'{"event":"A","user_id":1}'
        _, (row,) = land(b64encode(compress(text)[:-cut]), a_receipt(is_base64=True))
        assert (row["reason"], row["raw"].encode()) == ("not_gzip", text)

    def test_what_a_form_held(self) -> None:
        receipt = a_receipt(Protocol.MIXPANEL, query="verbose=1")
        _, (row,) = land(b"ip=1&data=" + b64encode(b'[{"event":'), receipt)
        assert (row["reason"], row["raw"], row["query"]) == ("not_json", '[{"event":', "verbose=1")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("7", "not_an_event"),
            ('{"event":"A","user_id":"u","properties":{"a":NaN}}', "not_json"),
            ('{"event":"A","user_id":"u","properties":{"a":1e999}}', "not_json"),
            ('{"event":"A","user_id":"u","properties":{"a":1e1000000000000000000}}', "not_json"),
            ('{"event":"A","user_id":"u","properties":{"a":' + "9" * 4301 + "}}", "not_json"),
            ('{"event":"A","user_id":"u","properties":{"a":0e1000000000000000000,"price":[]}}', "wrong_type"),
            ('{"event":"A","user_id":"u","properties":{"a":"\\u12"}}', "not_json"),
            ('{"event":"A","user_id":"u","properties":{"a":' + "[" * 9999 + "]" * 9999 + "}}", "too_deep"),
            ('{"event":"A","user_id":"u","properties":{"a":"' + "x" * 1_048_576 + '"}}', "too_large"),
            ('{"event":"A","user_id":"u","properties":[0]}', "wrong_type"),
            ('{"event":7,"user_id":"u"}', "wrong_type"),
            ('{"event":"A","user_id":["u"]}', "wrong_type"),
            ('{"event":"A"}', "missing_field"),
            ('{"event":"A","user_id":""}', "missing_field"),
        ],
    )
    def test_one_bad_event_costs_only_itself(self, text: str, reason: str) -> None:
        good = json.dumps(an_event())
        events, rejected = land(f"[{good},{text},{good}]")
        assert len(events) == 2
        (row,) = rejected
        assert (row["reason"], row["raw"], row["quarantine_id"]) == (reason, text, "r-1-1")

    def test_duplicate_names_take_the_last(self) -> None:
        events, _ = land('{"event":"A","user_id":"u","user_id":"v","properties":{"os":"a","os":"b"}}')
        assert (events[0]["user_id"], events[0]["os"]) == ("v", "b")

    def test_nothing_without_a_name_lands_even_if_it_was_called_good(self) -> None:
        receipt = a_receipt(all_good=True)
        assert refuse_one({"user_id": "u"}, receipt) == ("missing_field", "event")
        assert refuse_one({"event": "", "user_id": "u"}, receipt) == ("missing_field", "event")

    def test_messages_of_others_are_kept_whole(self) -> None:
        stray = QueueMessage("m-1", RECEIVED_AT_MS, "who wrote this? \ud800")
        events, _, rejected = ColumnReader(ShopClock()).read("b-1", [], [stray])
        (row,) = rejected.to_pylist()
        assert len(events) == 0
        assert (row["reason"], row["raw_encoding"], row["received_at"]) == (
            "not_an_event",
            "base64",
            RECEIVED_AT,
        )

    def test_ids_do_not_depend_on_the_batch(self) -> None:
        reader = ColumnReader(ShopClock())
        bad = [a_receipt(receipt_id=f"r-{number}") for number in range(3)]
        parcels = [
            (receipt, b'[{"event":"A","user_id":"u","properties":{"price":"x"}},{}]') for receipt in bad
        ]
        together = reader.read("b-1", parcels)[2]["quarantine_id"].to_pylist()
        apart = [
            key for parcel in parcels for key in reader.read("b", [parcel])[2]["quarantine_id"].to_pylist()
        ]
        assert sorted(together) == sorted(apart)
        assert len(set(apart)) == 6


def test_protocols_side_by_side_in_one_batch() -> None:
    bodies: dict[Protocol, Any] = {
        Protocol.TALLY: an_event(),
        Protocol.MIXPANEL: {"event": "A", "properties": {"distinct_id": "u"}},
        Protocol.SEGMENT: {"batch": [{"type": "track", "event": "A", "userId": "u"}]},
    }
    parcels = [(a_receipt(protocol), json.dumps(body).encode()) for protocol, body in bodies.items()]
    events, _, rejected = ColumnReader(ShopClock()).read("b-1", parcels)
    assert sorted(events["protocol"].to_pylist()) == ["mixpanel", "segment", "tally"]
    assert len(rejected) == 0
