"""A day beside the same weekday a week before: what changed, and what is told where it cannot be said."""

from datetime import date
from typing import Any

from tally.domain.reports.kpi_comparison import COLUMNS, compare_with_week_before

DAY, WEEK_BEFORE = date(2026, 3, 9), date(2026, 3, 2)


def row(day: date, kpi: str, value: float | None, verdict: str = "audited") -> dict[str, Any]:
    place = dict.fromkeys(("platform", "country", "region", "profile"), "all")
    facts = {"unit": "count", "currency": None, "verdict": verdict, "reason": "because", "note": None}
    return {"business_date": day, **place, "kpi": kpi, "value": value, **facts}


def test_each_number_has_its_twin_and_what_changed() -> None:
    rows = [row(WEEK_BEFORE, "orders", 8.0), row(DAY, "orders", 6.0), row(date(2026, 3, 8), "orders", 99.0)]
    (found,) = compare_with_week_before(rows, DAY)
    assert list(found) == list(COLUMNS)
    assert (found["value"], found["before_date"], found["before_value"]) == (6.0, WEEK_BEFORE, 8.0)
    assert (found["change"], found["change_share"], found["note"]) == (-2.0, -0.25, None)


def test_a_number_without_a_twin_says_so_and_changes_nothing() -> None:
    (found,) = compare_with_week_before([row(DAY, "orders", 6.0)], DAY)
    assert (found["before_value"], found["change"]) == (None, None)
    assert found["note"] == "no numbers of 2026-03-02 to compare with"


def test_nothing_before_is_no_share_and_null_is_no_change() -> None:
    rows = [row(WEEK_BEFORE, "orders", 0.0), row(DAY, "orders", 6.0)]
    rows += [row(WEEK_BEFORE, "average_order_value", None), row(DAY, "average_order_value", 6.0)]
    found = {each["kpi"]: each for each in compare_with_week_before(rows, DAY)}
    assert (found["orders"]["change"], found["orders"]["change_share"]) == (6.0, None)
    assert found["average_order_value"]["change"] is None


def test_a_disputed_twin_is_told() -> None:
    rows = [row(WEEK_BEFORE, "orders", 8.0, "disputed"), row(DAY, "orders", 6.0)]
    (found,) = compare_with_week_before(rows, DAY)
    assert (found["verdict"], found["before_verdict"]) == ("audited", "disputed")
    assert found["note"] == "2026-03-02 is disputed: because"
