"""A range of days as one figure: the models of the KPIs themselves, over other periods."""

from collections.abc import Mapping

from tally.domain.reports.kpi_range import KpiRange
from tally.modelling import catalog
from tally.modelling.literals import Value, bind


def bind_kpi_range(question: KpiRange, place: Mapping[str, str | None]) -> str:
    """The statement for `place`: {platform, country, region, profile}, each a name, all, or None for each
    and all.

    What a KPI is stands once: only the days that kpi_sums and kpi_persons count together are other ones.
    """
    values: dict[str, Value] = {
        "range_first": question.first,
        "range_last": question.last,
        "as_of": question.as_of,
        **place,
    }
    return bind(catalog.query("kpis_of_range").sql, values)
