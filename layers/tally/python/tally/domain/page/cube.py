"""The file `cube`: some KPIs at each place that the page filters by, as they were published.

The page picks rows and never adds places up: `all` is a row of its own, in which a person counts once. Days
it may add, where the KPI says so.
"""

from collections.abc import Sequence
from typing import Any

from tally.domain.page.columns import Row, write_value
from tally.domain.page.kpi_history import describe_kpis

CUBE_KPIS = (
    "visitors",
    "sessions",
    "conversion_rate_by_visitor",
    "conversion_rate_by_session",
    "buyers",
    "new_buyers",
    "orders",
    "cancelled_orders",
    "gross_merchandise_value",
    "net_revenue",
    "average_order_value",
    "units_per_order",
    "revenue_per_visitor",
    "cart_abandonment_rate",
    "checkout_abandonment_rate",
)
"""What is compared between places. All KPIs in all are in the file `kpis`."""

VERDICTS = ("audited", "disputed", "unaudited")
_PLACE = ("business_date", "platform", "country", "profile")


def make_cube(rows: Sequence[Row], definitions: Sequence[Row]) -> dict[str, Any]:
    """Rows of page_cube.sql, ordered by place: a row of the file is a day at a place, `days`, `platforms`,
    `countries` and `profiles` are lists that it points into, and each KPI has its columns. A verdict is a
    place in `verdicts`; null: nothing was published there."""
    places = list(dict.fromkeys(tuple(row[name] for name in _PLACE) for row in rows))
    line = {place: number for number, place in enumerate(places)}
    known = [sorted({place[column] for place in places}) for column in range(len(_PLACE))]
    columns = {kpi: _Measured(len(places)) for kpi in CUBE_KPIS}
    for row in rows:
        columns[row["kpi"]].fill(line[tuple(row[name] for name in _PLACE)], row)
    described = describe_kpis(definitions)
    return {
        "days": [write_value(day) for day in known[0]],
        "platforms": known[1],
        "countries": known[2],
        "profiles": known[3],
        "verdicts": VERDICTS,
        "kpis": {kpi: described[kpi] for kpi in CUBE_KPIS},
        "rows": {
            name: [known[column].index(place[column]) for place in places]
            for column, name in enumerate(("day", "platform", "country", "profile"))
        },
        "columns": {kpi: measured.write() for kpi, measured in columns.items()},
    }


class _Measured:
    """One KPI's columns."""

    def __init__(self, rows: int) -> None:
        self.numerator: list[Any] = [None] * rows
        self.denominator: list[Any] = [None] * rows
        self.verdict: list[int | None] = [None] * rows

    def fill(self, line: int, row: Row) -> None:
        self.numerator[line] = write_value(row["numerator"])
        self.denominator[line] = write_value(row["denominator"])
        self.verdict[line] = VERDICTS.index(row["verdict"])

    def write(self) -> dict[str, list[Any]]:
        """Without the denominator of a plain count or sum: it is 1 everywhere."""
        columns = {"numerator": self.numerator, "verdict": self.verdict}
        is_plain = {*self.denominator} <= {1, None}
        return columns if is_plain else {**columns, "denominator": self.denominator}
