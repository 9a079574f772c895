"""KPI rows, asked of what the night published."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.modelling.literals import Value

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

ALL = "all"
COUNTS = ("visitors", "sessions", "orders", "new_buyers")
RATES = (
    "conversion_rate_by_visitor",
    "conversion_rate_by_session",
    "cart_abandonment_rate",
    "opening_hour_revenue_share",
    "repeat_purchase_rate",
)
ORDER = (
    "visitors",
    "sessions",
    "conversion_rate_by_visitor",
    "conversion_rate_by_session",
    "orders",
    "net_revenue",
    "average_order_value",
    "units_per_order",
    "revenue_per_visitor",
    "cart_abandonment_rate",
    "opening_hour_revenue_share",
    "new_buyers",
    "repeat_purchase_rate",
)
"""As a shop reads them: who came, who bought, for how much."""


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
    place = {kpi: number for number, kpi in enumerate(ORDER)}
    return sorted(
        ask_published(tally, "kpi_rows", values),
        key=lambda row: (
            row["business_date"],
            row["platform"],
            row["country"],
            place.get(row["kpi"], len(place)),
        ),
    )
