"""The witness's queue to the witness's bucket: what the second collector saw, written down apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from tally.domain.delivery import Delivery, batch_id_of, object_name
from tally.domain.receipt import Receipt, unpack
from tally.domain.witness import BadRecord
from tally.ports import LandingArea, RejectedRecords, WitnessRecords


@dataclass(frozen=True, slots=True)
class WitnessLanded:
    """Records of one batch stored as events, and those that could not be read."""

    events: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class LandWitness:
    """Store a batch's records, the unreadable first; then the messages may be acknowledged.

    The object is named after the messages, a bad record after its content: delivered again, nothing changes.
    Regrouped messages land their records again; the audit compares distinct ids.
    """

    records: WitnessRecords
    area: LandingArea
    rejected: RejectedRecords

    def __call__(self, deliveries: Sequence[Delivery]) -> WitnessLanded:
        """Land one batch, in whatever order its messages come."""
        once = sorted({delivery.message_id: delivery for delivery in deliveries}.items())
        parcels: list[tuple[Receipt, bytes]] = []
        bad: list[BadRecord] = []
        for _, delivery in once:
            try:
                receipt, text = unpack(delivery.text)
            except ValueError as error:
                bad.append(
                    BadRecord(delivery.text.encode("utf-8", "surrogatepass"), str(error), delivery.sent_at_ms)
                )
            else:
                parcels.append((receipt, text.encode("utf-8", "surrogatepass")))
        batch_id = batch_id_of(deliveries)
        rows, unread = self.records.read(batch_id, parcels)
        bad += unread
        for record in bad:
            self.rejected.put(record)
        if len(rows):
            earliest_ms = min(receipt.received_at_ms for receipt, _ in parcels)
            self.area.put(object_name(batch_id, earliest_ms), rows)
        return WitnessLanded(len(rows), len(bad))
