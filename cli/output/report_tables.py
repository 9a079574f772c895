"""The answer of each kind of report as a table for people."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tally.domain.reports.answer import ReportAnswer

from cli.output.cohort_table import tabulate_cohort
from cli.output.flows_table import tabulate_flows
from cli.output.funnel_table import tabulate_funnel
from cli.output.insights_table import tabulate_insights
from cli.output.kpi_answer_table import tabulate_kpis
from cli.output.retention_table import tabulate_retention
from cli.output.sessions_table import tabulate_sessions

REPORT_TABLES: Mapping[str, Callable[[ReportAnswer], str]] = MappingProxyType(
    {
        "insights": tabulate_insights,
        "funnel": tabulate_funnel,
        "retention": tabulate_retention,
        "cohort": tabulate_cohort,
        "flows": tabulate_flows,
        "sessions": tabulate_sessions,
        "kpis": tabulate_kpis,
    }
)
"""By the kind's name."""
