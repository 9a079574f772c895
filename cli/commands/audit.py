"""`tally audit`: where lake and witness disagree, down to the ids."""

import argparse
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.argument_types import read_day
from cli.audit_report import (
    CELL_COLUMNS,
    ID_COLUMNS,
    cells,
    disputed_ids,
    shown_start,
    shown_totals,
    totals,
)
from cli.clients import Endpoint
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render

SHOWN = ["hour", "event", "platform", "verdict", "lake", "witness", "reason"]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    audit = add_command(
        subparsers,
        "audit",
        audit_command,
        "Show the cells of the last audit that are not audited, disputed ones first. A cell is one event, "
        "hour and platform; hours are the shop's. What a verdict means stands in docs/reference/audit.md.",
    )
    audit.add_argument("--date", type=read_day, metavar="YYYY-MM-DD", help="one day only")
    which = audit.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="audited cells too")
    which.add_argument("--ids", action="store_true", help="the ids of the disputed cells instead")
    add_format(audit)
    add_aws(audit)


def audit_command(arguments: argparse.Namespace) -> int:
    """Print cells or ids."""
    endpoint = Endpoint.load(aws=arguments.aws)
    if arguments.ids:
        ids = disputed_ids(endpoint, arguments.date)
        print(_by_cell(ids) if arguments.format == "table" else render(ids, ID_COLUMNS, arguments.format))
        return 0
    found = cells(endpoint, arguments.date, every_verdict=arguments.all)
    if arguments.format != "table":
        print(render(found, CELL_COLUMNS, arguments.format))
        return 0
    if found:
        print(render([_shown(cell) for cell in found], SHOWN) + "\n")
    print(shown_totals(totals(endpoint, arguments.date)))
    if any(cell["verdict"] == "disputed" for cell in found):
        print("The ids: tally audit --ids")
    return 0


def _by_cell(ids: Sequence[Mapping[str, Any]]) -> str:
    """The ids under the cell they belong to."""
    blocks = []
    for (start, event, platform), of_cell in groupby(
        ids, key=lambda row: (shown_start(row), row["event_name"], row["platform"])
    ):
        blocks.append(f"{event} on {platform}, {start}\n{render([_shown_id(row) for row in of_cell])}")
    return "\n\n".join(blocks) or "No cell is disputed."


def _shown_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "event_id": row["event_id"],
        "lake": row["lake_amount"],
        "witness": row["witness_amount"],
        "quarantine": row["quarantine_reason"],
    }


def _shown(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "hour": shown_start(cell),
        "event": cell["event_name"],
        "platform": cell["platform"],
        "verdict": cell["verdict"],
        "lake": cell["lake_events"],
        "witness": cell["witness_events"],
        "reason": cell["reason"],
    }
