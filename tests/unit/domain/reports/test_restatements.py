"""Which values count as restated, and what is said of the cause."""

from datetime import date
from typing import Any

import pytest
from tally.domain.reports.restatements import NO_ARRIVAL, find_restatements

DAY, OTHER = date(2026, 11, 20), date(2026, 11, 19)


def row(value: float | None, kpi: str = "orders", day: date | str = DAY, **place: str) -> dict[str, Any]:
    return {"business_date": day, "kpi": kpi, "value": value, **place}


def changed(
    before: list[dict[str, Any]], after: list[dict[str, Any]], late: dict[date, int] | None = None
) -> list[Any]:
    return find_restatements(before, after, lambda day: day <= DAY, late or {})


@pytest.mark.parametrize(("before", "after"), [(3.0, 3.0), (3, 3.0), (None, None), (0.1 + 0.2, 0.3)])
def test_an_equal_value_is_none(before: float | None, after: float | None) -> None:
    assert changed([row(before)], [row(after)]) == []


@pytest.mark.parametrize(("before", "after"), [(3.0, 4.0), (None, 0.0), (0.0, None), (1e9, 1e9 + 2)])
def test_another_value_is_one(before: float | None, after: float | None) -> None:
    [found] = changed([row(before, day="2026-11-20")], [row(after)])
    assert (found.before, found.after, found.business_date) == (before, after, DAY)
    assert (found.platform, found.country, found.because) == ("all", "all", NO_ARRIVAL)


def test_a_value_that_is_gone_is_one_and_a_new_one_is_none() -> None:
    [found] = changed([row(3.0)], [row(1.0, kpi="visitors")])
    assert (found.kpi, found.after) == ("orders", None)


def test_places_are_told_apart() -> None:
    before = [row(3.0), row(1.0, platform="web"), row(2.0, platform="ios", country="IT")]
    after = [row(3.0), row(1.0, platform="web"), row(5.0, platform="ios", country="IT")]
    [found] = changed(before, after)
    assert (found.platform, found.country) == ("ios", "IT")


def test_an_open_day_may_change() -> None:
    assert changed([row(3.0, day=date(2026, 11, 21))], [row(4.0, day=date(2026, 11, 21))]) == []


@pytest.mark.parametrize(
    ("late", "cause"),
    [
        ({DAY: 1}, "1 event of that day arrived late"),
        ({DAY: 1200, OTHER: 3}, "1,200 events of that day arrived late"),
        ({OTHER: 3}, "3 events of other days arrived late"),
    ],
)
def test_the_cause_is_what_arrived(late: dict[date, int], cause: str) -> None:
    [found] = changed([row(3.0)], [row(4.0)], late)
    assert found.because == cause
