"""tally forget: what it shows, asks and calls."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.wire.id_key import key_of
from tally.domain.people.erasure import PROOFS, TIME_IS_UP
from tally.domain.people.person import Person, Traces
from tally.domain.plan.personal_data import hash_text
from tally.domain.settings.setting import SettingAddress

from cli.forgetting import REMOVED
from cli.plan_in_force import ADDRESS
from tests.cli.fake_tally import FakeTally, run
from tests.settings import writer

LOOKED = {
    "user_id": "anna",
    "devices": ["phone", "tablet"],
    "shared_devices": ["tablet"],
    "doubtful_devices": ["kiosk"],
    "borrowed_devices": ["till"],
    "named_beside": ["anna-old"],
    "places": {
        "landing": {"rows": 3, "objects": 1, "mentions": 0},
        "lake.events": {"rows": 3, "objects": 2, "mentions": 4},
    },
    "parcels_waiting": 1,
    "unreadable_objects": 3,
}
COUNTS = {
    "rows": 3,
    "objects_rewritten": 1,
    "objects_deleted": 0,
    "bytes_removed": 10,
    "snapshots_expired": 0,
    "mentions_blanked": 0,
    "mentions_left": 0,
    "order_events_kept": 0,
    "unfinished": "",
}
DONE = {
    **{
        name: LOOKED[name]
        for name in (
            "user_id",
            "devices",
            "shared_devices",
            "doubtful_devices",
            "borrowed_devices",
            "named_beside",
        )
    },
    "request_id": "2026-11-22-0123456789abcdef",
    "begun_at": "2026-11-22T10:00:00+00:00",
    "finished_at": "2026-11-22T10:01:00+00:00",
    "places": {"landing": COUNTS},
    "proof": "proofs/forget/2026-11-22/2026-11-22-0123456789abcdef.json",
    "kept_as": None,
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
    assert done.exit_code == 2
    assert "User anna" in done.stdout
    assert "Also used by others: tablet" in done.stdout
    assert "Doubtful: kiosk" in done.stdout
    assert "Seen on devices of others: till. What was done there with nobody" in done.stdout
    assert "kept apart: anna-old" in done.stdout
    assert "lake.events     3        2         4" in done.stdout
    assert "3 objects that could not be read are set aside and may hold more" in done.stdout
    assert "They stay as they are: add --mentions" in done.stdout
    assert "add --yes" in done.stderr
    assert tally.calls == [("forget_customer", {"id": "anna", "dry_run": True})]


@pytest.mark.parametrize("customer", ["undefined", "Guest", "demo", "$device:0"])
def test_a_placeholder_is_refused_with_a_sentence(tally: FakeTally, customer: str) -> None:
    writer(tally.settings).put(ADDRESS, 'placeholder_ids = ["Demo"]')
    done = run(tally, "forget", customer)
    assert (done.exit_code, tally.calls) == (2, [])
    assert f"{customer} is a placeholder and means nobody" in done.stderr


@pytest.mark.parametrize(
    ("asked", "landed"), [("Anna@Shop.example", "anna@shop.example"), (" anna ", "anna"), ("17.0", "17")]
)
def test_an_id_is_brought_to_the_form_that_landing_stores(tally: FakeTally, asked: str, landed: str) -> None:
    writer(tally.settings).put(ADDRESS, "email_ids_ignore_case = true")
    run(tally, "forget", asked, typed=asked)
    assert tally.calls[0] == ("forget_customer", {"id": landed, "dry_run": True})
    assert len(tally.calls) == 5


@pytest.mark.parametrize(("typed", "code"), [("anna", 0), ("hanna", 2)])
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
    request = {"id": "anna", "devices": ["phone", "tablet"], "mentions": False, "keep_orders": False}
    assert tally.calls[1:] == [
        ("landing", None),
        ("commit_events", {}),
        ("forget_customer", request),
        ("forget_customer", {**request, "request_id": DONE["request_id"], "kept_as": None}),
    ]
    (told,) = json.loads(done.stdout)
    assert (told["proof"], told["remaining"]) == (DONE["proof"], False)
    assert told["places"][0]["place"] == "landing"
    assert "anna" not in str(told)


NOTHING = {
    **LOOKED,
    "places": {name: dict.fromkeys(("rows", "objects", "mentions"), 0) for name in ("landing", "marts")},
    "parcels_waiting": 0,
    "unreadable_objects": 0,
}


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_an_id_under_which_nothing_is_held_makes_no_proof(options: tuple[str, ...]) -> None:
    tally = holding(NOTHING)
    tally.objects = an_erasure(days_ago=1, is_finished=True)
    done = run(tally, "forget", "ana", *options)
    assert done.exit_code == 1
    assert "Nothing is held under this id: is it spelled as the app sends it?" in done.stderr
    assert tally.calls == [("forget_customer", {"id": "ana", "dry_run": True})]


def an_erasure(*, days_ago: int, is_finished: bool) -> dict[str, bytes]:
    """Its proof, as an object."""
    begun = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    proof = {
        "request_id": "r",
        "begun_at": begun,
        "finished_at": begun if is_finished else None,
        "tally_version": "1",
        "places": {"landing": dict.fromkeys(REMOVED, 1)},
    }
    return {f"{PROOFS}{begun[:10]}/r.json": json.dumps(proof).encode()}


@pytest.mark.parametrize(("days_ago", "code"), [(13, 0), (15, 1)])
def test_what_was_not_done_yet_is_finished_though_nothing_is_left(days_ago: int, code: int) -> None:
    tally = holding(NOTHING, DONE)
    tally.objects = an_erasure(days_ago=days_ago, is_finished=False)
    assert run(tally, "forget", "anna", "--yes").exit_code == code


@pytest.mark.parametrize(
    "held",
    [
        {"parcels_waiting": 1},
        {"unreadable_objects": 1},
        {"places": {"lake.events": {"rows": 0, "objects": 1, "mentions": 0}}},  # of its past
        {"places": {"lake.events": {"rows": 0, "objects": 0, "mentions": 1}}},
    ],
)
def test_files_of_the_past_mentions_and_what_waits_are_something(held: dict[str, Any]) -> None:
    tally = holding({**NOTHING, **held}, LATER, DONE)
    assert run(tally, "forget", "anna", "--yes").exit_code == 0
    assert tally.calls[-1][0] == "forget_customer"


def test_mentions_are_blanked_when_asked_for_and_else_told(tally: FakeTally) -> None:
    done = run(tally, "forget", "anna", "--yes", "--mentions")
    assert done.exit_code == 0
    assert [event["mentions"] for name, event in tally.calls[3:]] == [True, True]
    assert "--mentions" not in done.stdout
    left = {**DONE, "places": {"landing": {**COUNTS, "mentions_left": 2}}}
    done = run(holding(LOOKED, left), "forget", "anna", "--yes")
    assert done.exit_code == 0
    assert "to blank them, run it for each of these ids and add --mentions" in done.stdout
    assert "mentions_left" in done.stdout
    assert "mentions_blanked" not in done.stdout


def test_orders_are_kept_when_asked_for_under_the_same_person_in_all_runs() -> None:
    kept = {**DONE, "places": {"lake.events": {**COUNTS, "order_events_kept": 2}}}
    tally = holding(LOOKED, {**LATER, "kept_as": "$erased:1"}, kept)
    done = run(tally, "forget", "anna", "--keep-orders", typed="anna")
    assert done.exit_code == 0
    assert "will be kept under a random person" in done.stdout
    assert "not for you if your order numbers name a person" in done.stdout
    assert "2 order events are kept under a random person" in done.stdout
    first, second = (event for _, event in tally.calls[3:])
    assert (first["keep_orders"], first.get("kept_as")) == (True, None)
    assert (second["keep_orders"], second["kept_as"]) == (True, "$erased:1")
    assert "$erased:" not in done.stdout


def test_what_is_left_is_said_and_ends_with_code_1() -> None:
    left = {**DONE, "remaining": True, "reasons": ["parcels wait"]}
    done = run(holding(LOOKED, left), "forget", "anna", "--yes")
    assert done.exit_code == 1
    assert "Not done yet: parcels wait" in done.stdout


def test_settings_that_name_the_customer_are_told(tally: FakeTally) -> None:
    change, buyers = writer(tally.settings), SettingAddress("cohort", "buyers")
    change.put(buyers, 'conditions = ["did A[coupon=anna]"]')
    change.put(buyers, 'conditions = ["did A[coupon=annabel]"]', over=1)
    done = run(tally, "forget", "anna", "--yes")
    assert (
        "The text of settings names this id, and erasing leaves it: cohort/buyers, version 1." in done.stderr
    )


def test_erasures_of_before_are_listed_without_names() -> None:
    tally = FakeTally()
    tally.objects = an_erasure(days_ago=1, is_finished=False)
    (row,) = json.loads(run(tally, "forget", "--proofs", "--format", "json").stdout)
    assert (row["request_id"], row["finished_at"], row["rows"]) == ("r", None, 1)
    assert (row["mentions_left"], row["order_events_kept"]) == (0, 0)
    assert "not yet" in run(tally, "forget", "--proofs").stdout
    assert run(FakeTally(), "forget", "--proofs").stdout == "No erasure so far.\n"


@pytest.mark.parametrize("words", [[], ["anna", "--proofs"]])
def test_a_customer_or_the_proofs(words: list[str]) -> None:
    tally = FakeTally()
    assert (run(tally, "forget", *words).exit_code, tally.opened) == (2, [])


BEFORE_THE_FIRST_COMMIT = ("forget", "export-person")


@pytest.mark.parametrize("command", BEFORE_THE_FIRST_COMMIT)
@pytest.mark.parametrize("customer", ["x", "$device:phone", " 4711.0 "])
def test_before_the_first_commit_nothing_is_held(
    command: str, customer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fresh = FakeTally()
    fresh.missing_tables = {"events", "profile_updates", "people", "quarantine"}
    done = run(fresh, command, customer)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(f"tally: Nothing has been committed yet: nothing is held of {customer}\n")
    assert fresh.calls == [("landing", None)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", BEFORE_THE_FIRST_COMMIT)
@pytest.mark.parametrize("key", ["landing/dt=2026-11-20/b.parquet", "quarantine/q", "records/orders/o"])
def test_what_waits_for_the_first_commit_is_not_denied(command: str, key: str) -> None:
    fresh = FakeTally()
    fresh.missing_tables, fresh.objects = {"events"}, {key: b"rows"}
    done = run(fresh, command, "x")
    assert (done.exit_code, "run `tally run commit_events`, then this again" in done.stderr) == (3, True)


def holder(person_id: str, name: str = "email", place: str = "profile") -> dict[str, Any]:
    """A row of customer_holders.sql."""
    return {"place": place, "person_id": person_id, "name": name, "found": 1}


def held_by(*holders: dict[str, Any]) -> FakeTally:
    """A Tally that holds nothing under an e-mail address as an id, and all of anna's under hers."""
    tally = FakeTally(customer_holders=holders)
    runs = iter((DONE,))
    looks = {"anna": LOOKED}
    in_a_result = {
        **NOTHING,
        "places": {**NOTHING["places"], "results": {"rows": 1, "objects": 1, "mentions": 0}},
    }
    tally.functions = {
        "commit_events": lambda event: {"remaining": False},
        "forget_customer": lambda event: (
            looks.get(event["id"], in_a_result) if event.get("dry_run") else next(runs)
        ),
    }
    return tally


