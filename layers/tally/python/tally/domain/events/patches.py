"""Rules that mend quarantined events, from a TOML file; docs/reference/quarantine.md shows one.

A rule that does not fit an event leaves it as it is: no event makes `mended` raise.
"""

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from tally.domain.errors import Misconfigured

EVERY = "*"
"""In a path: every element of a list."""

_TABLES = ("where", "rename", "set")
_LISTS = ("number", "comma_number", "string", "round", "drop")
_CENT = Decimal("0.01")
_LONGEST_NUMBER = 40
_GONE = object()

Json = Any
Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do with events that hold all of `where`; done in the order of the fields.

    `comma_number` reads 1.234,50; `round` rounds to cents, half up. A path is the names on the way to a
    field, such as ("properties", "products", "*", "price").
    """

    where: Mapping[Path_, Json] = field(default_factory=dict)
    rename: Mapping[Path_, Path_] = field(default_factory=dict)
    set: Mapping[Path_, Json] = field(default_factory=dict)
    number: Sequence[Path_] = ()
    comma_number: Sequence[Path_] = ()
    string: Sequence[Path_] = ()
    round: Sequence[Path_] = ()
    drop: Sequence[Path_] = ()

    def applied(self, event: Json) -> Json:
        """The event after this rule; the given one is not changed."""
        if not all(_is(_find_value(event, path), wanted) for path, wanted in self.where.items()):
            return event
        for source, target in self.rename.items():
            value = _find_value(event, source)
            moved = event if value is _GONE else _put(_changed(event, source, _gone), target, value)
            event = moved if _find_value(moved, target) is value else event
        for path, value in self.set.items():
            event = _put(event, path, value)
        for paths, change in (
            (self.number, _as_number),
            (self.comma_number, _as_comma_number),
            (self.string, _as_string),
            (self.round, _rounded),
            (self.drop, _gone),
        ):
            for path in paths:
                event = _changed(event, path, change)
        return event


def mended(event: Json, rules: Sequence[Rule]) -> Json:
    """The event after all rules, one after the other; the given one is not changed."""
    for rule in rules:
        event = rule.applied(event)
    return event


def parse_rules(text: str, name: str) -> list[Rule]:
    """The rules in the text of the TOML file `name`; Misconfigured says what to change in it."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{name} is no TOML: {error}") from error
    rules = told.get("rule")
    if set(told) != {"rule"} or not isinstance(rules, list) or not rules:
        raise Misconfigured(f"{name}: write one or more [[rule]], and nothing beside them")
    return [_rule(f"{name}, rule {number}", each) for number, each in enumerate(rules, start=1)]


def _rule(place: str, told: Json) -> Rule:
    known = (*_TABLES, *_LISTS)
    if not isinstance(told, dict):
        raise Misconfigured(f"{place}: write it below a line [[rule]]")
    if unknown := sorted(set(told) - set(known)):
        raise Misconfigured(f"{place}: {unknown[0]} is unknown; there are {', '.join(known)}")
    if set(told) <= {"where"}:
        raise Misconfigured(f"{place}: says nothing to do; give one of {', '.join(known[1:])}")
    parts: dict[str, Any] = {}
    for name, value in told.items():
        if name in _TABLES and isinstance(value, dict):
            parts[name] = {_path(place, path): _as_json(place, wanted) for path, wanted in _flat(value)}
        elif name in _LISTS and isinstance(value, list):
            parts[name] = [_path(place, path) for path in value]
        else:
            shape = "a table of paths" if name in _TABLES else "a list of paths"
            raise Misconfigured(f'{place}: {name} is {shape}, such as "properties.revenue"')
    for source, target in parts.get("rename", {}).items():
        parts["rename"][source] = _path(place, target)
    several = [*parts.get("rename", {}), *parts.get("rename", {}).values(), *parts.get("where", {})]
    if any(EVERY in path for path in several):
        raise Misconfigured(f"{place}: where and rename are of one field each, without {EVERY}")
    return Rule(**parts)


def _flat(table: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """`properties.revenue = 1` without quotes is a table in a table to TOML: the same path."""
    found: list[tuple[str, Json]] = []
    for name, value in table.items():
        if isinstance(value, dict) and value:
            found += [(f"{name}.{path}", inner) for path, inner in _flat(value)]
        else:
            found.append((name, value))
    return found


def _as_json(place: str, told: Json) -> Json:
    """A value of the file that an event can hold: TOML has more than JSON."""
    if isinstance(told, date | datetime | time):
        raise Misconfigured(f'{place}: JSON has no dates: write dates in quotes, "{told}"')
    if isinstance(told, float) and not math.isfinite(told):
        raise Misconfigured(f"{place}: {told} is no number in JSON: write one, or drop the field")
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        _as_json(place, part)
    return told


def _path(place: str, told: Json) -> Path_:
    path = tuple(told.split(".")) if isinstance(told, str) else ()
    if not path or "" in path or path[-1] == EVERY:
        raise Misconfigured(f'{place}: {told!r} is no path, such as "properties.revenue"')
    return path


def _is(value: Json, wanted: Json) -> bool:
    """Equal as JSON is: true is not 1."""
    return value is not _GONE and isinstance(value, bool) == isinstance(wanted, bool) and value == wanted


def _find_value(node: Json, path: Path_) -> Json:
    for name in path:
        if not isinstance(node, dict) or name not in node:
            return _GONE
        node = node[name]
    return node


def _put(node: Json, path: Path_, value: Json) -> Json:
    """With a value at the path; objects on the way are made, anything else on the way stays.

    No list is made: where one is missing, nothing is.
    """
    name, rest = path[0], path[1:]
    if name == EVERY and isinstance(node, list):
        return [_put(each, rest, value) for each in node]
    if name == EVERY or not isinstance(node, dict) or (name not in node and EVERY in rest):
        return node
    return {**node, name: _put(node.get(name, {}), rest, value) if rest else value}


def _changed(node: Json, path: Path_, change: Callable[[Json], Json]) -> Json:
    """With what `change` makes of the value at the path, where there is one."""
    name, rest = path[0], path[1:]
    if name == EVERY and isinstance(node, list):
        return [_changed(each, rest, change) for each in node]
    if not isinstance(node, dict) or name not in node:
        return node
    value = _changed(node[name], rest, change) if rest else change(node[name])
    if value is _GONE:
        return {kept: each for kept, each in node.items() if kept != name}
    return {**node, name: value}


def _gone(_: Json) -> Json:
    return _GONE


def _as_number(value: Json) -> Json:
    return _number(value, value) if isinstance(value, str) else value


def _as_comma_number(value: Json) -> Json:
    return _number(value, value.replace(".", "").replace(",", ".")) if isinstance(value, str) else value


def _number(value: str, text: str) -> Json:
    """The number that a text holds; the text itself when it holds none, or none that JSON keeps exactly."""
    try:
        exact = Decimal(text.strip()[:_LONGEST_NUMBER])
    except InvalidOperation:
        return value
    if len(text.strip()) > _LONGEST_NUMBER or not exact.is_finite() or abs(exact.adjusted()) > 15:
        return value
    if exact == exact.to_integral_value():
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else value


def _as_string(value: Json) -> Json:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _rounded(value: Json) -> Json:
    if not isinstance(value, float) or not abs(value) < 1e15:
        return value
    return float(Decimal(repr(value)).quantize(_CENT, ROUND_HALF_UP))
