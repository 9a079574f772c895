"""Queue to landing: a batch of parcels becomes Parquet objects of events, profile updates and quarantine."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import attrgetter
from pathlib import PurePath
from traceback import extract_tb

from tally.domain.collecting.queue_message import QueueMessage, batch_id_of, object_name
from tally.domain.collecting.receipt import Receipt, unpack
from tally.domain.collecting.weight import weight_of
from tally.domain.errors import TallyError
from tally.ports.collecting import Claims
from tally.ports.landing import EventReader, LandingArea, LateCopies, ReadBatch

MAX_OBJECT_BYTES = 96 * 1024 * 1024
"""What lands together, by `weight_of`: 0.7 GB in memory at worst. A usual batch is one object; the
thousand small bodies that one batch can hold, each unzipping to 20 MiB, would take a hundred."""


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a batch: rows stored on each shelf, and the messages to deliver again.

    Rows of a batch that had been stored before are counted again. `faults`: where our own code failed on a
    message, as "TypeError at event_columns.py:72". `suppressed`: rows of erased people, dropped.
    """

    events: int = 0
    profile_rows: int = 0
    rejected: int = 0
    messages: int = 0
    failed_message_ids: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    suppressed: int = 0

    @property
    def metrics(self) -> dict[str, int]:
        """What is measured of a batch."""
        return {
            "EventsLanded": self.events,
            "ProfileRowsLanded": self.profile_rows,
            "EventsQuarantined": self.rejected,
            "RowsSuppressed": self.suppressed,
            "MessagesReturned": len(self.failed_message_ids),
        }

    def __add__(self, other: "Landed") -> "Landed":
        """Both together."""
        return Landed(
            self.events + other.events,
            self.profile_rows + other.profile_rows,
            self.rejected + other.rejected,
            self.messages + other.messages,
            self.failed_message_ids + other.failed_message_ids,
            self.faults + other.faults,
            self.suppressed + other.suppressed,
        )


def keep_all(read: ReadBatch) -> tuple[ReadBatch, int]:
    """Where nobody is kept out. See LateCopies."""
    return read, 0


