"""What the collectors need."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Rejection


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

    def __call__(self, receipt: Receipt, body: bytes) -> "EnvelopeVerdict": ...


class BodyKeys(Protocol):
    """Write keys that a body names, some of them perhaps in events that are refused; likeliest first."""

    def __call__(self, receipt: Receipt, body: bytes) -> Iterable[str]: ...


class EnvelopeVerdict(Protocol):
    """What a body holds: events in it, and a rejection for each that will go to quarantine."""

    @property
    def events(self) -> int: ...
    @property
    def rejections(self) -> Sequence[Rejection]: ...
    @property
    def write_key(self) -> str | None:
        """The write key that the body itself names, if it names one."""

    @property
    def parameters(self) -> Mapping[str, str]:
        """Parameters that a form body carries beside its events, such as verbose=1."""

    @property
    def text_bytes(self) -> int:
        """Size of the body unzipped; 0 where it cannot be."""
