"""Spans of an insight and their twins: days of the calendar, hours of time."""

from datetime import date

import pytest
from tally.domain.reports.insight_spans import InsightSpan, Interval, cut_spans
from tally.domain.reports.insight_twins import Comparison, find_twins
from tally.domain.shop.shop_clock import ShopClock

PARIS = ShopClock("Europe/Paris")
Named = tuple[str | None, str, str, bool]


def cut(first: str, last: str, interval: str | None, clock: ShopClock = PARIS) -> list[InsightSpan]:
    return cut_spans(
        date.fromisoformat(first), date.fromisoformat(last), Interval(interval) if interval else None, clock
    )


def named(spans: list[InsightSpan]) -> list[Named]:
    return [(each.start, each.first.isoformat(), each.last.isoformat(), each.is_complete) for each in spans]


def test_without_an_interval_there_is_one_span_of_all_days() -> None:
    assert named(cut("2026-05-03", "2026-05-06", None)) == [(None, "2026-05-03", "2026-05-06", True)]


def test_cut_weeks_are_named_by_their_monday() -> None:
    assert named(cut("2026-09-16", "2026-09-29", "week")) == [
        ("2026-09-14", "2026-09-16", "2026-09-20", False),
        ("2026-09-21", "2026-09-21", "2026-09-27", True),
        ("2026-09-28", "2026-09-28", "2026-09-29", False),
    ]


def test_a_month_and_a_quarter_are_complete_with_all_their_days() -> None:
    assert named(cut("2026-02-01", "2026-03-30", "month")) == [
        ("2026-02-01", "2026-02-01", "2026-02-28", True),
        ("2026-03-01", "2026-03-01", "2026-03-30", False),
    ]
    assert named(cut("2026-02-01", "2026-06-30", "quarter")) == [
        ("2026-01-01", "2026-02-01", "2026-03-31", False),
        ("2026-04-01", "2026-04-01", "2026-06-30", True),
    ]


@pytest.mark.parametrize(
    ("day", "hours", "third", "fourth"),
    [
        ("2026-03-29", 23, "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"),
        ("2026-05-04", 24, "2026-05-04T02:00:00+02:00", "2026-05-04T03:00:00+02:00"),
        ("2026-10-25", 25, "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"),
    ],
)
def test_hours_are_hours_of_time(day: str, hours: int, third: str, fourth: str) -> None:
    spans = cut(day, day, "hour")
    assert len(spans) == hours
    assert [each.start for each in spans[2:4]] == [third, fourth]


def test_a_day_that_begins_after_midnight_has_its_first_hour() -> None:
    spans = cut("2025-04-25", "2025-04-25", "hour", ShopClock("Africa/Cairo"))
    assert (len(spans), spans[0].start) == (23, "2025-04-25T01:00:00+03:00")


def test_no_two_spans_and_twins_have_one_number() -> None:
    spans = cut("2026-10-24", "2026-10-26", "hour")
    twins = [each for each in find_twins(spans, Comparison.PREVIOUS_PERIOD, PARIS) if each]
    numbers = [each.number for each in (*spans, *twins)]
    assert len(set(numbers)) == len(numbers) == 73 + 72


YEARS = {
    "a week over a leap year": ("2025-01-06", "2025-01-12", "2024-01-06", "2024-01-12"),
    "a range that ends with a leap day": ("2024-02-27", "2024-02-29", "2023-02-27", "2023-02-28"),
    "a range that begins with one": ("2024-02-29", "2024-03-02", "2023-03-01", "2023-03-02"),
    "a whole February with a shorter one": ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
    "a whole February with a longer one": ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
    "whole months that end in February": ("2025-01-01", "2025-02-28", "2024-01-01", "2024-02-29"),
    "no whole month": ("2025-02-02", "2025-02-28", "2024-02-02", "2024-02-28"),
}


@pytest.mark.parametrize(("first", "last", "begins", "ends"), YEARS.values(), ids=YEARS.keys())
def test_the_year_before_has_the_same_dates(first: str, last: str, begins: str, ends: str) -> None:
    (twin,) = find_twins(cut(first, last, None), Comparison.PREVIOUS_YEAR, PARIS)
    assert twin is not None
    assert (twin.first.isoformat(), twin.last.isoformat()) == (begins, ends)


def test_a_leap_day_has_no_twin_in_a_series() -> None:
    twins = find_twins(cut("2024-02-28", "2024-03-01", "day"), Comparison.PREVIOUS_YEAR, PARIS)
    assert [twin and twin.first.isoformat() for twin in twins] == ["2023-02-28", None, "2023-03-01"]


def test_the_period_before_ends_the_day_before() -> None:
    twins = find_twins(cut("2026-05-04", "2026-05-05", "day"), Comparison.PREVIOUS_PERIOD, PARIS)
    assert [twin and twin.first.isoformat() for twin in twins] == ["2026-05-02", "2026-05-03"]


def test_hours_are_compared_by_their_name() -> None:
    spans = cut("2026-10-25", "2026-10-25", "hour")
    twins = find_twins(spans, Comparison.PREVIOUS_PERIOD, PARIS)
    places = [twin and twin.number - twin.day_number for twin in twins]
    assert places == [0, 1, 2, None, *range(3, 24)]
