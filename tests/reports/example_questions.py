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
}
