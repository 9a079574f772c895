"""What a span of an insight is compared with: its twin, which may be none.

1. `previous_period`: as many days as were asked for, right before them, span by span.
2. `previous_year`: the same dates of the year before, never 365 days. 29 February has no twin in a series;
   of a longer span it is 1 March at the beginning and 28 February at the end. A whole month is compared with
   a whole month. (Our decision: Mixpanel moves a weekend to the next Monday.)
3. An hour is compared with the hour of the same name on the twin day; with none where the clocks skip it
   there, or have it once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from tally.domain.reports.insight_spans import (
    DAY,
    NUMBERS_OF_A_DAY,
    InsightSpan,
    list_hours,
    name_on_the_clock,
)
from tally.domain.shop.shop_clock import ShopClock


class Comparison(StrEnum):
    """With what an insight is compared."""

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_YEAR = "previous_year"


def find_twins(
    spans: Sequence[InsightSpan], comparison: Comparison, clock: ShopClock
) -> list[InsightSpan | None]:
    """The twin of each span, in their order; with numbers of their own."""
    length = spans[-1].last - spans[0].first + DAY
    shift = spans[-1].day_number + NUMBERS_OF_A_DAY
    return [_find_twin(span, comparison, length, shift, clock) for span in spans]


def _find_twin(
    span: InsightSpan, comparison: Comparison, length: timedelta, shift: int, clock: ShopClock
) -> InsightSpan | None:
    if comparison is Comparison.PREVIOUS_PERIOD:
        days: tuple[date, date] | None = (span.first - length, span.last - length)
    else:
        days = _find_year_before(span.first, span.last)
    if days is None:
        return None
    twin = replace(span, number=span.day_number + shift, first=days[0], last=days[1])
    return _find_hour(span, twin, clock) if _is_hour(span) else twin


def _find_year_before(first: date, last: date) -> tuple[date, date] | None:
    begins, ends = (_move_back(day) for day in (first, last))
    if first == last:
        return (begins, ends) if begins and ends else None
    begins = begins or date(first.year - 1, 3, 1)
    ends = ends or date(last.year - 1, 2, 28)
    is_whole = first.day == 1 and (last + DAY).day == 1
    return begins, ends + DAY if is_whole and (ends + DAY).day != 1 else ends


def _move_back(day: date) -> date | None:
    """The same date a year before; 29 February has none."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _is_hour(span: InsightSpan) -> bool:
    return span.start is not None and "T" in span.start


def _find_hour(span: InsightSpan, twin: InsightSpan, clock: ShopClock) -> InsightSpan | None:
    own = list_hours(span.first, clock)[span.number - span.day_number]
    for place, hour in enumerate(list_hours(twin.first, clock)):
        if name_on_the_clock(hour) == name_on_the_clock(own):
            return replace(twin, number=twin.number + place)
    return None
