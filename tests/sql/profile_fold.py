"""Mixpanel's profile operations one after the other, as plain Python: what the SQL must come to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

LEVELS = 3
"""As deep as $merge looks: below, the newer member replaces the older one."""


@dataclass(frozen=True, slots=True)
class Update:
    """One row of profile_updates of one profile; `value` is JSON, "" for none."""

    occurred_at: datetime
    received_at: datetime
    body_place: int
    update_id: str
    place: int
    operation: str
    property: str
    value: str
    ignore_time: bool = False


@dataclass(slots=True)
class Profile:
    """A profile between two $delete."""

    properties: dict[str, Any] = field(default_factory=dict)
    made: bool = False
    times: list[datetime] = field(default_factory=list)
    seen: list[datetime] = field(default_factory=list)


def fold(updates: Iterable[Update]) -> Profile:
    """The profile after all updates in their order; `made` is false when there is none."""
    profile = Profile()
    for update in sorted(
        updates,
        key=lambda each: (each.occurred_at, each.received_at, each.body_place, each.update_id, each.place),
    ):
        if update.operation == "$delete":
            profile = Profile()
            continue
        profile.made |= update.operation not in ("$unset", "$remove")
        profile.times.append(update.occurred_at)
        if not update.ignore_time:
            profile.seen.append(update.occurred_at)
        if not update.property:
            continue
        operand = json.loads(update.value, parse_float=Decimal) if update.value else None
        _apply(profile.properties, update.operation, update.property, operand)
    return profile


def spelled(value: Any) -> str:
    """JSON in one spelling for equal values: names sorted, 1.50 as 1.5."""
    return json.dumps(_one_spelling(value), sort_keys=True, default=str)


def _one_spelling(value: Any) -> Any:
    match value:
        case dict():
            return {name: _one_spelling(member) for name, member in value.items()}
        case list():
            return [_one_spelling(item) for item in value]
        case Decimal() | float():
            number = Decimal(value)
            return int(number) if number == int(number) else f"number {number.normalize()}"
    return value


def _apply(properties: dict[str, Any], operation: str, name: str, operand: Any) -> None:
    match operation:
        case "$set":
            properties[name] = operand
        case "$set_once":
            properties.setdefault(name, operand)
        case "$unset":
            properties.pop(name, None)
        case "$add" if _is_number(operand):
            if _is_number(properties.setdefault(name, 0)):
                properties[name] += operand
        case "$append":
            if isinstance(there := properties.setdefault(name, []), list):
                properties[name] = [*there, operand]
        case "$union":
            if isinstance(there := properties.setdefault(name, []), list):
                properties[name] = _united(there, operand if isinstance(operand, list) else [operand])
        case "$remove":
            if isinstance(there := properties.get(name), list):
                properties[name] = [item for item in there if spelled(item) != spelled(operand)]
        case "$merge" if isinstance(operand, dict):
            if isinstance(there := properties.setdefault(name, {}), dict):
                properties[name] = _merged(there, operand, LEVELS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _united(there: list[Any], items: list[Any]) -> list[Any]:
    united = list(there)
    for item in items:
        if spelled(item) not in map(spelled, united):
            united.append(item)
    return united


def _merged(older: dict[str, Any], newer: dict[str, Any], levels: int) -> dict[str, Any]:
    merged = dict(older)
    for name, member in newer.items():
        there = merged.get(name)
        if levels > 1 and isinstance(there, dict) and isinstance(member, dict):
            merged[name] = _merged(there, member, levels - 1)
        else:
            merged[name] = member
    return merged
