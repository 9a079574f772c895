"""tally forget: what it shows, asks and calls."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli import forgetting
from cli.clients import Endpoint
from cli.main import main

LOOKED = {
    "user_id": "anna",
    "devices": ["phone", "tablet"],
    "shared_devices": ["tablet"],
    "places": {
        "landing": {"rows": 3, "objects": 1, "mentions": 0},
        "lake.events": {"rows": 3, "objects": 2, "mentions": 4},
    },
    "parcels_waiting": 1,
}
COUNTS = {
    "rows": 3,
    "objects_rewritten": 1,
    "objects_deleted": 0,
    "bytes_removed": 10,
    "snapshots_expired": 0,
    "mentions_blanked": 0,
    "mentions_left": 0,
    "unfinished": "",
}
DONE = {
    **{name: LOOKED[name] for name in ("user_id", "devices", "shared_devices")},
    "request_id": "2026-11-22-0123456789abcdef",
    "begun_at": "2026-11-22T10:00:00+00:00",
    "finished_at": "2026-11-22T10:01:00+00:00",
    "places": {"landing": COUNTS},
    "proof": "proofs/forget/2026-11-22/2026-11-22-0123456789abcdef.json",
    "remaining": False,
    "reasons": [],
}
LATER = {**DONE, "remaining": True, "reasons": [forgetting.TIME_IS_UP], "finished_at": None}


def is_json(text: str) -> bool:
    return len(json.loads(text)) == 1


def is_csv(text: str) -> bool:
    return [row["place"] for row in csv.DictReader(io.StringIO(text))] == ["landing"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, Any]]:
    """Every function called, with its event; forget_customer needs two runs."""
    made: list[tuple[str, Any]] = []
    answers = iter([LATER, DONE])

    def invoke(_: Endpoint, function: str, event: dict[str, Any]) -> Any:
        made.append((function, dict(event)))
        if function == "commit_events":
            return {"remaining": False}
        return LOOKED if event.get("dry_run") else next(answers)

    monkeypatch.setattr(forgetting, "invoke", invoke)
    monkeypatch.setattr(forgetting, "wait_until_landed", lambda *_: made.append(("landing", None)))
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    Endpoint(region="eu-south-1", url="", write_key="k", witness_url="").save()
    return made


def test_without_yes_it_shows_and_erases_nothing(
    calls: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["forget", "anna"]) == 1
    shown = capsys.readouterr()
    assert "User anna" in shown.out
    assert "Also used by others: tablet" in shown.out
    assert "lake.events     3        2         4" in shown.out
    assert "They stay as they are: add --mentions" in shown.out
    assert "add --yes" in shown.err
    assert calls == [("forget_customer", {"id": "anna", "dry_run": True})]


@pytest.mark.parametrize(("typed", "code"), [("anna", 0), ("hanna", 1)])
def test_a_person_types_the_id_once_more(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda: typed)
    assert main(["forget", "anna"]) == code
    assert len(calls) == (1 if code else 5)


@pytest.mark.parametrize(("fmt", "is_one"), [("json", is_json), ("csv", is_csv)])
def test_a_person_who_wants_json_or_csv_gets_one_document(
    calls: list[Any],
    fmt: str,
    is_one: Callable[[str], bool],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda: "anna")
    assert main(["forget", "anna", "--format", fmt]) == 0
    shown = capsys.readouterr()
    assert is_one(shown.out)
    assert "lake.events     3        2         4" in shown.err


def test_csv_has_the_proof_and_what_is_left(
    calls: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {**DONE, "remaining": True, "reasons": ["parcels wait", "a night is under way"]}
    monkeypatch.setattr("cli.commands.forget.forget", lambda *_, **__: left)
    assert main(["forget", "anna", "--yes", "--format", "csv"]) == 1
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["place"], row["rows"], row["proof"]) == ("landing", "3", DONE["proof"])
    assert row["reasons"] == "parcels wait; a night is under way"


def test_it_lands_commits_and_erases_until_time_is_not_up(
    calls: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forget", "anna", "--yes", "--format", "json"]) == 0
    request = {"id": "anna", "devices": ["phone", "tablet"], "mentions": False}
    assert calls[1:] == [
        ("landing", None),
        ("commit_events", {}),
        ("forget_customer", request),
        ("forget_customer", {**request, "request_id": DONE["request_id"]}),
    ]
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["proof"], told["remaining"]) == (DONE["proof"], False)
    assert told["places"][0]["place"] == "landing"
    assert "anna" not in str(told)


NOTHING = {
    **LOOKED,
    "places": {name: dict.fromkeys(("rows", "objects", "mentions"), 0) for name in ("landing", "marts")},
    "parcels_waiting": 0,
}


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_an_id_under_which_nothing_is_held_makes_no_proof(
    calls: list[Any],
    options: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("cli.commands.forget.look", lambda *_: NOTHING)
    monkeypatch.setattr(forgetting, "proofs", lambda _: [an_erasure(days_ago=1, is_finished=True)])
    assert main(["forget", "ana", *options]) == 1
    assert "Nothing is held under this id: is it spelled as the app sends it?" in capsys.readouterr().err
    assert calls == []


def an_erasure(*, days_ago: int, is_finished: bool) -> dict[str, Any]:
    begun = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return {"begun_at": begun, "finished_at": begun if is_finished else None}


@pytest.mark.parametrize(("days_ago", "code"), [(13, 0), (15, 1)])
def test_what_was_not_done_yet_is_finished_though_nothing_is_left(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch, days_ago: int, code: int
) -> None:
    monkeypatch.setattr("cli.commands.forget.look", lambda *_: NOTHING)
    monkeypatch.setattr(forgetting, "proofs", lambda _: [an_erasure(days_ago=days_ago, is_finished=False)])
    assert main(["forget", "anna", "--yes"]) == code


@pytest.mark.parametrize(
    "held",
    [
        {"parcels_waiting": 1},
        {"places": {"lake.events": {"rows": 0, "objects": 1, "mentions": 0}}},  # of its past
        {"places": {"lake.events": {"rows": 0, "objects": 0, "mentions": 1}}},
    ],
)
def test_files_of_the_past_mentions_and_what_waits_are_something(
    calls: list[Any], held: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.commands.forget.look", lambda *_: {**NOTHING, **held})
    assert main(["forget", "anna", "--yes"]) == 0
    assert calls[-1][0] == "forget_customer"


def test_mentions_are_blanked_when_asked_for_and_else_told(
    calls: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["forget", "anna", "--yes", "--mentions"]) == 0
    assert [event["mentions"] for name, event in calls[3:]] == [True, True]
    assert "--mentions" not in capsys.readouterr().out
    left = {**DONE, "places": {"landing": {**COUNTS, "mentions_left": 2}}}
    monkeypatch.setattr("cli.commands.forget.forget", lambda *_, **__: left)
    assert main(["forget", "anna", "--yes"]) == 0
    told = capsys.readouterr().out
    assert "to blank them, run it for each of these ids and add --mentions" in told
    assert "mentions_left" in told
    assert "mentions_blanked" not in told


def test_what_is_left_is_said_and_ends_with_code_1(
    calls: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {**DONE, "remaining": True, "reasons": ["parcels wait"]}
    monkeypatch.setattr("cli.commands.forget.forget", lambda *_, **__: left)
    assert main(["forget", "anna", "--yes"]) == 1
    assert "Not done yet: parcels wait" in capsys.readouterr().out
