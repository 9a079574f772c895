"""The chart of any report, by its kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tally.domain.charts.cohort_chart import draw_cohort_sizes
from tally.domain.charts.flows_chart import draw_flows
from tally.domain.charts.frame import ChartedAnswer, Spec
from tally.domain.charts.funnel_chart import draw_funnel
from tally.domain.charts.insights_chart import draw_insights
from tally.domain.charts.kpi_chart import draw_kpi_days
from tally.domain.charts.retention_chart import draw_retention
from tally.domain.reports.cohort import CohortSizes
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_question import KpiDays
from tally.domain.reports.of_cohorts import CohortQuestion, OfCohort
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.domain.words.words import ENGLISH

_DRAWERS: Mapping[type, Callable[[Any, ChartedAnswer], Spec]] = MappingProxyType(
    {
        Funnel: draw_funnel,
        Insights: draw_insights,
        Retention: draw_retention,
        Flows: draw_flows,
        CohortSizes: draw_cohort_sizes,
        KpiDays: draw_kpi_days,
    }
)
"""A new kind stands here, or has no chart: a list has none."""


def has_chart(question: Question) -> bool:
    """Whether its kind can be drawn; of several KPIs there is no one axis."""
    report = find_report(question)
    return type(report) in _DRAWERS and not (isinstance(report, KpiDays) and report.kpi is None)


def draw_report(question: Question, answer: ChartedAnswer) -> Spec:
    """The specification of an answer's chart; KeyError for a question that has none."""
    report = find_report(question)
    if isinstance(question, OfCohort):
        answer = replace(answer, notes=(*answer.notes, ENGLISH.say("reason.of_cohort")))
    return _DRAWERS[type(report)](report, answer)


def find_report(question: Question) -> Question:
    """Without what is put around a report."""
    match question:
        case CohortQuestion():
            return find_report(question.question)
        case FunnelSignificance():
            return question.funnel
    return question