@dataclass(frozen=True, slots=True)
class LandEvents:
    """Store what a batch holds: quarantine, then profile updates, then events; then acknowledge.

    Objects are named after the messages in them and the plan that read them, and never written twice, so the
    same batch delivered again changes nothing; messages regrouped into other batches, or read by another
    plan, land again, and the commit drops their events.
    A message whose body cannot be fetched is reported alone: it is no part of an object nor of its name.
    Nor is one on which our own code fails: the others land, it comes again until the queue gives it up.
    So are messages for which no time is left, without a look at them. What has landed by then is done with,
    and the oldest land first: a message that came again is not overtaken until the queue gives it up.
    Raises what storing raises; then the whole batch comes again.
    """

    claims: Claims
    reader: EventReader
    landing: LandingArea
    profiles: LandingArea
    quarantine: LandingArea
    max_object_bytes: int = MAX_OBJECT_BYTES
    late_copies: LateCopies = keep_all

    def __call__(
        self, messages: Sequence[QueueMessage], has_time: Callable[[], bool] = lambda: True
    ) -> Landed:
        """Land one batch, in whatever order its messages come; one group at least."""
        failed: list[str] = []
        landed: list[Landed] = []
        waiting = _sort_oldest_first(messages)
        while waiting:
            landed += self._land_readable(self._take_group(waiting, failed), failed)
            if not has_time():
                break
        failed += [message.message_id for message in waiting]
        together = reduce(Landed.__add__, landed, Landed())
        return replace(together, failed_message_ids=together.failed_message_ids + tuple(failed))

    def _land_readable(self, group: "_MessageGroup", failed: list[str]) -> Iterator[Landed]:
        """The group together; where that cannot be read, each message by itself."""
        if not group.opened:
            return
        try:
            yield self._land_group(group)
        except _Unreadable as error:
            if len(group.opened) == 1:
                yield Landed(failed_message_ids=(group.opened[0].message_id,), faults=(str(error),))
                return
            for message in group.opened:
                alone = _MessageGroup()
                self._open_message(message, alone, failed)
                yield from self._land_readable(alone, failed)

    def _land_group(self, group: "_MessageGroup") -> Landed:
        """Store one group; a function of its own, so that its rows are gone before the next."""
        batch_id = batch_id_of(group.opened, self.reader.plan_mark)
        try:
            read = self.reader.read(batch_id, group.in_order(), group.strays)
        except TallyError:
            raise
        except Exception as error:  # whatever it is: the messages beside this one must land
            raise _Unreadable(error) from error
        read, suppressed = self.late_copies(read)
        name = object_name(batch_id, group.earliest_ms)
        for area, rows in (
            (self.quarantine, read.rejected),
            (self.profiles, read.profile_updates),
            (self.landing, read.events),
        ):
            if len(rows):
                area.put(name, rows)
        return Landed(
            len(read.events),
            len(read.profile_updates),
            len(read.rejected),
            len(group.opened),
            suppressed=suppressed,
        )

    def _take_group(self, waiting: deque[QueueMessage], failed: list[str]) -> "_MessageGroup":
        """As many of the messages, opened, as fit into memory; the same messages make the same groups."""
        group = _MessageGroup()
        while waiting and group.weight < self.max_object_bytes:
            self._open_message(waiting.popleft(), group, failed)
        return group

    def _open_message(self, message: QueueMessage, group: "_MessageGroup", failed: list[str]) -> None:
        try:
            receipt, text = unpack(message.text)
        except ValueError:
            group.add_stray(message)
            return
        try:
            body = self.claims.get(receipt.claim) if receipt.claim else text.encode("utf-8", "surrogatepass")
        except TallyError:  # S3 answers "forbidden" for a missing key too: this message alone pays for it
            failed.append(message.message_id)
            return
        group.add(message, receipt, body)


def _sort_oldest_first(messages: Sequence[QueueMessage]) -> deque[QueueMessage]:
    """Each message once, in an order that is its own whatever comes beside it."""
    once = {message.message_id: message for message in messages}
    return deque(sorted(once.values(), key=attrgetter("sent_at_ms", "message_id")))


class _Unreadable(Exception):
    """What was sent brought a fault of ours to light, told by its place: an error's text may quote events."""

    def __init__(self, error: Exception) -> None:
        place = extract_tb(error.__traceback__)[-1]
        super().__init__(f"{type(error).__name__} at {PurePath(place.filename).name}:{place.lineno}")


@dataclass
class _MessageGroup:
    """Messages that land together."""

    opened: list[QueueMessage] = field(default_factory=list)
    parcels: list[tuple[Receipt, bytes]] = field(default_factory=list)
    strays: list[QueueMessage] = field(default_factory=list)
    weight: int = 0

    def add(self, message: QueueMessage, receipt: Receipt, body: bytes) -> None:
        """A parcel of the collector's."""
        self.opened.append(message)
        self.parcels.append((receipt, body))
        self.weight += weight_of(receipt, body)

    def add_stray(self, message: QueueMessage) -> None:
        """Something else."""
        self.opened.append(message)
        self.strays.append(message)
        self.weight += len(message.text)

    def in_order(self) -> list[tuple[Receipt, bytes]]:
        """Parcels as they were received: of two events with one id, the first stays."""
        return sorted(self.parcels, key=lambda parcel: (parcel[0].received_at_ms, parcel[0].receipt_id))

    @property
    def earliest_ms(self) -> int:
        """When the first body arrived; a stray counts from when it was queued."""
        received = [receipt.received_at_ms for receipt, _ in self.parcels]
        return min(received + [stray.sent_at_ms for stray in self.strays])
