"""Queue to landing: a batch of parcels becomes one Parquet object of events and one of quarantined ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from tally.domain.delivery import Delivery, batch_id_of, object_name
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.receipt import Receipt, unpack
from tally.ports import Claims, EventReader, LandingArea


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a batch: rows stored on each side, and the messages to deliver again.

    Rows of a batch that had been stored before are counted again.
    """

    events: int = 0
    rejected: int = 0
    messages: int = 0
    failed_message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LandEvents:
    """Store what a batch holds, quarantine first, then landing; only then may the messages be acknowledged.

    Objects are named after the messages in them and never written twice, so the same batch delivered again
    changes nothing; messages regrouped into other batches land again, and the commit drops their events.
    A message whose body cannot be fetched is reported alone: it is no part of the batch nor of its name.
    Raises what storing raises; then the whole batch comes again.
    """

    claims: Claims
    reader: EventReader
    landing: LandingArea
    quarantine: LandingArea

    def __call__(self, deliveries: Sequence[Delivery]) -> Landed:
        """Land one batch, in whatever order its messages come."""
        batch = _Batch()
        for delivery in {delivery.message_id: delivery for delivery in deliveries}.values():
            self._open(delivery, batch)
        if not batch.opened:
            return Landed(failed_message_ids=tuple(batch.failed))
        batch_id = batch_id_of(batch.opened)
        name = object_name(batch_id, batch.earliest_ms)
        batch.parcels.sort(key=lambda parcel: (parcel[0].received_at_ms, parcel[0].receipt_id))
        batch.strays.sort(key=lambda stray: stray.message_id)
        events, rejected = self.reader.read(batch_id, batch.parcels, batch.strays)
        if len(rejected):
            self.quarantine.put(name, rejected)
        if len(events):
            self.landing.put(name, events)
        return Landed(len(events), len(rejected), len(batch.opened), tuple(batch.failed))

    def _open(self, delivery: Delivery, batch: "_Batch") -> None:
        try:
            receipt, text = unpack(delivery.text)
        except ValueError:
            batch.strays.append(delivery)
            batch.opened.append(delivery)
            return
        try:
            body = self.claims.get(receipt.claim) if receipt.claim else text.encode("utf-8", "surrogatepass")
        except (TemporaryFailure, PermanentFailure):
            batch.failed.append(delivery.message_id)
            return
        batch.parcels.append((receipt, body))
        batch.opened.append(delivery)


class _Batch:
    """Messages of one call, told apart."""

    def __init__(self) -> None:
        self.opened: list[Delivery] = []
        self.parcels: list[tuple[Receipt, bytes]] = []
        self.strays: list[Delivery] = []
        self.failed: list[str] = []

    @property
    def earliest_ms(self) -> int:
        """When the first body arrived; a stray counts from when it was queued."""
        received = [receipt.received_at_ms for receipt, _ in self.parcels]
        return min(received + [stray.sent_at_ms for stray in self.strays])
