"""A range of days as one figure: the models of the KPIs themselves, over other periods."""

from collections.abc import Mapping
from dataclasses import replace

from tally.domain.reports.kpi_range import KpiRange
from tally.modelling import catalog
from tally.modelling.literals import Value, bind
from tally.modelling.models import written_into

_PERIODS = "kpi_periods"


def bind_kpi_range(question: KpiRange, place: Mapping[str, str | None]) -> str:
    """The statement for `place`: {platform, country, region, profile}, each a name, all, or None for each
    and all.

    What a KPI is stands once: only the days that kpi_measures counts together are other ones.
    """
    query, periods = catalog.query("kpis_of_range"), catalog.query("kpi_range_periods")
    models = [replace(each, query=periods.query) if each.name == _PERIODS else each for each in query.inlined]
    values: dict[str, Value] = {
        "first": question.first,
        "last": question.last,
        "as_of": question.as_of,
        **place,
    }
    return bind(written_into(query.query, models), values)
