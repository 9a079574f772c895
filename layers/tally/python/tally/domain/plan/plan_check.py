"""Holds one event's properties against the tracking plan.

    PlanCheck(plan).violations("Order Completed", properties)

Which names and types are wrong follows from an event's shape, which many events share: it is checked once per
shape, and of an event itself only the values that the plan restricts. `violations_of_all` does so for columns
of events at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType, NoneType
from typing import Any, cast

from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events.event_names import canonical_name, column_of_plain_id
from tally.domain.events.event_time import epoch_ms
from tally.domain.events.labels import LABEL_OF
from tally.domain.events.standard_properties import column_of
from tally.domain.orders.order_properties import order_column
from tally.domain.plan.planned_names import is_default_property, is_system_event
from tally.domain.plan.planned_properties import PlannedProperty, Properties, PropertyType
from tally.domain.plan.tracking_plan import TrackingPlan

MOST_VIOLATIONS = 20
"""Noted of one event: the twenty-first tells nobody anything new."""

_LONGEST_NAME = 100

MOST_SHAPES, _MOST_CHARACTERS = 4096, 4096
"""Remembered at once, and characters of names in each: a sender that makes names up fills no memory."""

Shape = tuple[tuple[str, ...], tuple[type, ...]]
"""Names of an event's properties and their types, null's included."""

_TYPES: Mapping[PropertyType, frozenset[type]] = MappingProxyType(
    {
        PropertyType.STRING: frozenset({str}),
        PropertyType.NUMBER: frozenset({int, float}),
        PropertyType.INTEGER: frozenset({int, float}),
        PropertyType.BOOLEAN: frozenset({bool}),
        PropertyType.LIST: frozenset({list}),
        PropertyType.OBJECT: frozenset({dict}),
        PropertyType.TIMESTAMP: frozenset({str, int, float}),
        PropertyType.ANY: frozenset({str, int, float, bool, list, dict}),
    }
)
_KINDS: Mapping[frozenset[type], type] = MappingProxyType(
    {
        **{frozenset({kind}): kind for kind in (str, int, float, bool, list, dict, NoneType)},
        frozenset({int, float}): float,
    }
)
"""Types that a column's values may have, and the one that stands for them all."""

_DETAILS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.UNPLANNED_EVENT: "the tracking plan has no event of this name: plan it or correct the name",
        Reason.MISSING_PROPERTY: "the tracking plan requires this property",
        Reason.WRONG_TYPE: "the tracking plan wants another type",
        Reason.UNPLANNED_PROPERTY: "the tracking plan has no such property for this event",
        Reason.NOT_ALLOWED: "the tracking plan does not allow this value",
    }
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One departure from the plan; `name` is the property's, empty when the event itself is not planned."""

    kind: Reason
    name: str = ""
    wanted: PropertyType | None = None

    @property
    def label(self) -> str:
        """As the lake's column `violations` has it."""
        return f"{self.kind}:{self.name}" if self.name else self.kind.value

    @property
    def rejection(self) -> Rejection:
        """Why an enforced plan refuses the event."""
        if not self.name:
            return Rejection(self.kind, f"event: {_DETAILS[self.kind]}", field="event")
        path = f"properties.{self.name}"
        wanted = f": {self.wanted}" if self.wanted else ""
        return Rejection(self.kind, f"{path}: {_DETAILS[self.kind]}{wanted}", field=path)


@dataclass(frozen=True, slots=True)
class _ShapeCheck:
    """Of one shape: what is wrong with all events of it, and which values are still to be looked at."""

    violations: tuple[Violation, ...]
    value_checks: tuple[tuple[str, Callable[[Any], bool], Violation], ...]


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """The checks of one plan. Never raises because of what an event holds."""

    plan: TrackingPlan
    _known: dict[tuple[str, Shape], _ShapeCheck] = field(default_factory=dict, repr=False)

    def violations(self, name: str, properties: Mapping[str, Any]) -> tuple[Violation, ...]:
        """What is wrong with an event sent under this name; empty for a good one."""
        check = self._check_shape(name, (tuple(properties), tuple(map(type, properties.values()))))
        wrong = [
            violation for member, is_good, violation in check.value_checks if not is_good(properties[member])
        ]
        return (*check.violations, *wrong) if wrong else check.violations

    def violations_of_all(
        self, name: str, names: tuple[str, ...], columns: Sequence[Sequence[Any]], kinds: Sequence[set[type]]
    ) -> tuple[Violation, ...] | None:
        """What is wrong with each of several events that have the same properties; None when they differ.

        `columns` holds the values of each property, `kinds` their types.
        """
        alike = tuple(map(_KINDS.get, map(frozenset, kinds)))
        if None in alike:
            return None
        check = self._check_shape(name, (names, cast("tuple[type, ...]", alike)))
        for member, is_good, _ in check.value_checks:
            if not all(map(is_good, columns[names.index(member)])):
                return None
        return check.violations

    def _check_shape(self, name: str, shape: Shape) -> _ShapeCheck:
        return self._known.get((name, shape)) or self._check_new_shape(name, shape)

    def _check_new_shape(self, name: str, shape: Shape) -> _ShapeCheck:
        canonical = canonical_name(name, self.plan.aliases)
        planned = self.plan.events.get(canonical)
        if planned is not None:
            find_column = partial(_find_column, canonical, column_of_plain_id(name))
            check = _compare_shape({**self.plan.every_event, **planned}, shape, find_column)
        elif is_system_event(canonical):
            check = _ShapeCheck((), ())
        else:
            check = _ShapeCheck((Violation(Reason.UNPLANNED_EVENT),), ())
        if len(self._known) >= MOST_SHAPES:
            self._known.clear()
        if len(name) + sum(map(len, shape[0])) <= _MOST_CHARACTERS:
            self._known[name, shape] = check
        return check