def test_a_person_is_found_by_their_own_address() -> None:
    bruno = [holder("bruno", name, "event") for name in ("recipient", "value")]
    tally = held_by(holder("anna"), *bruno)
    done = run(tally, "forget", " Anna@Shop.example", "--yes")
    assert (done.exit_code, tally.calls[-1][1]["id"]) == (0, "anna")
    assert "held under bruno (recipient of events, value of events). Whether" in done.stderr
    (_, values) = tally.asked[0]
    plain, hashed = "anna@shop.example", hash_text("anna@shop.example", b"salt")
    assert sorted(values["spellings"].rows) == sorted([(key_of(plain),), (key_of(hashed),)])
    assert "anna@" not in "".join(tally.statements).lower()


@pytest.mark.parametrize("address", ["+49 170 1234567", hash_text("anna@shop.example", b"salt")])
def test_a_person_is_found_by_a_number_or_a_hash(address: str) -> None:
    assert run(held_by(holder("anna", "$phone")), "forget", address, "--yes").exit_code == 0


@pytest.mark.parametrize(
    "holders",
    [
        [holder("anna", "referred_by")],
        [holder("anna", place="event")],
        [holder("anna"), holder("bruno")],
    ],
)
def test_an_address_that_is_not_for_certain_one_persons_erases_nobody(
    holders: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = held_by(*holders)
    monkeypatch.setattr(
        tally, "trace_customer", lambda one: Traces(Person(one, frozenset()), frozenset(), frozenset())
    )
    done = run(tally, "forget", "anna@shop.example", "--yes")
    assert (done.exit_code, len(tally.calls)) == (1, 1)
    assert "Whether that is the same person only you can tell" in done.stdout
    assert "anna" in done.stdout


def keeping_out(tally: FakeTally) -> FakeTally:
    """The same, that answers about late copies too."""
    erase = tally.functions["forget_customer"]
    tally.functions["forget_customer"] = lambda event: (
        {"suppressed": 3, "let_in": 2} if "suppress" in event else erase(event)
    )
    return tally


def test_late_copies_are_kept_out_before_anything_is_erased() -> None:
    tally = keeping_out(holding(LOOKED, DONE))
    done = run(tally, "forget", "anna", "--yes", "--suppress")
    assert (done.exit_code, "these 3 ids" in done.stderr) == (0, True)
    kept_out = {"id": "anna", "devices": ["phone", "tablet"], "suppress": True}
    assert tally.calls[1] == ("forget_customer", kept_out)
    assert len(tally.calls) == 5


def test_an_erased_person_can_be_kept_out_later_and_let_in_without_a_proof() -> None:
    tally = keeping_out(holding(NOTHING))
    assert run(tally, "forget", "anna", "--suppress").exit_code == 0
    done = run(tally, "forget", "anna", "--unsuppress")
    assert (done.exit_code, "lands again" in done.stdout) == (0, True)
    assert [event.get("suppress") for _, event in tally.calls] == [None, True, False]
