"""The random sets hold what they promise, always the same, and the oracle answers every question to them."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reports.oracle import cohort, flows, funnel, insights, retention, sessions
from tests.reports.random_events import SEASONS, TIMEZONE, random_set, season_of
from tests.reports.random_questions import QUESTIONS, random_question

SEEDS = range(120)
ORACLES = {
    "funnel": funnel,
    "retention": retention,
    "insights": insights,
    "cohort": cohort,
    "sessions": sessions,
    "flows": flows,
}


def local_times(events: list[dict[str, Any]]) -> list[datetime]:
    return sorted(datetime.fromisoformat(event["time"]).astimezone(ZoneInfo(TIMEZONE)) for event in events)


def test_a_seed_gives_the_same_set_and_the_same_question() -> None:
    assert random_set(7, "a-") == random_set(7, "a-")
    assert random_set(7) != random_set(8)
    assert all(random_question(kind, 7) == random_question(kind, 7) for kind in QUESTIONS)


def ids(seed: int, prefix: str) -> set[str]:
    events, profiles = random_set(seed, prefix)
    names = ("user_id", "device_id", "distinct_id", "insert_id")
    return {event[name] for event in events for name in names if name in event} | profiles.keys()


def test_sets_of_other_prefixes_share_no_id() -> None:
    assert ids(3, "a-").isdisjoint(ids(3, "b-"))
    assert all(name.removeprefix("$device:").startswith("a-") for name in ids(3, "a-"))


def test_a_prefix_changes_names_alone() -> None:
    for seed in range(20):
        plain, prefixed = random_set(seed)[0], random_set(seed, "a-")[0]
        found = [funnel_of(events, seed) for events in (plain, prefixed)]
        assert found[0] == found[1]


def funnel_of(events: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    question = random_question("funnel", seed)
    question.pop("persons_dropped_after", None)
    return funnel.answer(question, events, timezone=TIMEZONE)


def test_sets_are_small_and_lie_in_their_season() -> None:
    for seed in SEEDS:
        events, _ = random_set(seed)
        season = season_of(seed)
        assert 2 <= len(events) <= 200, seed
        days = {time.date() for time in local_times(events)}
        assert max(days) <= season.last
        assert all(
            day >= season.first - timedelta(days=1) or day.year == season.first.year - 1 for day in days
        )
    assert {season_of(seed) for seed in SEEDS} == set(SEASONS)


def oddities(events: list[dict[str, Any]]) -> set[str]:
    """What of the promised there is in a set."""
    times = local_times(events)
    gaps = [later - before for before, later in pairwise(times)]
    users_of_device: dict[str, set[str]] = {}
    for event in events:
        if "device_id" in event and "user_id" in event:
            users_of_device.setdefault(event["device_id"], set()).add(event["user_id"])
    kept = {event["insert_id"]: event for event in events}
    values = [value for event in kept.values() for value in event["properties"].values()]
    arrived = [event["time"] for event in events]
    found = {
        "the same millisecond": len({event["time"] for event in kept.values()}) < len(kept),
        "within two seconds": any(timedelta(0) < gap <= timedelta(seconds=2) for gap in gaps),
        "a repeat": len(kept) < len(events),
        "a shared device": any(len(users) > 1 for users in users_of_device.values()),
        "a link": any(event["event"] == "$identify" for event in events),
        "a late link": any(
            event["event"] == "$identify"
            and any(
                other.get("device_id") == event["device_id"] and "user_id" not in other
                for other in events
                if other["time"] < event["time"]
            )
            for event in events
        ),
        "a midnight": any(time.strftime("%H:%M:%S.%f") == "00:00:00.000000" for time in times),
        "before midnight": any(time.strftime("%H:%M:%S.%f") == "23:59:59.999000" for time in times),
        "the day of the change": any(
            time.date() == season.change.astimezone(ZoneInfo(TIMEZONE)).date()
            for time in times
            for season in SEASONS
        ),
        "out of order": arrived != sorted(arrived),
        "null": None in values,
        "an empty text": "" in values,
        "a number as text": "30" in values,
        "a list": any(isinstance(value, list) for value in values),
        "a missing value": any("colour" not in event["properties"] for event in events),
    }
    return {name for name, is_there in found.items() if is_there}


def test_each_oddity_is_in_many_sets() -> None:
    counts = Counter(name for seed in SEEDS for name in oddities(random_set(seed)[0]))
    assert len(counts) == 15
    assert min(counts.values()) >= len(SEEDS) // 10, counts


@pytest.mark.parametrize("kind", list(ORACLES))
def test_the_oracle_answers_every_question(kind: str) -> None:
    answers = []
    for seed in SEEDS:
        events, profiles = random_set(seed)
        rows = ORACLES[kind].answer(random_question(kind, seed), events, timezone=TIMEZONE, profiles=profiles)
        answers.append(
            tuple(tuple(row.items()) for row in rows if any(is_something(each) for each in row.values()))
        )
    assert len(set(answers)) > len(SEEDS) // 2, "most answers must differ, or they compare nothing"


def is_something(value: Any) -> bool:
    return value not in (None, 0, "", False)
