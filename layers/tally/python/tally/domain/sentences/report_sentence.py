"""The sentence of any report, by its kind."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_question import KpiComparison, KpiDays
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.of_cohorts import CohortQuestion
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.reports.sessions import Sessions
from tally.domain.sentences.funnel_sentence import tell_dropped, tell_funnel
from tally.domain.sentences.insights_sentence import tell_insights
from tally.domain.sentences.kpi_sentence import tell_kpi_comparison, tell_kpi_days, tell_kpi_range
from tally.domain.sentences.list_sentences import tell_flows, tell_members, tell_sessions, tell_sizes
from tally.domain.sentences.retention_sentence import tell_retention, tell_returned

_TELLERS: Mapping[type, Callable[[Any, ChartedAnswer], str]] = MappingProxyType(
    {
        Funnel: tell_funnel,
        DroppedPersons: tell_dropped,
        Insights: tell_insights,
        Retention: tell_retention,
        ReturnedPersons: tell_returned,
        CohortSizes: tell_sizes,
        CohortMembers: tell_members,
        Flows: tell_flows,
        Sessions: tell_sessions,
        KpiDays: tell_kpi_days,
        KpiRange: tell_kpi_range,
        KpiComparison: tell_kpi_comparison,
    }
)
"""Every kind stands here."""


def tell_report(question: Question, answer: ChartedAnswer) -> str:
    """What the rows say, with its full stop, in the language of the answer."""
    match question:
        case CohortQuestion():
            return tell_report(question.question, answer)
        case FunnelSignificance():
            return tell_funnel(question.funnel, answer)
    return _TELLERS[type(question)](question, answer)
