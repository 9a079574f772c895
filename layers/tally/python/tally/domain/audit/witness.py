"""What the witness writes down of an event: the few fields that the audit compares."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from tally.domain.events.event_names import NO_ALIASES, canonical_name
from tally.domain.events.event_time import EARLIEST_MS, believed_ms, epoch_ms
from tally.domain.events.json_values import amount, side_text
from tally.domain.events.platforms import platform_label
from tally.domain.events.spelling import LONGEST_SPELLING, bare_name
from tally.domain.people.id_rules import ID_RULES

_Value = TypeVar("_Value")
_MAX_EXPONENT = 308
_LONGEST_PATH = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WitnessedEvent:
    """One event as the witness saw it; moments are UTC."""

    event_id: str
    event_name: str
    occurred_at: datetime
    platform: str | None
    amount: Decimal | None
    device_id: str | None = None
    app_version: str | None = None
    sdk: str | None = None
    path: str | None = None


FIELDS = frozenset(each.name for each in fields(WitnessedEvent) if each.name != "event_name") | {"event"}
"""What a note may hold. The first five are compared; by the others a difference may be explained."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """What the witness could not read: its text as sent, and a sentence that says why."""

    text: bytes
    why: str
    received_at_ms: int
    source: str = ""


class UnreadableNote(ValueError):
    """A note that can be compared with nothing, and why. `field` has the fault, None: it is no object."""

    def __init__(self, sentence: str, field: str | None = None, *, is_absent: bool = False) -> None:
        super().__init__(sentence)
        self.field = field
        self.is_absent = is_absent


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
    """Read one record of `POST /w`; UnreadableNote when it cannot be compared with anything.

    `aliases` are the shop's own names of events: the lake reads them too.
    """
    if not isinstance(record, dict):
        raise UnreadableNote("a note is a JSON object")
    event_id, name = _read_field("event_id", record, ID_RULES.read), record.get("event")
    if not event_id:
        sentence = "event_id is missing or a placeholder: send the id that the collector gets"
        raise UnreadableNote(sentence, "event_id", is_absent=True)
    if not isinstance(name, str) or not name:
        is_absent = name is None or name == ""
        raise UnreadableNote("event is missing: send the event's name as text", "event", is_absent=is_absent)
    moment_ms = received_at_ms
    if record.get("occurred_at") is not None:
        moment_ms = _read_field("occurred_at", record, epoch_ms)
    if moment_ms < EARLIEST_MS:
        raise UnreadableNote("occurred_at lies before 1971-01-01: set the client's clock", "occurred_at")
    platform = side_text(record.get("platform"))
    return WitnessedEvent(
        event_id,
        canonical_name(name, aliases),
        utc(believed_ms(moment_ms, received_at_ms)),
        platform_label(platform) if platform else None,
        _read_field("amount", record, amount),
        _read_device(record.get("device_id")),
        side_text(record.get("app_version")),
        side_text(record.get("sdk")),
        _read_path(record.get("path")),
    )


def _read_field(field: str, record: Mapping[str, object], read: Callable[[object], _Value]) -> _Value:
    try:
        return read(record.get(field))
    except ValueError as error:
        raise UnreadableNote(f"{field}: {error}", field) from error


def list_oddities(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(field, what to write instead) of a record that can be read and most likely is not meant so."""
    for name in sorted(record.keys() - FIELDS):
        meant = _WORDS.get(bare_name(name) if len(name) <= LONGEST_SPELLING else "")
        yield name, f"this is not read: write {meant}" if meant else f"this is not read: a note has {_LISTED}"
    if record.get("occurred_at") is None:
        yield "occurred_at", "this is missing: the note counts at the time it arrived"
    platform = side_text(record.get("platform"))
    if platform is None or platform_label(platform) is None:
        yield (
            "platform",
            "this is none of web, ios, android, server, store: the note is compared on no platform",
        )


_LISTED = ", ".join(each.name for each in fields(WitnessedEvent)).replace("event_name", "event")
_WORDS = MappingProxyType(
    {
        **dict.fromkeys(("revenue", "total", "value", "price"), "amount"),
        **dict.fromkeys(("timestamp", "time", "ts", "occurredat", "originaltimestamp"), "occurred_at"),
        **dict.fromkeys(("eventid", "messageid", "$insertid", "insertid"), "event_id"),
        **dict.fromkeys(("deviceid", "anonymousid", "$deviceid"), "device_id"),
        "appversion": "app_version",
        "library": "sdk",
        "url": "path",
    }
)
"""What other systems call the fields, bare. The witness's own list, as all that it does."""


def _read_device(sent: object) -> str | None:
    """A device's id in its one form; what is none costs no note."""
    try:
        return ID_RULES.read(sent)
    except ValueError:
        return None


def _read_path(sent: object) -> str | None:
    """Without the query, which may hold anything."""
    path = side_text(sent)
    return path.partition("?")[0].partition("#")[0][:_LONGEST_PATH] if path else None
