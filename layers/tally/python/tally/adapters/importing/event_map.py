"""A map: how rows of one kind of file become events. docs/guides/maps/README.md tells how to write one."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tally.adapters.importing.rows import BadRow, Row
from tally.adapters.importing.sources import Source, UnreadableError, as_text, lookup, read_source
from tally.domain.errors import Misconfigured

Node = Source | Mapping[str, "Node"] | Sequence["Node"]

FIELDS = (
    "event_id",
    "occurred_at",
    "sent_at",
    "user_id",
    "device_id",
    "distinct_id",
    "session_hint",
    "platform",
)
_SOMEBODY = ("user_id", "device_id", "distinct_id")
_SECTIONS = {"file", "event", "fields", "properties", "properties_of"}


@dataclass(frozen=True, slots=True)
class EventMap:
    """`names` turns a cell of `name` into an event's name; None keeps the cell as it is."""

    name: Source
    names: Mapping[str, str] | None
    fields: Mapping[str, Node]
    properties: Mapping[str, Node]
    properties_of: Mapping[str, Mapping[str, Node]] = field(default_factory=dict)
    delimiter: str = ","

    def event(self, row: Row) -> dict[str, Any] | BadRow:
        """The event that this row tells of, or what is wrong with the row."""
        try:
            name = self._name(row)
            event: dict[str, Any] = {"event": name, **_filled(self.fields, row.values)}
            of_event = self.properties_of.get(name, {})
            properties = _filled(self.properties, row.values) | _filled(of_event, row.values)
        except UnreadableError as bad:
            return BadRow(row.line, bad.column, str(bad), row.values)
        for needed in ("event_id", "occurred_at"):
            if needed not in event:
                return BadRow(row.line, self._column_of(needed), f"is empty: no {needed}", row.values)
        if not any(name in event for name in _SOMEBODY):
            return BadRow(row.line, None, f"says nobody: all of {', '.join(_SOMEBODY)} are empty", row.values)
        return {**event, "properties": properties} if properties else event

    def check_columns(self, row: Row, file: Path) -> None:
        """Misconfigured when the map reads a column that this first row of the file does not have."""
        for column in self.columns():
            if column not in row.values and lookup(row.values, column) is None:
                there = ", ".join(row.values)
                raise Misconfigured(
                    f"the map reads column {column!r}, which {file.name} lacks; it has {there}"
                )

    def columns(self) -> Iterable[str]:
        """Every column that the map reads."""
        nodes: list[Node] = [self.name, self.fields, self.properties, *self.properties_of.values()]
        return dict.fromkeys(column for source in _sources(nodes) for column in source.columns)

    def _name(self, row: Row) -> str:
        cell = as_text(self.name.value(row.values))
        column = self.name.column or "event"
        if self.names is None:
            if cell:
                return cell
            raise UnreadableError(column, "is empty: no event name")
        if cell not in self.names:
            raise UnreadableError(column, f"{cell!r} has no event name in the map's [event] names")
        return self.names[cell]

    def _column_of(self, target: str) -> str | None:
        node = self.fields[target]
        return node.column if isinstance(node, Source) else None


def read_map(file: Path) -> EventMap:
    """The map in a TOML file; Misconfigured says what to change in it."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"the map {file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file.name} is no TOML: {error}") from error
    try:
        return _event_map(told)
    except Misconfigured as error:
        raise Misconfigured(f"{file.name}: {error}") from error


def _event_map(told: dict[str, Any]) -> EventMap:
    if unknown := sorted(set(told) - _SECTIONS):
        raise Misconfigured(f"[{unknown[0]}] is unknown; there are {', '.join(sorted(_SECTIONS))}")
    event = dict(told.get("event", {}))
    names = event.pop("names", None)
    fields = told.get("fields", {})
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Misconfigured(f"[fields] {unknown[0]} is no field of an event; there are {', '.join(FIELDS)}")
    for needed, why in (
        ("event_id", "or a row sent twice counts twice"),
        ("occurred_at", "or nobody knows when"),
    ):
        if needed not in fields:
            raise Misconfigured(f"[fields] needs {needed}, {why}")
    if not set(fields) & set(_SOMEBODY):
        raise Misconfigured(f"[fields] needs one of {', '.join(_SOMEBODY)}: who did it")
    return EventMap(
        name=read_source("[event]", event),
        names=names,
        fields=_read_nodes("[fields]", {**fields, "occurred_at": _as_time(fields["occurred_at"])}),
        properties=_read_nodes("[properties]", told.get("properties", {})),
        properties_of={
            name: _read_nodes(f"[properties_of.{name!r}]", of_event)
            for name, of_event in told.get("properties_of", {}).items()
        },
        delimiter=told.get("file", {}).get("delimiter", ","),
    )


def _as_time(told: Any) -> Any:
    told = {"column": told} if isinstance(told, str) else told
    return {"type": "time", **told} if isinstance(told, dict) else told


def _read_nodes(section: str, told: Mapping[str, Any]) -> Mapping[str, Node]:
    return {target: _read_node(f"{section} {target}", value) for target, value in told.items()}


def _read_node(place: str, told: Any) -> Node:
    """A list is a list of objects, each again with targets and sources."""
    if isinstance(told, list):
        return [_read_nodes(place, each) for each in told]
    return read_source(place, told)


def _filled(nodes: Mapping[str, Node], values: Mapping[str, Any]) -> dict[str, Any]:
    """Targets with their values, empty ones left out."""
    found = ((target, _fill(node, values)) for target, node in nodes.items())
    return {target: value for target, value in found if value is not None}


def _fill(node: Node, values: Mapping[str, Any]) -> Any:
    if isinstance(node, Source):
        return node.value(values)
    if isinstance(node, Mapping):
        return _filled(node, values)
    return [_fill(each, values) for each in node]


def _sources(nodes: Iterable[Node]) -> Iterable[Source]:
    for node in nodes:
        if isinstance(node, Source):
            yield node
        else:
            yield from _sources(node.values() if isinstance(node, Mapping) else node)
