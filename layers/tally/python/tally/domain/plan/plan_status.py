"""How an event or a property that arrives stands to the tracking plan, for the catalogue of events.

The rules are those of the check at landing (plan_check.py): what SDKs send by themselves needs no plan.
"""

from enum import StrEnum

from tally.domain.events.standard_properties import column_of
from tally.domain.plan.planned_names import is_default_property, is_system_event
from tally.domain.plan.planned_properties import PlannedProperty
from tally.domain.plan.tracking_plan import TrackingPlan


class PlanStatus(StrEnum):
    """What the plan says of a name."""

    PLANNED = "planned"
    DEPRECATED = "deprecated"
    """Planned, and shall end."""
    BUILT_IN = "built in"
    """SDKs send it by themselves: no plan needs to list it."""
    UNPLANNED = "unplanned"


def judge_event(plan: TrackingPlan, event: str) -> PlanStatus:
    """Of an event's canonical name."""
    if event in plan.events:
        return PlanStatus.DEPRECATED if plan.words[event].is_deprecated else PlanStatus.PLANNED
    return PlanStatus.BUILT_IN if is_system_event(event) else PlanStatus.UNPLANNED


def judge_property(plan: TrackingPlan, event: str, name: str) -> PlanStatus:
    """Of a property of an event: its column's name, or as sent."""
    if find_planned(plan, event, name) is not None:
        return PlanStatus.PLANNED
    is_built_in = is_default_property(name) or (event not in plan.events and is_system_event(event))
    return PlanStatus.BUILT_IN if is_built_in else PlanStatus.UNPLANNED


def find_planned(plan: TrackingPlan, event: str, name: str) -> PlannedProperty | None:
    """What the plan says of a property, under whatever spelling of its column."""
    planned = {**plan.every_event, **plan.events.get(event, {})}
    by_column = {column_of(each) or each: found for each, found in planned.items()}
    return planned.get(name) or by_column.get(column_of(name) or name)
