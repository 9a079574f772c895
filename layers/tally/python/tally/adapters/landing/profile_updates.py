"""Updates of profiles read from what Mixpanel's SDKs send to /engage and /groups.

Not stored: $ip, $latitude and $longitude (a profile has no place of its own here), $device_id and $user_id
(devices are linked by events), $ignore_alias (there are no aliases to resolve).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import DecodeError, Raw

from tally.adapters.wire.envelope import refusal
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.limits import MAX_EVENTS, MAX_ID_LENGTH
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events import json_values
from tally.domain.events.event_time import believed_ms, claimed_ms, corrected_ms, epoch_ms
from tally.domain.people.profiles import GROUP, PERSON, Profile, Step, steps_of

_DECODE = msgspec.json.Decoder().decode
# Names sorted: $union and $remove compare values by their text.
_ENCODE = msgspec.json.Encoder(order="sorted").encode

_WHOLE = re.compile(rb"(?<=\d)\.0+(?=[,\]}\x1e]|$)")
"""Of a number without a fraction that was written with one."""

Operation = tuple[str, str | None, bytes | None]
"""Operation, property, JSON of the operand."""


@dataclass(frozen=True, slots=True)
class ProfileUpdate:
    """One update, ready to become rows: one for each of its operations.

    `identity`: two updates with the same one are one update sent twice. Moments are UTC epoch milliseconds.
    `index`: its place in the body; of updates of one moment it says which came first.
    """

    update_id: str
    identity: str
    index: int
    profile: Profile
    occurred_ms: int
    received_ms: int
    claimed_ms: int | None
    operations: list[Operation]
    source: str
    fingerprint: int
    protocol: Protocol
    ignore_time: bool = False


def read_update(receipt: Receipt, raw: Raw, index: int) -> ProfileUpdate | Rejection:
    """The update at this place of a body, which the envelope's check has passed; or why it cannot be read."""
    try:
        update = _DECODE(raw)
        operations = encode_steps(steps_of(update))
        profile = _read_profile(receipt.route, update)
        stated_ms = _read_time(update.get("$time"))
    except (DecodeError, RecursionError) as error:
        return refusal(error, index)
    except _WrongType as error:
        return Rejection(Reason.WRONG_TYPE, str(error), index, error.field)
    occurred_ms = believed_ms(corrected_ms(stated_ms, receipt.received_at_ms), receipt.received_at_ms)
    fingerprint = fingerprint_of(operations)
    given_id, made_id = _read_id(update), f"{receipt.receipt_id}-{index}"
    # SDKs of servers give a time and no id; browsers and Node neither: what they send twice counts twice.
    marks = given_id or (f"{update['$time']}\x1f{fingerprint}" if update.get("$time") else made_id)
    return ProfileUpdate(
        update_id=given_id or made_id,
        identity=profile.identity(marks),
        index=index,
        profile=profile,
        occurred_ms=occurred_ms,
        received_ms=receipt.received_at_ms,
        claimed_ms=claimed_ms(stated_ms, occurred_ms),
        operations=operations,
        source=receipt.source,
        fingerprint=fingerprint,
        protocol=receipt.protocol,
        ignore_time=update.get("$ignore_time") in (True, "true"),
    )


def find_oversize(update: ProfileUpdate, operations: int) -> Rejection | None:
    """Why an update may not be stored, when its body has come to so many operations; else None.

    Each operation is a row with the ids of its profile: 20 MiB of `"a",` in $unset would be 5 million.
    """
    ids = (update.update_id, update.profile.profile_id, update.profile.group_key or "")
    if max(map(len, ids)) > MAX_ID_LENGTH:
        return Rejection(Reason.TOO_LARGE, f"an id of a profile is longer than {MAX_ID_LENGTH} characters")
    if operations > MAX_EVENTS:
        detail = f"the body holds more than {MAX_EVENTS:,} operations: send them in several requests"
        return Rejection(Reason.TOO_LARGE, detail)
    return None


def encode_steps(steps: list[Step]) -> list[Operation]:
    """The steps with their values as JSON; RecursionError when one is nested too deeply."""
    return [(step.operation, step.name, _ENCODE(step.value) if step.has_value else None) for step in steps]


def fingerprint_of(operations: list[Operation]) -> int:
    """What an update says, whatever the order of its names, and 10.0 or 10; equal updates have equal ones."""
    parts = sorted(
        b"\x1f".join((operation.encode(), (name or "").encode(), value or b""))
        for operation, name, value in operations
    )
    return key_of(_WHOLE.sub(b"", b"\x1e".join(parts)))


class _WrongType(Exception):
    """A field that cannot be read, and why."""

    def __init__(self, field: str, error: ValueError) -> None:
        super().__init__(f"{field}: {error}")
        self.field = field


def _read_profile(route: str, update: Mapping[str, Any]) -> Profile:
    if route == "/engage":
        return Profile(PERSON, _read_text("$distinct_id", update))
    return Profile(GROUP, _read_text("$group_id", update), update["$group_key"])


def _read_text(name: str, update: Mapping[str, Any]) -> str:
    value = update[name]
    try:
        return json_values.text(Decimal(repr(value)) if isinstance(value, float) else value) or ""
    except ValueError as error:
        raise _WrongType(name, error) from error


def _read_time(sent: object) -> int | None:
    """Landing's rules of time (docs/reference/time.md)."""
    if sent is None:
        return None
    try:
        return epoch_ms(sent, naive_is_utc=True)
    except ValueError as error:
        raise _WrongType("$time", error) from error


def _read_id(update: Mapping[str, Any]) -> str | None:
    """The mobile SDKs' id of an update."""
    metadata = update.get("$mp_metadata")
    found = metadata.get("$mp_event_id") if isinstance(metadata, dict) else None
    return found if isinstance(found, str) and found else None
