"""KPI rows from the lake, and how people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tally.domain.errors import Misconfigured, NotPublished
from tally.domain.reports.kpis import KPIS, Unit, kpi_named
from tally.modelling import catalog
from tally.modelling.literals import bind

from cli.ask import ask
from cli.clients import Endpoint
from cli.output.render import paragraph, render

ALL = "all"
MARKS = {"audited": "", "disputed": "*", "unaudited": "?"}

_QUERY = catalog.query("kpis_by_place")
COLUMNS = [column.name for column in _QUERY.columns]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: one day or all, one platform and country ('all' is the total), or one row for each."""

    day: date | None = None
    platform: str = ALL
    country: str = ALL
    by: str | None = None


def kpi_rows(endpoint: Endpoint, wanted: Wanted) -> list[dict[str, Any]]:
    """Rows of the view `kpis`; Misconfigured when no night has run yet."""
    sql = bind(
        _QUERY.sql,
        {
            "day": wanted.day,
            "platform": _place(wanted, "platform", wanted.platform),
            "country": _place(wanted, "country", wanted.country),
        },
    )
    rows = ask_published(endpoint, sql)
    place = {kpi: number for number, kpi in enumerate(KPIS)}
    return sorted(
        rows,
        key=lambda row: (
            row["business_date"],
            row["platform"],
            row["country"],
            place.get(row["kpi"], len(place)),
        ),
    )


def _place(wanted: Wanted, name: str, value: str) -> str | None:
    """None is each value and the total."""
    return None if wanted.by == name and value == ALL else value


def ask_published(endpoint: Endpoint, sql: str) -> list[dict[str, Any]]:
    """Rows of a query on what the night publishes; Misconfigured when it has not run yet."""
    try:
        return ask(endpoint, sql).rows
    except NotPublished as failure:
        raise Misconfigured("Nothing is published yet: run `tally run nightly` first") from failure


def shown_value(kpi: str, value: float | None) -> str:
    """A value as people write it: 1,234 visitors, 18.4 %, 99.50 (in the shop's currency)."""
    if value is None:
        return "-"
    match kpi_named(kpi).unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return f"{100 * value:.1f} %"
        case Unit.MONEY | Unit.RATIO:
            return f"{value:,.2f}"


def shown_coverage(row: Mapping[str, Any]) -> str:
    """The interval in per cent, such as 85.7-94.8 %; empty when the witness saw nothing."""
    low, high = row["coverage_low"], row["coverage_high"]
    return "" if low is None else f"{100 * low:.1f}-{100 * high:.1f} %"


def day_name(day: date) -> str:
    """Such as Tue 3 March 2026."""
    return f"{day:%a} {day.day} {day:%B %Y}"


def with_verdicts(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of one day and place as a table; below it the reasons, each once."""
    reasons: dict[str, int] = {}
    lines = []
    for row in rows:
        is_told = row["verdict"] != "audited"
        lines.append(
            {
                "kpi": row["kpi"],
                "value": shown_value(row["kpi"], row["value"]),
                "verdict": row["verdict"],
                "coverage": shown_coverage(row),
                "why": f"({reasons.setdefault(row['reason'], len(reasons) + 1)})" if is_told else "",
            }
        )
    columns = ["kpi", "value", "verdict", "coverage", *(["why"] if reasons else [])]
    notes = [paragraph(reason, f"({number}) ", "    ") for reason, number in reasons.items()]
    return "\n".join([render(lines, columns), *notes])


def side_by_side(rows: Sequence[Mapping[str, Any]], place: str) -> str:
    """The rows of one day as a table with a column for each value of `place` (platform or country)."""
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        mark = MARKS[row["verdict"]]
        value = shown_value(row["kpi"], row["value"])
        lines.setdefault(row["kpi"], {"kpi": row["kpi"]})[row[place]] = f"{mark} {value}".strip()
    columns = ["kpi", *sorted({row[place] for row in rows}, key=lambda name: (name != ALL, name))]
    return f"{render(list(lines.values()), columns)}\n* disputed   ? unaudited   all others audited"


def by_day(rows: Sequence[Mapping[str, Any]]) -> str:
    """One place's rows of some days as a table: for each day a value and a verdict."""
    days = sorted({row["business_date"] for row in rows})
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault(row["kpi"], {"kpi": row["kpi"]})
        line[day_name(row["business_date"])] = shown_value(row["kpi"], row["value"])
        line[_verdict_column(row["business_date"], days)] = row["verdict"]
    columns = ["kpi"]
    for day in days:
        columns += [day_name(day), _verdict_column(day, days)]
    return render(list(lines.values()), columns)


def _verdict_column(day: date, days: Sequence[date]) -> str:
    """Columns need names of their own: verdict, verdict with one more space, and so on."""
    return "verdict" + " " * days.index(day)
