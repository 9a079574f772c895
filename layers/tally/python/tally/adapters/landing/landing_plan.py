"""The tracking plan at landing: judges parsed events and treats personal data before any of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import DecodeError

from tally.domain.personal_data import Json, PersonalData, Treatment, shape_of
from tally.domain.plan_check import PlanCheck, Violation
from tally.domain.rejection import Rejection

_DECODE_EXACT = msgspec.json.Decoder(float_hook=Decimal).decode
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
_TOO_DEEP_TO_WRITE = b'"held personal data, nested too deeply to be written again"'

Operation = tuple[str, str | None, bytes | None]
"""Of a profile update: operation, property, JSON of the operand."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Row of a chunk -> labels of its violations; and, where the plan is enforced, why it is refused."""

    violations: Mapping[int, list[str]] = field(default_factory=dict)
    refused: Mapping[int, Rejection] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LandingPlan:
    """One plan with the shop's salt."""

    check: PlanCheck
    personal: PersonalData
    is_enforced: bool

    def judge(self, names: Sequence[Any], events: Sequence[Json]) -> Judgement:
        """Check events as they were sent, then treat their personal data in place."""
        found: dict[int, Sequence[Violation]] = {}
        for row, (name, event) in enumerate(zip(names, events, strict=True)):
            properties = event.get("properties", _NONE)
            if type(properties) is not dict:  # landing refuses it for that
                self.personal.treat(event)
                continue
            shape = shape_of(properties)
            if type(name) is str and (violations := self.check.violations(name, properties, shape)):
                found[row] = violations
            if self.personal.treatments:
                self._treat(event, properties, shape)
        return Judgement(
            {row: [violation.label for violation in violations] for row, violations in found.items()},
            {row: violations[0].rejection for row, violations in found.items()} if self.is_enforced else {},
        )

    def treat_operations(self, operations: list[Operation]) -> None:
        """Treat a profile update's operands in place; operations on dropped properties go."""
        kept = []
        for operation, name, value in operations:
            if name is None or value is None or not self._may_concern(name, value):
                kept.append((operation, name, value))
                continue
            member: Json = {name: _DECODE_EXACT(value)}
            self.personal.treat(member)
            if name in member:
                kept.append((operation, name, _ENCODE(member[name])))
        operations[:] = kept

    def treated_text(self, raw: bytes) -> bytes:
        """An event's text as sent; where it holds personal data, the same JSON with them treated.

        Text that is no JSON stays as it is. Numbers keep all their digits.
        """
        try:
            found = _DECODE_EXACT(raw)
        except (DecodeError, RecursionError, UnicodeDecodeError):
            return raw
        if not isinstance(found, dict | list) or not self.personal.treat(found):
            return raw
        try:
            return _ENCODE(found)
        except RecursionError:
            return _TOO_DEEP_TO_WRITE

    def _treat(self, event: Json, properties: Json, shape: Any) -> None:
        """The event's own members, its properties, whose shape is known, and what is inside of both."""
        for inner in self.personal.treat_members(event, shape_of(event)):
            if inner is not properties:
                self.personal.treat(inner)
        for inner in self.personal.treat_members(properties, shape):
            self.personal.treat(inner)

    def _may_concern(self, name: str, value: bytes) -> bool:
        return value[:1] in (b"{", b"[") or self.personal.treatment_of(name) is not Treatment.KEEP


_NONE: Json = {}
