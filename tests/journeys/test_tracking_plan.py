"""From a plan that observes to one that is enforced, without a deployment: drafted, put, refused, mended.

No address that is sent under the new plan is anywhere.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from tally.domain.plan.tracking_plan import parse_plan

from cli.clients import Endpoint, wait_until_landed
from tests.journeys.conftest import tally

ANNA, BEA = "anna@shop.example", "bea@shop.example"
"""Who bought while the first plan was in force, and who under the second."""

RIBBON = "Ribbon Chosen"
"""A name that no other journey sends."""

RULES = """
[[rule]]
set = { "properties.colour" = "red" }
drop = ["properties.debug"]
"""


def ribbon(event_id: str, **properties: Any) -> dict[str, Any]:
    return {"event": RIBBON, "event_id": event_id, "user_id": "anna", "properties": properties}


def post(endpoint: Endpoint, *events: dict[str, Any]) -> None:
    answer = httpx.post(
        f"{endpoint.url}/v1/events", json=events, auth=(endpoint.write_key, ""), trust_env=False, timeout=60
    )
    assert answer.json()["accepted"] == len(events)
    wait_until_landed(endpoint, lambda _text: None)
    tally("run", "commit_events")


def departed(event_name: str) -> set[tuple[str, str, bool, int]]:
    """(kind, property, is_refused, events) as `tally plan check` lists them."""
    rows = json.loads(tally("plan", "check", "--format", "json", code=1))
    return {
        (row["kind"], row["property"], row["is_refused"], row["events"])
        for row in rows
        if row["event_name"] == event_name
    }


@pytest.fixture(scope="module")
def plan(emulator: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The draft made of what the shop sent, with what the shop adds to it by hand."""
    good = {"colour": "red", "length_cm": 20, "buyer": ANNA}
    post(emulator, ribbon("ribbon-1", **good), ribbon("ribbon-2", **good))
    file = tmp_path_factory.mktemp("plan") / "draft.toml"
    tally("plan", "infer", "--output", str(file), "--enough", "2", "--few", "1")
    file.write_text(file.read_text().replace('mode = "observe"', 'mode = "enforce"'))
    return file


@pytest.fixture(scope="module")
def enforced(emulator: Endpoint, plan: Path) -> Iterator[Endpoint]:
    """The draft is put, and nothing is deployed; for the other journeys the first plan comes back."""
    tally("settings", "put", str(plan), "--as", "tracking_plan", "--over", "1", "--written-by", "bea")
    yield emulator
    tally("settings", "rollback", "tracking_plan", "--to", "1")


def test_what_is_not_planned_is_observed_and_drafted(emulator: Endpoint, plan: Path) -> None:
    assert departed(RIBBON) == {
        ("unplanned_event", "", False, 2),
        ("plain_email", "buyer", False, 2),
    }
    drafted = parse_plan(plan.read_text())
    assert {name: (each.type, each.is_required) for name, each in drafted.events[RIBBON].items()} == {
        "colour": ("string", True),
        "length_cm": ("integer", True),
        "buyer": ("string", True),
    }
    assert drafted.personal_data["buyer"] == "hash"


def test_what_departs_is_refused_mended_and_lands(enforced: Endpoint, tmp_path: Path) -> None:
    good = {"colour": "red", "length_cm": 20, "buyer": BEA}
    bad = {"length_cm": 30, "buyer": f" {BEA.upper()}", "debug": True}
    post(enforced, ribbon("ribbon-3", **good), ribbon("ribbon-4", **bad))
    assert {found for found in departed(RIBBON) if found[2]} == {
        ("missing_property", "colour", True, 1),
        ("unplanned_property", "debug", True, 1),
    }
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    choice = ("--reason", "missing_property", "--format", "json")
    [unmended] = json.loads(tally("quarantine", "replay", *choice))
    assert (unmended["acceptable"], unmended["refused_again"]) == (0, 1)
    [sent] = json.loads(tally("quarantine", "replay", *choice, "--patch", str(rules), "--yes"))
    assert (sent["acceptable"], sent["accepted"]) == (1, 1)
    tally("run", "commit_events")
    found = json.loads(tally("query", f"{LAKE} order by event_id", "--format", "json"))
    hashed = tally("plan", "hash", BEA).strip()
    assert [(row["event_id"], row["violations"], row["buyer"]) for row in found] == [
        ("ribbon-1", "[unplanned_event, plain_email:buyer]", ANNA),
        ("ribbon-2", "[unplanned_event, plain_email:buyer]", ANNA),
        ("ribbon-3", None, hashed),
        ("ribbon-4", None, hashed),
    ]


LAKE = f"""
select event_id, violations, json_extract_scalar(properties, '$.buyer') as buyer
from events where event_name = '{RIBBON}'
"""


def test_no_object_of_any_bucket_holds_the_address(enforced: Endpoint) -> None:
    s3 = enforced.client("s3")
    held = Counter[str]()
    for bucket in [each["Name"] for each in s3.list_buckets()["Buckets"] if each["Name"] != "tally-assets"]:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for key in [each["Key"] for each in page.get("Contents", ())]:
                body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
                if key.endswith(".parquet"):
                    held[key.partition("/")[0]] += 1
                    body = str(pq.read_table(io.BytesIO(body)).to_pylist()).encode()
                assert BEA.encode() not in body.lower(), key
    assert held.keys() >= {"landing", "quarantine", "warehouse"}
