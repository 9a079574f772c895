"""Nothing is lost by a slip: dropped tables come back, and a bad object stops no other."""

import httpx

from cli.clients import Endpoint, wait_until_landed
from tests.journeys.conftest import tally

DROPPED = ("landing", "quarantine", "witness_events", "events")
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
    tally("run", "commit_events")
    tally("quarantine", "event", "e-0", "--reason", "a test", "--yes")
    for table in DROPPED:
        tally("query", f"drop table {table}", code=2)
        tally("query", f"drop table {table}", "--write", code=2)
    assert (count("events"), count("landing")) == ("2", "3")
    for table in DROPPED:
        tally("query", f"drop table {table}", "--write", "--yes")
        tally("query", f"select * from {table}", code=3)
    assert list_files(empty_tally) == 0
    tally("rebuild-lake")  # the scheduled commit may have been faster with the events
    assert [count(table) for table in DROPPED] == ["3", "1", "0", "2"]
    assert "Nothing to rebuild" in tally("rebuild-lake")


def test_an_object_that_cannot_be_read_stops_nothing(emulator: Endpoint) -> None:
    bucket, key = emulator.outputs["LakeBucket"], "landing/dt=2026-11-20/bad.parquet"
    emulator.client("s3").put_object(Bucket=bucket, Key=key, Body=b"no Parquet")
    tally("run", "commit_events")
    address = f"s3://{bucket}/{key}"
    assert address in tally("landing", code=1)
    tally("landing", "release", address)
    tally("run", "commit_events")
    assert address in tally("landing", code=1)
    tally("landing", "discard", address, "--yes")
    assert tally("landing") == "Nothing is set aside.\n"
