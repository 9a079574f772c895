"""KPI rows and cells of the audit as people read them."""

from datetime import date
from typing import Any

import pytest

from cli.output.audit_tables import format_hour, format_start, format_totals
from cli.output.kpi_tables import (
    format_coverage,
    format_value,
    tabulate_by_day,
    tabulate_side_by_side,
    tabulate_with_verdicts,
)

DAY = date(2026, 3, 3)


def row(kpi: str, value: float | None, verdict: str = "audited", **facts: Any) -> dict[str, Any]:
    return {
        "business_date": DAY,
        "platform": "all",
        "country": "all",
        "kpi": kpi,
        "value": value,
        "verdict": verdict,
        "coverage_low": 0.967,
        "coverage_high": 1.0,
        "reason": "9 of 92 orders",
        **facts,
    }


@pytest.mark.parametrize(
    ("kpi", "value", "text"),
    [
        ("visitors", 1815.0, "1,815"),
        ("conversion_rate_by_visitor", 0.2334, "23.3 %"),
        ("net_revenue", 46503.2, "46,503.20"),
        ("units_per_order", 1.6, "1.60"),
        ("average_order_value", None, "-"),
    ],
)
def test_values_by_their_kind(kpi: str, value: float | None, text: str) -> None:
    assert format_value(kpi, value) == text


def test_coverage_is_an_interval_in_per_cent() -> None:
    assert format_coverage(row("orders", 1)) == "96.7-100.0 %"
    assert format_coverage(row("orders", 1, coverage_low=None)) == ""


def test_a_reason_is_told_once_and_only_of_what_is_not_audited() -> None:
    rows = [row("visitors", 3), row("orders", 2, "disputed"), row("net_revenue", 9.5, "disputed")]
    lines = tabulate_with_verdicts(rows).splitlines()
    assert [line.split()[-1] for line in lines[2:5]] == ["%", "(1)", "(1)"]
    assert lines[5:] == ["(1) 9 of 92 orders"]


def test_when_all_is_audited_there_is_no_column_for_reasons() -> None:
    assert "why" not in tabulate_with_verdicts([row("visitors", 3)])


def test_places_stand_side_by_side_the_total_first() -> None:
    rows = [row("orders", 5, "disputed"), row("orders", 2, platform="web")]
    rows += [row("orders", 3, "unaudited", platform="ios")]
    head, _, line, legend = tabulate_side_by_side(rows, "platform").splitlines()
    assert head.split() == ["kpi", "all", "ios", "web"]
    assert line.split() == ["orders", "*", "5", "?", "3", "2"]
    assert legend.startswith("* disputed")


def test_days_stand_side_by_side_with_their_verdicts() -> None:
    rows = [row("orders", 5, business_date=date(2026, 3, 2)), row("orders", 6, "disputed")]
    head, _, line = tabulate_by_day(rows).splitlines()
    assert head.split("  ")[0] == "kpi"
    assert line.split() == ["orders", "5", "audited", "6", "disputed"]


def test_what_no_day_has_anything_of_is_named_below() -> None:
    rows = [row("orders", 5), row("bots", 0), row("events_without_consent", None), row("test_orders", 0)]
    rows += [row("test_orders", 2, business_date=date(2026, 3, 2))]
    *table, silent = tabulate_by_day(rows).splitlines()
    assert [line.split()[0] for line in table[2:]] == ["orders", "test_orders"]
    assert silent == "Nothing to count: bots, events_without_consent"


def test_hours_are_the_shop_s() -> None:
    cell = {"business_date": DAY, "local_hour": 23}
    assert format_hour(cell) == "Tue 3 March 2026, 23:00-00:00"
    assert format_start(cell) == "2026-03-03 23:00"


def test_totals_name_every_verdict() -> None:
    assert format_totals({"audited": 1200, "disputed": 1}) == (
        "1,201 cells (event x hour x platform): 1,200 audited, 1 disputed, 0 unaudited."
    )
