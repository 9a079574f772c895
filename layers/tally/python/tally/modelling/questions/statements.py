"""Any question as a statement, by its kind."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_question import KpiComparison, KpiDays
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.of_cohorts import AmongCohorts, OfCohort
from tally.domain.reports.question import JudgedQuestion, Question, find_days_under
from tally.domain.reports.retention import Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.reports.sessions import Sessions
from tally.modelling import catalog
from tally.modelling.expressions import fits_any
from tally.modelling.literals import Value, bind
from tally.modelling.questions.cohort import (
    COHORT_EVENTS,
    bind_members,
    bind_of_cohort,
    bind_sizes,
    tell_cohorts,
)
from tally.modelling.questions.flows import bind_flows
from tally.modelling.questions.funnel import bind_dropped_persons, bind_funnel
from tally.modelling.questions.insights import bind_insights
from tally.modelling.questions.joined_events import join_events
from tally.modelling.questions.kpis import bind_kpi_days, bind_kpi_range
from tally.modelling.questions.parts import put_before
from tally.modelling.questions.retention import bind_retention, bind_returned_persons
from tally.modelling.questions.sessions import bind_sessions

EVENTS = "person_events"
"""What every report reads, as published."""


_OVER_EVENTS: Mapping[type, Callable[[Any, str], str]] = MappingProxyType(
    {
        Funnel: bind_funnel,
        DroppedPersons: bind_dropped_persons,
        Insights: bind_insights,
        Flows: bind_flows,
        Sessions: bind_sessions,
        Retention: bind_retention,
        ReturnedPersons: bind_returned_persons,
    }
)
"""Reports of whatever events they are given; a new kind stands here."""


_OF_THEIR_OWN: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        CohortMembers: bind_members,
        CohortSizes: bind_sizes,
        KpiDays: bind_kpi_days,
        KpiComparison: bind_kpi_days,
        KpiRange: bind_kpi_range,
    }
)
"""Questions that say themselves what they read."""


def bind_question(question: Question, events: str = EVENTS) -> str:
    """The one statement that answers it; `events` has the columns of person_events."""
    match question:
        case OfCohort():
            return bind_of_cohort(question.members, bind_question(question.question, COHORT_EVENTS))
        case AmongCohorts():
            told = tell_cohorts(question.named, events)
            return put_before(told, bind_question(question.question, told[-1].query))
        case FunnelSignificance():
            return bind_question(question.funnel, events)
        case _ if bind_own := _OF_THEIR_OWN.get(type(question)):
            return bind_own(question)
        case _:
            joined, events = join_events(question.properties, events)
            return put_before(joined, _OVER_EVENTS[type(question)](question, events))


def list_statements(question: Question) -> tuple[str, ...]:
    """All that answer it: that of its rows, and where these have no verdict of their own that of it."""
    if isinstance(question, JudgedQuestion):
        return (bind_question(question),)
    return bind_question(question), bind_verdict(question)


def bind_verdict(question: Question) -> str:
    """The statement of the verdict of the events under it: one row, see EventsVerdict.judge."""
    days, compared = find_days_under(question)
    values: dict[str, Value] = {
        "first": days[0],
        "last": days[1],
        "compared_first": compared[0],
        "compared_last": compared[1],
        "is_asked": fits_any(question.events),
    }
    return bind(catalog.query("events_verdict").sql, values)
