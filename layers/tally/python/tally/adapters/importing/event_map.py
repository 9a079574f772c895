"""A map: how rows of one kind of file become events. docs/guides/maps/README.md tells how to write one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Union

from tally.adapters.importing.file_format import FileFormat, read_format
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.local_times import Doubt
from tally.adapters.importing.map_file import parse_map, read_map_text
from tally.adapters.importing.numbers import NumberFormat
from tally.adapters.importing.sources import (
    EQUAL_BEFORE,
    Source,
    UnreadableError,
    as_text,
    lookup,
    read_source,
)
from tally.domain.errors import Misconfigured

Node = Union[Source, "Each", Mapping[str, "Node"], Sequence["Node"]]

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
class Each:
    """An object for each object in a column's list, such as the lines of a nested order."""

    column: str
    members: Mapping[str, Node]

    def fill(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The objects made; UnreadableError when the column holds something else than a list of objects."""
        found = lookup(values, self.column)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise UnreadableError(self.column, "is no list of objects")
        return [_filled(self.members, each) for each in found]


@dataclass(frozen=True, slots=True)
class EventMap:
    """`names` turns a cell of `name` into an event's name; None keeps the cell as it is."""

    name: Source
    names: Mapping[str, str] | None
    fields: Mapping[str, Node]
    properties: Mapping[str, Node]
    properties_of: Mapping[str, Mapping[str, Node]] = field(default_factory=dict)
    form: FileFormat = field(default_factory=FileFormat)

    @property
    def tells_equal_rows_apart(self) -> bool:
        """Whether the map makes something of how many equal rows came before."""
        return any(source.tells_equal_rows_apart for source in _sources(self._nodes()))

    def doubt(self, row: Row) -> Doubt | None:
        """What is doubtful about the time of this row, of which an event was made."""
        node = self.fields["occurred_at"]
        return node.doubt(row.values) if isinstance(node, Source) else None

    def event(self, row: Row) -> dict[str, Any] | BadRow:
        """The event that this row tells of, or what is wrong with the row."""
        values = {**row.values, EQUAL_BEFORE: row.equal_before} if row.equal_before else row.values
        try:
            name = self._name(row)
            event: dict[str, Any] = {"event": name, **_filled(self.fields, values)}
            of_event = self.properties_of.get(name, {})
            properties = _filled(self.properties, values) | _filled(of_event, values)
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
        return dict.fromkeys(_columns(self._nodes()))

    def _nodes(self) -> Sequence[Node]:
        return [self.name, self.fields, self.properties, *self.properties_of.values()]

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
    return parse_event_map(read_map_text(file), file.name)


def parse_event_map(text: str, name: str) -> EventMap:
    """The map in a text; Misconfigured begins with its name."""
    return parse_map(text, name, _event_map)


def _event_map(told: dict[str, Any]) -> EventMap:
    if unknown := sorted(set(told) - _SECTIONS):
        raise Misconfigured(f"[{unknown[0]}] is unknown; there are {', '.join(sorted(_SECTIONS))}")
    sections = {section: _read_section(section, told.get(section, {})) for section in _SECTIONS}
    form = read_format(sections["file"])
    event, fields = dict(sections["event"]), _check_fields(sections["fields"])
    names = event.pop("names", None)
    if names is not None and not (
        isinstance(names, dict) and all(isinstance(each, str) for each in names.values())
    ):
        raise Misconfigured('[event] names is a table of cells and events: { view = "Product Viewed" }')
    read = partial(_read_nodes, form.numbers)
    return EventMap(
        name=read_source("[event]", event),
        names=names,
        fields=read("[fields]", {**fields, "occurred_at": _as_time(fields["occurred_at"])}),
        properties=read("[properties]", sections["properties"]),
        properties_of={
            name: read(f"[properties_of.{name!r}]", _read_section(f"properties_of.{name!r}", of_event))
            for name, of_event in sections["properties_of"].items()
        },
        form=form,
    )


def _read_section(name: str, told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise Misconfigured(f"{name} is a section: write [{name}]")
    return told


def _check_fields(fields: Mapping[str, Any]) -> Mapping[str, Any]:
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
    return fields


def _as_time(told: Any) -> Any:
    told = {"column": told} if isinstance(told, str) else told
    return {"type": "time", **told} if isinstance(told, dict) else told


def _read_nodes(numbers: NumberFormat, section: str, told: Mapping[str, Any]) -> Mapping[str, Node]:
    return {target: _read_node(numbers, f"{section} {target}", value) for target, value in told.items()}


def _read_node(numbers: NumberFormat, place: str, told: Any) -> Node:
    """A list is a list of objects, each again with targets and sources, or one for each of a column's."""
    if not isinstance(told, list):
        return read_source(place, told, numbers)
    nodes: list[Node] = []
    for each in told:
        members = dict(_read_section(place, each))
        column = members.pop("each", None)
        if column is not None and not isinstance(column, str):
            raise Misconfigured(f"{place}: each is the name of a column that holds a list")
        read = _read_nodes(numbers, place, members)
        nodes.append(read if column is None else Each(column, read))
    return nodes


def _filled(nodes: Mapping[str, Node], values: Mapping[str, Any]) -> dict[str, Any]:
    """Targets with their values, empty ones left out."""
    found = ((target, _fill(node, values)) for target, node in nodes.items())
    return {target: value for target, value in found if value is not None}


def _fill(node: Node, values: Mapping[str, Any]) -> Any:
    if isinstance(node, Source):
        return node.value(values)
    if isinstance(node, Each):
        return node.fill(values)
    if isinstance(node, Mapping):
        return _filled(node, values)
    filled: list[Any] = []
    for each in node:
        filled += each.fill(values) if isinstance(each, Each) else [_fill(each, values)]
    return filled


def _members(node: Node) -> Iterable[Node]:
    if isinstance(node, Each):
        return node.members.values()
    return node.values() if isinstance(node, Mapping) else node  # type: ignore[return-value]


def _sources(nodes: Iterable[Node]) -> Iterator[Source]:
    for node in nodes:
        if isinstance(node, Source):
            yield node
        else:
            yield from _sources(_members(node))


def _columns(nodes: Iterable[Node]) -> Iterator[str]:
    """Columns of the file; those within the objects of a column's list are its own affair."""
    for node in nodes:
        if isinstance(node, Source):
            yield from node.columns
        elif isinstance(node, Each):
            yield node.column
        else:
            yield from _columns(_members(node))
