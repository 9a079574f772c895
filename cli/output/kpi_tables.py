"""KPI rows as people read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tally.domain.reports.kpis import Unit, kpi_named

from cli.kpi_report import ALL
from cli.output.render import paragraph, render

MARKS = {"audited": "", "disputed": "*", "unaudited": "?"}


def format_value(kpi: str, value: float | None) -> str:
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


def format_coverage(row: Mapping[str, Any]) -> str:
    """The interval in per cent, such as 85.7-94.8 %; empty when the witness saw nothing."""
    low, high = row["coverage_low"], row["coverage_high"]
    return "" if low is None else f"{100 * low:.1f}-{100 * high:.1f} %"


def format_day(day: date) -> str:
    """Such as Tue 3 March 2026."""
    return f"{day:%a} {day.day} {day:%B %Y}"


def tabulate_with_verdicts(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of one day and place as a table; below it the reasons, each once."""
    reasons: dict[str, int] = {}
    lines = []
    for row in rows:
        is_told = row["verdict"] != "audited"
        lines.append(
            {
                "kpi": row["kpi"],
                "value": format_value(row["kpi"], row["value"]),
                "verdict": row["verdict"],
                "coverage": format_coverage(row),
                "why": f"({reasons.setdefault(row['reason'], len(reasons) + 1)})" if is_told else "",
            }
        )
    columns = ["kpi", "value", "verdict", "coverage", *(["why"] if reasons else [])]
    notes = [paragraph(reason, f"({number}) ", "    ") for reason, number in reasons.items()]
    return "\n".join([render(lines, columns), *notes])


def tabulate_side_by_side(rows: Sequence[Mapping[str, Any]], place: str) -> str:
    """The rows of one day as a table with a column for each value of `place` (platform or country)."""
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        mark = MARKS[row["verdict"]]
        value = format_value(row["kpi"], row["value"])
        lines.setdefault(row["kpi"], {"kpi": row["kpi"]})[row[place]] = f"{mark} {value}".strip()
    columns = ["kpi", *sorted({row[place] for row in rows}, key=lambda name: (name != ALL, name))]
    return f"{render(list(lines.values()), columns)}\n* disputed   ? unaudited   all others audited"


def tabulate_by_day(rows: Sequence[Mapping[str, Any]]) -> str:
    """One place's rows of some days as a table: for each day a value and a verdict.

    KPIs of which no day has anything are named below it.
    """
    days = sorted({row["business_date"] for row in rows})
    telling = {row["kpi"] for row in rows if row["value"]}
    silent = list(dict.fromkeys(row["kpi"] for row in rows if row["kpi"] not in telling))
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["kpi"] in silent:
            continue
        line = lines.setdefault(row["kpi"], {"kpi": row["kpi"]})
        line[format_day(row["business_date"])] = format_value(row["kpi"], row["value"])
        line[_name_verdict_column(row["business_date"], days)] = row["verdict"]
    columns = ["kpi"]
    for day in days:
        columns += [format_day(day), _name_verdict_column(day, days)]
    table = render(list(lines.values()), columns)
    return f"{table}\n{paragraph(', '.join(silent), 'Nothing to count: ', '  ')}" if silent else table


def _name_verdict_column(day: date, days: Sequence[date]) -> str:
    """Columns need names of their own: verdict, verdict with one more space, and so on."""
    return "verdict" + " " * days.index(day)
