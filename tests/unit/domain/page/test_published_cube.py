"""The published cube, and what is looked at in it: as tests/page/figure_checks.mjs has it of the browser."""

from datetime import date
from typing import Any

import pytest
from tally.domain.page.board_look import Period, find_compared, find_period, read_look
from tally.domain.page.published_cube import PublishedCube, sum_days

# Ada came on both days, by web and by iOS: 1 + 1 persons by platform, 1 in all.
CUBE: dict[str, Any] = {
    "day": "2026-03-03",
    "days": ["2026-03-02", "2026-03-03"],
    "platforms": ["all", "ios", "web"],
    "countries": ["all"],
    "profiles": ["all"],
    "verdicts": ["audited", "disputed", "unaudited"],
    "kpis": {
        "visitors": {"unit": "count", "adds_over_days": False},
        "orders": {"unit": "count", "adds_over_days": True},
        "net_revenue": {"unit": "money", "adds_over_days": True},
        "rate": {"unit": "share", "adds_over_days": False},
    },
    "rows": {"day": [0, 0, 0, 1, 1], "platform": [0, 1, 2, 0, 2], "country": [0] * 5, "profile": [0] * 5},
    "columns": {
        "visitors": {"numerator": [1, 1, 1, 3, 3], "verdict": [0, 0, 0, 1, 0]},
        "orders": {"numerator": [2, 1, 1, 4, 4], "verdict": [0, 0, 0, 0, 0]},
        "net_revenue": {"numerator": [20, 10, 10, 40, 40], "verdict": [0, 0, 0, 0, 0]},
        "rate": {"numerator": [1, 1, 0, 1, 1], "denominator": "visitors", "verdict": [0, 0, None, 2, 0]},
    },
}
BOTH = Period(date(2026, 3, 2), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("kpi", "place", "expected"),
    [
        ("orders", {}, (6, "audited", False)),
        ("visitors", {}, (2, "disputed", True)),
        ("visitors", {"platform": "ios"}, (0.5, "audited", True)),
        ("rate", {}, (0.5, "unaudited", False)),
        ("rate", {"platform": "web"}, (1 / 3, "audited", False)),
    ],
)
def test_days_add_up_as_in_the_browser(kpi: str, place: dict[str, str], expected: tuple[Any, ...]) -> None:
    told = PublishedCube(CUBE).total(kpi, place, BOTH)
    assert (told.value, told.verdict, told.is_mean) == expected
    assert sum_days([], CUBE["kpis"]["orders"], 2).value is None


def test_a_tuesday_stands_beside_a_tuesday_and_a_month_beside_one() -> None:
    tuesday = date(2026, 3, 3)
    assert find_compared(find_period("1d", tuesday), "week") == Period(date(2026, 2, 24), date(2026, 2, 24))
    assert find_compared(find_period("28d", tuesday), "week") == Period(date(2026, 1, 7), date(2026, 2, 3))
    assert find_compared(find_period("7d", tuesday), "before") == Period(date(2026, 2, 18), date(2026, 2, 24))
    month = find_period("month", date(2026, 3, 31))
    assert find_compared(month, "before", "month") == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert find_compared(month, "none") is None


def test_what_is_counted_together_is_chosen_together() -> None:
    """A profile is of the whole shop, a region of its country on all platforms."""
    known = {"platform": ["web"], "country": ["IT"], "region": ["IT-Lazio"], "profile": ["new"]}

    def choose(**fields: str) -> dict[str, str]:
        place = read_look(fields, date(2026, 3, 3), known).place
        return {which: name for which, name in place.items() if name != "all"}

    assert choose(platform="web", country="IT") == {"platform": "web", "country": "IT"}
    assert choose(platform="web", country="IT", region="IT-Lazio") == {"country": "IT", "region": "IT-Lazio"}
    assert choose(region="IT-Lazio", platform="moon") == {}
    assert choose(profile="new", country="IT") == {"profile": "new"}
