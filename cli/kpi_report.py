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
    """Rows of the view `kpis`; Misconfigured when no night has run yet."""
    values: dict[str, Value] = {
        "day": question.day or date(1971, 1, 1),
        "every_day": question.day is None,
        "platform": question.platform,
        "country": question.country,
        "by_platform": question.by == "platform",
        "by_country": question.by == "country",
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
