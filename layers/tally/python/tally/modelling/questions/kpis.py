"""KPIs as statements: what a KPI is stands once, in its models; of a range only the days that kpi_sums and
kpi_persons count together are other ones."""

from datetime import date

from tally.domain.reports.kpi_question import KpiComparison, KpiDays, KpiQuestion
from tally.domain.reports.kpi_range import KpiRange
from tally.modelling.literals import Value
from tally.modelling.questions.parts import ReportPart, put_together, relation

_DAYS = "kpis_by_place"


def bind_kpi_days(asked: KpiDays | KpiComparison) -> str:
    """The statement whose rows `asked` completes; a comparison reads the week before, too."""
    first = asked.first_read if isinstance(asked, KpiComparison) else asked.first
    return _read_days(asked, first).sql


def bind_kpi_range(asked: KpiRange) -> str:
    """The statement whose rows KpiRange.complete takes."""
    values: dict[str, Value] = {
        "range_first": asked.first,
        "range_last": asked.last_counted,
        "as_of": asked.as_of,
        "days_of_range": relation("kpi_days_pooled"),
        **_choose_rows(asked),
    }
    return put_together(
        _read_days(asked, asked.first),
        ReportPart("kpi_days_pooled", {"days_of_kpis": relation(_DAYS)}),
        ReportPart("kpis_of_range", values),
    )


def _read_days(asked: KpiQuestion, first: date) -> ReportPart:
    return ReportPart(_DAYS, {"first": first, "last": asked.last, **_choose_rows(asked)})


def _choose_rows(asked: KpiQuestion) -> dict[str, Value]:
    return {**asked.place.names(), "kpi": asked.kpi}
