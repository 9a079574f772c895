"""KPI rows, asked of what the night published."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.domain.reports.kpis import KPIS
from tally.modelling.literals import Value

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

ALL = "all"


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """Which rows: one day or all, one platform and country ('all' is the total), or one row for each."""

    day: date | None = None
    platform: str = ALL
    country: str = ALL
    by: str | None = None


def ask_kpis(tally: "Tally", question: KpiQuestion) -> list[dict[str, Any]]:
    """Rows of the tables of KPIs; Misconfigured when no night has run yet."""
    values: dict[str, Value] = {
        "first": question.day or date.min,
        "last": question.day or date.max,
        "platform": _choose_place(question.platform, is_each=question.by == "platform"),
        "country": _choose_place(question.country, is_each=question.by == "country"),
    }
    place = {kpi: number for number, kpi in enumerate(KPIS)}
    return sorted(
        ask_published(tally, "kpis_by_place", values),
        key=lambda row: (
            row["business_date"],
            row["platform"],
            row["country"],
            place.get(row["kpi"], len(place)),
        ),
    )


def _choose_place(name: str, *, is_each: bool) -> str | None:
    """None is each value and the total."""
    return None if is_each and name == ALL else name
