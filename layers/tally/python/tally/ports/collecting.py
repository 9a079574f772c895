"""What the collectors need."""

from collections.abc import Iterable
from typing import Protocol

from tally.domain.collecting.body_check import BodyCheck
from tally.domain.collecting.receipt import Arrival
from tally.domain.collecting.witness_check import WitnessCheck


class WriteKeys(Protocol):
    """The shop's write keys."""

    def source_of(self, write_key: str) -> str | None:
        """Name of the source that this key belongs to; None when the key is unknown or revoked."""


class Throttle(Protocol):
    """Bounds what one write key may send."""

    def wait_s(self, write_key: str, events: int) -> int:
        """0 where these events may pass; else the whole seconds until some may. Never raises."""


class ParcelQueue(Protocol):
    """The queue between collecting and landing."""

    def send(self, parcel: str) -> None:
        """Return only after the queue has accepted the parcel."""


class Claims(Protocol):
    """Bodies too large for the queue."""

    def put(self, body: bytes) -> str:
        """Store the body under a key made of its hash; return the key."""

    def get(self, key: str) -> bytes:
        """The body stored under this key."""


class EnvelopeCheck(Protocol):
    """Looks at a body without building its events."""

    def __call__(self, facts: Arrival, body: bytes) -> BodyCheck: ...


class NotesCheck(Protocol):
    """Looks at the witness's notes."""

    def __call__(self, facts: Arrival, body: bytes) -> WitnessCheck: ...


class BodyKeys(Protocol):
    """Write keys that a body names, some of them perhaps in events that are refused; likeliest first."""

    def __call__(self, facts: Arrival, body: bytes) -> Iterable[str]: ...
