"""Takes the fields that columns need out of parsed events, column by column, as a table says.

A `WireFormat` is one protocol's table. Its objects are named by path: "" is the event itself, "context.page"
the object `page` inside the object `context`. Whatever is not taken stays in the event's properties.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

from tally.domain.events.standard_properties import can_hold, standard_name

Json = dict[str, Any]
Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class WireFormat:
    """`taken` and `seen`: path of an object -> column -> its names there, the preferred path and name first.

    Taken values leave the event; seen ones stay in the properties too. `dropped` are secrets and flags for
    the SDK itself. Objects are opened in the order of `taken`, so that an outer one stands before its inner.
    `usual`: member of the event -> values that say nothing and are dropped; another one stays as sent.
    `spellings`: path of an object -> bare name -> the name in `taken` that it is another spelling of.
    `beside`: the object whose members the event itself may hold as well, where its protocol lets them.
    """

    taken: Mapping[str, Mapping[str, Sequence[str]]]
    seen: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    dropped: Mapping[str, Sequence[str]] = field(default_factory=dict)
    usual: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: str | None = None


class Fields(NamedTuple):
    """`columns` holds only those of which some event has a value; `rest` what is left of each event.

    `misplaced` has (row, path, value) of what stands where an object belongs; an empty list counts as one.
    `misread` has (row, name) of what is spelled like a column's name and no value of it: it is left as it is.
    """

    columns: Columns
    rest: list[Json]
    misplaced: list[tuple[int, str, Any]]
    misread: list[tuple[int, str]]


def extract(wire: WireFormat, events: list[Json], property_names: Set[str] | None = None) -> Fields:
    """Empty these events into columns; `property_names` may hold more than the events' properties have."""
    opened = {"": events}
    misplaced: list[tuple[int, str, Any]] = []
    misread: list[tuple[int, str]] = []
    columns: Columns = {}
    for path, table in wire.taken.items():
        if path:
            opened[path] = _open_objects(opened, path, misplaced)
        objects = opened[path]
        found = property_names if path == "properties" else None
        present: Set[str] = set().union(*objects) if found is None else found
        if path in wire.spellings:
            present = present | _respell(wire, path, objects, present, misread)
        for column, names in wire.seen.get(path, {}).items():
            for name in names:
                if name in present:
                    fill(columns, column, list(map(dict.get, objects, repeat(name))))
        for name in present & set(wire.dropped.get(path, ())):
            _pop_all(objects, name)
        for name in present & wire.usual.keys() if not path else ():
            _drop_usual(objects, name, wire.usual[name])
        for column, names in table.items():
            for name in names:
                if name in present:
                    _take_column(columns, column, objects, name)
    return Fields(columns, _gather_leftovers(opened), misplaced, misread)


def find(wire: WireFormat, event: Json, column: str) -> tuple[str, Any]:
    """Where in an untouched event a column's value stands: its path as the sender knows it, and the value.

    Without one, where it would stand first.
    """
    for path, outer, name in _list_places(wire, column):
        place: Any = event
        for part in outer:
            place = place.get(part) if isinstance(place, dict) else None
        if isinstance(place, dict) and place.get(name) is not None:
            return path, place[name]
    for path, outer, name in _list_places(wire, column):
        spellings, place = wire.spellings.get(".".join(outer) or wire.beside or "", {}), event
        for part in outer:
            place = place.get(part) if isinstance(place, dict) else None
        for member in place if spellings and isinstance(place, dict) else ():
            if place[member] is not None and standard_name(member, spellings) == name:
                return f"{path.removesuffix(name)}{member}", place[member]
    return next((path for path, _, _ in _list_places(wire, column)), column), None


@cache
def sole_path(wire: WireFormat, column: str) -> str | None:
    """The path of a column's value, where it can stand in one place only."""
    places = _list_places(wire, column)
    return places[0][0] if len(places) == 1 else None


@cache
def names_in_properties(wire: WireFormat, column: str) -> Sequence[str]:
    """The names among the properties from which a column is taken."""
    return wire.taken.get("properties", {}).get(column, ())


