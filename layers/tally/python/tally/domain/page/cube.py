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

BOARD_KPIS = (
    "visitors",
    "conversion_rate_by_visitor",
    "orders",
    "net_revenue",
    "average_order_value",
    "new_buyers",
    "cart_abandonment_rate",
    "units_per_order",
)
"""What a dashboard shows first, and all that stands of a region: a country's file stays below 20 KiB."""

VERDICTS = ("audited", "disputed", "unaudited")
_LISTS = {"platform": "platforms", "country": "countries", "region": "regions", "profile": "profiles"}
"""Where a number may stand, and what the file's list of their names is called."""


def make_cube(rows: Sequence[Row], definitions: Sequence[Row]) -> dict[str, Any]:
    """Rows of page_cube.sql, ordered by place: a row of the file is a day at a place, `days`, `platforms`,
    `countries` and `profiles` are lists that it points into, and each KPI has its columns. A verdict is a
    place in `verdicts`; null: nothing was published there. A column that is a text is the numerator of the
    KPI that it names."""
    return _make(rows, definitions, ("platform", "country", "profile"), CUBE_KPIS)


def make_regions(rows: Sequence[Row], definitions: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """{country: its file} of rows of page_regions.sql. As the cube, but its places are regions alone."""
    countries = sorted({row["country"] for row in rows})
    return {
        country: _make(
            [row for row in rows if row["country"] == country], definitions, ("region",), BOARD_KPIS
        )
        for country in countries
    }


def _make(
    rows: Sequence[Row], definitions: Sequence[Row], kinds: Sequence[str], kpis: Sequence[str]
) -> dict[str, Any]:
    names = ("business_date", *kinds)
    places = list(dict.fromkeys(tuple(row[name] for name in names) for row in rows))
    line = {place: number for number, place in enumerate(places)}
    known = [sorted({place[column] for place in places}) for column in range(len(names))]
    number = [{name: place for place, name in enumerate(column)} for column in known]
    columns = {kpi: _Measured(len(places)) for kpi in kpis}
    for row in rows:
        columns[row["kpi"]].fill(line[tuple(row[name] for name in names)], row)
    described = describe_kpis(definitions)
    return {
        "days": [write_value(day) for day in known[0]],
        **{_LISTS[kind]: known[column] for column, kind in enumerate(kinds, start=1)},
        "verdicts": VERDICTS,
        "kpis": {kpi: described[kpi] for kpi in kpis},
        "rows": {
            name: [number[column][place[column]] for place in places]
            for column, name in enumerate(("day", *kinds))
        },
        "columns": _share_columns({kpi: measured.write() for kpi, measured in columns.items()}),
    }


def _share_columns(written: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A column that stands already as another KPI's numerator is that KPI's name: visitors divide three KPIs,
    and would be written four times."""
    known: dict[tuple[Any, ...], str] = {}
    for kpi, columns in written.items():
        for part in ("numerator", "denominator"):
            values = tuple(columns.get(part, ()))
            if values in known:
                columns[part] = known[values]
            elif part == "numerator":
                known[values] = kpi
    return written


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

    def write(self) -> dict[str, Any]:
        """Without the denominator of a plain count or sum: it is 1 everywhere."""
        columns: dict[str, Any] = {"numerator": self.numerator, "verdict": self.verdict}
        is_plain = {*self.denominator} <= {1, None}
        return columns if is_plain else {**columns, "denominator": self.denominator}
