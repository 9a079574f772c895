"""A funnel as a table for people."""

from collections.abc import Mapping
from typing import Any

from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_words import format_share, name_segment

from cli.output.render import Row, render

_LEAST_SHOWN = 0.001
_HOUR_S, _MINUTE_S, _DAY_S = 3_600, 60, 86_400


def tabulate_funnel(found: ReportAnswer) -> str:
    """Steps with shares in percent and times in words; the list of persons as it is."""
    if "step" not in found.columns:
        return render(found.rows, found.columns)
    return render([_show_step(row) for row in found.rows])


def _show_step(row: Mapping[str, Any]) -> Row:
    shown = {
        "step": row["step"],
        "name": row["name"],
        "reached": f"{row['reached']:,}",
        "of first": format_share(row["share_of_first"]),
        "of previous": format_share(row["share_of_previous"]),
    }
    if "median_seconds" in row:
        shown["median time"] = format_seconds(row["median_seconds"])
        shown["from first"] = format_seconds(row["median_seconds_from_first"])
    if "segment" in row:
        shown = {"segment": name_segment(row["segment"])} | shown
    if "sum" in row:
        shown["sum"] = f"{row['sum']:,.2f}"
    if "p_value" in row:
        # So that a row fits a screen.
        shown.pop("from first", None)
        shown |= {"differs": _tell_difference(row), "p": _format_p_value(row["p_value"])}
    return shown


def _tell_difference(row: Mapping[str, Any]) -> str:
    if row["step"] == 1:
        return ""
    if row["is_significant"] is None:
        return "too few"
    return "yes" if row["is_significant"] else "no"


def _format_p_value(p_value: float | None) -> str:
    if p_value is None:
        return ""
    return f"{p_value:.3f}" if p_value >= _LEAST_SHOWN else f"< {_LEAST_SHOWN}"


def format_seconds(seconds: float | None) -> str:
    """In the two largest units that are not nothing, such as 2 d 3 h, 4 min 10 s or 0.5 s; - for none."""
    if seconds is None:
        return "-"
    if seconds < _MINUTE_S:
        return f"{seconds:.3g} s"
    whole = round(seconds)
    for length, unit, part, part_unit in (
        (_DAY_S, "d", _HOUR_S, "h"),
        (_HOUR_S, "h", _MINUTE_S, "min"),
        (_MINUTE_S, "min", 1, "s"),
    ):
        if whole >= length:
            more = whole % length // part
            return f"{whole // length} {unit}" + (f" {more} {part_unit}" if more else "")
    return f"{whole} s"
