"""The column `products`: lists of order lines as one Arrow list of structs, built field by field.

No line costs its event: what a field cannot take is null there, stays in the properties and is told.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.event_columns import Faults, read_array, read_side_texts, read_texts
from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_ids import EventIds
from tally.adapters.landing.sent_lines import list_lines
from tally.adapters.landing.wire_fields import Columns, Json, WireFormat, attach, extract, find
from tally.domain.events import json_values
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.event_names import ORDER_COMPLETED
from tally.domain.events.oddities import Oddity
from tally.domain.events.standard_properties import (
    EVENT_SPELLINGS,
    LINE_PROPERTIES,
    LINE_SPELLINGS,
    standard_name,
)
from tally.domain.orders.order_properties import ORDER_EVENTS

_LINE = WireFormat(taken={"": LINE_PROPERTIES}, spellings={"": LINE_SPELLINGS})
_LIST: Any = arrow_schema(EVENT_COLUMNS).field("products").type
_FIELDS = list(_LIST.value_type)
_OBJECTS = frozenset({dict})
_ALSO_OF_EVENTS = ("product_id", "price", "quantity")
_IDS = frozenset({"product_id", "sku"})


@dataclass(frozen=True, slots=True)
class ProductLines:
    """The column, null where an event has no lines; `left`: row -> its lines if they hold more."""

    array: "pa.Array[Any]"
    left: Mapping[int, Any]


class _Lines(Faults):
    """Lines of many events; they keep what no field takes of them, and a fault costs only its field.

    `made`: events whose line is their own product, price and quantity; faults of these are the event's.
    """

    def __init__(self, fields: EventFields, lists: Mapping[int, list[Any]], made: Set[int]) -> None:
        super().__init__(_LINE, ())
        self.lines: list[Json] = [
            line if type(line) is dict else {} for found in lists.values() for line in found
        ]
        self._places = [(row, place) for row, found in lists.items() for place in range(len(found))]
        self._fields, self._made = fields, made
        self._columns: Columns = {}
        self._exact_lists: dict[int, list[Any]] = {}

    def has(self, row: int) -> bool:
        return self._fields.faults.has(self._places[row][0])

    def as_sent(self, row: int, column: str) -> tuple[str, Any]:
        event, place = self._places[row]
        if event in self._made:
            return self._fields.faults.as_sent(event, column)
        if event not in self._exact_lists:
            sent = self._fields.faults.as_sent(event, "products")[1]
            self._exact_lists[event] = list_lines(sent) or []
        line = next(iter(self._exact_lists[event][place : place + 1]), None)
        return find(_LINE, line if isinstance(line, dict) else {}, column)

    def wrong_type(self, row: int, column: str, error: ValueError) -> None:
        event, _ = self._places[row]
        if event in self._made:
            self._fields.faults.wrong_type(event, column, error)
        else:
            self._set_aside(row, column, self._columns[column][row])

    def build_arrays(self) -> list["pa.Array[Any]"]:
        """One array a field."""
        self._columns, _, _, misread = extract(_LINE, self.lines)
        for place, name in misread:
            self._note(place, f"products.{name}")
        return [
            self._read_field(field, self._columns[field.name])
            if field.name in self._columns
            else pa.nulls(len(self.lines), field.type)
            for field in _FIELDS
        ]

    def _read_field(self, field: "pa.Field[Any]", values: list[Any]) -> "pa.Array[Any]":
        if field.name in _IDS:
            ids: pa.Array[Any] = pa.array(self._read_ids(field.name, values), field.type)
            return ids
        if not pa.types.is_string(field.type):
            return read_array(field.name, field.type, self._with_currency(values), self)
        try:
            return pa.array(values, field.type)
        except pa.ArrowTypeError:
            return pa.array(read_side_texts(values, partial(self._read_odd, field.name)), field.type)

    def _with_currency(self, values: list[Any]) -> list[Any]:
        """Amounts in text, written so that the currency of their event is clear."""
        if str not in set(map(type, values)):
            return values
        currencies = self._fields.values("currency")
        return [
            json_values.amount_of(currencies[event], value)
            for (event, _), value in zip(self._places, values, strict=True)
        ]

    def _read_ids(self, column: str, values: list[Any]) -> list[str | None]:
        """Texts in their one form; one that means nothing is none. Each distinct text once."""
        texts, rules = read_texts(column, values, self), self._fields.id_rules
        if "" not in texts and rules.are_plain(list(filter(None, texts))):
            return texts
        read = cache(rules.read)
        ids = [read(text) for text in texts]
        for place, (text, known) in enumerate(zip(texts, ids, strict=True)):
            if text and known is None and self._places[place][0] not in self._made:
                self._set_aside(place, column, text, Oddity.PLACEHOLDER_ID)
        return ids

    def _read_odd(self, column: str, place: int, value: Any) -> str | None:
        """What the column has of a line's value that is no text. One that is no number either stays there."""
        if self.has(place):
            return None
        try:
            return json_values.text(self.exact(place, column, value))
        except ValueError:
            self._set_aside(place, column, value)
            return json_values.joined_text(value)

    def _set_aside(self, place: int, column: str, value: Any, kind: Oddity = Oddity.ODD_VALUE) -> None:
        attach(self.lines[place], column, value)
        self._note(place, f"products.{column}", kind)

    def _note(self, place: int, name: str, kind: Oddity = Oddity.ODD_VALUE) -> None:
        """All lines of an event share a label: there may be many of them."""
        self._fields.oddities.note(self._places[place][0], kind, name)


