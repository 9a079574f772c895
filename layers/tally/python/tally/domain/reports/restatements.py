"""Restated KPIs: values of closed days that a later night publishes otherwise.

Our decision: a changed value of a closed day is never published in silence. It is listed, with what is known
of its cause.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Any

Row = Mapping[str, Any]
Key = tuple[date, str, str, str]

NO_ARRIVAL = (
    "no event of a closed day arrived since: records were imported, a person was erased, an event was taken "
    "out, or Tally or tally.toml changed"
)
_AS_EXACT_AS_FILES = 1e-9


@dataclass(frozen=True, slots=True)
class Restatement:
    """One value: `before` is what was published, `after` what is now; None where there is none."""

    business_date: date
    platform: str
    country: str
    kpi: str
    before: float | None
    after: float | None
    because: str


def find_restatements(
    before: Iterable[Row],
    after: Iterable[Row],
    is_closed: Callable[[date], bool],
    late_events: Mapping[date, int],
) -> list[Restatement]:
    """What became of the rows published `before`, on days that were closed then; in their order.

    Rows have business_date, kpi, value, and platform and country where they are of one. A KPI that had no row
    is new, not restated; one that was not complete is no news either. `late_events`: how many events of each
    day arrived since.
    """
    now = {_key_of(row): row["value"] for row in after}
    found = []
    for row in before:
        key = _key_of(row)
        is_same = _are_equal(row["value"], now.get(key))
        was_open = row.get("is_complete") is False
        if not is_same and not was_open and is_closed(key[0]):
            because = _tell_cause(key[0], late_events)
            found.append(Restatement(*key, _to_float(row["value"]), _to_float(now.get(key)), because))
    return found


def _tell_cause(day: date, late_events: Mapping[date, int]) -> str:
    """A day's numbers rest on other days too: on those of a cart, a buyer's first order."""
    if of_day := late_events.get(day):
        return f"{of_day:,} event{'s' * (of_day > 1)} of that day arrived late"
    if of_others := sum(late_events.values()):
        return f"{of_others:,} event{'s' * (of_others > 1)} of other days arrived late"
    return NO_ARRIVAL


def _key_of(row: Row) -> Key:
    day = row["business_date"]
    return (
        day if isinstance(day, date) else date.fromisoformat(day),
        row.get("platform") or "all",
        row.get("country") or "all",
        row["kpi"],
    )


def _are_equal(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=_AS_EXACT_AS_FILES, abs_tol=_AS_EXACT_AS_FILES)


def _to_float(value: Any) -> float | None:
    return None if value is None else float(value)
