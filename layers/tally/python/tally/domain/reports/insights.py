"""Insights: one number of an event, or a formula of two, by span of time and by segment.

Rules are Mixpanel's (its page of insights) but where it says otherwise here.

1. Without an interval persons are distinct over all days, with one in each span: spans do not add up.
2. DAU, WAU and MAU are persons of the 1, 7 or 30 days that end with a span's last day among those asked for.
3. Persons stand in every segment that they touched; counted once, in that of their first or last event of
   the span. An event with a list stands in the segment of each item, once.
4. Each span has a row, also without events (our decision); a segment that nobody is in has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, name_properties
from tally.domain.reports.formula import LETTERS, Formula
from tally.domain.reports.insight_segments import MOST_SEGMENTS, UNTOLD, Cell, join_rest
from tally.domain.reports.insight_spans import InsightSpan, Interval, cut_spans
from tally.domain.reports.insight_twins import Comparison, find_twins
from tally.domain.reports.joined_properties import find_joined
from tally.domain.reports.metric import Metric
from tally.domain.reports.question import Days, check_days
from tally.domain.reports.segments import OTHER, Segment, has_rest, order_segments
from tally.domain.shop.shop_clock import ShopClock

MOST_SPANS = 1_000
"""A statement of Athena's has at most 262,144 bytes: of two metrics, and compared, these are most of it."""

MOST_DAYS = 10_000
"""Trino's sequence has no more entries."""


