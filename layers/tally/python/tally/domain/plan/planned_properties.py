"""What a tracking plan says of a property: its type, and the values that it may hold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.errors import Misconfigured
from tally.domain.plan.plan_keys import read_word, refuse_unknown

AllowedValue = str | int | float


class PropertyType(StrEnum):
    """JSON types, and `timestamp`: ISO text or an epoch number. `integer` takes 2.0, `number` both."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    LIST = "list"
    OBJECT = "object"
    TIMESTAMP = "timestamp"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class PlannedProperty:
    """What a property may hold. `allowed` None is any value; for a list it is of its elements."""

    type: PropertyType
    is_required: bool = False
    allowed: frozenset[AllowedValue] | None = None


Properties = Mapping[str, PlannedProperty]

_KEYS = ("type", "allowed")
_WITH_VALUES = (PropertyType.STRING, PropertyType.INTEGER, PropertyType.NUMBER, PropertyType.LIST)


def read_property(file: str, key: str, raw: object) -> PlannedProperty:
    """A type alone, or a table of type and allowed values."""
    table = raw if isinstance(raw, dict) else {"type": raw}
    refuse_unknown(file, table, _KEYS, f"{key}.")
    kind = read_word(PropertyType, file, f"{key}.type" if table is raw else key, table.get("type"))
    return PlannedProperty(kind, allowed=_read_allowed(file, f"{key}.allowed", kind, table.get("allowed")))


def _read_allowed(file: str, key: str, kind: PropertyType, values: object) -> frozenset[AllowedValue] | None:
    if values is None:
        return None
    if kind not in _WITH_VALUES:
        raise Misconfigured(f"{file}: {key}: only {', '.join(_WITH_VALUES)} can have allowed values")
    fitting = {PropertyType.STRING: (str,), PropertyType.LIST: (str, int, float)}.get(kind, (int, float))
    if not isinstance(values, list) or not values:
        raise Misconfigured(f"{file}: {key} is a list of one or more values")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, fitting) or not _can_be_sent(kind, value):
            raise Misconfigured(f"{file}: {key} has {value!r}, which is no {kind}: take it out")
    return frozenset(values)


def _can_be_sent(kind: PropertyType, value: AllowedValue) -> bool:
    """JSON has no infinity; and an integer has no fraction."""
    if isinstance(value, str):
        return True
    return math.isfinite(value) and (kind is not PropertyType.INTEGER or value % 1 == 0)


def pick_properties(file: str, key: str, names: object, properties: Properties) -> Properties:
    """The properties of these names."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Misconfigured(f"{file}: {key} is a list of names of properties")
    if unknown := [name for name in names if name not in properties]:
        raise Misconfigured(f"{file}: {key} has {unknown[0]}, which has no type: name it in [properties]")
    return {name: properties[name] for name in names}
