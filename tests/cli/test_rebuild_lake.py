"""`tally rebuild-lake`: what is gone, what landing holds, and what was taken out stays out."""

from collections.abc import Iterator
from typing import Any

from cli.clients import NightLook
from tests.cli.fake_tally import FakeTally, run

COUNTS = {"committed": 20, "profile_rows": 1, "record_versions": 0, "remaining": False}


def a_tally(*missing: str) -> FakeTally:
    commits: Iterator[dict[str, Any]] = iter([{**COUNTS, "remaining": True}, COUNTS])
    tally = FakeTally(
        withheld_events=[
            {"dedup_key": "-7", "business_date": "2026-11-20", "detail": "too large"},
            {"dedup_key": "8", "business_date": "2026-11-21", "detail": "too large"},
            {"dedup_key": "9", "business_date": "2026-11-20", "detail": "a test"},
        ]
    )
    tally.missing_tables = set(missing)
    tally.objects = {
        "landing/dt=2026-11-20/b.parquet": b"",
        "landing/dt=2026-11-18/a.parquet": b"",
        "landing/profiles/dt=2026-11-19/a.parquet": b"",
    }
    tally.functions = {
        "commit_events": lambda _: next(commits),
        "quarantine_event": lambda request: {"withheld": len(request["keys"])},
        "refresh_models": lambda _: {},
    }
    tally.looks = [NightLook("SUCCEEDED", [])]
    return tally


def test_a_whole_lake_is_left_alone() -> None:
    tally = a_tally()
    tally.functions["quarantine_event"] = lambda _: {"withheld": 0}
    told = run(tally, "rebuild-lake")
    assert (told.exit_code, {name for name, _ in tally.calls}) == (0, {"quarantine_event"})
    assert "Nothing to rebuild" in told.stdout


def test_what_a_scheduled_commit_brought_back_is_taken_out_again() -> None:
    tally = a_tally()
    told = run(tally, "rebuild-lake")
    assert "3 of the events were taken out again" in told.stdout
    assert [name for name, _ in tally.calls] == ["quarantine_event", "quarantine_event", "nightly"]


def test_everything_is_committed_and_what_was_taken_out_goes_again() -> None:
    tally = a_tally("events")
    told = run(tally, "rebuild-lake")
    assert told.exit_code == 0
    assert "What arrived before 2026-11-18 is not in landing and does not come back." in told.stdout
    assert "40 events, 2 rows of profiles and 0 versions of records" in told.stdout
    assert "3 of the events were taken out again" in told.stdout
    assert [name for name, _ in tally.calls] == [
        *("commit_events", "commit_events", "quarantine_event", "quarantine_event", "nightly")
    ]
    too_large = {"keys": ["-7", "8"], "days": ["2026-11-20", "2026-11-21"], "reason": "too large"}
    assert ("quarantine_event", too_large) in tally.calls


def test_quarantine_is_described_again_before_it_is_asked() -> None:
    tally = a_tally("events", "quarantine")
    run(tally, "rebuild-lake")
    assert [name for name, _ in tally.calls][2] == "refresh_models"


def test_nothing_landed_is_told() -> None:
    tally = a_tally("profile_updates")
    tally.objects = {}
    assert "the tables come back empty" in run(tally, "rebuild-lake").stdout


def test_a_night_that_fails_is_told() -> None:
    tally = a_tally("events")
    tally.looks = [NightLook("FAILED", [])]
    told = run(tally, "rebuild-lake")
    assert told.exit_code == 3
    assert "tally run nightly" in told.stdout
