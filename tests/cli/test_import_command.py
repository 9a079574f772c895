"""`tally import` up to the wire: what is posted, told and kept of a file."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result

from tests.cli.fake_tally import FakeTally, run

MAP = """
[event]
column = "kind"
names = { buy = "Order Completed" }
[fields]
event_id = { hash = "*" }
occurred_at = "at"
user_id = "user"
platform = { constant = "web" }
[properties]
order_id = { template = "{user}-{at}" }
revenue = { column = "price", type = "number" }
"""
FILE = """at,kind,user,price
2026-03-02T07:00:00Z,buy,u1,9.50
2026-03-02T07:00:01Z,gift,u1,1
2026-03-02T07:00:02Z,buy,u2,much
2026-03-02T07:00:03Z,buy,u3,7
"""


Counts = Sequence[tuple[str | None, int]]


class Wire:
    """Takes what is posted; `collector` answers for the collector."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.sightings: list[dict[str, Any]] = []
        self.collector: Callable[[list[Any]], httpx.Response] = lambda events: httpx.Response(
            200, json={"accepted": len(events), "rejected": []}
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/w":
            self.sightings += json.loads(request.content)
            return httpx.Response(200)
        events = json.loads(gzip.decompress(request.content))
        self.events += events
        return self.collector(events)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def post(
    tmp_path: Path, wire: Wire, *options: str, content: str = FILE, counts: Counts = ((None, 2),)
) -> Result:
    (tmp_path / "map.toml").write_text(MAP)
    file = tmp_path / "in.csv"
    file.write_text(content)
    tally = FakeTally(import_counts=[{"reason": reason, "events": events} for reason, events in counts])
    tally.server = wire
    commits = [{"remaining": True}, {"remaining": False}]
    tally.functions["commit_events"] = lambda _: commits.pop(0)
    words = ("--map", str(tmp_path / "map.toml"), "--format", "json", *options)
    return run(tally, "import", str(file), *words)


def printed(done: Result) -> tuple[dict[str, Any], list[str]]:
    [row] = json.loads(done.stdout)
    return row, done.stderr.splitlines()


def test_good_rows_go_to_both_collectors(tmp_path: Path, wire: Wire) -> None:
    done = post(tmp_path, wire)
    assert done.exit_code == 0
    assert [event["user_id"] for event in wire.events] == ["u1", "u3"]
    assert [seen["amount"] for seen in wire.sightings] == [9.5, 7]
    row, _ = printed(done)
    row.pop("seconds")
    assert row == {
        **{"rows": 4, "accepted": 2, "stored": 2, "repeated": 0, "quarantined": 0, "refused": 2},
        **{"failed_batches": 0, "witnessed": 2, "equal_rows": 0, "contradicting_orders": 0},
    }


def test_what_is_not_stored_was_there_before_or_is_in_quarantine(tmp_path: Path, wire: Wire) -> None:
    row, told = printed(post(tmp_path, wire, counts=[("out_of_range", 1)]))
    assert (row["stored"], row["repeated"], row["quarantined"]) == (0, 1, 1)
    assert "1 went to quarantine (out_of_range): tally quarantine show out_of_range." in told


def test_lines_of_receipts_posted_as_orders_are_told(tmp_path: Path, wire: Wire) -> None:
    lines = "".join(f"2026-03-02T07:00:00Z,buy,u1,{price}\n" for price in (5, 7, 5, 9))
    row, told = printed(post(tmp_path, wire, content=FILE.splitlines()[0] + "\n" + lines))
    assert (row["contradicting_orders"], row["equal_rows"]) == (2, 1)
    assert any(line.startswith("2 orders bear the number of one before them") for line in told)
    assert len({event["event_id"] for event in wire.events}) == 4


def test_a_file_without_one_good_row_asks_for_nothing(tmp_path: Path, wire: Wire) -> None:
    row, _ = printed(post(tmp_path, wire, content=FILE.splitlines()[0] + "\n"))
    assert (row["rows"], row["stored"], wire.events) == (0, 0, [])


def test_bad_rows_are_told_and_kept_beside_the_file(tmp_path: Path, wire: Wire) -> None:
    _, told = printed(post(tmp_path, wire))
    assert told[0] == "in.csv line 3, column kind: 'gift' has no event name in the map's [event] names"
    assert told[1] == "in.csv line 4, column price: 'much' is no number"
    kept = [json.loads(line) for line in (tmp_path / "in.csv.rejects.jsonl").read_text().splitlines()]
    assert [(row["line"], row["column"]) for row in kept] == [(3, "kind"), (4, "price")]
    assert kept[1]["row"]["user"] == "u2"


def test_many_bad_rows_are_told_in_short(tmp_path: Path, wire: Wire) -> None:
    _, told = printed(post(tmp_path, wire, content=FILE + "2026-03-02T07:00:01Z,gift,u1,1\n" * 10))
    rejected = [line for line in told if "line" in line]
    assert len(rejected) == 5
    assert "... and 7 more" in told


def test_rows_that_the_collector_refuses_are_kept_too(tmp_path: Path, wire: Wire) -> None:
    rejected = [{"index": 1, "reason": "wrong_type", "detail": "revenue must be a number"}]
    wire.collector = lambda events: httpx.Response(200, json={"accepted": 1, "rejected": rejected})
    done = post(tmp_path, wire)
    assert done.exit_code == 0
    row, told = printed(done)
    assert (row["accepted"], row["refused"]) == (1, 3)
    assert "in.csv line 5: wrong_type: revenue must be a number" in told


def test_a_batch_that_never_arrives_is_told_and_ends_with_1(tmp_path: Path, wire: Wire) -> None:
    wire.collector = lambda events: httpx.Response(503, text="busy")
    done = post(tmp_path, wire)
    assert done.exit_code == 1
    row, told = printed(done)
    assert (row["accepted"], row["witnessed"], row["failed_batches"]) == (0, 2, 1)
    assert "2 events of lines 2 to 5 never reached the collector: 503 busy" in told


def test_the_witness_may_be_left_out(tmp_path: Path, wire: Wire) -> None:
    post(tmp_path, wire, "--no-witness")
    assert (len(wire.events), wire.sightings) == (2, [])


def test_an_older_file_of_rejects_is_no_longer_there(tmp_path: Path, wire: Wire) -> None:
    post(tmp_path, wire)
    post(tmp_path, wire, content=FILE.splitlines()[0] + "\n" + FILE.splitlines()[1] + "\n")
    assert not (tmp_path / "in.csv.rejects.jsonl").exists()


@pytest.mark.parametrize("size", ["0", "2001", "many"])
def test_a_batch_has_a_sensible_size(tmp_path: Path, wire: Wire, size: str) -> None:
    assert post(tmp_path, wire, "--batch", size).exit_code == 2
    assert wire.events == []


def test_help_names_every_kind_of_file() -> None:
    said = run(None, "import", "--help").stdout
    assert all(f".{kind}" in said for kind in ("csv", "tsv", "txt", "jsonl", "ndjson", "json", "parquet"))
