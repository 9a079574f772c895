"""Order events of an erased customer, as rows of a random person (domain/people/kept_orders.py)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from secrets import randbits, token_hex
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.wire.id_key import key_of
from tally.domain.orders.order_properties import ORDER_EVENTS
from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.kept_orders import (
    AS_SENT,
    keep_lines,
    keep_test_marks,
    keep_violations,
)

_NUMBERS = ("order_id", "refund_id")


class KeptOrders:
    """Those of one customer in one run, under one random person.

    `names` are the customer's ids: what has one of them for its order number is not kept.
    """

    def __init__(self, stand_in: str, names: Iterable[str]) -> None:
        self._stand_in, self._names = stand_in, pa.array(sorted(names), pa.string())
        self._event_ids: dict[Any, str] = defaultdict(lambda: token_hex(16))
        """{an event's id: the random one in its place}, so that copies of an event stay copies."""

    def anonymise(self, theirs: pa.Table) -> pa.Table:
        """The order events among a customer's rows, without the customer."""
        orders = theirs.filter(self._may_stay(theirs))
        made = self._make_columns(orders)
        columns = []
        for field in orders.schema:
            if field.name in AS_SENT:
                columns.append(orders[field.name])
            elif field.name in made:
                columns.append(pa.chunked_array([pa.array(made[field.name], field.type)]))
            else:  # emptied, as is a column that only a newer version knows
                columns.append(pa.chunked_array([pa.nulls(len(orders), field.type)]))
        return pa.table(columns, schema=orders.schema)

    def _may_stay(self, rows: pa.Table) -> Any:
        kept = pc.is_in(rows["event_name"].cast(pa.string()), value_set=pa.array(sorted(ORDER_EVENTS)))
        for name in _NUMBERS:
            names_them = pc.is_in(rows[name].cast(pa.string()), value_set=self._names)
            kept = pc.and_(kept, pc.invert(names_them))
        return kept

    def _make_columns(self, orders: pa.Table) -> Mapping[str, list[Any]]:
        """Values of the columns that are neither as sent nor empty."""
        event_ids = [self._event_ids[one] for one in orders["event_id"].to_pylist()]
        users, devices = (orders[name].to_pylist() for name in ("user_id", "device_id"))
        has_user = [one is not None and not one.startswith(DEVICE_PREFIX) for one in users]
        has_device_only = [
            device is not None and not known for device, known in zip(devices, has_user, strict=True)
        ]
        return {
            "products": [keep_lines(one) for one in orders["products"].to_pylist()],
            "properties": [keep_test_marks(one) for one in orders["properties"].to_pylist()],
            "violations": [keep_violations(one) for one in orders["violations"].to_pylist()],
            "event_id": event_ids,
            "id_hash": [key_of(one) for one in event_ids],
            "dedup_key": [_draw_key() for _ in event_ids],
            "payload_fingerprint": [_draw_key() for _ in event_ids],
            "distinct_id": [self._stand_in] * len(orders),
            "sent_person_key": [key_of(self._stand_in)] * len(orders),
            "user_id": [self._stand_in if one else None for one in has_user],
            "device_id": [self._stand_in if one else None for one in has_device_only],
        }


def _draw_key() -> int:
    """A random signed number of 64 bits, as keys are."""
    return randbits(64) - 2**63
