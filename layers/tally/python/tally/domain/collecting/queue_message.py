"""Messages as a queue delivers them, and the names of the objects that a batch of them lands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """One queue message. `message_id` and `sent_at_ms` (UTC) stay the same when it is delivered again."""

    message_id: str
    sent_at_ms: int
    text: str


def batch_id_of(messages: Iterable[QueueMessage], plan_mark: str = "") -> str:
    """32 hex digits that name this very set of messages, in whatever order they came, read by this plan.

    Killed between two objects and delivered again by another plan, a batch has other rows: under the old
    name its quarantine would count as written, and what only the new plan refuses would be lost.
    """
    ids = sorted(message.message_id for message in messages)
    return sha256("\n".join([*ids, *filter(None, [plan_mark])]).encode()).hexdigest()[:32]


def object_name(batch_id: str, earliest_received_at_ms: int) -> str:
    """`dt=YYYY-MM-DD/<batch_id>`: the day, in UTC, on which the batch's first body arrived."""
    day = datetime.fromtimestamp(earliest_received_at_ms / 1000, UTC).date()
    return f"dt={day.isoformat()}/{batch_id}"
