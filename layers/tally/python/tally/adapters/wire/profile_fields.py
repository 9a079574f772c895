"""Updates of people and groups as Mixpanel's SDKs send them to /engage and /groups.

Only the envelope is looked at: whose profile, and operations whose operands have the right shape.
"""

from datetime import datetime
from typing import Any

from msgspec import Raw, Struct, field

from tally.adapters.wire.envelope_fields import AnObject, Id, Nothing, Problem, time_problem
from tally.domain.collecting.rejection import Reason

_OPERATIONS = "$set, $set_once, $add, $append, $union, $remove, $unset, $delete, $merge"


class ProfileOperations(Struct):
    """What both kinds share. SDKs send one operation in an update; several are taken."""

    token: Any = field(name="$token", default=None)
    time: datetime | float | None = field(name="$time", default=None)
    set: AnObject | Nothing | None = field(name="$set", default=None)
    set_once: AnObject | Nothing | None = field(name="$set_once", default=None)
    add: dict[str, float] | Nothing | None = field(name="$add", default=None)
    append: AnObject | Nothing | None = field(name="$append", default=None)
    union: AnObject | Nothing | None = field(name="$union", default=None)
    remove: AnObject | Nothing | None = field(name="$remove", default=None)
    unset: list[str] | None = field(name="$unset", default=None)
    merge: AnObject | Nothing | None = field(name="$merge", default=None)
    # Only whether it is there counts: SDKs send "", null or the id itself.
    delete: Raw = field(name="$delete", default=Raw())

    def operation_problem(self) -> Problem:
        """An update that would change nothing, or at a time that cannot be true."""
        if self.time is not None and time_problem(self.time):
            return time_problem(self.time, "$time")
        growing = (self.set, self.set_once, self.add, self.append, self.union, self.merge)
        given = (*growing, self.remove, self.unset, bytes(self.delete) or None)
        if any(operand is not None for operand in given):
            return None
        return Reason.MISSING_FIELD, "$set", f"give at least one of {_OPERATIONS}"


class PeopleUpdate(ProfileOperations):
    """One update of a person."""

    distinct_id: Id = field(name="$distinct_id", default=None)

    def problem(self) -> Problem:
        """Whose profile it is, and what to do with it."""
        if self.distinct_id is None or self.distinct_id == "":
            return Reason.MISSING_FIELD, "$distinct_id", "$distinct_id is missing or empty"
        return self.operation_problem()


class GroupUpdate(ProfileOperations):
    """One update of a group, such as a company."""

    group_key: str | None = field(name="$group_key", default=None)
    group_id: Any = field(name="$group_id", default=None)

    def problem(self) -> Problem:
        """Which group it is, and what to do with it."""
        for name, value in (("$group_key", self.group_key), ("$group_id", self.group_id)):
            if value is None or value == "":
                return Reason.MISSING_FIELD, name, f"{name} is missing or empty"
        return self.operation_problem()
