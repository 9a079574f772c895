"""The tracking plan at landing: checks parsed events and treats personal data before any of it is stored."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import DecodeError

from tally.adapters.landing.event_consents import read_consents, treat_text
from tally.adapters.landing.exact_json import exact_json
from tally.adapters.landing.profile_updates import Operation
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Rejection
from tally.domain.events.event_names import canonical_name
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.plan.consent import ConsentRule
from tally.domain.plan.hidden_members import ADDRESS_NAMES, find_plain_emails
from tally.domain.plan.personal_data import CONTAINERS, Json, PersonalData, Treatment, plain_name
from tally.domain.plan.plan_check import PlanCheck, Violation
from tally.domain.plan.tracking_plan import Mode, TrackingPlan

_NUMBERS = pa.int32()
_LABELS = pa.list_(pa.string())
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
_TOO_DEEP_TO_WRITE = b'"held personal data, nested too deeply to be written again"'


@dataclass(frozen=True, slots=True)
class PlanFindings:
    """Row of a chunk -> its violations; and, where the plan is enforced, why it is refused.

    `names` are those of all properties, if they were looked at, `event_aliases` the shop's names of events.
    """

    violations: Mapping[int, Sequence[Violation]] = field(default_factory=dict)
    refused: Mapping[int, Rejection] = field(default_factory=dict)
    names: Set[str] | None = None
    event_aliases: Mapping[str, str] = field(default_factory=dict)
    personal: PersonalData | None = None

    def is_kept(self, name: str) -> bool:
        """Whether the plan leaves a property of this name as it is."""
        return self.personal is None or self.personal.treatment_of(name) is Treatment.KEEP

    def labels(self, rows: int) -> "pa.Array[Any]":
        """The column `violations`. Events of one kind share their violations: one list of labels for all."""
        shared = {id(violations): violations for violations in self.violations.values()}
        numbers = {identity: number for number, identity in enumerate(shared)}
        places = [
            numbers[id(self.violations[row])] if row in self.violations else None for row in range(rows)
        ]
        lists = [[violation.label for violation in violations] for violations in shared.values()]
        return pa.array(lists, _LABELS).take(pa.array(places, pa.int32()))


@dataclass(frozen=True, slots=True)
class LandingPlan:
    """One plan with the shop's salt. `number` is its version, 0 of a deployed file; `mark` tells its text."""

    check: PlanCheck
    personal: PersonalData
    is_enforced: bool
    id_rules: IdRules = ID_RULES
    consent: ConsentRule | None = None
    number: int = 0
    mark: str = ""

    def read_consents(
        self, names: Sequence[Any], events: Sequence[Json], receipts: Sequence[Receipt]
    ) -> list[bool | None] | None:
        """See event_consents. `names` are as sent."""
        if self.consent is None:
            return None
        aliases = self.check.plan.aliases if self.consent.by_event else None
        known = [
            canonical_name(name, aliases) if aliases is not None and isinstance(name, str) else ""
            for name in names
        ]
        return read_consents(self.consent, known, events, receipts)

    def apply(self, names: Sequence[Any], events: Sequence[Json], flat: frozenset[str]) -> PlanFindings:
        """Check events as they were sent, then treat their personal data in place.

        `flat` are members of an event that become columns or nothing: an object there is stored nowhere.
        """
        found: dict[int, tuple[Violation, ...]] = {}
        groups = _group_alike(names, events)
        for (name, _), rows in groups.items():
            self._apply_to_group(name, rows, [events[row]["properties"] for row in rows], found)
        if self.personal.treatments and any(
            name not in flat or name in ADDRESS_NAMES or self._is_personal(name)
            for name in set().union(*events)
        ):
            self.personal.treat(events, flat)
        refused = (
            {row: violations[0].rejection for row, violations in found.items()} if self.is_enforced else {}
        )
        property_names = set().union(*(members for _, members in groups))
        return PlanFindings(found, refused, property_names, self.check.plan.aliases, self.personal)

    def _apply_to_group(
        self, name: str | None, rows: list[int], group: list[Json], found: dict[int, tuple[Violation, ...]]
    ) -> None:
        """Check and treat the properties of events of one name whose properties have the same names."""
        members = tuple(group[0])
        columns = list(zip(*map(dict.values, group), strict=True))
        kinds = [set(map(type, column)) for column in columns]
        if name is not None:
            violations = self.check.violations_of_all(name, members, columns, kinds)
            if violations is None:
                for row, properties in zip(rows, group, strict=True):
                    if wrong := self.check.violations(name, properties):
                        found[row] = wrong
            elif violations:
                found.update(dict.fromkeys(rows, violations))
        if self.personal.treatments:
            self.personal.treat_hidden(members, group)
            for member, column, types in zip(members, columns, kinds, strict=True):
                if self._is_personal(member):
                    for properties in group:
                        self.personal.treat_member(properties, member)
                elif types & CONTAINERS:
                    self.personal.treat(column)

    def treat_operations(self, operations: list[Operation]) -> None:
        """Treat a profile update's operands in place; operations on dropped properties go."""
        kept = []
        for operation, name, value in operations:
            if name is None or value is None or not self._may_concern(name, value):
                kept.append((operation, name, value))
                continue
            treated = self._treat_operand(name, value)
            if treated is not None:
                kept.append((operation, name, treated))
        operations[:] = kept

    def _treat_operand(self, name: str, value: bytes) -> bytes | None:
        """The JSON of an operand after its treatment; None when it is dropped."""
        try:
            member: Json = {name: exact_json(value)}
            self.personal.treat([member])
            return _ENCODE(member[name]) if name in member else None
        except RecursionError:  # at the very limit that its reader, fewer calls deep, let pass
            return _TOO_DEEP_TO_WRITE

    def treated_text(self, raw: bytes, consent: str = "") -> bytes:
        """An event's text as sent; where it holds personal data, the same JSON with them treated.

        `consent` is what its request's headers told of it; without consent it loses its device ids too.
        Text that is no JSON stays as it is. Numbers keep all their digits.
        """
        try:
            found = exact_json(raw)
        except (DecodeError, RecursionError, UnicodeDecodeError):
            return raw
        is_changed = self.consent is not None and treat_text(
            self.consent, self.check.plan.aliases, found, consent
        )
        if not self.personal.holds(found) and not is_changed:
            return raw
        self.personal.treat([found])
        try:
            return _ENCODE(found)
        except RecursionError:
            return _TOO_DEEP_TO_WRITE

    def _may_concern(self, name: str, value: bytes) -> bool:
        return value[:1] in (b"{", b"[") or name in ADDRESS_NAMES or self._is_personal(name)

    def find_plain_emails(self, text: str) -> list[str]:
        """Names under which the JSON of an event still holds what looks like an e-mail address."""
        try:
            return find_plain_emails(exact_json(text.encode()), self.is_listed)
        except (DecodeError, RecursionError):
            return []

    def is_listed(self, name: str) -> bool:
        """Whether the plan says what becomes of values under this name."""
        return plain_name(name) in self.personal.treatments

    def keeps(self, name: str) -> bool:
        """Whether values under this name stay as they are."""
        return not self._is_personal(name)

    def _is_personal(self, name: str) -> bool:
        return self.personal.treatment_of(name) is not Treatment.KEEP