_FindColumn = Callable[[str], str | None]
"""The column that a property of this name fills in one event."""


def _find_column(event_name: str, plain_id: str | None, name: str) -> str | None:
    """Of an event of this canonical name; `plain_id`: what its property `id` fills."""
    return (plain_id if name == "id" else column_of(name)) or order_column(event_name, name)


def _compare_shape(planned: Properties, shape: Shape, find_column: _FindColumn) -> _ShapeCheck:
    sent = {name: kind for name, kind in zip(*shape, strict=True) if kind is not NoneType}
    members = _find_members(planned, sent, find_column)
    found: list[Violation] = []
    value_checks = []
    for name, wanted in planned.items():
        member = members.get(name, name)
        kind = sent.get(member)
        if kind is None:
            if wanted.is_required:
                found.append(Violation(Reason.MISSING_PROPERTY, name))
        elif kind not in _TYPES[wanted.type]:
            found.append(Violation(Reason.WRONG_TYPE, name, wanted.type))
        else:
            value_checks += _list_value_checks(name, member, wanted, kind)
    known = planned.keys() | members.values()
    unplanned = [name for name in sent if name not in known and not _is_default(name)]
    found += [Violation(Reason.UNPLANNED_PROPERTY, name[:_LONGEST_NAME]) for name in unplanned]
    return _ShapeCheck(tuple(found[:MOST_VIOLATIONS]), tuple(value_checks))


def _find_members(planned: Properties, sent: Mapping[str, type], find_column: _FindColumn) -> dict[str, str]:
    """Planned property -> the member that is it under another name which landing reads as the same column.

    A planned property that is only one of a column's other names, such as `subtotal`, is itself alone.
    """
    wanted = {
        column: name
        for name in planned
        if name not in sent and (column := column_of(name) or (name if find_column(name) == name else None))
    }
    members: dict[str, str] = {}
    for member in sent:
        column = find_column(member)
        if member not in planned and column in wanted:
            members.setdefault(wanted[column], member)
    return members


def _is_default(name: str) -> bool:
    return is_default_property(name) or is_default_property(column_of(name) or name)


def _list_value_checks(
    name: str, member: str, wanted: PlannedProperty, kind: type
) -> list[tuple[str, Callable[[Any], bool], Violation]]:
    tests: list[tuple[str, Callable[[Any], bool], Violation]] = []
    if wanted.type is PropertyType.INTEGER and kind is float:
        tests.append((member, _is_whole, Violation(Reason.WRONG_TYPE, name, wanted.type)))
    if wanted.type is PropertyType.TIMESTAMP and kind is str:
        tests.append((member, _is_moment, Violation(Reason.WRONG_TYPE, name, wanted.type)))
    if wanted.allowed is not None:
        is_good = (
            _make_list_check(wanted.allowed) if kind is list else _make_value_check(name, wanted.allowed)
        )
        tests.append((member, is_good, Violation(Reason.NOT_ALLOWED, name)))
    return tests


def _make_value_check(name: str, allowed: frozenset[Any]) -> Callable[[Any], bool]:
    """Case and blanks of a label do not count: the lake has the one that is allowed."""
    if column_of(name) not in LABEL_OF:
        return allowed.__contains__
    bare = {value.casefold() if isinstance(value, str) else value for value in allowed}
    return lambda value: (value.strip().casefold() if isinstance(value, str) else value) in bare


def _make_list_check(allowed: frozenset[Any]) -> Callable[[list[Any]], bool]:
    def is_good(values: list[Any]) -> bool:
        return all(type(value) in (str, int, float) and value in allowed for value in values)

    return is_good


def _is_whole(number: float) -> bool:
    return number % 1 == 0


def _is_moment(text: str) -> bool:
    try:
        epoch_ms(text, naive_is_utc=True)
    except (ValueError, OverflowError):
        return False
    return True
