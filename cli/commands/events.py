"""`tally events`: the events that arrive, their properties, and the values of these."""

from typing import TYPE_CHECKING

import click
from tally.domain.events.event_names import canonical_name
from tally.domain.plan.tracking_plan import TrackingPlan

from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.endings import NothingFound
from cli.event_catalog import (
    EVENT_COLUMNS,
    PROPERTY_COLUMNS,
    VALUE_COLUMNS,
    find_events,
    list_events,
    list_properties,
    list_values,
    tell_unknown_event,
)
from cli.freshness import print_freshness
from cli.output.event_tables import tabulate_events, tabulate_properties, tabulate_values
from cli.output.render import paragraph, render
from cli.plan_in_force import read_standing_plan

if TYPE_CHECKING:
    from cli.clients import Tally


@click.command(
    **describe(
        "List the events that arrive, with their number and what the tracking plan says of them. "
        "With a name: its properties, or the events whose names contain it. "
        "Which values are shown stands in docs/guides/reports/catalog.md."
    )
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--property", "property_name", metavar="PROPERTY", help="the values of a property of this event"
)
@format_option
@aws_option
def events(*, open_tally: OpenTally, name: str | None, property_name: str | None, fmt: str) -> None:
    """Print events, properties or values."""
    if property_name is not None and name is None:
        click.get_current_context().fail("--property is of an event: name it first")
    tally = open_tally()
    plan = read_standing_plan(tally).plan
    known = list_events(tally, plan)
    event = None if name is None else canonical_name(name)
    if event in {row["event"] for row in known}:
        _print_event(tally, plan, str(event), property_name, fmt)
    elif property_name is not None:
        raise NothingFound(tell_unknown_event(name or "", [row["event"] for row in known]))
    else:
        rows = known if name is None else find_events(known, name)
        print(tabulate_events(rows) if fmt == "table" else render(rows, EVENT_COLUMNS, fmt))
    if fmt == "table":
        print_freshness(tally.read_freshness("event_catalog"), tally.read_timezone())


def _print_event(tally: "Tally", plan: TrackingPlan, event: str, property_name: str | None, fmt: str) -> None:
    if property_name is not None:
        _print_values(tally, event, property_name, fmt)
        return
    rows = list_properties(tally, plan, event)
    if fmt != "table":
        print(render(rows, PROPERTY_COLUMNS, fmt))
    else:
        print(tabulate_properties(rows) if rows else f"{event} did not come with any property lately.")


def _print_values(tally: "Tally", event: str, name: str, fmt: str) -> None:
    rows = list_values(tally, event, name)
    if fmt != "table":
        print(render(rows, VALUE_COLUMNS, fmt))
    elif rows:
        print(tabulate_values(rows))
    else:
        print(
            paragraph(
                f"No value of {name} that came with {event} may be shown: docs/guides/reports/catalog.md.",
                "",
                "",
            )
        )
