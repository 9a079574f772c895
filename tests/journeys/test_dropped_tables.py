"""Somebody drops tables: `tally query` asks first, and the next night makes them again."""

import httpx

from cli.clients import Endpoint, wait_until_landed
from tests.journeys.conftest import tally

DROPPED = ("landing", "witness_events", "events")
EVENTS = [{"event": "Page Viewed", "event_id": f"e-{number}", "device_id": "d"} for number in range(3)]


def count(table: str) -> str:
    return tally("query", f"select count(*) as n from {table}", "--format", "csv").split()[1]


def list_files(endpoint: Endpoint) -> int:
    bucket = endpoint.outputs["LakeBucket"]
    found = endpoint.client("s3").list_objects_v2(Bucket=bucket, Prefix="warehouse/events/")
    return int(found["KeyCount"])


def test_dropped_tables_come_back(empty_tally: Endpoint) -> None:
    url = f"{empty_tally.url}/v1/events"
    assert httpx.post(url, json=EVENTS, auth=(empty_tally.write_key, ""), trust_env=False).status_code == 200
    wait_until_landed(empty_tally, lambda _: None)
    tally("run", "nightly")
    for table in DROPPED:
        tally("query", f"drop table {table}", code=1)
        tally("query", f"drop table {table}", "--write", code=1)
    assert (count("events"), count("landing")) == ("3", "3")
    for table in DROPPED:
        tally("query", f"drop table {table}", "--write", "--yes")
        tally("query", f"select * from {table}", code=1)
    assert list_files(empty_tally) == 0
    tally("run", "nightly")
    assert [count(table) for table in DROPPED] == ["3", "0", "3"]
