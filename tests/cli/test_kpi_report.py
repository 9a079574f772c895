"""KPI rows and cells of the audit as people read them."""

from datetime import date
from typing import Any

import pytest
from tally.domain.reports.kpis import kpi_named

from cli.output.audit_tables import format_hour, format_start, format_totals
from cli.output.kpi_tables import (
    explain_kpi,
    format_coverage,
    format_value,
    list_days_left_out,
    tabulate_by_day,
    tabulate_one_kpi,
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


def test_how_many_events_of_an_audited_number_are_unwitnessed_is_noted() -> None:
    reason = "5 of 5 events the witness saw are in the lake; of 6 events the witness vouches for all but 1"
    lines = tabulate_with_verdicts([row("orders", 6, reason=reason), row("visitors", 3)]).splitlines()
    assert (lines[2].split()[-1], lines[3].split()[-1]) == ("(1)", "%")
    assert lines[4] == "(1) of 6 events the witness vouches for all but 1"


def test_when_all_is_audited_there_is_no_column_for_reasons() -> None:
    assert "why" not in tabulate_with_verdicts([row("visitors", 3)])


def test_places_stand_side_by_side_the_total_first() -> None:
    rows = [row("orders", 5, "disputed"), row("orders", 2, platform="web")]
    rows += [row("orders", 3, "unaudited", platform="ios")]
    head, _, line, *reasons = tabulate_side_by_side(rows, "platform").splitlines()
    assert head.split() == ["kpi", "all", "ios", "web"]
    assert line.split() == ["orders", "(1)", "5", "(2)", "3", "2"]
    assert reasons == ["(1) disputed: 9 of 92 orders", "(2) unaudited: 9 of 92 orders"]


def test_days_stand_side_by_side_with_their_verdicts() -> None:
    rows = [row("orders", 5, business_date=date(2026, 3, 2)), row("orders", 6, "disputed")]
    head, _, line, reason = tabulate_by_day(rows).splitlines()
    assert head.split("  ")[0] == "kpi"
    assert line.split() == ["orders", "5", "audited", "6", "disputed", "(1)"]
    assert reason == "(1) 9 of 92 orders"


def test_one_kpi_is_a_line_a_day_and_a_column_a_place() -> None:
    rows = [row("orders", 5, business_date=date(2026, 3, 2)), row("orders", 6, "disputed")]
    lines = tabulate_one_kpi(rows, None).splitlines()
    assert lines[2].split()[:6] == ["Mon", "2", "March", "2026", "5", "audited"]
    assert lines[3].split()[-1] == "(1)"
    rows += [row("orders", 4, "disputed", platform="ios")]
    assert tabulate_one_kpi(rows, "platform").splitlines()[3].split()[-4:] == ["(1)", "6", "(1)", "4"]


def test_an_explanation_has_formula_unit_and_what_it_rests_on() -> None:
    text = explain_kpi(kpi_named("average_order_value"))
    assert text.startswith("average_order_value: net revenue / orders with an amount")
    assert "money, in the shop's currency" in text
    assert "net_revenue / valued_orders" in text
    assert "Order Refunded on every platform" in text


def test_days_that_are_not_shown_are_named_by_stretch() -> None:
    days = [date(2010, 1, 1), date(2026, 3, 2), date(2026, 3, 3)]
    assert list_days_left_out(days) == (
        "Not shown: Fri 1 January 2010; Mon 2 March 2026 to Tue 3 March 2026 (--from, --to, --last 30d)."
    )
    lone = [date(year, 1, 1) for year in range(2015, 2020)]
    assert "2 stretches before Sun 1 January 2017; " in list_days_left_out(lone)
    assert list_days_left_out([]) == ""


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


def test_places_that_do_not_fit_stand_in_a_table_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    places = ("all", *(f"P{number}" for number in range(5)))
    rows = [row("net_revenue", 46503.2, platform=place) for place in places]
    blocks = tabulate_side_by_side(rows, "platform").split("\n\n")
    heads = [block.splitlines()[0].split() for block in blocks]
    assert [head[0] for head in heads] == ["kpi"] * len(blocks)
    assert tuple(place for head in heads for place in head[1:]) == places
    assert len(blocks) > 1
    assert max(len(line) for block in blocks for line in block.splitlines()) <= 40
