"""The witness's queue to the witness's bucket: what the second collector saw, written down apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tally.domain.audit.witness import BadRecord
from tally.domain.collecting.queue_message import QueueMessage, batch_id_of, object_name
from tally.domain.collecting.receipt import Receipt, unpack
from tally.domain.collecting.weight import weight_of
from tally.domain.plan.scrubbing import without_keys
from tally.ports.landing import LandingArea, RejectedRecords, WitnessRecords

MAX_OBJECT_BYTES = 96 * 1024 * 1024
"""What lands together, by `weight_of`: a note takes more beside its text than an event does."""


@dataclass(frozen=True, slots=True)
class WitnessLanded:
    """Records of one batch stored as events, and those that could not be read."""

    events: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class LandWitness:
    """Store a batch's records, the unreadable first; then the messages may be acknowledged.

    The object is named after the messages and the plan that read them, a bad record after its content:
    delivered again, nothing changes. Regrouped messages, and those read by another plan, land their records
    again; the audit compares distinct ids.
    """

    records: WitnessRecords
    area: LandingArea
    rejected: RejectedRecords
    max_object_bytes: int = MAX_OBJECT_BYTES

    def __call__(self, messages: Sequence[QueueMessage]) -> WitnessLanded:
        """Land one batch, in whatever order its messages come."""
        events = rejected = 0
        for group in self._group_messages(messages):
            rows, bad = self._land_group(group)
            events, rejected = events + rows, rejected + bad
        return WitnessLanded(events, rejected)

    def _land_group(self, group: "_NoteGroup") -> tuple[int, int]:
        """(rows, bad records) of one group; a function of its own, so that they are gone before the next."""
        batch_id = batch_id_of(group.opened, self.records.plan_mark)
        read = self.records.read(batch_id, group.parcels)
        bad = [*group.bad, *read.bad]
        for record in bad:
            self.rejected.put(record)
        if len(read.rows):
            earliest_ms = min(receipt.received_at_ms for receipt, _ in group.parcels)
            self.area.put(object_name(batch_id, earliest_ms), read.rows)
        return len(read.rows), len(bad)

    def _group_messages(self, messages: Sequence[QueueMessage]) -> Iterator["_NoteGroup"]:
        """The messages, opened, in groups that fit into memory; the same messages make the same groups."""
        group = _NoteGroup()
        for _, message in sorted({message.message_id: message for message in messages}.items()):
            if group.weight >= self.max_object_bytes:
                yield group
                group = _NoteGroup()
            group.open(message)
        if group.opened:
            yield group


@dataclass
class _NoteGroup:
    """Messages that land together."""

    opened: list[QueueMessage] = field(default_factory=list)
    parcels: list[tuple[Receipt, bytes]] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    weight: int = 0

    def open(self, message: QueueMessage) -> None:
        """Take a message in."""
        self.opened.append(message)
        try:
            receipt, text = unpack(message.text)
        except ValueError as error:
            stray = without_keys(message.text.encode("utf-8", "surrogatepass"), "")
            self.bad.append(BadRecord(stray, str(error), message.sent_at_ms))
            self.weight += len(stray)
        else:
            body = text.encode("utf-8", "surrogatepass")
            self.parcels.append((receipt, body))
            self.weight += weight_of(receipt, body)