def repeat_number(plan: LandingPlan | None, rows: int) -> "pa.Array[Any]":
    """The column `plan_version`."""
    return pa.repeat(pa.scalar(plan.number if plan else 0, _NUMBERS), rows)


def landing_plan(plan: TrackingPlan, salt: bytes, number: int = 0, mark: str = "") -> LandingPlan:
    """A plan ready for landing."""
    return LandingPlan(
        PlanCheck(plan),
        PersonalData(plan.personal_data, salt),
        plan.mode is Mode.ENFORCE,
        plan.id_rules,
        plan.consent,
        number,
        mark,
    )


def _group_alike(
    names: Sequence[Any], events: Sequence[Json]
) -> dict[tuple[str | None, tuple[str, ...]], list[int]]:
    """(name, names of the properties) -> rows; events without properties get empty ones."""
    groups: dict[tuple[str | None, tuple[str, ...]], list[int]] = {}
    for row, (name, event) in enumerate(zip(names, events, strict=True)):
        properties = event.get("properties")
        if properties is None or properties == []:  # PHP writes an empty object as an empty list
            properties = event["properties"] = {}
        if type(properties) is dict:  # landing refuses anything else
            key = (name if type(name) is str else None, tuple(properties))
            rows = groups.get(key)
            if rows is None:
                groups[key] = [row]
            else:
                rows.append(row)
    return groups
