"""What is wrong with a day's data, as codes and numbers: the reader's side has the words.

The worst first: what was lost, what the lake holds more than once, amounts that differ, what no witness saw,
what was refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from tally.domain.page.columns import Row, write_reason, write_value

Fault = dict[str, Any]
"""{"code": ..., "numbers": {...}}."""

REFUSED_SHARE, REFUSED_AT_LEAST = 0.01, 10
"""So many refused events, and so large a share, are worth a sentence: as in domain/running/health.py."""


def find_faults(
    day: date, cells: Sequence[Row], verdicts: Sequence[Row], refused: Sequence[Row]
) -> list[Fault]:
    """Of rows of page_cells.sql, page_verdicts.sql and page_refused.sql; other days are passed over."""
    disputed = sorted(
        (cell for cell in cells if cell["business_date"] == day),
        key=lambda cell: (cell["event_name"], cell["platform"], cell["local_hour"]),
    )
    of_day = [row for row in verdicts if row["business_date"] == day]
    told = sum(row["events"] for row in of_day)
    return [
        *sorted(_tell_disputed(disputed), key=_rank),
        *_tell_unwitnessed(of_day, told),
        *_tell_refused([row for row in refused if row["dt"] == day.isoformat()], told),
    ]


def _tell_disputed(cells: Iterable[Row]) -> Iterator[Fault]:
    for (event, platform), found in groupby(cells, lambda cell: (cell["event_name"], cell["platform"])):
        alike = list(found)
        yield from _tell_part("lost_events", event, platform, alike, "missing_in_lake")
        yield from _tell_part("doubled_events", event, platform, alike, "duplicates_in_lake")
        yield from _tell_part("other_amounts", event, platform, alike, "amount_differs")


def _tell_part(code: str, event: str, platform: str, cells: Sequence[Row], column: str) -> Iterator[Fault]:
    touched = [cell for cell in cells if cell[column]]
    if not touched:
        return
    numbers = {
        "event": event,
        "platform": platform,
        "found": sum(cell[column] for cell in touched),
        "of": sum(cell["witness_events"] or cell["lake_events"] for cell in touched),
        "first_hour": touched[0]["local_hour"],
        "last_hour": touched[-1]["local_hour"],
        "hours": len(touched),
        "reason": write_reason(touched[0]["reason"]),
    }
    if code == "lost_events":
        numbers["quarantined"] = sum(cell["quarantined"] for cell in touched)
        numbers["amount"] = write_value(sum(cell["missing_amount"] or 0 for cell in touched))
    yield {"code": code, "numbers": numbers}


def _rank(fault: Fault) -> tuple[int, float, int]:
    """Money first, then how many."""
    order = ("lost_events", "doubled_events", "other_amounts").index(fault["code"])
    numbers = fault["numbers"]
    return order, -(numbers.get("amount") or 0), -numbers["found"]


def _tell_unwitnessed(verdicts: Sequence[Row], events: int) -> Iterator[Fault]:
    silent = [row for row in verdicts if row["verdict"] == "unaudited"]
    unwitnessed = sum(row["unwitnessed_events"] for row in silent)
    if silent:
        platforms = sorted({row["platform"] for row in silent})
        yield {"code": "no_witness", "numbers": {"found": unwitnessed, "of": events, "platforms": platforms}}


def _tell_refused(refused: Sequence[Row], events: int) -> Iterator[Fault]:
    count = sum(row["events"] for row in refused)
    if count >= REFUSED_AT_LEAST and count >= REFUSED_SHARE * (events + count):
        worst = max(refused, key=lambda row: row["events"])
        numbers = {"found": count, "of": events + count, "reason": worst["reason"], "field": worst["field"]}
        yield {"code": "refused_events", "numbers": {**numbers, "source": worst["source"]}}
