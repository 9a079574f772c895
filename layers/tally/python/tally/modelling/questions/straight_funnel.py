"""Straight funnels: most of those that are asked for, answered several times as fast as in general."""

from datetime import timedelta

from tally.domain.reports.funnel import GRACE, Funnel
from tally.domain.reports.funnel_entries import Counted, Reentry
from tally.modelling.literals import Value
from tally.modelling.questions.funnel_reading import number_step, reading_values
from tally.modelling.questions.parts import ReportPart, relation

_PARTS = 16
"""Of a millisecond, in which positions count: so the steps of one millisecond have their order."""

_STRIDE = GRACE // timedelta(milliseconds=1) * _PARTS + 1


def is_straight(funnel: Funnel) -> bool:
    """Whether it asks for no more than sql/reports/funnel_straight_steps.sql says."""
    asks_more = funnel.hold or funnel.exclusion or funnel.breakdown or funnel.filter or funnel.sum
    return (
        not asks_more
        and funnel.is_disjoint
        and len(funnel.sequences) == 1
        and funnel.count is not Counted.TOTALS
    )


def find_counts(funnel: Funnel, events: str = "person_events") -> list[ReportPart]:
    """Parts of which the last has the columns of sql/reports/funnel.sql, but those of times and sums."""
    ways = _find_ways(funnel, events)
    return [*ways, ReportPart("funnel_straight_counts", {"ways": _last_of(ways)})]


def find_reached(funnel: Funnel, events: str = "person_events") -> list[ReportPart]:
    """Parts of which the last has what funnel_reached has in general."""
    timed = _measure(funnel)
    parts = _find_ways(funnel, events)
    parts.append(ReportPart("funnel_straight_gathered", {"ways": _last_of(parts)}))
    for step in range(len(funnel.steps), 1, -1):
        back: dict[str, Value] = {"later": _last_of(parts), "step": step}
        parts.append(ReportPart("funnel_straight_entry", back | timed, f"funnel_straight_entry_{step}"))
    found: dict[str, Value] = {"gathered": _last_of(parts), "last_step": len(funnel.steps)}
    return [*parts, ReportPart("funnel_straight_reached", found)]


def _find_ways(funnel: Funnel, events: str) -> list[ReportPart]:
    """Parts of which the last has all that was reached."""
    timed = _measure(funnel)
    own: dict[str, Value] = {
        "step": number_step(funnel),
        "first": funnel.first,
        "last": funnel.last,
        "stride": _STRIDE,
    }
    parts = [ReportPart("funnel_straight_steps", reading_values(funnel, events) | own)]
    if funnel.reentry is Reentry.FIRST:
        parts.append(ReportPart("funnel_straight_first", {"steps": _last_of(parts)} | timed))
    parts.append(ReportPart("funnel_straight_begun", {"steps": _last_of(parts)} | timed))
    for step in range(3, len(funnel.steps) + 1):
        on: dict[str, Value] = {"before": _last_of(parts), "step": step}
        parts.append(ReportPart("funnel_straight_way", on | timed, f"funnel_straight_way_{step}"))
    return parts


def _measure(funnel: Funnel) -> dict[str, Value]:
    """In parts of a millisecond."""
    return {"stride": _STRIDE, "window": funnel.window // timedelta(milliseconds=1) * _PARTS}


def _last_of(parts: list[ReportPart]) -> Value:
    return relation(parts[-1].name or parts[-1].query)
