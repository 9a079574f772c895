"""How far one entry comes: the way of events that stand for the steps, one event a step.

Rules: Mixpanel's funnels (specific and any order, two seconds of grace, exclusions, a property that is held).
Ours: with grace, too, the earliest event stands for a step; exactly two seconds are within it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, permutations, product
from typing import Any

from tests.reports.oracle.days import elapsed
from tests.reports.oracle.persons import Event
from tests.reports.oracle.values import text_of

GRACE = timedelta(seconds=2)
INSTANT = timedelta(milliseconds=1)
Step = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """An entry: the events that stand for the steps reached, and the place of the last event it took up."""

    events: tuple[Event, ...]
    ended: int

    @property
    def depth(self) -> int:
        return len(self.events)

    def seconds(self, since: int, step: int) -> float:
        """From one step reached to another, steps counted from 0; below zero (grace) is 0."""
        return max(0.0, (self.events[step].time - self.events[since].time).total_seconds())


def is_any(question: Mapping[str, Any], step: Step) -> bool:
    """Whether a step may stand in any order among its neighbours of the same kind."""
    named = any("any" in each for each in question["steps"])
    return bool(step.get("any", False)) if named else question.get("order") == "any"


def orders_of(question: Mapping[str, Any]) -> list[list[Step]]:
    """Any order is some order: each in which the steps may stand, with the anchored ones at their place."""
    blocks: list[list[Step]] = []
    for before, step in pairwise([None, *question["steps"]]):
        if before and is_any(question, before) and is_any(question, step):
            blocks[-1].append(step)
        else:
            blocks.append([step])
    return [
        [step for block in blocks_in_order for step in block]
        for blocks_in_order in product(*(permutations(block) for block in blocks))
    ]


def is_entry(question: Mapping[str, Any], event: Event) -> bool:
    """Whether the event may be a first step."""
    return any(event.is_of(steps[0]) for steps in orders_of(question))


def way_from(entry: Event, question: Mapping[str, Any], events: Sequence[Event]) -> Way:
    """The way of this entry among the person's events; in any order the one that comes farthest, then first.

    :param events: Those of one person (or one session), in order.
    """
    ways = [
        cut_short(walk(entry, steps, question, events), question, events)
        for steps in orders_of(question)
        if entry.is_of(steps[0])
    ]
    return min(ways, key=lambda way: (-way.depth, [event.place for event in way.events]))


def walk(
    entry: Event,
    steps: Sequence[Step],
    question: Mapping[str, Any],
    events: Sequence[Event],
) -> list[Event]:
    """Step after step the earliest event that may follow; a missing step ends the way, whatever comes."""
    way = [entry]
    deadline = deadline_of(entry, question)
    held = held_values(entry, question)
    for number, step in enumerate(steps[1:], 1):
        grace = grace_of(number, steps, question)
        following = (
            event
            for event in events
            if event.is_of(step)
            and event.place not in {each.place for each in way}
            and may_follow(event, way[-1], deadline, grace)
            and are_equal(held, held_values(event, question))
        )
        found = next(following, None)
        if found is None:
            break
        way.append(found)
    return way


def deadline_of(entry: Event, question: Mapping[str, Any]) -> datetime:
    """The window is elapsed time from the entry; repeats of the first step never move it."""
    return entry.time + elapsed(question["window"])


def grace_of(number: int, steps: Sequence[Step], question: Mapping[str, Any]) -> timedelta:
    """None between two steps of one event, none among steps in any order (ours): events must come later."""
    before = {step["event"] for step in steps[:number]}
    is_between = any(step["event"] in before for step in steps[number:])
    are_free = is_any(question, steps[number]) and is_any(question, steps[number - 1])
    return timedelta() if is_between or are_free or question.get("graceless") else GRACE


def may_follow(event: Event, previous: Event, deadline: datetime, grace: timedelta) -> bool:
    """Neighbours within two seconds stand in either order; the window's end is inclusive."""
    is_later = event.place > previous.place if not grace else previous.time - grace <= event.time
    return is_later and event.time <= deadline


def held_values(event: Event, question: Mapping[str, Any]) -> list[str | None]:
    """The values of the properties that must stay the same all the way."""
    return [text_of(event.properties.get(name)) for name in question.get("hold", [])]


def are_equal(held: list[str | None], values: list[str | None]) -> bool:
    """Null never equals null: an entry without the property counts, and cannot go on."""
    return held == values and None not in held


def cut_short(way: list[Event], question: Mapping[str, Any], events: Sequence[Event]) -> Way:
    """The way until the first excluded event, if there is one: the steps reached stay, it cannot go on."""
    is_whole = len(way) == len(question["steps"])
    within = [event.place for event in events if event.time <= deadline_of(way[0], question)]
    whole = Way(tuple(way), ended=max(event.place for event in way) if is_whole else max(within))
    return min(excluded_ways(way, question, events), key=lambda cut: cut.ended, default=whole)


def excluded_ways(way: list[Event], question: Mapping[str, Any], events: Sequence[Event]) -> Iterator[Way]:
    """What is excluded, after one step and before another; within two seconds of a step it is harmless.

    So is what has other values than those held (ours).
    """
    held = held_values(way[0], question)
    for rule in question.get("exclude", []):
        after, before = rule["after"], rule["before"]
        if len(way) < after:
            continue
        since = way[after - 1].time + GRACE
        until = (
            way[before - 1].time - GRACE if len(way) >= before else deadline_of(way[0], question) + INSTANT
        )
        for event in events:
            is_between = since < event.time < until and event.is_of(rule) and event not in way
            if is_between and are_equal(held, held_values(event, question)):
                later = [step.time <= event.time + GRACE for step in way[after:]]
                depth = after + [*later, False].index(False)
                yield Way(tuple(way[:depth]), ended=max(each.place for each in (event, *way[:depth])))


def walk_in_time(steps: Sequence[Step], events: Sequence[Event]) -> bool:
    """Whether all steps were done one after the other, without a window; a funnel's grace holds."""
    question = {"steps": steps, "window": "36500d"}
    entries = [event for event in events if event.is_of(steps[0])]
    return any(way_from(entry, question, events).depth == len(steps) for entry in entries)
