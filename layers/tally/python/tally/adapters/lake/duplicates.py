"""Tells new events from repeated and conflicting ones, by columns: 0.2 s for 200,000 against a million."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.lake.event_values import say_the_same
from tally.domain.collecting.rejection import Reason
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.events.retries import EventDates

_QUARANTINE = arrow_schema(QUARANTINE_COLUMNS)
_DETAIL = "another event came before with this id, name and person: give each event an id of its own"


LookUp = Callable[["pa.Array[Any]"], pa.Table]
"""All columns of the rows in the lake that have one of these keys."""


@dataclass(frozen=True, slots=True)
class ArrowSightings:
    """See ports.Sightings."""

    new: pa.Table
    conflicting: pa.Table
    conflicting_name: str
    repeated: int


class ArrowDuplicates:
    """Compares dedup_key, then payload_fingerprint, then values."""

    def dates(self, rows: pa.Table) -> Iterable[EventDates]:
        """See DuplicateCheck.dates."""
        facts = pa.table(
            {
                "business_date": rows["business_date"],
                "received": rows["received_at"].cast(pa.date32(), safe=False),
                "claimed": rows["claimed_at"].cast(pa.date32(), safe=False),
                "is_dated": pc.not_equal(rows["occurred_at"], rows["received_at"]),
            }
        )
        distinct = (
            facts.filter(pc.is_valid(facts["business_date"])).group_by(facts.column_names).aggregate([])
        )
        return [EventDates(**row) for row in distinct.to_pylist()]

    def split(self, rows: pa.Table, known: pa.Table, look_up: LookUp) -> ArrowSightings:
        """See DuplicateCheck.split. Values are compared only where bytes differ."""
        first, others = tell_apart(rows, known)
        new = rows.take(first)
        suspects = rows.take(others).to_pylist()
        held = _find_held({row["dedup_key"] for row in suspects}, new, look_up) if suspects else {}
        conflicts = [
            row
            for row in suspects
            if row["dedup_key"] not in held or not say_the_same(row, held[row["dedup_key"]])
        ]
        conflicting = make_quarantine_rows(map(_describe_conflict, conflicts))
        repeated = len(rows) - len(new) - len(conflicting)
        return ArrowSightings(new, conflicting, name_quarantine_object(conflicting), repeated)


def _find_held(keys: set[int], new: pa.Table, look_up: LookUp) -> dict[int, dict[str, Any]]:
    """The row that the lake has, or now gets, for each of these keys."""
    wanted = pa.array(sorted(keys), pa.int64())
    coming = new.filter(pc.is_in(new["dedup_key"], value_set=wanted)).to_pylist()
    held = {row["dedup_key"]: row for row in coming}
    missing = keys - held.keys()
    found = look_up(pa.array(sorted(missing), pa.int64())).to_pylist() if missing else []
    return held | {row["dedup_key"]: row for row in found}


def tell_apart(rows: pa.Table, known: pa.Table) -> tuple[pa.UInt64Array, pa.UInt64Array]:
    """Numbers of new rows, first come first; and of those with an earlier one's key and another content."""
    order = _order_by_arrival(rows)
    keys = rows["dedup_key"].combine_chunks().take(order)
    fingerprints = rows["payload_fingerprint"].combine_chunks().take(order)
    # index_in gives the first place at which a key stands.
    first = pc.index_in(keys, value_set=keys)
    in_lake = pc.index_in(keys, value_set=known["dedup_key"].combine_chunks())
    accepted = pc.coalesce(
        known["payload_fingerprint"].combine_chunks().take(in_lake), fingerprints.take(first)
    )
    is_first = pc.equal(first, pa.array(range(len(first)), first.type))
    is_new = pc.and_(is_first, pc.is_null(in_lake))
    return order.filter(is_new), order.filter(pc.not_equal(fingerprints, accepted))


def _order_by_arrival(rows: pa.Table) -> pa.UInt64Array:
    """Row numbers by received_at, then as they lie."""
    places = rows.select(["received_at"]).append_column("place", pa.array(range(len(rows)), pa.int64()))
    return pc.sort_indices(places, [("received_at", "ascending"), ("place", "ascending")])


class WithheldRows:
    """See ports.QuarantineWriter."""

    def describe(self, rows: pa.Table, reason: str) -> pa.Table:
        """See QuarantineWriter.describe. As those in conflict: the text as sent is not kept."""
        described = (_describe_columns(row, reason) for row in rows.to_pylist())
        return make_quarantine_rows(described, Reason.WITHHELD)

    def name(self, quarantined: pa.Table) -> str:
        """See QuarantineWriter.name."""
        return name_quarantine_object(quarantined, "withheld")


def _describe_conflict(row: dict[str, Any]) -> dict[str, Any]:
    return _describe_columns(row, _DETAIL)


def _describe_columns(row: dict[str, Any], detail: str) -> dict[str, Any]:
    raw = json.dumps(_drop_nulls(row), default=_format_value, ensure_ascii=False)
    return row | {"detail": detail, "raw": raw, "raw_encoding": "columns"}


def make_quarantine_rows(
    conflicts: Iterable[Mapping[str, Any]], reason: Reason = Reason.SAME_ID_OTHER_PAYLOAD
) -> pa.Table:
    """Quarantine rows, one for each payload; conflicts are few, so row by row."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in conflicts:
        told = f"{reason} {row['dedup_key']} {row['payload_fingerprint']}"
        quarantine_id = sha256(told.encode()).hexdigest()[:32]
        found.setdefault(quarantine_id, {**row, "quarantine_id": quarantine_id, "reason": reason.value})
    return pa.Table.from_pylist(list(found.values()), schema=_QUARANTINE)


def name_quarantine_object(quarantined: pa.Table, kind: str = "same-id") -> str:
    """`dt=<UTC date of the earliest>/<kind>-<hash of the quarantine ids>`."""
    if not len(quarantined):
        return ""
    day = pc.min(quarantined["received_at"]).as_py().date()
    ids = " ".join(sorted(str(one) for one in quarantined["quarantine_id"].to_pylist()))
    return f"dt={day}/{kind}-{sha256(ids.encode()).hexdigest()[:32]}"


def _drop_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _drop_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_drop_nulls(part) for part in value]
    return value


def _format_value(value: date | datetime | Decimal) -> str:
    return str(value) if isinstance(value, Decimal) else value.isoformat()
