"""Flows: what people did just before and after an event. Rules: Mixpanel's flows.

Ours: ties at the last place go by name, repeats are kept unless merging is asked for, and by totals each
anchor is an entry.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.reports.oracle.days import day_of, elapsed
from tests.reports.oracle.persons import OF_IDENTITY, Event, by_person, read_events
from tests.reports.oracle.sessions import sessions_of
from tests.reports.oracle.values import text_of

Row = dict[str, Any]
Question = Mapping[str, Any]
START, DROP_OFF, OTHER = "(start)", "(drop-off)", "(other)"


def answer(
    question: Question,
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Mapping[str, Any] | None = None,
) -> list[Row]:
    """A row for each step and event: the most frequent, then the rest, then who had no further one."""
    flows = flows_of(question, read_events(events), timezone)
    before = [[START if name == DROP_OFF else name for name in back] for back, _ in flows]
    after = [forth for _, forth in flows]
    return [
        {"step": sign * step, "event": name, "count": count}
        for sign, ways, step in [
            *((-1, before, step) for step in range(question.get("before", 0), 0, -1)),
            *((1, after, step) for step in range(1, question.get("after", 0) + 1)),
        ]
        for name, count in most_frequent(ways, step, question.get("top", 3))
    ]


def flows_of(question: Question, events: list[Event], timezone: str) -> list[tuple[list[str], list[str]]]:
    """(steps backwards, steps forwards) of each entry."""
    units: Iterable[Sequence[Event]] = by_person(events).values()
    if question.get("count") == "sessions":
        units = [session.events for session in sessions_of(events, timezone)]
    return [
        (
            steps_of(
                question, anchor, reversed([each for each in unit if each.place < anchor.place]), "before"
            ),
            steps_of(question, anchor, [each for each in unit if each.place > anchor.place], "after"),
        )
        for unit in units
        for anchor in anchors(question, unit, timezone)
    ]


def anchors(question: Question, events: Iterable[Event], timezone: str) -> list[Event]:
    """By persons (or sessions) the first anchor in the range is the entry, by totals each."""
    found = [
        event
        for event in events
        if event.is_of(question["anchor"])
        and question["from"] <= day_of(event.time, timezone).isoformat() <= question["to"]
    ]
    return found if question.get("count") == "totals" else found[:1]


def steps_of(question: Question, anchor: Event, others: Iterable[Event], side: str) -> list[str]:
    """The steps on one side of an anchor, nearest first; no further event within the window is a drop-off."""
    window = elapsed(question.get("window", "30d"))
    names, previous = [], label_of(anchor, question)
    for event in others:
        if is_passed_over(event, question) or abs(event.time - anchor.time) > window:
            continue
        if not (question.get("merge_repeats") and label_of(event, question) == previous):
            names.append(label_of(event, question))
        previous = label_of(event, question)
    return [*names, DROP_OFF][: question.get(side, 0)]


def is_passed_over(event: Event, question: Question) -> bool:
    """Hidden events and those of identity are no steps."""
    return event.name in (*OF_IDENTITY, *question.get("hide", []))


def label_of(event: Event, question: Question) -> str:
    """The event's name; of an expanded one with its value."""
    expanded = question.get("expand", {})
    if event.name not in expanded:
        return event.name
    value = text_of(event.properties.get(expanded[event.name]))
    return f"{event.name}[{'(not set)' if value is None else value}]"


def most_frequent(ways: Iterable[Sequence[str]], step: int, top: int) -> list[tuple[str, int]]:
    """The step's rows: all of them add up to the entries that went on from the step before."""
    counts = Counter(way[step - 1] for way in ways if len(way) >= step)
    ends = [(name, counts.pop(name)) for name in (START, DROP_OFF) if name in counts]
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    rest = sum(count for _, count in ranked[top:])
    return [*ranked[:top], *([(OTHER, rest)] if rest else []), *ends]
