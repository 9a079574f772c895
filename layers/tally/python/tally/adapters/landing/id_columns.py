"""Columns of ids: each in its one form, and without those that mean nobody.

Such an id is kept as sent in the event's properties and noted as `placeholder_id`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.wire_fields import names_in_properties
from tally.domain.events.oddities import Oddity

_TEXT = frozenset({str, type(None)})
_NUMBERS = frozenset({int, float})


@dataclass(frozen=True, slots=True)
class _IdColumn:
    """`of_person`: it may be an e-mail address. `of_order`: it is an order number. `is_told_empty`: empty
    text is noted; SDKs send it for a visitor who is not known, but never for an order. `is_strict`: what is
    no text nor number is a fault."""

    of_person: bool = False
    of_order: bool = False
    is_told_empty: bool = False
    is_strict: bool = False


_COLUMNS: Mapping[str, _IdColumn] = MappingProxyType(
    {
        "user_id": _IdColumn(of_person=True),
        "device_id": _IdColumn(),
        "distinct_id": _IdColumn(of_person=True),
        "event_id": _IdColumn(is_told_empty=True),
        "order_id": _IdColumn(of_order=True, is_told_empty=True, is_strict=True),
        "product_id": _IdColumn(is_strict=True),
    }
)


def read_id_column(fields: EventFields, column: str) -> list[str | None]:
    """The ids of a column, None where there is none or one that means nobody."""
    values, rule = fields.columns.get(column), _COLUMNS[column]
    if values is None:
        return [None] * fields.rows
    matters_empty = rule.is_told_empty or len(names_in_properties(fields.dialect.wire, column)) > 1
    if set(map(type, values)) <= _TEXT and not (matters_empty and "" in values):
        ids = list(filter(None, values))
        if fields.id_rules.are_plain(ids, of_person=rule.of_person, of_order=rule.of_order):
            return values
    return _read_each(fields, column, values)


def set_aside_id(fields: EventFields, row: int, column: str, value: Any) -> None:
    """Keep an id that means nobody as it was sent, and note where it stood."""
    if not fields.faults.has(row):
        path = fields.faults.path_of(row, column)
        fields.oddities.set_aside(row, Oddity.PLACEHOLDER_ID, path, value)


def _read_each(fields: EventFields, column: str, values: list[Any]) -> list[str | None]:
    """One by one; each distinct text once."""
    rule = _COLUMNS[column]
    read = partial(fields.id_rules.read, of_person=rule.of_person, of_order=rule.of_order)
    read_text = cache(read)
    ids: list[str | None] = []
    for row, value in enumerate(values):
        known = read_text(value) if type(value) is str else _read_other(fields, row, column, read)
        if known is None and value is not None:
            known = _take_next(fields, row, column, read)
            if value != "" or rule.is_told_empty:
                set_aside_id(fields, row, column, value)
        ids.append(known)
    return ids


def _take_next(
    fields: EventFields, row: int, column: str, read: Callable[[object], str | None]
) -> str | None:
    """The id under another name of the column, such as `orderId` beside an empty `order_id`."""
    properties = fields.rest[row]
    for name in names_in_properties(fields.dialect.wire, column):
        if type(properties.get(name)) is str:
            known = read(properties[name])
            if known is not None:
                del properties[name]
                return known
    return None


def _read_other(
    fields: EventFields, row: int, column: str, read: Callable[[object], str | None]
) -> str | None:
    """A number with all its digits. What is neither text nor number is none, and in some columns a fault."""
    value = fields.columns[column][row]
    if value is None or fields.faults.has(row):
        return None
    try:
        return read(fields.faults.exact(row, column, value))
    except ValueError as error:
        if _COLUMNS[column].is_strict:
            fields.faults.wrong_type(row, column, error)
        return None
