"""Bodies in, columns out: every event of a batch becomes one row, of the events or of the quarantine.

An update of a profile becomes rows of its own, and so do the traits that some events bring.

A bad value, event or body costs only itself. Nothing here raises because of what a client sent.
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import pyarrow as pa
from msgspec import Raw

from tally.adapters.landing import event_chunk, profile_rows, quarantine_rows
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_chunk import build
from tally.adapters.landing.event_times import BusinessDates
from tally.adapters.landing.landing_plan import LandingPlan
from tally.adapters.landing.profile_updates import ProfileUpdate, oversize, read_update
from tally.adapters.landing.quarantine_rows import Refusal
from tally.adapters.landing.readable_body import readable_body
from tally.adapters.landing.segment_events import as_kept, unmergeable
from tally.adapters.landing.segment_profiles import updates_in
from tally.adapters.landing.visitor_country import CountryOf, nowhere
from tally.adapters.wire.envelope import RefusedEvent, Split, split
from tally.adapters.wire.event_check import refused_events
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection
from tally.domain.collecting.routes import PROFILE_PATHS
from tally.domain.shop.shop_clock import ShopClock

_CHUNK_EVENTS = 1500
"""Measured best: 500 cost a tenth more, 3,000 outgrow the processor's cache (decision 0009)."""

_CHUNK_BYTES = 8 * 1024 * 1024
"""Events may be 1 MiB each; parsed they take a few times their text."""


class ColumnReader:
    """The port EventReader by msgspec and Arrow; without a plan nothing is checked nor treated.

    `country_of` finds the country of an address.
    """

    def __init__(
        self, clock: ShopClock, plan: LandingPlan | None = None, country_of: CountryOf = nowhere
    ) -> None:
        self._dates = BusinessDates(clock)
        self._plan = plan
        self._country_of = country_of

    def read(
        self,
        batch_id: str,
        parcels: Iterable[tuple[Receipt, bytes]],
        strays: Iterable[QueueMessage] = (),
    ) -> tuple[pa.Table, pa.Table, pa.Table]:
        """(events, profile updates, rejected) as tables of EVENT_, PROFILE_ and QUARANTINE_COLUMNS."""
        batch = _Batch(batch_id, self._dates, self._plan, self._country_of)
        with _collector_paused():
            for receipt, body in parcels:
                batch.add(receipt, body)
            return batch.finish(list(strays))


