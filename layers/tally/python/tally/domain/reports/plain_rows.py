"""Rows as JSON has them: what a command prints for programs, and what the API answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

_LARGEST_EXACT = 2**53
"""Whole numbers beyond it are rounded by JavaScript, and by whatever else reads JSON's numbers as doubles."""

_MONEY, _WEIGHT = 6, 4
"""Decimals that the lake keeps of an amount and of a quantity."""


def list_plain_rows(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with the columns `names`, in their order; absent values are null."""
    keys = {name for name in names if _is_key(name, [row.get(name) for row in rows])}
    return [
        {name: _write_key(row.get(name)) if name in keys else simplify(row.get(name)) for name in names}
        for row in rows
    ]


def simplify(value: Any) -> Any:
    """A value that JSON has: decimals become text, of which no digit is lost, times ISO text, NaN null."""
    if isinstance(value, Decimal):
        return shorten_decimal(str(value))
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, date):
        return write_moment(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): simplify(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [simplify(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def write_moment(value: datetime) -> str:
    """For programs: 2026-03-02T06:00:00Z. Times without a zone are UTC, as all of Tally's are."""
    moment = value.astimezone(UTC) if value.tzinfo else value
    return f"{moment.replace(tzinfo=None).isoformat()}Z"


def shorten_decimal(number: str) -> str:
    """Without the zeros that a column's scale adds: money keeps two decimals, units none."""
    whole, _, decimals = number.partition(".")
    if len(decimals) not in (_MONEY, _WEIGHT):
        return number
    kept = decimals.rstrip("0").ljust(2 if len(decimals) == _MONEY else 0, "0")
    return f"{whole}.{kept}" if kept else whole


def _is_key(name: str, values: Sequence[Any]) -> bool:
    """Whether a column's whole numbers are text in JSON: hashes of 64 bits, by their name or their size."""
    if name.endswith(("_key", "_fingerprint")):
        return True
    return any(isinstance(value, int) and abs(value) > _LARGEST_EXACT for value in values)


def _write_key(value: Any) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_whole else simplify(value)
