"""Accepted events as Arrow columns, some 1,500 at a time.

Chunks keep few Python objects alive at once: measured 2.4 times faster than one list of 100,000 events.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import msgspec
import pyarrow as pa
from msgspec import DecodeError, Raw

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing import event_keys, event_times
from tally.adapters.landing.event_columns import Faults, array, each_distinct, texts
from tally.adapters.landing.event_dialects import DIALECTS, Dialect
from tally.adapters.landing.event_times import BusinessDates, timestamps
from tally.adapters.landing.landing_plan import Judgement, LandingPlan
from tally.adapters.landing.left_over import left_over
from tally.adapters.landing.product_lines import product_lines
from tally.adapters.landing.visitor_country import (
    CountryOf,
    addresses_in,
    has_countries,
    nowhere,
    visitor_countries,
)
from tally.adapters.landing.wire_fields import Columns, Json, attach, extract, fill
from tally.adapters.wire.envelope import SegmentBatch, refusal
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.event_names import ORDER_COMPLETED, canonical_name, event_class
from tally.domain.people.identity import identify_all

SCHEMA = arrow_schema(EVENT_COLUMNS)
_TYPES = {column.name: column.type for column in SCHEMA}
_nulls = lru_cache(64)(pa.nulls)

_DECODE = msgspec.json.Decoder().decode


@dataclass(slots=True)
class Chunk:
    """Events of one protocol: parallel lists of their JSON texts and of what is known beside each.

    `size` is the bytes of all texts.
    """

    protocol: Protocol
    raws: list[Raw] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    batches: list[SegmentBatch | None] = field(default_factory=list)
    size: int = 0


def build(
    chunk: Chunk,
    batch_id: str,
    dates: BusinessDates,
    plan: LandingPlan | None = None,
    country_of: CountryOf = nowhere,
) -> tuple[pa.RecordBatch, dict[int, Rejection]]:
    """Every event as a row (columns as in EVENT_COLUMNS), and which rows may not be stored, with why."""
    dialect = DIALECTS[chunk.protocol]
    faults = Faults(dialect.wire, chunk.raws)
    events = _decoded(chunk.raws, faults)
    dialect.merge_batch(events, chunk.batches)
    addresses = (
        addresses_in(events, dialect.address_in) if has_countries(chunk.receipts, country_of) else None
    )
    judgement = plan.judge(dialect.event_names(events), events, dialect.flat) if plan else Judgement()
    work = _Build(chunk, dialect, faults, *_fields(events, dialect, faults, judgement.names))
    work.times(dates)
    work.keys()
    work.products()
    if addresses is not None:
        work.countries(addresses, country_of)
    work.platform()
    work.constants(batch_id)
    for name, values in work.values.items():
        work.arrays[name] = array(name, _TYPES[name], values, faults)
    work.arrays["properties"] = left_over(work.rest, chunk.receipts, faults)
    work.judged(judgement)
    columns = [
        work.arrays[name] if name in work.arrays else _nulls(work.rows, kind) for name, kind in _TYPES.items()
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA), faults.found


def _fields(
    events: list[Json], dialect: Dialect, faults: Faults, property_names: Set[str] | None
) -> tuple[Columns, list[Json]]:
    fields = extract(dialect.wire, events, property_names)
    for row, path in fields.misplaced:
        faults.add(row, Rejection(Reason.WRONG_TYPE, f"{path}: this is an object", field=path))
    dialect.complete(fields.columns, len(events))
    return fields.columns, fields.rest


def _decoded(raws: list[Raw], faults: Faults) -> list[Json]:
    """The events parsed; one that cannot be is a fault and stands as an empty object.

    The envelope's check skips over what it does not need, so a number like 1e999 shows only here.
    """
    try:
        return list(map(_DECODE, raws))
    except (DecodeError, RecursionError):
        pass
    events = []
    for row, raw in enumerate(raws):
        try:
            events.append(_DECODE(raw))
        except (DecodeError, RecursionError) as error:
            faults.add(row, refusal(error))
            events.append({})
    return events


@dataclass(slots=True)
class _Build:
    """One chunk on its way from values as sent to arrays."""

    chunk: Chunk
    dialect: Dialect
    faults: Faults
    values: Columns
    rest: list[Json]
    names: list[str] = field(default_factory=list)
    has_sent_at: bool = False
    arrays: dict[str, "pa.Array[Any]"] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.rest)

    def times(self, dates: BusinessDates) -> None:
        received = self.chunk.received
        as_sent = self.values.get("occurred_at") or [None] * self.rows
        sent = self._milliseconds("occurred_at", as_sent)
        self.has_sent_at = "sent_at" in self.values
        sent_at = self._milliseconds("sent_at", self.values.pop("sent_at")) if self.has_sent_at else None
        occurred, distrusted = event_times.occurred_ms(sent, sent_at, received, self.faults)
        for row in distrusted:
            attach(self.rest[row], "$time_as_sent", as_sent[row])
        self.arrays["occurred_at"] = timestamps(occurred)
        self.arrays["received_at"] = timestamps(received)
        self.arrays["business_date"] = dates.of(self.arrays["occurred_at"])

    def _milliseconds(self, column: str, sent: list[Any]) -> list[int | None]:
        return event_times.milliseconds(column, sent, self.dialect.naive_is_utc, self.faults)

    def keys(self) -> None:
        times = self._take("occurred_at")
        names = cast("list[str]", self._texts("event_name"))
        if not all(names):
            names = [name or self._nameless(row) for row, name in enumerate(names)]
        event_ids = self._event_ids()
        distinct_ids, user_ids, device_ids = identify_all(
            self._texts("user_id"), self._texts("device_id"), self._texts("distinct_id")
        )
        self.arrays["event_id"] = pa.array(event_ids, pa.string())
        self.arrays["id_hash"] = event_keys.text_keys(event_ids)
        self.arrays["dedup_key"] = event_keys.dedup_keys(
            event_ids, names, distinct_ids, times if self.dialect.time_identifies else None
        )
        self.arrays["distinct_id"] = pa.array(distinct_ids, pa.string())
        self.arrays["user_id"] = pa.array(user_ids, pa.string())
        self.arrays["device_id"] = pa.array(device_ids, pa.string())
        self.arrays["person_key"] = event_keys.optional_text_keys(distinct_ids)
        stamp = self.dialect.sending_stamp if self.has_sent_at else None
        self.arrays["payload_fingerprint"] = event_keys.fingerprints(self.chunk.raws, stamp)
        self._name(names)

    def _nameless(self, row: int) -> str:
        """The check refuses such events; whatever slips past it must not become a row without a name."""
        path, _ = self.faults.as_sent(row, "event_name")
        self.faults.add(row, Rejection(Reason.MISSING_FIELD, f"{path} is missing or empty", field=path))
        return ""

    def _event_ids(self) -> list[str]:
        """As sent; else made of the receipt, so that a message delivered again makes no new event."""
        event_ids = self._texts("event_id")
        if not all(event_ids):
            for row, event_id in enumerate(event_ids):
                if not event_id:
                    event_ids[row] = f"{self.chunk.receipts[row].receipt_id}-{self.chunk.indexes[row]}"
        return cast("list[str]", event_ids)

    def _name(self, names: list[str]) -> None:
        encoded = pa.array(names, pa.string()).dictionary_encode()
        sent = cast("list[str]", encoded.dictionary.to_pylist())
        canonical = list(map(canonical_name, sent))
        classes = list(map(event_class, canonical))
        self.arrays["event_name"] = pa.array(canonical, pa.string()).take(encoded.indices)
        self.arrays["event_class"] = pa.array(classes, pa.string()).take(encoded.indices)
        self.names = names
        if canonical != sent:
            self.names = list(map(canonical_name, names))
            for row, (name, known) in enumerate(zip(names, self.names, strict=True)):
                if name != known:
                    attach(self.rest[row], "$event_as_sent", name)

    def products(self) -> None:
        values = self._take("products")
        for row, name in enumerate(self.names if ORDER_COMPLETED in self.names else ()):
            if name == ORDER_COMPLETED and values[row] in (None, []):
                values[row] = self._single_line(row)
        if values.count(None) < self.rows:
            self.arrays["products"] = product_lines(values, self.rest, self.faults)

    def _single_line(self, row: int) -> list[Json] | None:
        """An order of one product may be sent without a list."""
        columns = ("product_id", "price", "quantity")
        line = {name: self.values[name][row] for name in columns if name in self.values}
        return [line] if line.get("product_id") is not None else None

    def countries(self, addresses: list[Any], country_of: CountryOf) -> None:
        """What the events say themselves stands first."""
        platforms = self.values.get("platform") or [None] * self.rows
        found = visitor_countries(self.chunk.receipts, addresses, platforms, country_of)
        if any(found):
            fill(self.values, "country", found)

    def platform(self) -> None:
        """The audit compares platforms with the witness's: `iOS` and `ios` are one."""
        if "platform" in self.values:
            stated = pa.array(self._texts("platform"), pa.string())
            self.arrays["platform"] = each_distinct(stated, str.lower, pa.string())

    def constants(self, batch_id: str) -> None:
        self.arrays["protocol"] = pa.repeat(self.chunk.protocol.value, self.rows)
        self.arrays["batch_id"] = pa.repeat(batch_id, self.rows)
        self.arrays["source"] = pa.array(self.chunk.sources, pa.string())

    def judged(self, judgement: Judgement) -> None:
        """Last of all: what cannot be stored whatever the plan says is refused for that."""
        if judgement.violations:
            self.arrays["violations"] = judgement.labels(self.rows)
        for row, rejection in judgement.refused.items():
            self.faults.add(row, rejection)

    def _take(self, column: str) -> list[Any]:
        return self.values.pop(column, None) or [None] * self.rows

    def _texts(self, column: str) -> list[str | None]:
        values = self.values.pop(column, None)
        return [None] * self.rows if values is None else texts(column, values, self.faults)