@dataclass
class _Batch:
    """What is being read: an open chunk per protocol, and the record batches made so far.

    `updates` of profiles wait to become rows; `operations` counts those of each body.
    """

    batch_id: str
    dates: BusinessDates
    plan: LandingPlan | None = None
    country_of: CountryOf = nowhere
    open: dict[Protocol, Chunk] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    events: list[pa.RecordBatch] = field(default_factory=list)
    updates: list[ProfileUpdate] = field(default_factory=list)
    operations: Counter[str] = field(default_factory=Counter)
    profiles: list[pa.RecordBatch] = field(default_factory=list)
    rejected: list[pa.RecordBatch] = field(default_factory=list)

    def add(self, receipt: Receipt, body: bytes) -> None:
        """Take one body apart; build what has become enough for a chunk."""
        text = decode_body(receipt, body)
        found = Split([text]) if isinstance(text, Rejection) else split(receipt, text)
        raws, indexes = self._parsable(receipt, body, text, found.events)
        refused = {} if receipt.all_good else refused_events(receipt, raws)
        problem = found.batch and unmergeable(found.batch, len(raws))
        if problem:
            refused = dict.fromkeys(range(len(raws)), problem) | refused
        for place, rejection in refused.items():
            batch = None if problem and place else found.batch  # kept once: it may be as large as a body
            self._refuse(receipt, rejection, as_kept(raws[place], batch), indexes[place])
        if refused:
            good = [place for place in range(len(raws)) if place not in refused]
            raws, indexes = [raws[place] for place in good], [indexes[place] for place in good]
        if receipt.route in PROFILE_PATHS:
            for raw, index in zip(raws, indexes, strict=True):
                self._keep(receipt, read_update(receipt, raw, index), raw, index)
        else:
            self._fill(receipt, found, raws, indexes, 0 if isinstance(text, Rejection) else len(text))

    def finish(self, strays: list[QueueMessage]) -> tuple[pa.Table, pa.Table, pa.Table]:
        """Build what is left; all rows so far."""
        for protocol in list(self.open):
            self._build(protocol)
        if self.updates:
            self._build_profiles()
        if self.refusals:
            self._build_refusals()
        if strays:
            self.rejected.append(quarantine_rows.of_strays(strays, self.batch_id))
        return (
            pa.Table.from_batches(self.events, event_chunk.SCHEMA),
            pa.Table.from_batches(self.profiles, profile_rows.SCHEMA),
            pa.Table.from_batches(self.rejected, quarantine_rows.SCHEMA),
        )

    def _parsable(
        self, receipt: Receipt, body: bytes, text: bytes | Rejection, events: list[Raw | Rejection]
    ) -> tuple[list[Raw], Sequence[int]]:
        """The events that could be told apart, and their places in the body; the others are refused."""
        if set(map(type, events)) == {Raw}:  # as nearly always: to look at each takes 0.1 us
            return cast("list[Raw]", events), range(len(events))
        raws: list[Raw] = []
        indexes: list[int] = []
        for index, event in enumerate(events):
            if isinstance(event, Rejection):
                self._refuse(
                    receipt,
                    event,
                    event.text if isinstance(event, RefusedEvent) else readable_body(receipt, body, text),
                )
            else:
                raws.append(event)
                indexes.append(index)
        return raws, indexes

    def _refuse(self, receipt: Receipt, rejection: Rejection, raw: bytes, index: int | None = None) -> None:
        place = rejection.index if index is None else index
        self.refusals.append(Refusal(receipt, rejection, place, raw))
        if len(self.refusals) == _CHUNK_EVENTS:
            self._build_refusals()

    def _build_refusals(self) -> None:
        self.rejected.append(quarantine_rows.of_refusals(self.refusals, self.batch_id, self.plan))
        self.refusals.clear()

    def _keep(self, receipt: Receipt, update: ProfileUpdate | Rejection, raw: Raw, index: int) -> None:
        if not isinstance(update, Rejection):
            operations = self.operations[receipt.receipt_id] + len(update.operations)
            problem = oversize(update, operations)
            if problem is None:
                self.operations[receipt.receipt_id] = operations
                self.updates.append(update)
                if len(self.updates) == _CHUNK_EVENTS:
                    self._build_profiles()
                return
            update = problem
        self._refuse(receipt, update, bytes(raw), index)

    def _build_profiles(self) -> None:
        if self.plan is not None:
            for update in self.updates:
                self.plan.treat_operations(update.operations)
        self.profiles.append(profile_rows.rows_of(self.updates, self.batch_id, self.dates))
        self.updates.clear()

    def _fill(
        self, receipt: Receipt, found: Split, raws: list[Raw], indexes: Sequence[int], size: int
    ) -> None:
        start = 0
        while start < len(raws):
            chunk = self.open.setdefault(receipt.protocol, Chunk(receipt.protocol))
            stop = start + _CHUNK_EVENTS - len(chunk.raws)
            taken = raws[start:stop]
            chunk.raws += taken
            chunk.indexes += indexes[start:stop]
            chunk.receipts += [receipt] * len(taken)
            chunk.received += [receipt.received_at_ms] * len(taken)
            chunk.sources += [receipt.source] * len(taken)
            chunk.batches += [found.batch] * len(taken)
            chunk.size += size
            if len(chunk.raws) == _CHUNK_EVENTS or chunk.size > _CHUNK_BYTES:
                self._build(receipt.protocol)
            start = stop

    def _build(self, protocol: Protocol) -> None:
        chunk = self.open.pop(protocol)
        rows, faults = build(chunk, self.batch_id, self.dates, self.plan, self.country_of)
        if protocol is Protocol.SEGMENT:
            for place, update in updates_in(chunk, rows, faults):
                self._keep(chunk.receipts[place], update, chunk.raws[place], chunk.indexes[place])
        if not faults:
            self.events.append(rows)
            return
        self.rejected.append(quarantine_rows.of_events(chunk, rows, faults, self.plan))
        self.events.append(rows.filter(pa.array([row not in faults for row in range(rows.num_rows)])))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Parsed JSON makes no cycles, and looking for some costs a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
