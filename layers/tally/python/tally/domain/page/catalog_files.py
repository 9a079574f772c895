"""The files `catalog` and `values`: what a builder of questions suggests.

Values may be a customer's: they are a file of their own, which erasing deletes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.page.columns import Row, write_columns
from tally.domain.plan.plan_status import judge_event
from tally.domain.plan.planned_words import PlannedWords
from tally.domain.plan.tracking_plan import NO_PLAN, TrackingPlan
from tally.domain.settings.setting_bodies import read_body

_UNSAID = PlannedWords()


@dataclass(frozen=True, slots=True)
class CatalogRows:
    """Rows of cataloged_events.sql, page_properties.sql, page_profile_properties.sql and page_cohorts.sql."""

    events: Sequence[Row] = ()
    properties: Sequence[Row] = ()
    profiles: Sequence[Row] = ()
    cohorts: Sequence[Row] = ()


def make_catalog(rows: CatalogRows, plan: TrackingPlan = NO_PLAN) -> dict[str, Any]:
    """The file: events with what the plan says of them, properties, and the names of cohorts."""
    return {
        "events": write_columns(
            [{**row, **_tell_event(plan, row["event_name"])} for row in rows.events],
            ["event", "events", "days", "first_seen", "last_seen", "description", "owner", "status"],
        ),
        "properties": write_columns(
            [{**row, "event": row["event_name"]} for row in rows.properties],
            ["event", "property", "events", "filled", "types"],
        ),
        "profile_properties": write_columns(rows.profiles, ["property", "persons"]),
        "cohorts": write_columns([_tell_cohort(row) for row in rows.cohorts], ["cohort", "description"]),
    }


def make_values(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows of page_values.sql: {event: {property: {"value": [...], "events": [...]}}}."""
    found: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for row in rows:
        of_event = found.setdefault(row["event_name"], {})
        columns = of_event.setdefault(row["property"], {"value": [], "events": []})
        columns["value"].append(row["value"])
        columns["events"].append(row["events"])
    return {"values": found}


def _tell_event(plan: TrackingPlan, event: str) -> Row:
    words = plan.words.get(event, _UNSAID)
    return {
        "event": event,
        "description": words.description or None,
        "owner": words.owner or None,
        "status": judge_event(plan, event).value,
    }


def _tell_cohort(row: Row) -> Row:
    told = {} if row["text"] is None else read_body(row["text"])
    return {"cohort": row["name"], "description": told.get("description") or None}
