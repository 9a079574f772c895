"""tally export-person: what is asked and what is written."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tally.adapters.wire.id_key import key_of
from tally.domain.people.person import Person, Traces

from cli.endings import WrongUse
from cli.output.person_files import prepare_folder, write_files
from cli.person_export import export_customer
from tests.cli.fake_tally import FakeTally, run

ANNA = Person("anna", frozenset({"phone", "tablet"}), frozenset({"tablet"}))
ROWS = [{"event_id": "e1", "at": datetime(2026, 11, 20, 12), "revenue": Decimal("0.10"), "note": 'è, "x"\n'}]
QUERIES = (
    "customer_events",
    "customer_profile_updates",
    "customer_profile",
    "customer_quarantined",
    "customer_witnessed",
)


@pytest.fixture
def tally() -> FakeTally:
    """One that holds Anna's rows, before the first night: there is no table of people."""
    rows = [{**row, "sent_person_key": 1, "profile_key": 1} for row in ROWS]
    found = FakeTally(**dict.fromkeys(QUERIES, rows))
    found.traces = Traces(ANNA, frozenset({1, -2}), frozenset(range(9000)))
    found.missing_tables = {"people"}
    return found


def test_everything_is_asked_by_keys_and_never_by_id(tally: FakeTally) -> None:
    found = export_customer(tally, "anna")
    asked = tally.statements
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
    prepare_folder(tmp_path / "new")
    told = write_files({"events": ROWS, "profile": []}, tmp_path / "new", "jsonl")
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
    prepare_folder(folder)
    write_files({"events": ROWS}, folder, suffix)
    modes = {path.stat().st_mode & 0o777 for path in (folder, folder / f"events.{suffix}")}
    assert modes == {0o700, 0o600}


def test_csv(tmp_path: Path) -> None:
    write_files({"events": ROWS, "profile": []}, tmp_path, "csv")
    with (tmp_path / "events.csv").open(newline="") as sheet:
        (row,) = csv.DictReader(sheet)
    assert (row["revenue"], row["note"]) == ("0.10", 'è, "x"\n')


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(WrongUse, match="is not empty: name another folder with --output"):
        prepare_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_told_before_the_lake_is_asked(
    tally: FakeTally, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    done = run(tally, "export-person", "anna", "--output", str(tmp_path / "file" / "in"))
    assert done.exit_code == 3
    assert "cannot be written to (Not a directory): name another folder" in done.stderr
    assert tally.statements == []


def holding(person: Person, sent_as: str) -> FakeTally:
    """A lake of one row of each kind, sent under this distinct id; of none when it is empty."""
    row = {"sent_person_key": key_of(sent_as), "profile_key": key_of(sent_as)}
    tally = FakeTally(**dict.fromkeys(QUERIES, [row] if sent_as else []))
    tally.traces = Traces(person, frozenset({1}), frozenset({2}))
    return tally


@pytest.mark.parametrize(
    ("sent_as", "ids"),
    [("anna", [("user", "anna")]), ("$device:anna", [("device", "anna")]), ("", [])],
)
def test_an_id_is_listed_as_what_it_was_seen_as(sent_as: str, ids: list[tuple[str, str]]) -> None:
    devices = frozenset({"anna"})
    found = export_customer(holding(Person("anna", devices, guessed=devices), sent_as), "anna")
    assert [(row["kind"], row["id"]) for row in found.rows["ids"]] == ids
    assert found.is_empty == (not ids)


def test_nobody_gets_no_files_and_one_sentence(tmp_path: Path) -> None:
    devices = frozenset({"nobody"})
    tally = holding(Person("nobody", devices, guessed=devices), "")
    done = run(tally, "export-person", "nobody", "--output", str(tmp_path))
    assert done.exit_code == 1
    assert "Nothing is held under this id: is it spelled as the app sends it?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_files_are_listed(tally: FakeTally, tmp_path: Path) -> None:
    done = run(tally, "export-person", "anna", "--output", str(tmp_path / "new"), "--format", "json")
    assert done.exit_code == 0
    told = {row["what"]: (row["rows"], Path(row["file"]).exists()) for row in json.loads(done.stdout)}
    assert told == {
        "events": (1, True),
        "profile_updates": (1, True),
        "quarantine": (1, True),
        "witness": (1, True),  # the same sighting was found by both questions
        "ids": (3, True),
    }


@pytest.mark.parametrize("command", ["export-person", "forget"])
@pytest.mark.parametrize("empty", ["", "   ", "$device:"])
def test_an_empty_id_is_refused_at_once(command: str, empty: str, tally: FakeTally) -> None:
    done = run(tally, command, empty)
    assert done.exit_code == 2
    assert "ID" in done.stderr
    assert "is empty: give the id of a user or of a device" in done.stderr
    assert tally.opened == []


def test_an_address_leads_to_its_owner_and_else_to_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nobody = Traces(Person("anna@shop.example", frozenset()), frozenset({9}), frozenset())
    anna = Traces(ANNA, frozenset({1}), frozenset())
    held = {"place": "profile", "person_id": "anna", "name": "email", "found": 2}
    tally = FakeTally(
        customer_holders=[held],
        customer_events=lambda asked: [{"sent_person_key": 1}] if asked["persons"].rows == [(1,)] else [],
    )
    monkeypatch.setattr(tally, "trace_customer", lambda one: anna if one == "anna" else nobody)
    assert run(tally, "export-person", "anna@shop.example", "--output", "a").exit_code == 0
    assert (tmp_path / "a" / "events.jsonl").read_text().count("\n") == 1
    tally.rows["customer_holders"] = [{**held, "place": "event"}]
    done = run(tally, "export-person", "anna@shop.example", "--output", "b", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == [{"held_in": "event", "id": "anna", "name": "email", "times": 2}]