@cache
def _list_places(wire: WireFormat, column: str) -> Sequence[tuple[str, Sequence[str], str]]:
    """Where a column's value may stand: (whole path, names of the objects around it, its own name)."""
    objects = [(path, path) for path in wire.taken]
    if wire.beside is not None:
        objects.append((wire.beside, ""))
    return [
        (f"{path}.{name}" if path else name, path.split(".") if path else (), name)
        for of, path in objects
        for name in (*wire.seen.get(of, {}).get(column, ()), *wire.taken[of].get(column, ()))
    ]


def _respell(
    wire: WireFormat, path: str, objects: list[Json], present: Set[str], misread: list[tuple[int, str]]
) -> Set[str]:
    """Give members their standard name where they are spelled otherwise; the names that were given.

    Nearly always all names are known or nobody's. A member that bears the standard name itself stands first.
    """
    spellings, columns = wire.spellings[path], _list_columns(wire, path)
    spelled = {name: standard_name(name, spellings) for name in present - columns.keys()}
    given = set()
    for name, standard in sorted(spelled.items()):
        if standard is None:
            continue
        given.add(standard)
        for row, place in enumerate(objects):
            value = place.get(name)
            if value is None or place.get(standard) is not None:
                continue
            if can_hold(columns[standard], value):
                place[standard] = place.pop(name)
            else:
                misread.append((row, name))
    return given


@cache
def _list_columns(wire: WireFormat, path: str) -> Mapping[str, str]:
    """Name in an object -> the column it fills; those that are dropped as well."""
    tables = (wire.seen.get(path, {}), wire.taken[path], {"": wire.dropped.get(path, ())})
    return {name: column for table in tables for column, names in table.items() for name in names}


def _open_objects(
    opened: dict[str, list[Json]], path: str, misplaced: list[tuple[int, str, Any]]
) -> list[Json]:
    outer, _, name = path.rpartition(".")
    values = _pop_all(opened[outer], name)
    if set(map(type, values)) == {dict}:
        return values
    objects = []
    for row, value in enumerate(values):
        objects.append(value if type(value) is dict else {})
        if value is not None and type(value) is not dict and value != []:  # PHP writes {} as []
            misplaced.append((row, path, value))
    return objects


def _drop_usual(objects: list[Json], name: str, values: Sequence[Any]) -> None:
    for place in objects:
        if place.get(name) in values:
            place.pop(name, None)


def _take_column(columns: Columns, column: str, objects: list[Json], name: str) -> None:
    known = columns.get(column)
    if known is None:
        columns[column] = _pop_all(objects, name)
        return
    for row, place in enumerate(objects):
        value = place.pop(name, None)
        if known[row] is None:
            known[row] = value
        elif value is not None and value != known[row]:
            place[name] = value


def fill(columns: Columns, column: str, values: list[Any]) -> None:
    """Put these values where the column has none yet."""
    known = columns.get(column)
    columns[column] = (
        values
        if known is None
        else [new if old is None else old for old, new in zip(known, values, strict=True)]
    )


def _pop_all(objects: list[Json], name: str) -> list[Any]:
    return list(map(dict.pop, objects, repeat(name), repeat(None)))


def _gather_leftovers(opened: dict[str, list[Json]]) -> list[Json]:
    """Inner objects go back into their outer ones, the event's own leftovers into its properties."""
    for path in reversed(opened):
        if path not in ("", "properties"):
            outer, _, name = path.rpartition(".")
            _put_back(opened[outer], opened[path], name)
    rest = opened.get("properties")
    if rest is None:
        return opened[""]
    if any(opened[""]):
        for properties, event in zip(rest, opened[""], strict=True):
            for name, value in event.items():
                attach(properties, name, value)
    return rest


def _put_back(outer: list[Json], inner: list[Json], name: str) -> None:
    if any(inner):
        for place, left in zip(outer, inner, strict=True):
            if left:
                place[name] = left


def attach(properties: Json, name: str, value: object) -> None:
    """Keep a value beside the properties, with a `$` before its name when that one is taken."""
    while name in properties and properties[name] != value:
        name = f"${name}"
    properties[name] = value
