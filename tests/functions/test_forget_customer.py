"""functions/forget_customer: an id in, counts out, and nothing about the customer in the log."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tally.domain.errors import Misconfigured

from functions.forget_customer import handler
from tests.erasing import BUCKETS, SmallShop

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())


def context(remaining_ms: int = 900_000) -> Any:
    return SimpleNamespace(
        function_name="tally-forget-customer", get_remaining_time_in_millis=lambda: remaining_ms
    )


@pytest.fixture
def shop(aws: None, monkeypatch: pytest.MonkeyPatch) -> SmallShop:
    made = SmallShop.filled()
    monkeypatch.setattr(handler, "forgetter", made.forget)
    return made


def test_a_dry_run_tells_who_and_what(shop: SmallShop) -> None:
    held = shop.holding()
    told = handler.handle(SAMPLE, context())
    assert (told["user_id"], told["devices"], told["parcels_waiting"]) == ("anna-mark", ["phone-mark"], 0)
    assert told["places"]["landing"] == {"rows": 8, "objects": 2, "mentions": 0}
    assert shop.holding() == held


def test_an_erasure_tells_its_counts_and_logs_no_id(
    shop: SmallShop, capsys: pytest.CaptureFixture[str]
) -> None:
    done = handler.handle({"id": "anna-mark"}, context())
    assert (done["remaining"], done["places"]["landing"]["rows"]) == (False, 8)
    assert json.loads(json.dumps(done)) == done
    printed = capsys.readouterr()
    assert "mark" not in printed.out + printed.err
    measured = next(json.loads(line) for line in printed.out.splitlines() if "_aws" in line)
    assert (measured["service"], measured["RowsErased"]) == ("forget_customer", [31.0])


def test_no_time_is_said_before_anything_is_touched(shop: SmallShop) -> None:
    held = shop.holding()
    done = handler.handle({"id": "anna-mark"}, context(remaining_ms=1_000))
    assert (done["remaining"], shop.holding()) == (True, held)
    again = handler.handle({"id": "anna-mark", "request_id": done["request_id"]}, context())
    assert (again["remaining"], again["request_id"]) == (False, done["request_id"])


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"id": ""},
        {"id": "$device:"},
        {"id": 42},
        {"id": "a", "devices": "b"},
        {"id": "a", "devices": [1]},
        {"id": "a", "mentions": "yes"},
        {"id": "a", "keep_orders": 1},
        {"id": "a", "dry_run": 1},
        {"id": "a", "request_id": "../a"},
    ],
)
def test_what_is_no_request_is_refused(shop: SmallShop, event: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match=r'send \{"id"|use the one that the first answer gave'):
        handler.handle(event, context())


def test_the_composition_needs_nothing_but_its_settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = boto3.client("sqs").create_queue(QueueName="tally-events")["QueueUrl"]
    for name, value in zip(("LAKE", "WITNESS", "RESULTS", "EXPORTS"), BUCKETS, strict=True):
        monkeypatch.setenv(f"TALLY_{name}_BUCKET", value)
    monkeypatch.setenv("TALLY_DATABASE", "lake")
    monkeypatch.setenv("TALLY_WORKGROUP", "tally")
    monkeypatch.setenv("TALLY_QUEUE_URLS", f"{queue} {queue}")
    monkeypatch.setenv("TALLY_NIGHTLY_ARN", "arn:aws:states:eu-south-1:1:stateMachine:tally-nightly")
    handler.forgetter.cache_clear()
    made = handler.forgetter()
    handler.forgetter.cache_clear()
    last = ["lake.events", "marts", "results", "answers", "exports"]
    assert [place.name for place in made.places][-5:] == last
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="x")
    assert made.parcels() == 2
