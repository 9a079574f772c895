"""What Mixpanel's, Segment's and RudderStack's SDKs send, as rows."""

import base64
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.routes import ROUTES

from tests.landing import RECEIVED_AT_MS, Row, a_receipt, land, land_one, refuse_one
from tests.sdk_requests import route_in

MIXPANEL = a_receipt(Protocol.MIXPANEL)
SEGMENT = a_receipt(Protocol.SEGMENT)


def mixpanel(event: str = "A", **fields: Any) -> Row:
    """One Mixpanel event; fields are its properties."""
    return {"event": event, "properties": {"token": "t", "distinct_id": "u-1", **fields}}


def segment(kind: str = "track", **fields: Any) -> Row:
    """One Segment message."""
    return {"type": kind, "messageId": "m-1", "userId": "u-1", **fields}


def land_segment(message: Row, **envelope: Any) -> Row:
    return land_one({"batch": [message], **envelope}, SEGMENT)


class TestMixpanel:
    def test_a_browser_event(self) -> None:
        row = land_one(
            mixpanel(
                "Product Viewed",
                **{
                    "$os": "Mac OS X",
                    "$browser": "Chrome",
                    "$current_url": "https://shop.example/p/7",
                    "current_url_path": "/p/7",
                    "$referring_domain": "news.example",
                    "$device": "iPad",
                    "mp_country_code": "IT",
                    "utm_source": "news",
                    "gclid": "G",
                    "mp_lib": "web",
                    "$lib_version": "2.83.0",
                    "time": RECEIVED_AT_MS / 1000 - 1,
                    "$insert_id": "i-1",
                    "$device_id": "d-1",
                    "distinct_id": "$device:d-1",
                    "price": 12.5,
                },
            ),
            MIXPANEL,
        )
        assert json.loads(row.pop("properties")) == {"gclid": "G", "mp_lib": "web", "$lib_version": "2.83.0"}
        told = {
            name: row[name] for name in ("os", "browser", "device_model", "country", "utm_source", "platform")
        }
        assert told == {
            "os": "Mac OS X",
            "browser": "Chrome",
            "device_model": "iPad",
            "country": "IT",
            "utm_source": "news",
            "platform": "web",
        }
        assert (row["url"], row["path"], row["referrer_domain"], row["click_id"]) == (
            "https://shop.example/p/7",
            "/p/7",
            "news.example",
            "G",
        )
        assert (row["event_id"], row["distinct_id"], row["device_id"]) == ("i-1", "$device:d-1", "d-1")
        assert row["occurred_at"] == datetime(2026, 11, 22, 6, 59, 59)
        assert (row["price"], row["event_class"]) == (Decimal("12.50"), "volume")

    def test_its_moment_is_a_part_of_the_key(self) -> None:
        row = land_one(mixpanel(time=1795290792.25, **{"$insert_id": "i"}), MIXPANEL)
        assert row["dedup_key"] == key_of("i\x1fA\x1fu-1\x1f1795290792250")
        assert land_one(mixpanel(**{"$insert_id": "i"}), MIXPANEL)["dedup_key"] == key_of("i\x1fA\x1fu-1\x1f")

    @pytest.mark.parametrize(
        ("ids", "known"),
        [
            ({"distinct_id": "x", "$user_id": "u", "$device_id": "d"}, ("u", "u", "d")),
            ({"distinct_id": "x", "$device_id": "d"}, ("$device:d", None, "d")),
            ({"distinct_id": "$device:d"}, ("$device:d", None, "d")),
            ({"distinct_id": "", "$identified_id": "u", "$anon_id": "d"}, ("u", "u", "d")),
            ({"distinct_id": 7}, ("7", "7", None)),
            ({"distinct_id": ""}, (None, None, None)),
        ],
    )
    def test_identity(self, ids: Row, known: tuple[str | None, ...]) -> None:
        row = land_one(mixpanel(**ids), MIXPANEL)
        assert (row.get("distinct_id"), row.get("user_id"), row.get("device_id")) == known
        assert row.get("sent_person_key") == (None if known[0] is None else key_of(known[0]))

    @pytest.mark.parametrize(
        ("properties", "platform"),
        [
            ({"mp_lib": "swift", "$os": "iOS"}, "ios"),
            ({"mp_lib": "android"}, "android"),
            ({"mp_lib": "python"}, "server"),
            ({"$lib": "node"}, "server"),
            ({"mp_lib": "flutter", "$os": "Android"}, "android"),
            ({"mp_lib": "python", "platform": "Store"}, "store"),
            ({}, None),
        ],
    )
    def test_platform(self, properties: Row, platform: str | None) -> None:
        assert land_one(mixpanel(**properties), MIXPANEL).get("platform") == platform

    def test_mobile_metadata_identifies_the_event(self) -> None:
        event = {**mixpanel(), "$mp_metadata": {"$mp_event_id": "ab12", "$mp_session_id": "s", "n": 1}}
        row = land_one(event, MIXPANEL)
        assert (row["event_id"], row["session_hint"]) == ("ab12", "s")
        assert json.loads(row["properties"]) == {"$mp_metadata": {"n": 1}}
        event["properties"]["$insert_id"] = "i-1"
        assert land_one(event, MIXPANEL)["event_id"] == "i-1"

    def test_experiments(self) -> None:
        event = mixpanel("$experiment_started", **{"Experiment name": "checkout", "Variant name": "b"})
        row = land_one(event, MIXPANEL)
        assert (row["experiment_name"], row["variant_name"]) == ("checkout", "b")

    def test_a_second_name_of_a_column_stays_in_the_properties(self) -> None:
        row = land_one(mixpanel(**{"$os": "iOS", "os": "iPadOS", "$browser": "S", "browser": "S"}), MIXPANEL)
        assert (row["os"], row["browser"], json.loads(row["properties"])) == ("iOS", "S", {"os": "iPadOS"})

    def test_faults_bear_the_senders_names(self) -> None:
        assert refuse_one(mixpanel(price=["x"]), MIXPANEL) == ("wrong_type", "properties.price")
        assert refuse_one(mixpanel(time=1), MIXPANEL) == ("out_of_range", "properties.time")
        assert refuse_one({"event": "A"}, MIXPANEL) == ("missing_field", "properties")

    def test_strict_import_refuses_what_its_answer_said(self) -> None:
        strict = a_receipt(Protocol.MIXPANEL, route="/import", query="strict=1")
        assert refuse_one(mixpanel(time=RECEIVED_AT_MS), strict) == ("missing_field", "properties.$insert_id")
        relaxed = a_receipt(Protocol.MIXPANEL, route="/import")
        assert land_one(mixpanel(time=RECEIVED_AT_MS), relaxed)["event_id"] == "r-1-0"


