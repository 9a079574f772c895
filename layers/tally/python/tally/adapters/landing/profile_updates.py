"""Updates of profiles read from what Mixpanel's SDKs send to /engage and /groups.

Not stored: $ip, $latitude and $longitude (a profile has no place of its own here), $device_id and $user_id
(devices are linked by events), $ignore_alias (there are no aliases to resolve).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import DecodeError, Raw

from tally.adapters.wire.envelope import refusal
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.limits import MAX_EVENTS, MAX_ID_LENGTH
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.event_time import believed_ms, claimed_ms, corrected_ms, epoch_ms
from tally.domain.people.id_rules import ID_RULES, IdRules
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


def read_updates(
    receipt: Receipt, raw: Raw, index: int, id_rules: IdRules = ID_RULES
) -> list[ProfileUpdate] | Rejection:
    """The update at this place of a body, which the envelope's check has passed; or why it cannot be read.

    It is several where it names several groups: one of each.
    """
    try:
        update = _DECODE(raw)
        operations = encode_steps(steps_of(update))
        profiles = _read_profiles(receipt.route, update, id_rules)
        stated_ms = _read_time(update.get("$time"))
    except (DecodeError, RecursionError) as error:
        return refusal(error, index)
    except _WrongType as error:
        return Rejection(Reason.WRONG_TYPE, str(error), index, error.field)
    except _Nobody as error:
        return Rejection(Reason.MISSING_FIELD, str(error), index, error.field)
    occurred_ms = believed_ms(corrected_ms(stated_ms, receipt.received_at_ms), receipt.received_at_ms)
    fingerprint = fingerprint_of(operations)
    given_id, made_id = _read_id(update, id_rules), f"{receipt.receipt_id}-{index}"
    # SDKs of servers give a time and no id; browsers and Node neither: what they send twice counts twice.
    marks = given_id or (f"{update['$time']}\x1f{fingerprint}" if update.get("$time") else made_id)
    return [
        ProfileUpdate(
            update_id=given_id or made_id,
            identity=profile.identity(marks),
            index=index,
            profile=profile,
            occurred_ms=occurred_ms,
            received_ms=receipt.received_at_ms,
            claimed_ms=claimed_ms(stated_ms, occurred_ms),
            operations=list(operations),
            source=receipt.source,
            fingerprint=fingerprint,
            protocol=receipt.protocol,
            ignore_time=update.get("$ignore_time") in (True, "true"),
        )
        for profile in profiles
    ]


def find_oversize(updates: Sequence[ProfileUpdate], operations: int) -> Rejection | None:
    """Why a message's updates may not be stored, when its body has come to so many operations; else None.

    Each operation is a row with the ids of its profile: 20 MiB of `"a",` in $unset would be 5 million.
    """
    profiles = [update.profile for update in updates]
    ids = [*(one.profile_id for one in profiles), *(one.group_key or "" for one in profiles)]
    if max(map(len, [*ids, *(update.update_id for update in updates)]), default=0) > MAX_ID_LENGTH:
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


class _Nobody(Exception):
    """A field whose id means nobody, and so is as good as missing."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is a placeholder, and no id")
        self.field = field


def _read_profiles(route: str, update: Mapping[str, Any], id_rules: IdRules) -> list[Profile]:
    if route == "/engage":
        return [Profile(PERSON, _read_profile_id("$distinct_id", update["$distinct_id"], id_rules))]
    sent, group_key = update["$group_id"], update["$group_key"]
    several = sent if isinstance(sent, list) and sent else [sent]
    found = dict.fromkeys(_read_profile_id("$group_id", one, id_rules) for one in several)
    if group_key in found:  # the field's own name
        raise _Nobody("$group_id")
    return [Profile(GROUP, group_id, group_key) for group_id in found]


def _read_profile_id(name: str, value: object, id_rules: IdRules) -> str:
    try:
        found = id_rules.read(value, of_person=True)
    except ValueError as error:
        raise _WrongType(name, error) from error
    if found is None:
        raise _Nobody(name)
    return found


def _read_time(sent: object) -> int | None:
    """Landing's rules of time (docs/reference/time.md)."""
    if sent is None:
        return None
    try:
        return epoch_ms(sent, naive_is_utc=True)
    except ValueError as error:
        raise _WrongType("$time", error) from error


def _read_id(update: Mapping[str, Any], id_rules: IdRules) -> str | None:
    """The mobile SDKs' id of an update."""
    metadata = update.get("$mp_metadata")
    found = metadata.get("$mp_event_id") if isinstance(metadata, dict) else None
    return id_rules.read(found) if isinstance(found, str) else None
