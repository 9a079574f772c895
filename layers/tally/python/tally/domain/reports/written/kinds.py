"""Every kind of report that can be asked, by its name: that of its command and of its path in the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from tally.domain.errors import BadQuestion
from tally.domain.reports.question import Question
from tally.domain.reports.written.cohort import COHORT_KIND_FIELDS, read_cohort
from tally.domain.reports.written.field import Field
from tally.domain.reports.written.flows import FLOWS_FIELDS, read_flows
from tally.domain.reports.written.funnel import FUNNEL_FIELDS, read_funnel
from tally.domain.reports.written.insights import INSIGHTS_FIELDS, read_insights
from tally.domain.reports.written.kpis import KPI_FIELDS, read_kpis
from tally.domain.reports.written.retention import RETENTION_FIELDS, read_retention
from tally.domain.reports.written.sessions import SESSIONS_FIELDS, read_sessions
from tally.domain.reports.written.written_question import (
    CohortLookup,
    WrittenQuestion,
    check_written,
    know_no_cohort,
)
from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class ReportKind:
    """What a question of this kind may say, and how it is read."""

    fields: tuple[Field, ...]
    read: Callable[[WrittenQuestion], Question]


KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "insights": ReportKind(INSIGHTS_FIELDS, read_insights),
        "funnel": ReportKind(FUNNEL_FIELDS, read_funnel),
        "retention": ReportKind(RETENTION_FIELDS, read_retention),
        "cohort": ReportKind(COHORT_KIND_FIELDS, read_cohort),
        "flows": ReportKind(FLOWS_FIELDS, read_flows),
        "sessions": ReportKind(SESSIONS_FIELDS, read_sessions),
        "kpis": ReportKind(KPI_FIELDS, read_kpis),
    }
)


def read_question(
    kind: str,
    asked: Mapping[str, object],
    clock: ShopClock,
    now: datetime,
    find_cohort: CohortLookup = know_no_cohort,
) -> Question:
    """The question that `asked` writes down; `today` and whatever else is relative is that of `now`.

    BadQuestion for a kind that there is not, and for what the kind cannot answer.
    """
    if kind not in KINDS:
        raise BadQuestion(f"{kind!r} is no report: there are {', '.join(KINDS)}")
    found = KINDS[kind]
    values = check_written(kind, found.fields, asked)
    return found.read(WrittenQuestion(values, clock, now, find_cohort))
