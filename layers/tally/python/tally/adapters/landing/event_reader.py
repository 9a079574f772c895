"""Bodies in, columns out: every event of a batch becomes one row, of the events or of the quarantine.

An update of a profile becomes rows of its own, and so do the traits that some events bring.

A bad value, event or body costs only itself. Nothing here raises because of what a client sent.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Generic, TypeVar

import pyarrow as pa
from msgspec import Raw

from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.landing import event_chunk, profile_rows, quarantine_rows, refused_events
from tally.adapters.landing.body_events import BodyEvents, Refusal, take_apart
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.landing_plan import LandingPlan
from tally.adapters.landing.profile_updates import ProfileUpdate, find_oversize, read_updates
from tally.adapters.landing.segment_profiles import updates_in
from tally.adapters.landing.visitor_country import PlaceOf, nowhere
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection
from tally.domain.collecting.routes import PROFILE_PATHS
from tally.domain.people.id_rules import ID_RULES
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.landing import ReadBatch

_CHUNK_EVENTS = 1500
"""Measured best: 500 cost a tenth more, 3,000 outgrow the processor's cache (decision 0009)."""

_CHUNK_BYTES = 8 * 1024 * 1024
"""Events may be 1 MiB each; parsed they take a few times their text."""

Item = TypeVar("Item")


class ColumnReader:
    """The port EventReader by msgspec and Arrow; without a plan nothing is checked nor treated.

    `place_of` finds the place of an address.
    """

    def __init__(
        self, clock: ShopClock, plan: LandingPlan | None = None, place_of: PlaceOf = nowhere
    ) -> None:
        self._dates = BusinessDates(clock)
        self._plan = plan
        self._place_of = place_of

    @property
    def plan_mark(self) -> str:
        """See ports.EventReader."""
        return self._plan.mark if self._plan else ""

    def read(
        self,
        batch_id: str,
        parcels: Iterable[tuple[Receipt, bytes]],
        strays: Iterable[QueueMessage] = (),
    ) -> ReadBatch:
        """See ports.EventReader.read: Arrow tables."""
        rows = _BatchRows(batch_id, self._dates, self._plan, self._place_of)
        with _pause_collector():
            for receipt, body in parcels:
                rows.add(take_apart(receipt, body))
            return rows.finish(list(strays))


class _Portions(Generic[Item]):
    """Turns items into rows, some 1,500 at a time, and adds these to a list of record batches."""

    def __init__(self, build: Callable[[list[Item]], pa.RecordBatch], built: list[pa.RecordBatch]) -> None:
        self._build = build
        self._built = built
        self._waiting: list[Item] = []

    def add(self, item: Item) -> None:
        self._waiting.append(item)
        if len(self._waiting) == _CHUNK_EVENTS:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._built.append(self._build(self._waiting))
            self._waiting.clear()


class _BatchRows:
    """The rows of a batch so far, and what waits to become rows: an open chunk per protocol, and portions.

    `operations` counts those on profiles in each body.
    """

    def __init__(
        self, batch_id: str, dates: BusinessDates, plan: LandingPlan | None, place_of: PlaceOf
    ) -> None:
        self.batch_id, self.plan = batch_id, plan
        self.id_rules = ID_RULES if plan is None else plan.id_rules
        self.build_chunk = partial(
            event_chunk.build, batch_id=batch_id, dates=dates, plan=plan, place_of=place_of
        )
        self.events: list[pa.RecordBatch] = []
        self.profiles: list[pa.RecordBatch] = []
        self.rejected: list[pa.RecordBatch] = []
        self.open: dict[Protocol, Chunk] = {}
        self.updates: _Portions[ProfileUpdate] = _Portions(
            partial(profile_rows.rows_of, batch_id=batch_id, dates=dates, plan=plan), self.profiles
        )
        # No method of this object: the cycle would keep all its rows until a collection, and none runs now.
        self.refusals: _Portions[Refusal] = _Portions(
            partial(_build_refusals, build_chunk=self.build_chunk, batch_id=batch_id, plan=plan),
            self.rejected,
        )
        self.operations: Counter[str] = Counter()

    def add(self, body: BodyEvents) -> None:
        """Take the events of one body; build what has become enough for a chunk."""
        for refusal in body.refusals:
            self.refusals.add(refusal)
        if body.receipt.route in PROFILE_PATHS:
            for raw, index in zip(body.raws, body.indexes, strict=True):
                self._add_updates(
                    body.receipt, read_updates(body.receipt, raw, index, self.id_rules), raw, index
                )
        else:
            self._add_events(body)

    def finish(self, strays: list[QueueMessage]) -> ReadBatch:
        """Build what is left; all rows so far."""
        for protocol in list(self.open):
            self._close_chunk(protocol)
        self.updates.flush()
        self.refusals.flush()
        if strays:
            self.rejected.append(quarantine_rows.of_strays(strays, self.batch_id))
        return ReadBatch(
            pa.Table.from_batches(self.events, event_chunk.SCHEMA),
            pa.Table.from_batches(self.profiles, profile_rows.SCHEMA),
            pa.Table.from_batches(self.rejected, quarantine_rows.SCHEMA),
        )

    def _add_updates(
        self, receipt: Receipt, updates: Sequence[ProfileUpdate] | Rejection, raw: Raw, index: int
    ) -> None:
        """The updates that one message makes, or why it is refused: as a whole, once."""
        if not isinstance(updates, Rejection):
            operations = self.operations[receipt.receipt_id] + sum(len(one.operations) for one in updates)
            problem = find_oversize(updates, operations)
            if problem is None:
                self.operations[receipt.receipt_id] = operations
                for update in updates:
                    self.updates.add(update)
                return
            updates = problem
        self.refusals.add(Refusal(receipt, updates, index, bytes(raw)))

    def _add_events(self, body: BodyEvents) -> None:
        protocol, start = body.receipt.protocol, 0
        while start < len(body.raws):
            chunk = self.open.setdefault(protocol, Chunk(protocol))
            stop = start + _CHUNK_EVENTS - len(chunk.raws)
            chunk.add(body, start, stop)
            if len(chunk.raws) == _CHUNK_EVENTS or chunk.size > _CHUNK_BYTES:
                self._close_chunk(protocol)
            start = stop

    def _close_chunk(self, protocol: Protocol) -> None:
        chunk = self.open.pop(protocol)
        built = self.build_chunk(chunk)
        if protocol is Protocol.SEGMENT:
            for place, updates in updates_in(chunk, built, self.id_rules):
                self._add_updates(chunk.receipts[place], updates, chunk.raws[place], chunk.indexes[place])
        if built.refused:
            self.rejected.append(quarantine_rows.of_events(chunk, built, self.plan))
        self.events.append(built.accepted())


def _build_refusals(
    refusals: list[Refusal],
    build_chunk: Callable[[Chunk], event_chunk.BuiltChunk],
    batch_id: str,
    plan: LandingPlan | None,
) -> pa.RecordBatch:
    read = refused_events.read_columns(refusals, build_chunk)
    return quarantine_rows.of_refusals(refusals, read, batch_id, plan)


@contextmanager
def _pause_collector() -> Iterator[None]:
    """Parsed JSON makes no cycles, and looking for some costs a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
