"""inbox: what arrived since the last reset, as the lake would take it."""

import io
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from moto import mock_aws
from tally.adapters.aws.deployment import Deployment, Place
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import parquet
from tally.domain.collecting.receipt import Protocol
from tally.domain.errors import Misconfigured, TemporaryFailure
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.shop.shop_clock import ShopClock

from local.athena.server import AthenaServer
from local.inbox import inbox as inbox_module
from local.inbox.inbox import Inbox, answer
from tests.landing import RECEIVED_AT_MS, Row, a_receipt, an_event

BUCKET = "the-lake"
PLACE = Place(region="us-east-1")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Tally whose queues are empty; one entry for each time somebody made sure."""
    looked: list[str] = []
    deployed = Deployment(
        region="us-east-1", url="", write_key="", witness_url="", outputs={"LakeBucket": BUCKET}
    )
    monkeypatch.setattr(Deployment, "deployed_at", lambda place: deployed)
    monkeypatch.setattr(Deployment, "parcels_waiting", lambda _: looked.append("waited") or int)
    return looked


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch, waits: list[str]) -> Iterator[Inbox]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield Inbox(PLACE)


def land(name: str, *events: Row, after_ms: int = 0, **facts: Any) -> None:
    """One batch through landing, into the bucket."""
    receipt = a_receipt(receipt_id=name, received_at_ms=RECEIVED_AT_MS + after_ms, **facts)
    tables = ColumnReader(ShopClock()).read(name, [(receipt, json.dumps(events).encode())])
    s3 = boto3.client("s3", region_name="us-east-1")
    for prefix, table, columns in zip(
        ("landing", "landing/profiles", "quarantine"),
        tables,
        (EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS),
        strict=True,
    ):
        if len(table):
            key = f"{prefix}/dt=2026-11-22/{name}.parquet"
            s3.put_object(Bucket=BUCKET, Key=key, Body=parquet(table, columns))


def ids(inbox: Inbox, path: str) -> list[Any]:
    status, rows = answer(inbox, path)
    assert status == 200
    return [row.get("event_id") for row in rows]


def test_good_and_bad_in_the_order_they_arrived(inbox: Inbox, waits: list[str]) -> None:
    land("a", an_event(event_id="later", properties={"price": 2}), after_ms=10)
    land("b", an_event(event_id="first"), an_event(event_id="second", properties={"price": "x"}))
    assert ids(inbox, "/dev/good") == ["first", "later"]
    assert ids(inbox, "/dev/all") == ["first", "second", "later"]
    _, [bad] = answer(inbox, "/dev/bad")
    assert (bad["reason"], bad["field"], json.loads(bad["raw"])["event_id"]) == (
        "wrong_type",
        "properties.price",
        "second",
    )
    assert waits == ["waited"] * 3


def test_updates_of_profiles(inbox: Inbox) -> None:
    people = {"protocol": Protocol.MIXPANEL, "route": "/engage"}
    update = {"$distinct_id": "anna", "$set": {"plan": "gold", "gone": None}, "$time": RECEIVED_AT_MS}
    land("a", update, {"$distinct_id": "anna", "$add": {"orders": "one"}}, **people)
    land("b", update, {"$distinct_id": "anna", "$delete": ""}, after_ms=10, **people)
    status, rows = answer(inbox, "/dev/profiles")
    assert status == 200
    assert [(row["operation"], row.get("property"), row.get("value", "-")) for row in rows] == [
        ("$set", "plan", "gold"),
        ("$set", "gone", None),
        ("$delete", None, "-"),
    ]
    assert {row["profile_id"] for row in rows} == {"anna"}
    assert ids(inbox, "/dev/good") == []
    assert [row["reason"] for row in answer(inbox, "/dev/bad")[1]] == ["wrong_type"]
    assert len(answer(inbox, "/dev/all")[1]) == 4
    assert answer(inbox, "/dev/all?event=Order Completed") == (200, [])


def test_columns_as_json(inbox: Inbox) -> None:
    line = {"product_id": "p-1", "price": 9.5}
    facts = {"revenue": 19.9, "order_id": "1", "gift": True, "products": [line]}
    land("a", an_event(event="Order Completed", occurred_at="2026-11-22T08:00:00+01:00", properties=facts))
    _, [row] = answer(inbox, "/dev/good")
    assert (row["revenue"], row["occurred_at"], row["business_date"]) == (
        19.9,
        "2026-11-22T07:00:00.000Z",
        "2026-11-22",
    )
    assert (row["products"], row["properties"]) == ([line], {"gift": True})
    assert "coupon" not in row
    json.dumps(row)


def test_an_event_sent_twice_counts_once_and_another_with_its_id_is_bad(inbox: Inbox) -> None:
    land("a", an_event(properties={"price": 1}))
    land("b", an_event(properties={"price": 1}), an_event(properties={"price": 2}), after_ms=10)
    assert ids(inbox, "/dev/good") == ["e-1"]
    _, [bad] = answer(inbox, "/dev/bad")
    assert bad["reason"] == "same_id_other_payload"


def test_an_event_s_name_chooses_also_where_only_the_raw_text_has_it(inbox: Inbox) -> None:
    land("a", an_event(), an_event(event="Order Completed", event_id="o-1"))
    land("b", {"event": "Order Completed"}, {"event": 5}, {"event": "Page Viewed"})
    assert ids(inbox, "/dev/good?event=Order%20Completed") == ["o-1"]
    assert len(ids(inbox, "/dev/bad?event=Order+Completed")) == 1
    assert len(ids(inbox, "/dev/bad")) == 3
    assert ids(inbox, "/dev/good?event=Absent") == []


def test_a_reset_counts_from_there_and_compares_no_earlier_ids(inbox: Inbox) -> None:
    land("a", an_event(properties={"price": 1}), an_event(properties={"price": "x"}))
    land("b", an_event(properties={"price": 3}), after_ms=5)
    assert len(ids(inbox, "/dev/bad")) == 2
    assert answer(inbox, "/dev/reset") == (200, {"reset": True})
    assert ids(inbox, "/dev/all") == []
    land("c", an_event(properties={"price": 2}), after_ms=-10)
    assert ids(inbox, "/dev/all") == ["e-1"]


def test_a_conflict_from_before_a_reset_stays_there_when_it_is_committed(inbox: Inbox) -> None:
    land("a", an_event(properties={"price": 1}), an_event(properties={"price": 2}))
    bad = inbox.arrived().bad
    inbox.reset()
    table = (
        inbox_module.ArrowDuplicates()
        .split(_landed("a"), inbox_module._NO_EVENTS, lambda _: inbox_module._NO_EVENTS)
        .conflicting
    )
    assert [row["quarantine_id"] for row in bad] == table["quarantine_id"].to_pylist()
    boto3.client("s3", region_name="us-east-1").put_object(
        Bucket=BUCKET,
        Key="quarantine/dt=2026-11-22/same-id-1.parquet",
        Body=parquet(table, QUARANTINE_COLUMNS),
    )
    assert ids(inbox, "/dev/bad") == []


def test_an_id_from_before_a_reset_is_no_conflict_after_a_commit_either(inbox: Inbox) -> None:
    land("a", an_event(properties={"price": 1}))
    inbox.reset()
    land("b", an_event(properties={"price": 2}), after_ms=5)
    assert (len(inbox.arrived().good), inbox.arrived().bad) == (1, [])
    conflict = (
        inbox_module.ArrowDuplicates().split(_landed("b"), _landed("a"), lambda _: _landed("a")).conflicting
    )
    assert len(conflict) == 1
    boto3.client("s3", region_name="us-east-1").put_object(
        Bucket=BUCKET,
        Key="quarantine/dt=2026-11-22/same-id-2.parquet",
        Body=parquet(conflict, QUARANTINE_COLUMNS),
    )
    assert (len(inbox.arrived().good), inbox.arrived().bad) == (1, [])


@pytest.mark.parametrize(
    "address",
    [*("/dev/good?name=Order", "/dev/good?event=", "/dev/all?event=Order&limit=1"), "/dev/reset?event=Order"],
)
def test_a_parameter_that_means_nothing_is_told(inbox: Inbox, address: str) -> None:
    land("a", an_event())
    status, told = answer(inbox, address)
    assert (status, "?event=NAME" in told["error"]) == (400, True)
    assert ids(inbox, "/dev/good/") == ["e-1"]


def _landed(name: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    key = f"landing/dt=2026-11-22/{name}.parquet"
    found = boto3.client("s3", region_name="us-east-1").get_object(Bucket=BUCKET, Key=key)
    return pq.read_table(pa.BufferReader(found["Body"].read()))


@pytest.mark.parametrize("error", [Misconfigured("no Tally"), TemporaryFailure("not landed")])
def test_what_keeps_it_from_looking_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def deployed_at(place: Place) -> Deployment:
        raise error

    monkeypatch.setattr(Deployment, "deployed_at", deployed_at)
    assert answer(Inbox(PLACE), "/dev/all") == (503, {"error": str(error)})
    assert answer(Inbox(PLACE), "/dev/some")[0] == 404


def test_mails_are_shown_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"Source": "tally@shop.example", "Subject": "Tally", "BodyText": "text", "BodyHtml": "<p>"}
    held = [
        {**sent, "To": [f"{name}@shop.example"], "Timestamp": at} for at, name in ((1, "ana"), (2, "leo"))
    ]
    told = json.dumps({"messages": {"000000000000": held}}).encode()
    monkeypatch.setattr("local.inbox.mails.urlopen", lambda *_, **__: io.BytesIO(told))
    status, mails = answer(Inbox(PLACE), "/dev/mails")
    assert (status, [each["to"] for each in mails]) == (200, [["leo@shop.example"], ["ana@shop.example"]])
    assert (mails[1]["sent_at"], mails[1]["attachments"]) == ("1970-01-01T00:00:01+00:00", [])
    assert answer(Inbox(PLACE), "/dev/mails?event=A")[0] == 400


def test_it_is_served_beside_athena_to_any_page(monkeypatch: pytest.MonkeyPatch, inbox: Inbox) -> None:
    server = AthenaServer(0, "http://127.0.0.1:1")
    server.inbox = inbox
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            request = urllib.request.Request(f"{server.url}/dev/reset", method=method)
            with urllib.request.urlopen(request) as got:
                assert got.headers["Access-Control-Allow-Origin"] == "*"
                assert (got.read() != b"") is (method in {"GET", "POST"})
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{server.url}/dev/else")
        assert refused.value.code == 404
        refused.value.close()
        with urllib.request.urlopen(server.url) as got:
            assert json.load(got) == {"status": "ok"}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.service.executions.close()


@pytest.mark.parametrize("path", ["/dev/good", "/dev/bad", "/dev/profiles", "/dev/all", "/dev/reset"])
def test_what_does_not_land_is_told_after_a_while(
    waits: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str
) -> None:
    monkeypatch.setattr(inbox_module, "LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(Deployment, "parcels_waiting", lambda _: lambda: 2)
    status, told = answer(Inbox(PLACE, tmp_path / "emulator.log"), path)
    assert status == 503
    assert told["error"].startswith("2 parcels have not landed")
    assert told["log"] == str(tmp_path / "emulator.log")
