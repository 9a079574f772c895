"""What a cell of a file means in a column of records. Our decisions, told in docs/guides/records.md.

A cell is text (CSV), a JSON value or a value of Parquet. Nothing is guessed: a comma in a number or a time
as a number may mean two things and is refused, with a sentence that says what to write. The sentence never
quotes the cell, which may be personal.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import partial
from typing import Any

from tally.domain.collecting.rejection import Reason
from tally.domain.events import json_values

Cell = str | bool | int | Decimal | date | datetime | None

EARLIEST_DAY = date(1900, 1, 1)
_LARGEST_BIGINT = 2**63 - 1
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


class BadCell(ValueError):
    """A cell that does not hold what its column asks for; the message goes on after "column x"."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing: null, blank text, or the number that pandas writes for nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip()) or _is_nan(cell)


def cell_reader(column_type: str, zone: tzinfo) -> Callable[[Any], Cell]:
    """Reads cells that are not empty; BadCell says what is wrong. `zone` is that of times without one."""
    if column_type.startswith("decimal("):
        precision, scale = map(int, column_type.removeprefix("decimal(").removesuffix(")").split(","))
        return partial(_read_decimal, scale=scale, digits=precision - scale)
    readers: dict[str, Callable[[Any], Cell]] = {
        "string": _read_text,
        "boolean": _read_boolean,
        "bigint": _read_bigint,
        "date": _read_date,
        "timestamp": partial(_read_timestamp, zone=zone),
    }
    return readers[column_type]


def plain_text(cell: Any) -> str:
    """A cell as text, trimmed, the same for equal cells whatever file they came from."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal) or (isinstance(cell, float) and cell.is_integer()):
        return json_values.id_text(cell) or ""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def _read_text(cell: Any) -> str:
    if isinstance(cell, dict | list):
        raise BadCell(Reason.WRONG_TYPE, "holds a list or an object: write text")
    text = plain_text(cell)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadCell(Reason.NOT_UTF8, "is no UTF-8 text") from None
    return text


def _read_boolean(cell: Any) -> bool:
    found = _BOOLEANS.get(plain_text(cell).lower())
    if found is None:
        raise BadCell(Reason.WRONG_TYPE, "holds no yes or no: write true or false")
    return found


def _read_number(cell: Any) -> Decimal:
    text = plain_text(cell)
    if isinstance(cell, bool | dict | list | date) or not _NUMBER.fullmatch(text):
        raise BadCell(
            Reason.WRONG_TYPE,
            "holds no number: write 1200.50, a point before the decimals and nothing between thousands",
        )
    return Decimal(text)


def _read_bigint(cell: Any) -> int:
    number = _read_number(cell)
    if abs(number) > _LARGEST_BIGINT:
        raise BadCell(Reason.OUT_OF_RANGE, "holds too large a number")
    if number != number.to_integral_value():
        raise BadCell(Reason.WRONG_TYPE, "holds a fraction: write a whole number")
    return int(number)


def _read_decimal(cell: Any, scale: int, digits: int) -> Decimal:
    """Rounded half to even where it has more decimals: a spreadsheet writes 19.99 as 19.989999999999998."""
    number = _read_number(cell)
    try:
        exact = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)
    except InvalidOperation:
        exact = None
    if exact is None or abs(exact) >= 10**digits:
        raise BadCell(Reason.OUT_OF_RANGE, f"holds a number of more than {digits} digits before the point")
    return exact


def _read_date(cell: Any) -> date:
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    else:
        try:
            # An export may write the day as its midnight.
            day = datetime.fromisoformat(_read_time_text(cell)).date()
        except ValueError:
            raise BadCell(Reason.WRONG_TYPE, "holds no date: write 2026-11-27") from None
    if day < EARLIEST_DAY:
        raise BadCell(Reason.OUT_OF_RANGE, f"holds a date before {EARLIEST_DAY}")
    return day


def _read_timestamp(cell: Any, zone: tzinfo) -> datetime:
    """UTC, without a zone."""
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, date):
        moment = datetime(cell.year, cell.month, cell.day)
    else:
        try:
            moment = datetime.fromisoformat(_read_time_text(cell))
        except ValueError:
            detail = "holds no time: write 2026-11-27T09:30:00+01:00, or tell its format in a map"
            raise BadCell(Reason.WRONG_TYPE, detail) from None
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise BadCell(Reason.OUT_OF_RANGE, "holds a time beyond the year 9999") from None
    if moment.date() < EARLIEST_DAY:
        raise BadCell(Reason.OUT_OF_RANGE, f"holds a time before {EARLIEST_DAY}")
    return moment.replace(tzinfo=None)


def _read_time_text(cell: Any) -> str:
    """Digits alone may be seconds, milliseconds or a day: ValueError."""
    text = plain_text(cell)
    if "-" not in text:
        raise ValueError
    return text


def _is_nan(cell: Any) -> bool:
    return isinstance(cell, float) and math.isnan(cell)
