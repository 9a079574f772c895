"""The column `products`: lists of order lines as one Arrow list of structs, built field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.event_columns import Faults, read_array, read_side_texts
from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_ids import EventIds
from tally.adapters.landing.event_oddities import Oddities
from tally.adapters.landing.wire_fields import Json, WireFormat, attach, extract, find
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events import json_values
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.event_names import ORDER_COMPLETED
from tally.domain.events.oddities import Oddity
from tally.domain.events.standard_properties import LINE_PROPERTIES, LINE_SPELLINGS

_LINE = WireFormat(taken={"": LINE_PROPERTIES}, spellings={"": LINE_SPELLINGS})
_LIST: Any = arrow_schema(EVENT_COLUMNS).field("products").type
_FIELDS = list(_LIST.value_type)
_ALSO_OF_EVENTS = ("product_id", "price", "quantity")
_STRICT = frozenset({"product_id"})
"""Text that a line may not have in another shape; its price and quantity are no texts."""


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

    def event_of(self, row: int) -> int:
        """The row of the event that holds this line."""
        return self._places[row][0]

    def as_sent(self, row: int, column: str) -> tuple[str, Any]:
        event, line = self._places[row]
        path, lines = self._event_faults.as_sent(event, "products")
        if not lines:  # made of the event's own product, price and quantity
            return self._event_faults.as_sent(event, column)
        name, value = find(_LINE, lines[line], column)
        return f"{path}[{line}].{name}", value


@dataclass(frozen=True, slots=True)
class ProductLines:
    """The column, null where an event has no lines; `left`: row -> its lines if they hold more."""

    array: "pa.Array[Any]"
    left: Mapping[int, list[Json]]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of many events; they keep what no field takes of them."""

    lines: list[Json]
    faults: _LineFaults
    oddities: Oddities

    def build_arrays(self) -> list["pa.Array[Any]"]:
        """One array a field."""
        columns, _, _, misread = extract(_LINE, self.lines)
        for place, name in misread:
            self.oddities.note(self.faults.event_of(place), Oddity.ODD_VALUE, f"products.{name}")
        return [
            self._read_field(field, columns[field.name])
            if field.name in columns
            else pa.nulls(len(self.lines), field.type)
            for field in _FIELDS
        ]

    def _read_field(self, field: "pa.Field[Any]", values: list[Any]) -> "pa.Array[Any]":
        if field.name in _STRICT or not pa.types.is_string(field.type):
            return read_array(field.name, field.type, values, self.faults)
        try:
            return pa.array(values, field.type)
        except pa.ArrowTypeError:
            return pa.array(read_side_texts(values, partial(self._set_aside, field.name)), field.type)

    def _set_aside(self, column: str, place: int, value: Any) -> str | None:
        """What the column has of a line's value that is no text. One that is no number either stays there.

        All lines of an event share a label: there may be many of them.
        """
        if self.faults.has(place):
            return None
        read = json_values.id_text if column == "sku" else json_values.text
        try:
            return read(self.faults.exact(place, column, value))
        except ValueError:
            attach(self.lines[place], column, value)
            self.oddities.note(self.faults.event_of(place), Oddity.ODD_VALUE, f"products.{column}")
            return json_values.joined_text(value)


def read_products(fields: EventFields, ids: EventIds) -> ProductLines:
    """The lines of each event; of an order without any, the product that it names itself."""
    values = fields.values("products")
    if ORDER_COMPLETED in ids.names:
        values = [
            _make_line(fields, row) if name == ORDER_COMPLETED and value in (None, []) else value
            for row, (name, value) in enumerate(zip(ids.names, values, strict=True))
        ]
    if values.count(None) == fields.rows:
        return ProductLines(pa.nulls(fields.rows, _LIST), {})
    return _build_lines(values, fields.faults, fields.oddities)


def _make_line(fields: EventFields, row: int) -> list[Json] | None:
    """An order of one product may be sent without a list."""
    line: Json = {name: fields.columns[name][row] for name in _ALSO_OF_EVENTS if name in fields.columns}
    return [line] if line.get("product_id") is not None else None


def _build_lines(values: list[Any], faults: Faults, oddities: Oddities) -> ProductLines:
    """Few events have any: the others cost one look."""
    lists = {
        row: found
        for row, value in enumerate(values)
        if value is not None and (found := _read_lines(row, value, faults)) is not None
    }
    lines = [line for found in lists.values() for line in found]
    places = [(row, place) for row, found in lists.items() for place in range(len(found))]
    arrays = _Lines(lines, _LineFaults(faults, places), oddities).build_arrays()
    left = {row: found for row, found in lists.items() if any(found)} if any(lines) else {}
    offsets: list[int | None] = [None] * len(values)  # an offset that is null makes its list null
    start = 0
    for row, found in lists.items():
        offsets[row] = start
        start += len(found)
    array = pa.ListArray.from_arrays(
        pa.array([*offsets, len(lines)], pa.int32()), pa.StructArray.from_arrays(arrays, fields=_FIELDS)
    )
    return ProductLines(array, left)


def _read_lines(row: int, value: object, faults: Faults) -> list[Json] | None:
    if isinstance(value, list):
        lines = value if set(map(type, value)) == {dict} else [{} if line == [] else line for line in value]
        if all(isinstance(line, dict) for line in lines):  # PHP writes {} as []
            return lines
    path, _ = faults.as_sent(row, "products")
    faults.add(row, Rejection(Reason.WRONG_TYPE, f"{path}: this is a list of objects", field=path))
    return None
