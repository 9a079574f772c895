"""A flow as a statement."""

from datetime import date, timedelta
from math import ceil

from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel_entries import Counted
from tally.modelling.expressions import fits, name_of, none_of
from tally.modelling.literals import Expression, Rows, Value
from tally.modelling.questions.parts import ReportPart, put_together, relation

_MS = timedelta(milliseconds=1)
_DAY = timedelta(days=1)


def bind_flows(asked: Flows, events: str = "person_events") -> str:
    """The statement whose rows Flows.complete takes; `events` has the columns of person_events."""
    parts = [ReportPart("flows_events", _event_values(asked, events))]
    if asked.is_merged:
        parts.append(ReportPart("flows_merged", {"events": relation("flows_events")}))
    entries: dict[str, Value] = {
        "events": relation(parts[-1].query),
        "before": max(asked.before, 1),
        "after": max(asked.after, 1),
        "is_each": asked.count is Counted.TOTALS,
    }
    counted: dict[str, Value] = {
        "entries": relation("flows_entries"),
        "sides": Rows(("bigint", "bigint"), asked.sides),
        "window_ms": asked.window // _MS,
        "top": asked.top,
    }
    return put_together(*parts, ReportPart("flows_entries", entries), ReportPart("flows", counted))


def _event_values(asked: Flows, events: str) -> dict[str, Value]:
    read_first, read_last = days_to_read(asked)
    return {
        "events": relation(events),
        "unit": Expression("session_id" if asked.count is Counted.SESSIONS else "person_key"),
        "label": name_of(asked.expanded),
        "is_step": none_of(asked.passed_over),
        "is_anchor": fits(asked.anchor),
        "first": asked.first,
        "last": asked.last,
        "read_first": read_first,
        "read_last": read_last,
    }


def days_to_read(asked: Flows) -> tuple[date, date]:
    """The shop's days whose events can change the answer: those of the anchors, and on the sides asked for a
    window of elapsed time, which may end a day later where the clocks change."""
    beyond = timedelta(days=ceil(asked.window / _DAY)) + _DAY
    return asked.first - beyond * bool(asked.before), asked.last + beyond * bool(asked.after)
