"""The column `products`: lists of order lines as one Arrow list of structs, built field by field."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.commerce_fields import PRODUCT_LINE
from tally.adapters.landing.event_columns import Faults, array
from tally.adapters.landing.wire_fields import Json, WireFormat, attach, extract, find
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.columns import EVENT_COLUMNS

_LINE = WireFormat(taken={"": PRODUCT_LINE})
_LIST: Any = arrow_schema(EVENT_COLUMNS).field("products").type
_FIELDS = list(_LIST.value_type)


class _LineFaults(Faults):
    """Faults of single lines, noted with the event that holds the line."""

    def __init__(self, event_faults: Faults, places: Sequence[tuple[int, int]]) -> None:
        super().__init__(_LINE, ())
        self._event_faults = event_faults
        self._places = places

    def add(self, row: int, rejection: Rejection) -> None:
        self._event_faults.add(self._places[row][0], rejection)

    def has(self, row: int) -> bool:
        return self._event_faults.has(self._places[row][0])

    def as_sent(self, row: int, column: str) -> tuple[str, Any]:
        event, line = self._places[row]
        path, lines = self._event_faults.as_sent(event, "products")
        if not lines:  # made of the event's own product, price and quantity
            return self._event_faults.as_sent(event, column)
        name, value = find(_LINE, lines[line], column)
        return f"{path}[{line}].{name}", value


def product_lines(values: list[Any], rest: list[Json], faults: Faults) -> "pa.Array[Any]":
    """`values` holds each event's products; what its lines have beyond the struct goes into `rest`.

    Few events have any: the others cost one look.
    """
    lists = {
        row: found
        for row, value in enumerate(values)
        if value is not None and (found := _checked(row, value, faults)) is not None
    }
    lines = [line for found in lists.values() for line in found]
    line_faults = _LineFaults(
        faults, [(row, place) for row, found in lists.items() for place in range(len(found))]
    )
    fields = extract(_LINE, lines)
    if any(fields.rest):
        for row, found in lists.items():
            if any(found):
                attach(rest[row], "products", found)
    arrays = [
        array(field.name, field.type, fields.columns[field.name], line_faults)
        if field.name in fields.columns
        else pa.nulls(len(lines), field.type)
        for field in _FIELDS
    ]
    offsets: list[int | None] = [None] * len(values)  # an offset that is null makes its list null
    start = 0
    for row, found in lists.items():
        offsets[row] = start
        start += len(found)
    return pa.ListArray.from_arrays(
        pa.array([*offsets, len(lines)], pa.int32()), pa.StructArray.from_arrays(arrays, fields=_FIELDS)
    )


def _checked(row: int, value: object, faults: Faults) -> list[Json] | None:
    if isinstance(value, list) and all(isinstance(line, dict) for line in value):
        return value
    path, _ = faults.as_sent(row, "products")
    faults.add(row, Rejection(Reason.WRONG_TYPE, f"{path}: this is a list of objects", field=path))
    return None