class TestSegment:
    def test_a_track_call(self) -> None:
        row = land_segment(
            segment(
                event="Completed Order",
                anonymousId="d-1",
                timestamp="2026-11-22T06:59:00.000Z",
                properties={
                    "order_id": "O",
                    "revenue": 10.5,
                    "variation_name": "b",
                    "products": [{"sku": "S"}],
                },
                context={
                    "library": {"name": "analytics.js", "version": "2"},
                    "page": {
                        "url": "https://shop.example/x",
                        "path": "/x",
                        "referrer": "https://www.news.example/y",
                        "title": "X",
                    },
                    "campaign": {
                        "source": "a",
                        "medium": "b",
                        "name": "c",
                        "term": "d",
                        "content": "e",
                        "x": 1,
                    },
                    "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36",
                    "sessionId": 1795290792,
                    "timezone": "Europe/Rome",
                },
                integrations={"All": True},
            ),
            sentAt="2026-11-22T06:59:10.000Z",
            writeKey="k",
        )
        assert (row["event_name"], row["event_id"]) == ("Order Completed", "m-1")
        # Sent ten seconds after it happened, received at 07:00.
        assert row["occurred_at"] == datetime(2026, 11, 22, 6, 59, 50)
        assert (row["distinct_id"], row["device_id"], row["user_id"]) == ("u-1", "d-1", "u-1")
        assert [row[f"utm_{name}"] for name in ("source", "medium", "campaign", "term", "content")] == [
            *"abcde"
        ]
        assert (row["os"], row["browser"], row["platform"]) == ("Linux", "Chrome", "web")
        assert (row["url"], row["path"], row["referrer_domain"]) == (
            "https://shop.example/x",
            "/x",
            "www.news.example",
        )
        assert (row["session_hint"], row["variant_name"]) == ("1795290792", "b")
        assert row["products"][0]["sku"] == "S"
        assert json.loads(row["properties"]) == {
            "$event_as_sent": "Completed Order",
            "context": {
                "library": {"name": "analytics.js", "version": "2"},
                "page": {"referrer": "https://www.news.example/y", "title": "X"},
                "campaign": {"x": 1},
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36",
                "timezone": "Europe/Rome",
            },
        }

    @pytest.mark.parametrize(
        ("name", "properties", "column"),
        [
            ("Completed Order", {"orderId": "O-1"}, "order_id"),
            ("Completed Order", {"id": "O-1"}, "order_id"),
            ("Order Completed", {"order_id": "O-1", "orderId": "other", "id": "other"}, "order_id"),
            ("Viewed Product", {"id": "O-1"}, "product_id"),
            ("Product Viewed", {"productId": "O-1"}, "product_id"),
            ("Experiment Viewed", {"experiment_id": "O-1"}, "experiment_name"),
            ("Experiment Viewed", {"experiment_id": "x", "experiment_name": "O-1"}, "experiment_name"),
            ("Experiment Viewed", {"variation_id": "O-1"}, "variant_name"),
            ("Experiment Viewed", {"Variant name": "O-1"}, "variant_name"),
        ],
    )
    def test_ids_under_their_older_names(self, name: str, properties: dict[str, str], column: str) -> None:
        row = land_segment(segment(event=name, properties=properties))
        assert row[column] == "O-1"
        kept = json.loads(row.get("properties", "{}"))
        assert all(kept[each] == value for each, value in properties.items() if value in ("other", "x"))

    def test_a_plain_id_of_another_event_stays_a_property(self) -> None:
        row = land_segment(segment(event="Product Viewed", properties={"id": "p"}))
        assert (row.get("product_id"), json.loads(row["properties"])["id"]) == (None, "p")

    def test_lines_of_an_older_order(self) -> None:
        lines = [{"productId": "p"}, {"id": "q"}]
        row = land_segment(segment(event="Completed Order", properties={"products": lines}))
        assert [line["product_id"] for line in row["products"]] == ["p", "q"]

    def test_a_system_without_a_name_is_that_of_the_browser(self) -> None:
        agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36"
        row = land_segment(segment("page", context={"os": {"name": "", "version": ""}, "userAgent": agent}))
        assert row["os"] == "Linux"

    @pytest.mark.parametrize("kind", ["identify", "page", "screen", "group", "alias"])
    def test_a_single_message_takes_its_type_from_the_route(self, kind: str) -> None:
        receipt = a_receipt(Protocol.SEGMENT, route=f"/v1/{kind}")
        row = land_one({"userId": "u", "name": "Home"}, receipt)
        stated = land_one({"userId": "u", "name": "Home", "type": kind}, receipt)
        assert row["event_name"] == stated["event_name"]

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            ("page", "Page Viewed"),
            ("screen", "Screen Viewed"),
            ("identify", "$identify"),
            ("group", "$group"),
            ("alias", "$alias"),
        ],
    )
    def test_every_type_is_an_event(self, kind: str, name: str) -> None:
        row = land_segment(segment(kind, traits={"plan": "gold"}, groupId="g", previousId="p", name="Home"))
        assert row["event_name"] == name
        assert json.loads(row["properties"]) == {
            "traits": {"plan": "gold"},
            "groupId": "g",
            "previousId": "p",
            "name": "Home",
        }
        assert row.get("path") == ("Home" if kind == "screen" else None)

    def test_phones(self) -> None:
        context = {
            "device": {"type": "ios", "model": "iPhone16,2"},
            "os": {"name": "iOS", "version": "18"},
            "app": {"version": "8.1"},
            "library": {"name": "analytics-react-native"},
        }
        row = land_segment(segment(event="A", context=context))
        assert (row["platform"], row["os"], row["device_model"], row["app_version"]) == (
            "ios",
            "iOS",
            "iPhone16,2",
            "8.1",
        )

    def test_the_batch_holds_for_each_message(self) -> None:
        message = segment(event="A", timestamp="2026-11-22T06:00:00Z", context={"os": {"name": "iOS"}})
        row = land_segment(
            message, sentAt="2026-11-22T06:30:00Z", context={"app": {"version": "2"}, "os": {}}
        )
        assert row["occurred_at"] == datetime(2026, 11, 22, 6, 30)
        assert (row["os"], row["app_version"]) == ("iOS", "2")

    @pytest.mark.parametrize("sent_at", ["", "yesterday", 5, None])
    def test_a_batchs_time_of_sending_that_is_none(self, sent_at: object) -> None:
        row = land_segment(segment(event="A", timestamp="2026-11-22T06:30:00Z"), sentAt=sent_at)
        assert row["occurred_at"] == datetime(2026, 11, 22, 6, 30)

    @pytest.mark.parametrize("all_good", [False, True])
    @pytest.mark.parametrize(
        ("context", "reason"),
        [
            ('{"a":1e999}', "not_json"),
            ('{"a":"\\u12"}', "not_json"),
            (f'{{"a":"{"x" * 900_000}"}}', "too_large"),
            (f'{{"a":"{"x" * 1_100_000}"}}', "too_large"),
        ],
    )
    def test_a_context_that_cannot_be_shared_out(self, context: str, reason: str, all_good: bool) -> None:
        messages = json.dumps([segment(event="A")] * 30)
        body = f'{{"batch":{messages},"context":{context}}}'
        events, rejected = land(body, a_receipt(Protocol.SEGMENT, all_good=all_good))
        assert events == []
        assert {(row["reason"], row["field"]) for row in rejected} == {(reason, "context")}
        first, *others = [row["raw"] for row in rejected]
        assert first == f'{{"batch":[{json.dumps(segment(event="A"))}],"context":{context}}}'
        assert set(others) == {json.dumps(segment(event="A"))}

    def test_a_refused_message_is_kept_with_its_context(self) -> None:
        bad = [segment(event=""), segment(event="A", properties={"price": "x"})]
        batch = {"batch": [segment(event="A"), *bad], "context": {"os": {"name": "iOS"}}}
        events, rejected = land(batch, a_receipt(Protocol.SEGMENT))
        assert len(events) == 1
        kept = [json.loads(row["raw"]) for row in rejected]
        assert kept == [{"batch": [each], "context": batch["context"]} for each in bad[::-1]]

    def test_a_context_of_null_takes_the_batchs(self) -> None:
        row = land_segment(segment(event="A", context=None), context={"os": {"name": "iOS"}})
        assert row["os"] == "iOS"

    def test_rudderstack_times(self) -> None:
        sent = "2026-11-22T06:50:00Z"
        original = {"originalTimestamp": "2026-11-22T06:49:00Z", "sentAt": sent}
        assert land_segment(segment(event="A", **original))["occurred_at"] == datetime(2026, 11, 22, 6, 59)
        stated = land_segment(segment(event="A", timestamp="2026-11-20T00:00:00Z", **original))
        assert stated["occurred_at"] == datetime(2026, 11, 20)

    def test_an_empty_user_id_is_none(self) -> None:
        row = land_segment({"type": "track", "event": "A", "userId": "", "anonymousId": "d"})
        assert (row["distinct_id"], row["event_id"]) == ("$device:d", "r-1-0")
        assert "user_id" not in row

    def test_a_time_without_offset_is_utc(self) -> None:
        row = land_segment(segment(event="A", timestamp="2026-11-22T06:00:00"))
        assert row["occurred_at"] == datetime(2026, 11, 22, 6)

    def test_single_calls(self) -> None:
        row = land_one({"event": "A", "userId": "u"}, a_receipt(Protocol.SEGMENT, route="/v1/track"))
        assert row["event_name"] == "A"

    @pytest.mark.parametrize(
        ("fields", "reason", "field"),
        [
            ({"event": "A", "properties": {"orderId": True}}, "wrong_type", "properties.orderId"),
            ({"event": "A", "properties": ["x"]}, "wrong_type", "properties"),
            ({"event": ""}, "missing_field", "event"),
            ({"event": "A", "type": "merge"}, "out_of_range", "type"),
        ],
    )
    def test_faults_bear_the_senders_names(self, fields: Row, reason: str, field: str) -> None:
        assert refuse_one({"batch": [segment(**fields)] if "type" not in fields else [fields]}, SEGMENT) == (
            reason,
            field,
        )


