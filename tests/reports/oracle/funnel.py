"""Funnels: how many entries reached each step, and after which time.

Rules: Mixpanel's funnels. What it leaves open (default of re-entry, medians, totals of the same event twice,
values held by totals, sessions with a window) is said where it is decided.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tests.reports.oracle.days import day_of
from tests.reports.oracle.funnel_ways import Way, held_values, is_any, is_entry, way_from
from tests.reports.oracle.persons import Event, by_person, read_events
from tests.reports.oracle.sessions import sessions_of
from tests.reports.oracle.values import (
    Segment,
    added,
    in_order,
    is_allowed,
    median,
    percentile,
    ratio,
    segments_of,
)

Row = dict[str, Any]


def answer(
    question: Mapping[str, Any],
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Mapping[str, Any] | None = None,
) -> list[Row]:
    """A row for each step of each segment; or the persons that stopped after a step, if asked for."""
    ways = filtered(ways_of(question, read_events(events), timezone), question)
    if "persons_dropped_after" in question:
        stopped = [way for way in ways if way.depth == question["persons_dropped_after"]]
        return [{"person": person} for person in sorted({way.events[0].person for way in stopped})]
    if "breakdown" not in question:
        return rows_of(question, ways)
    segments = in_order(segment for way in ways for segment in segments_of_way(way, question["breakdown"]))
    return [
        {"segment": segment} | row
        for segment in segments
        for row in rows_of(question, of_segment(ways, segment, question))
    ]


def ways_of(question: Mapping[str, Any], events: list[Event], timezone: str) -> list[Way]:
    """All the entries that count, with the way each went."""
    choose = {"persons": ways_of_person, "totals": ways_by_totals, "sessions": way_of_session}
    units: Iterable[Sequence[Event]] = by_person(events).values()
    if question["count"] == "sessions":
        units = [session.events for session in sessions_of(events, timezone)]
    found = []
    for unit in units:
        entries = [event for event in unit if is_in_range(event, question, timezone)]
        found += choose[question["count"]](question, [e for e in entries if is_entry(question, e)], unit)
    return found


def is_in_range(event: Event, question: Mapping[str, Any], timezone: str) -> bool:
    """The range is the shop's days, both inclusive, and holds the first step; later ones may lie after it."""
    return question["from"] <= day_of(event.time, timezone).isoformat() <= question["to"]


def is_optimized(question: Mapping[str, Any]) -> bool:
    """Every entry is tried, unless Mixpanel's default (the first entry) is asked for."""
    return question.get("reentry", "optimized") == "optimized"


def ways_of_person(
    question: Mapping[str, Any], entries: Sequence[Event], events: Sequence[Event]
) -> list[Way]:
    """By persons one entry, or one a segment: the first attempt, or the best of all entries."""
    if not entries:
        return []
    if is_optimized(question):
        ways = [way_from(entry, question, events) for entry in entries]
        return once_a_segment(ways, question, best)
    if "breakdown" not in question:
        return [way_from(entries[0], question, events)]
    return once_a_segment(ways_by_totals(question, entries, events), question, lambda ways: ways[0])


def once_a_segment(
    ways: list[Way], question: Mapping[str, Any], choose: Callable[[list[Way]], Way]
) -> list[Way]:
    """One way of each segment, or one of all without a breakdown."""
    if "breakdown" not in question:
        return [choose(ways)]
    by_segment: dict[tuple[Segment, ...], list[Way]] = {}
    for way in ways:
        by_segment.setdefault(tuple(segments_of_way(way, question["breakdown"])), []).append(way)
    return [choose(same) for same in by_segment.values()]


def best(ways: list[Way]) -> Way:
    """The deepest, of these that with the first step 2 (ours); of repeats of step 1 before it, the latest."""
    depth = max(way.depth for way in ways)
    deepest = [way for way in ways if way.depth == depth]
    first = min(deepest, key=lambda way: [event.place for event in (*way.events[1:2], way.events[0])])
    repeats = [way for way in deepest if is_repeat(way, first)]
    return repeats[-1] if repeats else first


def is_repeat(way: Way, other: Way) -> bool:
    """Whether it begins no later than its step 2, which is the other's step 2 as well."""
    if way.depth == 1 or other.depth == 1:
        return False
    return way.events[1] == other.events[1] and way.events[0].time <= way.events[1].time


