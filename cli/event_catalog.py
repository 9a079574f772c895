"""The catalogue of events: what arrives, beside what the tracking plan says of it."""

from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tally.domain.plan.plan_status import find_planned, judge_event, judge_property
from tally.domain.plan.planned_words import PlannedWords
from tally.domain.plan.tracking_plan import TrackingPlan
from tally.modelling.literals import Value

from cli.endings import NothingFound
from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

Row = dict[str, Any]

EVENT_COLUMNS = ("event", "events", "days", "first_seen", "last_seen", "status", "owner", "description")
PROPERTY_COLUMNS = (
    *("event", "property", "status", "planned_type", "types", "events", "filled", "null_share"),
    *("first_seen", "last_seen", "examples"),
)
VALUE_COLUMNS = ("event", "property", "value", "place", "events", "persons")

EXAMPLES, MOST_VALUES = 3, 20
_ALIKE = 0.6


def list_events(tally: "Tally", plan: TrackingPlan) -> list[Row]:
    """EVENT_COLUMNS of each event that ever arrived, the most frequent first; then of those that are planned
    and never did."""
    arrived = ask_published(tally, "cataloged_events", {})
    rows = [{**row, "event": row["event_name"]} for row in arrived]
    names = {row["event"] for row in rows}
    rows += [{"event": name, "events": 0, "days": 0} for name in sorted(plan.events) if name not in names]
    return [_describe_event(row, plan) for row in rows]


def find_events(rows: Sequence[Row], part: str) -> list[Row]:
    """Those whose name contains this, however it is spelled; NothingFound names those that are near."""
    found = [row for row in rows if _bare(part) in _bare(row["event"])]
    if not found:
        raise NothingFound(tell_unknown_event(part, [row["event"] for row in rows]))
    return found


def tell_unknown_event(name: str, known: Sequence[str]) -> str:
    """A sentence without its full stop, which names what was most likely meant."""
    by_bare = {_bare(each): each for each in known}
    near = get_close_matches(_bare(name), by_bare, n=2, cutoff=_ALIKE)
    meant = " or ".join(f"'{by_bare[each]}'" for each in near)
    hint = f"did you mean {meant}?" if meant else "`tally events` lists those that arrive"
    return f"No event is called '{name}': {hint}"


def list_properties(tally: "Tally", plan: TrackingPlan, event: str) -> list[Row]:
    """PROPERTY_COLUMNS of what came with the event lately."""
    examples: dict[str, list[str]] = defaultdict(list)
    values: dict[str, Value] = {"event": event, "property": None, "most": EXAMPLES}
    for row in ask_published(tally, "cataloged_values", values):
        examples[row["property"]].append(row["value"])
    found = ask_published(tally, "cataloged_properties", {"event": event})
    return [_describe_property(row, plan, event, examples.get(row["property"], [])) for row in found]


def list_values(tally: "Tally", event: str, name: str) -> list[Row]:
    """VALUE_COLUMNS of what several persons sent."""
    asked: dict[str, Value] = {"event": event, "property": name, "most": MOST_VALUES}
    return [{"event": event, **row} for row in ask_published(tally, "cataloged_values", asked)]


def _describe_event(row: Row, plan: TrackingPlan) -> Row:
    words = plan.words.get(row["event"], PlannedWords())
    status = judge_event(plan, row["event"]).value
    described = {**row, "status": status, "owner": words.owner, "description": words.description}
    return {name: described.get(name) for name in EVENT_COLUMNS}


def _describe_property(row: Row, plan: TrackingPlan, event: str, examples: list[str]) -> Row:
    planned = find_planned(plan, event, row["property"])
    described = {
        **row,
        "event": event,
        "status": judge_property(plan, event, row["property"]).value,
        "planned_type": planned.type.value if planned else None,
        "null_share": 1 - row["filled"] / row["events"],
        "examples": examples,
    }
    return {name: described[name] for name in PROPERTY_COLUMNS}


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
