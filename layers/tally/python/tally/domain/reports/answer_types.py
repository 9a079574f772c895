"""The types of the columns that answers of reports have: one meaning a name, whichever report has it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tally.domain.reports.kpi_question import KpiQuestion
from tally.domain.reports.kpi_types import find_kpi_types
from tally.domain.reports.question import Question
from tally.domain.reports.sessions import Sessions

ANSWER_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "as_of": "date",
        "born": "bigint",
        "cohort": "string",
        "business_date": "date",
        "compared": "double",
        "count": "bigint",
        "duration_s": "double",
        "event": "string",
        "events": "bigint",
        "is_complete": "boolean",
        "is_significant": "boolean",
        "left_out": "bigint",
        "median_seconds": "double",
        "median_seconds_from_first": "double",
        "name": "string",
        "p90_seconds": "double",
        "p90_seconds_from_first": "double",
        "p_value": "double",
        "period": "bigint",
        "person": "string",
        "persons": "bigint",
        "pooled_share": "double",
        "reached": "bigint",
        "segment": "string",
        "share": "double",
        "share_of_first": "double",
        "share_of_previous": "double",
        "start": "string",
        "started_at": "string",
        "step": "bigint",
        "sum": "double",
        "value": "double",
        "value_per_person": "double",
    }
)
"""Athena's types by name. `cohort` and `start` are texts: a cohort may be the average, a start an hour."""


def find_types(question: Question) -> Mapping[str, str]:
    """Of the columns of its answer. Those named for properties are texts, whatever they are called."""
    if isinstance(question, KpiQuestion):
        return find_kpi_types(question.columns)
    return {**ANSWER_TYPES, **dict.fromkeys(list_own_columns(question), "string")}


def list_own_columns(question: Question) -> Sequence[str]:
    """Names of columns that are a shop's properties: they mean what the shop says, not what ours do."""
    return question.properties if isinstance(question, Sessions) else ()
