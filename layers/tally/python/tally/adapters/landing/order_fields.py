"""Columns that only order events fill: total, tax, shipping, affiliation, refund_id; and their revenue.

One event in a hundred tells of an order, so only their rows are looked at. What is read leaves the
properties. What cannot be read stays there and is told as an oddity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_ids import EventIds
from tally.adapters.landing.wire_fields import Json
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events import json_values
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.event_names import ORDER_REFUNDED
from tally.domain.events.oddities import Oddity
from tally.domain.orders.order_properties import ORDER_EVENTS, order_properties, order_property

_SCHEMA = arrow_schema(EVENT_COLUMNS)
_TYPES = {name: _SCHEMA.field(name).type for name in ("total", "tax", "shipping", "affiliation", "refund_id")}


def read_order_fields(fields: EventFields, ids: EventIds) -> Arrays:
    """These columns, those that some event has. `revenue` of the fields gets what other names tell of it.

    An order event that names a total or, as a refund, any amount, and none that can be read, is refused.
    """
    if ORDER_EVENTS.isdisjoint(ids.kinds):
        return {}
    rows = [row for row, name in enumerate(ids.names) if name in ORDER_EVENTS]
    orders = [_OrderEvent(fields, row, ids.names[row]) for row in rows]
    found: dict[str, list[Any]] = {
        "total": [order.read_money() for order in orders],
        "tax": [order.take_amount("tax") for order in orders],
        "shipping": [order.take_amount("shipping") for order in orders],
        "affiliation": [order.take_shop() for order in orders],
        "refund_id": [order.take_refund_id() for order in orders],
    }
    told = {column: values for column, values in found.items() if any(each is not None for each in values)}
    return _spread(told, rows, fields.rows)


def _spread(columns: Mapping[str, Sequence[Any]], rows: Sequence[int], length: int) -> Arrays:
    """Values of some rows as columns of all rows."""
    if not columns:
        return {}
    places: list[int | None] = [None] * length
    for place, row in enumerate(rows):
        places[row] = place
    taken = pa.array(places, pa.int32())
    return {name: pa.array(values, _TYPES[name]).take(taken) for name, values in columns.items()}


@dataclass(slots=True)
class _OrderEvent:
    """One order event's properties, by the names in the tables; `unread`: (name, member, why) of amounts."""

    fields: EventFields
    row: int
    name: str
    properties: Json = field(init=False)
    members: dict[str, str] = field(init=False)
    unread: list[tuple[str, str, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.properties = self.fields.rest[self.row]
        self.members = {}
        for member in self.properties:
            name = order_property(member)
            if name is not None and (member == name or name not in self.members):
                self.members[name] = member

    def read_money(self) -> Decimal | None:
        """The total. Revenue goes to the fields where they have none."""
        total = self.take_amount("total")
        sent = self.fields.columns.get("revenue")
        if sent is not None and not _is_blank(sent[self.row]):
            return total
        revenue = self.take_amount("revenue")
        if revenue is not None:
            self.fields.columns.setdefault("revenue", [None] * self.fields.rows)[self.row] = revenue
        elif total is None:
            self._refuse_unread()
        return total

    def take_amount(self, column: str) -> Decimal | None:
        """The first amount among the names of a column that can be read."""
        for name, member, value in self._list_values(column):
            try:
                sent = json_values.amount_of(self.fields.value("currency", self.row), value)
                amount = json_values.amount(self.fields.faults.exact_property(self.row, member, sent))
            except ValueError as error:
                self._note(Oddity.ODD_VALUE, member)
                self.unread.append((name, member, str(error)))
                continue
            if amount is not None:
                del self.properties[member]
                return amount
        return None

    def take_shop(self) -> str | None:
        """The name of the shop that sold, in one form as an id's: it tells orders of two shops apart."""
        for _, member, value in self._list_values("affiliation"):
            if isinstance(value, list | dict | bool):
                self._note(Oddity.ODD_VALUE, member)
            elif shop := self._take_id(member, value):
                return shop
        return None

    def take_refund_id(self) -> str | None:
        """The refund's id in its one form."""
        for _, member, value in self._list_values("refund_id"):
            return self._take_id(member, value)
        return None

    def _take_id(self, member: str, value: Any) -> str | None:
        """An id in its one form. One that means nobody is told; empty text is none."""
        try:
            known = self.fields.id_rules.read(self.fields.faults.exact_property(self.row, member, value))
        except ValueError:
            known = None
        if known is not None:
            del self.properties[member]
        elif value != "":
            self._note(Oddity.PLACEHOLDER_ID, member)
        return known

    def _list_values(self, column: str) -> Iterator[tuple[str, str, Any]]:
        """(name, the member that bears it, its value) of the column's names that the event has."""
        for name in order_properties(self.name)[column]:
            member = self.members.get(name)
            if member is not None and self.properties[member] is not None:
                yield name, member, self.properties[member]

    def _note(self, kind: Oddity, member: str) -> None:
        self.fields.oddities.note(self.row, kind, member)

    def _refuse_unread(self) -> None:
        """Refuse what would count without its money. Another spelling than the standard's may be another
        property, but a refund without an amount would be a full one."""
        for name, member, why in self.unread:
            if self.name == ORDER_REFUNDED or member == name == "total":
                path = f"properties.{member}"
                self.fields.faults.add(self.row, Rejection(Reason.WRONG_TYPE, f"{path}: {why}", field=path))
                return


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
