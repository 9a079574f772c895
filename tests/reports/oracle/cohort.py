"""Cohorts: who meets all conditions at the end of a day. Rules: Mixpanel's cohorts; whom a "did not" alone is
over, and what "within days" means, is ours.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.reports.oracle import insights
from tests.reports.oracle.days import DAY, day_of
from tests.reports.oracle.funnel_ways import walk_in_time, way_from
from tests.reports.oracle.persons import Event, by_person, read_events
from tests.reports.oracle.values import is_allowed

Row = dict[str, Any]
Profiles = Mapping[str, Mapping[str, Any]]


def answer(
    question: Mapping[str, Any],
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Profiles | None = None,
) -> list[Row]:
    """The members by name; or the size at the end of each day; or the report that is filtered by them."""
    read, cohort = read_events(events), question["cohort"]
    if "sizes" in question:
        return [
            {"as_of": day, "persons": len(members(cohort, read, day, timezone, profiles or {}))}
            for day in question["sizes"]
        ]
    found = members(cohort, read, question["as_of"], timezone, profiles or {})
    if "then" in question:
        return insights.rows_of(
            question["then"], [event for event in read if event.person in found], timezone
        )
    return [{"person": person} for person in sorted(found)]


def members(
    cohort: Mapping[str, Any], events: list[Event], as_of: str, timezone: str, profiles: Profiles
) -> set[str]:
    """Of everybody with an event before the end of the day those for whom all conditions hold.

    Membership is as of that day and holds for all of a person's events, also those before they qualified.
    """
    day = date.fromisoformat(as_of)
    return {
        person
        for person, theirs in by_person(until(events, day, timezone)).items()
        if all(
            holds(condition, theirs, day, timezone, profiles.get(person, {})) for condition in cohort["all"]
        )
    }


def until(events: list[Event], day: date, timezone: str) -> list[Event]:
    """The events before the end of the shop's day."""
    return [event for event in events if day_of(event.time, timezone) <= day]


def holds(
    condition: Mapping[str, Any],
    events: list[Event],
    day: date,
    timezone: str,
    profile: Mapping[str, Any],
) -> bool:
    """Whether one condition holds for a person, from their events until the day and their profile of now."""
    recent = [event for event in events if is_within(event, condition, day, timezone)]
    match condition["op"]:
        case "did":
            return sum(event.is_of(condition) for event in recent) >= condition.get("at_least", 1)
        case "did_not":
            return not any(event.is_of(condition) for event in recent)
        case "first_time":
            return next((event in recent for event in events if event.is_of(condition)), False)
        case "sequence":
            return walk_in_time(condition["steps"], recent)
        case "profile":
            return is_allowed(profile.get(condition["property"]), condition["values"])
        case "any":
            return any(
                all(holds(each, events, day, timezone, profile) for each in group)
                for group in condition["groups"]
            )
        case "reached":
            return depth_of(condition, recent) >= condition["step"]
        case "dropped_off":
            return depth_of(condition, recent) == condition["step"]
    raise ValueError(f"{condition['op']} is no condition")


def depth_of(condition: Mapping[str, Any], events: list[Event]) -> int:
    """How far the entry came that came farthest; every first step is one."""
    entries = [event for event in events if event.is_of(condition["steps"][0])]
    return max((way_from(entry, condition, events).depth for entry in entries), default=0)


def is_within(event: Event, condition: Mapping[str, Any], day: date, timezone: str) -> bool:
    """Within N days is that shop's day and the N - 1 before it."""
    within = condition.get("within_days")
    return within is None or day_of(event.time, timezone) > day - DAY * within