def ways_by_totals(
    question: Mapping[str, Any], entries: Sequence[Event], events: Sequence[Event]
) -> list[Way]:
    """By totals each attempt counts, whatever the re-entry (ours); those of other held values beside it.

    Those that lack a held value are in turn, whatever else they hold (ours).
    """
    by_value: dict[tuple[str | None, ...] | None, list[Event]] = {}
    for entry in entries:
        held = tuple(held_values(entry, question))
        by_value.setdefault(None if None in held else held, []).append(entry)
    ways = [way for same in by_value.values() for way in attempts_in_turn(question, same, events)]
    return sorted(ways, key=lambda way: way.events[0].place)


def attempts_in_turn(
    question: Mapping[str, Any], entries: Sequence[Event], events: Sequence[Event]
) -> list[Way]:
    """In again only after out (converted, timed out, excluded).

    One that would take an event from before that has no grace (ours): no order is in two attempts.
    """
    ways: list[Way] = []
    for entry in entries:
        if ways and entry.place <= ways[-1].ended:
            continue
        way = way_from(entry, question, events)
        if ways and any(event.place <= ways[-1].ended for event in way.events[1:]):
            way = way_from(entry, {**question, "graceless": True}, events)
        ways.append(way)
    return ways


def way_of_session(
    question: Mapping[str, Any], entries: Sequence[Event], events: Sequence[Event]
) -> list[Way]:
    """One entry a session, all steps in it; the window must hold too (ours)."""
    ways = [way_from(entry, question, events) for entry in entries]
    return ways and [best(ways) if is_optimized(question) else ways[0]]


def attributed(way: Way, asked: Mapping[str, Any]) -> Any:
    """The property's value at a step (if it was reached), or the first or last that is set on the way."""
    values = [event.properties.get(asked["property"]) for event in way.events]
    attribute = asked.get("attribute", "first")
    if attribute.startswith("step"):
        step = int(attribute.removeprefix("step"))
        return values[step - 1] if step <= len(values) else None
    defined = [value for value in values if value is not None and value != []]
    return (defined or [None])[-1 if attribute == "last" else 0]


def segments_of_way(way: Way, breakdown: Mapping[str, Any]) -> list[Segment]:
    """The whole way stands in the segment of its one value, whatever its other steps say."""
    return segments_of(attributed(way, breakdown))


def of_segment(ways: list[Way], segment: Segment, question: Mapping[str, Any]) -> list[Way]:
    return [way for way in ways if segment in segments_of_way(way, question["breakdown"])]


def filtered(ways: list[Way], question: Mapping[str, Any]) -> list[Way]:
    """A filter of the report takes whole ways away, after they were matched."""
    asked = question.get("filter")
    return [way for way in ways if asked is None or is_allowed(attributed(way, asked), asked["values"])]


def rows_of(question: Mapping[str, Any], ways: list[Way]) -> list[Row]:
    """A row for each step, also where nobody entered."""
    reached = [[way for way in ways if way.depth > step] for step in range(len(question["steps"]))]
    return [row_of(question, step, reached) for step in range(len(question["steps"]))]


def row_of(question: Mapping[str, Any], step: int, reached: list[list[Way]]) -> Row:
    """Times are over the ways that reached the step: from the step before, and from the first."""
    ways = reached[step]
    row = {
        "step": step + 1,
        "name": name_of(question, step),
        "reached": len(ways),
        "share_of_first": ratio(len(ways), len(reached[0])),
        "share_of_previous": ratio(len(ways), len(reached[step - 1])) if step else None,
        "median_seconds": median(way.seconds(step - 1, step) for way in ways) if step else None,
        "median_seconds_from_first": median(way.seconds(0, step) for way in ways) if step else None,
        "p90_seconds": percentile((way.seconds(step - 1, step) for way in ways), 0.9) if step else None,
        "p90_seconds_from_first": percentile((way.seconds(0, step) for way in ways), 0.9) if step else None,
    }
    if "sum" in question:
        row["sum"] = added(way.events[step].properties.get(question["sum"]) for way in ways)
    return row


def name_of(question: Mapping[str, Any], step: int) -> str:
    """The step's event; in any order row k is "any k of n": who did k of them, whichever (ours)."""
    steps = question["steps"]
    block = [
        number for number in range(len(steps)) if all_any(question, min(number, step), max(number, step))
    ]
    if len(block) <= 1:
        return str(steps[step]["event"])
    return f"any {step - block[0] + 1} of {len(block)}"


def all_any(question: Mapping[str, Any], first: int, last: int) -> bool:
    """Whether the steps from one to another stand in one block of any order."""
    return all(is_any(question, step) for step in question["steps"][first : last + 1])
