"""A question of each kind, with all that gives its answer a column, and rows that its statement may give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_texts import parse_did
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_places import PLACES, KpiPlace
from tally.domain.reports.kpi_question import KpiComparison, KpiDays
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.kpis import Unit, kpi_named
from tally.domain.reports.metric import Metric
from tally.domain.reports.of_cohorts import OfCohort
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.reports.sessions import Sessions
from tally.domain.shop.shop_clock import ShopClock

FIRST, LAST = date(2026, 2, 26), date(2026, 3, 3)
CLOCK = ShopClock("Europe/Rome")
VIEWED, ORDERED = parse_event("Product Viewed"), parse_event("Order Completed")
BUYERS = Cohort((parse_did("Order Completed; within 7d"),))

FUNNEL = Funnel(
    steps=(VIEWED, ORDERED),
    first=FIRST,
    last=LAST,
    window=timedelta(days=1),
    breakdown=Attributed("coupon", 1),
    sum="revenue",
)
INSIGHTS = Insights(
    metrics=(Metric("sum", ORDERED, "revenue"),),
    first=FIRST,
    last=LAST,
    clock=CLOCK,
    interval=Interval.WEEK,
    breakdown="coupon",
    comparison=Comparison.PREVIOUS_PERIOD,
)
RETENTION = Retention(
    birth=VIEWED,
    comeback=ORDERED,
    first=FIRST,
    last=LAST,
    as_of=datetime(2026, 3, 4, 12, tzinfo=UTC),
    clock=CLOCK,
    value="revenue",
)
BY_HOUR = replace(INSIGHTS, last=FIRST, interval=Interval.HOUR, breakdown=None, comparison=None)
SIZES = CohortSizes(BUYERS, (FIRST, LAST))
MEMBERS = CohortMembers(BUYERS, LAST)


@dataclass(frozen=True)
class Example:
    """A question and rows of its statement."""

    question: Question
    rows: Sequence[dict[str, Any]]

    @property
    def answer(self) -> list[dict[str, Any]]:
        """The completed rows."""
        return [dict(row) for row in self.question.complete(self.rows)]


TIMES = {"median_seconds": 75.25, "p90_seconds": 90_061.0}
FUNNEL_ROWS = [
    {"segment": segment, "step": step, "reached": reached, "amount": 10.0, **(TIMES if step > 1 else {})}
    for segment, counts in (("SPRING", (40, 10)), (None, (20, 5)))
    for step, reached in enumerate(counts, start=1)
]
KPIS = KpiDays(first=FIRST, last=LAST)


def write_kpi(kpi: str, day: date, value: float, **place: str) -> dict[str, Any]:
    """A row of the last night."""
    named = kpi_named(kpi)
    return {
        **dict.fromkeys(KPIS.columns),
        **dict.fromkeys(PLACES, "all"),
        **place,
        "business_date": day,
        "kpi": kpi,
        "value": value,
        "unit": named.unit.value,
        "currency": "EUR" if named.unit is Unit.MONEY else None,
        "numerator": value,
        "denominator": 1.0,
        "verdict": "unaudited",
        "reason": "no witness in this hour",
        "is_complete": True,
    }


EXAMPLES = {
    "funnel": Example(FUNNEL, FUNNEL_ROWS),
    "funnel of a cohort": Example(OfCohort(FUNNEL, MEMBERS), FUNNEL_ROWS),
    "funnel with significance": Example(FunnelSignificance(FUNNEL), FUNNEL_ROWS),
    "dropped persons": Example(DroppedPersons(FUNNEL, 1), [{"person": "anna"}]),
    "insights": Example(
        INSIGHTS,
        [
            {"metric": 0, "span_number": span.number, "segment": segment, "value": 7.5, "left_out": 1}
            for span in INSIGHTS.spans
            for segment in ("SPRING", None)
        ],
    ),
    "retention": Example(
        RETENTION,
        [
            {"cohort": cohort, "period": period, "born": 10, "persons": 5, "amount": 99.0}
            for cohort in range(len(RETENTION.cohorts))
            for period in range(3)
        ],
    ),
    "returned persons": Example(ReturnedPersons(RETENTION, 1), [{"person": "anna"}]),
    "cohort sizes": Example(SIZES, [{"as_of": FIRST, "persons": 3}]),
    "flows": Example(
        Flows(VIEWED, FIRST, LAST),
        [
            {"step": 1, "kind": "event", "event": "Product Added", "entries": 3},
            {"step": 1, "kind": "end", "event": None, "entries": 2},
        ],
    ),
    "insights by hour": Example(
        BY_HOUR,
        [
            {"metric": 0, "span_number": span.number, "segment": None, "value": 2.0, "left_out": 0}
            for span in BY_HOUR.spans[:3]
        ],
    ),
    "insights of segments": Example(
        replace(INSIGHTS, interval=None, comparison=None),
        [
            {"metric": 0, "span_number": 0, "segment": segment, "value": value, "left_out": 0}
            for segment, value in (("SPRING", 1234.5), ("a, b", -3.0), ("", None))
        ],
    ),
    "sessions": Example(
        Sessions(FIRST, LAST, properties=("=cmd", "share")),
        [
            {
                "person": "anna",
                "business_date": FIRST,
                "started_at": datetime(2026, 2, 26, 9, 30, 0, 500_000),
                "duration_s": 61.5,
                "events": 3,
                "first_values": '["-1", null]',
            }
        ],
    ),
    "cohort": Example(MEMBERS, [{"person": "anna"}]),
    "kpis": Example(KPIS, [write_kpi("net_revenue", day, 1234.5 + day.day) for day in (FIRST, LAST)]),
    "KPIs of a place": Example(
        replace(KPIS, kpi="orders", place=KpiPlace(by="platform")),
        [write_kpi("orders", LAST, value, platform=name) for name, value in (("all", 7.0), ("ios", 3.0))],
    ),
    "KPIs of a range": Example(
        KpiRange(
            first=FIRST,
            last=LAST,
            as_of=datetime(2026, 3, 4, 12, tzinfo=UTC),
            ends_at=CLOCK.day(LAST).ends_at,
            last_counted=LAST,
        ),
        [
            {
                **write_kpi("net_revenue", LAST, 9999.5),
                **{"left_out": 0.0, "days": 2, "are_complete": True, "worst_days": 1, "worst_date": LAST},
                "worst_reason": "no witness in this hour",
            }
        ],
    ),
    "KPIs compared": Example(
        KpiComparison(first=LAST, last=LAST, kpi="net_revenue"),
        [
            write_kpi("net_revenue", day, value)
            for day, value in ((LAST - timedelta(days=7), 80.0), (LAST, 60.0))
        ],
    ),
}
