"""What is well in a running Tally, and what is said where it is not."""

from datetime import timedelta

import pytest
from tally.domain.running import health
from tally.domain.running.health import Finding, HourOfArrivals, LandedPlan, LastNight, PlanMark, QueueLook

from tests.running import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("queue", "state", "is_ok"),
    [
        (QueueLook("tally-events", 0, HOUR), "0 parcels", True),
        (QueueLook("tally-events", 5_000, 15 * MINUTE), "5,000 parcels, the oldest waits 15 minutes", True),
        (QueueLook("tally-events", 1, 16 * MINUTE), "1 parcel, the oldest waits 16 minutes", False),
        (QueueLook("tally-events", 1), "1 parcel", True),
    ],
)
def test_a_queue_may_be_long_and_not_slow(queue: QueueLook, state: str, is_ok: bool) -> None:
    (found,) = health.judge_queues([queue])
    assert (found.part, found.state, found.is_ok) == ("queue tally-events", state, is_ok)


def test_dead_letters_are_never_well() -> None:
    empty, full = QueueLook("tally-events-dead", 0), QueueLook("tally-witness-dead", 2)
    assert health.judge_dead_letters([empty]) == Finding("dead letters", "none")
    found = health.judge_dead_letters([empty, full])
    assert found.state == "2 parcels in tally-witness-dead"
    assert found.advice == "docs/guides/runbook.md, tally-witness-dead"


def test_what_no_step_could_read_is_never_well() -> None:
    assert health.judge_set_aside(0) == Finding("set aside", "none")
    found = health.judge_set_aside(1)
    assert (found.state, found.advice) == ("1 object that could not be read", "tally landing lists them")


@pytest.mark.parametrize(
    ("landed_ago", "committed_ago", "state", "is_ok"),
    [
        (None, None, "nothing has landed yet", True),
        (HOUR, HOUR, "all that landed is in the lake", True),
        (15 * MINUTE, HOUR, "what landed 15 minutes ago is not in the lake yet", True),
        (16 * MINUTE, HOUR, "what landed 16 minutes ago is not in the lake yet", False),
        (16 * MINUTE, None, "what landed 16 minutes ago is not in the lake yet", False),
    ],
)
def test_what_landed_is_committed_soon(
    landed_ago: timedelta | None, committed_ago: timedelta | None, state: str, is_ok: bool
) -> None:
    landed_at, until = (ago and NOW - ago for ago in (landed_ago, committed_ago))
    found = health.judge_commit(landed_at, until, NOW)
    assert (found.state, found.is_ok) == (state, is_ok)


@pytest.mark.parametrize(
    ("night", "landed_ago", "state", "is_ok"),
    [
        (None, None, "none that is known", True),
        (None, 26 * HOUR, "none that is known", True),
        (None, 28 * HOUR, "none that is known", False),
        (LastNight("RUNNING", NOW - MINUTE), HOUR, "runs since 1 minute", True),
        (LastNight("SUCCEEDED", NOW - 6 * HOUR), HOUR, "succeeded, 6 hours ago", True),
        (LastNight("SUCCEEDED", NOW - 28 * HOUR), HOUR, "succeeded, 1 day ago", False),
        (LastNight("FAILED", NOW - HOUR), HOUR, "failed, 1 hour ago", False),
        (LastNight("TIMED_OUT", NOW - HOUR), HOUR, "timed out, 1 hour ago", False),
    ],
)
def test_a_night_ended_well_not_long_ago(
    night: LastNight | None, landed_ago: timedelta | None, state: str, is_ok: bool
) -> None:
    found = health.judge_night(night, landed_ago and NOW - landed_ago, NOW)
    assert (found.state, found.is_ok) == (state, is_ok)


@pytest.mark.parametrize(
    ("landed", "quarantined", "is_ok"), [(0, 9, True), (0, 10, False), (990, 10, False), (991, 10, True)]
)
def test_an_hour_with_many_refused_events_is_one_to_look_at(
    landed: int, quarantined: int, is_ok: bool
) -> None:
    assert health.judge_arrivals([HourOfArrivals(NOW, landed, quarantined)]).is_ok is is_ok


def test_arrivals_are_told_by_their_worst_hour() -> None:
    hours = [HourOfArrivals(NOW - HOUR, 100, 1), HourOfArrivals(NOW, 10, 3), HourOfArrivals(NOW, 10, 0)]
    told = health.judge_arrivals(hours).state
    assert told == "4 events refused in 24 hours, most at 09:00 UTC: 3 of 13"
    assert health.judge_arrivals(hours[2:]).state == "nothing refused in 24 hours"


def test_two_plans_are_told_apart_by_their_content() -> None:
    here, there = PlanMark("a.toml", "observe", 28, "1"), PlanMark("b.toml", "enforce", 1, "2")
    assert health.judge_plan(None, here) == Finding("tracking plan", "a.toml (mode observe, 28 events)")
    assert health.judge_plan(PlanMark("b.toml", "observe", 28, "1"), here).is_ok
    found = health.judge_plan(there, here)
    assert found.state == (
        "in force: b.toml (mode enforce, 1 event); at hand: a.toml (mode observe, 28 events)"
    )
    assert not found.is_ok


def test_functions_that_land_by_an_older_plan_are_told_once_their_batches_had_time_to_end() -> None:
    here = PlanMark("version 2, by anna", "observe", 28, "1", 2, NOW)
    assert health.judge_plan(here, here, [LandedPlan("land_events", 2, NOW)]).state.endswith(
        ", read by land_events"
    )
    assert health.judge_plan(here, here, [LandedPlan("land_witness", 1, NOW + health.BATCH_LASTS)]).is_ok
    late = health.judge_plan(here, here, [LandedPlan("land_witness", 1, NOW + HOUR)])
    assert not late.is_ok
    assert late.state.endswith("; land_witness lands by version 1")


def test_alarms_and_disk() -> None:
    assert health.judge_alarms([]).is_ok
    assert health.judge_alarms(["tally-no-commit"]).state == "ringing: tally-no-commit"
    assert not health.judge_alarms(["tally-no-commit"]).is_ok
    assert health.judge_disk(1_000_000_000) == Finding("disk", "1.0 GB free")
    assert not health.judge_disk(999_999_999).is_ok


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-1), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_span_in_its_largest_unit(span: timedelta, words: str) -> None:
    assert health.describe_span(span) == words
