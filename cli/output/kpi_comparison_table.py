"""KPIs beside those of the same weekday a week before, as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.output.kpi_tables import Reasons, format_value
from cli.output.render import render


def tabulate_comparison(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of one day and place as a table; below it the reasons and notes, each once."""
    reasons = Reasons()
    lines = [
        {
            "kpi": row["kpi"],
            "value": format_value(row["kpi"], row["value"]),
            "week before": format_value(row["kpi"], row["before_value"]),
            "change": _format_change(row),
            "verdict": row["verdict"],
            "why": reasons.number(row),
        }
        for row in rows
        if row["value"] or row["before_value"]
    ]
    columns = ["kpi", "value", "week before", "change", "verdict", *(["why"] if reasons.numbers else [])]
    return "\n".join([render(lines, columns), *reasons.list_lines(with_verdict=False)])


def _format_change(row: Mapping[str, Any]) -> str:
    """Such as +4.2 %; - where there is nothing to compare."""
    share = row["change_share"]
    return "-" if share is None else f"{100 * share:+,.1f} %"
