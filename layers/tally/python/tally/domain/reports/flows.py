"""Flows: what people did right after an event, or right before it.

Rules are Mixpanel's (docs.mixpanel.com, Reports, Flows) but where it says otherwise here.

1. An entry begins at an anchor in the days asked for: by persons and sessions at the first, by totals at each
   (ours: an anchor may be a step of another entry). Events behind the days, or before them, are steps too.
2. Each further event within the window of the anchor, its end inside, is a step, repeats and the anchor's own
   event as well. Events in a row that are named alike may be one step, the anchor among them (`is_merged`);
   by totals they are one entry then, that of the first of them (ours).
3. Who has no further event drops off, or started there, which is told once; also right at the anchor.
4. A step's most frequent events stand alone, of equal ones the first by name (ours); the rest are one.
5. Hidden events are no steps and no anchors. Events that only tell who somebody is never are (ours).
6. An expanded event is named with the value of a property, of a list with its items.
7. Events of one millisecond stand in the order of their keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.events.event_names import IDENTITY_EVENTS
from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, name_properties
from tally.domain.reports.funnel import LONGEST_WINDOW
from tally.domain.reports.funnel_entries import Counted
from tally.domain.reports.joined_properties import find_joined
from tally.domain.reports.question import check_days
from tally.domain.reports.segments import OTHER

START, DROP_OFF = "(start)", "(drop-off)"
"""Instead of an event: there is none before, none behind."""

MOST_STEPS = 10
"""On either side; each step is a frame over every event."""

MOST_TOP = 50


@dataclass(frozen=True, slots=True)
class Flows:
    """A question. `first` and `last` are the shop's days of the anchor, `before` and `after` counts of steps.

    `expanded`: events by name, each with the property whose value is told.
    """

    anchor: AskedEvent
    first: date
    last: date
    before: int = 0
    after: int = 3
    count: Counted = Counted.PERSONS
    top: int = 3
    window: timedelta = timedelta(days=30)
    is_merged: bool = False
    hidden: tuple[str, ...] = ()
    expanded: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        check_days(self.first, self.last)
        find_joined(self.properties)
        if not all(0 <= steps <= MOST_STEPS for steps in (self.before, self.after)):
            raise BadQuestion(f"A flow has 0 to {MOST_STEPS} steps on either side of its anchor")
        if not self.before and not self.after:
            raise BadQuestion("A flow has steps before its anchor, or after it: ask for one at least")
        if not 1 <= self.top <= MOST_TOP:
            raise BadQuestion(f"1 to {MOST_TOP} events of a step stand alone, not {self.top}")
        if not timedelta() < self.window <= LONGEST_WINDOW:
            raise BadQuestion(f"A window is longer than nothing and at most {LONGEST_WINDOW.days}d")
        if self.anchor.name in self.passed_over:
            raise BadQuestion(f"{self.anchor.name} is passed over, and so no anchor")
        if len({name for name, _ in self.expanded}) < len(self.expanded):
            raise BadQuestion("An event is expanded by one property: name it once")

    @property
    def passed_over(self) -> frozenset[str]:
        """Names of events that are no steps."""
        return IDENTITY_EVENTS | frozenset(self.hidden)

    @property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """1 for steps behind the anchor, -1 for those before it, with the number of steps asked for."""
        return tuple((sign, steps) for sign, steps in ((-1, self.before), (1, self.after)) if steps)

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question: any event may be a step."""
        return (self.anchor, AskedEvent(ANY_EVENT))

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question."""
        return (*name_properties(self.events), *(name for _, name in self.expanded))

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return tuple(name for _, name in self.expanded)

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question. Steps before the anchor have numbers below 0; `share` is of all entries, of 1."""
        return ("step", "event", "count", "share")

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/flows.sql: the farthest step before the anchor first; of a
        step the most frequent events, then the rest, then who has no further one."""
        found = sorted(rows, key=_order)
        # Every entry has a nearest step, be it that there is none.
        nearest = self.sides[0][0]
        entries = sum(row["entries"] for row in found if row["step"] == nearest)
        return [
            {
                "step": row["step"],
                "event": _name(row),
                "count": row["entries"],
                "share": row["entries"] / entries,
            }
            for row in found
        ]


def _order(row: Mapping[str, Any]) -> tuple[int, bool, bool, int, str]:
    is_end, is_rest = row["kind"] == "end", row["kind"] == "rest"
    return row["step"], is_end, is_rest, -row["entries"], row["event"] or ""


def _name(row: Mapping[str, Any]) -> str:
    if row["kind"] == "end":
        return START if row["step"] < 0 else DROP_OFF
    name: str = OTHER if row["kind"] == "rest" else row["event"]
    return name
