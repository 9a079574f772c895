"""What must hold of every answer, whatever the events: the oracle against random sets."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.reports.oracle import flows, funnel, insights, retention
from tests.reports.oracle.persons import DEVICE, read_events
from tests.reports.random_events import TIMEZONE, random_set
from tests.reports.random_questions import random_question

SEEDS = range(200)

Row = dict[str, Any]
Question = dict[str, Any]


def asked(kind: str, *without: str) -> Iterator[tuple[Question, list[Row]]]:
    """(question, events) of each seed whose question has none of these fields."""
    for seed in SEEDS:
        question = random_question(kind, seed)
        if not question.keys() & set(without):
            yield question, random_set(seed)[0]


def reached(question: Question, events: list[Row]) -> list[int]:
    return [row["reached"] for row in funnel.answer(question, events, timezone=TIMEZONE)]


def test_a_funnel_never_widens() -> None:
    for question, events in asked("funnel", "breakdown", "persons_dropped_after"):
        steps = reached(question, events)
        assert steps == sorted(steps, reverse=True)


def test_every_entry_reaches_at_least_what_the_first_does() -> None:
    for question, events in asked("funnel", "breakdown", "persons_dropped_after", "filter"):
        if question["count"] == "persons":
            first, every = (reached(question | {"reentry": each}, events) for each in ("first", "optimized"))
            assert first[0] == every[0]
            assert all(one <= other for one, other in zip(first, every, strict=True))


def test_segments_add_up_by_totals_and_by_sessions() -> None:
    for question, events in asked("funnel", "persons_dropped_after"):
        if "breakdown" not in question or question["count"] == "persons":
            continue
        by_step: dict[int, int] = defaultdict(int)
        for row in funnel.answer(question, events, timezone=TIMEZONE):
            by_step[row["step"]] += row["reached"]
        whole = reached({name: question[name] for name in question if name != "breakdown"}, events)
        assert list(by_step.values()) in (whole, [])


def test_the_list_behind_a_step_is_as_long_as_its_loss() -> None:
    for question, events in asked("funnel", "breakdown", "persons_dropped_after"):
        if question["count"] != "persons":
            continue
        steps = [*reached(question, events), 0]
        for step in range(1, len(steps)):
            stopped = funnel.answer(question | {"persons_dropped_after": step}, events, timezone=TIMEZONE)
            assert len(stopped) == steps[step - 1] - steps[step]


def depths(question: Question, events: list[Row]) -> dict[str, int]:
    ways = funnel.ways_of(question, read_events(events), TIMEZONE)
    return {way.events[0].person: way.depth for way in ways}


def test_a_link_never_lowers_the_depth_of_a_person() -> None:
    """With every entry tried, and nothing excluded or held: an older entry only adds a way."""
    tried = 0
    for question, events in asked("funnel", "breakdown", "exclude", "hold", "filter"):
        persons = sorted({event.person for event in read_events(events)})
        nameless = [person for person in persons if person.startswith(DEVICE)]
        users = [person for person in persons if not person.startswith(DEVICE)]
        if question["count"] != "persons" or not nameless or not users:
            continue
        tried += 1
        ids = {"device_id": nameless[0].removeprefix(DEVICE), "user_id": users[0]}
        link = {"event": "$identify", "time": "2026-11-20T10:00:00Z", "insert_id": "link", **ids}
        question |= {"reentry": "optimized"}
        before, after = depths(question, events), depths(question, [*events, link])
        assert after.get(users[0], 0) >= max(before.get(each, 0) for each in (users[0], nameless[0]))
    assert tried > 10


def test_sets_side_by_side_add_up() -> None:
    for seed in range(40):
        question = random_question("funnel", seed)
        for name in ("breakdown", "persons_dropped_after"):
            question.pop(name, None)
        sets = [random_set(each, f"s{each}-")[0] for each in (seed, seed + 2, seed + 4)]
        sums = [sum(steps) for steps in zip(*(reached(question, events) for events in sets), strict=True)]
        assert reached(question, [event for events in sets for event in events]) == sums


def test_criteria_of_retention_agree() -> None:
    for question, events in asked("retention", "average"):
        on, after, before = (
            by_cohort(question | {"criteria": each}, events) for each in ("on", "on-or-after", "on-or-before")
        )
        for cohort, persons in on.items():
            assert after[cohort] == sorted(after[cohort], reverse=True)
            assert before[cohort] == sorted(before[cohort])
            assert persons[0] == before[cohort][0]
            assert persons[-1] <= after[cohort][-1]


def by_cohort(question: Question, events: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in retention.answer(question, events, timezone=TIMEZONE):
        found.setdefault(row["cohort"], []).append(row["persons"])
    return found


def test_totals_of_days_are_that_of_the_range_and_persons_are_not_more() -> None:
    for question, events in asked("insights", "breakdown", "compare", "parts"):
        for measure, most in (("total", None), ("persons", 1)):
            plain = {
                "event": question["event"],
                "from": question["from"],
                "to": question["to"],
                "measure": measure,
            }
            days = insights.answer(plain | {"interval": "day"}, events, timezone=TIMEZONE)
            (whole,) = insights.answer(plain, events, timezone=TIMEZONE)
            length = (date.fromisoformat(plain["to"]) - date.fromisoformat(plain["from"])).days + 1
            assert len(days) == length
            total = sum(row["value"] for row in days)
            assert whole["value"] <= total if most else whole["value"] == total


def test_the_rows_of_a_step_are_all_that_went_on() -> None:
    for question, events in asked("flows"):
        by_step: dict[int, dict[str, int]] = defaultdict(dict)
        for row in flows.answer(question, events, timezone=TIMEZONE):
            by_step[row["step"]][row["event"]] = row["count"]
        for step, rows in by_step.items():
            nearer = by_step.get(step - 1 if step > 0 else step + 1)
            if nearer:
                gone = nearer.get(flows.DROP_OFF, 0) + nearer.get(flows.START, 0)
                assert sum(rows.values()) == sum(nearer.values()) - gone
