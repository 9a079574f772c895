"""What of the tracking plan holds for the witness: the shop's names of events, columns that may not stand."""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import NamedTuple

from tally.domain.events.event_names import NO_ALIASES
from tally.domain.plan.personal_data import Treatment, plain_name
from tally.domain.plan.tracking_plan import NO_PLAN, TrackingPlan


class WitnessPlan(NamedTuple):
    """By bare name the canonical one; and columns. `number` and `mark` as of LandingPlan."""

    aliases: Mapping[str, str] = NO_ALIASES
    unkept: Set[str] = frozenset()
    number: int = 0
    mark: str = ""


NOTHING_PLANNED = WitnessPlan()

_PERSONAL: Mapping[str, str] = MappingProxyType(
    {name: name for name in ("app_version", "path", "country")} | {"device_key": "device_id"}
)
"""Column of the witness's -> the property by which a plan knows it."""


def witness_plan(plan: TrackingPlan = NO_PLAN, number: int = 0, mark: str = "") -> WitnessPlan:
    """It drops what the plan hashes, truncates or drops.

    Where the plan says what tells consent it keeps no device: a note tells none.
    """
    treated = {
        column
        for column, name in _PERSONAL.items()
        if plan.personal_data.get(plain_name(name), Treatment.KEEP) is not Treatment.KEEP
    }
    return WitnessPlan(plan.aliases, treated | ({"device_key"} if plan.consent else set()), number, mark)
