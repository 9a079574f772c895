"""A day's KPIs beside those of the same weekday a week before: shops of flash sales live by weeks."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from tally.domain.reports.kpi_places import PLACES

WEEK = timedelta(days=7)

COLUMNS = (
    "business_date",
    "platform",
    "country",
    "region",
    "profile",
    "kpi",
    "value",
    "unit",
    "currency",
    "verdict",
    "reason",
    "before_date",
    "before_value",
    "before_verdict",
    "change",
    "change_share",
    "note",
)
_KEPT = COLUMNS[:11]


def compare_with_week_before(rows: Iterable[Mapping[str, Any]], first: date) -> list[dict[str, Any]]:
    """The rows from `first` on, each with its twin among `rows`: value, verdict, and what changed since.

    `change` is in the KPI's unit, `change_share` a share of the value before; null where either value is, or
    the one before is 0. `note` says where there is no twin, and what is to be told of one that is disputed.
    """
    known = {_key_of(row): row for row in rows}
    return [
        _compare(row, known.get(_key_of(row, WEEK)))
        for row in known.values()
        if row["business_date"] >= first
    ]


def _compare(row: Mapping[str, Any], twin: Mapping[str, Any] | None) -> dict[str, Any]:
    before = row["business_date"] - WEEK
    compared = {
        **{name: row[name] for name in _KEPT},
        "before_date": before,
        "before_value": None,
        "before_verdict": None,
        "change": None,
        "change_share": None,
        "note": row["note"],
    }
    if twin is None:
        return {**compared, "note": _join(row["note"], f"no numbers of {before} to compare with")}
    change = None if None in (row["value"], twin["value"]) else row["value"] - twin["value"]
    return {
        **compared,
        "before_value": twin["value"],
        "before_verdict": twin["verdict"],
        "change": change,
        "change_share": change / abs(twin["value"]) if change is not None and twin["value"] else None,
        "note": _join(row["note"], _doubt(twin)),
    }


def _doubt(twin: Mapping[str, Any]) -> str | None:
    if twin["verdict"] != "disputed":
        return None
    return f"{twin['business_date']} is disputed: {twin['reason']}"


def _join(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None


def _key_of(row: Mapping[str, Any], earlier: timedelta = timedelta(0)) -> tuple[Any, ...]:
    return (
        row["business_date"] - earlier,
        *(row[name] for name in (*PLACES, "kpi")),
    )