class CountOnce(StrEnum):
    """By which of their events of a span a person stands in one segment only."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Insights:
    """A question. `first` and `last` are the shop's days, both inside; `formula` is None for one metric."""

    metrics: tuple[Metric, ...]
    first: date
    last: date
    clock: ShopClock
    formula: Formula | None = None
    interval: Interval | None = None
    breakdown: str | None = None
    count_once: CountOnce | None = None
    comparison: Comparison | None = None

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        check_days(self.first, self.last)
        if (self.last - self.first).days >= MOST_DAYS:
            raise BadQuestion(f"These are more than {MOST_DAYS:,} days: ask for fewer")
        find_joined(self.properties)
        self._check_formula()
        self._check_segments()
        if self.interval is Interval.HOUR and any(each.trailing_days for each in self.metrics):
            raise BadQuestion("dau, wau and mau are of whole days: ask them by day, week, month or quarter")
        if len(self.spans) > MOST_SPANS:
            raise BadQuestion(
                f"These are more than {MOST_SPANS:,} rows: ask for fewer days or longer intervals"
            )

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question.events."""
        return tuple(each.event for each in self.metrics)

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question.properties."""
        measured = (each.property_name for each in self.metrics)
        asked = (*name_properties(self.events), *measured, self.breakdown)
        return tuple(name for name in asked if name)

    @property
    def spans(self) -> list[InsightSpan]:
        """What the answer has a row for, in their order."""
        return cut_spans(self.first, self.last, self.interval, self.clock)

    @property
    def twins(self) -> list[InsightSpan | None]:
        """What each of the spans is compared with."""
        spans = self.spans
        return find_twins(spans, self.comparison, self.clock) if self.comparison else [None] * len(spans)

    @property
    def has_trailing_days(self) -> bool:
        """Whether days lie in several spans of one metric."""
        return any(each.trailing_days > 1 for each in self.metrics)

    @property
    def rests_on(self) -> tuple[Days, Days]:
        """See WideQuestion.rests_on: trailing days begin before those asked for."""
        return self._days_under(self.spans), self._days_under([twin for twin in self.twins if twin])

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        measured = (each.property_name for each in self.metrics)
        return tuple(name for name in (*measured, self.breakdown) if name)

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question.columns. `is_complete` is false for a week, month or quarter that the days cut;
        `left_out` are values that are no number."""
        is_cut = self.interval in (Interval.WEEK, Interval.MONTH, Interval.QUARTER)
        return (
            *(("start",) if self.interval else ()),
            *(("segment",) if self.breakdown else ()),
            "value",
            *(("compared",) if self.comparison else ()),
            *(("is_complete",) if is_cut else ()),
            *(("left_out",) if any(each.is_of_numbers for each in self.metrics) else ()),
        )

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question.complete, of the rows of sql/reports/insights.sql. Segments stand by name, what has no
        value behind them; of one that there is on either side of a comparison each span has a row. Of more
        than MOST_SEGMENTS the smallest, by their first metric, are one: OTHER."""
        cells = {(row["metric"], row["span_number"], row["segment"]): row for row in rows}
        found = join_rest(cells, self.metrics, is_once=self.count_once is not None)
        segments: list[Segment] = [None]
        if self.breakdown is not None:
            segments = order_segments(cell[2] for cell in found)
        return [
            self._complete_row(found, span, twin, segment)
            for span, twin in zip(self.spans, self.twins, strict=True)
            for segment in segments
        ]

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """See NotedQuestion.tell."""
        told = [*rows]
        notes = []
        if has_rest(told, MOST_SEGMENTS):
            notes.append(
                f"Only the {MOST_SEGMENTS:,} largest segments stand alone, all others are {OTHER}: without a "
                "number where theirs do not add up to one"
            )
        if left_out := sum(row.get("left_out", 0) for row in told):
            values = "values are" if left_out > 1 else "value is"
            notes.append(
                f"{left_out:,} {values} no number and left out: a text is none, whatever it looks like"
            )
        return notes

    def _complete_row(
        self,
        found: Mapping[Cell, Mapping[str, Any]],
        span: InsightSpan,
        twin: InsightSpan | None,
        segment: Segment,
    ) -> dict[str, Any]:
        cells = [found.get((place, span.number, segment), {}) for place in range(len(self.metrics))]
        row = {
            "start": span.start,
            "segment": segment,
            "value": self._measure(found, span, segment),
            "compared": self._measure(found, twin, segment) if twin else None,
            "is_complete": span.is_complete,
            "left_out": sum(cell.get("left_out", 0) for cell in cells),
        }
        return {name: row[name] for name in self.columns}

    def _measure(
        self, found: Mapping[Cell, Mapping[str, Any]], span: InsightSpan, segment: Segment
    ) -> float | None:
        values = []
        for place, metric in enumerate(self.metrics):
            cell = found.get((place, span.number, segment), {})
            nothing = None if cell.get(UNTOLD) else metric.of_nothing
            values.append(nothing if cell.get("value") is None else metric.tidy(cell["value"]))
        if self.formula is None:
            return values[0]
        return self.formula.value(dict(zip(LETTERS, values, strict=False)))

    def _days_under(self, spans: Sequence[InsightSpan]) -> Days:
        found = [metric.days_of(span) for metric in self.metrics for span in spans]
        if not found:
            return self.first, self.last
        return min(first for first, _ in found), max(last for _, last in found)

    def _check_formula(self) -> None:
        if self.formula is None:
            if len(self.metrics) != 1:
                raise BadQuestion("Several metrics need a formula, such as A/B")
            return
        given = set(LETTERS[: len(self.metrics)])
        if missing := sorted(self.formula.letters - given):
            raise BadQuestion(f"The formula {self.formula.text} has {missing[0]}, which is not given")
        if unused := sorted(given - self.formula.letters):
            raise BadQuestion(f"The formula {self.formula.text} does without {unused[0]}: leave it out")

    def _check_segments(self) -> None:
        if self.breakdown is not None and not self.breakdown.strip():
            raise BadQuestion("A breakdown is by a property: name it")
        if self.count_once is None:
            return
        if self.breakdown is None:
            raise BadQuestion("Counting persons once chooses among segments: break down by a property")
        if not all(each.counts_persons for each in self.metrics):
            raise BadQuestion("Counting once is of persons: it goes with persons, dau, wau and mau")