def read_products(fields: EventFields, ids: EventIds) -> ProductLines:
    """The lines of each event; of an order without any, the product that it names itself."""
    sent = {row: value for row, value in enumerate(fields.columns.get("products", ())) if value is not None}
    lists = _list_all(sent)
    if not ORDER_EVENTS.isdisjoint(ids.kinds):
        others = _take_others(fields, ids, lists)
        sent |= others
        lists |= _list_all(others)
    _treat_texts(fields, sent, lists)
    made = _make_lines(fields, ids, lists) if ORDER_COMPLETED in ids.kinds else {}
    # In the order of the events, since the lines of all of them are one array.
    lists = dict(sorted((lists | made).items()))
    if not lists:
        return ProductLines(pa.nulls(fields.rows, _LIST), {})
    return ProductLines(_build_array(lists, made.keys(), fields), _find_left(sent, lists))


def _list_all(sent: Mapping[int, Any]) -> dict[int, list[Any]]:
    return {row: lines for row, value in sent.items() if (lines := list_lines(value)) is not None}


def _take_others(fields: EventFields, ids: EventIds, lists: Mapping[int, list[Any]]) -> dict[int, Any]:
    """What an order calls its lines in another spelling, where that was left for its odd shape."""
    found = {}
    for row, name in enumerate(ids.names):
        if name in ORDER_EVENTS and row not in lists:
            properties = fields.rest[row]
            for member in properties:
                if standard_name(member, EVENT_SPELLINGS) == "products" and properties[member] is not None:
                    found[row] = properties.pop(member)
                    break
    return found


def _treat_texts(fields: EventFields, sent: Mapping[int, Any], lists: Mapping[int, list[Any]]) -> None:
    """The plan did not see personal data in what was JSON text; what is treated already stays as it is."""
    personal = fields.findings.personal
    if personal is not None:
        for row, lines in lists.items():
            if lines is not sent[row]:
                personal.treat(lines)


def _make_lines(fields: EventFields, ids: EventIds, lists: Mapping[int, list[Any]]) -> dict[int, list[Any]]:
    """An order of one product may be sent without a list."""
    made = {}
    for row, name in enumerate(ids.names):
        if name == ORDER_COMPLETED and not lists.get(row):
            line = {name: fields.columns[name][row] for name in _ALSO_OF_EVENTS if name in fields.columns}
            if line.get("product_id") is not None:
                made[row] = [line]
    return made


def _build_array(lists: Mapping[int, list[Any]], made: Set[int], fields: EventFields) -> "pa.Array[Any]":
    """Of lists in the order of their rows. Few events have any lines: the others cost one look."""
    for row, found in lists.items():
        if not set(map(type, found)) <= _OBJECTS:
            fields.oddities.note(row, Oddity.ODD_VALUE, "products")
    lines = _Lines(fields, lists, made)
    arrays = lines.build_arrays()
    offsets: list[int | None] = [None] * fields.rows  # an offset that is null makes its list null
    start = 0
    for row, found in lists.items():
        offsets[row] = start
        start += len(found)
    return pa.ListArray.from_arrays(
        pa.array([*offsets, start], pa.int32()), pa.StructArray.from_arrays(arrays, fields=_FIELDS)
    )


def _find_left(sent: Mapping[int, Any], lists: Mapping[int, list[Any]]) -> dict[int, Any]:
    """What no field took, of each event that has any: the lines, or what stood in place of them."""
    return {
        row: lines[0] if lines[0] is sent.get(row) else lines
        for row, lines in lists.items()
        if any(line or type(line) is not dict for line in lines)
    }