def test_real_requests_lose_nothing(sdk_requests: list[dict[str, Any]]) -> None:
    """Every event that the SDKs sent becomes a row with a name, a key and a person."""
    names: set[str] = set()
    for number, request in enumerate(sdk_requests):
        path = route_in(request)
        receipt = Receipt(
            receipt_id=f"r-{number}",
            protocol=ROUTES[path].protocol,
            route=path,
            source="shop",
            received_at_ms=RECEIVED_AT_MS,
            query=request["query"],
            is_base64=True,
        )
        events, rejected = land(request["body_base64"], receipt)
        assert rejected == [], request["scenario"]
        assert events, request["scenario"]
        for row in events:
            names.add(row["event_name"])
            assert row["event_name"] == "$merge" or row["sent_person_key"]
            assert "token" not in json.loads(row.get("properties", "{}"))
    assert {"Product Viewed", "Order Completed", "Page Viewed", "$identify", "$mp_web_page_view"} <= names


def test_form_with_plus_signs_and_emoji() -> None:
    """mixpanel-node's unescaped base64, and the browser's two surrogates for one astral character."""
    text = json.dumps([mixpanel("A", title="~~~~???>>>é")], ensure_ascii=False)
    data = base64.b64encode(text.encode()).decode()
    row = land(f"data={data}", MIXPANEL)[0][0]
    assert json.loads(row["properties"]) == {"title": "~~~~???>>>é"}
    paired = '{"event":"A","properties":{"distinct_id":"u","x":"\ud83d\ude00"}}'.encode(
        "utf-8", "surrogatepass"
    )
    row = land(b"data=" + base64.b64encode(paired), MIXPANEL)[0][0]
    assert json.loads(row["properties"]) == {"x": "😀"}
