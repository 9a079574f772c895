"""`tally replay` up to the wire: what is posted, told and kept of a file."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tally.adapters.importing import front_door

from cli import main
from cli.clients import Endpoint
from cli.commands import replay

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
revenue = { column = "price", type = "number" }
"""
FILE = """at,kind,user,price
2026-03-02T07:00:00Z,buy,u1,9.50
2026-03-02T07:00:01Z,gift,u1,1
2026-03-02T07:00:02Z,buy,u2,much
2026-03-02T07:00:03Z,buy,u3,7
"""


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
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    found = Wire()

    class Posting(front_door.Client):
        def __init__(self, target: front_door.Target, *, batch: int) -> None:
            transport = httpx.MockTransport(found)
            super().__init__(target, batch=batch, transport=transport, pause=lambda seconds: None)

    url = "http://shop.example"
    endpoint = Endpoint(region="eu-south-1", url=url, write_key="key", witness_url=f"{url}/w")
    monkeypatch.setattr(replay, "Client", Posting)
    monkeypatch.setattr(replay.Endpoint, "load", lambda aws: endpoint)
    monkeypatch.setattr(replay, "wait_until_landed", lambda endpoint, update: None)
    return found


def run(tmp_path: Path, *options: str, content: str = FILE) -> int:
    from cli.main import parser

    (tmp_path / "map.toml").write_text(MAP)
    file = tmp_path / "in.csv"
    file.write_text(content)
    words = ["replay", str(file), "--map", str(tmp_path / "map.toml"), "--format", "json", *options]
    arguments = parser().parse_args(words)
    return int(arguments.run(arguments))


def printed(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], list[str]]:
    out, err = capsys.readouterr()
    [row] = json.loads(out)
    return row, err.splitlines()


def test_good_rows_go_to_both_collectors(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 0
    assert [event["user_id"] for event in wire.events] == ["u1", "u3"]
    assert [seen["amount"] for seen in wire.sightings] == [9.5, 7]
    row, _ = printed(capsys)
    row.pop("seconds")
    assert row == {"rows": 4, "accepted": 2, "witnessed": 2, "refused": 2, "failed_batches": 0}


def test_bad_rows_are_told_and_kept_beside_the_file(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path)
    _, told = printed(capsys)
    assert told[0] == "in.csv line 3, column kind: 'gift' has no event name in the map's [event] names"
    assert told[1] == "in.csv line 4, column price: 'much' is no number"
    kept = [json.loads(line) for line in (tmp_path / "in.csv.rejects.jsonl").read_text().splitlines()]
    assert [(row["line"], row["column"]) for row in kept] == [(3, "kind"), (4, "price")]
    assert kept[1]["row"]["user"] == "u2"


def test_many_bad_rows_are_told_in_short(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, content=FILE + "2026-03-02T07:00:01Z,gift,u1,1\n" * 10)
    _, told = printed(capsys)
    rejected = [line for line in told if "line" in line]
    assert len(rejected) == 5
    assert "... and 7 more" in told


def test_rows_that_the_collector_refuses_are_kept_too(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = [{"index": 1, "reason": "wrong_type", "detail": "revenue must be a number"}]
    wire.collector = lambda events: httpx.Response(200, json={"accepted": 1, "rejected": rejected})
    assert run(tmp_path) == 0
    row, told = printed(capsys)
    assert (row["accepted"], row["refused"]) == (1, 3)
    assert "in.csv line 5: wrong_type: revenue must be a number" in told


def test_a_batch_that_never_arrives_is_told_and_ends_with_1(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.collector = lambda events: httpx.Response(503, text="busy")
    assert run(tmp_path) == 1
    row, told = printed(capsys)
    assert (row["accepted"], row["witnessed"], row["failed_batches"]) == (0, 2, 1)
    assert "2 events of lines 2 to 5 never reached the collector: 503 busy" in told


def test_the_witness_may_be_left_out(tmp_path: Path, wire: Wire) -> None:
    run(tmp_path, "--no-witness")
    assert (len(wire.events), wire.sightings) == (2, [])


def test_an_older_file_of_rejects_is_no_longer_there(tmp_path: Path, wire: Wire) -> None:
    run(tmp_path)
    run(tmp_path, content=FILE.splitlines()[0] + "\n" + FILE.splitlines()[1] + "\n")
    assert not (tmp_path / "in.csv.rejects.jsonl").exists()


@pytest.mark.parametrize("size", ["0", "2001", "many"])
def test_a_batch_has_a_sensible_size(tmp_path: Path, wire: Wire, size: str) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "--batch", size)


def test_help_names_every_kind_of_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["replay", "--help"])
    said = capsys.readouterr().out
    assert all(f".{kind}" in said for kind in ("csv", "tsv", "txt", "jsonl", "ndjson", "json", "parquet"))
