"""tally export-person: what is asked and what is written."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tally.adapters.wire.id_key import key_of
from tally.domain.errors import Misconfigured
from tally.domain.people.person import Person, Traces

from cli import main, person_export
from cli.clients import Endpoint
from cli.person_export import Export, export, prepare, write

ANNA = Person("anna", frozenset({"phone", "tablet"}), frozenset({"tablet"}))
ROWS = [{"event_id": "e1", "at": datetime(2026, 11, 20, 12), "revenue": Decimal("0.10"), "note": 'è, "x"\n'}]
PLACE = Endpoint(
    region="r", url="", write_key="", witness_url="", outputs={"Workgroup": "tally", "Database": "lake"}
)


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
            return [{**row, "person_key": 1, "profile_key": 1} for row in ROWS]

    traces = Traces(ANNA, frozenset({1, -2}), frozenset(range(9000)))
    monkeypatch.setattr(person_export, "Questions", Questions)
    monkeypatch.setattr(person_export.AthenaCustomers, "find_traces", lambda *_: traces)
    monkeypatch.setattr(Endpoint, "client", lambda *_: Glue())
    return statements


def test_everything_is_asked_by_keys_and_never_by_id(asked: list[str]) -> None:
    found = export(PLACE, "anna")
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


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_what_is_written_is_for_its_owner_only(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "export"
    prepare(folder)
    write(Export(ANNA, {"events": ROWS}), folder, suffix)
    modes = {path.stat().st_mode & 0o777 for path in (folder, folder / f"events.{suffix}")}
    assert modes == {0o700, 0o600}


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
    monkeypatch.setattr(Endpoint, "load", lambda **_: PLACE)
    (tmp_path / "file").write_text("x")
    assert main.main(["export-person", "anna", "--output", str(tmp_path / "file" / "in")]) == 1
    assert "cannot be written to (Not a directory): name another folder" in capsys.readouterr().err
    assert asked == []


def holding(person: Person, sent_as: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the lake hold one row of each kind, sent under this distinct id; none when it is empty."""
    row = {"person_key": key_of(sent_as), "profile_key": key_of(sent_as)}
    monkeypatch.setattr(person_export, "_asked", lambda *_: [row] if sent_as else [])
    traces = Traces(person, frozenset({1}), frozenset({2}))
    monkeypatch.setattr(person_export.AthenaCustomers, "find_traces", lambda *_: traces)


@pytest.mark.parametrize(
    ("sent_as", "ids"),
    [("anna", [("user", "anna")]), ("$device:anna", [("device", "anna")]), ("", [])],
)
def test_an_id_is_listed_as_what_it_was_seen_as(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, sent_as: str, ids: list[tuple[str, str]]
) -> None:
    devices = frozenset({"anna"})
    holding(Person("anna", devices, guessed=devices), sent_as, monkeypatch)
    found = export(PLACE, "anna")
    assert [(row["kind"], row["id"]) for row in found.rows["ids"]] == ids
    assert found.is_empty == (not ids)


def test_nobody_gets_no_files_and_one_sentence(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    devices = frozenset({"nobody"})
    holding(Person("nobody", devices, guessed=devices), "", monkeypatch)
    monkeypatch.setattr(Endpoint, "load", lambda **_: PLACE)
    assert main.main(["export-person", "nobody", "--output", str(tmp_path)]) == 1
    assert "Nothing is held under this id: is it spelled as the app sends it?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["export-person", "forget"])
@pytest.mark.parametrize("empty", ["", "   ", "$device:"])
def test_an_empty_id_is_refused_at_once(
    command: str, empty: str, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main.main([command, empty])
    assert "argument ID: is empty: give the id of a user or of a device" in capsys.readouterr().err
    assert asked == []
