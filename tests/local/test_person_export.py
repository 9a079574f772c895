"""tally export-person: what is asked and what is written."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tally.domain.errors import Misconfigured
from tally.domain.person import Person, Traces

from local import cli, person_export
from local.endpoint import Endpoint
from local.person_export import Export, export, prepare, write

ANNA = Person("anna", frozenset({"phone", "tablet"}), frozenset({"tablet"}))
ROWS = [{"event_id": "e1", "at": datetime(2026, 11, 20, 12), "revenue": Decimal("0.10"), "note": 'è, "x"\n'}]


class Glue:
    """Holds every table but people, which the first night makes."""

    def get_table(self, DatabaseName: str, Name: str) -> None:  # noqa: N803  (boto3's names)
        if Name == "people":
            raise ClientError({"Error": {"Code": "EntityNotFoundException"}}, "GetTable")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement."""
    statements: list[str] = []

    class Questions:
        def __init__(self, *_: Any) -> None: ...

        def rows(self, sql: str) -> list[dict[str, Any]]:
            statements.append(sql)
            return ROWS

    traces = Traces(ANNA, frozenset({1, -2}), frozenset(range(9000)))
    monkeypatch.setattr(person_export, "Questions", Questions)
    monkeypatch.setattr(person_export.AthenaCustomers, "traces", lambda *_: traces)
    monkeypatch.setattr(Endpoint, "client", lambda *_: Glue())
    return statements


def test_everything_is_asked_by_keys_and_never_by_id(asked: list[str]) -> None:
    outputs = {"Workgroup": "tally", "Database": "lake"}
    found = export(Endpoint(region="r", url="", write_key="", witness_url="", outputs=outputs), "anna")
    assert list(found.rows) == ["events", "profile_updates", "quarantine", "witness", "ids"]
    assert len(asked) == 5  # more events than one statement holds: the witness is asked twice
    assert not any("anna" in sql or "phone" in sql for sql in asked)
    assert all("(values ((-2)), (1))" in sql for sql in asked[:3])
    assert found.rows["ids"] == [
        {"kind": "user", "id": "anna", "also_used_by_others": False},
        {"kind": "device", "id": "phone", "also_used_by_others": False},
        {"kind": "device", "id": "tablet", "also_used_by_others": True},
    ]


def test_json_lines_round_nothing(tmp_path: Path) -> None:
    prepare(tmp_path / "new")
    told = write(Export(ANNA, {"events": ROWS, "profile": []}), tmp_path / "new", "jsonl")
    assert [(row["what"], row["rows"]) for row in told] == [("events", 1), ("profile", 0)]
    (line,) = (tmp_path / "new" / "events.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "event_id": "e1",
        "at": "2026-11-20 12:00:00",
        "revenue": "0.10",
        "note": 'è, "x"\n',
    }
    assert (tmp_path / "new" / "profile.jsonl").read_text() == ""


def test_csv(tmp_path: Path) -> None:
    write(Export(ANNA, {"events": ROWS, "profile": []}), tmp_path, "csv")
    with (tmp_path / "events.csv").open(newline="") as sheet:
        (row,) = csv.DictReader(sheet)
    assert (row["revenue"], row["note"]) == ("0.10", 'è, "x"\n')


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(Misconfigured, match="is not empty: name another folder with --output"):
        prepare(tmp_path)


def test_a_folder_that_cannot_be_made_is_told_before_the_lake_is_asked(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint = Endpoint(region="r", url="", write_key="", witness_url="")
    monkeypatch.setattr(Endpoint, "load", lambda **_: endpoint)
    (tmp_path / "file").write_text("x")
    assert cli.main(["export-person", "anna", "--output", str(tmp_path / "file" / "in")]) == 1
    assert "cannot be written to (Not a directory): name another folder" in capsys.readouterr().err
    assert asked == []
