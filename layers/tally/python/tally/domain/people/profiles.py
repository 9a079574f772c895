"""Updates of profiles, whatever protocol they came by: whose, which operations on which properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PERSON = "person"
GROUP = "group"

SET = "$set"
UNION = "$union"
UNSET = "$unset"
DELETE = "$delete"
BY_PROPERTY = frozenset({SET, "$set_once", "$add", "$append", UNION, "$remove", "$merge"})
"""Operations whose operand is an object: property -> value."""

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose: a person by the distinct_id as sent, or a group by its id among those of its `group_key`."""

    kind: str
    profile_id: str
    group_key: str | None = None

    @property
    def key_text(self) -> str:
        """The text whose hash is the profile's key: a person's is the sent_person_key of their events."""
        return self.profile_id if self.group_key is None else f"{self.group_key}{_BETWEEN}{self.profile_id}"

    def identity(self, marks: str) -> str:
        """What makes an update of this profile one update; `marks` tell it from others of the profile."""
        return _BETWEEN.join((marks, self.kind, self.group_key or "", self.profile_id))


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on the property of this `name`; without one it concerns the profile as a whole."""

    operation: str
    name: str | None = None
    value: Any = None

    @property
    def has_value(self) -> bool:
        """Whether there is an operand; JSON's null is one."""
        return self.name is not None and self.operation != UNSET


def steps_of(update: Mapping[str, Any]) -> list[Step]:
    """The operations of one update as Mixpanel writes it, in the order they stand there.

    An operation on no property (`"$set": {}`) is one step without a property: it makes the profile and
    changes nothing. The operands have the shapes that the envelope's check asks for.
    """
    return [step for name, operand in update.items() for step in _read_steps(name, operand)]


def steps_of_traits(traits: Mapping[str, Any]) -> list[Step]:
    """Segment's traits: each sets one property."""
    return [Step(SET, name, value) for name, value in traits.items()]


def _read_steps(operation: str, operand: Any) -> Iterator[Step]:
    if operation == DELETE:  # SDKs send "", null or the profile's own id
        yield Step(DELETE)
    elif operand is None:
        return
    elif operation == UNSET:
        yield from [Step(UNSET, name) for name in operand] or [Step(UNSET)]
    elif operation in BY_PROPERTY:
        values = (operand or {}).items()  # PHP writes an empty object as an empty list
        if operation == UNION:  # browser and node send scalars in a list, others as they are
            values = [(name, value if isinstance(value, list) else [value]) for name, value in values]
        yield from [Step(operation, name, value) for name, value in values] or [Step(operation)]


def update_of(profile: Profile, steps: list[Step]) -> dict[str, Any]:
    """The steps of one update as Mixpanel writes it: what `steps_of` reads."""
    whose = (
        {"$distinct_id": profile.profile_id}
        if profile.group_key is None
        else {"$group_key": profile.group_key, "$group_id": profile.profile_id}
    )
    update: dict[str, Any] = {**whose}
    for step in steps:
        if step.operation == DELETE:
            update[DELETE] = ""
        elif step.operation == UNSET:
            update.setdefault(UNSET, []).extend([] if step.name is None else [step.name])
        else:
            operand = update.setdefault(step.operation, {})
            if step.name is not None:
                operand[step.name] = step.value
    return update
