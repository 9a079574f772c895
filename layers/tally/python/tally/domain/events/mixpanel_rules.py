"""Mixpanel's full rules for an event, which /import?strict=1 asks for.

Texts longer than 255 bytes, which Mixpanel cuts, are no fault: they are kept whole.
"""

import string
from collections.abc import Iterator
from typing import Any

from tally.domain.collecting.rejection import Reason
from tally.domain.events.event_time import EARLIEST_MS, FUTURE_ALLOWANCE_MS, MILLISECONDS_FROM

MAX_MEMBERS = 255
MAX_DEPTH = 3
MAX_INSERT_ID_BYTES = 36

FORBIDDEN_IDS = frozenset(
    [
        "00000000-0000-0000-0000-000000000000",
        *("anon", "anonymous", "nil", "none", "null", "n/a", "na", "undefined", "unknown", "<nil>"),
        *("0", "-1", "true", "false", "[]", "{}"),
    ]
)
"""What a program writes when it has no id; compared in lower case."""

_INSERT_ID = frozenset(string.ascii_letters + string.digits + "-")
Fault = tuple[Reason, str, str]


def strict_problem(properties: dict[str, Any], now_ms: int) -> Fault | None:
    """(reason, field, detail) of the first rule that an event breaks, or None. Types are right already."""
    return next(_find_faults(properties, now_ms), None)


def _find_faults(properties: dict[str, Any], now_ms: int) -> Iterator[Fault]:
    for name in ("time", "distinct_id", "$insert_id"):
        if properties.get(name) is None:
            yield Reason.MISSING_FIELD, f"properties.{name}", f"'properties.{name}' is missing"
            return
    time = properties["time"]
    time_ms = time if time >= MILLISECONDS_FROM else time * 1000
    if time_ms < EARLIEST_MS:
        yield _refuse_value("time", "the time lies before 1971-01-01")
    if time_ms > now_ms + FUTURE_ALLOWANCE_MS:
        yield _refuse_value("time", "the time lies more than an hour ahead")
    if str(properties["distinct_id"]).lower() in FORBIDDEN_IDS:
        yield _refuse_value("distinct_id", "this id stands for nobody; send empty text if nobody is known")
    yield from _find_insert_id_faults(str(properties["$insert_id"]))
    if len(properties) > MAX_MEMBERS:
        yield _refuse_size(f"an event has at most {MAX_MEMBERS} properties")
    if any(_is_too_large(value, MAX_DEPTH) for value in properties.values()):
        limits = f"{MAX_MEMBERS} members in an object or list, {MAX_DEPTH} levels"
        yield _refuse_size(f"a property is larger than {limits}")


def _find_insert_id_faults(insert_id: str) -> Iterator[Fault]:
    if len(insert_id.encode()) > MAX_INSERT_ID_BYTES:
        yield _refuse_value("$insert_id", f"it is longer than {MAX_INSERT_ID_BYTES} bytes")
    elif not insert_id or not _INSERT_ID.issuperset(insert_id):
        yield _refuse_value("$insert_id", "it needs letters, digits and - and nothing else")
    elif insert_id.lower() in FORBIDDEN_IDS:
        yield _refuse_value("$insert_id", "this id stands for nothing")


def _is_too_large(value: object, levels: int) -> bool:
    """Whether a value nests deeper, or holds more, than allowed; parsers bound the depth at a thousand."""
    if not isinstance(value, dict | list):
        return False
    if not levels or len(value) > MAX_MEMBERS:
        return True
    inner = value.values() if isinstance(value, dict) else value
    return any(_is_too_large(each, levels - 1) for each in inner)


def _refuse_value(name: str, why: str) -> Fault:
    return Reason.OUT_OF_RANGE, f"properties.{name}", f"'properties.{name}' is invalid: {why}"


def _refuse_size(why: str) -> Fault:
    return Reason.OUT_OF_RANGE, "properties", f"'properties' is invalid: {why}"
