"""KPIs as questions: places that go together, the order of rows, how good an answer is."""

from datetime import date
from typing import Any

import pytest
from tally.domain.audit.verdicts import Verdict
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_places import KpiPlace
from tally.domain.reports.kpi_question import KpiComparison, KpiDays

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
DAYS = KpiDays(first=FIRST, last=LAST)


def row(kpi: str = "orders", day: date = FIRST, verdict: str = "audited", **place: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(DAYS.columns),
        **dict.fromkeys(("platform", "country", "region", "profile"), "all"),
        **place,
        "kpi": kpi,
        "business_date": day,
        "verdict": verdict,
        "reason": f"why {verdict}",
    }


@pytest.mark.parametrize(
    "place",
    [
        {"platform": "ios", "country": "IT"},
        {"platform": "ios", "by": "country"},
        {"country": "IT", "by": "platform"},
        {"platform": "ios", "by": "platform"},
        {"region": "IT-Lazio"},
        {"by": "profile"},
    ],
)
def test_platform_and_country_go_together(place: dict[str, str]) -> None:
    KpiPlace(**place)


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ({"platform": "ios", "region": "IT-Lazio"}, "platform and region"),
        ({"platform": "ios", "by": "profile"}, "platform and profile"),
        ({"platform": "ios", "country": "IT", "by": "region"}, "country and region"),
        ({"region": "IT-Lazio", "profile": "new"}, "region and profile"),
    ],
)
def test_other_places_are_told_by_themselves(place: dict[str, str], named: str) -> None:
    with pytest.raises(BadQuestion, match=f"no KPIs by {named} together: ask for one of them"):
        KpiPlace(**place)


def test_each_of_a_place_is_asked_beside_the_total() -> None:
    assert KpiPlace(platform="ios", by="country").names() == {
        "platform": "ios",
        "country": None,
        "region": "all",
        "profile": "all",
    }
    assert KpiPlace(country="IT", by="country").names()["country"] == "IT"


def test_rows_are_in_the_order_in_which_a_shop_reads_them() -> None:
    rows = [row("orders", LAST), row("orders", platform="web"), row("orders"), row("visitors"), row("gone")]
    found = [(each["business_date"], each["platform"], each["kpi"]) for each in DAYS.complete(rows)]
    assert found == [
        (FIRST, "all", "visitors"),
        (FIRST, "all", "orders"),
        (FIRST, "all", "gone"),
        (FIRST, "web", "orders"),
        (LAST, "all", "orders"),
    ]


@pytest.mark.parametrize(
    ("rows", "verdict", "reason"),
    [
        ([], Verdict.UNAUDITED, "no event that it rests on was audited"),
        ([row(), row()], Verdict.AUDITED, "the witness agrees on each of its numbers"),
        ([row(verdict="disputed")], Verdict.DISPUTED, "why disputed"),
        (
            [row(), row("carts", LAST, "unaudited"), row(verdict="disputed")],
            Verdict.DISPUTED,
            "1 of 3 numbers, orders: 2026-03-02: why disputed",
        ),
    ],
)
def test_an_answer_is_as_good_as_its_worst_number(
    rows: list[dict[str, Any]], verdict: Verdict, reason: str
) -> None:
    found = DAYS.judge(rows)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_days_and_places_without_a_kpi_say_so() -> None:
    assert DAYS.tell([]) == ("There are no KPIs of these days and this place",)
    assert DAYS.tell([row()]) == ()


def test_a_kpi_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadQuestion, match="no KPI 'sales'"):
        KpiDays(first=FIRST, last=LAST, kpi="sales")


def test_a_comparison_reads_the_week_before_and_tells_the_days_asked_for() -> None:
    asked = KpiComparison(first=FIRST, last=LAST)
    assert asked.first_read == date(2026, 2, 23)
    told = asked.complete([row(day=asked.first_read), row()])
    assert [each["business_date"] for each in told] == [FIRST]
