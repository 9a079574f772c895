"""What the witness writes down of an event: the few fields that the audit compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tally.domain.events.event_names import NO_ALIASES, canonical_name
from tally.domain.events.event_time import EARLIEST_MS, believed_ms, epoch_ms
from tally.domain.events.json_values import amount, side_text
from tally.domain.events.platforms import platform_label
from tally.domain.people.id_rules import ID_RULES

_MAX_EXPONENT = 308
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WitnessedEvent:
    """One event as the witness saw it; moments are UTC."""

    event_id: str
    event_name: str
    occurred_at: datetime
    platform: str | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class BadRecord:
    """What the witness could not read: its text as sent, and a sentence that says why."""

    text: bytes
    why: str
    received_at_ms: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class NumberOutOfRange:
    """A JSON number that no arithmetic bears. It fits no field, so it costs its own note only."""

    digits: str


def exact_number(digits: str) -> Decimal | NumberOutOfRange:
    """A JSON number with a point or an exponent."""
    try:
        number = Decimal(digits)
    except ArithmeticError:
        return NumberOutOfRange(digits)
    return number if abs(number.adjusted()) <= _MAX_EXPONENT else NumberOutOfRange(digits)


def whole_number(digits: str) -> int | NumberOutOfRange:
    """A JSON number without: Python takes long to read one of thousands of digits, or refuses to."""
    return int(digits) if len(digits) <= _MAX_EXPONENT else NumberOutOfRange(digits)


def utc(moment_ms: int) -> datetime:
    """A moment given in UTC epoch milliseconds."""
    return _EPOCH + timedelta(milliseconds=moment_ms)


def read_witnessed_event(
    record: object, received_at_ms: int, aliases: Mapping[str, str] = NO_ALIASES
) -> WitnessedEvent:
    """Read one record of `POST /w`; ValueError with a sentence when it cannot be compared with anything.

    `aliases` are the shop's own names of events: the lake reads them too.
    """
    if not isinstance(record, dict):
        raise ValueError("a record is a JSON object")
    event_id, name = ID_RULES.read(record.get("event_id")), record.get("event")
    if not event_id:
        raise ValueError("event_id is missing or a placeholder: send the id that the collector gets")
    if not isinstance(name, str) or not name:
        raise ValueError("event is missing: send the event's name as text")
    sent = record.get("occurred_at")
    moment_ms = received_at_ms if sent is None else epoch_ms(sent)
    if moment_ms < EARLIEST_MS:
        raise ValueError("occurred_at lies before 1971-01-01: set the client's clock")
    platform = side_text(record.get("platform"))
    return WitnessedEvent(
        event_id,
        canonical_name(name, aliases),
        utc(believed_ms(moment_ms, received_at_ms)),
        platform_label(platform) if platform else None,
        amount(record.get("amount")),
    )
