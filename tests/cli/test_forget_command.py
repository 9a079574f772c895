"""tally forget: what it shows, asks and calls."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tally.domain.people.erasure import PROOFS, TIME_IS_UP

from tests.cli.fake_tally import FakeTally, run

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
LATER = {**DONE, "remaining": True, "reasons": [TIME_IS_UP], "finished_at": None}


def is_json(text: str) -> bool:
    return len(json.loads(text)) == 1


def is_csv(text: str) -> bool:
    return [row["place"] for row in csv.DictReader(io.StringIO(text))] == ["landing"]


def holding(looked: dict[str, Any], *answers: dict[str, Any]) -> FakeTally:
    """A Tally that holds this of a customer; what forget_customer answers, one run after the other."""
    runs = iter(answers)
    tally = FakeTally()
    tally.functions = {
        "commit_events": lambda event: {"remaining": False},
        "forget_customer": lambda event: looked if event.get("dry_run") else next(runs),
    }
    return tally


@pytest.fixture
def tally() -> FakeTally:
    """One whose forget_customer needs two runs."""
    return holding(LOOKED, LATER, DONE)


def test_without_yes_it_shows_and_erases_nothing(tally: FakeTally) -> None:
    done = run(tally, "forget", "anna")
    assert done.exit_code == 1
    assert "User anna" in done.stdout
    assert "Also used by others: tablet" in done.stdout
    assert "lake.events     3        2         4" in done.stdout
    assert "They stay as they are: add --mentions" in done.stdout
    assert "add --yes" in done.stderr
    assert tally.calls == [("forget_customer", {"id": "anna", "dry_run": True})]


@pytest.mark.parametrize(("typed", "code"), [("anna", 0), ("hanna", 1)])
def test_a_person_types_the_id_once_more(tally: FakeTally, typed: str, code: int) -> None:
    assert run(tally, "forget", "anna", typed=typed).exit_code == code
    assert len(tally.calls) == (1 if code else 5)


@pytest.mark.parametrize(("fmt", "is_one"), [("json", is_json), ("csv", is_csv)])
def test_a_person_who_wants_json_or_csv_gets_one_document(
    tally: FakeTally, fmt: str, is_one: Callable[[str], bool]
) -> None:
    done = run(tally, "forget", "anna", "--format", fmt, typed="anna")
    assert done.exit_code == 0
    assert is_one(done.stdout)
    assert "lake.events     3        2         4" in done.stderr


def test_csv_has_the_proof_and_what_is_left() -> None:
    left = {**DONE, "remaining": True, "reasons": ["parcels wait", "a night is under way"]}
    done = run(holding(LOOKED, left), "forget", "anna", "--yes", "--format", "csv")
    assert done.exit_code == 1
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["place"], row["rows"], row["proof"]) == ("landing", "3", DONE["proof"])
    assert row["reasons"] == "parcels wait; a night is under way"


def test_it_lands_commits_and_erases_until_time_is_not_up(tally: FakeTally) -> None:
    done = run(tally, "forget", "anna", "--yes", "--format", "json")
    assert done.exit_code == 0
    request = {"id": "anna", "devices": ["phone", "tablet"], "mentions": False}
    assert tally.calls[1:] == [
        ("landing", None),
        ("commit_events", {}),
        ("forget_customer", request),
        ("forget_customer", {**request, "request_id": DONE["request_id"]}),
    ]
    (told,) = json.loads(done.stdout)
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
